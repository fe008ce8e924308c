"""Training, by NumPy or compiled, against the book's loop over single examples.

The reference (tests/support/book.py) is given the same first weights and the same order of
examples, which a copy of the network's own generator draws. All is seen from outside, through `SGD`
and `train`, so that the fast way may change. If the extra `fast` is installed, it takes the steps
of float32 networks that learn from bytes.
"""

import copy
import itertools
import math
from functools import partial

import book
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from random_data import random_data
from same import assert_close

from digitpad import (
    CrossEntropyCost,
    Hyperparameters,
    LogLikelihoodCost,
    Network,
    QuadraticCost,
)
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.settings import MONITORS
from digitpad.core.learning.sgd import train
from digitpad.core.neurons import KINDS

CROSS_ENTROPY = (CrossEntropyCost, book.CROSS_ENTROPY)
QUADRATIC = (QuadraticCost, book.QUADRATIC)
LOG_LIKELIHOOD = (LogLikelihoodCost, book.LOG_LIKELIHOOD)
N = 53  # with mini-batches of 10, the last one has 3


class Race:
    """A network of digitpad's, and the reference with the same first weights."""

    def __init__(
        self,
        sizes,
        cost=CROSS_ENTROPY,
        dtype=np.float64,
        data=None,
        large=False,
        neurons="sigmoid",
    ):
        rng = np.random.default_rng(7)
        self.net = Network(sizes, cost[0], neurons=neurons, rng=rng, dtype=dtype)
        if large:
            self.net.large_weight_initializer()
        self.kinds = {"kind": cost[1], "neurons": neurons}
        self.data = book.examples(sizes[0], sizes[-1], N) if data is None else data
        self.rng = copy.deepcopy(self.net.rng)
        self.weights = [w.astype(np.float64) for w in self.net.weights]
        self.biases = [b.astype(np.float64) for b in self.net.biases]
        self.still = [np.zeros(a.shape) for a in (*self.weights, *self.biases)]
        self.velocity = list(self.still)

    def walk(self, size, most=None, **settings):
        """Train the reference for one epoch, or for this many examples of it."""
        order = self.rng.permutation(len(self.data))[:most]
        settings = self.kinds | {"rng": self.rng, "velocity": self.velocity} | settings
        self.weights, self.biases = book.epoch(
            self.weights, self.biases, self.data, order, size, **settings
        )

    def run(self, epochs, size, eta, lmbda, regularization="L2", **more):
        """Train both for some epochs."""
        more |= {"regularization": regularization}
        self.net.SGD(self.data, epochs, size, eta, lmbda, **more)
        self.velocity = list(self.still)  # with each call
        for _ in range(epochs):
            self.walk(size, eta=eta, lmbda=lmbda, **more)
        return self

    def assert_together(self, tolerance):
        ours, theirs = self.net.weights + self.net.biases, self.weights + self.biases
        assert {array.dtype for array in ours} == {self.net.dtype}
        assert_close(ours, theirs, tolerance, rtol=tolerance)


@pytest.mark.parametrize("neurons", KINDS)
def test_the_bounds_of_a_kind_are_those_of_its_formula(neurons):
    answers = book.KINDS[neurons][0](np.array([-300.0, 300.0]))
    ends = [round(a) if abs(a) < 1.5 else math.copysign(np.inf, a) for a in answers]
    assert KINDS[neurons].bounds == tuple(ends)


@st.composite
def settings_of_a_run(draw, dtype):
    """`shrink` is eta lambda / n. From 1 on, a step takes away more than the whole weight."""
    regularization = draw(st.sampled_from(["L2", "L1"]))
    shrinks = [0.0, 1e-4]
    if regularization == "L2":
        shrinks += [0.02, 0.3, 0.5, 0.500001, 0.7, 1.0, 1.4]
    elif dtype == np.float64:
        # In float32, rounding may push a weight near 0 the other way.
        shrinks += [0.02, 0.3]
    neurons = draw(st.sampled_from(list(KINDS)))
    dropout = draw(st.sampled_from([0.0, 0.2, 0.5, 0.9]))
    momentum = draw(st.sampled_from([0.0, 1e-30, 0.5, 0.9, -0.5, -0.9]))
    return {
        "hidden": draw(st.lists(st.integers(1, 34), max_size=3)),
        "cost": draw(st.sampled_from([CROSS_ENTROPY, QUADRATIC, LOG_LIKELIHOOD])),
        "neurons": neurons,
        "epochs": draw(st.integers(1, 4)),
        "size": draw(st.sampled_from([1, 2, 7, 10, 52, 53, 54])),
        # Large steps make a network chaotic, and both dropout and momentum enlarge them.
        "eta": draw(st.floats(0.05, 1 if neurons == "sigmoid" else 0.1))
        * (1 - dropout)
        * (1 - abs(momentum))
        * (0.1 if neurons == "linear" else 1),
        "shrink": draw(st.sampled_from(shrinks)),
        "regularization": regularization,
        "dropout": dropout,
        "momentum": momentum,
        "large": neurons == "sigmoid" and draw(st.booleans()),
    }


def raced(made, sizes, dtype, data=None):
    race = Race(sizes, made["cost"], dtype, data, made["large"], made["neurons"])
    lmbda = made["shrink"] * N / made["eta"]
    more = {name: made[name] for name in ("regularization", "dropout", "momentum")}
    return race.run(made["epochs"], made["size"], made["eta"], lmbda, **more)


any_run = partial(
    settings, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@any_run(max_examples=60)
@given(settings_of_a_run(np.float64), st.integers(1, 9), st.integers(1, 4))
def test_any_network_stays_with_the_book(made, inputs, outputs):
    raced(made, [inputs, *made["hidden"], outputs], np.float64).assert_together(1e-8)


@any_run(max_examples=80)
@given(settings_of_a_run(np.float32), st.sampled_from([7, 8, 24]))
def test_any_network_that_learns_from_bytes_stays_with_the_book(made, pixels):
    """The book is given the pixels divided by 255, the fast way their bytes."""
    data = random_data(N, pixels, ink=1)
    raced(made, [pixels, *made["hidden"], 10], np.float32, data).assert_together(1e-3)


@any_run(max_examples=25)
@given(settings_of_a_run(np.float64))
@example({"hidden": [], "cost": QUADRATIC, "large": True, "neurons": "sigmoid"})
@example({"hidden": [4, 3, 2], "cost": LOG_LIKELIHOOD, "large": False, "neurons": "relu"})
def test_backprop_agrees_with_central_differences(made):
    sizes, neurons = [7, *made["hidden"], 3], made["neurons"]
    net = Race(sizes, made["cost"], large=made["large"], neurons=neurons).net
    ((x, y),) = book.examples(7, 3, 1)
    nabla_b, nabla_w = net.backprop(x, y)
    weights, biases = [w.copy() for w in net.weights], [b.copy() for b in net.biases]
    h = 1e-5
    for arrays, gradients in ((weights, nabla_w), (biases, nabla_b)):
        assert [a.shape for a in arrays] == [g.shape for g in gradients]
        for array, gradient in zip(arrays, gradients):
            place = tuple(np.random.default_rng(1).integers(array.shape))
            costs, middle = [], array[place]
            for array[place] in (middle + h, middle - h):
                costs.append(book.cost(weights, biases, x, y, made["cost"][1], neurons))
            array[place] = middle
            slope = (costs[0] - costs[1]) / (2 * h)
            assert gradient[place] == pytest.approx(slope, rel=1e-5, abs=1e-9)


@any_run(max_examples=25)
@given(settings_of_a_run(np.float64), st.integers(1, 20))
def test_the_monitors_measure_as_the_book_does(made, count):
    """The cost's regularization term is divided by the length of the data that is measured."""
    sizes, neurons = [7, *made["hidden"], 3], made["neurons"]
    race = Race(sizes, made["cost"], large=made["large"], neurons=neurons)
    evaluation = book.examples(7, 3, count, seed=12)
    lmbda, kind = made["shrink"] * N / made["eta"], made["regularization"]
    lists = race.net.SGD(
        race.data,
        made["epochs"],
        made["size"],
        made["eta"],
        lmbda,
        evaluation,
        *[True] * 4,
        regularization=kind,
        dropout=made["dropout"],
        momentum=made["momentum"],
    )
    for epoch in range(made["epochs"]):
        settings = {name: made[name] for name in ("eta", "dropout", "momentum")} | {"lmbda": lmbda}
        race.walk(made["size"], regularization=kind, **settings)
        for data, costs, counts in ((evaluation, *lists[:2]), (race.data, *lists[2:])):
            wanted = book.measured(
                race.weights, race.biases, data, race.kinds["kind"], lmbda, kind, neurons
            )
            assert (costs[epoch], counts[epoch]) == (pytest.approx(wanted[0], rel=1e-7), wanted[1])
    net, data, convert = race.net, race.data, made["large"]  # which does nothing
    assert net.total_cost(data, lmbda, convert, regularization=kind) == lists[2][-1]
    assert net.accuracy(data, convert) == lists[3][-1]


# Special cases that random runs do not reach


@pytest.mark.parametrize(
    ("dtype", "epochs", "part", "tolerance"),
    [(np.float64, 25, 0.5, 1e-9), (np.float32, 12, 0.3, 1e-4)],
)
def test_decay_goes_on_for_ever_without_underflow(dtype, epochs, part, tolerance):
    """0.5^1300 underflows in float64: the decay of a whole run must not be one number."""
    race = Race([4, 3, 2], dtype=dtype).run(epochs, 1, 0.25, part * N / 0.25)
    race.assert_together(tolerance)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-10), (np.float32, 1e-3)])
@pytest.mark.parametrize(("lmbda", "regularization"), [(30.0, "L2"), (80.0, "L2"), (0.02, "L1")])
@pytest.mark.parametrize("sizes", [(784, 300, 10), (400, 300, 350, 10)])
def test_wide_layers_stay_with_the_book(dtype, tolerance, sizes, lmbda, regularization):
    race = Race(sizes, dtype=dtype, data=random_data(N, sizes[0], ink=1))
    race.run(1, 10, 0.5, lmbda, regularization).assert_together(tolerance)


@pytest.mark.parametrize("size", [7, 300])
def test_more_examples_than_one_block_stay_with_the_book(size):
    data = book.examples(7, 3, 1100)
    Race([7, 6, 3], data=data).run(2, size, 0.5, 5.0).assert_together(1e-10)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_neurons_saturated_beyond_the_range_of_exp_neither_warn_nor_break(dtype):
    net = Network([2, 3, 2], rng=np.random.default_rng(1), dtype=dtype)
    net.weights = [1e5 * w for w in net.weights]
    net.SGD(book.examples(2, 2, N), 3, 10, 0.5, 1.0)
    assert all(np.isfinite(a).all() for a in net.weights + net.biases)


@pytest.mark.parametrize("momentum", [0.0, 0.7])
@pytest.mark.parametrize("regularization", ["L2", "L1"])
def test_rates_may_change_between_epochs(regularization, momentum):
    """One run uses every kind of decay in turn."""
    silent = dict.fromkeys(MONITORS, False) | {"momentum": momentum}
    silent |= {"regularization": regularization}
    course = [
        Hyperparameters(epochs=99, eta=eta, lmbda=lmbda, **silent)
        for eta, lmbda in ((0.5, 5.0), (0.3, 2.0), (0.5, 80.0), (1.5, 0.0), (0.5, 30.0), (0.1, 9.0))
    ]
    race = Race([7, 6, 3])
    run = train(race.net, race.data, course[0])
    result = next(run)
    for now, following in itertools.pairwise([*course, course[0]]):
        while not isinstance(result, EpochResult):
            result = next(run)
        settings = {"regularization": regularization, "momentum": momentum}
        race.walk(10, eta=now.eta, lmbda=now.lmbda, **settings)
        race.assert_together(1e-9)
        result = run.send(following)  # `send` answers with the next yield
    run.close()


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-8), (np.float32, 1e-3)])
@pytest.mark.parametrize("momentum", [1.0, 1.5])
def test_a_momentum_from_1_on_steps_farther_and_farther(momentum, dtype, tolerance):
    """Not far enough to diverge: 1.5^30 is 191,751."""
    data = random_data(N, 8, ink=1)
    race = Race([8, 6, 10], dtype=dtype, data=data[:30])
    race.run(1, 1, 1e-6, 0.5, momentum=momentum).assert_together(tolerance)


def test_a_second_run_goes_on_from_the_first():
    race = Race([7, 6, 3]).run(5, 10, 0.5, 5.0, momentum=0.8)
    race.run(5, 20, 0.1, 1.0, "L1", momentum=0.5).assert_together(1e-9)


class Doubled:
    """A cost that a script defines; its numbers are float64 whatever the network's are."""

    @staticmethod
    def fn(a, y):
        return 2 * CrossEntropyCost.fn(a, y)

    @staticmethod
    def delta(z, a, y):
        return np.float64(2) * (a - y)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_cost_that_a_script_defines_steers_the_training(dtype):
    """Without decay, twice the cost with half the eta gives the same step."""
    doubled = Race([7, 6, 3], (Doubled, None), dtype)
    plain = Race([7, 6, 3], dtype=dtype)
    twice = 2 * plain.net.total_cost(plain.data, 0.0)
    assert doubled.net.total_cost(doubled.data, 0.0) == pytest.approx(twice, rel=1e-6)
    doubled.net.SGD(doubled.data, 5, 10, 0.25)
    plain.net.SGD(plain.data, 5, 10, 0.5)
    assert_close(doubled.net.weights, plain.net.weights, 50 * np.finfo(dtype).eps)
