"""A part of the window that is no widget."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget


class WindowPart(QObject):
    """It belongs to the window, and is deleted with it.

    The window is asked for and not kept: what Qt's connections call would keep a window alive
    that a script has closed and let go of.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)

    @property
    def _window(self) -> QWidget:
        window = self.parent()
        assert isinstance(window, QWidget)
        return window
