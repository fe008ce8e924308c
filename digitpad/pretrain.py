"""python -m digitpad.pretrain: train the network that ships with digitpad.

From resources/mnist alone and from a fixed seed, so that anyone can make the same network
again: 784-100-10, with a learning rate that falls in three steps. The settings were chosen on
the validation data; the test data are looked at once, at the end.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from digitpad.core import storage
from digitpad.core.dataset import load_data_wrapper
from digitpad.core.network import Network
from digitpad.core.sgd import EpochResult, Hyperparameters, train
from digitpad.resources import resource_path

SIZES = [784, 100, 10]
SEED = 2026
LMBDA = 5.0
# Epochs, and the learning rate they are trained with: large steps first, to get far, then small
# ones, to settle.
PHASES = ((20, 0.5), (10, 0.1), (5, 0.02))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m digitpad.pretrain", description=__doc__)
    parser.add_argument("--output", type=Path, help="by default the shipped network's own file")
    output = parser.parse_args().output or resource_path("networks") / "default.json"
    training_data, validation_data, test_data = load_data_wrapper()
    network = Network(SIZES, rng=np.random.default_rng(SEED))
    epoch, epochs = 0, sum(epochs for epochs, _ in PHASES)
    with threadpool_limits(limits=1):
        for count, eta in PHASES:
            settings = Hyperparameters(
                epochs=count,
                eta=eta,
                lmbda=LMBDA,
                monitor_evaluation_cost=False,
                monitor_training_cost=False,
                monitor_training_accuracy=False,
            )
            for step in train(network, training_data, settings, validation_data):
                if isinstance(step, EpochResult):
                    epoch += 1
                    show(epoch, epochs, f"η {eta}, validation {step.evaluation_accuracy:,}")
    accuracy = network.accuracy(test_data)
    storage.save(
        network,
        output,
        hyperparameters=settings,
        more={
            "made_by": {
                "command": "python -m digitpad.pretrain",
                "seed": SEED,
                "lmbda": LMBDA,
                "phases": [{"epochs": count, "eta": eta} for count, eta in PHASES],
                "validation_accuracy": network.accuracy(validation_data),
                "test_accuracy": accuracy,
            }
        },
    )
    print(f"\n{accuracy:,} of {len(test_data):,} test digits; written to {output}")


def show(epoch: int, epochs: int, text: str) -> None:
    """Draw a progress bar over the line that stands there."""
    done = round(30 * epoch / epochs)
    bar = "#" * done + "-" * (30 - done)
    sys.stdout.write(f"\r{bar} epoch {epoch}/{epochs}, {text}  ")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
