"""An experiment's runs in real processes, side by side and one after the other."""

import os
import signal

import pytest
from program import children
from recorded import Recorded
from same import same

from digitpad import Hyperparameters
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
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
            learn = [self.runs[each.run_id] for each in self.queue.state.of_experiment]
            return len(learn) == count and all(run.epochs for run in learn)

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
def test_a_process_that_is_killed_ends_its_experiment_which_can_be_gone_on_with(side, processes):
    each = side(processes)
    for when in ("starting", "learning"):
        before = each.runs.listed()
        each.said.clear()
        each.add(6, epochs=10**6)
        victim = each.started[-1].id if when == "starting" else each.learns(processes)[0]
        os.kill(victim, signal.SIGKILL)
        each.wait(lambda: each.said)
        assert each.queue.is_idle and len(each.said) == 1 and "SIGKILL" in each.said[0]
        ends = [run.jobs[-1].end for run in each.new(before)]
        begun = 1 if when == "starting" else processes
        assert sorted(ends) == ["broke off"] + (begun - 1) * ["stopped"]
    before = each.runs.listed()
    each.add(2)
    assert sorted(each.done(before)) == [1, 2]


@has_signals
def test_a_cancel_ends_also_a_process_that_hangs_and_waits_for_none(side):
    each = side(2)
    each.add(5, epochs=10**6)
    processes = each.learns(2)
    os.kill(processes[-1], signal.SIGSTOP)
    each.queue.cancel()
    assert each.queue.is_idle and not each.said
    hung = each.runs.listed()
    assert [run.jobs[-1].end for run in hung] == 2 * ["stopped"] and all(r.epochs for r in hung)
    each.wait(lambda: not set(processes) & set(children(os.getpid(), also_ended=True)))
    each.add(2)
    assert sorted(each.done(hung)) == [1, 2]


def test_many_plans_are_all_done(side):
    each = side(4)
    each.add(200, epochs=1, mini_batch_size=100)
    assert len(each.done()) == 200 and len(each.started) == 4
