"""The outcome of an experiment: its figures beside the book's, and the verdict. No Qt."""

from digitpad.core.book.findings import Figures
from digitpad.core.book.results import (
    ComparedFigure,
    ExperimentVerdict,
    row,
    stuck_in_words,
    verdict,
)
from digitpad.core.book.trials import AT_FIRST, Experiment, Figure, Trial, lesson_figures
from digitpad.core.text import counted
from digitpad.session.kept.experiment_file import Planned
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.experiment_state import ExperimentState, Lesson
from digitpad.session.runs.run_list import RunList

PlannedRun = tuple[Planned, RunRecord | None]


def headline_of(
    experiment: Experiment, state: ExperimentState | None, runs: RunList
) -> tuple[str, str]:
    """What an experiment asks, or once it has ended what came out; and a line about that."""
    if state is None or state.is_running:
        return experiment.question, f"{experiment.source.rstrip('?.')}."
    found = verdict_of(state, runs)
    if found is None:
        over = sum(planned.is_over for planned in state.runs)
        done = f": {over} of {counted(len(state.runs), 'run')} done" if state.runs else ""
        why = "A run broke off twice. " if state.broke_off else ""
        return f"No verdict yet{done}.", f"{why}Go On does the rest."
    guess = ""
    if state.guess is not None and not found.is_undecided:
        came = "came true" if state.guess == found.answer else "did not come true"
        guess = f"Your guess “{experiment.choices[state.guess]}” {came}. "
    return found.text, f"{guess}{found.caption}".strip() or experiment.question


def rows_of(state: ExperimentState, runs: RunList) -> list[ComparedFigure]:
    """A row for each figure, or for each start of the one neuron, as far as it is known."""
    if state.experiment.neurons:
        return [_row_of(lesson) for lesson in state.lessons if lesson.outputs]
    to_come = "under way" if state.is_running else "not over"
    rows = []
    for trial in state.experiment.trials:
        planned = _planned(state, trial, runs)
        missing = "run deleted" if any(record is None for _, record in planned) else ""
        for figure in trial.figures:
            values = _values(figure, planned)
            # That of an epoch that is named changes no more, once it is there.
            is_over = all(run.is_over for run, _ in planned) or (
                figure.at >= 0 and len(values) == len(planned)
            )
            rows.append(row(trial, figure, values, is_over, missing, to_come))
    return rows


def _row_of(lesson: Lesson) -> ComparedFigure:
    """The outputs of the one neuron: at first, after 100 epochs, and at the end."""
    neuron, values = lesson.neuron, [value for (value,) in lesson_figures(lesson.outputs)]
    ours = ", ".join(f"{value:.2f}" for value in values if value is not None)
    what = f"{neuron.name}: output at first, after {AT_FIRST} epochs, now"
    if len(lesson.outputs) <= neuron.epochs:
        return ComparedFigure(what, ours, "", f"{neuron.book:.2f}", "under way")
    what = f"{neuron.name}: output at first, after {AT_FIRST} and {neuron.epochs} epochs"
    return ComparedFigure(
        what, ours, "", f"{neuron.book:.2f}", f"{abs(lesson.outputs[0] - neuron.book):.2f}"
    )


def _planned(state: ExperimentState, trial: Trial, runs: RunList) -> list[PlannedRun]:
    """The planned runs of a trial, each with its record if there is one."""
    return [
        (run, None if run.run_id is None else runs.record(run.run_id))
        for run in state.runs
        if run.trial == trial.name
    ]


def _values(figure: Figure, planned: list[PlannedRun]) -> list[float]:
    """A figure of those runs that have reached it."""
    values = (figure.of(record.history) for _, record in planned if record is not None)
    return [value for value in values if value is not None]


def figures_of(state: ExperimentState, runs: RunList) -> Figures:
    """All figures that decide; None for those that a run did not reach."""
    if state.experiment.neurons:
        return Figures(tuple(lesson_figures(lesson.outputs) for lesson in state.lessons))
    return Figures(
        tuple(
            tuple(
                tuple(
                    None if record is None else figure.of(record.history)
                    for _, record in _planned(state, trial, runs)
                )
                for figure in trial.figures
            )
            for trial in state.experiment.trials
        )
    )


def verdict_of(state: ExperimentState, runs: RunList) -> ExperimentVerdict | None:
    """The verdict of an experiment that has ended; None of one that has not."""
    if not state.record.ended:
        return None
    far = {
        trial.name
        for trial in state.experiment.trials
        for figure in trial.figures
        if not figure.agrees(_values(figure, _planned(state, trial, runs)))
    }
    stuck = [(p.trial, p.seed, p.stuck) for p in state.runs if p.stuck and p.trial in far]
    return verdict(state.experiment, figures_of(state, runs), stuck_in_words(stuck))
