"""Whether networks are the same, or close."""

import numpy as np


def same(one, other):
    """Whether they have the same weights and biases, to the last digit."""
    arrays = one.weights + one.biases, other.weights + other.biases
    return all(np.array_equal(a, b) for a, b in zip(*arrays, strict=True))


def assert_close(ours, theirs, tolerance=0.0, rtol=0.0):
    """Arrays, one by one."""
    for our, their in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(our, their, rtol=rtol, atol=tolerance)
