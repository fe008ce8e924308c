"""Draws the traces of a plot by pyqtgraph's items.

Items are kept and given new points: replacing them takes ten times as long.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from digitpad.session.charts.chart import Array, Bounds, ColorName, Curve, Trace
from digitpad.ui.parts import theme

MOST_POINTS, MOST_SMOOTH = 300, 2000  # with more points in sight: no dots; no smooth lines
POINT, THINNEST, THIN, BROAD = 5, 0.75, 1.5, 3.0  # pixels
RATIO = "pixelRatio"  # the property of a plot that is painted into a picture, not on a screen
FADED = 0.35  # the opacity of lines beside a chosen one
BAND = 50  # the opacity of a band, of 255
BAR = 0.8  # the breadth of a bar; places are 1 apart, or more
FAR = 1e3  # larger values may be millions of times as high as the plot
# Lines are drawn whole: an SVG would have thousands of single segments.
pg.setConfigOption("segmentedLineMode", "off")
Pen = Qt.PenStyle
# Of solid and of dashed curves: the style of a colour's first line, and of its others.
STYLES = ((Pen.SolidLine, Pen.DashDotLine), (Pen.DashLine, Pen.DotLine))
SAMPLES = (("━━", "━·━"), ("╍╍", "···"))  # the same in letters
THIN_SAMPLES = (("──", "─·─"), ("┄┄", "···"))
BELOW = 0.5  # the height at which thin lines lie: over bands, below other lines
PALE = 0.5  # the part of its own colour that a pale line has
ItemKey = tuple[str, str, int]  # of a trace, the kind of the item, and its place among the curves


def color_of(trace: Trace, curve: Curve, colors: theme.Theme) -> str:
    """The colour of a trace's curve, #rrggbb."""
    name = trace.color if curve.color is None else curve.color
    color: QColor = colors.run(name) if isinstance(name, int) else getattr(colors, name)
    return (theme.mixed(colors.page, color, PALE) if curve.is_pale else color).name()


def pen_for(item: Any, color: QColor | str, width: float = 1.0, style: Pen = Pen.SolidLine) -> QPen:
    """A pen for an item of a plot. width: in logical pixels, not in those of screen or picture."""
    area = item.getViewWidget()
    ratio: float = area.property(RATIO) or area.devicePixelRatioF()
    pen: QPen = pg.mkPen(color, width=width * ratio, style=style)
    return pen


def repeats_color(color: ColorName) -> bool:
    """Whether an earlier line has the same colour, so that this one has dashes."""
    return isinstance(color, int) and color > len(theme.current().runs)


def sample_of(trace: Trace, curve: Curve) -> str:
    """A piece of a trace's curve as it is drawn, in letters."""
    samples = THIN_SAMPLES if curve.is_thin else SAMPLES
    return samples[curve.is_dashed][repeats_color(trace.color)]


class CurveItems:
    """The lines and bands of a plot. colors: the theme that they are drawn in."""

    def __init__(self, plot: pg.PlotItem, colors: theme.Theme) -> None:
        self._plot, self.colors = plot, colors
        self._chosen: frozenset[str] = frozenset()
        self._items: dict[ItemKey, pg.GraphicsObject] = {}

    def draw(
        self,
        traces: Sequence[Trace],
        chosen: frozenset[str],
        part: Bounds | None,
        measured: str,
    ) -> None:
        """Draw these traces instead of those before.

        chosen: the keys of those that stand out. part: of x, in sight; None: all. measured: as in
        Chart.
        """
        self._chosen = chosen
        sight = part or (-math.inf, math.inf)
        points = sum(len(seen) for trace in traces for seen in trace.in_sight(*sight))
        one_stands_out = any(trace.key in chosen for trace in traces)
        kept = set()
        for trace in traces:
            opacity = FADED if one_stands_out and trace.key not in chosen else 1.0
            for place, curve in reversed(list(enumerate(trace.curves))):
                key = trace.key, curve.kind, place
                self._draw_line(key, trace, curve, opacity, points, measured)
                kept.add(key)
                if curve.low is not None and curve.high is not None:
                    around = np.concatenate([curve.low, curve.high[::-1]])
                    key = trace.key, f"{curve.kind} band", place
                    self._draw_band(key, trace, curve, around, opacity)
                    kept.add(key)
        for key in self._items.keys() - kept:
            item = self._items.pop(key)
            self._place_of(item).removeItem(item)

    def _draw_line(
        self,
        key: ItemKey,
        trace: Trace,
        curve: Curve,
        opacity: float,
        points: int,
        measured: str,
    ) -> None:
        color = color_of(trace, curve, self.colors)
        is_chosen = trace.key in self._chosen
        style = STYLES[curve.is_dashed][repeats_color(trace.color)]
        line, is_known = self._item(key, pg.PlotDataItem), np.isfinite(curve.y)
        width = THINNEST if curve.is_thin else BROAD if is_chosen else THIN
        width *= theme.broadness()
        # Of many points the highest and the lowest per pixel are drawn.
        line.setDownsampling(auto=len(curve.x) > MOST_SMOOTH, method="peak")
        # Qt loses points that are very far off; a limit helps, but draws each line twice.
        is_far = bool(np.any(np.abs(curve.y[is_known]) > FAR))
        line.setDynamicRangeLimit(1e6 if is_far else None)
        has_dots = points <= MOST_POINTS or len(curve.x) == 1
        has_dots = curve.form == "dots" if curve.form else has_dots
        has_bars = curve.form == "bars"
        x, y = _bars(curve) if has_bars else (curve.x[is_known], curve.y[is_known])
        line.setData(
            x,
            y,
            fillLevel=0 if has_bars else None,
            fillBrush=color if has_bars else None,
            name=f"{curve.kind} {measured}",
            pen=None if curve.form == "dots" else pen_for(line, color, width, style),
            symbol="o" if has_dots else None,
            symbolSize=POINT * theme.broadness(),
            symbolBrush=color,
            symbolPen=None,
            antialias=points <= MOST_SMOOTH,
        )
        # Kept pictures of dots have the screen's pixels.
        line.scatter.opts["useCache"] = line.getViewWidget().property(RATIO) is None
        line.setOpacity(opacity)
        line.setZValue(BELOW if curve.is_thin else 2 if is_chosen else 1)

    def _draw_band(
        self, key: ItemKey, trace: Trace, curve: Curve, around: Array, opacity: float
    ) -> None:
        color = QColor(color_of(trace, curve, self.colors))
        color.setAlpha(BAND)
        band = self._item(key, pg.PlotCurveItem)
        there_and_back = np.concatenate([curve.x, curve.x[::-1]])
        band.setData(there_and_back, around, pen=None, fillLevel="enclosed", brush=color)
        band.setOpacity(opacity)

    def _item(self, key: ItemKey, make: Callable[[], pg.GraphicsObject]) -> Any:
        """The item of this key, made when it is first needed."""
        if key not in self._items:
            self._items[key] = item = make()
            self._place_of(item).addItem(item, ignoreBounds=True)
        return self._items[key]

    def _place_of(self, item: pg.GraphicsObject) -> pg.PlotItem | pg.ViewBox:
        is_line = isinstance(item, pg.PlotDataItem)  # scaled and downsampled by the plot item
        return self._plot if is_line else self._plot.vb


def _bars(curve: Curve) -> tuple[Array, Array]:
    """The outline of a curve's bars, on 0."""
    half = BAR / 2
    x = np.repeat(curve.x, 4) + np.tile([-half, -half, half, half], len(curve.x))
    return x, np.repeat(curve.y, 4) * np.tile([0, 1, 1, 0], len(curve.x))
