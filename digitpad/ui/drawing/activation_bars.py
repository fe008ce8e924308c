"""Ten bars show how active each output neuron is; their names are a row of buttons below."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.data.classes import DIGITS
from digitpad.core.inside.verdict import INACTIVE
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import named

LOWEST = 64  # pixels of height
WIDEST = 28  # pixels of a bar
APART = 3  # pixels between two numbers, at least
ROUND = 3  # radius of a bar's corners, in pixels


class ActivationBars(QWidget):
    """Ten bars, one for each output neuron, as high as its activation."""

    def __init__(self) -> None:
        super().__init__()
        named(
            self,
            "activations",
            "The ten output neurons, one a digit: how strongly each answers, from 0 to 1. They "
            "need not add up to 1, so they are no probabilities",
            "Output activations of the digits 0 to 9",
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(LOWEST)
        self._activations: NDArray[np.floating] | None = None
        self._classes: Sequence[str] = DIGITS

    def name_classes(self, classes: Sequence[str]) -> None:
        """Name the classes that the bars stand for."""
        self._classes = classes

    def explained_at(self, point: QPoint | None) -> str:
        """The name of the output at a point, and its activation."""
        if point is None:
            return ""
        digit = min(9, max(0, 10 * point.x() // self.width()))
        name = self._classes[digit]
        words = f"Output {digit}" if name == str(digit) else f"Output {digit}: {name}"
        if self._activations is not None:
            words = f"{words}, activation {self._activations[digit]:.4f}"
        return words

    def show_activations(self, activations: NDArray[np.floating] | None) -> None:
        """Show ten activations, 0..1; None for a blank canvas."""
        self._activations = activations
        numbers = [] if activations is None else enumerate(activations)
        self.setAccessibleDescription(", ".join(f"{digit}: {a:.2f}" for digit, a in numbers))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, column, line = theme.current(), self.width() / 10, self.fontMetrics().height()
        width, height = min(column - 6, WIDEST), self.height() - line - 4
        bars = [
            QRectF(digit * column + (column - width) / 2, line + 2, width, height)
            for digit in range(10)
        ]
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.track)
            for bar in bars:
                painter.drawRoundedRect(bar, ROUND, ROUND)
            if self._activations is None:
                return
            # In ink: blue and red would be a sign, orange a mistake.
            painter.setBrush(colors.ink)
            for bar, activation in zip(bars, self._activations.tolist()):
                bar.setTop(bar.bottom() - max(activation * height, 1.0))
                corner = min(ROUND, bar.height() / 2)
                painter.drawRoundedRect(bar, corner, corner)
            painter.setPen(colors.ink)
            for digit in np.flatnonzero(self._activations >= INACTIVE).tolist():
                text = self._number(float(self._activations[digit]), column - APART)
                place = QRectF(digit * column, 0, column, line)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _number(self, activation: float, room: float) -> str:
        """An activation in so many pixels: .97 in place of 0.97 in a narrow window."""
        text = f"{activation:.2f}"
        fits = self.fontMetrics().horizontalAdvance(text) <= room
        return text if fits else text.removeprefix("0")[:3]
