"""Digits of other scripts mean what they mean."""

import errno

import pytest

from digitpad.core.learning.architecture import parse_hidden_layers
from digitpad.core.text import counted, reason_of, western


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0.5", "0.5"),
        ("٠٫٥", "0.5"),
        ("۱٫۵", "1.5"),
        ("۱۲٬۳۴۵", "12,345"),
        ("−3", "-3"),
        ("१२", "12"),
        ("½", "½"),
        ("²", "²"),
        ("日本", "日本"),
    ],
)
def test_text_in_western_digits(typed, meant):
    assert western(typed) == meant


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


def test_hidden_layers_are_read_in_any_script():
    assert parse_hidden_layers("۱۰۰، ۳۰") == (100, 30)
    with pytest.raises(ValueError, match="²"):
        parse_hidden_layers("²")
