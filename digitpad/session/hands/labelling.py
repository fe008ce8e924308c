"""Labels drawings: a person says which digit it is, and the drawing joins a hand."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from digitpad.core.data.dataset import as_bytes, with_article
from digitpad.core.data.hands import MOST_DIGITS, MOST_POINTS, Hand, WrittenDigit
from digitpad.session.drawing import Drawing, KnownImage, Picture
from digitpad.session.hands.hand_learning import image_of
from digitpad.session.hands.hand_list import HandList
from digitpad.session.session import Session
from digitpad.session.undo import UndoStep

NO_DIGITS = "This network does not read digits, so a drawing cannot be labelled."


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
            return NO_DIGITS
        known, picture = drawing.test_digit, drawing.picture
        if picture is not None and picture.is_side_by_side:
            return "The picture shows several figures. Open one of them alone."
        if known is not None and not known.hand_id:
            return f"This {known.called} has its label."
        return "Draw a digit first." if drawing.is_blank() else ""

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
        known, picture = board.settled_drawing.test_digit, board.settled_drawing.picture
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
        if old is not None:
            digit = replace(old, label=label, is_confirmed=True)
        else:
            image = b"" if picture is None else as_bytes(picture.image[None]).tobytes()
            digit = WrittenDigit(strokes, label, is_confirmed=is_confirmed, image=image)
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
            board.put_drawing(_on_canvas(hand.with_digits([digit]), digit, picture))
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
        known = self._board.settled_drawing.test_digit
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
            if drawing.test_digit is not None and drawing.test_digit.digit_id == digit_id:
                picture = drawing.picture and replace(drawing.picture, test_digit=None)
                self._board.put_drawing(Drawing(drawing.strokes, picture))  # no longer known
            self._do(name, lambda: hands.remove(digit, hand), lambda: hands.put(digit, hand))
            self._session.undo.endMacro()

    def _do(self, name: str, do: Callable[[], object], undo: Callable[[], object]) -> None:
        """Change a hand, with undo. Undo and redo choose the hand that is chosen now."""
        chosen = self._hands.hand.id

        def make(change: Callable[[], object]) -> None:
            change()
            self._hands.choose(chosen)  # it may be there again

        self._session.undo.push(UndoStep(name, lambda: make(do), lambda: make(undo)))


def _on_canvas(hand: Hand, digit: WrittenDigit, picture: Picture | None = None) -> Drawing:
    """A digit of a hand as a drawing with its label.

    picture: as which it came; by default its small image is shown.
    """
    number, label = [d.id for d in hand.digits].index(digit.id), digit.label
    known = KnownImage(number, label, "written digit", str(label), hand.id, digit.id)
    if not digit.image:
        return Drawing(digit.strokes, known=known)
    if picture is None:
        image = image_of(digit)
        picture = Picture(image, as_bytes(image[None]).reshape(image.shape))
    return Drawing(picture=replace(picture, test_digit=known))
