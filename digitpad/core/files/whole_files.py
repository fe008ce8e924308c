"""Files are read and written whole: none larger than expected is read, none is half written.

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
from digitpad.core.text import LONGEST_FOLDER, file_name, middle_left_out, shortened

# Said before the system's own words, which are hard to understand here.
_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EFBIG: "the disk takes no file as large as this",
    errno.EROFS: "the disk is read-only",
    errno.EIO: "the disk has failed",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ELOOP: "it is a link that leads back to itself",
}
# What may be at a path and is not a file.
_KINDS = {
    stat.S_IFDIR: "folder",
    stat.S_IFIFO: "pipe (a fifo)",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "character device",
    stat.S_IFBLK: "block device",
}
# Errors that mean that a folder cannot be synced at all: some file systems on a network do not
# support it, and a folder may be writable but not readable.
_NO_FOLDER_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM)


class FileError(OSError):
    """A file cannot be read or written; the message is a sentence that says which and why."""


def read(filename: str | Path, most_bytes: int) -> bytes:
    """The bytes of a file; one with more than `most_bytes` is not read at all.

    Raises FileError, for a folder or a device too: reading a pipe might never end.
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
            return file.read(size)  # and no more, if another program is adding to it
    except FileError:
        raise
    except (OSError, ValueError) as error:  # ValueError: no path can hold a NUL
        raise FileError(f"{file_name(path)} cannot be read: {_reason(error)}.") from error


def fingerprint(filename: str | Path, most_bytes: int) -> bytes | None:
    """What tells a file's content from any other; None where there is no file to be read.

    Of a file with more than `most_bytes` nothing is read: its size and the time of its last change
    stand for its content. So it differs from whatever was small enough, and from no file at all.
    """
    try:
        with opened(Path(filename)) as file:
            status = os.fstat(file.fileno())
            if status.st_size > most_bytes:
                return b"large, %d %d" % (status.st_size, status.st_mtime_ns)
            return _digest(file, status.st_size)
    except (OSError, ValueError):
        return None  # whoever reads or writes the file will be told why


def is_there(filename: str | Path) -> bool:
    """Whether something has this name, a file or not, as far as that can be found out."""
    return os.path.lexists(filename)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file to be read. Raises FileError for a folder, a pipe or a device."""
    _check_readable(path, path.stat())
    with open(path, "rb", opener=_open_at_once) as file:
        # Another program may have put something else there meanwhile.
        _check_readable(path, os.fstat(file.fileno()))
        yield file


def _check_readable(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise FileError(f"{file_name(path)} cannot be read: it is a {_kind(status.st_mode)}.")


def _open_at_once(name: str, flags: int) -> int:
    """For `open`: without waiting, as for a pipe one would until somebody writes to it."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def _digest(file: BinaryIO, size: int) -> bytes:
    """The SHA-256 of the first `size` bytes: another program may be adding to them."""
    digest = hashlib.sha256()
    while size > 0 and (block := file.read(min(size, 2**20))):
        digest.update(block)
        size -= len(block)
    return digest.digest()


def write(filename: str | Path, data: bytes | bytearray) -> bool:
    """Make `data` the content of a file, all at once: at no time is it half old and half new.

    The bytes go to a temporary file in the same folder and reach the disk before that file is
    renamed into its place, so neither a full disk nor a crash harms what was there. A file keeps
    its permissions, and its owner if we may give files away; a new one gets the permissions of any
    new file. If the name is a symbolic link, the file that it leads to is replaced. A file with a
    second name (a hard link) is refused, as a rename would part the two, and so is a read-only one.
    Temporary files that killed processes of ours have left in the folder are removed.

    Returns whether the file is sure to survive a crash of the system from now on: False where the
    disk failed when it was asked to keep the renaming, so that the new file is in its place, but
    after a power cut the old one might be there again. A disk that cannot be asked counts as sure.

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
    """The status of what is at the path; None if nothing is."""
    try:
        return target.stat()
    except FileNotFoundError:
        return None


def _check_replaceable(path: Path, target: Path, old: os.stat_result) -> None:
    why = None
    if not stat.S_ISREG(old.st_mode):
        why = f"it is a {_kind(old.st_mode)}"
    # A rename needs permission for the folder only, but a file was made read-only for a reason.
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
            _like(temporary, old)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        if os.name != "posix":
            file.close()  # Windows renames no open file
        os.replace(temporary, target)  # and while it is locked nobody takes it for abandoned


def _like(temporary: Path, old: os.stat_result) -> None:
    """Give the new file the owner, group and permissions of the old one."""
    new = temporary.stat()
    if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
        try:
            os.chown(temporary, old.st_uid, old.st_gid)
        except PermissionError:
            # Only root may give files away, so another person's file becomes our own. It keeps
            # its group if we belong to that.
            with contextlib.suppress(PermissionError):
                os.chown(temporary, -1, old.st_gid)
    os.chmod(temporary, stat.S_IMODE(old.st_mode))


def _sync(folder: Path) -> bool:
    """Have the disk keep the renaming, where it can be asked to; False where that failed."""
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
    """The kind of what is at a path but is not a file."""
    return _KINDS.get(stat.S_IFMT(mode), "device")


def _reason(error: OSError | ValueError, written: Path | None = None) -> str:
    """Why a file cannot be read, or `written`: our words, then the system's."""
    if not isinstance(error, OSError) or error.errno is None:
        return shortened(str(error))
    reason = _REASONS.get(error.errno)
    if written is not None:
        folder = middle_left_out(os.path.dirname(os.path.realpath(written)), LONGEST_FOLDER)
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            reason = f"there is no folder {folder}"
        elif error.errno in (errno.EACCES, errno.EPERM):
            reason = f"no new file can be made in the folder {folder}"
    return f"{reason} ({error.strerror})" if reason else str(error.strerror)
