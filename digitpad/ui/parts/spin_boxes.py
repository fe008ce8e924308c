"""Boxes for small numbers, which look alike wherever the program is used.

They show digits and a point, as all else does that the window shows, and take the digits of any
script, and a comma as well as a point.
"""

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

from digitpad.core.text import western

Checked = tuple[QValidator.State, str, int]


class WholeSpinBox(QSpinBox):
    """A whole number."""

    def __init__(self) -> None:
        super().__init__()
        self.setLocale(QLocale.c())

    def validate(self, text: str, position: int) -> Checked:
        found: Checked = super().validate(western(text), position)
        return found


class DecimalSpinBox(QDoubleSpinBox):
    """A number with a fixed number of decimals."""

    def __init__(self) -> None:
        super().__init__()
        self.setLocale(QLocale.c())

    def validate(self, text: str, position: int) -> Checked:
        found: Checked = super().validate(western(text).replace(",", "."), position)
        return found
