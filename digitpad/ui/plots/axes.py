"""Axes of plots, and the base of plots that take neither mouse nor focus."""

import math
from collections.abc import Callable, Sequence

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import QSizePolicy

from digitpad.session.charts.chart import Bounds
from digitpad.ui.parts import theme
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.layouts import named, row
from digitpad.ui.plots.curve_items import pen_for

NAME_GAP = 6  # pixels between names along an axis
Names = Sequence[tuple[float, str]]  # places on an axis, and their texts


class Axis(pg.AxisItem):
    """An axis with round numbers."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation, maxTickLength=0)
        self.enableAutoSIPrefix(False)  # 0.4 is plainer than 400 (x0.001)
        self.is_whole = False  # whether only whole numbers are written
        self.ends: Bounds = -math.inf, math.inf  # no number stands beyond

    def dress(self, colors: theme.Theme) -> None:
        """Take the colours of a theme, and the application's font."""
        self.setPen(pen_for(self, colors.edge))
        self.setTickPen(pen_for(self, colors.line))
        self.setTextPen(colors.ink)
        self.setTickFont(QFont())

    def setLabel(self, *text: object, **named: object) -> None:
        size = {"font-size": f"{QFont().pointSizeF()}pt"}
        super().setLabel(*text, **(self.labelStyle | size | named))
        self.resizeEvent()  # places the label, which a new text does not

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        levels = super().tickSpacing(low, high, size / theme.enlargement())[:1]
        return [(max(1.0, spacing) if self.is_whole else spacing, at) for spacing, at in levels]

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        first, last = self.ends
        levels = super().tickValues(low, high, size)
        return [(by, [at for at in values if first <= at <= last]) for by, values in levels]

    def write_names(self, names: Names, are_numbers: bool) -> None:
        """Write names at their places. Numbers that would touch others are left out.

        Words, which stand at places 1 apart, take as many lines as they need; one that is longer
        than its room is cut.
        """
        metrics, (first, last) = QFontMetricsF(QFont()), self.range
        scale = self.size().width() / (last - first)  # pixels of each unit
        free, written = -math.inf, []
        for place, name in sorted(names):
            if not are_numbers:
                name = _in_lines(name, metrics, scale - NAME_GAP)
            half = metrics.horizontalAdvance(max(name.split("\n"), key=len)) / 2
            if place * scale - half >= free:
                free = place * scale + half + NAME_GAP
                written.append((place, name))
        self.setTicks([written])

    def logTickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        decade = self.size().height() / max(self.range[1] - self.range[0], 1e-9)  # pixels
        is_short = decade * math.log10(10 / 9) < QFontMetricsF(QFont()).height()
        digits = "125" if is_short and self.orientation == "left" else "123456789"
        return [f"{10**value:g}" * (f"{10**value:.0e}"[0] in digits) for value in values]


def _in_lines(text: str, metrics: QFontMetricsF, width: float) -> str:
    """A text in lines of this width, in pixels; a word without room is cut."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and metrics.horizontalAdvance(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(metrics.elidedText(word, Qt.TextElideMode.ElideRight, width))
    return "\n".join(lines)


def plot_area(*sides: str) -> pg.PlotWidget:
    """An empty plot with axes at these sides."""
    area = pg.PlotWidget(axisItems={side: Axis(side) for side in sides}, enableMenu=False)
    item = area.getPlotItem()
    item.hideButtons()
    for side in sides:  # puts the grid behind curves and bars
        item.getAxis(side).setZValue(-200)
    for side in item.axes.keys() - sides:  # hidden ones would follow each change of the range
        item.getAxis(side).unlinkFromView()
    item.vb.disableAutoRange()
    return area


class StillPlots(FollowingView):
    """Plots side by side, without interaction. sides: those that have an axis, for each plot."""

    pause, painted = 1, theme.CHANGES  # one change causes several events

    def __init__(self, name: str, about: str, said: str, *sides: tuple[str, ...]) -> None:
        super().__init__()
        named(self, name, about, said)
        self._sides = sides
        self._draw: Callable[[], object] = bool  # draws nothing
        self.plots = [self._made(sides) for sides in sides]
        row(*self.plots, of=self)

    def _made(self, sides: tuple[str, ...]) -> pg.PlotWidget:
        plot = plot_area(*sides)
        plot.setInteractive(False)  # so the wheel scrolls the area around it
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        item = plot.getPlotItem()
        item.layout.setContentsMargins(2, 4, 2, 2)  # less would cut texts at the edges
        for side in {"left", "bottom"}.difference(sides):
            item.hideAxis(side)
        for side in sides:
            # Labels also at the ends, but none between powers of ten.
            item.getAxis(side).setStyle(hideOverlappingLabels=False, maxTextLevel=0)
        return plot

    def draw_by(self, draw: Callable[[], object]) -> None:
        """Call this now, and again whenever the colours or the text size change."""
        self._draw = draw
        draw()

    def begin(self, i: int, x: Bounds, y: Bounds, foot: str, **names: Names) -> pg.PlotItem:
        """Clear plot `i`, take the theme's colours, and show this part of x and y.

        foot: the label below. names: the texts at a side that shows no numbers.
        """
        colors, item = theme.current(), self.plots[i].getPlotItem()
        self.plots[i].setBackground(colors.page)
        item.clear()
        item.vb.setRange(xRange=x, yRange=y, padding=0)
        for side in self._sides[i]:
            axis = item.getAxis(side)
            axis.dress(colors)
            axis.setTicks([names[side]] if side in names else None)
        if foot:
            item.setLabel("bottom", foot, color=colors.muted.name())
        return item

    def refresh(self) -> None:
        self._draw()
