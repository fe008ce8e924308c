"""How well each layer learns: its weights, its activations, and the length of its gradient."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.dataset import as_arrays, pixels
from digitpad.core.network import Network, Pair

BINS = 40
SATURATED = 0.01  # a neuron hardly learns while its sigmoid'(z) is below this


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """How often values lie in each of BINS equal parts between the first and the last edge."""

    edges: NDArray[np.floating]
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class LayerHealth:
    """A layer's measurements on some examples.

    gradient: the length of the mean gradient of its biases. saturated: the part, 0 to 1, of its
    activations with sigmoid'(z) below SATURATED.
    """

    weights: Histogram
    biases: Histogram
    activations: Histogram
    gradient: float
    saturated: float


@np.errstate(over="ignore", invalid="ignore")
def health(network: Network, data: Sequence[Pair]) -> list[LayerHealth]:
    """The health of each layer after the input, on these examples (the book, chapters 3 and 5).

    Raises ValueError for data that do not fit the network.
    """
    x, y = as_arrays(data, network.sizes[0], network.sizes[-1], network.dtype)
    columns = pixels(x, network.dtype).T
    # inf - inf is no number: an activation of 0.5 takes neither side, as in `explain`.
    activations = [np.nan_to_num(a, nan=0.5) for a in network.activations(columns)[1:]]
    nabla_b, _ = network.backprop(columns, y.T)
    return [
        LayerHealth(
            _histogram(w),
            _histogram(b),
            _histogram(a, (0.0, 1.0)),
            float(np.linalg.norm(nabla)) / len(x),
            float(np.mean(a * (1 - a) < SATURATED)),
        )
        for w, b, a, nabla in zip(network.weights, network.biases, activations, nabla_b)
    ]


def _histogram(
    values: NDArray[np.floating], bounds: tuple[float, float] | None = None
) -> Histogram:
    if bounds is not None:
        counts, edges = np.histogram(values, BINS, bounds)
        return Histogram(edges, counts)
    # Scaled to -1 .. 1 first, as the distance between the edges might overflow.
    most = float(np.abs(values).max()) or 1.0
    counts, edges = np.histogram(values / values.dtype.type(most), BINS, (-1.0, 1.0))
    return Histogram(edges.astype(np.float64) * most, counts)
