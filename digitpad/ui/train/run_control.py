"""A run, from Start to its end: orders go from the form to the trainer, reports come back."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.session.document import Document
from digitpad.training.messages import Advanced, EpochEnded, Ready
from digitpad.training.trainer import State, Trainer
from digitpad.ui.train.train_panel import TrainingPanel


class RunControl(QObject):
    """Starts runs, tells the document and the panel what they bring, and ends them.

    Signals: `failed`, with a sentence, where a run broke off; the last snapshot is kept.
    """

    failed = Signal(str)

    def __init__(
        self, document: Document, trainer: Trainer, panel: TrainingPanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document, self._trainer, self._panel = document, trainer, panel
        self._settings = Hyperparameters()  # of the run under way, or the last
        self._form_epochs = 0  # what the form said when it was last heard
        self._epochs_done = 0
        self._seconds = 0.0
        self._after_run: Callable[[], None] | None = None
        trainer.became_ready.connect(self._take_samples)
        trainer.advanced.connect(self._take_progress)
        trainer.epoch_ended.connect(self._take_epoch)
        trainer.ended.connect(self._take_end)
        trainer.failed.connect(self._take_failure)
        panel.form.changed.connect(self._take_change)

    def start(self, data_set: str, epochs: int | None = None) -> None:
        """Train the network in use, for the form's epochs or for so many.

        data_set: what the data are called that it learns from.
        """
        settings = self._panel.form.hyperparameters()
        self._document.hyperparameters = settings
        self._document.data_set = data_set
        self._form_epochs = settings.epochs
        self._settings = settings if epochs is None else replace(settings, epochs=epochs)
        self._epochs_done, self._seconds = 0, 0.0
        self._trainer.start(self._document.network, self._settings)

    def add_epoch(self) -> None:
        """Let the run under way go on for one more epoch."""
        self._change(replace(self._settings, epochs=self._settings.epochs + 1))

    def pause_or_resume(self) -> None:
        """Halt the run, or let it go on."""
        if self._trainer.state is State.PAUSED:
            self._trainer.resume()
        else:
            self._trainer.pause()

    def stop_and_then(self, proceed: Callable[[], None]) -> None:
        """End the run, if there is one, and do this when it is over."""
        if self._trainer.state is State.IDLE:
            proceed()
        else:
            self._after_run = proceed
            self._trainer.stop()

    def abandon(self) -> None:
        """End the run, if there is one, and hear no more of it."""
        if self._trainer.state is not State.IDLE:
            self._after_run = None
            self._trainer.shut_down()
            self._trainer.prepare()

    def _take_change(self) -> None:
        """The form was changed: while a run goes by it, the run changes too."""
        if self._trainer.state not in (State.RUNNING, State.PAUSED):
            return
        settings = self._panel.form.hyperparameters()
        self._document.hyperparameters = settings
        if settings.epochs == self._form_epochs:  # then the run's own number stands
            settings = replace(settings, epochs=self._settings.epochs)
        else:
            self._form_epochs = settings.epochs
        self._change(settings)

    def _change(self, settings: Hyperparameters) -> None:
        self._settings = settings
        self._trainer.change(settings)

    def _take_samples(self, report: Ready) -> None:
        self._panel.form.samples.show_samples(report.samples)

    def _take_progress(self, report: Advanced) -> None:
        self._seconds = report.seconds
        self._document.learn(report.network)
        self._panel.show_progress(report.progress, report.seconds, self._settings)

    def _take_epoch(self, report: EpochEnded) -> None:
        self._epochs_done += 1
        self._seconds = report.seconds
        self._document.add_result(report.result, report.best)
        self._panel.form.samples.show_next_epoch()

    def _take_end(self, network: Network) -> None:
        self._document.learn(network)
        self._finish()

    def _take_failure(self, reason: str) -> None:
        self.failed.emit(reason)
        self._finish()

    def _finish(self) -> None:
        self._panel.show_end(self._epochs_done, self._settings.epochs, self._seconds)
        if self._after_run is not None:
            proceed, self._after_run = self._after_run, None
            proceed()
