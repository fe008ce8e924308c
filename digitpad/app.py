"""The program: where all its objects are made and wired.

Nothing here imports Qt until it is called: first Qt's own needs are looked after, and the
training process, which begins by importing the program's main module, has no use for Qt.
"""

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad import preflight
from digitpad.resources import resource_path

if TYPE_CHECKING:
    from digitpad.ui.window import MainWindow


def create_window(network_file: str | Path | None = None) -> "MainWindow":
    """The main window, its network loaded, not yet shown. A QApplication must exist.

    network_file: opened if given; where that fails, the window says why and keeps the network
    that came with digitpad.
    """
    # QtWidgets first: where a system library is missing, pyqtgraph would hide its name.
    from PySide6 import QtWidgets  # noqa: F401
    from threadpoolctl import threadpool_limits

    from digitpad.session.document import Document
    from digitpad.training.trainer import Trainer
    from digitpad.ui.window import MainWindow

    # A drawing is one small image: threads would take the training process its core.
    threadpool_limits(limits=1)
    window = MainWindow(Document(), Trainer())
    if network_file is not None:
        window.open_file(network_file)
    return window


def main() -> int:
    """Run the program; its exit status."""
    if problem := preflight.problem():
        print(problem, file=sys.stderr)
        return 1
    from PySide6.QtCore import QCommandLineParser
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    application = QApplication(sys.argv)
    application.setApplicationName("digitpad")
    application.setWindowIcon(QIcon(str(resource_path("icons", "digitpad.svg"))))
    parser = QCommandLineParser()
    parser.setApplicationDescription("Draw a digit; watch a network that you trained read it.")
    parser.addHelpOption()
    parser.addPositionalArgument("network", "A network file (JSON) to open.", "[network]")
    parser.process(application)
    # Qt's loop does not return to Python for Ctrl+C; the user has said to end, so end.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    arguments = parser.positionalArguments()
    window = create_window(arguments[0] if arguments else None)
    window.show()
    return application.exec()
