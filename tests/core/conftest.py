"""Shared by tests of files."""

import pytest


@pytest.fixture
def path(tmp_path):
    """The path of a network file."""
    return tmp_path / "net.json"
