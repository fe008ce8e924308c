"""Which data there are to learn from and to be tested with: MNIST, or a folder of one's own."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from digitpad.training.messages import Ready
from digitpad.training.trainer import Trainer
from digitpad.ui import dialogs
from digitpad.ui.drawing.picture_transfer import Exchange

MNIST = "MNIST"


class DataControl(QObject):
    """Asks for data, hands them to whoever uses them, and says what is in use.

    `name` is what the data in use are called. Signals: `told`, a line for the status bar.
    """

    told = Signal(str)

    def __init__(self, window: QWidget, trainer: Trainer, exchange: Exchange) -> None:
        super().__init__(window)
        self._window, self._trainer, self._exchange = window, trainer, exchange
        self._chosen = False
        trainer.became_ready.connect(self._take)
        trainer.data_refused.connect(self._refuse)

    @property
    def name(self) -> str:
        """What the data in use are called: a folder's name, or MNIST."""
        folder = self._trainer.data_folder
        return MNIST if folder is None else Path(folder).name

    def open_folder(self, start: str) -> None:
        """Ask for a folder of IDX files, beginning with the folder `start`."""
        dialogs.ask_for_folder(self._window, "Open Data Folder", self._choose, start)

    def use_mnist(self) -> None:
        """Go back to the data that came with digitpad."""
        self._choose(None)

    def _choose(self, folder: str | None) -> None:
        self._chosen = True
        self._trainer.use_data(folder)

    def _take(self, report: Ready) -> None:
        self._exchange.use_test_data(report.folder)
        if self._chosen:  # and not merely made ready when the program began
            self._chosen = False
            self.told.emit(f"The data are now those of {self.name}")

    def _refuse(self, reason: str) -> None:
        self._chosen = False
        dialogs.tell(self._window, "The data cannot be used", reason)
