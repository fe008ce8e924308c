"""How far an experiment has come: its runs, and what came out. No Qt."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from digitpad.core.book.curves import about_the_book
from digitpad.core.book.experiments import EXPERIMENTS
from digitpad.core.book.figures import MOST_SEEDS, Figures
from digitpad.core.book.one_neuron import Neuron, neuron_figures, output_in_words
from digitpad.core.book.trials import (
    ComparedFigure,
    Experiment,
    ExperimentVerdict,
    Figure,
    Trial,
    figures_from,
    missing_runs,
    row,
    stuck_in_words,
    verdict,
)
from digitpad.core.text import LONGEST_HEADLINE, counted, shortened
from digitpad.session.runs.own_experiment import OwnExperiment, experiment_of
from digitpad.session.runs.queue_state import QueueState
from digitpad.session.runs.run import Run
from digitpad.session.runs.time_needed import Spent, part_done, roughly, seconds_left_of

TrialAndSeed = tuple[str, int]
MORE_SEEDS = 2  # to try at once


@dataclass(frozen=True, slots=True)
class ExperimentState:
    """An experiment that was begun.

    runs: the runs to show, by trial and seed; while none is under way, only seeds whose trials are
    all finished, if there are any. finished: all finished runs. guess: the index of the choice that
    was guessed; None without a guess. seeds: how many are wanted, as far as is known. has_results:
    whether all trials of a seed are finished, also while more are under way. done: the part of the
    work that is done, 0 to 1. seconds_left: an estimate; None if there is none yet.
    """

    experiment: Experiment
    runs: dict[TrialAndSeed, Run]
    finished: frozenset[TrialAndSeed] = frozenset()
    guess: int | None = None
    seeds: int = 1
    has_results: bool = False
    is_running: bool = False
    done: float = 0.0
    seconds_left: float | None = None

    @property
    def is_over(self) -> bool:
        """Whether there are results: all trials of some seeds; the one neuron learns at once."""
        return bool(self.experiment.neurons) or (self.has_results and not self.is_running)

    def is_missing(self, seeds: int) -> bool:
        """Whether runs are missing if there should be this many seeds."""
        return bool(missing_runs(self.experiment, seeds, self.finished))

    def more_seeds(self) -> int:
        """How many more seeds to try next, since those so far do not decide it; 0 for none."""
        found = verdict_of(self)
        if found is None or not found.may_be_decided:
            return 0
        return min(MORE_SEEDS, MOST_SEEDS - len({seed for _, seed in self.runs}))

    def left_in_words(self) -> str:
        """How much longer it takes, behind a percentage; empty if that is not known."""
        return "" if self.seconds_left is None else f", {roughly(self.seconds_left)} left"

    def leader(self) -> Run | None:
        """A run with the best value in a person's own question, if one is clearly best."""
        found = verdict_of(self) if self.experiment.right is None else None
        if found is None or found.answer is None:
            return None
        return self.of_trial(self.experiment.trials[found.answer])[0]

    def as_far_as(self, queued: QueueState, run_of: Callable[[str], Run]) -> "ExperimentState":
        """The state of this experiment while it is under way. run_of: gives the run with an id."""
        finished = (run for place, run in self.runs.items() if place in self.finished)
        over = [Spent(run.trial, run.seconds) for run in finished]
        begun = []
        for each in queued.of_experiment:
            run = run_of(each.run_id)
            begun.append(Spent(each.plan.trial, run.seconds, part_done(each, run)))
        done = sum(each.part for each in (*over, *begun))
        whole = len(over) + len(begun) + len(queued.waiting)
        left = seconds_left_of(over, begun, [plan.trial for plan in queued.waiting])
        return replace(
            self, is_running=True, done=done / whole if whole else 0.0, seconds_left=left
        )

    def of_trial(self, trial: Trial) -> list[Run]:
        """The finished runs of a trial, or all if none is finished, in the order of their seeds."""
        runs = {place: run for place, run in sorted(self.runs.items()) if place[0] == trial.name}
        return [run for place, run in runs.items() if place in self.finished] or list(runs.values())


def runs_of(
    experiment: Experiment, all_runs: Sequence[Run]
) -> tuple[dict[TrialAndSeed, Run], frozenset[TrialAndSeed]]:
    """The runs of an experiment by trial and seed, and which of them are finished.

    Of several runs the newest finished one counts. all_runs: in the order of their numbers.
    """
    runs: dict[TrialAndSeed, Run] = {}
    finished: set[TrialAndSeed] = set()
    for run in all_runs:
        if run.experiment != experiment.name or run.seed is None:
            continue
        trial = experiment.trial(run.trial)
        if trial is None:
            continue
        place = trial.name, run.seed
        if run.is_finished or place not in finished:
            runs[place] = run
            if run.is_finished:
                finished.add(place)
    return runs, frozenset(finished)


def state_from(
    experiment: Experiment,
    all_runs: Sequence[Run],
    guesses: Mapping[str, int | None],
    seeds: int,
    is_running: bool,
) -> ExperimentState | None:
    """The state of an experiment as its runs have it; None if it has not begun.

    guesses: by experiments' names. seeds: how many are wanted at least.
    """
    runs, finished = runs_of(experiment, all_runs)
    has_learnt = bool(experiment.neurons) and experiment.name in guesses
    if not (runs or has_learnt or is_running):
        return None
    seeds = max([seeds, *(seed for _, seed in runs)])
    whole = whole_seeds(experiment, finished)
    if whole and not is_running:
        runs = {place: run for place, run in runs.items() if place in whole}
    guess = guesses.get(experiment.name)
    return ExperimentState(experiment, runs, finished, guess, seeds, bool(whole), done=1.0)


def whole_seeds(
    experiment: Experiment, finished: frozenset[TrialAndSeed]
) -> frozenset[TrialAndSeed]:
    """The runs of the seeds with which all trials are finished."""
    seeds = {seed for _, seed in finished}
    whole = {
        seed for seed in seeds if all((trial.name, seed) in finished for trial in experiment.trials)
    }
    return frozenset(place for place in finished if place[1] in whole)


def headline_of(experiment: Experiment, state: ExperimentState | None) -> tuple[str, str]:
    """An experiment's title, or its result once it has ended; and a line below."""
    if state is None or state.is_running:
        return shortened(experiment.title, LONGEST_HEADLINE), f"{experiment.source.rstrip('?.')}."
    found = verdict_of(state)
    if found is None:
        over = counted(len(state.finished), "run")
        return f"No verdict yet: {over} done", "Go On does the rest."
    guess = ""
    if state.guess is not None and found.answer is None:
        guess = f"Your guess “{experiment.choices[state.guess]}” is open. "
    if state.guess is not None and found.answer is not None:
        came = "came true" if state.guess == found.answer else "did not come true here"
        if state.guess == experiment.right != found.answer:
            came = "is as in the book, and did not come true here"
        guess = f"Your guess “{experiment.choices[state.guess]}” {came}. "
    caption = f"{guess}{found.caption}".strip() or experiment.question
    return f"{found.book}\n{found.here}".strip(), caption


def experiments_in_words(runs: Sequence[Run], own: Sequence[OwnExperiment]) -> dict[str, str]:
    """What runs belong to, by their ids: experiment and trial. own: a person's experiments."""
    titles = {each.name: each.title for each in (*EXPERIMENTS, *map(experiment_of, own))}
    of_experiments = (run for run in runs if run.experiment in titles)
    return {run.id: f"{titles[run.experiment]}: {run.trial}" for run in of_experiments}


def about_running(experiment: Experiment, seeds: int, is_missing: bool, is_free: bool) -> str:
    """What *Run* does, or why it cannot be pressed.

    is_missing: whether there are runs to do with so many seeds. is_free: whether no experiment is
    under way.
    """
    if not is_free:
        return "An experiment is under way: cancel it first, or wait for its end"
    if is_missing:
        return "Run the experiment; the network in use stays"
    if experiment.neurons:
        return "It has run: one neuron always learns the same, and makes no runs"
    more = "choose more seeds, or " if seeds < MOST_SEEDS else ""
    return f"All runs are done: {more}delete its runs in Runs"


def beside_the_book(state: ExperimentState) -> str:
    """How far the book's line lies from ours so far, a sentence; empty if it has none."""
    experiment = state.experiment
    ours = {
        trial.name: [run.history for run in state.of_trial(trial)] for trial in experiment.trials
    }
    return about_the_book(experiment, ours)


def about_more(seeds: int, experiment: Experiment) -> str:
    """What so many more seeds are for, and how much work they are."""
    return f"Add seeds, which may decide it: {counted(seeds * len(experiment.trials), 'run')}"


def rows_of(state: ExperimentState, own: Neuron | None = None) -> list[ComparedFigure]:
    """A row for each figure, or for each start of the one neuron, as far as it is known.

    own: a start of a person's own.
    """
    if neurons := state.experiment.neurons:
        return [_row_of(neuron) for neuron in (*neurons, own) if neuron is not None]
    to_come = "under way" if state.is_running else "not over"
    rows = []
    for trial in state.experiment.trials:
        runs = state.of_trial(trial)
        is_over = bool(runs) and all(run.is_finished for run in runs)
        diverged = any(run.has_diverged for run in runs)
        missing = "diverged" if diverged else "not reached"
        for figure in trial.figures:
            values = _values(figure, runs)
            # A figure of a fixed epoch is final once it is measured.
            is_named = figure.at is not None and figure.at >= 0
            is_there = is_over or (is_named and 0 < len(values) == len(runs))
            found = row(trial, figure, values, missing, "" if is_there else to_come)
            # A run that diverged did not end with its last number.
            rows.append(replace(found, band="diverged") if diverged and values else found)
    return rows


def _row_of(neuron: Neuron) -> ComparedFigure:
    """The outputs of the one neuron: at first, after 100 epochs, and at the end."""
    what, ours = f"{neuron.name}: output", output_in_words(neuron)
    if neuron.book is None:
        return ComparedFigure(what, ours)
    ((first,), *_) = neuron_figures(neuron)
    difference = f"{abs(first - neuron.book):.2f}"
    return ComparedFigure(what, ours, "", f"starts at {neuron.book:.2f}", difference)


def _values(figure: Figure, runs: list[Run]) -> list[float]:
    """A figure of the runs that have reached it."""
    values = (figure.of(run.history) for run in runs)
    return [value for value in values if value is not None]


def figures_of(state: ExperimentState) -> Figures:
    """All figures that decide; see `figures_from`."""
    runs = map(state.of_trial, state.experiment.trials)
    outcomes = [[(run.history, run.has_diverged) for run in each] for each in runs]
    return figures_from(state.experiment, outcomes)


def verdict_of(state: ExperimentState) -> ExperimentVerdict | None:
    """The verdict of an experiment; None if it has no results yet."""
    if not state.is_over:
        return None
    far = {
        trial.name
        for trial in state.experiment.trials
        for figure in trial.figures
        if not figure.agrees(_values(figure, state.of_trial(trial)))
    }
    stuck = [(*place, run.stuck) for place, run in state.runs.items() if run.stuck]
    because = stuck_in_words([each for each in stuck if each[0] in far])
    return verdict(state.experiment, figures_of(state), because)
