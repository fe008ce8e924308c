"""A button under the canvas."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import QApplication

from digitpad.ui.parts.focus import FocusedToolButton

Role = QPalette.ColorRole


class ToolButton(FocusedToolButton):
    """A button for an action. While it is checked it has the colours of a selection.

    Qt's styles only sink a checked button a little, which is hard to see in a dark scheme.
    """

    def __init__(self, name: str, action: QAction) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setDefaultAction(action)
        self.toggled.connect(self._color)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._color()
        super().changeEvent(event)

    def _color(self) -> None:
        palette = QPalette()
        if self.isChecked():
            colors = QApplication.palette()
            palette.setColor(Role.Button, colors.color(Role.Highlight))
            palette.setColor(Role.ButtonText, colors.color(Role.HighlightedText))
        # Setting a palette is itself a palette change, which comes here again: only set another.
        if any(
            self.palette().color(role) != palette.color(role)
            for role in (Role.Button, Role.ButtonText)
        ):
            self.setPalette(palette)
