"""The session: what is in use, a run at an epoch, with its file and the data.

The window and its panels ask for changes by its methods, and hear of them by its signals, which
carry frozen values. Runs are in its table, `runs`; `queue` trains them, `board` has the drawing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import DIGITS
from digitpad.core.data.hands import Hand
from digitpad.core.learning.settings import Architecture, Hyperparameters
from digitpad.core.network import Network
from digitpad.core.network_file import NetworkFile, NetworkFileError
from digitpad.session.background import Background
from digitpad.session.board import DrawingBoard
from digitpad.session.chosen_data import NOTHING_LOADED, ChosenData, Loaded
from digitpad.session.drawing import Drawing
from digitpad.session.opened_files import NetworkFileState, shipped_network
from digitpad.session.reader import Reader
from digitpad.session.reading import Reading
from digitpad.session.runs import maker
from digitpad.session.runs.identity import run_of
from digitpad.session.runs.processes import Start
from digitpad.session.runs.queue import Queue
from digitpad.session.runs.queue_state import Plan, UnderWay
from digitpad.session.runs.run import AtEpoch, Networks, Run, title_at, title_of
from digitpad.session.runs.runs import Runs
from digitpad.session.undo import UndoStack, can
from digitpad.training.process import Process


@dataclass(frozen=True, slots=True, eq=False)
class InUse:
    """What is in use, or was and can be used again.

    at: the run and epoch. run, networks: the run itself, which may be in no list; None for the
    shipped network. file: the file that it belonged to.
    """

    at: AtEpoch
    run: Run | None
    networks: Networks
    file: NetworkFileState


class Session(QObject):
    """Holds the drawing and its reading, the runs, what is in use of them, its file, and the data.

    queue: what trains. While the run in use learns, and no earlier epoch of it was chosen, the
    session follows it there. undo: the steps of the drawing, of hands, and of runs.
    """

    network_changed = Signal(Network)
    file_changed = Signal(NetworkFileState)
    data_changed = Signal(DataSpec)
    """Data were loaded."""
    told = Signal(str)
    """Carries a line about something that has just happened, for the foot of the window."""

    def __init__(self, data: DataSpec | None = None, start: Start = Process) -> None:
        """data: to begin with. start: starts a training process."""
        super().__init__()
        self.undo = UndoStack()
        self.board = DrawingBoard(self.undo, self)
        self.runs = Runs(self.undo, self)
        self.files = Background(self, "files")
        """The thread that reads data, and opens and saves the window's files."""
        self._data = ChosenData(data or DataSpec(), self.files, self)
        self.queue = Queue(self.runs, self._data, self, start)
        self.reader = Reader(self.board, lambda: self.network, self)
        self._stand_in: Network | None = None  # if the shipped network cannot be read
        self._file = NetworkFileState()
        self._coming: NetworkFileState | None = None  # of a run that will be in use
        self._used: str | None = None  # the run in use, as far as it was announced
        self._has_changed_run = False  # by the last change of what is in use
        self._told_network: Network | None = None
        self._has_fallen_back = False
        # Facts of its parts, under its own names.
        self.drawing_changed, self.reading_changed = self.board.changed, self.reader.read
        self.data_refused, self.failed = self._data.refused, self.queue.failed
        self._data.became_ready.connect(lambda loaded: self.data_changed.emit(loaded.data))
        self.data_refused.connect(self._take_refusal)
        self.runs.changed.connect(self._take_change)

    def tell(self, line: str) -> None:
        """Tell the user what has just happened, in a line."""
        self.told.emit(line)

    # The drawing.

    @property
    def drawing(self) -> Drawing:
        """The drawing, with the stroke that is being drawn."""
        return self.board.drawing

    @property
    def reading(self) -> Reading | None:
        """The network's reading of the drawing; None if the canvas is blank."""
        return self.reader.reading

    # The data.

    def begin(self) -> None:
        """Read the data, here and in a training process."""
        self._data.choose(self._data.chosen)
        self.queue.prepare()

    @property
    def loaded(self) -> Loaded:
        """The data in use, with some of their images; without images until data are loaded."""
        return self._data.loaded

    @property
    def data(self) -> DataSpec:
        """The data in use: loaded last, or to be loaded first."""
        return self._data.data

    @property
    def chosen_data(self) -> DataSpec:
        """The data that the next run will learn from; they may not be loaded yet."""
        return self._data.chosen

    @property
    def training_data(self) -> DataSpec:
        """The data that the network in use learns from; if unknown, all data in use."""
        run, whole = self.run, self.data.whole
        if run is None or (run.data is None and not run.learns_from_set(whole)):
            return whole
        return run.data or replace(whole, training_size=run.training_size)

    def use_data(self, data: DataSpec) -> None:
        """Learn from other data from now on. While a person's run learns this does nothing."""
        if self.queue.is_free:
            self._data.choose(data)
            self.queue.prepare()

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the ten outputs of the network in use."""
        run = self.run
        if run is None:
            return DIGITS
        if run.classes is not None:
            return run.classes
        return self.loaded.classes if run.learns_from_set(self.data) else DIGITS

    @property
    def reads_digits(self) -> bool:
        """Whether the outputs are digits."""
        return self.classes == DIGITS

    def _take_refusal(self, _reason: str) -> None:
        """If the first data are refused, MNIST takes their place."""
        if self.loaded is NOTHING_LOADED and not self._has_fallen_back:
            self._has_fallen_back = True
            self.use_data(DataSpec())

    # What is in use: a run at an epoch.

    @property
    def run(self) -> Run | None:
        """The run in use; None for the shipped network, which belongs to no run."""
        return self.runs.get(self.run_id)

    @property
    def run_id(self) -> str | None:
        return self.runs.in_use.run

    @property
    def follows(self) -> bool:
        """Whether the network in use is that of a run that learns, at this moment."""
        return self.learns and self.runs.in_use.epoch is None

    @property
    def network(self) -> Network:
        """The network in use, as it is at this moment if it learns.

        The shipped one is read when it is needed; if that fails, it is an untrained one.
        """
        snapshot = self.runs.snapshot(self.run_id or "") if self.follows else None
        return self.whole_network if snapshot is None else snapshot

    @property
    def network_in_words(self) -> str:
        """How far the network in use has learnt: “the network after epoch 5”, or in epoch 6."""
        run = self.run
        if run is not None and self.follows and not run.experiment:
            return f"the network in epoch {run.epochs + 1:,}"
        return self.whole_network_in_words

    @property
    def whole_network_in_words(self) -> str:
        """The network in use after its last whole epoch: “the network after epoch 5”."""
        run = self.run
        if run is None:
            return "the shipped network"
        return f"the network {run.after(self.runs.epoch) or 'in use'}"

    @property
    def whole_network(self) -> Network:
        """The network in use after its last whole epoch: what is measured, saved and kept."""
        if self.run_id is not None:
            return self.runs.network(self.run_id, self.runs.epoch)
        if self._stand_in is None:
            try:
                return shipped_network()
            except NetworkFileError:  # the window, which reads it too, says so
                self._stand_in = Architecture().network(np.random.default_rng())
        return self._stand_in

    @property
    def file(self) -> NetworkFileState:
        """The file that the run in use belongs to, and whether its last epoch is not saved."""
        return self._file

    @property
    def title(self) -> str:
        """The name of the run or file in use, everywhere."""
        run, name = self.run, self._file.name
        if run is None or not run.is_listed and not run.file:
            return name
        if self._file.path is None:
            return run.title
        return name if run.title == title_of("", name, 0) else f"{run.title} ({name})"

    @property
    def title_and_epoch(self) -> str:
        """The title, and the epoch in use if that is not the last: "run 1, epoch 7 of 30"."""
        return self.epoch_in_words or self.title

    @property
    def epoch_in_words(self) -> str:
        """The run and the epoch in use, if that is not its last; else empty."""
        run, epoch = self.run, self.runs.epoch
        is_last = run is None or epoch == run.epochs
        return "" if is_last else title_at(self.title, epoch, self.last_epoch)

    @property
    def last_epoch(self) -> int:
        """The last epoch of the run in use, as planned while it learns; 0 without a run."""
        run = self.run
        return 0 if run is None else run.last_epoch if self.learns else run.epochs

    @property
    def scale(self) -> int:
        """The last epoch of the timeline: as planned, also after a stop; 0 without a run."""
        run = self.run
        if run is None or not run.jobs or run.is_finished:
            return self.last_epoch
        return run.last_epoch

    def use(
        self,
        run_id: str | None,
        epoch: int | None = None,
        file: NetworkFileState | None = None,
        *,
        opens: bool = True,
    ) -> None:
        """Use a run at an epoch; see `Runs.use`. file: that it belongs to, if there is one.

        If a person trains another run, that run is stopped and kept; experiments go on.
        """
        self._coming = file
        self.runs.use(run_id, epoch, opens=opens)

    def can_use_best_epoch(self) -> bool:
        """Whether the best epoch of the run in use has a network, and is not in use."""
        return self.run is not None and self.runs.best_to_use(self.run) is not None

    def use_best_epoch(self) -> None:
        """Use the epoch of the run in use with the highest evaluation accuracy."""
        if self.run is not None and self.can_use_best_epoch():
            self.use(self.run_id, self.runs.best_to_use(self.run))

    def use_last_epoch(self) -> None:
        """Use the last epoch of the run in use, and follow it if it learns."""
        self.use(self.run_id)

    def show_shipped(self) -> None:
        """Use the network that comes with the program."""
        self.use(None)

    def make(self, architecture: Architecture, seed: int | None = None) -> None:
        """Begin a run with a new network, which knows nothing yet."""
        run = maker.new_run(architecture, self.runs.number(), seed)
        self.runs.put(run, networks={0: maker.first_network(run)})
        self.use(run.id, file=NetworkFileState("new network"), opens=False)

    def open(self, content: NetworkFile, file: NetworkFileState) -> None:
        """Use a network that was read from a file: a run that is here, or one of its own.

        Only networks in memory are looked at; see `Keeper.open_network`.
        """
        self.use_opened(content, file, *run_of(content, self.runs.known(), self.runs.network_of))

    def use_opened(
        self, content: NetworkFile, file: NetworkFileState, at: AtEpoch | None, row: str
    ) -> None:
        """Use what a file is of, as `identity.run_of` has found it."""
        if at is None:
            self._list_opened(content, file, row)
            self.use(row, file=file)
            return
        self.runs.bring_back([row])  # it may have been deleted
        run, is_in_use = self.runs[row], row == self.run_id
        is_last = at.epoch == run.epochs
        if is_last:
            self.runs.put(replace(run, file=file.kept_path), "named")
        self.use(row, at.epoch, replace(file, modified=not is_last))
        if is_in_use:  # the form shows its settings again
            self.runs.changed.emit(row, frozenset(["opened"]))

    def _list_opened(self, content: NetworkFile, file: NetworkFileState, row: str) -> None:
        """List a run of its own that a file describes."""
        run = maker.run_of_file(content, self.runs.number(), file.kept_path, file.written)
        self.runs.put(replace(run, id=row), networks={run.epochs: content.network})

    def use_meanwhile(self, content: NetworkFile, file: NetworkFileState) -> Run:
        """Use a network that was read from a file until it is known which run the file is of.

        Returns the run that stands for it, which is in no list.
        """
        run = maker.run_of_file(content, self.runs.number(), written=file.written)
        self.runs.put(run, networks={run.epochs: content.network})
        self.use(run.id, file=file)
        return run

    def settle(
        self,
        meanwhile: Run,
        content: NetworkFile,
        file: NetworkFileState,
        at: AtEpoch | None,
        row: str,
    ) -> None:
        """Put what a file is of in the place of the run that stood for it meanwhile."""
        now = self.runs.get(meanwhile.id)
        if now is meanwhile:
            self.use_opened(content, file, at, row)
        elif now is None and at is None:  # something else is in use; else it has learnt since
            self._list_opened(content, file, row)

    def use_copy(
        self, network: Network, of: str = "", *, name: str = "", hand: Hand | None = None
    ) -> None:
        """Use a changed copy of a network of the run in use, as a new one that is not saved.

        of: the title of that network, by default of the one in use. name: the run's name, by
        default its number. hand: the hand that it has learnt; None if it was changed in *Inside*.
        """
        number, title = self.runs.number(), of or self.title_and_epoch
        run = maker.run_of_copy(network, number, self.run, title, name=name, hand=hand)
        self.runs.put(run, networks={0: network})
        self.use(run.id, file=NetworkFileState(run.title, modified=True), opens=False)

    def content(self) -> NetworkFile:
        """The content of a network file for the network in use."""
        run, network = self.run, self.whole_network
        return NetworkFile(network) if run is None else run.content(network, self.runs.epoch)

    def take_saved(
        self, content: NetworkFile, file: NetworkFileState, *, is_earlier: bool = False
    ) -> None:
        """Take note that `content` was saved to a file, which now belongs to the run in use.

        is_earlier: whether that was an earlier epoch than its last; then another file than the
        run's own is a copy, and the run keeps its own.
        """
        run = self.run
        if is_earlier and file.path != self._file.path:
            return
        is_last = run is None or content.network is self.runs.network(run.id)
        if run is not None:
            self.runs.put(replace(run, file=file.kept_path), "named")
        # It may have learnt more while the file was written, or this is an earlier epoch.
        self._set_file(replace(file, modified=not is_last))

    def first_network(self, run: Run) -> Network | None:
        """The network that the run in use began with; None if unknown, as for a file's run."""
        is_known = not run.has_start or run.origin is not None
        return self.runs.networks(run.id).get(run.start_epochs) if is_known else None

    def in_use(self) -> InUse:
        """What is in use now, to be used again later by `use_again`."""
        networks = self.runs.networks(self.run_id or "")
        return InUse(self.runs.in_use, self.run, networks, self._file)

    def use_again(self, before: InUse) -> None:
        """Use again what was in use, also if it is in no list any more."""
        run = before.run
        if run is not None and run.id not in self.runs:
            self.runs.put(run, networks=before.networks)
        elif run is not None and run.epochs == self.runs[run.id].epochs:
            self.runs.hold(run.id, before.networks)
        self.use(before.at.run, before.at.epoch, before.file, opens=False)

    # Training: the queue trains, and the session follows the run in use.

    @property
    def under_way(self) -> UnderWay | None:
        """How far the run in use has come; None if it does not learn."""
        return self.queue.state.of(self.run_id)

    @property
    def learns(self) -> bool:
        """Whether the run in use learns now; `queue.is_idle` says whether nothing trains at all."""
        return self.run_id in self.runs.learning

    @property
    def is_paused(self) -> bool:
        """Whether the run in use would learn, but is halted."""
        return self.under_way is not None and self.under_way.is_paused

    def train_new(
        self,
        architecture: Architecture,
        hyperparameters: Hyperparameters,
        data: DataSpec | None = None,
        seed: int | None = None,
    ) -> None:
        """Train a new network. Does nothing while a person's run learns.

        data: by default the chosen ones.
        """
        if self.queue.is_free:
            self._coming = NetworkFileState("new network")
            self.queue.add(Plan(architecture, hyperparameters, data or self.chosen_data, seed))

    def train(self, hyperparameters: Hyperparameters, data: DataSpec | None = None) -> None:
        """Go on training what is in use: its run, or another one that begins with its network.

        data: by default the chosen ones. Does nothing while a person's run learns, and for the
        shipped network, which belongs to no run.
        """
        if self.run is not None and self.queue.is_free:
            data = data or self.chosen_data
            # Another run has no file yet: its Save would write over that of this one.
            goes_on = self.queue.goes_on(self.run, self.runs.epoch, data)
            self._coming = self._file if goes_on else None
            self.queue.add(Plan(self.runs.in_use, hyperparameters, data))

    def when_run(self, do: Callable[[], object], *what: str) -> None:
        """Call `do` whenever another run is in use, and when `what` of the run in use changes.

        what: see `Runs.changed`; "used" means another epoch of the same run as well.
        """

        def take(run_id: str, changed: frozenset[str]) -> None:
            is_other = "used" in changed and self._has_changed_run
            if is_other or (run_id == (self.run_id or "") and not changed.isdisjoint(what)):
                do()

        self.runs.changed.connect(take)

    def can_undo(self) -> bool:
        """Whether the last step can be undone now; some wait until training has ended."""
        return can(self.undo.undone_next, self.learns or not self.queue.is_free)

    def can_redo(self) -> bool:
        """Whether the step undone last can be redone now."""
        return can(self.undo.redone_next, self.learns or not self.queue.is_free)

    def take_back(self) -> None:
        """Undo the last step that can be undone, and say which: it may be out of sight."""
        if (step := self.undo.undone_next) is not None:
            self.undo.undo()
            self.tell(f"Undone: {step.text()}")

    def make_again(self) -> None:
        """Redo the step undone last, and say which."""
        if (step := self.undo.redone_next) is not None:
            self.undo.redo()
            self.tell(f"Redone: {step.text()}")

    def shut_down(self) -> None:
        """End the training processes, and wait for them; nothing can be undone any more."""
        self.undo.clear()
        self.queue.shut_down()

    # Following the table of runs.

    def _take_change(self, run_id: str, what: frozenset[str]) -> None:
        if "used" in what:
            self._take_used()
        elif run_id == self.run_id:
            if "epoch" in what and not self.runs[run_id].experiment:
                self._set_file(replace(self._file, modified=True))
            if self.network is not self._told_network:
                self.tell_network()

    def _take_used(self) -> None:
        run_id, file = self.run_id, self._coming
        self._has_changed_run = run_id != self._used
        if run_id != self._used:
            person, before, self._used = self.queue.state.person, self._used, run_id
            run = self.run
            if file is None:
                file = NetworkFileState() if run is None else NetworkFileState(run.title)
            self._set_file(file)
            if person is not None and person.run_id != run_id:
                self.queue.stop()
            gone = self.runs.get(before)
            if gone is not None and not gone.is_listed:  # it was only opened or made
                self.runs.drop([gone.id])
        elif file is not None:
            self._set_file(file)
        self._coming = None
        self.tell_network()

    def tell_network(self) -> None:
        """Announce the network in use, and read the drawing with it."""
        self._told_network = network = self.network
        self.network_changed.emit(network)
        self.reader.read_again()

    def _set_file(self, file: NetworkFileState) -> None:
        if file != self._file:
            self._file = file
            self.file_changed.emit(file)
