"""Fast gradient descent: does what `Network.update_mini_batch` does, many times in a row.

The mathematics is the same as in `Network.backprop`; BP1 to BP4 mark the book's four equations.
Only the layout differs, for speed:

- A mini-batch is a matrix with one example per column.
- The bias is one more weight, of an input that is constant. So a layer is one matrix product.
- The true weights are `scale` times V. A step of decay multiplies that one number, not every
  weight.
- Pixels stay the bytes 0 to 255; the factor 1/255 joins the others in the product.
- Arrays are made once and written into (the last argument of each NumPy call), since asking for
  memory costs as much as filling it. Single numbers stand in arrays too: NumPy takes them faster.
- A wide layer is computed some neurons at a time, so that results are still in the processor's
  cache when they are read.
"""

import math
import warnings
from dataclasses import fields
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.costs import CrossEntropyCost, LogLikelihoodCost, QuadraticCost
from digitpad.core.data.dataset import pixels
from digitpad.core.learning.settings import MONITORS, Hyperparameters, StepSize
from digitpad.core.network import STEPS, Arrays, Network, moved, overridden, summed_gradients

if TYPE_CHECKING:
    from digitpad.core.learning.kernel import CompiledDescent

Array = NDArray[np.floating]

# A `scale` below this is multiplied into V, long before a float could underflow.
SMALLEST_SCALE = 0.01

# The strongest decay in one step that `scale` takes. A stronger one, which might even flip the
# signs of the weights, is applied to V at once.
MOST_BY_SCALE = 0.5

# Multiplications in a block of rows: some milliseconds of work for a network of any size.
BLOCK_WORK = 20_000_000

# Weights of a wide layer that are computed at a time: 320 KB in float32.
PART = 80_000

# Examples in a mini-batch: with more, BLAS's large products beat compiled loops.
LARGEST_COMPILED = 100

# The compiled loops support these costs, kinds with `is_compiled`, and these settings, most of
# which change no step; NumPy takes all others.
COMPILED_COSTS = QuadraticCost, CrossEntropyCost, LogLikelihoodCost
COMPILED_SETTINGS = {
    "epochs", "mini_batch_size", "eta", "lmbda", "regularization", "dropout", "momentum",
    "augmentation", "early_stopping", "no_improvement_in", *MONITORS,
}  # fmt: skip

# Each number of layers is compiled separately: a second for 10 layers, ten seconds for 99.
MOST_COMPILED_LAYERS = 10

_numba_works = find_spec("numba") is not None  # and has not failed in this process


class _Layer:
    """The arrays that one layer needs for a step, for a mini-batch of `size` examples.

    v: (neurons, inputs + 1), the layer's weights with its biases as the last column. velocity has
    the same shape; gradient has room for as many of its rows as are computed at a time. All other
    arrays have one neuron per row and one example per column.
    """

    def __init__(self, size: int, v: Array, velocity: Array, gradient: Array) -> None:
        neurons, rows = len(v), len(gradient)
        self.weights_transposed = v[:, :-1].T
        self.product = np.empty((neurons, size), v.dtype)  # V a
        self.z = np.empty_like(self.product)  # scale * V a
        # The activations. The last row is the constant input of the next layer's biases.
        self.a = np.ones((neurons + 1, size), v.dtype)
        self.output, self.a_transposed = self.a[:-1], self.a.T
        self.slope = np.empty_like(self.z)  # f'(z)
        self.step = np.empty_like(self.z)
        parts = [slice(start, start + rows) for start in range(0, neurons, rows)]
        self.forward_parts = [(v[part], self.product[part]) for part in parts]
        self.gradient_parts = [
            (v[part], velocity[part], self.step[part], gradient[: len(v[part])]) for part in parts
        ]


class Descent:
    """Mini-batch gradient descent on a copy of a network's weights and biases.

    The numbers in the arrays have units, so that no step multiplies a whole array by a factor:

        true weights       scale * V           true velocities    scale * velocity
        true inputs        unit * x            (unit is 1/255 for bytes; of other layers it is 1)
        z                  scale * unit * V x
        step               rate * unit * δ,    with rate = η / (m * scale), m examples
        V -> V - step x^T, so that the true weights change by η / m * δ (unit * x)^T

    A layer's step follows from that of the next layer: since δ = f'(z) * scale * V^T δ of that
    layer, its step is unit * scale * f'(z) * V^T step.
    """

    def __init__(self, network: Network) -> None:
        self.sizes, self.dtype, self.cost = network.sizes, network.dtype, network.cost
        self.kind, self.output_kind = network.kind, network.output_kind
        # V[l] is weights[l] with biases[l] as one more column.
        self.V = [
            np.hstack([w, b]).astype(self.dtype, copy=False)
            for w, b in zip(network.weights, network.biases)
        ]
        self.biases = [v[:, -1] for v in self.V]
        self.velocities = [np.zeros_like(v) for v in self.V]  # in units of V, for momentum
        self.gradients = [np.empty((_rows_at_a_time(v), v.shape[1]), self.dtype) for v in self.V]
        self.scale = 1.0
        self.number = np.empty((), self.dtype)
        self.layers: dict[int, list[_Layer]] = {}  # for each size of a mini-batch
        weights = sum(v.size for v in self.V)
        self.block_rows = int(np.clip(BLOCK_WORK // weights, 1, 256))
        self.block = np.ones((0, self.sizes[0] + 1), self.dtype)
        self.unit = 1.0

    def weights_and_biases(self) -> tuple[Arrays, Arrays]:
        """The weights and biases reached so far, in arrays of their own."""
        scaled = [v * self.dtype.type(self.scale) for v in self.V]
        return [v[:, :-1].copy() for v in scaled], [v[:, -1:].copy() for v in scaled]

    def descend(
        self,
        inputs: NDArray[Any],
        targets: Array,
        n: int,
        settings: Hyperparameters,
        kept: Array | None = None,
    ) -> None:
        """Take a step for each mini-batch of these rows; the last may be shorter.

        inputs: (rows, inputs) bytes or floats, targets: (rows, outputs), n: the size of the
        whole training set. kept: (mini-batches, hidden neurons), what dropout multiplies their
        activations by; None without dropout.
        """
        x = self._block_of(inputs)
        size = settings.mini_batch_size
        # exp of a very negative z overflows to infinity, whose 1 / (1 + infinity) = 0 is right.
        # `sgd` checks whether the weights have overflowed.
        with np.errstate(over="ignore", invalid="ignore"):
            for number, start in enumerate(range(0, len(x), size)):
                mini_batch = slice(start, start + size)
                row = None if kept is None else kept[number]
                self._step(x[mini_batch], targets[mini_batch], n, settings, row)

    def _block_of(self, inputs: NDArray[Any]) -> Array:
        """The rows as floats, in units of `unit`, with the constant 1 of the biases."""
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

    def _step(
        self, x: Array, y: Array, n: int, settings: Hyperparameters, kept: Array | None
    ) -> None:
        layers = self.layers.get(len(x))
        if layers is None:
            layers = self.layers[len(x)] = [
                _Layer(len(x), *arrays)
                for arrays in zip(self.V, self.velocities, self.gradients, strict=True)
            ]
        shrink = settings.eta * settings.lmbda / n
        by_scale = settings.regularization == "L2" and shrink <= MOST_BY_SCALE
        scale = self.scale * (1 - shrink) if by_scale else self.scale
        self._forward(x, layers, kept)
        self._backward(y, layers, settings.eta / len(x) / scale)
        if by_scale and shrink:
            growth = self._number(1 / (1 - shrink))
            for biases in self.biases:  # biases do not decay: undo what `scale` does to them
                np.multiply(biases, growth, biases)
        elif shrink:
            self._decay(shrink, settings.regularization)
        self._update(x, layers, settings.momentum * self.scale / scale)
        self.scale = scale
        if scale < SMALLEST_SCALE:
            for v in (*self.V, *self.velocities):
                v *= scale
            self.scale = 1.0

    def _forward(self, x: Array, layers: list[_Layer], kept: Array | None) -> None:
        """Find all activations and slopes: z = scale * V a, f(z) and f'(z)."""
        a, unit, neurons = x.T, self.unit, 0
        for layer in layers:
            for v, product in layer.forward_parts:
                np.dot(v, a, product)
            np.multiply(layer.product, self._number(self.scale * unit), layer.z)
            if layer is layers[-1]:
                self.output_kind.write_f(layer.z, layer.output)
            else:
                self.kind.write_f(layer.z, layer.output)
                self.kind.write_slope(layer.output, layer.slope)
                if kept is not None:
                    of_layer = kept[neurons : neurons + len(layer.z), None]
                    np.multiply(layer.output, of_layer, layer.output)
                    np.multiply(layer.slope, of_layer, layer.slope)
                    neurons += len(layer.z)
            a, unit = layer.a, 1.0

    def _backward(self, y: Array, layers: list[_Layer], rate: float) -> None:
        """Find the step of each layer, last to first."""
        last = layers[-1]
        unit = self.unit if len(layers) == 1 else 1.0
        delta = self.cost.delta(last.z, last.output, y.T)  # BP1
        np.multiply(delta, self._number(rate * unit), last.step)
        for i in range(len(layers) - 1, 0, -1):
            layer, above = layers[i - 1], layers[i]
            np.dot(above.weights_transposed, above.step, layer.step)  # BP2
            unit = self.unit if i == 1 else 1.0
            np.multiply(layer.slope, self._number(self.scale * unit), layer.slope)
            np.multiply(layer.step, layer.slope, layer.step)

    def _update(self, x: Array, layers: list[_Layer], momentum: float) -> None:
        """Take the step V -> V - step a^T: BP3 and BP4 in one product.

        momentum: for velocities in units of V, whose scale may just have changed.
        """
        a, mu = x, self._number(momentum)
        for layer in layers:
            for v, velocity, step, gradient in layer.gradient_parts:
                np.dot(step, a, gradient)
                if momentum:
                    np.multiply(velocity, mu, velocity)
                    np.subtract(velocity, gradient, velocity)
                    np.add(v, velocity, v)
                else:
                    np.subtract(v, gradient, v)
            a = layer.a_transposed

    def _number(self, number: float) -> Array:
        """A number in an array, which the next call overwrites."""
        self.number[...] = number
        return self.number

    def _decay(self, shrink: float, regularization: str) -> None:
        """Shrink the weights, not the biases, if `scale` cannot express the decay."""
        for v in self.V:
            weights = v[:, :-1]
            if regularization == "L1":
                weights -= shrink / self.scale * np.sign(weights)
            else:
                weights *= 1 - shrink


class PlainDescent:
    """The book's loop, one example at a time, for a network with an own `backprop` or step."""

    def __init__(self, network: Network, own: set[str]) -> None:
        self.network, self.own = network, own
        self.velocities: tuple[Arrays, Arrays] | None = None
        self.block_rows = 256

    def weights_and_biases(self) -> tuple[Arrays, Arrays]:
        """The weights and biases reached so far, in arrays of their own."""
        network = self.network
        return [w.copy() for w in network.weights], [b.copy() for b in network.biases]

    def descend(
        self,
        inputs: NDArray[Any],
        targets: Array,
        n: int,
        settings: Hyperparameters,
        kept: Array | None = None,
    ) -> None:
        """Take a step for each mini-batch of these rows; see `Descent.descend`."""
        network = self.network
        # An own `update_mini_batch` may write into them, and others have those of before.
        network.weights, network.biases = self.weights_and_biases()
        x, y = pixels(inputs, network.dtype)[:, :, None], targets[:, :, None]
        with np.errstate(over="ignore", invalid="ignore"):
            for start in range(0, len(x), settings.mini_batch_size):
                rows = slice(start, start + settings.mini_batch_size)
                mini_batch = list(zip(x[rows], y[rows]))
                if "update_mini_batch" in self.own:
                    network.take_step(mini_batch, settings.eta, settings.lmbda, n)
                    continue
                nablas = summed_gradients(network, mini_batch)
                self.velocities, (network.weights, network.biases) = moved(
                    network, *nablas, StepSize(settings, n), len(mini_batch), self.velocities
                )


def _rows_at_a_time(v: Array) -> int:
    """Rows of V in a part: as few equal parts as possible, each of about PART weights at most."""
    return math.ceil(len(v) / math.ceil(v.size / PART))


def are_compiled(settings: Hyperparameters) -> bool:
    """Whether compiled loops know these settings, and gain by them."""
    others = [field for field in fields(settings) if field.name not in COMPILED_SETTINGS]
    is_known = all(getattr(settings, each.name) == each.default for each in others)
    return is_known and settings.mini_batch_size <= LARGEST_COMPILED


def fastest_descent(
    network: Network, inputs: NDArray[Any], settings: Hyperparameters
) -> "Descent | CompiledDescent | PlainDescent":
    """The fastest descent for this run: compiled if numba is installed, else by NumPy.

    An own `backprop` or `update_mini_batch` of the network is obeyed, by the book's loop.

    inputs: (rows, inputs), what the network will learn; compiled code takes only bytes. settings:
    of the first epoch; none but η, λ and the epochs may change. If numba fails, a RuntimeWarning
    says why, once, and the descent is by NumPy.
    """
    global _numba_works
    if own := overridden(network) & STEPS:
        return PlainDescent(network, own)
    can_be_compiled = (
        inputs.dtype == np.uint8
        and inputs.shape[1] % 8 == 0
        and network.dtype == np.float32
        and network.cost in COMPILED_COSTS
        and network.kind.is_compiled
        and len(network.weights) <= MOST_COMPILED_LAYERS
        and are_compiled(settings)
    )
    if can_be_compiled and _numba_works:
        try:
            from digitpad.core.learning.kernel import CompiledDescent

            descent = CompiledDescent(network)
            descent.prepare()
            return descent
        except (ImportError, OSError, RuntimeError) as error:  # such as a cache it cannot write
            _numba_works = False
            warnings.warn(
                f"the extra `fast` cannot be used, since numba fails ({error}); NumPy trains "
                "instead, in about twice the time",
                RuntimeWarning,
                stacklevel=2,
            )
    return Descent(network)
