"""The worker at the end of a bare pipe: when it reports, and which commands it obeys."""

import math
from collections import deque

import numpy as np
import pytest
from idx_folder import write_folder
from patience import SECONDS
from random_data import random_data
from same import same
from short_runs import hyperparameters, new_network

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import DIGITS, FASHION
from digitpad.core.learning import sgd
from digitpad.core.network import bytes_of
from digitpad.training import process
from digitpad.training.worker import Command, Refusal, Started, Train, Training, load, serve

OF_RUN = "best_accuracy", "measure", "learnt", "most_bytes"

# Tests control the clock and the pipe, except in the last one.


class Clock:
    """Advances by a millisecond at each look."""

    now = 0.0

    def perf_counter(self):
        self.now += 0.001
        return self.now


class Pipe:
    """Takes `taken` reports at once; gives `commands` first, and `later` ones during learning."""

    def __init__(self, *commands, later=(), clock=None, seconds=0.0, taken=math.inf):
        self.clock, self.seconds, self.taken = clock or Clock(), seconds, taken
        self.commands, self.later = list(commands), list(later)
        self.reports, self.sent_at = [], []

    def send(self, report):
        if isinstance(report, Started):
            return
        self.reports.append(report)
        self.sent_at.append(self.clock.now)
        self.clock.now += self.seconds
        if len(self.reports) <= self.taken:
            self.commands.append(Command.TAKEN)
        while report.progress.done and self.later:
            self.commands.append(self.later.pop(0))

    def poll(self):
        return bool(self.commands)

    def recv(self):
        if not self.commands:
            raise EOFError  # the window is gone
        return self.commands.pop(0)


@pytest.fixture
def data():
    return random_data(20)


@pytest.fixture
def reports(data, monkeypatch):
    """Train for three epochs with these commands; returns the reports, each due at once."""
    monkeypatch.setattr(sgd, "YIELD_AFTER", 0)

    def reports(*commands, later=(), taken=math.inf, **settings):
        pipe = Pipe(*commands, later=later, taken=taken)
        of_run = {name: settings.pop(name) for name in OF_RUN if name in settings}
        settings = hyperparameters(**{"epochs": 3, "mini_batch_size": 10} | settings)
        asked = Train("a run", 1, new_network(), settings, report_every=0, **of_run)
        Training(pipe, asked, lambda: 0.0).do(data, data)
        return pipe.reports

    return reports


def test_a_run_that_is_paused_and_stopped_at_its_beginning_takes_no_step(reports):
    first, last = reports(Command.PAUSE, Command.STOP)
    assert (first.end, last.end) == (None, "stopped")
    assert last.progress.done == 0 and not last.results and same(last.network, new_network())


def test_a_run_that_is_changed_at_its_beginning_begins_with_that(reports):
    changed = hyperparameters(epochs=2, eta=0.25)
    told = reports(Command.PAUSE, changed, Command.RESUME)
    results = [result for report in told for result in report.results]
    assert [(result.epoch, result.eta) for result in results] == [(1, 0.25), (2, 0.25)]


def test_the_last_change_within_an_epoch_counts_from_the_next_on(reports):
    first, second = (hyperparameters(epochs=3, eta=eta) for eta in (0.25, 0.125))
    told = reports(later=(Command.PAUSE, first, second, Command.RESUME))
    began = next(report for report in told if report.progress.done).progress.epoch
    rates = [result.eta for report in told for result in report.results]
    assert rates == [0.5] * began + [0.125] * (3 - began) and began < 3


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
        pipe, Train("a run", 1, new_network(), hyperparameters()), pipe.clock.perf_counter
    )
    training.do(data, data)
    assert pipe.clock.now > 100 > 1 > pipe.reports[-1].seconds > 0


def test_to_compile_code_does_not_count(data, monkeypatch):
    pipe, found = Pipe(), sgd.fastest_descent

    def compiled(*arguments):
        pipe.clock.now += 100.0
        return found(*arguments)

    monkeypatch.setattr(sgd, "fastest_descent", compiled)
    asked = Train("a run", 1, new_network(), hyperparameters())
    Training(pipe, asked, pipe.clock.perf_counter).do(data, data)
    assert pipe.clock.now > 100 > 1 > pipe.reports[-1].seconds > 0


def test_all_that_was_learnt_is_reported_at_a_pause(data, monkeypatch):
    class Late(Pipe):
        asked = 0

        def poll(self):
            self.asked += 1
            self.commands += [Command.PAUSE, Command.STOP] if self.asked == 5 else []
            return super().poll()

    monkeypatch.setattr(sgd, "YIELD_AFTER", 0)
    pipe, settings = Late(), hyperparameters(epochs=2, mini_batch_size=2)
    asked = Train("a run", 1, new_network(), settings)
    Training(pipe, asked, lambda: 0.0).do(data, data)
    _, told, ended = pipe.reports  # no other one was due
    assert (told.end, ended.end) == (None, "stopped")
    assert ended.progress == told.progress and told.progress.done > 0
    assert same(ended.network, told.network) and not same(told.network, new_network())


def test_the_last_epoch_alone_is_measured_if_that_is_asked_for(reports):
    told = reports(measure="last", monitor_evaluation_accuracy=True)
    results = [result for report in told for result in report.results]
    measured = [result.epoch for result in results if result.evaluation_accuracy is not None]
    assert len(results) == 3 and measured == [3]
    assert [epoch for report in told for epoch in report.networks] == [1, 2, 3]


# The networks of epochs.

UP_AND_DOWN = {"epochs": 12, "eta": 0.3}  # the accuracy goes up and down, with ties


def learnt_in(told, data):
    """The accuracies of all epochs, and the new best ones, from 1; checks all networks sent."""
    results = [result for report in told for result in report.results]
    accuracies = [result.evaluation_accuracy for result in results]
    assert len(accuracies) == 12 and accuracies != sorted(accuracies)
    for report in told:
        for epoch, network in report.networks.items():
            assert network.accuracy(data) == accuracies[epoch - 1]
    best = [n + 1 for n in range(12) if accuracies[n] > max(accuracies[:n], default=-1)]
    assert len(best) > 1 and best[-1] < 12
    return accuracies, best


def test_the_network_of_each_epoch_is_sent_and_that_of_the_moment_apart(reports, data):
    told = reports(**UP_AND_DOWN)
    learnt_in(told, data)
    assert [epoch for report in told for epoch in report.networks] == list(range(1, 13))
    ended, network, within = 0, new_network(), 0
    for report in told[1:]:
        ended += len(report.results)
        assert list(report.networks) == [result.epoch for result in report.results]
        network = report.networks.get(ended, network)
        # While an epoch is not measured yet, it is of the moment alone.
        is_within = report.progress.epoch == ended + 1
        assert same(report.network, network) != is_within
        within += is_within
    assert within >= 12


@pytest.mark.parametrize("taken", [0, 1, 3, 30])
@pytest.mark.parametrize(("learnt", "others"), [(0, {4, 8, 12}), (1, {3, 7, 11}), (6, {2, 6, 10})])
def test_which_epochs_are_kept_depends_on_their_size_alone(reports, data, taken, learnt, others):
    """A slow window takes some reports, and then another one that tells of all the rest."""
    size = bytes_of(new_network())
    told = reports(**UP_AND_DOWN, taken=taken, learnt=learnt, most_bytes=4 * size)
    _, best = learnt_in(told, data)
    sent = [epoch for report in told for epoch in report.networks]
    assert sent == sorted(sent) and set(sent) >= others | {best[-1], 12}
    for report in told:
        last = sum(len(each.results) for each in told[: told.index(report) + 1])
        assert not report.results or last in report.networks
    if not taken:
        assert set(sent) == others | {best[-1], 12}


def test_of_a_run_that_keeps_no_others_the_last_and_a_new_best_are_sent(reports, data):
    told = reports(**UP_AND_DOWN, taken=1, most_bytes=0)
    accuracies, best = learnt_in(told, data)
    assert set(told[-1].networks) == {best[-1], 12}
    # A run that goes on keeps the best of its earlier epochs.
    told = reports(**UP_AND_DOWN, taken=1, best_accuracy=max(accuracies), most_bytes=0)
    assert set(told[-1].networks) == {12}


def test_an_epoch_that_is_not_over_gives_no_network(reports):
    told = reports(later=(Command.PAUSE, Command.STOP))
    last = told[-1]
    assert last.progress.done > 0 and not same(last.network, new_network())
    assert not any(report.networks or report.results for report in told)


def times_apart(monkeypatch, data, seconds, epochs):
    """The times between the snapshots of a run if sending each takes some seconds."""
    clock = Clock()
    monkeypatch.setattr(sgd, "time", clock)
    pipe = Pipe(clock=clock, seconds=seconds)
    job = Train("a run", 1, new_network(), hyperparameters(epochs=epochs, mini_batch_size=10))
    Training(pipe, job, clock.perf_counter).do(data, data)
    assert len(pipe.sent_at) > 3
    return np.diff(pipe.sent_at[:-1])  # the last one does not wait


@pytest.mark.slow
@pytest.mark.parametrize(("seconds", "shortest"), [(0.0, 0.1), (0.005, 0.33), (0.02, 1.0)])
def test_snapshots_take_a_small_part_of_the_time(monkeypatch, data, seconds, shortest):
    """They do however many epochs a second has."""
    apart = times_apart(monkeypatch, data, seconds, 2000)
    assert shortest <= apart.min() and apart.max() < 1.2 * shortest + 0.1


def test_after_a_busy_moment_the_window_gets_a_snapshot_soon(monkeypatch, data):
    assert times_apart(monkeypatch, data, 0.3, 500).max() < 1.5  # as when a file dialog opens


@pytest.mark.parametrize("taken", [0, 1, 2])
def test_no_snapshot_is_sent_before_the_last_one_was_taken(reports, taken):
    """No queue grows for a slow window; epochs wait for the next report."""
    *snapshots, last = reports(taken=taken)
    assert len(snapshots) == 1 + taken and last.end == "done"
    results = [result.epoch for report in (*snapshots, last) for result in report.results]
    assert results == [1, 2, 3]


@pytest.fixture
def served(tmp_path):
    """The reports of a run with these settings, after commands that are for no run."""

    def served(*commands, folder="small", **settings):
        data = DataSpec(write_folder(tmp_path / folder, 60), training_size=10)
        pipe = Pipe(*commands, Train("a run", 1, new_network(), hyperparameters(**settings), data))
        serve(pipe)
        return pipe.reports[-1]

    return served


def test_what_follows_a_stop_is_for_the_process(data):
    """Such as data that it should load, or the next run."""
    asked = Train("a run", 2, new_network(), hyperparameters())
    pipe = Pipe(Command.STOP, DataSpec("other"), asked)
    Training(pipe, Train("a run", 1, new_network(), hyperparameters()), lambda: 0.0).do(data, data)
    assert [report.end for report in pipe.reports] == [None, "stopped"]
    assert {report.job for report in pipe.reports} == {1}
    assert pipe.commands[:2] == [DataSpec("other"), asked]


def test_commands_that_come_after_the_runs_end_mean_nothing(served):
    late = Command.STOP, Command.PAUSE, hyperparameters(eta=9.0)
    report = served(*late, Command.RESUME, Command.TAKEN)
    assert (report.run_id, report.end) == ("a run", "done")
    assert [result.eta for result in report.results] == [0.5]


def test_a_step_that_no_number_can_represent_diverges_and_says_why(served):
    failed = served(eta=1e39)
    assert failed.reason == (
        "The weights grew beyond all numbers, as η λ / n is 5e+38; a smaller regularization λ or a "
        "smaller learning rate η keeps them in bounds."
    )
    assert failed.end == "diverged"


@pytest.mark.parametrize(("folder", "names"), [("small", DIGITS), ("fashion", FASHION)])
def test_a_report_has_the_names_of_the_classes_that_were_learnt(served, folder, names):
    assert served(folder=folder).classes == names


def test_the_same_data_are_read_once(tmp_path):
    folder = write_folder(tmp_path / "small", 60)
    first, other = DataSpec(folder), DataSpec(folder, training_size=20, evaluation="test")
    assert tuple(map(len, load(first)[:2])) == (60, 12)
    (tmp_path / "small").rename(tmp_path / "moved")
    for spec, sizes in ((other, (20, 10)), (first, (60, 12))):
        assert tuple(map(len, load(spec)[:2])) == sizes
    with pytest.raises(Refusal, match="gone"):
        load(DataSpec(str(tmp_path / "gone")))


@pytest.mark.slow
@pytest.mark.parametrize("commands", [(), (Command.PAUSE,)], ids=["at work", "paused"])
def test_without_its_window_the_process_ends_without_a_traceback(some_of_mnist, capfd, commands):
    child, connection = process.start()
    settings = hyperparameters(epochs=10**6)
    for command in (Train("a run", 1, new_network(), settings, DataSpec(some_of_mnist)), *commands):
        connection.send(command)
    assert connection.poll(SECONDS), "the process says nothing"
    connection.recv()
    connection.close()
    assert child.wait(SECONDS) == 0
    assert capfd.readouterr() == ("", "")
