"""Facts are the values that the session's signals carry: the state at one moment, unchangeable."""

from dataclasses import dataclass
from pathlib import Path

from digitpad.core.learning.epoch import Change, Progress
from digitpad.core.learning.settings import Hyperparameters
from digitpad.core.network import Network
from digitpad.session.runs.job import End
from digitpad.session.runs.run import Run
from digitpad.training.trainer import State


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The network in use at one moment, and its run; the shipped network has no run."""

    network: Network
    run: Run | None


@dataclass(frozen=True, slots=True)
class JobState:
    """How far the job of training is, or was when it ended.

    settings: those it uses now. seconds: of work, without pauses. before: how many epochs the run
    had when the job began. epochs: how many have ended since. coming: the change of settings that
    waits for its epoch, of the run. end: why the job is over, else None.
    is_experiment: whether it is one of an experiment's.
    """

    state: State = State.IDLE
    settings: Hyperparameters | None = None
    progress: Progress | None = None
    seconds: float = 0.0
    before: int = 0
    epochs: int = 0
    coming: Change | None = None
    end: End | None = None
    is_experiment: bool = False

    @property
    def last_epoch(self) -> int:
        """The epoch of the run with which the job will end, as planned now."""
        planned = 0 if self.settings is None else self.settings.epochs
        under_way = 0 if self.progress is None or self.end is not None else self.progress.epoch
        return self.before + max(planned, self.epochs, under_way)


@dataclass(frozen=True, slots=True)
class NetworkFileState:
    """The file that the network in use belongs to.

    name: what the window's title calls the network. path: where Save writes; None if the user has
    given no file yet. stamp: the file's time and size when it was opened or saved. modified:
    whether the network has learnt or was changed since. epochs: how many its file has.
    """

    name: str = "shipped network"
    path: Path | None = None
    stamp: tuple[int, int] | None = None
    modified: bool = False
    epochs: int = 0

    @property
    def is_older(self) -> bool:
        """Whether the file on disk is older than the network in use."""
        return self.modified and self.path is not None
