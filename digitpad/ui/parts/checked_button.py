"""A button that stays pressed."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton

from digitpad.ui.parts import theme

Role = QPalette.ColorRole


class CheckedButton(QPushButton):
    """A button that has the colour of ink while it is pressed.

    Qt's styles only sink it a little, which is hard to see in a dark scheme.
    """

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setCheckable(True)
        self.toggled.connect(self._color)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._color()

    def _color(self) -> None:
        palette = QPalette()
        if self.isChecked():
            colors = theme.current()
            palette.setColor(Role.Button, colors.ink)
            palette.setColor(Role.ButtonText, colors.paper)
        self.setPalette(palette)
