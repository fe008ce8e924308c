"""The book's `network2`, chapter 3: digitpad's network with the book's random numbers and prints.

After `np.random.seed(0)` and `random.seed(0)` a program comes out as with the book's own.
"""

import random
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core import network as core
from digitpad.core import network_file
from digitpad.core.costs import Cost, CrossEntropyCost, QuadraticCost
from digitpad.core.data.dataset import Pair, vectorized_result
from digitpad.core.learning.epoch import EpochResult, Lists, monitored
from digitpad.core.learning.settings import MONITORS, Hyperparameters, named
from digitpad.core.learning.sgd import TrainingDiverged, epochs_of
from digitpad.core.neurons import sigmoid, sigmoid_prime

__all__ = [
    "CrossEntropyCost",
    "Network",
    "QuadraticCost",
    "load",
    "sigmoid",
    "sigmoid_prime",
    "vectorized_result",
]


class BooksRandom:
    """In the place of a generator: draws weights by `np.random`, and shuffles the list `data`."""

    def __init__(self, data: Any = ()) -> None:
        self._data, self._numbers = data, {id(pair): i for i, pair in enumerate(data)}

    def standard_normal(self, size: tuple[int, int], dtype: Any) -> NDArray[np.floating]:
        return np.random.randn(*size).astype(dtype, copy=False)  # noqa: NPY002

    def permutation(self, n: int) -> NDArray[np.intp]:
        random.shuffle(self._data)
        return np.fromiter((self._numbers[id(pair)] for pair in self._data), np.intp, n)


def in_books_order(
    network: core.Network, training_data: Sequence[Pair], *more: Any
) -> Iterator[EpochResult]:
    """Train as `epochs_of` does, in the order that `random` gives the list."""
    network.rng = BooksRandom(training_data)  # type: ignore[assignment]
    try:
        yield from epochs_of(network, training_data, *more)
    finally:
        network.rng = BooksRandom()  # type: ignore[assignment] # without the data


class Network(core.Network):
    """Chapter 3's network of sigmoids, in float64; what its subclasses override is obeyed."""

    @named
    def __init__(self, sizes: Sequence[int], cost: type[Cost] | Cost = CrossEntropyCost) -> None:
        super().__init__(sizes, cost, rng=BooksRandom(), dtype=np.float64)  # type: ignore[arg-type]

    @named
    def SGD(  # type: ignore[override]
        self,
        training_data: Sequence[Pair],
        epochs: int,
        mini_batch_size: int,
        eta: float,
        lmbda: float = 0.0,
        evaluation_data: Sequence[Pair] | None = None,
        monitor_evaluation_cost: bool = False,
        monitor_evaluation_accuracy: bool = False,
        monitor_training_cost: bool = False,
        monitor_training_accuracy: bool = False,
    ) -> Lists:
        """Train on a list, which is shuffled, and print what the monitors measure.

        Returns the four lists of `digitpad.Network.SGD`. If weights grow beyond all numbers, it
        ends with a warning. Raises ValueError, as that does.
        """
        monitors = {name: value for name, value in locals().items() if name in MONITORS}
        settings = Hyperparameters(epochs, mini_batch_size, eta, lmbda, **monitors)
        results = []
        try:
            for result in in_books_order(self, training_data, settings, evaluation_data):
                results.append(result)
                _print(result)
        except TrainingDiverged as error:
            warnings.warn(str(error), RuntimeWarning, stacklevel=3)
        return monitored(results)


def _print(result: EpochResult) -> None:
    print(f"Epoch {result.epoch - 1} training complete")
    for kind in ("training", "evaluation"):
        if (cost := getattr(result, f"{kind}_cost")) is not None:
            print(f"Cost on {kind} data: {cost}")
        if (accuracy := getattr(result, f"{kind}_accuracy")) is not None:
            print(f"Accuracy on {kind} data: {accuracy} / {getattr(result, f'{kind}_size')}")
    print()


def load(filename: str | Path) -> Network:
    """The network in a file. Raises `digitpad.NetworkFileError`, saying what is wrong and where."""
    read = network_file.load(filename)
    net = Network(read.sizes, read.cost)
    net.neurons = read.neurons
    net.weights = [w.astype(np.float64) for w in read.weights]
    net.biases = [b.astype(np.float64) for b in read.biases]
    return net
