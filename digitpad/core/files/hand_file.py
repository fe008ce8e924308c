"""The file of a hand: one person's digits as JSON, checked whole before any of it is used.

    {"format": "digitpad hand", "format_version": 1, "name": "Ada", "digits": [
        {"label": 4, "written": 1790000000.5, "strokes": [[[0.2, 0.1], [0.25, 0.4]], ...]}, ...]}

A point is x, y in units of the canvas's side, y down; a stroke goes from pen down to pen up.
`written` is in seconds since 1970.
"""

import math
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from digitpad.core.data.written_digits import (
    LONGEST_NAME,
    MOST_DIGITS,
    MOST_POINTS,
    Hand,
    Point,
    WrittenDigit,
    clean_name,
)
from digitpad.core.files import whole_files
from digitpad.core.files.json_text import check_byte_order_mark, in_words
from digitpad.core.text import file_name, short, shortened

FORMAT, VERSION = "digitpad hand", 1
MOST_BYTES = 64 * 2**20
LATEST = 1e11  # seconds since 1970
FURTHEST = 1  # from the canvas, in units of its side


class HandFileError(ValueError):
    """The file of a hand cannot be read or written; the message says which, where and why."""


class _File(msgspec.Struct):
    """The keys of the file that are read."""

    class Digit(msgspec.Struct):
        label: Annotated[int, Meta(ge=0, le=9)]
        strokes: Annotated[list[list[tuple[float, float]]], Meta(min_length=1)]
        written: Annotated[float, Meta(ge=0, le=LATEST)] = 0.0
        is_confirmed: bool = False

    name: str
    digits: Annotated[list[Digit], Meta(max_length=MOST_DIGITS)]


def encode(hand: Hand) -> bytes:
    """A hand as JSON. Raises ValueError for one that could not be read again."""
    members: dict[str, Any] = {"format": FORMAT, "format_version": VERSION, "name": hand.name}
    members["digits"] = hand.digits
    text = msgspec.json.encode(members)
    if len(text) > MOST_BYTES:
        raise ValueError(f"it would have more than {MOST_BYTES // 2**20} MB")
    return text


def decode(text: bytes) -> Hand:
    """The hand in JSON, with a new id. Raises ValueError, with what is wrong and where.

    Points that repeat the one before are left out.
    """
    if not text:
        raise ValueError("it is empty")
    check_byte_order_mark(text)
    try:
        members = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
        _check_format(members)
        file = msgspec.json.decode(text, type=_File)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError(in_words(error)) from error
    name = clean_name(file.name)
    if not name or len(file.name) > 10 * LONGEST_NAME:
        raise ValueError(f"name: must have 1 to {LONGEST_NAME} letters")
    digits = [_digit(digit, f"digits[{i}]") for i, digit in enumerate(file.digits)]
    return Hand(name).with_digits(digits)


def _check_format(members: dict[str, msgspec.Raw]) -> None:
    written = members.get("format")
    if written is None or msgspec.json.decode(written) != FORMAT:
        raise ValueError(f'it is no hand of digitpad: its key format is not "{FORMAT}"')
    version = msgspec.json.decode(members.get("format_version", msgspec.Raw(b"null")))
    if type(version) is not int or version < 1:
        raise ValueError("format_version: must be a whole number from 1 on")
    if version > VERSION:
        raise ValueError("a later version of digitpad wrote it")


def _digit(digit: _File.Digit, place: str) -> WrittenDigit:
    if sum(map(len, digit.strokes)) > MOST_POINTS:
        raise ValueError(f"{place}: it has more than {MOST_POINTS:,} points")
    strokes = tuple(_stroke(s, f"{place}.strokes[{i}]") for i, s in enumerate(digit.strokes))
    return WrittenDigit(strokes, digit.label, digit.written, is_confirmed=digit.is_confirmed)


def _stroke(points: list[Point], place: str) -> tuple[Point, ...]:
    if not points:
        raise ValueError(f"{place}: it has no point")
    for i, point in enumerate(points):
        if not all(math.isfinite(c) and -FURTHEST <= c <= 1 + FURTHEST for c in point):
            raise ValueError(
                f"{place}[{i}]: the point {short(list(point))} is far off the canvas, whose sides "
                "go from 0 to 1"
            )
    return (points[0], *(b for a, b in zip(points, points[1:]) if a != b))


def read(filename: str | Path) -> Hand:
    """The hand in a file, with a new id. Raises HandFileError, with a sentence."""
    name = file_name(Path(filename))
    try:
        return decode(whole_files.read(filename, MOST_BYTES))
    except whole_files.FileError as error:
        raise HandFileError(str(error)) from error
    except ValueError as error:
        reason = shortened(str(error), 300)
        raise HandFileError(
            f"{name} cannot be read as a hand: {reason}. Choose a file that My Digits exported, or "
            "export the hand anew."
        ) from error


def write(hand: Hand, filename: str | Path) -> None:
    """Write a hand to a file, all at once.

    Raises HandFileError, with a sentence, and then an older file is untouched.
    """
    try:
        whole_files.write(filename, encode(hand))
    except whole_files.FileError as error:
        raise HandFileError(str(error)) from error
    except ValueError as error:
        raise HandFileError(f"{file_name(Path(filename))} cannot be written: {error}.") from error
