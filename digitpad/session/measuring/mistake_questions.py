"""What the measurer is asked about damaged digits, another network, and the map of all digits.

Each function makes a question, as in `questions.py`. The digits are those that were evaluated, so
that all views of the tab *Mistakes* speak of the same ones.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitpad.core.costs import sigmoid
from digitpad.core.damage import DamageKind, Damaging
from digitpad.core.data.dataset import Dataset, pixels
from digitpad.core.digit_map import DigitMap, digit_map
from digitpad.core.evaluation import Evaluation, Rows, evaluate_blocks
from digitpad.core.ink import SIDE
from digitpad.core.learning.monitoring import BLOCK, output_blocks
from digitpad.core.network import Network
from digitpad.session.measuring.evaluating import Evaluated
from digitpad.session.measuring.measurer import Images, Question, Steps
from digitpad.session.measuring.questions import PIECE, last_of

# Gives a network, on the measurer's thread: it may have to read it from the disk.
Other = Callable[[], Network]

MOST_ON_MAP = 10_000  # digits; a map of more would take long, and look the same


@dataclass(frozen=True, slots=True, eq=False)
class DamageCurve:
    """How many of `data` a network reads right at each level of damage.

    right: by level; those at the end are missing as long as they are not measured.
    """

    kind: DamageKind
    network: Network
    right: tuple[int, ...]
    data: Dataset

    @property
    def is_whole(self) -> bool:
        """Whether all levels are measured."""
        return len(self.right) == len(self.kind.strengths)

    def percent(self, level: int) -> float | None:
        """How much is read right at a level; None where that is not measured yet."""
        return 100 * self.right[level] / len(self.data) if level < len(self.right) else None


@dataclass(frozen=True, slots=True, eq=False)
class DamagedDigits:
    """Some of the evaluated digits, damaged, and what the network reads in them.

    rows: of the digits, in `found`. shown: their images and what is read, in the order of the rows;
    its counts are still those of all undamaged digits.
    """

    found: Evaluated
    rows: Rows
    damaging: Damaging
    shown: Evaluated


@dataclass(frozen=True, slots=True, eq=False)
class MapOfDigits:
    """The first MOST_ON_MAP of the evaluated digits on a map, by the activations of a layer.

    layer: 0 is the input.
    """

    found: Evaluated
    layer: int
    map: DigitMap


def damage_curve(other: Other, found: Evaluated, kind: DamageKind) -> Question[DamageCurve]:
    """How much damage of a kind a network bears, on the evaluated digits: level by level."""

    def steps(_images: Images) -> Steps[DamageCurve]:
        network, data = other(), found.data
        yield None
        right: tuple[int, ...] = ()
        began = time.perf_counter()
        for level in range(len(kind.strengths)):
            count = 0
            for start in range(0, len(data), BLOCK):
                images = _damaged_block(data, found.numbers, start, Damaging(kind, level))
                labels = data.labels[start : start + BLOCK]
                read = _outputs(network, images).argmax(axis=1)
                count += int(np.count_nonzero(read == labels))
                if time.perf_counter() - began >= PIECE:
                    yield None
                    began = time.perf_counter()
            right = (*right, count)
            yield (curve := DamageCurve(kind, network, right, data))
        return curve

    return steps


def damaged_digits(found: Evaluated, rows: Rows, damaging: Damaging) -> Question[DamagedDigits]:
    """How some of the digits are read that are damaged just as for the curve."""

    def steps(_images: Images) -> Steps[DamagedDigits]:
        network = found.network
        shown = np.empty((len(rows), SIDE * SIDE), np.uint8)
        outputs = np.empty((len(rows), network.sizes[-1]), network.dtype)
        some = Dataset(found.data.images[rows], found.data.labels[rows])
        for start in range(0, len(rows), BLOCK):
            here = slice(start, start + BLOCK)
            images = _damaged_block(some, found.numbers[rows], start, damaging)
            outputs[here] = _outputs(network, images)
            shown[here] = images if images.dtype == np.uint8 else np.rint(255 * images)
            yield None
        labels = some.labels.astype(np.intp)
        seen = replace(
            found,
            data=Dataset(shown, some.labels),
            numbers=found.numbers[rows],
            ids=tuple(found.ids[row] for row in rows) if found.ids else (),
            evaluation=Evaluation(labels, outputs),
        )
        return DamagedDigits(found, rows, damaging, seen)

    return steps


def evaluation_of(other: Other, data: Dataset) -> Question[Evaluation]:
    """What another network answers to the evaluated digits."""

    def steps(_images: Images) -> Steps[Evaluation]:
        return (yield from last_of(evaluate_blocks(other(), data)))

    return steps


def _damaged_block(
    data: Dataset, numbers: NDArray[np.intp], start: int, damaging: Damaging
) -> NDArray[np.uint8] | NDArray[np.float32]:
    """BLOCK digits from `start` on, as rows: bytes, or from 0 to 1."""
    here = slice(start, start + BLOCK)
    images = data.images[here].reshape(-1, SIDE, SIDE)
    return damaging.of(images, numbers[here]).reshape(len(images), -1)


def _outputs(network: Network, images: NDArray[np.generic]) -> NDArray[np.floating]:
    """The outputs for a block of images, (n, outputs), computed as for accuracies."""
    ((_, outputs),) = output_blocks(network, images)
    return outputs


def map_of(found: Evaluated, layer: int, before: DigitMap | None) -> Question[MapOfDigits]:
    """The map of the digits by the activations of a layer of the network; 0 is the input.

    before: the map that is shown; the new one keeps its orientation.
    """

    def steps(_images: Images) -> Steps[MapOfDigits]:
        network, images = found.network, found.data.images[:MOST_ON_MAP]
        points = np.empty((len(images), network.sizes[layer]), network.dtype)
        for start in range(0, len(images), BLOCK):
            a = pixels(images[start : start + BLOCK], network.dtype)
            with np.errstate(over="ignore", invalid="ignore"):  # it may have diverged
                for w, b in zip(network.weights[:layer], network.biases):
                    a = sigmoid(a @ w.T + b.T)
            # inf - inf is no number: an activation of 0.5 takes neither side, as in `explain`.
            points[start : start + BLOCK] = np.nan_to_num(a, nan=0.5)
            yield None
        return MapOfDigits(found, layer, (yield from digit_map(points, before)))

    return steps
