"""The curves of several runs over one another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy

from digitpad.ui import theme
from digitpad.ui.plain_text import one_line
from digitpad.ui.runs.series import Array, Series, band, smoothed
from digitpad.ui.train.plot_parts import EpochAxis, Grid, Plot

LONGEST_NAME = 22  # letters of a run's name beside its line
NAMES_APART = 14  # pixels from one name to the next below, at least
NEW_AT_A_TIME = 4
LONG = 1000  # points of a curve: more than there are pixels
PALE = 70  # of 255: the raw line behind a smoothed one
BAND = 50  # likewise, between the lowest and the highest


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
    """One quantity of several runs: evaluation solid, training dashed, names beside the lines."""

    _is_made = False  # its palette changes while it is made

    def __init__(self, quantity: str, axis_label: str, colors: theme.Theme | None = None) -> None:
        super().__init__(axisItems={"bottom": EpochAxis("bottom"), "left": pg.AxisItem("left")})
        self.quantity, self._fixed_colors = quantity, colors
        self.setObjectName(f"runs_{quantity}_plot")
        self.setMinimumSize(220, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        item = self.getPlotItem()
        item.setLabel("left", axis_label)
        item.setLabel("bottom", "epoch")
        item.getAxis("left").enableAutoSIPrefix(False)
        item.layout.setContentsMargins(0, 8, 12, 0)
        item.setMenuEnabled(False)
        item.hideButtons()
        self._following = True
        item.vb.sigRangeChangedManually.connect(self._stop_following)
        self.double_clicked.connect(self.show_all)
        self._grid = Grid(item)
        self._names = LineNames(item)
        for part in (self._grid, self._names):
            item.addItem(part, ignoreBounds=True)
        self._lines: dict[str, _Line] = {}
        self._smoothing = 0.0
        self._is_made = True
        self._color()

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
        if self._following:
            self.show_all()
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
        self._following = True
        last = max([2, *(line.last for line in self._lines.values())])
        room = self._names.room / max(self.getPlotItem().vb.width(), 200.0)
        beyond = (last - 1) * min(0.6, room / max(0.4, 1 - room))
        self.setXRange(1 - 0.03 * (last - 1), last + beyond, padding=0)
        # Not left to pyqtgraph, which would look at all points of all curves each time.
        bounds = [line.bounds for line in self._lines.values() if line.bounds is not None]
        low = min((low for low, _ in bounds), default=0.0)
        high = max((high for _, high in bounds), default=1.0)
        self.setYRange(low, high if high > low else low + 1, padding=0.05)

    def _stop_following(self) -> None:
        self._following = False

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
        for kind in ("training", "evaluation"):
            rows = [series.of(self._plot.quantity, kind) for series in run.series]
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


class LineNames(pg.GraphicsObject):
    """The runs' names beside the ends of their lines, so far apart that each can be read."""

    def __init__(self, plot_item: pg.PlotItem) -> None:
        super().__init__()
        self._plot_item = plot_item
        self._names: list[tuple[float, float, str, QColor]] = []
        self._font = QFont()
        self._font.setPixelSize(11)
        self.room = 0.0  # pixels that the longest takes
        self.setZValue(10)

    def show_names(self, names: list[tuple[float, float, str, QColor]]) -> None:
        """Each with the place of its line's end, and its colour."""
        self._names = names
        metrics = QFontMetricsF(self._font)
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
        painter.setFont(self._font)
        for place, text, color in self._placed(transform):
            painter.setPen(color)
            painter.drawText(place, text)
        painter.setTransform(transform)

    def _placed(self, transform) -> Iterator[tuple[QPointF, str, QColor]]:  # type: ignore[no-untyped-def]
        """Where each name is painted, from the top down; those that no longer fit are left out."""
        (left, right), (bottom, top) = self._plot_item.vb.viewRange()
        lowest = transform.map(QPointF(left, bottom)).y()
        seen = [
            (transform.map(QPointF(x, y)), text, color)
            for x, y, text, color in self._names
            if left <= x <= right and bottom <= y <= top
        ]
        below = -np.inf
        for place, text, color in sorted(seen, key=lambda name: name[0].y()):
            y = max(place.y() + 4, below + NAMES_APART)
            if y > lowest:
                return
            below = y
            yield QPointF(place.x() + 5, y), text, color
