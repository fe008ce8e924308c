"""Random images with random digits: to compute with, not to learn from."""

import numpy as np

from digitpad import Dataset


def random_data(count, pixels=784, *, ink=0.2, seed=5):
    """A Dataset with vectors as labels; ink covers this part of each image."""
    rng = np.random.default_rng(seed)
    images = rng.integers(1, 256, (count, pixels)) * (rng.random((count, pixels)) < ink)
    labels = rng.integers(10, size=count, dtype=np.uint8)
    return Dataset(images.astype(np.uint8), labels, one_hot=True)
