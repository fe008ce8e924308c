"""What digitpad answers in a terminal, where there is no display either."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import digitpad

FOLDER = Path(digitpad.__file__).parents[1]
# Both ways to start it, where Qt's widgets are missing. QtCore is not: it knows the user's folders.
NO_WIDGETS = (
    "import runpy, sys; sys.modules.update({'PySide6.QtGui': None, 'PySide6.QtWidgets': None})"
)
WAYS = {
    "python -m digitpad": "runpy.run_module('digitpad', run_name='__main__', alter_sys=True)",
    "digitpad": "from digitpad.app import main; sys.exit(main())",  # as pip writes it
}


def started(way, *arguments, **more):
    """What digitpad answers without a display."""
    environ = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "QT_QPA_PLATFORM")
    }
    return subprocess.run(
        [sys.executable, *way, *arguments],
        cwd=FOLDER,
        env=environ | more,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("start", WAYS.values(), ids=WAYS)
def test_it_says_its_version_and_its_options_without_a_display(start):
    way = ["-c", f"{NO_WIDGETS}; {start}"]
    run = started(way, "--version")
    assert (run.stdout, run.stderr, run.returncode) == (f"digitpad {version('digitpad')}\n", "", 0)
    run = started(way, "--help")
    assert (run.stderr, run.returncode) == ("", 0)
    assert run.stdout.startswith("usage: digitpad ")
    for said in ("FILE", "--version", "--install-desktop-entry", "--remove-desktop-entry"):
        assert said in run.stdout


def test_a_file_needs_a_display():
    run = started(["-m", "digitpad"], "net.json")
    assert (run.stdout, run.returncode) == ("", 1)
    assert "There is no display" in run.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["one.json", "two.json"], "unrecognized arguments: two.json"),
        (["-platform", "offscreen", "--vers"], "unrecognized arguments: --vers"),
    ],
)
def test_what_is_not_understood_is_said(arguments, said):
    run = started(["-m", "digitpad"], *arguments, QT_QPA_PLATFORM="offscreen")
    assert run.returncode == 2
    assert run.stderr.rstrip().endswith(f"digitpad: error: {said}")
