"""Does an experiment of `core/book/experiments.py`, one run after the other."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice

from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core.book.trials import Experiment, teach
from digitpad.core.data.data_spec import DataSpec
from digitpad.session.facts import NetworkFileState
from digitpad.session.kept.errors import RunStoreError
from digitpad.session.kept.experiment_file import ExperimentRecord, Planned
from digitpad.session.kept.run_entry import Entry, Found
from digitpad.session.kept.run_store import RunStore
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.runs.experiment_state import ExperimentState, Lesson, kept_experiments
from digitpad.session.runs.experiment_time import work, work_of
from digitpad.session.runs.run import Run
from digitpad.session.session import Session
from digitpad.session.threads.background import Background

FIRST_SEED = 1  # of the first run of each trial; the next runs have the next seeds
EPOCHS_AT_A_TIME = 60  # of the one neuron, which takes some milliseconds
TRIES = 2  # for a run that breaks off


class Experimenter(QObject):
    """Makes the runs of an experiment in the session, as ordinary runs.

    Then the network is used again that was in use before. Experiments are kept on disk as they go.
    """

    changed = Signal(object)
    """Carries the ExperimentState."""
    listed = Signal()
    """The experiments of earlier sessions were read."""
    failed = Signal(str, str)
    """An experiment cannot be kept or read; carries a title and a sentence."""

    def __init__(
        self, session: Session, store: RunStore, background: Background, measurer: Measurer
    ) -> None:
        """background: does everything that touches the store."""
        super().__init__(session)
        self._session, self._store, self._background = session, store, background
        self._measurer = measurer
        self.state: ExperimentState | None = None
        self.states: dict[str, ExperimentState] = {}  # the last of each experiment, by its name
        self._entry: Entry | None = None  # of the one under way; used only on the thread
        self._before: tuple[Run | None, NetworkFileState] | None = None
        self._was_read = False
        self._at = 0  # the index of the run under way
        self._run_id: str | None = None  # its id
        self._stage = 0  # the index of its job
        self._tries = 0  # how often the run was begun
        self._began = self._done_before = 0.0
        self._teacher: Iterator[tuple[float, float]] = iter(())
        self._teach_soon = QTimer(self, singleShot=True)
        self._teach_soon.timeout.connect(self._teach)
        session.run_ended.connect(self._take_end)
        session.job_changed.connect(self._show_progress)
        session.runs_changed.connect(self._look_at_run)

    @property
    def is_running(self) -> bool:
        """Whether an experiment is under way."""
        return self.state is not None and self.state.is_running

    @property
    def _current(self) -> ExperimentState:
        """`state`, which is there from the first experiment on."""
        assert self.state is not None
        return self.state

    # Beginning and ending.

    def begin(self, experiment: Experiment, seeds: int = 1, guess: int | None = None) -> None:
        """Do an experiment, each trial once a seed. During a job this does nothing."""
        runs = tuple(
            Planned(trial.name, FIRST_SEED + i) for i in range(seeds) for trial in experiment.trials
        )
        record = ExperimentRecord(experiment.name, guess, runs)
        self._start(ExperimentState(experiment, record, is_running=True))

    def go_on(self, name: str) -> None:
        """Do the rest of the experiment of this name. During a job this does nothing."""
        state = self.states.get(name)
        if state is not None and state.can_go_on:
            ended = replace(state, is_running=True, broke_off=False)
            self._start(replace(ended, lessons=()))

    def _start(self, state: ExperimentState) -> None:
        if self.is_running or (state.experiment.trials and not self._session.is_idle):
            return
        replaced = self.states.get(state.experiment.name)
        self.state, self._at = state, -1
        self._began, self._done_before = time.monotonic(), self._done()
        self._keep()
        if replaced is not None and replaced.record.id != state.record.id:
            self._forget(replaced.record.id)
        if state.experiment.neurons:
            self._teach()
        else:
            self._before = self._session.run, self._session.file
            self._next_run()

    def cancel(self) -> None:
        """End the experiment. Its runs stay, with all that they have learnt."""
        if self.is_running:
            makes_runs = self._makes_runs
            self._end()
            if makes_runs:
                self._session.stop()

    def _end(self, **changes: object) -> None:
        self._tell(is_running=False, **changes)
        self._teach_soon.stop()
        self._keep()

    def _come_back(self) -> None:
        """Use the network again that was in use before, unless another one was chosen meanwhile."""
        before, self._before = self._before, None
        if before is not None and self._is_ours():
            self._session.come_back(*before)

    # The one neuron.

    def _teach(self) -> None:
        """Let the one neuron learn some more epochs, from one start after the other."""
        if not self.is_running:
            return
        *lessons, lesson = self._current.lessons or [Lesson(self._current.experiment.neurons[0])]
        if not lesson.outputs:
            self._teacher = teach(lesson.neuron)
        learnt = list(islice(self._teacher, EPOCHS_AT_A_TIME))
        if learnt:
            outputs, costs = zip(*learnt)
            lesson = Lesson(lesson.neuron, lesson.outputs + outputs, lesson.costs + costs)
        lessons.append(lesson)
        neurons = self._current.experiment.neurons
        if len(learnt) < EPOCHS_AT_A_TIME and len(lessons) < len(neurons):
            lessons.append(Lesson(neurons[len(lessons)]))
        elif not learnt:
            self._end(record=replace(self._current.record, ended=True))
            return
        self._tell(lessons=tuple(lessons))
        self._teach_soon.start(0)

    # The runs.

    @property
    def _makes_runs(self) -> bool:
        """Whether an experiment with runs is under way, not that of the one neuron."""
        return self.state is not None and self.state.is_running and bool(self.state.runs)

    def _next_run(self) -> None:
        """Begin the next run that is not over."""
        runs = self._current.runs
        self._at = next((i for i in range(len(runs)) if not runs[i].is_over), len(runs))
        self._tries = 0
        if self._at == len(runs):
            self._end(record=replace(self._current.record, ended=True))
            self._come_back()
        else:
            self._begin_run()

    def _begin_run(self) -> None:
        self._stage, self._tries = 0, self._tries + 1
        planned = self._current.runs[self._at]
        trial = self._current.trial_of(planned)
        several = len({p.seed for p in self._current.runs}) > 1
        name = f"{trial.name}, seed {planned.seed}" if several else trial.name
        self._run_id = None  # its own runs come and go
        self._session.make(
            trial.architecture, planned.seed, name=name, experiment=self._current.experiment.name
        )
        self._adopt_run()
        self._train()

    def _adopt_run(self) -> None:
        """Take the run in use for the one under way."""
        run = self._session.run
        assert run is not None
        self._run_id = run.id
        self._plan(self._at, run_id=run.id)
        self._keep()

    def _plan(self, at: int, **changes: object) -> None:
        """Change the record of a planned run."""
        runs = list(self._current.runs)
        runs[at] = replace(runs[at], **changes)  # type: ignore[arg-type]
        self._tell(record=replace(self._current.record, runs=tuple(runs)))

    def _train(self) -> None:
        planned = self._current.runs[self._at]
        trial = self._current.trial_of(planned)
        settings, data = trial.stages[self._stage], trial.data_of(self._stage)
        if data != trial.data:
            self._run_id = None  # it goes on as another run
        seed = planned.seed + self._stage
        self._session.train(settings, data=data, is_experiment=True, seed=seed)
        if self._run_id is None:
            self._adopt_run()

    def _take_end(self) -> None:
        if not self._makes_runs:
            self._come_back()  # the experiment was cancelled, which has ended its run
            return
        trial = self._current.trial_of(self._current.runs[self._at])
        end = self._session.job.end
        if not self._is_ours() or end == "stopped":
            self._end()
            self._come_back()
        elif end == "broke off":  # that is no result
            self._plan(self._at, run_id=None)
            if self._tries < TRIES:
                self._begin_run()
            else:
                self._end(broke_off=True)
                self._come_back()
        elif end == "diverged" or self._stage + 1 == len(trial.stages):
            self._plan(self._at, is_over=True)  # a run that diverges is a result as well
            if trial.architecture.cost == "QuadraticCost":  # cross-entropy lets them learn
                self._look_for_stuck_outputs()
            self._next_run()
        else:
            self._stage += 1
            self._train()

    def _look_for_stuck_outputs(self) -> None:
        from digitpad.session.measuring.questions import stuck

        run = self._session.run
        assert run is not None
        run_id = run.id

        def take(outputs: tuple[int, ...]) -> None:
            places = [planned.run_id for planned in self._current.runs]
            if run_id in places and outputs:
                self._plan(places.index(run_id), stuck=outputs)
                self._keep()

        kind = f"stuck outputs of {run_id}"
        self._measurer.ask(kind, stuck(run.network), take, data=DataSpec())

    def _is_ours(self) -> bool:
        """Whether the run in use is the experiment's last one."""
        run = self._session.run
        return run is not None and run.id == self._run_id

    def _look_at_run(self) -> None:
        """End the experiment if another run has taken the place of its own."""
        if self._run_id is not None and not self._is_ours():
            self._before = self._run_id = None
            if self._makes_runs:
                self._end()

    def _show_progress(self, *_job: object) -> None:
        if self._makes_runs and self._is_ours():
            self._tell()

    # Telling.

    def _tell(self, **changes: object) -> None:
        self.state = replace(self._current, **changes)  # type: ignore[arg-type]
        done = self._done()
        seconds, new = time.monotonic() - self._began, done - self._done_before
        left = seconds / new * (1 - done) if new > 0.01 else None
        self.state = replace(self.state, done=done, seconds_left=left)
        self.states[self._current.experiment.name] = self.state
        self.changed.emit(self.state)

    def _done(self) -> float:
        """The part of the work that is done, 0 to 1."""
        if neurons := self._current.experiment.neurons:
            learnt = sum(len(lesson.outputs) for lesson in self._current.lessons)
            return learnt / sum(neuron.epochs + 1 for neuron in neurons)
        works = [work(self._current.trial_of(planned)) for planned in self._current.runs]
        done = sum(w for w, planned in zip(works, self._current.runs) if planned.is_over)
        if self._current.is_running and 0 <= self._at < len(works) and self._is_ours():
            trial = self._current.trial_of(self._current.runs[self._at])
            done += sum(work_of(trial, stage) for stage in range(self._stage))
            job = self._session.job
            if job.settings is not None and not self._current.runs[self._at].is_over:
                epochs = float(job.epochs)
                if job.progress is not None and job.progress.epoch > job.epochs:
                    epochs += job.progress.done / job.progress.total
                part = min(1.0, epochs / job.settings.epochs)
                done += work_of(trial, self._stage) * part
        return min(1.0, done / sum(works)) if works else 1.0

    # The disk.

    def _keep(self) -> None:
        """Write the experiment's record, and unlock it at its end."""
        record, is_running = self._current.record, self._current.is_running

        def keep() -> None:
            entry = self._entry or self._store.new_entry(record.id)
            self._entry = entry if is_running else None
            try:
                entry.keep_experiment(record)
            finally:
                if not is_running:
                    entry.let_go()

        self._run(keep, "The experiment is not kept")

    def _forget(self, experiment_id: str) -> None:
        """Remove the record of an experiment that was done again; its runs stay."""

        def forget() -> None:
            entry = self._store.entry(experiment_id)
            if entry.acquire():  # another window may be at it
                entry.remove()

        self._run(forget, "The earlier experiment cannot be removed")

    def read(self) -> None:
        """Read the experiments that are kept on disk, once; `listed` follows."""
        if not self._was_read:
            self._was_read = True
            read = partial(kept_experiments, self._store)
            self._run(read, "The experiments cannot be read", self._take_found)

    def _run(
        self,
        work: Callable[[], Found],
        problem: str,
        then: Callable[[Found], object] = lambda _: None,
    ) -> None:
        self._background.run(work, then, RunStoreError, partial(self.failed.emit, problem))

    def _take_found(self, found: tuple[list[ExperimentState], list[str]]) -> None:
        states, problems = found
        here = set(self.states)  # what was done meanwhile is newer
        self.states.update((s.experiment.name, s) for s in states if s.experiment.name not in here)
        self.listed.emit()
        if problems:
            self.failed.emit("Some experiments cannot be read", "\n".join(problems))
