"""How the network learns: in words, and by layer: gradients, weights, z and activations."""

from functools import partial

from digitpad.core.inside.health import health_in_words
from digitpad.core.network import Network
from digitpad.session.inside.layer_chart import distribution, gradient_by_layer, spread_in_words
from digitpad.session.inside.seen import Seen
from digitpad.session.inside.words import KnownStart, how_measured
from digitpad.session.measurer import Measurer
from digitpad.session.question import Question
from digitpad.session.questions import Health, health_of
from digitpad.session.runs.run_charts import gradient_chart
from digitpad.session.runs.series import KnownSeries
from digitpad.session.session import Session
from digitpad.ui.inside.inside_view import InsideView
from digitpad.ui.parts.layouts import REST, column, paragraph
from digitpad.ui.plots.plot import Plot

BY_EPOCH = 180  # pixels of the height of the plot by epochs, at least
LEAST = 220, 150  # pixels of a plot by layer
# What is distributed: the plot's name, and what it shows.
ABOUT = {
    "zs": ("z of each layer", "How many percent of each layer’s z have which value; with large "
           "first weights it spreads far, and the neurons saturate. Thin: at the start."),
    "weights": ("Weights of each layer", "How many percent of each layer’s weights have which "
                "value. Thin: at the start."),
    "activations": ("Activations of each layer", "How many percent of each layer’s activations "
                    "have which value; those close to a bound of f, such as 0 or 1 of a sigmoid, "
                    "belong to saturated neurons. Thin: at the start."),
}  # fmt: skip


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
        about = (
            "How quickly each layer learns, on a logarithmic scale. Train a network with four "
            "hidden layers, and compare the first one with the last."
        )
        name = "How quickly each layer learns"
        self._gradients = Plot("layer_gradients", name, least=LEAST, about=about)
        self._distributions = {
            which: Plot(f"layer_{which}", title, least=LEAST, about=about)
            for which, (title, about) in ABOUT.items()
        }
        self._known = KnownSeries()
        self._by_epoch = Plot("gradients", "The length of each layer’s gradient, by epochs")
        self._by_epoch.setMinimumHeight(BY_EPOCH)
        by_layer = self._gradients, *self._distributions.values()
        parts = self._text, self._others, *by_layer, self._note, self._by_epoch, REST
        column(*parts, of=self, margins=(0, 8, 8, 8))

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
        self._gradients.show_chart(gradient_by_layer(found.now, found.start))
        for which, plot in self._distributions.items():
            plot.show_chart(distribution(which, found.now, found.start))
        start: KnownStart = "unknown" if found.start is None else "known"
        if self._seen.run_id is None:
            start = "none"
        elif self._is_first():
            start = "now"
        kinds = map(self._seen.network.kind_of, range(len(found.now)))
        symbols = {kind.symbol for kind in kinds if kind.saturates}
        spread = spread_in_words(found.now, found.start)
        self._note.setText(f"{how_measured(symbols, start, found.size)} {spread}")
