"""A file has a temporary name while it is being written, and is locked until it is whole.

The system frees the lock when the process ends, even if it is killed. So a temporary file without
a lock was left behind by a killed process, and can be removed. (Windows and a few network file
systems have no such lock: there such files stay.)
"""

import contextlib
import os
import re
import secrets
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

# The file's own name is no part of it, as that may already be as long as the disk allows.
_NAME = re.compile(r"\.digitpad-[0-9a-f]{16}\.tmp")


@contextlib.contextmanager
def temporary_file(folder: Path, mode: int) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file with these permissions, less the umask, and its path.

    The caller renames the file when it is whole. If an error is raised before, it is removed.
    """

    def create(name: str, flags: int) -> int:
        # The mode is set from the start, so that the file is never readable for too many.
        return os.open(name, flags, mode)

    while True:
        path = folder / f".digitpad-{secrets.token_hex(8)}.tmp"
        with open(path, "xb", opener=create) as file:
            # Before we locked it, another process may have taken it for abandoned.
            if _is_taken(file):
                continue
            try:
                yield path, file
                return
            except BaseException:
                # The first error is the one to report, even if cleaning up fails as well.
                with contextlib.suppress(OSError):
                    file.close()
                with contextlib.suppress(OSError):
                    os.unlink(path)
                raise


def _is_taken(file: BinaryIO) -> bool:
    """Lock a new file. Returns whether another process was faster, and is removing it."""
    try:
        _lock(file)
    except BlockingIOError:
        return True
    return sys.platform != "win32" and os.fstat(file.fileno()).st_nlink == 0


def remove_abandoned(folder: Path) -> None:
    """Remove our own temporary files from a folder, if the processes that wrote them are gone."""
    if sys.platform == "win32":
        return
    try:
        paths = [folder / name for name in os.listdir(folder) if _NAME.fullmatch(name)]
    except OSError:  # a folder may allow writing and forbid listing
        return
    for path in paths:
        with contextlib.suppress(OSError):
            _remove_if_abandoned(path)


def _remove_if_abandoned(path: Path) -> None:
    # Nothing but a file of ours is opened.
    if not _is_ours(path.lstat()):
        return
    handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(handle, "rb") as file:
        if _lock(file) and os.path.samestat(os.fstat(handle), path.lstat()):
            os.unlink(path)


def _is_ours(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid() and status.st_nlink == 1


def _lock(file: BinaryIO) -> bool:
    """Lock a file until it is closed. Returns False where there are no locks.

    Raises BlockingIOError where another process has locked it.
    """
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:
        return False
    return True
