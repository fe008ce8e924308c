"""What distorted training images cost, on two cores.

    python tests/benchmarks/augmentation.py

Images distorted a second; and seconds an epoch of 50,000 images without and with augmentation,
side by side in one run, all monitors on. An epoch with it may take twice its plain time, or as
long as the distortions alone on one core, whichever is more: they are made ahead on a thread of
their own. Exits with 1 where a goal is missed.
"""

import statistics
import sys
import time

import numpy as np
from bench import goal, rounds_of, status
from threadpoolctl import threadpool_limits

import digitpad
from digitpad.core.data.augment import distort
from digitpad.core.data.dataset import pixels
from digitpad.core.ink import SIDE
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.sgd import train

ROUNDS = 3
EPOCHS = 5
NETWORKS = (
    ([784, 30, 10], 10),
    ([784, 100, 10], 10),
    ([784, 300, 10], 10),
    ([784, 800, 400, 10], 50),
)
RATE_GOAL = 20_000  # images a second

training_data, validation_data, _ = digitpad.load_data_wrapper()
images = pixels(training_data.images, np.dtype(np.float32)).reshape(-1, SIDE, SIDE)


def distortions_alone():
    """Distort the images of an epoch, on one core."""
    distort(images, np.random.default_rng(0))


def epoch(sizes, mini_batch_size, augmentation):
    """Seconds an epoch."""
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


def main():
    alone = statistics.median(rounds_of(distortions_alone, 5))
    rate = len(training_data) / alone
    goal(rate >= RATE_GOAL, f"{rate:,.0f} images distorted a second, wanted {RATE_GOAL:,}")
    for sizes, mini_batch_size in NETWORKS:
        plain, augmented, alone = [], [], []
        for _ in range(ROUNDS):
            plain.append(epoch(sizes, mini_batch_size, False))
            augmented.append(epoch(sizes, mini_batch_size, True))
            alone += rounds_of(distortions_alone, 1)
        limit = max(2 * statistics.median(plain), statistics.median(alone))
        taken = statistics.median(augmented)
        name = "-".join(map(str, sizes))
        goal(taken <= limit, f"{name}: {taken:.2f} s augmented, wanted {limit:.2f} at most")
    return status()


if __name__ == "__main__":
    with threadpool_limits(limits=1):
        sys.exit(main())
