"""The charts of an experiment, from the results so far. No Qt."""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from os.path import commonprefix
from typing import Protocol

import numpy as np

from digitpad.core.book.curves import histories
from digitpad.core.book.one_neuron import Neuron, teach
from digitpad.core.book.trials import Experiment, Figure
from digitpad.session.charts.chart import Array, Chart, ColorName, Curve, CurveForm, Trace
from digitpad.session.runs.experiment_state import ExperimentState
from digitpad.session.runs.job import Job
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_charts import gradient_chart, run_chart, trace_of
from digitpad.session.runs.series import KnownSeries, Series

BOOK = "the book"
FAR = 10  # values that reach this many times the least one have a logarithmic axis


class Options(Protocol):
    """How curves are drawn; is_logarithmic: whether the costs' axis is."""

    is_logarithmic: bool


class ExperimentCharts:
    """Makes the charts of an experiment from the results so far."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._series = KnownSeries()

    def charts(
        self,
        experiment: Experiment,
        state: ExperimentState | None,
        read: str | None = None,
        own: Neuron | None = None,
    ) -> list[Chart]:
        """The charts so far, the figure first.

        state: None if it was not begun. read: the key of the trace that is read out, if one is; of
        gradients, only its run has the book's lines. own: a person's own neuron.
        """
        if experiment.plot == "neuron":
            neurons = () if state is None else (*experiment.neurons, own)
            return _of_neurons([neuron for neuron in neurons if neuron is not None])
        if experiment.plot != "values":
            more = [self._by_epoch(experiment, state, "cost")] if experiment.beside else []
            return [self._of(experiment, state, read), *more]
        curves = run_chart(self._by_trial(experiment, state, "accuracy"), "accuracy")
        return [_by_value(experiment, state), curves.alone(experiment.measured_on)]

    def _of(self, experiment: Experiment, state: ExperimentState | None, read: str | None) -> Chart:
        if experiment.plot == "size":
            return self._by_size(experiment, state)
        if experiment.plot == "gradients":
            return self._of_gradients(experiment, state, read)
        return self._by_epoch(experiment, state, experiment.plot)

    def _by_epoch(
        self, experiment: Experiment, state: ExperimentState | None, quantity: str
    ) -> Chart:
        """A quantity of each trial, with the book's; a cost has the λ term, as in the book."""
        is_logarithmic = quantity == "cost" and self._options.is_logarithmic
        traces = self._by_trial(experiment, state, quantity)
        chart = run_chart(traces, quantity, (False, is_logarithmic)).alone(experiment.measured_on)
        return _with_the_book(chart, experiment, quantity)

    def _of_gradients(
        self, experiment: Experiment, state: ExperimentState | None, read: str | None
    ) -> Chart:
        """One line per layer and run, and the book's beside those of the run that is read out."""
        runs = [] if state is None else list(state.runs.values())
        chart = gradient_chart(runs, self._series)
        colors = {trial.name: number for number, trial in enumerate(experiment.trials, start=1)}
        of_runs = {run.id: gradient_chart([run], self._series).traces for run in runs}
        shown = [run for run in runs if of_runs[run.id]]
        is_read = (run for run in shown if read in [trace.key for trace in of_runs[run.id]])
        beside = next(is_read, next(iter(shown), None))
        traces = []
        for run in shown:
            book = _gradients_of_the_book(experiment, run.trial) if run is beside else []
            for layer, trace in enumerate(of_runs[run.id]):
                curves = *trace.curves, *book[layer : layer + 1]
                traces.append(replace(trace, color=colors[run.trial], curves=curves))
        return replace(chart, traces=tuple(traces))

    def _by_trial(
        self, experiment: Experiment, state: ExperimentState | None, quantity: str
    ) -> list[Trace]:
        """One line per trial, or a band over its seeds; of the finished runs, if there are any."""
        # A band is only as long as its shortest run.
        groups = {trial.name: state.of_trial(trial) for trial in experiment.trials if state}
        prefix = _shared_beginning(list(groups))
        if experiment.setting:
            prefix = "" if experiment.places else f"{experiment.setting} "  # words go without
        return [
            trace_of(
                list(map(self._series.of, group)), quantity, name, name.removeprefix(prefix), number
            )
            for number, (name, group) in enumerate(groups.items(), start=1)
            if group
        ]

    def _by_size(self, experiment: Experiment, state: ExperimentState | None) -> Chart:
        """The last accuracy by the number of images: one trace per seed, and the book's."""
        sizes = {trial.name: float(trial.data.training_size or 0) for trial in experiment.trials}
        by_seed = _points(state, experiment.trials[0].figures[0], sizes)
        traces = [
            _trace(f"seed {seed}", points, number, "measured")
            for number, (seed, points) in enumerate(by_seed.items(), start=1)
        ]
        book = [
            (trial.data.training_size or 0, trial.figures[0].book or 0.0)
            for trial in experiment.trials
        ]
        if state is not None:  # not before the guess, whose answer it is
            printed = _trace(BOOK, sorted(book), "muted", "printed", "line")
            curves = tuple(replace(curve, is_thin=True) for curve in printed.curves)
            traces.append(replace(printed, curves=curves))
        texts = ("accuracy", "training images", "last accuracy (%)", "{:.2f} %")
        return Chart(tuple(traces), *texts, logarithmic=(True, False), measured="accuracy")


def _shared_beginning(names: Sequence[str]) -> str:
    """What all names begin with, up to a comma: a line's name needs only what differs."""
    return "".join(commonprefix(names).rpartition(", ")[:2])


def lines_in_words(experiment: Experiment) -> str:
    """What the lines of a figure mean, for a picture of it."""
    says = ["evaluation solid, training dashed"] if len(experiment.measured_on) > 1 else []
    says += ["the book’s thin"] if histories(experiment.name) else []
    return ", ".join(says)


@cache
def _series_of_the_book(name: str, trial: str) -> Series:
    """The book's results of a trial of an experiment; none if it has no lines."""
    return Series(histories(name).get(trial, ()))


def _of_the_book(x: Array, y: Array, is_dashed: bool = False) -> Curve:
    curve = Curve(BOOK, x, y, is_dashed=is_dashed, form="line")
    return replace(curve, is_thin=True, is_pale=True)


def _with_the_book(chart: Chart, experiment: Experiment, quantity: str) -> Chart:
    """A chart of trials with the book's curves below ours."""
    traces = []
    for trace in chart.traces:
        book = _series_of_the_book(experiment.name, trace.key)
        lines = {kind: book.of(quantity, kind) for kind in experiment.measured_on}
        curves = (
            _of_the_book(book.epochs, values, is_dashed=kind == "training")
            for kind, values in lines.items()
            if np.isfinite(values).any()
        )
        traces.append(replace(trace, curves=(*trace.curves, *curves)))
    return replace(chart, traces=tuple(traces))


def _gradients_of_the_book(experiment: Experiment, trial: str) -> list[Curve]:
    """The book's curve of each hidden layer, measured at the beginning of each epoch."""
    book = _series_of_the_book(experiment.name, trial)
    return [_of_the_book(book.epochs - 1, lengths) for lengths in book.gradient_lengths()]


def _points(
    state: ExperimentState | None, figure: Figure, places: dict[str, float]
) -> dict[int, list[tuple[float, float]]]:
    """The place on x and the figure of each finished run, by seed. places: by trials' names."""
    if state is None:
        return {}
    by_seed: dict[int, list[tuple[float, float]]] = {}
    for (name, seed), run in state.runs.items():
        value = figure.of(run.history)
        if value is not None and (name, seed) in state.finished:
            by_seed.setdefault(seed, []).append((places[name], value))
    return {seed: sorted(points) for seed, points in by_seed.items()}


def _places_of(experiment: Experiment) -> dict[str, float]:
    """The places on x of a person's own trials, by their names.

    Numbers are drawn by their logarithms if the largest is FAR times the least.
    """
    x = experiment.places or range(len(experiment.trials))
    if experiment.places and min(x) > 0 and max(x) >= FAR * min(x):
        x = tuple(map(math.log10, x))
    return {trial.name: float(place) for trial, place in zip(experiment.trials, x)}


def _by_value(experiment: Experiment, state: ExperimentState | None) -> Chart:
    """The best or last accuracy by a setting's value: a dot per run.

    A line goes through the means of numbers; between kinds there is nothing.
    """
    places = _places_of(experiment)
    by_seed = _points(state, experiment.trials[0].figures[0], places)
    traces = [
        _trace(f"seed {seed}", points, 1, f"seed {seed}", "dots")
        for seed, points in by_seed.items()
    ]
    at_place: dict[float, list[float]] = {}
    for place, value in sorted(each for points in by_seed.values() for each in points):
        at_place.setdefault(place, []).append(value)
    if at_place and experiment.places:
        means = [(place, statistics.fmean(values)) for place, values in at_place.items()]
        traces.append(_trace("mean", means, 1, "mean", "line"))
    is_best = experiment.trials[0].figures[0].at is None
    what = f"{'best' if is_best else 'last'} accuracy"
    texts = what, experiment.setting, f"{what} (%)", "{:.2f} %"
    chart = Chart(tuple(traces), *texts, f"{experiment.setting} {{}}", measured=what)
    names = tuple(zip(places.values(), experiment.choices))
    return replace(chart, places=names, are_numbers=bool(experiment.places))


def _of_neurons(neurons: Sequence[Neuron]) -> list[Chart]:
    """The cost by epoch from each start, and the output."""
    costs, outputs = [], []
    for number, neuron in enumerate(neurons, start=1):
        output, cost = teach(neuron)
        # In parts of the first cost: the two costs have no common scale.
        parts = (100 * each / cost[0] for each in cost)
        name = "yours" if neuron.book is None else neuron.name
        costs.append(_trace(name, enumerate(parts), number, "cost"))
        outputs.append(_trace(name, enumerate(output), number, "output"))
    texts = ("cost", "epochs learnt", "cost (% of the first)", "{:.2f} %")
    chart = Chart(tuple(costs), *texts, counts_epochs=True, measured="cost")
    texts = ("output", "epochs learnt", "output", "{:.4f}")
    return [chart, Chart(tuple(outputs), *texts, counts_epochs=True, measured="output")]


def _trace(
    name: str,
    points: Iterable[tuple[float, float]],
    color: ColorName,
    kind: str,
    form: CurveForm = "",
) -> Trace:
    x, y = np.array(tuple(points), np.float64).T
    return Trace(name, name, color, (Curve(kind, x, y, form=form),))


def runs_of_the_book(experiment: Experiment) -> list[Run]:
    """The book's own results of the trials of an experiment, as rows of `runs_csv`."""
    found = []
    for trial in experiment.trials:
        if history := histories(experiment.name).get(trial.name):
            run = Run(
                number=0,
                architecture=trial.architecture,
                data=trial.data,
                history=history,
                name=f"the book, {trial.name}",
                jobs=(Job(trial.settings, epochs=len(history)),),
            )
            found.append(run)
    return found
