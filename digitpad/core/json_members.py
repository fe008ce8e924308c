"""The members of a JSON object, each still text, so that a key which stands twice can be refused.

No value is parsed for it, so that it takes no longer than msgspec needs to find where values end.
"""

import codecs
import re
from collections.abc import Mapping

import msgspec
from msgspec import Raw

from digitpad.core.sentences import short

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
