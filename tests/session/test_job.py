"""What is known of a stretch of training is enough to repeat it."""

import copy
from dataclasses import replace

import numpy as np
import pytest
from random_data import random_data
from results import epoch_result

from digitpad import Change, EpochResult, Hyperparameters, Network, train
from digitpad.core.learning.epoch import Progress
from digitpad.session.runs.job import Job, cut_after
from digitpad.training.worker import Report

N, SIZE, EACH = 95, 10, 10  # examples, of a mini-batch, and mini-batches an epoch
SETTINGS = Hyperparameters(epochs=6, mini_batch_size=SIZE)
FEWER = replace(SETTINGS, epochs=2)
SLOWER = replace(SETTINGS, eta=0.1)


@pytest.fixture
def data():
    return random_data(N)


def report(epochs, seconds, **learnt):
    results = tuple(epoch_result(epoch) for epoch in range(1, epochs + 1))
    return Report("", Progress(1, 0, N), seconds, Network([784, 10]), results, **learnt)


def job(mini_batches, ends_epoch, *changes, settings=SETTINGS):
    learnt = {"mini_batches": mini_batches, "ends_epoch": ends_epoch, "changes": changes}
    return Job(settings).taken_further(report(mini_batches // EACH, 1.5, **learnt))


JOBS = [
    (job(60, True), 6, 60),
    (job(30, True), 3, 30),
    (job(34, False), 3, 34),
    (job(30, False), 3, 30),  # stopped while the third epoch was measured
    (job(30, True, Change(7, SLOWER)), 3, 30),
    (job(20, True, Change(7, FEWER)), 2, 20),
    (job(41, False, Change(7, SLOWER), Change(40, SETTINGS)), 4, 41),
    (job(30, True, Change(7, SLOWER), Change(30, SETTINGS)), 3, 30),
]


@pytest.mark.parametrize(("job", "epochs", "mini_batches"), JOBS)
def test_a_job_repeats_as_much_as_was_learnt(job, epochs, mini_batches, data):
    settings, changes, most = job.to_repeat()
    net = Network([784, 10], rng=np.random.default_rng(1))
    again = copy.deepcopy(net)
    run = train(net, data, settings, data, changes=changes, mini_batches=most)
    measured = sum(isinstance(step, EpochResult) for step in run)
    # One that was stopped before it had measured an epoch does not repeat the measurement.
    assert measured == (epochs if job.ends_epoch else (mini_batches - 1) // EACH)
    by_hand = replace(SETTINGS, epochs=9)
    list(train(again, data, by_hand, data, changes=job.changes[:1], mini_batches=mini_batches))
    if len(job.changes) < 2 or job.ends_epoch:
        assert all(a.tobytes() == b.tobytes() for a, b in zip(net.weights, again.weights))


def test_jobs_can_be_cut_after_an_epoch_of_their_run():
    first, second = job(34, False), job(60, True, Change(7, SLOWER), Change(50, SETTINGS))
    assert cut_after((first, second), 9, N) == (first, second)
    assert cut_after((first, second), 5, N)[0] == first
    assert cut_after((first, second), 5, N)[1].to_repeat() == (
        SETTINGS,
        (Change(7, SLOWER), Change(20, replace(SLOWER, epochs=2))),
        None,
    )
    # The first was stopped within its fourth epoch; its third is where it is cut.
    (only,) = cut_after((first, second), 3, N)
    assert only.to_repeat() == (replace(SETTINGS, epochs=3), (), None)
    assert cut_after((first,), 1, N)[0].mini_batches == EACH
    # Nothing is left of what was changed in the epochs that are gone.
    assert cut_after((first, second), 5, N)[1].changes == (Change(7, SLOWER),)


def test_seconds_and_epochs_add_up():
    grown = job(20, True).taken_further(report(1, 2.5, mini_batches=30))
    assert (grown.epochs, grown.mini_batches, grown.seconds) == (3, 30, 2.5)
