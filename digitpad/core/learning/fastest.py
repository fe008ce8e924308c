"""Which of the two descents is the quicker one for a run: compiled, or by NumPy."""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.costs import COSTS
from digitpad.core.learning.descent import Descent
from digitpad.core.network import Network
from digitpad.core.text import shortened

if TYPE_CHECKING:
    from digitpad.core.learning.kernel import CompiledDescent

# Examples of a mini-batch: with more the large products of BLAS are quicker than compiled loops.
LARGEST_COMPILED = 100

# Why compiled code cannot be used here, once that was found out; see `why_not_compiled`.
_why_not_compiled: str | None = None

# The code is compiled for each number of layers: a second for 10 layers, ten seconds for 99.
MOST_COMPILED_LAYERS = 10


def fastest_descent(
    network: Network, inputs: NDArray[Any], mini_batch_size: int
) -> "Descent | CompiledDescent":
    """The quickest descent for this run: compiled if it can be and numba is there, else by NumPy.

    inputs: (rows, inputs), what the network will learn; compiled code takes only bytes. Where
    numba is there and fails, the descent is by NumPy, and `why_not_compiled` says why.
    """
    serves = (
        inputs.dtype == np.uint8
        and inputs.shape[1] % 8 == 0
        and network.dtype == np.float32
        and network.cost in COSTS.values()
        and len(network.weights) <= MOST_COMPILED_LAYERS
        and mini_batch_size <= LARGEST_COMPILED
    )
    if serves and _why_not_compiled is None and find_spec("numba") is not None:
        try:
            return _compiled(network)
        except Exception as error:  # whatever numba raises: without it training goes on
            _remember(error)
    return Descent(network)


def why_not_compiled() -> str | None:
    """A sentence, if the extra `fast` is installed and could not be used in this process.

    Compiled code is kept in files. numba cannot do that where the installation is read-only and
    there is no home folder, or where the disk is full.
    """
    return _why_not_compiled


def _compiled(network: Network) -> "CompiledDescent":
    """A descent by compiled code, which is then ready to run."""
    from digitpad.core.learning import kernel

    descent = kernel.CompiledDescent(network)
    try:
        descent.prepare()
    except Exception:  # files that a full disk has cut short, say
        kernel.forget_compiled()
        descent.prepare()
    return descent


def _remember(error: Exception) -> None:
    global _why_not_compiled
    reason = shortened(" ".join(f"{type(error).__name__}: {error}".split()))
    _why_not_compiled = (
        f"The extra fast cannot be used, as numba fails ({reason}); NumPy trains instead, in about "
        "twice the time."
    )
