"""Locks between processes: files that a process keeps locked for as long as it lives. No Qt."""

import os
import sys
import time
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Open files, so that a window that a script forgets keeps its locks until the process ends.
_held: dict[Path, BinaryIO] = {}

LOOK_EVERY = 0.02  # seconds; the system itself would wait for a lock without end


def acquire(path: Path, patience: float = 0.0) -> bool:
    """Take a lock. False if another process, or this one, keeps it for `patience` seconds.

    Raises OSError if the file cannot be made.
    """
    late = time.monotonic() + patience
    while not _acquire_now(path):
        if time.monotonic() >= late:
            return False
        time.sleep(LOOK_EVERY)
    return True


def _acquire_now(path: Path) -> bool:
    if path in _held:
        return False
    while True:
        file = open(path, "a+b")  # noqa: SIM115
        try:
            if sys.platform == "win32":
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # The process that released it meanwhile has removed the file that we locked.
            if _is_at(file, path):
                _held[path] = file
                return True
        except (BlockingIOError, PermissionError):
            return False
        finally:
            if _held.get(path) is not file:
                file.close()


def is_held(path: Path) -> bool:
    """Whether this process has a lock."""
    return path in _held


def renew(path: Path) -> bool:
    """Keep a lock that this process has, even if somebody has removed its file."""
    file = _held.get(path)
    if file is not None and _is_at(file, path):
        return True
    if file is not None:
        del _held[path]
        file.close()
    return acquire(path)


def _is_at(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.lstat())
    except FileNotFoundError:
        return False


def release(path: Path) -> None:
    """Let go of a lock that this process may hold, and remove its file."""
    file = _held.pop(path, None)
    if file is not None:
        if sys.platform != "win32" and _is_at(file, path):  # while it is still ours
            path.unlink(missing_ok=True)
        file.close()
        if sys.platform == "win32":  # which removes no open file
            path.unlink(missing_ok=True)
