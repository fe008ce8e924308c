"""Opens and saves network files, and fingerprints that show when a file has changed. No Qt."""

import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from digitpad.core import files, network_file
from digitpad.core.network import Network
from digitpad.core.network_file import NetworkFileError
from digitpad.resources import resource_path

_reading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Opened:
    """A network file that was opened. path: None for content that was never saved. on_disk: the
    file's `fingerprint` when it was read."""

    content: network_file.NetworkFile
    path: Path | None
    on_disk: bytes | None


@dataclass(frozen=True, slots=True)
class Saved:
    """A network file that was saved. on_disk: its `fingerprint`."""

    path: Path
    on_disk: bytes | None


def open_network(path: Path) -> Opened:
    """Read the network in a file.

    Raises NetworkFileError, with a sentence, also for a network that cannot read drawings.
    """
    on_disk = fingerprint(path)  # first, so that a change while we read is noticed later
    content = network_file.read_network_file(path)
    sizes = content.network.sizes
    if sizes[0] != 784 or sizes[-1] != 10:
        raise NetworkFileError(
            f"{path.name} has {sizes[0]} inputs and {sizes[-1]} outputs; a network that reads "
            "drawings has 784 inputs (28 × 28 pixels) and 10 outputs (the digits)."
        )
    return Opened(content, path, on_disk)


def save_network(content: network_file.NetworkFile, path: Path) -> Saved:
    """Write a network to a file.

    Raises NetworkFileError, with a sentence.
    """
    network_file.save(content, path)
    return Saved(path, fingerprint(path))


def fingerprint(path: Path) -> bytes | None:
    """A digest that tells whether a file's content has changed; None where none can be read."""
    return files.fingerprint(path, network_file.MOST_BYTES)


def shipped_network() -> Network:
    """The network that comes with the program; it is read at the first call.

    Raises NetworkFileError, with a sentence.
    """
    with _reading:  # or two threads that ask at once would each get one of their own
        return _shipped_network()


@cache
def _shipped_network() -> Network:
    try:
        return network_file.load(resource_path("networks", "default.json"))
    except FileNotFoundError as error:
        raise NetworkFileError(f"{error}.") from error
