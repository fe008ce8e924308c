"""Asks for digits, and takes each drawing as the digit that was asked for."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core.network import Network
from digitpad.session.drawing import Drawing
from digitpad.session.hands.hand_list import HandList
from digitpad.session.hands.labelling import NO_DIGITS, Labels
from digitpad.session.session import Session

LIFTED = 1500  # milliseconds until a drawing is taken, after the pen was lifted
IN_A_ROUND = 5  # digits of each kind to ask for, before another round begins


@dataclass(frozen=True, slots=True)
class Asked:
    """A digit that is asked for: the `number`-th of `wanted` ones of its kind."""

    digit: int
    number: int
    wanted: int


class Collector(QObject):
    """Asks for digits, and takes each drawing off the canvas as the digit that was asked for.

    A drawing is taken when the pen has been up for a while, or at once by `take`. asked: the digit
    that is asked for now; None while nothing is collected. The rarest digits of the hand come
    first. Choosing another hand ends the collecting; the drawing stays on the canvas.
    """

    changed = Signal(object)
    """Carries an Asked, or None."""
    waiting = Signal(int)
    """Carries the milliseconds until the drawing is taken; 0 if it will not be."""

    def __init__(
        self, session: Session, hands: HandList, labels: Labels, rng: np.random.Generator
    ) -> None:
        super().__init__(session)
        self._session, self._board, self._rng = session, session.board, rng
        self._hands, self._labels = hands, labels
        self.asked: Asked | None = None
        self._was_drawn = False  # whether the pen was down since a digit was asked for
        self._lifted = QTimer(self, singleShot=True)
        self._lifted.timeout.connect(self.take)
        self._board.changed.connect(self._follow_pen)
        labels.returned.connect(self._ask_again)
        hands.changed.connect(self._count)
        hands.chosen.connect(lambda _: self.end())  # or digits would go into the wrong hand
        session.network_changed.connect(self._take_network)

    def begin(self) -> None:
        """Clear the canvas, and ask for the first digit; undo brings a drawing back.

        The session tells why if the network reads no digits.
        """
        if not self._session.reads_digits:
            self._session.failed.emit("No digits are collected", NO_DIGITS)
            return
        self._board.clear()
        self._ask_another()

    def end(self) -> None:
        self._tell(None)

    def _take_network(self, _network: Network) -> None:
        if self.asked is not None and not self._session.reads_digits:
            self.end()

    def skip(self) -> None:
        if self.asked is not None:
            self._ask_another()

    def take(self) -> None:
        """Take the drawing as the digit that is asked for, at once."""
        if self.asked is None or self._labels.why_not():
            return
        self._board.lift_pen()
        self._was_drawn = False
        self._labels.label(self.asked.digit, is_confirmed=False, is_whole=True)
        if self._board.is_blank():  # taken; if it is still there, the hand is full
            self._ask_another()
        else:
            self.end()

    def _wait_no_more(self) -> None:
        self._lifted.stop()
        self.waiting.emit(0)

    def _follow_pen(self, drawing: Drawing) -> None:
        if self._board.pen_is_down:
            self._was_drawn = True
        elif drawing.known is not None:  # a digit of a hand, not an answer
            self._was_drawn = False
        is_strokes = not drawing.is_blank() and drawing.picture is None
        can_be_taken = is_strokes and not self._board.pen_is_down
        if self.asked is not None and self._was_drawn and can_be_taken:
            self._lifted.start(LIFTED)
            self.waiting.emit(LIFTED)
        else:
            self._wait_no_more()

    def _ask_another(self) -> None:
        """Ask for one of the rarest digits; if possible, not for the same one again."""
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
        """Ask for a digit that undo has brought back to the canvas; it is not taken at once."""
        if self.asked is not None:
            self._was_drawn = False
            self._wait_no_more()
            self._ask(digit)

    def _count(self) -> None:
        if self.asked is not None:
            self._ask(self.asked.digit)

    def _tell(self, asked: Asked | None) -> None:
        if asked is None:
            self._wait_no_more()
        if asked != self.asked:
            self.asked = asked
            self._labels.clear_after_label(asked is not None)
            self.changed.emit(asked)
