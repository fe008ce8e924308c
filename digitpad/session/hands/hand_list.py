"""Lists, names and keeps hands; each has the digits of one person."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.core.data.hands import (
    LONGEST_NAME,
    Hand,
    WrittenDigit,
    clean_name,
    read_hand,
)
from digitpad.core.files import FileError
from digitpad.core.text import shortened
from digitpad.session.background import Background
from digitpad.session.drawing import Drawing
from digitpad.session.keeper import Keeper
from digitpad.session.session import Session
from digitpad.session.undo import UndoStep

FIRST_NAME = "My hand"


class HandList(QObject):
    """All hands, and the chosen one. Each change is written to the store at once."""

    listed = Signal()
    """Hands were added, removed or renamed, another is chosen, or one not chosen has changed."""
    changed = Signal()
    """The digits of the chosen hand have changed, or another hand is chosen."""
    chosen = Signal(str)
    """Another hand was chosen; carries its id."""

    def __init__(
        self, session: Session, keeper: Keeper, files: Background, chosen: str = ""
    ) -> None:
        """files: the thread of files. chosen: the id of the hand that was chosen last."""
        super().__init__(session)
        self._session, self._keeper, self._store = session, keeper, keeper.store
        self._files = files
        first = Hand(FIRST_NAME)
        self._hands = {first.id: first}
        self._chosen, self._wanted = first.id, chosen
        self._first = first.id  # a hand to begin with; while it has no digit, it is not kept
        self._moved: dict[str, str] = {}  # hands that are gone, and those that took their digits
        keeper.restored.connect(self._keep_all)
        keeper.reopened.connect(self.read)

    # The hands.

    @property
    def hand(self) -> Hand:
        """The chosen hand."""
        return self._hands[self._chosen]

    def all(self) -> list[Hand]:
        """All hands in the order of their names."""
        return sorted(self._hands.values(), key=lambda hand: (hand.name.casefold(), hand.id))

    def find(self, hand_id: str) -> Hand | None:
        return self._hands.get(self._moved.get(hand_id, hand_id))

    def choose(self, hand_id: str) -> None:
        """Add digits to this hand from now on."""
        hand_id = self._moved.get(hand_id, hand_id)
        if hand_id in self._hands and hand_id != self._chosen:
            self._chosen = hand_id
            self.chosen.emit(hand_id)
            self.listed.emit()
            self.changed.emit()

    def new(self, name: str) -> None:
        """Begin a hand of this name, and choose it; nothing if the name is empty."""
        if clean_name(name):
            self._add(Hand(clean_name(name)))

    def _add(self, hand: Hand) -> None:
        if self._first in self._hands and not self._hands[self._first].digits:
            del self._hands[self._first]
            self._keeper.do(self._store.delete_hand, self._first)  # it may have had a digit
        hand = self._hands[hand.id] = replace(hand, name=self._free_name(hand.name))
        self.choose(hand.id)
        self._keeper.do(self._store.put_hand, hand)

    def rename(self, name: str) -> None:
        """Give the chosen hand another name; nothing if the name is empty."""
        name = clean_name(name)
        if name not in ("", self.hand.name):
            hand = self._hands[self._chosen] = replace(self.hand, name=self._free_name(name))
            if hand.id == self._first:  # it is somebody's now
                self._first = ""
            self._keeper.do(self._store.put_hand, replace(hand, digits=()))
            self.listed.emit()

    def _free_name(self, name: str) -> str:
        """This name; with a number if another hand has it."""
        names = {hand.name for hand in self._hands.values()}
        numbered = (f"{name[: LONGEST_NAME - 4]} {n}" for n in range(2, len(names) + 3))
        return next(each for each in (name, *numbered) if each not in names)

    @property
    def can_delete(self) -> bool:
        """Whether the chosen hand is more than the empty one at the beginning."""
        return self._chosen != self._first or bool(self.hand.digits)

    def delete(self) -> None:
        """Delete the chosen hand with all its digits, if `can_delete`; undo brings it back."""
        hand, first, deleted = self.hand, Hand(FIRST_NAME), list[Hand]()
        if not self.can_delete:
            return

        def delete() -> None:
            deleted[:] = [self._hands.pop(hand.id)]  # as it is now
            if not self._hands:
                self._hands[first.id], self._first = first, first.id
            self.choose(self.all()[0].id)
            self._keeper.do(self._store.delete_hand, hand.id)

        def bring_back() -> None:
            self._add(*deleted)

        undo, board = self._session.undo, self._session.board
        name, drawing = shortened(f"Deletion of {hand.name}"), board.settled_drawing
        undo.beginMacro(name)
        if drawing.known is not None and drawing.known.hand_id == hand.id:
            board.put_drawing(Drawing(drawing.strokes))  # no longer known
        undo.push(UndoStep(name, delete, bring_back))
        undo.endMacro()

    # Their digits.

    def put(self, digit: WrittenDigit, hand: Hand) -> None:
        """Add a digit to a hand, or replace the digit with its id. A deleted hand comes back."""
        known = self.find(hand.id)
        known = known or replace(hand, digits=(), name=self._free_name(hand.name))
        self._hands[known.id] = known.with_digits([digit])
        self._keeper.do(self._store.put_digit, known, digit)
        self._tell_of_digits(known.id)

    def remove(self, digit: WrittenDigit, hand: Hand) -> None:
        known = self.find(hand.id)
        if known is not None:
            self._hands[known.id] = known.without({digit.id})
            self._keeper.do(self._store.remove_digit, known.id, digit.id)
            self._tell_of_digits(known.id)

    def _tell_of_digits(self, hand_id: str) -> None:
        (self.changed if hand_id == self._chosen else self.listed).emit()

    # Store and files.

    def read(self) -> None:
        """Read the hands that are kept."""
        self._keeper.read(self._store.hands, self._take_read)

    def _take_read(self, read: list[Hand]) -> None:
        kept = {hand.id: hand for hand in read}
        others = (hand_id for hand_id in kept if hand_id != self._first)  # which is kept by now
        wanted = self._wanted if self._wanted in kept else next(others, self._first)
        begun, self._hands = self._hands, kept
        for hand in begun.values():  # while the store was read
            if hand.id != self._first or hand.id == wanted:
                kept[hand.id] = hand
            elif hand.digits:
                self._moved[hand.id] = wanted
                kept.pop(hand.id, None)
                kept[wanted] = kept[wanted].with_digits(hand.digits)
                self._keeper.do(self._store.put_hand, kept[wanted])
                self._keeper.do(self._store.delete_hand, hand.id)
        if self._chosen not in self._hands:
            self._chosen = wanted
            self.chosen.emit(self._chosen)
        self.listed.emit()
        self.changed.emit()

    def _keep_all(self) -> None:
        """Keep all hands again."""
        for hand in self._hands.values():
            if hand.digits:
                self._keeper.do(self._store.put_hand, hand)

    def open(self, path: Path) -> None:
        """Add the hand in a file, choose it, and tell its name here."""
        failed = partial(self._session.failed.emit, "The hand cannot be opened")
        self._files.run(partial(read_hand, path), self._take_opened, FileError, failed)

    def _take_opened(self, hand: Hand) -> None:
        self._add(hand)
        self._session.tell(f"Imported {shortened(self.hand.name)}")
