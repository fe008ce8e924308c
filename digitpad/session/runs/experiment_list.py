"""The experiments: what was done of each, and what was guessed. The queue trains their runs."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from digitpad.core.book.experiments import EXPERIMENTS
from digitpad.core.book.trials import Experiment, Trial, missing_runs
from digitpad.session.keeper import Keeper
from digitpad.session.measurer import Measurer
from digitpad.session.runs.experiment_state import ExperimentState, runs_of, whole_seeds
from digitpad.session.runs.queue import Plan
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_list import RunList
from digitpad.session.runs.time_needed import LEAST_SECONDS, work, work_left
from digitpad.session.session import Session, State


def plan_of(experiment: Experiment, trial: Trial, seed: int, seeds: int) -> Plan:
    """The plan of a run of an experiment. seeds: how many are done in all."""
    stages = tuple((each, trial.data_of(i)) for i, each in enumerate(trial.stages))
    name = f"{trial.name}, seed {seed}" if seeds > 1 else trial.name
    return Plan(trial.architecture, stages, seed, name, experiment.name, trial.name)


class ExperimentList(QObject):
    """Has the state of each experiment, and begins them.

    The list of runs says what is done, and the queue what is under way; of an experiment itself
    only the guess is kept.
    """

    changed = Signal()
    """A guess was made or read, or outputs that are stuck were found."""

    def __init__(self, session: Session, runs: RunList, keeper: Keeper, measurer: Measurer) -> None:
        super().__init__(session)
        self._session, self._queue, self._runs = session, session.queue, runs
        self._keeper, self._measurer = keeper, measurer
        self._guesses: dict[str, int | None] = {}
        self._stuck: dict[str, tuple[int, ...]] = {}  # outputs, by the ids of runs
        self._queue.ended.connect(self._look_for_stuck_outputs)

    def state_of(self, experiment: Experiment) -> ExperimentState | None:
        """How far an experiment has come; None if it was not begun."""
        name, queued = experiment.name, self._queue.state
        is_running = queued.experiment == name
        has_learnt = bool(experiment.neurons) and name in self._guesses
        runs, finished = runs_of(experiment, self._runs.records())
        if not (runs or has_learnt or is_running):
            return None
        if not is_running and (whole := whole_seeds(experiment, finished)):
            runs = {place: run for place, run in runs.items() if place in whole}
        stuck = [
            (*place, self._stuck[run.id]) for place, run in runs.items() if run.id in self._stuck
        ]
        guess = self._guesses.get(name)
        state = ExperimentState(experiment, runs, finished, guess, tuple(stuck))
        if not is_running:
            return replace(state, done=1.0)
        works = {trial.name: work(trial) for trial in experiment.trials}
        done, left = work_left(queued)
        done += sum(works[trial] for trial, _ in finished)
        seconds = sum(run.seconds for run in runs.values())
        is_known = seconds > LEAST_SECONDS
        return replace(
            state,
            is_running=True,
            is_paused=queued.state is State.PAUSED,
            done=done / (done + left),
            seconds_left=seconds / done * left if is_known else None,
        )

    def done(self) -> set[str]:
        """The names of the experiments that have results."""
        states = [self.state_of(experiment) for experiment in EXPERIMENTS]
        return {state.experiment.name for state in states if state is not None and state.is_over}

    def begin(self, experiment: Experiment, seeds: int = 1, guess: int | None = None) -> None:
        """Do an experiment, each trial once a seed, or the rest of it.

        While anything trains this does nothing. The one neuron has learnt at once.
        """
        if not self._queue.is_idle:
            return
        name = experiment.name
        if self.state_of(experiment) is None or name not in self._guesses:
            self._guesses[name] = guess
            self._keeper.do(self._keeper.store.guess, name, guess)
            self.changed.emit()
        if not experiment.neurons:
            self._keeper.claim(name, partial(self._go_on, experiment, seeds))

    def _go_on(self, experiment: Experiment, seeds: int, kept: list[Run]) -> None:
        """Queue what is missing. kept: all runs, also those that other windows have made."""
        self._runs.take(kept)
        finished = runs_of(experiment, self._runs.records())[1]
        missing = missing_runs(experiment, seeds, finished)
        if self._queue.is_idle:
            self._queue.add(*(plan_of(experiment, *each, seeds) for each in missing))

    def cancel(self) -> None:
        """End the experiment under way. Its runs stay, with all that they have learnt."""
        if self._queue.state.experiment:
            self._queue.stop()

    def _look_for_stuck_outputs(self, run: Run) -> None:
        if not run.experiment or run.architecture.cost != "QuadraticCost":
            return  # cross-entropy lets them learn
        from digitpad.session.questions import stuck

        def take(outputs: tuple[int, ...], _is_whole: bool) -> None:
            if outputs:
                self._stuck[run.id] = outputs
                self.changed.emit()

        refuse = partial(self._session.failed.emit, "The outputs cannot be tested")
        self._measurer.ask(partial(stuck, network=run.network), take, refuse)

    # What earlier sessions have guessed.

    def read(self) -> None:
        """Read the guesses that are kept; `changed` follows."""
        self._keeper.do(self._keeper.store.guesses, then=self._take_guesses)

    def _take_guesses(self, guesses: dict[str, int | None]) -> None:
        self._guesses = guesses | self._guesses  # what was done meanwhile is newer
        self.changed.emit()
