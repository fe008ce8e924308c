"""Work that is done in steps, and gives its result at the end."""

from collections.abc import Generator
from typing import TypeVar

Result = TypeVar("Result")


def result_of(steps: Generator[object, None, Result]) -> Result:
    """Do all steps, and return what they lead to."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
