"""One mini-batch in words: where it is, what it costs, and the step of one weight. No Qt."""

import math

import numpy as np
from numpy.typing import NDArray

from digitpad.core.inside.slow_motion import PHASES, Moment, WrittenStep
from digitpad.core.learning.settings import Hyperparameters
from digitpad.core.text import LARGE, counted, text_of
from digitpad.core.verdict import Verdict
from digitpad.session.inside.words import how_read, name_of_layer

DECIMALS, MOST_DECIMALS = 5, 12  # of weights, so that small steps can be seen


def where(moment: Moment | None) -> str:
    """The layer and the mini-batch, or how to begin one."""
    if moment is None:
        return "Press Next to begin a mini-batch."
    said = f"mini-batch {moment.batch.number}"
    if moment.phase in PHASES[:3]:
        said = f"{name_of_layer(moment.layer, len(moment.deltas))}, {said}"
    return said


def about_copy(name: str, moment: Moment | None) -> str:
    """Which network is copied, and what dropout leaves out of it. name: the network's."""
    said = f"On a copy of {name}."
    out = 0 if moment is None else len(moment.batch.left_out)
    if moment is None or not out:
        return said
    others = f"divided by 1 − {moment.batch.size.settings.dropout:g}"
    neurons = counted(out, "neuron")
    return f"{said} Left out, and dashed: {neurons}; the others’ activations are {others}."


def about_example(drawn: str, outputs: NDArray[np.floating] | None, verdict: Verdict) -> str:
    """Which example is pictured, and how it is read. outputs: (10,), None while not computed."""
    read = "Its outputs are not computed yet" if outputs is None else how_read(outputs, verdict)
    return f"The example is {drawn}. {read}"


def about_weight(name: str, start: str, has_gradient: bool) -> str:
    """Which weight is written out. name: of the neuron. start: of the neuron or pixel before it.

    has_gradient: whether it is the one that changes most, and not the largest.
    """
    which = "The weight that changes most" if has_gradient else "The largest weight"
    return f"{which} into {name}, from {start}; and its bias:"


def value_in_words(letter: str, value: float) -> str:
    """A weight or a bias before its step is known. letter: w or b."""
    return f"{letter} = {text_of(value, DECIMALS)}"


def step_in_words(letter: str, step: WrittenStep, settings: Hyperparameters, m: int) -> str:
    """A step as a student writes it: before + μ · velocity − η/m · gradient − decay = after."""
    change, decimals = abs(step.after - step.before), DECIMALS
    if 0 < change < 10.0**-DECIMALS:
        decimals = min(MOST_DECIMALS, 1 - math.floor(math.log10(change)))
    gradient = _bracketed(step.gradient, settings.eta / m, decimals)
    parts = [text_of(step.before, decimals), f"− {settings.eta:g}/{m} · {gradient}"]
    if step.velocity:
        velocity = _bracketed(step.velocity, settings.momentum, decimals)
        parts.insert(1, f"+ {settings.momentum:g} · {velocity}")
    if float(text_of(abs(step.decay), decimals)):  # else it changes no digit
        parts.append(f"− {_bracketed(step.decay, 1.0, decimals)}")
    return f"{letter}:  {' '.join(parts)} = {text_of(step.after, decimals)}"


def _bracketed(number: float, factor: float, decimals: int) -> str:
    """A number, in brackets if it is below 0.

    It has four digits, or as many as make its product with the factor right to these decimals.
    """
    product, digits = abs(factor * number), 4
    if 0 < product < LARGE:
        digits = max(digits, decimals + 2 + math.floor(math.log10(product)))
    text = f"{number:.{digits}g}"
    if 1e-12 < abs(number) < 1e-4:
        text = np.format_float_positional(number, precision=digits, fractional=False, trim="-")
    text = text.replace("-", "−")
    return f"({text})" if number < 0 else text


def cost_in_words(moment: Moment | None) -> str:
    """The cost of the mini-batch before and after the step; empty while it is not known."""
    if moment is None or moment.cost is None:
        return ""
    after = "" if moment.cost_after is None else f" → {text_of(moment.cost_after, 4)}"
    examples = counted(len(moment.batch.rows), "example")
    of = f"{examples}, by the neurons that are kept" if moment.batch.kept else examples
    return f"cost of {of}: {text_of(moment.cost, 4)}{after}"
