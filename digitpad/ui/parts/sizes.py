"""How large all text is, in percent of the system's own size.

The application's font has this size, and layouts and fields follow it by themselves.
"""

from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication

LEAST, USUAL, MOST, STEP = 70, 100, 200, 10  # percent

_percent = USUAL
_usual_points = 0.0  # of the application's font, before it was made larger or smaller


def percent() -> int:
    """How large text is; 100 is the system's own size."""
    return _percent


def choose(wanted: int) -> None:
    """Give all text a percentage of its usual size, from LEAST to MOST."""
    global _percent, _usual_points
    wanted = min(max(LEAST, wanted), MOST)
    if wanted == _percent:
        return
    font = QApplication.font()
    if _percent == USUAL:
        _usual_points = QFontInfo(font).pointSizeF()
    _percent = wanted
    font.setPointSizeF(_usual_points * wanted / USUAL)
    QApplication.setFont(font)
