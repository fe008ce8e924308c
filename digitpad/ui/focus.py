"""How a widget that paints itself shows that it has the keyboard's focus."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPen

from digitpad.ui import theme

WIDTH = 2  # pixels


def paint_focus(painter: QPainter, place: QRect) -> None:
    """Paint a line just within a widget that has the focus."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    pen = QPen(theme.current().accent, WIDTH)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(1, 1, -1, -1))
