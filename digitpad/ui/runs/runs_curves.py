"""The plots of the tab *Runs*: the costs and accuracies of the checked runs."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from PySide6.QtGui import QAction

from digitpad.session.charts.chart import Chart, Trace
from digitpad.session.runs.curves_csv import runs_csv
from digitpad.session.runs.list_words import about_exported, title_of_costs
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_charts import run_chart, trace_of
from digitpad.session.runs.runs import Runs
from digitpad.session.runs.series import MEASURED_ON, KnownSeries, remarks_on
from digitpad.ui.files.export_dialog import FileTypes
from digitpad.ui.parts.layouts import SPACE, choice_box, row
from digitpad.ui.plots.linked_plots import LinkedPlots, PlotOptions
from digitpad.ui.plots.plot import HELP_TO_USE, Plot
from digitpad.ui.plots.plots_export import plot_file_types
from digitpad.ui.runs.runs_model import RunsModel

BAND = "band"  # the key of the trace of many runs
SHOWN = {"evaluation only": MEASURED_ON[:1], "training only": MEASURED_ON[1:], "both": MEASURED_ON}


class RunsCurves(LinkedPlots):
    """The plots of costs and accuracies; each checked run is a line."""

    pause = 200

    def __init__(self, runs: Runs, model: RunsModel, options: PlotOptions) -> None:
        about = HELP_TO_USE
        super().__init__(
            Plot("runs_cost", "Cost of the checked runs, by epoch", about=about),
            Plot("runs_accuracy", "Accuracy of the checked runs, by epoch", about=about),
        )
        self._runs, self._model, self._options = runs, model, options
        self._series = KnownSeries()
        self._chosen: frozenset[str] = frozenset()
        tip = "Show what was measured on evaluation data, on training data, or on both"
        self.shown = choice_box("runs_shown", tip, "Which curves are shown", SHOWN)
        self.shown.currentTextChanged.connect(self.refresh)
        row(*((plot, 1) for plot in self.plots), of=self, spacing=SPACE)
        self.follow(model.checked_changed, options.changed)
        runs.changed.connect(self._take_change)

    def _take_change(self, run_id: str, what: frozenset[str]) -> None:
        ids = {run.id for run in self._model.checked()}
        is_drawn = run_id in ids and what & {"named", "epoch", "job"}
        if "used" in what or is_drawn:
            self.refresh_soon()

    def highlight(self, run_ids: Collection[str]) -> None:
        """Show which runs are chosen."""
        self._chosen = frozenset(run_ids)
        if self._are_many():
            # Beside the chosen one all together stand out, too.
            run_ids = {*run_ids, BAND} if len(run_ids) == 1 else ()
            self.refresh_soon()
        for plot in self.plots:
            plot.highlight(frozenset(run_ids))

    def _are_many(self) -> bool:
        """Whether there are too many curves to tell apart, so that a band is drawn."""
        return len(self._model.lines()) < len(self._model.checked())

    def add_actions(self, actions: Sequence[QAction]) -> None:
        """Put these into the context menus of the plots."""
        for plot in self.plots:
            plot.area.addActions(actions)

    def drawn(self) -> list[Run]:
        """The runs that are drawn, be it in a band. One without epochs has no curve."""
        return [run for run in self._model.checked() if run.history]

    def refresh(self) -> None:
        self.show_charts(self.charts())
        is_drawn = any(run.id == self._runs.in_use.run for run in self.drawn())
        for plot in self.plots:
            plot.mark(float(self._runs.epoch) if is_drawn else None)

    def charts(self) -> tuple[Chart, Chart]:
        """The costs and the accuracies of the checked runs."""
        # The first is read out until another is chosen or pointed at.
        runs = sorted(self.drawn(), key=lambda run: run.id == self._runs.in_use.run, reverse=True)
        of, lines = self._series.of, self._model.lines()

        def trace(run: Run, quantity: str, line: int) -> Trace:
            series = of(run)
            remarks = remarks_on(run, run.id in self._runs.learning, series, quantity)
            return trace_of([series], quantity, run.id, run.title, line, remarks)

        def traces(quantity: str) -> list[Trace]:
            if not self._are_many():
                return [trace(run, quantity, lines[run.id]) for run in runs]
            band = trace_of(list(map(of, runs)), quantity, BAND, f"mean of {len(runs):,} runs", 1)
            if len(self._chosen) != 1:
                return [band]
            return [band, *(trace(run, quantity, 2) for run in runs if run.id in self._chosen)]

        has_penalty = any(of(run).has_penalty for run in runs)
        costs = self._options.cost_chart(traces, has_penalty)
        costs = replace(costs, title=title_of_costs(costs.title, runs))
        accuracies = run_chart(traces("accuracy"), "accuracy")
        measured_on = SHOWN[self.shown.currentText()]
        return costs.alone(measured_on), accuracies.alone(measured_on)

    def file_types(self) -> FileTypes:
        """The file types that the curves can be exported to."""
        runs, measured_on = self.drawn(), SHOWN[self.shown.currentText()]
        texts = about_exported(runs, measured_on)
        return plot_file_types(lambda: runs_csv(runs), texts, self.charts())
