"""python -m digitpad.pretrain: train the network that ships with digitpad.

From resources/mnist alone and from a fixed seed, so that anyone can make the same network again.
Every epoch sees the training images distorted anew (`digitpad.core.augment`), and takes smaller
steps than the one before: η falls by the same factor each time, from ETAS[0] to ETAS[1]. Size
and settings were chosen on the validation data; the test data are looked at once, at the end.
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from digitpad.core import storage
from digitpad.core.dataset import load_data_wrapper
from digitpad.core.network import Network
from digitpad.core.sgd import EpochResult, Hyperparameters, train
from digitpad.resources import resource_path

SIZES = [784, 600, 300, 10]
SEED = 2026
EPOCHS = 450
ETAS = (1.0, 0.01)
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
    with threadpool_limits(limits=1):
        settings = replace(SETTINGS, epochs=epochs, eta=eta(1, epochs))
        run = train(network, training_data, settings, validation_data)
        step = next(run, None)
        while step is not None:
            change = None
            if isinstance(step, EpochResult):
                seconds = time.perf_counter() - began
                show(step.epoch, epochs, seconds, step.evaluation_accuracy or 0)
                change = replace(settings, eta=eta(step.epoch + 1, epochs))
            try:
                step = run.send(change)
            except StopIteration:
                break
    accuracy = network.accuracy(test_data)
    storage.save(
        network,
        output,
        hyperparameters=replace(settings, eta=eta(epochs, epochs)),
        more={
            "made_by": {
                "command": "python -m digitpad.pretrain",
                "seed": SEED,
                "epochs": epochs,
                "eta_first": eta(1, epochs),
                "eta_last": eta(epochs, epochs),
                "validation_accuracy": network.accuracy(validation_data),
                "test_accuracy": accuracy,
            }
        },
    )
    print(f"\n{accuracy:,} of {len(test_data):,} test digits; written to {output}")


def eta(epoch: int, epochs: int) -> float:
    """The learning rate of an epoch, from 1: it falls by the same factor each time."""
    first, last = ETAS
    return float(first * (last / first) ** (min(epoch - 1, epochs - 1) / max(1, epochs - 1)))


def show(epoch: int, epochs: int, seconds: float, accuracy: int) -> None:
    """Draw a progress bar over the line that stands there."""
    done = round(30 * epoch / epochs)
    bar = "#" * done + "-" * (30 - done)
    minutes = seconds / 60
    left = minutes / epoch * (epochs - epoch)
    sys.stdout.write(
        f"\r{bar} epoch {epoch}/{epochs}, validation {accuracy:,}, "
        f"{minutes:.0f} min, {left:.0f} min left   "
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
