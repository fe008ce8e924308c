"""Early stopping: when a run that no longer improves ends, or halves its learning rate."""

from digitpad.core.learning.settings import Hyperparameters

SMALLEST_FACTOR = 1 / 128  # of the learning rate: early stopping halves it no further


class NoImprovement:
    """When to stop: the book's no-improvement-in-n rule, and its learning-rate schedule.

    Chapter 3, *How to choose a neural network's hyper-parameters?*: train until the accuracy on the
    evaluation data has not reached a new best for n epochs in a row. Then stop ("stop"); or halve
    the learning rate and go on, until it has fallen to 1/128 of what it was at first ("halve").

    factor: multiply the learning rate by this. ended: whether the run should end.
    """

    def __init__(self) -> None:
        self.factor = 1.0
        self.ended = False
        self._best = -1
        self._epochs_since = 0

    def take(self, accuracy: int | None, settings: Hyperparameters) -> None:
        """Apply the rule of these settings to the evaluation accuracy of one more epoch."""
        if settings.early_stopping == "off" or accuracy is None:
            return
        if accuracy > self._best:
            self._best, self._epochs_since = accuracy, 0
            return
        self._epochs_since += 1
        if self._epochs_since < settings.no_improvement_in:
            return
        if settings.early_stopping == "halve":
            self.factor /= 2
            self._epochs_since = 0
        self.ended = settings.early_stopping == "stop" or self.factor <= SMALLEST_FACTOR
