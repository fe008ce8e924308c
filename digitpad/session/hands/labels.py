"""Labels: a drawing becomes a digit of the chosen hand, as its writer or the program says."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from digitpad.core.data.classes import DIGITS
from digitpad.core.data.written_digits import MOST_DIGITS, MOST_POINTS, Hand, WrittenDigit
from digitpad.session.drawing.drawing import Drawing, TestDigit
from digitpad.session.hands.hand_list import Change, HandList
from digitpad.session.session import Session
from digitpad.session.undo import next_step

OFFERED_AFTER = 5  # digits whose labels the writer has confirmed
MOST_STEPS = 200  # that can be undone


@dataclass(frozen=True, slots=True)
class _Step:
    """A change of a hand that can be undone. number: as in `undo.py`.

    chosen: the hand that was chosen then. label: of a digit that went from the canvas to the hand;
    on_board: the step of the board that gave the drawing its label, or cleared the canvas.
    """

    number: int
    hand_id: str
    chosen: str
    change: Change
    undo: Change
    label: int | None = None
    on_board: int = 0


class Labels(QObject):
    """Adds the drawing to the chosen hand, and changes the hand's digits, with undo.

    The drawing knows then which digit it is, until it changes; labelled once more, it is that
    digit with another label, and no second one.
    """

    steps_changed = Signal()
    """`last_step` has changed."""
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
        self._steps: list[_Step] = []
        self._undone: dict[int, _Step] = {}  # by the steps of the board
        self._was_possible = self._takes_away = False
        self._board.changed.connect(self._look)
        session.data_changed.connect(self._look)
        session.network_changed.connect(self._look)
        hands.deleted.connect(self._forget)

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
        if self._takes_away:
            board.clear()
        elif digit == old:
            return
        else:
            board.put_drawing(_on_canvas(hand.with_digits([digit]), digit))
        self._do(
            lambda hand: hand.with_digits([digit]),
            lambda hand: _replaced(hand, old) if old else hand.without({digit.id}),
            label,
            board.last_step,
            hand.id,
        )
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
            self._do(lambda hand: _replaced(hand, other), lambda hand: _replaced(hand, digit))

    def _is_on_canvas(self, digit_id: str) -> bool:
        known = self._board.settled_drawing.known
        return known is not None and known.digit_id == digit_id

    def remove(self, digit_id: str) -> None:
        """Remove a digit of the chosen hand; undo brings it back."""
        digit = self._hands.hand.digit(digit_id)
        if digit is not None:
            self._do(lambda hand: hand.without({digit_id}), lambda hand: hand.with_digits([digit]))

    @property
    def is_offer_due(self) -> bool:
        """Whether it is time to offer, once, to learn the digits."""
        hand = self._hands.hand
        corrected = sum(digit.is_confirmed for digit in hand.digits)
        return not hand.was_offered and corrected >= OFFERED_AFTER

    def note_offer(self) -> None:
        """Note that it was offered to learn the chosen hand."""
        self._hands.change(self._hands.hand.id, lambda hand: replace(hand, was_offered=True))

    # Undo, as in `undo.py`.

    def _do(
        self,
        change: Change,
        undo: Change,
        label: int | None = None,
        on_board: int = 0,
        hand_id: str | None = None,
    ) -> None:
        """Change a hand, by default the chosen one, and know how to undo that."""
        hand_id = hand_id or self._hands.hand.id
        chosen = self._hands.hand.id
        self._steps.append(_Step(next_step(), hand_id, chosen, change, undo, label, on_board))
        del self._steps[:-MOST_STEPS]
        self._hands.change(hand_id, change)
        self.steps_changed.emit()

    @property
    def last_step(self) -> int:
        """The number of the step that `undo` takes back; 0 where there is none."""
        return self._steps[-1].number if self._steps else 0

    def undo(self) -> None:
        """Take back the last change of a hand, and with a label what it did on the canvas."""
        if not self._steps:
            return
        step = self._steps.pop()
        self._hands.choose(step.chosen)
        self._hands.change(step.hand_id, step.undo)
        if step.label is not None and self._board.last_step == step.on_board:
            self._board.undo()
            self._undone[step.on_board] = step
            if len(self._undone) > MOST_STEPS:
                del self._undone[next(iter(self._undone))]
            self.returned.emit(step.label)
        self.steps_changed.emit()

    def redo(self) -> None:
        """Redo what was undone last on the board, and the labelling that belongs to it."""
        step = self._undone.pop(self._board.undone_step, None)
        self._board.redo()
        if step is not None:
            self._hands.choose(step.chosen)
            on_board = self._board.last_step
            self._do(step.change, step.undo, step.label, on_board, step.hand_id)

    def _forget(self, hand_id: str) -> None:
        """Forget the digits of a hand that is deleted for good: undo must not bring them back."""
        self._steps = [step for step in self._steps if step.hand_id != hand_id]
        self._undone.clear()
        self._board.forget_before()
        self.steps_changed.emit()


def _on_canvas(hand: Hand, digit: WrittenDigit) -> Drawing:
    """A digit of a hand as a drawing, which knows its label."""
    number, label = [d.id for d in hand.digits].index(digit.id), digit.label
    known = TestDigit(number, label, "written digit", str(label), hand.id, digit.id)
    return Drawing(digit.strokes, known=known)


def _replaced(hand: Hand, digit: WrittenDigit) -> Hand:
    """The hand with this digit instead of the one of its id, if there is one."""
    return hand if hand.digit(digit.id) is None else hand.with_digits([digit])
