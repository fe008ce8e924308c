"""The curves of several runs over one another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSizePolicy

from digitpad.ui.parts import theme
from digitpad.ui.parts.plain_text import one_line, wrapped
from digitpad.ui.plots.epoch_plot import AXIS_WIDTH
from digitpad.ui.plots.line_names import LineNames
from digitpad.ui.plots.plot_parts import EpochAxis, Grid, Plot, ValueAxis
from digitpad.ui.plots.series import Array, Series, band, smoothed

LONGEST_NAME = 22  # letters of a run's name beside its line
NEW_AT_A_TIME = 4
LONG = 1000  # points of a curve: more than there are pixels
PALE = 70  # of 255: the raw line behind a smoothed one
BAND = 50  # likewise, between the lowest and the highest

HELP = wrapped("The wheel zooms in and out, dragging moves, and a double click shows all epochs.")


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What is drawn as one line, or as a band of several runs that differ in their seed alone."""

    key: str
    name: str
    number: int  # says which colour
    series: tuple[Series, ...]

    def size(self) -> int:
        """A number that changes when the curves grow."""
        return sum(map(len, self.series))


class OverlayPlot(Plot):
    """One quantity of several runs: evaluation solid, training dashed, names beside the lines.

    As in the tab Train the wheel and the mouse choose epochs, and never what is beyond them.
    """

    moved = Signal(float, float)
    """The user zoomed or moved; carries the first and the last epoch in sight, in parts."""
    following_changed = Signal(bool)
    _is_made = False  # its palette changes while it is made

    def __init__(self, quantity: str, axis_label: str, colors: theme.Theme | None = None) -> None:
        self._epochs_axis, self._values_axis = EpochAxis("bottom"), ValueAxis("left")
        super().__init__({"bottom": self._epochs_axis, "left": self._values_axis})
        self.quantity, self._fixed_colors = quantity, colors
        self.setObjectName(f"runs_{quantity}_plot")
        self.setAccessibleName(f"{quantity.capitalize()} of the checked runs, by epoch")
        self.setToolTip(HELP)
        self.setMinimumSize(220, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        item = self.getPlotItem()
        item.setLabel("left", axis_label)
        item.setLabel("bottom", "epoch")
        self._values_axis.enableAutoSIPrefix(False)
        self._values_axis.setWidth(AXIS_WIDTH)
        item.layout.setContentsMargins(0, 8, 12, 0)
        self.is_following = True
        self._lines: dict[str, _Line] = {}
        item.vb.setMouseEnabled(x=True, y=False)
        item.vb.sigRangeChangedManually.connect(self._take_move)
        item.vb.sigResized.connect(self._take_size)
        self.double_clicked.connect(self.show_all)
        self._grid = Grid(item)
        self._names = LineNames(item)
        for part in (self._grid, self._names):
            item.addItem(part, ignoreBounds=True)
        self._smoothing = 0.0
        self._is_made = True
        self._color()
        self.show_runs([])

    @property
    def _colors(self) -> theme.Theme:
        return self._fixed_colors or theme.current()

    def show_runs(self, runs: Sequence[Shown], smoothing: float = 0.0) -> bool:
        """Draw these and no others; only what has changed is drawn anew.

        Of many new ones only some are drawn at a time, so that no pen waits: whether all are.
        smoothing: 0 for none, towards 1 for more; what was measured stays in sight.
        """
        new = 0
        if smoothing != self._smoothing:
            self._smoothing = smoothing
            self._clear()
        wanted = {run.key: run for run in runs}
        for key in [key for key in self._lines if key not in wanted]:
            self._lines.pop(key).remove()
        for run in runs:
            line = self._lines.get(run.key)
            if line is not None and line.count != len(run.series):
                line.remove()
                line = None
            if line is None:
                new += 1
                if new > NEW_AT_A_TIME:
                    self._lines.pop(run.key, None)
                    continue
                line = self._lines[run.key] = _Line(self, len(run.series), smoothing)
            line.show(run, self._colors.run(run.number))
        self._name_lines([run for run in runs if run.key in self._lines])
        has_values = any(line.bounds is not None for line in self._lines.values())
        self._values_axis.show_scale(has_values)
        self._epochs_axis.show_scale(has_values)
        if self.is_following or not has_values:
            self.show_all()
        else:
            self._limit()
            self._fit_values()
        return new <= NEW_AT_A_TIME

    def _name_lines(self, runs: Sequence[Shown]) -> None:
        names = []
        for run in runs:
            end = self._lines[run.key].end
            if end is not None:
                names.append((*end, one_line(run.name, LONGEST_NAME), self._colors.run(run.number)))
        self._names.show_names(names)

    def _clear(self) -> None:
        for line in self._lines.values():
            line.remove()
        self._lines.clear()

    def show_all(self) -> None:
        """Show the curves from end to end, and go on doing so as they grow."""
        self._follow(True)
        self.setXRange(*self._limit(), padding=0)
        self._fit_values()

    def move_to(self, first: float, last: float) -> None:
        """Show these epochs, as another plot does."""
        self._follow(False)
        self.setXRange(first, last, padding=0)
        self._fit_values()

    def _limit(self) -> tuple[float, float]:
        """Nothing is to be seen before the first epoch, nor beyond the lines' names."""
        last = max([2, *(line.last for line in self._lines.values())])
        self._epochs_axis.show_last(last)
        room = self._names.room / max(self.getPlotItem().vb.width(), 200.0)
        beyond = (last - 1) * min(0.6, room / max(0.4, 1 - room))
        ends = 1 - 0.03 * (last - 1), last + beyond
        self.getPlotItem().vb.setLimits(xMin=ends[0], xMax=ends[1], minXRange=1.0)
        return ends

    def _fit_values(self) -> None:
        """Fit the values of the epochs in sight.

        Not left to pyqtgraph, which would look at all points of all curves each time.
        """
        first, last = (-np.inf, np.inf) if self.is_following else self.viewRange()[0]
        found = (line.bounds_within(first, last) for line in self._lines.values())
        bounds = [bound for bound in found if bound is not None]
        low = min((low for low, _ in bounds), default=0.0)
        high = max((high for _, high in bounds), default=1.0)
        self.setYRange(low, high if high > low else low + 1, padding=0.05)

    def _take_size(self, *_told: object) -> None:
        """The names take their room of what there is."""
        if self.is_following:
            self.show_all()

    def _take_move(self) -> None:
        self._follow(False)
        self._fit_values()
        self.moved.emit(*self.viewRange()[0])

    def _follow(self, following: bool) -> None:
        if following != self.is_following:
            self.is_following = following
            self.following_changed.emit(following)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and self._is_made:
            self._color()
        super().changeEvent(event)

    def _color(self) -> None:
        colors = self._colors
        self.setBackground(colors.paper)
        for name in ("left", "bottom"):
            axis = self.getPlotItem().getAxis(name)
            axis.setPen(colors.border)
            axis.setTextPen(colors.ink)
        self._grid.set_color(colors.grid)
        self._clear()


class _Line:
    """What is drawn of one run, or of one band of runs."""

    def __init__(self, plot: OverlayPlot, count: int, smoothing: float) -> None:
        self.count, self.last = count, 0
        self.end: tuple[float, float] | None = None  # where the evaluation curve ends
        self.bounds: tuple[float, float] | None = None  # the lowest and the highest value
        self._plot, self._smoothing = plot, smoothing
        self._rows: list[Array] = []
        self._curves: dict[tuple[str, str], pg.PlotDataItem] = {}
        self._band: tuple[pg.PlotCurveItem, pg.PlotCurveItem, pg.FillBetweenItem] | None = None
        self._drawn: tuple[int, str] | None = None

    def show(self, run: Shown, color: QColor) -> None:
        drawn = (run.size(), color.name())
        if drawn == self._drawn:
            return
        self._drawn = drawn
        self.end = None
        self.bounds = None
        self._rows = []
        for kind in ("training", "evaluation"):
            rows = [series.of(self._plot.quantity, kind) for series in run.series]
            self._rows += rows
            values = rows[0]
            if len(rows) > 1:
                values, low, high = band(rows)
                if kind == "evaluation":
                    self._show_band(low, high, color)
            self._show_curve(kind, "raw", values, color)
            if self._smoothing:
                self._show_curve(kind, "smooth", smoothed(values, self._smoothing), color)
            self.last = max(self.last if kind == "evaluation" else 0, len(values))
            measured = np.flatnonzero(np.isfinite(values))
            if len(measured):
                seen = np.concatenate([row[np.isfinite(row)] for row in rows])
                lowest, highest = float(seen.min()), float(seen.max())
                if self.bounds is not None:
                    lowest, highest = min(lowest, self.bounds[0]), max(highest, self.bounds[1])
                self.bounds = lowest, highest
                # The evaluation's end, where it has one, else the training's
                self.end = (float(measured[-1] + 1), float(values[measured[-1]]))

    def bounds_within(self, first: float, last: float) -> tuple[float, float] | None:
        """The lowest and the highest value from one epoch to another; None where there is none."""
        if first <= 1 and last >= self.last:
            return self.bounds
        start, stop = max(0, int(first) - 1), max(0, int(last))
        seen = np.concatenate([row[start:stop] for row in self._rows])
        seen = seen[np.isfinite(seen)]
        return (float(seen.min()), float(seen.max())) if len(seen) else None

    def _show_curve(self, kind: str, role: str, values: Array, color: QColor) -> None:
        curve = self._curves.get((kind, role))
        if curve is None:
            curve = self._plot.plot([], [], name=f"{kind} {self._plot.quantity}", antialias=True)
            curve.setZValue(1 if role == "raw" else 2)
            self._curves[kind, role] = curve
        shade = QColor(color)
        if role == "raw" and self._smoothing:
            shade.setAlpha(PALE)
        style = Qt.PenStyle.SolidLine if kind == "evaluation" else Qt.PenStyle.DashLine
        measured = np.isfinite(values)
        epochs = np.flatnonzero(measured) + 1.0
        few = len(epochs) == 1  # a single epoch is no line
        curve.setSymbol("o" if few else None)
        curve.setSymbolBrush(shade)
        curve.setSymbolPen(None)
        curve.setSymbolSize(5)
        curve.setPen(pg.mkPen(shade, width=1, style=style))
        # Where it is looked for it takes its time at each change of what is seen.
        curve.setDownsampling(auto=len(epochs) > LONG, method="peak")
        curve.setData(epochs, values[measured])

    def _show_band(self, low: Array, high: Array, color: QColor) -> None:
        if self._band is None:
            edges = [pg.PlotCurveItem(pen=None) for _ in range(2)]
            fill = pg.FillBetweenItem(*edges)
            self._band = (*edges, fill)
            self._plot.addItem(fill)  # its edges alone are not seen
        shade = QColor(color)
        shade.setAlpha(BAND)
        measured = np.isfinite(low)
        epochs = np.flatnonzero(measured) + 1.0
        for edge, values in zip(self._band, (low, high)):
            edge.setData(epochs, values[measured])
        self._band[2].setBrush(shade)

    def remove(self) -> None:
        for part in (*self._curves.values(), *(self._band or ())[2:]):
            self._plot.removeItem(part)
