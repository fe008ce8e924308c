"""A job by itself: when it sends snapshots. The clock and the pipe are in the test's own hands."""

import numpy as np
import pytest
from random_data import random_data
from short_runs import hyperparameters, new_network

from digitpad.core.learning import sgd
from digitpad.training.worker import Command, Train, Training


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


@pytest.fixture
def data():
    return random_data(20)


@pytest.mark.parametrize(("seconds", "shortest"), [(0.0, 0.1), (0.005, 0.33), (0.02, 1.0)])
def test_training_waits_for_its_snapshots_a_small_part_of_its_time_alone(
    monkeypatch, data, seconds, shortest
):
    clock = Clock()
    monkeypatch.setattr(sgd, "time", clock)
    pipe = Pipe(clock, seconds)
    job = Train("a run", new_network(), hyperparameters(epochs=2000, mini_batch_size=10))
    Training(pipe, job, clock.perf_counter).do(data, data)
    apart = np.diff(pipe.sent_at)
    assert len(apart) >= 3
    assert shortest <= apart.min() and apart.max() < 1.2 * shortest + 0.1


def test_a_window_that_was_busy_for_a_moment_gets_the_next_snapshot_soon(monkeypatch, data):
    clock = Clock()
    monkeypatch.setattr(sgd, "time", clock)
    pipe = Pipe(clock, 0.3)  # as when a file dialog opens
    job = Train("a run", new_network(), hyperparameters(epochs=500, mini_batch_size=10))
    Training(pipe, job, clock.perf_counter).do(data, data)
    assert len(pipe.sent_at) >= 3 and np.diff(pipe.sent_at).max() < 1.5
