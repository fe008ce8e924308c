"""What the shipped network learns: stages, and the images of each of their rounds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from forms.hand import write
from forms.no_digit import draw_nothing
from forms.styles import invent
from numpy.typing import NDArray

from digitpad.core.data.augment import distort
from digitpad.core.data.dataset import Dataset, Pair, as_bytes, pixels
from digitpad.core.data.people import FILES, PenDigits
from digitpad.core.ink import SIDE, from_drawings
from digitpad.core.learning.settings import Hyperparameters
from digitpad.core.network import Network

HARD = 10  # one in ten images that people wrote counts as hard
REPEATS = 2  # times that a hard image is added to the training data of a round
LOOKS = 4  # distortions of an image that are read to find out how hard it is
STYLE = 0.6  # how much other hands change a pen digit, see `forms/hand.py`
INVENTED = 10_000  # invented digits in a round
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

    seed: of its random numbers. epochs: how many it has; averaged: over how many of the last ones
    weights are averaged. etas: the learning rates of the first and the last epoch. rewritten: how
    many pen digits a round has as other hands would write them; nothing: how many drawings that are
    no digit. writers: it learns pen digits by writers with numbers below this.
    """

    seed: int
    epochs: int
    averaged: int
    etas: tuple[float, float]
    rewritten: int
    nothing: int
    writers: int

    def eta(self, epoch: int) -> float:
        """The learning rate of an epoch (from 1); it falls by the same factor each time."""
        first, last = self.etas
        part = min(epoch - 1, self.epochs - 1) / max(1, self.epochs - 1)
        return float(first * (last / first) ** part)


_UNIPEN = FILES["unipen_tra.npz"]  # its first writer
STAGES = (
    Stage(2026, 240, 20, (1.0, 0.02), rewritten=5_000, nothing=2_000, writers=_UNIPEN),
    Stage(2027, 24, 12, (0.05, 0.02), rewritten=5_000, nothing=12_000, writers=_UNIPEN),
    Stage(2028, 50, 25, (0.2, 0.02), rewritten=10_000, nothing=20_000, writers=256),
    Stage(2029, 36, 18, (0.1, 0.01), rewritten=10_000, nothing=12_000, writers=256),
)


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


def examples_of_a_round(
    digits: Dataset, mnist: Dataset, pens: PenDigits, stage: Stage, rng: np.random.Generator
) -> Examples:
    """The training data of a round: digits that people wrote, rewritten and invented ones, and
    drawings that are no digit."""
    invented, labels = invent(INVENTED, rng)
    more = together(rewritten(pens, stage.rewritten, rng), Dataset(as_bytes(invented), labels))
    digits = together(digits, more)
    none = as_bytes(draw_nothing(stage.nothing, mnist, rng))
    targets = np.zeros((len(digits) + len(none), 10), np.float32)
    targets[np.arange(len(digits)), digits.labels] = 1
    return Examples(np.concatenate([digits.images, none]), targets)


def rewritten(pens: PenDigits, n: int, rng: np.random.Generator) -> Dataset:
    """n of the pen digits, as other hands would write them.

    Writers of few digits are chosen more often than their share: one who wrote a quarter as many
    as another, half as often.
    """
    rarity = 1 / np.sqrt(np.bincount(pens.writers)[pens.writers])
    chosen = rng.choice(len(pens), n, p=rarity / rarity.sum())
    drawings = [write(pens.drawings[i], rng, STYLE) for i in chosen]
    return Dataset(as_bytes(from_drawings(drawings)), pens.labels[chosen])


def together(data: Dataset, more: Dataset) -> Dataset:
    """The examples of both, with labels as vectors."""
    return Dataset(
        np.concatenate([data.images, more.images]),
        np.concatenate([data.labels, more.labels]),
        one_hot=True,
    )


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
