"""What the system says is passed on where there are no words of our own for it; and counts."""

import errno

from digitpad.core.text import counted, reason_of


def test_what_has_no_words_of_our_own_is_said_in_those_of_the_system():
    assert reason_of(OSError(errno.ENOTEMPTY, "Das Verzeichnis ist nicht leer")) == (
        "Das Verzeichnis ist nicht leer"
    )
    assert reason_of(OSError("it is closed")) == "it is closed"


def test_counts_have_their_plural_and_their_thousands():
    assert [counted(n, "epoch") for n in (0, 1, 1234)] == ["0 epochs", "1 epoch", "1,234 epochs"]
