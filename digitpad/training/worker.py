"""The training process: waits for a job, does it, and reports as it goes. No Qt here."""

import os
import signal
import traceback

import numpy as np
from threadpoolctl import threadpool_limits

from digitpad.core.data.classes import classes_of
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Dataset
from digitpad.core.learning.fastest import fastest_descent
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.learning.sgd import TrainingDiverged
from digitpad.core.network import Network
from digitpad.training.jobs import TrainingJob
from digitpad.training.messages import DataRefused, Failed, Ready, Train, UseData
from digitpad.training.pipe import CommandListener
from digitpad.training.process import connect

SAMPLES = 12  # training images for the window to show


def main(handle: int) -> None:
    """The process's whole life; see `digitpad.training.process`."""
    # Ctrl+C in a terminal reaches every process of the program; the window decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Without the window nothing here is of use, so the process ends even in the middle of a step.
    Worker(CommandListener(connect(handle), lambda: os._exit(0))).serve()


class Worker:
    """Does jobs for the window, one at a time. The data that were used last stay loaded."""

    def __init__(self, connection: CommandListener) -> None:
        self.connection = connection
        self.data: tuple[DataSpec, tuple[Dataset, Dataset, Dataset]] | None = None

    def serve(self) -> None:
        """Do what the window asks, until it is gone."""
        threadpool_limits(limits=1)
        try:
            warm_up()
            while True:
                match self.connection.recv():
                    case UseData(data):
                        self.use(data)
                    case Train() as job:
                        self.train(job)
                    case _:
                        pass  # the command was for a run that has ended meanwhile
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return  # the window is gone

    def use(self, spec: DataSpec) -> None:
        """Load data, and report whether they can be used."""
        try:
            training, evaluation = self.load(spec)
        except (OSError, ValueError, MemoryError) as error:
            self.connection.send(DataRefused(_why_not(spec, error)))
        else:
            samples = training.images[:SAMPLES]
            classes = classes_of(spec.folder, training.labels)
            sizes = len(training), len(evaluation)
            self.connection.send(Ready(spec, samples, *sizes, classes))

    def load(self, spec: DataSpec) -> tuple[Dataset, Dataset]:
        """The data to train with and to evaluate on. Files are read only for another data set.

        Raises what `DataSpec.load` raises, and MemoryError; the earlier data then stay loaded.
        """
        if self.data is None or self.data[0] != spec.whole:
            self.data = spec.whole, spec.load()
        return spec.parts_of(self.data[1])

    def train(self, job: Train) -> None:
        """Do one run. Any error in it is reported, and the process lives on."""
        try:
            data = self.load(job.data)
        except (OSError, ValueError, MemoryError) as error:
            self.connection.send(Failed(job.run_id, _why_not(job.data, error)))
            return
        training: TrainingJob | None = None
        diverged = False
        try:
            training = TrainingJob(self.connection, job, data)
            training.do()
            return
        except MemoryError:
            reason = "There is not enough memory to train a network of this size."
        except TrainingDiverged as error:
            reason, diverged = error.why, True  # the window counts earlier epochs, too
        except (OSError, EOFError):
            raise
        except ValueError as error:  # settings that no single field can check
            reason = f"Nothing can be learnt with these settings: {error}."
        except Exception as error:
            traceback.print_exc()
            reason = f"Training broke off: {type(error).__name__}: {error}."
        reached = None if training is None else training.end()
        self.connection.send(Failed(job.run_id, reason, reached, diverged))


def warm_up() -> None:
    """Compile the kernels of usual networks, or load them from numba's cache; see `kernel.py`."""
    images, targets = np.zeros((1, 784), np.uint8), np.zeros((1, 10), np.float32)
    settings = Hyperparameters(mini_batch_size=1)
    for sizes in ([784, 8, 10], [784, 8, 8, 10]):
        fastest_descent(Network(sizes), images, 1).descend(images, targets, 1, settings)


def _why_not(spec: DataSpec, error: Exception) -> str:
    """Why data cannot be used: a sentence."""
    if isinstance(error, MemoryError):
        return f"There is not enough memory to hold the data of {spec.name}."
    return f"The training data cannot be read: {error}"
