"""The base of those parts of the window that are no widgets."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget


class WindowPart(QObject):
    """A part of the window, which is deleted with it.

    `_window` asks Qt for the window. A reference to it, in something that Qt calls, would keep
    alive a window that a script has closed.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)

    @property
    def _window(self) -> QWidget:
        window = self.parent()
        assert isinstance(window, QWidget)
        return window
