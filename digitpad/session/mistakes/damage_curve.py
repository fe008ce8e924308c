"""Damages the drawing and the evaluated digits, and measures how many are still read right."""

import time
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from digitpad.core.damage import KINDS, DamageKind, Damaging
from digitpad.core.data.dataset import Dataset
from digitpad.core.evaluation import Evaluation
from digitpad.core.ink import SIDE
from digitpad.core.learning.monitoring import BLOCK, output_blocks
from digitpad.core.network import Network
from digitpad.session.measurer import Measurer
from digitpad.session.mistakes.evaluated import Evaluated, EvaluationWatch
from digitpad.session.mistakes.mistakes import Against, DigitsWatch, Other
from digitpad.session.session import Session
from digitpad.session.steps import Images, Question, Steps

MOST_DIGITS = 200  # that are shown
PIECE = 0.005  # seconds of a piece of work


@dataclass(frozen=True, slots=True, eq=False)
class DamageCurve:
    """How many of `data` a network reads right at each level of damage.

    right: by level, as far as they are measured.
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
        """How much is read right at a level; None if that is not measured yet."""
        return 100 * self.right[level] / len(self.data) if level < len(self.right) else None


def damage_curve(
    _images: Images,
    other: Other | Network,
    data: Dataset,
    numbers: NDArray[np.intp],
    kind: DamageKind,
) -> Steps[DamageCurve]:
    """How many of these digits a network reads right at each level of a kind of damage.

    numbers: (n,), the digits' numbers in their set, for `Damaging.of`.
    """
    network = other if isinstance(other, Network) else other()
    yield None
    curve = DamageCurve(kind, network, (), data)
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


class DamageWatch(QObject):
    """Damages the evaluated digits and the drawing by `damaging`, but only while somebody looks.

    curve: of the evaluated network. of_other: of the network that it is compared with.
    """

    damaging_changed = Signal()

    def __init__(
        self, session: Session, measurer: Measurer, evaluation: EvaluationWatch, against: Against
    ) -> None:
        super().__init__(measurer)
        self.damaging = Damaging(KINDS[0], 0)
        self._session, self.evaluation, self._against = session, evaluation, against
        self.curve = DigitsWatch(measurer, evaluation, self._own_curve)
        self.of_other = DigitsWatch(measurer, evaluation, self._curve_of_other)
        against.chosen.connect(self.of_other.forget)
        self._is_looked_at = False

    def look(self, wanted: bool) -> None:
        """Say whether anybody looks."""
        self._is_looked_at = wanted
        for watch in (self.curve, self.of_other):
            watch.look(wanted)
        self._damage_drawing()

    def choose(self, kind: DamageKind) -> None:
        """Choose another kind of damage; the level stays."""
        self.curve.forget()
        self.of_other.forget()
        self._damage(Damaging(kind, self.damaging.level))

    def strengthen(self, level: int) -> None:
        """Choose another level."""
        self._damage(Damaging(self.damaging.kind, level))

    def digits(self) -> Evaluated | None:
        """The first MOST_DIGITS of the evaluated digits, damaged; None if none are known."""
        found = self.evaluation.found
        if found is None or not found.is_whole:
            return None
        return damaged_digits(found, np.arange(min(MOST_DIGITS, len(found.data))), self.damaging)

    def damage_in_words(self) -> str:
        """The share that is read right at this level, and why another network has no curve."""
        curve, now = self.curve.found, self.evaluation.found
        percent = None if curve is None else curve.percent(self.damaging.level)
        if curve is None or percent is None:
            return self.curve.refusal or self.of_other.refusal or "Measuring …"
        earlier = "" if now is None or now.network is curve.network else ", some epochs ago"
        words = self.damaging.words if self.damaging.level else "undamaged"
        right = f"{words[0].upper()}{words[1:]}: {percent:.2f} % are read right{earlier}."
        return f"{right} {self.of_other.refusal}".rstrip()

    def _damage(self, damaging: Damaging) -> None:
        self.damaging = damaging
        self._damage_drawing()
        self.damaging_changed.emit()

    def _damage_drawing(self) -> None:
        is_damaged = self._is_looked_at and self.damaging.level > 0
        self._session.reader.read_damaged(self.damaging if is_damaged else None)

    def _own_curve(self, found: Evaluated) -> Question[DamageCurve]:
        return self._curve(found, found.network)

    def _curve_of_other(self, found: Evaluated) -> Question[DamageCurve] | None:
        other = self._against.other
        return None if other is None else self._curve(found, other)

    def _curve(self, found: Evaluated, other: Other | Network) -> Question[DamageCurve]:
        data, numbers, kind = found.data, found.numbers, self.damaging.kind
        return partial(damage_curve, other=other, data=data, numbers=numbers, kind=kind)
