"""The lines of Python repeat each run to the last bit; both are trained by real processes."""

import dataclasses
import json
import subprocess
import sys
from functools import partial

import numpy as np
import pytest
from same import same

from digitpad import Hyperparameters, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.core.network_file import NetworkFile
from digitpad.session.opened_files import open_network, save_network
from digitpad.session.runs.python_lines import python_lines
from digitpad.session.runs.queue_state import Plan
from digitpad.session.session import Session

pytestmark = pytest.mark.slow

ENDLESS = Hyperparameters(epochs=10**6)
SHORT = Hyperparameters(epochs=3, mini_batch_size=20)
MORE = """
import dataclasses
np.savez("net.npz", *net.weights, *net.biases)
print(json.dumps([dataclasses.asdict(result) for result in results]))
"""
# Does one script after the other, each in its folder and with names of its own.
READER = """
import json, os, sys
for line in sys.stdin:
    folder, script = json.loads(line)
    os.chdir(folder)
    exec(script, {"json": json})
    sys.stdout.flush()
"""


@pytest.fixture
def session(qapp, some_of_mnist):
    """One with real processes, in place of the one that tests steer."""
    session = Session(DataSpec(some_of_mnist))
    yield session
    session.shut_down()


@pytest.fixture
def data(some_of_mnist):
    return DataSpec(some_of_mnist, training_size=2000)


@pytest.fixture
def until(qtbot, session):
    """Wait until the run in use has learnt for so many more epochs."""

    def until(epochs):
        wanted = session.run.epochs + epochs
        qtbot.waitUntil(lambda: session.run.epochs >= wanted)

    return until


@pytest.fixture
def ended(qtbot, session):
    """Wait for the end of training; returns the network of the moment."""
    moments = []

    def note(run_id, _what):
        moments.append(session.runs.snapshot(run_id))

    session.runs.changed.connect(note)

    def ended():
        while not session.queue.is_idle:  # epoch by epoch: a whole run may take longer than a wait
            more = partial(lambda epochs: session.run.epochs > epochs, session.run.epochs)
            qtbot.waitUntil(lambda more=more: session.queue.is_idle or more())
        return next(moment for moment in reversed(moments) if moment is not None)

    return ended


@pytest.fixture
def stop_within_an_epoch(session, until, ended, data):
    """Stop what trains, and go on and stop again if that was at an epoch's end."""

    def stop():
        for _ in range(20):
            until(1)
            session.queue.stop()
            if not same(ended(), session.network):
                return
            session.train(ENDLESS, data)
        raise AssertionError("each stop was at an epoch's end")

    return stop


@pytest.fixture(scope="module")
def reader():
    """A process that does the lines of all runs: to start one takes longer than the lines do."""
    pipes = dict.fromkeys(("stdin", "stdout"), subprocess.PIPE)
    with subprocess.Popen([sys.executable, "-c", READER], text=True, **pipes) as reader:
        yield reader
        reader.stdin.close()


@pytest.fixture
def assert_repeats(qtbot, session, keeper, reader, tmp_path):
    """Do the lines of the run in use in another process, and compare all that is known."""

    def assert_repeats():
        run, start, saved = session.run, None, []
        if run.has_start:
            start = tmp_path / "start.json"
            keeper.save_start(run.id, start, saved.append)
            qtbot.waitUntil(lambda: saved)
        print(json.dumps([str(tmp_path), python_lines(run, start) + MORE]), file=reader.stdin)
        reader.stdin.flush()
        told = reader.stdout.readline()
        assert told, "the lines of Python raise an error"
        history = [dataclasses.asdict(result) for result in run.history[run.start_epochs :]]
        numbers = [result.pop("epoch") for result in history]
        assert numbers == list(range(run.start_epochs + 1, run.epochs + 1)) and numbers
        found = json.loads(told)
        for result in found:
            result.pop("epoch")  # each job counts its own
        assert found == history
        with np.load(tmp_path / "net.npz") as arrays:
            network = session.runs.network(run.id)
            for ours, theirs in zip(network.weights + network.biases, arrays.values(), strict=True):
                assert ours.dtype == theirs.dtype and np.array_equal(ours, theirs)
        return run

    return assert_repeats


def test_a_run_that_was_changed_paused_stopped_within_an_epoch_and_continued(
    session, until, ended, stop_within_an_epoch, assert_repeats, data
):
    settings = dataclasses.replace(ENDLESS, dropout=0.2, momentum=0.5)
    session.train_new(Architecture((12, 8), "QuadraticCost", "large"), settings, data, seed=77)
    until(2)
    session.queue.change(eta=0.25)
    until(3)
    session.queue.pause()
    session.queue.change(lmbda=1.0)
    session.queue.change(eta=0.125)
    session.queue.resume()
    until(3)
    stop_within_an_epoch()
    assert_repeats()
    session.train(SHORT, data)
    ended()
    session.train(ENDLESS, data)
    stop_within_an_epoch()
    run = assert_repeats()
    assert {(each.eta, each.lmbda) for each in run.history} >= {
        *((0.5, 5.0), (0.25, 5.0), (0.125, 1.0)),
    }
    assert len(run.jobs) >= 3 and {job.end for job in run.jobs} == {"stopped", "done"}


@pytest.mark.parametrize("rule", ["halve", "stop"])
def test_a_run_whose_rate_was_halved_or_that_stopped_early_and_was_changed_meanwhile(
    session, until, ended, assert_repeats, data, rule
):
    data = dataclasses.replace(data, training_size=None)  # so that an epoch takes a moment
    of_rule = {"early_stopping": rule, "no_improvement_in": 8, "mini_batch_size": 5}
    settings = dataclasses.replace(ENDLESS, **of_rule)
    session.train_new(Architecture((10,)), settings, data, seed=5)
    until(1)
    session.queue.change(eta=0.3)
    ended()
    session.train(dataclasses.replace(settings, epochs=4), data)
    ended()
    run = assert_repeats()
    assert run.jobs[0].end == "no improvement"
    rates = {result.eta for result in run.history}
    assert (min(rates) < 0.01) == (rule == "halve")
    assert rates & {0.3 / 2**halves for halves in range(8)}  # it may come after some halves
    chosen = {run.settings_at(epoch).eta for epoch in range(1, run.epochs + 1)}
    assert chosen == {0.5, 0.3}  # the halves are the rule's


@pytest.mark.parametrize("epochs", [3, 10**6], ids=["to its end", "stopped"])
def test_a_run_that_is_measured_in_its_last_epoch_alone(
    session, ended, qtbot, assert_repeats, data, epochs
):
    settings = Hyperparameters(epochs=epochs, mini_batch_size=20)
    session.queue.add(Plan(Architecture((9,)), settings, data, measure="last"))
    qtbot.waitUntil(lambda: session.run.epochs > 2)
    if epochs > 3:
        session.queue.stop()
    ended()
    *before, last = assert_repeats().history
    assert {result.evaluation_accuracy for result in before} == {None}
    assert (last.evaluation_accuracy is None) == (epochs > 3)


@pytest.fixture
def parent(session, ended, data):
    """A run of three epochs that is over and in use."""
    session.train_new(Architecture((10,)), SHORT, data, seed=3)
    ended()
    return session.run


def test_a_run_that_begins_at_an_earlier_epoch(session, ended, assert_repeats, parent, data):
    session.use(parent.id, 2)
    session.train(SHORT, data)
    ended()
    run = assert_repeats()
    assert (run.parent, run.start_epochs, run.epochs) == (parent.id, 2, 5)
    assert run.history[:2] == parent.history[:2]
    session.train(SHORT, data)
    ended()
    assert len(assert_repeats().jobs) == 2


def test_a_run_that_begins_with_another_one_for_other_data(
    session, ended, assert_repeats, parent, data
):
    session.train(SHORT, dataclasses.replace(data, training_size=500, evaluation="test"))
    ended()
    run = assert_repeats()
    assert run.parent == parent.id and run.start_epochs == 0


def test_a_run_that_begins_with_a_copy(session, ended, assert_repeats, parent, data):
    copy = session.network.with_arrays(
        [2 * weights for weights in session.network.weights], session.network.biases
    )
    session.use_copy(copy)
    session.train(SHORT, data)
    ended()
    assert assert_repeats().origin.how == "laboratory"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_run_of_a_file_with_its_kind_of_numbers(
    session, ended, assert_repeats, data, tmp_path, dtype
):
    path = tmp_path / "a.json"
    rng = np.random.default_rng(2)
    save_network(NetworkFile(Network([784, 9, 10], rng=rng, dtype=dtype)), path)
    session.open(*open_network(path))
    session.train(SHORT, data)
    ended()
    run = assert_repeats()
    assert run.epochs == 3 and session.network.dtype == dtype
