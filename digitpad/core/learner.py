"""A learner is a network as those see it who measure it, train it and save it.

`Network` is one. They name this protocol instead, so that `network.py`, whose methods call them,
is the only module that knows both sides.
"""

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from digitpad.core.costs import Cost

Arrays = list[NDArray[np.floating]]


class Learner(Protocol):
    """Weights and biases, layer by layer, and what is needed to compute with them.

    sizes: the neurons of each layer, the input first. weights[l]: (neurons, inputs).
    biases[l]: (neurons, 1). cost, rng and dtype: as in `Network`.
    """

    sizes: list[int]
    weights: Arrays
    biases: Arrays
    cost: type[Cost]
    rng: np.random.Generator
    dtype: np.dtype[Any]
