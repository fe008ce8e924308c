"""Gradient descent over mini-batches, quickly: `Network.update_mini_batch`, many times in a row.

The mathematics is that of `Network.backprop`; what differs is how it is laid out for speed:

- A mini-batch is a matrix with an example a row, so that the images need no transposing.
- The bias is one more weight, of an input that is always 1: a layer is one matrix product.
- Arrays are made once and written into (`out=`), since asking for memory costs as much as
  filling it.
- The decay of the weights is a single number: the true weights are `scale` times V, and a step
  of decay multiplies that one number in place of every weight.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.dataset import pixels

if TYPE_CHECKING:
    from digitpad.core.network import Arrays, Network
    from digitpad.core.sgd import Hyperparameters

Array = NDArray[np.floating]

# Where `scale` falls below this it is multiplied into V, long before a float could underflow.
SMALLEST_SCALE = 0.01

# Multiplications of a block of rows: some milliseconds of work, whatever the network's size.
BLOCK_WORK = 20_000_000


class _Buffers:
    """What one mini-batch of `size` examples is worked out in: arrays with an example a row."""

    def __init__(self, size: int, sizes: list[int], dtype: np.dtype[Any]) -> None:
        # Weighted inputs z, and activations with the bias's constant 1 as their last column.
        self.zs = [np.empty((size, n), dtype) for n in sizes[1:]]
        self.activations = [np.ones((size, n + 1), dtype) for n in sizes[1:-1]]
        self.output = np.empty((size, sizes[-1]), dtype)
        # The errors of the hidden layers, with a last column that the bias's 1 would have: 0.
        self.errors = [np.empty((size, n + 1), dtype) for n in sizes[1:-1]]
        self.primes = [np.empty((size, n + 1), dtype) for n in sizes[1:-1]]


class Descent:
    """Mini-batch gradient descent on a copy of a network's weights and biases."""

    def __init__(self, network: "Network") -> None:
        self.sizes, self.dtype, self.cost = network.sizes, network.dtype, network.cost
        # V[l] is weights[l] with biases[l] as one more column.
        self.V = [
            np.hstack([w, b]).astype(self.dtype, copy=False)
            for w, b in zip(network.weights, network.biases, strict=True)
        ]
        self.gradients = [np.empty_like(v) for v in self.V]
        self.scale = 1.0
        self.buffers: dict[int, _Buffers] = {}
        weights = sum(v.size for v in self.V)
        self.block_rows = int(np.clip(BLOCK_WORK // weights, 1, 256))
        self.block = np.ones((0, self.sizes[0] + 1), self.dtype)

    def weights_and_biases(self) -> tuple["Arrays", "Arrays"]:
        """The weights and biases reached so far, in arrays of their own."""
        scaled = [v * self.dtype.type(self.scale) for v in self.V]
        return [v[:, :-1].copy() for v in scaled], [v[:, -1:].copy() for v in scaled]

    def descend(
        self, inputs: NDArray[Any], targets: Array, n: int, settings: "Hyperparameters"
    ) -> None:
        """Take a step for each mini-batch of these rows; the last may be shorter.

        inputs: (rows, inputs) bytes or floats, targets: (rows, outputs), n: the size of the
        whole training set.
        """
        if len(inputs) > len(self.block):
            self.block = np.ones((len(inputs), self.sizes[0] + 1), self.dtype)
        x = self.block[: len(inputs)]
        pixels(inputs, self.dtype, out=x[:, :-1])
        size = settings.mini_batch_size
        # exp of a very negative z overflows to infinity, whose 1 / (1 + infinity) = 0 is right.
        with np.errstate(over="ignore"):
            for start in range(0, len(x), size):
                self._step(x[start : start + size], targets[start : start + size], n, settings)

    def _step(self, x: Array, y: Array, n: int, settings: "Hyperparameters") -> None:
        buffers = self.buffers.get(len(x))
        if buffers is None:
            buffers = self.buffers[len(x)] = _Buffers(len(x), self.sizes, self.dtype)

        # Forward: z = scale * V a, and a = 1 / (1 + exp(-z)).
        a, last = x, len(self.V) - 1
        for layer, (v, z) in enumerate(zip(self.V, buffers.zs, strict=True)):
            np.dot(a, v.T, out=z)
            np.multiply(z, self.scale, out=z)
            output = buffers.output if layer == last else buffers.activations[layer][:, :-1]
            np.negative(z, out=output)
            np.exp(output, out=output)
            np.add(output, 1, out=output)
            np.reciprocal(output, out=output)
            if layer < last:
                a = buffers.activations[layer]

        # Backward: BP1 for the last layer, BP2 for those before it. Each error must be worked
        # out before the weights it passes through are changed.
        delta = self.cost.delta(buffers.zs[-1], buffers.output, y)
        errors = [delta.astype(self.dtype, copy=False)]
        for layer in range(last, 0, -1):
            a, error, prime = (
                buffers.activations[layer - 1],
                buffers.errors[layer - 1],
                buffers.primes[layer - 1],
            )
            np.dot(errors[0] * self.scale, self.V[layer], out=error)
            np.subtract(1, a, out=prime)  # sigmoid'(z) = a (1 - a)
            np.multiply(prime, a, out=prime)
            np.multiply(error, prime, out=error)
            errors.insert(0, error[:, :-1])

        # The step, BP3 and BP4 in one product: V -> V - eta / (m * scale) * error^T a.
        self._decay(n, settings)
        rate = settings.eta / (len(x) * self.scale)
        for layer, (v, gradient) in enumerate(zip(self.V, self.gradients, strict=True)):
            a = buffers.activations[layer - 1] if layer else x
            np.dot((errors[layer] * rate).T, a, out=gradient)
            np.subtract(v, gradient, out=v)

    def _decay(self, n: int, settings: "Hyperparameters") -> None:
        """Let the weights, but not the biases, decay as the regularization says."""
        shrink = settings.eta * settings.lmbda / n
        if not shrink:
            return
        if settings.regularization == "L1":
            for v in self.V:
                v[:, :-1] -= shrink / self.scale * np.sign(v[:, :-1])
        elif shrink > 0.5:
            # So strong a decay (or one that turns the weights' signs) leaves `scale` no use.
            for v in self.V:
                v[:, :-1] *= 1 - shrink
        else:
            self.scale *= 1 - shrink
            for v in self.V:
                v[:, -1] /= 1 - shrink  # what scale takes from the biases too, give back
            if self.scale < SMALLEST_SCALE:
                for v in self.V:
                    v *= self.scale
                self.scale = 1.0
