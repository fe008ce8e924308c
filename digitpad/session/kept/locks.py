"""Locks that a process holds for as long as it lives, by files that it keeps locked. No Qt."""

import os
import sys
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Kept here so that no window that is merely forgotten, as in a script, lets go of its own before
# the process ends.
_held: dict[Path, BinaryIO] = {}


def acquire(path: Path) -> bool:
    """Take a lock, unless somebody has it already, such as another window of this process.

    Raises OSError where the file cannot be made.
    """
    if path in _held:
        return False
    while True:
        file = open(path, "ab")  # noqa: SIM115  it stays open as long as the lock is held
        try:
            if sys.platform == "win32":
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            file.close()
            return False
        # Whoever released it meanwhile has removed the file that we locked.
        if _is_at(file, path):
            _held[path] = file
            return True
        file.close()


def _is_at(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def release(path: Path) -> None:
    """Let go of a lock that this process may hold, and remove its file."""
    file = _held.pop(path, None)
    if file is not None:
        if sys.platform != "win32":  # while it is still ours
            path.unlink(missing_ok=True)
        file.close()
        if sys.platform == "win32":  # which removes no open file
            path.unlink(missing_ok=True)
