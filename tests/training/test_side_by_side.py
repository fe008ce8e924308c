"""An experiment's runs in real processes, side by side and one after the other."""

import os
import signal

import pytest
from recorded import Recorded
from same import same

from digitpad import Hyperparameters
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.session.runs import queue as queue_module
from digitpad.session.runs.queue_state import Plan
from digitpad.session.session import Session

pytestmark = pytest.mark.slow

has_signals = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="signals as POSIX has them")


class Side:
    """A session whose experiments have some processes."""

    def __init__(self, qtbot, folder, processes):
        self.qtbot, self.folder, self.started, self.said = qtbot, folder, [], []
        self.session = Session(DataSpec(folder), self._start)
        self.queue, self.runs = self.session.queue, self.session.runs
        self.queue.most = processes
        self.queue.failed.connect(lambda _title, sentence: self.said.append(sentence))

    def _start(self, hear, is_aside):
        self.started.append(Recorded(hear, is_aside))
        return self.started[-1]

    def add(self, count, **settings):
        """Begin an experiment of so many runs."""
        data = DataSpec(self.folder, training_size=500)
        settings = Hyperparameters(**{"epochs": 2, "mini_batch_size": 20} | settings)
        seeds = range(1, count + 1)
        self.queue.add(
            *(Plan(Architecture((8,)), settings, data, i, f"{i}", "costs") for i in seeds)
        )

    def wait(self, fact):
        self.qtbot.waitUntil(fact)

    def learns(self, count):
        """Wait until so many runs have learnt something; returns their processes' numbers."""

        def learn():
            jobs = self.queue.state.of_experiment
            return len(jobs) == count and all(job.epochs for job in jobs)

        self.wait(learn)
        return [process.id for process in self.started if process.lives]

    def new(self, before=()):
        """The runs that are listed and were not before."""
        return [run for run in self.runs.listed() if run.id not in {each.id for each in before}]

    def done(self, before=()):
        """Wait until nothing trains; the new runs that came to their end, by seed."""
        self.wait(lambda: self.queue.is_idle)
        return {run.seed: run for run in self.new(before) if run.jobs[-1].end == "done"}


@pytest.fixture
def side(nothing_is_left_behind, qtbot, some_of_mnist):
    made = []

    def make(processes):
        made.append(Side(qtbot, some_of_mnist, processes))
        return made[-1]

    yield make
    for each in made:
        each.session.shut_down()


def test_the_same_seeds_learn_the_same_whatever_trains_beside_them(side):
    kinds = {}, {"augmentation": True, "dropout": 0.2}
    found = []
    for processes in (1, 3):
        each = side(processes)
        for settings in kinds:
            before = each.runs.listed()
            each.add(4, **settings)
            assert sorted(each.done(before)) == [1, 2, 3, 4]
        listed = each.runs.listed()
        assert [run.number for run in listed] == [1, 2, 3, 4, 5, 6, 7, 8]
        assert [run.seed for run in listed] == 2 * [1, 2, 3, 4] and len(each.started) == processes
        found.append([(run.history, each.runs.network(run.id)) for run in listed])
    for (history, network), (other, again) in zip(*found, strict=True):
        assert history == other and same(network, again)
    for settings, first in zip(kinds, (0, 4), strict=True):
        each.session.train_new(
            Architecture((8,)),
            Hyperparameters(epochs=2, mini_batch_size=20, **settings),
            DataSpec(each.folder, training_size=500),
            seed=1,
        )
        each.wait(lambda: each.queue.is_idle)
        # As a person's run, with two threads that distort images, and at normal priority.
        assert each.session.run.history == found[0][first][0]
    if hasattr(os, "getpriority"):  # priorities as POSIX has them
        mine = os.getpriority(os.PRIO_PROCESS, 0)
        *aside, own = (os.getpriority(os.PRIO_PROCESS, process.id) for process in each.started)
        assert own == mine and aside == 3 * [min(19, mine + 10)]


@has_signals
@pytest.mark.parametrize("processes", [1, 2, 4])
def test_a_process_that_is_killed_costs_one_run_which_is_begun_again(side, processes):
    each = side(processes)
    for when in ("starting", "learning", "paused", "stopping"):
        before = each.runs.listed()
        each.said.clear()
        each.add(6, epochs=30 if when == "starting" else 10**6)
        victim = each.started[0].id if when == "starting" else each.learns(processes)[0]
        if when == "paused":
            each.queue.pause()
        if when == "stopping":
            os.kill(victim, signal.SIGSTOP)
            each.queue.cancel()
        os.kill(victim, signal.SIGKILL)
        each.wait(lambda: each.said)
        if when == "learning":
            each.learns(processes)
        if when == "paused":
            waits = 6 - processes + 1
            assert each.queue.state.is_paused and len(each.queue.state.waiting) == waits
        if when != "starting":
            each.queue.cancel()
        done, ends = each.done(before), [run.jobs[-1].end for run in each.new(before)]
        assert ends.count("broke off") == 1 and len(each.said) == 1 and "SIGKILL" in each.said[0]
        assert ("begun again" in each.said[0]) == (when != "stopping")
        if when == "starting":
            assert sorted(done) == [1, 2, 3, 4, 5, 6]
        else:
            assert ends.count("stopped") == processes - (when != "learning")


@has_signals
@pytest.mark.parametrize("processes", [1, 2])
def test_a_process_that_hangs_is_known_after_a_cancel(side, processes, monkeypatch):
    monkeypatch.setattr(queue_module, "KILL_AFTER", 300)
    each = side(processes)
    each.add(5, epochs=10**6)
    victim = each.learns(processes)[-1]
    os.kill(victim, signal.SIGSTOP)
    each.queue.cancel()
    each.wait(lambda: each.queue.is_idle)
    hung = each.runs.listed()
    ends = [run.jobs[-1].end for run in hung]
    assert ends.count("broke off") == 1 and ends.count("stopped") == processes - 1
    assert "did not stop" in each.said[0]
    each.add(2)
    assert sorted(each.done(hung)) == [1, 2]


def test_many_plans_are_all_done(side):
    each = side(4)
    each.add(200, epochs=1, mini_batch_size=100)
    assert len(each.done()) == 200 and len(each.started) == 4
