"""The axes of a plot. They paint themselves: pyqtgraph's own take several times as long."""

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from digitpad.ui.parts.number_text import MINUS
from digitpad.ui.parts.sizes import scaled
from digitpad.ui.plots.series import Mark

STEPS = (1, 2, 5, 10)
TICKS_APART = {"bottom": 54, "left": 24}  # pixels from one number to the next, at least
DIGIT = 8  # pixels
BEYOND = 15  # pixels of an axis's label above and below it, where it is short
MOST_DECIMALS = 6
LEAST_PLAIN, GREATEST_PLAIN = 1e-3, 1e6  # numbers between these are written without powers
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
GAP = 5  # pixels between the axis and its numbers
APART = 8  # pixels between two texts above the plot, at least
AXIS_WIDTH, MARKS_HEIGHT = 68, 18  # pixels; the same for all plots, so that epoch is under epoch

Ticks = list[tuple[float, list[float]]]


class PaintedAxis(pg.AxisItem):
    """An axis without pyqtgraph's label, a document of HTML that each change would lay out anew."""

    logMode: bool
    labelText: str

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation, maxTickLength=0)
        self._ink = QColor()
        self.enableAutoSIPrefix(False)  # 0.4 is plainer than 400 (x0.001)

    def set_colors(self, line: QColor, ink: QColor) -> None:
        """Use the colours of a theme."""
        self._ink = ink
        self.setPen(line)
        self.update()

    def _updateLabel(self) -> None:
        """Do nothing: pyqtgraph lays its label out here, and in the next two."""

    def updateAutoSIPrefix(self) -> None:
        pass

    def resizeEvent(self, _event: object = None) -> None:
        pass


class Axis(PaintedAxis):
    """An axis with numbers at round values; without numbers while nothing is drawn."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self._is_whole = False
        self._extent: tuple[float, float] | None = None

    def set_scale(
        self, extent: tuple[float, float] | None, is_whole: bool, is_logarithmic: bool
    ) -> None:
        """Number the axis within this extent; None for no numbers. is_whole: whole numbers only."""
        if (extent, is_whole, is_logarithmic) != (self._extent, self._is_whole, self.logMode):
            self._extent, self._is_whole, self.logMode = extent, is_whole, is_logarithmic
            self.update()

    def fit_text(self) -> None:
        """Take the size that the text needs."""
        if self.orientation == "left":
            self.setWidth(scaled(AXIS_WIDTH))
        else:
            self.setHeight(2 * math.ceil(QFontMetricsF(QFont()).height()) + GAP)

    def setLabel(self, text: str = "", *_units: object, **_style: object) -> None:
        if text != self.labelText:
            self.labelText = text
            self.update()

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        if self._extent is None or high <= low:
            return []
        apart: float = TICKS_APART[self.orientation]
        if self.orientation == "bottom":
            apart = max(apart, DIGIT * (2 + len(f"{high:.0f}")))
        most = max(3, int(size / scaled(apart)))
        if self.logMode:
            spacing, ticks = _decades(low, high, most)
        else:
            spacing = _round_up((high - low) / most)
            if self._is_whole:
                spacing = max(1.0, spacing)
            ticks = _multiples(spacing, low, high)
        least, greatest = self._extent
        return [(spacing, [tick for tick in ticks if least - 1e-9 <= tick <= greatest + 1e-9])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if self.logMode:
            numbers = [10**value for value in values]
            is_plain = all(LEAST_PLAIN <= number < GREATEST_PLAIN for number in numbers)
            return [f"{number:g}" if is_plain else _in_powers(number) for number in numbers]
        decimals = min(MOST_DECIMALS, max(0, -math.floor(math.log10(spacing) + 1e-9)))
        largest = max(map(abs, values), default=0.0)
        is_plain = largest == 0 or LEAST_PLAIN <= largest < GREATEST_PLAIN
        return [_plain(v, decimals) if is_plain else _in_powers(v) for v in values]

    def ticks(self) -> list[float]:
        """The places of the numbers."""
        length = self.size().width() if self.orientation == "bottom" else self.size().height()
        low, high = self.range
        return [tick for _, ticks in self.tickValues(low, high, length) for tick in ticks]

    def paint(self, painter: QPainter, *_told: object) -> None:
        bounds = self.mapRectFromParent(self.geometry())
        painter.setFont(QFont())
        painter.setPen(self.pen())
        if self.orientation == "left":
            painter.drawLine(bounds.topRight(), bounds.bottomRight())
        else:
            painter.drawLine(bounds.topLeft(), bounds.topRight())
        painter.setPen(self._ink)
        low, high = self.range
        length = bounds.height() if self.orientation == "left" else bounds.width()
        height = QFontMetricsF(QFont()).height()
        for spacing, ticks in self.tickValues(low, high, length):
            for tick, text in zip(ticks, self.tickStrings(ticks, 1.0, spacing)):
                place = (tick - low) / (high - low) * length
                if self.orientation == "left":
                    y = bounds.bottom() - place - height / 2
                    rect = QRectF(bounds.left(), y, bounds.width() - GAP, height)
                    painter.drawText(rect, Qt.AlignmentFlag.AlignRight, text)
                else:
                    rect = QRectF(bounds.left() + place - 50, bounds.top() + 2, 100, height)
                    painter.drawText(rect, Qt.AlignmentFlag.AlignHCenter, text)
        self._paint_label(painter, bounds, height)

    def _paint_label(self, painter: QPainter, bounds: QRectF, height: float) -> None:
        center = Qt.AlignmentFlag.AlignCenter
        if self.orientation == "bottom":
            rect = QRectF(bounds.left(), bounds.bottom() - height - 1, bounds.width(), height)
            painter.drawText(rect, center, self.labelText)
            return
        painter.save()
        painter.translate(bounds.left(), bounds.bottom() + BEYOND)
        painter.rotate(-90)
        rect = QRectF(0, 0, bounds.height() + 2 * BEYOND, height)
        wide = QFontMetricsF(QFont()).horizontalAdvance(self.labelText)
        if wide > rect.width():  # a low plot: smaller letters rather than fewer
            font = QFont()
            font.setPointSizeF(font.pointSizeF() * rect.width() / wide)
            painter.setFont(font)
        painter.drawText(rect, center, self.labelText)
        painter.restore()


def _round_up(number: float) -> float:
    """The next number that is 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(number))
    return next(step * power for step in STEPS if step * power >= number * (1 - 1e-9))


def _multiples(step: float, low: float, high: float) -> list[float]:
    """The multiples of a step from low to high, a rounding error beyond them included."""
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [step * i for i in range(first, last + 1)]


def _decades(low: float, high: float, most: int) -> tuple[float, list[float]]:
    """Logarithms of powers of ten; where few are in sight, of their multiples too."""
    decades = high - low
    if decades >= 2:
        step = float(max(1, math.ceil(decades / most)))
        return step, _multiples(step, low, high)
    steps = (1, 2, 5) if decades > 0.7 else (1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9)
    if decades < 0.2:
        spacing = _round_up((10**high - 10**low) / most)
        values = _multiples(spacing, 10**low, 10**high)
        return 0.1, [math.log10(value) for value in values if value > 0]
    powers = range(math.floor(low), math.ceil(high) + 1)
    places = [power + math.log10(step) for power in powers for step in steps]
    return 0.1, [place for place in places if low <= place <= high]


def _plain(number: float, decimals: int) -> str:
    return f"{number:.{decimals}f}".replace("-", MINUS)


def _in_powers(number: float) -> str:
    """A number as 2·10⁻⁵. All numbers of an axis are written in the same way."""
    if not number:
        return "0"
    digits, exponent = f"{number:.2e}".split("e")
    digits = digits.rstrip("0").rstrip(".").replace("-", MINUS)
    power = f"10{str(int(exponent)).translate(RAISED)}"
    return power if digits == "1" else f"{digits}·{power}"


class MarksAxis(PaintedAxis):
    """Says above the plot what is marked in it, and leaves out what would overlap an earlier text.

    A text stands above the middle of its mark, or, beside the plot's edges, as near as it fits.
    """

    def __init__(self) -> None:
        super().__init__("top")
        self.marks: Sequence[Mark] = ()
        self._texts: dict[float, str] = {}
        self._places = np.zeros(0)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show these, sorted by their places."""
        if marks != self.marks:
            self.marks = marks
            self._texts = dict(marks)
            self._places = np.array([place for place, _ in marks], float)
            self.update()

    def fit_text(self) -> None:
        """Take the size that the text needs."""
        self.setHeight(scaled(MARKS_HEIGHT))

    def tickValues(self, low: float, high: float, size: float) -> Ticks:
        return [(1.0, [place for place, _, _ in self._with_room(low, high, size)])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [self._texts[value] for value in values]

    def paint(self, painter: QPainter, *_told: object) -> None:
        bounds = self.mapRectFromParent(self.geometry())
        painter.setFont(QFont())
        painter.setPen(self._ink)
        low, high = self.range
        for _, left, text in self._with_room(low, high, bounds.width()):
            place = QRectF(bounds.left() + left, bounds.top(), self._width(text), bounds.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _with_room(
        self, low: float, high: float, size: float
    ) -> Iterator[tuple[float, float, str]]:
        """Places whose texts lie beside each other, with each text's left end in pixels."""
        pixels = size / max(high - low, 1e-9)
        free, i = 0.0, int(np.searchsorted(self._places, low))
        while i < len(self.marks) and self._places[i] <= high:
            place, text = self.marks[i]
            width = self._width(text)
            left = max(0.0, min((place - low) * pixels - width / 2, size - width))
            if left >= free and left + width <= size:
                free = left + width + APART
                yield place, left, text
            # On to where there may be room again, however many marks lie between.
            beyond = max(low + free / pixels, place + 1 / pixels)
            i = max(i + 1, int(np.searchsorted(self._places, beyond)))

    def _width(self, text: str) -> float:
        return QFontMetricsF(QFont()).horizontalAdvance(text) + 1
