"""How well each layer learns: its weights, its activations, and the length of its gradient."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.dataset import Pair, pixels
from digitpad.core.inside.explain import numbers
from digitpad.core.learning.monitoring import arrays_for
from digitpad.core.network import Network
from digitpad.core.neurons import RELU, SIGMOID, SOFTMAX
from digitpad.core.text import in_a_row

BINS = 40
SATURATED = 0.01  # a neuron hardly learns while its f'(z) is below this
MOSTLY = 0.5  # a layer is mostly saturated, or mostly dead, if more than this part is
# Gradients vanish or explode if a layer's is this many times shorter or longer than the output's.
# With one hidden layer 5 times is usual.
FAR_APART = 20


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """How often values lie in each of BINS equal parts between the first and the last edge."""

    edges: NDArray[np.floating]
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class LayerHealth:
    """A layer's measurements on some examples.

    gradient: the length of the mean gradient of its biases. saturated: the part, 0 to 1, of its
    activations with f'(z) below SATURATED; None for relu, and for a softmax, whose outputs learn
    together. dead: for relu, how many neurons answer no example, and of how many. right: the part
    of the saturated outputs that are near the wanted 0 or 1. stuck: the outputs that are wrong on
    their own digits and hardly learn from them, each with its mean sigmoid'(z) there.
    """

    weights: Histogram
    activations: Histogram
    gradient: float
    saturated: float | None
    right: float = 1.0
    stuck: tuple[tuple[int, float], ...] = ()
    dead: tuple[int, int] | None = None

    @property
    def does_not_learn(self) -> str:
        """Which part of it hardly learns, in words; empty for a softmax."""
        if self.dead is not None:
            return f"{self.dead[0]} of {self.dead[1]} dead"
        return "" if self.saturated is None else f"{100 * self.saturated:.0f} % saturated"


@np.errstate(over="ignore", invalid="ignore")
def health(network: Network, data: Sequence[Pair]) -> list[LayerHealth]:
    """The health of each layer after the input, on these examples (the book, chapters 3 and 5).

    Raises ValueError for data that are empty or do not fit the network.
    """
    x, y = arrays_for(network, data)
    columns = pixels(x, network.dtype).T
    activations, deltas = network.errors(columns, y.T)
    activations = [numbers(network, a, layer) for layer, a in enumerate(activations[1:])]
    slopes = [network.kind.slope(a) for a in activations[:-1]]
    slopes.append(SIGMOID.slope(activations[-1]))  # a softmax has the same slope, by its own z
    kinds = [network.kind_of(layer) for layer in range(len(activations))]
    farthest = [float(np.abs(w).max()) or 1.0 for w in network.weights]
    *hidden, output = [
        LayerHealth(
            _histogram(w, -most, most),
            _histogram(a, min(0.0, float(a.min())), max(1.0, float(a.max()))),
            float(np.linalg.norm(delta.sum(axis=1))) / len(x),  # BP3
            None if kind in (RELU, SOFTMAX) else float(np.mean(slope < SATURATED)),
            dead=(int(np.sum(a.max(axis=1) <= 0)), len(a)) if kind is RELU else None,
        )
        for w, most, a, slope, delta, kind in zip(
            network.weights, farthest, activations, slopes, deltas, kinds
        )
    ]
    answers, wanted = activations[-1], y.T
    slopes, counts = slopes[-1], wanted.sum(axis=1)
    is_right = (np.abs(answers - wanted) < 0.5)[slopes < SATURATED]
    answer, error, slope = (
        (wanted * of).sum(axis=1) / np.maximum(counts, 1) for of in (answers, deltas[-1], slopes)
    )
    is_stuck = (counts > 0) & (answer < 0.5) & (np.abs(error) < SATURATED)
    stuck = tuple((digit, float(slope[digit])) for digit in np.flatnonzero(is_stuck).tolist())
    right = float(is_right.mean()) if len(is_right) else 1.0
    return [*hidden, replace(output, right=right, stuck=stuck)]


def health_in_words(layers: Sequence[LayerHealth]) -> str:
    """What these measurements say, in words (the book, chapters 3 and 5).

    Saturation is no fault by itself: a network that reads well is saturated, and learns as fast in
    its hidden layers as in its output.
    """
    *hidden, output = [layer.gradient for layer in layers]
    if not all(map(math.isfinite, (*hidden, output))):
        return "The gradients are beyond all numbers: the learning rate is too large."
    if not max(*hidden, output, 0.0):
        return "No layer learns: all gradients are 0."
    counts = [layer.dead or (0, 1) for layer in layers]
    some = [f"{dead} of {size} in layer {i}" for i, (dead, size) in enumerate(counts, 1) if dead]
    dead = f"Dead, since no image here excites them: {in_a_row(some)}." if some else ""
    # Dead neurons pass no gradient on, so it has not vanished.
    is_dead = any(dead > MOSTLY * size for dead, size in counts)
    faults = [
        _stuck_outputs(layers[-1]),
        dead if is_dead else "",
        _speed_fault(hidden, output, is_dead),
        _saturated_layer(layers[:-1], output),
    ]
    if any(faults):
        return " ".join(filter(None, faults))
    if not hidden:
        speed = "the only layer learns."
    elif 1.05 * min(hidden) > output:  # else it is at least 1.1 times, in one decimal
        speed = "the hidden layers learn as quickly as the output."
    else:
        speed = (
            f"the slowest layer, {hidden.index(min(hidden)) + 1}, learns "
            f"{_times(output / min(hidden))} times more slowly than the output."
        )
    # Some dead neurons are no fault of a network that learns.
    said = f"{speed[0].upper()}{speed[1:]}" if dead else f"All is well: {speed}"
    return " ".join(filter(None, (said, _saturated_output(layers[-1]), dead)))


def _stuck_outputs(output: LayerHealth) -> str:
    if not output.stuck:
        return ""
    digits, slopes = zip(*output.stuck)
    said = f"Output {digits[0]} is wrong on its own digits, and hardly learns"
    if len(digits) > 1:
        said = f"Outputs {in_a_row(digits)} are wrong on their own digits, and hardly learn"
    cause = f"the mean σ'(z) there is at most {max(slopes):.1g}"
    return f"{said}: {cause}. That is saturation, the book’s chapter 3."


def _saturated_output(output: LayerHealth) -> str:
    if output.saturated is None or output.saturated <= MOSTLY:
        return ""
    right = math.floor(1000 * output.right) / 10
    share = "all" if output.right == 1 else f"{right:.1f} %"
    return f"{100 * output.saturated:.0f} % of the outputs are saturated, {share} of them rightly."


def _speed_fault(hidden: Sequence[float], output: float, is_dead: bool) -> str:
    """Vanishing or exploding gradients, by the lengths of the layers' gradients."""
    slowest, fastest = min(hidden, default=output), max(hidden, default=output)
    if slowest * FAR_APART <= output and not is_dead:
        speed = "does not learn at all"
        if slowest > 0:
            speed = f"learns {_times(output / slowest)} times more slowly than the output"
        layer = hidden.index(slowest) + 1
        return f"Layer {layer} {speed}: vanishing gradients, the book’s chapter 5."
    if fastest >= output * FAR_APART:
        speed = "alone"
        if output > 0:
            speed = f"{_times(fastest / output)} times faster than the output"
        layer = hidden.index(fastest) + 1
        return f"Layer {layer} learns {speed}: exploding gradients, the book’s chapter 5."
    return ""


def _saturated_layer(hidden: Sequence[LayerHealth], output: float) -> str:
    """The slow layer that is saturated most. output: the length of the output's gradient."""
    slow = [(x.saturated or 0.0) * (x.gradient * FAR_APART <= output) for x in hidden]
    most = max(slow, default=0.0)
    if most <= MOSTLY:
        return ""
    return (
        f"{100 * most:.0f} % of layer {slow.index(most) + 1} is saturated, and hardly learns: the "
        "book’s chapter 3."
    )


def _times(ratio: float) -> str:
    """A ratio with two digits: 1.3, 5.2, 24, 650."""
    digits = float(f"{ratio:.2g}")
    return f"{digits:.1f}" if digits < 10 else f"{digits:,.0f}"


def _histogram(values: NDArray[np.floating], low: float, high: float) -> Histogram:
    counts, edges = np.histogram(values.astype(np.float64), BINS, (low, high))
    return Histogram(edges, counts)
