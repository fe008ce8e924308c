"""What slow motion writes of a moment: its cost, its layers, and the step of one weight."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from digitpad.core.inside.slow_motion import Moment, SlowMotion, StepSize, WrittenStep, written_step
from digitpad.ui.inside.seen import Seen, layers_at, name_of_input
from digitpad.ui.parts.layouts import column, label_of, named, paragraph, row
from digitpad.ui.parts.number_fields import whole_number
from digitpad.ui.parts.number_text import text_of

NARROWEST = 52  # pixels of a field
DECIMALS, MOST_DECIMALS = 5, 12  # of weights: so many that small steps show


def of_cost(moment: Moment, examples: int) -> str:
    """The cost of the mini-batch, before the step and after it."""
    if moment.cost is None:
        return ""
    after = "" if moment.after is None else f" → {text_of(moment.after.cost, 4)}"
    return f"cost of {examples} example{'s' * (examples > 1)}: {text_of(moment.cost, 4)}{after}"


def of_layers(moment: Moment) -> str:
    """What is known of each layer, as a table in HTML: before the step, and after it."""
    rows = [_row("th", ("", "mean a", "after", "|δ|", "|∂C/∂b|", "|∂C/∂w|"))]
    for name, numbers in layers_at(moment):
        means = ["" if mean is None else text_of(mean, 3) for mean in numbers[:2]]
        lengths = ["" if length is None else f"{length:.3g}" for length in numbers[2:]]
        rows.append(_row("td", (name.removeprefix("hidden "), *means, *lengths)))
    return f"<table cellspacing=0 cellpadding=2>{''.join(rows)}</table>"


def _row(kind: str, cells: Sequence[str]) -> str:
    first, *others = cells
    right = "".join(f"<{kind} align=right>&nbsp;&nbsp;{cell}</{kind}>" for cell in others)
    return f"<tr><td>{first}</td>{right}</tr>"


def written(step: WrittenStep, size: StepSize) -> str:
    """before − η · gradient − decay = after, as a pupil would write it."""
    change, decimals = abs(step.after - step.before), DECIMALS
    if 0 < change < 10.0**-DECIMALS:
        decimals = min(MOST_DECIMALS, 1 - math.floor(math.log10(change)))
    parts = [text_of(step.before, decimals), f"− {size.eta:g} · {_bracketed(step.gradient)}"]
    if float(text_of(abs(step.decay), decimals)):  # else it changes no digit
        parts.append(f"− {_bracketed(step.decay)}")
    return f"{' '.join(parts)} = {text_of(step.after, decimals)}"


def _bracketed(number: float) -> str:
    """A number of four digits, in brackets where it is below 0."""
    text = f"{number:.4g}"
    if 1e-12 < abs(number) < 1e-4:
        text = np.format_float_positional(number, precision=4, fractional=False, trim="-")
    text = text.replace("-", "−")
    return f"({text})" if number < 0 else text


class OneWeight(QWidget):
    """One weight of the chosen neuron, and its bias: the arithmetic of their step."""

    def __init__(self) -> None:
        super().__init__()
        self._source_box = named(
            whole_number(0, 0, 783, tracks_keyboard=True),
            "slow_source",
            "The weight from this neuron or pixel is written out",
            "Which weight is written out",
        )
        self._source_box.setMinimumWidth(NARROWEST)
        self._source: int | None = None  # the neuron or pixel that a person has chosen
        self._shown: tuple[SlowMotion, Seen] | None = None
        about = "The weight goes to this neuron: click another one in the picture."
        self._into = paragraph("slow_into", about)
        about = "The arithmetic of the one chosen weight, with its numbers."
        self._weight = paragraph("slow_weight", about)
        about = "The arithmetic of the neuron’s bias, with its numbers."
        self._bias = paragraph("slow_bias", about)
        above = row(
            label_of(self._source_box, "the weight from"), self._source_box, (self._into, 1)
        )
        column(above, self._weight, self._bias, of=self, spacing=4)
        self._source_box.valueChanged.connect(self._take_source)

    def forget_source(self) -> None:
        """Forget where the weight comes from: that which changes most is shown, or is largest."""
        self._source = None

    def _take_source(self, source: int) -> None:
        self._source = source
        if self._shown is not None:
            self.show_step(*self._shown)

    def show_step(self, motion: SlowMotion, seen: Seen) -> None:
        """Write out the step of one weight of the chosen neuron, and of its bias."""
        self._shown = motion, seen
        layer, neuron, moment, batch = seen.layer, seen.neuron, motion.moment, motion.mini_batch
        weights = motion.network.weights[layer][neuron]
        with QSignalBlocker(self._source_box):
            self._source_box.setMaximum(len(weights) - 1)
            if self._source is None:
                nabla_w = None if moment is None else moment.nabla_w[layer]
                changes = weights if nabla_w is None else nabla_w[neuron]
                self._source_box.setValue(int(np.abs(changes).argmax()))
        source = self._source_box.value()
        for label, letter, index, value in (
            (self._weight, "w", source, weights[source]),
            (self._bias, "b", None, motion.network.biases[layer][neuron, 0]),
        ):
            step = None
            if moment is not None and batch is not None:
                step = written_step(moment, batch.size, layer, neuron, index)
            if step is None or batch is None:
                label.setText(f"{letter} = {text_of(float(value), DECIMALS)}")
            else:
                label.setText(f"{letter}:  {written(step, batch.size)}")
        name = (
            f"({name_of_input(0, source)}) " if layer == 0 else ""
        )  # a neuron's number says enough
        self._into.setText(f"{name}into {seen.name_of(layer, neuron)}")
