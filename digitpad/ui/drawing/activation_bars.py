"""Ten bars show how active each output neuron is; their names are a row of buttons below."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from digitpad.core.data.classes import DIGITS
from digitpad.core.inside.verdict import INACTIVE, Kind, Verdict
from digitpad.ui.parts import theme

LOWEST = 64  # pixels of height
WIDEST = 28  # pixels of a bar
UNREAD = Verdict(Kind.UNREAD)
APART = 3  # pixels between two numbers, at least
ROUND = 3  # radius of a bar's corners, in pixels


class ActivationBars(QWidget):
    """Ten bars, one for each output neuron, as high as its activation."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("activations")
        self.setAccessibleName("Output activations of the digits 0 to 9")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._activations: NDArray[np.floating] | None = None
        self._verdict = UNREAD
        self._classes: Sequence[str] = DIGITS
        self.setMinimumHeight(LOWEST)

    def name_classes(self, classes: Sequence[str]) -> None:
        """Name the classes that the bars stand for."""
        self._classes = classes

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.explained_at(event.pos()), self)
            return True
        return super().event(event)

    def explained_at(self, point: QPoint | None) -> str:
        """The name of the output at a point, and its activation."""
        if point is None:
            return ""
        digit = min(9, max(0, 10 * point.x() // self.width()))
        name = self._classes[digit]
        tip = f"Output {digit}" if name == str(digit) else f"Output {digit}: {name}"
        if self._activations is not None:
            tip = f"{tip}, activation {self._activations[digit]:.4f}"
        return tip

    def show_activations(
        self,
        activations: NDArray[np.floating] | None,
        verdict: Verdict = UNREAD,
    ) -> None:
        """Show ten activations, 0..1, and what they say; None for a blank canvas."""
        self._activations, self._verdict = activations, verdict
        self.setAccessibleDescription(
            ""
            if activations is None
            else ", ".join(f"{d}: {a:.2f}" for d, a in enumerate(activations))
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.current().track)
            for track in self._tracks():
                painter.drawRoundedRect(track, ROUND, ROUND)
            if self._activations is None:
                return
            activations = self._activations.tolist()
            self._paint_bars(painter, activations)
            painter.setPen(theme.current().muted)
            for digit in self._rivals(activations):
                self._write_activation(painter, digit, activations[digit])

    def _rivals(self, activations: Sequence[float]) -> Sequence[int]:
        """The digits beside the one that is read, whose activations are worth a number.

        The activation of the first one stands in words beside the digit.
        """
        if self._verdict.kind is not Kind.CLEAR:
            return self._verdict.digits
        (read,) = self._verdict.digits
        others = [digit for digit in range(10) if digit != read]
        second = max(others, key=lambda digit: activations[digit])
        return [second] if activations[second] >= INACTIVE else []

    def _tracks(self) -> list[QRectF]:
        """The places of the bars at an activation of 1."""
        column, line = self.width() / 10, self.fontMetrics().height()
        width, height = min(column - 6, WIDEST), self.height() - line - 4
        left = (column - width) / 2
        return [QRectF(digit * column + left, line + 2, width, height) for digit in range(10)]

    def _paint_bars(self, painter: QPainter, activations: Sequence[float]) -> None:
        """Paint them in ink: blue and red would be a sign, orange a mistake."""
        painter.setBrush(theme.current().ink)
        for bar, activation in zip(self._tracks(), activations):
            bar.setTop(bar.bottom() - max(activation * bar.height(), 1.0))
            round_ = min(ROUND, bar.height() / 2)
            painter.drawRoundedRect(bar, round_, round_)

    def _write_activation(self, painter: QPainter, digit: int, activation: float) -> None:
        """Write an activation above its bar."""
        column, line = self.width() / 10, self.fontMetrics().height()
        text, place = f"{activation:.2f}", QRectF(digit * column, 0, column, line)
        if self.fontMetrics().horizontalAdvance(text) > place.width() - APART:
            text = text.removeprefix("0")[:3]  # .97 in place of 0.97, in a narrow window
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
