"""Shared by the benchmarks: times of rounds, and a window that a script uses."""

import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.append(str(Path(__file__).resolve().parents[1] / "support"))

PATIENCE = 120  # seconds that a window may take for anything


def rounds_of(work, rounds, clock=time.perf_counter):
    """The seconds of some calls, after a first one that does not count."""
    seconds = []
    for _ in range(rounds + 1):
        began = clock()
        work()
        seconds.append(clock() - began)
    return seconds[1:]


def median_of(work, rounds=5, clock=time.perf_counter):
    return statistics.median(rounds_of(work, rounds, clock))


def use_folders_in(folder):
    """Leave the user's own settings and runs alone."""
    from homes import home_in

    os.environ.update(home_in(folder))


@contextmanager
def folders_of_its_own():
    """A temporary folder for all that is written, settings and runs included."""
    with tempfile.TemporaryDirectory() as folder:
        use_folders_in(folder)
        yield Path(folder)


# A window


def wait(fact):
    """Let the program go on until this is true; the seconds that it took."""
    from PySide6.QtWidgets import QApplication

    began = time.perf_counter()
    while not fact():
        assert time.perf_counter() - began < PATIENCE, "what is waited for does not come"
        QApplication.processEvents()
        time.sleep(0.001)
    return time.perf_counter() - began


def rest(seconds):
    """Let the views come up to date."""
    end = time.perf_counter() + seconds
    wait(lambda: time.perf_counter() > end)


def show_tab(window, title, tabs="tabs"):
    """Choose a tab, or a view in one."""
    from PySide6.QtWidgets import QTabWidget

    widget = window.findChild(QTabWidget, tabs)
    titles = [widget.tabText(index) for index in range(widget.count())]
    widget.setCurrentIndex(titles.index(title))
