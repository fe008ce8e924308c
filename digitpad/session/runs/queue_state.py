"""What trains, how far it has come, and what comes next. No Qt."""

import enum
from dataclasses import dataclass, replace

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.epoch import Progress
from digitpad.core.learning.settings import Architecture, Hyperparameters, Measured
from digitpad.session.runs.run import AtEpoch
from digitpad.training.worker import Report


class State(enum.Enum):
    """What a job does, or all of an experiment."""

    IDLE = enum.auto()
    RUNNING = enum.auto()
    PAUSED = enum.auto()
    STOPPING = enum.auto()


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
class JobState:
    """How far the job of a run has come.

    run_id: None if no run learns. before: how many epochs the run had when its job began. epochs:
    how many epochs of the job are over. seconds: how long it has worked, without pauses. plan: its
    plan. settings: those chosen last. progress: of the epoch under way.
    """

    state: State = State.IDLE
    run_id: str | None = None
    before: int = 0
    epochs: int = 0
    seconds: float = 0.0
    plan: Plan | None = None
    settings: Hyperparameters | None = None
    progress: Progress | None = None

    @property
    def experiment(self) -> str:
        """The name of the run's experiment; empty if it is a person's."""
        return "" if self.plan is None else self.plan.experiment

    @property
    def last_epoch(self) -> int:
        """The run's epoch with which the job will end, as planned now."""
        planned = 0 if self.settings is None else self.settings.epochs
        under_way = 0 if self.progress is None else self.progress.epoch
        return self.before + max(planned, self.epochs, under_way)

    def with_learnt(self, report: Report, epochs: int) -> "JobState":
        """The job after a report on its run. epochs: how many of the job are over by now."""
        return replace(self, epochs=epochs, seconds=report.seconds, progress=report.progress)


@dataclass(frozen=True, slots=True, eq=False)
class QueueState:
    """All that trains: at most one run of a person's, and at most one experiment.

    jobs: a person's first, then the experiment's in the order of their plans. waiting: the plans of
    the experiment that come next. done: how many of its runs are finished. is_paused: whether the
    experiment is.
    """

    jobs: tuple[JobState, ...] = ()
    waiting: tuple[Plan, ...] = ()
    done: int = 0
    is_paused: bool = False

    @property
    def person(self) -> JobState | None:
        """The job of a person's run, if one trains."""
        return next((job for job in self.jobs if not job.experiment), None)

    @property
    def of_experiment(self) -> tuple[JobState, ...]:
        """The jobs of the experiment."""
        return tuple(job for job in self.jobs if job.experiment)

    @property
    def experiment(self) -> str:
        """The name of the experiment that is under way; empty if there is none."""
        names = (
            *(job.experiment for job in self.jobs),
            *(plan.experiment for plan in self.waiting),
        )
        return next(filter(None, names), "")

    @property
    def first(self) -> JobState:
        """The job of a person's run; without one the experiment's first, if there is one."""
        return next(iter(self.jobs), JobState())

    @property
    def foreground(self) -> State:
        """What the person's run does; without one, what the experiment does."""
        if self.person is not None:
            return self.person.state
        if self.is_paused:
            return State.PAUSED
        return self.first.state if self.jobs or not self.waiting else State.RUNNING

    @property
    def trains(self) -> bool:
        """Whether any run learns at this moment."""
        return any(job.state is State.RUNNING for job in self.jobs)

    def of(self, run_id: str | None) -> JobState:
        """The job of this run; an idle one if it does not learn."""
        return next((job for job in self.jobs if job.run_id == run_id), JobState())
