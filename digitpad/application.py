"""The application, as Qt and the desktop know it: its name, its words, files that it is to open."""

import ctypes
import sys
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFileOpenEvent, QIcon
from PySide6.QtWidgets import QApplication

from digitpad.resources import resource_path


class Application(QApplication):
    """Takes Qt's own options, such as -platform, from the command line."""

    asked_to_open = Signal(str)
    """macOS asks to open a file, by a double click or a drop on the icon; carries its path."""

    def __init__(self, words: Sequence[str], name: str) -> None:
        """words: of the command line. name: of the application, for the desktop."""
        if sys.platform == "win32":  # else the taskbar would take it for Python
            ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(name)
        # On Windows Qt has eight bits for a letter, which would spoil many a file's name, so a
        # number stands for such a word.
        self._words = {f"word {i}": word for i, word in enumerate(words) if not word.isascii()}
        super().__init__([w if w.isascii() else f"word {i}" for i, w in enumerate(words)])
        self.setApplicationName("digitpad")
        self.setDesktopFileName(name)  # where Wayland's shells find the icon
        self.setWindowIcon(QIcon(str(resource_path("icons", "digitpad.svg"))))
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # as all texts are
        # On macOS the Tab key would pass over buttons.
        self.styleHints().setTabFocusBehavior(Qt.TabFocusBehavior.TabFocusAllControls)

    def words(self) -> list[str]:
        """The words of the command line that Qt has left, without the program's name."""
        return [self._words.get(word, word) for word in self.arguments()[1:]]

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.asked_to_open.emit(event.file())
            return True
        return super().event(event)
