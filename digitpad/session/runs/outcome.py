"""The outcome of an experiment, in words: its figures beside the book's. No Qt."""

import statistics

from digitpad.core.book.trials import Figure, Trial
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.experimenter import ExperimentState, Lesson
from digitpad.session.runs.run_list import RunList


def outcome(state: ExperimentState, runs: RunList) -> str:
    """The figures so far, a line for each trial, or for each start of the one neuron."""
    if state.experiment.neurons:
        return "\n".join(_of_lesson(lesson) for lesson in state.lessons if lesson.outputs)
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
    return f"{value:.2f} %" if is_percent else f"{value:.3g}"


def _of_lesson(lesson: Lesson) -> str:
    neuron, outputs = lesson.neuron, lesson.outputs
    book = "" if neuron.book is None else f" (book {neuron.book:.2f})"
    half = len(outputs) // 2
    return (
        f"{neuron.name}: output {outputs[0]:.2f}{book} at the start, {outputs[half]:.2f} after "
        f"{half} epochs, {outputs[-1]:.2f} after {len(outputs) - 1}"
    )
