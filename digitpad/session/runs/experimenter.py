"""Does an experiment of `core/book/experiments.py`, one run after the other."""

import time
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from digitpad.core.book.experiments import EXPERIMENTS
from digitpad.core.book.trials import Experiment, Trial, next_run
from digitpad.session.facts import NetworkFileState
from digitpad.session.keeper import Keeper
from digitpad.session.measurer import Measurer
from digitpad.session.runs.experiment_state import (
    ExperimentState,
    TrialAndSeed,
    runs_of,
    whole_seeds,
)
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_list import RunList
from digitpad.session.runs.time_needed import part_done, work, work_of
from digitpad.session.session import Session


class Experimenter(QObject):
    """Makes the runs of an experiment in the session, as ordinary runs that belong to it.

    The list of runs says what is done; of an experiment itself only the guess is kept.
    Afterwards the network is used again that was in use before.
    """

    changed = Signal()
    """An experiment has begun, come further or ended, or what was guessed earlier was read."""

    def __init__(self, session: Session, runs: RunList, keeper: Keeper, measurer: Measurer) -> None:
        super().__init__(session)
        self._session, self._runs, self._keeper = session, runs, keeper
        self._measurer = measurer
        self._experiment: Experiment | None = None  # the one under way
        self._seeds = 0
        self._guesses: dict[str, int | None] = {}
        self._stuck: dict[str, tuple[int, ...]] = {}  # outputs, by the ids of runs
        self._before: tuple[Run | None, NetworkFileState] | None = None
        self._trial: Trial | None = None  # of the run under way
        self._seed = self._stage = 0  # its seed, and the index of its job
        self._run_id: str | None = None
        self._began = self._done_before = 0.0
        session.run_ended.connect(self._take_end)
        session.job_changed.connect(self._show_progress)
        session.run_replaced.connect(self._look_at_run)

    @property
    def is_running(self) -> bool:
        """Whether an experiment is under way."""
        return self._experiment is not None

    def state_of(self, experiment: Experiment) -> ExperimentState | None:
        """How far an experiment has come; None where it was not begun."""
        name, is_running = experiment.name, experiment is self._experiment
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
        done = self._done(finished)
        seconds, new = time.monotonic() - self._began, done - self._done_before
        left = seconds / new * (1 - done) if new > 0.01 else None
        return replace(state, is_running=True, done=done, seconds_left=left)

    def done(self) -> set[str]:
        """The names of the experiments that have results."""
        states = [self.state_of(experiment) for experiment in EXPERIMENTS]
        return {state.experiment.name for state in states if state is not None and state.is_over}

    # Beginning and ending.

    def begin(self, experiment: Experiment, seeds: int = 1, guess: int | None = None) -> None:
        """Do an experiment, each trial once a seed, or the rest of it.

        During a job this does nothing. The one neuron has learnt at once.
        """
        if self.is_running or not self._session.is_idle:
            return
        name = experiment.name
        if self.state_of(experiment) is None or name not in self._guesses:
            self._guesses[name] = guess
            self._keeper.do(self._keeper.store.guess, name, guess)
        if experiment.neurons:
            self.changed.emit()
            return
        self._experiment, self._seeds = experiment, seeds
        self._began, self._done_before = time.monotonic(), self._done(self._finished())
        self._before = self._session.run, self._session.file
        self._next_run()

    def cancel(self) -> None:
        """End the experiment. Its runs stay, with all that they have learnt."""
        if self._experiment is not None:
            self._end()
            self._session.stop()

    def _end(self) -> None:
        self._experiment = None
        self.changed.emit()

    def _come_back(self) -> None:
        """Use the network again that was in use before, unless another one was chosen meanwhile."""
        before, self._before = self._before, None
        if before is not None and self._is_ours():
            self._session.use(*before)

    # The runs.

    def _finished(self) -> frozenset[TrialAndSeed]:
        assert self._experiment is not None
        return runs_of(self._experiment, self._runs.records())[1]

    def _next_run(self) -> None:
        """Begin the first run that is missing."""
        assert self._experiment is not None
        missing = next_run(self._experiment, self._seeds, self._finished())
        if missing is None:
            self._end()
            self._come_back()
            return
        self._trial, self._seed = missing
        self._stage = 0
        name = f"{self._trial.name}, seed {self._seed}" if self._seeds > 1 else self._trial.name
        self._run_id = None  # its own next one takes its place
        self._session.make(
            self._trial.architecture,
            self._seed,
            name=name,
            experiment=self._experiment.name,
            trial=self._trial.name,
        )
        self._train()

    def _train(self) -> None:
        assert self._trial is not None
        settings, data = self._trial.stages[self._stage], self._trial.data_of(self._stage)
        if data != self._trial.data:
            self._run_id = None  # it goes on as another run
        seed = self._seed + self._stage
        self._session.train(settings, data=data, is_experiment=True, seed=seed)

    def _take_end(self) -> None:
        experiment, trial = self._experiment, self._trial
        if experiment is None or trial is None:
            self._come_back()  # the experiment was cancelled, which has ended its run
            return
        end = self._session.job.end
        if not self._is_ours() or end in ("stopped", "broke off"):
            self._end()
            self._come_back()
        elif end == "diverged" or self._stage + 1 == len(trial.stages):
            if trial.architecture.cost == "QuadraticCost":  # cross-entropy lets them learn
                self._look_for_stuck_outputs()
            self._next_run()
        else:
            self._stage += 1
            self._train()

    def _look_for_stuck_outputs(self) -> None:
        from digitpad.session.questions import stuck

        run = self._session.run
        assert run is not None

        def take(outputs: tuple[int, ...], _is_whole: bool) -> None:
            if outputs:
                self._stuck[run.id] = outputs
                self.changed.emit()

        refuse = partial(self._session.failed.emit, "The outputs cannot be tested")
        self._measurer.ask(partial(stuck, network=run.network), take, refuse)

    def _is_ours(self) -> bool:
        """Whether the run in use is the experiment's last one."""
        return self._run_id is not None and self._session.run_id == self._run_id

    def _look_at_run(self) -> None:
        """Know its own next run; end the experiment if another one has taken its place."""
        if self._run_id is None and self._experiment is not None:
            self._run_id = self._session.run_id
        elif self._run_id is not None and not self._is_ours():
            self._before = self._run_id = None
            if self._experiment is not None:
                self._end()

    def _show_progress(self, *_job: object) -> None:
        if self._experiment is not None and self._is_ours():
            self.changed.emit()

    def _done(self, finished: frozenset[TrialAndSeed]) -> float:
        """The part of the work that is done, 0 to 1."""
        experiment = self._experiment
        assert experiment is not None
        works = {trial.name: work(trial) for trial in experiment.trials}
        done = sum(works[name] for name, seed in finished if seed <= self._seeds)
        trial, job = self._trial, self._session.job
        if trial is not None and self._is_ours() and (trial.name, self._seed) not in finished:
            done += sum(work_of(trial, stage) for stage in range(self._stage))
            done += work_of(trial, self._stage) * part_done(job, self._session.run)
        return min(1.0, done / (self._seeds * sum(works.values())))

    # What earlier sessions have guessed.

    def read(self) -> None:
        """Read the guesses that are kept; `changed` follows."""
        self._keeper.do(self._keeper.store.guesses, then=self._take_guesses)

    def _take_guesses(self, guesses: dict[str, int | None]) -> None:
        self._guesses = guesses | self._guesses  # what was done meanwhile is newer
        self.changed.emit()
