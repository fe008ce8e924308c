"""Threads in place of training processes, for windows whose tests are about something else.

They train by the same code and over the same kind of pipe, without the third of a second that a
process takes to start. Real processes, and kills, are tested by `tests/training`,
`tests/end_to_end` and the tests that ask for `in_processes`.
"""

import functools
import itertools
import subprocess
import threading
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from mnist import mnist

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Dataset, load_test_data
from digitpad.training.worker import serve

TRAINING_SIZE, EVALUATION_SIZE = 5000, 1000  # a tenth of MNIST
FEW = 1000  # training images, if nothing is trained
WITH_OTHER_HANDS = 7449

_load = DataSpec.load
_ids = itertools.count(2**22 + 1)  # above all that Linux gives to processes


LOOK_EVERY = 0.02  # seconds between two looks whether a waiting thread was killed


class CutPipe:
    """A thread's end of a pipe, which ends its work once it is cut, on any system."""

    def __init__(self, pipe: "Connection[Any, Any]", is_cut: threading.Event) -> None:
        self._pipe, self._is_cut = pipe, is_cut

    def _look(self) -> None:
        if self._is_cut.is_set():
            raise EOFError

    def poll(self) -> bool:
        self._look()
        return self._pipe.poll()

    def recv(self) -> Any:
        while not self._pipe.poll(LOOK_EVERY):
            self._look()
        self._look()
        return self._pipe.recv()

    def send(self, what: Any) -> None:
        self._look()
        self._pipe.send(what)


class ChildThread:
    """Acts as a child process, which can be waited for and ended."""

    def __init__(self) -> None:
        self.pid = next(_ids)
        self.returncode: int | None = None
        self.ours, self._theirs = Pipe()
        self._is_cut = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="training", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        try:
            serve(CutPipe(self._theirs, self._is_cut))
        finally:
            self._theirs.close()

    def poll(self) -> int | None:
        if self.returncode is None and not self._thread.is_alive():
            self.returncode = 0
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        self._thread.join(timeout)
        if self._thread.is_alive():
            raise subprocess.TimeoutExpired(self._thread.name, timeout or 0.0)
        self.poll()
        assert self.returncode is not None
        return self.returncode

    def kill(self) -> None:
        """Cut the pipe: the work ends when it next sends or looks for commands."""
        self.returncode = -9
        self._is_cut.set()


@functools.cache
def _some_of_mnist(size: int) -> tuple[Dataset, Dataset, Dataset]:
    training, validation, test = mnist()
    return training[:size], validation[:EVALUATION_SIZE], test[:EVALUATION_SIZE]


def start_thread(_is_aside: bool = False) -> tuple[Any, "Connection[Any, Any]"]:
    """Like `process.start`, but the child is a thread."""
    child = ChildThread()
    return child, child.ours


def load_once(spec: DataSpec, *more: Any) -> tuple[Dataset, Dataset, Dataset]:
    """Like `DataSpec.load`, but with a tenth of MNIST, which is read once for all tests.

    More of MNIST stands for "MNIST and other hands", which take seconds to load.
    """
    if spec.folder is not None:
        return _load(spec, *more)
    _load(DataSpec())  # which lets go of other data
    return _some_of_mnist(WITH_OTHER_HANDS if spec.other_hands else TRAINING_SIZE)


def load_few(spec: DataSpec, *more: Any) -> tuple[Dataset, Dataset, Dataset]:
    """Like `load_once`, but with so few images that a test looks through them at once."""
    training, validation, test = load_once(spec, *more)
    return training[:FEW], validation, test


def load_test_once(folder: str | None = None) -> Dataset:
    """Like `load_test_data`, but with a tenth of MNIST, which is read once for all tests."""
    return load_test_data(folder) if folder is not None else _some_of_mnist(TRAINING_SIZE)[2]
