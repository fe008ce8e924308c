"""Mistakes of scripts are named in one short sentence."""

import numpy as np
import pytest
from refusals import refusal

from digitpad import (
    CrossEntropyCost,
    Hyperparameters,
    Network,
    QuadraticCost,
    vectorized_result,
)
from digitpad.core.learning.sgd import TrainingDiverged, train

NAN = float("nan")
X, Y = np.full((7, 1), 0.5), np.array([[0.0], [1.0], [0.0]])


def network(dtype=np.float32):
    return Network([7, 5, 3], rng=np.random.default_rng(1), dtype=dtype)


def with_value(array, value):
    array = array.copy()
    array[1, 0] = value
    return array


# Arrays


@pytest.mark.parametrize("call", ["feedforward", "activations"])
@pytest.mark.parametrize(
    ("a", "words"),
    [
        (np.zeros(7), "the input must have shape (7, n), one column per example, not (7,)"),
        (np.zeros((1, 7)), "not (1, 7)"),
        (np.zeros((7, 1, 1)), "not (7, 1, 1)"),
        (np.zeros((8, 2)), "not (8, 2)"),
    ],
)
def test_for_an_input_of_another_shape_the_right_shape_is_named(call, a, words):
    sentence = refusal(lambda: getattr(network(), call)(a))
    assert words in sentence


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        (X.ravel(), Y, "the input must have shape (7, n)"),
        (X, Y.ravel(), "y must have shape (3, n)"),
        (X, Y.T, "y must have shape (3, n)"),
        (np.hstack([X, X]), Y, "x has 2 columns and y 1"),
    ],
)
def test_a_gradient_needs_an_input_and_a_target_that_fit(x, y, words):
    assert words in refusal(lambda: network().backprop(x, y))


@pytest.mark.parametrize("cost", [QuadraticCost, CrossEntropyCost])
def test_costs_do_not_broadcast(cost):
    a, y = np.full((3, 1), 0.5), np.ones(3)
    assert "(3, 1) and wanted outputs (3,)" in refusal(lambda: cost.fn(a, y))
    assert "(3, 1) and wanted outputs (3,)" in refusal(lambda: cost.delta(a, a, y))


# Examples

BAD_PAIRS = {
    "an input too few": ((X[1:], Y), "example 1: x has 6 values"),
    "a target too many": ((X, np.ones((4, 1))), "example 1: y has 4 values"),
    "a label below 0": ((X, -1), "example 1: the label -1 has no output: there are 0 to 2"),
    "a broken label": ((X, 1.5), "example 1: the label 1.5 has no output"),
    "a label of nan": ((X, NAN), "example 1: the label nan has no output"),
    "a label too many": ((X, 3), "example 1: the label 3 has no output: there are 0 to 2"),
    "an input of nan": ((with_value(X, NAN), 1), "example 1 has a value that is not a finite"),
    "a target of nan": ((X, with_value(Y, NAN)), "example 1 has a value that is not a finite"),
}
WAYS = {
    "SGD": lambda net, data: net.SGD(data, 1, 2, 0.5),
    "evaluation": lambda net, data: net.SGD(
        [(X, Y)], 1, 2, 0.5, evaluation_data=data, monitor_evaluation_cost=True
    ),
    "update_mini_batch": lambda net, data: net.update_mini_batch(data, 0.5, 0.0, 10),
    "accuracy": lambda net, data: net.accuracy(data),
    "total_cost": lambda net, data: net.total_cost(data, 0.0),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@pytest.mark.parametrize(("pair", "words"), BAD_PAIRS.values(), ids=BAD_PAIRS.keys())
def test_a_bad_example_is_named_by_its_number(pair, words, way):
    net = network()
    before = net.weights
    assert refusal(lambda: way(net, [(X, 1), pair])).startswith(words)
    assert net.weights is before


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_a_label_may_be_any_whole_number(way):
    for label in (2, 2.0, np.int64(2), np.float32(2), np.array(2), np.uint8(2)):
        way(network(), [(X, label)])


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_data_that_can_be_read_only_once_are_refused(way):
    """The book's loader returns such data after a word-by-word conversion to Python 3."""
    for once, kind in (
        (zip([X], [1]), "a zip object"),
        (((x, 1) for x in [X]), "a generator object"),
        (map(tuple, [(X, 1)]), "a map object"),
    ):
        sentence = refusal(lambda data=once: way(network(), data))
        assert f"not {kind}, which can be read only once; pass list(" in sentence


def test_a_vector_is_made_of_digits_only():
    for j in (10, -1, 3.7, NAN):
        assert refusal(lambda j=j: vectorized_result(j)).startswith("the label ")


# Settings


def test_a_step_too_large_to_be_represented_is_named():
    data = [(X, 1)] * 10
    for eta, lmbda, reason in ((10.0, 1e39, "as η λ / n is 1e+39"), (1e39, 0.0, "a smaller lea")):
        too_large = Hyperparameters(lmbda=lmbda, eta=eta)
        run = train(network(), data, too_large, data)
        assert reason in refusal(lambda run=run: list(run), TrainingDiverged)
    assert "lmbda: 1e+308" in refusal(lambda: network().total_cost(data[:1], 1e308))
    assert np.isfinite(network().total_cost(data, 1e306))


@pytest.mark.parametrize("wrong", [-1, NAN, "5", None, True], ids=str)
def test_a_setting_that_is_no_number_or_unknown_is_named(wrong):
    data, net = [(X, 1)], network()
    for name, work in (
        ("lmbda", lambda: net.total_cost(data, wrong)),
        ("regularization", lambda: net.total_cost(data, 0.0, regularization=wrong)),
        ("regularization", lambda: net.SGD(data, 1, 1, 0.5, regularization=wrong)),
    ):
        assert refusal(work).startswith(f"{name}: must be ")
