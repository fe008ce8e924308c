"""Network files: opening, saving, and the state of the one in use."""

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from digitpad.core import network_file
from digitpad.core.network import Network
from digitpad.core.network_file import NetworkFile, NetworkFileError
from digitpad.core.text import printable
from digitpad.resources import resource_path

_reading = threading.Lock()


@dataclass(frozen=True, slots=True)
class NetworkFileState:
    """The file that the network in use belongs to.

    name: the network's name in the window's title. path: the file that Save writes; None until the
    user has chosen one. modified: whether the network has changed since. written: when the file was
    written last, as far as is known; see `written_at`.
    """

    name: str = "shipped network"
    path: Path | None = None
    modified: bool = False
    written: int = 0

    @property
    def kept_path(self) -> str:
        """The path as it is kept; empty without one, or if its letters are not Unicode's."""
        path = "" if self.path is None else str(self.path)
        return path if path.encode("utf-8", "ignore").decode() == path else ""

    @property
    def is_older(self) -> bool:
        """Whether the file on disk is older than the network in use."""
        return self.modified and self.path is not None


def open_network(path: Path) -> tuple[NetworkFile, NetworkFileState]:
    """The network in a file, and the file's state.

    Raises NetworkFileError, with a sentence, also for a network that cannot read drawings.
    """
    written = written_at(path)
    content = network_file.read_network_file(path)
    sizes = content.network.sizes
    if sizes[0] != 784 or sizes[-1] != 10:
        raise NetworkFileError(
            f"{path.name} has {sizes[0]} inputs and {sizes[-1]} outputs; a network that reads "
            "drawings has 784 inputs (28 × 28 pixels) and 10 outputs (the digits)."
        )
    return content, NetworkFileState(printable(path.name), path, written=written)


def save_network(content: NetworkFile, path: Path) -> NetworkFileState:
    """Write a network to a file; returns the file's state. Raises NetworkFileError."""
    network_file.save(content, path)
    return NetworkFileState(printable(path.name), path, written=written_at(path))


def written_at(path: Path) -> int:
    """When a file was written last, in nanoseconds since 1970; 0 if it cannot be found."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def shipped_network() -> Network:
    """The network that comes with the program, read only once. Raises NetworkFileError."""
    with _reading:  # so that two threads get the same one
        return _shipped_network()


@cache
def _shipped_network() -> Network:
    try:
        return network_file.load(resource_path("networks", "default.json"))
    except FileNotFoundError as error:
        raise NetworkFileError(f"{error}.") from error
