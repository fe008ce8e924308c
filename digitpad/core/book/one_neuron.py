"""One neuron with one input, which should learn to answer 1 with 0 (the book, chapter 3).

Its weight and its bias are two numbers, so its loop is written in plain floats: they take a
hundredth of the time that arrays would, and sliders are answered at once.

    from digitpad.core.book.one_neuron import neuron_from, teach
    outputs, costs = teach(neuron_from("QuadraticCost", 2.0, 2.0, 0.15))
"""

import math
from dataclasses import dataclass

from digitpad.core.costs import COSTS

NEURON_EPOCHS = 300
AT_FIRST = 100  # of these, to show how fast it learns at first
# The learning rates of one's own neuron: steps that look even on a logarithmic scale.
PARTS = 1, 1.5, 2, 3, 5, 7
RATES = *(float(f"{part}e{power}") for power in (-3, -2, -1, 0) for part in PARTS), 10.0


@dataclass(frozen=True, slots=True)
class Neuron:
    """One neuron as it begins.

    cost: the name of one of COSTS with sigmoid outputs. weight, bias: the first ones. book: its
    first output, in the book; None if it is a person's own.
    """

    name: str
    cost: str
    weight: float
    bias: float
    eta: float
    book: float | None = None


def neuron_from(
    cost: str, weight: float, bias: float, eta: float, book: float | None = None
) -> Neuron:
    """A neuron that is named by how it begins; `yours` if the book has none like it."""
    how = f"{COSTS[cost].words}, η {eta:g}, start {weight:g}, {bias:g}"
    return Neuron(how if book is not None else f"yours, {how}", cost, weight, bias, eta, book)


def teach(neuron: Neuron) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Teach a neuron to answer 1 with 0: its outputs and its costs, epoch by epoch.

    They begin before the first epoch, so there is one more than epochs (the book, chapter 3, *The
    cross-entropy cost function*). It takes some 0.2 milliseconds.
    """
    w, b = neuron.weight, neuron.bias
    is_quadratic = COSTS[neuron.cost].slows  # the other cost is the cross-entropy
    outputs, costs = [], []
    for _ in range(NEURON_EPOCHS + 1):
        z = w + b  # the input is 1
        a, not_a = 1 / (1 + math.exp(-z)), 1 / (1 + math.exp(z))
        outputs.append(a)
        # -ln(1 - a) is ln(1 + exp(z)), which loses no digits where a is nearly 0.
        costs.append(a * a / 2 if is_quadratic else math.log1p(math.exp(z)))
        delta = a * a * not_a if is_quadratic else a  # a - y is a, as 0 is wanted
        w -= neuron.eta * delta
        b -= neuron.eta * delta
    return tuple(outputs), tuple(costs)


def neuron_figures(neuron: Neuron) -> tuple[tuple[float], ...]:
    """The figures of one neuron: its output before it learns, after 100 epochs, and at the end."""
    outputs, _ = teach(neuron)
    return tuple((outputs[epoch],) for epoch in (0, AT_FIRST, -1))


def output_in_words(neuron: Neuron) -> str:
    """How its output changes: "starts at 0.82, after 100 epochs 0.21, after 300 0.09"."""
    first, then, last = (value for (value,) in neuron_figures(neuron))
    begin, end = f"starts at {first:.2f}", f"after {NEURON_EPOCHS} {last:.2f}"
    return f"{begin}, after {AT_FIRST} epochs {then:.2f}, {end}"
