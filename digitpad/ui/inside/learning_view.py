"""How the network learns: in words, each layer’s gradient as a bar, and histograms."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Literal

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from digitpad.core.inside.health import LayerHealth, health_in_words
from digitpad.core.network import Network
from digitpad.session.inside.seen import Seen
from digitpad.session.inside.words import how_measured, name_of_layer
from digitpad.session.measurer import Measurer
from digitpad.session.questions import Health, health_of
from digitpad.session.runs.run_charts import gradient_chart
from digitpad.session.runs.series import KnownSeries
from digitpad.session.session import Session
from digitpad.session.steps import Question
from digitpad.ui.inside.inside_view import InsideView
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import column, paragraph
from digitpad.ui.plots.axes import Names, StillPlots
from digitpad.ui.plots.plot import Plot

LOWEST = 1e-12  # a smaller gradient has no bar
# Heights in lines of text: a layer's bars, a histogram at least, the axis below.
LINES, HISTOGRAM, FOOT = 2.3, 5, 3
BY_EPOCH = 180  # pixels of the height of the plot by epochs, at least
MOST_POWERS = 4  # powers of ten on the axis, beside the first
HISTOGRAM_STEP = 1.15  # from one histogram to the next, in heights of the highest bar
END_ROOM = 0.1  # of the range: room for half a number at both ends
VEIL = 170  # the opacity of a histogram over the one of the start, of 255

Layers = Sequence[LayerHealth]


class LearningView(InsideView):
    """Measures each layer of the network in use, and of the one that its run began with."""

    title = "Learning"
    about = (
        "The length of a layer’s gradient says how quickly it learns. A neuron is saturated while "
        "its f'(z) is below 0.01."
    )

    def __init__(self, session: Session, measurer: Measurer, seen: Seen) -> None:
        super().__init__("learning", "How it learns", seen)
        self._session = session
        self._first: Network | None = None  # the run began with it; None if it is not known
        self._first_of: str | None = ""  # the id of that run
        self._health = self.watch(measurer, self._question)
        self._text = paragraph(
            "learning_text",
            "The layer whose gradient is farthest from the output’s; below it the others, and what "
            "is saturated. Compare the cross-entropy cost with the quadratic one.",
            "heading",
        )
        self._others = paragraph("learning_others", "The other layers, and what is saturated.")
        self._note = paragraph("learning_note", "What was measured, and on which images.", "muted")
        self._text.setText("Measuring the layers …")
        self._health.answered.connect(self._show)
        self._health.refused.connect(self._text.setText)
        self._health.refused.connect(lambda _: self._others.hide())
        self._bars, self._histograms = GradientBars(), Histograms()
        self._known = KnownSeries()
        self._by_epoch = Plot("gradients", "The length of each layer’s gradient, by epochs")
        self._by_epoch.setMinimumHeight(BY_EPOCH)
        parts = self._text, self._others, self._bars, self._note, self._by_epoch
        column(*parts, (self._histograms, 1), of=self, margins=(0, 8, 8, 8))

    def show_seen(self, seen: Seen) -> None:
        """Show this network; another one than before is measured."""
        self._seen = seen
        if seen.run_id != self._first_of:
            run, self._first_of = self._session.run, seen.run_id
            self._first = None if run is None else self._session.first_network(run)
        self._health.note()
        self._show_by_epoch()

    def _show_by_epoch(self) -> None:
        """Draw the lengths of gradients that were measured while the run in use was trained."""
        run = self._session.run
        chart = gradient_chart([] if run is None else [run], self._known)
        self._by_epoch.setVisible(bool(chart.traces))
        if chart.traces:
            self._by_epoch.show_chart(chart)

    def _question(self) -> Question[Health]:
        first = None if self._is_first() else self._first
        return partial(health_of, network=self._seen.network, first=first)

    def _is_first(self) -> bool:
        """Whether the run still has the network that it began with."""
        return self._first is self._seen.network

    def _show(self, found: Health | None) -> None:
        if found is None:
            return
        headline, others = health_in_words(found.now)
        self._text.setText(headline)
        self._others.setText(others)
        self._others.setVisible(bool(others))
        self._bars.show_layers(found.now, found.start)
        self._histograms.show_layers(found.now, found.start)
        start: Literal["known", "unknown", "now"] = "unknown" if found.start is None else "known"
        kinds = map(self._seen.network.kind_of, range(len(found.now)))
        symbols = {kind.symbol for kind in kinds if kind.saturates}
        start = "now" if self._is_first() else start
        self._note.setText(how_measured(symbols, start, found.size))


class GradientBars(StillPlots):
    """The gradients of the layers on a logarithmic scale, now and at the start."""

    def __init__(self) -> None:
        super().__init__(
            "gradient_bars",
            "How quickly each layer learns, on a logarithmic scale. Train a network with four "
            "hidden layers, and compare the first one with the last.",
            "How quickly each layer learns",
            ("left", "right", "bottom"),
        )

    def show_layers(self, now: Layers, start: Layers | None) -> None:
        """Show these layers. start: None if not known."""
        starts = [f"{layer.gradient:.2g} → " for layer in start or ()] or [""] * len(now)
        texts = [f"{start}{layer.gradient:.2g}" for start, layer in zip(starts, now)]
        names = [name_of_layer(i, len(now)) for i in range(len(now))]
        parts = [layer.part_in_words for layer in now]
        said = (
            f"{name}: {', '.join(filter(None, each))}" for name, *each in zip(names, texts, parts)
        )
        self.setAccessibleDescription("; ".join(said))
        named = [f"{name}\n{part}" for name, part in zip(names, parts)]
        self.draw_by(lambda: self._draw_bars(now, start or (), named, texts))

    def _draw_bars(
        self, now: Layers, start: Layers, names: Sequence[str], texts: Sequence[str]
    ) -> None:
        """Draw one row per layer. names, texts: stand on its left and on its right."""
        self.setFixedHeight(round((LINES * len(now) + FOOT) * self.fontMetrics().height()))
        every = [layer.gradient for layer in (*now, *start)]
        known = [gradient for gradient in every if LOWEST < gradient < math.inf] or [1.0]
        low, high = math.floor(math.log10(min(known))), math.ceil(math.log10(max(known)))
        high = max(high, low + 1)
        beside = END_ROOM * (high - low)
        x, y = (low - beside, high + beside), (-0.5, len(now) - 0.5)
        apart = math.ceil((high - low) / MOST_POWERS)
        named: dict[str, Names] = {
            "left": list(enumerate(names)),
            "right": list(enumerate(texts)),
            "bottom": [(power, f"{10.0**power:g}") for power in range(low, high + 1, apart)],
        }
        item, colors = self.begin(0, x, y, "gradient", **named), theme.current()
        item.invertY(True)  # the first layer on top
        item.showGrid(x=True, alpha=1.0)
        for layers, top, height, color in (
            (now, -0.35, 0.4, colors.ink),
            (start, 0.1, 0.16, colors.muted),
        ):
            gradients = np.nan_to_num([layer.gradient for layer in layers])
            powers = np.log10(np.clip(gradients, 10.0**low, 10.0**high))
            tops = np.arange(len(layers)) + top
            bars = {"x0": x[0], "x1": powers, "y0": tops, "height": height}
            item.addItem(pg.BarGraphItem(**bars, pen=None, brush=color))


class Histograms(StillPlots):
    """Histograms of weights and activations, one row per layer, with the start's behind."""

    def __init__(self) -> None:
        super().__init__(
            "layer_histograms",
            "How many weights and activations of each layer have which value; the share of the "
            "highest bar stands below. Activations close to a bound of f, such as 0 or 1 of a "
            "sigmoid, belong to saturated neurons.",
            "Weights and activations of each layer",
            ("left", "bottom"),
            ("bottom",),
        )

    def show_layers(self, now: Layers, start: Layers | None) -> None:
        """Show these layers. start: None if not known."""
        self.setAccessibleDescription(
            f"{_widest(now, 'now')} {_widest(start or (), 'at the start')}"
        )
        self.draw_by(lambda: self._draw_layers(now, start or ()))

    def _draw_layers(self, now: Layers, start: Layers) -> None:
        self.setMinimumHeight(round((HISTOGRAM * len(now) + FOOT) * self.fontMetrics().height()))
        names = ["output" if i == len(now) - 1 else f"layer {i + 1}" for i in range(len(now))]
        ink = QColor(theme.current().ink)
        ink.setAlpha(VEIL)
        colors = [theme.current().muted] * len(start) + [ink] * len(now)
        for i, kind in enumerate(("weights", "activations")):
            histograms = [getattr(layer, kind) for layer in (*start, *now)]
            shares = [one.counts / max(1, one.counts.sum()) for one in histograms]
            # One scale for all layers, in units of the highest edge, whose double may be infinite.
            low = min(float(one.edges[0]) for one in histograms)
            high = max(float(one.edges[-1]) for one in histograms)
            most = max(float(one.max()) for one in shares) or 1.0
            bases = [-HISTOGRAM_STEP * most * row for row in range(len(now))]
            ends = [(low / high, f"{low:.2g}".replace("-", "−")), (1.0, f"{high:.2g}")]
            x, y = (low / high - END_ROOM, 1 + END_ROOM), (bases[-1] - 0.05 * most, most)
            foot = f"{kind}: the highest<br>bar has {100 * most:.0f} % of them"
            rows = list(zip(bases, names))
            item = self.begin(i, x, y, foot, left=rows, bottom=ends)
            for one, heights, color, base in zip(histograms, shares, colors, 2 * bases):
                bars = pg.PlotCurveItem(one.edges / high, heights, stepMode="center")
                bars.setFillLevel(0)
                bars.setBrush(color)
                bars.setPen(color)
                bars.setPos(0, base)
                item.addItem(bars)


def _widest(layers: Layers, when: str) -> str:
    """The largest weight of each layer, in words."""
    ends = [f"±{layer.weights.edges[-1]:.3g}" for layer in layers]
    return f"weights {when}: {', '.join(ends)}." if ends else ""
