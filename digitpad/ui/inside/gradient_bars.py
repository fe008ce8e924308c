"""The gradients of the layers as bars on a logarithmic scale, now and at the start of a run."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.inside.health import LayerHealth
from digitpad.session.inside.words import name_of_layer
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import named

LOWEST = 1e-12  # a smaller gradient has no bar
LINES, FOOT = 2.3, 2  # heights in lines of text: of a layer's bars, and of the scale below
NOW, START = (0.15, 0.4), (0.6, 0.16)  # top and height of a bar, in heights of a layer
MOST_POWERS = 4  # powers of ten on the scale, beside the first
END_ROOM = 0.1  # of the scale: room for half a number at both ends
GAP = 8  # pixels between texts and bars

Layers = Sequence[LayerHealth]


class GradientBars(QWidget):
    """A bar for each layer, and below it a thin one for the start."""

    def __init__(self) -> None:
        super().__init__()
        named(
            self,
            "gradient_bars",
            "How quickly each layer learns, on a logarithmic scale. Train a network with four "
            "hidden layers, and compare the first one with the last.",
            "How quickly each layer learns",
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._now: Layers = ()
        self._start: Layers = ()
        self._names: Sequence[str] = ()
        self._texts: Sequence[str] = ()

    def sizeHint(self) -> QSize:
        lines = LINES * len(self._now) + FOOT
        return QSize(240, math.ceil(lines * self.fontMetrics().height()))

    def show_layers(self, now: Layers, start: Layers | None) -> None:
        """Show these layers. start: None if not known."""
        self._now, self._start = now, start or ()
        starts = [f"{layer.gradient:.2g} → " for layer in self._start] or [""] * len(now)
        self._texts = [f"{start}{layer.gradient:.2g}" for start, layer in zip(starts, now)]
        names = [name_of_layer(i, len(now)) for i in range(len(now))]
        parts = [layer.part_in_words for layer in now]
        self._names = [f"{name}\n{part}".strip() for name, part in zip(names, parts)]
        spoken = (
            f"{name}: {', '.join(filter(None, each))}"
            for name, *each in zip(names, self._texts, parts)
        )
        self.setAccessibleDescription("; ".join(spoken))
        self.updateGeometry()
        self.update()

    def powers(self) -> tuple[int, int]:
        """The powers of ten at the ends of the scale."""
        every = (layer.gradient for layer in (*self._now, *self._start))
        known = [gradient for gradient in every if LOWEST < gradient < math.inf] or [1.0]
        low, high = math.floor(math.log10(min(known))), math.ceil(math.log10(max(known)))
        return low, max(high, low + 1)

    def bars(self) -> tuple[list[QRectF], list[QRectF]]:
        """The bars of now and those of the start, in pixels; of 0 and NaN to the scale's first
        power, of infinity to its last."""
        low, high = self.powers()
        left, tall = self._room().left(), LINES * self.fontMetrics().height()
        now, start = (
            [
                QRectF(left, (i + top) * tall, self._x(power) - left, height * tall)
                for i, power in enumerate(_powers_of(layers, low, high))
            ]
            for layers, (top, height) in ((self._now, NOW), (self._start, START))
        )
        return now, start

    def _room(self) -> QRectF:
        """The room of the bars, between their names and numbers."""
        wide = self.fontMetrics().horizontalAdvance
        lines = [line for name in self._names for line in name.split("\n")]
        left = max(map(wide, lines), default=0) + GAP
        right = max(map(wide, self._texts), default=0) + GAP
        height = LINES * len(self._now) * self.fontMetrics().height()
        return QRectF(left, 0, max(self.width() - left - right, 1), height)

    def _x(self, power: float) -> float:
        """The place of a power of ten on the scale, in pixels."""
        room, (low, high) = self._room(), self.powers()
        beside = END_ROOM * (high - low)
        return room.left() + room.width() * (power - low + beside) / (high - low + 2 * beside)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._now:
            return
        colors, room, line = theme.current(), self._room(), self.fontMetrics().height()
        flags, tall = Qt.AlignmentFlag, LINES * line
        with QPainter(self) as painter:
            low, high = self.powers()
            for power in range(low, high + 1, math.ceil((high - low) / MOST_POWERS)):
                x = round(self._x(power))
                painter.setPen(colors.line)
                painter.drawLine(x, 0, x, round(room.bottom()))
                painter.setPen(colors.ink)
                at = QRectF(x - 50, room.bottom(), 100, line)
                painter.drawText(at, flags.AlignCenter, f"{10.0**power:g}")
            for i, (name, text) in enumerate(zip(self._names, self._texts)):
                place = QRectF(0, i * tall, room.left() - GAP, tall)
                painter.drawText(place, flags.AlignRight | flags.AlignVCenter, name)
                place = QRectF(room.right() + GAP, i * tall, self.width(), tall)
                painter.drawText(place, flags.AlignVCenter, text)
            painter.setPen(colors.muted)
            at = QRectF(room.left(), room.bottom() + line, room.width(), line)
            painter.drawText(at, flags.AlignCenter, "gradient")
            for bars, color in zip(self.bars(), (colors.ink, colors.muted)):
                for bar in bars:
                    painter.fillRect(bar, color)


def _powers_of(layers: Layers, low: int, high: int) -> list[float]:
    """Log10 of each gradient, between the ends of the scale; its first power for 0 and NaN."""
    gradients = np.nan_to_num([layer.gradient for layer in layers])
    powers: list[float] = np.log10(np.clip(gradients, 10.0**low, 10.0**high)).tolist()
    return powers
