"""What came out of an experiment, in words: its figures beside the book's. No Qt."""

import statistics
from collections.abc import Mapping, Sequence

from digitpad.core.demonstrations import learn_one_neuron
from digitpad.core.experiments import BOOK_SPEEDS, Figure, Neuron, Trial
from digitpad.session.experimenter import ExperimentState
from digitpad.session.run_list import RunList
from digitpad.session.run_record import RunRecord


def outcome(state: ExperimentState, runs: RunList) -> str:
    """The figures of the runs that have ended, a trial a line."""
    if state.experiment.neurons:
        return "\n".join(map(_of_neuron, state.experiment.neurons))
    lines = []
    for trial in state.experiment.trials:
        records = [
            record
            for planned in state.runs
            if planned.trial is trial
            and planned.run_id is not None
            and (record := runs.record(planned.run_id)) is not None
        ]
        if state.is_running and not any(record.history for record in records):
            continue  # it has just begun
        if records:
            lines.append(_of_trial(trial, records))
    return "\n".join(lines)


def of_speeds(speeds: Mapping[str, Sequence[Sequence[float]]]) -> str:
    """How quickly the layers of each trial learn at the start, beside the book's; a trial a line.

    speeds: of each trial, by its name, before and after each epoch.
    """
    lines = []
    for name, found in speeds.items():
        book = next(numbers for numbers in BOOK_SPEEDS if len(numbers) == len(found[0]))
        lines.append(f"{name}, speeds at the start {_few(found[0])}, book {_few(book)}")
    return "\n".join(lines)


def _few(values: Sequence[float]) -> str:
    return "; ".join(f"{value:.3f}" for value in values)


def _of_trial(trial: Trial, records: list[RunRecord]) -> str:
    parts = [_of_figure(figure, records) for figure in trial.figures]
    return f"{trial.name}: {'; '.join(part for part in parts if part)}"


def _of_figure(figure: Figure, records: list[RunRecord]) -> str:
    values = [value for record in records if (value := figure.of(record.history)) is not None]
    is_percent = figure.series.endswith("accuracy")
    book = "" if figure.book is None else f", book {_text(figure.book, is_percent)}"
    if not values:
        return f"{figure.name} not reached{book}"
    ours = _text(statistics.fmean(values), is_percent)
    if len(values) > 1:
        ours += f" ({_text(min(values), is_percent)} to {_text(max(values), is_percent)})"
    return f"{figure.name} {ours}{book}"


def _text(value: float, is_percent: bool) -> str:
    return f"{value:.2f} %" if is_percent else f"{value:.3f}"


def _of_neuron(neuron: Neuron) -> str:
    outputs, _ = learn_one_neuron(neuron)
    book = "" if neuron.book is None else f" (book {neuron.book:.2f})"
    half = len(outputs) // 2
    return (
        f"{neuron.name}: output {outputs[0]:.2f}{book} at the start, {outputs[half]:.2f} after "
        f"{half} epochs, {outputs[-1]:.2f} after {len(outputs) - 1}"
    )
