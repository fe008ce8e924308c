"""A job by itself: when it sends snapshots. The clock and the pipe are in the test's own hands."""

import numpy as np
import pytest
from random_data import random_data
from short_runs import hyperparameters, new_network

from digitpad.core.learning import sgd
from digitpad.core.learning.epoch import Change
from digitpad.training import worker
from digitpad.training.worker import ChangeSettings, Command, Train, Training


class Clock:
    """Goes on by a millisecond whenever it is looked at."""

    now = 0.0

    def perf_counter(self):
        self.now += 0.001
        return self.now


class Pipe:
    """Takes whatever is sent at once; sending takes some seconds."""

    def __init__(self, clock, seconds):
        self.clock, self.seconds = clock, seconds
        self.sent_at = []  # when it began, for each snapshot
        self.answers = []

    def send(self, report):
        if report.end is None:
            self.sent_at.append(self.clock.now)
            self.clock.now += self.seconds
            self.answers.append(Command.TAKEN)

    def poll(self):
        return bool(self.answers)

    def recv(self):
        return self.answers.pop()


class Script(Pipe):
    """Says some commands at the beginning, and later ones once something is learnt."""

    def __init__(self, *commands, later=()):
        super().__init__(Clock(), 0.0)
        self.answers = list(reversed(commands))
        self.later = list(later)
        self.reports = []

    def send(self, report):
        self.reports.append(report)
        self.answers.insert(0, Command.TAKEN)
        while report.progress.done and self.later:
            self.answers.insert(0, self.later.pop(0))


def script(data, monkeypatch, *commands, later=(), **settings):
    """Train for three epochs, told this; the reports."""
    pipe = Script(*commands, later=later)
    monkeypatch.setattr(sgd, "YIELD_AFTER", 0)
    settings = hyperparameters(epochs=3, mini_batch_size=10, **settings)
    asked = Train("a run", new_network(), settings)
    Training(pipe, asked, lambda: 0.0).do(data, data)  # so that each report is due at once
    return pipe.reports


def test_a_run_that_is_paused_and_stopped_at_its_beginning_takes_no_step(data, monkeypatch):
    first, last = script(data, monkeypatch, Command.PAUSE, Command.STOP)
    assert (first.end, last.end) == (None, "over")
    assert last.mini_batches == 0 and not last.results


def test_a_run_that_is_changed_at_its_beginning_begins_with_that(data, monkeypatch):
    changed = hyperparameters(epochs=2, eta=0.25)
    commands = Command.PAUSE, ChangeSettings(changed), Command.RESUME
    *_, last = script(data, monkeypatch, *commands)
    assert last.changes == (Change(1, changed),)
    assert [(result.epoch, result.eta) for result in last.results] == [(1, 0.25), (2, 0.25)]


def test_of_changes_within_an_epoch_the_last_is_told_at_once_and_waits(data, monkeypatch):
    first, second = (hyperparameters(epochs=3, eta=eta) for eta in (0.25, 0.125))
    later = Command.PAUSE, ChangeSettings(first), ChangeSettings(second), Command.RESUME
    monkeypatch.setattr(worker, "REPORT_EVERY", 0)
    reports = script(data, monkeypatch, later=later)
    places = [
        (r.changes[-1].epoch, r.changes[-1].hyperparameters.eta) for r in reports if r.changes
    ]
    began = next(report for report in reports if report.changes).progress.epoch
    assert places[0] == (began + 1, 0.25) and places[1] == (began + 1, 0.125)
    assert reports[-1].changes == (Change(began + 1, second),)
    rates = [result.eta for report in reports for result in report.results]
    assert rates == [0.5] * began + [0.125] * (3 - began)


def test_what_is_measured_before_an_epoch_leaves_the_one_before_whole(data, monkeypatch):
    monkeypatch.setattr(worker, "REPORT_EVERY", 0)
    reports = script(data, monkeypatch, monitor_gradient_lengths=True)
    measuring = [report for report in reports[1:] if not report.progress.done]
    assert {report.progress.epoch for report in measuring} == {1, 2, 3}
    assert all(report.ends_epoch for report in measuring)
    assert [r.ends_epoch for r in reports if r.progress.done == 20 and not r.results][0] is False


@pytest.fixture
def data():
    return random_data(20)


def times_apart(monkeypatch, data, seconds, epochs):
    """The times between the snapshots of a run, where sending each takes some seconds."""
    clock = Clock()
    monkeypatch.setattr(sgd, "time", clock)
    pipe = Pipe(clock, seconds)
    job = Train("a run", new_network(), hyperparameters(epochs=epochs, mini_batch_size=10))
    Training(pipe, job, clock.perf_counter).do(data, data)
    assert len(pipe.sent_at) > 2
    return np.diff(pipe.sent_at)


@pytest.mark.parametrize(("seconds", "shortest"), [(0.0, 0.1), (0.005, 0.33), (0.02, 1.0)])
def test_training_waits_for_its_snapshots_a_small_part_of_its_time_alone(
    monkeypatch, data, seconds, shortest
):
    apart = times_apart(monkeypatch, data, seconds, 2000)
    assert shortest <= apart.min() and apart.max() < 1.2 * shortest + 0.1


def test_a_window_that_was_busy_for_a_moment_gets_the_next_snapshot_soon(monkeypatch, data):
    assert times_apart(monkeypatch, data, 0.3, 500).max() < 1.5  # as when a file dialog opens
