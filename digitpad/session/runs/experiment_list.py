"""All experiments, with their guesses and states. The queue trains their runs."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from digitpad.core.book.experiments import EXPERIMENTS
from digitpad.core.book.trials import Experiment, Trial, missing_runs
from digitpad.session.keeper import Keeper
from digitpad.session.runs.experiment_state import ExperimentState, state_from
from digitpad.session.runs.own_experiment import OwnExperiment, experiment_of
from digitpad.session.runs.queue_state import Plan
from digitpad.session.runs.runs import Removed
from digitpad.session.session import Session
from digitpad.session.undo import UndoStep


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
    """A guess was made or read, or a person's own experiments changed."""

    def __init__(self, session: Session, keeper: Keeper) -> None:
        super().__init__(session)
        self._session, self._queue, self._runs = session, session.queue, session.runs
        self._keeper = keeper
        self._guesses: dict[str, int | None] = {}
        self._own: dict[str, OwnExperiment] = {}  # by their names, in order
        keeper.restored.connect(self._keep_all)
        keeper.reopened.connect(self.read)
        # Those that were asked for, and whether they were under way then.
        self._states: dict[str, tuple[Experiment, bool, ExperimentState | None]] = {}
        self.changed.connect(self._states.clear)
        self._runs.changed.connect(self._take_change)

    def state_of(self, experiment: Experiment) -> ExperimentState | None:
        """How far an experiment has come; None if it has not begun."""
        name, queued = experiment.name, self._queue.state
        is_running = queued.experiment == name
        known = self._states.get(name)
        if known is None or known[:2] != (experiment, is_running):
            guess = {name: self._guesses[name]} if name in self._guesses else {}
            seeds = self._own[name].seeds if name in self._own else 1
            state = state_from(experiment, self._runs.listed(), guess, seeds, is_running)
            known = self._states[name] = experiment, is_running, state
        state = known[2]
        if state is None or not is_running:
            return state
        return state.as_far_as(queued, self._runs.__getitem__)

    def _take_change(self, run_id: str, what: frozenset[str]) -> None:
        run = self._runs.get(run_id)
        if run is None:
            self._states.clear()
        elif what - {"learnt", "used", "opened"}:
            self._states.pop(run.experiment, None)

    def title_of(self, name: str) -> str:
        """The title of the experiment of this name; empty if there is none."""
        return next((each.title for each in self._all() if each.name == name), "")

    def _all(self) -> tuple[Experiment, ...]:
        return *EXPERIMENTS, *map(experiment_of, self.own)

    def done(self) -> set[str]:
        """The names of the experiments that have results, and have finished all that they began."""
        states = [state for each in self._all() if (state := self.state_of(each)) is not None]
        over = [state for state in states if state.is_over and not state.is_missing(state.seeds)]
        return {state.experiment.name for state in over}

    def begin(self, experiment: Experiment, seeds: int = 1, guess: int | None = None) -> None:
        """Do an experiment, each trial once for each seed, or the rest of it.

        Does nothing while an experiment is under way. That of the one neuron needs no runs.
        """
        if self._queue.state.experiment:
            return
        name = experiment.name
        if self.state_of(experiment) is None or name not in self._guesses:
            self._guesses[name] = guess
            self._keeper.do(self._keeper.store.guess, name, guess)
            self.changed.emit()
        own = self._own.get(name)
        if own is not None and own.seeds < seeds:
            self._list_own(replace(own, seeds=seeds))
        state = self.state_of(experiment)
        finished = frozenset() if state is None else state.finished
        missing = missing_runs(experiment, seeds, finished)
        if missing:
            self._queue.add(*(plan_of(experiment, *each, seeds) for each in missing))

    def cancel(self) -> None:
        """End the experiment under way. Its runs stay as far as they have come."""
        self._queue.cancel()

    # A person's own experiments.

    @property
    def own(self) -> list[OwnExperiment]:
        """A person's own experiments, in the order in which they began."""
        return list(self._own.values())

    def begin_own(self, own: OwnExperiment, seeds: int, guess: int | None) -> None:
        """List a new experiment and begin it. Does nothing while another one is under way."""
        if not self._queue.state.experiment:
            self._list_own(own)
            self.begin(experiment_of(own), seeds, guess)

    def can_delete(self, own: OwnExperiment) -> bool:
        """Whether it is listed."""
        return own.name in self._own

    def delete(self, own: OwnExperiment) -> None:
        """Delete an experiment with its runs, and end it; that can be undone."""
        name = own.name
        removed, deleted = list[Removed](), list[OwnExperiment]()

        def delete() -> None:
            if self._queue.state.experiment == name:
                self._queue.cancel()
            deleted[:] = [self._own.pop(name)]  # as it is now
            self._keeper.do(self._keeper.store.delete_own_experiment, name)
            self.changed.emit()
            ids = [run.id for run in self._runs.listed() if run.experiment == name]
            removed[:] = self._runs.remove(ids)

        def bring_back() -> None:
            self._list_own(*deleted)
            self._keeper.do(self._keeper.store.guess, name, self._guesses.get(name))
            self._runs.restore(removed)

        can_redo = partial(self.can_delete, own)
        what = f"Deletion of {experiment_of(own).title}"
        step = UndoStep(what, delete, bring_back, can_redo=can_redo, removed=removed)
        self._session.undo.push(step)

    def _list_own(self, own: OwnExperiment) -> None:
        self._keeper.do(self._keeper.store.put_own_experiment, own)
        self._take_own([own])

    def _take_own(self, found: list[OwnExperiment]) -> None:
        known = self._own | {own.name: own for own in found}
        self._own = dict(sorted(known.items(), key=lambda item: item[1].began))
        self.changed.emit()

    def _keep_all(self) -> None:
        """Keep all guesses and own experiments again."""
        for name, guess in self._guesses.items():
            self._keeper.do(self._keeper.store.guess, name, guess)
        for own in self.own:
            self._keeper.do(self._keeper.store.put_own_experiment, own)

    # What is kept.

    def read(self) -> None:
        """Read guesses and a person's own experiments; `changed` follows."""
        self._keeper.read(self._keeper.store.guesses, self._take_guesses)
        self._keeper.read(self._keeper.store.own_experiments, self._take_own)

    def _take_guesses(self, guesses: dict[str, int | None]) -> None:
        self._guesses = guesses | self._guesses  # guesses made meanwhile are newer
        self.changed.emit()
