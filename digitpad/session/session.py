"""The session holds the program's state, and is the one place where it changes.

The window and its panels ask for changes by calling its methods. Its signals announce changes, and
carry frozen values. Nothing outside assigns to its fields.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from digitpad.core.data.classes import DIGITS
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.files.network_file import NetworkFile
from digitpad.core.files.network_keys import MOST_EPOCHS
from digitpad.core.learning.architecture import Architecture
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.core.text import as_text
from digitpad.session.drawing.board import DrawingBoard
from digitpad.session.drawing.drawing import Drawing
from digitpad.session.drawing.reading import Reader, Reading
from digitpad.session.facts import End, JobState, NetworkFileState, Snapshot
from digitpad.session.loaded_data import LoadedData
from digitpad.session.opened_files import Opened, Saved, Shipped
from digitpad.session.runs.run import (
    MOST_CHANGES,
    MOST_GRADIENT_LENGTHS,
    MOST_JOBS,
    Run,
    title_of,
)
from digitpad.session.runs.run_numbers import RunNumbers
from digitpad.training.messages import Advanced, Ended, Epochs, Failed, Train
from digitpad.training.trainer import State, Trainer

if TYPE_CHECKING:
    from digitpad.core.evaluation.damage import Damaging

__all__ = ["JobState", "NetworkFileState", "Session", "Snapshot", "State"]

CHANGEABLE = {"eta", "lmbda", "epochs"}  # settings that can change while a run is trained
UNREADABLE = "The shipped network cannot be read"
_FULL = (
    f"A run has at most {MOST_EPOCHS:,} epochs, {MOST_GRADIENT_LENGTHS:,} lengths of gradients, "
    f"{MOST_JOBS:,} jobs and {MOST_CHANGES:,} changes of settings"
)


class Session(QObject):
    """Holds the drawing and its reading, the run and network in use, the data, and the job."""

    drawing_changed = Signal(Drawing)
    reading_changed = Signal(object)
    """Carries a Reading, or None where there is nothing to read."""
    network_changed = Signal(Snapshot)
    runs_changed = Signal()
    """The run in use has new epochs, another name or other settings; or another run is in use."""
    file_changed = Signal(NetworkFileState)
    data_changed = Signal(DataSpec)
    data_refused = Signal(str)
    """The chosen data cannot be used; carries a sentence."""
    job_changed = Signal(JobState)
    run_ended = Signal()
    """A job is over; `run` has what was learnt."""
    noticed = Signal(str)
    """Carries a sentence that the user may want to know."""
    failed = Signal(str, str)
    """Something that was asked for could not be done; carries a title and a sentence."""

    def __init__(self, trainer: Trainer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._trainer = trainer
        trainer.setParent(self)
        self.board = DrawingBoard(self)
        self.loaded = LoadedData(trainer, self)
        self._reader = Reader(self.board, lambda: self.network, self._is_running, self)
        self._run: Run | None = None
        self._before_going_back: Run | None = None
        self._numbers = RunNumbers()
        self._shipped = Shipped(lambda why: self.failed.emit(UNREADABLE, why))
        self._file = NetworkFileState()
        self._job = JobState()
        self._stop_was_asked = False
        self.board.changed.connect(self.drawing_changed)
        self._reader.read.connect(self.reading_changed)
        self.loaded.changed.connect(self.data_changed)
        self.loaded.refused.connect(self.data_refused)
        trainer.state_changed.connect(self._take_state)
        trainer.advanced.connect(self._take_progress)
        trainer.ended.connect(self._take_end)
        trainer.failed.connect(self._take_failure)
        trainer.noticed.connect(self.noticed)
        trainer.hangs_changed.connect(self._take_hang)

    # The state.

    @property
    def drawing(self) -> Drawing:
        """The drawing, with the stroke that is being drawn."""
        return self.board.drawing

    @property
    def reading(self) -> Reading | None:
        """The network's reading of the drawing; None if the canvas is blank."""
        return self._reader.reading

    def damage_drawing(self, damage: "Damaging | None") -> None:
        """Read the drawing as it looks with this damage, until None ends it. The drawing stays."""
        if damage is not None and not damage.level:
            damage = None
        if damage != self._reader.damage:
            self._reader.read_damaged(damage)

    @property
    def network(self) -> Network:
        """The network in use. The shipped one is loaded at the first call."""
        return self._run.network if self._run is not None else self._shipped.network()

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
    def data(self) -> DataSpec:
        """The data in use."""
        return self._trainer.data

    @property
    def chosen_data(self) -> DataSpec:
        """The data that the next run will learn from; they may not be loaded yet."""
        return self._trainer.chosen_data

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the ten outputs of the network in use."""
        if self._run is None or not self._run.learns_from_set(self.data):
            return DIGITS
        return self.loaded.classes

    @property
    def job(self) -> JobState:
        """What the training process is doing."""
        return self._job

    @property
    def is_idle(self) -> bool:
        """Whether no job is under way; a paused one is."""
        return self._trainer.state is State.IDLE

    def _is_running(self) -> bool:
        """Whether a network is trained at this moment."""
        return self._trainer.state is State.RUNNING

    @property
    def training_process_id(self) -> int | None:
        """The training process's id; None where none runs."""
        return self._trainer.process_id

    # The network in use, and its run.

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
    ) -> None:
        """Begin a run with a new network, which knows nothing yet.

        name: the run's name, by default its number. experiment: the experiment it belongs to.
        """
        self._abandon()
        run = Run.begin(architecture, self._numbers.next(self._run), seed)
        self._replace(
            replace(run, name=name, experiment=experiment), NetworkFileState("new network")
        )

    def open(self, opened: Opened, weight_initializer: str) -> None:
        """Use a network that was read from a file, and go on with the run that the file describes.

        weight_initializer: what to assume if the file does not name it.
        """
        self._abandon()
        run = Run.of_file(opened.content, weight_initializer, self._numbers.next(self._run))
        name = "new network"
        if opened.path is not None:
            name = opened.path.name
            run = replace(run, file=as_text(name))
        self._replace(run, NetworkFileState(name, opened.path, opened.on_disk))

    def restore(self, run: Run, path: Path | None, on_disk: bytes | None) -> None:
        """Go on with a run that was kept on disk but not saved to a file."""
        self._abandon()
        if not run.number:  # its record is lost
            run = replace(run, number=self._numbers.next(self._run))
        self._numbers.take(run)
        name = "new network" if path is None else path.name
        self._replace(run, NetworkFileState(name, path, on_disk, modified=True))

    def go_on_with(
        self, run: Run, *, from_best: bool = False, saved_as: Path | None = None
    ) -> None:
        """Use the last network of a run that is kept, and go on with that run.

        from_best: use the network of its best epoch instead, which begins another run. saved_as:
        the file that the run was saved to, if it was.
        """
        self._abandon()
        self._numbers.take(run)
        if from_best:
            run, saved_as = run.from_best(self._numbers.next(self._run)), None
        self._replace(run, NetworkFileState(run.title, saved_as=saved_as))

    def come_back(self, run: Run | None, file: NetworkFileState) -> None:
        """Use a run again that was in use before, as it was then, with its file."""
        self._abandon()
        if run is not None:
            self._numbers.take(run)
        self._replace(run, file)

    def use_copy(self, network: Network, *, name: str = "", hand: str = "") -> None:
        """Use a changed copy of the network in use, as a new network that is not saved.

        name: the run's name, by default its number. hand: the id of the hand that it has learnt.
        """
        parent = None if self._run is None else self._run.id
        hands = () if self._run is None else self._run.hands
        self._abandon()
        run = Run.of_network(network, self._numbers.next(self._run), parent)
        if hand not in ("", *hands):
            hands = (*hands, hand)
        run = replace(run, name=as_text(name), hands=hands)
        self._replace(run, NetworkFileState(run.name or "new network", modified=True))

    def rename(self, name: str) -> None:
        """Name the run in use; an empty name stands for its number."""
        if self._run is not None:
            self._run = replace(self._run, name=as_text(name))
            self.runs_changed.emit()

    def await_count(self) -> None:
        """Numbers of runs are provisional until `count_runs_from` is called."""
        self._numbers.await_count()

    def count_runs_from(self, number: int) -> None:
        """Give the next run a number above this one, the highest of earlier sessions."""
        more = self._numbers.count_from(number)
        if self._run is not None and more:
            self._run = replace(self._run, number=self._run.number + more)
            self.runs_changed.emit()

    def content(self) -> NetworkFile:
        """The content of a network file for the run in use."""
        return NetworkFile(self.network) if self._run is None else self._run.content()

    def take_saved(self, content: NetworkFile, saved: Saved) -> None:
        """Note that `content` was saved to a file, which now belongs to the network."""
        # What was learnt while it was being written is not in the file.
        modified = self._file.modified and content.network is not self.network
        if self._run is not None:
            self._run = replace(self._run, file=as_text(saved.path.name))
            self.runs_changed.emit()
        self._set_file(NetworkFileState(saved.path.name, saved.path, saved.on_disk, modified))

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
        """Whether `go_back_to_best` was the last change of the run."""
        return self.is_idle and self._before_going_back is not None

    def return_from_best(self) -> None:
        """Undo `go_back_to_best`."""
        if self.can_return():
            run, self._before_going_back = self._before_going_back, None
            self._set_run(run)
            self._set_modified(True)

    # Training.

    def begin(self) -> None:
        """Start the training process, which loads the data."""
        self._trainer.prepare()

    def use_data(self, data: DataSpec) -> None:
        """Learn from other data from now on. During a job this does nothing."""
        self._trainer.use_data(data)

    def train(
        self,
        hyperparameters: Hyperparameters,
        epochs: int | None = None,
        data: DataSpec | None = None,
        *,
        is_experiment: bool = False,
    ) -> None:
        """Train the run in use. Data that are not the run's own begin a new run from its network.

        epochs: how many, by default those of the hyper-parameters. data: by default the chosen
        ones. is_experiment: the run can be repeated, so it need not be saved.

        The shipped network belongs to no run, so `make` one first. If the run already has as many
        epochs as a file can hold, nothing is trained and `failed` says so.
        """
        if not self.is_idle or self._run is None:
            return
        data = data or self.chosen_data
        run = self._run.trained_with(data, self.loaded.training_size_of(data))
        if run.id != self._run.id:
            run = replace(run, number=self._numbers.next(self._run))
        if run.room(hyperparameters) < 1 or len(run.jobs) >= MOST_JOBS:
            self.failed.emit("The run cannot be longer", f"{_FULL}: make a new network to train.")
            return
        self._before_going_back = None
        self._stop_was_asked = False
        settings = hyperparameters
        if epochs is not None:
            settings = replace(settings, epochs=epochs)
        before = len(run.history)
        settings = self._with_room(run, settings, before)
        run = run.with_job(settings)
        self._set_run(run)
        self._job = JobState(settings=settings, before=before, is_experiment=is_experiment)
        self._trainer.start(Train(run.id, run.network, settings, data, run.best_accuracy))

    def change(self, **changed: float) -> None:
        """Change `eta`, `lmbda` or `epochs` of the job under way, but not of an experiment's."""
        assert changed.keys() <= CHANGEABLE, changed
        wanted: dict[str, Any] = changed
        run, settings = self._run, self._job.settings
        if run is not None and settings is not None and self._may_change(run):
            self._change_job(replace(settings, **wanted))

    def add_epoch(self) -> None:
        """Make the job under way one epoch longer."""
        run, settings = self._run, self._job.settings
        if run is not None and settings is not None and self._may_change(run):
            self._change_job(replace(settings, epochs=settings.epochs + 1))

    def _may_change(self, run: Run) -> bool:
        """Whether a job is under way whose settings may change once more."""
        is_trained = self._trainer.state in (State.RUNNING, State.PAUSED)
        if not is_trained or self._job.is_experiment:  # whose settings are the book's
            return False
        if not run.may_be_changed():
            self.noticed.emit(f"{_FULL}; this one goes on unchanged.")
            return False
        return True

    def _with_room(self, run: Run, settings: Hyperparameters, before: int) -> Hyperparameters:
        """The settings, with no more epochs than fit into the run after `before` epochs."""
        room = run.room(settings) + len(run.history) - before
        if settings.epochs <= room:
            return settings
        self.noticed.emit(f"{_FULL}, so this one ends after {room:,} more.")
        return replace(settings, epochs=room)

    def _change_job(self, settings: Hyperparameters) -> None:
        assert self._run is not None
        settings = self._with_room(self._run, settings, self._job.before)
        if self._trainer.is_waiting:
            self._run = self._run.with_settings(settings)
        self._trainer.change(settings)
        self._set_job(settings=settings)

    def pause(self) -> None:
        """Halt the job under way."""
        self._trainer.pause()

    def resume(self) -> None:
        """Go on after `pause`."""
        self._trainer.resume()

    def stop(self) -> None:
        """End the job and keep what was learnt; `run_ended` follows."""
        self._stop_was_asked = True
        self._trainer.stop()

    def end_process(self) -> None:
        """End a training process that does not answer; what it reported last is kept."""
        self._trainer.end_process()

    def shut_down(self) -> None:
        """End the training process, and wait for it."""
        self._trainer.shut_down()

    # Reports of the trainer.

    def _take_state(self, state: State) -> None:
        self._set_job(state=state)

    def _take_hang(self, hangs: bool) -> None:
        self._set_job(hangs=hangs)

    def _take_progress(self, report: Advanced) -> None:
        if self._is_of_run(report.run_id):
            self._learn(report)
            self._set_job(
                progress=report.progress,
                seconds=report.seconds,
                epochs=self._job.epochs + len(report.epochs.results),
            )

    def _take_end(self, report: Ended) -> None:
        if self._is_of_run(report.run_id):
            self._learn(report)
            epochs = self._job.epochs + len(report.epochs.results)
            self._set_job(seconds=report.seconds, epochs=epochs, end=self._why_ended(epochs))
            self.run_ended.emit()

    def _why_ended(self, epochs: int) -> End:
        """Why the job has ended after so many epochs, if nothing went wrong."""
        assert self._job.settings is not None
        if epochs >= self._job.settings.epochs:
            return "done"
        return "stopped" if self._stop_was_asked else "no improvement"

    def _take_failure(self, report: Failed) -> None:
        if self._is_of_run(report.run_id):
            epochs = self._job.epochs
            if report.reached is not None:
                self._learn(report.reached)
                epochs += len(report.reached.epochs.results)
            self._set_job(epochs=epochs, end="diverged" if report.diverged else "broke off")
            is_experiment = self._job.is_experiment
            self.run_ended.emit()
            if not (is_experiment and report.diverged):  # in an experiment that is a result
                self.failed.emit("The run broke off", report.reason)

    def _is_of_run(self, run_id: str) -> bool:
        return self._run is not None and self._run.id == run_id

    def _learn(self, report: Advanced | Ended) -> None:
        assert self._run is not None
        run = self._run.with_network(report.network)
        self._run = run.with_learnt(report.learnt, len(report.epochs.results), report.seconds)
        if not self._job.is_experiment:
            self._set_modified(True)
        self._add_epochs(report.epochs)
        self.tell_network()

    def _add_epochs(self, epochs: Epochs) -> None:
        if epochs.results:
            assert self._run is not None
            self._run = self._run.with_epochs(epochs, self._job.before)
            self.runs_changed.emit()

    # Changing the state, and announcing it.

    def _abandon(self) -> None:
        """End the job that may be under way, and drop its further reports."""
        if not self.is_idle:
            self._trainer.shut_down()
            self._trainer.prepare()

    def _replace(self, run: Run | None, file: NetworkFileState) -> None:
        self._before_going_back = None
        self._job = JobState()
        self._file = file
        self._set_run(run)
        self.file_changed.emit(file)
        self.job_changed.emit(self._job)

    def _set_run(self, run: Run | None) -> None:
        self._run = run
        self.tell_network()
        self.runs_changed.emit()

    def tell_network(self) -> None:
        """Announce the network in use, and read the drawing with it."""
        self.network_changed.emit(Snapshot(self.network, self._run))
        self._reader.read_again()

    def _set_modified(self, modified: bool) -> None:
        if modified != self._file.modified:
            self._set_file(replace(self._file, modified=modified))

    def _set_file(self, file: NetworkFileState) -> None:
        self._file = file
        self.file_changed.emit(file)

    def _set_job(self, **changes: object) -> None:
        self._job = replace(self._job, **changes)  # type: ignore[arg-type]
        self.job_changed.emit(self._job)
