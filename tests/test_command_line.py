"""digitpad's answers in a terminal without a display."""

import os
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest
from homes import home_in
from patience import SECONDS

import digitpad
from digitpad.app import no_display
from digitpad.single_instance import Instance

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
    assert "FILE" in run.stdout and "--version" in run.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux may it be missing")
def test_a_file_needs_a_display():
    run = started(["-m", "digitpad"], "net.json")
    assert (run.stdout, run.returncode) == ("", 1)
    assert "There is no display" in run.stderr
    said = "print([name for name in sys.modules if name in ('PySide6.QtGui', 'PySide6.QtWidgets')])"
    run = started(["-c", f"import sys, digitpad.app; {said}"])  # which a system may lack
    assert (run.stdout, run.stderr) == ("[]\n", "")


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


# Preflight.

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
X, WAYLAND = {"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "wayland-0"}


def test_a_display_is_asked_for_where_qt_needs_one(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    message = no_display({})
    assert message.endswith("xvfb-run -a digitpad")
    assert no_display({"QT_QPA_PLATFORM": "xcb;wayland"}) == message
    for environ in (X, WAYLAND, OFFSCREEN, {"QT_QPA_PLATFORM": "vnc:size=800x600"}):
        assert no_display(environ) == ""
    for system in ("win32", "darwin"):
        monkeypatch.setattr(sys, "platform", system)
        assert no_display({}) == ""


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


# The disk of the store hangs once the window is open; the person quits.
HANGS = """
import sys, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton
from digitpad import app, wiring
from digitpad.session.store import Store

def hang(*_told):
    print("hangs")  # into a buffer, as it is no terminal
    threading.Event().wait()

def quit(window):
    Store.lay_desk = hang
    window.close()  # which asks, as it cannot be written
    (button,) = [b for b in window.findChildren(QPushButton) if b.text() == "Quit &Anyway"]
    button.click()

def create(instance):
    window = make(instance)
    QTimer.singleShot(1500, lambda: quit(window))
    return window

make, wiring.make_window = wiring.make_window, create
sys.exit(app.main())
"""


def test_a_disk_that_hangs_holds_neither_the_program_nor_the_lock(tmp_path):
    began = time.monotonic()
    run = started(["-c", HANGS], QT_QPA_PLATFORM="offscreen", **home_in(tmp_path))
    assert (run.stdout, run.returncode) == ("hangs\n", 0)
    assert time.monotonic() - began < SECONDS
    instance = Instance(tmp_path / "data" / "digitpad" / "digitpad.sqlite")
    assert instance.take()
    instance.release()
