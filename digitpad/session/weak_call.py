"""Calls that do not keep alive what they call. No Qt."""

from collections.abc import Callable
from types import MethodType
from typing import TypeVar
from weakref import WeakMethod

Result = TypeVar("Result")


def weakly(call: Callable[[], Result]) -> Callable[[], Result | None]:
    """The same call. Where it is a method of something that is gone, it does nothing.

    Qt keeps alive what it calls, and Python does not see that: a window whose method is called so
    would outlive all that know of it.
    """
    if not isinstance(call, MethodType):
        return call
    method = WeakMethod(call)

    def call_if_there() -> Result | None:
        found = method()
        return None if found is None else found()

    return call_if_there
