"""The data that a person's next run will learn from: chosen, then loaded or refused."""

from collections import deque

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.session.runs.run import Run
from digitpad.training.worker import Ready

NOTHING_LOADED = Ready(DataSpec(), np.zeros((0, 784), np.uint8), 0, 0)


class ChosenData(QObject):
    """Follows what the training process of a person's runs answers about data.

    data: those in use: loaded last, or to be loaded first. loaded: some of their images; none until
    data are loaded.
    """

    became_ready = Signal(Ready)
    """Data are loaded; carries some of them."""
    refused = Signal(str)
    """Data cannot be used, and the data before stay in use; carries a sentence."""

    def __init__(self, data: DataSpec, parent: QObject) -> None:
        super().__init__(parent)
        self.data = data
        self.loaded = NOTHING_LOADED
        self._asked: deque[DataSpec] = deque()  # what the process was asked to load, in order

    @property
    def chosen(self) -> DataSpec:
        """The data chosen last, for which a run would wait; without a choice those in use."""
        return self._asked[-1] if self._asked else self.data

    def are_of(self, run: Run, data: DataSpec) -> bool:
        """Whether a run learns from these data."""
        # How many training images the whole data set has; None if it is not known yet.
        size = self.loaded.training_size or None if self.loaded.data == data.whole else None
        return run.learns_from(data, size)

    def ask(self, data: DataSpec) -> None:
        """Take note that the process was asked to load these."""
        self._asked.append(data)

    def ask_anew(self) -> DataSpec:
        """The data that a new process is asked to load first: those chosen last."""
        self._asked = deque([self.chosen])
        return self.chosen

    def take(self, answer: Ready | str, of_run: DataSpec | None) -> None:
        """Take what the process answers. of_run: data of a run that waits; it tells a refusal."""
        asked = self._asked.popleft()
        if isinstance(answer, Ready):
            self.data, self.loaded = answer.data, answer
            self.became_ready.emit(answer)
        elif of_run is None or asked != of_run.whole:
            self.refused.emit(answer)

    def forget_choice(self) -> bool:
        """Keep the data in use, as the process died. Returns whether others were chosen."""
        has_chosen = self.chosen != self.data
        self._asked.clear()
        return has_chosen
