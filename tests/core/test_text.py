"""What is wrong is said in our own words, not in those of a library or of the system."""

import errno
from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import Meta

from digitpad.core.files.json_text import in_words
from digitpad.core.text import counted, reason_of


class Thing(msgspec.Struct):
    size: int
    name: Annotated[str, Meta(max_length=3)] = ""
    kind: Literal["x", "y"] = "x"
    pair: tuple[int, int] = (1, 2)
    count: Annotated[int, Meta(ge=0, le=5)] = 0
    seed: int | None = None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{}", "the key size is missing"),
        ('{"size": "x"}', "size: must be a whole number, not text"),
        ('{"size": 1.5}', "size: must be a whole number, not a fraction"),
        ('{"size": null}', "size: must be a whole number, not null"),
        ('{"size": 1, "name": "abcd"}', "name: must be text of up to 3 letters"),
        ('{"size": 1, "kind": "z"}', "kind: 'z' is none of the values it may have"),
        ('{"size": 1, "pair": [1]}', "pair: must be a list of 2 entries"),
        ('{"size": 1, "pair": [1, {}]}', "pair[1]: must be a whole number, not an object"),
        ('{"size": 1, "count": -1}', "count: must be a whole number from 0 on"),
        ('{"size": 1, "count": 9}', "count: must be a whole number up to 5"),
        ('{"size": 1, "seed": []}', "seed: must be a whole number or null, not a list"),
        ("[]", "must be an object, not a list"),
        ("{", "it breaks off before its end, as if it was not written or copied whole"),
    ],
)
def test_words(text, words):
    with pytest.raises(msgspec.MsgspecError) as raised:
        msgspec.json.decode(text, type=Thing)
    assert in_words(raised.value) == words


def test_a_place_stands_within_another_and_other_errors_stay_as_they_are():
    with pytest.raises(msgspec.ValidationError) as raised:
        msgspec.json.decode('["x"]', type=list[int])
    assert in_words(raised.value, "sizes") == "sizes[0]: must be a whole number, not text"
    assert in_words(ValueError("There is none."), "sizes") == "sizes: There is none."


# Of the system, and of counts


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOENT, "it is not there"),
        (errno.EACCES, "permission is denied"),
        (errno.ENOSPC, "the disk is full"),
        (errno.ETIMEDOUT, "it took too long to answer"),
        (errno.ENOTEMPTY, "Das Verzeichnis ist nicht leer"),  # people hardly meet this one
    ],
)
def test_what_the_system_refuses_is_said_in_our_own_language(number, words):
    assert reason_of(OSError(number, "Das Verzeichnis ist nicht leer")) == words
    assert reason_of(OSError("it is closed")) == "it is closed"


def test_counts_have_their_plural_and_their_thousands():
    assert [counted(n, "epoch") for n in (0, 1, 1234)] == ["0 epochs", "1 epoch", "1,234 epochs"]
