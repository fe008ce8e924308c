"""Collects a hand: asks for one digit after the other, and takes what is drawn."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.session.drawing.board import DrawingBoard
from digitpad.session.drawing.drawing import Drawing
from digitpad.session.hands.hand_list import HandList
from digitpad.session.hands.labels import Labels

IN_A_ROUND = 5  # of each digit; then another round begins


@dataclass(frozen=True, slots=True)
class Asked:
    """A digit that is asked for: the `number`-th of its kind, of `wanted` ones."""

    digit: int
    number: int
    wanted: int


class Collector(QObject):
    """Asks for digits, and takes each drawing off the canvas as the digit that was asked for.

    A drawing is taken when the pen has been up for some `seconds`, or at once by `take`. `asked` is
    the digit that is asked for now; None while nothing is collected. The rarest digits of the hand
    come first. Choosing another hand ends it; what is on the canvas stays there.
    """

    changed = Signal(object)
    """Carries an Asked, or None."""

    def __init__(
        self,
        board: DrawingBoard,
        hands: HandList,
        labels: Labels,
        rng: np.random.Generator,
        parent: QObject,
        seconds: float = 1.2,
    ) -> None:
        super().__init__(parent)
        self._board, self._hands, self._labels, self._rng = board, hands, labels, rng
        self.asked: Asked | None = None
        self._was_drawn = False  # whether the pen was down since a digit was asked for
        self._lifted = QTimer(self, singleShot=True)
        self._lifted.timeout.connect(self.take)
        self._lifted.setInterval(round(1000 * seconds))
        board.changed.connect(self._follow_pen)
        labels.returned.connect(self._ask_again)
        hands.changed.connect(self._count)
        hands.chosen.connect(lambda _: self.end())  # another person would write for this one

    def begin(self) -> None:
        """Clear the canvas, and ask for the first digit; undo brings a drawing back."""
        self._board.clear()
        self._ask_another()

    def end(self) -> None:
        self._tell(None)

    def skip(self) -> None:
        if self.asked is not None:
            self._ask_another()

    def take(self) -> None:
        """Take the drawing now as the digit that is asked for."""
        if self.asked is None or self._labels.why_not():
            return
        self._was_drawn = False
        self._labels.label(self.asked.digit, is_confirmed=False)
        if self._board.is_blank():  # or the hand is full
            self._ask_another()
        else:
            self.end()

    def begin_anew(self) -> None:
        """Begin to wait anew, as the pen moves over the canvas."""
        is_idle = self._board.pen_is_down or self._board.is_blank()
        if self.asked is not None and self._was_drawn and not is_idle:
            self._lifted.start()

    def _follow_pen(self, drawing: Drawing) -> None:
        if self._board.pen_is_down:
            self._was_drawn = True
        elif drawing.known is not None:  # a digit of a hand, which is not what was asked for
            self._was_drawn = False
        is_strokes = not drawing.is_blank() and drawing.picture is None
        if self._board.pen_is_down or not is_strokes or not self._was_drawn:
            self._lifted.stop()
        else:
            self.begin_anew()

    def _ask_another(self) -> None:
        """Ask for one of the rarest digits, and not for the same twice if there are others."""
        counts = np.array(self._hands.hand.counts())
        rarest = np.flatnonzero(counts == counts.min())
        others = rarest[rarest != self.asked.digit] if self.asked is not None else rarest
        self._was_drawn = False
        self._ask(int(self._rng.choice(others if len(others) else rarest)))

    def _ask(self, digit: int) -> None:
        counts = self._hands.hand.counts()
        wanted = IN_A_ROUND * (min(counts) // IN_A_ROUND + 1)
        self._tell(Asked(digit, counts[digit] + 1, max(wanted, counts[digit] + 1)))

    def _ask_again(self, digit: int) -> None:
        """Undo has brought a digit back to the canvas, to go on with: it is not taken at once."""
        if self.asked is not None:
            self._was_drawn = False
            self._lifted.stop()
            self._ask(digit)

    def _count(self) -> None:
        if self.asked is not None:
            self._ask(self.asked.digit)

    def _tell(self, asked: Asked | None) -> None:
        if asked is None:
            self._lifted.stop()
        if asked != self.asked:
            self.asked = asked
            self._labels.take_away(asked is not None)
            self.changed.emit(asked)
