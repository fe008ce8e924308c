"""All hands: one person's digits each. One of them is chosen."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.core.data.written_digits import LONGEST_NAME, Hand, clean_name
from digitpad.core.files import hand_file
from digitpad.session.store import Store, StoreError
from digitpad.session.threads.background import Background

FIRST_NAME = "My hand"
MOST_OTHERS = 4  # hands that the chosen one is compared with

Change = Callable[[Hand], Hand]


class HandList(QObject):
    """All hands, and the chosen one. Each change is written to the store at once.

    A change is made here, and again on what is on the disk: so two windows can add to one hand.
    """

    listed = Signal()
    """Hands came, went or were renamed; another one is chosen; one not chosen has other digits."""
    changed = Signal()
    """The chosen hand has other digits, or is another one."""
    chosen = Signal(str)
    """Another hand was chosen; carries its id."""
    deleted = Signal(str)
    """A hand was deleted for good; carries its id."""
    failed = Signal(str, str)
    """Something that was asked for could not be done; carries a title and a sentence."""

    def __init__(
        self, store: Store, background: Background, parent: QObject, chosen: str = ""
    ) -> None:
        """background: reads and writes hands. chosen: the id of the hand that was chosen last."""
        super().__init__(parent)
        self._store, self._background = store, background
        first = Hand(FIRST_NAME)
        self._hands = {first.id: first}
        self._chosen, self._wanted = first.id, chosen
        self._on_disk: set[str] = set()
        # Changes by the hands' ids: those being written, and (for the thread alone) failed ones.
        self._under_way: dict[str, list[Change]] = {}
        self._unwritten: dict[str, list[Change]] = {}
        self._going: set[str] = set()  # hands that are being deleted
        self._is_told = False  # whether it was said that something cannot be written

    # The hands.

    @property
    def hand(self) -> Hand:
        """The chosen hand."""
        return self._hands[self._chosen]

    def all(self) -> list[Hand]:
        """All hands in the order of their names."""
        return sorted(self._hands.values(), key=lambda hand: (hand.name.casefold(), hand.id))

    def others(self) -> list[Hand]:
        """Hands to compare the chosen one with: the first ones that have digits."""
        hands = [hand for hand in self.all() if hand.digits and hand.id != self._chosen]
        return hands[:MOST_OTHERS]

    def find(self, hand_id: str) -> Hand | None:
        return self._hands.get(hand_id)

    def choose(self, hand_id: str) -> None:
        """Add digits to this hand from now on."""
        if hand_id in self._hands and hand_id != self._chosen:
            self._chosen = self._wanted = hand_id
            self.chosen.emit(hand_id)
            self.listed.emit()
            self.changed.emit()

    def new(self, name: str) -> None:
        """Begin a hand of this name, and choose it; nothing if there is a `why_no_name`."""
        if not self.why_no_name(name):
            self._add(Hand(clean_name(name)))

    def _add(self, hand: Hand) -> None:
        """Add a new hand under a name that is still free, and choose it."""
        if self._is_placeholder:
            del self._hands[self._chosen]
        names = {other.name for other in self._hands.values()}
        free = (f"{hand.name[: LONGEST_NAME - 4]} {n}" for n in range(2, len(names) + 3))
        name = hand.name if hand.name not in names else next(n for n in free if n not in names)
        hand = replace(hand, name=name)
        self._hands[hand.id] = hand
        self.choose(hand.id)
        self.change(hand.id, lambda kept: replace(kept, name=name))

    def rename(self, name: str) -> None:
        """Give the chosen hand another name; nothing if there is a `why_no_name`."""
        if self.hand.name != clean_name(name) and not self.why_no_name(name):
            self.change(self._chosen, lambda hand: replace(hand, name=clean_name(name)))
            self.listed.emit()

    def why_no_name(self, name: str) -> str:
        """Why no other hand can have this name, as a sentence; empty where one can."""
        name = clean_name(name)
        if not name:
            return "A hand needs a name."
        if any(hand.name == name for hand in self._hands.values()):
            return f"There is a hand called {name} already: choose another name."
        return ""

    def delete(self) -> None:
        """Delete the chosen hand with all its digits, for good."""
        gone = self._hands.pop(self._chosen).id
        self._on_disk.discard(gone)
        self._under_way.pop(gone, None)
        self._going.add(gone)

        def remove() -> None:
            self._unwritten.pop(gone, None)
            self._store.delete_hand(gone)

        def tell(reason: str) -> None:
            self._going.discard(gone)
            self.failed.emit("Not all of the hand is deleted", reason)

        self._background.run(remove, lambda _: self._going.discard(gone), StoreError, tell)
        if not self._hands:
            first = Hand(FIRST_NAME)
            self._hands[first.id] = first
        self.choose(self.all()[0].id)
        self.deleted.emit(gone)

    @property
    def _is_placeholder(self) -> bool:
        """Whether the chosen hand was never read or changed: it is there only to begin with."""
        return self._chosen not in self._on_disk | self._under_way.keys()

    # The disk.

    def read(self) -> None:
        """Read the hands that are kept; other windows may have changed them."""
        self._background.run(
            self._store.hands,
            self._take_read,
            StoreError,
            partial(self.failed.emit, "The hands cannot be read"),
        )

    def _take_read(self, read: list[Hand]) -> None:
        hands = [hand for hand in read if hand.id not in self._going]
        before = dict(self._hands)
        changed = {hand_id for hand_id, changes in self._under_way.items() if changes}
        for gone in self._on_disk - {hand.id for hand in hands} - changed:
            self._hands.pop(gone, None)
        self._on_disk = {hand.id for hand in hands}
        for hand in hands:
            self._hands[hand.id] = self._with_changes(hand)
        first = before[self._chosen]
        if hands and self._is_placeholder:
            self._hands.pop(self._chosen, None)
        self._hands = self._hands or {first.id: first}
        if self._chosen not in self._hands:
            self._chosen = self._wanted if self._wanted in self._hands else self.all()[0].id
            self.chosen.emit(self._chosen)
        if self._hands != before:
            self.listed.emit()
            self.changed.emit()

    def _with_changes(self, hand: Hand) -> Hand:
        """A hand that was read, as it will be when all that is under way is written."""
        return _changed(hand, self._under_way.get(hand.id, ()))

    def change(self, hand_id: str, change: Change) -> None:
        """Change a hand here and on the disk."""
        known, is_new = self._hands[hand_id], hand_id not in self._on_disk
        self._hands[hand_id] = change(known)
        self._under_way.setdefault(hand_id, []).append(change)

        def write() -> Hand:
            changes = [*self._unwritten.pop(hand_id, ()), change]
            try:
                return self._store.change_hand(known, is_new, lambda h: _changed(h, changes))
            except StoreError:
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

        self._background.run(write, take, StoreError, tell)
        self._tell_of_digits(hand_id)

    def _show(self, hand: Hand) -> None:
        """Take over a hand as it was written, with what another window has added."""
        before, self._hands[hand.id] = self._hands[hand.id], hand
        if before.name != hand.name:
            self.listed.emit()
        if before != hand:
            self._tell_of_digits(hand.id)

    def _tell_of_digits(self, hand_id: str) -> None:
        """Announce that a hand has other digits."""
        (self.changed if hand_id == self._chosen else self.listed).emit()

    # Files.

    def export(self, path: Path, then: Callable[[str], object]) -> None:
        """Write the chosen hand to a file, then call `then` with its path."""
        hand = self.hand
        self._background.run(
            lambda: hand_file.write(hand, path),
            lambda _: then(str(path)),
            hand_file.HandFileError,
            partial(self.failed.emit, "The hand is not exported"),
        )

    def open(self, path: Path) -> None:
        """Add the hand in a file, and choose it."""

        def take(hand: Hand) -> None:
            digits = hand.digits
            self._add(replace(hand, digits=()))
            self.change(hand.id, lambda kept: kept.with_digits(digits))

        fail = partial(self.failed.emit, "The hand cannot be opened")
        self._background.run(partial(hand_file.read, path), take, hand_file.HandFileError, fail)


def _changed(hand: Hand, changes: Iterable[Change]) -> Hand:
    for change in changes:
        hand = change(hand)
    return hand
