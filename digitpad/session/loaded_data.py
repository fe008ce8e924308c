"""The data that the training process has loaded: their sizes, some images, their classes."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from digitpad.core.data.classes import DIGITS
from digitpad.core.data.data_spec import DataSpec
from digitpad.training.trainer import Trainer
from digitpad.training.worker import Ready


class LoadedData(QObject):
    """What is known of the data in use. If the first ones are refused, MNIST takes their place."""

    changed = Signal(DataSpec)
    """Data were loaded."""
    refused = Signal(str)
    """Data cannot be used, so the earlier ones stay in use; carries a sentence."""

    def __init__(self, trainer: Trainer, parent: QObject) -> None:
        super().__init__(parent)
        self._trainer = trainer
        self._loaded: Ready | None = None
        self._has_fallen_back = False
        trainer.became_ready.connect(self._take)
        trainer.data_refused.connect(self._take_refusal)

    @property
    def sizes(self) -> tuple[int, int] | None:
        """The numbers of training and evaluation images; None until data are loaded."""
        if self._loaded is None:
            return None
        return self._loaded.training_size, self._loaded.evaluation_size

    @property
    def samples(self) -> NDArray[np.uint8]:
        """Some training images, uint8 (n, 784); n is 0 until data are loaded."""
        return np.zeros((0, 784), np.uint8) if self._loaded is None else self._loaded.samples

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the ten labels."""
        return DIGITS if self._loaded is None else self._loaded.classes

    def training_size_of(self, data: DataSpec) -> int | None:
        """How many training images these data have as a whole; None if they are not loaded."""
        loaded = self._loaded
        return loaded.training_size if loaded is not None and loaded.data == data.whole else None

    def _take(self, loaded: Ready) -> None:
        self._loaded = loaded
        self.changed.emit(loaded.data)

    def _take_refusal(self, reason: str) -> None:
        self.refused.emit(reason)
        if self._loaded is None and not self._has_fallen_back:
            self._has_fallen_back = True
            self._trainer.use_data(DataSpec())
