"""What is wrong is said in our own words, not in those of a library or of the system."""

import errno

import msgspec
import pytest

from digitpad.core.text import counted, in_words, reason_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('["x"]', "[0]: Expected int, got str"),
        ("7", "Expected array, got int"),
        ("[", "Input data was truncated"),
    ],
)
def test_what_is_wrong_with_json_begins_with_its_place(text, words):
    with pytest.raises(msgspec.MsgspecError) as raised:
        msgspec.json.decode(text, type=list[int])
    assert in_words(raised.value) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOENT, "it is not there"),
        (errno.EACCES, "permission is denied"),
        (errno.ENOSPC, "the disk is full"),
        (errno.ENOTEMPTY, "Das Verzeichnis ist nicht leer"),  # people hardly meet this one
    ],
)
def test_what_the_system_refuses_is_said_in_our_own_language(number, words):
    assert reason_of(OSError(number, "Das Verzeichnis ist nicht leer")) == words
    assert reason_of(OSError("it is closed")) == "it is closed"


def test_counts_have_their_plural_and_their_thousands():
    assert [counted(n, "epoch") for n in (0, 1, 1234)] == ["0 epochs", "1 epoch", "1,234 epochs"]
