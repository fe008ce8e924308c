"""The part of a chart that is in sight, and the axes beside it.

The program sets that part: letting pyqtgraph search all points for it takes ten times as long.
"""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QFont, QFontMetrics

from digitpad.session.charts.chart import Bounds, Chart, Trace
from digitpad.session.charts.in_sight import bounds_of
from digitpad.ui.parts import theme
from digitpad.ui.plots.annotations import TEXT_GAP
from digitpad.ui.plots.curve_items import BAR

MARGIN = 8  # pixels, at least, before and after the curves
FLAT = 1e-3  # of a value: smaller differences are not enlarged to the plot's height


class Sight:
    """Sets the range and the numbers of a plot's axes.

    part: of x, in sight; None: all, also as it grows.
    """

    def __init__(self, plot: pg.PlotItem, blank: str) -> None:
        """blank: shown instead of an empty plot."""
        self._view = plot.vb
        self._x_axis, self._y_axis = self._axes = plot.getAxis("bottom"), plot.getAxis("left")
        self._blank = pg.TextItem(blank, anchor=(0.5, 0.5))
        self._blank.setPos(1.5, 0.5)  # in an empty plot x goes from 1 to 2, and y from 0 to 1
        self._view.addItem(self._blank, ignoreBounds=True)
        self.part: Bounds | None = None
        self._chart = Chart((), "")
        self._traces: Sequence[Trace] = ()
        self._extent: Bounds | None = None

    def dress(self, colors: theme.Theme) -> None:
        """Take the colours of a theme, and the application's font."""
        metrics = QFontMetrics(QFont())
        self._y_axis.setWidth(metrics.horizontalAdvance("0.0000") + metrics.height() + 2 * TEXT_GAP)
        self._x_axis.setHeight(2 * metrics.height() + 2 * TEXT_GAP)
        for axis in self._axes:
            axis.dress(colors)
            axis.setLabel(axis.labelText, color=colors.ink.name())
        self._blank.setFont(QFont())
        self._blank.setColor(colors.ink)

    def take(self, chart: Chart, traces: Sequence[Trace]) -> None:
        """Take another chart. traces: as they are drawn."""
        self._chart, self._traces = chart, traces
        for axis, text in zip(self._axes, (chart.x_label, chart.y_label or chart.title)):
            if axis.labelText != text:
                axis.setLabel(text)
        self._x_axis.is_whole, self._y_axis.are_counts = chart.counts_epochs, chart.are_counts
        for axis, is_logarithmic in zip(self._axes, chart.logarithmic):
            axis.setLogMode(is_logarithmic)
        all_x = (curve.x for trace in traces for curve in trace.curves)
        ends = [x[[0, -1]] for x in all_x if len(x)]
        has_bars = any(curve.form == "bars" for trace in traces for curve in trace.curves)
        beside = BAR / 2 if has_bars else 0
        self._extent = (
            (float(np.min(ends) - beside), float(np.max(ends) + beside)) if ends else None
        )
        if ends and chart.places:
            self._extent = min(chart.places)[0], max(chart.places)[0]

    def show_axes(self) -> bool:
        """Show the axes, or what stands in an empty plot; returns whether there is any room."""
        is_empty = self._extent is None
        self._blank.setVisible(is_empty)
        for axis in self._axes:
            axis.setVisible(not is_empty or not self._blank.toPlainText())
        self._x_axis.setStyle(showValues=not is_empty)
        label = QFontMetrics(QFont()).horizontalAdvance(self._y_axis.labelText)
        self._y_axis.showLabel(label <= self._view.height())  # rather none than half of it
        self._y_axis.resizeEvent()  # centres a label of another size
        return bool(min(self._view.width(), self._view.height()) >= 1)

    @property
    def seen(self) -> Bounds:
        """The part of x whose curves are in sight."""
        return self.part or self._extent or (1.0, 2.0)

    def heights(self, has_marks: bool) -> Bounds:
        """The heights of all curves in sight. has_marks: whether they need room for marks."""
        measured = "" if self._chart.logarithmic[1] else self._chart.measured
        known = bounds_of([trace.in_sight(*self.seen) for trace in self._traces], measured)
        self._y_axis.setStyle(showValues=known is not None)
        low, high = known or (0.0, 1.0)
        least = FLAT * max(abs(low), abs(high)) or 1.0
        if high - low < least:
            low, high = low - least / 2, high + least / 2
        margin = 0.06 * (high - low)
        low, high = low - margin, high + margin
        if has_marks:  # their texts stand above the curves
            line = 1.2 * QFontMetrics(QFont()).height()
            high += (high - low) * line / max(self._view.height() - line, 40.0)
        return low, high

    def show(self, heights: Bounds) -> None:
        """Bring the part of x and these heights into sight, once the view has its final size."""
        first, last = self._x_axis.ends = self._extent or (1.0, 2.0)
        wide = max(last - first, 1.0 if self._x_axis.is_whole else 1e-9)
        beside = self._room_beside()
        margin = wide * beside / max(self._view.width() - 2 * beside, 40.0)
        first, last = first - margin, first + wide + margin
        least = 1.0 if self._x_axis.is_whole else wide / 100
        self._view.setLimits(xMin=first, xMax=last, minXRange=least)
        part = self.part or (first, last)
        self._view.setRange(xRange=part, yRange=heights, padding=0, disableAutoRange=False)
        self._x_axis.setTicks(None)
        if self._chart.places:
            self._x_axis.write_names(self._chart.places, self._chart.are_numbers)

    def _room_beside(self) -> float:
        """Pixels before and after the curves, with room for half a name of a place."""
        names = [name for _, name in self._chart.places]
        half: float = max(map(QFontMetrics(QFont()).horizontalAdvance, names), default=0) / 2
        if names and not self._chart.are_numbers:
            half = self._view.width() / (2 * len(names)) - MARGIN  # all have the same room
        return MARGIN + half

    def moved_to(self, place: float) -> Bounds | None:
        """The part that has this place in sight, as wide as now; None if it is in sight."""
        first, last = self._view.viewRange()[0]
        by = min(0.0, place - first) or max(0.0, place - last)
        return (first + by, last + by) if by else None
