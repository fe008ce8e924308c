"""A kind of neuron and a setting are told once: what a row adds is everywhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent


def test_a_kind_of_neuron_and_a_setting_are_added_by_their_rows():
    """They are there before anything else is imported, so this takes a process of its own."""
    paths = [str(HERE.parent / "support"), *sys.path]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "added_rows",
         str(HERE / "of_added_rows.py")],
        cwd=HERE.parents[1],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
