"""digitpad's answers in a terminal without a display, and libraries that Qt misses."""

import ctypes
import os
import re
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from homes import home_in

import digitpad
from digitpad import preflight
from digitpad.preflight import CORE_LIBRARIES, X_LIBRARIES

pytestmark = pytest.mark.slow

FOLDER = Path(digitpad.__file__).parents[1]
# Both ways to start it without Qt's widgets. QtCore is there: it knows the user's folders.
NO_WIDGETS = (
    "import runpy, sys; sys.modules.update({'PySide6.QtGui': None, 'PySide6.QtWidgets': None})"
)
WAYS = {
    "python -m digitpad": "runpy.run_module('digitpad', run_name='__main__', alter_sys=True)",
    "digitpad": "from digitpad.app import main; sys.exit(main())",  # as pip writes it
}


def started(way, *arguments, **more):
    """digitpad's answer without a display."""
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
def test_version_and_options_are_told_without_a_display(start):
    way = ["-c", f"{NO_WIDGETS}; {start}"]
    run = started(way, "--version")
    assert (run.stdout, run.stderr, run.returncode) == (f"digitpad {version('digitpad')}\n", "", 0)
    run = started(way, "--help")
    assert (run.stderr, run.returncode) == ("", 0)
    assert run.stdout.startswith("usage: digitpad ")
    for said in ("FILE", "--version", "--install-desktop-entry", "--remove-desktop-entry"):
        assert said in run.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="preflight is for Linux")
def test_a_file_needs_a_display():
    run = started(["-m", "digitpad"], "net.json")
    assert (run.stdout, run.returncode) == ("", 1)
    assert "There is no display" in run.stderr
    run = started(["-c", "import sys, digitpad.preflight; print('PySide6' in sys.modules)"])
    assert (run.stdout, run.stderr) == ("False\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["one.json", "two.json"], "unrecognized arguments: two.json"),
        (["-platform", "offscreen", "--vers"], "unrecognized arguments: --vers"),
    ],
)
def test_unknown_options_are_refused(arguments, said):
    run = started(["-m", "digitpad"], *arguments, QT_QPA_PLATFORM="offscreen")
    assert run.returncode == 2
    assert run.stderr.rstrip().endswith(f"digitpad: error: {said}")


APPLICATION = """
import sys
from PySide6.QtGui import QFileOpenEvent
from digitpad.application import Application

application, asked = Application(sys.argv, "digitpad"), []
application.asked_to_open.connect(asked.append)
application.sendEvent(application, QFileOpenEvent("opened.json"))
print(ascii(application.words()), asked, application.isLeftToRight())
"""


def test_qt_leaves_words_of_any_letters_and_the_system_may_open_files():
    words = ["-platform", "offscreen", "-reverse", "--any", "日本 Ω.json", "é"]
    run = started(["-c", APPLICATION], *words)
    assert (run.stderr, run.returncode) == ("", 0)
    assert run.stdout == f"{words[3:]!a} ['opened.json'] True\n"  # all texts are English


TASKBAR = """
import ctypes, sys
from types import SimpleNamespace
from digitpad.application import Application

shell = SimpleNamespace(SetCurrentProcessExplicitAppUserModelID=print)
ctypes.windll, sys.platform = SimpleNamespace(shell32=shell), "win32"
Application([], "a name")
"""


def test_windows_taskbar_knows_its_name():
    run = started(["-c", TASKBAR], QT_QPA_PLATFORM="offscreen")
    assert (run.stdout, run.stderr, run.returncode) == ("a name\n", "", 0)


BREAKS = """
import sys
from digitpad import app, wiring

def fail(instance):
    raise RuntimeError("it broke")

wiring.make_window, sys.stderr = fail, None
app.main()
"""


def test_without_a_console_errors_are_written_beside_the_store(tmp_path):
    """As for digitpad.exe on Windows, which has none."""
    for times in (1, 2):
        run = started(["-c", BREAKS], QT_QPA_PLATFORM="offscreen", **home_in(tmp_path))
        assert (run.stderr, run.returncode) == ("", 1)
        noted = (tmp_path / "data" / "digitpad" / "errors.txt").read_text(encoding="utf-8")
        assert noted.count("RuntimeError: it broke") == times


# Preflight names the libraries that Qt misses in one sentence.

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
X, WAYLAND = {"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}


@pytest.fixture
def missing(monkeypatch):
    """The missing libraries, at first none; a test adds to them."""
    if sys.platform != "linux":
        pytest.skip("preflight is for Linux")
    missing = set()

    def load(name):
        if name in missing:
            raise OSError(f"{name}: cannot open shared object file")

    monkeypatch.setattr(ctypes, "CDLL", load)
    return missing


def to_install(message):
    """The packages in the one command that a person is asked to run."""
    return message.split("sudo apt install ")[1].split()


def test_preflight_is_silent_if_nothing_is_missing(missing, monkeypatch):
    for environ in (X, WAYLAND, OFFSCREEN, {"QT_QPA_PLATFORM": "vnc:size=800x600"}):
        assert preflight.problem(environ) is None
    for system in ("win32", "darwin"):
        monkeypatch.setattr(sys, "platform", system)
        assert preflight.problem({}) is None


def test_without_a_display_preflight_says_how_to_get_one(missing):
    message = preflight.problem({})
    assert message.endswith("xvfb-run -a digitpad")
    assert preflight.problem({}, ["digitpad", "-platform", "offscreen"]) is None
    assert preflight.problem(OFFSCREEN, ["digitpad", "-platform", "xcb", "net.json"]) == message


@pytest.mark.parametrize(("library", "package"), (CORE_LIBRARIES | X_LIBRARIES).items())
def test_a_missing_library_is_named_with_its_package(library, package, missing):
    missing.add(library)
    message = preflight.problem(X)
    assert library in message and to_install(message) == [package]
    assert preflight.missing_libraries("xcb") == {library: package}
    for environ in (WAYLAND, OFFSCREEN):
        assert (preflight.problem(environ) is not None) == (library in CORE_LIBRARIES)


def test_all_missing_libraries_stand_in_one_command(missing):
    missing |= {*CORE_LIBRARIES, *X_LIBRARIES}
    wanted = [*CORE_LIBRARIES.values(), *X_LIBRARIES.values()]
    assert to_install(preflight.problem({})) == wanted
    readme = Path(__file__).parents[1] / "README.md"
    (line,) = re.findall(r"^sudo apt install (libglib.*)$", readme.read_text("utf-8"), re.M)
    assert line.split() == wanted


# A signal comes while the window hands work to the store's thread, which takes a lock.
SIGNALLED = """
import signal, sys
from PySide6.QtCore import QTimer
from digitpad import app, wiring
from digitpad.session.background import Background

def signal_within_submit(frame, event, _argument):
    caller = frame.f_back
    if event == "call" and caller and caller.f_code is Background.submit.__code__:
        sys.setprofile(None)
        signal.raise_signal(signal.SIGTERM)

def keep(session):
    session.use_copy(session.network)  # which is written at once
    sys.setprofile(signal_within_submit)

def create(instance):
    window = make(instance)
    QTimer.singleShot(0, lambda: keep(window.session))
    return window

make, wiring.make_window = wiring.make_window, create
sys.exit(app.main())
"""


def test_a_signal_ends_it_whatever_it_is_doing(tmp_path):
    run = started(["-c", SIGNALLED], QT_QPA_PLATFORM="offscreen", **home_in(tmp_path))
    assert abs(run.returncode) == signal.SIGTERM  # negative where signals end processes
