"""How the network learns: weights, activations and gradients, now and at the start of its run."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from digitpad.core.inside.health import Histogram, LayerHealth
from digitpad.session.measuring.questions import Health
from digitpad.ui.inside.seen import Seen
from digitpad.ui.inside.tables import Table, name_of_layer, of_layers
from digitpad.ui.parts import theme
from digitpad.ui.parts.sizes import scaled

ROW = 92  # least height of a layer's row, in pixels
HIGHEST_ROW = 200  # its height where there is room
KINDS = ("weights", "biases", "activations")


class LearningView(QWidget):
    """Asks for the health of each layer; `show_health` shows the answer."""

    health_wanted = Signal(object, bool)
    """The layers should be measured; carries the network."""
    renewed = Signal()
    """The numbers have changed."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("learning")
        self.setAccessibleName("How it learns")
        self.text = QLabel("Measuring the layers …")
        self.text.setObjectName("learning_text")
        self.text.setWordWrap(True)
        self.histograms = Histograms()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.text)
        layout.addWidget(self.histograms, 1)
        self._asked: object = None
        self.found: Health | None = None
        """What was measured last."""

    def look(self, seen: Seen) -> None:
        """Look at this network; it is measured if it is another one."""
        if seen.network is not self._asked:
            self._asked = seen.network
            self.health_wanted.emit(seen.network, not seen.trains)

    def forget(self) -> None:
        """Forget what was measured, as there are other data."""
        self._asked = None

    def show_health(self, found: Health) -> None:
        """Show the health of each layer."""
        self.found = found
        self.renewed.emit()
        self.histograms.show_layers(found.now, found.start)
        lines = []
        for i, layer in enumerate(found.now):
            start = None if found.start is None else found.start[i]
            before = "", ""
            if start is not None:
                before = f" ({start.gradient:.2g})", f" ({100 * start.saturated:.0f} %)"
            lines.append(
                f"{name_of_layer(i, len(found.now))}: gradient {layer.gradient:.2g}{before[0]}, "
                f"saturated {100 * layer.saturated:.0f} %{before[1]}"
            )
        legend = "Blue: now."
        if found.start is not None:
            legend = "In brackets, and grey: at the start of the run; blue: now."
        lines.append(
            f"Gradient: the length of the biases’ part, ∂C/∂b. Saturated: σ'(z) is below 0.01, so "
            f"the neuron hardly learns from that image. {legend} Measured on 1,000 training images."
        )
        self.text.setText("\n".join(lines))

    def tables(self) -> list[Table]:
        """The view's numbers."""
        return [] if self.found is None else of_layers(self.found.now, self.found.start)


class Histograms(QWidget):
    """Histograms of weights, biases and activations, a row a layer; those of the start behind."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("layer_histograms")
        self.setAccessibleName("Weights, biases and activations of each layer")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self.setMinimumWidth(220)
        self._now: Sequence[LayerHealth] = ()
        self._start: Sequence[LayerHealth] | None = None

    def sizeHint(self) -> QSize:
        return QSize(330, max(1, len(self._now)) * scaled(ROW))

    def show_layers(self, now: Sequence[LayerHealth], start: Sequence[LayerHealth] | None) -> None:
        """Show these layers."""
        if len(now) != len(self._now):
            self._now = now
            self.updateGeometry()
        self._now, self._start = now, start
        self.setAccessibleDescription(
            f"{_widest(now, 'now')} {_widest(start or (), 'at the start')}"
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            colors = theme.current()
            width = self.width() / len(KINDS)
            height = min(self.height() / max(1, len(self._now)), scaled(HIGHEST_ROW))
            for row, layer in enumerate(self._now):
                for column, kind in enumerate(KINDS):
                    place = QRectF(column * width, row * height, width - 8, height - 8)
                    now: Histogram = getattr(layer, kind)
                    start = None if self._start is None else getattr(self._start[row], kind)
                    of = "output" if row == len(self._now) - 1 else f"layer {row + 1}"
                    _paint(painter, place, f"{of}: {kind}", now, start, colors)


def _widest(layers: Sequence[LayerHealth], when: str) -> str:
    """Says how far the weights of each layer reach."""
    ends = [f"±{layer.weights.edges[-1]:.3g}" for layer in layers]
    return f"weights {when}: {', '.join(ends)}." if ends else ""


def _paint(
    painter: QPainter,
    place: QRectF,
    title: str,
    now: Histogram,
    start: Histogram | None,
    colors: theme.Theme,
) -> None:
    low, high = float(now.edges[0]), float(now.edges[-1])
    if start is not None:
        low, high = min(low, float(start.edges[0])), max(high, float(start.edges[-1]))
    bars = place.adjusted(0, scaled(14), 0, -scaled(14))
    grey, blue = QColor(colors.bar), QColor(colors.accent)
    blue.setAlpha(170)
    for histogram, color in ((start, grey), (now, blue)):
        if histogram is None:
            continue
        # Halved, as the distance of the ends might overflow.
        parts = (histogram.edges / 2 - low / 2) / ((high / 2 - low / 2) or 1)
        edges = parts * bars.width() + bars.left()
        heights = np.sqrt(histogram.counts / max(1, int(histogram.counts.max()))) * bars.height()
        for left, right, height in zip(edges, edges[1:], heights):
            bar = QRectF(left, bars.bottom() - height, max(1.0, right - left), height)
            painter.fillRect(bar, color)
    painter.setPen(QPen(colors.border))
    painter.drawLine(bars.bottomLeft(), bars.bottomRight())
    painter.setPen(colors.muted)
    painter.drawText(place, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, title)
    bottom = Qt.AlignmentFlag.AlignBottom
    painter.drawText(place, bottom | Qt.AlignmentFlag.AlignLeft, f"{low:.2g}".replace("-", "−"))
    painter.drawText(place, bottom | Qt.AlignmentFlag.AlignRight, f"{high:.2g}")
