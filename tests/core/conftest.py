"""What several tests of the core need."""

import contextlib
import os
import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def an_ordinary_user(tmp_path):
    """A context in which permissions count, also where the tests are run by root."""

    @contextlib.contextmanager
    def context():
        if os.geteuid() != 0:
            yield
            return
        shared = Path(tempfile.gettempdir())
        folders = [f for f in (tmp_path, *tmp_path.parents) if f.is_relative_to(shared)]
        folders.remove(shared)
        modes = [folder.stat().st_mode for folder in folders]
        for folder, mode in zip(folders, modes):
            folder.chmod(mode | 0o055)  # or pytest's own folders would keep the user out
        os.seteuid(65534)  # nobody
        try:
            yield
        finally:
            os.seteuid(0)
            for folder, mode in zip(folders, modes):
                folder.chmod(mode)

    return context
