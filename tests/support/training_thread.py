"""The training process as a thread of this one, for windows whose tests are about something else.

It does what the process does, by the same code and over the same kind of pipe, without the third
of a second that a process takes to start and to load MNIST. Real processes, with real kills, are
what `tests/training` and `tests/end_to_end` are for.
"""

import functools
import itertools
import os
import socket
import subprocess
import threading
from collections.abc import Mapping
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Dataset
from digitpad.training import process
from digitpad.training.pipe import CommandListener
from digitpad.training.worker import Worker

TRAINING_SIZE, EVALUATION_SIZE = 5000, 1000  # a tenth of MNIST
WITH_OTHER_HANDS = 7449

_start, _load = process.start, DataSpec.load
_ids = itertools.count(2**22 + 1)  # above all that Linux gives to processes


class TrainingThread:
    """What a window knows of its training process: it can be waited for, and ended."""

    def __init__(self) -> None:
        self.pid = next(_ids)
        self.returncode: int | None = None
        self.ours, self._theirs = Pipe()
        self._thread = threading.Thread(target=self._serve, name="training", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        try:
            Worker(CommandListener(self._theirs)).serve()
        finally:
            self._theirs.close()

    def poll(self) -> int | None:
        if self.returncode is None and not self._thread.is_alive():
            self.returncode = 0
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        self._thread.join(timeout)
        if self._thread.is_alive():
            raise subprocess.TimeoutExpired("training", timeout or 0.0)
        self.poll()
        assert self.returncode is not None
        return self.returncode

    def kill(self) -> None:
        """Cut the pipe: the worker ends at the next thing that it says or looks for."""
        self.returncode = -9
        with socket.socket(fileno=os.dup(self._theirs.fileno())) as pipe:
            pipe.shutdown(socket.SHUT_RDWR)


@functools.cache
def _some_of_mnist(size: int) -> tuple[Dataset, Dataset, Dataset]:
    training, validation, test = _load(DataSpec())
    return training[:size], validation[:EVALUATION_SIZE], test[:EVALUATION_SIZE]


def start_thread(
    module: str, environment: Mapping[str, str] | None = None
) -> tuple[Any, "Connection[Any, Any]"]:
    """As `process.start`, but for the training process, which becomes a thread."""
    if module != "digitpad.training.worker":
        return _start(module, environment)
    training = TrainingThread()
    return training, training.ours


def load_once(spec: DataSpec, *more: Any) -> tuple[Dataset, Dataset, Dataset]:
    """As `DataSpec.load`, but of MNIST a tenth, which is read once for all tests.

    More of MNIST stands for "MNIST and other hands", which take seconds to load.
    """
    if spec.folder is not None:
        return _load(spec, *more)
    return _some_of_mnist(WITH_OTHER_HANDS if spec.other_hands else TRAINING_SIZE)
