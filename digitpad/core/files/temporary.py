"""A file that is being written stands under a temporary name, locked, until it is whole.

The system gives up the lock when the process ends, however it ends. So a temporary file that
nobody has locked was left behind by a process that was killed. (Windows has no such lock, and a
few file systems of networks have none: there such files stay.)
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

# Not made from the file's name, which may be as long as the disk allows already.
_NAME = re.compile(r"\.digitpad-[0-9a-f]{16}\.tmp")


@contextlib.contextmanager
def temporary_file(folder: Path, mode: int) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file with these permissions, less the umask, and its path; gone if an error is raised.

    Whoever renames the file has done all: it is no longer at its path then.
    """

    def create(name: str, flags: int) -> int:
        # With its mode from the start: nobody may read it meanwhile who may not read it in the
        # end.
        return os.open(name, flags, mode)

    while True:
        path = folder / f".digitpad-{secrets.token_hex(8)}.tmp"
        with open(path, "xb", opener=create) as file:
            # Before it was locked, another process may have taken it for one left behind.
            if _is_taken(file):
                continue
            try:
                yield path, file
                return
            except BaseException:
                # The first error is the one to tell, even if the cleaning up fails too.
                with contextlib.suppress(OSError):
                    file.close()
                with contextlib.suppress(OSError):
                    os.unlink(path)
                raise


def _is_taken(file: BinaryIO) -> bool:
    """Lock a new file; whether another process was quicker, and removes it or has done so."""
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
    except OSError:  # one may be allowed to write to a folder, and not to list it
        return
    for path in paths:
        with contextlib.suppress(OSError):
            _remove_if_abandoned(path)


def _remove_if_abandoned(path: Path) -> None:
    # What is no file of ours is not even opened.
    if not _is_ours(path.lstat()):
        return
    handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    with open(handle, "rb") as file:
        if _lock(file) and os.path.samestat(os.fstat(handle), path.lstat()):
            os.unlink(path)


def _is_ours(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid() and status.st_nlink == 1


def _lock(file: BinaryIO) -> bool:
    """Lock a file until it is closed; False where there are no locks.

    Raises BlockingIOError where another has locked it.
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
