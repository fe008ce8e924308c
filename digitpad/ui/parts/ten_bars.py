"""Ten bars, one per digit, on one scale in front of pale tracks, each with a number above."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.data.dataset import DIGITS
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import named

LINES = 5  # of text: the usual height
WIDEST = 28  # pixels of the widest bar
BAR_GAP, NUMBER_GAP = 6, 3  # pixels between two bars, and between two numbers, at least
ROUND = 3  # radius of a bar's corners, in pixels

Array = NDArray[np.floating]


class TenBars(QWidget):
    """Ten bars: in ink above 0, in blue below it."""

    def __init__(self, name: str, about: str, spoken: str) -> None:
        super().__init__()
        named(self, name, about, spoken)
        self._values: Array = np.zeros(0)
        self._bounds = 0.0, 1.0
        self._heads: Sequence[str] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(10 * WIDEST, LINES * self.fontMetrics().height())

    def show_values(
        self,
        values: Array,
        bounds: tuple[float, float],
        heads: Sequence[str],
        spoken: Sequence[str],
    ) -> None:
        """Show these numbers, (10,), or nothing, (0,).

        bounds: the ends of the tracks; 0 lies between them, or is one of them. heads: the texts
        above the bars. spoken: what a screen reader says of each number.
        """
        self._values, self._bounds, self._heads = values, bounds, heads
        named_numbers = (f"{digit}: {one}" for digit, one in zip(DIGITS, spoken) if one)
        self.setAccessibleDescription(", ".join(named_numbers))
        self.update()

    def tracks(self) -> list[QRectF]:
        """The room of each bar, in pixels."""
        column, line = self.width() / 10, self.fontMetrics().height()
        width = min(column - BAR_GAP, WIDEST)
        beside = (column - width) / 2
        height = self.height() - line - 4
        return [QRectF(i * column + beside, line + 2, width, height) for i in range(10)]

    def bars(self) -> list[QRectF]:
        """The bar of each number, in pixels; it begins at the height of 0."""
        most = max(map(abs, self._bounds))  # in its units: what is between may be infinite
        (low, high), bars = (bound / most for bound in self._bounds), []
        for track, value in zip(self.tracks(), (self._values / most).tolist()):
            scale = track.height() / (high - low)
            zero, end = (track.top() + scale * (high - at) for at in (0.0, value))
            bars.append(QRectF(track.left(), min(zero, end), track.width(), abs(zero - end)))
        return bars

    def heads(self) -> list[str]:
        """The texts above the bars, as short as their columns are narrow."""
        room = self.width() / 10 - NUMBER_GAP
        advance = self.fontMetrics().horizontalAdvance
        return [text if advance(text) <= room else shorter(text) for text in self._heads]

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, column, line = theme.current(), self.width() / 10, self.fontMetrics().height()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.track)
            for track in self.tracks():
                painter.drawRoundedRect(track, ROUND, ROUND)
            # In ink: red means a sign, which numbers above 0 do not need here.
            for bar, value in zip(self.bars(), self._values):
                painter.setBrush(colors.below if value < 0 else colors.ink)
                if bar.height() < 1.0:  # a number close to 0 is seen as well
                    bar.setTop(bar.bottom() - 1.0)
                corner = min(ROUND, bar.height() / 2)
                painter.drawRoundedRect(bar, corner, corner)
            painter.setPen(colors.ink)
            for i, text in enumerate(self.heads()):
                place = QRectF(i * column, 0, column, line)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def shorter(number: str) -> str:
    """A number as text with a letter less, if that is possible: .97 of 0.97, or 1.0 of 1.00."""
    if number.startswith(("0.", "−0.")):
        return number.replace("0.", ".", 1)
    return number[:-1] if "." in number else number
