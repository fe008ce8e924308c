"""Training: the results of `SGD`, when a run ends, how it is repeated, and `train` step by step."""

import copy
import itertools
from dataclasses import replace

import book
import numpy as np
import pytest
from mnist import mnist
from random_data import random_data
from same import assert_close, same

from digitpad import Change, Dataset, Hyperparameters, Network
from digitpad.core.learning import sgd
from digitpad.core.learning.early_stopping import NoImprovement
from digitpad.core.learning.epoch import EpochResult, Progress
from digitpad.core.learning.settings import MONITORS
from digitpad.core.learning.sgd import TrainingDiverged, train

BOOKS = MONITORS[:4]  # the book's, in its order
ON = dict.fromkeys(BOOKS, True)


def network(sizes=(7, 6, 3), seed=7, dtype=np.float64):
    return Network(sizes, rng=np.random.default_rng(seed), dtype=dtype)


def pairs(count=53, seed=11):
    return book.examples(7, 3, count, seed)


def digits(count=500, seed=5):
    """A small Dataset of noise, brighter at the pixel that stands for its digit."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(10, size=count).astype(np.uint8)
    images = rng.integers(100, size=(count, 20), dtype=np.uint8)
    images[np.arange(count), labels] += 150
    return Dataset(images, labels, one_hot=True)


def mean_cost(net, data):
    kind = book.CROSS_ENTROPY
    return sum(book.cost(net.weights, net.biases, x, y, kind) for x, y in data) / len(data)


def count_right(net, data):
    outputs = (book.feedforward(net.weights, net.biases, x)[-1] for x, _ in data)
    return sum(int(a.argmax() == y.argmax()) for a, (_, y) in zip(outputs, data))


@pytest.mark.parametrize("place", range(4))
def test_a_list_is_empty_if_its_monitor_is_off(place):
    everything = network().SGD(pairs(), 2, 10, 0.5, 2.0, pairs(9), **ON)
    lists = network().SGD(pairs(), 2, 10, 0.5, 2.0, pairs(9), **{BOOKS[place]: True})
    assert lists[place] == everything[place] and len(lists[place]) == 2
    assert {type(value) for value in lists[place]} == {int if "accuracy" in BOOKS[place] else float}
    assert [values for i, values in enumerate(lists) if i != place] == [[], [], []]


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-5), (np.float64, 1e-12)])
def test_measuring_a_dataset_is_measuring_each_of_its_pairs(dtype, tolerance):
    data = digits(1234)
    net = network([20, 6, 10], dtype=dtype)
    net.SGD(data, 6, 10, 0.5)
    assert net.accuracy(data) == count_right(net, data)
    assert 0.3 * len(data) < count_right(net, data) < len(data)
    assert net.total_cost(data, 0.0) == pytest.approx(mean_cost(net, data), rel=tolerance)


def test_the_callers_data_stay_unchanged():
    data, dataset = pairs(30), digits(30)
    held, copies = list(data), copy.deepcopy(data)
    images = dataset.images.copy()
    network().SGD(data, 2, 10, 0.5, 1.0, data, **ON)
    network([20, 10]).SGD(dataset, 2, 10, 0.5, 1.0, dataset, **ON)
    assert all(one is other for one, other in zip(data, held, strict=True))
    for (x, y), (x_then, y_then) in zip(data, copies):
        np.testing.assert_array_equal(x, x_then)
        np.testing.assert_array_equal(y, y_then)
    np.testing.assert_array_equal(dataset.images, images)


@pytest.mark.slow
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_real_mnist_is_learnt_as_well_as_the_book_promises(dtype):
    """One epoch, eta 0.5, lambda 5, mini-batches of 10, for five seeds."""
    training_data, validation_data, _ = mnist()
    rights = []
    for seed in range(5) if dtype == np.float32 else [0]:
        net = network([784, 30, 10], seed, dtype)
        net.SGD(training_data, 1, 10, 0.5, lmbda=5.0)
        rights.append(net.accuracy(validation_data))
    assert min(rights) > 9200
    assert sorted(rights)[len(rights) // 2] > 9350


# The book's no-improvement-in-n rule and its learning-rate schedule, and runs that diverge.


def factors(accuracies, early_stopping, n):
    """The learning rate's factor after each epoch, up to the one that ends the run."""
    rule, settings = (
        NoImprovement(),
        Hyperparameters(early_stopping=early_stopping, no_improvement_in=n),
    )
    seen = []
    for accuracy in accuracies:
        rule.take(accuracy, settings)
        seen.append(rule.factor)
        if rule.ended:
            break
    return seen


def test_stop_ends_the_run_after_n_epochs_in_a_row_without_a_new_best():
    # Best at the second; the fourth equals it, which is no improvement.
    assert len(factors([10, 20, 15, 20, 19, 30], "stop", 3)) == 5
    assert len(factors([10, 20, 15, 21, 19, 30, 1, 1], "stop", 3)) == 8
    assert len(factors([5, 5], "stop", 1)) == 2


def test_halve_counts_anew_after_each_halving():
    halved = factors([10, 9, 9, 9, 9, 11, 11, 11], "halve", 2)
    assert halved == [1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125]


@pytest.fixture(scope="module")
def ten_images():
    """Ten images, one of each digit, which a small network soon reads."""
    rng = np.random.default_rng(0)
    return Dataset(rng.integers(0, 256, (10, 64), np.uint8), np.arange(10, dtype=np.uint8))


def results(ten_images, **settings):
    network = Network([64, 20, 10], rng=np.random.default_rng(3))
    hyperparameters = Hyperparameters(mini_batch_size=1, lmbda=0.0, **settings)
    run = train(network, ten_images, hyperparameters, ten_images)
    return [step for step in run if isinstance(step, EpochResult)]


def test_a_run_stops_if_nothing_improves(ten_images):
    ended = results(ten_images, epochs=500, early_stopping="stop", no_improvement_in=4)
    accuracies = [result.evaluation_accuracy for result in ended]
    best = accuracies.index(max(accuracies))
    assert len(accuracies) == best + 1 + 4 < 500


def test_a_run_halves_its_learning_rate_and_ends_at_a_128th(ten_images):
    ended = results(ten_images, epochs=500, eta=0.5, early_stopping="halve", no_improvement_in=2)
    etas = [result.eta for result in ended]
    assert etas[0] == 0.5 and etas[-1] == 0.5 / 64  # after its last epoch it fell to 1/128
    assert sorted(set(etas), reverse=True) == [0.5 / 2**k for k in range(7)]


def test_a_run_that_diverges_says_so_and_the_network_keeps_its_last_numbers(ten_images):
    network = Network([64, 20, 10], rng=np.random.default_rng(3))
    # Each step multiplies the weights by 1 - 100 * 1000 / 10: they soon exceed any float.
    absurd = Hyperparameters(epochs=100, eta=100.0, lmbda=1000.0, mini_batch_size=1)
    with pytest.raises(TrainingDiverged, match="smaller learning") as caught:
        for _step in train(network, ten_images, absurd, ten_images):
            pass
    # 100 * 1000 / 10: each step subtracts the weights this many times
    assert "η λ / n is 10,000; a smaller regularization λ or" in str(caught.value)
    assert len(str(caught.value)) <= 200
    assert all(np.isfinite(array).all() for array in (*network.weights, *network.biases))


# A run that was changed and stopped on its way can be repeated, to the last digit.


COUNT, SIZE = 1003, 10  # the last mini-batch of an epoch is a short one


@pytest.fixture
def often(monkeypatch):
    """Let `train` yield after each block."""
    monkeypatch.setattr(sgd, "YIELD_AFTER", 0)


@pytest.fixture
def data():
    return random_data(COUNT)


def steered(net, data, settings, steer, epochs):
    """Train for so many epochs, asking `steer(step)` for other settings.

    Returns the results, the network after the last of them, and the changes that repeat them.
    """
    results, changes = [], []
    run = train(net, data, settings, data[:100])
    step = next(run)
    while True:
        if isinstance(step, EpochResult):
            results.append(step)
            if len(results) == epochs:
                learnt = copy.copy(net)
                run.send(None)  # the next epoch begins, and is left
                run.close()
                return results, learnt, changes
        change = steer(step)
        if change is not None:
            changes.append(Change(step.epoch + 1, change))
        step = run.send(change)


@pytest.mark.parametrize("sizes", [(784, 12, 10), (784, 10)])
@pytest.mark.parametrize("more", [{}, {"augmentation": True, "dropout": 0.4, "momentum": 0.6}])
def test_a_run_that_was_changed_and_stopped_repeats_itself(often, data, sizes, more):
    settings = Hyperparameters(epochs=2, mini_batch_size=SIZE, eta=0.4, lmbda=3.0, **more)
    # Within an epoch, while the monitors measure, at an epoch's end, and in the last one.
    at = {(1, 250): 0.9, (1, COUNT): 0.2, (2, "end"): 0.6}  # the second wins

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
    results, learnt, changes = steered(first, data, settings, steer, epochs=3)
    assert [change.epoch for change in changes] == [2, 2, 3]
    assert [result.eta for result in results] == [0.4, 0.2, 0.6] and not same(first, learnt)
    ended = [Change(each.epoch, replace(each.hyperparameters, epochs=3)) for each in changes]
    run = train(again, data, settings, data[:100], changes=ended)
    assert [step for step in run if isinstance(step, EpochResult)] == results
    assert same(learnt, again)


def first_where(run, check):
    return next(step for step in run if check(step))


@pytest.mark.parametrize("done", [SIZE, COUNT], ids=["while it learns", "while it measures"])
def test_a_change_within_an_epoch_holds_from_the_next_one(often, data, done):
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
    [
        {"mini_batch_size": 600},
        {"dropout": 0.5},
        {"momentum": 0.5},
        {"augmentation": True},
        {"monitor_training_cost": False},
    ],
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


# `train` is a generator: it can be watched, halted and steered as it learns.


OFF = dict.fromkeys(MONITORS[:4], False)  # the book's
N = 2000  # examples: several yields an epoch
EVERY, SELDOM, NEVER = 1.0, 0.002, 0.0  # seconds a look; train yields after 0.005


@pytest.fixture
def clock(monkeypatch):
    """The clock of `train`, which advances by `tick` at each look."""

    class Clock:
        now, tick = 0.0, EVERY

        def perf_counter(self):
            self.now += self.tick
            return self.now

    clock = Clock()
    monkeypatch.setattr(sgd, "time", clock)
    return clock


@pytest.fixture(scope="module")
def many():
    return book.examples(7, 3, N)


def hyperparameters(**settings):
    return Hyperparameters(**OFF | {"epochs": 2, "lmbda": 0.5} | settings)


@pytest.mark.parametrize("regularization", ["L1", "L2"])
def test_the_penalty_is_the_regularization_term(many, clock, regularization):
    clock.tick = NEVER
    settings = hyperparameters(
        epochs=1,
        lmbda=3.0,
        regularization=regularization,
        monitor_evaluation_cost=True,
        monitor_training_cost=True,
    )
    net = network()
    (result,) = train(net, many, settings, many[:9])
    assert (result.training_size, result.evaluation_size) == (N, 9)
    for cost, data in ((result.evaluation_cost, many[:9]), (result.training_cost, many)):
        without = net.total_cost(data, 0.0)
        assert cost - result.penalty / len(data) == pytest.approx(without, rel=1e-5)
    for monitored in ((), ("monitor_training_cost",), ("monitor_evaluation_cost",)):
        some = hyperparameters(epochs=1, **dict.fromkeys(monitored, True))
        (result,) = train(network(), many, some, many[:9])
        assert (result.penalty is None) == (not monitored)


def test_if_only_the_last_epoch_is_measured_the_same_is_learnt_and_found(many, clock):
    clock.tick = NEVER
    on = hyperparameters(epochs=3, momentum=0.5, **ON | {"monitor_gradient_lengths": True})
    every, last, off = network(), network(), network()
    measured = list(train(every, many, on, many[:9]))
    found = list(train(last, many, on, many[:9], measure="last"))
    unmeasured = list(train(off, many, hyperparameters(epochs=3, momentum=0.5), many[:9]))
    assert found == [*unmeasured[:2], measured[2]] and found[2].evaluation_cost is not None
    assert same(every, last)


def test_which_epoch_is_the_last_is_planned_when_it_begins(many, clock):
    clock.tick = NEVER
    on = {"monitor_training_accuracy": True}
    run = train(network(), many, hyperparameters(epochs=2, **on), measure="last")
    results = [next(run), run.send(hyperparameters(epochs=3, **on)), *run]
    assert [result.training_accuracy is not None for result in results] == [False, False, True]


@pytest.mark.parametrize(
    ("measure", "more", "words"),
    [
        ("first", {}, "measure: must be every or last, not 'first'"),
        (None, {}, "measure: must be every or last, not None"),
        (3, {}, "measure: must be every or last, not 3"),
        ("last", {"early_stopping": "stop"}, "measure: early stopping needs the accuracy of every"),
    ],
)
def test_the_call_refuses_epochs_to_measure_that_make_no_sense(many, measure, more, words):
    settings = hyperparameters(monitor_evaluation_accuracy=True, **more)
    with pytest.raises(ValueError, match=words):
        train(network(), many, settings, many, measure=measure)


def test_measuring_yields_too(many, clock):
    """Monitors on large data take long, and a pause must not wait for them."""
    run = train(
        network(), many, hyperparameters(monitor_evaluation_cost=True), book.examples(7, 3, 5000)
    )
    steps = list(itertools.takewhile(lambda step: isinstance(step, Progress), run))
    assert sum(step.done == N for step in steps) > 3


@pytest.mark.parametrize("tick", [EVERY, SELDOM])
def test_at_each_yield_the_network_has_all_that_was_learnt(many, clock, tick):
    """The reference learns, one by one, just as many examples as Progress counts."""
    clock.tick = tick
    net = network()
    order = copy.deepcopy(net.rng).permutation(N)
    weights, biases, before = net.weights, net.biases, 0
    settings = hyperparameters(epochs=1)
    yields = 0
    for step in train(net, many, settings):
        done = step.done if isinstance(step, Progress) else N
        if isinstance(step, Progress):
            assert before < done <= step.total == N
        for start in range(before, done, 10):
            mini_batch = [many[i] for i in order[start : min(start + 10, done)]]
            weights, biases = book.step(
                weights, biases, mini_batch, N, eta=0.5, lmbda=0.5, kind=book.CROSS_ENTROPY
            )
        assert_close(net.weights + net.biases, weights + biases, 1e-10)
        before = done
        yields += 1
    assert yields > 2


@pytest.mark.parametrize("after", [1, 2])
def test_sending_fewer_epochs_ends_the_run_after_the_current_one(many, clock, after):
    run = train(network(), many, hyperparameters(epochs=99))
    for _ in range(after):
        result = next(step for step in run if isinstance(step, EpochResult))
    assert result.epoch == after
    with pytest.raises(StopIteration):
        run.send(hyperparameters(epochs=after))


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
def test_the_call_refuses_data_that_do_not_fit(many, data, words):
    net, untouched = network(), network()
    with pytest.raises(ValueError, match=words):
        train(net, data, hyperparameters())  # not even iterated
    if data:
        with pytest.raises(ValueError, match=words):
            train(net, many[:1], hyperparameters(), data)
    assert_close(net.weights, untouched.weights)


@pytest.mark.parametrize("name", ["monitor_evaluation_cost", "monitor_evaluation_accuracy"])
@pytest.mark.parametrize(
    "nothing",
    [None, [], Dataset(np.zeros((0, 7), np.uint8), np.zeros(0, np.uint8))],
    ids=["None", "list", "Dataset"],
)
def test_the_call_refuses_a_monitor_without_its_data(many, name, nothing):
    with pytest.raises(ValueError, match=f"^{name}: "):
        train(network(), many, hyperparameters(**{name: True}), nothing)
