"""Explains a network's answer: what each neuron and each pixel adds to it.

Everything here is exact. A neuron's weighted input is a sum, z = w·a + b, so each term says what
one neuron of the layer before contributes. Through hidden layers, the effect of a small change
is the product of the derivatives on the way, as in backpropagation (the book, chapter 2). And the
images that excite a neuron most show what it looks for better than its weights.

Some weights, from a file or a wild learning rate, are finite but have infinite sums. The results
here are finite all the same: infinity becomes the largest number of its type.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.dataset import Dataset
from digitpad.core.learning.monitoring import output_blocks
from digitpad.core.network import Network

Array = NDArray[np.floating]
Activations = tuple[Array, ...] | list[Array]

FARTHEST = 0.06  # the most by which `toward` changes a pixel in a step
NEAREST = 3  # images that are shown beside a drawing
LEAST = 0.005  # a smaller mean activation is written as 0.00


# What each neuron and each pixel contributes. Layer 0 is the first after the input.


def activations_of(network: Network, image: Array) -> tuple[Array, ...]:
    """The activations of all layers for an image (inputs, 1), the input first.

    As `Network.activations`, but all of them are finite, see `without_nan`.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        activations = network.activations(image)
    return tuple(without_nan(network, a, layer) for layer, a in enumerate(activations, -1))


def without_nan(network: Network, a: Array, layer: int) -> Array:
    """Activations of a layer, with f(0) in place of NaN; layer -1 is the input.

    NaN comes from infinity minus infinity, and f(0) takes neither side.
    """
    of_0 = network.kind_of(layer).f(np.zeros(network.sizes[layer + 1]))
    return np.nan_to_num(a, nan=float(of_0[0]))


def finite(values: Array) -> Array:
    """The values, with their type's largest number in place of infinity, and 0 in place of NaN."""
    return values if np.isfinite(values).all() else np.nan_to_num(values)


def largest(values: Array) -> float:
    """The largest absolute value; 1 if all are 0."""
    return float(np.abs(values).max()) or 1.0


def total(values: Sequence[float] | Array) -> float:
    """The sum of numbers in float64, made finite as `finite` does."""
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.nan_to_num(np.array(values, np.float64).sum()))


def weighted_sums(
    network: Network, activations: Activations, layer: int, neurons: NDArray[np.integer]
) -> Array:
    """What some neurons of a layer receive from the layer before: w·a in float64, (neurons,)."""
    with np.errstate(over="ignore", invalid="ignore"):
        weights = network.weights[layer][neurons].astype(np.float64)
        return finite(weights @ activations[layer][:, 0])


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """A neuron's weighted input, term by term.

    terms: (inputs,), weight times activation. z: the sum of these and the bias. activation: f(z).
    """

    terms: Array
    bias: float
    z: float
    activation: float

    def strongest(self, count: int) -> NDArray[np.intp]:
        """The indices of the `count` largest terms of either sign, the largest first."""
        return np.argsort(-np.abs(self.terms), kind="stable")[:count]


def terms(network: Network, activations: Activations, layer: int, neuron: int) -> Terms:
    """The terms of a neuron's weighted input."""
    w, b = network.weights[layer][neuron], float(network.biases[layer][neuron, 0])
    with np.errstate(over="ignore"):  # some activations have no bound
        products = finite(w * activations[layer][:, 0])
    z = total(np.append(products, b))
    return Terms(products, b, z, float(activations[layer + 1][neuron, 0]))


def effect_on_outputs(network: Network, activations: Activations, layer: int) -> Array:
    """The derivatives dz/da of the outputs' z by a layer's activations: (outputs, neurons).

    Layer -1 is the input.
    """
    last = len(network.weights) - 1
    slopes: Array = network.weights[last]
    with np.errstate(over="ignore", invalid="ignore"):
        for i in range(last - 1, layer, -1):
            a = activations[i + 1][:, 0]
            slopes = finite((slopes * network.kind.slope(a)) @ network.weights[i])
    return slopes


def for_and_against(network: Network, activations: Activations, layer: int) -> Array:
    """What each neuron of a layer contributes to each output: activation times effect.

    (outputs, neurons): positive if a neuron speaks for the output, negative if against it. For the
    last hidden layer, an output's contributions and its bias add up to its z. Layer -1 is the
    input.
    """
    effect = effect_on_outputs(network, activations, layer)
    with np.errstate(over="ignore"):
        return finite(effect * activations[layer + 1][:, 0])


def more_for(terms: Array, output: int, other: int) -> Array:
    """How much more each term adds to one output than to another, in float64: (inputs,).

    terms: (outputs, inputs), such as those of `for_and_against`. Their sum, plus the difference of
    the biases, is the difference of the two z.
    """
    with np.errstate(over="ignore"):
        return finite(terms[output].astype(np.float64) - terms[other])


def adds_most(network: Network, activations: Activations, output: int) -> tuple[int, int]:
    """The layer and number of the last hidden layer's neuron that adds most to an output's z.

    Without hidden layers it is the output itself.
    """
    layer = len(network.weights) - 2
    if layer < 0:
        return 0, output
    return layer, int(for_and_against(network, activations, layer)[output].argmax())


def reach(network: Network, layer: int) -> Array:
    """For each neuron of a hidden layer the sum of |w| over its outgoing weights: (neurons,)."""
    with np.errstate(over="ignore"):
        return finite(np.abs(network.weights[layer + 1]).sum(axis=0))


def toward(network: Network, image: Array, digit: int, steps: int) -> Iterator[tuple[Array, Array]]:
    """Change an image, step by step, into what the network would call this digit.

    image: (inputs,), 0 to 1. Yields the image and the outputs' activations, (10,), first for the
    unchanged image. Each step raises the output's z, and lowers the strongest other output's half
    as much; no pixel changes by more than FARTHEST. The result is the network's idea of a digit,
    not a person's.
    """
    x = np.array(image, network.dtype).reshape(-1)
    for _ in range(steps + 1):
        activations = activations_of(network, x.reshape(-1, 1))
        yield x.copy(), activations[-1][:, 0]
        slopes = effect_on_outputs(network, activations, -1)
        # For the digit, and against the strongest of the others.
        outputs = activations[-1][:, 0].copy()
        outputs[digit] = -1
        slopes = slopes.astype(np.float64) / 2  # or their difference could overflow
        direction = slopes[digit] - 0.5 * slopes[int(outputs.argmax())]
        # A pixel at its bound cannot go further.
        direction = np.where((x <= 0) & (direction < 0), 0, direction)
        direction = np.where((x >= 1) & (direction > 0), 0, direction)
        most = float(np.abs(direction).max())
        if most == 0:
            return
        x = np.clip(x + FARTHEST * direction / most, 0, 1).astype(network.dtype)


# Images that are typical of a neuron or a digit.


@dataclass(frozen=True, slots=True, eq=False)
class Excitement:
    """How a neuron answers to a data set.

    most: for each digit the index of the image that excites it most; a digit without images is
    left out. means: (10,), the mean activation for each digit. bounds: the smallest and the
    largest activation that it can have.
    """

    most: NDArray[np.intp]
    means: Array
    bounds: tuple[float, float]

    @property
    def full(self) -> float:
        """The activation that counts as full: the upper bound.

        If nothing bounds it, the mean farthest from 0, or 1 if all means are written as 0.00.
        """
        if self.bounds[1] < np.inf:
            return self.bounds[1]
        most = float(np.abs(self.means).max())
        return most if most >= LEAST else 1.0

    @property
    def least(self) -> float:
        """The lower bound; if there is none, the lowest mean, or 0 if none is below it."""
        return self.bounds[0] if self.bounds[0] > -np.inf else min(0.0, float(self.means.min()))

    def active_for(self, sign: int) -> list[int]:
        """The digits whose mean is at least half of the full activation, in their order.

        sign: 1, or -1 for means as far below 0. Where activations have bounds, a mean counts as it
        is written, with two decimals.
        """
        is_bounded = self.bounds[1] < np.inf
        means = np.round(self.means, 2) if is_bounded else self.means
        return np.flatnonzero(sign * means >= self.full / 2).tolist()


def excitement(
    network: Network, data: Dataset, layer: int, neuron: int
) -> Generator[None, None, Excitement]:
    """Find how a neuron answers to all images. Yields after each block of them.

    It takes the time of a forward pass up to the neuron.
    """
    # A hidden neuron's part of the network ends with it; an output may depend on the others.
    chosen = [neuron] if layer < len(network.weights) - 1 else slice(None)
    weights = [*network.weights[:layer], network.weights[layer][chosen]]
    biases = [*network.biases[:layer], network.biases[layer][chosen]]
    blocks = []
    for _, a in output_blocks(network.with_arrays(weights, biases), data.images):
        blocks.append(without_nan(network, a[:, min(neuron, a.shape[1] - 1)], layer))
        yield
    answers = np.concatenate(blocks)
    labels = data.labels.astype(np.int64)
    order = np.argsort(-answers, kind="stable")
    _, firsts = np.unique(labels[order], return_index=True)
    most = order[firsts]
    sums = np.bincount(labels, weights=answers, minlength=10)
    sizes = np.maximum(np.bincount(labels, minlength=10), 1)
    return Excitement(most, finite(sums / sizes), network.kind_of(layer).bounds)


def nearest(data: Dataset, image: Array, digit: int) -> list[int]:
    """The indices of a digit's NEAREST images to `image` (784,), 0 to 1, the nearest first.

    Distance is the sum of the squared differences of pixels.
    """
    rows = np.flatnonzero(data.labels == digit)
    wanted = np.asarray(image, np.float32).reshape(-1) * 255
    images = data.images[rows].astype(np.float32)
    # |a - b|^2 = |a|^2 - 2ab + |b|^2, and |b|^2 is the same for all.
    distances = np.einsum("ij,ij->i", images, images) - 2 * (images @ wanted)
    return [int(row) for row in rows[np.argsort(distances, kind="stable")[:NEAREST]]]


def average(data: Dataset, digit: int) -> NDArray[np.float32]:
    """The mean of all images of a digit, (784,), 0 to 1; blank if there are none."""
    rows = data.images[data.labels == digit]
    mean: NDArray[np.float64] = rows.sum(axis=0, dtype=np.float64) / max(1, len(rows)) / 255
    return mean.astype(np.float32)
