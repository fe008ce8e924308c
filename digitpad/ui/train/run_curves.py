"""The curves of the run in use, its costs and accuracies, and its progress."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar

from digitpad.core.text import counted, shortened
from digitpad.session.runs.course import Course
from digitpad.session.runs.curves_csv import curves_csv
from digitpad.session.runs.job import Job
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import caption_of
from digitpad.session.runs.time_needed import part_done, seconds_left
from digitpad.session.runs.words import epoch_under_way
from digitpad.session.session import JobState, Session, State
from digitpad.ui.files.export_dialog import ExportDialog, Kinds
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import column, named
from digitpad.ui.plots.chart import Chart, PlotOptions, Trace, run_chart, trace_of
from digitpad.ui.plots.plot import LinkedPlots, Plot
from digitpad.ui.plots.plots_export import plot_kinds
from digitpad.ui.plots.series import KINDS, KnownSeries, Series, remarks_on

LONGEST_TITLE = 32  # letters of a run's title
STEPS, HEIGHT = 1000, 4  # of the progress bar: its largest value, and its height in pixels
LEAST_PLOT = 260, 90  # pixels of a plot
MARK = 20  # milliseconds until the line of the epoch in use follows the timeline
COLORS = ("accent", "muted")
PENALTY = (
    "The λ term of a cost is λ/2n Σw², or λ/n Σ|w| with L1; n is the number of images that the "
    "cost is measured on: the fewer, the more the term counts. With it the evaluation cost may "
    "rise while the network reads better. Without it the costs show how the network reads."
)


class RunCurves(LinkedPlots):
    """The two plots of the run in use."""

    pause = 50

    def __init__(self, session: Session) -> None:
        falls = "Here the cost will fall,"
        rises = "and here the accuracy will rise:\na point each epoch."
        self.cost_plot = Plot(
            "cost", "Cost by epoch", least=LEAST_PLOT, blank=falls, choice="click"
        )
        least, said = LEAST_PLOT, "Accuracy by epoch"
        self.accuracy_plot = Plot("accuracy", said, least=least, blank=rises, choice="click")
        super().__init__(self.cost_plot, self.accuracy_plot)
        self._session = session
        self.options = PlotOptions(self)
        self._series = KnownSeries()
        explain(self.cost_plot.legend, PENALTY)
        column((self.cost_plot, 1), (self.accuracy_plot, 1), of=self, spacing=8)
        self.options.changed.connect(self.refresh)
        session.when_run(self._end_zoom)
        # After what reads the drawing: to paint two plots takes as long as all of that.
        self._mark_soon = QTimer(self, singleShot=True)
        self._mark_soon.timeout.connect(self._mark)
        session.when_run(lambda: self._mark_soon.isActive() or self._mark_soon.start(MARK), "used")
        for plot in self.plots:
            plot.chosen.connect(self._use)
        self._zoomed: str | None = None  # the run that is drawn

    def show_run(self) -> None:
        """Draw the run soon, or at once if it has no epochs."""
        run = self._session.run
        if run is None or not run.history:
            self.refresh()
        else:
            self.refresh_soon()

    def _end_zoom(self) -> None:
        """Show all of another run."""
        if self._zoomed != self._session.run_id:
            self._zoomed = self._session.run_id
            self.cost_plot.show_all()

    def refresh(self) -> None:
        super().refresh()
        self._mark()  # with the curves: before they are drawn so far it would read out nothing

    def _mark(self) -> None:
        """Mark the epoch in use."""
        run, epoch = self._session.run, self._session.runs.epoch
        for plot in self.plots:
            plot.mark(float(epoch) if run is not None and run.history else None)

    def _use(self, place: float | None, _key: str) -> None:
        """Use the epoch at a place of the curves."""
        if place is not None:
            self._session.use(self._session.run_id, round(place))

    def charts(self) -> tuple[Chart, Chart]:
        costs = self.options.cost_chart(self._traces)
        return costs, run_chart(self._traces("accuracy"), "accuracy")

    def course(self) -> Course:
        """The course of the run in use, with its costs as they are drawn."""
        measured = self._measured()
        evaluation, training = (measured.of("accuracy", kind) for kind in KINDS)
        return Course(evaluation, training, measured.of(self.options.cost, "evaluation"))

    def caption(self) -> tuple[str, str]:
        """The run and network that the curves belong to, and how it was trained."""
        run = self._session.run
        if run is None:  # the network may not be read yet
            return "shipped network", ""
        return caption_of(run, shortened(self._session.title, LONGEST_TITLE))

    def kinds(self, exports: ExportDialog) -> Kinds:
        """The file types that the curves can be exported to."""
        run = self._session.run
        assert run is not None
        return plot_kinds(
            exports,
            lambda: curves_csv(run.history, self._session.whole_network, run.hyperparameters),
            self.caption(),
            self.charts(),
        )

    def _measured(self) -> Series:
        run = self._session.run
        return Series(()) if run is None else self._series.of(run)

    def _traces(self, quantity: str) -> list[Trace]:
        run = self._session.run
        marks = () if run is None else remarks_on(run, not self._session.is_idle)
        return [trace_of([self._measured()], quantity, "run", "", 1, marks, COLORS)]


class RunProgress(QProgressBar):
    """Shows the progress of training, as a bar and in words for the headline.

    where: the present epoch, numbered as in the curves; empty when nothing trains. times: how long
    it has taken and will take, or how long the last job took and why it ended.
    """

    def __init__(self) -> None:
        super().__init__()
        named(self, "progress", "How far the run is", "Progress of the run")
        self.setRange(0, STEPS)
        self.setTextVisible(False)
        self.setFixedHeight(HEIGHT)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.where = self.times = ""
        self.show_state(JobState(), None, None)

    def show_state(self, state: JobState, run: Run | None, in_use: Run | None) -> None:
        """Show the progress of training, or how the last job of the run in use went.

        run: that which learns.
        """
        if run is not None:
            self._show_progress(state, run)
        elif state.state is State.IDLE:
            self.hide()
            self._say("", "" if in_use is None or not in_use.jobs else about(in_use))

    def _show_progress(self, state: JobState, run: Run) -> None:
        self.show()
        self.setValue(int(STEPS * part_done(state, run)))
        where = f"epoch {epoch_under_way(state):,} of {state.last_epoch:,}"
        if state.state is State.PAUSED:
            where = f"paused in {where}"
        elif state.state is State.STOPPING:
            where = f"stopping in {where}"
        times, left = duration(state.seconds), seconds_left(state, run)
        self._say(where, times if left is None else f"{times}, {duration(left)} left")

    def _say(self, where: str, times: str) -> None:
        self.where, self.times = where, times
        self.setFormat(" · ".join(filter(None, (where, times))))


def about(run: Run) -> str:
    """How long the last job of a run took, and why it ended if that was early."""
    job = run.jobs[-1]
    what = "more epoch" if job.epochs < len(run.history) else "epoch"
    why = "" if job.end == "done" else f", {why_ended(job)}"
    return f"{counted(job.epochs, what)} in {duration(job.seconds)}{why}"


def why_ended(job: Job) -> str:
    """Why a job ended early, in a few words."""
    if job.end == "no improvement":
        if job.settings.early_stopping == "halve":
            return "no improvement, η at 1/128"
        return f"no improvement in {counted(job.settings.no_improvement_in, 'epoch')}"
    return job.end or "interrupted"


def duration(seconds: float) -> str:
    """Seconds as text: 0.03 s, 0.4 s, 12 s, 3 min 5 s, 2 h 10 min."""
    if 0 < seconds < 0.095:
        return f"{seconds:.2f} s"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, whole = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {whole} s"
    return f"{minutes // 60} h {minutes % 60} min"
