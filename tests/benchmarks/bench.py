"""What the benchmarks share: goals, times of some rounds, and a window that a script uses."""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.append(str(Path(__file__).resolve().parents[1] / "support"))

PATIENCE = 120  # seconds that a window may take for anything
missed: list[str] = []


def goal(met: bool, text: str) -> None:
    """Print whether a goal is met, and remember one that is missed for `status`."""
    print(f"  {'met   ' if met else 'MISSED'}  {text}", flush=True)
    if not met:
        missed.append(text)


def status() -> int:
    """The exit status of a script: 1, and a list, where a goal was missed."""
    if missed:
        print("\nmissed:", *missed, sep="\n  ")
    return bool(missed)


def rounds_of(work: Callable[[], object], rounds: int, clock=time.perf_counter) -> list[float]:
    """The seconds of some calls, after a first one that counts for nothing."""
    seconds = []
    for _ in range(rounds + 1):
        began = clock()
        work()
        seconds.append(clock() - began)
    return seconds[1:]


def show_times(name: str, seconds: Sequence[float], most: float | None, of=statistics.median):
    """Print the median and the worst of some rounds; their median is to be `most` at most."""
    times = f"{name}: median {statistics.median(seconds):.3f} s, worst {max(seconds):.3f} s"
    if most is None:
        print(f"          {times}")
    else:
        goal(of(seconds) <= most, f"{times}, wanted {most:g} s at most")


def use_folders_in(folder: str | Path) -> None:
    """Leave the user's own settings and runs alone."""
    for name in ("CONFIG", "DATA"):
        os.environ[f"XDG_{name}_HOME"] = str(Path(folder) / name)


@contextmanager
def folders_of_its_own() -> Iterator[Path]:
    """A folder for all that is written, with settings and runs of its own in it."""
    with tempfile.TemporaryDirectory() as folder:
        use_folders_in(folder)
        yield Path(folder)


# A window


def wait(fact: Callable[[], object]) -> float:
    """Let the program go on until something is so; the seconds that it took."""
    from PySide6.QtWidgets import QApplication

    began = time.perf_counter()
    while not fact():
        assert time.perf_counter() - began < PATIENCE, "what is waited for does not come"
        QApplication.processEvents()
        time.sleep(0.001)
    return time.perf_counter() - began


def rest(seconds: float) -> None:
    """Let the views come up to date."""
    end = time.perf_counter() + seconds
    wait(lambda: time.perf_counter() > end)


def show_tab(window: "QWidget", title: str, tabs: str = "tabs") -> None:
    """Choose a tab, or a view in one."""
    from PySide6.QtWidgets import QTabWidget

    widget = window.findChild(QTabWidget, tabs)
    titles = [widget.tabText(index) for index in range(widget.count())]
    widget.setCurrentIndex(titles.index(title))
