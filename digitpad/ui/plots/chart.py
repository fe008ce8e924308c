"""What is to be seen beside cost and accuracy, where there is something: a picture of its own.

The experiments of one neuron and of more data have one; and of runs that monitor them, the lengths
of the gradients, layer by layer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitpad.session.runs.experimenter import ExperimentState
from digitpad.session.runs.run_list import RunList
from digitpad.ui.plots.series import Array, Series

BOOKS_COLOR = 7  # the number of its line


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line of a picture; no other has its name. number: says which colour."""

    name: str
    x: Array
    y: Array
    number: int
    points: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """Lines, of which each has at least a point; an axis may be scaled by the logarithm."""

    lines: tuple[Line, ...]
    x_label: str
    y_label: str
    logarithmic: tuple[bool, bool] = (False, False)


def picture_of(state: ExperimentState, runs: RunList) -> Chart | None:
    """What an experiment has to show so far beside its runs' curves; None where that is nothing."""
    if state.experiment.neurons:
        lines = [
            Line(lesson.neuron.name, _counted(lesson.costs), np.array(lesson.costs), number)
            for number, lesson in enumerate(state.lessons, start=1)
            if lesson.costs
        ]
        return Chart(tuple(lines), "epoch", "cost of the one neuron")
    if state.experiment.plot == "size":
        lines = _by_size(state, runs)
        return Chart(tuple(lines), "training images", "last accuracy (%)", (True, False))
    return None


def _counted(values: Sequence[float]) -> Array:
    """0, 1 and so on, a number for each value."""
    return np.arange(len(values), dtype=np.float64)


def _by_size(state: ExperimentState, runs: RunList) -> list[Line]:
    """The last accuracy over the number of images: a line a seed, and the book's."""
    found: dict[int, list[tuple[float, float]]] = {}
    for planned in state.runs:
        record = None if planned.run_id is None else runs.record(planned.run_id)
        size = planned.trial.data.training_size
        value = None if record is None else planned.trial.figures[0].of(record.history)
        if value is not None and size is not None:
            found.setdefault(planned.seed, []).append((size, value))
    lines = [
        _line_through(f"seed {seed}", points, number)
        for number, (seed, points) in enumerate(found.items(), start=1)
    ]
    book = [
        (trial.data.training_size or 0, trial.figures[0].book or 0.0)
        for trial in state.experiment.trials
    ]
    return [*lines, _line_through("the book", book, BOOKS_COLOR)]


def _line_through(name: str, points: Sequence[tuple[float, float]], number: int) -> Line:
    x, y = np.array(sorted(points), np.float64).T
    return Line(name, x, y, number, points=True)


def gradients_of(runs: Sequence[tuple[str, int, Series]]) -> Chart | None:
    """How quickly each hidden layer of some runs learns; None where none of them monitors it.

    runs: each with its name, and a number that says which colour.
    """
    lines = []
    for name, number, series in runs:
        for layer, lengths in enumerate(series.gradient_lengths()[:-1], start=1):
            measured = np.flatnonzero(lengths > 0)  # NaN where not; and 0 has no logarithm
            if len(measured):
                # Each was measured when its epoch began.
                line = Line(
                    f"{name}: layer {layer}", measured.astype(np.float64), lengths[measured], number
                )
                lines.append(line)
    if not lines:
        return None
    return Chart(tuple(lines), "epochs learnt", "length of the gradient", (False, True))
