"""Chooses the faster of two descents for a run: compiled code, or NumPy."""

import warnings
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.costs import COSTS
from digitpad.core.learning.descent import Descent
from digitpad.core.network import Network

if TYPE_CHECKING:
    from digitpad.core.learning.kernel import CompiledDescent

# Examples in a mini-batch: with more, BLAS's large products beat compiled loops.
LARGEST_COMPILED = 100

# Each number of layers is compiled anew: a second for 10 layers, ten seconds for 99.
MOST_COMPILED_LAYERS = 10

_is_usable = find_spec("numba") is not None  # and has not failed in this process


def fastest_descent(
    network: Network, inputs: NDArray[Any], mini_batch_size: int
) -> "Descent | CompiledDescent":
    """The fastest descent for this run: compiled where numba is installed, else by NumPy.

    inputs: (rows, inputs), what the network will learn; compiled code takes only bytes. If numba
    fails, a RuntimeWarning says why, once, and the descent is by NumPy.
    """
    global _is_usable
    can_be_compiled = (
        inputs.dtype == np.uint8
        and inputs.shape[1] % 8 == 0
        and network.dtype == np.float32
        and network.cost in COSTS.values()
        and len(network.weights) <= MOST_COMPILED_LAYERS
        and mini_batch_size <= LARGEST_COMPILED
    )
    if can_be_compiled and _is_usable:
        try:
            from digitpad.core.learning.kernel import CompiledDescent

            descent = CompiledDescent(network)
            descent.prepare()
            return descent
        except Exception as error:  # of any type, such as where numba can keep no files
            _is_usable = False
            warnings.warn(
                f"the extra `fast` cannot be used, since numba fails ({error}); NumPy trains "
                "instead, in about twice the time",
                RuntimeWarning,
                stacklevel=2,
            )
    return Descent(network)
