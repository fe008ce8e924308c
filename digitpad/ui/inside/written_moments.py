"""What slow motion writes of a moment: its cost, its layers, and the step of one weight."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitpad.core.inside.slow_motion import Moment, StepSize, WrittenStep
from digitpad.ui.inside.tables import name_of_layer
from digitpad.ui.parts.number_text import text_of

DECIMALS, MOST_DECIMALS = 5, 12  # of weights: so many that small steps show


def of_cost(moment: Moment, examples: int) -> str:
    """The cost of the mini-batch, before the step and after it."""
    if moment.cost is None:
        return ""
    after = "" if moment.after is None else f" → {text_of(moment.after.cost, 4)}"
    return f"cost of {examples} example{'s' * (examples > 1)}: {text_of(moment.cost, 4)}{after}"


def of_layers(moment: Moment) -> str:
    """What is known of each layer, as a table in HTML: before the step, and after it."""
    heads = ("", "mean a", "after", "|δ|", "|∂C/∂b|", "|∂C/∂w|")
    rows = [_row("th", heads)]
    layers = len(moment.deltas)
    for layer in range(layers):
        a, after = moment.activations[layer + 1], None
        if moment.after is not None:
            after = moment.after.activations[layer + 1]
        arrays = moment.deltas[layer], moment.nabla_b[layer], moment.nabla_w[layer]
        lengths = ["" if x is None else f"{float(np.linalg.norm(x)):.3g}" for x in arrays]
        rows.append(_row("td", (name_of_layer(layer, layers), _mean(a), _mean(after), *lengths)))
    return f"<table cellspacing=0 cellpadding=2>{''.join(rows)}</table>"


def _row(kind: str, cells: Sequence[str]) -> str:
    first, *others = cells
    right = "".join(f"<{kind} align=right>&nbsp;&nbsp;{cell}</{kind}>" for cell in others)
    return f"<tr><td>{first}</td>{right}</tr>"


def _mean(array: NDArray[np.floating] | None) -> str:
    return "" if array is None else text_of(float(array.mean()), 3)


def written(step: WrittenStep, size: StepSize) -> str:
    """before − η · gradient − decay = after, as a pupil would write it."""
    change, decimals = abs(step.after - step.before), DECIMALS
    if 0 < change < 10.0**-DECIMALS:
        decimals = min(MOST_DECIMALS, 1 - math.floor(math.log10(change)))
    parts = [in_decimals(step.before, decimals), f"− {size.eta:g} · {_bracketed(step.gradient)}"]
    if float(text_of(abs(step.decay), decimals)):  # else it changes no digit
        parts.append(f"− {_bracketed(step.decay)}")
    return f"{' '.join(parts)} = {in_decimals(step.after, decimals)}"


def in_decimals(number: float, decimals: int = DECIMALS) -> str:
    """A weight, with so many decimals."""
    return text_of(number, decimals)


def _bracketed(number: float) -> str:
    """A number of four digits, in brackets where it is below 0."""
    text = f"{number:.4g}"
    if 1e-12 < abs(number) < 1e-4:
        text = np.format_float_positional(number, precision=4, fractional=False, trim="-")
    text = text.replace("-", "−")
    return f"({text})" if number < 0 else text
