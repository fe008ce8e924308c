"""The queue makes runs from plans, and trains them one at a time in the training process.

The session, the list of runs and the keeper follow the run that learns by `changed`.
"""

from dataclasses import dataclass, replace
from typing import Any, cast

from PySide6.QtCore import QObject, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.epoch import Change, Progress
from digitpad.core.learning.settings import CHANGEABLE, Architecture, Hyperparameters, Measured
from digitpad.session.runs.job import End
from digitpad.session.runs.maker import RunMaker
from digitpad.session.runs.run import Run
from digitpad.training.trainer import State, Trainer
from digitpad.training.worker import Report, Train


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A plan for one job of training.

    begin: the architecture of a new network, or the run that goes on; with other data than before
    that begins a child run. seed: of a new network; None for a random one. name, experiment, trial:
    those of a new run, if any. measure: which epochs are measured; see `sgd.train`.
    """

    begin: Architecture | Run
    settings: Hyperparameters
    data: DataSpec = DataSpec()
    seed: int | None = None
    name: str = ""
    experiment: str = ""
    trial: str = ""
    measure: Measured = "every"


@dataclass(frozen=True, slots=True, eq=False)
class QueueState:
    """What trains, how far it has come, and what comes next.

    run: the run that learns, as it is now; None if none does. plan: its plan. settings: the current
    ones. progress: of the epoch under way. coming: the change of settings that waits for its epoch,
    counted in epochs of the run. waiting: the plans that come next.
    """

    state: State = State.IDLE
    run: Run | None = None
    plan: Plan | None = None
    settings: Hyperparameters | None = None
    progress: Progress | None = None
    coming: Change | None = None
    waiting: tuple[Plan, ...] = ()

    @property
    def run_id(self) -> str | None:
        """The id of the run that learns."""
        return None if self.run is None else self.run.id

    @property
    def experiment(self) -> str:
        """The name of the experiment that is under way; empty if there is none."""
        return "" if self.plan is None else self.plan.experiment

    @property
    def epochs(self) -> int:
        """How many epochs of the job are over."""
        return 0 if self.run is None else self.run.jobs[-1].epochs

    @property
    def before(self) -> int:
        """How many epochs the run had when its job began."""
        return 0 if self.run is None else len(self.run.history) - self.epochs

    @property
    def seconds(self) -> float:
        """How long the job has worked, without pauses."""
        return 0.0 if self.run is None else self.run.jobs[-1].seconds

    @property
    def last_epoch(self) -> int:
        """The run's epoch with which the job will end, as planned now."""
        planned = 0 if self.settings is None else self.settings.epochs
        under_way = 0 if self.progress is None else self.progress.epoch
        return self.before + max(planned, self.epochs, under_way)


class Queue(QObject):
    """Makes runs from plans, and trains them one after the other."""

    began = Signal(Run)
    """A run begins a job; carries it as it is before its first mini-batch."""
    changed = Signal(QueueState)
    """The run that learns has come further, or another one learns, or none."""
    run_changed = Signal(Run)
    """The record of the run that learns has changed: an epoch or a job is over, or it was named."""
    ended = Signal(Run)
    """A job is over, and the next one has begun; carries the run with what was learnt."""
    failed = Signal(str, str)
    """A run broke off; carries a title and a sentence."""

    def __init__(self, trainer: Trainer, parent: QObject) -> None:
        super().__init__(parent)
        self.maker = RunMaker()
        self.state = QueueState()
        self._trainer = trainer
        self._refusals: set[str] = set()  # reasons that were already told
        trainer.state_changed.connect(self._take_state)
        trainer.advanced.connect(self._take_progress)
        trainer.ended.connect(self._take_end)

    @property
    def is_idle(self) -> bool:
        """Whether nothing trains and nothing waits, not even a paused job."""
        return self.state.state is State.IDLE

    def goes_on(self, run: Run, data: DataSpec) -> bool:
        """Whether a person who trains with these data goes on with this run, or begins another."""
        return not run.experiment and run.learns_from(data, self._size_of(data))

    def _size_of(self, data: DataSpec) -> int | None:
        """How many training images the whole data set has; None if it is not known yet."""
        loaded = self._trainer.loaded
        return loaded.training_size or None if loaded.data == data.whole else None

    # What is asked of it.

    def add(self, *plans: Plan) -> None:
        """Train these after the plans that wait."""
        self.state = replace(self.state, waiting=(*self.state.waiting, *plans))
        if plans and self.is_idle:
            self._refusals.clear()
            self._begin_next()

    def change(self, **changed: float) -> None:
        """Change `eta`, `lmbda` or `epochs` of a person's run; an experiment's settings stay."""
        assert changed.keys() <= set(CHANGEABLE), changed
        state, wanted = self.state, cast(dict[str, Any], changed)
        if state.state in (State.RUNNING, State.PAUSED) and not state.experiment:
            assert state.settings is not None
            settings = replace(state.settings, **wanted)
            self._trainer.change(settings)
            self._set(settings=settings)

    def pause(self) -> None:
        """Halt the job."""
        self._trainer.pause()

    def resume(self) -> None:
        """Go on after `pause`."""
        self._trainer.resume()

    def stop(self) -> None:
        """End the job, keep what was learnt, and drop the waiting plans; `ended` follows."""
        self.state = replace(self.state, waiting=())
        self._trainer.stop()

    def abandon(self) -> None:
        """End the job at once, with what was last reported."""
        if self.state.run is not None:
            self._trainer.shut_down()
            self._trainer.prepare()
            self._end(self.state.run, "stopped")

    def amend(self, run_id: str, **changes: object) -> bool:
        """Change the name, number or file of a run, if it learns. Returns whether it does."""
        run = self.state.run
        if run is None or run.id != run_id:
            return False
        self._set(run=replace(run, **changes))  # type: ignore[arg-type]
        assert self.state.run is not None
        self.run_changed.emit(self.state.run)
        return True

    # One job after the other.

    def _begin_next(self, is_paused: bool = False) -> None:
        """Begin the first plan that waits. is_paused: whether the job before was paused."""
        plan, *waiting = self.state.waiting
        run, settings, data, measure = plan.begin, plan.settings, plan.data, plan.measure
        if isinstance(run, Architecture):
            run = self.maker.new(run, plan.seed, plan.experiment)
            run = replace(run, name=plan.name, trial=plan.trial)
        run = self.maker.trained_with(run, data, self._size_of(data), plan.experiment)
        run = run.with_job(settings, measure)
        self.state = QueueState(State.RUNNING, run, plan, settings, waiting=tuple(waiting))
        self.began.emit(run)
        self.run_changed.emit(run)
        best = run.best_accuracy
        self._trainer.start(Train(run.id, run.network, settings, data, best, measure))
        if is_paused:
            self._trainer.pause()

    def _take_state(self, state: State) -> None:
        # `_take_end` announces the end, with what was learnt.
        if state is not State.IDLE:
            self._set(state=state)

    def _take_progress(self, report: Report) -> None:
        if report.run_id == self.state.run_id:
            self._learn(report)

    def _learn(self, report: Report) -> Run:
        """Add what was learnt to the run."""
        before, run = self.state.before, self.state.run
        assert run is not None
        run = run.with_learnt(report, before)
        coming = report.changes[len(run.jobs[-1].changes) :]
        change = replace(coming[0], epoch=before + coming[0].epoch) if coming else None
        self._set(run=run, progress=report.progress, coming=change)
        if report.results:
            self.run_changed.emit(run)
        return run

    def _take_end(self, report: Report) -> None:
        if report.run_id == self.state.run_id:
            end = self._why_ended(report)
            self._end(self._learn(report), end, report.reason, report.end == "refused")

    def _why_ended(self, report: Report) -> End:
        settings, learnt = self.state.settings, self.state.epochs + len(report.results)
        assert settings is not None
        if report.end == "diverged":
            return "diverged"
        if report.end != "over":
            return "broke off"
        if learnt >= settings.epochs:
            return "done"
        return "stopped" if self.state.state is State.STOPPING else "no improvement"

    def _end(self, run: Run, end: End, reason: str = "", is_refused: bool = False) -> None:
        """Announce the end of a job, and begin the next one.

        is_refused: whether its data cannot be used; then other plans go on.
        """
        run = run.with_end(end)
        self._set(run=run)
        self.run_changed.emit(run)
        goes_on = end != "stopped" and (end != "broke off" or is_refused)
        if goes_on and self.state.waiting:
            self._begin_next(is_paused=self.state.state is State.PAUSED)
        else:
            self._become(QueueState())
        self.ended.emit(run)
        is_told = reason in self._refusals or (run.experiment and end == "diverged")
        if reason and not is_told:
            self._refusals.add(reason)
            self.failed.emit("The run broke off", reason)

    def _set(self, **changes: object) -> None:
        self._become(replace(self.state, **changes))  # type: ignore[arg-type]

    def _become(self, state: QueueState) -> None:
        self.state = state
        self.changed.emit(state)
