"""What two of the experiments measure that is no series of a run.

One neuron that unlearns a mistake, and how quickly each layer of a network learns.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from digitpad.core.costs import COSTS
from digitpad.core.dataset import Dataset, Pair, as_arrays, pixels
from digitpad.core.experiments import Neuron, Trial
from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.core.sgd import EpochResult, train


def learn_one_neuron(neuron: Neuron) -> tuple[list[float], list[float]]:
    """Let a neuron learn to answer 1 with 0: its outputs and its costs.

    Each list begins before the first epoch, and has a value more than there are epochs (the book,
    chapter 3, *The cross-entropy cost function*).
    """
    network = Network([1, 1], COSTS[neuron.cost], dtype=np.float64)
    network.weights = [np.array([[neuron.weight]])]
    network.biases = [np.array([[neuron.bias]])]
    x, y = np.ones((1, 1)), np.zeros((1, 1))
    outputs: list[float] = []
    costs: list[float] = []
    for _ in range(neuron.epochs + 1):
        a = network.feedforward(x)
        outputs.append(float(a[0, 0]))
        costs.append(float(network.cost.fn(a, y)))
        network.update_mini_batch([(x, y)], neuron.eta, 0.0, 1)
    return outputs, costs


def layer_speeds(network: Network, data: Sequence[Pair]) -> list[float]:
    """How quickly each hidden layer learns: the length of its biases' mean gradient over `data`.

    The first hidden layer comes first (the book, chapter 5, *The vanishing gradient problem*).
    """
    x, y = as_arrays(data, network.sizes[0], network.sizes[-1], network.dtype)
    nabla_b, _ = network.backprop(pixels(x, network.dtype).T, y.T)
    return [float(np.linalg.norm(nabla)) / len(x) for nabla in nabla_b[:-1]]


def speeds_of(trial: Trial, seed: int, data: Dataset) -> Iterator[list[float]]:
    """Repeat a run of an experiment; `layer_speeds` before its first epoch and after each one.

    data: all images that there are to learn from.
    """
    network = trial.architecture.network(np.random.default_rng(seed))
    data = data[: trial.data.training_size]
    yield layer_speeds(network, data)
    for stage in trial.stages:
        for step in train(network, data, _unwatched(stage)):
            if isinstance(step, EpochResult):
                yield layer_speeds(network, data)


def _unwatched(settings: Hyperparameters) -> Hyperparameters:
    return Hyperparameters(
        epochs=settings.epochs,
        mini_batch_size=settings.mini_batch_size,
        eta=settings.eta,
        lmbda=settings.lmbda,
        regularization=settings.regularization,
        monitor_evaluation_cost=False,
        monitor_evaluation_accuracy=False,
        monitor_training_cost=False,
        monitor_training_accuracy=False,
    )
