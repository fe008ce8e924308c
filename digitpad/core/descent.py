"""Gradient descent over mini-batches, quickly: `Network.update_mini_batch`, many times in a row.

The mathematics is that of `Network.backprop`, and BP1 to BP4 mark the book's four equations. What
differs is how it is laid out for speed:

- A mini-batch is a matrix with an example a column.
- The bias is one more weight, of an input that is constant: a layer is one matrix product.
- The decay of the weights is a single number: the true weights are `scale` times V, and a step
  of decay multiplies that one number in place of every weight.
- Pixels stay the bytes 0 to 255. Whoever multiplies them by weights multiplies by 1/255 too.
- Arrays are made once and written into (the last argument of each NumPy call), since asking for
  memory costs as much as filling it. Numbers wait in arrays as well: NumPy is quicker with them.
- A wide layer is taken some neurons at a time, so that what is written is still in the
  processor's cache when it is read.
"""

import math
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.costs import COSTS
from digitpad.core.dataset import pixels

if TYPE_CHECKING:
    from digitpad.core.kernel import CompiledDescent
    from digitpad.core.network import Arrays, Network
    from digitpad.core.sgd import Hyperparameters

Array = NDArray[np.floating]

# Where `scale` falls below this it is multiplied into V, long before a float could underflow.
SMALLEST_SCALE = 0.01

# Multiplications of a block of rows: some milliseconds of work, whatever the network's size.
BLOCK_WORK = 20_000_000

# Weights of a wide layer that are worked on at a time: 320 KB of them in float32.
PART = 80_000

# Examples of a mini-batch: with more the large products of BLAS are quicker than compiled loops.
LARGEST_COMPILED = 100


class _Buffers:
    """What one mini-batch of `size` examples is worked out in, for each layer: an example a column.

    Arrays of n + 1 rows have the bias's constant input as their last; views leave it out.
    """

    def __init__(self, size: int, sizes: list[int], dtype: np.dtype[Any]) -> None:
        self.zs = [np.empty((n, size), dtype) for n in sizes[1:]]
        self.exps = [np.empty((n, size), dtype) for n in sizes[1:]]  # exp(-z)
        hidden = [np.ones((n + 1, size), dtype) for n in sizes[1:-1]]
        # The last layer feeds no other, so its activations have no constant.
        self.activations = [*hidden, np.empty((sizes[-1], size), dtype)]
        self.outputs = [*(a[:-1] for a in hidden), self.activations[-1]]
        self.primes = [np.empty((n + 1, size), dtype) for n in sizes[1:-1]]
        self.errors = [np.empty((n + 1, size), dtype) for n in sizes[1:-1]]
        self.deltas = [*(e[:-1] for e in self.errors), np.empty((sizes[-1], size), dtype)]
        self.steps = [np.empty((n, size), dtype) for n in sizes[1:]]


class Descent:
    """Mini-batch gradient descent on a copy of a network's weights and biases."""

    def __init__(self, network: "Network") -> None:
        self.sizes, self.dtype, self.cost = network.sizes, network.dtype, network.cost
        # V[l] is weights[l] with biases[l] as one more column.
        self.V = [
            np.hstack([w, b]).astype(self.dtype, copy=False)
            for w, b in zip(network.weights, network.biases)
        ]
        self.parts = [_parts(v) for v in self.V]
        self.gradients = [np.empty_like(v[parts[0]]) for v, parts in zip(self.V, self.parts)]
        self.scale = 1.0
        self.one = np.ones((), self.dtype)
        self.factor = np.empty((), self.dtype)
        self.buffers: dict[int, _Buffers] = {}
        weights = sum(v.size for v in self.V)
        self.block_rows = int(np.clip(BLOCK_WORK // weights, 1, 256))
        self.block = np.ones((0, self.sizes[0] + 1), self.dtype)
        self.unit = 1.0

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
        x = self._block_of(inputs)
        size = settings.mini_batch_size
        # exp of a very negative z overflows to infinity, whose 1 / (1 + infinity) = 0 is right.
        # Weights that overflow are nobody's wish, but found out by whoever asks for them.
        with np.errstate(over="ignore", invalid="ignore"):
            for start in range(0, len(x), size):
                self._step(x[start : start + size], targets[start : start + size], n, settings)

    def _block_of(self, inputs: NDArray[Any]) -> Array:
        """These rows as floats, in units of `unit`, the bias's constant 1 among them."""
        if len(inputs) > len(self.block):
            self.block = np.empty((len(inputs), self.sizes[0] + 1), self.dtype)
        x = self.block[: len(inputs)]
        if inputs.dtype == np.uint8 and self.dtype == np.float32:
            self.unit = 1 / 255
            x[:, :-1] = inputs
        else:  # float64 is for exact comparisons, so pixels are rounded as `pixels` does
            self.unit = 1.0
            pixels(inputs, self.dtype, out=x[:, :-1])
        x[:, -1] = 1 / self.unit
        return x

    def _step(self, x: Array, y: Array, n: int, settings: "Hyperparameters") -> None:
        b = self.buffers.get(len(x))
        if b is None:
            b = self.buffers[len(x)] = _Buffers(len(x), self.sizes, self.dtype)
        self._forward(x, b)
        self._backward(y, b)
        self._decay(n, settings)
        self._descend_gradient(x, b, settings.eta / len(x))

    def _forward(self, x: Array, b: _Buffers) -> None:
        """The activations of all layers: z = scale * V a, and sigmoid(z) = 1 / (1 + exp(-z))."""
        a, unit = x.T, self.unit
        for layer, v in enumerate(self.V):
            z, e = b.zs[layer], b.exps[layer]
            for part in self.parts[layer]:
                np.dot(v[part], a, z[part])
            self.factor[...] = -self.scale * unit
            np.multiply(z, self.factor, e)
            np.exp(e, e)
            np.add(e, self.one, e)
            np.reciprocal(e, b.outputs[layer])
            a, unit = b.activations[layer], 1.0

    def _backward(self, y: Array, b: _Buffers) -> None:
        """The errors of all layers, last to first, with the weights that z was computed with."""
        z = b.zs[-1]
        np.multiply(z, self.scale * (self.unit if len(self.V) == 1 else 1), z)
        b.deltas[-1][...] = self.cost.delta(z, b.outputs[-1], y.T)  # BP1
        for layer in range(len(self.V) - 1, 0, -1):
            a, prime, error = b.activations[layer - 1], b.primes[layer - 1], b.errors[layer - 1]
            # BP2. In the constant's row prime is 0, and so is the error.
            self.factor[...] = self.scale
            np.multiply(b.deltas[layer], self.factor, b.steps[layer])
            np.dot(self.V[layer].T, b.steps[layer], error)
            np.subtract(self.one, a, prime)
            np.multiply(prime, a, prime)  # sigmoid'(z) = a (1 - a)
            np.multiply(error, prime, error)

    def _descend_gradient(self, x: Array, b: _Buffers, rate: float) -> None:
        """BP3 and BP4 in one product, and the step: V -> V - rate / scale * delta a^T."""
        a, unit = x, self.unit
        for layer, v in enumerate(self.V):
            step, gradient = b.steps[layer], self.gradients[layer]
            self.factor[...] = rate * unit / self.scale
            np.multiply(b.deltas[layer], self.factor, step)
            for part in self.parts[layer]:
                v_part = v[part]
                g_part = gradient[: len(v_part)]
                np.dot(step[part], a, g_part)
                np.subtract(v_part, g_part, v_part)
            a, unit = b.activations[layer].T, 1.0

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
            self.factor[...] = 1 / (1 - shrink)
            for v in self.V:
                bias = v[:, -1]
                np.multiply(bias, self.factor, bias)  # what scale takes from them, given back
            if self.scale < SMALLEST_SCALE:
                for v in self.V:
                    v *= self.scale
                self.scale = 1.0


def _parts(v: Array) -> list[slice]:
    """The rows of V, in as few equal parts as have no more than about PART weights each."""
    rows = math.ceil(len(v) / math.ceil(v.size / PART))
    return [slice(start, start + rows) for start in range(0, len(v), rows)]


def fastest_descent(
    network: "Network", inputs: NDArray[Any], mini_batch_size: int
) -> "Descent | CompiledDescent":
    """The quickest descent that serves: compiled, where numba is installed, else by NumPy."""
    serves = (
        inputs.dtype == np.uint8
        and inputs.shape[1] % 8 == 0
        and network.dtype == np.float32
        and network.cost in COSTS.values()
        and mini_batch_size <= LARGEST_COMPILED
    )
    if serves and find_spec("numba") is not None:
        from digitpad.core.kernel import CompiledDescent

        return CompiledDescent(network)
    return Descent(network)
