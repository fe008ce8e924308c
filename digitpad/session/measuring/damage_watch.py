"""Asks how much damage the evaluated network and another one bear, while somebody looks."""

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitpad.core.damage import KINDS, DamageKind, Damaging
from digitpad.session.measuring.evaluating import Evaluated
from digitpad.session.measuring.evaluation_watch import EvaluationWatch
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.measuring.mistake_questions import (
    DamageCurve,
    DamagedDigits,
    Other,
    damage_curve,
    damaged_digits,
)
from digitpad.session.session import Session

KIND, OTHER, DIGITS = "damage", "damage of the other", "damaged digits"
MOST_DIGITS = 200  # that are shown


class DamageWatch(QObject):
    """Damages the evaluated digits and the drawing by `damaging`, but only while somebody looks.

    curve: of the evaluated network; while it trains, that of an earlier epoch; None if nothing is
    known. digits: the first MOST_DIGITS of the evaluated digits, damaged; None if not known.
    """

    measured = Signal()
    """`curve` or `of_other` has changed, or `curve` is now of an earlier epoch."""
    damaging_changed = Signal()
    digits_changed = Signal()

    def __init__(
        self, session: Session, measurer: Measurer, watch: EvaluationWatch, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.damaging = Damaging(KINDS[0], 0)
        self.curve: DamageCurve | None = None
        self.digits: DamagedDigits | None = None
        self._session, self._measurer, self._watch = session, measurer, watch
        self._is_looked_at = False
        self._other: Other | None = None
        self._of_other: DamageCurve | None = None
        watch.evaluated.connect(self._take)

    # What is damaged, and how.

    def look(self, wanted: bool) -> None:
        """Say whether anybody looks."""
        if wanted != self._is_looked_at:
            self._is_looked_at = wanted
            self._damage()
            if wanted:
                self._ask()
            else:
                self._measurer.give_up(KIND, OTHER)

    def choose(self, kind: DamageKind) -> None:
        """Damage in another way; the level stays."""
        if kind is not self.damaging.kind:
            self.damaging = Damaging(kind, self.damaging.level)
            self._damage()
            self._forget()
            self._ask()
            self.damaging_changed.emit()

    def strengthen(self, level: int) -> None:
        """Damage more, or less."""
        if level != self.damaging.level:
            self.damaging = Damaging(self.damaging.kind, level)
            self._damage()
            self.damaging_changed.emit()

    def compare(self, other: Other | None) -> None:
        """Measure this network as well; None: no other one."""
        if other is not self._other:
            self._measurer.give_up(OTHER)
            self._other, self._of_other = other, None
            self._ask()
            self.measured.emit()

    @property
    def of_other(self) -> DamageCurve | None:
        """The curve of the other network, as far as it is known."""
        found, curve = self._watch.found, self._of_other
        if found is None or curve is None or curve.data is not found.data:
            return None
        return curve if curve.kind is self.damaging.kind else None

    def in_words(self) -> str:
        """The share that is read right at this strength."""
        curve, damaging, now = self.curve, self.damaging, self._watch.found
        percent = None if curve is None else curve.percent(damaging.level)
        if curve is None or percent is None:
            return "Measuring …"
        earlier = "" if now is None or now.network is curve.network else ", some epochs ago"
        if not damaging.level:
            return f"Undamaged: {percent:.2f} % are read right{earlier}."
        words = damaging.words
        return f"{words[0].upper()}{words[1:]}: {percent:.2f} % are read right{earlier}."

    def _damage(self, hurries: bool = True) -> None:
        """Damage the drawing and some of the digits, or leave them as they are."""
        is_damaging, found = self._is_looked_at and self.damaging.level > 0, self._watch.found
        self._session.damage_drawing(self.damaging if is_damaging else None)
        if not self._is_looked_at or found is None:
            self._measurer.give_up(DIGITS)
        elif found.is_whole:
            rows = np.arange(min(MOST_DIGITS, len(found.data)))
            question = damaged_digits(found, rows, self.damaging)
            self._measurer.ask(DIGITS, question, self._show_digits, hurries=hurries)

    def _show_digits(self, digits: DamagedDigits | None) -> None:
        self.digits = digits
        self.digits_changed.emit()

    # Measuring.

    def _take(self, found: Evaluated | None) -> None:
        if found is None:
            self._forget()
            self._show_digits(None)
        self._damage(hurries=self._session.is_idle)
        if found is not None and found.is_whole:
            self._ask()
            if self._is_looked_at and self.curve is not None:
                self.measured.emit()

    def _forget(self) -> None:
        self._measurer.give_up(KIND, OTHER)
        if self.curve is not None:
            self.curve = None
            self.measured.emit()

    def _ask(self) -> None:
        """Measure the evaluated network and the other one; the curves stay until then."""
        found, kind = self._watch.found, self.damaging.kind
        if found is None or not found.is_whole or not self._is_looked_at:
            return
        self._measurer.ask(
            KIND,
            damage_curve(lambda: found.network, found, kind),
            self._take_curve,
            hurries=self._session.is_idle or self.curve is None,
            about=(found.network, kind, found.data),
        )
        if self._other is not None and (self.of_other is None or not self.of_other.is_whole):
            question = damage_curve(self._other, found, kind)
            self._measurer.ask(OTHER, question, self._take_other, about=(kind, found.data))

    def _take_curve(self, curve: DamageCurve) -> None:
        before, is_idle = self.curve, self._session.is_idle
        # While the network trains, a part would replace the whole.
        if curve.is_whole or before is None or before.network is curve.network or is_idle:
            self.curve = curve
            self.measured.emit()

    def _take_other(self, curve: DamageCurve) -> None:
        self._of_other = curve
        self.measured.emit()
