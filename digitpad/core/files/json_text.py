"""JSON as it comes from a stranger: no key twice, and errors in words that people understand.

`members_of` cuts an object into its values, each still text. No value is parsed for that, so it
takes no longer than msgspec needs to find where values end. `in_words` says what msgspec found.
"""

import codecs
import re
from collections.abc import Mapping

import msgspec
from msgspec import Raw

from digitpad.core.text import short, shortened

LONGEST_KEY = 1000

# The longer ones first: that of UTF-32 begins like that of UTF-16.
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "UTF-8",
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}

_KEY = re.compile(rb'[{,][ \t\n\r]*("(?:[^"\\]|\\.)*")[ \t\n\r]*:[ \t\n\r]*')
_END_OF_VALUE = re.compile(rb"[ \t\n\r]*([,}])")


def check_byte_order_mark(text: bytes) -> None:
    """Raises ValueError for a text that begins with one, which JSON does not allow."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if text.startswith(mark):
            raise ValueError(
                f"is not JSON: it begins with a byte order mark of {encoding}; save it as UTF-8 "
                "without one"
            )


def members_of(text: bytes, place: str = "") -> dict[str, Raw]:
    """The text of each value of an object, by its key.

    Raises ValueError if a key stands twice, of which msgspec would keep the last.
    """
    members = msgspec.json.decode(text, type=dict[str, Raw])
    if max(map(len, members), default=0) > LONGEST_KEY:
        raise ValueError(f"it has a key of more than {LONGEST_KEY:,} characters")
    key = _repeated_key(text, members)
    if key is not None:
        raise ValueError(f"the key {short(key)} stands twice{place and f' in {place}'}")
    return members


def _repeated_key(text: bytes, members: Mapping[str, Raw]) -> str | None:
    """A key that stands twice in an object, whose last values by their keys are `members`.

    To walk from key to key no value need be parsed: unless its key stands twice, it is the member.
    """
    seen = set()
    found = _KEY.search(text)
    while found:
        key = msgspec.json.decode(found[1], type=str)
        value = memoryview(members[key])
        if key in seen or not text.startswith(value, found.end()):
            return key
        seen.add(key)
        end = _END_OF_VALUE.match(text, found.end() + len(value))
        if not end:  # what stands here is longer than the member
            return key
        found = _KEY.match(text, end.start(1))
    return None


_THINGS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
}


def in_words(error: Exception, within: str = "") -> str:
    """What is wrong, after the place: "sizes[1]: must be a whole number, not text".

    That is of msgspec's "Expected `int`, got `str` - at `$[1]`", within "sizes".
    """
    what, _, place = str(error).partition(" - at `$")
    what = shortened(_in_words(what) if isinstance(error, msgspec.MsgspecError) else what)
    place = (within + place.rstrip("`")).lstrip(".")
    return f"{place}: {what}" if place else what


def _in_words(what: str) -> str:
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
    return (what[:1].lower() + what[1:]).replace("`", "")


def _things(types: str) -> str:
    """A list or null, for `array | null`."""
    return " or ".join(_THINGS.get(kind, kind) for kind in types.strip("`").split(" | "))


def _bound(bound: str, wanted: str) -> str:
    """From 0 on, for >= 0; of 2 entries, for the length 2 of an array."""
    bound = re.sub(r">= (\S+?)(\.0)?$", r"from \1 on", bound).replace("<=", "up to")
    if "of length" in bound:
        bound = bound.replace("of length", "of")
        return f"{bound} {'letters' if 'str' in wanted else 'entries'}"
    return bound
