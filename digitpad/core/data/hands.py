"""A hand: one person's digits, as the pen wrote them, each with its label.

A hand never changes: each change makes another value with the same id. Its file is JSON:

    {"format": "digitpad hand", "format_version": 1, "name": "Ada", "digits": [
        {"strokes": [[[0.2, 0.1], [0.25, 0.4]], ...], "image": "", "label": 4,
         "written": 1790000000.5, "id": "0994f76977921502", "is_confirmed": false}, ...]}

A point is x, y in units of the canvas's side, y down; a stroke goes from pen down to pen up. A
digit that came as a picture has no strokes, and its image in base64. Only strokes and label must be
there, and a digit that is read gets a new id; see `WrittenDigit`. A file is checked whole before
any of it is used.
"""

import secrets
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from digitpad.core import files
from digitpad.core.text import error_in_words, file_name

MOST_DIGITS = 1000  # of a hand
MOST_POINTS = 10_000  # of a digit
PIXELS = 28 * 28  # of an image
LONGEST_NAME = 40  # letters
LEAST_OF_EACH = 3  # digits, so that every third can be held back for measuring
MOST_BYTES = 32 * 2**20  # of a file
MOST_LISTS = 1_000_000  # of a file: points, strokes and others

# A point may lie outside the canvas, at most a side's length away.
Coordinate = Annotated[float, Meta(ge=-1, le=2)]
KeptPoint = tuple[Coordinate, Coordinate]
KeptStroke = Annotated[tuple[KeptPoint, ...], Meta(min_length=1, max_length=MOST_POINTS)]


def new_id() -> str:
    """An id that no other digit, hand or run has."""
    return secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class WrittenDigit:
    """A digit that somebody wrote.

    strokes: their points are x, y in units of the canvas's side, y down. label: the digit that the
    writer meant. written: when, in seconds since 1970. is_confirmed: whether the writer gave the
    label; if not, digitpad asked for this digit, and the writer may have drawn another. image: of a
    digit that came as a picture, without strokes: PIXELS bytes, paper 0, ink 255.

    Raises ValueError if there are neither strokes nor such an image.
    """

    strokes: tuple[KeptStroke, ...]
    label: Annotated[int, Meta(ge=0, le=9)]
    written: float = field(default_factory=time.time)
    id: str = field(default_factory=new_id)
    is_confirmed: bool = False
    image: bytes = b""

    def __post_init__(self) -> None:
        if len(self.image) != (0 if self.strokes else PIXELS):
            raise ValueError("a digit has neither strokes nor an image")


@dataclass(frozen=True, slots=True)
class Hand:
    """The digits of one person, in the order in which they were written."""

    name: str
    digits: tuple[WrittenDigit, ...] = ()
    id: str = field(default_factory=new_id)

    def counts(self) -> tuple[int, ...]:
        """How many digits have each label, 0 to 9."""
        labels = [digit.label for digit in self.digits]
        return tuple(labels.count(label) for label in range(10))

    def digit(self, digit_id: str) -> WrittenDigit | None:
        """The digit of this id; None if it is not there."""
        return next((digit for digit in self.digits if digit.id == digit_id), None)

    def with_digits(self, digits: Sequence[WrittenDigit]) -> "Hand":
        """The hand with these digits added; a digit with a known id replaces the old one."""
        new = {digit.id: digit for digit in digits}
        kept = [new.pop(digit.id, digit) for digit in self.digits]
        together = sorted([*kept, *new.values()], key=lambda digit: digit.written)
        return replace(self, digits=tuple(together))

    def without(self, digit_ids: Collection[str]) -> "Hand":
        return replace(self, digits=tuple(d for d in self.digits if d.id not in digit_ids))


def clean_name(name: str) -> str:
    """A name on one line, without unprintable characters; empty if nothing is left."""
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(printable.split())[:LONGEST_NAME].rstrip()


def held_back(labels: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which digits are held back for measuring, (n,): every third of each label, as written."""
    held = np.zeros(len(labels), np.bool_)
    for label in range(10):
        (rows,) = np.nonzero(labels == label)
        held[rows[2::3]] = True
    return held


class _File(msgspec.Struct):
    """The keys of the file."""

    format: Literal["digitpad hand"]
    format_version: Literal[1]
    name: Annotated[str, Meta(max_length=1000)]
    digits: Annotated[list[WrittenDigit], Meta(max_length=MOST_DIGITS)]


def read_hand(filename: str | Path) -> Hand:
    """The hand in a file, with new ids. Raises FileError, with a sentence."""
    text = files.read(filename, MOST_BYTES)
    try:
        # The decoder checks lengths too late, after making all the lists.
        if text.count(b"[") > MOST_LISTS:
            raise ValueError("it has more points than a hand may have")
        file = msgspec.json.decode(text, type=_File)
        if not (name := clean_name(file.name)):
            raise ValueError("its name has no letters")
    except (ValueError, RecursionError) as error:
        raise files.FileError(
            f"{file_name(Path(filename))} cannot be read as a hand: {error_in_words(error)}. "
            "Choose a file that My Digits exported, or export the hand again."
        ) from error
    digits = [replace(digit, id=new_id()) for digit in file.digits]
    return Hand(name).with_digits(digits)


def hand_file(hand: Hand) -> bytes:
    """The content of a hand's file. Raises FileError, with a sentence, if it would be too large."""
    text = msgspec.json.encode(_File("digitpad hand", 1, hand.name, list(hand.digits)))
    if len(text) > MOST_BYTES or text.count(b"[") > MOST_LISTS:
        raise files.FileError("The hand has too many points for a file; delete some digits.")
    return text
