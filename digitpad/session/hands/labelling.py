"""Labels drawings, and asks for digits that are labelled at once."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core.data.dataset import with_article
from digitpad.core.data.hands import MOST_DIGITS, MOST_POINTS, Hand, WrittenDigit
from digitpad.session.drawing import Drawing, TestDigit
from digitpad.session.hands.hand_list import HandList
from digitpad.session.session import Session
from digitpad.session.undo import UndoStep

LIFTED = 1500  # milliseconds until a drawing is taken, after the pen was lifted
WAIT_FACTOR = 1.5  # times the longest pause within a digit, if that takes longer
IN_A_ROUND = 5  # digits of each kind to ask for, before another round begins


class Labels(QObject):
    """Adds the drawing to the chosen hand, and changes the hand's digits, with undo.

    A drawing that was added and has not changed is not added again: its digit gets the new label.
    If figures stand side by side, the chosen one is added.
    """

    returned = Signal(int)
    """Undo has removed the drawing's label; carries it."""
    labelled = Signal(int)
    """The drawing was labelled; carries the label."""
    possibility_changed = Signal()
    """The drawing can be labelled now, or no longer."""

    def __init__(self, session: Session, hands: HandList) -> None:
        super().__init__(session)
        self._session, self._board, self._hands = session, session.board, hands
        self._was_possible = self._clears_after_label = False
        for changed in (self._board.changed, session.data_changed, session.network_changed):
            changed.connect(self._look)

    def why_not(self) -> str:
        """Why the drawing cannot be labelled, as a sentence; empty if it can."""
        drawing = self._board.drawing
        if not self._session.reads_digits:
            return "This network does not read digits, so a drawing cannot be labelled."
        if drawing.picture is not None:
            return "A picture cannot be labelled: My Digits keeps what is drawn with the pen."
        return "" if drawing.strokes else "Draw a digit first."

    def _look(self, *_changed: object) -> None:
        is_possible = not self.why_not()
        if is_possible != self._was_possible:
            self._was_possible = is_possible
            self.possibility_changed.emit()

    def label(self, label: int, *, is_confirmed: bool = True, is_whole: bool = False) -> None:
        """Add the drawing to the chosen hand as this digit.

        is_confirmed: whether the writer gave this label; if not, the digit was asked for. is_whole:
        whether figures side by side are one digit.
        """
        board, hand, old = self._board, self._hands.hand, None
        board.lift_pen()
        known = board.settled_drawing.known
        if known is not None and (owner := self._hands.find(known.hand_id)) is not None:
            old = owner.digit(known.digit_id)
            hand = hand if old is None else owner
        why, figures = self.why_not(), board.settled_drawing.figures()
        is_number = len(figures) > 1 and not is_whole
        strokes = board.settled_drawing.strokes
        if is_number and self._session.reading is not None:
            strokes = figures[self._session.reading.place].strokes
            old = next((digit for digit in hand.digits if digit.strokes == strokes), None)
        if old is None and len(hand.digits) >= MOST_DIGITS:
            why = f"A hand has at most {MOST_DIGITS:,} digits. Delete some, or begin another hand."
        elif sum(map(len, strokes)) > MOST_POINTS:
            why = "The drawing has more strokes than any digit. Clear it and write it again."
        if why:
            self._session.failed.emit("The drawing is not added to the hand", why)
            return
        digit = WrittenDigit(strokes, label, is_confirmed=is_confirmed)
        if old is not None:
            digit = replace(old, label=label, is_confirmed=True)
        if digit == old and not self._clears_after_label:
            return

        def take_back() -> None:
            self.returned.emit(label)
            if old is None:
                self._hands.remove(digit, hand)
            else:
                self._hands.put(old, hand)

        name = f"Label {label}"
        self._session.undo.beginMacro(name)
        if self._clears_after_label:
            board.clear()
        elif not is_number:
            board.put_drawing(_on_canvas(hand.with_digits([digit]), digit))
        self._do(name, lambda: self._hands.put(digit, hand), take_back)
        self._session.undo.endMacro()
        self.labelled.emit(label)

    def clear_after_label(self, wanted: bool) -> None:
        """Clear the canvas after each label, for the next digit, or no longer."""
        self._clears_after_label = wanted

    def put_back(self, digit_id: str, hand_id: str | None = None) -> None:
        """Put a digit of a hand, by default the chosen one, on the canvas again."""
        hand = self._hands.hand if hand_id is None else self._hands.find(hand_id)
        digit = None if hand is None else hand.digit(digit_id)
        if hand is not None and digit is not None:
            self._board.put_drawing(_on_canvas(hand, digit))

    def relabel(self, digit_id: str, label: int) -> None:
        """Give a digit of the chosen hand another label, or confirm its label."""
        hands, hand = self._hands, self._hands.hand
        digit = hand.digit(digit_id)
        if digit is None or (digit.label == label and digit.is_confirmed):
            return
        other = replace(digit, label=label, is_confirmed=True)
        known = self._board.settled_drawing.known
        if digit.label == label:  # a confirmation, which nobody would undo
            hands.put(other, hand)
        elif known is not None and known.digit_id == digit_id and not self.why_not():
            self.label(label)
        else:
            name = f"Label {label}"
            self._do(name, lambda: hands.put(other, hand), lambda: hands.put(digit, hand))

    def remove(self, digit_id: str) -> None:
        """Remove a digit of the chosen hand; undo brings it back."""
        hands, hand, drawing = self._hands, self._hands.hand, self._board.settled_drawing
        digit = hand.digit(digit_id)
        if digit is not None:
            name = f"Removal of {with_article(str(digit.label))}"
            self._session.undo.beginMacro(name)
            if drawing.known is not None and drawing.known.digit_id == digit_id:
                self._board.put_drawing(Drawing(drawing.strokes))  # no longer known
            self._do(name, lambda: hands.remove(digit, hand), lambda: hands.put(digit, hand))
            self._session.undo.endMacro()

    def _do(self, name: str, do: Callable[[], object], undo: Callable[[], object]) -> None:
        """Change a hand, with undo. Undo and redo choose the hand that is chosen now."""
        chosen = self._hands.hand.id

        def make(change: Callable[[], object]) -> None:
            self._hands.choose(chosen)
            change()

        self._session.undo.push(UndoStep(name, lambda: make(do), lambda: make(undo)))


def _on_canvas(hand: Hand, digit: WrittenDigit) -> Drawing:
    """A digit of a hand as a drawing with its label."""
    number, label = [d.id for d in hand.digits].index(digit.id), digit.label
    known = TestDigit(number, label, "written digit", str(label), hand.id, digit.id)
    return Drawing(digit.strokes, known=known)


@dataclass(frozen=True, slots=True)
class Asked:
    """A digit that is asked for: the `number`-th of `wanted` ones of its kind.

    is_which: whether figures stand side by side, and the collector asks which one it is.
    """

    digit: int
    number: int
    wanted: int
    is_which: bool = False


class Collector(QObject):
    """Asks for digits, and takes each drawing off the canvas as the digit that was asked for.

    A drawing is taken when the pen has been up for a while, or at once by `take`. If figures stand
    side by side, the collector asks which of them is the digit. Writers who have paused longer
    within a digit get more time. asked: the digit that is asked for now; None while
    nothing is collected. The rarest digits of the hand come first. Choosing another hand ends the
    collecting; the drawing stays on the canvas.
    """

    changed = Signal(object)
    """Carries an Asked, or None."""
    waiting = Signal(int)
    """Carries the milliseconds until the drawing is taken; 0 if it will not be."""

    def __init__(
        self, session: Session, hands: HandList, labels: Labels, rng: np.random.Generator
    ) -> None:
        super().__init__(session)
        self._board, self._hands, self._labels, self._rng = session.board, hands, labels, rng
        self._reader = session.reader
        self.asked: Asked | None = None
        self._was_drawn = False  # whether the pen was down since a digit was asked for
        self._pauses: Counter[str] = Counter()  # the longest in each hand, in milliseconds
        self._paused = 0  # the longest in this drawing
        self._lifted = QTimer(self, singleShot=True)
        self._lifted.timeout.connect(self.take)
        self._board.changed.connect(self._follow_pen)
        labels.returned.connect(self._ask_again)
        hands.changed.connect(self._count)
        hands.chosen.connect(lambda _: self.end())  # or digits would go into the wrong hand

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
        """Take the drawing as the digit that is asked for, at once.

        Of figures side by side ask which one it is; if that is asked already, take all of them.
        """
        if self.asked is None or self._labels.why_not():
            return
        self._board.lift_pen()
        if not self.asked.is_which and len(self._board.settled_drawing.figures()) > 1:
            self._wait_no_more()
            self._tell(replace(self.asked, is_which=True))
        else:
            self._take(self.asked, is_whole=True)

    def take_figure(self, place: int) -> None:
        """Take the figure in this place, from 0, if that is asked."""
        if self.asked is not None and self.asked.is_which:
            self._reader.choose(place)
            self._take(self.asked, is_whole=False)

    def _take(self, asked: Asked, *, is_whole: bool) -> None:
        self._was_drawn, hand = False, self._hands.hand.id
        self._pauses[hand] = max(self._pauses[hand], self._paused)
        self._labels.label(asked.digit, is_confirmed=False, is_whole=is_whole)
        if self._board.is_blank():  # taken; if it is still there, the hand is full
            self._ask_another()
        else:
            self.end()

    def begin_anew(self) -> None:
        """Restart the waiting time, since the pen moves over the canvas."""
        can_be_taken = not (self._board.pen_is_down or self._board.is_blank())
        is_wanted = self.asked is not None and not self.asked.is_which
        if is_wanted and self._was_drawn and can_be_taken:
            longest = self._pauses[self._hands.hand.id]
            self._lifted.start(max(LIFTED, round(WAIT_FACTOR * longest)))
            self.waiting.emit(self._lifted.interval())

    def _wait_no_more(self) -> None:
        self._lifted.stop()
        self.waiting.emit(0)

    def _follow_pen(self, drawing: Drawing) -> None:
        if self.asked is not None and self.asked.is_which:
            self._ask(self.asked.digit)  # of another drawing
        if self._board.pen_is_down:
            self._was_drawn = True
            if self._lifted.isActive():
                pause = self._lifted.interval() - self._lifted.remainingTime()
                self._paused = max(self._paused, pause)
        elif drawing.known is not None:  # a digit of a hand, not an answer
            self._was_drawn = False
        is_strokes = not drawing.is_blank() and drawing.picture is None
        if self._board.pen_is_down or not is_strokes or not self._was_drawn:
            self._wait_no_more()
        else:
            self.begin_anew()

    def _ask_another(self) -> None:
        """Ask for one of the rarest digits; if possible, not for the same one again."""
        counts = np.array(self._hands.hand.counts())
        rarest = np.flatnonzero(counts == counts.min())
        others = rarest[rarest != self.asked.digit] if self.asked is not None else rarest
        self._was_drawn, self._paused = False, 0
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
