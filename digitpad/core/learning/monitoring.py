"""Measures a network on a data set: its cost, its accuracy, and how quickly each layer learns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.costs import completed
from digitpad.core.data.dataset import Dataset, Pair, as_arrays, pixels
from digitpad.core.learning.settings import check_regularization
from digitpad.core.network import Network, overridden, summed_gradients

# Rows in one forward pass: enough for matrix products at full speed, few enough for activations to
# stay in the processor's cache.
BLOCK = 500


@dataclass(frozen=True, slots=True)
class Measurement:
    """`accuracy` examples were read right; `cost` is the mean without regularization."""

    cost: float
    accuracy: int


def arrays_for(network: Network, data: Sequence[Pair]) -> tuple[NDArray[Any], NDArray[np.floating]]:
    """Data to measure on as two arrays, see `as_arrays`. Raises ValueError also for empty data."""
    inputs, targets = as_arrays(data, network.sizes[0], network.sizes[-1], network.dtype)
    if not len(inputs):
        raise ValueError("the data are empty: there is nothing to measure")
    return inputs, targets


def measure(network: Network, data: Sequence[Pair], counts: bool = False) -> Measurement:
    """Cost and accuracy of the network on a data set or a list of pairs.

    counts: whether the accuracy is wanted. Raises ValueError for empty data, an example that does
    not fit the network, and for an accuracy that cannot be counted.
    """
    arrays = arrays_for(network, data)
    if counts:
        check_unit_vectors("accuracy", data, arrays[1])
    *_, last = measure_blocks(network, *arrays)
    return last


def check_unit_vectors(what: str, data: Sequence[Pair], targets: NDArray[np.floating]) -> None:
    """Raises ValueError if wanted outputs do not name one output as the right answer.

    targets: those of the data, from `as_arrays`.
    """
    if isinstance(data, Dataset):
        return
    is_unit = (np.count_nonzero(targets, axis=1) == 1) & (targets.max(axis=1, initial=0) == 1)
    if not is_unit.all():
        raise ValueError(
            f"{what}: example {is_unit.argmin()}: y is no unit vector, so no output stands for the "
            "right answer; compare yourself, such as (net.feedforward(x) > 0.5) == y"
        )


def measure_blocks(
    network: Network, inputs: NDArray[Any], targets: NDArray[np.floating]
) -> Iterator[Measurement]:
    """Measure block by block; yield after each block the measurement of all rows so far.

    inputs, targets: as from `as_arrays`, one row or more. The caller can work, or stop, between two
    measurements.
    """
    cost, accuracy, size = 0.0, 0, 0
    for z, a in output_blocks(network, inputs):
        y = targets[size : size + len(a)]
        with np.errstate(over="ignore", invalid="ignore"):
            if z is None:
                cost += sum(map(network.cost.fn, a[:, :, None], y[:, :, None]))
            else:
                cost += completed(network.cost).from_z(z.T, y.T)
        accuracy += int(np.count_nonzero(a.argmax(axis=1) == y.argmax(axis=1)))
        size += len(a)
        yield Measurement(cost / size, accuracy)


def output_blocks(
    network: Network, inputs: NDArray[Any]
) -> Iterator[tuple[NDArray[np.floating] | None, NDArray[np.floating]]]:
    """The output layer's z and activations for all rows, block by block: (rows, outputs) each.

    inputs: as from `as_arrays`. The caller can work, or stop, between two blocks. An own
    `feedforward` is called for each row, and has no z.
    """
    if "feedforward" in overridden(network) and not network.is_part:
        for start in range(0, len(inputs), BLOCK):
            x = pixels(inputs[start : start + BLOCK], network.dtype)
            yield None, np.stack([np.ravel(network.feedforward(each)) for each in x[:, :, None]])
        return
    # float64 serves exact comparisons, so there pixels are rounded as `pixels` does.
    as_bytes = inputs.dtype == np.uint8 and network.dtype == np.float32
    weights = list(network.weights)
    if as_bytes:  # the weights are divided by 255, as they are fewer than the pixels
        weights[0] = weights[0] / network.dtype.type(255)
    scaled = network.with_arrays(weights, network.biases)
    for start in range(0, len(inputs), BLOCK):
        x = inputs[start : start + BLOCK]
        a = x.astype(network.dtype) if as_bytes else pixels(x, network.dtype)
        with np.errstate(over="ignore", invalid="ignore"):  # the weights may be about to diverge
            activations, z = scaled.forward(a.T)
        yield z.T, activations[-1].T


def gradient_length_blocks(
    network: Network, inputs: NDArray[Any], targets: NDArray[np.floating]
) -> Iterator[tuple[float, ...]]:
    """How quickly each layer learns: the length of its biases' mean gradient over the data.

    A number for each layer after the input, the output last (the book, chapter 5, *The vanishing
    gradient problem*); block by block, as in `measure_blocks`.
    """
    sums = [np.zeros(b.shape) for b in network.biases]
    is_own = bool(overridden(network) & {"backprop", "cost_derivative"})
    for start in range(0, len(inputs), BLOCK):
        x = pixels(inputs[start : start + BLOCK], network.dtype)
        y = targets[start : start + BLOCK]
        with np.errstate(over="ignore", invalid="ignore"):  # the weights may be about to diverge
            if is_own:
                nablas, _ = summed_gradients(network, zip(x[:, :, None], y[:, :, None]))
            else:
                _, deltas = network.errors(x.T, y.T)
                nablas = [delta.sum(axis=1, keepdims=True) for delta in deltas]  # BP3
            for total, nabla in zip(sums, nablas):
                total += nabla
        size = start + len(x)
        yield tuple(float(np.linalg.norm(total)) / size for total in sums)


def regularization_term(
    weights: Sequence[NDArray[np.floating]], lmbda: float, n: int, regularization: str
) -> float:
    """What large weights add to the cost: lambda/2n sum w^2 (L2) or lambda/n sum |w| (L1)."""
    check_regularization(lmbda, regularization)
    with np.errstate(over="ignore"):  # the weights may be about to diverge
        if regularization == "L1":
            return lmbda / n * sum(float(np.abs(w).sum(dtype=np.float64)) for w in weights)
        return 0.5 * lmbda / n * sum(float(np.square(w, dtype=np.float64).sum()) for w in weights)
