"""What an experiment shows beside its runs' curves: one neuron's costs, accuracy by size."""

from collections.abc import Iterable

import numpy as np

from digitpad.core.book.trials import Experiment
from digitpad.session.runs.experiment_state import ExperimentState
from digitpad.session.runs.run_list import RunList
from digitpad.ui.plots.chart import Chart, Curve, Trace

BOOKS_COLOR = 7  # the number of its line


def chart_of(experiment: Experiment, state: ExperimentState | None, runs: RunList) -> Chart | None:
    """What there is to show so far; None for an experiment that has no chart of its own."""
    if experiment.plot == "neuron":
        lessons = () if state is None else state.lessons
        traces = [
            # Quadratic cost and cross-entropy have no common scale; parts of the first cost have.
            _trace(
                lesson.neuron.name,
                enumerate(100 * cost / lesson.costs[0] for cost in lesson.costs),
                number,
                "cost",
            )
            for number, lesson in enumerate(lessons, start=1)
            if lesson.costs
        ]
        texts = ("cost", "epochs learnt", "cost (% of the first)", "{:.2f} %")
        return Chart(tuple(traces), *texts, counts_epochs=True, measured="cost")
    if experiment.plot == "size":
        texts = ("accuracy", "training images", "last accuracy (%)", "{:.2f} %")
        traces = _by_size(experiment, state, runs)
        return Chart(tuple(traces), *texts, logarithmic=(True, False), measured="accuracy")
    return None


def _by_size(experiment: Experiment, state: ExperimentState | None, runs: RunList) -> list[Trace]:
    """The last accuracy over the number of images: a trace a seed, and the book's."""
    by_seed: dict[int, list[tuple[float, float]]] = {}
    for planned in () if state is None else state.runs:
        record = None if planned.run_id is None else runs.record(planned.run_id)
        trial = experiment.trial(planned.trial)
        assert trial is not None
        size = trial.data.training_size
        value = None if record is None else trial.figures[0].of(record.history)
        if value is not None and size is not None:
            by_seed.setdefault(planned.seed, []).append((size, value))
    traces = [
        _trace(f"seed {seed}", sorted(points), number, "measured")
        for number, (seed, points) in enumerate(by_seed.items(), start=1)
    ]
    book = [
        (trial.data.training_size or 0, trial.figures[0].book or 0.0) for trial in experiment.trials
    ]
    return [*traces, _trace("the book", sorted(book), BOOKS_COLOR, "printed")]


def _trace(name: str, points: Iterable[tuple[float, float]], number: int, kind: str) -> Trace:
    pairs = tuple(points)
    x, y = np.array(pairs, np.float64).T
    return Trace(name, name, number, (Curve(kind, x, y),), (len(pairs), pairs[-1]))
