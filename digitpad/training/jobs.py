"""A job of the training process: trains one network, step by step, and reports to the window."""

import time
from collections.abc import Callable
from copy import copy
from functools import partial
from inspect import GEN_CREATED, getgeneratorstate

from msgspec.structs import replace

from digitpad.core.data.dataset import Dataset
from digitpad.core.learning.epoch import Change, EpochResult, Progress, mini_batches_learnt
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.learning.sgd import train
from digitpad.training.messages import (
    Advanced,
    Best,
    ChangeSettings,
    Ended,
    Epochs,
    Learnt,
    Pause,
    Resume,
    Stop,
    Taken,
    Train,
)
from digitpad.training.pipe import CommandListener

# Seconds between two snapshots, at least. A drawing that is read ten times a second looks alive.
SNAPSHOT_EVERY = 0.1
# A large network takes long to send. Training spends no more than this part of its time on that.
SHARE_OF_SNAPSHOTS = 0.01
# Waiting for a busy window is not the cost of sending. So a snapshot costs at most so many seconds
# plus its size at so many bytes a second; else a window busy for 0.3 s would get no news for 30.
MOST_WAITING = 0.003
SLOWEST_SENDING = 200e6


class TrainingJob:
    """A run under way: takes steps of training, and obeys the window's commands between them.

    data: training and evaluation data. clock: seconds of a clock that only goes forward.
    """

    def __init__(
        self,
        connection: CommandListener,
        job: Train,
        data: tuple[Dataset, Dataset],
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        training, evaluation = data
        self.connection, self.run_id, self.network = connection, job.run_id, job.network
        self.begin = partial(train, job.network, training, job.hyperparameters, evaluation)
        self.steps = self.begin()
        self.clock = clock
        self.began = clock()
        self.paused = job.is_paused
        self.stopped = False
        self.changed: Hyperparameters | None = None
        self.mini_batch_size = job.hyperparameters.mini_batch_size
        self.learnt, self.reached = Learnt(), copy(job.network)
        self.best_accuracy = job.best_accuracy
        self.results: list[EpochResult] = []  # not yet reported
        self.best: Best | None = None  # not yet reported
        self.progress = Progress(1, 0, len(training))
        self.snapshot_taken = True
        self.is_reported = False  # whether the last snapshot has all that is learnt
        self.next_snapshot = self.began

    def do(self) -> None:
        """Train to the end, or until the window says stop, and send `Ended`."""
        try:
            # The window shows the network before its first step, when it knows nothing yet.
            self.report()
            if self.paused:
                self.listen()
            while not self.stopped and (step := self.next_step()) is not None:
                if isinstance(step, EpochResult):
                    self.take_result(step)
                else:
                    self.progress = step
                self.report()
                self.listen()
        finally:
            self.steps.close()  # ends the thread that may be distorting images, too
        self.connection.send(self.end())

    def end(self) -> Ended:
        """A report of what was learnt up to the last complete step."""
        return Ended(self.run_id, self.seconds(), self.reached, self.take_epochs(), self.learnt)

    def next_step(self) -> Progress | EpochResult | None:
        """Take a step, first changing the settings if asked to; None at the end of the run."""
        settings, self.changed = self.changed, None
        if settings is not None:
            change = Change(self.learnt.mini_batches, settings)
            self.learnt = replace(self.learnt, changes=(*self.learnt.changes, change))
            if getgeneratorstate(self.steps) == GEN_CREATED:  # it cannot be told on its way
                self.steps, settings = self.begin(changes=self.learnt.changes), None
        try:
            step = self.steps.send(settings)
        except StopIteration:
            return None
        # A step that breaks off may leave the network half changed, so each complete one is kept.
        self.reached = copy(self.network)
        self.learnt = replace(
            self.learnt,
            mini_batches=mini_batches_learnt(step, self.mini_batch_size),
            ends_epoch=isinstance(step, EpochResult),
        )
        self.is_reported = False
        return step

    def seconds(self) -> float:
        """Seconds of work so far, without pauses."""
        return self.clock() - self.began

    def take_result(self, result: EpochResult) -> None:
        """Keep an epoch's result, and its network if it is the best, until it is reported."""
        self.results.append(result)
        accuracy = result.evaluation_accuracy
        if accuracy is not None and accuracy > self.best_accuracy:
            self.best_accuracy = accuracy
            # Later steps give the network new arrays, and leave these alone.
            self.best = Best(result.epoch, accuracy, copy(self.network))

    def take_epochs(self) -> Epochs:
        """The epochs not yet reported; from now on they count as reported."""
        epochs = Epochs(tuple(self.results), self.best)
        self.results, self.best = [], None
        return epochs

    def report(self) -> None:
        """Report progress with a snapshot, if the last one has arrived and is old enough.

        A pause leaves time for one more, so that the window has all that was learnt.
        """
        now = self.clock()
        is_due = now >= self.next_snapshot or (self.paused and not self.is_reported)
        if self.snapshot_taken and is_due:
            self.connection.send(
                Advanced(
                    self.run_id,
                    self.progress,
                    self.seconds(),
                    self.network,
                    self.take_epochs(),
                    self.learnt,
                )
            )
            self.snapshot_taken, self.is_reported = False, True
            network = self.network
            size = sum(array.nbytes for array in (*network.weights, *network.biases))
            sent = min(self.clock() - now, MOST_WAITING + size / SLOWEST_SENDING)
            self.next_snapshot = now + max(SNAPSHOT_EVERY, sent / SHARE_OF_SNAPSHOTS)

    def listen(self) -> None:
        """Obey the commands that have come; while paused, wait for more."""
        while self.paused or self.connection.poll():
            asked = self.clock()
            match self.connection.recv():
                case Pause():
                    self.paused = True
                case Resume():
                    self.paused = False
                case Stop():
                    self.paused, self.stopped = False, True
                case ChangeSettings(hyperparameters):
                    self.changed = hyperparameters
                case Taken():
                    self.snapshot_taken = True
            self.began += self.clock() - asked  # a pause is no work
            if self.paused:
                self.report()
