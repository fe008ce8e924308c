"""Words for counts, and for what the system refuses."""

import errno

import pytest

from digitpad.core.text import counted, reason_of


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
