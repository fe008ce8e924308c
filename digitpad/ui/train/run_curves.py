"""The curves of the run in use: its costs and its accuracies."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.run_settings import caption_of
from digitpad.session.session import Session
from digitpad.ui.parts.file_export import Kinds
from digitpad.ui.parts.layouts import column
from digitpad.ui.parts.lines import Headline
from digitpad.ui.parts.plain_text import one_line
from digitpad.ui.plots.chart import PlotOptions, Trace, trace_of
from digitpad.ui.plots.plot import Plot, link
from digitpad.ui.plots.plots_export import PlotsExport
from digitpad.ui.plots.remarks import remarks_on
from digitpad.ui.plots.series import Series

LONGEST_TITLE = 150  # letters
DRAW_EVERY = 50  # milliseconds
LEAST = 290, 90  # pixels of a plot
COLORS = ("accent", "muted")
COSTS = (
    "Both costs include the penalty for large weights, λ/2n Σw² or λ/n Σ|w|, with n the images"
    " that it is measured on: the fewer, the more it counts. So the evaluation cost may rise "
    "while the network reads better. View > Costs without the Penalty leaves it out."
)
BLANK = "In training the costs will fall and the accuracies rise: a point each epoch."


class RunCurves(QWidget):
    """Follows the session. `options` says how the curves are drawn."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.options = PlotOptions(self)
        self.export = PlotsExport(self)
        self._series = Series()
        self._run_id: str | None = None  # of the run that is drawn
        self.cost_plot = Plot("cost", "Cost by epoch", least=LEAST)
        self.accuracy_plot = Plot("accuracy", "Accuracy by epoch", least=LEAST)
        self.cost_plot.explain_legend(COSTS)
        link([self.cost_plot, self.accuracy_plot])
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.draw_all)
        about = "The run and the network that the curves are of, and how it learnt."
        self.headline = Headline("caption", "caption_settings", about)
        column((self.cost_plot, 1), (self.accuracy_plot, 1), of=self, spacing=8)
        self.options.changed.connect(self.draw_all)
        session.file_changed.connect(self._show_caption)
        self.draw_all()

    def show_run(self) -> None:
        """The run has changed: draw it soon, one plot at a time."""
        run, before = self._session.run, self._run_id
        self._run_id = None if run is None else run.id
        if self._run_id != before:  # the epochs that were zoomed into are another run's
            self.show_all()
        self._show_caption()
        if run is None or not run.history:
            self.draw_all()
        elif not self._soon.isActive():
            self._soon.start(DRAW_EVERY)

    def _show_caption(self, *_told: object) -> None:
        if self.isVisible():
            title, settings = self.caption()
            is_blank = self._session.run is None or not self._session.run.history
            self.headline.say(title, BLANK if is_blank else settings)

    def draw_all(self) -> None:
        """Bring both plots up to date at once: nothing is going on that would have to wait."""
        self._take_in()
        if self.isVisible():
            self.cost_plot.show_chart(self.options.cost_chart(self._traces))
            self.accuracy_plot.show_chart(self.options.accuracy_chart(self._traces))

    def show_all(self) -> None:
        """Show all epochs in both plots, after zooming and moving."""
        for plot in (self.cost_plot, self.accuracy_plot):
            plot.show_all()

    def caption(self) -> tuple[str, str]:
        """Which run and network the curves are of, and how it was trained."""
        run = self._session.run
        if run is None:  # the first picture does not wait until the network is read
            return "shipped network", ""
        title, settings = caption_of(RunRecord.of(run), self._session.title)
        return one_line(title, LONGEST_TITLE), settings

    def kinds(self) -> Kinds:
        """What the curves can be exported as."""
        from digitpad.core.files.curves_csv import curves_csv

        run = self._session.run
        assert run is not None
        self._take_in()
        charts = (
            self.options.cost_chart(self._traces),
            self.options.accuracy_chart(self._traces),
        )
        return self.export.kinds(
            lambda: curves_csv(run.history, run.network, run.hyperparameters),
            self.caption(),
            charts,
        )

    def _take_in(self) -> None:
        run = self._session.run
        self._series.take_in(() if run is None else run.history)

    def _traces(self, quantity: str) -> list[Trace]:
        run = self._session.run
        marks = () if run is None else remarks_on(RunRecord.of(run))
        return [trace_of([self._series], quantity, "run", "", 1, marks, COLORS)]
