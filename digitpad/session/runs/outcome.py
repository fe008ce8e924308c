"""The outcome of an experiment: its figures beside the book's, and the verdict. No Qt."""

from digitpad.core.book.findings import Figures
from digitpad.core.book.results import (
    ComparedFigure,
    ExperimentVerdict,
    row,
    stuck_in_words,
    verdict,
)
from digitpad.core.book.trials import AT_FIRST, Experiment, Figure, lesson_figures
from digitpad.core.text import counted
from digitpad.session.runs.experiment_state import ExperimentState, Lesson, is_finished
from digitpad.session.runs.run import Run


def headline_of(experiment: Experiment, state: ExperimentState | None) -> tuple[str, str]:
    """What an experiment asks, or once it has ended what came out; and a line about that."""
    if state is None or state.is_running:
        return experiment.question, f"{experiment.source.rstrip('?.')}."
    found = verdict_of(state)
    if found is None:
        over, seeds = len(state.finished), len({seed for _, seed in state.runs})
        done = f": {over} of {counted(seeds * len(experiment.trials), 'run')} done"
        return f"No verdict yet{done}.", "Go On does the rest."
    guess = ""
    if state.guess is not None and not found.is_undecided:
        came = "came true" if state.guess == found.answer else "did not come true"
        guess = f"Your guess “{experiment.choices[state.guess]}” {came}. "
    return found.text, f"{guess}{found.caption}".strip() or experiment.question


def rows_of(state: ExperimentState) -> list[ComparedFigure]:
    """A row for each figure, or for each start of the one neuron, as far as it is known."""
    if state.experiment.neurons:
        return [_row_of(lesson) for lesson in state.lessons]
    to_come = "under way" if state.is_running else "not over"
    rows = []
    for trial in state.experiment.trials:
        runs = state.of_trial(trial)
        is_over = bool(runs) and all(is_finished(trial, run) for run in runs)
        for figure in trial.figures:
            values = _values(figure, runs)
            # That of an epoch that is named changes no more, once it is there.
            is_there = is_over or (figure.at >= 0 and 0 < len(values) == len(runs))
            rows.append(row(trial, figure, values, is_there, to_come=to_come))
    return rows


def _row_of(lesson: Lesson) -> ComparedFigure:
    """The outputs of the one neuron: at first, after 100 epochs, and at the end."""
    neuron, values = lesson.neuron, [value for (value,) in lesson_figures(lesson.outputs)]
    ours = ", ".join(f"{value:.2f}" for value in values if value is not None)
    what = f"{neuron.name}: output at first, after {AT_FIRST} and {neuron.epochs} epochs"
    return ComparedFigure(
        what, ours, "", f"{neuron.book:.2f}", f"{abs(lesson.outputs[0] - neuron.book):.2f}"
    )


def _values(figure: Figure, runs: list[Run]) -> list[float]:
    """A figure of those runs that have reached it."""
    values = (figure.of(run.history) for run in runs)
    return [value for value in values if value is not None]


def figures_of(state: ExperimentState) -> Figures:
    """All figures that decide; None for those that a run did not reach."""
    if state.experiment.neurons:
        return Figures(tuple(lesson_figures(lesson.outputs) for lesson in state.lessons))
    return Figures(
        tuple(
            tuple(
                tuple(figure.of(run.history) for run in state.of_trial(trial))
                for figure in trial.figures
            )
            for trial in state.experiment.trials
        )
    )


def verdict_of(state: ExperimentState) -> ExperimentVerdict | None:
    """The verdict of an experiment that has results; None of one that has not."""
    if not state.is_over:
        return None
    far = {
        trial.name
        for trial in state.experiment.trials
        for figure in trial.figures
        if not figure.agrees(_values(figure, state.of_trial(trial)))
    }
    stuck = [each for each in state.stuck if each[0] in far]
    return verdict(state.experiment, figures_of(state), stuck_in_words(stuck))
