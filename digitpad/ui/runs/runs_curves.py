"""The checked runs' curves over one another, how they are drawn, and a figure beside them."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from operator import is_

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QSlider,
    QWidget,
)

from digitpad.core.book.trials import Experiment
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.experiment_state import ExperimentState
from digitpad.session.runs.run_list import RunList
from digitpad.session.runs.run_settings import alike_but_for_the_seed
from digitpad.ui.parts.explained import say_value
from digitpad.ui.parts.file_export import Kinds
from digitpad.ui.parts.in_turn import InTurn
from digitpad.ui.parts.layouts import REST, column, label_of, row
from digitpad.ui.parts.theme import run_dashes
from digitpad.ui.plots.chart import Chart, Trace, gradients_of, trace_of
from digitpad.ui.plots.options import PlotOptions
from digitpad.ui.plots.plot import MOST_TRACES, Plot, link
from digitpad.ui.plots.plots_export import PlotsExport
from digitpad.ui.plots.remarks import remarks_on
from digitpad.ui.plots.series import A_FEW_EPOCHS, KINDS, Series
from digitpad.ui.runs.experiment_chart import chart_of
from digitpad.ui.runs.runs_csv import chart_csv, runs_csv
from digitpad.ui.runs.runs_model import RunsModel

DRAW_EVERY = 200  # milliseconds
A_FEW_RUNS = 5  # with new epochs, taken in and drawn in one turn
SMOOTHEST = 95  # of 100


class RunsCurves(QWidget):
    """What is folded and smoothed is chosen here; which runs are drawn, the model says."""

    def __init__(
        self, runs: RunList, model: RunsModel, options: PlotOptions, export: PlotsExport
    ) -> None:
        super().__init__()
        self._runs, self._model, self._options = runs, model, options
        self.export = export
        self._series: dict[str, Series] = {}
        # Traces by what they show and their runs; a record that changes is another object.
        self._known: dict[tuple[str, str], tuple[list[RunRecord], Trace]] = {}
        self._experiment: Experiment | None = None
        self._state: ExperimentState | None = None
        self.cost_plot = Plot("runs_cost", "Cost of the checked runs, by epoch")
        self.accuracy_plot = Plot("runs_accuracy", "Accuracy of the checked runs, by epoch")
        self._figure: Plot | None = None
        self._chosen: frozenset[str] = frozenset()  # the runs whose lines stand out
        self._actions: Sequence[QAction] = ()  # of the plots' menus
        link([self.cost_plot, self.accuracy_plot])
        draws = (self._draw_costs, self._draw_accuracies, self._draw_figure)
        self._in_turn = InTurn(self, DRAW_EVERY, *draws)
        self._make_options()
        self._lay_out()
        self._connect()
        self._show_options()
        QTimer.singleShot(0, self, lambda: self.figure)  # in a turn of its own: it takes 10 ms

    def _make_options(self) -> None:
        self._fold = QCheckBox("Fold seeds into a &band")
        self._fold.setObjectName("fold_seeds")
        self._fold.setToolTip(
            "Draw runs that differ in their seed alone as one line, their mean, in a band from the "
            "lowest to the highest"
        )
        self._shown = QComboBox()
        self._shown.setObjectName("runs_shown")
        self._shown.setAccessibleName("Which curves are shown")
        self._shown.setToolTip(
            "Show what was measured on evaluation data, on training data, or on both"
        )
        for text, kind in (("both", None), *((f"{kind} alone", kind) for kind in KINDS)):
            self._shown.addItem(text, kind)
        self._smoothing = QSlider(Qt.Orientation.Horizontal)
        self._smoothing.setObjectName("smoothing")
        self._smoothing.setRange(0, SMOOTHEST)
        self._smoothing.setAccessibleName("Smoothing of the curves")
        self._smoothing.setMaximumWidth(140)
        self._smoothing.setToolTip("Draw each curve smoothed, over what was measured")
        self._smoothing_text = QLabel("off")
        self._smoothing_text.setMinimumWidth(36)
        self._left_out = QLabel()
        self._left_out.setObjectName("runs_left_out")
        self._left_out.hide()

    def _lay_out(self) -> None:
        smoothing = label_of(self._smoothing, "s&moothing"), self._smoothing, self._smoothing_text
        self._options_row = self._fold, *smoothing
        options = row(self._shown, self._fold, 12, *smoothing, REST, self._left_out)
        self._row = row(*((plot, 1) for plot in self._plots()))
        column(options, (self._row, 1), of=self)

    def _connect(self) -> None:
        self._model.checked_changed.connect(self.draw_soon)
        self._runs.changed.connect(self._take_run)
        self._fold.toggled.connect(self.draw_soon)
        self._shown.currentIndexChanged.connect(self._show_kind)
        self._smoothing.valueChanged.connect(self._take_smoothing)
        self._options.changed.connect(self._show_options)

    def _kind(self) -> str | None:
        """The kind of curves that are shown alone; None for all that there are."""
        kind: str | None = None if self._shown.isHidden() else self._shown.currentData()
        return kind

    def _show_kind(self) -> None:
        for plot in (self.cost_plot, self.accuracy_plot):
            plot.show_alone(self._kind())

    @property
    def figure(self) -> Plot:
        """The plot beside the curves, made when it is first needed, or the tab has been shown."""
        if self._figure is None:
            self._figure = Plot("experiment", "What the experiment shows")
            self._figure.hide()
            self._figure.choose(self._chosen)
            self._figure.area.addActions(self._actions)
            self._row.addWidget(self._figure, 1)
        return self._figure

    def _plots(self) -> list[Plot]:
        """The plots that are made."""
        curves = [self.cost_plot, self.accuracy_plot]
        return curves if self._figure is None else [*curves, self._figure]

    def choose(self, run_ids: Collection[str]) -> None:
        """Let the lines of these runs stand out."""
        self._chosen = frozenset(run_ids)
        for plot in self._plots():
            plot.choose(self._chosen)

    def add_actions(self, actions: Sequence[QAction]) -> None:
        """Give the plots a menu with these."""
        self._actions = actions
        for plot in self._plots():
            plot.area.addActions(actions)

    def _take_smoothing(self, percent: int) -> None:
        self._options.choose(smoothing=percent / 100)

    def _show_options(self) -> None:
        percent = round(100 * self._options.smoothing)
        with QSignalBlocker(self._smoothing):
            self._smoothing.setValue(percent)
        self._smoothing_text.setText(f"{percent} %" if percent else "off")
        say_value(self._smoothing, self._smoothing_text.text())
        self.draw_soon()

    def show_experiment(self, experiment: Experiment | None, state: ExperimentState | None) -> None:
        """Show what an experiment asks about, or all kinds of curves of the checked runs.

        state: of an experiment whose runs alone are shown.
        """
        is_another = experiment is not self._experiment
        self._experiment, self._state = experiment, state
        for widget in self._options_row:
            widget.setVisible(experiment is None)
        self._shown.setVisible(experiment is None or len(experiment.kinds) > 1)
        self._show_kind()
        self._show_plots()
        if is_another and self.isVisible():
            self._in_turn.draw_all()
        else:
            self.draw_soon()

    def _show_plots(self) -> None:
        """Show the plots that have something to show."""
        experiment = self._experiment
        if experiment is None:
            seen = {"cost", "accuracy"}
            if any(map(_has_gradients, self._records())):
                seen.add("figure")
        else:
            seen = {experiment.plot if experiment.plot in ("cost", "accuracy") else "figure"}
        self.cost_plot.setHidden("cost" not in seen)
        self.accuracy_plot.setHidden("accuracy" not in seen)
        if "figure" in seen or self._figure is not None:
            self.figure.setHidden("figure" not in seen)

    def _records(self) -> list[RunRecord]:
        """The runs that are shown: the checked ones, or those of the experiment alone."""
        if self._state is None:
            return [] if self._experiment is not None else self._model.checked()
        found = (
            self._runs.record(planned.run_id)
            for planned in self._state.runs
            if planned.run_id is not None
        )
        return [record for record in found if record is not None]

    def _take_run(self, run_id: str) -> None:
        record = next((record for record in self._records() if record.id == run_id), None)
        if record is None:
            return
        if record.history and not len(self._series.get(run_id, ())) and self.isVisible():
            self._in_turn.draw_all()  # the first epoch of a run
        else:
            self.draw_soon()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.draw_soon()

    def draw_soon(self, *_told: object) -> None:
        """Draw what has changed, when it is seen."""
        self._in_turn.draw_soon()

    def _draw_costs(self) -> bool:
        self._say_what_is_left_out()
        if self.cost_plot.isHidden():
            return True
        return self._take_in() and self.cost_plot.show_chart(self._cost_chart())

    def _draw_accuracies(self) -> bool:
        if self.accuracy_plot.isHidden():
            return True
        return self._take_in() and self.accuracy_plot.show_chart(
            self._options.accuracy_chart(self._traces)
        )

    def _draw_figure(self) -> bool:
        self._show_plots()
        if not self._take_in():
            return False
        chart = self._figure_chart()
        return chart is None or self.figure.show_chart(chart)

    def _take_in(self) -> bool:
        """Take in what the checked runs have learnt, a part at a time; whether it is all."""
        epochs = runs = 0
        for record in self._records():
            series = self._series.setdefault(record.id, Series())
            before = len(series)
            is_all = series.take_in(record.history)
            epochs += len(series) - before
            runs += len(series) > before
            if not is_all or epochs > A_FEW_EPOCHS:
                return False
        return runs <= A_FEW_RUNS  # more take a turn of their own before they are drawn

    def _groups(self) -> list[tuple[str, list[RunRecord]]]:
        """The runs of each line, or of each band, and its name."""
        records = self._records()
        if self._experiment is not None and self._state is not None:
            by_trial: dict[str, list[RunRecord]] = {}
            ids = {planned.run_id: planned.trial for planned in self._state.runs}
            for record in records:
                by_trial.setdefault(ids[record.id], []).append(record)
            return list(by_trial.items())
        if self._fold.isChecked():
            return [(_name_of(group), group) for group in alike_but_for_the_seed(records)]
        return [(record.title, [record]) for record in records]

    def _say_what_is_left_out(self) -> None:
        count = len(self._groups())
        self._left_out.setVisible(count > MOST_TRACES)
        self._left_out.setText(f"{MOST_TRACES} of {count:,} are drawn: more cannot be told apart")

    def _traces(self, quantity: str) -> list[Trace]:
        experiment, traces = self._experiment, []
        for number, (name, group) in enumerate(self._groups()[:MOST_TRACES], start=1):
            key = " ".join([record.id for record in group])
            if experiment is not None:
                key = f"{experiment.name} {key}"  # it has other curves than elsewhere
            known, trace = self._known.get((quantity, key), ([], None))
            if trace is not None and all(map(is_, known, group)):
                traces.append(trace)
                continue
            series = [self._series[record.id] for record in group]
            # An experiment is about other things than the best epoch.
            marks = remarks_on(group[0]) if len(group) == 1 and experiment is None else ()
            color = group[0].number if experiment is None else number
            trace = trace_of(series, quantity, key, name, color, marks)
            if experiment is not None:
                curves = tuple(curve for curve in trace.curves if curve.kind in experiment.kinds)
                trace = replace(trace, curves=curves)
            traces.append(trace)
            self._known[quantity, key] = group, trace
        return traces

    def _cost_chart(self) -> Chart:
        chart = self._options.cost_chart(self._traces)
        if len({record.architecture.cost for record in self._records()}) > 1:
            chart = replace(chart, title=f"{chart.title} (quadratic and cross-entropy)")
        return chart

    def _figure_chart(self) -> Chart | None:
        """That of the experiment; else how quickly the layers of the runs learn."""
        if self._experiment is not None:
            chart = chart_of(self._experiment, self._state, self._runs)
            if chart is not None:
                return chart
        return gradients_of(
            [
                (record.id, record.title, record.number, self._series[record.id])
                for record in self._records()
            ]
        )

    # To give away.

    def has_figure(self) -> bool:
        """Whether there is a figure beside the curves."""
        return self._figure is not None and self._figure.isVisibleTo(self)

    def kinds(self) -> Kinds:
        """What the curves can be exported as."""
        while not self._take_in():
            pass
        records, figure = self._records(), self._figure_chart()
        checked = records if self._state is not None else self._model.all_checked()
        charts = []
        if records and not self.cost_plot.isHidden():
            charts.append(self._cost_chart())
        if records and not self.accuracy_plot.isHidden():
            charts.append(self._options.accuracy_chart(self._traces))
        if (kind := self._kind()) is not None:
            charts = [chart.alone(kind) for chart in charts]
        subtitle = _lines_of(charts)
        if figure is not None:
            charts.append(figure)
        titles = [record.title for record in records] or [trace.name for trace in charts[0].traces]
        title = titles[0] if len(titles) == 1 else f"{len(titles)} runs"
        kinds = dict(
            self.export.kinds(
                (lambda: runs_csv(checked)) if records else (lambda: chart_csv(charts)),
                (title, subtitle),
                charts,
            )
        )
        if records and figure is not None:
            kinds["CSV, the numbers of the figure (*.csv)"] = self.export.written(
                lambda: chart_csv([figure])
            )
        return kinds


def _name_of(group: list[RunRecord]) -> str:
    return group[0].title if len(group) == 1 else f"{group[0].title} and {len(group) - 1} more"


def _lines_of(charts: Sequence[Chart]) -> str:
    """What the lines of runs are."""
    traces = [trace for chart in charts for trace in chart.traces]
    kinds = {curve.kind for trace in traces for curve in trace.curves}
    if len(kinds) == 1:
        return f"{kinds.pop()} data alone"
    if any(run_dashes(trace.color) for trace in traces if isinstance(trace.color, int)):
        return "evaluation solid or with a run's own dashes, training with short ones"
    return "evaluation solid, training dashed" if kinds else ""


def _has_gradients(record: RunRecord) -> bool:
    """Whether a run's last epoch has monitored how quickly its layers learn."""
    return bool(record.history) and record.history[-1].gradient_lengths is not None
