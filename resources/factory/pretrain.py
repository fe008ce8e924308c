"""python resources/factory/pretrain.py: train the network that ships with digitpad.

It learns from resources/mnist, resources/strokes and the forms of `forms`, from a fixed seed, so
that the same command makes the same network again. Every epoch sees the training images distorted
anew (`core/data/augment.py`).

Training goes in stages, and these in rounds. Each round has newly invented digits, pen digits as
other hands would write them, and drawings that are no digit, for which all outputs should be 0. The
images that the network finds hardest are repeated: ways of writing that are rare in the data, but
not among people. In a stage the learning rate falls by the same factor in every epoch. At its end
the weights are averaged over its last epochs, and rounded.

The first stage knows MNIST and 30 writers of pen digits. The second is short, with many more
drawings that are no digit: a network that has learnt digits well loses little by them. In the third
134 writers of many countries join, and more forms. The fourth takes smaller steps.

Training can also go on from a network that is there (`--begin-with before.json --stages 3 4`). So
the shipped one was made: `made_by` in its file names the last stage, and the checksum of the
network that this began with, which is not kept. Earlier stages had made that one, when there were
fewer writers and forms; so all stages together make another network.

An interrupted training goes on exactly where its last round ended, when the same command is given
again. Size and settings were chosen on MNIST's validation data, and on writers that were left out
for this (`--leave-out`). The test data are used once, at the end.
"""

import argparse
import io
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from recipe import (
    SETTINGS,
    STAGES,
    Examples,
    Stage,
    examples_of_a_round,
    together,
    with_hard_images_repeated,
)
from threadpoolctl import threadpool_limits

from digitpad.core import files, network_file
from digitpad.core.data.dataset import Dataset, load_data_wrapper
from digitpad.core.data.people import PenDigits, load_pen_digits
from digitpad.core.learning.epoch import Change, EpochResult
from digitpad.core.learning.sgd import train
from digitpad.core.network import Network
from digitpad.resources import resource_path

SIZES = [784, 1000, 500, 10]
SEED = 2026  # of the first weights
ROUND = 5  # epochs
DECIMALS = 4  # of weights and biases; with 2 one validation digit in 10,000 is read differently
MOST_BYTES = 100_000_000  # of a checkpoint


class Average:
    """The mean of a network's weights and biases over several moments of its training.

    sums: those of all weights, then of all biases, float64.
    """

    def __init__(self, count: int = 0, sums: Sequence[NDArray[np.float64]] = ()) -> None:
        self.count, self.sums = count, list(sums)

    def add(self, network: Network) -> None:
        arrays = [*network.weights, *network.biases]
        if not self.count:
            self.sums = [np.zeros(array.shape) for array in arrays]
        for total, array in zip(self.sums, arrays):
            total += array
        self.count += 1

    def give(self, network: Network) -> None:
        """Give the network the mean weights and biases, rounded to DECIMALS."""
        layers = len(network.weights)
        means = (np.round(total / self.count, DECIMALS) for total in self.sums)
        rounded = [mean.astype(network.dtype) for mean in means]
        network.weights, network.biases = rounded[:layers], rounded[layers:]


@dataclass(slots=True)
class SoFar:
    """How far training has come: the stage, how many of its epochs are over, and their average."""

    stage: int = 0
    epochs: int = 0
    average: Average = field(default_factory=Average)

    def save(self, network: Network, recipe: str, path: Path) -> None:
        """Keep all that training needs to go on. recipe: what to train, as text."""
        file = io.BytesIO()
        position = np.array([self.stage, self.epochs, self.average.count])
        arrays = (*network.weights, *network.biases, *self.average.sums)
        np.savez(file, *arrays, recipe=np.array(recipe), position=position)
        files.write(path, file.getvalue())

    @classmethod
    def restored(cls, network: Network, recipe: str, path: Path) -> "SoFar":
        """What `save` kept of this recipe, and its weights to the network; else the beginning."""
        if not path.exists():
            return cls()
        with np.load(io.BytesIO(files.read(path, MOST_BYTES)), allow_pickle=False) as file:
            if str(file["recipe"]) != recipe:
                return cls()
            stage, epochs, count = file["position"].tolist()
            arrays = [file[f"arr_{i}"] for i in range(len(file.files) - 2)]
        layers = len(network.weights)
        network.weights, network.biases = arrays[:layers], arrays[layers : 2 * layers]
        return cls(stage, epochs, Average(count, arrays[2 * layers :]))


def main() -> None:
    arguments = _arguments()
    output = arguments.output or resource_path("networks") / "default.json"
    checkpoint = output.with_name(f"{output.name.partition('.')[0]}-so-far.npz")
    stages = [STAGES[number - 1] for number in arguments.stages]
    if arguments.begin_with:
        network = network_file.load(arguments.begin_with)
    else:
        network = Network(SIZES, rng=np.random.default_rng(SEED))
    if arguments.epochs:
        stages = [
            replace(stage, epochs=epochs, averaged=min(stage.averaged, max(1, epochs // 2)))
            for stage, epochs in zip(stages, arguments.epochs, strict=True)
        ]
    training_data, validation_data, test_data = load_data_wrapper()
    everyone = load_pen_digits()
    pens = everyone.by(set(everyone.writers.tolist()) - set(arguments.leave_out))
    made_by = {
        "command": "python resources/factory/pretrain.py",
        "stages": [asdict(stage) for stage in stages],
        "left_out": arguments.leave_out,
        "began_with": network_file.checksum(network) if arguments.begin_with else None,
    }
    recipe = json.dumps(made_by)
    so_far = SoFar.restored(network, recipe, checkpoint)
    length = sum(stage.epochs for stage in stages)
    before = done = so_far.epochs + sum(stage.epochs for stage in stages[: so_far.stage])
    began = time.perf_counter()
    for accuracy in pretrain(network, stages, so_far, training_data, validation_data, pens):
        done += 1
        show(done, length, accuracy, (time.perf_counter() - began) / (done - before))
        if so_far.epochs % ROUND == 0:
            so_far.save(network, recipe, checkpoint)  # an interruption costs a round at most
    accuracy = network.accuracy(test_data)
    made_by["validation_accuracy"] = network.accuracy(validation_data)
    made_by["test_accuracy"] = accuracy
    file = network_file.NetworkFile(
        network,
        hyperparameters=replace(SETTINGS, epochs=stages[-1].epochs, eta=stages[-1].etas[-1]),
        data_set="MNIST, pen digits and invented digits",
        seed=SEED,
    )
    network_file.save(file, output, {"made_by": made_by})
    checkpoint.unlink(missing_ok=True)
    print(f"\n{accuracy:,} of {len(test_data):,} test digits; written to {output}")
    if arguments.leave_out:
        left_out = everyone.by(arguments.leave_out)
        right = network.accuracy(left_out.dataset())
        print(f"{right:,} of {len(left_out):,} digits by the writers that were left out")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python resources/factory/pretrain.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--output", type=Path, help="by default the shipped network's own file")
    parser.add_argument(
        "--begin-with", type=Path, metavar="NETWORK.json", help="train this network, not a new one"
    )
    numbers = list(range(1, len(STAGES) + 1))
    parser.add_argument(
        "--stages",
        type=int,
        nargs="+",
        choices=numbers,
        default=numbers,
        metavar="STAGE",
        help=f"by default {' '.join(map(str, numbers))}",
    )
    parser.add_argument(
        "--epochs",
        type=int,
        nargs="+",
        help=f"of each stage, by default {' '.join(str(stage.epochs) for stage in STAGES)}",
    )
    parser.add_argument(
        "--leave-out",
        type=int,
        nargs="+",
        default=[],
        metavar="WRITER",
        help="learn nothing from these writers of pen digits, 1 to 30 and 101 to 234, and read "
        "theirs at the end",
    )
    chosen = parser.parse_args()
    if chosen.epochs and len(chosen.epochs) != len(chosen.stages):
        parser.error(f"--epochs: {len(chosen.stages)} stages need as many numbers")
    return chosen


def pretrain(
    network: Network,
    stages: Sequence[Stage],
    so_far: SoFar,
    training_data: Dataset,
    validation_data: Dataset,
    pens: PenDigits,
) -> Iterator[int]:
    """Train in rounds, on from where it is, and yield the validation accuracy after each epoch.

    At each yield `so_far` and the network belong together. What `so_far` holds where a round is
    over is enough to go on exactly. At the end of a stage the network is the average over its last
    epochs.
    """
    with threadpool_limits(limits=1):
        for number in range(so_far.stage, len(stages)):
            stage = stages[number]
            of_stage = pens.by(set(pens.writers[pens.writers < stage.writers].tolist()))
            written = together(training_data, of_stage.dataset())
            while so_far.stage == number:
                # A seed for each round, so that it can be made again without the others.
                rng = np.random.default_rng([stage.seed, so_far.epochs])
                network.rng = rng.spawn(1)[0]
                # While the network is new, the hard images are random ones.
                digits = with_hard_images_repeated(network, written)
                data = examples_of_a_round(digits, training_data, of_stage, stage, rng)
                yield from _learn_round(network, stages, so_far, data, validation_data)


def _learn_round(
    network: Network,
    stages: Sequence[Stage],
    so_far: SoFar,
    data: Examples,
    validation_data: Dataset,
) -> Iterator[int]:
    """Learn the data of a round; yield as `pretrain` does."""
    stage = stages[so_far.stage]
    length = min(ROUND, stage.epochs - so_far.epochs)
    of_epochs = [
        replace(SETTINGS, epochs=length, eta=stage.eta(so_far.epochs + number))
        for number in range(1, length + 1)
    ]
    mini_batches = -(-len(data) // SETTINGS.mini_batch_size)  # in an epoch
    changes = [Change(done * mini_batches, of_epochs[done]) for done in range(1, length)]
    for step in train(network, data, of_epochs[0], validation_data, changes=changes):
        if not isinstance(step, EpochResult):
            continue
        so_far.epochs += 1
        accuracy = step.evaluation_accuracy or 0
        if so_far.epochs > stage.epochs - stage.averaged:
            so_far.average.add(network)
        if so_far.epochs == stage.epochs:
            so_far.average.give(network)
            accuracy = network.accuracy(validation_data)
            so_far.stage, so_far.epochs, so_far.average = so_far.stage + 1, 0, Average()
        yield accuracy


def show(epoch: int, epochs: int, accuracy: int, seconds: float) -> None:
    """Draw a progress bar over the current line of the terminal. seconds: those of an epoch."""
    done = round(30 * epoch / epochs)
    bar = "#" * done + "-" * (30 - done)
    sys.stdout.write(
        f"\r{bar} epoch {epoch}/{epochs}, validation {accuracy:,}, {seconds:.0f} s an epoch, "
        f"{seconds * (epochs - epoch) / 60:.0f} min left   "
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
