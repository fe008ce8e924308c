"""The session holds the program's state, and is the one place where it changes.

The window and its panels call its methods to ask for changes. Its signals announce changes, and
carry frozen values. Nothing outside assigns to its fields.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Signal

from digitpad.core.data.classes import DIGITS
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.epoch import Change
from digitpad.core.learning.hyperparameters import CHANGEABLE, Hyperparameters
from digitpad.session.drawing.board import DrawingBoard
from digitpad.session.drawing.drawing import Drawing
from digitpad.session.drawing.reading import Reader, Reading
from digitpad.session.facts import JobState, NetworkFileState, Snapshot
from digitpad.session.in_use import NetworkInUse
from digitpad.session.loaded_data import LoadedData
from digitpad.session.runs.job import End
from digitpad.session.runs.run import Run
from digitpad.session.undo import undo_stack
from digitpad.training.trainer import State, Trainer
from digitpad.training.worker import Report, Train

if TYPE_CHECKING:
    from digitpad.core.evaluation.damage import Damaging

__all__ = ["JobState", "NetworkFileState", "Session", "Snapshot", "State"]


class Session(NetworkInUse):
    """Holds the drawing and its reading, the run and network in use, the data, and the job.

    Which run is in use is decided in `in_use.py`; here it is trained.
    """

    drawing_changed = Signal(Drawing)
    reading_changed = Signal(object)
    """Carries a Reading, or None if there is nothing to read."""
    data_changed = Signal(DataSpec)
    data_refused = Signal(str)
    """The chosen data cannot be used; carries a sentence."""
    job_changed = Signal(JobState)
    run_ended = Signal()
    """A job is over; `run` has what was learnt."""
    noticed = Signal(str)
    """Carries a sentence that the user may want to know."""

    def __init__(self, trainer: Trainer) -> None:
        super().__init__(trainer)
        self.undo = undo_stack()
        """All that can be undone: of the drawing, of hands, and of runs."""
        self.board = DrawingBoard(self.undo, self)
        self.loaded = LoadedData(trainer, self)
        self._reader = Reader(self.board, lambda: self.network, self._is_running, self)
        self._job = JobState()
        self._stop_was_asked = False
        self.board.changed.connect(self.drawing_changed)
        self._reader.read.connect(self.reading_changed)
        self.loaded.changed.connect(self.data_changed)
        self.loaded.refused.connect(self.data_refused)
        trainer.state_changed.connect(self._take_state)
        trainer.advanced.connect(self._take_progress)
        trainer.ended.connect(self._take_end)
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
        if damage != self._reader.damage:
            self._reader.read_damaged(damage)

    @property
    def data(self) -> DataSpec:
        return self._trainer.data

    @property
    def chosen_data(self) -> DataSpec:
        """The data that the next run will learn; they may not be loaded yet."""
        return self._trainer.chosen_data

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
    def job(self) -> JobState:
        """What the training process is doing."""
        return self._job

    def _is_running(self) -> bool:
        return self._trainer.state is State.RUNNING

    @property
    def training_process_id(self) -> int | None:
        """The id of the training process; None if none runs."""
        return self._trainer.process_id

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
        data = data or self.chosen_data
        run = self._run.trained_with(data, self.loaded.training_size_of(data))
        if run.id != self._run.id:
            run = replace(run, number=self._next_number)
            if is_experiment:
                old = self._run
                run = replace(run, name=old.name, experiment=old.experiment, trial=old.trial)
        else:
            seed = None
        self._before_going_back = None
        self._stop_was_asked = False
        run = run.with_job(hyperparameters, seed)
        self.number_above(run.number)
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
        self._trainer.pause()

    def resume(self) -> None:
        self._trainer.resume()

    def stop(self) -> None:
        """End the job and keep what was learnt; `run_ended` follows."""
        self._stop_was_asked = True
        self._trainer.stop()

    def end_process(self) -> None:
        """End a training process that does not answer; its last report is kept."""
        self._trainer.end_process()

    def shut_down(self) -> None:
        """End the training process, and wait for it; nothing can be undone any more."""
        self.undo.clear()
        self._trainer.shut_down()

    # Reports of the trainer.

    def _take_state(self, state: State) -> None:
        self._set_job(state=state)

    def _take_hang(self, hangs: bool) -> None:
        self._set_job(hangs=hangs)

    def _take_progress(self, report: Report) -> None:
        if self._is_of_run(report.run_id):
            epochs = self._learn(report)
            self._set_job(
                progress=report.progress,
                seconds=report.seconds,
                epochs=epochs,
                coming=self._coming(report),
            )

    def _coming(self, report: Report) -> Change | None:
        """The change of settings that no epoch has begun with, counted in epochs of the run."""
        assert self._run is not None
        coming = report.changes[len(self._run.jobs[-1].changes) :]
        return replace(coming[0], epoch=self._job.before + coming[0].epoch) if coming else None

    def _take_end(self, report: Report) -> None:
        if not self._is_of_run(report.run_id):
            return
        epochs, is_experiment = self._learn(report), self._job.is_experiment
        match report.end:
            case "diverged" | "broke off" as end:
                self._end_job(end, seconds=report.seconds, epochs=epochs)
            case _:
                self._end_job(self._why_ended(epochs), seconds=report.seconds, epochs=epochs)
        if report.reason and not (is_experiment and report.end == "diverged"):  # a result there
            self.failed.emit("The run broke off", report.reason)

    def _why_ended(self, epochs: int) -> End:
        """Why training has ended after this many epochs, if nothing went wrong."""
        assert self._job.settings is not None
        if epochs >= self._job.settings.epochs:
            return "done"
        return "stopped" if self._stop_was_asked else "no improvement"

    def _end_job(self, end: End, **changes: object) -> None:
        assert self._run is not None
        self._run = self._run.with_end(end)
        self._set_job(end=end, coming=None, **changes)
        self.runs_changed.emit()
        self.run_ended.emit()

    def _is_of_run(self, run_id: str) -> bool:
        return self._run is not None and self._run.id == run_id

    def _learn(self, report: Report) -> int:
        """Take over what was learnt; how many epochs of the job have ended."""
        assert self._run is not None
        self._run = replace(
            self._run.with_learnt(report, self._job.before), classes=self.loaded.classes
        )
        if report.mini_batches and not self._job.is_experiment:
            self._set_modified(True)
        if report.results:
            self.runs_changed.emit()
        self.tell_network()
        return self._job.epochs + len(report.results)

    # Changing the state, and announcing it.

    def _replace(self, run: Run | None, file: NetworkFileState) -> None:
        self._job = JobState()
        super()._replace(run, file)
        self.job_changed.emit(self._job)

    def tell_network(self) -> None:
        """Announce the network in use, and read the drawing with it."""
        super().tell_network()
        self._reader.read_again()

    def _set_job(self, **changes: object) -> None:
        self._job = replace(self._job, **changes)  # type: ignore[arg-type]
        self.job_changed.emit(self._job)
