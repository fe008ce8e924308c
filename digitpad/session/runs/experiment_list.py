"""All experiments, with their guesses and states. The queue trains their runs."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from digitpad.core.book.experiments import EXPERIMENTS
from digitpad.core.book.trials import Experiment, Trial, missing_runs
from digitpad.core.text import shortened
from digitpad.session.keeper import Keeper
from digitpad.session.measurer import Measurer
from digitpad.session.runs.experiment_state import ExperimentState, runs_of, whole_seeds
from digitpad.session.runs.own_experiment import OwnExperiment, experiment_of
from digitpad.session.runs.queue import Plan
from digitpad.session.runs.runs import Removed
from digitpad.session.runs.time_needed import LEAST_SECONDS, work, work_left
from digitpad.session.session import Session, State
from digitpad.session.undo import Step


def plan_of(experiment: Experiment, trial: Trial, seed: int, seeds: int) -> Plan:
    """The plan of a run of an experiment. seeds: how many each trial has in all."""
    name = f"{trial.name}, seed {seed}" if seeds > 1 else trial.name
    learns = trial.architecture, trial.settings, trial.data, seed
    return Plan(*learns, name, experiment.name, trial.name, trial.measure)


class ExperimentList(QObject):
    """Has the state of each experiment, and begins them.

    The list of runs says what is done, and the queue what is under way. Only guesses are kept, and
    a person's own experiments.
    """

    changed = Signal()
    """A guess was made or read, stuck outputs were found, or a person's own experiments changed."""

    def __init__(self, session: Session, keeper: Keeper, measurer: Measurer) -> None:
        super().__init__(session)
        self._session, self._queue, self._runs = session, session.queue, session.runs
        self._keeper, self._measurer = keeper, measurer
        self._guesses: dict[str, int | None] = {}
        self._stuck: dict[str, tuple[int, ...]] = {}  # outputs, by the ids of runs
        self._own: dict[str, OwnExperiment] = {}  # by their names, in order
        keeper.restored.connect(self._keep_own)
        self._queue.ended.connect(self._look_for_stuck_outputs)

    def state_of(self, experiment: Experiment) -> ExperimentState | None:
        """How far an experiment has come; None if it has not begun."""
        name, queued = experiment.name, self._queue.state
        is_running = queued.experiment == name
        has_learnt = bool(experiment.neurons) and name in self._guesses
        runs, finished = runs_of(experiment, self._runs.listed())
        if not (runs or has_learnt or is_running):
            return None
        seeds = self._own[name].seeds if name in self._own else 1
        seeds = max([seeds, *(seed for _, seed in runs)])
        whole = whole_seeds(experiment, finished)
        if whole and not is_running:
            runs = {place: run for place, run in runs.items() if place in whole}
        stuck = [
            (*place, self._stuck[run.id]) for place, run in runs.items() if run.id in self._stuck
        ]
        guess = self._guesses.get(name)
        state = ExperimentState(experiment, runs, finished, guess, seeds, tuple(stuck), bool(whole))
        if not is_running:
            return replace(state, done=1.0)
        works = {trial.name: work(trial) for trial in experiment.trials}
        done, left = work_left(queued, self._runs.get(queued.run_id))
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
        """The names of the experiments that have results, and have finished all that they began."""
        all_of_them = *EXPERIMENTS, *map(experiment_of, self.own)
        states = [state for each in all_of_them if (state := self.state_of(each)) is not None]
        over = [state for state in states if state.is_over and not state.is_missing(state.seeds)]
        return {state.experiment.name for state in over}

    def begin(self, experiment: Experiment, seeds: int = 1, guess: int | None = None) -> None:
        """Do an experiment, each trial once for each seed, or the rest of it.

        Does nothing while anything trains. The experiment of the one neuron needs no runs.
        """
        if not self._queue.is_idle:
            return
        name = experiment.name
        if self.state_of(experiment) is None or name not in self._guesses:
            self._guesses[name] = guess
            self._keeper.do(self._keeper.store.guess, name, guess)
            self.changed.emit()
        own = self._own.get(name)
        if own is not None and own.seeds < seeds:
            self._list_own(replace(own, seeds=seeds))
        finished = runs_of(experiment, self._runs.listed())[1]
        missing = missing_runs(experiment, seeds, finished)
        if missing:
            self._queue.add(*(plan_of(experiment, *each, seeds) for each in missing))

    def cancel(self) -> None:
        """End the experiment under way. Its runs stay as far as they have come."""
        if self._queue.state.experiment:
            self._queue.stop()

    def _look_for_stuck_outputs(self, run_id: str) -> None:
        run = self._runs.get(run_id)
        if run is None or not run.experiment or run.architecture.cost != "QuadraticCost":
            return  # the other costs let saturated outputs learn
        from digitpad.session.questions import stuck

        def take(outputs: tuple[int, ...], _is_whole: bool) -> None:
            if outputs:
                self._stuck[run_id] = outputs
                self.changed.emit()

        refuse = partial(self._session.failed.emit, "The outputs cannot be tested")
        self._measurer.ask(partial(stuck, network=self._runs.network(run_id)), take, refuse)

    # A person's own experiments.

    @property
    def own(self) -> list[OwnExperiment]:
        """A person's own experiments, in the order in which they began."""
        return list(self._own.values())

    def begin_own(self, own: OwnExperiment, seeds: int, guess: int | None) -> None:
        """List a new experiment and begin it. Does nothing while anything trains."""
        if self._queue.is_idle:
            self._list_own(own)
            self.begin(experiment_of(own), seeds, guess)

    def can_delete(self, own: OwnExperiment) -> bool:
        """Whether it is listed, and not under way."""
        return own.name in self._own and self._queue.state.experiment != own.name

    def delete(self, own: OwnExperiment) -> None:
        """Delete an experiment with its runs; that can be undone."""
        name = own.name
        removed: list[Removed] = []

        def delete() -> None:
            del self._own[name]
            self._keeper.do(self._keeper.store.delete_own_experiment, name)
            self.changed.emit()
            ids = [run.id for run in self._runs.listed() if run.experiment == name]
            removed[:] = self._runs.remove(ids)

        def bring_back() -> None:
            self._list_own(own)
            self._keeper.do(self._keeper.store.guess, name, self._guesses.get(name))
            self._runs.bring_back(removed)

        can_redo = partial(self.can_delete, own)
        what = f"Delete of {shortened(experiment_of(own).title)}"
        self._session.undo.push(Step(what, delete, bring_back, can_redo=can_redo))

    def _list_own(self, own: OwnExperiment) -> None:
        self._keeper.do(self._keeper.store.put_own_experiment, own)
        self._take_own([own])

    def _take_own(self, found: list[OwnExperiment]) -> None:
        known = self._own | {own.name: own for own in found}
        self._own = dict(sorted(known.items(), key=lambda item: item[1].began))
        self.changed.emit()

    def _keep_own(self) -> None:
        """Keep all again: a damaged store was replaced."""
        for own in self.own:
            self._keeper.do(self._keeper.store.put_own_experiment, own)

    # What is kept.

    def read(self) -> None:
        """Read guesses and a person's own experiments; `changed` follows."""
        self._keeper.do(self._keeper.store.guesses, then=self._take_guesses)
        self._keeper.do(self._keeper.store.own_experiments, then=self._take_own)

    def _take_guesses(self, guesses: dict[str, int | None]) -> None:
        self._guesses = guesses | self._guesses  # guesses made meanwhile are newer
        self.changed.emit()
