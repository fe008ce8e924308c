"""The session holds the program's state, and is the one place where it changes.

The window and its panels call its methods to ask for changes. Its signals announce changes, and
carry frozen values. Nothing outside assigns to its fields.
"""

from collections import Counter
from dataclasses import replace
from functools import partial
from typing import Any, cast

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitpad.core.damage import Damaging
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import DIGITS
from digitpad.core.learning.epoch import Change
from digitpad.core.learning.settings import CHANGEABLE, Architecture, Hyperparameters
from digitpad.core.network import Network
from digitpad.core.network_file import NetworkFile, NetworkFileError
from digitpad.session.drawing import Drawing, DrawingBoard
from digitpad.session.facts import JobState, NetworkFileState, Snapshot
from digitpad.session.opened_files import shipped_network
from digitpad.session.reading import Reader, Reading
from digitpad.session.runs.job import End
from digitpad.session.runs.run import Origin, Run, title_of
from digitpad.session.undo import Step, UndoStack, can
from digitpad.training.trainer import State, Trainer
from digitpad.training.worker import Ready, Report, Train

__all__ = ["JobState", "NetworkFileState", "Session", "Snapshot", "State"]

UNREADABLE = "The shipped network cannot be read"
NOTHING_LOADED = Ready(DataSpec(), np.zeros((0, 784), np.uint8), 0, 0)


class Session(QObject):
    """Holds the drawing and its reading, the run and network in use, the data, and the job.

    loaded: the data in use, with some of their images; without images until data are loaded. undo:
    all that can be undone, of the drawing, of hands, and of runs.
    """

    drawing_changed = Signal(Drawing)
    reading_changed = Signal(object)
    """Carries a Reading, or None if there is nothing to read."""
    network_changed = Signal(Snapshot)
    runs_changed = Signal()
    """The run in use has new epochs, another name or other settings; or another run is in use."""
    run_replaced = Signal()
    """Another run is in use, or none."""
    run_restored = Signal(Run, Run)
    """Undo wants a run that is not in use to be as it was; carries what it was and is to be."""
    run_opened = Signal()
    """Another run is in use, whose past forms must show: from a file, from Runs, or of a copy."""
    file_changed = Signal(NetworkFileState)
    data_changed = Signal(DataSpec)
    """Data were loaded."""
    data_refused = Signal(str)
    """Data cannot be used, so the earlier ones stay in use; carries a sentence."""
    job_changed = Signal(JobState)
    run_ended = Signal()
    """A job is over; `run` has what was learnt."""
    noticed = Signal(str)
    """Carries a sentence that the user may want to know."""
    failed = Signal(str, str)
    """Something that was asked for could not be done; carries a title and a sentence."""

    def __init__(self, trainer: Trainer) -> None:
        super().__init__()
        self.undo = UndoStack()
        self.board = DrawingBoard(self.undo, self)
        self.loaded = NOTHING_LOADED
        self._trainer = trainer
        trainer.setParent(self)
        self._reader = Reader(self.board, lambda: self.network, self)
        self._run: Run | None = None
        # The numbers of the last runs of a person and of experiments, as far as is known.
        self._highest = {False: 0, True: 0}
        self._stand_in: Network | None = None  # where the shipped network cannot be read
        self._file = NetworkFileState()
        self._job = JobState()
        self._stop_was_asked = self._has_fallen_back = False
        self._going_back: tuple[Step, str] | None = None  # the last time, and the run's id
        self._reports: Counter[str] = Counter()  # of what a run has learnt, by its id
        self.board.changed.connect(self.drawing_changed)
        self._reader.read.connect(self.reading_changed)
        trainer.became_ready.connect(self._take_data)
        trainer.data_refused.connect(self._take_refusal)
        trainer.state_changed.connect(lambda state: self._set_job(state=state))
        trainer.advanced.connect(self._take_progress)
        trainer.ended.connect(self._take_end)

    # The drawing.

    @property
    def drawing(self) -> Drawing:
        """The drawing, with the stroke that is being drawn."""
        return self.board.drawing

    @property
    def reading(self) -> Reading | None:
        """The network's reading of the drawing; None if the canvas is blank."""
        return self._reader.reading

    def damage_drawing(self, damage: Damaging | None) -> None:
        """Read the drawing as it looks with this damage, until None ends it. The drawing stays."""
        if damage != self._reader.damage:
            self._reader.read_damaged(damage)

    def choose_figure(self, place: int) -> None:
        """Look into this figure of a number, from 0, until the drawing changes."""
        self._reader.choose(place)

    # The data.

    def begin(self) -> None:
        """Start the training process, which loads the data."""
        self._trainer.prepare()

    @property
    def data(self) -> DataSpec:
        """The data in use: those that were loaded last, or will be loaded first."""
        return self._trainer.data

    @property
    def chosen_data(self) -> DataSpec:
        """The data that the next run will learn; they may not be loaded yet."""
        return self._trainer.chosen_data

    @property
    def training_data(self) -> DataSpec:
        """The data whose training images the network in use learns from; if unknown, all in use."""
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
        """Whether these are digits."""
        return self.classes == DIGITS

    def _take_data(self, loaded: Ready) -> None:
        self.loaded = loaded
        self.data_changed.emit(loaded.data)

    def _take_refusal(self, reason: str) -> None:
        """If the first data are refused, MNIST takes their place."""
        self.data_refused.emit(reason)
        if self.loaded is NOTHING_LOADED and not self._has_fallen_back:
            self._has_fallen_back = True
            self.use_data(DataSpec())

    # The network in use, its run and its file.

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
    def run_id(self) -> str | None:
        """The id of the run in use."""
        return None if self._run is None else self._run.id

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

    def show_shipped(self) -> None:
        """Use the network that comes with the program."""
        self.use(None, NetworkFileState())

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
        run = Run.begin(architecture, self._next_number(bool(experiment)), seed)
        run = replace(run, name=name, experiment=experiment, trial=trial)
        self.use(run, NetworkFileState("new network"))

    def open(self, content: NetworkFile, file: NetworkFileState) -> None:
        """Use a network that was read from a file, and go on with the run that it describes."""
        run = Run.of_file(content, self._next_number())
        if file.path is not None:
            run = replace(run, file=str(file.path))
        self.use(run, file)
        self.run_opened.emit()

    def go_on_with(self, run: Run, *, from_best: bool = False) -> None:
        """Use the last network of a run that is kept, and go on with that run.

        from_best: begin another run instead, with the network of the best epoch.
        """
        self.number_above(run)
        if from_best:
            run = run.from_best(self._next_number())
            self.number_above(run)
        self.use(run, NetworkFileState(run.title, modified=from_best))
        self.run_opened.emit()

    def use_copy(
        self, network: Network, *, name: str = "", hand: str = "", hand_name: str = ""
    ) -> None:
        """Use a changed copy of the network in use, as a new network that is not saved.

        name: the run's name, by default its number. hand, hand_name: the id and the name of the
        hand that it has learnt; otherwise it comes from the Laboratory.
        """
        of, hands = self._run, () if self._run is None else self._run.hands
        run = replace(
            Run.of_file(NetworkFile(network), self._next_number()),
            parent=self.run_id,
            origin=Origin(self.title, "hand" if hand else "laboratory", hand_name),
            name=name,
            classes=None if of is None else of.classes,
            hands=hands if hand in ("", *hands) else (*hands, hand),
        )
        self.number_above(run)
        self.use(run, NetworkFileState(run.title, modified=True))
        self.run_opened.emit()

    def rename(self, name: str) -> None:
        """Name the run in use; with an empty name its number is its title."""
        if self._run is not None:
            self._run = replace(self._run, name=name)
            self.runs_changed.emit()

    def content(self) -> NetworkFile:
        """The content of a network file for the run in use."""
        return NetworkFile(self.network) if self._run is None else self._run.content()

    def take_saved(self, content: NetworkFile, file: NetworkFileState) -> None:
        """Note that `content` was saved to a file, which now belongs to the network."""
        # The network may have learnt more while the file was written.
        modified = self._file.modified and content.network is not self.network
        if self._run is not None:
            self._run = replace(self._run, file=str(file.path))
            self.runs_changed.emit()
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
        """Whether `go_back_to_best` of the run in use is what would be undone next."""
        return self.is_idle and (self.undo.undone_next, self.run_id) == self._going_back

    def can_undo(self) -> bool:
        """Whether the last step can be taken back now; some wait until training has ended."""
        return can(self.undo.undone_next, self.is_idle)

    def can_redo(self) -> bool:
        """Whether the step that was taken back can be made again now."""
        return can(self.undo.redone_next, self.is_idle)

    def _exchange(self, old: Run, new: Run) -> None:
        """Let a run be as it was at another moment."""
        run = self._run
        if run is None or run.id != old.id:
            self.run_restored.emit(old, new)
        else:
            self._set_run(replace(new, name=run.name, file=run.file))
            self._set_modified(True)

    # Numbers: the store gives them, and until it has, a run has the one that is to be expected.

    def _next_number(self, is_of_experiment: bool = False) -> int:
        return self._highest[is_of_experiment] + 1

    def number_above(self, run: Run) -> None:
        """Number new runs of its kind, a person's or an experiment's, above this one."""
        kind = bool(run.experiment)
        self._highest[kind] = max(self._highest[kind], run.number)

    def take_number(self, run_id: str, number: int) -> None:
        """Take the number that the store has given to a run."""
        if self._run is not None and self.run_id == run_id and self._run.number != number:
            self._run = replace(self._run, number=number)
            self.number_above(self._run)
            self.runs_changed.emit()

    # Training.

    @property
    def job(self) -> JobState:
        """What the training process is doing."""
        return self._job

    @property
    def is_idle(self) -> bool:
        """Whether no job is under way; a paused job is."""
        return self._trainer.state is State.IDLE

    def train(
        self,
        hyperparameters: Hyperparameters,
        data: DataSpec | None = None,
        *,
        is_experiment: bool = False,
        seed: int | None = None,
    ) -> None:
        """Train the run in use. With other data than its own, a new run begins with its network.

        data: by default the chosen ones. is_experiment: the run can be repeated, so it need not be
        saved; a new run belongs to the experiment as well, and shuffles with `seed`.

        The shipped network belongs to no run, so `make` one first.
        """
        if not self.is_idle or self._run is None:
            return
        data, loaded = data or self.chosen_data, self.loaded
        has_size = loaded.training_size and loaded.data == data.whole
        run = self._run.trained_with(data, loaded.training_size if has_size else None)
        if run.id != self._run.id:
            run = replace(run, number=self._next_number(is_experiment))
            if is_experiment:
                old = self._run
                run = replace(run, name=old.name, experiment=old.experiment, trial=old.trial)
        else:
            seed = None
        self._stop_was_asked = False
        run = run.with_job(hyperparameters, seed)
        self.number_above(run)
        self._set_run(run)
        before = len(run.history)
        self._job = JobState(settings=hyperparameters, before=before, is_experiment=is_experiment)
        self._trainer.start(Train(run.id, run.network, hyperparameters, data, run.best_accuracy))

    def change(self, **changed: float) -> None:
        """Change `eta`, `lmbda` or `epochs` of the job under way, but not of an experiment's."""
        assert changed.keys() <= set(CHANGEABLE), changed
        is_trained = self._trainer.state in (State.RUNNING, State.PAUSED)
        before, wanted = self._job.settings, cast(dict[str, Any], changed)
        if not is_trained or self._job.is_experiment:  # the book sets an experiment's
            return
        assert before is not None
        settings = replace(before, **wanted)
        self._trainer.change(settings)
        self._set_job(settings=settings)

    def pause(self) -> None:
        """Halt the job where it is."""
        self._trainer.pause()

    def resume(self) -> None:
        """Go on after `pause`."""
        self._trainer.resume()

    def stop(self) -> None:
        """End the job and keep what was learnt; `run_ended` follows."""
        self._stop_was_asked = True
        self._trainer.stop()

    def shut_down(self) -> None:
        """End the training process, and wait for it; nothing can be undone any more."""
        self.undo.clear()
        self._trainer.shut_down()

    def _take_progress(self, report: Report) -> None:
        if report.run_id == self.run_id:
            epochs = self._learn(report)
            coming = self._coming(report)  # after that: it compares with what the run has now
            job = {"progress": report.progress, "seconds": report.seconds}
            self._set_job(**job, epochs=epochs, coming=coming)

    def _coming(self, report: Report) -> Change | None:
        """The change of settings that no epoch has begun with, counted in epochs of the run."""
        assert self._run is not None
        coming = report.changes[len(self._run.jobs[-1].changes) :]
        return replace(coming[0], epoch=self._job.before + coming[0].epoch) if coming else None

    def _take_end(self, report: Report) -> None:
        if report.run_id != self.run_id:
            return
        epochs, is_experiment = self._learn(report), self._job.is_experiment
        end = self._why_ended(report, epochs)
        self._end(end, seconds=report.seconds, epochs=epochs)
        if report.reason and not (is_experiment and end == "diverged"):  # a result there
            self.failed.emit("The run broke off", report.reason)

    def _end(self, end: End, **changes: object) -> None:
        assert self._run is not None
        *before, job = self._run.jobs
        self._run = replace(self._run, jobs=(*before, replace(job, end=end)))
        self._set_job(end=end, coming=None, **changes)
        self.runs_changed.emit()
        self.run_ended.emit()

    def _why_ended(self, report: Report, epochs: int) -> End:
        """Why training has ended after this many epochs."""
        assert self._job.settings is not None
        if report.end in ("diverged", "broke off"):
            return report.end
        if epochs >= self._job.settings.epochs:
            return "done"
        return "stopped" if self._stop_was_asked else "no improvement"

    def _learn(self, report: Report) -> int:
        """Take over what was learnt; how many epochs of the job have ended."""
        assert self._run is not None
        self._run = self._run.with_learnt(report, self._job.before)
        self._reports[self._run.id] += bool(report.mini_batches)
        if report.mini_batches and not self._job.is_experiment:
            self._set_modified(True)
        if report.results:
            self.runs_changed.emit()
        self.tell_network()
        return self._job.epochs + len(report.results)

    # Changing the state, and announcing it.

    def use(self, run: Run | None, file: NetworkFileState) -> None:
        """Use another run; a job that is under way ends, and what its last report had is kept."""
        if not self.is_idle:
            self._trainer.shut_down()
            self._trainer.prepare()
            self._end("stopped")
        self._job = JobState()
        self._file = file
        self._set_run(run)
        self.file_changed.emit(file)
        self.job_changed.emit(self._job)

    def _set_run(self, run: Run | None) -> None:
        before, self._run = self.run_id, run
        if self.run_id != before:
            self.run_replaced.emit()
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
