"""The axes of plots, and an empty plot."""

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from digitpad.session.charts.chart import Bounds
from digitpad.ui.parts import theme
from digitpad.ui.plots.curve_items import pen_for

NAME_GAP = 6  # pixels between names along an axis
# First digits of numbers that are written, and the least part of a decade from one to the next.
FIRST_DIGITS = {
    "123456789": math.log10(10 / 9),
    "125": math.log10(2),
    "13": math.log10(3),
    "1": 1.0,
}
NARROW = math.log10(5)  # decades, in which less than two of 1, 2 and 5 may lie
Names = Sequence[tuple[float, str]]  # places on an axis, and their texts


class Axis(pg.AxisItem):
    """An axis with round numbers."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation, maxTickLength=0)
        self.enableAutoSIPrefix(False)  # 0.4 is plainer than 400 (x0.001)
        self.is_whole = False  # whether only whole numbers are written
        self.are_counts = False  # whether those below 0 are written without their sign
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

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        values = list(map(abs, values)) if self.are_counts else values
        strings: list[str] = super().tickStrings(values, scale, spacing)
        return strings

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

    def logTickValues(
        self, low: float, high: float, size: float, levels: list[tuple[float, list[float]]]
    ) -> list[tuple[float | None, list[float]]]:
        """Decades and the numbers between; on a narrow axis, those that a linear one would have."""
        if high - low >= NARROW:
            decades: list[tuple[float | None, list[float]]]
            decades = super().logTickValues(low, high, size, levels)
            return decades
        least, most = 10**low, 10**high
        ((by, _),) = self.tickSpacing(least, most, size)
        numbers = range(math.ceil(least / by), math.floor(most / by) + 1)
        return [(None, [math.log10(number * by) for number in numbers])]

    def logTickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        decades = max(self.range[1] - self.range[0], 1e-9)
        if decades < NARROW:
            return [f"{10**value:g}" for value in values]
        decade = self.size().height() / decades  # pixels
        height = QFontMetricsF(QFont()).height() if self.orientation == "left" else 0.0
        digits = next((some for some, gap in FIRST_DIGITS.items() if gap * decade >= height), "1")
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
