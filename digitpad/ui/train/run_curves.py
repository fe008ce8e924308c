"""The curves of the run in use, its costs and accuracies, and its progress."""

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QProgressBar

from digitpad.core.text import shortened
from digitpad.session.charts.chart import Array, Chart, Trace
from digitpad.session.runs.curves_csv import runs_csv
from digitpad.session.runs.queue_state import UnderWay
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_charts import run_chart, trace_of
from digitpad.session.runs.run_settings import caption_of
from digitpad.session.runs.series import KnownSeries, Series, remarks_on
from digitpad.session.runs.time_needed import part_done
from digitpad.session.runs.words import about_job, headline_now
from digitpad.session.session import Session
from digitpad.ui.files.export_dialog import FileTypes
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import column, keep_room, named
from digitpad.ui.plots.linked_plots import LinkedPlots, PlotOptions
from digitpad.ui.plots.plot import HELP_TO_USE, Plot
from digitpad.ui.plots.plots_export import plot_file_types

LONGEST_TITLE = 32  # letters of a run's title
STEPS, HEIGHT = 1000, 4  # of the progress bar: its largest value, and its height in pixels
LEAST_PLOT = 260, 90  # pixels of a plot
WANTED = 320, 200  # pixels that a plot has, if there is room
BETWEEN = 8  # pixels between the plots
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
        falls, rises = "Here the cost will fall.", "Here the accuracy will rise."
        about, least, name = HELP_TO_USE, LEAST_PLOT, "Accuracy by epoch"
        self.cost_plot = Plot("cost", "Cost by epoch", least=least, blank=falls, about=about)
        self.accuracy_plot = Plot("accuracy", name, least=least, blank=rises, about=about)
        super().__init__(self.cost_plot, self.accuracy_plot)
        self._session = session
        self.options = PlotOptions(self)
        self._series = KnownSeries()
        explain(self.cost_plot.legend, PENALTY)
        self._together = column(*((plot, 1) for plot in self.plots), of=self, spacing=BETWEEN)
        self.options.changed.connect(self.refresh)
        # After what reads the drawing: to paint two plots takes as long as all of that.
        self._mark_soon = QTimer(self, singleShot=True)
        self._mark_soon.timeout.connect(self._mark)
        session.when_run(lambda: self._mark_soon.isActive() or self._mark_soon.start(MARK), "used")
        for plot in self.plots:
            plot.chosen.connect(self._use)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the plots beside each other if they are too low otherwise, and broad enough then."""
        super().resizeEvent(event)
        way = QBoxLayout.Direction
        is_low = self._are_low_in_a_column() and self._are_broad(self.width())
        self._together.setDirection(way.LeftToRight if is_low else way.TopToBottom)

    def are_low(self, width: int) -> bool:
        """Whether plots are lower than wanted if this width is theirs, in pixels."""
        return self._are_low_in_a_column() and not self._are_broad(width)

    def _are_low_in_a_column(self) -> bool:
        above = self.cost_plot.minimumSizeHint().height() - LEAST_PLOT[1]
        return self.height() < 2 * (WANTED[1] + above) + BETWEEN

    def _are_broad(self, width: int) -> bool:
        return width >= 2 * WANTED[0] + BETWEEN

    def minimumSizeHint(self) -> QSize:
        """That of plots below each other: a narrower window has them so again."""
        sizes = [plot.minimumSizeHint() for plot in self.plots]
        height = sum(size.height() for size in sizes) + BETWEEN
        return QSize(max(size.width() for size in sizes), height)

    def show_run(self) -> None:
        """Draw the run soon, or at once if it has no epochs."""
        run = self._session.run
        if run is None or not run.history:
            self.refresh()
        else:
            self.refresh_soon()

    def refresh(self) -> None:
        self.show_charts(self.charts(), self._session.run_id or "")
        self._mark()  # with the curves: before they are drawn so far it would read out nothing

    def _mark(self) -> None:
        run, epoch = self._session.run, self._session.runs.epoch
        for plot in self.plots:
            plot.mark(float(epoch) if run is not None and run.history else None)

    def _use(self, place: float, _key: str) -> None:
        self._session.use(self._session.run_id, round(place))

    def charts(self) -> tuple[Chart, Chart]:
        """The costs and the accuracies of the run in use."""
        costs = self.options.cost_chart(self._traces, self._measured().has_penalty)
        return costs, run_chart(self._traces("accuracy"), "accuracy")

    def cost(self) -> Array:
        """The evaluation cost of the run in use by epoch, (epochs,), as it is drawn."""
        return self._measured().of(self.options.cost, "evaluation")

    def caption(self) -> tuple[str, str]:
        """The run and network that the curves belong to, and how it was trained."""
        run = self._session.run
        if run is None:  # the network may not be read yet
            return "shipped network", ""
        return caption_of(run, shortened(self._session.title, LONGEST_TITLE))

    def file_types(self) -> FileTypes:
        """The file types that the curves can be exported to."""
        run = self._session.run
        assert run is not None
        return plot_file_types(lambda: runs_csv([run]), self.caption(), self.charts())

    def _measured(self) -> Series:
        run = self._session.run
        return Series(()) if run is None else self._series.of(run)

    def _traces(self, quantity: str) -> list[Trace]:
        run, series, marks = self._session.run, self._measured(), []
        if run is not None:
            marks = remarks_on(run, self._session.learns, series, quantity)
        return [trace_of([series], quantity, "run", "", 1, marks, COLORS)]


class RunProgress(QProgressBar):
    """Shows the progress of training as a bar, and in words for screen readers."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "progress", "How far the run is", "Progress of the run")
        self.setRange(0, STEPS)
        self.setTextVisible(False)
        self.setFixedHeight(HEIGHT)
        keep_room(self)
        self.show_progress(None, None)

    def show_progress(self, under_way: UnderWay | None, run: Run | None) -> None:
        """Show how far the run in use is, or how its last job went."""
        self.setVisible(under_way is not None)
        said = "" if run is None else about_job(run)
        if under_way is not None and run is not None:
            said = headline_now(under_way, run)
            self.setValue(int(STEPS * part_done(under_way, run)))
        self.setFormat(said)
