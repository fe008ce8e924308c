"""The hands there are: one person's digits each. What is drawn is added to the chosen one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.core.data.classes import DIGITS
from digitpad.core.data.written_digits import (
    LONGEST_NAME,
    MOST_DIGITS,
    MOST_POINTS,
    Hand,
    WrittenDigit,
    clean_name,
)
from digitpad.core.files import hand_file
from digitpad.session.kept.errors import RunStoreError
from digitpad.session.kept.hand_store import change_hand, read_hands, remove_hand
from digitpad.session.kept.run_store import RunStore
from digitpad.session.measuring.background import Background
from digitpad.session.session import Session
from digitpad.session.undo import next_step

FIRST_NAME = "My hand"
OFFERED_AFTER = 5  # digits that the writer has corrected
MOST_STEPS = 200  # that can be undone

Change = Callable[[Hand], Hand]


@dataclass(frozen=True, slots=True)
class _Step:
    """A change of a hand that can be undone. number: as in `undo.py`.

    label: of a digit that left the canvas for the hand, by the step `cleared` of the board.
    """

    number: int
    hand_id: str
    undo: Change
    label: int | None = None
    cleared: int = 0


class Hands(QObject):
    """The hands that are kept, and the chosen one. Each change is written to the store at once.

    What two windows add to one hand comes together: a change is done again on what is on the disk.
    """

    listed = Signal()
    """Hands came or went, have another name, or another one is chosen."""
    changed = Signal()
    """The chosen hand has other digits, or is another one."""
    steps_changed = Signal()
    """There are other steps to undo."""
    returned = Signal(int)
    """A digit of this label was put back on the canvas by undo."""
    chosen = Signal(str)
    """Another hand was chosen; carries its id."""
    failed = Signal(str, str)
    """Something that was asked for could not be done; carries a title and a sentence."""

    def __init__(
        self, session: Session, store: RunStore, background: Background, chosen: str = ""
    ) -> None:
        """background: reads and writes hands. chosen: the id of the hand that was chosen last."""
        super().__init__(session)
        self._session, self._store, self._background = session, store, background
        first = Hand(FIRST_NAME)
        self._hands = {first.id: first}
        self._chosen, self._wanted = first.id, chosen
        self._on_disk: set[str] = set()
        self._under_way: dict[str, list[Change]] = {}  # that are being written, by the hands' ids
        self._unwritten: dict[str, list[Change]] = {}  # that could not be; for the thread alone
        self._is_told = False  # that something cannot be written
        self._steps: list[_Step] = []

    # The hands.

    @property
    def hand(self) -> Hand:
        """The chosen hand."""
        return self._hands[self._chosen]

    def all(self) -> list[Hand]:
        """All hands, by their names."""
        return sorted(self._hands.values(), key=lambda hand: (hand.name.casefold(), hand.id))

    def choose(self, hand_id: str) -> None:
        """Let this be the hand that digits are added to."""
        if hand_id in self._hands and hand_id != self._chosen:
            self._chosen = self._wanted = hand_id
            self.chosen.emit(hand_id)
            self.listed.emit()
            self.changed.emit()

    def new(self, name: str) -> None:
        """Begin a hand of this name, and choose it."""
        if self._may_be_called(name):
            self._add(Hand(clean_name(name)))

    def _add(self, hand: Hand) -> None:
        """Add a new hand under a name that is still free, and choose it."""
        if not self.hand.digits and self._chosen not in self._on_disk:
            del self._hands[self._chosen]  # it was only to begin with
        names = {other.name for other in self._hands.values()}
        free = (f"{hand.name[: LONGEST_NAME - 4]} {n}" for n in range(2, len(names) + 3))
        name = hand.name if hand.name not in names else next(n for n in free if n not in names)
        hand = replace(hand, name=name)
        self._hands[hand.id] = hand
        self.choose(hand.id)
        self._change(hand.id, lambda found: replace(found, name=name))

    def rename(self, name: str) -> None:
        """Give the chosen hand another name."""
        if self.hand.name != clean_name(name) and self._may_be_called(name):
            self._change(self._chosen, lambda hand: replace(hand, name=clean_name(name)))
            self.listed.emit()

    def _may_be_called(self, name: str) -> bool:
        name = clean_name(name)
        taken = any(hand.name == name for hand in self._hands.values())
        if name and not taken:
            return True
        why = f"There is a hand called {name} already." if taken else "A hand needs a name."
        self.failed.emit("The name cannot be used", f"{why} Choose another one.")
        return False

    def delete(self) -> None:
        """Delete the chosen hand with all its digits, for good."""
        gone = self._hands.pop(self._chosen).id
        self._on_disk.discard(gone)
        self._under_way.pop(gone, None)
        self._steps = [step for step in self._steps if step.hand_id != gone]
        self._session.board.forget_before()  # its digits were drawn there

        def remove() -> None:
            self._unwritten.pop(gone, None)
            remove_hand(self._store, gone)

        self._run(remove, lambda _: None, "The hand is not deleted")
        if not self._hands:
            first = Hand(FIRST_NAME)
            self._hands[first.id] = first
        self.steps_changed.emit()
        self.choose(self.all()[0].id)

    # The disk.

    def read(self) -> None:
        """Read the hands that are kept; other windows may have changed them."""
        self._run(
            lambda: read_hands(self._store), self._take_found, "The hands that are kept", "read"
        )

    def _take_found(self, found: tuple[list[Hand], list[str]]) -> None:
        hands, problems = found
        before = dict(self._hands)
        for gone in self._on_disk - {hand.id for hand in hands} - self._under_way.keys():
            self._hands.pop(gone, None)
        self._on_disk = {hand.id for hand in hands}
        for hand in hands:
            self._hands[hand.id] = self._with_changes(hand)
        first = before[self._chosen]
        if hands and not first.digits and self._chosen not in (self._on_disk | self._under_way.keys()):
            self._hands.pop(self._chosen, None)
        self._hands = self._hands or {first.id: first}
        if self._chosen not in self._hands:
            self._chosen = self._wanted if self._wanted in self._hands else self.all()[0].id
        if self._hands != before:
            self.listed.emit()
            self.changed.emit()
        if problems:
            self.failed.emit("Some hands cannot be read", "\n".join(problems))

    def _with_changes(self, hand: Hand) -> Hand:
        """A hand as it will be on the disk when all that is under way is written."""
        for change in self._under_way.get(hand.id, ()):
            hand = change(hand)
        return hand

    def _change(self, hand_id: str, change: Change) -> None:
        """Change a hand here and on the disk."""
        known, is_new = self._hands[hand_id], hand_id not in self._on_disk
        self._hands[hand_id] = change(known)
        self._under_way.setdefault(hand_id, []).append(change)

        def write() -> Hand:
            changes = [*self._unwritten.pop(hand_id, ()), change]

            def change_all(hand: Hand) -> Hand:
                for each in changes:
                    hand = each(hand)
                return hand

            try:
                return change_hand(self._store, known, is_new, change_all)
            except RunStoreError:
                self._unwritten[hand_id] = changes  # the next change brings them along
                raise

        def take(written: Hand) -> None:
            self._is_told = False
            if hand_id in self._hands:
                del self._under_way[hand_id][0]
                self._on_disk.add(hand_id)
                self._show(self._with_changes(written))

        def tell(reason: str) -> None:
            if hand_id in self._under_way:
                del self._under_way[hand_id][0]
            if not self._is_told:
                self._is_told = True
                self.failed.emit("The digits are not kept on disk", reason)

        self._background.run(write, take, RunStoreError, tell)
        if hand_id == self._chosen:
            self.changed.emit()

    def _show(self, hand: Hand) -> None:
        """Take a hand as it was written, with what another window has added."""
        before, self._hands[hand.id] = self._hands[hand.id], hand
        if before.name != hand.name:
            self.listed.emit()
        if before != hand and hand.id == self._chosen:
            self.changed.emit()

    def _run(
        self, work: Callable[[], object], take: Callable[..., object], what: str, done: str = ""
    ) -> None:
        title = f"{what} cannot be {done}" if done else what
        self._background.run(
            work, take, RunStoreError, lambda reason: self.failed.emit(title, reason)
        )

    # Files.

    def export(self, path: Path, then: Callable[[str], object]) -> None:
        """Write the chosen hand to a file, then call `then` with its path."""
        hand = self.hand
        self._background.run(
            lambda: hand_file.write(hand, path),
            lambda _: then(str(path)),
            hand_file.HandFileError,
            lambda reason: self.failed.emit("The hand is not exported", reason),
        )

    def open(self, path: Path) -> None:
        """Add the hand in a file, and choose it."""

        def take(hand: Hand) -> None:
            digits = hand.digits
            self._add(replace(hand, digits=()))
            self._change(hand.id, lambda found: found.with_digits(digits))

        self._background.run(
            lambda: hand_file.read(path),
            take,
            hand_file.HandFileError,
            lambda reason: self.failed.emit("The hand cannot be opened", reason),
        )

    # Digits.

    def why_not_label(self) -> str:
        """Why the drawing cannot be added to the hand, as a sentence; empty where it can."""
        drawing = self._session.board.settled_drawing
        if self._session.classes != DIGITS:
            return "The network in use reads no digits, so a drawing has no digit to be."
        if drawing.picture is not None:
            return "A picture has no strokes: a hand is what was drawn with the pen."
        if not drawing.strokes:
            return "Draw a digit first."
        return ""

    def label(self, label: int, *, is_confirmed: bool = True) -> None:
        """Add the drawing to the chosen hand as this digit, and clear the canvas.

        is_confirmed: whether the writer says so; else it was asked for. Undo takes both back.
        """
        board = self._session.board
        board.lift_pen()
        why, strokes = self.why_not_label(), board.settled_drawing.strokes
        if len(self.hand.digits) >= MOST_DIGITS:
            why = f"A hand has at most {MOST_DIGITS:,} digits. Delete some, or begin another hand."
        elif sum(map(len, strokes)) > MOST_POINTS:
            why = "The drawing has more strokes than any digit. Clear it and write it anew."
        if why:
            self.failed.emit("The drawing is not added to the hand", why)
            return
        digit = WrittenDigit(strokes, label, is_confirmed=is_confirmed)
        board.clear()
        self._do(
            lambda hand: hand.with_digits([digit]),
            lambda hand: hand.without({digit.id}),
            label,
            board.last_step,
        )

    def relabel(self, digit_id: str, label: int) -> None:
        """Say that a digit of the chosen hand is another one, or is what it was asked for."""
        digit = self.hand.digit(digit_id)
        if digit is None or (digit.label == label and digit.is_confirmed):
            return
        other = replace(digit, label=label, is_confirmed=True)
        if digit.label == label:  # nothing that anybody would undo
            self._change(self._chosen, lambda hand: _replaced(hand, other))
        else:
            self._do(lambda hand: _replaced(hand, other), lambda hand: _replaced(hand, digit))

    def remove(self, digit_id: str) -> None:
        """Remove a digit of the chosen hand; undo brings it back."""
        digit = self.hand.digit(digit_id)
        if digit is not None:
            self._do(
                lambda hand: hand.without({digit_id}), lambda hand: hand.with_digits([digit])
            )

    def is_offer_due(self) -> bool:
        """Whether it is time to offer to learn the digits, which is done once."""
        hand = self.hand
        corrected = sum(digit.is_confirmed for digit in hand.digits)
        return not hand.was_offered and corrected >= OFFERED_AFTER

    def note_offer(self) -> None:
        """Note that it was offered to learn the chosen hand."""
        self._change(self._chosen, lambda hand: replace(hand, was_offered=True))

    # Undo, as in `undo.py`.

    def _do(self, change: Change, undo: Change, label: int | None = None, cleared: int = 0) -> None:
        self._steps.append(_Step(next_step(), self._chosen, undo, label, cleared))
        del self._steps[:-MOST_STEPS]
        self._change(self._chosen, change)
        self.steps_changed.emit()

    @property
    def last_step(self) -> int:
        """The number of the step that `undo` takes back; 0 where there is none."""
        return self._steps[-1].number if self._steps else 0

    def undo(self) -> None:
        """Take back what was done last to a hand; a digit from the canvas returns to it."""
        if not self._steps:
            return
        step = self._steps.pop()
        self.choose(step.hand_id)
        self._change(step.hand_id, step.undo)
        if step.cleared and self._session.board.last_step == step.cleared:
            self._session.board.undo()
            assert step.label is not None
            self.returned.emit(step.label)
        self.steps_changed.emit()


def _replaced(hand: Hand, digit: WrittenDigit) -> Hand:
    """The hand with this digit in the place of the one with its id; if that is gone, it stays so."""
    return hand if hand.digit(digit.id) is None else hand.with_digits([digit])
