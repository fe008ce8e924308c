"""`train` as something to watch, to halt and to steer: a generator that yields as it learns.

When it yields depends on the clock, so these tests hold the clock in their own hands: it ticks
by a fixed amount at each look at it, and nothing here depends on the speed of the machine.
"""

import copy
import itertools

import book
import numpy as np
import pytest
from same import assert_close

from digitpad import Dataset, Hyperparameters, Network
from digitpad.core.learning import sgd
from digitpad.core.learning.epoch import EpochResult, Progress
from digitpad.core.learning.settings import MONITORS
from digitpad.core.learning.sgd import train

OFF = dict.fromkeys(MONITORS[:4], False)  # those of the book
N = 2000  # examples: several yields an epoch
EVERY, SELDOM, NEVER = 1.0, 0.002, 0.0  # seconds a look; train yields after 0.005


@pytest.fixture
def clock(monkeypatch):
    """The clock of `train`; set `tick` to how far it goes on at each look."""

    class Clock:
        now, tick = 0.0, EVERY

        def perf_counter(self):
            self.now += self.tick
            return self.now

    clock = Clock()
    monkeypatch.setattr(sgd, "time", clock)
    return clock


@pytest.fixture(scope="module")
def pairs():
    return book.examples(7, 3, N)


def network(sizes=(7, 6, 3), seed=7):
    return Network(sizes, rng=np.random.default_rng(seed), dtype=np.float64)


def hyperparameters(**settings):
    return Hyperparameters(**OFF | {"epochs": 2, "lmbda": 0.5} | settings)


def arrays(net):
    return [a.copy() for a in net.weights + net.biases]


@pytest.mark.parametrize("tick", [EVERY, SELDOM, NEVER])
def test_each_epoch_ends_with_its_result(pairs, clock, tick):
    clock.tick = tick
    results = [
        step
        for step in train(network(), pairs, hyperparameters(epochs=3), pairs[:9])
        if isinstance(step, EpochResult)
    ]
    assert [result.epoch for result in results] == [1, 2, 3]
    for result in results:
        assert (result.training_size, result.evaluation_size) == (N, 9)
        assert result.evaluation_cost is result.evaluation_accuracy is None
        assert result.training_cost is result.training_accuracy is None


@pytest.mark.parametrize("regularization", ["L1", "L2"])
def test_the_penalty_is_what_large_weights_add_to_a_cost(pairs, clock, regularization):
    clock.tick = NEVER
    settings = hyperparameters(
        epochs=1,
        lmbda=3.0,
        regularization=regularization,
        monitor_evaluation_cost=True,
        monitor_training_cost=True,
    )
    net = network()
    (result,) = train(net, pairs, settings, pairs[:9])
    for cost, data in ((result.evaluation_cost, pairs[:9]), (result.training_cost, pairs)):
        without = net.total_cost(data, 0.0)
        assert cost - result.penalty / len(data) == pytest.approx(without, rel=1e-5)
    for monitored in ((), ("monitor_training_cost",), ("monitor_evaluation_cost",)):
        some = hyperparameters(epochs=1, **dict.fromkeys(monitored, True))
        (result,) = train(network(), pairs, some, pairs[:9])
        assert (result.penalty is None) == (not monitored)


def test_progress_counts_up_to_all_examples_and_begins_again(pairs, clock):
    for epoch, steps in itertools.groupby(
        (s for s in train(network(), pairs, hyperparameters()) if isinstance(s, Progress)),
        key=lambda step: step.epoch,
    ):
        steps = list(steps)
        done = [step.done for step in steps]
        assert epoch in (1, 2)
        assert len(done) > 3
        assert done == sorted(set(done))
        assert done[0] > 0 and done[-1] == N
        assert {step.total for step in steps} == {N}


def test_measuring_yields_too(pairs, clock):
    """Monitors on large data take long; a pause must not have to wait for their end."""
    run = train(
        network(), pairs, hyperparameters(monitor_evaluation_cost=True), book.examples(7, 3, 5000)
    )
    steps = list(itertools.takewhile(lambda step: isinstance(step, Progress), run))
    assert sum(step.done == N for step in steps) > 3


@pytest.mark.parametrize("tick", [EVERY, SELDOM])
def test_at_each_yield_the_network_is_what_it_has_learnt_so_far(pairs, clock, tick):
    """The reference learns just as many examples, one by one, as Progress says are done."""
    clock.tick = tick
    net = network()
    order = copy.deepcopy(net.rng).permutation(N)
    weights, biases, before = net.weights, net.biases, 0
    settings = hyperparameters(epochs=1)
    yields = 0
    for step in train(net, pairs, settings):
        done = step.done if isinstance(step, Progress) else N
        for start in range(before, done, 10):
            mini_batch = [pairs[i] for i in order[start : min(start + 10, done)]]
            weights, biases = book.step(
                weights, biases, mini_batch, N, eta=0.5, lmbda=0.5, kind=book.CROSS_ENTROPY
            )
        assert_close(net.weights + net.biases, weights + biases, 1e-10)
        before = done
        yields += 1
    assert yields > 2


def test_arrays_handed_out_at_a_yield_are_never_written_into(pairs, clock):
    net = network()
    held, copies = [net.weights + net.biases], [arrays(net)]
    for _ in train(net, pairs, hyperparameters()):
        held.append(net.weights + net.biases)
        copies.append(arrays(net))
    for arrays_then, copies_then in zip(held, copies):
        assert_close(arrays_then, copies_then)
    assert len(held) > 6
    assert not np.array_equal(copies[0][0], copies[-1][0])
    assert not any(np.shares_memory(a, b) for a, b in zip(held[-2], held[1], strict=True))


def test_not_asking_is_to_pause_and_asking_again_goes_on_as_if_nothing_was(pairs, clock):
    watched, twin = network(), network()
    for _ in train(watched, pairs, hyperparameters()):
        now = arrays(watched)
        watched.accuracy(pairs[:5])  # what is done in a pause has no influence
        assert_close(watched.weights + watched.biases, now)
    clock.tick = NEVER
    for _ in train(twin, pairs, hyperparameters()):
        pass
    assert_close(watched.weights + watched.biases, twin.weights + twin.biases, 1e-12)


@pytest.mark.parametrize("yields", [1, 4, 13])
def test_close_leaves_the_network_at_what_was_learnt(pairs, clock, yields):
    net = network()
    before = arrays(net)
    run = train(net, pairs, hyperparameters(epochs=99))
    for _ in range(yields):
        next(run)
    learnt = arrays(net)
    run.close()
    assert_close(net.weights + net.biases, learnt)
    assert not np.array_equal(learnt[0], before[0])
    assert list(run) == []


@pytest.mark.parametrize("after", [1, 2])
def test_fewer_epochs_that_are_sent_end_the_run_with_the_epoch(pairs, clock, after):
    run = train(network(), pairs, hyperparameters(epochs=99))
    for _ in range(after):
        result = next(step for step in run if isinstance(step, EpochResult))
    assert result.epoch == after
    with pytest.raises(StopIteration):
        run.send(hyperparameters(epochs=after))


def test_more_epochs_that_are_sent_prolong_the_run(pairs, clock):
    run = train(network(), pairs, hyperparameters(epochs=1))
    next(run)
    run.send(hyperparameters(epochs=3))
    assert [step.epoch for step in run if isinstance(step, EpochResult)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([], "training_data: there are no examples"),
        (Dataset(np.zeros((0, 7), np.uint8), np.zeros(0, np.uint8)), "training_data"),
        ([(np.ones((7, 1)), np.ones((10, 1)))], "example 0: y has 10 values"),
        (Dataset(np.zeros((1, 6), np.uint8), np.zeros(1, np.uint8)), "6 pixels"),
        (Dataset(np.zeros((1, 7), np.uint8), np.full(1, 5, np.uint8)), "the label 5"),
    ],
)
def test_data_that_do_not_fit_are_refused_by_the_call_itself(pairs, data, words):
    net, untouched = network(), network()
    with pytest.raises(ValueError, match=words):
        train(net, data, hyperparameters())  # not even iterated
    if data:
        with pytest.raises(ValueError, match=words):
            train(net, pairs[:1], hyperparameters(), data)
    assert_close(net.weights, untouched.weights)


@pytest.mark.parametrize("name", ["monitor_evaluation_cost", "monitor_evaluation_accuracy"])
@pytest.mark.parametrize(
    "nothing",
    [None, [], Dataset(np.zeros((0, 7), np.uint8), np.zeros(0, np.uint8))],
    ids=["None", "list", "Dataset"],
)
def test_a_monitor_without_its_data_is_refused_by_the_call_itself(pairs, name, nothing):
    with pytest.raises(ValueError, match=f"^{name}: "):
        train(network(), pairs, hyperparameters(**{name: True}), nothing)
