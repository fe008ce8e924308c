"""The data that a person's next run will learn from: chosen, then read or refused.

The window reads them for what it shows; the training process reads them for itself.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import DIGITS
from digitpad.session.background import Background
from digitpad.session.runs.run import Run
from digitpad.training.worker import Refusal, load

SAMPLES = 12  # training images to show


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """Data that were read.

    samples: some of their training images, uint8 (n, 784). training_size, evaluation_size: the
    numbers of images. classes: the names of the ten labels.
    """

    data: DataSpec
    samples: NDArray[np.uint8]
    training_size: int
    evaluation_size: int
    classes: tuple[str, ...] = DIGITS


NOTHING_LOADED = Loaded(DataSpec(), np.zeros((0, 784), np.uint8), 0, 0)


class ChosenData(QObject):
    """Reads the data that are chosen, on the files' thread.

    data: those in use: read last, or to be read first. chosen: those chosen last, for which a run
    would wait. loaded: some images of those in use; none until they are read.
    """

    became_ready = Signal(Loaded)
    """Data were read, and are in use."""
    refused = Signal(str)
    """Data cannot be used, and the data before stay in use; carries a sentence."""

    def __init__(self, data: DataSpec, files: Background, parent: QObject) -> None:
        super().__init__(parent)
        self.data = self.chosen = data
        self.loaded = NOTHING_LOADED
        self._files = files

    def choose(self, data: DataSpec) -> None:
        """Use these data once they are read. Of several choices the last one counts."""
        self.chosen = data
        refuse = partial(self._refuse, data)
        self._files.run(partial(_read, data), self.take, Refusal, refuse)

    def are_of(self, run: Run, data: DataSpec) -> bool:
        """Whether a run learns from these data."""
        # How many training images the whole data set has; None if it is not known yet.
        size = self.loaded.training_size or None if self.loaded.data == data.whole else None
        return run.learns_from(data, size)

    def take(self, loaded: Loaded) -> None:
        """Use data that were read, unless others are chosen by now."""
        if loaded.data == self.chosen:
            self.data, self.loaded = loaded.data, loaded
            self.became_ready.emit(loaded)

    def _refuse(self, data: DataSpec, reason: str) -> None:
        if data == self.chosen:
            self.chosen = self.data
            self.refused.emit(reason)


def _read(data: DataSpec) -> Loaded:
    training, evaluation, classes = load(data)
    return Loaded(data, training.images[:SAMPLES], len(training), len(evaluation), classes)
