"""The plots of the tab Runs: curves of the checked runs, and a figure beside them."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from digitpad.core.book.trials import Experiment
from digitpad.session.runs.experiment_state import ExperimentState
from digitpad.session.runs.run_list import RunList
from digitpad.ui.parts.file_export import Kinds
from digitpad.ui.parts.layouts import REST, choice_box, column, named, row
from digitpad.ui.plots.chart import PlotOptions
from digitpad.ui.plots.plot import MOST_TRACES, Plot, link
from digitpad.ui.plots.plots_export import PlotsExport
from digitpad.ui.plots.series import KINDS
from digitpad.ui.runs.runs_charts import RunsCharts
from digitpad.ui.runs.runs_export import kinds_of_runs
from digitpad.ui.runs.runs_model import RunsModel

DRAW_EVERY = 200  # milliseconds


class RunsCurves(QWidget):
    """Draws charts, one plot at a time; which curves are in them is chosen here."""

    shown_changed = Signal()
    """An experiment is shown, or all runs are again, or an experiment goes on."""

    def __init__(
        self, runs: RunList, model: RunsModel, options: PlotOptions, export: PlotsExport
    ) -> None:
        super().__init__()
        self._runs, self._options, self._export = runs, options, export
        self.charts = RunsCharts(runs, model, options)
        self.cost_plot = Plot("runs_cost", "Cost of the checked runs, by epoch")
        self.accuracy_plot = Plot("runs_accuracy", "Accuracy of the checked runs, by epoch")
        self.figure = Plot("experiment", "What the experiment shows")
        self.figure.hide()
        self._chosen: frozenset[str] = frozenset()  # the runs whose lines stand out
        link([self.cost_plot, self.accuracy_plot])
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.draw_all)
        self._make_options()
        chosen = row(self._shown, REST, self._left_out)
        self._row = row(*((plot, 1) for plot in self._plots()))
        column(chosen, (self._row, 1), of=self)
        model.checked_changed.connect(self.draw_soon)
        runs.changed.connect(self._take_run)
        runs.in_use_changed.connect(self._prefer_in_use)
        self._prefer_in_use()
        self._options.changed.connect(self.draw_soon)
        self.draw_soon()

    def _make_options(self) -> None:
        tip = "Show what was measured on evaluation data, on training data, or on both"
        self._shown = choice_box("runs_shown", tip, "Which curves are shown")
        for text, kind in (("both", None), *((f"{kind} alone", kind) for kind in KINDS)):
            self._shown.addItem(text, kind)
        self._shown.currentIndexChanged.connect(self._show_kind)
        self._left_out = named(QLabel(), "runs_left_out", "To draw others, check fewer runs.")
        self._left_out.hide()

    def _kind(self) -> str | None:
        """The kind of curves that are shown alone; None for all that there are."""
        kind: str | None = None if self._shown.isHidden() else self._shown.currentData()
        return kind

    def _show_kind(self) -> None:
        for plot in (self.cost_plot, self.accuracy_plot):
            plot.show_alone(self._kind())

    def _plots(self) -> list[Plot]:
        return [self.cost_plot, self.accuracy_plot, self.figure]

    def choose(self, run_ids: Collection[str]) -> None:
        """Let the lines of these runs stand out."""
        self._chosen = frozenset(run_ids)
        for plot in self._plots():
            plot.choose(self._chosen)

    def _prefer_in_use(self) -> None:
        """Read out the run in use, until another one is chosen or pointed at."""
        for plot in (self.cost_plot, self.accuracy_plot):
            plot.prefer(self._runs.in_use or "")

    def add_actions(self, actions: Sequence[QAction]) -> None:
        """Give the plots a menu with these."""
        for plot in self._plots():
            plot.area.addActions(actions)

    def show_experiment(self, experiment: Experiment | None, state: ExperimentState | None) -> None:
        """Show what an experiment asks about, or all kinds of curves of the checked runs.

        state: of an experiment whose runs alone are shown.
        """
        charts, is_another = self.charts, experiment is not self.charts.experiment
        charts.experiment, charts.state = experiment, state
        self._shown.setVisible(experiment is None or len(experiment.kinds) > 1)
        self._show_kind()
        self._show_plots()
        if is_another and self.isVisible():
            self.draw_all()
        else:
            self.draw_soon()
        self.shown_changed.emit()

    def _show_plots(self) -> None:
        """Show the plots that have something to show."""
        seen = self.charts.kinds_seen()
        self.cost_plot.setHidden("cost" not in seen)
        self.accuracy_plot.setHidden("accuracy" not in seen)
        self.figure.setHidden("figure" not in seen)

    def _take_run(self, run_id: str) -> None:
        record = next((one for one in self.charts.records() if one.id == run_id), None)
        if record is None:
            return
        if self.charts.is_new(record) and self.isVisible():
            self.draw_all()
        else:
            self.draw_soon()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.draw_soon()

    def draw_soon(self, *_told: object) -> None:
        """Draw what has changed, when it is seen."""
        if self.isVisible() and not self._soon.isActive():
            self._soon.start(DRAW_EVERY)

    def draw_all(self) -> None:
        """Draw the plots that have something to show."""
        self._show_plots()
        self.charts.take_in()
        count = self.charts.count()
        self._left_out.setVisible(count > MOST_TRACES)
        self._left_out.setText(f"{MOST_TRACES} of {count:,} are drawn: more cannot be told apart")
        for plot, chart in (
            (self.cost_plot, self.charts.costs),
            (self.accuracy_plot, self.charts.accuracies),
        ):
            if not plot.isHidden():
                plot.show_chart(chart())
        if (figure := self.charts.figure()) is not None:
            self.figure.show_chart(figure)

    def kinds(self) -> Kinds:
        """What the curves can be exported as."""
        made = self.charts
        made.take_in()
        charts = []
        if made.records():
            plots = (self.cost_plot, made.costs), (self.accuracy_plot, made.accuracies)
            charts = [chart() for plot, chart in plots if not plot.isHidden()]
        if (kind := self._kind()) is not None:
            charts = [chart.alone(kind) for chart in charts]
        figure = made.figure()
        return kinds_of_runs(self._export, made.title(), made.all_records(), charts, figure)
