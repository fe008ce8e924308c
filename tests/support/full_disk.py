"""A full disk: no file that this process writes may grow beyond a size."""

from contextlib import contextmanager, suppress

import pytest

resource = None  # Windows has none
with suppress(ImportError):
    import resource

needs_limits = pytest.mark.skipif(resource is None, reason="bounds the files of a process")


@contextmanager
def full_disk(size):
    """Bound the size of all files that this process writes, in bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
