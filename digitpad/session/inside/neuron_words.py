"""One neuron in words: its sum, term by term, and the curve that makes it the activation. No Qt."""

import numpy as np

from digitpad.core.inside.explain import Terms, total
from digitpad.core.neurons import SOFTMAX, OutputKind
from digitpad.core.text import counted, text_of
from digitpad.session.charts.chart import Chart, Curve, Trace
from digitpad.session.inside.seen import Place, Seen
from digitpad.session.inside.words import name_of_input

MOST_TERMS = 8  # terms of a sum that have a row each
WIDEST = 6.0  # the curve reaches at least so far to either side of z = 0


def sum_in_words(seen: Seen, summed: Terms) -> str:
    """The activation and z of the chosen neuron, or its bias while nothing is drawn."""
    if seen.is_blank:
        return f"Draw a digit to see its sum. Its bias b = {text_of(summed.bias, 2)}."
    a, z = text_of(summed.activation, 3), text_of(summed.z, 3)
    f = seen.network.kind_of(seen.layer).symbol
    return f"activation {f}(z)\u00a0=\u00a0{a}\nz = w·a + b = {z}"


def effect_in_words(seen: Seen) -> str:
    """What the derivatives of the outputs' z by the neuron's activation say."""
    said = "dz/da: how much each output’s z grows if this activation grows by 1."
    if seen.layer != len(seen.network.weights) - 2 or seen.is_blank:
        return said
    a = float(seen.activations[seen.layer + 1][seen.neuron, 0])
    return f"{said} Times the activation, {text_of(a, 2)}, it is what the neuron adds to z."


def arithmetic_in_words(seen: Seen, summed: Terms) -> str:
    """How the terms of the neuron's sum become its activation."""
    if seen.is_blank:
        return "Draw a digit to see how this neuron’s activation adds up."
    z = text_of(summed.z, 2)
    inputs = f"neuron of layer {seen.layer}" if seen.layer else "pixel"
    said = f"Each {inputs} adds weight × activation; with b that makes z = {z}."
    if seen.network.kind_of(seen.layer) is not SOFTMAX:
        return said
    part = f"{text_of(summed.activation, 3)} of the sum of all ten outputs’ exp(z)"
    return f"{said} exp({z}) is {part}: that is its activation."


def rows_of(seen: Seen, summed: Terms) -> tuple[list[tuple[str, float]], list[Place | None]]:
    """The names and values of the strongest terms, the others and the bias; and their neurons."""
    count = min(MOST_TERMS, int(np.count_nonzero(summed.terms)))  # paper adds nothing
    order = summed.strongest(count)
    weights = seen.network.weights[seen.layer][seen.neuron]
    before = seen.activations[seen.layer][:, 0]
    bars = []
    for i in order.tolist():
        factors = f"{text_of(float(weights[i]), 2)} × {text_of(float(before[i]), 2)}"
        bars.append((f"{name_of_input(seen.layer, i, 2)}: {factors}", float(summed.terms[i])))
    others = len(summed.terms) - count
    if others:
        rest = total(np.delete(summed.terms, order))
        bars.append((counted(others, "other") if count else f"all {others:,}", rest))
    bars.append(("bias b", summed.bias))
    places: list[Place | None] = [(seen.layer - 1, i) for i in order.tolist()]
    return bars, places + [None] * (len(bars) - len(order))


def mean_in_short(mean: float) -> str:
    """A mean as a short text above a bar: 0.84, −0.84, 4.68, 47, 4684, 2e12."""
    if abs(mean) < 10:
        return text_of(mean, 2)
    return f"{mean:.0f}" if mean < 1e4 else f"{mean:.0e}".replace("e+0", "e").replace("e+", "e")


def curve_chart(kind: OutputKind, z: float) -> Chart:
    """The curve of f around 0, with a point at z."""
    zs = np.sort(np.append(np.linspace(min(-WIDEST, z), max(WIDEST, z), 400), z))
    with np.errstate(over="ignore"):
        curve = Curve(f"a = {kind.symbol}(z)", zs, kind.f(zs))
    trace = Trace("f", "", "ink", (curve,))
    return Chart((trace,), "this neuron", "z", "a", "{:.3f}")
