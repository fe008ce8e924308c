"""What tests of files share."""

import pytest


@pytest.fixture
def path(tmp_path):
    """Where a network is saved."""
    return tmp_path / "net.json"
