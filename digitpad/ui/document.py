"""The network in use, and what the window knows of it: its file, its training, its history."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitpad.core import storage
from digitpad.core.costs import COSTS
from digitpad.core.network import Network
from digitpad.core.sgd import EpochResult, Hyperparameters
from digitpad.core.storage import NetworkFileError
from digitpad.resources import resource_path
from digitpad.ui.architecture import Architecture


@dataclass(frozen=True, slots=True)
class Best:
    """The network of the epoch that read the most of the evaluation data."""

    network: Network
    result: EpochResult


class Document(QObject):
    """What New makes, Open replaces, a run changes, and Save writes.

    `architecture` is what the form would say of the network; None for the shipped one, which
    reads drawings until the first run makes another. `path` is where Save writes; None where
    the network has no file of the user's yet. `modified` says whether something would be lost.

    Signals: `network_changed`, `history_changed`, and `title_changed` (name, modified).
    """

    network_changed = Signal()
    history_changed = Signal()
    title_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.modified = False
        self.architecture: Architecture | None = None
        self.hyperparameters: Hyperparameters | None = None
        self.history: list[EpochResult] = []
        self.best: Best | None = None
        self.network = storage.load(resource_path("networks", "default.json"))

    @property
    def name(self) -> str:
        """What the title calls it."""
        if self.path is not None:
            return self.path.name
        return "shipped network" if self.architecture is None else "new network"

    def show_shipped(self) -> None:
        """Go back to the network that came with the program."""
        self._replace(storage.read(resource_path("networks", "default.json")), None, None)

    def make(self, architecture: Architecture) -> None:
        """Begin anew with a network that knows nothing."""
        network = Network(architecture.sizes, COSTS[architecture.cost])
        if architecture.weight_initializer == "large":
            network.large_weight_initializer()
        self._replace(storage.NetworkFile(network), None, architecture)

    def open(self, path: Path, weight_initializer: str) -> None:
        """Replace all with what a file holds. Files do not say how weights were initialized.

        Raises NetworkFileError, with a sentence, and then nothing has changed.
        """
        content = storage.read(path)
        sizes = content.network.sizes
        if sizes[0] != 784 or sizes[-1] != 10:
            raise NetworkFileError(
                f"{path.name} has {sizes[0]} inputs and {sizes[-1]} outputs; a network that reads "
                "drawings has 784 inputs (28 × 28 pixels) and 10 outputs (the digits)."
            )
        architecture = Architecture(
            tuple(sizes[1:-1]), content.network.cost.__name__, weight_initializer
        )
        self._replace(content, path, architecture)

    def save(self, path: Path) -> None:
        """Write the network to a file, which is its file from then on.

        Raises NetworkFileError, with a sentence.
        """
        storage.save(self.network, path, hyperparameters=self.hyperparameters)
        self.path = path
        self._set_modified(False)

    def learn(self, network: Network) -> None:
        """A run goes on: this is the network now."""
        self.network = network
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
        self.network, self.hyperparameters = content.network, content.hyperparameters
        self.path, self.architecture = path, architecture
        self.history, self.best = [], None
        self.modified = False
        self.title_changed.emit()
        self.network_changed.emit()
        self.history_changed.emit()

    def _set_modified(self, modified: bool) -> None:
        self.modified = modified
        self.title_changed.emit()
