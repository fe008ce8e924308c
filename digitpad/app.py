"""The program: starts, opens its window, and ends with it. `wiring` makes what is in the window.

No Qt is imported before `main` has checked that Qt can start here.
"""

import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad import command_line, desktop_entry, preflight
from digitpad.resources import resource_path
from digitpad.training.process import is_frozen

if TYPE_CHECKING:
    from digitpad.ui.frame.window import MainWindow


def create_window(network_file: str | Path | None = None) -> "MainWindow":
    """The main window, its network loaded, not yet shown. A QApplication must exist.

    network_file: a file to open. Where that fails, the window says why and keeps the network that
    comes with digitpad.
    """
    # QtWidgets first: if a system library is missing, the error names it; pyqtgraph's would not.
    from PySide6 import QtWidgets  # noqa: F401
    from PySide6.QtCore import QCoreApplication, Qt
    from threadpoolctl import threadpool_limits

    # Qt would merge movements that wait while the window is busy, and strokes would lose their
    # corners. Only now, since making the application sets this anew on X11.
    for compressed in (
        Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents,
        Qt.ApplicationAttribute.AA_CompressTabletEvents,
    ):
        QCoreApplication.setAttribute(compressed, False)
    # A drawing is one small image: more threads would only take the core from training.
    threadpool_limits(limits=1)
    # A background thread gives way to the window's thread after a millisecond, not after five.
    sys.setswitchinterval(0.001)
    collects = gc.isenabled()
    gc.disable()  # nothing made here is garbage, and looking for it takes a tenth of the time
    try:
        from digitpad.wiring import make_window

        window = make_window()
    except BaseException:
        if collects:
            gc.enable()
        raise
    if collects:
        window.collect_garbage()
    if network_file is not None:
        window.open_file(network_file)
    return window


def _leave_the_bundle() -> None:
    """In a frozen bundle: the system's programs that we start get the system's libraries.

    A browser, say, may not start with ours. What this process loads is settled since it began.
    """
    if is_frozen():
        os.environ.pop("LD_LIBRARY_PATH", None)
        if (before := os.environ.pop("LD_LIBRARY_PATH_ORIG", None)) is not None:
            os.environ["LD_LIBRARY_PATH"] = before


def main() -> int:
    """Run the program. Returns its exit status."""
    _leave_the_bundle()
    if (status := command_line.answer(sys.argv[1:])) is not None:
        return status
    if problem := preflight.problem():
        print(problem, file=sys.stderr)
        return 1
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    from digitpad.ui.frame.end_of_session import EndOfSession

    application = QApplication(sys.argv)
    application.setApplicationName("digitpad")
    application.setDesktopFileName(desktop_entry.NAME)  # where Wayland's shells find the icon
    application.setWindowIcon(QIcon(str(resource_path("icons", "digitpad.svg"))))
    # Qt has taken its own options, such as -platform.
    network_file = command_line.network_file(application.arguments()[1:])
    # Qt's loop does not return to Python for Ctrl+C, so it ends the process at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    window = create_window()
    gc.freeze()  # all this lives as long as the program; each look for garbage would take 15 ms
    ending = EndOfSession(window.keep_now, application)
    window.show()
    if network_file is not None:
        window.open_soon(network_file)
    status = application.exec()
    window.finish()
    ending.let_go()
    return status
