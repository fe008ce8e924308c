"""Second starts of the program, which hand their file to this window."""

import queue
import time

from PySide6.QtCore import QObject, Signal

from digitpad.single_instance import CLOSING, PATIENCE, TAKEN, Instance

LOOK_EVERY = 0.05  # seconds between two looks whether the window closes
MOST = PATIENCE - 1  # seconds after which a second start is left alone, before it gives up


class SecondStarts(QObject):
    """Answers second starts, on the window's thread: a window that hangs takes nothing."""

    came = Signal(str)
    """The program was started again; carries the path of its file, or ""."""
    _asked = Signal(str, object)

    def __init__(self, instance: Instance, parent: QObject) -> None:
        super().__init__(parent)
        self._instance, self._is_over = instance, False
        self._asked.connect(self._take)

    def begin(self) -> None:
        """Take those that have come, and those to come."""
        self._instance.serve(self._answer)

    def end(self) -> None:
        """Take no more: the window closes."""
        self._is_over = True

    def _answer(self, path: str) -> bytes:
        """The answer to a second start. Called on the thread that hears it."""
        answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        late = time.monotonic() + MOST
        self._asked.emit(path, (answers, late))
        while not self._is_over and time.monotonic() < late:
            try:
                return answers.get(timeout=LOOK_EVERY)
            except queue.Empty:
                continue
        return CLOSING

    def _take(self, path: str, asked: "tuple[queue.SimpleQueue[bytes], float]") -> None:
        answers, late = asked
        if not self._is_over and time.monotonic() < late:
            answers.put(TAKEN)
            self.came.emit(path)
