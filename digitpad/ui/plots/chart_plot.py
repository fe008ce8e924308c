"""A plot of a picture beside the curves of runs."""

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent

from digitpad.ui.parts import theme
from digitpad.ui.parts.plain_text import one_line
from digitpad.ui.plots.chart import Chart, Line
from digitpad.ui.plots.line_names import LineNames
from digitpad.ui.plots.plot_parts import Grid, Plot, ValueAxis

NEW_AT_A_TIME = 8
LONGEST_NAME = 32  # letters


class _Axis(ValueAxis):
    """Without ticks where there is nothing but the lines' names."""

    last = np.inf

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        # A part of the axis has all the ticks: so many must fit into it.
        part = (self.last - low) / (high - low) if high > low else 1.0
        levels = super().tickValues(low, high, size * min(1.0, max(0.2, part)))
        return [(spacing, [v for v in values if v <= self.last]) for spacing, values in levels]


class PicturePlot(Plot):
    """Shows a Chart."""

    _is_made = False  # its palette changes while it is made

    def __init__(self) -> None:
        self._bottom = _Axis("bottom")
        super().__init__({"bottom": self._bottom})
        self.setObjectName("experiment_plot")
        self.setAccessibleName("What the experiment shows")
        self.setMinimumSize(220, 120)
        item = self.getPlotItem()
        item.layout.setContentsMargins(0, 8, 12, 0)
        item.getAxis("left").enableAutoSIPrefix(False)
        self._bottom.enableAutoSIPrefix(False)
        item.vb.setMouseEnabled(x=True, y=False)
        item.vb.setAutoVisible(y=True)
        self._grid, self._names = Grid(item), LineNames(item)
        for part in (self._grid, self._names):
            item.addItem(part, ignoreBounds=True)
        self._curves: dict[str, pg.PlotDataItem] = {}
        self._drawn: dict[str, tuple[object, ...]] = {}  # of each line, what it looks like
        self._picture: Chart | None = None
        self.double_clicked.connect(self._show_all)
        item.vb.sigResized.connect(self._show_all)  # the names take their room of what there is
        self._is_made = True
        self._color()

    def show_picture(self, picture: Chart) -> bool:
        """Draw it in the place of what was there; only what has changed is drawn anew.

        Of many new lines only some are drawn at a time, so that no pen waits: whether all are.
        """
        item = self.getPlotItem()
        if self._picture is None or picture.y_label != self._picture.y_label:
            self._clear()
            item.setLabel("bottom", picture.x_label)
            item.setLabel("left", picture.y_label)
            item.setLogMode(*picture.logarithmic)
        wanted = {line.name for line in picture.lines}
        for name in self._curves.keys() - wanted:
            self._remove(name)
        new = [line for line in picture.lines if line.name not in self._curves]
        left = new[NEW_AT_A_TIME:]
        lines = tuple(line for line in picture.lines if line not in left)
        for line in lines:
            self._draw(line)
        self._picture = Chart(lines, picture.x_label, picture.y_label, picture.logarithmic)
        self._name_lines()
        self._show_all()
        return not left

    def _draw(self, line: Line) -> None:
        color = theme.current().run(line.number)
        drawn = (len(line.x), float(line.x[-1]), float(line.y[-1]), color.name())
        if self._drawn.get(line.name) == drawn:
            return
        self._drawn[line.name] = drawn
        curve = self._curves.get(line.name)
        if curve is None:
            curve = self._curves[line.name] = self.getPlotItem().plot([], [], antialias=True)
        is_point = line.points or len(line.x) == 1
        curve.setSymbol("o" if is_point else None)
        curve.setSymbolBrush(color)
        curve.setSymbolPen(None)
        curve.setSymbolSize(5)
        curve.setPen(pg.mkPen(color, width=1))
        curve.setData(line.x, line.y)

    def _name_lines(self) -> None:
        assert self._picture is not None
        names = []
        for line in self._picture.lines:
            x, y = (
                np.log10(end) if log else end
                for end, log in zip((line.x[-1], line.y[-1]), self._picture.logarithmic)
            )
            color = theme.current().run(line.number)
            names.append((float(x), float(y), one_line(line.name, LONGEST_NAME), color))
        self._names.show_names(names)

    def _clear(self) -> None:
        for name in list(self._curves):
            self._remove(name)

    def _remove(self, name: str) -> None:
        self.getPlotItem().removeItem(self._curves.pop(name))
        del self._drawn[name]

    def _show_all(self, *_told: object) -> None:
        if self._picture is None or not self._picture.lines:
            return
        log = self._picture.logarithmic[0]
        first = min(float(line.x[0]) for line in self._picture.lines)
        last = max(float(line.x[-1]) for line in self._picture.lines)
        if log:
            first, last = float(np.log10(first)), float(np.log10(last))
        room = min(0.5, self._names.room / max(self.getPlotItem().vb.width(), 200.0))
        margin = 0.03 * max(last - first, 0.1)
        self._bottom.last, self._bottom.picture = last, None
        beyond = last + max(last - first, 0.1) * room / (1 - room)
        self.getPlotItem().vb.setLimits(xMin=first - margin, xMax=beyond)
        self.setXRange(first - margin, beyond, padding=0)
        self.enableAutoRange(y=True)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._is_made:
            self._color()
        super().changeEvent(event)

    def _color(self) -> None:
        colors = theme.current()
        self.setBackground(colors.paper)
        for name in ("left", "bottom"):
            axis = self.getPlotItem().getAxis(name)
            axis.setPen(colors.border)
            axis.setTextPen(colors.ink)
        self._grid.set_color(colors.grid)
        if self._picture is not None:
            self.show_picture(self._picture)
