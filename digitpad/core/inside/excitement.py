"""Finds the images that excite a neuron. They show what it looks for better than its weights."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core.costs import sigmoid
from digitpad.core.data.dataset import Dataset
from digitpad.core.network import Network

BLOCK = 1000  # images at a time
NEAREST = 3  # images that are shown beside a drawing


@dataclass(frozen=True, slots=True, eq=False)
class Excitement:
    """How a neuron answers to a data set.

    most: the index of the image of each digit that excites it most, by digit; a digit without
    images is left out. activations: the neuron's activation for each of these.
    means: (10,), the mean activation for each digit.
    """

    most: NDArray[np.intp]
    activations: NDArray[np.floating]
    means: NDArray[np.floating]

    def active_for(self) -> list[int]:
        """The digits for which its mean activation is 0.5 or more, in their order."""
        return np.flatnonzero(self.means >= 0.5).tolist()


def excitement(
    network: Network, data: Dataset, layer: int, neuron: int
) -> Generator[None, None, Excitement]:
    """Find how a neuron answers to all images. Yields after each block of them.

    layer: 0 is the first hidden one. It takes the time of a forward pass up to the neuron.
    """
    answers = np.empty(len(data), np.float32)
    for start in range(0, len(data), BLOCK):
        stop = start + BLOCK
        answers[start:stop] = _answers(network, data.images[start:stop], layer, neuron)
        yield
    labels = data.labels.astype(np.int64)
    order = np.argsort(-answers, kind="stable")
    _, firsts = np.unique(labels[order], return_index=True)
    most = order[firsts]
    sums = np.bincount(labels, weights=answers, minlength=10)
    sizes = np.maximum(np.bincount(labels, minlength=10), 1)
    return Excitement(most, answers[most], sums / sizes)


@np.errstate(over="ignore", invalid="ignore")
def _answers(
    network: Network, images: NDArray[np.uint8], layer: int, neuron: int
) -> NDArray[np.floating]:
    a = images.astype(network.dtype)
    a *= 1 / 255
    for w, b in zip(network.weights[:layer], network.biases[:layer]):
        a = sigmoid(a @ w.T + b.T)
    z = a @ network.weights[layer][neuron] + network.biases[layer][neuron, 0]
    # inf - inf is no number: an activation of 0.5 takes neither side, as in `explain`.
    answers: NDArray[np.floating] = np.nan_to_num(sigmoid(z), nan=0.5)
    return answers


def nearest(data: Dataset, image: NDArray[np.floating], digit: int) -> list[int]:
    """The indices of a digit's NEAREST images to `image` (784,), 0 to 1, the nearest first.

    Distance is the sum of the squared differences of pixels.
    """
    rows = np.flatnonzero(data.labels == digit)
    wanted = np.asarray(image, np.float32).reshape(-1) * 255
    distances = np.empty(len(rows), np.float32)
    for start in range(0, len(rows), BLOCK):
        block = data.images[rows[start : start + BLOCK]].astype(np.float32)
        # |a - b|^2 = |a|^2 - 2ab + |b|^2, where |b|^2 is the same for all.
        distances[start : start + BLOCK] = np.einsum("ij,ij->i", block, block) - 2 * block @ wanted
    return [int(row) for row in rows[np.argsort(distances, kind="stable")[:NEAREST]]]


def average(data: Dataset, digit: int) -> NDArray[np.float32]:
    """The mean of all images of a digit, (784,), 0 to 1."""
    rows = data.images[data.labels == digit]
    mean: NDArray[np.float32] = (rows.mean(axis=0, dtype=np.float64) / 255).astype(np.float32)
    return mean
