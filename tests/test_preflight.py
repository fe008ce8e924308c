"""Preflight says in one sentence what Qt would miss."""

import ctypes
import re
import subprocess
import sys
from pathlib import Path

import pytest

from digitpad import preflight
from digitpad.preflight import CORE_LIBRARIES, X_LIBRARIES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="preflight is for Linux")

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
X, WAYLAND = {"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}


@pytest.fixture
def missing(monkeypatch):
    """Libraries that are not installed; at first all are."""
    missing: set[str] = set()

    def load(name):
        if name in missing:
            raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr(ctypes, "CDLL", load)
    return missing


def to_install(message):
    """The packages in the one command that a person is asked to run."""
    assert message is not None
    return message.split("sudo apt install ")[1].split()


def test_nothing_is_said_where_nothing_is_missing(missing):
    for environ in (X, WAYLAND, OFFSCREEN, {"QT_QPA_PLATFORM": "vnc:size=800x600"}):
        assert preflight.problem(environ) is None


def test_without_a_display_it_says_how_to_get_one(missing):
    message = preflight.problem({})
    assert message is not None and message.endswith("xvfb-run -a digitpad")


@pytest.mark.parametrize(("library", "package"), (CORE_LIBRARIES | X_LIBRARIES).items())
def test_a_missing_library_is_named_with_its_package(library, package, missing):
    missing.add(library)
    message = preflight.problem(X)
    assert message is not None and library in message and to_install(message) == [package]
    assert preflight.missing_libraries("xcb") == {library: package}
    for environ in (WAYLAND, OFFSCREEN):
        assert (preflight.problem(environ) is not None) == (library in CORE_LIBRARIES)


def test_all_that_is_missing_stands_in_one_command(missing):
    missing |= {*CORE_LIBRARIES, *X_LIBRARIES}
    wanted = [*CORE_LIBRARIES.values(), *X_LIBRARIES.values()]
    assert to_install(preflight.problem({})) == wanted
    readme = Path(__file__).parents[1] / "README.md"
    (line,) = re.findall(r"^sudo apt install (libglib.*)$", readme.read_text("utf-8"), re.M)
    assert line.split() == wanted


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_nothing_is_said_on_windows_and_macos(system, missing, monkeypatch):
    monkeypatch.setattr(sys, "platform", system)
    assert preflight.problem({}) is None


def test_it_imports_no_qt():
    code = "import sys; from digitpad import preflight; print('PySide6' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (run.stdout, run.stderr) == ("False\n", "")
