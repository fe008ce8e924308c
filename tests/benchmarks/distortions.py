"""The time that distorted training images cost, on two cores.

Measures seconds per epoch of 50,000 images, with all monitors, without and with augmentation. An
epoch with it may take twice the plain time, or, if that is more, as long as the distortions alone
on one core: threads make them ahead.
"""

import statistics
import time

import numpy as np
from measuring import median_of

import digitpad
from digitpad.core.data.augment import distort
from digitpad.core.data.dataset import pixels
from digitpad.core.ink import SIDE
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.sgd import train

ROUNDS, EPOCHS = 3, 5
NETWORKS = ([784, 30, 10], 10), ([784, 800, 400, 10], 50)


def epoch(sizes, mini_batch_size, augmentation, training_data, validation_data):
    """Seconds per epoch."""
    network = digitpad.Network(sizes, rng=np.random.default_rng(1))
    settings = digitpad.Hyperparameters(
        epochs=EPOCHS,
        mini_batch_size=mini_batch_size,
        eta=mini_batch_size / 50,
        augmentation=augmentation,
    )
    began = time.perf_counter()
    steps = train(network, training_data, settings, validation_data)
    results = [step for step in steps if isinstance(step, EpochResult)]
    assert (results[-1].evaluation_accuracy or 0) > 8500, "it does not learn"
    return (time.perf_counter() - began) / EPOCHS


def measure(_folder, _options):
    data = digitpad.load_data_wrapper()[:2]
    images = pixels(data[0].images, np.dtype(np.float32)).reshape(-1, SIDE, SIDE)
    alone = median_of(lambda: distort(images, np.random.default_rng(0)))
    yield "at least: images a second", len(images) / alone
    for sizes, mini_batch_size in NETWORKS:
        plain, augmented = [], []
        for _ in range(ROUNDS):
            plain.append(epoch(sizes, mini_batch_size, False, *data))
            augmented.append(epoch(sizes, mini_batch_size, True, *data))
        possible = max(2 * statistics.median(plain), alone)
        name = "-".join(map(str, sizes))
        yield f"{name}, times what is possible", statistics.median(augmented) / possible
