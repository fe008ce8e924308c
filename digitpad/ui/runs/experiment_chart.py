"""What an experiment shows beside its runs' curves: one neuron's costs, accuracy by size."""

from collections.abc import Iterable

import numpy as np

from digitpad.session.runs.experimenter import ExperimentState
from digitpad.session.runs.run_list import RunList
from digitpad.ui.plots.chart import Chart, Curve, Trace

BOOKS_COLOR = 7  # the number of its line


def chart_of(state: ExperimentState, runs: RunList) -> Chart | None:
    """What there is to show so far; None for an experiment that has no chart of its own."""
    if state.experiment.neurons:
        traces = [
            _trace(lesson.neuron.name, enumerate(lesson.costs), number, "cost")
            for number, lesson in enumerate(state.lessons, start=1)
            if lesson.costs
        ]
        return Chart(tuple(traces), "cost", "epochs learnt", "cost of the one neuron", "{:.4f}")
    if state.experiment.plot == "size":
        texts = ("accuracy", "training images", "last accuracy (%)", "{:.2f} %")
        return Chart(tuple(_by_size(state, runs)), *texts, logarithmic=(True, False))
    return None


def _by_size(state: ExperimentState, runs: RunList) -> list[Trace]:
    """The last accuracy over the number of images: a trace a seed, and the book's."""
    found: dict[int, list[tuple[float, float]]] = {}
    for planned in state.runs:
        record = None if planned.run_id is None else runs.record(planned.run_id)
        size = planned.trial.data.training_size
        value = None if record is None else planned.trial.figures[0].of(record.history)
        if value is not None and size is not None:
            found.setdefault(planned.seed, []).append((size, value))
    traces = [
        _trace(f"seed {seed}", sorted(points), number, "measured")
        for number, (seed, points) in enumerate(found.items(), start=1)
    ]
    book = [
        (trial.data.training_size or 0, trial.figures[0].book or 0.0)
        for trial in state.experiment.trials
    ]
    return [*traces, _trace("the book", sorted(book), BOOKS_COLOR, "printed")]


def _trace(name: str, points: Iterable[tuple[float, float]], number: int, kind: str) -> Trace:
    pairs = tuple(points)
    x, y = np.array(pairs, np.float64).T
    return Trace(name, name, number, (Curve(kind, x, y),), (len(pairs), pairs[-1]))
