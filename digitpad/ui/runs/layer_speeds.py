"""How quickly each layer learns in the runs of an experiment: found beside the window's thread."""

from PySide6.QtCore import QObject, Signal

from digitpad.core.demonstrations import speeds_of
from digitpad.core.experiments import Trial
from digitpad.session.background import Background
from digitpad.session.experimenter import ExperimentState

Speeds = dict[str, list[list[float]]]


class LayerSpeeds(QObject):
    """Repeats the runs, since no report of theirs tells of gradients."""

    changed = Signal()
    failed = Signal(str)
    """Carries a sentence."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.background = Background(self)
        self.found: Speeds = {}
        """Of each trial, by its name: the speeds of its layers before and after each epoch."""

    def find(self, state: ExperimentState) -> None:
        """Find them for the first run of each trial; `changed` follows each time."""
        self.found = {}
        for trial in state.experiment.trials:
            seed = next(planned.seed for planned in state.runs if planned.trial is trial)
            self._find(trial, seed)

    def _find(self, trial: Trial, seed: int) -> None:
        def work() -> list[list[float]]:
            speeds: list[list[float]] = []
            training, _, _ = trial.data.load()
            for found in speeds_of(trial, seed, training):
                speeds.append(found)
                if self.background.is_ending.is_set():
                    break
            return speeds

        def take(speeds: list[list[float]]) -> None:
            self.found = self.found | {trial.name: speeds}
            self.changed.emit()

        self.background.run(work, take, OSError, self.failed.emit)
