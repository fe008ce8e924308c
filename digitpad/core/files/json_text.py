"""What is wrong with JSON, in plain words: `in_words` rewrites msgspec's errors."""

import codecs
import re

import msgspec

from digitpad.core.text import shortened

# UTF-32 before UTF-16, since its mark begins with that of UTF-16.
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "UTF-8",
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def check_byte_order_mark(text: bytes) -> None:
    """Raises ValueError for a text that begins with a byte order mark: JSON allows none."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if text.startswith(mark):
            raise ValueError(
                f"it begins with a byte order mark of {encoding}; save it as UTF-8 without one"
            )


_THINGS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
}


def in_words(error: Exception, within: str = "") -> str:
    """The place and what is wrong there: "sizes[1]: must be a whole number, not text".

    That stands for msgspec's "Expected `int`, got `str` - at `$[1]`", within "sizes".
    """
    what, _, place = str(error).partition(" - at `$")
    what = shortened(_in_words(what) if isinstance(error, msgspec.MsgspecError) else what)
    place = (within + place.rstrip("`")).lstrip(".")
    return f"{place}: {what}" if place else what


def _in_words(what: str) -> str:
    if what == "Input data was truncated":
        return "it breaks off before its end, as if it was not written or copied whole"
    if missing := re.fullmatch("Object missing required field `(.*)`", what):
        return f"the key {missing.group(1)} is missing"
    if expected := re.fullmatch(r"Expected `([^`]*)`([^,]*)(?:, got (.*))?", what):
        wanted, bound, got = expected.groups()
        if got == "`float`" and "float" not in wanted:
            return f"must be {_things(wanted)}, not a fraction"
        text = f"must be {_things(wanted)}{_bound(bound, wanted)}"
        return f"{text}, not {_things(got)}" if got else text
    if unknown := re.fullmatch("Invalid enum value (.*)", what):
        return f"{unknown.group(1)} is none of the values it may have"
    is_short = what[:2].isupper()  # as JSON is
    return (what if is_short else what[:1].lower() + what[1:]).replace("`", "")


def _things(types: str) -> str:
    """Types in words: "a list or null" for `array | null`."""
    return " or ".join(_THINGS.get(kind, kind) for kind in types.strip("`").split(" | "))


def _bound(bound: str, wanted: str) -> str:
    """A bound in words: " from 0 on" for >= 0, " of 2 entries" for an array of length 2."""
    bound = re.sub(r">= (\S+?)(\.0)?$", r"from \1 on", bound).replace("<=", "up to")
    if "of length" in bound:
        bound = bound.replace("of length", "of")
        return f"{bound} {'letters' if 'str' in wanted else 'entries'}"
    return bound
