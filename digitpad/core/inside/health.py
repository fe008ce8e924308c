"""How well each layer learns: its weights, z and activations, and the length of its gradient."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.dataset import Pair, pixels
from digitpad.core.inside.explain import without_nan
from digitpad.core.learning.monitoring import arrays_for
from digitpad.core.network import Network
from digitpad.core.neurons import SIGMOID
from digitpad.core.text import capitalized, in_a_row

BINS = 40
SATURATED = 0.01  # a neuron is saturated while its f'(z) is below this


# The edges of BINS equal parts, (BINS + 1,), and the percent of all values in each, (BINS,).
Shares = tuple[NDArray[np.float64], NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class LayerHealth:
    """A layer's measurements on some examples.

    weights, zs, activations: how their values are distributed. spread: the standard deviation of z.
    gradient: the length of the mean gradient of its biases. saturated: the part, 0 to 1, of its
    activations with f'(z) below SATURATED; None for neurons that do not saturate, as those of a
    softmax, which learn together. dead: for neurons that can die, how many answer no example, and
    of how many. right: the part of the saturated outputs that are near the wanted 0 or 1. silent:
    the outputs that are the most active for none of the examples, each with its mean sigmoid'(z)
    for its own digit.
    """

    weights: Shares
    zs: Shares
    activations: Shares
    spread: float
    gradient: float
    saturated: float | None
    right: float = 1.0
    silent: tuple[tuple[int, float], ...] = ()
    dead: tuple[int, int] | None = None


@np.errstate(over="ignore", invalid="ignore")
def health(network: Network, data: Sequence[Pair]) -> list[LayerHealth]:
    """The health of each layer after the input, on these examples (the book, chapters 3 and 5).

    Raises ValueError for data that are empty or do not fit the network.
    """
    x, y = arrays_for(network, data)
    columns = pixels(x, network.dtype).T
    activations, deltas = network.errors(columns, y.T)
    inputs = [columns, *activations[1:-1]]
    zs = [np.nan_to_num(w @ a + b) for w, a, b in zip(network.weights, inputs, network.biases)]
    activations = [without_nan(network, a, layer) for layer, a in enumerate(activations[1:])]
    slopes = [network.kind.slope(a) for a in activations[:-1]]
    slopes.append(SIGMOID.slope(activations[-1]))  # a softmax has the same slope, by its own z
    kinds = [network.kind_of(layer) for layer in range(len(activations))]
    farthest = [float(np.abs(w).max()) or 1.0 for w in network.weights]
    *hidden, output = [
        LayerHealth(
            _shares(w, -most, most),
            _shares(z, min(-1.0, float(z.min())), max(1.0, float(z.max()))),
            _shares(a, min(0.0, float(a.min())), max(1.0, float(a.max()))),
            float(z.std(dtype=np.float64)),
            float(np.linalg.norm(delta.sum(axis=1))) / len(x),  # BP3
            float(np.mean(slope < SATURATED)) if kind.saturates else None,
            dead=(int(np.sum(a.max(axis=1) <= 0)), len(a)) if kind.dies else None,
        )
        for w, most, z, a, slope, delta, kind in zip(
            network.weights, farthest, zs, activations, slopes, deltas, kinds
        )
    ]
    answers, wanted = activations[-1], y.T
    slopes, counts = slopes[-1], wanted.sum(axis=1)
    is_right = (np.abs(answers - wanted) < 0.5)[slopes < SATURATED]
    right = float(is_right.mean()) if len(is_right) else 1.0
    slope = (wanted * slopes).sum(axis=1) / np.maximum(counts, 1)
    given = np.bincount(answers.argmax(axis=0), minlength=len(answers))
    is_silent = (counts > 0) & (given == 0)
    silent = tuple((digit, float(slope[digit])) for digit in np.flatnonzero(is_silent).tolist())
    return [*hidden, replace(output, right=right, silent=silent)]


def health_in_words(layers: Sequence[LayerHealth]) -> tuple[str, str]:
    """What was measured: a headline about the layer that is farthest from the output, and the rest.

    What follows from that, the book says (chapters 3 and 5). Saturation is no fault by itself: a
    network that reads well is saturated, and learns as fast in its hidden layers as in its output.
    """
    *hidden, output = [layer.gradient for layer in layers]
    if not all(map(math.isfinite, (*hidden, output))):
        return "The gradients are beyond all numbers.", ""
    speeds = [(f"layer {i}", *_speed(each, output)) for i, each in enumerate(hidden, 1) if output]
    if not max(*hidden, output, 0.0):
        headline = "No layer learns: all gradients are 0."
    elif not output:
        headline = "The output does not learn: its gradient is 0."
    elif not hidden:
        headline = "The output is the only layer."
    else:
        far = [abs(math.log(each) - math.log(output)) if each else math.inf for each in hidden]
        layer, how, than = speeds.pop(far.index(max(far)))
        headline = f"{capitalized(layer)} {how}{than}."
    others = in_a_row([f"{layer} {how}" for layer, how, _ in speeds]) if speeds else ""
    parts = others, _silent(layers[-1]), _saturated(layers), _dead(layers)
    return headline, " ".join(f"{capitalized(part)}." for part in parts if part)


def _speed(gradient: float, output: float) -> tuple[str, str]:
    """How quickly a layer learns, by the lengths of its gradient and of the output's."""
    if not gradient:
        return "does not learn", ": its gradient is 0"
    ratio = output / gradient
    if 1 / 1.05 < ratio < 1.05:  # else it is at least 1.1 times, in one decimal
        return "learns as quickly", " as the output"
    how = f"{_times(max(ratio, 1 / ratio))} times {'more slowly' if ratio > 1 else 'faster'}"
    return f"learns {how}", " than the output"


def _silent(output: LayerHealth) -> str:
    """The outputs that no image is read as and, if they are sigmoids, how flat they are there."""
    if not output.silent:
        return ""
    digits, slopes = zip(*output.silent)
    said = f"no image here is read as {in_a_row(digits, 'or')}"
    if output.saturated is None:
        return said
    of = ("their outputs have", "their digits") if digits[1:] else ("its output has", "its digit")
    return f"{said}: {of[0]} a mean σ'(z) of at most {_rounded_up(max(slopes))} for {of[1]}"


def _rounded_up(number: float) -> str:
    """A bound with two digits that is not below the number."""
    if not number:
        return "0"
    digit = Decimal(1).scaleb(Decimal(number).adjusted() - 1)
    return f"{float(Decimal(number).quantize(digit, ROUND_CEILING)):.2g}"


def _saturated(layers: Sequence[LayerHealth]) -> str:
    """How much of each layer is saturated, and how much of the output rightly."""
    *hidden, output = [f"{100 * (layer.saturated or 0.0):.0f} %" for layer in layers]
    parts = [f"{part} of layer {i}" for i, part in enumerate(hidden, 1) if part != "0 %"]
    if output != "0 %":
        right = math.floor(1000 * layers[-1].right) / 10
        share = "all" if layers[-1].right == 1 else f"{right:.1f} %"
        parts.append(f"{output} of the outputs, of which {share} are near the wanted 0 or 1")
    return f"saturated: {in_a_row(parts)}" if parts else ""


def _dead(layers: Sequence[LayerHealth]) -> str:
    counts = [layer.dead or (0, 1) for layer in layers]
    some = [f"{dead} of {size} in layer {i}" for i, (dead, size) in enumerate(counts, 1) if dead]
    return f"dead, since no image here excites them: {in_a_row(some)}" if some else ""


def _times(ratio: float) -> str:
    """A ratio with two digits: 1.3, 5.2, 24, 650, 3.1e+07."""
    digits = float(f"{ratio:.2g}")
    return f"{digits:.1f}" if digits < 10 else f"{digits:,.0f}" if digits < 1e6 else f"{digits:g}"


def _shares(values: NDArray[np.floating], low: float, high: float) -> Shares:
    counts, edges = np.histogram(values.astype(np.float64), BINS, (low, high))
    return edges, 100 * counts / max(1, values.size)
