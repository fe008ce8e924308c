"""Does an experiment of `core/book/experiments.py`, one run after the other."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core.book.trials import Experiment, Neuron, Trial, teach
from digitpad.session.session import Session

FIRST_SEED = 1  # of the first run of each trial; the next runs have the next seeds
EPOCHS_AT_A_TIME = 60  # of the one neuron, which takes some milliseconds
TRIES = 2  # for a run that breaks off


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned run. run_id: its id, once it has begun."""

    trial: Trial
    seed: int
    run_id: str | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one neuron has learnt so far: its outputs and costs, from before its first epoch on."""

    neuron: Neuron
    outputs: tuple[float, ...] = ()
    costs: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class ExperimentState:
    """An experiment that is under way, or has ended.

    guess: the index of the choice that was guessed; None without a guess. runs: in their order.
    lessons: of the one neuron, one for each start. broke_off: whether it ended because a run broke
    off each time it was tried, as without enough memory. done: the part of the work that is done,
    0 to 1. seconds_left: an estimate; None where there is none yet.
    """

    experiment: Experiment
    guess: int | None
    runs: tuple[Planned, ...]
    lessons: tuple[Lesson, ...] = ()
    is_running: bool = True
    was_cancelled: bool = False
    broke_off: bool = False
    done: float = 0.0
    seconds_left: float | None = None


class Experimenter(QObject):
    """Makes the runs of an experiment in the session; each of them is an ordinary run."""

    changed = Signal(object)
    """Carries the ExperimentState."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.state: ExperimentState | None = None
        self._at = 0  # the index of the run under way
        self._stage = 0  # the index of its job
        self._tries = 0  # how often the run was begun
        self._began = 0.0
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

    def begin(self, experiment: Experiment, seeds: int = 1, guess: int | None = None) -> None:
        """Do an experiment, each trial with so many seeds. During a job this does nothing."""
        if self.is_running or (experiment.trials and not self._session.is_idle):
            return
        runs = tuple(
            Planned(trial, FIRST_SEED + i) for i in range(seeds) for trial in experiment.trials
        )
        self.state = ExperimentState(experiment, guess, runs)
        self._at, self._began = -1, time.monotonic()
        if experiment.neurons:
            self._teach()
        else:
            self._next_run()

    def cancel(self) -> None:
        """End the experiment. Its runs stay, and so does what the one under way has learnt."""
        if self.is_running:
            makes_runs = self._makes_runs
            self._end(was_cancelled=True)
            if makes_runs:
                self._session.stop()

    def _teach(self) -> None:
        """Let the one neuron learn some more epochs, from one start after the other."""
        if not self.is_running:
            return
        assert self.state is not None
        *lessons, lesson = self.state.lessons or [Lesson(self.state.experiment.neurons[0])]
        if not lesson.outputs:
            self._teacher = teach(lesson.neuron)
        learnt = list(islice(self._teacher, EPOCHS_AT_A_TIME))
        if learnt:
            outputs, costs = zip(*learnt)
            lesson = Lesson(lesson.neuron, lesson.outputs + outputs, lesson.costs + costs)
        lessons.append(lesson)
        neurons = self.state.experiment.neurons
        if len(learnt) < EPOCHS_AT_A_TIME and len(lessons) < len(neurons):
            lessons.append(Lesson(neurons[len(lessons)]))
        elif not learnt:
            self._end()
            return
        self._tell(lessons=tuple(lessons))
        self._teach_soon.start(0)

    @property
    def _makes_runs(self) -> bool:
        """Whether an experiment with runs is under way, not that of the one neuron."""
        return self.state is not None and self.state.is_running and bool(self.state.runs)

    def _next_run(self) -> None:
        assert self.state is not None
        self._at, self._tries = self._at + 1, 0
        if self._at == len(self.state.runs):
            self._end()
        else:
            self._begin_run()

    def _begin_run(self) -> None:
        assert self.state is not None
        self._stage, self._tries = 0, self._tries + 1
        planned = self.state.runs[self._at]
        several = len({p.seed for p in self.state.runs}) > 1
        name = f"{planned.trial.name}, seed {planned.seed}" if several else planned.trial.name
        self._session.make(
            planned.trial.architecture,
            planned.seed,
            name=name,
            experiment=self.state.experiment.name,
        )
        run = self._session.run
        assert run is not None
        self._tell(runs=self._runs_with(run.id))
        self._train()

    def _runs_with(self, run_id: str | None) -> tuple[Planned, ...]:
        """The planned runs, where the one that is made has this id."""
        assert self.state is not None
        runs = list(self.state.runs)
        runs[self._at] = replace(runs[self._at], run_id=run_id)
        return tuple(runs)

    def _train(self) -> None:
        assert self.state is not None
        trial = self.state.runs[self._at].trial
        self._session.train(trial.stages[self._stage], data=trial.data, is_experiment=True)

    def _take_end(self) -> None:
        if not self._makes_runs:
            return
        assert self.state is not None
        trial = self.state.runs[self._at].trial
        end = self._session.job.end
        if not self._is_ours() or end == "stopped":
            self._end(was_cancelled=True)
        elif end == "broke off":  # that is no result
            if self._tries < TRIES:
                self._tell(runs=self._runs_with(None))
                self._begin_run()
            else:
                self._end(runs=self._runs_with(None), broke_off=True)
        elif end == "diverged" or self._stage + 1 == len(trial.stages):
            self._next_run()  # a run that diverges is a result as well
        else:
            self._stage += 1
            self._train()

    def _is_ours(self) -> bool:
        run = self._session.run
        assert self.state is not None
        return run is not None and run.id == self.state.runs[self._at].run_id

    def _look_at_run(self) -> None:
        """End the experiment if another run has taken the place of its own."""
        if self._makes_runs and self._at >= 0 and not self._is_ours():
            assert self.state is not None
            if self.state.runs[self._at].run_id is not None:
                self._end(was_cancelled=True)

    def _show_progress(self, *_job: object) -> None:
        if self._makes_runs and self._is_ours():
            self._tell()

    def _end(self, **changes: object) -> None:
        self._tell(is_running=False, **changes)
        self._teach_soon.stop()

    def _tell(self, **changes: object) -> None:
        assert self.state is not None
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        done = self._done()
        seconds = time.monotonic() - self._began
        left = seconds / done * (1 - done) if done > 0.01 else None
        self.state = replace(self.state, done=done, seconds_left=left)
        self.changed.emit(self.state)

    def _done(self) -> float:
        """The part of the work that is done, 0 to 1."""
        assert self.state is not None
        if neurons := self.state.experiment.neurons:
            learnt = sum(len(lesson.outputs) for lesson in self.state.lessons)
            return learnt / sum(neuron.epochs + 1 for neuron in neurons)
        works = [_work(planned.trial) for planned in self.state.runs]
        before = sum(works[: max(0, self._at)])
        if 0 <= self._at < len(works):
            trial = self.state.runs[self._at].trial
            before += sum(_work_of(trial, stage) for stage in range(self._stage))
            job = self._session.job
            if job.settings is not None and self._is_ours():
                epochs = float(job.epochs)
                if job.progress is not None and job.progress.epoch > job.epochs:
                    epochs += job.progress.done / job.progress.total
                part = min(1.0, epochs / job.settings.epochs)
                before += _work_of(trial, self._stage) * part
        return min(1.0, before / sum(works)) if works else 1.0


WHOLE = 50_000  # images of a trial that does not say how many


def _work_of(trial: Trial, stage: int) -> float:
    """The work of a trial's job, in images times neurons."""
    neurons = 10 + sum(trial.architecture.hidden_layers)
    return trial.stages[stage].epochs * (trial.data.training_size or WHOLE) * float(neurons)


def _work(trial: Trial) -> float:
    return sum(_work_of(trial, stage) for stage in range(len(trial.stages)))
