"""A thread beside the window's that does slow work with files, one piece after the other.

A window has two: one for the files that a person opens and saves, and one for the store.
"""

import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

Result = TypeVar("Result")

# Seconds that a closing window waits for work under way, as a disk may be slow. The program itself
# waits longer at its end.
PATIENCE = 0.5


class Background(QObject):
    """Does pieces of work one after the other, in the order given.

    Results are handled on the window's thread, when it is idle.
    """

    _done = Signal(object)
    """Carries a function to call on the window's thread."""

    def __init__(self, parent: QObject, name: str) -> None:
        """name: of the thread, and of this object."""
        super().__init__(parent)
        self.setObjectName(name)
        self._thread = ThreadPoolExecutor(1, name)
        self._last: Future[Any] | None = None  # the work that was given last
        self._is_over = False
        self._done.connect(lambda tell: tell(), Qt.ConnectionType.QueuedConnection)

    def submit(self, work: Callable[[], Result]) -> Future[Result]:
        """Do `work` on the thread. After `shut_down` it is cancelled: nobody waits for it."""
        if self._is_over:
            future: Future[Result] = Future()
            future.cancel()
            return future
        self._last = future = self._thread.submit(work)
        return future

    def tell(self, do: Callable[[], object]) -> None:
        """Call a function on the window's thread. Any thread may ask for that."""
        self._done.emit(do)

    def run(
        self,
        work: Callable[[], Result],
        then: Callable[[Result], object],
        error: type[Exception] | tuple[type[Exception], ...],
        failed: Callable[[str], object],
    ) -> None:
        """Do `work` on the thread, then call `then` with its result, or `failed` with a sentence.

        error: exceptions whose text is the sentence. Any other exception is a mistake in digitpad:
        it is printed, and the sentence says so.
        """

        def do() -> None:
            try:
                tell = partial(then, work())
            except error as reason:
                tell = partial(failed, str(reason))
            except BaseException as mistake:
                tell = partial(failed, unexpected(mistake))
            self.tell(tell)

        self.submit(do)

    def shut_down(self, seconds: float = PATIENCE) -> bool:
        """Wait for all work given so far, but no longer than this. Returns whether it is done."""
        self._is_over = True
        self._thread.shutdown(wait=False)
        is_done = self._last is None or not wait([self._last], seconds).not_done
        if is_done:
            self._thread.shutdown()  # its thread ends now
        return is_done


def unexpected(mistake: BaseException) -> str:
    """Print a mistake in digitpad, since the window lives on; returns a sentence about it."""
    traceback.print_exception(mistake)
    return f"Something unexpected went wrong: {type(mistake).__name__}: {mistake}."
