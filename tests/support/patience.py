"""Tests wait long, since a CI machine may be busy; only a failing one waits to the end."""

import inspect
import os
import time
from collections.abc import Callable

SECONDS = 60 if os.environ.get("CI") else 30
MILLISECONDS = 1000 * SECONDS


def wait_for(fact: Callable[[], object], pause: Callable[[], object]) -> object:
    """Return the fact as soon as it is true and no assertion in it fails; pause between two looks.

    If it does not come true in time, the test fails and says what it awaited.
    """
    late = time.monotonic() + SECONDS
    while True:
        why = None
        try:
            if value := fact():
                return value
        except AssertionError as error:
            why = error
        if time.monotonic() > late:
            raise AssertionError(f"it did not come true that {in_words(fact)}") from why
        pause()


def in_words(fact: Callable[[], object]) -> str:
    """The source of a function of a test and the values that it uses, or another one's name."""
    if not inspect.isfunction(fact):
        return repr(fact)
    return f"{inspect.getsource(fact).strip()}, with {inspect.getclosurevars(fact).nonlocals}"
