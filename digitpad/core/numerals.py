"""Numbers as they are typed in one script or another."""

import unicodedata

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
