"""The process at the other end of a bare pipe, and a job in it: what is sent when, and heeded."""

import subprocess
from collections import deque

import numpy as np
import pytest
from idx_folder import write_folder
from patience import SECONDS
from random_data import random_data
from same import same
from short_runs import hyperparameters, new_network

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning import sgd
from digitpad.core.learning.epoch import Change
from digitpad.training import process, worker
from digitpad.training.worker import ChangeSettings, Command, Ready, Train, Training, UseData

# A job by itself: the clock and the pipe are in the test's own hands.


class Clock:
    """Goes on by a millisecond whenever it is looked at."""

    now = 0.0

    def perf_counter(self):
        self.now += 0.001
        return self.now


class Pipe:
    """Takes each report at once; sending one takes some seconds.

    It says some commands at the beginning, and later ones once something is learnt.
    """

    def __init__(self, *commands, later=(), clock=None, seconds=0.0):
        self.clock, self.seconds = clock or Clock(), seconds
        self.commands, self.later = list(commands), list(later)
        self.reports, self.sent_at = [], []

    def send(self, report):
        self.reports.append(report)
        self.sent_at.append(self.clock.now)
        self.clock.now += self.seconds
        self.commands.append(Command.TAKEN)
        while report.progress.done and self.later:
            self.commands.append(self.later.pop(0))

    def poll(self):
        return bool(self.commands)

    def recv(self):
        return self.commands.pop(0)


@pytest.fixture
def data():
    return random_data(20)


@pytest.fixture
def reports(data, monkeypatch):
    """Train for three epochs, told this; the reports, of which each is due at once."""
    monkeypatch.setattr(sgd, "YIELD_AFTER", 0)
    monkeypatch.setattr(worker, "REPORT_EVERY", 0)

    def reports(*commands, later=(), best_accuracy=-1, **settings):
        pipe = Pipe(*commands, later=later)
        settings = hyperparameters(**{"epochs": 3, "mini_batch_size": 10} | settings)
        asked = Train("a run", new_network(), settings, best_accuracy=best_accuracy)
        Training(pipe, asked, lambda: 0.0).do(data, data)
        return pipe.reports

    return reports


def test_a_run_that_is_paused_and_stopped_at_its_beginning_takes_no_step(reports):
    first, last = reports(Command.PAUSE, Command.STOP)
    assert (first.end, last.end) == (None, "over")
    assert last.mini_batches == 0 and not last.results


def test_a_run_that_is_changed_at_its_beginning_begins_with_that(reports):
    changed = hyperparameters(epochs=2, eta=0.25)
    told = reports(Command.PAUSE, ChangeSettings(changed), Command.RESUME)
    assert told[-1].changes == (Change(1, changed),)
    results = [result for report in told for result in report.results]
    assert [(result.epoch, result.eta) for result in results] == [(1, 0.25), (2, 0.25)]


def test_of_changes_within_an_epoch_the_last_is_told_at_once_and_waits(reports):
    first, second = (hyperparameters(epochs=3, eta=eta) for eta in (0.25, 0.125))
    told = reports(
        later=(Command.PAUSE, ChangeSettings(first), ChangeSettings(second), Command.RESUME)
    )
    places = [(r.changes[-1].epoch, r.changes[-1].hyperparameters.eta) for r in told if r.changes]
    began = next(report for report in told if report.changes).progress.epoch
    assert places[0] == (began + 1, 0.25) and places[1] == (began + 1, 0.125)
    assert told[-1].changes == (Change(began + 1, second),)
    rates = [result.eta for report in told for result in report.results]
    assert rates == [0.5] * began + [0.125] * (3 - began)


def test_pausing_and_resuming_change_nothing_in_what_is_learnt(reports, data):
    pauses = 3 * [Command.PAUSE, Command.RESUME]
    learnt = reports(*pauses, later=pauses)[-1].network
    undisturbed = new_network()
    settings = hyperparameters(epochs=3, mini_batch_size=10)
    deque(sgd.train(undisturbed, data, settings, data), maxlen=0)
    assert same(undisturbed, learnt)
    assert undisturbed.rng.random() == learnt.rng.random()


def test_a_pause_is_a_rest_that_does_not_count(data):
    class Resting(Pipe):
        def poll(self):
            assert not training.paused  # it would not rest if it looked for commands
            return super().poll()

        def recv(self):
            self.clock.now += 100.0 if training.paused else 0.0  # seconds without a command
            return super().recv()

    pipe = Resting(Command.PAUSE, Command.RESUME)
    training = Training(
        pipe, Train("a run", new_network(), hyperparameters()), pipe.clock.perf_counter
    )
    training.do(data, data)
    assert pipe.clock.now > 100 > 1 > pipe.reports[-1].seconds > 0


def test_what_is_measured_before_an_epoch_leaves_the_one_before_whole(reports):
    told = reports(monitor_gradient_lengths=True)
    measuring = [report for report in told[1:] if not report.progress.done]
    assert {report.progress.epoch for report in measuring} == {1, 2, 3}
    assert all(report.ends_epoch for report in measuring)
    assert [r.ends_epoch for r in told if r.progress.done == 20 and not r.results][0] is False


def test_the_network_of_each_new_best_epoch_is_sent(reports, data):
    settings = {"epochs": 12, "eta": 0.3}  # with ties, and the accuracy goes up and down
    told = reports(**settings)
    accuracies = [result.evaluation_accuracy for report in told for result in report.results]
    assert len(accuracies) == 12 and accuracies != sorted(accuracies)
    best = [report.best for report in told if report.best]
    records = [n for n in range(12) if accuracies[n] > max(accuracies[:n], default=-1)]
    assert [one.epoch - 1 for one in best] == records and len(records) > 1
    for one in best:
        assert one.network.accuracy(data) == one.accuracy == accuracies[one.epoch - 1]
    # A run that goes on keeps the best of its earlier epochs.
    assert not any(report.best for report in reports(**settings, best_accuracy=best[-1].accuracy))


def times_apart(monkeypatch, data, seconds, epochs):
    """The times between the snapshots of a run, where sending each takes some seconds."""
    clock = Clock()
    monkeypatch.setattr(sgd, "time", clock)
    pipe = Pipe(clock=clock, seconds=seconds)
    job = Train("a run", new_network(), hyperparameters(epochs=epochs, mini_batch_size=10))
    Training(pipe, job, clock.perf_counter).do(data, data)
    assert len(pipe.sent_at) > 3
    return np.diff(pipe.sent_at[:-1])  # the last one does not wait


@pytest.mark.parametrize(("seconds", "shortest"), [(0.0, 0.1), (0.005, 0.33), (0.02, 1.0)])
def test_snapshots_take_a_small_part_of_the_time(monkeypatch, data, seconds, shortest):
    """However many epochs a second has."""
    apart = times_apart(monkeypatch, data, seconds, 2000)
    assert shortest <= apart.min() and apart.max() < 1.2 * shortest + 0.1


def test_a_window_that_was_busy_for_a_moment_gets_the_next_snapshot_soon(monkeypatch, data):
    assert times_apart(monkeypatch, data, 0.3, 500).max() < 1.5  # as when a file dialog opens


# The process


class Child:
    """Our end of the pipe to a process that serves it, which trains on these data."""

    def __init__(self, connection, process, data):
        self.connection, self.process, self.data = connection, process, data

    def send(self, *commands):
        for command in commands:
            self.connection.send(command)

    def train(self, data=None, **settings):
        """Start a run of one epoch, unless the settings say otherwise."""
        settings = hyperparameters(**settings)
        self.send(Train("a run", new_network(), settings, data or self.data))

    def receive(self):
        """The next report."""
        assert self.connection.poll(SECONDS), "the process says nothing"
        return self.connection.recv()

    def receive_to_the_end(self):
        """The reports up to the end of the run, that one included."""
        reports = [self.receive()]
        while reports[-1].end is None:
            reports.append(self.receive())
        return reports


@pytest.fixture
def child(nothing_is_left_behind, some_of_mnist):
    started, connection = process.start()
    yield Child(connection, started, DataSpec(some_of_mnist))
    connection.close()  # as when the window is gone
    try:
        started.wait(SECONDS)
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait()
    assert started.returncode == 0


def test_no_snapshot_is_sent_before_the_last_one_was_taken(child):
    """So no queue can grow before a window that is slow; its epochs wait for the next report."""
    child.send(UseData(child.data))
    assert isinstance(child.receive(), Ready)
    child.train(epochs=30)
    first, last = child.receive_to_the_end()
    assert first.end is None and not first.results
    assert [result.epoch for result in last.results] == list(range(1, 31))
    assert first.run_id == last.run_id == "a run"

    child.train(epochs=10**6)
    for _ in range(3):
        assert child.receive().end is None
        assert not child.connection.poll(0.3)  # seconds, thrice as long as between two reports
        child.send(Command.TAKEN)
    child.send(Command.STOP)
    child.receive_to_the_end()


def test_commands_that_come_after_the_runs_end_mean_nothing(child):
    late = [Command.STOP, Command.PAUSE, ChangeSettings(hyperparameters(eta=9.0))]
    for _ in range(2):
        child.send(*late, Command.RESUME, Command.TAKEN)
        child.train()
        (result,) = child.receive_to_the_end()[-1].results
        assert result.eta == 0.5


def test_at_a_pause_the_window_is_told_all_that_was_learnt(child):
    child.train(epochs=10**6)
    child.receive()
    child.send(Command.TAKEN)
    learnt = child.receive()
    child.send(Command.PAUSE, Command.TAKEN, Command.STOP)
    # One more, unless it has taken no step meanwhile; and then the end.
    *more, ended = child.receive_to_the_end()
    last = [learnt, *more][-1]
    assert ended.mini_batches == last.mini_batches > 0
    assert all(map(np.array_equal, ended.network.weights, last.network.weights))


@pytest.mark.parametrize("commands", [(), (Command.PAUSE,)], ids=["at work", "paused"])
def test_a_window_that_is_gone_ends_it_without_a_traceback(child, capfd, commands):
    child.train(epochs=10**6)
    child.receive()
    child.send(*commands)
    child.connection.close()
    assert child.process.wait(SECONDS) == 0
    assert capfd.readouterr() == ("", "")


def test_data_are_read_once_for_as_long_as_they_stay_the_same(child, tmp_path):
    folder = write_folder(tmp_path / "small", 60)
    first, other = DataSpec(folder), DataSpec(folder, training_size=20, evaluation="test")
    child.send(UseData(first))
    ready = child.receive()
    assert (ready.training_size, ready.evaluation_size) == (60, 12)
    for path in (tmp_path / "small").iterdir():
        path.rename(tmp_path / path.name)
    for data, sizes in ((first, (60, 12)), (other, (20, 10)), (first, (60, 12))):
        child.train(data)
        (result,) = child.receive_to_the_end()[-1].results
        assert (result.training_size, result.evaluation_size) == sizes
    child.train(DataSpec(str(tmp_path / "gone")))
    assert "gone" in child.receive_to_the_end()[-1].reason


def test_settings_that_no_number_can_represent_are_refused_in_a_sentence(child):
    child.train(eta=1e39)
    (*_, failed) = child.receive_to_the_end()
    assert failed.reason == (
        "Nothing can be learnt with these settings: eta: 1e+39 is too large to be represented in "
        "float32."
    )
    assert failed.end == "broke off"
