"""The book's `mnist_loader`, with the MNIST that comes with digitpad."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data import dataset
from digitpad.core.data.dataset import vectorized_result

__all__ = ["load_data", "load_data_wrapper", "vectorized_result"]

Part = tuple[NDArray[np.floating], NDArray[np.int64]]
Pairs = list[tuple[NDArray[np.floating], Any]]


def load_data() -> tuple[Part, Part, Part]:
    """Training, validation and test data: images (n, 784) of 0 to 1, and their digits (n,)."""
    training, validation, test = (
        (dataset.pixels(data.images, np.float32), data.labels.astype(np.int64))
        for data in dataset.load_data_wrapper()
    )
    return training, validation, test


def load_data_wrapper() -> tuple[Pairs, Pairs, Pairs]:
    """Training, validation and test data, as lists of (x, y); x is (784, 1).

    In the training data y is the vector of a digit, (10, 1), in the others the digit itself.
    """
    vectors = np.stack([vectorized_result(digit) for digit in range(10)])
    (images, digits), *others = load_data()
    validation, test = (list(zip(x[:, :, None], y)) for x, y in others)
    return list(zip(images[:, :, None], vectors[digits])), validation, test
