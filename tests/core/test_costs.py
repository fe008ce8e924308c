"""Costs and the sigmoid: values worked out by hand, slopes by differences, and no warnings.

Warnings are errors here (pyproject.toml), so each call also proves that it does not warn.
"""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad import (
    CrossEntropyCost,
    LogLikelihoodCost,
    Network,
    QuadraticCost,
    sigmoid,
    sigmoid_prime,
)
from digitpad.core.costs import completed
from digitpad.core.neurons import KINDS, SOFTMAX

COSTS = [QuadraticCost, CrossEntropyCost]
DTYPES = [np.float32, np.float64]


def column(*numbers, dtype=np.float64):
    return np.array(numbers, dtype).reshape(-1, 1)


@pytest.mark.parametrize("z", [-30.0, -2.5, -1e-9, 0.0, 0.3, 5.0, 36.0])
def test_the_sigmoid_is_one_over_one_plus_exp(z):
    assert sigmoid(z) == pytest.approx(1 / (1 + math.exp(-z)), rel=1e-15)


@pytest.mark.parametrize("z", [-700.0, -30.0, -2.5, 0.0, 0.3, 5.0, 40.0, 700.0])
def test_the_slope_of_the_sigmoid_keeps_its_digits_far_out(z):
    # 1 / (4 cosh(z/2)^2): the same function in a form that nothing in digitpad uses.
    assert sigmoid_prime(z) == pytest.approx(0.25 / math.cosh(z / 2) ** 2, rel=1e-13, abs=0)


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_sigmoid_of_the_most_extreme_floats(dtype):
    info = np.finfo(dtype)
    z = np.array([-np.inf, info.min, -info.tiny, 0, info.tiny, info.max, np.inf, np.nan], dtype)
    np.testing.assert_array_equal(sigmoid(z), [0, 0, 0.5, 0.5, 0.5, 1, 1, np.nan])
    np.testing.assert_array_equal(sigmoid_prime(z), [0, 0, 0.25, 0.25, 0.25, 0, 0, np.nan])


@pytest.mark.parametrize("width", [32, 64])
def test_the_sigmoid_never_warns_and_never_leaves_its_range(width):
    dtype = np.dtype(f"float{width}").type
    eps = float(np.finfo(dtype).eps)

    @settings(max_examples=300, deadline=None, derandomize=True)
    @given(st.floats(width=width, allow_nan=False))
    def check(z):
        a, prime = sigmoid(dtype(z)), sigmoid_prime(dtype(z))
        assert 0 <= a <= 1 and 0 <= prime <= 0.25 * (1 + 2 * eps)
        assert (a >= 0.5) == (z >= 0) or abs(z) < 1e-6
        assert sigmoid(dtype(-z)) == pytest.approx(1 - float(a), abs=eps)

    check()


@pytest.mark.parametrize("function", [sigmoid, sigmoid_prime])
def test_the_sigmoid_keeps_shape_and_precision(function):
    for dtype in DTYPES:
        z = np.linspace(-3, 3, 12, dtype=dtype).reshape(3, 4)
        assert function(z).shape == (3, 4)
        assert function(z).dtype == dtype
    assert function([[-1, 0], [1, 2]]).shape == (2, 2)  # a list of whole numbers will do


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_a_certain_and_right_output_costs_nothing(cost, dtype):
    a = column(0, 1, 0, dtype=dtype)
    assert cost.fn(a, a) == 0  # 0 ln 0 is 0


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_certain_and_wrong_output_costs_much_but_not_infinity(dtype):
    right, wrong = column(0, 1, dtype=dtype), column(1, 0, dtype=dtype)
    one = CrossEntropyCost.fn(wrong[:1], right[:1])
    other = CrossEntropyCost.fn(wrong[1:], right[1:])
    for cost in (one, other):
        # More than for the largest float64 below 1, -ln(2^-53) = 36.7.
        assert 36.8 < cost < 1e6
    assert CrossEntropyCost.fn(wrong, right) == pytest.approx(one + other)


def test_cross_entropy_stays_exact_if_the_output_is_tiny():
    tiny = 1e-300
    assert CrossEntropyCost.fn(column(tiny), column(1)) == pytest.approx(-math.log(tiny), rel=1e-12)
    assert CrossEntropyCost.fn(column(1e-10), column(0)) == pytest.approx(1e-10, rel=1e-6)


def test_a_saturated_and_wrong_output_still_learns_with_cross_entropy_only():
    z, y = column(-1000, 1000), column(1, 0)
    a = sigmoid(z)
    assert a.tolist() == [[0], [1]]
    assert CrossEntropyCost.delta(z, a, y).tolist() == [[-1], [1]]
    assert QuadraticCost.delta(z, a, y).tolist() == [[0], [0]]


# Softmax, and the other kinds of neurons

HUNDRED = math.exp(1), math.exp(2), math.exp(3)


@pytest.mark.parametrize("dtype", DTYPES)
def test_softmax_and_log_likelihood_by_hand(dtype):
    """The outputs are e, e^2 and e^3 over their sum; adding a number to all z changes nothing."""
    shares = [each / sum(HUNDRED) for each in HUNDRED]
    z = np.array([[1, 101, -3e4, 2], [2, 102, -3e4, 2], [3, 103, -3e4, 2]], dtype)
    a, y = SOFTMAX.f(z), column(0, 1, 0, dtype=dtype) * np.ones((1, 4), dtype)
    wanted = np.array([shares, shares, [1 / 3] * 3, [1 / 3] * 3]).T
    np.testing.assert_allclose(a, wanted, rtol=1e-6)
    cost = -2 * math.log(shares[1]) + 2 * math.log(3)
    assert LogLikelihoodCost.fn(a, y) == pytest.approx(cost, rel=1e-6)
    assert LogLikelihoodCost.from_z(z, y) == pytest.approx(cost, rel=1e-6)
    np.testing.assert_allclose(LogLikelihoodCost.delta(z, a, y), wanted - y, rtol=1e-5)
    assert LogLikelihoodCost.fn(column(1, 0), column(0, 1)) > 700


@pytest.mark.parametrize("dtype", DTYPES)
def test_softmax_of_the_most_extreme_floats(dtype):
    most, far = np.finfo(dtype).max, np.inf
    z = np.array([[far, most, -far, 0, -most], [far, -most, -far, far, -far]], dtype)
    with np.errstate(over="ignore"):
        a = SOFTMAX.f(z)
    np.testing.assert_array_equal(a, [[0.5, 1, 0.5, 0, 0.5], [0.5, 0, 0.5, 1, 0.5]])
    for y in (0, 1):
        wanted = np.array([[1 - y] * 5, [y] * 5])
        assert np.isfinite(LogLikelihoodCost.from_z(z, wanted))


def test_only_the_log_likelihood_and_costs_made_of_it_have_softmax_outputs():
    class Own:
        fn, delta = QuadraticCost.fn, QuadraticCost.delta

    class Likelihood(LogLikelihoodCost):
        pass

    x = np.ones((3, 1))
    for cost, is_one in ((Own, False), (CrossEntropyCost, False), (Likelihood, True)):
        network = Network([3, 5, 4], cost, rng=np.random.default_rng(1))
        assert (completed(cost).output_kind is SOFTMAX) == is_one
        assert (network.feedforward(x).sum() == pytest.approx(1)) == is_one


def test_a_readers_own_cost_is_completed_and_what_it_has_stays():
    class Own:
        fn, delta, words = QuadraticCost.fn, QuadraticCost.delta, "mine"

    z, y = np.random.default_rng(6).normal(0, 3, (10, 8)), np.eye(10)[:, :8]
    cost = completed(Own)
    assert cost.from_z(z, y) == pytest.approx(QuadraticCost.from_z(z, y), rel=1e-12)
    assert np.array_equal(cost.delta(z, sigmoid(z), y), QuadraticCost.delta(z, sigmoid(z), y))
    assert (cost.words, cost.short, cost.slows) == ("mine", "own cost", False)
    assert completed(QuadraticCost) is QuadraticCost


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_results_written_into_an_array_equal_the_formula(name, dtype):
    kind, z = KINDS[name], np.linspace(-9, 9, 40, dtype=dtype).reshape(8, 5)
    a, slope = np.empty_like(z), np.empty_like(z)
    kind.write_f(z, a)
    kind.write_slope(a, slope)
    np.testing.assert_array_equal(a, kind.f(z))
    np.testing.assert_array_equal(slope, kind.slope(a))
    assert kind.f(z).dtype == kind.slope(a).dtype == dtype
    h = 1e-4 if dtype == np.float64 else 1e-2
    by_differences = (kind.f(z + dtype(h)) - kind.f(z - dtype(h))) / (2 * h)
    np.testing.assert_allclose(slope, by_differences, rtol=0, atol=1e-4)


# From the weighted inputs

Z = [*range(-1000, 1001, 125), -17.5, -0.0, 0.3, 18.9, 25.0, 30.0, 88.0, 89.0, 745.0]


def exact(cost, z, y):
    """The cost of one output, to fifty digits."""
    with localcontext() as context:
        context.prec = 500
        z, y = Decimal(z), Decimal(y)
        a = 1 / (1 + (-z).exp())
        if cost is QuadraticCost:
            return float((a - y) ** 2 / 2)
        return float(-(y * a.ln() + (1 - y) * (1 - a).ln()))


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("y", [0.0, 1.0, 0.25])
def test_from_z_a_cost_is_exact_however_saturated_the_output_is(cost, dtype, y):
    for z in Z:
        z = dtype(z)
        found = cost.from_z(column(z, dtype=dtype), column(y, dtype=dtype))
        assert found == pytest.approx(exact(cost, float(z), y), rel=1e-5, abs=1e-300)


@pytest.mark.parametrize("cost", COSTS)
def test_from_z_is_the_same_cost_as_from_a(cost):
    rng = np.random.default_rng(6)
    z, y = rng.normal(0, 3, (10, 8)), rng.random((10, 8))
    assert cost.from_z(z, y) == pytest.approx(cost.fn(sigmoid(z), y), rel=1e-9)
    assert type(cost.from_z(z, y)) is type(cost.fn(sigmoid(z), y)) is float
    with pytest.raises(ValueError, match="differ in shape"):
        cost.from_z(z, y[:, :1])


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.filterwarnings("error")
def test_from_z_is_a_number_even_if_z_is_infinite(cost):
    z = column(np.inf, -np.inf, np.finfo(np.float64).max, np.finfo(np.float64).min)
    for y in (column(0, 0, 0, 0), column(1, 1, 1, 1)):
        assert np.isfinite(cost.from_z(z, y))


def test_a_saturated_and_wrong_image_costs_no_more_than_its_z():
    """In float32 its output is rounded to exactly 1, for which `fn` gives 708."""
    network = Network([1, 1], rng=np.random.default_rng(1))
    network.weights, network.biases = [np.ones((1, 1), np.float32)], [np.zeros((1, 1), np.float32)]
    data = [(np.array([[18.9]]), np.array([[0.0]]))]
    assert network.feedforward(data[0][0]) == 1.0
    assert network.total_cost(data, 0.0) == pytest.approx(18.9, rel=1e-6)
