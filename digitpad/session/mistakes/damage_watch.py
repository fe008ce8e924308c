"""Damages the drawing and the evaluated digits, while somebody looks."""

from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitpad.core.damage import DAMAGES, DamageKind, Damaging
from digitpad.core.network import Network
from digitpad.session.against import Against
from digitpad.session.measurer import Measurer
from digitpad.session.mistakes.damage_curve import DamageCurve, damage_curve, damaged_digits
from digitpad.session.mistakes.evaluated import Evaluated
from digitpad.session.mistakes.evaluation_watch import DigitsWatch, EvaluationWatch
from digitpad.session.mistakes.evaluation_words import damage_in_words
from digitpad.session.question import Question
from digitpad.session.session import Session

MOST_DIGITS = 200  # that are shown


class DamageWatch(QObject):
    """Damages the evaluated digits and the drawing by `damaging`, but only while somebody looks.

    curve: of the evaluated network. of_other: of the network that it is compared with.
    """

    damaging_changed = Signal()

    def __init__(
        self, session: Session, measurer: Measurer, evaluation: EvaluationWatch, against: Against
    ) -> None:
        super().__init__(measurer)
        self.damaging = Damaging(DAMAGES[0], 0)
        self._session, self.evaluation, self._against = session, evaluation, against
        self.curve = DigitsWatch(measurer, evaluation, self._own_curve)
        self.of_other = DigitsWatch(measurer, evaluation, self._curve_of_other)
        against.changed.connect(self.of_other.note)
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
        """The share that is read right at this level."""
        curve, now = self.curve.found, self.evaluation.found
        percent = None if curve is None else curve.percent(self.damaging.level)
        if curve is None or percent is None:
            return self.curve.refusal or ("" if now is None else "Measuring …")
        is_earlier = now is not None and now.network is not curve.network
        return damage_in_words(self.damaging, percent, is_earlier)

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
        if other is None or other.network is found.network:
            return None
        return self._curve(found, other.network, other.name)

    def _curve(self, found: Evaluated, network: Network, name: str = "") -> Question[DamageCurve]:
        return partial(
            damage_curve,
            network=network,
            data=found.data,
            numbers=found.numbers,
            kind=self.damaging.kind,
            name=name,
        )
