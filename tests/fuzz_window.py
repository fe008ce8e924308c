"""Damaged network files through the window: opened and dropped.

    python tests/fuzz_window.py [--seconds 20] [--seed N]

Started by fuzz_network_files.py, and alone for a longer run. Whatever a file is, the window must
answer within two seconds, with the network or with a sentence in plain text, and show it in
whatever tab and view are seen; it must never hold up its event loop for a quarter of a second, nor
take a gigabyte. Exits with an error at the first file that is not so; it then stays where the error
says.
"""

import argparse
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["OPENBLAS_NUM_THREADS"] = "1"
# The user's own settings and runs are left alone.
os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="digitpad-fuzz-window-")
os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"]
sys.path.insert(0, str(Path(__file__).parent / "support"))

import PySide6
from desk import files
from network_files import EVERY_KEY, content, damaged
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QTabWidget, QWidget

from digitpad.app import create_window
from digitpad.session.drawing.drawing import Drawing

HOME = Path(os.environ["XDG_DATA_HOME"])
MOST_SECONDS = 2.0
LOOK = 0.2  # seconds that what was opened is looked at, in any tab
MOST_CPU = 0.25  # seconds of one round of the event loop
MOST_MEMORY = 2**30
MARKUP = "<img src=/dev/zero><table height=3000>[*]%1 &amp; \u202e"
WHOLE = EVERY_KEY | content(784, 3, 10) | {"data_set": MARKUP}
del WHOLE["checksum"]
DRAWING = Drawing((((0.1, 0.1), (0.9, 0.9)),))
WAYS = ["open"] * 5 + ["drop"] * 4 + ["picture"]


class Fuzz:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.application = QApplication(sys.argv)
        self.window = create_window()
        self.window.show()
        self.answers: list[str] = []
        self.way = "start"
        self.counts: dict[str, int] = {}
        self.slowest = self.busiest = (0.0, "")
        parts = self.window._network_files
        parts.opened.connect(lambda: self.answers.append("opened"))
        self.wait(lambda: self.window.session.loaded.sizes is not None, 30)

    def wait(
        self, fact: Callable[[], object], seconds: float = MOST_SECONDS
    ) -> tuple[float, float]:
        """Let the window work until this is so: the seconds, and the longest round's CPU.

        Seconds are of the process's own work, not of waiting for a disk or a turn.
        """
        began, worked = time.perf_counter(), time.process_time()
        busiest = 0.0
        tick = QTimer()
        tick.setInterval(0)  # a round never waits
        tick.start()
        while not fact():
            before = time.thread_time()
            self.application.processEvents()
            busiest = max(busiest, time.thread_time() - before)
            time.sleep(0.001)
            assert time.perf_counter() - began < 10 * seconds, f"no answer to {self.way}, in {HOME}"
        return time.process_time() - worked, busiest

    def look_about(self) -> None:
        """See another tab, and another view in the tab Inside."""
        for name in ("tabs", "inside_views"):
            tabs = self.window.findChild(QTabWidget, name)
            if tabs is None:
                return  # the tab Inside was not shown yet
            tabs.setCurrentIndex(self.chance.randrange(tabs.count()))

    def boxes(self) -> list[QMessageBox]:
        return [b for b in self.window.findChildren(QMessageBox) if b.isVisible()]

    def is_answered(self) -> bool:
        return bool(self.answers or self.boxes())

    def settle(self) -> None:
        """Look at what is asked or told, and answer it; have the shipped network again."""
        for box in self.boxes():
            for label in box.findChildren(QLabel):
                assert label.textFormat() is Qt.TextFormat.PlainText, label.text()
            assert box.height() < 450 and box.width() < 1000, box.text()
            (box.escapeButton() or box.buttons()[0]).click()
        for box in self.boxes():
            box.reject()
        if self.window.session.run is not None:
            self.answers.append("opened")
        self.window.session.show_shipped()

    def try_one(self) -> None:
        way = self.chance.choice(WAYS)
        path = HOME / ("a.png" if way == "picture" else self.chance.choice(["a.json", "a.json.gz"]))
        path.write_bytes(damaged(self.chance, WHOLE))
        self.try_file(path, way)

    def try_file(self, path: Path, way: str) -> None:
        self.way = way
        self.answers.clear()
        self.look_about()
        if self.window.session.board.is_blank():
            self.window.session.board.put_drawing(DRAWING)  # or there would be little to explain
        if way == "open":
            self.window.open_soon(path)
        else:
            self.drop(path)
        seconds, cpu = self.wait(self.is_answered)
        seen = time.perf_counter() + LOOK
        cpu = max(cpu, self.wait(lambda: time.perf_counter() > seen)[1])
        self.settle()
        found = "read" if "opened" in self.answers else "said"
        self.slowest = max(self.slowest, (seconds, way))
        self.busiest = max(self.busiest, (cpu, way))
        assert seconds < MOST_SECONDS, f"{path} took {seconds:.1f} s of work to {way}"
        assert cpu < MOST_CPU, f"{path} held up the window for {cpu:.2f} s"
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        assert memory < MOST_MEMORY, f"{path} took {memory / 2**20:.0f} MB"
        self.counts[f"{way}: {found}"] = self.counts.get(f"{way}: {found}", 0) + 1

    def drop(self, path: Path) -> None:
        target = self.window if path.suffix != ".png" else self.window.findChild(QWidget, "canvas")
        action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        data = files(path)
        # From Qt 6.12 on whole pixels are deprecated, before that there is nothing else.
        place = QPoint(20, 20) if PySide6.__version_info__ < (6, 12) else QPointF(20, 20)
        QApplication.sendEvent(target, QDragEnterEvent(place, action, data, left, none))
        QApplication.sendEvent(target, QDropEvent(QPointF(20, 20), action, data, left, none))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    arguments = parser.parse_args()
    print(f"Seed {arguments.seed}, in {HOME}", flush=True)
    fuzz = Fuzz(random.Random(arguments.seed))
    end = time.perf_counter() + arguments.seconds
    while time.perf_counter() < end:
        fuzz.try_one()
    fuzz.window.close()
    shutil.rmtree(HOME, ignore_errors=True)  # threads may still write; after a fault it stays
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    counts = ", ".join(f"{what} {count:,}" for what, count in sorted(fuzz.counts.items()))
    print(
        f"{sum(fuzz.counts.values()):,} files through the window: {counts}; the slowest took "
        f"{fuzz.slowest[0]:.2f} s ({fuzz.slowest[1]}), a round of its loop "
        f"{fuzz.busiest[0] * 1000:.0f} ms at most ({fuzz.busiest[1]}), the process {memory:.0f} MB."
    )


if __name__ == "__main__":
    main()
