"""What is drawn of one trace: its curves, and its band."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QColor, QPen

from digitpad.ui.parts.theme import DASHED, DOTTED, SOLID, Dashes, Theme, run_dashes
from digitpad.ui.plots.chart import Chart, Curve, Trace
from digitpad.ui.plots.lines import Line
from digitpad.ui.plots.plot_area import Bounds, PlotArea, around
from digitpad.ui.plots.series import Array

CHOSEN = 1.5  # pixels more that a chosen line is broad
FADED = 0.35  # the opacity of the lines beside a chosen one
TRAINING: Dashes = (2.0, 2.0)  # dashes of what was measured on training data
LINES = {SOLID: "━━", DASHED: "━ ━", DOTTED: "━·━", TRAINING: "╍╍"}  # in letters
BAND = 50  # the opacity of the band between the lowest and the highest


@dataclass(frozen=True, slots=True)
class ValueAt:
    """The value of a curve at a place; NaN where nothing was measured.

    line: how the curve is drawn, in a few letters. height: where the value is drawn on its axis;
    NaN where it cannot be.
    """

    kind: str
    color: str
    line: str
    value: float = math.nan
    height: float = math.nan


class DrawnTrace:
    """Redraws what has changed, and finds the values at a place."""

    def __init__(self, area: PlotArea) -> None:
        self._area = area
        self._lines: dict[str, Line] = {}
        self._drawn: tuple[object, ...] | None = None
        self._values: list[tuple[Array, Array, Array]] = []  # of each curve: x, lowest, highest
        self._bounds: Bounds | None = None
        # Each with its colour, its line in letters, and x and y as they are drawn.
        self._read: list[tuple[Curve, str, str, Array, Array]] = []
        self.extent: Bounds | None = None
        self.end: tuple[float, float, str] | None = None  # where a name stands, and its colour

    def show(
        self, trace: Trace, chart: Chart, colors: Theme, width: float, is_chosen: bool | None
    ) -> None:
        """Draw it. width: of its lines, in pixels.

        is_chosen: whether it stands out before others; None where none does.
        """
        how = chart.title, chart.logarithmic, colors.paper.name()
        drawn = (trace.version, trace.color, how, (width, is_chosen))
        if drawn == self._drawn:
            return
        is_same = self._drawn is not None and drawn[:-1] == self._drawn[:-1]
        self._drawn = drawn
        self._area.lines.update()
        if not is_same:
            self._show_curves(trace, chart, colors, width)
        for line in self._lines.values():
            broad = width + CHOSEN * bool(is_chosen)
            line.set_look(broad, FADED if is_chosen is False else 1.0, bool(is_chosen))

    def _show_curves(self, trace: Trace, chart: Chart, colors: Theme, width: float) -> None:
        self._values, self._read, self.extent, self.end = [], [], None, None
        for curve in reversed(trace.curves):  # the first one lies on top
            dashes = TRAINING if curve.is_dashed else SOLID
            if isinstance(trace.color, int) and not curve.is_dashed:
                dashes = run_dashes(trace.color)
            self._show_curve(curve, chart, trace.ink(curve, colors), width, dashes)
        self._bounds = around(_bounds_of(low, high) for _, low, high in self._values)
        names = {_name_of(curve, chart) for curve in trace.curves}
        for name in self._lines.keys() - names:
            self._area.lines.remove(self._lines.pop(name))

    def _show_curve(
        self, curve: Curve, chart: Chart, color: str, width: float, dashes: Dashes
    ) -> None:
        x, y = (_scaled(v, log) for v, log in zip((curve.x, curve.y), chart.logarithmic))
        if len(x):
            self.extent = around([self.extent, (float(x[0]), float(x[-1]))])
        self._read.append((curve, color, LINES[dashes], x, y))
        measured = np.isfinite(y)
        # Where there are no gaps nothing is copied: a run may have 100,000 epochs.
        points = slice(None) if measured.all() else measured
        name = _name_of(curve, chart)
        if name not in self._lines:
            self._lines[name] = self._area.lines.add(name)
        line = self._lines[name]
        line.setLogMode(*chart.logarithmic)
        line.setData(curve.x[points], curve.y[points])
        pen = QPen(QColor(color), width)
        if dashes:
            pen.setDashPattern(dashes)
        line.show(x[points], y[points], pen)
        low, high = y, y
        if curve.low is not None and curve.high is not None:
            low, high = (_scaled(v, chart.logarithmic[1]) for v in (curve.low, curve.high))
            shade = QColor(color)
            shade.setAlpha(BAND)
            line.band = low[points], high[points], shade
        if measured.any():
            self._values.append((x, low, high))
            last = len(x) - 1 - int(measured[::-1].argmax())
            self.end = float(x[last]), float(y[last]), color

    def bounds_within(self, first: float, last: float) -> Bounds | None:
        """The lowest and the highest value from one place to another; None where there is none."""
        if self.extent is None or (first <= self.extent[0] and last >= self.extent[1]):
            return self._bounds
        bounds = []
        for x, low, high in self._values:
            part = slice(*np.searchsorted(x, (first, last)))
            bounds.append(_bounds_of(low[part], high[part]))
        return around(bounds)

    def places(self) -> Iterator[Array]:
        """The x of each curve, as drawn; x that several curves share comes once."""
        seen: set[int] = set()
        for curve, _, _, x, _ in self._read:
            if id(curve.x) not in seen:
                seen.add(id(curve.x))
                yield x

    def read(self, place: float | None) -> list[ValueAt]:
        """The values of its curves at a place; NaN for all without one."""
        values = []
        for curve, color, line, x, y in reversed(self._read):
            i = len(x) if place is None else int(np.searchsorted(x, place))
            is_there = i < len(x) and x[i] == place
            measured = (float(curve.y[i]), float(y[i])) if is_there else ()
            values.append(ValueAt(curve.kind, color, line, *measured))
        return values

    def remove(self) -> None:
        """Take it off the plot."""
        for line in self._lines.values():
            self._area.lines.remove(line)


def _name_of(curve: Curve, chart: Chart) -> str:
    return f"{curve.kind} {chart.title.split()[0]}"


def _scaled(values: Array, logarithmic: bool) -> Array:
    """The values as they are drawn; of what has no logarithm NaN."""
    if not logarithmic:
        return values
    with np.errstate(invalid="ignore"):
        return np.log10(np.where(values > 0, values, np.nan))


def _bounds_of(low: Array, high: Array) -> Bounds | None:
    """The lowest and the highest of what was measured."""
    # Unlike nanmin, these do not warn where nothing was measured.
    lowest = float(np.fmin.reduce(low, initial=np.inf))
    highest = float(np.fmax.reduce(high, initial=-np.inf))
    return (lowest, highest) if lowest <= highest else None
