"""A job by itself: when it sends snapshots. The clock and the pipe are in the test's own hands."""

import numpy as np
import pytest
from short_runs import hyperparameters, new_network

from digitpad.core.data.dataset import Dataset
from digitpad.core.learning import sgd
from digitpad.core.learning.monitoring import gradient_lengths
from digitpad.training import jobs
from digitpad.training.jobs import TrainingJob
from digitpad.training.messages import Advanced, Taken, Train


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
        if isinstance(report, Advanced):
            self.sent_at.append(self.clock.now)
            self.clock.now += self.seconds
            self.answers.append(Taken())

    def poll(self):
        return bool(self.answers)

    def recv(self):
        return self.answers.pop()


@pytest.fixture
def data():
    rng = np.random.default_rng(4)
    images = rng.integers(0, 256, (20, 784), dtype=np.uint8)
    return Dataset(images, np.arange(20, dtype=np.uint8) % 10)


@pytest.mark.parametrize(("seconds", "shortest"), [(0.0, 0.1), (0.001, 0.2), (0.02, 2.0)])
def test_training_waits_for_its_snapshots_a_small_part_of_its_time_alone(
    monkeypatch, data, seconds, shortest
):
    clock = Clock()
    monkeypatch.setattr(sgd, "time", clock)
    monkeypatch.setattr(jobs, "SLOWEST_SENDING", 1.0)  # as if the network were a large one
    pipe = Pipe(clock, seconds)
    job = Train("a run", new_network(), hyperparameters(epochs=2000, mini_batch_size=10))
    TrainingJob(pipe, job, (data, data), clock.perf_counter).do()
    apart = np.diff(pipe.sent_at)
    assert len(apart) >= 3
    assert shortest <= apart.min() and apart.max() < 1.2 * shortest + 0.1


def test_a_window_that_was_busy_for_a_moment_gets_the_next_snapshot_soon(monkeypatch, data):
    clock = Clock()
    monkeypatch.setattr(sgd, "time", clock)
    pipe = Pipe(clock, 0.3)  # as when a file dialog opens
    job = Train("a run", new_network(), hyperparameters(epochs=500, mini_batch_size=10))
    TrainingJob(pipe, job, (data, data), clock.perf_counter).do()
    assert len(pipe.sent_at) >= 3 and np.diff(pipe.sent_at).max() < 0.5


@pytest.mark.parametrize("monitored", [False, True])
def test_lengths_of_gradients_are_measured_when_training_has_paid_for_them(
    monkeypatch, data, monitored
):
    clock = Clock()
    monkeypatch.setattr(sgd, "time", clock)
    settings = hyperparameters(epochs=300, mini_batch_size=10, monitor_gradient_lengths=monitored)
    measured, taken = [], []

    def counted(network, *arrays):
        measured.append(clock.now)
        clock.now += 0.01
        taken.append(gradient_lengths(network, data))
        yield taken[-1]

    monkeypatch.setattr(jobs, "gradient_length_blocks", counted)
    pipe = Pipe(clock, 0.0)
    pipe.reports = []
    pipe.send = lambda report: (pipe.reports.append(report), Pipe.send(pipe, report))
    TrainingJob(
        pipe, Train("a run", new_network(), settings), (data, data), clock.perf_counter
    ).do()
    reported = [found for report in pipe.reports for found in report.epochs.lengths]
    results = [result for report in pipe.reports for result in report.epochs.results]
    assert len(results) == 300
    if monitored:  # at every epoch, and nothing is measured twice
        assert not measured and not reported
        assert all(result.gradient_lengths for result in results)
        return
    assert all(result.gradient_lengths is None for result in results)  # what is kept stays small
    assert reported[0].epoch == 1 and len(reported) >= 3
    assert [found.lengths for found in reported] == taken
    assert np.diff(measured).min() >= 0.01 / jobs.SHARE_OF_LENGTHS
