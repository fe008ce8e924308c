"""How the network learns: a verdict, and each layer's gradient now, at the start and between."""

import numpy as np
from PySide6.QtCore import QElapsedTimer, Signal

from digitpad.core.inside.health import verdict
from digitpad.session.measuring.questions import EXAMPLES, Health
from digitpad.session.runs.run import Run
from digitpad.ui.inside.layer_pictures import GradientBars, Histograms
from digitpad.ui.inside.seen import Seen
from digitpad.ui.inside.views import InsideView
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import column, paragraph
from digitpad.ui.plots.chart import layers_of
from digitpad.ui.plots.plot import Plot
from digitpad.ui.plots.series import Array, Series

DRAW_EVERY = 500  # milliseconds, while a network trains
LEAST, HIGHEST = (220, 150), 230  # pixels of the plot


class LearningView(InsideView):
    """Asks for the health of each layer; `show_health` shows the answer."""

    title = "Learning"
    about = (
        "The length of a layer’s gradient says how quickly it learns. A neuron whose σ'(z) is "
        "almost 0 is saturated: from that image it hardly learns, the book’s learning slowdown. "
        "(The book: chapter 3, Weight initialization; chapter 5, The vanishing gradient "
        "problem.)"
    )

    health_wanted = Signal(object, bool)
    """The layers should be measured; carries the network."""

    def __init__(self) -> None:
        super().__init__("learning", "How it learns")
        self.text = paragraph(
            "learning_text",
            "How quickly the layers learn, and where saturation makes one slow. Compare the "
            "cross-entropy cost with the quadratic one.",
        )
        theme.give_role(self.text, "heading")
        self.note = paragraph("learning_note", "What was measured, and on which images.")
        theme.give_role(self.note, "muted")
        self.text.setText("Measuring the layers …")
        self.bars, self.histograms = GradientBars(), Histograms()
        self._plot: Plot | None = None  # made when it is first seen
        parts = self.text, self.bars, self.note, (self.histograms, 1)
        self._column = column(*parts, of=self, margins=(8, 8, 8, 8))
        self._asked: object = None
        self.run: Run | None = None
        """The run in use."""
        self.health: Health | None = None
        """What was measured last."""
        self._series = Series()
        self._drawn: object = None  # what the plot shows
        self._since = QElapsedTimer()  # since it was drawn

    def look(self, seen: Seen) -> None:
        """Look at this network; it is measured if it is another one."""
        if seen.network is not self._asked:
            self._asked = seen.network
            self.health_wanted.emit(seen.network, not seen.trains)
        if not (seen.trains and self._since.isValid() and self._since.elapsed() < DRAW_EVERY):
            self._draw()

    def forget(self) -> None:
        """Forget what was measured, as there are other data."""
        self._asked = None

    def show_health(self, health: Health) -> None:
        """Show the health of each layer."""
        self.health = health
        self.text.setText(verdict(health.now))
        self.bars.show_layers(health.now, health.start)
        self.histograms.show_layers(health.now, health.start)
        start = "The thin bars are those of the start of this run."
        if health.start is None:
            start = "How it was at the start of this run is not known."
        self.note.setText(
            f"The length of the gradient ∂C/∂b says how quickly a layer learns. {start} "
            f"Saturated: σ'(z) is below 0.01. On {min(len(health.data), EXAMPLES):,} training "
            "images."
        )
        self._draw()

    # Lines over the epochs.

    def lengths(self) -> tuple[Array, Array]:
        """Epochs learnt, (n,), and how quickly the layers learnt then, (layers, n)."""
        run, health = self.run, self.health
        if run is None:
            return np.zeros(0), np.zeros((0, 0))
        layers = len(run.network.sizes) - 1
        epochs, parts = [], []
        monitored = self._series.gradient_lengths()
        if len(monitored) == layers:
            epochs.append(self._series.epochs - 1)  # each was measured when its epoch began
            parts.append(monitored)
        more = [(measured.epoch, measured.lengths) for measured in run.lengths]
        if health is not None and health.run_id == run.id:
            if health.start is not None:
                more.append((0, tuple(layer.gradient for layer in health.start)))
            if health.network is run.network:
                more.append((len(run.history), tuple(layer.gradient for layer in health.now)))
        epochs.append(np.array([epoch for epoch, _ in more], np.float64))
        parts.append(np.array([lengths for _, lengths in more], np.float64).reshape(-1, layers).T)
        at, columns = np.concatenate(epochs), np.concatenate(parts, axis=1)
        known = ~np.isnan(columns).any(axis=0)
        at, first = np.unique(at[known], return_index=True)
        return at, columns[:, known][:, first]

    def _draw(self) -> None:
        """Draw the lines, if there is anything new."""
        run = self.run
        version = (
            None if run is None else (run.id, len(run.history), len(run.lengths)),
            self.health,
        )
        if version == self._drawn:
            return
        self._series.take_in(() if run is None else run.history)
        self._drawn = version
        self._since.start()
        if self._plot is None:
            self._plot = Plot("learning", "How quickly the layers learn", least=LEAST)
            self._column.insertWidget(self._column.indexOf(self.histograms), self._plot)
            self._plot.setMaximumHeight(HIGHEST)
        epochs, lengths = self.lengths()
        self._plot.setVisible(len(epochs) > 1)
        self._plot.show_chart(layers_of(epochs, lengths, version))
