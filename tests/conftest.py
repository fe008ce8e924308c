"""Shared by all tests.

A fact is tested once, at the lowest level that can test it; a test stands in the folder of the room
whose fact it is. A formula, a file or a verdict: `core`. What a training process says, and how it
ends: `training`. What the program decides, keeps or says: `session`, without a window, where the
test itself says what a run learns (`trainer`). All wordings: `test_sentences.py`, which compares
with `sentences.txt`; other tests ask for a number, a name or a role. What only a window does, such
as what a click maps to, and what fits: `ui`, with one window a test, which trains only if learning
is its subject (else `support/learnt_runs.py` has runs). Start and end of the program itself:
`end_to_end`. What holds of every row, such as of each setting, runs over the table that has them.

Marked `slow` is what a test is, never how long it took: those that start programs or processes,
train for a second or more, use a real pointer, walk every panel at every size, read the digits of
all writers or files of hundreds of megabytes, or simulate thousands of experiments. `pytest` alone
leaves them out; see README, *Work on it*.
"""

import gc
import os
import tempfile

import pytest
from homes import home_in
from patient_bot import PatientBot
from pytestqt.qtbot import QtBot

# Set before Qt is imported: tests need no display, and no window flashes up on the screen. A
# platform that is already named, as in QT_QPA_PLATFORM=xcb, stays, to watch a test at work.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Tests use all cores already; more threads of OpenBLAS, which reads this when NumPy is imported,
# would wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Nothing is kept in the developer's own folders, whatever a test forgets.
_home = tempfile.TemporaryDirectory(prefix="digitpad-home-", ignore_cleanup_errors=True)
os.environ.update(home_in(_home.name))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the number of kills of `end_to_end/test_kills.py`."""
    parser.addoption("--kills", type=int, default=2, help="how often test_kills kills a window")


def pytest_configure(config: pytest.Config) -> None:
    """Leave out the slow tests, unless the command line names a path or a mark."""
    has_marks = any(argument.startswith("-m") for argument in config.invocation_params.args)
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS and not has_marks:
        config.option.markexpr = "not slow"


@pytest.hookimpl(optionalhook=True)  # xdist may be missing
def pytest_xdist_auto_num_workers() -> int:
    """One more than cores, since tests wait for threads and for the screen."""
    return (os.cpu_count() or 1) + 1


# Garbage is collected between the tests, on the main thread. Python would collect it on any
# thread, and a Qt object that is destroyed on another one may crash.
gc.disable()


def pytest_collection_finish() -> None:
    """Exclude what all tests have loaded from garbage collection."""
    gc.collect()
    gc.freeze()


def pytest_runtest_logfinish() -> None:
    """Collect garbage as rarely as Python itself would."""
    full = [
        n for n, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold())) if count > most
    ]
    if full:
        gc.collect(max(full))


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """The bot of pytest-qt, for machines that are busy."""
    return PatientBot(request)


@pytest.fixture
def no_power_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not sync files in tests that write many; core/test_files.py tests syncing."""
    monkeypatch.setattr(os, "fsync", lambda _handle: None)
    monkeypatch.setattr("digitpad.session.store_file.SYNCHRONOUS", "off")


@pytest.fixture(scope="session")
def some_of_mnist(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with a tenth of MNIST: a training process that reads it is ready much sooner."""
    from idx_folder import write_some_of_mnist  # here, as it needs digitpad

    return write_some_of_mnist(tmp_path_factory.mktemp("some of MNIST"))
