"""What all tests share."""

import gc
import os
from collections.abc import Callable
from functools import partialmethod

import pytest
from patience import MILLISECONDS, wait_for
from pytestqt.qtbot import QtBot

# Qt chooses its platform when it starts, so this comes before anything imports it: tests need
# no display, and no window flashes up on the screen of whoever runs them. A platform that is
# already named, as in QT_QPA_PLATFORM=xcb, is left alone, to watch a test at work.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Tests run on all cores by themselves, and threads of OpenBLAS would wait for one another. It
# reads this when NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Garbage is collected between the tests, on the main thread. Python would look for it on any
# thread, and a Qt object that is found on another one is destroyed there, which may crash.
gc.disable()


def pytest_collection_finish() -> None:
    """Leave out of later collections what is loaded for all tests: none of it is garbage."""
    gc.collect()
    gc.freeze()


def pytest_runtest_logfinish() -> None:
    """Collect garbage, as seldom as Python itself would."""
    full = [
        n for n, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold())) if count > most
    ]
    if full:
        gc.collect(max(full))


class PatientBot(QtBot):
    """Waits longer than anything takes, and says what it waited for if that does not come."""

    def waitUntil(self, fact: Callable[[], object]) -> None:
        """Go on as soon as this is true; pytest-qt's own looks a hundred times a second only."""
        wait_for(fact, lambda: self.wait(1))  # QTest.qWait would keep the other threads waiting

    waitSignal = partialmethod(QtBot.waitSignal, timeout=MILLISECONDS)
    waitSignals = partialmethod(QtBot.waitSignals, timeout=MILLISECONDS)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """The bot of pytest-qt, for machines that are busy."""
    return PatientBot(request)


@pytest.fixture
def no_power_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait until files are on the disk itself, for tests that write many of them.

    That they are synced, each before its rename, is what `core/test_files.py` is about.
    """
    monkeypatch.setattr(os, "fsync", lambda _handle: None)


@pytest.fixture(scope="session")
def some_of_mnist(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with a tenth of MNIST: a training process that reads it is ready much sooner."""
    from idx_folder import write_some_of_mnist  # here, as it needs digitpad

    return write_some_of_mnist(tmp_path_factory.mktemp("some of MNIST"))
