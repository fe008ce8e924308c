"""The lines of a plot, their points and bands: painted by one item, as far as they are seen."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from digitpad.ui.plots.plot_items import Item, in_pixels
from digitpad.ui.plots.series import Array

# Pixels: of a point and of a line where there is room for them.
POINT, LINE = 6.0, 2.0
POINTS_A_COLUMN = 4  # of more, only the lowest and the highest of each column of pixels are drawn

Seen = tuple[float, float, int]  # from where to where on x, and in how many columns of pixels


class Line(pg.PlotDataItem):
    """The points of one line. It is among the plot's data items; `Lines` paints it.

    It is not in the plot's scene: pyqtgraph asks each of a hundred curves in Python for its size
    whenever another part is seen, which takes several times as long as to paint them.

    band: the lowest and the highest values around the line, and their colour.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.band: tuple[Array, Array, QColor] | None = None
        self.pen = QPen()
        self.opacity, self.is_on_top = 1.0, False
        self._x = self._y = np.zeros(0)
        self._paths: tuple[Seen, QPainterPath, QPainterPath] | None = None

    def updateItems(self, styleUpdate: bool = True) -> None:
        """Nothing: its curve and its scatter plot are not in use."""

    def show(self, x: Array, y: Array, pen: QPen) -> None:
        """Paint the line through these points, without a band; x rises."""
        self._x, self._y, self.pen, self._paths, self.band = x, y, pen, None, None
        self.opts["pen"] = pen  # where pyqtgraph keeps it

    def set_look(self, width: float, opacity: float, is_on_top: bool) -> None:
        """Set the width, in pixels, how opaque it is, and whether it lies over other lines."""
        self.pen.setWidthF(width)
        self.opacity, self.is_on_top = opacity, is_on_top

    def paths(self, seen: Seen) -> tuple[QPainterPath, QPainterPath]:
        """The line, and the outline of its band, as far as they are seen."""
        if self._paths is None or self._paths[0] != seen:
            first, last, columns = seen
            start, stop = np.searchsorted(self._x, (first, last))
            part = slice(max(0, start - 1), stop + 1)
            path = _path(*_thinned(self._x[part], self._y[part], columns))
            around = QPainterPath()
            if self.band is not None:
                x, (low, high, _) = self._x[part], self.band
                edges = low[part], high[part][::-1]
                around = _path(np.concatenate([x, x[::-1]]), np.concatenate(edges))
            self._paths = seen, path, around
        return self._paths[1:]

    @property
    def is_point(self) -> bool:
        """Whether it has no more than one point."""
        return len(self._x) == 1

    def points(self, seen: Seen) -> QPolygonF:
        """Its points, as far as they are seen."""
        start, stop = np.searchsorted(self._x, seen[:2])
        part = slice(max(0, start - 1), stop + 1)
        places = zip(self._x[part].tolist(), self._y[part].tolist())
        return QPolygonF([QPointF(*place) for place in places])


def _thinned(x: Array, y: Array, columns: int) -> tuple[Array, Array]:
    """Points that look the same: of each column of pixels the lowest and the highest."""
    step = len(x) // max(1, 2 * columns)
    if step < POINTS_A_COLUMN // 2:
        return x, y
    starts = np.arange(0, len(x), step)
    ends = np.minimum(starts + step, len(x)) - 1
    thin_x, thin_y = np.repeat(x[starts], 2), np.empty(2 * len(starts))
    thin_y[0::2] = np.minimum.reduceat(y, starts)
    thin_y[1::2] = np.maximum.reduceat(y, starts)
    thin_x[-1], thin_y[-1] = x[ends[-1]], y[-1]
    return thin_x, thin_y


def _path(x: Array, y: Array) -> QPainterPath:
    path: QPainterPath = pg.arrayToQPath(np.ascontiguousarray(x), np.ascontiguousarray(y))
    return path


class Lines(Item):
    """Paints the lines of a plot.

    point_size: of measured points, in pixels; 0 paints only the point of a line that has no other.
    pyqtgraph's scatter plot takes many times as long, and is an image in an SVG.
    """

    def __init__(self, plot_item: pg.PlotItem) -> None:
        super().__init__(plot_item, 1)
        self.point_size = 0.0
        self._lines: list[Line] = []
        self._known = plot_item.items, plot_item.dataItems, plot_item.curves

    def add(self, name: str) -> Line:
        """Add a line."""
        line = Line(name)
        self._lines.append(line)
        for known in self._known:
            known.append(line)
        return line

    def remove(self, line: Line) -> None:
        """Remove a line."""
        self._lines.remove(line)
        for known in self._known:
            known.remove(line)
        self.update()

    def paint(self, painter: QPainter, *_told: object) -> None:
        first, last = self._plot_item.vb.viewRange()[0]
        seen = first, last, max(1, int(self._plot_item.vb.width()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines = sorted(self._lines, key=lambda line: line.is_on_top)
        with in_pixels(painter) as transform:
            for line in lines:
                if line.band is not None:
                    painter.setOpacity(line.opacity)
                    painter.fillPath(transform.map(line.paths(seen)[1]), line.band[2])
            for line in lines:
                path = line.paths(seen)[0]
                if not path.isEmpty():
                    painter.setOpacity(line.opacity)
                    painter.setPen(line.pen)
                    painter.drawPath(transform.map(path))
            for line in lines:
                size = self.point_size or (POINT if line.is_point else 0.0)
                if size:
                    pen = QPen(line.pen.color(), size)
                    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                    painter.setOpacity(line.opacity)
                    painter.setPen(pen)
                    painter.drawPoints(transform.map(line.points(seen)))
            painter.setOpacity(1.0)
