"""Histograms of the weights and the activations of each layer, with the start's behind."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.inside.health import Histogram, LayerHealth
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import named

LINES, FOOT = 5, 3.3  # heights in lines of text: of a histogram at least, and of the texts below
STEP = 1.15  # from one histogram to the next, in heights of the highest bar
END_ROOM = 0.1  # of the scale: room for half a number at both ends
VEIL = 170  # the opacity of a histogram over the one of the start, of 255
GAP, APART = 8, 16  # pixels between names and histograms, and between the two kinds
SIDES = "weights", "activations"

Layers = Sequence[LayerHealth]


class Histograms(QWidget):
    """A row for each layer: its weights on the left, its activations on the right."""

    def __init__(self) -> None:
        super().__init__()
        named(
            self,
            "layer_histograms",
            "How many weights and activations of each layer have which value; the share of the "
            "highest bar stands below. Activations close to a bound of f, such as 0 or 1 of a "
            "sigmoid, belong to saturated neurons.",
            "Weights and activations of each layer",
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._now: Layers = ()
        self._start: Layers = ()

    def minimumSizeHint(self) -> QSize:
        lines = LINES * len(self._now) + FOOT
        return QSize(200, round(lines * self.fontMetrics().height()))

    def show_layers(self, now: Layers, start: Layers | None) -> None:
        """Show these layers. start: None if not known."""
        self._now, self._start = now, start or ()
        self.setAccessibleDescription(
            f"{_widest(self._now, 'now')} {_widest(self._start, 'at the start')}"
        )
        self.updateGeometry()
        self.update()

    def shapes(self, kind: str) -> list[QPolygonF]:
        """The outlines of the histograms of one of SIDES in pixels: those of the start, which are
        behind, then those of now. All have one scale."""
        histograms = self._of(kind)
        most, (low, high) = _most(histograms), _ends(histograms)
        room, tall = self._room(kind), self._tall()
        wide = 1.0 - low / high + 2 * END_ROOM  # in units of the highest edge

        def outline(one: Histogram, base: float) -> QPolygonF:
            at = (one.edges / high - low / high + END_ROOM) / wide
            x = np.repeat(room.left() + room.width() * at, 2)
            up = tall / STEP * np.repeat(_shares(one) / most, 2)
            y = base - np.concatenate([[0.0], up, [0.0]])
            return QPolygonF([QPointF(*point) for point in zip(x.tolist(), y.tolist())])

        bases = [tall * (row + 1) for row in range(len(self._now))]
        return [outline(one, base) for one, base in zip(histograms, 2 * bases)]

    def _of(self, kind: str) -> list[Histogram]:
        return [getattr(layer, kind) for layer in (*self._start, *self._now)]

    def _names(self) -> list[str]:
        last = len(self._now) - 1
        return ["output" if i == last else f"layer {i + 1}" for i in range(last + 1)]

    def _tall(self) -> float:
        """Pixels of the height of a row."""
        return (self.height() - FOOT * self.fontMetrics().height()) / max(1, len(self._now))

    def _room(self, kind: str) -> QRectF:
        """The room of the histograms of one of SIDES, above the texts below."""
        left = max(map(self.fontMetrics().horizontalAdvance, self._names()), default=0) + GAP
        wide = (self.width() - left - APART) / 2
        height = self.height() - FOOT * self.fontMetrics().height()
        return QRectF(left + (wide + APART) * SIDES.index(kind), 0, wide, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._now:
            return
        colors, flags, line = theme.current(), Qt.AlignmentFlag, self.fontMetrics().height()
        veiled = QColor(colors.ink)
        veiled.setAlpha(VEIL)
        fills = [colors.muted] * len(self._start) + [veiled] * len(self._now)
        with QPainter(self) as painter:
            for row, name in enumerate(self._names()):
                tall = self._tall()
                place = QRectF(0, row * tall, self._room(SIDES[0]).left() - GAP, tall)
                painter.setPen(colors.ink)
                painter.drawText(place, flags.AlignRight | flags.AlignBottom, name)
            for kind in SIDES:
                room, histograms = self._room(kind), self._of(kind)
                low, high = _ends(histograms)
                for shape, fill in zip(self.shapes(kind), fills):
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(fill)
                    painter.drawPolygon(shape)
                painter.setPen(colors.edge)
                painter.drawLine(room.bottomLeft(), room.bottomRight())
                beside = END_ROOM * room.width() / (1.0 - low / high + 2 * END_ROOM)
                painter.setPen(colors.ink)
                for x, end in ((room.left() + beside, low), (room.right() - beside, high)):
                    place = QRectF(x - 50, room.bottom(), 100, line)
                    painter.drawText(place, flags.AlignCenter, f"{end:.2g}".replace("-", "−"))
                painter.setPen(colors.muted)
                place = QRectF(room.left(), room.bottom() + line, room.width(), 2 * line)
                share = f"{kind}: the highest\nbar has {100 * _most(histograms):.0f} % of them"
                painter.drawText(place, flags.AlignHCenter | flags.AlignTop, share)


def _shares(one: Histogram) -> NDArray[np.float64]:
    """The part of all values that each bar has, 0 to 1."""
    return one.counts / max(1, int(one.counts.sum()))


def _most(histograms: Sequence[Histogram]) -> float:
    """The share of the highest bar of all."""
    return max(float(_shares(one).max()) for one in histograms) or 1.0


def _ends(histograms: Sequence[Histogram]) -> tuple[float, float]:
    """The lowest and the highest value of all; twice the highest may be infinite."""
    return (
        min(float(one.edges[0]) for one in histograms),
        max(float(one.edges[-1]) for one in histograms),
    )


def _widest(layers: Layers, when: str) -> str:
    """The largest weight of each layer, in words."""
    ends = [f"±{layer.weights.edges[-1]:.3g}" for layer in layers]
    return f"weights {when}: {', '.join(ends)}." if ends else ""
