"""The network in use, and the run and the file that it belongs to."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitpad.core.files.network_file import NetworkFile, NetworkFileError
from digitpad.core.learning.architecture import Architecture
from digitpad.core.network import Network
from digitpad.session.facts import NetworkFileState, Snapshot
from digitpad.session.opened_files import Opened, Saved, shipped_network
from digitpad.session.runs.run import Run, title_of
from digitpad.training.trainer import State, Trainer

UNREADABLE = "The shipped network cannot be read"


class NetworkInUse(QObject):
    """Begins, opens and goes back to runs; the `Session` trains the one in use."""

    network_changed = Signal(Snapshot)
    runs_changed = Signal()
    """The run in use has new epochs, another name or other settings; or another run is in use."""
    file_changed = Signal(NetworkFileState)
    failed = Signal(str, str)
    """Something that was asked for could not be done; carries a title and a sentence."""

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self._trainer = trainer
        trainer.setParent(self)
        self._run: Run | None = None
        self._before_going_back: Run | None = None
        self._highest = 0  # number of a run that was trained, as far as is known
        self._stand_in: Network | None = None  # where the shipped network cannot be read
        self._file = NetworkFileState()

    @property
    def network(self) -> Network:
        """The network in use. The shipped one is loaded at the first call."""
        if self._run is not None:
            return self._run.network
        if self._stand_in is None:
            try:
                return shipped_network()
            except NetworkFileError as error:
                self._stand_in = Architecture().network(np.random.default_rng())
                self.failed.emit(UNREADABLE, str(error))
        return self._stand_in

    @property
    def run(self) -> Run | None:
        """The run in use; None for the shipped network, which belongs to no run."""
        return self._run

    @property
    def file(self) -> NetworkFileState:
        """The file that the network belongs to, and whether anything is not saved."""
        return self._file

    @property
    def title(self) -> str:
        """What the network in use is called, everywhere."""
        run, path = self._run, self._file.path
        if run is None or not (run.jobs or run.file):
            return self._file.name
        if path is None or run.title == title_of("", path.name, 0):
            return self._file.name if path is not None else run.title
        return f"{run.title} ({path.name})"

    @property
    def is_idle(self) -> bool:
        """Whether no job is under way; a paused job is."""
        return self._trainer.state is State.IDLE

    # Another network.

    def show_shipped(self) -> None:
        """Use the network that comes with the program."""
        self._abandon()
        self._replace(None, NetworkFileState())

    def make(
        self,
        architecture: Architecture,
        seed: int | None = None,
        *,
        name: str = "",
        experiment: str = "",
        trial: str = "",
    ) -> None:
        """Begin a run with a new network, which knows nothing yet.

        name: the run's name, by default its number. experiment, trial: those it belongs to.
        """
        self._abandon()
        run = Run.begin(architecture, self._next_number, seed)
        run = replace(run, name=name, experiment=experiment, trial=trial)
        self._replace(run, NetworkFileState("new network"))

    def open(self, opened: Opened, weight_initializer: str) -> None:
        """Use a network that was read from a file, and go on with the run that the file describes.

        weight_initializer: what to assume if the file does not name it.
        """
        self._abandon()
        run = Run.of_file(opened.content, weight_initializer, self._next_number)
        name = "new network"
        if opened.path is not None:
            name = opened.path.name
            run = replace(run, file=str(opened.path))
        epochs = len(run.history)
        self._replace(run, NetworkFileState(name, opened.path, opened.on_disk, epochs=epochs))

    def go_on_with(self, run: Run, *, from_best: bool = False) -> None:
        """Use the last network of a run that is kept, and go on with that run.

        from_best: begin another run instead, with the network of the best epoch.
        """
        self._abandon()
        self.number_above(run.number)
        if from_best:
            run = run.from_best(self._next_number)
        self._replace(run, NetworkFileState(run.title))

    def come_back(self, run: Run | None, file: NetworkFileState) -> None:
        """Use a run and its file again, as they were before."""
        self._abandon()
        self._replace(run, file)

    def use_copy(self, network: Network, *, name: str = "", hand: str = "") -> None:
        """Use a changed copy of the network in use, as a new network that is not saved.

        name: the run's name, by default its number. hand: the id of the hand that it has learnt.
        """
        parent = None if self._run is None else self._run.id
        hands = () if self._run is None else self._run.hands
        classes = None if self._run is None else self._run.classes
        self._abandon()
        run = Run.of_network(network, self._next_number, parent)
        if hand not in ("", *hands):
            hands = (*hands, hand)
        run = replace(run, name=name, hands=hands, classes=classes)
        self.number_above(run.number)
        self._replace(run, NetworkFileState(run.name or "new network", modified=True))

    def rename(self, name: str) -> None:
        """Name the run in use; with an empty name its number is its title."""
        if self._run is not None:
            self._run = replace(self._run, name=name)
            self.runs_changed.emit()

    # Numbers: the store gives them, and until it has, a run has the one that is to be expected.

    @property
    def _next_number(self) -> int:
        return self._highest + 1

    def number_above(self, number: int) -> None:
        """Number new runs above this number of another one."""
        self._highest = max(self._highest, number)

    def take_number(self, run_id: str, number: int) -> None:
        """Take the number that the store has given to a run."""
        self.number_above(number)
        if self._run is not None and self._run.id == run_id and self._run.number != number:
            self._run = replace(self._run, number=number)
            self.runs_changed.emit()

    def content(self) -> NetworkFile:
        """The content of a network file for the run in use."""
        return NetworkFile(self.network) if self._run is None else self._run.content()

    def take_saved(self, content: NetworkFile, saved: Saved) -> None:
        """Note that `content` was saved to a file, which now belongs to the network."""
        # The network may have learnt more while the file was written.
        modified = self._file.modified and content.network is not self.network
        if self._run is not None:
            self._run = replace(self._run, file=str(saved.path))
            self.runs_changed.emit()
        epochs = len(content.history)
        self._set_file(
            NetworkFileState(saved.path.name, saved.path, saved.on_disk, modified, epochs)
        )

    def can_go_back(self) -> bool:
        """Whether the run's best epoch has another network than the one in use."""
        return self.is_idle and self._run is not None and self._run.can_go_back()

    def go_back_to_best(self) -> None:
        """Use the network of the run's best epoch, and drop the epochs since from its curves."""
        if self.can_go_back():
            assert self._run is not None
            self._before_going_back = self._run
            self._set_run(self._run.gone_back())
            self._set_modified(True)

    def can_return(self) -> bool:
        """Whether `go_back_to_best` was the last change of the run, so that it can be undone."""
        return self.is_idle and self._before_going_back is not None

    def return_from_best(self) -> None:
        """Undo `go_back_to_best`."""
        if self.can_return():
            run, self._before_going_back = self._before_going_back, None
            self._set_run(run)
            self._set_modified(True)

    # Changing the state, and announcing it.

    def _abandon(self) -> None:
        """End the job that may be under way, and drop its further reports."""
        if not self.is_idle:
            self._trainer.shut_down()
            self._trainer.prepare()

    def _replace(self, run: Run | None, file: NetworkFileState) -> None:
        self._before_going_back = None
        self._file = file
        self._set_run(run)
        self.file_changed.emit(file)

    def _set_run(self, run: Run | None) -> None:
        self._run = run
        self.tell_network()
        self.runs_changed.emit()

    def tell_network(self) -> None:
        """Announce the network in use."""
        self.network_changed.emit(Snapshot(self.network, self._run))

    def _set_modified(self, modified: bool) -> None:
        if modified != self._file.modified:
            self._set_file(replace(self._file, modified=modified))

    def _set_file(self, file: NetworkFileState) -> None:
        self._file = file
        self.file_changed.emit(file)
