"""Training as fast as digitpad can, against the book's loop over single examples.

The reference (tests/support/book.py) is given the same first weights and the same order of
examples: that order comes from a copy of the network's own generator. All is seen from outside,
through `SGD` and `train`, so that how the fast way works is free to change.
"""

import copy
import itertools
from functools import partial

import book
import numpy as np
import pytest
from random_data import random_data
from same import assert_close

from digitpad import (
    CrossEntropyCost,
    Hyperparameters,
    Network,
    QuadraticCost,
)
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.settings import MONITORS
from digitpad.core.learning.sgd import train

CROSS_ENTROPY = (CrossEntropyCost, book.CROSS_ENTROPY)
QUADRATIC = (QuadraticCost, book.QUADRATIC)
COSTS = [QUADRATIC, CROSS_ENTROPY]
N = 53  # with mini-batches of 10, the last one has 3


# All monitors are off, and the run is ended by the test.
silent = partial(Hyperparameters, epochs=99, **dict.fromkeys(MONITORS, False))


class Race:
    """A network of digitpad's, and the reference that starts from the same place."""

    def __init__(self, sizes, cost=CROSS_ENTROPY, dtype=np.float64, data=None, seed=7):
        self.net = Network(sizes, cost[0], rng=np.random.default_rng(seed), dtype=dtype)
        self.kind = cost[1]
        self.data = book.examples(sizes[0], sizes[-1], N) if data is None else data
        self.rng = copy.deepcopy(self.net.rng)
        self.weights = [w.astype(np.float64) for w in self.net.weights]
        self.biases = [b.astype(np.float64) for b in self.net.biases]

    def walk(self, order, size, **settings):
        self.weights, self.biases = book.epoch(
            self.weights, self.biases, self.data, order, size, kind=self.kind, **settings
        )

    def run(self, epochs, size, eta, lmbda, regularization="L2"):
        self.net.SGD(self.data, epochs, size, eta, lmbda, regularization=regularization)
        for _ in range(epochs):
            order = self.rng.permutation(len(self.data))
            self.walk(order, size, eta=eta, lmbda=lmbda, regularization=regularization)
        return self

    def assert_together(self, tolerance):
        ours, theirs = self.net.weights + self.net.biases, self.weights + self.biases
        assert_close(ours, theirs, tolerance, rtol=tolerance)


@pytest.mark.parametrize("regularization", ["L2", "L1"])
@pytest.mark.parametrize("hidden", [(), (6,), (6, 5, 4)])
@pytest.mark.parametrize("cost", COSTS)
def test_hundreds_of_mini_batches_stay_with_the_book(cost, hidden, regularization):
    race = Race([7, *hidden, 3], cost)
    start = race.net.weights[0]
    race.run(20, 10, 0.5, 0.5, regularization)  # 20 epochs of 6 mini-batches
    race.assert_together(1e-9)
    assert np.abs(race.net.weights[0] - start).max() > 0.1  # they have gone somewhere


@pytest.mark.parametrize("regularization", ["L2", "L1"])
@pytest.mark.parametrize("shrink", [0.02, 0.3, 0.5, 0.500001, 0.7, 1.0, 1.4])
def test_strong_decay_stays_with_the_book(shrink, regularization):
    """`shrink` is eta lambda / n: from 1 on each step takes more of a weight than there is."""
    eta = 0.5
    race = Race([7, 6, 3]).run(15, 10, eta, shrink * N / eta, regularization)
    race.assert_together(1e-9)


@pytest.mark.parametrize(
    ("dtype", "epochs", "part", "tolerance"),
    [(np.float64, 25, 0.5, 1e-9), (np.float32, 12, 0.3, 1e-4)],
)
def test_decay_goes_on_for_ever_without_underflow(dtype, epochs, part, tolerance):
    """0.5^1300 is far below the smallest float64: no number may hold the decay of a whole run."""
    race = Race([4, 3, 2], dtype=dtype).run(epochs, 1, 0.25, part * N / 0.25)
    race.assert_together(tolerance)


@pytest.mark.parametrize(
    ("eta", "lmbda", "regularization"),
    [(0.5, 1.0, "L2"), (0.5, 30.0, "L2"), (0.5, 80.0, "L2"), (0.5, 0.02, "L1")],
)
@pytest.mark.parametrize("sizes", [(784, 300, 10), (400, 300, 350, 10)])
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-10), (np.float32, 1e-3)])
def test_wide_layers_stay_with_the_book(dtype, tolerance, sizes, eta, lmbda, regularization):
    race = Race(sizes, dtype=dtype, data=random_data(N, sizes[0], ink=1)).run(
        1, 10, eta, lmbda, regularization
    )
    race.assert_together(tolerance)


@pytest.mark.parametrize(
    ("size", "count"), [(1, N), (2, N), (52, N), (53, N), (54, N), (7, 1100), (300, 1100)]
)
def test_any_mini_batch_size_stays_with_the_book(size, count):
    """Also of more examples than are worked on at once."""
    data = book.examples(7, 3, count)
    Race([7, 6, 3], data=data).run(2, size, 0.5, 5.0).assert_together(1e-10)


@pytest.mark.parametrize("regularization", ["L2", "L1"])
@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("hidden", [(6,), (6, 5, 4)])
def test_float32_stays_as_near_as_float32_can(hidden, cost, regularization):
    """Under L1 a weight near 0 may get its push, eta lambda / n, to the other side than there."""
    race = Race([7, *hidden, 3], cost, dtype=np.float32).run(20, 10, 0.5, 0.01, regularization)
    assert {a.dtype for a in race.net.weights + race.net.biases} == {np.dtype(np.float32)}
    race.assert_together(1e-4 if regularization == "L2" else 2 * 0.5 * 0.01 / N)


@pytest.mark.parametrize("lmbda", [0.0, 0.01, 30.0, 80.0])
@pytest.mark.parametrize(
    ("hidden", "cost"),
    [((), CROSS_ENTROPY), ((6,), CROSS_ENTROPY), ((6, 5, 4), CROSS_ENTROPY), ((6,), QUADRATIC)],
)
@pytest.mark.parametrize("pixels", [7, 8])
def test_bytes_as_pixels_stay_as_near_as_float32_can(pixels, hidden, cost, lmbda):
    """Pixels reach the book divided by 255; how they reach the fast way is its own affair."""
    race = Race([pixels, *hidden, 10], cost, np.float32, data=random_data(N, pixels, ink=1))
    race.run(8, 10, 0.5, lmbda).assert_together(1e-4)


def test_large_first_weights_and_saturated_neurons_stay_with_the_book():
    race = Race([7, 6, 3])
    race.net.weights = [30 * w for w in race.net.weights]
    race.weights = [30 * w for w in race.weights]
    race.run(20, 10, 0.5, 5.0).assert_together(1e-9)


def test_neurons_saturated_beyond_what_exp_can_hold_neither_warn_nor_break():
    for dtype in (np.float32, np.float64):
        net = Network([2, 3, 2], rng=np.random.default_rng(1), dtype=dtype)
        net.weights = [1e5 * w for w in net.weights]
        net.SGD(book.examples(2, 2, N), 3, 10, 0.5, 1.0)
        assert all(np.isfinite(a).all() for a in net.weights + net.biases)


@pytest.mark.parametrize("regularization", ["L2", "L1"])
def test_rates_may_change_between_epochs(regularization):
    """One run through all the kinds of decay; each picks up where the last one left off."""
    course = [
        silent(eta=eta, lmbda=lmbda, mini_batch_size=10, regularization=regularization)
        for eta, lmbda in ((0.5, 5.0), (0.3, 2.0), (0.5, 80.0), (1.5, 0.0), (0.5, 30.0), (0.1, 9.0))
    ]
    race = Race([7, 6, 3])
    run = train(race.net, race.data, course[0])
    result = next(run)
    for now, following in itertools.pairwise([*course, course[0]]):
        while not isinstance(result, EpochResult):
            result = next(run)
        race.walk(
            race.rng.permutation(N),
            now.mini_batch_size,
            eta=now.eta,
            lmbda=now.lmbda,
            regularization=now.regularization,
        )
        race.assert_together(1e-9)
        result = run.send(following)  # `send` answers with the next yield
    run.close()


def test_a_second_run_goes_on_from_the_first():
    Race([7, 6, 3]).run(5, 10, 0.5, 5.0).run(5, 20, 0.1, 1.0, "L1").assert_together(1e-9)


class Doubled:
    """A cost of one's own; its numbers are float64 whatever the network's are."""

    @staticmethod
    def fn(a, y):
        return 2 * CrossEntropyCost.fn(a, y)

    @staticmethod
    def delta(z, a, y):
        return np.float64(2) * (a - y)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_cost_of_ones_own_steers_the_training(dtype):
    """Twice the cost with half the eta is the same step, where nothing decays."""
    doubled = Race([7, 6, 3], (Doubled, None), dtype)
    plain = Race([7, 6, 3], dtype=dtype)
    doubled.net.SGD(doubled.data, 5, 10, 0.25)
    plain.net.SGD(plain.data, 5, 10, 0.5)
    assert_close(doubled.net.weights, plain.net.weights, 50 * np.finfo(dtype).eps)
