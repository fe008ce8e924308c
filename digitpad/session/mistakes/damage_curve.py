"""Measures how many digits are still read right if they are damaged. No Qt."""

import time
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitpad.core.damage import DamageKind, Damaging
from digitpad.core.data.dataset import Dataset
from digitpad.core.evaluation import Evaluation
from digitpad.core.ink import SIDE
from digitpad.core.learning.monitoring import BLOCK, output_blocks
from digitpad.core.network import Network
from digitpad.session.mistakes.evaluated import Evaluated
from digitpad.session.question import Answering, Images

PIECE = 0.005  # seconds of a piece of work


@dataclass(frozen=True, slots=True, eq=False)
class DamageCurve:
    """How many of `data` a network reads right at each level of damage.

    right: by level, as far as they are measured. name: of a network to compare with.
    """

    kind: DamageKind
    network: Network
    right: tuple[int, ...]
    data: Dataset
    name: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether all levels are measured."""
        return len(self.right) == len(self.kind.strengths)

    def percent(self, level: int) -> float | None:
        """How much is read right at a level; None if that is not measured yet."""
        return 100 * self.right[level] / len(self.data) if level < len(self.right) else None


def damage_curve(
    _images: Images,
    network: Network,
    data: Dataset,
    numbers: NDArray[np.intp],
    kind: DamageKind,
    name: str = "",
) -> Answering[DamageCurve]:
    """How many of these digits a network reads right at each level of a kind of damage.

    numbers: (n,), the digits' numbers in their set, for `Damaging.of`. name: see `DamageCurve`.
    """
    curve = DamageCurve(kind, network, (), data, name)
    began = time.perf_counter()
    for level in range(len(kind.strengths)):
        count = 0
        for start in range(0, len(data), BLOCK):
            here = slice(start, start + BLOCK)
            images = _damaged(data.images[here], numbers[here], Damaging(kind, level))
            ((_, outputs),) = output_blocks(network, images)
            count += int(np.count_nonzero(outputs.argmax(axis=1) == data.labels[here]))
            if time.perf_counter() - began >= PIECE:
                yield None
                began = time.perf_counter()
        curve = replace(curve, right=(*curve.right, count))
        yield curve
    return curve


def damaged_digits(found: Evaluated, rows: NDArray[np.intp], damaging: Damaging) -> Evaluated:
    """These rows of an evaluation, damaged as for the curve, and read again."""
    labels, numbers = found.data.labels[rows], found.numbers[rows]
    images = _damaged(found.data.images[rows], numbers, damaging)
    outputs = np.concatenate([a for _, a in output_blocks(found.network, images)])
    shown = np.asarray(images if images.dtype == np.uint8 else np.rint(255 * images), np.uint8)
    evaluation = Evaluation(labels.astype(np.intp), outputs)
    return replace(found, data=Dataset(shown, labels), numbers=numbers, evaluation=evaluation)


def _damaged(
    images: NDArray[np.uint8], numbers: NDArray[np.intp], damaging: Damaging
) -> NDArray[np.generic]:
    """Damaged copies of images (n, 784): bytes, or from 0 to 1."""
    return damaging.of(images.reshape(-1, SIDE, SIDE), numbers).reshape(len(images), -1)
