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


def distortions_alone() -> float:
    """Seconds that `distort` takes for the images of an epoch, on one core."""
    began = time.perf_counter()
    distort(images, np.random.default_rng(0))
    return time.perf_counter() - began


def epoch(sizes: list[int], mini_batch_size: int, augmentation: bool) -> float:
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


def main() -> int:
    missed = []
    distortions_alone()
    alone = statistics.median(distortions_alone() for _ in range(5))
    rate = len(training_data) / alone
    print(f"distortions alone: {alone:.2f} s, {rate:,.0f} images a second, wanted {RATE_GOAL:,}")
    if rate < RATE_GOAL:
        missed.append("distortions a second")
    print(f"{'':16}{'plain':>8}{'augmented':>11}{'at most':>9}")
    for sizes, mini_batch_size in NETWORKS:
        plain, augmented, alone = [], [], []
        for _ in range(ROUNDS):
            plain.append(epoch(sizes, mini_batch_size, False))
            augmented.append(epoch(sizes, mini_batch_size, True))
            alone.append(distortions_alone())
        limit = max(2 * statistics.median(plain), statistics.median(alone))
        taken = statistics.median(augmented)
        name = "-".join(map(str, sizes))
        met = taken <= limit
        print(
            f"{name:16}{statistics.median(plain):8.2f}{taken:11.2f}{limit:9.2f}"
            f"  {'met' if met else 'MISSED'}"
        )
        if not met:
            missed.append(name)
    return bool(missed)


if __name__ == "__main__":
    with threadpool_limits(limits=1):
        sys.exit(main())
