"""Damage of every kind to network files: what is left is read right, or refused."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_files import assert_read_right, damaged

FUZZ = Path(__file__).parents[1] / "fuzz_network_files.py"


def test_every_damaged_file_is_read_right_or_refused(tmp_path):
    """The long run is tests/fuzz_network_files.py."""
    path = tmp_path / "net.json"
    outcomes = []

    @settings(max_examples=400, deadline=2000, derandomize=True, database=None)
    @given(st.integers(0, 2**32))
    def check(seed):
        path.unlink(missing_ok=True)  # to write over a file makes some file systems wait
        path.write_bytes(damaged(Random(seed)))
        outcomes.append(assert_read_right(path))

    check()
    assert len(outcomes) >= 400
    assert 40 < sum(outcomes) < len(outcomes) - 40  # damage and luck both happened


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither fork nor SIGKILL")
def test_a_file_is_old_or_new_whenever_the_program_is_killed():
    run = subprocess.run(
        [sys.executable, str(FUZZ), "--kills", "30", "--seconds", "0", "--seed", "1"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (run.stderr, run.returncode) == ("", 0), run.stderr
    assert "30 kills" in run.stdout
