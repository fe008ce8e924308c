"""What goes wrong with files that are kept: damaged for good, or not to be had just now. No Qt."""

import errno
from collections.abc import Callable
from typing import TypeVar

from digitpad.core.files.network_file import NetworkFileError

# What is true of a path for good. Any other error of the system may be gone in a moment.
_FOR_GOOD = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG)

Found = TypeVar("Found")


class RunStoreError(Exception):
    """Something cannot be kept or read now; the message is a sentence."""


class DamagedError(RunStoreError):
    """It is not there, or was read and is not what was written."""


def reading(read: Callable[[], Found]) -> Found:
    """What is read. Raises DamagedError, or RunStoreError for what may be read another time."""
    try:
        return read()
    except (NetworkFileError, OSError) as error:
        raise (RunStoreError if _passes(error) else DamagedError)(sentence(error)) from error
    except MemoryError as error:
        raise RunStoreError("There is not enough memory to read what was kept.") from error


def writing(write: Callable[[], Found]) -> Found:
    """What writing gives. Raises RunStoreError where it fails."""
    try:
        return write()
    except (OSError, ValueError, MemoryError) as error:
        raise RunStoreError(sentence(error)) from error


def _passes(error: BaseException | None) -> bool:
    """Whether the system may do another time what it did not do this time."""
    while error is not None:
        if isinstance(error, OSError) and error.errno not in (None, *_FOR_GOOD):
            return True
        error = error.__cause__
    return False


def sentence(error: BaseException) -> str:
    """What went wrong, as a sentence."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}."
    return str(error) or type(error).__name__
