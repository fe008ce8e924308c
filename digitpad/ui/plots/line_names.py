"""The names of lines beside their ends."""

from collections.abc import Iterator

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from digitpad.ui.parts.sizes import scaled

NAMES_APART = 14  # pixels from one name to the next below, at least


def _font() -> QFont:
    font = QFont()
    font.setPixelSize(scaled(11))
    return font


class LineNames(pg.GraphicsObject):
    """The runs' names beside the ends of their lines, so far apart that each can be read."""

    def __init__(self, plot_item: pg.PlotItem) -> None:
        super().__init__()
        self._plot_item = plot_item
        self._names: list[tuple[float, float, str, QColor]] = []
        self.room = 0.0  # pixels that the longest takes
        self.setZValue(10)

    def show_names(self, names: list[tuple[float, float, str, QColor]]) -> None:
        """Each with the place of its line's end, and its colour."""
        self._names = names
        metrics = QFontMetricsF(_font())
        widths = [metrics.horizontalAdvance(text) for _, _, text, _ in names]
        self.room = max(widths, default=0.0) + 10
        self.update()

    def boundingRect(self):  # type: ignore[no-untyped-def]
        return self._plot_item.vb.viewRect()

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, *args: object) -> None:
        transform = painter.transform()
        painter.resetTransform()
        painter.setFont(_font())
        for place, text, color in self._placed(transform):
            painter.setPen(color)
            painter.drawText(place, text)
        painter.setTransform(transform)

    def _placed(self, transform) -> Iterator[tuple[QPointF, str, QColor]]:  # type: ignore[no-untyped-def]
        """Where each name is painted, from the top down."""
        (left, right), (bottom, top) = self._plot_item.vb.viewRange()
        lowest = transform.map(QPointF(left, bottom)).y()
        seen = [
            (transform.map(QPointF(x, y)), text, color)
            for x, y, text, color in self._names
            if left <= x <= right and bottom <= y <= top
        ]
        edge = transform.map(QPointF(right, bottom)).x()
        metrics = QFontMetricsF(_font())
        seen.sort(key=lambda name: name[0].y())
        for y, (place, text, color) in zip(apart([p.y() + 4 for p, _, _ in seen], lowest), seen):
            # Where the plot is too narrow the name stands on the line, not half beyond the edge.
            x = min(place.x() + 5, edge - metrics.horizontalAdvance(text) - 2)
            yield QPointF(x, y), text, color


def apart(heights: list[float], lowest: float) -> list[float]:
    """Heights from the top down, moved so far apart that a name fits to each, above the lowest."""
    below = -np.inf
    for i, y in enumerate(heights):
        below = heights[i] = max(y, below + scaled(NAMES_APART))
    above = lowest + scaled(NAMES_APART) - 3
    for i in reversed(range(len(heights))):
        above = heights[i] = min(heights[i], above - scaled(NAMES_APART))
    return heights
