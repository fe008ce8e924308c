"""Methods and costs of a reader's own are obeyed, and what they cannot obey is refused.

The book's formulas are written here by hand, an example at a time.
"""

import doctest
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from random_data import random_data
from refusals import refusal
from same import assert_close, same

from digitpad import (
    CrossEntropyCost,
    Hyperparameters,
    Network,
    NetworkFileError,
    QuadraticCost,
    load,
)
from digitpad.core import network as network_module
from digitpad.core.costs import COSTS
from digitpad.core.evaluation import confusion_matrix
from digitpad.core.learning.sgd import TrainingDiverged, epochs_of

N, SIZES = 60, [6, 5, 4]
MONITORS = [True] * 4


def sigma(z):
    return 1 / (1 + np.exp(-z))


def examples(count=N, seed=3):
    rng = np.random.default_rng(seed)
    return [(rng.random((6, 1)), np.eye(4)[:, [rng.integers(4)]]) for _ in range(count)]


def made(cls=Network, seed=1, sizes=SIZES, **more):
    return cls(sizes, rng=np.random.default_rng(seed), **{"dtype": np.float64} | more)


class ByHand(Network):
    """Backpropagation of one example, as chapter 2 has it; it counts its calls."""

    calls = 0

    def backprop(self, x, y):
        self.calls += 1
        assert x.shape == (self.sizes[0], 1) and y.shape == (self.sizes[-1], 1)
        a, zs = [x], []
        for w, b in zip(self.weights, self.biases):
            zs.append(w @ a[-1] + b)
            a.append(sigma(zs[-1]))
        deltas = [self.cost.delta(zs[-1], a[-1], y)]
        for w, z in zip(self.weights[:0:-1], zs[-2::-1]):
            deltas.insert(0, w.T @ deltas[0] * sigma(z) * (1 - sigma(z)))
        return deltas, [delta @ before.T for delta, before in zip(deltas, a)]


# Overridden methods


@pytest.mark.parametrize(
    "more", [{}, {"momentum": 0.7}, {"momentum": 0.3, "regularization": "L1"}], ids=str
)
@pytest.mark.parametrize("cost", [CrossEntropyCost, QuadraticCost])
def test_an_own_backprop_by_the_book_measures_what_the_built_in_one_does(cost, more):
    data, others, ran = examples(), examples(40, seed=4), []
    for cls in (ByHand, Network):
        net = made(cls, cost=cost)
        ran.append(net.SGD(data, 3, 7, 0.4, 0.1, others, *MONITORS, **more))
    assert ran[0][1::2] == ran[1][1::2]
    assert_close(ran[0][::2], ran[1][::2], 1e-9)


def test_an_own_backprop_in_float32_learns_from_mnist_s_form_as_the_built_in_one_does():
    data, ran = random_data(300), []
    for cls in (ByHand, Network):
        net = made(cls, sizes=[784, 12, 10], dtype=np.float32)
        ran.append(net.SGD(data, 2, 10, 0.5, 1.0, data[:200], *MONITORS))
    assert ran[0][1::2] == ran[1][1::2]
    assert_close(ran[0][::2], ran[1][::2], 1e-5)


def test_a_step_and_the_lengths_of_gradients_come_from_an_own_backprop():
    class Doubled(ByHand):
        def backprop(self, x, y):
            nabla_b, nabla_w = super().backprop(x, y)
            return [2 * nabla for nabla in nabla_b], [2 * nabla for nabla in nabla_w]

    data, plain, doubled = examples(), made(), made(Doubled)
    settings = Hyperparameters(1, 10, 0.2, 0.0, monitor_gradient_lengths=True)
    (half,) = epochs_of(plain, data, replace(settings, eta=0.4), data)
    (whole,) = epochs_of(doubled, data, settings, data)
    assert doubled.calls == 2 * N  # for the lengths, and for the steps
    assert whole.gradient_lengths == pytest.approx([2 * n for n in half.gradient_lengths])
    assert_close(doubled.weights, plain.weights, 1e-12)
    plain.update_mini_batch(data[:9], 0.4, 0.5, N)
    doubled.update_mini_batch(data[:9], 0.2, 1.0, N)
    assert_close(doubled.weights + doubled.biases, plain.weights + plain.biases, 1e-12)


def test_linear_outputs_are_a_subclass():
    """Chapter 2's exercise means the outputs, too: then all layers are one linear map."""

    class Linear(Network):
        def feedforward(self, a):
            for w, b in zip(self.weights, self.biases):
                a = w @ a + b
            return a

        def backprop(self, x, y):
            (v, w), (c, _) = self.weights, self.biases
            delta = self.feedforward(x) - y  # of the quadratic cost, as the slope is 1
            return [w.T @ delta, delta], [w.T @ delta @ x.T, delta @ (v @ x + c).T]

    net, rng = made(Linear, cost=QuadraticCost), np.random.default_rng(5)
    matrix = rng.standard_normal((4, 6))
    data = [(x, matrix @ x) for x in rng.standard_normal((N, 6, 1))]
    costs = net.SGD(data, 60, 5, 0.03, evaluation_data=data, monitor_evaluation_cost=True)[0]
    assert costs[-1] < 1e-6 < 1 < costs[0]
    by_hand = [0.5 * np.sum((net.feedforward(x) - y) ** 2) for x, y in data]
    assert net.total_cost(data, 0.0) == pytest.approx(np.mean(by_hand))


def test_an_own_feedforward_decides_accuracies_and_costs_but_no_step():
    class Other(Network):
        def feedforward(self, a):
            assert a.shape == (6, 1)
            return np.roll(super().feedforward(a), 1)  # output 1 says what output 0 says

    data, own, plain = examples(), made(Other), made()
    turned = [(x, np.roll(y, 1)) for x, y in data]
    lists = own.SGD(turned, 1, 10, 0.0001, 0.3, turned, *MONITORS)
    for costs, counts in (lists[:2], lists[2:]):
        assert counts == [own.accuracy(turned)] != [Network.accuracy(made(), turned)]
        assert costs == [own.total_cost(turned, 0.3)]
    plain.weights, plain.biases = own.weights, own.biases
    assert own.accuracy(turned) == plain.accuracy(data)
    assert own.total_cost(turned, 0.0) == pytest.approx(plain.total_cost(data, 0.0))
    assert confusion_matrix(own, turned).trace() == plain.accuracy(data)
    stepping, other = made(Other), made()
    for net in (stepping, other):
        net.SGD(data, 1, 10, 0.5)
    assert same(stepping, other)


def test_the_cost_with_an_own_feedforward_is_that_of_its_outputs():
    """Its activations are all that there is: no z says how far beyond 1 they are."""

    class Certain(Network):
        def feedforward(self, a):
            return np.full((4, 1), 0.5)

    net = made(Certain)
    assert net.total_cost(examples(), 0.0) == pytest.approx(4 * np.log(2))


def test_an_own_update_mini_batch_takes_all_steps():
    class Counting(Network):
        lengths = ()

        def update_mini_batch(self, mini_batch, eta, lmbda, n):
            self.lengths += (len(mini_batch),)
            assert (eta, lmbda, n) == (0.4, 0.7, N)
            assert {x.shape for x, _ in mini_batch} == {(6, 1)}
            assert {y.shape for _, y in mini_batch} == {(4, 1)}
            super().update_mini_batch(mini_batch, eta, lmbda, n)

    data, own, built_in = examples(), made(Counting), made()
    lists = [net.SGD(data, 2, 7, 0.4, 0.7, data, *MONITORS) for net in (own, built_in)]
    assert own.lengths == (*[7] * 8, 4) * 2
    assert lists[0][1::2] == lists[1][1::2]
    assert_close(lists[0][::2], lists[1][::2], 1e-9)


def test_an_own_update_mini_batch_may_write_into_the_weights():
    class InPlace(Network):
        def update_mini_batch(self, mini_batch, eta, lmbda, n):
            for w in self.weights:
                w += 1.0

    net = made(InPlace)
    first, values = net.weights[0], net.weights[0].copy()
    seen = []
    for _ in epochs_of(net, examples(), Hyperparameters(2, 30), examples()):
        seen.append((net.weights[0], net.weights[0].copy()))
    assert_close([first, seen[0][0]], [values, seen[0][1]])
    assert_close([seen[1][0]], [values + 4], 1e-12)


def test_a_method_that_raises_is_heard():
    class Failing(Network):
        def backprop(self, x, y):
            raise KeyError("mine")

    class NoStep(Network):
        def update_mini_batch(self, mini_batch, eta, lmbda, n):
            raise KeyError("mine")

    class NoAnswer(Network):
        def feedforward(self, a):
            raise KeyError("mine")

    for cls in (Failing, NoStep):
        with pytest.raises(KeyError, match="mine"):
            made(cls).SGD(examples(), 1, 10, 0.5)
    for work in (
        lambda net: net.SGD(examples(), 1, 10, 0.5, monitor_training_accuracy=True),
        lambda net: net.accuracy(examples()),
        lambda net: net.total_cost(examples(), 0.0),
    ):
        with pytest.raises(KeyError, match="mine"):
            work(made(NoAnswer))


def test_a_method_set_on_an_object_or_on_network_itself_counts(monkeypatch):
    calls, data = Counter(), examples()
    built_in = Network.backprop

    def counting(self, x, y):
        calls[id(self)] += 1
        return built_in(self, x, y)

    one, other = made(), made()
    one.backprop = lambda x, y: counting(one, x, y)
    one.SGD(data, 1, 10, 0.5)
    other.SGD(data, 1, 10, 0.5)
    assert calls == {id(one): N}
    third = made(seed=2)
    other.backprop = third.backprop  # at its own weights
    before = other.biases[1]
    other.SGD(data, 1, N, 0.5)
    mean = sum(third.backprop(x, y)[0][1] for x, y in data) / N
    assert_close([other.biases[1]], [before - 0.5 * mean], 1e-12)
    monkeypatch.setattr(Network, "backprop", counting)
    net = made()
    net.SGD(data, 1, 10, 0.5)
    assert calls[id(net)] == N


class OwnStep(Network):
    def update_mini_batch(self, mini_batch, eta, lmbda, n):
        raise AssertionError("it is refused before")


@pytest.mark.parametrize(
    ("cls", "more", "method"),
    [
        (OwnStep, {"momentum": 0.5}, "update_mini_batch"),
        (OwnStep, {"momentum": -0.5}, "update_mini_batch"),
        (OwnStep, {"dropout": 0.5}, "update_mini_batch"),
        (OwnStep, {"regularization": "L1"}, "update_mini_batch"),
        (ByHand, {"dropout": 0.5}, "backprop"),
    ],
)
def test_what_an_own_method_cannot_obey_is_refused_and_named(cls, more, method):
    net = made(cls)
    before = net.weights
    said = refusal(lambda: net.SGD(examples(), 1, 10, 0.5, **more))
    assert said.startswith(f"{next(iter(more))}: ") and f" {method} " in said
    assert cls.__name__ in said and net.weights is before


def test_an_own_feedforward_takes_every_setting():
    class Same(Network):
        def feedforward(self, a):
            return super().feedforward(a)

    more = {"momentum": 0.5, "dropout": 0.4, "regularization": "L1"}
    ran = [net.SGD(examples(), 2, 10, 0.2, 0.1, examples(), *MONITORS, **more)
           for net in (made(Same), made())]  # fmt: skip
    assert ran[0][1::2] == ran[1][1::2]
    assert_close(ran[0][::2], ran[1][::2], 1e-9)


def test_the_docstring_of_network_shows_it():
    found = doctest.DocTestFinder(recurse=False).find(Network, globs=vars(network_module))
    runner = doctest.DocTestRunner()
    (shown,) = found
    assert runner.run(shown) == (0, len(shown.examples)) and shown.examples


# Divergence


def test_an_error_of_divergence_has_the_lists_so_far_and_the_network_the_last_weights():
    class Jumping(Network):
        steps = 0

        def update_mini_batch(self, mini_batch, eta, lmbda, n):
            self.steps += 1
            for w in self.weights:
                w *= np.inf if self.steps == 5 else 0.5

    data = examples()
    net, calm = made(Jumping), made(Jumping)
    calm_lists = calm.SGD(data, 2, 30, 0.5, 0.1, data, *MONITORS)
    with pytest.raises(TrainingDiverged) as caught:
        net.SGD(data, 9, 30, 0.5, 0.1, data, *MONITORS)
    assert caught.value.epoch == 3 and caught.value.results == calm_lists
    assert same(net, calm)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_momentum_above_1_diverges_and_that_is_said(dtype):
    net = made(sizes=[784, 5, 10], dtype=dtype)
    data = random_data(500)
    said = refusal(lambda: net.SGD(data, 40, 10, 0.5, momentum=1.5), TrainingDiverged)
    assert "a momentum of 1.5" in said and "below 1" in said
    assert all(np.isfinite(a).all() for a in net.weights + net.biases)


# Costs


class Weighted:
    """A cost with a number of its own, as an instance."""

    def __init__(self, factor):
        self.factor = factor

    __hash__ = None

    def fn(self, a, y):
        return self.factor * 0.5 * np.sum((a - y) ** 2)

    def delta(self, z, a, y):
        return self.factor * (a - y) * a * (1 - a)


@pytest.mark.parametrize("cost", COSTS.values())
def test_an_instance_of_a_cost_is_taken_for_its_class(cost, tmp_path):
    net, plain = made(cost=cost()), made(cost=cost)
    assert net.cost is cost
    ran = [each.SGD(examples(), 1, 10, 0.5, 0.1, examples(), *MONITORS) for each in (net, plain)]
    assert ran[0] == ran[1] and same(net, plain)
    net.save(tmp_path / "net.json")
    assert load(tmp_path / "net.json").cost is cost


def test_an_instance_of_a_reader_s_own_class_is_a_cost(tmp_path):
    weighted = Weighted(3.0)
    net, plain = made(cost=weighted), made(cost=QuadraticCost)
    assert net.cost is weighted
    net.SGD(examples(), 2, 10, 0.1)
    plain.SGD(examples(), 2, 10, 0.3)
    assert_close(net.weights, plain.weights, 1e-12)
    assert net.total_cost(examples(), 0.0) == pytest.approx(3 * plain.total_cost(examples(), 0.0))
    with pytest.raises(NetworkFileError, match="Weighted"):
        net.save(tmp_path / "net.json")


def test_a_subclass_of_a_cost_may_have_an_own_fn():
    class Thrice(CrossEntropyCost):
        @staticmethod
        def fn(a, y):
            return 3 * CrossEntropyCost.fn(a, y)

    one = made().total_cost(examples(), 0.0)
    for cost in (Thrice, Thrice()):
        assert made(cost=cost).total_cost(examples(), 0.0) == pytest.approx(3 * one)


# Wanted outputs that are no unit vectors, such as the digit in binary (chapter 1's exercise)


def binary(data):
    return [(x, (int(np.argmax(y)) >> np.arange(4) & 1)[:, None]) for x, y in data]


def test_an_accuracy_of_other_than_unit_vectors_is_refused_and_cost_and_training_go_on():
    net, data = made(), binary(examples())
    said = refusal(lambda: net.accuracy(data))
    assert said.startswith("accuracy: ") and "feedforward" in said
    for monitor in ("monitor_training_accuracy", "monitor_evaluation_accuracy"):
        before = net.weights
        work = {"evaluation_data": data, monitor: True}
        assert refusal(lambda work=work: net.SGD(data, 1, 10, 0.5, **work)).startswith(monitor)
        assert net.weights is before
    costs = net.SGD(data, 20, 5, 1.0, monitor_training_cost=True)[2]
    assert costs[-1] < costs[0] and net.total_cost(data, 0.0) == pytest.approx(costs[-1])


@pytest.mark.parametrize("y", [[0.5, 0, 0, 0], [0, 0, 0, 0], [1, 1, 0, 0], [-1, 0, 0, 0]])
def test_a_vector_with_other_than_one_1_is_no_unit_vector(y):
    x = np.ones((6, 1))
    good = (x, np.eye(4)[:, [2]])
    assert "example 1" in refusal(lambda: made().accuracy([good, (x, np.array(y)[:, None])]))
    assert made().accuracy([good, (x, 2), (x, np.float32(2))]) in (0, 3)


# Keywords


def test_a_keyword_that_there_is_not_is_named_with_those_that_there_are():
    with pytest.raises(TypeError, match="^SGD takes no test_data; it takes ") as caught:
        made().SGD(examples(), 1, 10, 0.5, test_data=examples())
    for name in (
        "evaluation_data",
        "regularization",
        "dropout",
        "momentum",
        "monitor_training_cost",
    ):
        assert name in str(caught.value)
