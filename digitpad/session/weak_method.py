"""Weak methods can be called, but do not keep their object alive."""

from collections.abc import Callable
from types import MethodType
from typing import TypeVar
from weakref import WeakMethod

Result = TypeVar("Result")


def weak_method(call: Callable[[], Result]) -> Callable[[], Result | None]:
    """The same call without a reference to its object; once that is gone, it does nothing.

    Qt keeps alive what it calls, unseen by Python's garbage collector: a window with a method of
    its own connected would never be freed.
    """
    if not isinstance(call, MethodType):
        return call
    method = WeakMethod(call)

    def call_if_there() -> Result | None:
        bound = method()
        return None if bound is None else bound()

    return call_if_there
