"""When to stop: the book's no-improvement-in-n rule, and its learning-rate schedule.

Chapter 3, *How to choose a neural network's hyper-parameters?*: train until the accuracy on the
evaluation data has not reached a new best for n epochs in a row. Then stop ("stop"); or halve the
learning rate and go on, until it has fallen to 1/128 of what it was at the start ("halve").
"""

EARLY_STOPPING = ("off", "stop", "halve")
SMALLEST_FACTOR = 1 / 128


class NoImprovement:
    """Watches the evaluation accuracy of a run, epoch by epoch.

    factor: multiply the learning rate by this. ended: whether the run should end.
    """

    def __init__(self) -> None:
        self.factor = 1.0
        self.ended = False
        self._best = -1
        self._epochs_since = 0

    def take(self, accuracy: int, early_stopping: str, n: int) -> None:
        """Note the accuracy of one more epoch, and apply the rule "none better in n epochs"."""
        if accuracy > self._best:
            self._best, self._epochs_since = accuracy, 0
            return
        self._epochs_since += 1
        if self._epochs_since < n:
            return
        if early_stopping == "halve":
            self.factor /= 2
            self._epochs_since = 0
        self.ended = early_stopping == "stop" or self.factor <= SMALLEST_FACTOR
