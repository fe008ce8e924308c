"""python -m digitpad.pretrain: train the network that ships with digitpad.

It learns from resources/mnist, resources/strokes and the forms of `core/forms`, from a fixed seed,
so that anyone can make the same network again. Every epoch sees the training images distorted anew
(`core/data/augment.py`).

Training goes in rounds. Each round has newly invented digits, pen digits as other hands would
write them, and drawings that are no digit, for which all outputs should be 0. The images that the
network finds hardest are repeated: ways of writing that are rare in the data, but not among people.
The learning rate falls by the same factor in every epoch. At the end the weights are averaged over
the last epochs, which swing around the best values, and rounded. A short second stage follows, with
many more drawings that are no digit: a network that has learnt digits well loses little by them.

Size and settings were chosen on MNIST's validation data, and on writers that were left out for
this (`--leave-out`). The test data are used once, at the end.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from digitpad.core.data.augment import distort
from digitpad.core.data.dataset import Dataset, load_data_wrapper, pixels
from digitpad.core.data.other_hands import as_bytes
from digitpad.core.data.pen_digits import PenDigits, load_pen_digits
from digitpad.core.files import network_file
from digitpad.core.forms.hand import write
from digitpad.core.forms.no_digit import draw_nothing
from digitpad.core.forms.styles import invent
from digitpad.core.ink import SIDE, from_drawings
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.learning.sgd import train
from digitpad.core.network import Network, Pair
from digitpad.resources import resource_path

SIZES = [784, 1000, 500, 10]
SEED = 2026
EPOCHS = 240  # of the first stage; the second has a tenth of that
ROUND = 20  # epochs
AVERAGED = 20  # the last epochs of a stage that are averaged, at most half of it
HARD = 10  # one in so many images that people wrote counts as hard
REPEATS = 2  # times that a hard image is added to the training data of a round
LOOKS = 4  # distortions of an image that are read to find out how hard it is
REWRITTEN = 5_000  # pen digits in a round, as other hands would write them
STYLE = 0.6  # how much those hands change, see `core/forms/hand.py`
INVENTED = 10_000  # invented digits in a round
DECIMALS = 4  # of weights and biases; with 2 one validation digit in 10,000 is read differently
SETTINGS = Hyperparameters(
    mini_batch_size=50,
    lmbda=0.1,
    augmentation=True,
    monitor_evaluation_cost=False,
    monitor_training_cost=False,
    monitor_training_accuracy=False,
)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of training.

    etas: the learning rates of the first and the last epoch. nothing: how many drawings that are
    no digit a round has.
    """

    etas: tuple[float, float]
    nothing: int

    def eta(self, epoch: int, epochs: int) -> float:
        """The learning rate of an epoch (from 1); it falls by the same factor each time."""
        first, last = self.etas
        part = min(epoch - 1, epochs - 1) / max(1, epochs - 1)
        return float(first * (last / first) ** part)


STAGES = (Stage(etas=(1.0, 0.02), nothing=2_000), Stage(etas=(0.05, 0.02), nothing=12_000))


@dataclass(frozen=True, slots=True, eq=False)
class Examples(Sequence[Pair]):
    """Images and their wanted outputs, which may also be all 0, for no digit.

    images: uint8 (n, 784); targets: float32 (n, 10).
    """

    images: NDArray[np.uint8]
    targets: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.images)

    @overload
    def __getitem__(self, index: int) -> Pair: ...
    @overload
    def __getitem__(self, index: slice) -> "Examples": ...
    def __getitem__(self, index: int | slice) -> "Pair | Examples":
        if isinstance(index, slice):
            return Examples(self.images[index], self.targets[index])
        x = pixels(self.images[index], np.float32).reshape(-1, 1)
        return x, self.targets[index].reshape(-1, 1)

    def __iter__(self) -> Iterator[Pair]:
        return (self[i] for i in range(len(self)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m digitpad.pretrain", description=__doc__)
    parser.add_argument("--output", type=Path, help="by default the shipped network's own file")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="by default %(default)s")
    parser.add_argument(
        "--leave-out",
        type=int,
        nargs="+",
        default=[],
        metavar="WRITER",
        help="learn nothing from these writers of pen digits, 1 to 30, and read theirs at the end",
    )
    arguments = parser.parse_args()
    output = arguments.output or resource_path("networks") / "default.json"
    so_far = output.with_name(f"{output.name.partition('.')[0]}-so-far.json")
    lengths = [max(1, arguments.epochs), max(1, arguments.epochs // 10)]
    training_data, validation_data, test_data = load_data_wrapper()
    everyone = load_pen_digits()
    pens = everyone.by(set(everyone.writers.tolist()) - set(arguments.leave_out))
    network = Network(SIZES, rng=np.random.default_rng(SEED))
    began, done = time.perf_counter(), 0
    for number, (stage, epochs) in enumerate(zip(STAGES, lengths)):
        if number:
            network.rng = np.random.default_rng(SEED + number)
        for accuracy in pretrain(network, stage, epochs, training_data, validation_data, pens):
            done += 1
            show(done, sum(lengths), accuracy, time.perf_counter() - began)
            if done % ROUND == 0:
                network_file.save(network, so_far)  # an interruption costs a round at most
        network.weights, network.biases = rounded(network.weights), rounded(network.biases)
    accuracy = network.accuracy(test_data)
    network_file.save(
        network,
        output,
        hyperparameters=replace(SETTINGS, epochs=lengths[-1], eta=STAGES[-1].etas[-1]),
        data_set="MNIST, pen digits and invented digits",
        seed=SEED,
        more={
            "made_by": {
                "command": "python -m digitpad.pretrain",
                "epochs": lengths,
                "etas": [list(stage.etas) for stage in STAGES],
                "left_out": arguments.leave_out,
                "validation_accuracy": network.accuracy(validation_data),
                "test_accuracy": accuracy,
            }
        },
    )
    so_far.unlink(missing_ok=True)
    print(f"\n{accuracy:,} of {len(test_data):,} test digits; written to {output}")
    if arguments.leave_out:
        left_out = everyone.by(arguments.leave_out)
        right = network.accuracy(Dataset(as_bytes(left_out.images()), left_out.labels))
        print(f"{right:,} of {len(left_out):,} digits by the writers that were left out")


def pretrain(
    network: Network,
    stage: Stage,
    epochs: int,
    training_data: Dataset,
    validation_data: Dataset,
    pens: PenDigits,
) -> Iterator[int]:
    """Train in rounds, and yield the validation accuracy after each epoch.

    At the end the network is the average over the last epochs.
    """
    rng = network.rng.spawn(1)[0]
    written = together(training_data, Dataset(as_bytes(pens.images()), pens.labels))
    average, averaged = Average(), min(AVERAGED, max(1, epochs // 2))
    with threadpool_limits(limits=1):
        for first in range(1, epochs + 1, ROUND):
            # A new network cannot tell yet which images are hard.
            is_new = stage is STAGES[0] and first == 1
            digits = written if is_new else with_hard_images_repeated(network, written)
            data = examples_of_a_round(digits, training_data, pens, stage.nothing, rng)
            last = min(first + ROUND - 1, epochs)
            settings = replace(SETTINGS, epochs=last - first + 1, eta=stage.eta(first, epochs))
            run = train(network, data, settings, validation_data)
            step = next(run, None)
            while step is not None:
                change = None
                if isinstance(step, EpochResult):
                    epoch = first + step.epoch - 1
                    accuracy = step.evaluation_accuracy or 0
                    if epoch > epochs - averaged:
                        average.add(network)
                    if epoch == epochs:
                        average.give(network)
                        accuracy = network.accuracy(validation_data)
                    yield accuracy
                    change = replace(settings, eta=stage.eta(epoch + 1, epochs))
                try:
                    step = run.send(change)
                except StopIteration:
                    step = None


class Average:
    """The mean of a network's weights and biases over several epochs."""

    def __init__(self) -> None:
        self._count = 0
        self._sums: list[NDArray[np.float64]] = []

    def add(self, network: Network) -> None:
        arrays = [*network.weights, *network.biases]
        if not self._count:
            self._sums = [np.zeros(array.shape) for array in arrays]
        for total, array in zip(self._sums, arrays):
            total += array
        self._count += 1

    def give(self, network: Network) -> None:
        """Give the network the mean weights and biases."""
        means = [(total / self._count).astype(network.dtype) for total in self._sums]
        network.weights, network.biases = (
            means[: len(network.weights)],
            means[len(network.weights) :],
        )


def examples_of_a_round(
    digits: Dataset, mnist: Dataset, pens: PenDigits, nothing: int, rng: np.random.Generator
) -> Examples:
    """The training data of a round: digits that people wrote, rewritten and invented ones, and
    `nothing` drawings that are no digit."""
    invented, labels = invent(INVENTED, rng)
    more = together(rewritten(pens, REWRITTEN, rng), Dataset(as_bytes(invented), labels))
    digits = together(digits, more)
    none = as_bytes(draw_nothing(nothing, mnist, rng))
    targets = np.zeros((len(digits) + len(none), 10), np.float32)
    targets[np.arange(len(digits)), digits.labels] = 1
    return Examples(np.concatenate([digits.images, none]), targets)


def rewritten(pens: PenDigits, n: int, rng: np.random.Generator) -> Dataset:
    """n of the pen digits, as other hands would write them."""
    chosen = rng.integers(len(pens), size=n)
    drawings = [write(pens.drawings[i], rng, STYLE) for i in chosen]
    return Dataset(as_bytes(from_drawings(drawings)), pens.labels[chosen])


def together(data: Dataset, more: Dataset) -> Dataset:
    """The examples of both, with labels as vectors."""
    return Dataset(
        np.concatenate([data.images, more.images]),
        np.concatenate([data.labels, more.labels]),
        one_hot=True,
    )


def rounded(arrays: Sequence[NDArray[np.floating]]) -> list[NDArray[np.floating]]:
    """The arrays rounded to DECIMALS decimals: the file is then shorter, and faster to read."""
    return [np.round(array, DECIMALS) for array in arrays]


def with_hard_images_repeated(network: Network, data: Dataset) -> Dataset:
    """The data, with REPEATS copies added of the images that the network is least sure of."""
    sureness = sum(
        (right_activations(network, data) for _ in range(LOOKS)), np.zeros(len(data), np.float32)
    )
    hard = np.argsort(sureness, kind="stable")[: len(data) // HARD]
    rows = np.concatenate([np.arange(len(data)), np.tile(hard, REPEATS)])
    return Dataset(data.images[rows], data.labels[rows], data.one_hot)


def right_activations(network: Network, data: Dataset) -> NDArray[np.float32]:
    """The activation of each image's right output, (n,), for a distortion of the image."""
    activations = []
    for start in range(0, len(data), 1000):
        part = slice(start, start + 1000)
        images = pixels(data.images[part], np.float32).reshape(-1, SIDE, SIDE)
        outputs = network.feedforward(distort(images, network.rng).reshape(len(images), -1).T)
        activations.append(outputs[data.labels[part], np.arange(len(images))])
    return np.concatenate(activations)


def show(epoch: int, epochs: int, accuracy: int, seconds: float) -> None:
    """Draw a progress bar over the current line of the terminal."""
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
