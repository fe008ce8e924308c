"""Averages weights over the last steps of training, which swing around the best values.

P. Izmailov and others, "Averaging weights leads to wider optima and better generalization", UAI
2018.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitpad.core.network import Network


class Average:
    """The mean of a network's weights and biases over several moments of its training.

    sums: those of all weights, then of all biases, float64.
    """

    def __init__(self, count: int = 0, sums: Sequence[NDArray[np.float64]] = ()) -> None:
        self.count, self.sums = count, list(sums)

    def add(self, network: Network) -> None:
        arrays = [*network.weights, *network.biases]
        if not self.count:
            self.sums = [np.zeros(array.shape) for array in arrays]
        for total, array in zip(self.sums, arrays):
            total += array
        self.count += 1

    def give(self, network: Network, decimals: int | None = None) -> None:
        """Give the network the mean weights and biases, rounded to so many decimals if any."""
        layers = len(network.weights)
        means = [total / self.count for total in self.sums]
        if decimals is not None:
            means = [np.round(mean, decimals) for mean in means]
        rounded = [mean.astype(network.dtype) for mean in means]
        network.weights, network.biases = rounded[:layers], rounded[layers:]
