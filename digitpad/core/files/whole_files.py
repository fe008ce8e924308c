"""Reads and writes whole files: none is read that is too large, none is left half written.

Every failure is a FileError, with a sentence for the person who chose the file.
"""

import contextlib
import errno
import hashlib
import math
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from digitpad.core.files.temporary import remove_abandoned, temporary_file
from digitpad.core.text import LONGEST_FOLDER, file_name, middle_left_out, reason_of, shortened

# What may stand at a path instead of a file.
_KINDS = {
    stat.S_IFDIR: "folder",
    stat.S_IFIFO: "pipe (a fifo)",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "character device",
    stat.S_IFBLK: "block device",
}
# These errors mean that a folder can never be synced: some network file systems cannot, and a
# folder may be writable but not readable.
_NO_FOLDER_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM)


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


def is_there(filename: str | Path) -> bool:
    """Whether anything has this name, a file or not; False where that cannot be found out."""
    return os.path.lexists(filename)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file, opened for reading. Raises FileError for a folder, a pipe or a device."""
    _check_readable(path, path.stat())
    with open(path, "rb", opener=_open_at_once) as file:
        # Another program may have put something else at the path meanwhile.
        _check_readable(path, os.fstat(file.fileno()))
        yield file


def _check_readable(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise FileError(f"{file_name(path)} cannot be read: it is a {_kind(status.st_mode)}.")


def _open_at_once(name: str, flags: int) -> int:
    """An opener for `open` that does not wait, as a pipe would until somebody writes to it."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def write(filename: str | Path, data: bytes | bytearray) -> bool:
    """Make `data` the content of a file, all at once: it is never half old and half new.

    The bytes go to a temporary file in the same folder. Once they are on the disk, that file is
    renamed into its place, so neither a full disk nor a crash harms the old content. A file keeps
    its permissions, and its owner if we may give files away; a new one gets the permissions of any
    new file. If the name is a symbolic link, the file it leads to is replaced. Two kinds of file
    are refused: read-only ones, and those with a second name (a hard link), which a rename would
    part from the first. Temporary files that killed processes have left in the folder are removed.

    Returns whether the new file is sure to survive a crash of the system. False means that the
    disk failed to store the renaming: the new file is in its place, but after a power cut the old
    one might be back. A disk that cannot be asked counts as sure.

    Raises FileError, and then the old file is untouched.
    """
    path = Path(filename)
    try:
        target = Path(os.path.realpath(path))
        old = _status(target)
        if old is not None:
            _check_replaceable(path, target, old)
        remove_abandoned(target.parent)  # first: the disk may be full of them
        _replace(target, data, old)
    except FileError:
        raise
    except (OSError, ValueError) as error:
        raise FileError(f"{file_name(path)} cannot be written: {_reason(error, path)}.") from error
    return _sync(target.parent)


def _status(target: Path) -> os.stat_result | None:
    """The status of what stands at the path; None if nothing does."""
    try:
        return target.stat()
    except FileNotFoundError:
        return None


def _check_replaceable(path: Path, target: Path, old: os.stat_result) -> None:
    why = None
    if not stat.S_ISREG(old.st_mode):
        why = f"it is a {_kind(old.st_mode)}"
    # A rename needs permission only for the folder, but a file was made read-only for a reason.
    elif not (old.st_mode & 0o222 and _may_write(target)):
        why = "it is read-only"
    elif old.st_nlink > 1:
        why = "it has a second name (a hard link), which would keep the old content"
    if why:
        raise FileError(f"{file_name(path)} cannot be written: {why}.")


def _may_write(target: Path) -> bool:
    if os.access in os.supports_effective_ids:
        return os.access(target, os.W_OK, effective_ids=True)
    return os.access(target, os.W_OK)


def _replace(target: Path, data: bytes | bytearray, old: os.stat_result | None) -> None:
    mode = 0o666 if old is None else stat.S_IMODE(old.st_mode) & 0o666
    with temporary_file(target.parent, mode) as (temporary, file):
        if old is not None:
            _copy_rights(old, temporary)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        if os.name != "posix":
            file.close()  # Windows cannot rename an open file
        os.replace(temporary, target)  # still locked, so that nobody takes it for abandoned


def _copy_rights(old: os.stat_result, temporary: Path) -> None:
    """Give the new file the owner, group and permissions of the old one."""
    new = temporary.stat()
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.chown(temporary, old.st_uid, old.st_gid)
        except PermissionError:
            # Only root may give files away, so another person's file becomes ours. It keeps its
            # group if we belong to it.
            with contextlib.suppress(PermissionError):
                os.chown(temporary, -1, old.st_gid)
    os.chmod(temporary, stat.S_IMODE(old.st_mode))


def _sync(folder: Path) -> bool:
    """Have the disk store the renaming, where it can be asked to. Returns False where it failed."""
    if os.name != "posix":
        return True
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        return error.errno in _NO_FOLDER_SYNC
    return True


def _kind(mode: int) -> str:
    return _KINDS.get(stat.S_IFMT(mode), "device")


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
