"""Errors of files that are kept: damaged for good, or out of reach at the moment. No Qt."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from digitpad.core.files.network_file import NetworkFileError
from digitpad.core.text import reason_of

# Errors of a path that stay. Any other error of the system may be gone in a moment.
_FOR_GOOD = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG)


class RunStoreError(Exception):
    """Something cannot be kept or read now; the message is a sentence."""


class DamagedError(RunStoreError):
    """Something is missing, or is not what was written."""


@contextmanager
def reading() -> Iterator[None]:
    """Read files. Raises DamagedError, or RunStoreError for what may be read another time."""
    try:
        yield
    except (NetworkFileError, OSError) as error:
        raise (RunStoreError if _passes(error) else DamagedError)(_sentence(error)) from error
    except MemoryError as error:
        raise RunStoreError("There is not enough memory to read what was kept.") from error


@contextmanager
def writing() -> Iterator[None]:
    """Write, rename, remove or list files. Raises RunStoreError where that fails."""
    try:
        yield
    except (OSError, ValueError, MemoryError) as error:
        raise RunStoreError(_sentence(error)) from error


def _passes(error: BaseException | None) -> bool:
    """Whether the same may work at another time."""
    while error is not None:
        if isinstance(error, OSError) and error.errno not in (None, *_FOR_GOOD):
            return True
        error = error.__cause__
    return False


def _sentence(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {reason_of(error)}."
    return str(error) or type(error).__name__
