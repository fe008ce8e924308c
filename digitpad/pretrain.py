"""python -m digitpad.pretrain: train the network that ships with digitpad.

From resources/mnist alone and from a fixed seed, so that anyone can make the same network again.
Every epoch sees the training images distorted anew (`digitpad.core.augment`). Training goes in
rounds: after each, the images that the network finds hardest, written in ways that are rare in
MNIST but not among people, are repeated in the next, so that it learns more from them. All along
the learning rate falls by the same factor from epoch to epoch. Size and settings were chosen on
the validation data; the test data are looked at once, at the end.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from digitpad.core import storage
from digitpad.core.augment import distort
from digitpad.core.dataset import Dataset, load_data_wrapper, pixels
from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.ink import SIDE
from digitpad.core.network import Network
from digitpad.core.sgd import EpochResult, train
from digitpad.resources import resource_path

SIZES = [784, 800, 400, 10]
SEED = 2026
EPOCHS = 260
ROUND = 40  # epochs
ETAS = (1.0, 0.01)  # of the first and of the last epoch
HARD = 10  # one in so many images is hard,
REPEATS = 5  # and so many more times in the training data of a round
LOOKS = 4  # distortions of an image that tell how hard it is
SETTINGS = Hyperparameters(
    mini_batch_size=50,
    lmbda=0.1,
    augmentation=True,
    monitor_evaluation_cost=False,
    monitor_training_cost=False,
    monitor_training_accuracy=False,
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m digitpad.pretrain", description=__doc__)
    parser.add_argument("--output", type=Path, help="by default the shipped network's own file")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="by default %(default)s")
    arguments = parser.parse_args()
    output = arguments.output or resource_path("networks") / "default.json"
    epochs = max(1, arguments.epochs)
    training_data, validation_data, test_data = load_data_wrapper()
    network = Network(SIZES, rng=np.random.default_rng(SEED))
    began = time.perf_counter()
    for epoch, accuracy in pretrain(network, epochs, training_data, validation_data):
        show(epoch, epochs, accuracy, time.perf_counter() - began)
    accuracy = network.accuracy(test_data)
    storage.save(
        network,
        output,
        hyperparameters=replace(SETTINGS, epochs=epochs, eta=eta(epochs, epochs)),
        data_set="MNIST",
        seed=SEED,
        more={
            "made_by": {
                "command": "python -m digitpad.pretrain",
                "epochs": epochs,
                "etas": list(ETAS),
                "validation_accuracy": network.accuracy(validation_data),
                "test_accuracy": accuracy,
            }
        },
    )
    print(f"\n{accuracy:,} of {len(test_data):,} test digits; written to {output}")


def pretrain(
    network: Network, epochs: int, training_data: Dataset, validation_data: Dataset
) -> Iterator[tuple[int, int]]:
    """Train in rounds; after each epoch its number, from 1, and the validation accuracy."""
    data = training_data
    with threadpool_limits(limits=1):
        for first in range(1, epochs + 1, ROUND):
            if first > 1:
                data = with_hard_images_repeated(network, training_data)
            last = min(first + ROUND - 1, epochs)
            settings = replace(SETTINGS, epochs=last - first + 1, eta=eta(first, epochs))
            run = train(network, data, settings, validation_data)
            step = next(run, None)
            while step is not None:
                change = None
                if isinstance(step, EpochResult):
                    epoch = first + step.epoch - 1
                    yield epoch, step.evaluation_accuracy or 0
                    change = replace(settings, eta=eta(epoch + 1, epochs))
                try:
                    step = run.send(change)
                except StopIteration:
                    step = None


def eta(epoch: int, epochs: int) -> float:
    """The learning rate of an epoch, from 1: it falls by the same factor each time."""
    first, last = ETAS
    return float(first * (last / first) ** (min(epoch - 1, epochs - 1) / max(1, epochs - 1)))


def with_hard_images_repeated(network: Network, data: Dataset) -> Dataset:
    """The data, and REPEATS times over those whose digit the network is least sure of."""
    sureness = sum(
        (right_activations(network, data) for _ in range(LOOKS)), np.zeros(len(data), np.float32)
    )
    hard = np.argsort(sureness, kind="stable")[: len(data) // HARD]
    rows = np.concatenate([np.arange(len(data)), np.tile(hard, REPEATS)])
    return Dataset(data.images[rows], data.labels[rows], data.one_hot)


def right_activations(network: Network, data: Dataset) -> NDArray[np.float32]:
    """For each image, distorted, the activation of the output that should have the most: (n,)."""
    activations = []
    for start in range(0, len(data), 1000):
        part = slice(start, start + 1000)
        images = pixels(data.images[part], np.float32).reshape(-1, SIDE, SIDE)
        outputs = network.feedforward(distort(images, network.rng).reshape(len(images), -1).T)
        activations.append(outputs[data.labels[part], np.arange(len(images))])
    return np.concatenate(activations)


def show(epoch: int, epochs: int, accuracy: int, seconds: float) -> None:
    """Draw a progress bar over the line that stands there."""
    done = round(30 * epoch / epochs)
    bar = "#" * done + "-" * (30 - done)
    left = seconds / epoch * (epochs - epoch)
    sys.stdout.write(
        f"\r{bar} epoch {epoch}/{epochs}, validation {accuracy:,}, "
        f"{seconds / 60:.0f} min, {left / 60:.0f} min left   "
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
