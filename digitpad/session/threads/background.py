"""Does slow work, such as files and pictures, on another thread than the window's."""

import queue
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject

from digitpad.session.threads.requests import Relay, Request, Requests, unexpected

Result = TypeVar("Result")

# Seconds that a closing window waits for work under way, as a disk may never answer. A file takes
# its place only when it is whole, so none is left half written.
PATIENCE = 0.5


class Endable(Protocol):
    """Works beside the window's thread, and can be ended."""

    def shut_down(self, seconds: float) -> bool:
        """End it; whether it ended in this time."""


@dataclass(eq=False, slots=True, kw_only=True)
class _Job(Request):
    """A piece of work. error: what it may raise; its text is a sentence."""

    work: Callable[[], Any]
    error: type[Exception]


class Background(QObject):
    """One thread that does one piece of work after the other, in the order they were given.

    Results are handled on the window's thread, when it is idle. The thread is a daemon, so a disk
    that never answers cannot keep the program from ending.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._requests = Requests[_Job](self)
        self._steps: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._leaving: list[threading.Thread] = []  # threads that end after their last work

    def run(
        self,
        work: Callable[[], Result],
        then: Callable[[Result], object],
        error: type[Exception],
        failed: Callable[[str], object],
    ) -> None:
        """Do `work` on the thread, then call `then` with its result, or `failed` with a sentence.

        error: what the work may raise; its text is the sentence. Any other exception is a mistake
        in digitpad: it is printed, and the sentence says so.
        """
        if self._thread is None:
            self._thread = threading.Thread(
                target=_do_all,
                args=(self._steps, self._requests.relay),
                name="background",
                daemon=True,
            )
            self._thread.start()
        job = _Job(take=then, refuse=failed, work=work, error=error)
        self._requests.add(job)
        self._steps.put(job)

    def shut_down(self, seconds: float = PATIENCE) -> bool:
        """Wait for the work under way, but no longer than this. Returns whether it is done."""
        self._leave()
        deadline = time.monotonic() + seconds
        for thread in self._leaving:
            thread.join(max(0.0, deadline - time.monotonic()))
        self._leaving = [thread for thread in self._leaving if thread.is_alive()]
        return not self._leaving

    def give_up(self) -> None:
        """Drop the results of the work under way, and never wait for it."""
        self._leave()
        self._leaving.clear()
        for job in self._requests.held.values():
            job.give_up()
        self._requests.held.clear()

    def _leave(self) -> None:
        """Let the thread end after the work it was given; the next work gets a new thread."""
        if self._thread is not None:
            self._steps.put(None)
            self._leaving.append(self._thread)
            self._thread, self._steps = None, queue.SimpleQueue()


def shut_down(workers: Iterable[Endable], seconds: float = PATIENCE) -> None:
    """Wait for the work of all of these, but no longer than `seconds` in all."""
    deadline = time.monotonic() + seconds
    for worker in workers:
        worker.shut_down(max(0.0, deadline - time.monotonic()))


def _do_all(steps: "queue.SimpleQueue[_Job | None]", relay: Relay) -> None:
    while (job := steps.get()) is not None:
        _do(job, relay)
        relay.ended.emit(job.number)


def _do(job: _Job, relay: Relay) -> None:
    try:
        result = job.work()
    except job.error as reason:
        relay.failed.emit(job.number, str(reason))
    except BaseException as mistake:
        relay.failed.emit(job.number, unexpected(mistake))
    else:
        relay.answered.emit(job.number, result)
