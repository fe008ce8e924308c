"""Text for people: sentences stay short whatever they quote, and numbers may be in any script."""

import re
import unicodedata
from pathlib import Path

LONGEST = 200  # characters of a whole sentence
# Of what it quotes.
LONGEST_NAME = 50
LONGEST_FOLDER = 70
LONGEST_VALUE = 60
LONGEST_TEXT = 80
# What Python puts for a byte that is not of any letter.
_SURROGATE = re.compile("[\ud800-\udfff]")


def short(value: object) -> str:
    """A value as Python writes it, cut to LONGEST_VALUE."""
    try:
        return shortened(" ".join(repr(value).split()), LONGEST_VALUE)
    except ValueError:  # Python refuses to write very long numbers
        return "a number of thousands of digits"


def shortened(text: str, most: int = LONGEST_TEXT) -> str:
    """A text, without its end where it is too long."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def file_name(path: Path) -> str:
    """A file's name on one line, without its middle where it is too long."""
    return middle_left_out(path.name or str(path))


def as_text(name: str) -> str:
    """A name as Unicode: the system allows names of files that are no text at all."""
    return name if is_text(name) else _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", name)


def is_text(name: str) -> bool:
    """Whether a name can be written as Unicode."""
    return _SURROGATE.search(name) is None


def about(folder: Path, said: str) -> str:
    """The sentence that begins with a folder's path, without its middle where there is no room."""
    return f"{middle_left_out(str(folder), LONGEST - 1 - len(said))} {said}"


def middle_left_out(text: str, most: int = LONGEST_NAME) -> str:
    """A name or a path, whose beginning and end tell most, on one line."""
    # A name may hold line breaks, and bytes that are no text at all.
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    half = most // 2
    return text if len(text) <= most else f"{text[: half - 1]}…{text[-half:]}"


# Arabic and Persian part decimals, thousands and the items of a list by signs of their own; some
# keyboards have a minus that is no hyphen.
SIGNS = {"٫": ".", "٬": ",", "،": ",", "−": "-"}


def western(text: str) -> str:
    """The same text with the digits 0 to 9 for those of any script, and Western signs."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else SIGNS.get(letter, letter)
        for letter in text
    )
