"""Pictures of a network's layers: their gradients as bars, their weights as histograms."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.core.inside.health import Histogram, LayerHealth
from digitpad.ui.inside.seen import name_of_layer
from digitpad.ui.parts import theme
from digitpad.ui.parts.sizes import scaled

ROW = 22  # pixels of a layer's bar
NAME, BESIDE = 92, 150  # pixels at its left for its name, and at its right for its numbers
GAP = 24  # pixels between them, for the last number of the axis
LOWEST = 1e-12  # a gradient below it has no bar
HISTOGRAM, HIGHEST_HISTOGRAM = 78, 160  # pixels of a row of histograms
KINDS = ("weights", "activations")


class LayerPicture(QWidget):
    """The base of pictures with a row a layer: as it is now, and as it was at the start."""

    def __init__(self, name: str, accessible_name: str, upright: QSizePolicy.Policy) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, upright)
        self.setMinimumWidth(220)
        self._now: Sequence[LayerHealth] = ()
        self._start: Sequence[LayerHealth] | None = None

    def show_layers(self, now: Sequence[LayerHealth], start: Sequence[LayerHealth] | None) -> None:
        """Show these layers. start: None where it is not known."""
        has_other_size = len(now) != len(self._now)
        self._now, self._start = now, start
        if has_other_size:
            self.updateGeometry()
        self.setAccessibleDescription(self._in_words())
        self.update()

    def _in_words(self) -> str:
        raise NotImplementedError


class GradientBars(LayerPicture):
    """How quickly each layer learns, a bar a layer on one log scale: now, and at the start."""

    def __init__(self) -> None:
        fixed = QSizePolicy.Policy.Fixed
        super().__init__("gradient_bars", "How quickly each layer learns", fixed)

    def sizeHint(self) -> QSize:
        return QSize(330, (len(self._now) + 1) * scaled(ROW))

    def _in_words(self) -> str:
        return "; ".join(
            f"{name}: {text}, {100 * layer.saturated:.0f} % saturated"
            for name, text, layer in zip(self._names(), self._texts(), self._now)
        )

    def _names(self) -> list[str]:
        return [name_of_layer(i, len(self._now)) for i in range(len(self._now))]

    def _texts(self) -> list[str]:
        """Each layer's gradient, at the start and now: 0.28 → 0.017."""
        texts = []
        for i, layer in enumerate(self._now):
            start = "" if self._start is None else f"{self._start[i].gradient:.2g} → "
            texts.append(f"{start}{layer.gradient:.2g}")
        return texts

    def _scale(self) -> tuple[int, int]:
        """The powers of ten at the left and at the right end."""
        layers = [*self._now, *(self._start or ())]
        known = [x.gradient for x in layers if LOWEST < x.gradient < math.inf] or [1.0]
        low, high = math.floor(math.log10(min(known))), math.ceil(math.log10(max(known)))
        return low, max(high, low + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._now:
            return
        low, high = self._scale()
        left, row = scaled(NAME), scaled(ROW)
        room = self.width() - left - scaled(BESIDE) - scaled(GAP)
        bottom = len(self._now) * row

        def x_of(gradient: float) -> float:
            if not 0 < gradient < math.inf:
                return left if not gradient > 0 else left + room
            return left + room * min(1.0, max(0.0, (math.log10(gradient) - low) / (high - low)))

        with QPainter(self) as painter:
            colors = theme.current()
            apart = max(1, math.ceil((high - low) * scaled(38) / max(1, room)))
            for power in range(low, high + 1, apart):
                x = x_of(10.0**power)
                painter.setPen(QPen(colors.grid))
                painter.drawLine(int(x), 0, int(x), bottom)
                painter.setPen(colors.muted)
                place = QRectF(x - 30, bottom, 60, row)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"{10.0**power:g}")
            middle = Qt.AlignmentFlag.AlignVCenter
            rows = zip(self._names(), self._texts(), self._now)
            for i, (name, text, layer) in enumerate(rows):
                y, bar = i * row, scaled(10)
                painter.fillRect(QRectF(left, y + 4, x_of(layer.gradient) - left, bar), colors.ink)
                if self._start is not None:
                    start = x_of(self._start[i].gradient) - left
                    painter.fillRect(QRectF(left, y + 5 + bar, start, scaled(4)), colors.bar)
                painter.setPen(colors.ink)
                painter.drawText(QRectF(0, y, left, row), middle, name)
                beside = QRectF(left + room + scaled(GAP), y, scaled(BESIDE), row)
                painter.drawText(beside, middle, text)
                saturated = f"{100 * layer.saturated:.0f} %"
                painter.drawText(beside, middle | Qt.AlignmentFlag.AlignRight, saturated)
            below = QRectF(left + room + scaled(GAP), bottom, scaled(BESIDE), row)
            painter.setPen(colors.muted)
            painter.drawText(below, middle, "gradient")
            painter.drawText(below, middle | Qt.AlignmentFlag.AlignRight, "saturated")


class Histograms(LayerPicture):
    """Histograms of weights and activations, a row a layer; those of the start behind."""

    def __init__(self) -> None:
        upright = QSizePolicy.Policy.MinimumExpanding
        super().__init__("layer_histograms", "Weights and activations of each layer", upright)

    def sizeHint(self) -> QSize:
        return QSize(330, max(1, len(self._now)) * scaled(HISTOGRAM))

    def _in_words(self) -> str:
        return f"{_widest(self._now, 'now')} {_widest(self._start or (), 'at the start')}"

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._now:
            return
        layers = [*self._now, *(self._start or ())]
        width = self.width() / len(KINDS)
        height = min(self.height() / len(self._now), scaled(HIGHEST_HISTOGRAM))
        with QPainter(self) as painter:
            for column, kind in enumerate(KINDS):
                every: list[Histogram] = [getattr(layer, kind) for layer in layers]
                # One scale for all layers.
                low = min(float(one.edges[0]) for one in every)
                high = max(float(one.edges[-1]) for one in every)
                most = max(float(_shares(one).max()) for one in every)
                for row, now in enumerate(every[: len(self._now)]):
                    place = QRectF(column * width, row * height, width - 8, height - 8)
                    name = "output" if row == len(self._now) - 1 else f"layer {row + 1}"
                    title = f"{name}: {kind}"
                    over = every[len(self._now) + row] if self._start is not None else None
                    _paint(painter, place, title, (low, high, most), now, over)


def _shares(histogram: Histogram) -> NDArray[np.floating]:
    """Which part of all values lies between two edges."""
    shares: NDArray[np.floating] = histogram.counts / max(1, int(histogram.counts.sum()))
    return shares


def _widest(layers: Sequence[LayerHealth], when: str) -> str:
    """Says how far the weights of each layer reach."""
    ends = [f"±{layer.weights.edges[-1]:.3g}" for layer in layers]
    return f"weights {when}: {', '.join(ends)}." if ends else ""


def _paint(
    painter: QPainter,
    place: QRectF,
    title: str,
    scale: tuple[float, float, float],
    now: Histogram,
    start: Histogram | None,
) -> None:
    """Paint a histogram, that of the start behind. scale: both ends, and the highest share.

    That share stands above, on the right: so much is a bar of the full height.
    """
    low, high, most = scale
    bars, colors = place.adjusted(0, scaled(14), 0, -scaled(14)), theme.current()
    ink = QColor(colors.ink)
    ink.setAlpha(170)
    for histogram, color in ((start, colors.bar), (now, ink)):
        if histogram is None:
            continue
        # Halved, as the distance of the ends might overflow.
        parts = (histogram.edges / 2 - low / 2) / ((high / 2 - low / 2) or 1)
        edges = parts * bars.width() + bars.left()
        heights = _shares(histogram) / (most or 1.0) * bars.height()
        for left, right, height in zip(edges, edges[1:], heights):
            bar = QRectF(left, bars.bottom() - height, max(1.0, right - left), height)
            painter.fillRect(bar, color)
    painter.setPen(QPen(colors.border))
    painter.drawLine(bars.bottomLeft(), bars.bottomRight())
    painter.setPen(colors.muted)
    top, bottom = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
    painter.drawText(place, top | Qt.AlignmentFlag.AlignLeft, title)
    painter.drawText(place, top | Qt.AlignmentFlag.AlignRight, f"{100 * most:.0f} %")
    painter.drawText(place, bottom | Qt.AlignmentFlag.AlignLeft, f"{low:.2g}".replace("-", "−"))
    painter.drawText(place, bottom | Qt.AlignmentFlag.AlignRight, f"{high:.2g}")
