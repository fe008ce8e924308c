"""One window for one store: a second start hands its file to the window that is there. No Qt.

A lock beside the store, which the operating system drops when its process ends, says whether a
window is there. A socket beside it, on Windows a pipe, takes the file: one message with the display
and the path as bytes, and one word as the answer.
"""

import hashlib
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path

from digitpad.core.text import reason_of

TAKEN, ELSEWHERE, CLOSING = b"taken", b"on another display", b"closing"
PATIENCE = 5.0  # seconds that a second start waits for an answer, or for the lock
LOOK_EVERY = 0.05  # seconds
LONGEST_MESSAGE = 1 << 16  # bytes; no path is longer
LONGEST_ADDRESS = 100  # bytes of a socket's path; systems allow 104 or more

Take = Callable[[str], bytes]
_held: set[Path] = set()  # locks of this process, whose own locks do not exclude one another


def display() -> str:
    """The display that a window of this process opens on."""
    return " ".join(os.environ.get(name, "") for name in ("WAYLAND_DISPLAY", "DISPLAY"))


class Instance:
    """This process's claim to be the one that has the window."""

    def __init__(self, store: Path) -> None:
        """store: the path of the store; its folder is made."""
        self._lock = store.with_name("digitpad.lock")
        self._file: int | None = None
        self.refusal = ""
        """Why the lock cannot be taken, if that is not because another process has it."""
        self._listener: Listener | None = None
        self._thread: threading.Thread | None = None
        self._waiting: list[str] = []  # paths that came before there was a window
        self._take: Take | None = None
        self._changing = threading.Lock()

    # The lock.

    def take(self, seconds: float = 0.0) -> bool:
        """Take the lock, if it is free within this time. Returns whether this process has it."""
        late = time.monotonic() + seconds
        while not self._try():
            if self.refusal or time.monotonic() >= late:
                return False
            time.sleep(LOOK_EVERY)
        return True

    def _try(self) -> bool:
        if self._lock in _held:
            return self._file is not None
        try:
            self._lock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            self.refusal = f"{self._lock} cannot be opened: {reason_of(error, self._lock)}"
            return False
        try:
            _lock(file)
        except OSError:
            os.close(file)
            return False
        self._file = file
        _held.add(self._lock)
        return True

    def why_not(self) -> str:
        """Why this process keeps nothing, as a sentence; empty if it has the lock."""
        if self._file is not None:
            return ""
        why = self.refusal or "digitpad is open elsewhere"
        return f"Nothing is kept by this window: {why}."

    def release(self) -> None:
        """Take no more files, and release the lock."""
        self.close()
        if self._file is not None:
            _held.discard(self._lock)
            os.close(self._file)  # which drops the lock
            self._file = None

    # The window that is there.

    def listen(self) -> None:
        """Take files from now on; they wait until `serve` is called."""
        mask = os.umask(0o177)  # only this user may open the socket
        try:
            address = self._address()
            if sys.platform != "win32":
                Path(address).unlink(missing_ok=True)  # of a process that was killed
            self._listener = Listener(address, _family())
        except OSError:  # such as a disk without sockets: a second start then says so
            return
        finally:
            os.umask(mask)
        self._thread = threading.Thread(target=self._serve, name="second starts", daemon=True)
        self._thread.start()

    def serve(self, take: Take) -> None:
        """Give all paths to this function, which returns the answer. "" is a start without one."""
        with self._changing:
            self._take, waiting = take, self._waiting
            self._waiting = []
        for path in waiting:
            take(path)

    def close(self) -> None:
        """Take no more files."""
        if self._listener is None:
            return
        self._take = None
        listener, self._listener = self._listener, None
        with suppress(OSError, EOFError):  # wakes the thread
            Client(self._address(), _family()).close()
        if self._thread is not None:
            self._thread.join(PATIENCE)
        with suppress(OSError):
            listener.close()

    def _serve(self) -> None:
        while (listener := self._listener) is not None:
            # A second start that was ended meanwhile is no matter.
            with suppress(OSError, EOFError), listener.accept() as connection:
                if self._listener is None:
                    connection.send_bytes(CLOSING)
                elif connection.poll(PATIENCE):
                    connection.send_bytes(self._answer(connection))

    def _answer(self, connection: Connection) -> bytes:
        shown_on, _, path = connection.recv_bytes(LONGEST_MESSAGE).partition(b"\0")
        if connection.poll():  # it has hung up: this process was stopped for a while
            raise EOFError
        if os.fsdecode(shown_on) != display():
            return ELSEWHERE
        with self._changing:
            take = self._take
            if take is None:
                self._waiting.append(os.fsdecode(path))
                return TAKEN
        return take(os.fsdecode(path))

    # A second start.

    def hand_over(self, file: str | None) -> bytes:
        """Give a file to the window that is there. Returns its answer; b"" if there is none.

        CLOSING also if it cannot be reached: its process may just be ending.
        """
        path = "" if file is None else os.path.abspath(file)
        try:
            with Client(self._address(), _family()) as connection:
                connection.send_bytes(b"\0".join(map(os.fsencode, (display(), path))))
                return connection.recv_bytes(LONGEST_MESSAGE) if connection.poll(PATIENCE) else b""
        except (OSError, EOFError):
            return CLOSING

    def _address(self) -> str:
        """Beside the lock, or, if that path is too long for a socket, in the temporary folder."""
        known = hashlib.sha256(os.fsencode(self._lock.resolve())).hexdigest()[:16]
        if sys.platform == "win32":
            return rf"\\.\pipe\digitpad-{known}"
        beside = str(self._lock.with_suffix(".socket"))
        if len(os.fsencode(beside)) <= LONGEST_ADDRESS:
            return beside
        return os.path.join(tempfile.gettempdir(), f"digitpad-{os.getuid()}-{known}.socket")


def _family() -> str:
    return "AF_PIPE" if sys.platform == "win32" else "AF_UNIX"


def _lock(file: int) -> None:
    """Lock an open file. Raises OSError if another process has locked it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
