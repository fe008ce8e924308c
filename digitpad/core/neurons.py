"""What neurons do with their weighted input z: a table of their kinds.

All hidden neurons of a network are of one kind: a = f(z). Backpropagation needs the slope f'(z) as
well, which follows from the activation a alone. What the outputs do goes with the cost, see
`costs.py`: each is a sigmoid, or all of them together are a softmax.

A row of KINDS has all that digitpad knows of a kind: the form, files, sentences, pictures and
compiled code are made from it.

    sigmoid    f(z) = 1 / (1 + exp(-z))    f' = a (1 - a)              the book, equation 3
    tanh       f(z) = tanh(z)              f' = 1 - a^2                the book, equation 109
    relu       f(z) = max(0, z)            f' = 1 if a > 0, else 0     the book, equation 112
    linear     f(z) = z                    f' = 1                      the book, chapter 2
    softmax    exp(z_j) / sum(exp(z_k))    goes with its cost          the book, equation 78

The learning rates that suit a kind come from these accuracies on MNIST's validation data, in
percent, of networks 784-30-10 after two epochs, the mean of two seeds: on the left with the
cross-entropy or the log-likelihood, on the right with the quadratic cost.

    η                   0.1    0.5    1      3          0.5    1      3      10
    sigmoid             94.4   95.2   94.6   90.0       93.7   94.1   94.1   90.4
    tanh                95.1   92.3   84.1   37.0       94.6   94.4   90.6
    rectified linear    95.1   84.6   19.9    9.9       94.5   93.7   92.2
    linear              90.0                            91.0   84.6   19.2    9.7

Linear neurons reach 91.3 with η 0.05; with 0.2 and the cross-entropy some runs diverge.
"""

import math
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.floating]

# Of float32, so that arrays of float32 and of float64 keep their type. NumPy takes numbers that
# stand in arrays faster; compiled code takes only plain ones.
ONE, ZERO = np.float32(1), np.float32(0)
ONE_IN_ARRAY, ZERO_IN_ARRAY = np.array(ONE), np.array(ZERO)


@dataclass(frozen=True, slots=True)
class OutputKind:
    """What output neurons do.

    f: the activations for weighted inputs z, (outputs, n); of any shape unless they are a softmax.
    write_f(z, out): writes the same numbers into an array, for speed; z must be finite. symbol: f
    in a formula. bounds: the smallest and the largest activation, infinite if there is none.
    saturates: whether the slope is nearly 0 far from z = 0. dies: whether it is 0 wherever a
    neuron is inactive, so that one that answers no example learns nothing.
    """

    f: Callable[[Any], Any]
    write_f: Callable[[Array, Array], object]
    _: KW_ONLY
    symbol: str
    bounds: tuple[float, float]
    saturates: bool = False
    dies: bool = False


@dataclass(frozen=True, slots=True)
class Rates:
    """Learning rates. too_large: the smallest η that loses accuracy. good: an η that does not."""

    too_large: float
    good: float


@dataclass(frozen=True, slots=True)
class NeuronKind(OutputKind):
    """What hidden neurons of a kind do.

    name: in Python and in files. words: in sentences. answers: its activations, in few words.

    slope: f'(z), for the activation a. write_slope(a, out): writes it into an array. f and slope
    are formulas that `kernel.py` compiles for single numbers, if is_compiled: of a float32 they
    make a float32 (np.float32(0.01) * z, as a plain 0.01 makes all slower). slope_formula: f' as
    text. steepest: the largest slope.

    rates: that suit it; slowed_rates: with a cost whose gradients are smaller, see `costs.py`.
    """

    slope: Callable[[Any], Any]
    write_slope: Callable[[Array, Array], object]
    _: KW_ONLY
    name: str
    words: str
    answers: str
    slope_formula: str
    steepest: float
    rates: Rates
    slowed_rates: Rates
    is_compiled: bool = False


def _write_sigmoid(z: Array, out: Array) -> None:
    np.negative(z, out)
    np.exp(out, out)
    np.add(out, ONE_IN_ARRAY, out)
    np.reciprocal(out, out)


def _write_sigmoid_slope(a: Array, out: Array) -> None:
    np.subtract(ONE_IN_ARRAY, a, out)
    np.multiply(out, a, out)


def _write_tanh_slope(a: Array, out: Array) -> None:
    np.multiply(a, a, out)
    np.subtract(ONE_IN_ARRAY, out, out)


def _write_relu(z: Array, out: Array) -> None:
    np.maximum(z, ZERO_IN_ARRAY, out=out)


def _write_linear_slope(a: Array, out: Array) -> None:
    out.fill(1)


def _write_softmax(z: Array, out: Array) -> None:
    # Subtracting one number from all z of an example changes nothing, and exp cannot overflow.
    np.subtract(z, np.maximum.reduce(z), out)
    np.exp(out, out)
    np.divide(out, np.add.reduce(out), out)


def _softmax(z: Array) -> Array:
    most = np.finfo(z.dtype).max
    a = np.clip(z, -most, most)  # since infinity minus infinity is no number
    _write_softmax(a, a)
    return a


SIGMOID = NeuronKind(
    lambda z: ONE / (ONE + np.exp(-z)),
    _write_sigmoid,
    lambda a: a * (ONE - a),
    _write_sigmoid_slope,
    name="sigmoid",
    words="sigmoid",
    answers="from 0 to 1",
    symbol="σ",
    bounds=(0.0, 1.0),
    saturates=True,
    slope_formula="a (1 − a)",
    steepest=0.25,
    rates=Rates(3.0, 0.5),
    slowed_rates=Rates(10.0, 1.0),
    is_compiled=True,
)
TANH = NeuronKind(
    lambda z: np.tanh(z),
    np.tanh,
    lambda a: ONE - a * a,
    _write_tanh_slope,
    name="tanh",
    words="tanh",
    answers="from −1 to 1",
    symbol="tanh",
    bounds=(-1.0, 1.0),
    saturates=True,
    slope_formula="1 − a²",
    steepest=1.0,
    rates=Rates(0.5, 0.1),
    slowed_rates=Rates(3.0, 0.5),
    is_compiled=True,
)
RELU = NeuronKind(
    lambda z: np.maximum(z, ZERO),
    _write_relu,
    lambda a: np.sign(a),
    np.sign,
    name="relu",
    words="rectified linear",
    answers="0 or z",
    symbol="relu",
    bounds=(0.0, math.inf),
    dies=True,
    slope_formula="1 if z > 0, else 0",
    steepest=1.0,
    rates=Rates(0.5, 0.1),
    slowed_rates=Rates(3.0, 0.5),
    is_compiled=True,
)
LINEAR = NeuronKind(
    lambda z: +z,  # in an array of its own
    np.positive,
    lambda a: a**ZERO,  # 1, also where a is infinite
    _write_linear_slope,
    name="linear",
    words="linear",
    answers="z itself",
    symbol="linear",
    bounds=(-math.inf, math.inf),
    slope_formula="1",
    steepest=1.0,
    rates=Rates(0.2, 0.05),
    slowed_rates=Rates(1.0, 0.5),
    is_compiled=True,
)
KINDS = {kind.name: kind for kind in (SIGMOID, TANH, RELU, LINEAR)}
SOFTMAX = OutputKind(_softmax, _write_softmax, symbol="softmax", bounds=(0.0, 1.0))


def sigmoid(z: ArrayLike) -> Any:
    """1 / (1 + exp(-z)), element by element, for any float, without a warning."""
    # exp of a very negative z overflows to infinity, whose 1 / (1 + infinity) = 0 is right.
    with np.errstate(over="ignore"):
        return SIGMOID.f(np.asarray(z))


def sigmoid_prime(z: ArrayLike) -> Any:
    """The derivative of the sigmoid, element by element."""
    e = np.exp(-np.abs(z))
    # sigmoid(z) * (1 - sigmoid(z)), written so that nothing is subtracted from nearly 1.
    return e / (1 + e) ** 2
