"""Texts beside curves: names at their ends, and marks above them; and the line of the epoch in use.

One item paints them all over the plot, in pixels, so that no scale moves, stretches or cuts them.
"""

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem

from digitpad.core.text import shortened
from digitpad.session.charts.chart import Bounds, Chart, Mark, Trace
from digitpad.session.charts.in_sight import spread
from digitpad.ui.parts import theme
from digitpad.ui.plots.curve_items import color_of, pen_for, repeats_color, sample_of

TEXT_GAP = 6  # pixels around a text
MOST_ROOM = 0.45  # of the plot's width, for names
ROOM = 12  # pixels beside a plot without names, for half a number at the axis's end
MOST_NAMES = 12  # at the ends of lines
CLOSEST = 3  # pixels between the lines of two marks: more lines would look like a grey area


Name = tuple[float, str, QColor]  # height in the plot's units, text, colour
PlacedText = tuple[str, QColor, QRectF]  # text, colour, place in pixels of the plot


class Annotations(QGraphicsItem):
    """Names stand in the plot's right margin, marks in the first line above its curves."""

    def __init__(self, plot: pg.PlotItem) -> None:
        super().__init__(plot)
        self._plot = plot
        self.names: list[PlacedText] = []
        self.marks: list[PlacedText] = []
        self.lines: list[QLineF] = []  # of marks; not each has room for its text
        self._page = self._pen = QColor()
        self.setZValue(5)  # over curves, below the crosshair

    def make_room(self, names: Sequence[Name]) -> None:
        """Leave room for these names in the right margin."""
        metrics = QFontMetricsF(QFont())
        room = max((math.ceil(metrics.horizontalAdvance(name)) for _, name, _ in names), default=0)
        most = int(MOST_ROOM * self._plot.size().width())
        room = min(room + 2 * TEXT_GAP + 1, most) if names else ROOM
        self._plot.layout.setContentsMargins(6, 8, room, 6)  # also for half a number at the top
        self._plot.layout.activate()  # what is placed next needs the new sizes

    def place(self, names: Sequence[Name], marks: Sequence[Mark], colors: theme.Theme) -> None:
        """Show these names and marks."""
        self.prepareGeometryChange()
        self._page, self._pen = colors.page, colors.muted
        self._place_names(names)
        self._place_marks(marks)
        self.update()

    def _place_names(self, names: Sequence[Name]) -> None:
        """Move names up or down if one would cover another."""
        frame, (bottom, top) = self._plot.vb.geometry(), self._plot.vb.viewRange()[1]
        metrics = QFontMetricsF(QFont())
        scale = frame.height() / (top - bottom)
        names = sorted(names, key=lambda name: -name[0])
        # In pixels counted upwards, as `spread` expects them.
        ends = [(min(max(y, bottom), top) - top) * scale for y, _, _ in names]
        room = QSizeF(self._plot.size().width() - frame.right() - 2 * TEXT_GAP, metrics.height())
        self.names = []
        for y, (_, name, color) in zip(spread(ends, room.height(), -frame.height(), 0.0), names):
            words = metrics.elidedText(shortened(name), Qt.TextElideMode.ElideMiddle, room.width())
            corner = QPointF(frame.right() + TEXT_GAP, frame.top() - y - room.height() / 2)
            if corner.y() >= 0:  # more names may end here than have room
                self.names.append((words, color, QRectF(corner, room)))

    def _place_marks(self, marks: Sequence[Mark]) -> None:
        """Leave out a text that would cover the one before, and lines too close to another."""
        frame, (left, right) = self._plot.vb.geometry(), self._plot.vb.viewRange()[0]
        metrics = QFontMetricsF(QFont())
        free = before = -math.inf
        self.marks, self.lines = [], []
        for place, words in marks:
            x = frame.left() + (max(place, left) - left) / (right - left) * frame.width()
            # A run's first mark stands half an epoch before its first epoch.
            if not left - 0.5 <= place <= right or x - before < CLOSEST:
                continue
            before = x
            self.lines.append(QLineF(x, frame.top() + metrics.height(), x, frame.bottom()))
            width = metrics.horizontalAdvance(words)
            begin = max(frame.left(), min(x - width / 2, frame.right() - width))
            if begin >= free:
                free = begin + width + TEXT_GAP
                room = QRectF(begin, frame.top(), width, metrics.height())
                self.marks.append((words, self._pen, room))

    def boundingRect(self) -> QRectF:
        return QRectF(self._plot.rect())

    def paint(self, painter: QPainter, *_how: object) -> None:
        painter.setFont(QFont())
        painter.setPen(QPen(self._pen, 1, Qt.PenStyle.DotLine))
        painter.drawLines(self.lines)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        for words, color, place in (*self.marks, *self.names):
            painter.fillRect(place.adjusted(-TEXT_GAP / 2, 0, TEXT_GAP / 2, 0), self._page)
            painter.setPen(color)
            painter.drawText(place.adjusted(0, 0, TEXT_GAP, 0), flags, words)


def names_at_ends(
    chart: Chart, traces: Sequence[Trace], last: float, heights: Bounds, colors: theme.Theme
) -> list[Name]:
    """The name of each trace at its end, with its value if that is out of sight.

    last: the end of x in sight. heights: the part of y in sight.
    """
    names, (bottom, top) = [], heights
    for trace in traces:
        if (end := trace.end(last)) is None or trace.curves[0].form == "dots":
            continue
        value = chart.value_in_words(end)
        off = "" if bottom <= end <= top else f"{'↑' if end > top else '↓'} {value}"
        dashes = sample_of(trace, trace.curves[0]) if repeats_color(trace.color) else ""
        if name := " ".join(filter(None, (dashes, off, trace.name))):
            names.append((end, name, QColor(color_of(trace, trace.curves[0], colors))))
    return names[:MOST_NAMES]


class EpochLine:
    """The line in a plot that marks the epoch in use."""

    def __init__(self, view: pg.ViewBox) -> None:
        self._line = pg.InfiniteLine(angle=90)
        self._line.setZValue(9)
        self._line.hide()
        view.addItem(self._line, ignoreBounds=True)

    def dress(self, colors: theme.Theme) -> None:
        """Take the colours of the theme."""
        self._line.setPen(pen_for(self._line, colors.accent, 2 * theme.broadness()))

    def show_at(self, place: float | None) -> None:
        """Stand at this place; None: nowhere."""
        self._line.setVisible(place is not None)
        if place is not None:
            self._line.setValue(place)
