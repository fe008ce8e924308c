"""The training process: waits for a `Start`, trains, and reports as it goes. No Qt here."""

import signal
import time
import traceback
from multiprocessing.connection import Connection

import numpy as np
from threadpoolctl import threadpool_limits

from digitpad.core.dataset import Dataset, load_data_wrapper
from digitpad.core.fastest import fastest_descent
from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.core.sgd import EpochResult, Progress, TrainingDiverged, train
from digitpad.training.messages import (
    Advanced,
    Change,
    Command,
    DataRefused,
    Ended,
    EpochEnded,
    Failed,
    Pause,
    Quit,
    Ready,
    Report,
    Resume,
    Start,
    Stop,
    Taken,
    UseData,
)

# Seconds between two snapshots, at least: a drawing read anew ten times a second looks alive.
SNAPSHOT_EVERY = 0.1

SAMPLES = 12  # training images for the window to show

Data = tuple[Dataset, Dataset]  # to train with, to evaluate with


def serve(connection: "Connection[Report, Command]", data_folder: str | None = None) -> None:
    """Train on demand, until told to quit or until the window is gone.

    data_folder: where MNIST's files are; by default those that came with digitpad.
    """
    # Ctrl+C in a terminal reaches every process of the program; the window decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threadpool_limits(limits=1)
    try:
        warm_up()
        data = _read_data(connection, data_folder)
        while True:
            match connection.recv():
                case Start() as start:
                    assert data is not None  # the window asks for data first
                    _serve_run(connection, start, data)
                case UseData(folder):
                    data = _read_data(connection, folder) or data
                case Quit():
                    return
                case _:
                    pass  # meant for a run that has ended meanwhile
    except (EOFError, BrokenPipeError, ConnectionResetError, _QuitWhileRunning):
        return  # the window is gone, and with it all that could be done here


def _read_data(connection: "Connection[Report, Command]", folder: str | None) -> Data | None:
    """The training and the evaluation data of a folder, or None; which of them is reported."""
    try:
        training, evaluation, _ = load_data_wrapper(folder, drawable=True)
    except (OSError, ValueError) as error:
        connection.send(DataRefused(f"The training data cannot be read: {error}"))
    except MemoryError:
        connection.send(DataRefused(f"There is not enough memory to hold the data of {folder}."))
    else:
        connection.send(Ready(training.images[:SAMPLES], folder))
        return training, evaluation
    return None


def warm_up() -> None:
    """Compile, or fetch from numba's cache, the kernels of the usual networks; see `kernel`."""
    images, targets = np.zeros((1, 784), np.uint8), np.zeros((1, 10), np.float32)
    settings = Hyperparameters(mini_batch_size=1)
    for sizes in ([784, 8, 10], [784, 8, 8, 10]):
        fastest_descent(Network(sizes), images, 1).descend(images, targets, 1, settings)


class _QuitWhileRunning(Exception):
    pass


def _serve_run(connection: "Connection[Report, Command]", start: Start, data: Data) -> None:
    """One run; whatever goes wrong in it is reported, and the process lives on."""
    try:
        _Run(connection, start, data).go()
        connection.send(Ended(start.network))
    except MemoryError:
        connection.send(Failed("There is not enough memory to train a network of this size."))
    except TrainingDiverged as diverged:
        connection.send(Failed(f"{diverged}."))
    except (OSError, EOFError, _QuitWhileRunning):
        raise
    except Exception as error:
        traceback.print_exc()
        connection.send(Failed(f"Training broke off: {type(error).__name__}: {error}."))


class _Run:
    """A run under way: steps of training, and between them an ear for the window."""

    def __init__(self, connection: "Connection[Report, Command]", start: Start, data: Data) -> None:
        training, evaluation = data
        self.connection = connection
        self.network = start.network
        self.steps = train(start.network, training, start.hyperparameters, evaluation)
        self.began = time.perf_counter()
        self.paused = False
        self.stopped = False
        self.changed: Hyperparameters | None = None
        self.best_accuracy = -1
        self.snapshot_taken = True
        self.next_snapshot = self.began

    def go(self) -> None:
        try:
            # The window shows the network before its first step: a fresh one knows nothing yet.
            self.report(Progress(1, 0, 1))
            while not self.stopped and (step := self.next_step()) is not None:
                if isinstance(step, EpochResult):
                    self.report_epoch(step)
                else:
                    self.report(step)
                self.listen()
        finally:
            self.steps.close()  # with the thread that may be distorting images for it

    def next_step(self) -> Progress | EpochResult | None:
        """Train on, with changed settings if there are; None at the end of the run."""
        settings, self.changed = self.changed, None
        try:
            return self.steps.send(settings)
        except StopIteration:
            return None

    def seconds(self) -> float:
        return time.perf_counter() - self.began

    def report_epoch(self, result: EpochResult) -> None:
        """Send what was measured, and the network if it is the best so far."""
        accuracy = result.evaluation_accuracy
        is_best = accuracy is not None and accuracy > self.best_accuracy
        if accuracy is not None and is_best:
            self.best_accuracy = accuracy
        best = self.network if is_best else None
        self.connection.send(EpochEnded(result, self.seconds(), best))

    def report(self, progress: Progress) -> None:
        """Say how far we are, with a snapshot, where the last one is taken and some time old."""
        now = time.perf_counter()
        if self.snapshot_taken and now >= self.next_snapshot:
            self.connection.send(Advanced(progress, self.seconds(), self.network))
            self.snapshot_taken = False
            self.next_snapshot = now + SNAPSHOT_EVERY

    def listen(self) -> None:
        """Obey the commands that have come; while paused, wait for more."""
        while self.paused or self.connection.poll():
            asked = time.perf_counter()
            match self.connection.recv():
                case Pause():
                    self.paused = True
                case Resume():
                    self.paused = False
                case Stop():
                    self.paused, self.stopped = False, True
                case Change(hyperparameters):
                    self.changed = hyperparameters
                case Taken():
                    self.snapshot_taken = True
                case Quit():
                    raise _QuitWhileRunning
            self.began += time.perf_counter() - asked  # a pause is no work
