"""The system ends the program, its disk is full, or it is quit, while an experiment learns."""

import os
import signal
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

import pytest
from homes import home_in
from patience import SECONDS
from program import children, has_ended

from digitpad.session.beginning import Beginning
from digitpad.session.store import Store

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]

# Begins an experiment of nine runs once the window is there, and tells what each has learnt. A line
# of input lets the disk be full, or free again; the end of input quits.
PROGRAM = """
import resource, sys
from threading import Thread

import digitpad.app
import digitpad.wiring
from digitpad import Hyperparameters
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.session.keeper import Keeper
from digitpad.session.runs.queue_state import Plan
from PySide6.QtCore import QObject, Signal

make_window = digitpad.wiring.make_window
processes, folder = sys.argv.pop(1), sys.argv.pop(1)


class Input(QObject):
    came, ended = Signal(int), Signal()

    def read(self):
        for line in sys.stdin:
            self.came.emit(int(line))
        self.ended.emit()


def bound(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def make(instance):
    window = make_window(instance)
    session, keeper = window.session, window.session.findChild(Keeper)
    session.queue.most = int(processes)
    learns = Architecture(()), Hyperparameters(epochs=10**6), DataSpec(folder, training_size=1000)
    plans = [Plan(*learns, seed, "", "costs", "one") for seed in range(1, 10)]
    told = lambda what, value: print(what, value, flush=True)
    session.runs.changed.connect(
        lambda run, what: "epoch" in what and told(run, session.runs[run].epochs)
    )
    keeper.failing.connect(lambda why: told("failing", why))
    window.input = Input()
    window.input.came.connect(bound)
    window.input.ended.connect(window.close)
    keeper.returned.connect(lambda _desk: session.queue.add(*plans))
    Thread(target=window.input.read, daemon=True).start()
    return window


digitpad.wiring.make_window = make
sys.exit(digitpad.app.main())
"""


class Left:
    """A program that does an experiment, and what it has told.

    epochs: of each run. failing: why they cannot be kept; empty if they can.
    """

    def __init__(self, home, data, processes):
        self.home, self.epochs, self.failing = home, {}, ""
        environment = os.environ | home_in(home) | {"QT_QPA_PLATFORM": "offscreen"}
        pipes = dict.fromkeys(("stdin", "stdout"), subprocess.PIPE)
        command = [sys.executable, "-c", PROGRAM, str(processes), data]
        self.program = subprocess.Popen(command, env=environment, text=True, **pipes)
        self.read_until(lambda: len(self.epochs) == processes)
        self.children = children(self.program.pid)
        assert len(self.children) == processes + 1  # one is a person's

    def read_until(self, fact):
        """Read what it tells until this is so."""
        while not fact():
            self.take(self.program.stdout.readline())

    def take(self, line):
        what, value = line.rstrip("\n").split(" ", 1)
        if what == "failing":
            self.failing = value
        else:
            self.epochs[what] = int(value)

    def write(self, line):
        self.program.stdin.write(f"{line}\n")
        self.program.stdin.flush()

    def end(self):
        """Wait until it has ended; returns its status."""
        for line in self.program.communicate(timeout=SECONDS)[0].splitlines():
            self.take(line)
        return self.program.returncode

    def assert_all_is_kept(self):
        """Assert that all that was told is kept, and that the next start offers to go on."""
        with closing(Store(Path(self.home) / "data" / "digitpad" / "digitpad.sqlite")) as store:
            kept = {run.id: run.epochs for run in store.records()}
            networks = {run.id: max(store.networks(run)) for run in store.records()}
            said = Beginning(store.desk()).in_words()
        assert kept.keys() == self.epochs.keys() and networks == kept
        assert all(kept[run_id] >= epochs for run_id, epochs in self.epochs.items())
        assert said == "An experiment was interrupted: in Experiments, Go On does the rest."


@pytest.fixture
def begun(tmp_path, some_of_mnist):
    """Begin an experiment in so many processes."""
    programs = []

    def begin(processes):
        programs.append(Left(tmp_path, some_of_mnist, processes))
        return programs[-1]

    yield begin
    for each in programs:
        each.program.kill()
        for child in each.children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        each.program.communicate()


def test_a_logout_ends_all_processes_and_keeps_their_runs(begun):
    left = begun(4)
    os.kill(left.children[-1], signal.SIGSTOP)  # as one that compiles code, it does not listen
    left.program.send_signal(signal.SIGTERM)
    assert left.end() == -signal.SIGTERM and all(map(has_ended, left.children))
    left.assert_all_is_kept()


def test_training_goes_on_while_the_disk_is_full_and_quitting_then_ends_it(begun):
    left = begun(2)
    left.write(1)
    left.read_until(lambda: left.failing)
    before = dict(left.epochs)
    left.read_until(lambda: all(left.epochs[run] > before[run] + 100 for run in before))
    assert "disk" in left.failing.lower()
    left.write(-1)
    left.read_until(lambda: not left.failing)
    left.program.stdin.close()
    left.program.stdin = None
    assert left.end() == 0 and all(map(has_ended, left.children))
    left.assert_all_is_kept()
