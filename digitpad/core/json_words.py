"""What msgspec says of JSON that is not as it should be, in the words of a person who reads it."""

import re

import msgspec

from digitpad.core.sentences import shortened

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
