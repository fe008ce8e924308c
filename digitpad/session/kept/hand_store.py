"""Hands in the store: entries that several windows may add to. No Qt.

Each change locks the entry for a moment, reads it, and writes it anew. So a window writes only its
own changes, and two windows do not undo each other's.
"""

from collections.abc import Callable
from dataclasses import replace

from digitpad.core.data.written_digits import Hand
from digitpad.session.kept.errors import DamagedError, RunStoreError
from digitpad.session.kept.run_store import RunStore, read_or_put_aside

PATIENCE = 2.0  # seconds that a change waits for another window's, at most


def read_hands(store: RunStore) -> tuple[list[Hand], list[str]]:
    """The hands in the order of their names, and sentences about those that cannot be read.

    Damaged ones are put aside. Raises RunStoreError if not even the folder can be read.
    """
    hands, problems = store.each(
        lambda entry: read_or_put_aside(entry, entry.hand) if entry.is_hand else None
    )
    return sorted(hands, key=lambda hand: (hand.name.casefold(), hand.id)), problems


def change_hand(store: RunStore, known: Hand, is_new: bool, change: Callable[[Hand], Hand]) -> Hand:
    """Change a hand on the disk, which another window may have changed; the hand as it is then.

    known: the hand as this window knows it, before the change; it replaces a damaged file. is_new:
    whether it was never written. A hand that was written and is gone was deleted in another window:
    its digits do not come back. Raises RunStoreError.
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
    """Remove a hand for good, and its strokes from drawings beside runs. Raises RunStoreError."""
    entry = store.entry(hand.id)
    if entry.path.exists():
        with entry.locked("hand", PATIENCE):
            entry.remove()
    strokes = {stroke for digit in hand.digits for stroke in digit.strokes}
    _, problems = store.each(lambda entry: entry.forget_strokes(strokes))
    if problems:
        raise RunStoreError("\n".join(problems))
