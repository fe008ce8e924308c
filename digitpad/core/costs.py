"""Costs measure how far an output is from the digit we wanted.

A cost is a class with static methods. `fn` says how wrong the outputs are, `from_z` the same
without rounding them first, and `delta` how the cost changes with the weighted inputs z of the
output layer: backpropagation starts there. An array may hold one example or many, each a column.
The outputs go with the cost: they are sigmoids unless the class has another `output_kind`.

A row of COSTS has all that digitpad knows of a cost. A reader's own, a class or an instance of one,
needs `fn` and `delta` alone: `completed` adds the rest.
"""

import functools
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from digitpad.core.neurons import SIGMOID, SOFTMAX, OutputKind, sigmoid, sigmoid_prime

MOST_Z = 1e300  # larger weighted inputs count as this one


class Cost(Protocol):
    """What a reader's own cost must have."""

    @staticmethod
    def fn(a: NDArray[np.floating], y: NDArray[np.floating]) -> float:
        """The cost of outputs `a` when `y` was wanted, summed over all elements."""

    @staticmethod
    def delta(z: NDArray[np.floating], a: NDArray[np.floating], y: NDArray[np.floating]) -> Any:
        """The output error: dC/dz for each output neuron."""


class CompleteCost(Cost):
    """What digitpad asks of a cost beside `fn` and `delta`, as it is for a reader's own.

    words, short: in the form, and beside a network's layers. output_kind: what the outputs do.
    slows: whether gradients vanish where outputs saturate (the book's learning slowdown).
    delta_formula: the output's δ as text.
    """

    words = "of its own"
    short = "own cost"
    output_kind: OutputKind = SIGMOID
    slows = False
    delta_formula = "∂C/∂zᴸ"

    def __init_subclass__(cls) -> None:
        """Let an own `fn` count: an inherited `from_z` would go on with another one."""
        if "fn" in vars(cls) and "from_z" not in vars(cls):
            cls.from_z = classmethod(_from_z)  # type: ignore[assignment, method-assign]

    @classmethod
    def from_z(cls, z: NDArray[np.floating], y: NDArray[np.floating]) -> float:
        """The cost of outputs with weighted inputs z, (outputs, n), when y was wanted, summed."""
        return _from_z(cls, z, y)


def _from_z(cost: type[CompleteCost], z: NDArray[np.floating], y: NDArray[np.floating]) -> float:
    with np.errstate(over="ignore"):  # exp(-z), see `sigmoid`
        return float(cost.fn(cost.output_kind.f(z), y))


def _check_shapes(a: NDArray[np.floating], y: NDArray[np.floating]) -> None:
    # NumPy would silently broadcast (10, 1) and (10,) to (10, 10).
    if np.shape(a) != np.shape(y):
        raise ValueError(f"outputs {np.shape(a)} and wanted outputs {np.shape(y)} differ in shape")


class QuadraticCost(CompleteCost):
    """C = 1/2 |a - y|^2, of sigmoids (the book, equation 6)."""

    words = short = "quadratic"
    slows = True
    delta_formula = "∂C/∂aᴸ ⊙ σ'(zᴸ) = (aᴸ − y) ⊙ σ'(zᴸ)"

    @staticmethod
    def fn(a: NDArray[np.floating], y: NDArray[np.floating]) -> float:
        """The cost of outputs `a` when `y` was wanted (same shape), summed over all elements."""
        _check_shapes(a, y)
        return float(0.5 * np.sum((np.asarray(a, np.float64) - y) ** 2))

    @staticmethod
    def delta(z: NDArray[np.floating], a: NDArray[np.floating], y: NDArray[np.floating]) -> Any:
        """The output error dC/dz = (a - y) sigmoid'(z).

        The factor sigmoid'(z) is nearly 0 for a saturated neuron: that is the learning
        slowdown which the cross-entropy removes.
        """
        _check_shapes(a, y)
        return (a - y) * sigmoid_prime(z)

    @staticmethod
    def from_z(z: NDArray[np.floating], y: NDArray[np.floating]) -> float:
        """The same cost, from the weighted inputs z, (outputs, n), of any float dtype."""
        _check_shapes(z, y)
        z = np.asarray(z, np.float64)
        # a - y, written so that nothing is subtracted from nearly 1.
        return float(0.5 * np.sum(((1 - y) * sigmoid(z) - y * sigmoid(-z)) ** 2))


class CrossEntropyCost(CompleteCost):
    """C = -sum(y ln a + (1 - y) ln(1 - a)), of sigmoids (the book, equation 63)."""

    words = short = "cross-entropy"
    delta_formula = "∂C/∂aᴸ ⊙ σ'(zᴸ) = aᴸ − y"

    @staticmethod
    def fn(a: NDArray[np.floating], y: NDArray[np.floating]) -> float:
        """The cost of outputs `a` when `y` was wanted (same shape), summed over all elements.

        0 ln 0 counts as 0. An output of exactly 0 or 1 that is wrong costs about 708 (minus the
        logarithm of the smallest normal double): very much, but finite.
        """
        _check_shapes(a, y)
        a = np.asarray(a, np.float64)
        tiny = np.finfo(np.float64).tiny
        log_a = np.log(np.maximum(a, tiny))
        log_not_a = np.log(np.maximum(1 - a, tiny))
        return float(-np.sum(y * log_a + (1 - y) * log_not_a))

    @staticmethod
    def delta(z: NDArray[np.floating], a: NDArray[np.floating], y: NDArray[np.floating]) -> Any:
        """The output error dC/dz, which for the cross-entropy is simply a - y.

        On paper dC/da = (a - y) / (a (1 - a)), times sigmoid'(z) = a (1 - a), is the same. In
        floating point it is not: a saturated output is rounded to exactly 0 or 1, and if it is
        wrong, the quotient is 0 / 0. So a cost states its own `delta`. (Other costs need z.)
        """
        _check_shapes(a, y)
        return a - y

    @staticmethod
    def from_z(z: NDArray[np.floating], y: NDArray[np.floating]) -> float:
        """The same cost, from the weighted inputs z, (outputs, n), of any float dtype.

        C = sum(y ln(1 + exp(-z)) + (1 - y) ln(1 + exp(z))). In float32 an output is rounded to
        exactly 1 from z = 17 on: if it is wrong `fn` says 708, and from z the cost is 17.
        """
        _check_shapes(z, y)
        # z may be infinite, and 0 times infinity is no number.
        z = np.clip(np.asarray(z, np.float64), -MOST_Z, MOST_Z)
        return float(np.sum(y * _softplus(-z) + (1 - y) * _softplus(z)))


class LogLikelihoodCost(CompleteCost):
    """C = -sum(y ln a), of a softmax (the book, chapter 3, *Softmax*, equations 80 to 84)."""

    words, short = "log-likelihood (softmax)", "softmax"
    output_kind = SOFTMAX
    delta_formula = "aᴸ − y"

    @staticmethod
    def fn(a: NDArray[np.floating], y: NDArray[np.floating]) -> float:
        """The cost of outputs `a` when `y` was wanted (same shape), summed over all elements.

        An output of exactly 0 that is wrong costs about 708, as with the cross-entropy.
        """
        _check_shapes(a, y)
        a = np.maximum(np.asarray(a, np.float64), np.finfo(np.float64).tiny)
        return float(-np.sum(y * np.log(a)))

    @staticmethod
    def delta(z: NDArray[np.floating], a: NDArray[np.floating], y: NDArray[np.floating]) -> Any:
        """The output error dC/dz = a - y, for wanted outputs that sum to 1 (equation 84)."""
        _check_shapes(a, y)
        return a - y

    @staticmethod
    def from_z(z: NDArray[np.floating], y: NDArray[np.floating]) -> float:
        """The same cost, from the weighted inputs z, (outputs, n), of any float dtype.

        C = sum(y (ln(sum(exp(z))) - z)). The largest z of an example is first taken off all its
        z, so that exp cannot overflow.
        """
        _check_shapes(z, y)
        z = np.clip(np.asarray(z, np.float64), -MOST_Z, MOST_Z)
        z = z - z.max(axis=0)
        return float(np.sum(y * (np.log(np.exp(z).sum(axis=0)) - z)))


def _softplus(z: NDArray[np.floating]) -> Any:
    """ln(1 + exp(z)), written so that exp cannot overflow."""
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def as_cost(cost: type[Cost] | Cost) -> type[Cost] | Cost:
    """The same cost; an instance of one of COSTS, as the book's own scripts have, as its class."""
    return type(cost) if type(cost) in COSTS.values() else cost


def completed(cost: type[Cost] | Cost) -> type[CompleteCost]:
    """A cost with all that CompleteCost has; what a reader's own lacks is as there."""
    if isinstance(cost, type):
        return _completed(cost)
    of_instance = {"fn": staticmethod(cost.fn), "delta": staticmethod(cost.delta)}
    return type(type(cost).__name__, (_completed(type(cost)),), of_instance)


@functools.cache
def _completed(cost: type[Cost]) -> type[CompleteCost]:
    if issubclass(cost, CompleteCost):
        return cost
    return type(cost.__name__, (cost, CompleteCost), {})


# The only costs that a file can name: its name for a cost is looked up here and nowhere else. The
# form offers them in this order.
COSTS: dict[str, type[CompleteCost]] = {
    cost.__name__: cost for cost in (CrossEntropyCost, QuadraticCost, LogLikelihoodCost)
}
