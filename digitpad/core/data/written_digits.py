"""A hand: one person's digits, as the pen wrote them, each with the digit that it is meant to be.

A hand never changes: each change makes another value with the same id. So a change that one window
makes can be made again on what another window has written meanwhile.
"""

import secrets
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]

MOST_DIGITS = 1000  # of a hand
MOST_POINTS = 10_000  # of a digit
LONGEST_NAME = 40  # letters
LEAST_OF_EACH = 3  # digits, so that a third can be held back to judge by


def _new_id() -> str:
    """An id that no other digit or hand has."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class WrittenDigit:
    """A digit that somebody wrote.

    strokes: their points are x, y in units of the canvas's side, y down. label: the digit that it
    is meant to be. written: when, in seconds since 1970. is_confirmed: whether the writer has said
    what it is; one that was only asked for may be another.
    """

    strokes: tuple[tuple[Point, ...], ...]
    label: int
    written: float = field(default_factory=time.time)
    id: str = field(default_factory=_new_id)
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Hand:
    """The digits of one person, in the order in which they were written."""

    name: str
    digits: tuple[WrittenDigit, ...] = ()
    id: str = field(default_factory=_new_id)

    def counts(self) -> tuple[int, ...]:
        """How many there are of each digit, 0 to 9."""
        labels = [digit.label for digit in self.digits]
        return tuple(labels.count(label) for label in range(10))

    def digit(self, digit_id: str) -> WrittenDigit | None:
        """The digit of this id; None if it is not there."""
        return next((digit for digit in self.digits if digit.id == digit_id), None)

    def with_digits(self, digits: Sequence[WrittenDigit]) -> "Hand":
        """The hand with these digits, too; one with a known id takes the old one's place."""
        new = {digit.id: digit for digit in digits}
        kept = [new.pop(digit.id, digit) for digit in self.digits]
        together = sorted([*kept, *new.values()], key=lambda digit: digit.written)
        return replace(self, digits=tuple(together))

    def without(self, digit_ids: Collection[str]) -> "Hand":
        """The hand without the digits of these ids."""
        return replace(self, digits=tuple(d for d in self.digits if d.id not in digit_ids))


def clean_name(name: str) -> str:
    """A name on one line, without what cannot be printed; empty where nothing is left."""
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(printable.split())[:LONGEST_NAME].rstrip()


def held_back(labels: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which digits to judge by, (n,): of each label every third, in the order of writing."""
    held = np.zeros(len(labels), np.bool_)
    for label in range(10):
        (rows,) = np.nonzero(labels == label)
        held[rows[2::3]] = True
    return held
