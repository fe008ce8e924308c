"""One neuron unlearns a mistake: the book's smallest experiment, without any data set."""

from collections.abc import Iterator

import numpy as np

from digitpad.core.book.trials import Neuron
from digitpad.core.costs import COSTS
from digitpad.core.network import Network


def teach(neuron: Neuron) -> Iterator[tuple[float, float]]:
    """Teach a neuron to answer 1 with 0, and yield its output and its cost, epoch by epoch.

    The first pair is from before the first epoch, so there is one pair more than epochs (the book,
    chapter 3, *The cross-entropy cost function*).
    """
    network = Network([1, 1], COSTS[neuron.cost], dtype=np.float64)
    network.weights = [np.array([[neuron.weight]])]
    network.biases = [np.array([[neuron.bias]])]
    x, y = np.ones((1, 1)), np.zeros((1, 1))
    for _ in range(neuron.epochs + 1):
        a = network.feedforward(x)
        yield float(a[0, 0]), float(network.cost.fn(a, y))
        network.update_mini_batch([(x, y)], neuron.eta, 0.0, 1)
