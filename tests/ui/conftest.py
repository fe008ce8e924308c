"""Windows for the tests: opened, used and closed, with nothing left behind."""

import itertools
import multiprocessing
import shutil
import threading
from functools import partial

import pytest
from child_threads import load_few, load_once, load_test_once, start_thread
from desk import Desk
from homes import home_in
from patient_bot import PatientBot
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.app import create_window
from digitpad.core import network_file
from digitpad.core.data.data_spec import DataSpec
from digitpad.session import measurer, watch
from digitpad.session.preferences import Preferences
from digitpad.session.runs import maker, queue, run, runs
from digitpad.session.session import Session
from digitpad.training import process
from digitpad.ui.frame import window as main_window
from digitpad.ui.parts import theme
from digitpad.ui.runs import runs_curves

# What trains, in a thread or in processes: `slow`, as tests/conftest.py says.
TRAINING = {"training_desk", "in_processes", "learns_little"}
NEVER = 10**8  # milliseconds


def pytest_itemcollected(item):
    """Mark tests that train, and ignore what Qt's offscreen platform says of windows and menus."""
    item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))
    if TRAINING & {*item.fixturenames}:
        item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def folders_elsewhere(no_power_fails, monkeypatch, tmp_path):
    """Give the test its own settings and data, in a folder with `config` and `data`."""
    folder = tmp_path.parent / f"{tmp_path.name}-home"
    for name, value in home_in(folder).items():
        monkeypatch.setenv(name, value)
    # Qt's own file dialog notes which folders it saw.
    QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(folder))
    yield folder
    if QApplication.instance():
        theme.choose("system")  # a window may have chosen another
        theme.choose_size(theme.USUAL)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def pointer_beside(qapp):
    """Move the pointer away from all windows."""
    QCursor.setPos(5000, 5000)


@pytest.fixture
def in_processes(folders_elsewhere, some_of_mnist):
    """Train in a real process, on a tenth of MNIST."""
    Preferences().use_data(DataSpec(some_of_mnist))


@pytest.fixture(autouse=True)
def trains_in_a_thread(request, monkeypatch):
    """Train in a thread, on a tenth of MNIST, and shorten the window's pauses.

    An experiment has one thread, however many cores there are: more would share this process.
    """
    if "in_processes" not in request.fixturenames:
        monkeypatch.setattr(process, "start", start_thread)
        monkeypatch.setattr(queue, "most_processes", lambda: 1)
        monkeypatch.setattr(DataSpec, "load", load_once)
        monkeypatch.setattr(measurer, "load_test_data", load_test_once)
    monkeypatch.setattr(watch, "PACE", 100)  # milliseconds
    monkeypatch.setattr(runs_curves.RunsCurves, "pause", 40)  # milliseconds
    monkeypatch.setattr(runs, "MOST_BYTES", 4_000_000)  # many windows share the memory


@pytest.fixture
def all_tabs():
    """Let windows make all their tabs by themselves, one after another, as the program does."""


@pytest.fixture(autouse=True)
def tabs_as_they_are_shown(request, monkeypatch):
    """Make a tab once it is shown, as most tests look at one alone; see `all_tabs`."""
    if "all_tabs" not in request.fixturenames:
        monkeypatch.setattr(main_window, "BETWEEN_TABS", NEVER)


@pytest.fixture(autouse=True)
def the_same_seeds(monkeypatch):
    """Give each test the same seeds, so that learning does not depend on chance."""
    count = itertools.count(1)
    for module in (maker, run):  # both draw seeds
        monkeypatch.setattr(module, "new_seed", lambda: next(count))


@pytest.fixture
def in_sight(qtbot):
    """Show a widget alone: in_sight(widget, width, height), or in its preferred size."""

    def in_sight(widget, *size):
        qtbot.addWidget(widget)
        if size:
            widget.resize(*size)
        widget.show()
        qtbot.waitUntil(lambda: widget.windowHandle().isExposed())
        return widget

    return in_sight


@pytest.fixture
def open_window(qtbot):
    """Open main windows, and fail if one leaves a process or a thread behind."""
    threads = set(threading.enumerate())
    desks, closed = [], []

    def open_window(*network_files, show=True):
        for earlier in closed:
            earlier.finish()  # as the program does before another one can start
        desk = Desk(create_window(*network_files), qtbot)
        desk.window.closing.connect(partial(closed.append, desk.window))
        desks.append(desk)
        if show:
            desk.window.show()
            desk.wait(lambda: desk.window.windowHandle().isExposed())
            desk.wait(lambda: has_its_runs(desk.session))
        return desk

    yield open_window
    end_windows(desks, threads)


def has_its_runs(session):
    """Whether the kept runs are listed, and those of the files that were opened before."""
    return session.runs.are_read and (session.run is None or session.run.is_listed)


def end_windows(desks, threads):
    """Close windows, and fail if one leaves a process, or a thread beside these."""
    for desk in desks:
        close(desk)
    for thread in set(threading.enumerate()) - threads:
        thread.join(10)  # one that was told to end may still be reading a file
    assert set(threading.enumerate()) <= threads
    assert not multiprocessing.active_children()


def close(desk):
    """Close a window, whatever is open in it."""
    boxes = desk.boxes("message") + desk.boxes("question")
    texts = [box.informativeText() for box in boxes]
    for box in boxes:
        box.reject()
    desk.window.close()
    if desk.boxes("question"):
        desk.answer("Quit Anyway")
    desk.wait(lambda: not desk.window.isVisible())  # a run is ended first
    desk.window.finish()  # which takes long if the machine is busy
    desk.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not texts, "a question or a message was left without an answer"


@pytest.fixture
def no_process_ahead(monkeypatch):
    """Windows start no process ahead, which would load MNIST in vain, and have few images."""
    monkeypatch.setattr(Session, "begin", lambda _session: None)
    monkeypatch.setattr(DataSpec, "load", load_few)


@pytest.fixture
def desk(no_process_ahead, open_window):
    """A window just opened, with the shipped network, for tests that do not train."""
    return open_window()


@pytest.fixture
def open_network(open_window, tmp_path):
    """Open a window with a network of our own, from a file."""

    def open_network(network):
        network_file.save(network_file.NetworkFile(network), tmp_path / "net.json")
        return open_window(tmp_path / "net.json")

    return open_network


@pytest.fixture(scope="module")
def kept(qapp, request, tmp_path_factory):
    """Windows that the tests of a module only look at: kept(name, make), with a home of their own.

    `make` is given a function that opens a window, as `open_window` does.
    """
    threads, kept, desks = set(threading.enumerate()), {}, []
    qtbot = PatientBot(request)

    def open_window(*network_files):
        with pytest.MonkeyPatch.context() as elsewhere:
            folder = tmp_path_factory.mktemp("home")
            for name, value in home_in(folder).items():
                elsewhere.setenv(name, value)
            desks.append(Desk(create_window(*network_files), qtbot))
        desks[-1].window.show()
        desks[-1].wait(lambda: desks[-1].window.windowHandle().isExposed())
        desks[-1].wait(lambda: has_its_runs(desks[-1].session))
        return desks[-1]

    def keep(name, make):
        if name not in kept:
            kept[name] = make(open_window)
        return kept[name]

    yield keep
    end_windows(desks, threads)


@pytest.fixture
def training_desk(open_window):
    """A window just opened, with the shipped network, for tests that train."""
    return open_window()


@pytest.fixture(scope="session")
def touch_screen(qapp):
    """A touch screen; Qt keeps it until the program ends."""
    return QTest.createTouchDevice()
