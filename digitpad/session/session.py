"""The session holds the program's state, which changes nowhere else.

The window and its panels call its methods to ask for changes. Its signals announce changes, and
carry frozen values. Nothing outside assigns to its fields.
"""

from collections import Counter
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import DIGITS
from digitpad.core.data.hands import Hand
from digitpad.core.learning.settings import Architecture, Hyperparameters
from digitpad.core.network import Network
from digitpad.core.network_file import NetworkFile, NetworkFileError
from digitpad.session.drawing import Drawing, DrawingBoard
from digitpad.session.opened_files import NetworkFileState, shipped_network
from digitpad.session.reading import Reader, Reading
from digitpad.session.runs.queue import Plan, Queue, QueueState
from digitpad.session.runs.run import Run, title_of
from digitpad.session.undo import Step, UndoStack, can
from digitpad.training.trainer import NOTHING_LOADED, State, Trainer
from digitpad.training.worker import Ready

__all__ = ["NetworkFileState", "QueueState", "Session", "State"]


class Session(QObject):
    """Holds the drawing and its reading, the run and network in use, their file, and the data.

    queue: what trains. While the run in use learns, the session follows it there. undo: the steps
    of the drawing, of hands, and of runs.
    """

    drawing_changed = Signal(Drawing)
    reading_changed = Signal(object)
    """Carries a Reading, or None if there is nothing to read."""
    network_changed = Signal(Network)
    runs_changed = Signal()
    """The run in use has new epochs, another name or other settings; or another run is in use."""
    run_replaced = Signal()
    """Another run is in use, or none."""
    run_restored = Signal(Run, Run)
    """Undo changes a run that is not in use; carries it before and after."""
    run_opened = Signal()
    """A run from a file or from Runs, or of a copy, is in use: forms show its settings."""
    file_changed = Signal(NetworkFileState)
    data_changed = Signal(DataSpec)
    """Data were loaded."""
    data_refused = Signal(str)
    """Data cannot be used, so the earlier ones stay in use; carries a sentence."""
    job_changed = Signal(QueueState)
    """The job of the run in use has begun, advanced or ended; carries `job`."""
    run_ended = Signal()
    """The job of the run in use is over; `run` has what was learnt."""
    told = Signal(str)
    """Carries a line about something that has just happened, for the foot of the window."""
    failed = Signal(str, str)
    """Something that was asked for could not be done; carries a title and a sentence."""

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self.undo = UndoStack()
        self.board = DrawingBoard(self.undo, self)
        self._trainer = trainer
        trainer.setParent(self)
        self.queue = Queue(trainer, self)
        self.reader = Reader(self.board, lambda: self.network, self)
        self._run: Run | None = None
        self._stand_in: Network | None = None  # if the shipped network cannot be read
        self._file = NetworkFileState()
        self._has_fallen_back = False
        # The last step that went back to a best epoch, and its run's id.
        self._going_back: tuple[Step, str] | None = None
        self._reports: Counter[str] = Counter()  # how many a run has sent, by its id
        self.board.changed.connect(self.drawing_changed)
        self.reader.read.connect(self.reading_changed)
        trainer.became_ready.connect(lambda loaded: self.data_changed.emit(loaded.data))
        trainer.data_refused.connect(self._take_refusal)
        self.queue.began.connect(self._take_beginning)
        self.queue.changed.connect(self._follow)
        self.queue.run_changed.connect(self._tell_run)
        self.queue.ended.connect(self._take_end)
        self.queue.failed.connect(self.failed)

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
        """Start the training process, which loads the data."""
        self._trainer.prepare()

    @property
    def loaded(self) -> Ready:
        """The data in use, with some of their images; without images until data are loaded."""
        return self._trainer.loaded

    @property
    def data(self) -> DataSpec:
        """The data in use: loaded last, or to be loaded first."""
        return self._trainer.data

    @property
    def chosen_data(self) -> DataSpec:
        """The data that the next run will learn from; they may not be loaded yet."""
        return self._trainer.chosen_data

    @property
    def training_data(self) -> DataSpec:
        """The data that the network in use learns from; if unknown, all data in use."""
        run, whole = self._run, self.data.whole
        if run is None or (run.data is None and not run.learns_from_set(whole)):
            return whole
        return run.data or replace(whole, training_size=run.training_size)

    def use_data(self, data: DataSpec) -> None:
        """Learn from other data from now on. During a job this does nothing."""
        self._trainer.use_data(data)

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the ten outputs of the network in use."""
        run = self._run
        if run is None:
            return DIGITS
        if run.classes is not None:
            return run.classes
        return self.loaded.classes if run.learns_from_set(self.data) else DIGITS

    @property
    def reads_digits(self) -> bool:
        """Whether the outputs are digits."""
        return self.classes == DIGITS

    def _take_refusal(self, reason: str) -> None:
        """If the first data are refused, MNIST takes their place."""
        self.data_refused.emit(reason)
        if self.loaded is NOTHING_LOADED and not self._has_fallen_back:
            self._has_fallen_back = True
            self.use_data(DataSpec())

    # The network in use, its run and its file.

    @property
    def network(self) -> Network:
        """The network in use (the shipped one is read when needed); untrained if that fails."""
        if self._run is not None:
            return self._run.network
        if self._stand_in is None:
            try:
                return shipped_network()
            except NetworkFileError:  # the window, which reads it too, says so
                self._stand_in = Architecture().network(np.random.default_rng())
        return self._stand_in

    @property
    def run(self) -> Run | None:
        """The run in use; None for the shipped network, which belongs to no run."""
        return self._run

    @property
    def run_id(self) -> str | None:
        """The id of the run in use."""
        return None if self._run is None else self._run.id

    @property
    def file(self) -> NetworkFileState:
        """The file that the network belongs to, and whether anything is not saved."""
        return self._file

    @property
    def title(self) -> str:
        """The name of the network in use, everywhere."""
        run, path = self._run, self._file.path
        if run is None or not (run.jobs or run.file):
            return self._file.name
        if path is None or run.title == title_of("", path.name, 0):
            return self._file.name if path is not None else run.title
        return f"{run.title} ({path.name})"

    def show_shipped(self) -> None:
        """Use the network that comes with the program."""
        self.use(None, NetworkFileState())

    def make(self, architecture: Architecture, seed: int | None = None) -> None:
        """Begin a run with a new network, which knows nothing yet."""
        self.use(self.queue.maker.new(architecture, seed), NetworkFileState("new network"))

    def open(self, content: NetworkFile, file: NetworkFileState) -> None:
        """Use a network that was read from a file, and go on with the run that it describes."""
        path = "" if file.path is None else str(file.path)
        self.use(self.queue.maker.of_file(content, path), file)
        self.run_opened.emit()

    def go_on_with(self, run: Run, *, from_best: bool = False) -> None:
        """Use the last network of a run that is kept, and go on with that run.

        from_best: begin another run instead, with the network of the best epoch.
        """
        if from_best:
            run = self.queue.maker.of_best(run)
        self.queue.maker.count(run)
        self.use(run, NetworkFileState(run.title, modified=from_best))
        self.run_opened.emit()

    def use_copy(self, network: Network, *, name: str = "", hand: Hand | None = None) -> None:
        """Use a changed copy of the network in use, as a new network that is not saved.

        name: the run's name, by default its number. hand: the hand that it has learnt; None if it
        comes from the Laboratory.
        """
        run = self.queue.maker.of_copy(network, self._run, self.title, name=name, hand=hand)
        self.use(run, NetworkFileState(run.title, modified=True))
        self.run_opened.emit()

    def amend(self, **changes: object) -> None:
        """Change the name, number or file of the run in use."""
        run = self._run
        if run is not None and not self.queue.amend(run.id, **changes):
            self._run = replace(run, **changes)  # type: ignore[arg-type]
            self.runs_changed.emit()

    def content(self) -> NetworkFile:
        """The content of a network file for the run in use."""
        return NetworkFile(self.network) if self._run is None else self._run.content()

    def take_saved(self, content: NetworkFile, file: NetworkFileState) -> None:
        """Take note that `content` was saved to a file, which now belongs to the network."""
        # The network may have learnt more while the file was written.
        modified = self._file.modified and content.network is not self.network
        self.amend(file=str(file.path))
        self._set_file(replace(file, modified=modified))

    def can_go_back(self) -> bool:
        """Whether the run's best epoch has another network than the one in use."""
        return self.is_idle and self._run is not None and self._run.can_go_back()

    def go_back_to_best(self) -> None:
        """Use the network of the run's best epoch, and drop the epochs since from its curves."""
        if self.can_go_back():
            assert self._run is not None
            run, best = self._run, self._run.gone_back()
            back, forth = partial(self._exchange, run, best), partial(self._exchange, best, run)
            reports = self._reports[run.id]

            def can() -> bool:  # unless it has learnt since
                return self._reports[run.id] == reports

            step = Step("Going Back", back, forth, waits=True, can_redo=can, can_undo=can)
            self._going_back = step, run.id
            self.undo.push(step)

    def can_return(self) -> bool:
        """Whether undo would next undo `go_back_to_best` of the run in use."""
        return self.is_idle and (self.undo.undone_next, self.run_id) == self._going_back

    def can_undo(self) -> bool:
        """Whether the last step can be undone now; some wait until training has ended."""
        return can(self.undo.undone_next, self.is_idle)

    def can_redo(self) -> bool:
        """Whether the step undone last can be redone now."""
        return can(self.undo.redone_next, self.is_idle)

    def _exchange(self, old: Run, new: Run) -> None:
        """Replace a run by its state at another moment."""
        run = self._run
        if run is None or run.id != old.id:
            self.run_restored.emit(old, new)
        else:
            self._set_run(replace(new, name=run.name, file=run.file))
            self._set_modified(True)

    # Training: the queue trains, and the session follows the run in use.

    @property
    def job(self) -> QueueState:
        """The queue's state if the run in use learns; else an idle state."""
        return QueueState() if self.is_idle else self.queue.state

    @property
    def is_idle(self) -> bool:
        """Whether the run in use does not learn now; an experiment may still be under way."""
        return self._run is None or self.queue.state.run_id != self._run.id

    def train(self, hyperparameters: Hyperparameters, data: DataSpec | None = None) -> None:
        """Train the run in use. With other data than its own, a new run begins with its network.

        data: by default the chosen ones. Does nothing while anything trains, and for the shipped
        network, which belongs to no run.
        """
        if self._run is not None and self.queue.is_idle:
            self.queue.add(Plan(self._run, hyperparameters, data or self.chosen_data))

    def _take_beginning(self, run: Run) -> None:
        """Use a person's run when it begins; an experiment leaves what is in use."""
        if not run.experiment:
            self._set_run(run)

    def _follow(self, state: QueueState) -> None:
        run = state.run
        if run is None or run.id != self.run_id:
            return
        assert self._run is not None
        is_new = run.network is not self._run.network
        self._run = run
        if run.jobs[-1].mini_batches:
            self._reports[run.id] += 1
            if not run.experiment:  # an experiment's run can be repeated
                self._set_modified(True)
        if is_new:
            self.tell_network()
        self.job_changed.emit(state)

    def _tell_run(self, run: Run) -> None:
        if run.id == self.run_id:
            self.runs_changed.emit()

    def _take_end(self, run: Run) -> None:
        if run.id == self.run_id:
            self.job_changed.emit(self.job)
            self.run_ended.emit()

    def shut_down(self) -> None:
        """End the training process, and wait for it; nothing can be undone any more."""
        self.undo.clear()
        self._trainer.shut_down()

    # Changing the state, and announcing it.

    def use(self, run: Run | None, file: NetworkFileState) -> None:
        """Use another run. A person's run that learns is stopped and kept; experiments go on."""
        if not self.is_idle and not self.job.experiment:
            self.queue.abandon()
        self._file = file
        self._set_run(run)
        self.file_changed.emit(file)
        self.job_changed.emit(self.job)

    def _set_run(self, run: Run | None) -> None:
        before, learning = self.run_id, self.queue.state.run
        is_learning = run is not None and learning is not None and run.id == learning.id
        self._run = learning if is_learning else run
        if self.run_id != before:
            self.run_replaced.emit()
        self.tell_network()
        self.runs_changed.emit()

    def tell_network(self) -> None:
        """Announce the network in use, and read the drawing with it."""
        self.network_changed.emit(self.network)
        self.reader.read_again()

    def _set_modified(self, modified: bool) -> None:
        if modified != self._file.modified:
            self._set_file(replace(self._file, modified=modified))

    def _set_file(self, file: NetworkFileState) -> None:
        self._file = file
        self.file_changed.emit(file)
