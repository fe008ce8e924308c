"""The queue makes runs from plans, and trains them one at a time in the training process.

It puts what is learnt into the table of runs.
"""

from copy import copy
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.epoch import Change, Progress
from digitpad.core.learning.settings import CHANGEABLE, Architecture, Hyperparameters, Measured
from digitpad.core.network import Network
from digitpad.session.runs import maker
from digitpad.session.runs.job import End
from digitpad.session.runs.run import Run
from digitpad.session.runs.runs import AtEpoch, Networks, Runs
from digitpad.training.trainer import State, Trainer
from digitpad.training.worker import Report, Train


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A plan for one job of training.

    begin: the architecture of a new network, or a run at an epoch, with its networks in memory. A
    person's run goes on after its last epoch, if the data are its own; else another run begins with
    that network. seed: of a new network; None for a random one. name, experiment, trial: those of a
    new run, if any. measure: which epochs are measured; see `sgd.train`.
    """

    begin: Architecture | AtEpoch
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

    run_id: of the run that learns; None if none does. before: how many epochs it had when its job
    began. epochs: how many epochs of the job are over. seconds: how long the job has worked,
    without pauses. plan: its plan. settings: those chosen last. used: those of the epoch under
    way. progress: of that epoch. coming: the change that waits for its epoch, counted in epochs of
    the run. waiting: the plans that come next.
    """

    state: State = State.IDLE
    run_id: str | None = None
    before: int = 0
    epochs: int = 0
    seconds: float = 0.0
    plan: Plan | None = None
    settings: Hyperparameters | None = None
    used: Hyperparameters | None = None
    progress: Progress | None = None
    coming: Change | None = None
    waiting: tuple[Plan, ...] = ()

    @property
    def experiment(self) -> str:
        """The name of the experiment that is under way; empty if there is none."""
        return "" if self.plan is None else self.plan.experiment

    @property
    def last_epoch(self) -> int:
        """The run's epoch with which the job will end, as planned now."""
        planned = 0 if self.settings is None else self.settings.epochs
        under_way = 0 if self.progress is None else self.progress.epoch
        return self.before + max(planned, self.epochs, under_way)


class Queue(QObject):
    """Makes runs from plans, and trains them one after the other."""

    changed = Signal(QueueState)
    """The run that learns has come further, or another one learns, or none."""
    ended = Signal(str)
    """A job is over, and the next one has begun; carries the id of its run."""
    failed = Signal(str, str)
    """A run broke off; carries a title and a sentence."""

    def __init__(self, trainer: Trainer, runs: Runs, parent: QObject) -> None:
        super().__init__(parent)
        self.state = QueueState()
        self._trainer, self._runs = trainer, runs
        self._refusals: set[str] = set()  # reasons that were already told
        trainer.state_changed.connect(self._take_state)
        trainer.advanced.connect(self._take_progress)
        trainer.ended.connect(self._take_end)

    @property
    def is_idle(self) -> bool:
        """Whether nothing trains and nothing waits, not even a paused job."""
        return self.state.state is State.IDLE

    def goes_on(self, run: Run, epoch: int, data: DataSpec) -> bool:
        """Whether training a run after this epoch with these data goes on with that run.

        Otherwise another run begins.
        """
        return epoch == run.epochs and not run.experiment and self._are_its_own(run, data)

    def _are_its_own(self, run: Run, data: DataSpec) -> bool:
        """Whether a run learns from these data."""
        loaded = self._trainer.loaded
        # How many training images the whole data set has; None if it is not known yet.
        size = loaded.training_size or None if loaded.data == data.whole else None
        return run.learns_from(data, size)

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
        if state.state not in (State.RUNNING, State.PAUSED) or state.experiment:
            return
        assert state.settings is not None and state.run_id is not None
        settings = replace(state.settings, **wanted)
        self._trainer.change(settings)
        if "epochs" in wanted:
            run = self._runs[state.run_id]
            planned = replace(run.jobs[-1].settings, epochs=settings.epochs)
            self._runs.put(run.with_last_job(settings=planned), "job")
        self._set(settings=settings)

    def pause(self) -> None:
        """Halt the job."""
        self._trainer.pause()

    def resume(self) -> None:
        """Go on after `pause`."""
        self._trainer.resume()

    def stop(self) -> None:
        """End the job after its last whole epoch, and drop the waiting plans; `ended` follows."""
        self.state = replace(self.state, waiting=())
        self._trainer.stop()

    def abandon(self) -> None:
        """End the job at once, with what was last reported."""
        if self.state.run_id is not None:
            self._trainer.shut_down()
            self._trainer.prepare()
            self._end("stopped")

    # One job after the other.

    def _begin_next(self, is_paused: bool = False) -> None:
        """Begin the first plan that waits. is_paused: whether the job before was paused."""
        plan, *waiting = self.state.waiting
        run, network, networks = self._begun(plan)
        run = run.with_job(plan.settings, plan.measure)
        seed = run.jobs[-1].seed
        if seed is not None:
            network = copy(network)
            network.rng = np.random.default_rng(seed)
        self.state = QueueState(
            State.RUNNING,
            run.id,
            run.epochs,
            plan=plan,
            settings=plan.settings,
            used=plan.settings,
            waiting=tuple(waiting),
        )
        self._runs.learn(run, "job", moment=network, networks=networks)
        if not plan.experiment:
            self._runs.use(run.id, opens=False)
        best = run.best_accuracy
        job = Train(run.id, network, plan.settings, plan.data, best, plan.measure)
        self._trainer.start(job)
        if is_paused:
            self._trainer.pause()

    def _begun(self, plan: Plan) -> tuple[Run, Network, Networks]:
        """The run that a plan trains, the network to train, and the networks of a new run."""
        number = self._runs.number(plan.experiment)
        if isinstance(plan.begin, Architecture):
            run = maker.new_run(plan.begin, number, plan.seed)
            run = replace(run, name=plan.name, experiment=plan.experiment, trial=plan.trial)
            network = maker.first_network(run)
            return maker.learning(run, plan.data), network, {0: network}
        assert plan.begin.run is not None
        run, epoch = self._runs[plan.begin.run], plan.begin.epoch
        epoch = max(self._runs.networks(run.id)) if epoch is None else epoch
        network = self._runs.network(run.id, epoch)
        if self.goes_on(run, epoch, plan.data):
            return maker.learning(run, plan.data), network, {}
        if run.experiment or self._are_its_own(run, plan.data):
            run = maker.continued_from(run, number, epoch)
        else:
            run, epoch = maker.trained_with(run, number, epoch), 0
        return maker.learning(run, plan.data), network, {epoch: network}

    def _take_state(self, state: State) -> None:
        # `_take_end` announces the end, with what was learnt.
        if state is not State.IDLE:
            self._set(state=state)

    def _take_progress(self, report: Report) -> None:
        if report.run_id == self.state.run_id:
            self._learn(report)

    def _learn(self, report: Report) -> None:
        """Add what was learnt to the run."""
        state = self.state
        run = self._runs[report.run_id].with_learnt(report)
        networks = {state.before + epoch: each for epoch, each in report.networks.items()}
        what = ["epoch"] if report.results else []
        used, coming = state.used, report.coming
        if coming is not None:
            coming = replace(coming, epoch=state.before + coming.epoch)
        elif state.coming is not None:
            used = state.coming.hyperparameters
        self.state = replace(
            state,
            epochs=run.jobs[-1].epochs,
            seconds=report.seconds,
            used=used,
            progress=report.progress,
            coming=coming,
        )
        self._runs.learn(run, *what, moment=report.network, networks=networks)
        self.changed.emit(self.state)

    def _take_end(self, report: Report) -> None:
        if report.run_id == self.state.run_id:
            self._learn(report)
            self._end(self._why_ended(report), report.reason, report.end == "refused")

    def _why_ended(self, report: Report) -> End:
        settings = self.state.settings
        assert settings is not None
        if report.end == "diverged":
            return "diverged"
        if report.end != "over":
            return "broke off"
        if self.state.epochs >= settings.epochs:
            return "done"
        return "stopped" if self.state.state is State.STOPPING else "no improvement"

    def _end(self, end: End, reason: str = "", is_refused: bool = False) -> None:
        """Announce the end of a job, and begin the next one.

        is_refused: whether its data cannot be used; then other plans go on.
        """
        assert self.state.run_id is not None
        run = self._runs[self.state.run_id].with_last_job(end=end)
        self._runs.end(run)
        goes_on = end != "stopped" and (end != "broke off" or is_refused)
        if goes_on and self.state.waiting:
            self._begin_next(is_paused=self.state.state is State.PAUSED)
        else:
            self._become(QueueState())
        self.ended.emit(run.id)
        is_told = reason in self._refusals or (run.experiment and end == "diverged")
        if reason and not is_told:
            self._refusals.add(reason)
            self.failed.emit("The run broke off", reason)

    def _set(self, **changes: object) -> None:
        self._become(replace(self.state, **changes))  # type: ignore[arg-type]

    def _become(self, state: QueueState) -> None:
        self.state = state
        self.changed.emit(state)
