"""What is known of a stretch of training is enough to repeat it."""

import copy
from dataclasses import replace

import numpy as np
import pytest
from random_data import random_data
from results import epoch_result
from same import assert_close

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
    (job(60, True), 6),
    (job(30, True), 3),
    (job(34, False), 3),
    (job(29, False), 2),
    (job(30, True, Change(2, SLOWER)), 3),
    (job(20, True, Change(2, FEWER)), 2),
    (job(41, False, Change(2, SLOWER), Change(5, SETTINGS)), 4),
    (job(30, True, Change(1, SLOWER), Change(3, SETTINGS), Change(4, FEWER)), 3),
]


@pytest.mark.parametrize(("job", "epochs"), JOBS)
def test_a_job_repeats_as_much_as_was_learnt(job, epochs, data):
    settings, changes, most = job.to_repeat()
    net = Network([784, 10], rng=np.random.default_rng(1))
    by_hand = copy.deepcopy(net)
    run = train(net, data, settings, data, changes=changes, mini_batches=most)
    assert sum(isinstance(step, EpochResult) for step in run) == epochs
    # By hand: a call for each epoch, with its settings and without a plan for more.
    rates = [job.settings.eta] * (epochs + 1)
    for change in job.changes:
        rates[change.epoch - 1 :] = [change.hyperparameters.eta] * (epochs + 2 - change.epoch)
    left = job.mini_batches
    for eta in rates[: -(-left // EACH)]:
        epoch = Hyperparameters(epochs=1, mini_batch_size=SIZE, eta=eta)
        list(train(by_hand, data, epoch, data, mini_batches=min(left, EACH)))
        left -= EACH
    assert_close(net.weights, by_hand.weights, 1e-6, rtol=1e-4)


def test_a_change_that_no_epoch_has_begun_with_is_no_part_of_a_job():
    assert job(30, True, Change(2, SLOWER), Change(4, FEWER)).changes == (Change(2, SLOWER),)
    assert job(34, False, Change(4, SLOWER), Change(5, FEWER)).changes == (Change(4, SLOWER),)


def test_a_plan_that_changed_and_nothing_else_is_not_repeated():
    more = replace(SETTINGS, epochs=40)
    assert job(60, True, Change(2, more)).to_repeat() == (SETTINGS, (), None)


def test_jobs_can_be_cut_after_an_epoch_of_their_run():
    first, second = job(34, False), job(60, True, Change(2, SLOWER), Change(5, SETTINGS))
    assert cut_after((first, second), 9, N) == (first, second)
    assert cut_after((first, second), 5, N)[0] == first
    assert cut_after((first, second), 5, N)[1].to_repeat() == (
        replace(SETTINGS, epochs=2),
        (Change(2, replace(SLOWER, epochs=2)),),
        None,
    )
    # The first was stopped within its fourth epoch; its third is where it is cut.
    (only,) = cut_after((first, second), 3, N)
    assert only.to_repeat() == (replace(SETTINGS, epochs=3), (), None)
    assert cut_after((first,), 1, N)[0].mini_batches == EACH
    # Nothing is left of what was changed in the epochs that are gone.
    assert cut_after((first, second), 5, N)[1].changes == (Change(2, SLOWER),)


def test_seconds_and_epochs_add_up():
    grown = job(20, True).taken_further(report(1, 2.5, mini_batches=30))
    assert (grown.epochs, grown.mini_batches, grown.seconds) == (3, 30, 2.5)
