"""How large the interface is: its text, and all that is measured in pixels, in percent.

Text takes its size from the application's font, and layouts take theirs from the text. What is
painted or has a size of its own asks `scaled`, and asks again at each FontChange. The style's
own sizes follow where the style is Fusion; others paint theirs as their system has them.
"""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from digitpad.ui.parts.scaled_style import FUSION, ScaledStyle

LEAST, USUAL, MOST, STEP = 70, 100, 200, 10  # percent

_percent = USUAL
_usual_font: QFont | None = None  # the application's, before it was made larger or smaller


def percent() -> int:
    """How large everything is; 100 is the system's own size."""
    return _percent


def scaled(usual: float) -> int:
    """The pixels, now, of something that has `usual` pixels at 100 %."""
    return round(usual * _percent / USUAL)


def font(scale: float) -> QFont:
    """The application's font, `scale` times as large as usual."""
    usual = QApplication.font() if _usual_font is None or _percent == USUAL else _usual_font
    return _enlarged(usual, scale)


def choose(wanted: int) -> None:
    """Scale everything to a percentage of its usual size, from LEAST to MOST."""
    global _percent, _usual_font
    wanted = min(max(LEAST, wanted), MOST)
    if wanted == _percent:
        return
    if _usual_font is None or _percent == USUAL:
        _usual_font = QApplication.font()
    _percent = wanted
    QApplication.setFont(_enlarged(_usual_font, wanted / USUAL))
    # Applied now, so that widgets that fit themselves to the text find it in its new size.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.ApplicationFontChange)
    style = QApplication.style()
    if isinstance(style, ScaledStyle) or style.name() == FUSION:
        QApplication.setStyle(FUSION if wanted == USUAL else ScaledStyle(wanted / USUAL))


def _enlarged(usual: QFont, scale: float) -> QFont:
    font = QFont(usual)
    if font.pointSizeF() > 0:
        font.setPointSizeF(usual.pointSizeF() * scale)
    else:  # it is measured in pixels
        font.setPixelSize(max(1, round(usual.pixelSize() * scale)))
    return font
