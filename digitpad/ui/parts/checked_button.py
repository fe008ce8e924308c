"""Buttons that stay pressed, and are seen to be."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractButton, QPushButton

from digitpad.ui.parts import theme
from digitpad.ui.parts.focus import FocusedToolButton

Role = QPalette.ColorRole


class CheckedButton(QPushButton):
    """A button that stays pressed until it is pressed again."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setCheckable(True)
        _show_when_checked(self)


class CheckedToolButton(FocusedToolButton):
    """A tool button that stays pressed while its action is checked."""

    def __init__(self) -> None:
        super().__init__()
        _show_when_checked(self)


def _show_when_checked(button: QAbstractButton) -> None:
    """Give a button the colour of ink while it is checked.

    Qt's styles only sink it a little, which is hard to see in a dark scheme.
    """
    pressed = {Role.Button: "ink", Role.ButtonText: "paper"}
    button.toggled.connect(lambda checked: theme.set_colors(button, pressed if checked else {}))
