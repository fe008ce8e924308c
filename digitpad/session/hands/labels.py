"""Labels: a drawing becomes a digit of the chosen hand, as its writer or the program says."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from digitpad.core.data.classes import DIGITS, with_article
from digitpad.core.data.written_digits import MOST_DIGITS, MOST_POINTS, Hand, WrittenDigit
from digitpad.session.drawing.drawing import Drawing, TestDigit
from digitpad.session.hands.hand_list import Change, HandList
from digitpad.session.session import Session
from digitpad.session.undo import Step


class Labels(QObject):
    """Adds the drawing to the chosen hand, and changes the hand's digits, with undo.

    The drawing knows then which digit it is, until it changes; labelled once more, it is that
    digit with another label, and no second one.
    """

    returned = Signal(int)
    """A label was taken off the drawing by undo; carries it."""
    labelled = Signal(int)
    """The drawing was labelled; carries the label."""
    possibility_changed = Signal()
    """The drawing can be labelled now, or no longer."""
    failed = Signal(str, str)
    """A drawing is not labelled; carries a title and a sentence."""

    def __init__(self, session: Session, hands: HandList) -> None:
        super().__init__(session)
        self._session, self._board, self._hands = session, session.board, hands
        self._was_possible = self._takes_away = False
        self._board.changed.connect(self._look)
        session.data_changed.connect(self._look)
        session.network_changed.connect(self._look)
        hands.deleted.connect(lambda _: session.undo.clear())  # its digits must not come back

    def why_not(self) -> str:
        """Why the drawing cannot be labelled, as a sentence; empty where it can."""
        drawing = self._board.drawing
        if self._session.classes != DIGITS:
            return "This network does not read digits, so a drawing cannot be labelled."
        if drawing.picture is not None:
            return "A picture cannot be labelled: My Digits keeps what is drawn with the pen."
        return "" if drawing.strokes else "Draw a digit first."

    def _look(self, *_changed: object) -> None:
        is_possible = not self.why_not()
        if is_possible != self._was_possible:
            self._was_possible = is_possible
            self.possibility_changed.emit()

    def label(self, label: int, *, is_confirmed: bool = True) -> None:
        """Add the drawing to the chosen hand as this digit.

        is_confirmed: whether the writer says so; otherwise the digit was asked for.
        """
        board, hand, old = self._board, self._hands.hand, None
        board.lift_pen()
        known = board.settled_drawing.known
        if known is not None and (owner := self._hands.find(known.hand_id)) is not None:
            old = owner.digit(known.digit_id)
            hand = hand if old is None else owner
        why, strokes = self.why_not(), board.settled_drawing.strokes
        if old is None and len(hand.digits) >= MOST_DIGITS:
            why = f"A hand has at most {MOST_DIGITS:,} digits. Delete some, or begin another hand."
        elif sum(map(len, strokes)) > MOST_POINTS:
            why = "The drawing has more strokes than any digit. Clear it and write it anew."
        if why:
            self.failed.emit("The drawing is not added to the hand", why)
            return
        digit = WrittenDigit(strokes, label, is_confirmed=is_confirmed)
        if old is not None:
            digit = replace(old, label=label, is_confirmed=True)
        if digit == old and not self._takes_away:
            return
        name = f"Label {label}"
        self._session.undo.beginMacro(name)
        if self._takes_away:
            board.clear()
        else:
            board.put_drawing(_on_canvas(hand.with_digits([digit]), digit))

        def take_back(hand: Hand) -> Hand:
            self.returned.emit(label)
            return _replaced(hand, old) if old else hand.without({digit.id})

        self._do(name, lambda hand: hand.with_digits([digit]), take_back, hand.id)
        self._session.undo.endMacro()
        self.labelled.emit(label)

    def take_away(self, wanted: bool) -> None:
        """Clear the canvas after each label, for the next digit; or let the drawing stay."""
        self._takes_away = wanted

    def put_back(self, digit_id: str, hand_id: str | None = None) -> None:
        """Put a digit of a hand, by default of the chosen one, on the canvas again."""
        hand = self._hands.hand if hand_id is None else self._hands.find(hand_id)
        digit = None if hand is None else hand.digit(digit_id)
        if hand is not None and digit is not None:
            self._board.put_drawing(_on_canvas(hand, digit))

    def relabel(self, digit_id: str, label: int) -> None:
        """Give a digit of the chosen hand another label, or confirm its label."""
        digit = self._hands.hand.digit(digit_id)
        if digit is None or (digit.label == label and digit.is_confirmed):
            return
        other = replace(digit, label=label, is_confirmed=True)
        if digit.label == label:  # nothing that anybody would undo
            self._hands.change(self._hands.hand.id, lambda hand: _replaced(hand, other))
        elif self._is_on_canvas(digit_id) and not self.why_not():
            self.label(label)
        else:
            self._do(
                f"Label {label}",
                lambda hand: _replaced(hand, other),
                lambda hand: _replaced(hand, digit),
            )

    def _is_on_canvas(self, digit_id: str) -> bool:
        known = self._board.settled_drawing.known
        return known is not None and known.digit_id == digit_id

    def remove(self, digit_id: str) -> None:
        """Remove a digit of the chosen hand; undo brings it back."""
        digit = self._hands.hand.digit(digit_id)
        if digit is not None:
            self._do(
                f"Removal of {with_article(str(digit.label))}",
                lambda hand: hand.without({digit_id}),
                lambda hand: hand.with_digits([digit]),
            )

    def _do(self, name: str, change: Change, undo: Change, hand_id: str | None = None) -> None:
        """Change a hand, by default the chosen one; that can be undone."""
        chosen = self._hands.hand.id
        hand_id = hand_id or chosen

        def make(wanted: Change) -> None:
            self._hands.choose(chosen)
            self._hands.change(hand_id, wanted)

        self._session.undo.push(Step(name, lambda: make(change), lambda: make(undo)))


def _on_canvas(hand: Hand, digit: WrittenDigit) -> Drawing:
    """A digit of a hand as a drawing, which knows its label."""
    number, label = [d.id for d in hand.digits].index(digit.id), digit.label
    known = TestDigit(number, label, "written digit", str(label), hand.id, digit.id)
    return Drawing(digit.strokes, known=known)


def _replaced(hand: Hand, digit: WrittenDigit) -> Hand:
    """The hand with this digit instead of the one of its id, if there is one."""
    return hand if hand.digit(digit.id) is None else hand.with_digits([digit])
