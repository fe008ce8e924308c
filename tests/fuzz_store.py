"""Damage the store of runs in every way, before windows open on it and while they run.

    python tests/fuzz_store.py --seconds 60

In each round a store of 20 entries is made, and files of it are hit, cut short, emptied, removed,
swapped, and replaced by folders. Two windows open on it, answer what they ask at random, and
train, while more is damaged. Then it must be so that

- nothing that held a network that could be read is gone, put aside, or missing from all lists,
- what was not the program's own is there,
- no handler of a window took more than MOST_CPU, no view more than MOST_TO_SHOW when it was
  shown, and the process no more than MOST_MEMORY.

It prints how long a start took, until all was looked at, and the slowest handler.
"""

import argparse
import gc
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["OPENBLAS_NUM_THREADS"] = "1"
# The user's own settings and runs are left alone.
os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="digitpad-fuzz-store-")
os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] + "-config"
sys.path.insert(0, str(Path(__file__).parent / "support"))

from child_threads import load_once, start_thread
from handlers import MeasuredApplication
from network_files import hit
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QMessageBox
from results import epoch_result

from digitpad.app import create_window
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.files import network_file
from digitpad.core.learning.architecture import Architecture
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.session.drawing.drawing import Drawing
from digitpad.session.kept import run_file, user_folders
from digitpad.session.kept.errors import RunStoreError
from digitpad.session.kept.recovery import Recovery
from digitpad.session.kept.run_entry import Kept
from digitpad.session.kept.run_store import RunStore
from digitpad.session.opened_files import open_network
from digitpad.session.runs.job import Job
from digitpad.session.runs.run import BestEpoch, Run, new_id
from digitpad.training import process
from digitpad.ui.frame.window import MainWindow

HOME = Path(os.environ["XDG_DATA_HOME"])
ENTRIES = 20
FATES = ["unsaved"] * 9 + ["saved"] * 6 + ["discarded", "continued", "drawing"]
NAMES = ["run.json", "drawing.json", *run_file.NETWORKS]
MOST_CPU, MOST_TO_SHOW = 0.1, 0.25  # seconds; the goals with room for a slow machine
MOST_SECONDS = 20.0  # that anything is waited for
MOST_MEMORY = 2**30
GOALS = "goals: 2 s, 10 ms and 50 ms"


def make_store(store: RunStore, chance: random.Random) -> None:
    for number in range(1, ENTRIES + 1):
        fate = chance.choice(FATES)
        run = Run.begin(Architecture((chance.choice([3, 10]),)), number)
        sizes = run.network.sizes
        history = tuple(epoch_result(i, evaluation_accuracy=9000 + i) for i in (1, 2, 3))
        jobs = (Job(Hyperparameters(), 1, 3, 15_000),)
        run = replace(run, history=history, jobs=jobs)
        if chance.random() < 0.5:
            run = replace(run, best=BestEpoch(2, Network(sizes)))
        if chance.random() < 0.3:
            run = replace(run, start=Network(sizes))
        drawing = Drawing((((0.1, 0.1), (0.9, 0.9)),)) if chance.random() < 0.5 else Drawing()
        entry = store.new_entry(new_id())
        if fate == "drawing":
            entry.keep(Kept(None, Drawing((((0.1, 0.1), (0.9, 0.9)),))))
        else:
            entry.keep(Kept(replace(run, id=entry.path.name), drawing, fate=fate))
        entry.let_go()


def networks_in(folder: Path) -> set[str]:
    """What tells the networks apart that can be read in a folder."""
    found = set()
    for name in run_file.NETWORKS:
        try:
            found.add(network_file.checksum(open_network(folder / name).content.network))
        except ValueError:
            continue
    return found


def is_of_later_version(store: RunStore, run_id: str) -> bool:
    """Whether the version was hit, so that the entry is left alone."""
    try:
        return store.entry(run_id).heading().is_of_later_version
    except RunStoreError:
        return False


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def read(path: Path) -> bytes:
    if not path.is_file():
        raise FileNotFoundError(path)
    return path.read_bytes()


def write(path: Path, text: bytes) -> None:
    if path.exists() and not path.is_file():
        raise FileExistsError(path)
    path.write_bytes(text)


class Damage:
    """Damages files of a store, and remembers what can still be read in it."""

    def __init__(self, store: RunStore, chance: random.Random) -> None:
        self.store, self.chance = store, chance
        self.ids = [path.name for path in store.folder.iterdir() if path.is_dir()]
        self.readable = {run_id: networks_in(store.folder / run_id) for run_id in self.ids}
        self.counts: dict[str, int] = {}
        self.own = store.folder / "backup"  # the user's, and no entry
        self.own.mkdir()
        (self.own / "best.json").write_text("mine")

    def file(self) -> Path:
        return self.store.folder / self.chance.choice(self.ids) / self.chance.choice(NAMES)

    def once(self) -> None:
        how = self.chance.choice(
            [self.hit, self.hit, self.cut, self.empty, self.remove, self.swap, self.copy]
            + [self.folder, self.lock, self.nest]
        )
        path = self.file()
        try:
            how(path)
        except OSError:
            pass  # a window was quicker, perhaps half way
        else:
            self.counts[how.__name__] = self.counts.get(how.__name__, 0) + 1
        for run_id in self.ids:
            self.readable[run_id] = networks_in(self.store.folder / run_id)

    def hit(self, path: Path) -> None:
        write(path, hit(read(path), self.chance))

    def cut(self, path: Path) -> None:
        text = read(path)
        write(path, text[: self.chance.randrange(len(text) + 1)])

    def empty(self, path: Path) -> None:
        write(path, b"")

    def remove(self, path: Path) -> None:
        remove(path)

    def swap(self, path: Path) -> None:
        other, aside = self.file(), path.with_name("aside")
        os.rename(path, aside)
        os.rename(other, path)
        os.rename(aside, other)

    def copy(self, path: Path) -> None:
        write(path, read(self.file()))

    def folder(self, path: Path) -> None:
        remove(path)
        path.mkdir()

    def lock(self, path: Path) -> None:
        lock = path.parent.with_suffix(".lock")
        remove(lock)
        self.chance.choice([lock.mkdir, lock.touch, lambda: None])()

    def nest(self, path: Path) -> None:
        path = path.parent / "deep"
        for _ in range(self.chance.choice([1, 300])):
            path.mkdir(exist_ok=True)
            path = path / "er"


class Fuzz:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.application = MeasuredApplication()
        self.starts: list[float] = []
        self.counts: dict[str, int] = {}

    def wait(self, fact: Callable[[], object], what: str) -> None:
        """Let the windows work until this is so."""
        began = time.perf_counter()
        while not fact():
            self.application.processEvents()
            time.sleep(0.001)
            assert time.perf_counter() - began < MOST_SECONDS, f"{what}: no end, in {HOME}"

    def work(self, seconds: float, what: str) -> None:
        end = time.perf_counter() + seconds
        self.wait(lambda: time.perf_counter() > end, what)

    def answer(self, windows: list[MainWindow]) -> None:
        """Answer what is asked, if anything is."""
        for window in windows:
            for box in window.findChildren(QMessageBox):
                if box.isVisible():
                    what = box.text().split("\n")[0]
                    self.counts[what] = self.counts.get(what, 0) + 1
                    self.chance.choice(box.buttons()).click()

    def round(self) -> None:
        folder = user_folders.runs_folder()
        remove(folder)
        store = RunStore(folder)
        make_store(store, self.chance)
        damage = Damage(store, self.chance)
        for _ in range(self.chance.randrange(12)):
            damage.once()
        windows = [self.open(), self.open()]
        for _ in range(self.chance.randrange(1, 12)):
            damage.once()
            self.answer(windows)
            if self.chance.random() < 0.3:
                window = self.chance.choice(windows)
                window.tabs.setCurrentIndex(self.chance.randrange(window.tabs.count()))
            if self.chance.random() < 0.2 and self.chance.choice(windows).session.is_idle:
                self.train(self.chance.choice(windows))
            self.work(0.05, "work")
        for window in windows:
            self.close(window)
        del windows, window
        gc.collect()  # a program has no windows of earlier rounds
        for how, count in damage.counts.items():
            self.counts[how] = self.counts.get(how, 0) + count
        self.check(store, damage)

    def open(self) -> MainWindow:
        began = time.perf_counter()
        window = create_window()
        found: list[object] = []
        window.findChild(Recovery).found.connect(found.append)
        window.show()
        self.wait(lambda: found, "start")
        self.starts.append(time.perf_counter() - began)
        for tab in range(window.tabs.count()):
            window.tabs.setCurrentIndex(tab)
            self.application.processEvents()
        return window

    def train(self, window: MainWindow) -> None:
        session = window.session
        if session.is_idle:
            if session.run is None:
                session.make(Architecture((3,)))
            session.train(Hyperparameters(epochs=2, mini_batch_size=1000))

    def close(self, window: MainWindow) -> None:
        def is_closed() -> bool:
            for box in window.findChildren(QMessageBox):
                if box.isVisible():
                    discard = box.button(QMessageBox.StandardButton.Discard)
                    is_question = "Save what" in box.text()
                    ends = box.defaultButton() if box.text() == "Stop training?" else None
                    escape = box.escapeButton() or box.buttons()[0]
                    (discard if is_question else ends or escape).click()
            window.close()
            return not window.isVisible()

        self.wait(is_closed, "close")
        window.finish()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def check(self, store: RunStore, damage: Damage) -> None:
        """Look for all that could be read when it was damaged last."""
        for lock in store.folder.glob("*.lock"):
            remove(lock)  # those that were damaged
        records, _ = store.records()
        left = {record.id for record in records}
        while found := store.left_behind()[0]:
            for one in found:
                left.add(one.entry.path.name)
                one.entry.path.rename(HOME / one.entry.path.name)  # and the next ones, if any
                one.entry.let_go()
        for run_id, networks in damage.readable.items():
            if networks and not is_of_later_version(store, run_id):
                places = [HOME / run_id, store.folder / run_id]
                there = set().union(*map(networks_in, places))
                assert there, f"{run_id} is gone, in {HOME}"
                assert run_id in left, f"{run_id} is in no list, in {HOME}"
        assert (damage.own / "best.json").read_text() == "mine"
        for path in HOME.iterdir():
            if path.name != "digitpad":
                remove(path)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        assert memory < MOST_MEMORY, f"{memory / 2**20:.0f} MB"
        application = self.application
        for (seconds, what), most in (
            (application.busiest, MOST_CPU),
            (application.slowest_view, MOST_TO_SHOW),
        ):
            assert seconds < most, f"{what}: {1000 * seconds:.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    arguments = parser.parse_args()
    print(f"Seed {arguments.seed}, in {HOME}", flush=True)
    process.start = start_thread  # type: ignore[assignment]
    DataSpec.load = load_once  # type: ignore[assignment,method-assign]
    fuzz, rounds = Fuzz(arguments.seed), 0
    fuzz.close(fuzz.open())  # the first window imports what the next ones find
    fuzz.application.forget()
    end = time.perf_counter() + arguments.seconds
    while time.perf_counter() < end:
        fuzz.round()
        rounds += 1
    for folder in (HOME, Path(os.environ["XDG_CONFIG_HOME"])):  # after a fault they stay
        shutil.rmtree(folder, ignore_errors=True)
    counts = ", ".join(f"{what} {count:,}" for what, count in sorted(fuzz.counts.items()))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (seconds, what), (to_show, view) = fuzz.application.busiest, fuzz.application.slowest_view
    print(
        f"{rounds:,} stores of {ENTRIES} entries, two windows on each: {counts}. A start took "
        f"{max(fuzz.starts):.2f} s at most, a handler {1000 * seconds:.0f} ms ({what}), showing a "
        f"view {1000 * to_show:.0f} ms ({view}; {GOALS}), the process {memory:.0f} MB."
    )


if __name__ == "__main__":
    main()
