"""What the session tells: values that say how things are at one moment, and never change."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from digitpad.core.learning.epoch import Progress
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.session.runs.run import Run
from digitpad.training.trainer import State


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The network in use at one moment, and the run that it belongs to; None for the shipped."""

    network: Network
    run: Run | None


# Why a job of training ended. Early stopping ends it where there is no improvement.
End = Literal["done", "stopped", "no improvement", "diverged", "broke off"]


@dataclass(frozen=True, slots=True)
class JobState:
    """How far the job of training is, or was when it ended.

    settings: that it goes by now. before: epochs that the run had when the job began. epochs:
    that have ended since. end: why it is over, once it is. hangs: whether the training process
    hears nothing.
    """

    state: State = State.IDLE
    settings: Hyperparameters | None = None
    progress: Progress | None = None
    seconds: float = 0.0
    before: int = 0
    epochs: int = 0
    end: End | None = None
    hangs: bool = False

    @property
    def failed(self) -> bool:
        """Whether it is over since something went wrong."""
        return self.end in ("diverged", "broke off")

    @property
    def last_epoch(self) -> int:
        """The epoch of the run that the job is to end with, as far as it is planned."""
        planned = 0 if self.settings is None else self.settings.epochs
        under_way = 0 if self.progress is None or self.end is not None else self.progress.epoch
        return self.before + max(planned, self.epochs, under_way)


@dataclass(frozen=True, slots=True)
class NetworkFileState:
    """The file that the network in use belongs to.

    name: what the title calls the network. path: where Save writes; None where it has no file
    of the user's yet. on_disk: what `fingerprint` said of that file when it was opened or saved.
    modified: whether something would be lost.
    """

    name: str = "shipped network"
    path: Path | None = None
    on_disk: bytes | None = None
    modified: bool = False
