"""What the window's thread has asked of another one, and who is told what that finds out."""

import itertools
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal


@dataclass(eq=False, slots=True, kw_only=True)
class Request:
    """What was asked of a thread, which speaks of it by its number.

    take: is given what the thread finds out. refuse: is given a sentence, where it fails. Both are
    None where nobody waits for it any more.
    """

    number: int
    take: Callable[[Any], object] | None
    refuse: Callable[[str], object] | None

    def give_up(self) -> None:
        """Tell nobody of it."""
        self.take = self.refuse = None


AnyRequest = TypeVar("AnyRequest", bound=Request)


class Relay(QObject):
    """Carries what a thread says to the window's thread.

    It lives as long as the thread, even if the window does not.
    """

    answered = Signal(int, object)
    """The number of a request, and what is known of its answer."""
    failed = Signal(int, object)
    """Carries a sentence: an object, as not every file's name fits into one of Qt's strings."""
    ended = Signal(int)
    """The thread has let go of the request."""


class Requests(QObject, Generic[AnyRequest]):
    """All requests that a thread may still hold, by number; later ones have larger numbers.

    So the window's thread is the last to hold those who wait for an answer, and no widget is
    destroyed on another one.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.relay = Relay()
        self.relay.answered.connect(self._take)
        self.relay.failed.connect(self._refuse)
        self.relay.ended.connect(self.forget)
        self.held: dict[int, AnyRequest] = {}
        self._numbers = itertools.count(1)

    def new_number(self) -> int:
        """The number of the next request."""
        return next(self._numbers)

    def add(self, request: AnyRequest) -> None:
        """Hold a request until the thread has let go of it."""
        self.held[request.number] = request

    def forget(self, number: int) -> None:
        """Hold a request no longer."""
        self.held.pop(number, None)

    def _take(self, number: int, answer: Any) -> None:
        request = self.held.get(number)
        if request is not None and request.take is not None:
            request.take(answer)

    def _refuse(self, number: int, sentence: str) -> None:
        request = self.held.get(number)
        if request is not None and request.refuse is not None:
            request.refuse(sentence)


def unexpected(mistake: BaseException) -> str:
    """A sentence about a mistake in digitpad, which is printed, as the window lives on."""
    traceback.print_exception(mistake)
    return f"Something unexpected went wrong: {type(mistake).__name__}: {mistake}."
