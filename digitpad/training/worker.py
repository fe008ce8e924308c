"""The training process: it loads data, and trains one network after the other. No Qt here.

The window sends commands through a pipe; reports come back. Between two steps of training, which
take some milliseconds, the process looks for a command. Only one report at a time is on its way:
the next one waits until the window has taken it, and the results of epochs wait with it. So no
queue grows, even if the window is slow.
"""

import enum
import math
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from multiprocessing.connection import Connection
from typing import Any, Literal, TypeAlias

import msgspec
import numpy as np
from msgspec.structs import replace

from digitpad.core.costs import completed
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Dataset, classes_of
from digitpad.core.learning.epoch import EpochResult, Progress
from digitpad.core.learning.settings import Hyperparameters, Measured
from digitpad.core.network import Network, bytes_of

# Seconds between two reports: a drawing that is read ten times a second looks alive. A large
# network takes long to send; training spends no more than SHARE of its time on that. Time beyond
# LONGEST was spent waiting for a busy window.
REPORT_EVERY, SHARE, LONGEST = 0.1, 0.015, 0.015

Pipe: TypeAlias = "Connection[Any, Any]"
# Why a job of training ended. "no improvement" means early stopping, "refused" that its data or
# settings cannot be used.
End = Literal["done", "stopped", "no improvement", "diverged", "broke off"]
Outcome: TypeAlias = End | Literal["refused"]


class Message(msgspec.Struct, frozen=True, eq=False):
    """The base of all messages. A dataclass takes fifty times as long to define at start."""


# Commands: from the window to the process. A DataSpec asks an idle process to load these data ahead
# of a run. Hyperparameters are settings that the run has from the next epoch on.


class Train(Message, frozen=True):
    """Train this network. It may be sent only to an idle process; the answers are Reports.

    run_id, job: the run, and which of its jobs this is. Each report repeats them: after a stop, one
    of the old job may still arrive.
    best_accuracy: of the run's earlier epochs; only a better network is a new best.
    measure: which epochs are measured; see `sgd.train`. is_shown: whether reports have a snapshot
    of the network. report_every: seconds between them, at least. learnt: how many epochs the run
    has learnt before. most_bytes: of the networks that it keeps; see `kept_every`.
    """

    run_id: str
    job: int
    network: Network
    hyperparameters: Hyperparameters
    data: DataSpec = DataSpec()
    best_accuracy: int = -1
    measure: Measured = "every"
    is_shown: bool = True
    report_every: float = REPORT_EVERY
    learnt: int = 0
    most_bytes: float = math.inf


class Command(enum.Enum):
    """A command to a run. TAKEN says that the last report has arrived."""

    PAUSE = enum.auto()
    RESUME = enum.auto()
    STOP = enum.auto()
    TAKEN = enum.auto()


# Reports: from the process to the window.


class Started(Message, frozen=True):
    """The process has compiled its kernels, which others now find in numba's cache."""


class Report(Message, frozen=True):
    """How far a run has come after `seconds` of work (without pauses).

    network: a snapshot; None unless it is shown. results: of the epochs that ended since the
    last report. networks: of those epochs that are kept, of the last one and of a new best one; by
    epoch, counted as in `results` from 1 in this training. end: None while it goes on. reason: why
    it was refused, broke off or diverged, a sentence. classes: the names of the ten labels of its
    data; None until they are loaded. stuck: at the end, the outputs that stay below one half for
    all images, with the quadratic cost; see `trials.stuck_outputs`.
    """

    run_id: str
    job: int
    progress: Progress
    seconds: float
    network: Network | None = None
    results: tuple[EpochResult, ...] = ()
    networks: dict[int, Network] = {}
    end: Outcome | None = None
    reason: str = ""
    classes: tuple[str, ...] | None = None
    stuck: tuple[int, ...] = ()


def kept_every(epochs: int, size: int, most_bytes: float) -> int:
    """How many epochs apart a run's kept networks are, beside the first, best and last: 1, 2, 4 …

    Together they take no more than `most_bytes`. epochs: how many it has learnt. size: of a
    network, in bytes.
    """
    every = 1
    while epochs // every * size > most_bytes:
        every *= 2
    return every


class Refusal(Exception):
    """Data or settings cannot be used; the message is a sentence."""


def serve(pipe: Pipe, is_aside: bool = False) -> None:
    """Do what the window asks, until it is gone. The data used last stay loaded.

    is_aside: whether images are distorted in this thread, since other processes use the cores.
    """
    limit_threads(is_aside)
    try:
        warm_up()
        pipe.send(Started())
        while True:
            match pipe.recv():
                case DataSpec() as spec:
                    with suppress(Refusal):  # a run with these data says so
                        load(spec)
                case Train() as asked:
                    train(pipe, asked)
                case _:
                    pass  # the command was for a run that has ended meanwhile
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the window is gone


def limit_threads(is_aside: bool) -> None:
    """Multiply matrices in one thread. is_aside: also distort images in it, see `serve`."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1)
    if is_aside:
        from digitpad.core.data import augment

        augment.THREADS = 0


def warm_up() -> None:
    """Compile the kernels of usual networks, or load them from numba's cache; see `kernel.py`."""
    from digitpad.core.learning.descent import fastest_descent

    images, targets = np.zeros((1, 784), np.uint8), np.zeros((1, 10), np.float32)
    settings = Hyperparameters(mini_batch_size=1)
    for sizes in ([784, 8, 10], [784, 8, 8, 10]):
        fastest_descent(Network(sizes), images, settings).descend(images, targets, 1, settings)


def load(spec: DataSpec) -> tuple[Dataset, Dataset, tuple[str, ...]]:
    """The data to train with and to evaluate on, and the names of their ten labels.

    They stay in memory, see `DataSpec.load`. Raises Refusal.
    """
    try:
        data = spec.load()
        return *spec.parts_of(data), classes_of(spec.folder, data[0].labels)
    except MemoryError as error:
        raise Refusal(f"There is not enough memory to hold the data of {spec.name}.") from error
    except (OSError, ValueError) as error:
        raise Refusal(f"The training data cannot be read: {error}") from error


def train(pipe: Pipe, asked: Train) -> None:
    """Do one run. Any error in it is reported, and the process lives on."""
    from digitpad.core.learning.sgd import TrainingDiverged

    run = Training(pipe, asked)
    end: Outcome = "broke off"
    try:
        training, evaluation, classes = load(asked.data)
        run.learnt = replace(run.learnt, classes=classes)
        run.do(training, evaluation)
        return
    except MemoryError:
        reason = "There is not enough memory to train a network of this size."
    except TrainingDiverged as error:
        end, reason = "diverged", error.why  # the window counts earlier epochs, too
    except (OSError, EOFError):
        raise
    except Refusal as error:
        end, reason = "refused", str(error)
    except Exception as error:
        traceback.print_exc()
        reason = f"Training broke off: {type(error).__name__}: {error}."
    run.report(end, reason)


class Training:
    """A run under way: takes steps of training, and obeys the window's commands between them.

    clock: seconds of a clock that only goes forward.
    """

    def __init__(
        self, pipe: Pipe, asked: Train, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.pipe, self.asked, self.clock = pipe, asked, clock
        self.paused = self.stopped = False
        self.changed: Hyperparameters | None = None  # for the next epoch
        # The next report. A step that breaks off may leave the network half changed, so the network
        # of each complete step is kept.
        self.learnt = Report(asked.run_id, asked.job, Progress(1, 0, 0), 0.0, copy(asked.network))
        self.best_accuracy, self.best_epoch = asked.best_accuracy, 0
        self.is_taken = True  # the window has the last report
        self.is_reported = False  # the window has all that is learnt
        self.began = clock()
        self.next_report = self.began

    def do(self, training: Dataset, evaluation: Dataset) -> None:
        """Train to the end, or until the window says stop."""
        from digitpad.core.learning import sgd

        self.began = self.clock()  # to load data is no work: it is done once for many runs
        self.learnt = replace(self.learnt, progress=Progress(1, 0, len(training)))
        # The window shows the network before its first step.
        self.report()
        self.listen()
        settings, self.changed = self.changed or self.asked.hyperparameters, None
        end: Outcome = "stopped"
        network, measure = self.asked.network, self.asked.measure
        asked = self.clock()
        steps = sgd.train(network, training, settings, evaluation, measure=measure)
        self.began += self.clock() - asked  # nor is to compile code for so many layers, once
        try:
            while not self.stopped:
                changed, self.changed = self.changed, None
                settings = changed or settings
                try:
                    step = steps.send(changed)
                except StopIteration as over:
                    end = over.value
                    break
                self.take(step)
                if self.is_taken and self.clock() >= self.next_report:
                    self.report()
                self.listen()
        finally:
            steps.close()  # also ends the threads that distort images
        if completed(network.cost).slows and len(evaluation):  # others let saturated outputs learn
            from digitpad.core.book.trials import stuck_outputs

            self.learnt = replace(self.learnt, stuck=stuck_outputs(network, evaluation))
        self.report(end)

    def take(self, step: Progress | EpochResult) -> None:
        """Keep what a step has learnt, until it is reported."""
        learnt, network = self.learnt, copy(self.asked.network)
        self.is_reported = False
        if isinstance(step, Progress):
            self.learnt = replace(learnt, network=network, progress=step)
            return
        accuracy = step.evaluation_accuracy
        if accuracy is not None and accuracy > self.best_accuracy:
            self.best_accuracy, self.best_epoch = accuracy, step.epoch
        before, spared = self.asked.learnt, (self.best_epoch, step.epoch)
        every = kept_every(before + step.epoch, bytes_of(network), self.asked.most_bytes)
        networks = {
            epoch: each
            for epoch, each in (*learnt.networks.items(), (step.epoch, network))
            if epoch in spared or (before + epoch) % every == 0
        }
        results = (*learnt.results, step)
        self.learnt = replace(learnt, network=network, results=results, networks=networks)

    def report(self, end: Outcome | None = None, reason: str = "") -> None:
        """Report the run as it is after the last complete step."""
        now = self.clock()
        report = replace(self.learnt, seconds=now - self.began, end=end, reason=reason)
        if not self.asked.is_shown:
            report = replace(report, network=None)
        self.learnt = replace(self.learnt, results=(), networks={})
        self.is_taken, self.is_reported = False, True
        self.pipe.send(report)
        sent = self.clock() - now
        self.next_report = now + max(self.asked.report_every, min(sent, LONGEST) / SHARE)

    def listen(self) -> None:
        """Obey the commands that have come; while paused, wait for more.

        A pause leaves time for one more report, so that the window has all that was learnt. What
        follows a stop is for the process: data to load, or the next run.
        """
        while not self.stopped and (self.paused or self.pipe.poll()):
            if self.paused and self.is_taken and not self.is_reported:
                self.report()
            asked = self.clock()
            match self.pipe.recv():
                case Command.PAUSE:
                    self.paused = True
                case Command.RESUME:
                    self.paused = False
                case Command.STOP:
                    self.paused, self.stopped = False, True
                case Command.TAKEN:
                    self.is_taken = True
                case Hyperparameters() as settings:
                    self.changed = settings
            self.began += self.clock() - asked  # a pause is no work
