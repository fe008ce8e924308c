"""The curves of the run in use: its costs and its accuracies."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QCheckBox, QWidget

from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.course import Course, course_of
from digitpad.session.runs.run_settings import caption_of
from digitpad.session.session import Session
from digitpad.ui.parts import theme
from digitpad.ui.parts.file_export import FileExport, Kinds
from digitpad.ui.parts.layouts import column, named
from digitpad.ui.parts.plain_text import one_line
from digitpad.ui.plots.chart import PlotOptions, Trace, trace_of
from digitpad.ui.plots.plot import Blank, Plot, link
from digitpad.ui.plots.plots_export import plot_kinds
from digitpad.ui.plots.series import Series, remarks_on

LONGEST_TITLE = 150  # letters
DRAW_EVERY = 50  # milliseconds
LEAST = 260, 90  # pixels of a plot
COLORS = ("accent", "muted")
PENALTY = (
    "The penalty for large weights is λ/2n Σw², or λ/n Σ|w| with L1, where n is the number of "
    "images that a cost is measured on: the fewer, the more it counts. So with it the evaluation "
    "cost may rise while the network reads better. Without it the costs show how it reads."
)


class RunCurves(QWidget):
    """Follows the session. `options` says how the curves are drawn."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.options = PlotOptions(self)
        self._series = Series()
        self._run_id: str | None = None  # of the run that is drawn
        of_cost = "how far the outputs are from the digits we want"
        falls = Blank(of_cost, "Here the cost will fall,", rises=False)
        will_rise = "and here the accuracy will rise: a point each epoch."
        rises = Blank("how many digits are read right", will_rise, rises=True)
        self.cost_plot = Plot("cost", "Cost by epoch", least=LEAST, blank=falls)
        self.accuracy_plot = Plot("accuracy", "Accuracy by epoch", least=LEAST, blank=rises)
        self.cost_plot.explain_legend(PENALTY)
        self.with_penalty = named(QCheckBox("penalty"), "with_penalty", PENALTY)
        theme.give_role(self.with_penalty, "muted")
        self.cost_plot.above.addWidget(self.with_penalty, 0, Qt.AlignmentFlag.AlignTop)
        QWidget.setTabOrder(self.with_penalty, self.cost_plot.area)
        link([self.cost_plot, self.accuracy_plot])
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.draw_all)
        column((self.cost_plot, 1), (self.accuracy_plot, 1), of=self, spacing=8)
        self.options.changed.connect(self.draw_all)
        self.draw_all()

    def show_run(self) -> None:
        """The run has changed: draw it soon, one plot at a time."""
        run, before = self._session.run, self._run_id
        self._run_id = None if run is None else run.id
        if self._run_id != before:  # the epochs that were zoomed into are another run's
            self.show_all()
        if run is None or not run.history:
            self.draw_all()
        elif not self._soon.isActive():
            self._soon.start(DRAW_EVERY)

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

    def course(self, has_diverged: bool) -> Course:
        """The course of the run. has_diverged: whether its numbers became too large."""
        self._take_in()
        evaluation = self._series.of("accuracy", "evaluation")
        return course_of(evaluation, self._series.of("accuracy", "training"), has_diverged)

    def caption(self) -> tuple[str, str]:
        """Which run and network the curves are of, and how it was trained."""
        run = self._session.run
        if run is None:  # the first picture does not wait until the network is read
            return "shipped network", ""
        title, settings = caption_of(RunRecord.of(run), self._session.title)
        return one_line(title, LONGEST_TITLE), settings

    def kinds(self, exports: FileExport) -> Kinds:
        """What the curves can be exported as."""
        from digitpad.core.files.curves_csv import curves_csv

        run = self._session.run
        assert run is not None
        self._take_in()
        charts = (
            self.options.cost_chart(self._traces),
            self.options.accuracy_chart(self._traces),
        )
        return plot_kinds(
            exports,
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
