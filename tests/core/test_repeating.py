"""A run that was changed and stopped on its way can be repeated, to the last digit."""

import copy
from dataclasses import replace

import numpy as np
import pytest
from random_data import random_data
from same import assert_close, same

from digitpad import Change, EpochResult, Hyperparameters, Network, train
from digitpad.core.learning import sgd
from digitpad.core.learning.epoch import Progress, mini_batches_learnt

N, SIZE = 1003, 10  # the last mini-batch of an epoch is a short one


@pytest.fixture
def often(monkeypatch):
    """Let `train` yield after each block."""
    monkeypatch.setattr(sgd, "YIELD_AFTER", 0)


@pytest.fixture
def data():
    return random_data(N)


def steered(net, data, settings, steer, stop_after):
    """Train, asking `steer(step)` for other settings; what came of it, and how to repeat it."""
    results, changes = [], []
    run = train(net, data, settings, data[:100])
    step = next(run)
    while True:
        if isinstance(step, EpochResult):
            results.append(step)
        learnt = mini_batches_learnt(step, settings.mini_batch_size)
        if learnt >= stop_after and isinstance(step, Progress):
            run.close()
            return results, changes, learnt
        change = steer(step)
        if change is not None:
            changes.append(Change(step.epoch + 1, change))
        step = run.send(change)


@pytest.mark.parametrize("sizes", [(784, 12, 10), (784, 10)])
@pytest.mark.parametrize("augmentation", [False, True])
def test_a_run_that_was_changed_and_stopped_repeats_itself(often, data, sizes, augmentation):
    settings = Hyperparameters(
        epochs=2, mini_batch_size=SIZE, eta=0.4, lmbda=3.0, augmentation=augmentation
    )
    # In the middle of an epoch, while the monitors measure, at an epoch's end, and in the last.
    at = {(1, 250): 0.9, (1, N): 0.2, (2, "end"): 0.6, (3, 500): 0.1}  # the second wins

    def steer(step):
        for (epoch, done), eta in list(at.items()):
            here = "end" if isinstance(step, EpochResult) else step.done
            if step.epoch == epoch and (
                here == done or (done != "end" and here != "end" and here >= done)
            ):
                del at[epoch, done]
                return replace(settings, eta=eta, lmbda=10 * eta, epochs=4)
        return None

    first = Network(sizes, rng=np.random.default_rng(3))
    again = copy.deepcopy(first)
    results, changes, mini_batches = steered(first, data, settings, steer, stop_after=350)
    assert [change.epoch for change in changes] == [2, 2, 3, 4]
    assert [result.eta for result in results] == [0.4, 0.2, 0.6] and 350 <= mini_batches < 404
    run = train(again, data, settings, data[:100], changes=changes, mini_batches=mini_batches)
    assert [step for step in run if isinstance(step, EpochResult)] == results
    assert same(first, again)


def first_where(run, check):
    return next(step for step in run if check(step))


@pytest.mark.parametrize("done", [SIZE, N], ids=["while it learns", "while it measures"])
def test_what_changes_within_an_epoch_is_for_the_next_one(often, data, done):
    settings = Hyperparameters(epochs=2, mini_batch_size=SIZE, lmbda=2.0)
    net = Network([784, 10], rng=np.random.default_rng(3))
    run = train(net, data, settings, data[:100])
    first_where(run, lambda step: isinstance(step, Progress) and step.done >= done)
    run.send(replace(settings, lmbda=1000.0))
    result = first_where(run, _ended)
    assert result.lmbda == 2.0
    assert result.evaluation_cost == pytest.approx(net.total_cost(data[:100], 2.0), rel=1e-6)
    assert first_where(run, _ended).lmbda == 1000.0


@pytest.mark.parametrize(
    "other",
    [{"mini_batch_size": 600}, {"augmentation": True}, {"monitor_training_cost": False}],
    ids=lambda other: next(iter(other)),
)
def test_other_settings_cannot_change_on_the_way(often, data, other):
    settings = Hyperparameters(mini_batch_size=SIZE)
    changed = replace(settings, **other)
    with pytest.raises(ValueError, match=f"{next(iter(other))}: only eta, lmbda, epochs can"):
        train(Network([784, 10]), data, settings, data, changes=[Change(2, changed)])
    run = train(Network([784, 10]), data, settings, data)
    next(run)
    with pytest.raises(ValueError, match="can change while a network trains"):
        run.send(changed)


def _ended(step):
    return isinstance(step, EpochResult)


def test_changes_are_counted_in_epochs_and_the_end_in_mini_batches(data):
    """By hand: an epoch with one learning rate, some steps with another, and no more."""
    net = Network([784, 5, 10], rng=np.random.default_rng(3), dtype=np.float64)
    by_hand = copy.deepcopy(net)
    settings = Hyperparameters(
        epochs=2,
        mini_batch_size=SIZE,
        lmbda=2.0,
        monitor_evaluation_cost=False,
        monitor_evaluation_accuracy=False,
    )
    changes = [Change(2, replace(settings, eta=0.1))]
    run = train(net, data, settings, changes=changes, mini_batches=108)
    assert sum(map(_ended, run)) == 1
    for steps, eta in ((101, 0.5), (7, 0.1)):
        order = by_hand.rng.permutation(N)
        for i in range(steps):
            mini_batch = [data[int(j)] for j in order[i * SIZE : (i + 1) * SIZE]]
            by_hand.update_mini_batch(mini_batch, eta, 2.0, N)
    ours, theirs = net.weights + net.biases, by_hand.weights + by_hand.biases
    assert_close(ours, theirs, 1e-12, rtol=1e-9)
