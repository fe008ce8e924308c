"""Work that would take too long for the window's thread: files, disks, pictures."""

import threading
import traceback
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QThreadPool, Signal

Result = TypeVar("Result")


class Background(QObject):
    """One thread that does one piece of work after the other, in the order they were given.

    What is done with a result is done on the window's thread, when that has nothing else to do.
    """

    _done = Signal(object)  # what the window's thread is to call

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self.is_ending = threading.Event()
        """Set while somebody waits for the work to end: what takes long looks at it."""
        self._done.connect(self._call)

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

        def run() -> None:
            try:
                result = work()
            except error as reason:
                sentence = str(reason)
            except BaseException as mistake:
                traceback.print_exception(mistake)
                sentence = f"Something unexpected went wrong: {type(mistake).__name__}: {mistake}."
            else:
                self._done.emit(lambda: then(result))
                return
            self._done.emit(lambda: failed(sentence))

        self._pool.start(run)

    def shut_down(self) -> None:
        """Wait until all that was begun is done."""
        self.is_ending.set()
        self._pool.waitForDone()
        self.is_ending.clear()

    def _call(self, then: Callable[[], object]) -> None:
        then()
