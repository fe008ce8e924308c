"""Buttons that stay pressed, and are seen to be."""

from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton

from digitpad.ui.parts import theme
from digitpad.ui.parts.focus import FocusedToolButton

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractButton as _Button
else:
    _Button = object  # beside a class of Qt's there can be no second one

Role = QPalette.ColorRole


class SeenPressed(_Button):
    """For a class of buttons: one has the colour of ink while it is checked.

    Qt's styles only sink it a little, which is hard to see in a dark scheme.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)  # those of the other class
        self.toggled.connect(self._color)

    def _color(self) -> None:
        pressed = {Role.Button: "ink", Role.ButtonText: "paper"}
        theme.set_colors(self, pressed if self.isChecked() else {})


class CheckedButton(SeenPressed, QPushButton):
    """A button that stays pressed until it is pressed again."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setCheckable(True)


class CheckedToolButton(SeenPressed, FocusedToolButton):
    """A tool button that stays pressed while its action is checked."""
