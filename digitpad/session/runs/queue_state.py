"""What trains, how far it has come, and what comes next. No Qt."""

from dataclasses import dataclass, replace

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.epoch import Progress
from digitpad.core.learning.settings import Architecture, Hyperparameters, Measured
from digitpad.session.runs.run import AtEpoch


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
class UnderWay:
    """A run that learns. Its epochs and its time are in the run itself.

    settings: those chosen last. progress: of the epoch under way; None before the first report.
    """

    run_id: str
    plan: Plan
    settings: Hyperparameters
    progress: Progress | None = None
    is_paused: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class QueueState:
    """All that trains: at most one run of a person's, and at most one experiment.

    of_experiment: its runs that learn, in the order of their plans. waiting: the plans that come
    next. done: how many of its runs are finished.
    """

    person: UnderWay | None = None
    of_experiment: tuple[UnderWay, ...] = ()
    waiting: tuple[Plan, ...] = ()
    done: int = 0

    @property
    def all(self) -> tuple[UnderWay, ...]:
        """The runs that learn, the person's first."""
        return (*(() if self.person is None else (self.person,)), *self.of_experiment)

    @property
    def experiment(self) -> str:
        """The name of the experiment that is under way; empty if there is none."""
        plans = *(each.plan for each in self.of_experiment), *self.waiting
        return plans[0].experiment if plans else ""

    @property
    def trains(self) -> bool:
        """Whether any run learns at this moment."""
        return any(not each.is_paused for each in self.all)

    def of(self, run_id: str | None) -> UnderWay | None:
        """How far this run is; None if it does not learn."""
        return next((each for each in self.all if each.run_id == run_id), None)

    def with_one(self, one: UnderWay) -> "QueueState":
        """The same with this run, added or in place of an earlier state of it."""
        if not one.plan.experiment:
            return replace(self, person=one)
        others = {each.run_id: each for each in self.of_experiment}
        return replace(self, of_experiment=tuple((others | {one.run_id: one}).values()))

    def without(self, run_id: str) -> "QueueState":
        """The same without this run."""
        person = self.person
        return replace(
            self,
            person=None if person is None or person.run_id == run_id else person,
            of_experiment=tuple(each for each in self.of_experiment if each.run_id != run_id),
        )
