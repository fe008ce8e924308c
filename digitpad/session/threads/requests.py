"""Requests of the window's thread to another one, and the way back of the answers."""

import itertools
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal


@dataclass(eq=False, slots=True, kw_only=True)
class Request:
    """What was asked of a thread.

    take: is given what the thread finds out. refuse: is given a sentence, where it fails. Both are
    None once nobody waits for it. number: what the thread calls it, from when it is added.
    """

    take: Callable[[Any], object] | None
    refuse: Callable[[str], object] | None
    number: int = 0

    def give_up(self) -> None:
        self.take = self.refuse = None


AnyRequest = TypeVar("AnyRequest", bound=Request)


class Relay(QObject):
    """Carries signals of a thread to the window's thread. It lives as long as the thread."""

    answered = Signal(int, object)
    """Carries the number of a request, and its answer or a part of it."""
    failed = Signal(int, object)
    """Carries its number and a sentence, as an object: Qt's strings cannot hold every file name."""
    ended = Signal(int)
    """The thread is done with the request."""


class Requests(QObject, Generic[AnyRequest]):
    """Holds the requests that are not answered yet, by number; later ones have larger numbers."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.relay = Relay()
        self.relay.answered.connect(self._take)
        self.relay.failed.connect(self._refuse)
        self.relay.ended.connect(self.forget)
        self.held: dict[int, AnyRequest] = {}
        self._numbers = itertools.count(1)

    def add(self, request: AnyRequest) -> None:
        """Number a request, and hold it until the thread is done with it."""
        request.number = next(self._numbers)
        self.held[request.number] = request

    def forget(self, number: int) -> None:
        request = self.held.pop(number, None)
        if request is not None:
            request.give_up()  # here, as a widget must not be destroyed on the other thread

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
