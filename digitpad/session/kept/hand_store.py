"""Hands in the store: entries that several windows may add to. No Qt.

Each change locks the entry for a moment, reads it, and writes it anew. So a window writes only its
own changes, and two windows do not undo each other's.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from digitpad.core.data.written_digits import Hand
from digitpad.session.kept.errors import DamagedError, RunStoreError
from digitpad.session.kept.run_entry import HAND
from digitpad.session.kept.run_store import RunStore, read_or_put_aside

PATIENCE = 2.0  # seconds that a change waits for another window's, at most


def file_of(store: RunStore, hand_id: str) -> Path:
    """The file that a hand is kept in."""
    return store.entry(hand_id).path / HAND


def read_hands(store: RunStore) -> tuple[list[Hand], list[str]]:
    """The hands that are kept, by their names.

    Then come sentences about those that cannot be read; what is damaged is put aside. Raises
    RunStoreError where not even the folder can be read.
    """
    found, problems = store.each(
        lambda entry: read_or_put_aside(entry, entry.hand) if entry.is_hand else None
    )
    return sorted(found, key=lambda hand: (hand.name.casefold(), hand.id)), problems


def change_hand(store: RunStore, known: Hand, is_new: bool, change: Callable[[Hand], Hand]) -> Hand:
    """Change a hand on the disk, where another window may have changed it; what it is then.

    known: the hand as this window knows it, before the change; it takes the place of a file that
    is damaged. is_new: whether it was never written. One that is gone was deleted in another
    window: what it held does not come back. Raises RunStoreError.
    """
    store.make_folder()
    entry = store.entry(known.id)
    with entry.locked("hand", PATIENCE):
        before = known if is_new else replace(known, digits=())
        try:
            before = entry.hand() if entry.is_hand else before
        except DamagedError:
            entry.put_aside()
        else:
            after = change(before)
            entry.keep_hand(after)
            return after
    return change_hand(store, known, True, change)


def remove_hand(store: RunStore, hand: Hand) -> None:
    """Remove a hand for good, and its strokes from the drawings that are kept beside runs.

    Raises RunStoreError.
    """
    entry = store.entry(hand.id)
    if entry.path.exists():
        with entry.locked("hand", PATIENCE):
            entry.remove()
    strokes = {stroke for digit in hand.digits for stroke in digit.strokes}
    _, problems = store.each(lambda entry: entry.forget_strokes(strokes))
    if problems:
        raise RunStoreError("\n".join(problems))
