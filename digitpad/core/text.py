"""Text that people read: quotations are cut to a bound, reasons are in our own words."""

import errno
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

LONGEST_NAME, LONGEST_TEXT = 50, 80  # characters in a sentence
LONGEST_HEADLINE = 60  # letters a line
MINUS = "−"  # as wide as a plus, unlike a hyphen
LARGE = 1e5  # from here on a number shows no decimals


def short(value: object) -> str:
    """A value as Python writes it, on one line and cut."""
    text = repr(value)
    if len(text) > 2000:  # the rest, which nobody would see, might take seconds
        text = text[:1000] + text[-1000:]
    return shortened(" ".join(text.split()), 60)


# In English, as the rest of a sentence; the system would use the user's language.
_REASONS = {
    errno.ENOENT: "it is not there",
    errno.EACCES: "permission is denied",
    errno.EPERM: "permission is denied",
    errno.EISDIR: "it is a folder",
    errno.ENOTDIR: "it is not there",
    errno.ENOSPC: "the disk is full",
    errno.EROFS: "the disk is read-only",
    errno.EIO: "the disk has failed",
    errno.ENAMETOOLONG: "its name is too long",
}
IN_USE = 32, 33  # Windows' numbers: another program has the file, or a part of it, for itself


def reason_of(error: OSError | ValueError, path: Path | None = None) -> str:
    """Why the system refuses something, as the end of a sentence; rare reasons in its own words.

    path: what was to be opened as a file; Windows denies permission for a folder. A ValueError
    comes from a path with a NUL, which no path can hold.
    """
    if not isinstance(error, OSError):
        return shortened(str(error), LONGEST_TEXT)
    if getattr(error, "winerror", None) in IN_USE:
        return "another program has it open"
    if isinstance(error, PermissionError) and path is not None and os.path.isdir(path):
        return _REASONS[errno.EISDIR]
    known = _REASONS.get(error.errno or 0) or error.strerror
    return known or shortened(str(error), LONGEST_TEXT)


def print_all_letters() -> None:
    """Let `print` write any text: Windows may lack an η in what goes to a file or a pipe."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding="utf-8")


def error_in_words(error: Exception, within: str = "") -> str:
    """A decoder's error, the place first: "sizes[1]: Expected int, got str"."""
    what, _, place = str(error).partition(" - at `$")
    place = within + place.removeprefix(".").removesuffix("`")
    what = shortened(what.replace("`", ""), LONGEST_TEXT)
    return f"{place}: {what}" if place else what


def in_a_row(words: Sequence[object], joined_by: str = "and") -> str:
    """Words joined as in a sentence: cost, λ and images."""
    *first, last = map(str, words)
    return f"{', '.join(first)} {joined_by} {last}" if first else last


def capitalized(text: str) -> str:
    """The text as a sentence begins: with a capital, but for symbols such as η."""
    first = text[:1]
    return f"{first.upper() if first.isascii() else first}{text[1:]}"


def counted(count: int, noun: str) -> str:
    """How many there are: 1 epoch, 1,000 epochs."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def file_name(path: Path) -> str:
    """A file's name on one line; a long one loses its middle."""
    return shortened(path.name or str(path))


def printable(text: str) -> str:
    """The text on one line: a name may hold line breaks."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def shortened(text: str, most: int = LONGEST_NAME) -> str:
    """The text on one line; a long one loses its middle, as its beginning and end say most."""
    half = most // 2
    return printable(text if len(text) <= most else f"{text[: half - 1]}…{text[-half:]}")


def text_of(value: float, decimals: int) -> str:
    """A number with some decimals, or a large one with its first digits; no −0."""
    text = f"{value:.{decimals}f}" if abs(value) < LARGE else f"{value:.3g}"
    return text.replace("-", MINUS) if float(text) else text.removeprefix("-")


def with_sign(value: float) -> str:
    """A number with two decimals and its sign; without a sign if it rounds to 0."""
    text = text_of(value, 2)
    return text if text.startswith(MINUS) or text == text_of(0, 2) else f"+{text}"
