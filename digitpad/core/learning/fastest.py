"""Chooses the faster of two descents for a run: compiled code, or NumPy."""

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

# Examples in a mini-batch: with more, BLAS's large products beat compiled loops.
LARGEST_COMPILED = 100

# Why compiled code failed here, if it did; see `why_not_compiled`.
_why_not_compiled: str | None = None

# Each number of layers is compiled anew: a second for 10 layers, ten seconds for 99.
MOST_COMPILED_LAYERS = 10


def fastest_descent(
    network: Network, inputs: NDArray[Any], mini_batch_size: int
) -> "Descent | CompiledDescent":
    """The fastest descent for this run: compiled where numba is installed, else by NumPy.

    inputs: (rows, inputs), what the network will learn; compiled code takes only bytes. If numba
    fails, the descent is by NumPy, and `why_not_compiled` says why.
    """
    can_be_compiled = (
        inputs.dtype == np.uint8
        and inputs.shape[1] % 8 == 0
        and network.dtype == np.float32
        and network.cost in COSTS.values()
        and len(network.weights) <= MOST_COMPILED_LAYERS
        and mini_batch_size <= LARGEST_COMPILED
    )
    if can_be_compiled and _why_not_compiled is None and find_spec("numba") is not None:
        try:
            return _compiled(network)
        except Exception as error:  # numba may raise anything; training goes on without it
            _remember(error)
    return Descent(network)


def why_not_compiled() -> str | None:
    """Why the extra `fast`, which is installed, failed in this process; None if it did not.

    A sentence. numba keeps compiled code in files, and fails where it cannot write them: on a full
    disk, or in a read-only installation without a home folder.
    """
    return _why_not_compiled


def _compiled(network: Network) -> "CompiledDescent":
    """A compiled descent, ready to run."""
    from digitpad.core.learning import kernel

    descent = kernel.CompiledDescent(network)
    try:
        descent.prepare()
    except Exception:  # a full disk may have cut numba's files short
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
