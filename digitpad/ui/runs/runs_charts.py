"""The charts of the runs that are shown: costs, accuracies, and a figure beside them."""

from dataclasses import replace
from operator import is_

from digitpad.core.book.trials import Experiment
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.experiment_state import ExperimentState
from digitpad.session.runs.run_list import RunList
from digitpad.session.runs.run_settings import alike_but_for_the_seed
from digitpad.ui.plots.chart import Chart, PlotOptions, Trace, gradients_of, trace_of
from digitpad.ui.plots.plot import MOST_TRACES
from digitpad.ui.plots.remarks import remarks_on
from digitpad.ui.plots.series import Series
from digitpad.ui.runs.experiment_chart import chart_of
from digitpad.ui.runs.runs_model import RunsModel


class RunsCharts:
    """Shows the checked runs, or those of an experiment alone.

    experiment, state: of the experiment that is shown; a state without an experiment shows its runs
    as if they were checked. Runs that differ in their seed alone are one line, in a band.
    """

    def __init__(self, runs: RunList, model: RunsModel, options: PlotOptions) -> None:
        self._runs, self._model, self._options = runs, model, options
        self.experiment: Experiment | None = None
        self.state: ExperimentState | None = None
        self._series: dict[str, Series] = {}
        # Traces by what they show and their runs; a record that changes is another object.
        self._known: dict[tuple[str, str], tuple[list[RunRecord], Trace]] = {}

    def records(self) -> list[RunRecord]:
        """The runs that are shown."""
        if self.state is None:
            return [] if self.experiment is not None else self._model.checked()
        records = map(self._runs.record, self._trials())
        return [record for record in records if record is not None]

    def all_records(self) -> list[RunRecord]:
        """The same with all runs that are checked, also those that are too many to be drawn."""
        is_of_checked = self.experiment is None and self.state is None
        return self._model.all_checked() if is_of_checked else self.records()

    def title(self) -> str:
        """What is shown, for a picture of it."""
        if self.experiment is not None:
            return self.experiment.title
        records = self.records()
        return records[0].title if len(records) == 1 else f"{len(records)} runs"

    def has_any(self) -> bool:
        """Whether there is anything to draw."""
        if self.records():
            return True
        figure = self.figure()
        return figure is not None and bool(figure.traces)

    def _trials(self) -> dict[str, str]:
        """The trial of each run that the experiment has begun, by the runs' ids."""
        planned = () if self.state is None else self.state.runs
        return {one.run_id: one.trial for one in planned if one.run_id is not None}

    def is_new(self, record: RunRecord) -> bool:
        """Whether a run has its first epoch, and nothing of it is drawn yet."""
        return bool(record.history) and not len(self._series.get(record.id, ()))

    def take_in(self) -> None:
        """Take in what the runs have learnt."""
        for record in self.records():
            series = self._series.setdefault(record.id, Series())
            series.take_in(record.history)

    def count(self) -> int:
        """How many lines or bands there are, more than are drawn perhaps."""
        return len(self._groups())

    def _groups(self) -> list[tuple[str, list[RunRecord]]]:
        """The runs of each line, or of each band, and its name."""
        records = self.records()
        if self.experiment is not None:
            trials = self._trials()
            by_trial: dict[str, list[RunRecord]] = {}
            for record in records:
                by_trial.setdefault(trials[record.id], []).append(record)
            return list(by_trial.items())
        return [(_name_of(group), group) for group in alike_but_for_the_seed(records)]

    def costs(self) -> Chart:
        """The chart of costs."""
        chart = self._options.cost_chart(self._traces)
        if len({record.architecture.cost for record in self.records()}) > 1:
            chart = replace(chart, title=f"{chart.title} (quadratic and cross-entropy)")
        return chart

    def accuracies(self) -> Chart:
        """The chart of accuracies."""
        return self._options.accuracy_chart(self._traces)

    def figure(self) -> Chart | None:
        """The experiment's own chart, else how quickly the runs' layers learn; None if unknown."""
        if self.experiment is not None:
            chart = chart_of(self.experiment, self.state, self._runs)
            if chart is not None:
                return chart
        return gradients_of(
            [(one.id, one.title, one.number, self._series[one.id]) for one in self.records()]
        )

    def kinds_seen(self) -> set[str]:
        """Which of cost, accuracy and figure there is something to see of."""
        if self.experiment is not None:
            plot = self.experiment.plot
            return {plot if plot in ("cost", "accuracy") else "figure"}
        has_gradients = any(map(_has_gradients, self.records()))
        return {"cost", "accuracy", "figure"} if has_gradients else {"cost", "accuracy"}

    def _traces(self, quantity: str) -> list[Trace]:
        groups = enumerate(self._groups()[:MOST_TRACES], start=1)
        return [self._trace(quantity, *group, number) for number, group in groups]

    def _trace(self, quantity: str, name: str, group: list[RunRecord], number: int) -> Trace:
        """The trace of a line or a band, the same one as long as its runs are the same."""
        experiment = self.experiment
        key = " ".join([record.id for record in group])
        if experiment is not None:
            key = f"{experiment.name} {key}"  # it has other curves than elsewhere
        known, trace = self._known.get((quantity, key), ([], None))
        if trace is None or not all(map(is_, known, group)):
            series = [self._series[record.id] for record in group]
            # An experiment is about other things than the best epoch.
            marks = remarks_on(group[0]) if len(group) == 1 and experiment is None else ()
            color = group[0].number if experiment is None else number
            trace = trace_of(series, quantity, key, name, color, marks)
            if experiment is not None:
                curves = tuple(curve for curve in trace.curves if curve.kind in experiment.kinds)
                trace = replace(trace, curves=curves)
            self._known[quantity, key] = group, trace
        return trace


def _name_of(group: list[RunRecord]) -> str:
    return group[0].title if len(group) == 1 else f"{group[0].title} and {len(group) - 1} more"


def _has_gradients(record: RunRecord) -> bool:
    """Whether a run's last epoch has monitored how quickly its layers learn."""
    return bool(record.history) and record.history[-1].gradient_lengths is not None
