"""What lies in a plot beside its curves: grid, marks, crosshair, and the curves' names."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTransform

from digitpad.ui.parts.sizes import scaled
from digitpad.ui.plots.series import Mark

RING = 5  # pixels of its radius
LINES_APART = 3  # pixels between two marks: more lines would be a gray area
NAMES_APART = 14  # pixels from one name to the next below, at least
BESIDE = 12  # pixels from the last line's end to the names
NARROWEST_NAME = 40  # pixels


class Item(pg.GraphicsObject):
    """An item that spans the whole plot."""

    def __init__(self, plot_item: pg.PlotItem, z: int) -> None:
        super().__init__()
        self._plot_item = plot_item
        self._pen = QPen()
        self.setZValue(z)
        plot_item.addItem(self, ignoreBounds=True)

    def set_color(self, color: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
        """Draw lines of this colour."""
        self._pen = QPen(color)
        self._pen.setCosmetic(True)
        self._pen.setStyle(style)
        self.update()

    def boundingRect(self) -> QRectF:
        rect: QRectF = self._plot_item.vb.viewRect()
        return rect

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()


class Grid(Item):
    """Lines at the axes' numbers."""

    def paint(self, painter: QPainter, *_told: object) -> None:
        (left, right), (bottom, top) = self._plot_item.vb.viewRange()
        painter.setPen(self._pen)
        for x in self._plot_item.getAxis("bottom").ticks():
            painter.drawLine(QPointF(x, bottom), QPointF(x, top))
        for y in self._plot_item.getAxis("left").ticks():
            painter.drawLine(QPointF(left, y), QPointF(right, y))


class Marks(Item):
    """Dotted lines where a run was changed."""

    def __init__(self, plot_item: pg.PlotItem) -> None:
        super().__init__(plot_item, -1)
        self._places = np.zeros(0)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Draw lines at the places of these, which are sorted."""
        self._places = np.array([place for place, _ in marks], float)
        self.update()

    def paint(self, painter: QPainter, *_told: object) -> None:
        (left, right), (bottom, top) = self._plot_item.vb.viewRange()
        first, last = np.searchsorted(self._places, (left, right))
        seen = self._places[first:last]
        columns = self._plot_item.vb.size().width() / LINES_APART
        if len(seen) > columns:  # one a column is all that can be told apart
            column = ((seen - left) / (right - left) * columns).astype(int)
            seen = seen[np.diff(column, prepend=-1) > 0]
        painter.setPen(self._pen)
        for x in seen.tolist():
            painter.drawLine(QPointF(x, bottom), QPointF(x, top))


class Crosshair(Item):
    """The place that is pointed at: a line, and a ring around each value there."""

    def __init__(self, plot_item: pg.PlotItem) -> None:
        self.place: float | None = None
        self._rings: Sequence[tuple[float, str]] = ()
        super().__init__(plot_item, 10)

    def show_at(self, place: float | None, rings: Sequence[tuple[float, str]] = ()) -> None:
        """Point at a place, with rings at these values in these colours; None: at none."""
        if (place, rings) != (self.place, self._rings):
            self.prepareGeometryChange()
            self.place, self._rings = place, rings
            self.update()

    def boundingRect(self) -> QRectF:
        """Narrow, so that little is painted again as it moves."""
        # A plot without room has no pixels to measure by.
        if self.place is None or self._plot_item.vb.rect().isEmpty():
            return QRectF()
        view, (width, _) = super().boundingRect(), self._plot_item.vb.viewPixelSize()
        half = (RING + 2) * width
        return QRectF(self.place - half, view.top(), 2 * half, view.height())

    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()  # a pixel is another part of the axes now

    def paint(self, painter: QPainter, *_told: object) -> None:
        if self.place is None:
            return
        _, (bottom, top) = self._plot_item.vb.viewRange()
        painter.setPen(self._pen)
        painter.drawLine(QPointF(self.place, bottom), QPointF(self.place, top))
        width, height = self._plot_item.vb.viewPixelSize()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for value, color in self._rings:
            pen = QPen(QColor(color), 2)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawEllipse(QPointF(self.place, value), RING * width, RING * height)


@dataclass(frozen=True, slots=True)
class LineName:
    """A text beside the end of a line."""

    x: float
    y: float
    text: str
    color: str


class LineNames(Item):
    """Names to the right of all lines, each at its line's end, so far apart that all can be read.

    Where there are more than have room, the pointer has to say what the others are.
    """

    def __init__(self, plot_item: pg.PlotItem) -> None:
        self._names: Sequence[LineName] = ()
        self.room = 0.0  # pixels that the longest takes
        super().__init__(plot_item, 9)

    def show_names(self, names: Sequence[LineName]) -> None:
        """Show these, the most important first."""
        if names != self._names:
            self._names = names
            self.fit_text()

    def fit_text(self) -> None:
        """Fit to the size of the text."""
        metrics = QFontMetricsF(_small())
        widths = [metrics.horizontalAdvance(name.text) for name in self._names]
        self.room = max(widths) + BESIDE + 4 if widths else 0.0
        self.update()

    def paint(self, painter: QPainter, *_told: object) -> None:
        if not self._names:
            return
        (left, right), (bottom, top) = self._plot_item.vb.viewRange()
        seen = [n for n in self._names if left <= n.x <= right and bottom <= n.y <= top]
        with in_pixels(painter) as transform:
            corner = transform.map(QPointF(right, bottom))
            high = corner.y() - transform.map(QPointF(left, top)).y()
            seen = seen[: max(1, int(high / scaled(NAMES_APART)))]
            placed = sorted(
                ((transform.map(QPointF(name.x, name.y)), name) for name in seen),
                key=lambda pair: pair[0].y(),
            )
            heights = apart([place.y() + 4 for place, _ in placed], corner.y())
            painter.setFont(_small())
            metrics = QFontMetricsF(_small())
            behind = transform.map(QPointF(max(name.x for name in self._names), bottom)).x()
            room = corner.x() - behind - BESIDE - 2
            for y, (place, name) in zip(heights, placed):
                ink, text, x = QColor(name.color), name.text, behind + BESIDE
                if room < scaled(NARROWEST_NAME):  # zoomed: the lines fill the plot
                    x = min(place.x() + 5, corner.x() - metrics.horizontalAdvance(text) - 2)
                else:
                    text = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room)
                    leader = QPen(ink, 1, Qt.PenStyle.DotLine)
                    painter.setPen(leader)
                    painter.drawLine(place, QPointF(x - 3, y - 4))
                painter.setPen(ink)
                painter.drawText(QPointF(x, y), text)


@contextmanager
def in_pixels(painter: QPainter) -> Iterator[QTransform]:
    """Paint in pixels for a while, as large as on screen wherever it is painted.

    Gives what maps places of the plot to them.
    """
    transform = painter.transform()
    painter.resetTransform()
    yield transform
    painter.setTransform(transform)


def _small() -> QFont:
    font = QFont()
    font.setPixelSize(scaled(11))
    return font


def apart(heights: list[float], lowest: float) -> list[float]:
    """Heights from the top down, moved so far apart that a name fits to each, above the lowest."""
    below = -np.inf
    for i, y in enumerate(heights):
        below = heights[i] = max(y, below + scaled(NAMES_APART))
    above = lowest + scaled(NAMES_APART) - 3
    for i in reversed(range(len(heights))):
        above = heights[i] = min(heights[i], above - scaled(NAMES_APART))
    return heights
