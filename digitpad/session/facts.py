"""Facts are the values that the session's signals carry: the state at one moment, unchangeable."""

from dataclasses import dataclass
from pathlib import Path

from digitpad.core.network import Network
from digitpad.session.runs.run import Run


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The network in use at one moment, and its run; the shipped network has no run."""

    network: Network
    run: Run | None


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
