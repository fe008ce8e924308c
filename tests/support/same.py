"""Whether two networks are the same."""

import numpy as np


def same(one, other):
    """Whether they have the same weights and biases, to the last digit."""
    arrays = one.weights + one.biases, other.weights + other.biases
    return all(np.array_equal(a, b) for a, b in zip(*arrays, strict=True))
