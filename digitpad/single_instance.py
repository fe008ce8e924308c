"""One window for one store: a second start hands its files to the window that is there.

A lock beside the store says whether a window is there; it is free again when its process was
killed. A second start writes a request into a folder beside it, `starts`: the paths, as bytes. The
window looks there twice a second, and takes a request by removing it.
"""

import os
import secrets
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal

from digitpad.core import files
from digitpad.core.text import capitalized, printable, reason_of
from digitpad.session.background import Background

PATIENCE = 15.0  # seconds that a second start waits for the window
LOOK_EVERY = 500  # milliseconds between two looks of the window
TRY_EVERY = 0.05  # seconds between two looks of a second start
ENDING = ".request"
LONGEST_REQUEST = 1 << 16  # bytes


class Instance:
    """This process's claim to be the one that has the window."""

    def __init__(self, store: Path) -> None:
        """store: the path of the store; its folder is made when it is needed."""
        self._lock = QLockFile(str(store.with_name("digitpad.lock")))
        self._starts = store.with_name("starts")
        self.refusal = ""
        """Why the system refuses the lock: the end of a sentence; empty if it does not."""

    def take(self) -> bool:
        """Take the lock, if it is free. Returns whether this process has it."""
        self.refusal = ""
        if self._lock.isLocked():
            return True
        with suppress(OSError):  # then the lock cannot be written, either
            self._starts.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_taken = self._lock.tryLock(0)
        if not is_taken and self._lock.error() is not QLockFile.LockError.LockFailedError:
            self.refusal = self._refusal_of_system()
        return is_taken

    def _refusal_of_system(self) -> str:
        """Why no file can be written where the lock should be; Qt does not say it."""
        try:
            with tempfile.TemporaryFile(dir=self._starts.parent, buffering=0) as probe:
                probe.write(b"a process")
        except OSError as error:
            return reason_of(error)
        return "no file can be locked here"

    def claim(self) -> str:
        """Take the lock, if it is free. Returns why that cannot be, a sentence; empty if it is."""
        if self.take():
            return ""
        if not self.refusal:
            return "digitpad is open elsewhere."
        return printable(f"{capitalized(self.refusal)} ({self._starts.parent}).")

    def release(self) -> None:
        """Release the lock."""
        self._lock.unlock()

    def requests(self) -> list[list[str]]:
        """Take the requests of second starts, the paths of each; none without the lock."""
        if not self._lock.isLocked() or not self._starts.is_dir():
            return []
        taken = []
        for request in self._starts.iterdir():
            with suppress(OSError):  # it was taken back
                if request.suffix != ENDING:  # it is being written
                    continue
                is_whole = request.stat().st_size <= LONGEST_REQUEST
                paths = request.read_bytes().split(b"\0") if is_whole else []
                request.unlink()
                if is_whole:
                    taken.append([os.fsdecode(path) for path in paths if path])
        return taken

    def hand_over(self, paths: Sequence[str]) -> bool:
        """Ask the window that is there to open files. Returns whether there is one, and took them.

        If not, this process has the lock, or may not take it. Raises OSError, with a sentence, if
        the window does not answer, or cannot be asked.
        """
        if self.take() or self.refusal:
            return False
        try:
            request = self._written(b"\0".join(os.fsencode(os.path.abspath(p)) for p in paths))
        except OSError as error:
            reason = f"{self._starts} cannot be written: {reason_of(error)}."
            raise OSError(f"digitpad is open already, and cannot be asked. {reason}") from error
        late = time.monotonic() + PATIENCE
        while request.exists():
            if self.take():
                request.unlink(missing_ok=True)
                return False
            if time.monotonic() >= late:
                break
            time.sleep(TRY_EVERY)
        try:
            request.unlink()
        except FileNotFoundError:
            return True
        raise OSError("digitpad is open already, and does not answer.")

    def _written(self, content: bytes) -> Path:
        """A request with this content, whole."""
        self._starts.mkdir(mode=0o700, exist_ok=True)
        writing = self._starts / secrets.token_hex(8)
        writing.write_bytes(content)
        request = writing.with_suffix(ENDING)
        files.replace(writing, request)
        return request


class SecondStarts(QObject):
    """Lets the thread of files look for requests of second starts, as long as the window lives.

    A window that hangs takes none.
    """

    came = Signal(object)
    """The program was started again; carries the paths of its files, a list of texts."""

    def __init__(self, instance: Instance, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._instance, self._background = instance, background
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._look)
        self._next.start(LOOK_EVERY)

    def _look(self) -> None:
        begin = self._background.run
        begin(self._instance.requests, self._take, OSError, lambda _gone: self._take([]))

    def _take(self, requests: list[list[str]]) -> None:
        for paths in requests:
            self.came.emit(paths)
        self._next.start(LOOK_EVERY)
