"""The figure of an experiment: curves of its trials, accuracy by size, or one neuron's costs."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from digitpad.core.book.trials import Experiment
from digitpad.session.runs.experiment_state import ExperimentState
from digitpad.session.runs.run import Run
from digitpad.ui.plots.chart import Chart, Curve, PlotOptions, RunTraces, Trace, run_chart

BOOKS_COLOR = 7  # the number of its line


class ExperimentChart:
    """Makes the chart of an experiment, as far as it has come."""

    def __init__(self, options: PlotOptions) -> None:
        self._options = options
        self._traces = RunTraces()

    def of(self, experiment: Experiment, state: ExperimentState | None) -> Chart:
        """What there is to show so far. state: None where it was not begun."""
        if experiment.plot == "neuron":
            return _of_neuron(state)
        if experiment.plot == "size":
            return self._by_size(experiment, state)
        if experiment.plot == "gradients":
            return self._traces.gradients(self.records(state))

        def traces(quantity: str) -> list[Trace]:
            return self._by_trial(experiment, state, quantity)

        if experiment.plot == "cost":
            # With the penalty, as the book has it.
            return run_chart(traces("cost"), "cost", (False, self._options.is_logarithmic))
        return self._options.accuracy_chart(traces)

    def records(self, state: ExperimentState | None) -> list[Run]:
        """The runs that there are."""
        return [] if state is None else list(state.runs.values())

    def _by_trial(
        self, experiment: Experiment, state: ExperimentState | None, quantity: str
    ) -> list[Trace]:
        """A line a trial, or a band over its seeds."""
        groups = {trial.name: state.of_trial(trial) for trial in experiment.trials if state}
        made = []
        for number, (name, group) in enumerate(groups.items(), start=1):
            if not group:
                continue
            trace = self._traces.of(group, quantity, name, number)
            curves = tuple(curve for curve in trace.curves if curve.kind in experiment.kinds)
            made.append(replace(trace, curves=curves))
        return made

    def _by_size(self, experiment: Experiment, state: ExperimentState | None) -> Chart:
        """The last accuracy over the number of images: a trace a seed, and the book's."""
        by_seed: dict[int, list[tuple[float, float]]] = {}
        for (name, seed), run in ({} if state is None else state.runs).items():
            trial = experiment.trial(name)
            assert trial is not None
            value = trial.figures[0].of(run.history)
            if value is not None:
                size = trial.data.training_size or 0
                by_seed.setdefault(seed, []).append((size, value))
        traces = [
            _trace(f"seed {seed}", sorted(points), number, "measured")
            for number, (seed, points) in enumerate(by_seed.items(), start=1)
        ]
        book = [
            (trial.data.training_size or 0, trial.figures[0].book or 0.0)
            for trial in experiment.trials
        ]
        traces.append(_trace("the book", sorted(book), BOOKS_COLOR, "printed"))
        texts = ("accuracy", "training images", "last accuracy (%)", "{:.2f} %")
        return Chart(tuple(traces), *texts, logarithmic=(True, False), measured="accuracy")


def _of_neuron(state: ExperimentState | None) -> Chart:
    """The cost by epoch from each start."""
    traces = [
        # Quadratic cost and cross-entropy have no common scale; parts of the first cost have.
        _trace(
            lesson.neuron.name,
            enumerate(100 * cost / lesson.costs[0] for cost in lesson.costs),
            number,
            "cost",
        )
        for number, lesson in enumerate(() if state is None else state.lessons, start=1)
        if lesson.costs
    ]
    texts = ("cost", "epochs learnt", "cost (% of the first)", "{:.2f} %")
    return Chart(tuple(traces), *texts, counts_epochs=True, measured="cost")


def _trace(name: str, points: Iterable[tuple[float, float]], number: int, kind: str) -> Trace:
    pairs = tuple(points)
    x, y = np.array(pairs, np.float64).T
    return Trace(name, name, number, (Curve(kind, x, y),), (len(pairs), pairs[-1]))
