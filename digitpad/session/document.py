"""The network in use, and what the window knows of it: its file, its training, its history."""

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitpad.core import storage
from digitpad.core.architecture import Architecture
from digitpad.core.costs import COSTS
from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.core.sgd import EpochResult
from digitpad.core.storage import NetworkFileError
from digitpad.resources import resource_path


@dataclass(frozen=True, slots=True)
class Best:
    """The network of the epoch that read the most of the evaluation data."""

    network: Network
    result: EpochResult


@dataclass(frozen=True, slots=True)
class Opened:
    """What was read from a file, and what `fingerprint` said of the file then.

    What was never saved has no path.
    """

    content: storage.NetworkFile
    path: Path | None
    on_disk: bytes | None


def read(path: Path) -> Opened:
    """Read the network in a file, if it is one that reads drawings.

    Raises NetworkFileError, with a sentence.
    """
    on_disk = fingerprint(path)  # first: what is written meanwhile shall count as a change
    content = storage.read_network_file(path)
    sizes = content.network.sizes
    if sizes[0] != 784 or sizes[-1] != 10:
        raise NetworkFileError(
            f"{path.name} has {sizes[0]} inputs and {sizes[-1]} outputs; a network that reads "
            "drawings has 784 inputs (28 × 28 pixels) and 10 outputs (the digits)."
        )
    return Opened(content, path, on_disk)


def write(content: storage.NetworkFile, path: Path) -> bytes | None:
    """Write a network to a file, and say what `fingerprint` says of it then.

    Raises NetworkFileError, with a sentence.
    """
    storage.save(
        content.network,
        path,
        hyperparameters=content.hyperparameters,
        history=content.history,
        data_set=content.data_set,
        seed=content.seed,
    )
    return fingerprint(path)


def fingerprint(path: Path) -> bytes | None:
    """What tells a file's content from any other; None where there is nothing to be read."""
    # Of a pipe or a device there may be no end.
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError:
        return None  # whoever opens it or writes it will be told why


@cache
def shipped_network() -> Network:
    """The network that comes with the program, read when it is first asked for."""
    return storage.load(resource_path("networks", "default.json"))


class Document(QObject):
    """What New makes, Open replaces, a run changes, and Save writes.

    `architecture` is what the form would say of the network; None for the shipped one, which
    reads drawings until the first run makes another. `path` is where Save writes; None where
    the network has no file of the user's yet; `on_disk` is what `fingerprint` said of that file
    when it was opened or saved. `modified` says whether something would be lost. `number` counts
    the networks that took another's place: two that differ in it are not the same one trained on.
    `best` is that since the start or the opening: a file holds one network only.

    Signals: `network_changed`, `history_changed`, and `title_changed` (name, modified).
    """

    network_changed = Signal()
    history_changed = Signal()
    title_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.on_disk: bytes | None = None
        self.modified = False
        self.architecture: Architecture | None = None
        self.hyperparameters: Hyperparameters | None = None
        self.history: list[EpochResult] = []
        self.data_set: str | None = None
        self.seed: int | None = None
        self.number = 0
        self.best: Best | None = None
        self._network: Network | None = None

    @property
    def network(self) -> Network:
        """The network in use. The shipped one is loaded when it is first asked for."""
        return shipped_network() if self._network is None else self._network

    @property
    def name(self) -> str:
        """What the title calls it."""
        if self.path is not None:
            return self.path.name
        return "shipped network" if self.architecture is None else "new network"

    def show_shipped(self) -> None:
        """Go back to the network that came with the program."""
        self._replace(storage.NetworkFile(shipped_network()), None, None)

    def make(self, architecture: Architecture) -> None:
        """Begin anew with a network that knows nothing."""
        network = Network(architecture.sizes, COSTS[architecture.cost])
        if architecture.weight_initializer == "large":
            network.large_weight_initializer()
        self._replace(storage.NetworkFile(network), None, architecture)

    def open(self, path: Path, weight_initializer: str) -> None:
        """Replace all with what a file holds.

        Raises NetworkFileError, with a sentence, and then nothing has changed.
        """
        self.show(read(path), weight_initializer)

    def show(self, opened: Opened, weight_initializer: str) -> None:
        """Replace all with what was read. Files do not say how weights were initialized."""
        network = opened.content.network
        architecture = Architecture(
            tuple(network.sizes[1:-1]), network.cost.__name__, weight_initializer
        )
        self._replace(opened.content, opened.path, architecture)
        self.on_disk = opened.on_disk

    def save(self, path: Path) -> None:
        """Write the network to a file, which is its file from then on.

        Raises NetworkFileError, with a sentence.
        """
        content = self.content()
        self.take_saved(content, path, write(content, path))

    def content(self) -> storage.NetworkFile:
        """What a file would hold of it now. Nothing that happens to the document changes that."""
        return storage.NetworkFile(
            self.network, self.hyperparameters, tuple(self.history), self.data_set, self.seed
        )

    def take_saved(self, content: storage.NetworkFile, path: Path, on_disk: bytes | None) -> None:
        """This was written to a file, which is the network's from then on.

        on_disk: what `fingerprint` said of the file then.
        """
        self.path, self.on_disk = path, on_disk
        # What was learnt while it was written is in no file yet.
        self._set_modified(self.modified and content.network is not self.network)

    def learn(self, network: Network) -> None:
        """A run goes on: this is the network now."""
        self._network = network
        self._set_modified(True)
        self.network_changed.emit()

    def add_result(self, result: EpochResult, best: Network | None = None) -> None:
        """An epoch has ended; its number goes on from those of earlier runs.

        best: the network, where it read more of the evaluation data than before in its run.
        """
        self.history.append(replace(result, epoch=len(self.history) + 1))
        if best is not None and (
            self.best is None
            or (result.evaluation_accuracy or 0) > (self.best.result.evaluation_accuracy or 0)
        ):
            self.best = Best(best, self.history[-1])
        self.history_changed.emit()

    def can_go_back(self) -> bool:
        """Whether the network in use is another than that of the best epoch."""
        if self.best is None:
            return False
        pairs = zip(self.best.network.weights, self.network.weights)
        return not all(np.array_equal(a, b) for a, b in pairs)

    def go_back_to_best(self) -> int:
        """Use the network of the best epoch again; the number of that epoch."""
        assert self.best is not None
        self.learn(self.best.network)
        return self.best.result.epoch

    def _replace(
        self, content: storage.NetworkFile, path: Path | None, architecture: Architecture | None
    ) -> None:
        self._network, self.hyperparameters = content.network, content.hyperparameters
        self.path, self.on_disk, self.architecture = path, None, architecture
        self.data_set, self.seed = content.data_set, content.seed
        self.history, self.best = list(content.history), None
        self.number += 1
        self.modified = False
        self.title_changed.emit()
        self.network_changed.emit()
        self.history_changed.emit()

    def _set_modified(self, modified: bool) -> None:
        self.modified = modified
        self.title_changed.emit()
