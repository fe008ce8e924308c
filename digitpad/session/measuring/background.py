"""Work that would take too long for the window's thread: files, disks, pictures."""

import queue
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

Result = TypeVar("Result")
Step = Callable[[], object]

# Seconds that the window waits, when it closes, for what it has begun: a disk may never answer.
# What is written takes its place when it is whole, so that nothing half done is left.
PATIENCE = 0.5


class _Relay(QObject):
    """Carries results to the window's thread. It lives as long as the work, the window may not."""

    done = Signal(object)  # what the window's thread is to call


class Background(QObject):
    """One thread that does one piece of work after the other, in the order they were given.

    What is done with a result is done on the window's thread, when that has nothing else to do.
    The thread keeps no program from ending, since a disk may keep it waiting for ever.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._relay = _Relay()
        self._relay.done.connect(self._call)
        self._steps: queue.SimpleQueue[Callable[[], Step] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._leaving: list[threading.Thread] = []  # threads that are to end
        self.is_ending = threading.Event()
        """Set while somebody waits for the work to end: what takes long looks at it."""

    def run(
        self,
        work: Callable[[], Result],
        then: Callable[[Result], object],
        error: type[Exception],
        failed: Callable[[str], object],
    ) -> None:
        """Work on the thread; then use the result, or say why there is none.

        error: what the work may raise; `failed` is given its sentence. Whatever else is raised is
        a mistake of ours: `failed` hears of it all the same, and it is printed for whoever looks.
        """

        def attempt() -> Step:
            try:
                result = work()
            except error as reason:
                sentence = str(reason)
            except BaseException as mistake:
                traceback.print_exception(mistake)
                sentence = f"Something unexpected went wrong: {type(mistake).__name__}: {mistake}."
            else:
                return lambda: then(result)
            return lambda: failed(sentence)

        if self._thread is None:
            self._thread = threading.Thread(
                target=_do_all, args=(self._steps, self._relay), name="background", daemon=True
            )
            self._thread.start()
        self._steps.put(attempt)

    def shut_down(self, seconds: float = PATIENCE) -> bool:
        """Wait until all that was begun is done, but no longer than this; whether it is done."""
        self._leave()
        deadline = time.monotonic() + seconds
        self.is_ending.set()
        for thread in self._leaving:
            thread.join(max(0.0, deadline - time.monotonic()))
        self.is_ending.clear()
        self._leaving = [thread for thread in self._leaving if thread.is_alive()]
        return not self._leaving

    def give_up(self) -> None:
        """Use no result of what was begun, and never wait for it."""
        self._leave()
        self._leaving.clear()
        self._relay.done.disconnect(self._call)
        self._relay = _Relay()
        self._relay.done.connect(self._call)

    def _leave(self) -> None:
        """Let the thread end with what it has been given; the next work gets another one."""
        if self._thread is not None:
            self._steps.put(None)
            self._leaving.append(self._thread)
            self._thread, self._steps = None, queue.SimpleQueue()

    def _call(self, then: Step) -> None:
        then()


def shut_down(backgrounds: Iterable[Background], seconds: float = PATIENCE) -> None:
    """Wait until all of these have done what they have begun, but no longer than this."""
    deadline = time.monotonic() + seconds
    for background in backgrounds:
        background.shut_down(max(0.0, deadline - time.monotonic()))


def _do_all(steps: "queue.SimpleQueue[Callable[[], Step] | None]", relay: _Relay) -> None:
    while (step := steps.get()) is not None:
        relay.done.emit(step())
