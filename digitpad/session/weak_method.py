"""Weak methods: calls that do not keep alive the object that they are called on."""

from collections.abc import Callable
from types import MethodType
from typing import TypeVar
from weakref import WeakMethod

Result = TypeVar("Result")


def weak_method(call: Callable[[], Result]) -> Callable[[], Result | None]:
    """The same call; where it is a method of an object that is gone, it does nothing.

    Qt keeps alive what it calls, and Python's garbage collector cannot see that: a window whose
    own method is connected would never be freed.
    """
    if not isinstance(call, MethodType):
        return call
    method = WeakMethod(call)

    def call_if_there() -> Result | None:
        found = method()
        return None if found is None else found()

    return call_if_there
