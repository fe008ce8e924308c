"""A learner is whatever can be measured, trained and saved: a `Network`.

The modules that do this name the protocol below rather than `Network`, whose methods call them:
so no two modules import each other.
"""

from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from digitpad.core.costs import Cost

Arrays = list[NDArray[np.floating]]


class Learner(Protocol):
    """Weights and biases, layer by layer, and what is needed to compute with them.

    sizes: the neurons of each layer, the input first. weights[l]: (neurons, inputs).
    biases[l]: (neurons, 1). cost, rng, dtype and backprop: as in `Network`.
    """

    sizes: list[int]
    weights: Arrays
    biases: Arrays
    cost: type[Cost]
    rng: np.random.Generator
    dtype: np.dtype[Any]

    def backprop(self, x: ArrayLike, y: ArrayLike) -> tuple[Arrays, Arrays]: ...
