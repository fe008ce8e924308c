"""Which of the two descents is the quicker one for a run: compiled, or by NumPy."""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.costs import COSTS
from digitpad.core.descent import Descent
from digitpad.core.learner import Learner

if TYPE_CHECKING:
    from digitpad.core.kernel import CompiledDescent

# Examples of a mini-batch: with more the large products of BLAS are quicker than compiled loops.
LARGEST_COMPILED = 100

# The code is compiled for each number of layers: a second for 10 layers, ten seconds for 99.
MOST_COMPILED_LAYERS = 10


def fastest_descent(
    network: Learner, inputs: NDArray[Any], mini_batch_size: int
) -> "Descent | CompiledDescent":
    """The quickest descent for this run: compiled if it can be and numba is there, else by NumPy.

    inputs: (rows, inputs), what the network will learn; compiled code takes only bytes.
    """
    serves = (
        inputs.dtype == np.uint8
        and inputs.shape[1] % 8 == 0
        and network.dtype == np.float32
        and network.cost in COSTS.values()
        and len(network.weights) <= MOST_COMPILED_LAYERS
        and mini_batch_size <= LARGEST_COMPILED
    )
    if serves and find_spec("numba") is not None:
        from digitpad.core.kernel import CompiledDescent

        return CompiledDescent(network)
    return Descent(network)
