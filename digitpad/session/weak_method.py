"""Weak methods can be called, but do not keep their object alive."""

from collections.abc import Callable
from types import MethodType
from typing import TypeVar
from weakref import WeakMethod

Result = TypeVar("Result")


def weak_method(call: Callable[[], Result]) -> Callable[[], Result | None]:
    """The same call without a reference to its object; once that is gone, it does nothing.

    Qt keeps alive what it calls, which Python's garbage collector cannot see. A window whose own
    method is connected would never be freed.
    """
    if not isinstance(call, MethodType):
        return call
    method = WeakMethod(call)

    def call_if_there() -> Result | None:
        found = method()
        return None if found is None else found()

    return call_if_there
