"""Starts the program, opens its window, and ends with it.

Of Qt only its core is imported before `main` has checked that Qt can start here.
"""

import argparse
import gc
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from digitpad.single_instance import Instance
from digitpad.training.process import is_frozen

if TYPE_CHECKING:
    from digitpad.ui.frame.window import MainWindow

NAME = "org.digitpad.digitpad"  # of the entry and the icon in resources/packaging/share
COLLECT_GARBAGE = 0.2  # seconds between two collections
MOST_NOTED = 2**20  # bytes of errors, before the file is begun anew


def create_window(*network_files: str | Path) -> "MainWindow":
    """The main window, its network loaded, not yet shown. A QApplication must exist.

    network_files: to open, networks or files of runs; the last one is in use. If one fails, the
    window says why, and keeps what it has. Only one window writes runs and hands: if there is one
    already, in this process or another, this one reads them, and says that. The process keeps the
    settings that a window needs, such as one thread for BLAS.
    """
    # QtWidgets first: if a system library is missing, the error names it; pyqtgraph's would not.
    from PySide6 import QtWidgets  # noqa: F401

    from digitpad.session.preferences import store_file

    window = _window(Instance(store_file()))
    for each in network_files:
        window.open_file(each)
    return window


def _window(instance: Instance) -> "MainWindow":
    """A main window. instance: its claim to the store, which it releases at its end."""
    _set_up_process()
    from digitpad.ui.parts import theme
    from digitpad.wiring import make_window

    theme.dress()
    return make_window(instance)


def _set_up_process() -> None:
    """Change settings of the whole process: garbage collection, mouse events, and threads."""
    from PySide6.QtCore import QCoreApplication, Qt
    from threadpoolctl import threadpool_limits

    if gc.isenabled():
        # Python collects garbage on any thread that has just made an object. A Qt object would be
        # destroyed there, its timers could not be stopped, and the program might crash. So only
        # the window's thread collects, and not while it makes a window: that would take a tenth of
        # the time and find nothing.
        gc.disable()
        from pyqtgraph.util.garbage_collector import GarbageCollector

        collector = GarbageCollector(COLLECT_GARBAGE)
        collector.timer.setParent(QCoreApplication.instance())
        collector.timer.setProperty("collector", collector)  # which lives as long as its timer
    # Qt would merge movements that wait while the window is busy, and strokes would lose their
    # corners. On X11 this must follow the making of the QApplication, which resets it.
    for compressed in (
        Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents,
        Qt.ApplicationAttribute.AA_CompressTabletEvents,
    ):
        QCoreApplication.setAttribute(compressed, False)
    # A drawing is one small image: more threads would only take the core from training.
    threadpool_limits(limits=1)
    # A background thread gives way to the window's thread after a millisecond, not after five.
    sys.setswitchinterval(0.001)


def _leave_the_bundle() -> None:
    """In a frozen bundle, let programs that we start use the system's libraries, not ours.

    A browser, say, may not start with ours. This process keeps those that it began with.
    """
    if is_frozen():
        os.environ.pop("LD_LIBRARY_PATH", None)
        if (before := os.environ.pop("LD_LIBRARY_PATH_ORIG", None)) is not None:
            os.environ["LD_LIBRARY_PATH"] = before


def _note_errors(file: Path) -> None:
    """Write what goes wrong into a file if there is no console, as from Windows' menu."""
    if sys.stderr is None:
        with suppress(OSError):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            goes_on = file.exists() and file.stat().st_size < MOST_NOTED
            sys.stderr = file.open("a" if goes_on else "w", buffering=1, encoding="utf-8")


def no_display(environ: Mapping[str, str] = os.environ) -> str:
    """That there is no display to open a window on, and what to do; empty if there is one.

    Without one Qt ends the whole process, which no `except` can catch, and advises a
    reinstallation, which does not help. On Windows and macOS there is always one.
    """
    usual = "wayland" if environ.get("WAYLAND_DISPLAY") else "xcb"
    platforms = environ.get("QT_QPA_PLATFORM") or usual  # such as "wayland;xcb"
    if sys.platform != "linux" or not platforms.startswith("xcb") or environ.get("DISPLAY"):
        return ""
    return (
        "There is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set. "
        "On a machine without a screen: xvfb-run -a digitpad"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "digitpad",
        description="Draw a digit; watch a network that you trained in seconds read it.",
        allow_abbrev=False,
    )
    about = "a network file (JSON), or a file of runs, to open"
    parser.add_argument("files", nargs="*", metavar="FILE", help=about)
    said = "say which digitpad this is, and exit"
    parser.add_argument("--version", action="store_true", help=said)
    return parser


def main() -> int:
    """Run the program. Returns its exit status."""
    _leave_the_bundle()
    # Unknown arguments may be Qt's, which the QApplication takes later.
    if _parser().parse_known_args()[0].version:
        from digitpad.core.network_file import version

        print(f"digitpad {version() or '(not installed, so its version is unknown)'}")
        return 0
    if problem := no_display():
        print(problem, file=sys.stderr)
        return 1
    from digitpad.session.preferences import store_file

    _note_errors(store_file().with_name("errors.txt"))
    from digitpad.application import Application

    application = Application(sys.argv, NAME)
    paths = _parser().parse_args(application.words()).files
    instance = Instance(store_file())
    try:
        if instance.hand_over(paths):
            return 0
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    # Qt's loop does not return to Python for Ctrl+C, so it ends the process at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window = _window(instance)
    gc.freeze()  # all this lives as long as the program; each collection would take 15 ms longer
    for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), partial(_end_soon, window))
    application.commitDataRequest.connect(lambda _manager: window.keep_now())  # a user logs out
    application.asked_to_open.connect(window.open_soon)
    window.show()
    window.open_soon(*paths)
    status = application.exec()
    if not window.finish():
        # The thread of a disk that hangs would hold the process, and with it the lock of the store.
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # as without a console
                stream.flush()
        os._exit(status)
    return status


def _end_soon(window: "MainWindow", number: int, _frame: FrameType | None) -> None:
    """Keep unsaved work and end the program, once this thread is idle.

    Python may call this between any two steps of its code, even while this thread holds a lock
    that keeping needs.
    """
    from PySide6.QtCore import QTimer

    def keep_and_end() -> None:
        try:
            window.keep_now()
            window.session.shut_down()  # a process that compiles code or hangs would live on
        finally:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    QTimer.singleShot(0, keep_and_end)
