"""The book's `network`, chapter 1: digitpad's network with the book's random numbers and prints.

>>> from digitpad import mnist_loader, network
>>> training_data, validation_data, test_data = mnist_loader.load_data_wrapper()
>>> net = network.Network([784, 30, 10])
>>> net.SGD(training_data, 30, 10, 3.0, test_data=test_data)
"""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core import network as core
from digitpad.core.costs import QuadraticCost
from digitpad.core.data.dataset import Pair
from digitpad.core.learning.settings import ALL_OFF, Hyperparameters, named
from digitpad.core.neurons import sigmoid, sigmoid_prime
from digitpad.network2 import BooksRandom, in_books_order

__all__ = ["Network", "sigmoid", "sigmoid_prime"]


class Network(core.Network):
    """Chapter 1's network: the quadratic cost, large first weights, no regularization.

    As in `digitpad.Network` own methods are obeyed, and an own `cost_derivative` or `evaluate`.
    """

    @named
    def __init__(self, sizes: Sequence[int]) -> None:
        rng = BooksRandom()
        super().__init__(sizes, QuadraticCost, rng=rng, dtype=np.float64)  # type: ignore[arg-type]

    def default_weight_initializer(self) -> None:
        """Draw Gaussian weights and biases of standard deviation 1."""
        self.large_weight_initializer()

    @named
    def SGD(  # type: ignore[override]
        self,
        training_data: Sequence[Pair],
        epochs: int,
        mini_batch_size: int,
        eta: float,
        test_data: Sequence[Pair] | None = None,
    ) -> None:
        """Train on a list, which is shuffled; print each epoch, and what is read right after it.

        Raises ValueError and TrainingDiverged, as `digitpad.Network.SGD`.
        """
        is_own = "evaluate" in core.overridden(self)
        measured = test_data if test_data and not is_own else None
        monitors = ALL_OFF | {"monitor_evaluation_accuracy": measured is not None}
        settings = Hyperparameters(epochs, mini_batch_size, eta, 0.0, **monitors)
        for result in in_books_order(self, training_data, settings, measured):
            done = f"Epoch {result.epoch - 1}"
            if test_data:
                right = self.evaluate(test_data) if is_own else result.evaluation_accuracy
                print(f"{done}: {right} / {len(test_data)}")
            else:
                print(f"{done} complete")

    def update_mini_batch(  # type: ignore[override]
        self, mini_batch: Sequence[Pair], eta: float
    ) -> None:
        """One step of gradient descent on pairs (x, y)."""
        super().update_mini_batch(mini_batch, eta, 0.0, len(mini_batch))

    def take_step(self, mini_batch: Sequence[Pair], eta: float, lmbda: float, n: int) -> None:
        """Call an own `update_mini_batch` with what it takes."""
        self.update_mini_batch(mini_batch, eta)

    def evaluate(self, test_data: Sequence[Pair]) -> int:
        """How many examples the network reads right, by its most active output."""
        return self.accuracy(test_data)

    def cost_derivative(
        self, output_activations: NDArray[np.floating], y: NDArray[np.floating]
    ) -> Any:
        """The derivative of the cost by the output activations, (outputs, n)."""
        return output_activations - y

    def output_error(
        self, z: NDArray[np.floating], a: NDArray[np.floating], y: NDArray[np.floating]
    ) -> Any:
        """BP1, with `cost_derivative`."""
        return self.cost_derivative(a, y) * sigmoid_prime(z)


_ANEW = {name: vars(Network)[name] for name in ("update_mini_batch", "cost_derivative", "evaluate")}
Network.built_in = MappingProxyType({**core.Network.built_in, **_ANEW})
