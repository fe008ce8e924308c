"""Reads and writes whole files: none is read that is too large, none is left half written.

Every failure is a FileError, with a sentence for the person who chose the file.
"""

import contextlib
import errno
import hashlib
import math
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from digitpad.core.text import LONGEST_FOLDER, file_name, middle_left_out, reason_of, shortened

TEMPORARY = ".digitpad-{}.tmp"
"""The name of a file while it is being written; a killed process leaves it behind."""


class FileError(OSError):
    """A file cannot be read or written; the message is a sentence that says which and why."""


def read(filename: str | Path, most_bytes: int) -> bytes:
    """The bytes of a file.

    Raises FileError where it cannot be read or has more than `most_bytes`, and for a folder, a
    pipe or a device: reading a pipe might never end.
    """
    path = Path(filename)
    try:
        with opened(path) as file:
            size = os.fstat(file.fileno()).st_size
            if size > most_bytes:
                raise FileError(
                    f"{file_name(path)} is too large: it has {math.ceil(size / 2**20):,} MB, "
                    f"{most_bytes // 2**20:,} MB is the most."
                )
            return file.read(size)  # no more than that, if another program is adding to it
    except FileError:
        raise
    except (OSError, ValueError) as error:  # ValueError: no path can hold a NUL
        raise FileError(f"{file_name(path)} cannot be read: {_reason(error)}.") from error


def fingerprint(filename: str | Path, most_bytes: int) -> bytes | None:
    """A digest that tells whether a file's content has changed; None where none can be read.

    A file with more than `most_bytes` is not read: its size and the time of its last change stand
    for its content.
    """
    try:
        with opened(Path(filename)) as file:
            status = os.fstat(file.fileno())
            if status.st_size > most_bytes:
                return b"large, %d %d" % (status.st_size, status.st_mtime_ns)
            return hashlib.sha256(file.read(status.st_size)).digest()
    except (OSError, ValueError):
        return None  # reading or writing the file will report why


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file, opened for reading. Raises FileError for a folder, a pipe or a device."""
    if why := _no_file(path.stat()):
        raise FileError(f"{file_name(path)} cannot be read: {why}.")
    with path.open("rb") as file:
        yield file


def _no_file(status: os.stat_result) -> str:
    """What stands in the place of a file; nothing for a file."""
    if stat.S_ISREG(status.st_mode):
        return ""
    return "it is a folder" if stat.S_ISDIR(status.st_mode) else "it is not a file"


def write(filename: str | Path, data: bytes | bytearray) -> None:
    """Make `data` the content of a file, all at once: it is never half old and half new.

    The bytes go to a temporary file in the same folder. Once they are on the disk, that file is
    renamed into its place, so neither a full disk nor a crash harms the old content. A file keeps
    its permissions; a new one gets those of any new file. If the name is a symbolic link, the file
    it leads to is replaced. Read-only files are refused.

    Raises FileError, and then the old file is untouched.
    """
    path = Path(filename)
    try:
        target = Path(os.path.realpath(path))
        old = _status(target)
        if old is not None:
            _check_replaceable(path, target, old)
        _replace(target, data, None if old is None else stat.S_IMODE(old.st_mode))
        _sync(target.parent)
    except FileError:
        raise
    except (OSError, ValueError) as error:
        raise FileError(f"{file_name(path)} cannot be written: {_reason(error, path)}.") from error


def _status(target: Path) -> os.stat_result | None:
    """The status of what stands at the path; None if nothing does."""
    try:
        return target.stat()
    except FileNotFoundError:
        return None


def _check_replaceable(path: Path, target: Path, old: os.stat_result) -> None:
    why = _no_file(old)
    # A rename needs permission only for the folder, but a file was made read-only for a reason.
    if not why and not (old.st_mode & 0o222 and _may_write(target)):
        why = "it is read-only"
    if why:
        raise FileError(f"{file_name(path)} cannot be written: {why}.")


def _may_write(target: Path) -> bool:
    if os.access in os.supports_effective_ids:
        return os.access(target, os.W_OK, effective_ids=True)
    return os.access(target, os.W_OK)


def _replace(target: Path, data: bytes | bytearray, mode: int | None) -> None:
    """Write a file beside the target, and rename it. mode: its permissions; None for usual ones."""

    def create(name: str, flags: int) -> int:
        # The mode is set from the start, so that the file is never readable for too many.
        return os.open(name, flags, 0o666 if mode is None else mode & 0o666)

    # The file's own name is no part of it, as that may already be as long as the disk allows.
    temporary = target.with_name(TEMPORARY.format(secrets.token_hex(8)))
    try:
        with open(temporary, "xb", opener=create) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        # The first error is the one to report, even if cleaning up fails as well.
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _sync(folder: Path) -> None:
    """Have the disk store the renaming, where a folder can be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _reason(error: OSError | ValueError, written: Path | None = None) -> str:
    """Why a file cannot be read, or `written`."""
    if not isinstance(error, OSError):
        return shortened(str(error))
    if written is not None:
        folder = middle_left_out(os.path.dirname(os.path.realpath(written)), LONGEST_FOLDER)
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return f"there is no folder {folder}"
        if error.errno in (errno.EACCES, errno.EPERM):
            return f"no new file can be made in the folder {folder}"
    return reason_of(error)
