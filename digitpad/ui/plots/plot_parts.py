"""What the plots are made of beside the curves: the axes, the grid, the marks."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPen,
)

from digitpad.ui.parts import sizes
from digitpad.ui.parts.focus import FocusedViewport

# A place on the axis of the epochs, and what is to be said there.
Remark = tuple[float, str]

MARKS_HEIGHT = 18  # pixels above the plot, for what is said of the marks
APART = 8  # pixels between two of these texts, at least
RING = 5  # pixels of its radius
LINES_APART = 3  # pixels between two marks: more lines would be a gray area


class Plot(FocusedViewport, pg.PlotWidget):
    """A plot that tells of double clicks, shows that it has the focus, and follows the text's size.

    AXES: pixels of those axes whose size does not depend on what stands at them.
    """

    double_clicked = Signal()
    AXES: Mapping[str, float] = {}

    def __init__(self, axes: Mapping[str, pg.AxisItem]) -> None:
        # pyqtgraph's menu is for whoever knows pyqtgraph, and takes milliseconds to make.
        super().__init__(axisItems=axes, enableMenu=False)
        self.getPlotItem().hideButtons()

    def fit_text(self) -> None:
        """Let all text have the size of the application's."""
        item = self.getPlotItem()
        for name in ("left", "bottom", "top"):
            axis = item.getAxis(name)
            axis.label.setFont(QFont())
            if name in self.AXES:
                size = sizes.scaled(self.AXES[name])
                (axis.setWidth if name == "left" else axis.setHeight)(size)
            else:
                axis.setWidth() if name == "left" else axis.setHeight()
            axis.resizeEvent()  # its label is placed anew, and its text painted anew
            axis.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.fit_text()
        super().changeEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.double_clicked.emit()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            curves = self.getPlotItem().vb.sceneBoundingRect()
            if curves.contains(self.mapToScene(event.pos())):
                return True  # the tooltip would cover what is pointed at
        return bool(super().viewportEvent(event))


class ValueAxis(pg.AxisItem):
    """An axis that has no scale while there is nothing to measure by it."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self._has_scale = True

    def show_scale(self, shown: bool) -> None:
        """Have ticks, or none."""
        if shown != self._has_scale:
            self._has_scale = shown
            self.picture = None  # pyqtgraph paints an axis once, and again when it is gone
            self.update()

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        levels: list[tuple[float, list[float]]] = super().tickValues(low, high, size)
        return levels if self._has_scale else []


class EpochAxis(ValueAxis):
    """An axis whose ticks are the epochs that there are: not 0, not 2.5, and none to come."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self._last = math.inf

    def show_last(self, last: float) -> None:
        """This is the last epoch."""
        if last != self._last:
            self._last, self.picture = last, None
            self.update()

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        levels = super().tickValues(low, high, size)
        return [
            (spacing, [v for v in values if 1 <= v <= self._last]) for spacing, values in levels
        ]

    def tickSpacing(self, minimum: float, maximum: float, size: float) -> list[tuple[float, float]]:
        spacings = super().tickSpacing(minimum, maximum, size)
        whole = [(spacing, offset) for spacing, offset in spacings if spacing == int(spacing)]
        return whole or [(1, 0)]


class MarksAxis(pg.AxisItem):
    """Says above the plot what is marked in it; where there is no room for all, the first.

    A text stands above the middle of its mark, or, beside the plot's edges, as near as it fits.
    """

    def __init__(self) -> None:
        super().__init__("top", maxTickLength=0)
        self.marks: list[Remark] = []
        self._texts: dict[float, str] = {}
        self._places = np.zeros(0)
        self.setStyle(tickTextOffset=2, autoExpandTextSpace=False, autoReduceTextSpace=False)

    def show_marks(self, marks: list[Remark]) -> None:
        """Show these, sorted by their places."""
        if marks != self.marks:
            self.marks = marks
            self._texts = dict(marks)
            self._places = np.array([place for place, _ in marks], float)
            self.picture = None  # pyqtgraph paints an axis once, and again when it is gone
            self.update()

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        return [(1.0, [place for place, _, _ in self._with_room(low, high, size)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [self._texts[value] for value in values]

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        bounds = self.mapRectFromParent(self.geometry())
        low, high = self.range
        line = self.pen(), bounds.bottomLeft(), bounds.bottomRight()
        texts = [
            (
                QRectF(bounds.left() + left, bounds.top(), self._width(text), bounds.height()),
                Qt.AlignmentFlag.AlignCenter,
                text,
            )
            for _, left, text in self._with_room(low, high, bounds.width())
        ]
        return line, [], texts

    def _with_room(
        self, low: float, high: float, size: float
    ) -> Iterator[tuple[float, float, str]]:
        """Places whose texts lie beside each other, with each text's left end in pixels."""
        pixels = size / max(high - low, 1e-9)
        free, i = 0.0, int(np.searchsorted(self._places, low))
        while i < len(self.marks) and self._places[i] <= high:
            place, text = self.marks[i]
            width = self._width(text)
            left = max(0.0, min((place - low) * pixels - width / 2, size - width))
            if left >= free and left + width <= size:
                free = left + width + APART
                yield place, left, text
            # On to where there may be room again, however many marks lie between.
            beyond = max(low + free / pixels, place + 1 / pixels)
            i = max(i + 1, int(np.searchsorted(self._places, beyond)))

    def _width(self, text: str) -> float:
        return QFontMetricsF(self.style["tickFont"] or QFont()).horizontalAdvance(text) + 1


class _Lines(pg.GraphicsObject):
    """Lines all across the plot, which cost what is seen of them."""

    def __init__(self, plot_item: pg.PlotItem) -> None:
        super().__init__()
        self._plot_item = plot_item
        self._pen = QPen()
        self.setZValue(-1)

    def set_color(self, color: QColor, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
        self._pen = QPen(color)
        self._pen.setCosmetic(True)
        self._pen.setStyle(style)
        self.update()

    def boundingRect(self) -> QRectF:
        rect: QRectF = self._plot_item.vb.viewRect()
        return rect

    def viewRangeChanged(self) -> None:
        self.prepareGeometryChange()


class Grid(_Lines):
    """Lines at the axes' major ticks.

    Drawn here since pyqtgraph's own grid, drawn by the axes as very long ticks, takes many times
    as long as the curves.
    """

    def paint(self, painter: QPainter, *args: object) -> None:
        (left, right), (bottom, top) = self._plot_item.vb.viewRange()
        size = self._plot_item.vb.size()
        painter.setPen(self._pen)
        for x in self._major_ticks("bottom", left, right, size.width()):
            painter.drawLine(QPointF(x, bottom), QPointF(x, top))
        for y in self._major_ticks("left", bottom, top, size.height()):
            painter.drawLine(QPointF(left, y), QPointF(right, y))

    def _major_ticks(self, name: str, least: float, most: float, size: float) -> list[float]:
        levels = self._plot_item.getAxis(name).tickValues(least, most, size)
        return [value for _, values in levels[:2] for value in values]


class Marks(_Lines):
    """Dotted lines where a run was changed."""

    def __init__(self, plot_item: pg.PlotItem) -> None:
        super().__init__(plot_item)
        self._places = np.zeros(0)

    def set_color(self, color: QColor, style: Qt.PenStyle = Qt.PenStyle.DotLine) -> None:
        super().set_color(color, style)

    def show_at(self, places: Sequence[float]) -> None:
        """Draw lines at these places, which are sorted."""
        self._places = np.array(places, float)
        self.update()

    def paint(self, painter: QPainter, *args: object) -> None:
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


class Crosshair(_Lines):
    """The epoch that is pointed at: a line, and a ring around each curve's value there."""

    def __init__(self, plot_item: pg.PlotItem) -> None:
        super().__init__(plot_item)
        self.setZValue(10)
        self._epoch: float | None = None
        self._rings: Sequence[tuple[float, QColor]] = ()

    @property
    def epoch(self) -> float | None:
        """Where it stands; None where it is not to be seen."""
        return self._epoch

    def show_at(self, epoch: float | None, rings: Sequence[tuple[float, QColor]] = ()) -> None:
        """Point at an epoch, with rings at these places of the values' axis, or at none."""
        if (epoch, rings) != (self._epoch, self._rings):
            self.prepareGeometryChange()
            self._epoch, self._rings = epoch, rings
            self.update()

    def boundingRect(self) -> QRectF:
        """Narrow: only what is under it is to be painted again as it moves."""
        if self._epoch is None:
            return QRectF()
        view, (width, _) = super().boundingRect(), self._plot_item.vb.viewPixelSize()
        half = (RING + 2) * width
        return QRectF(self._epoch - half, view.top(), 2 * half, view.height())

    def paint(self, painter: QPainter, *args: object) -> None:
        if self._epoch is None:
            return
        (_, _), (bottom, top) = self._plot_item.vb.viewRange()
        painter.setPen(self._pen)
        painter.drawLine(QPointF(self._epoch, bottom), QPointF(self._epoch, top))
        width, height = self._plot_item.vb.viewPixelSize()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for value, color in self._rings:
            pen = QPen(color, 2)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawEllipse(QPointF(self._epoch, value), RING * width, RING * height)
