"""Parts of slow motion: fields for the size of a step, lit equations, and one weight’s step."""

import math
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QWidget

from digitpad.core.inside.slow_motion import (
    EQUATIONS,
    STEP,
    STEP_L1,
    Moment,
    SlowMotion,
    StepSize,
    WrittenStep,
    written_step,
)
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.ui.inside.seen import Seen, name_of_input
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import column, label_of, named, paragraph, row
from digitpad.ui.parts.number_fields import NumberField, text_of, whole_number

# Multiplications in a forward pass; so no moment holds up the window, with a network of any size.
MOST_WORK = 8_000_000
FEWEST, MOST_EXAMPLES = 10, 100  # the largest mini-batch, with large and with small networks
LARGEST = 1e6  # η or λ
DECIMALS, MOST_DECIMALS = 5, 12  # of weights: so many that small steps show
NARROWEST = 52  # pixels of a field
ABOUT = {
    "forward": "Forward: the activations of each layer follow from those of the one before.",
    "BP1": "The output’s error: how the cost changes with the z of each output. With "
    "cross-entropy σ′ drops out, so that a badly wrong output learns quickly.",
    "BP2": "Backpropagation: the error of a layer, from that of the layer after it.",
    "BP3": "How the cost changes with each bias: it is the error itself.",
    "BP4": "How the cost changes with each weight: the activation that goes in, times the "
    "error that comes out. Where nothing goes in, nothing is learnt.",
    "step": "The step down the gradient: its mean over the mini-batch, times η, is taken "
    "away; regularization makes the weights a little smaller.",
}  # what each phase of PHASES does


class StepFields(QWidget):
    """η, λ and m. They begin with what the form says."""

    size_changed = Signal()
    """η or λ was changed, and with it the size of a step."""
    examples_changed = Signal()
    """m was changed."""

    def __init__(self) -> None:
        super().__init__()
        self._form: tuple[Hyperparameters, int | None] = Hyperparameters(), None
        self.eta = NumberField(0.5, 1e-9, LARGEST, 1e-6)
        self.lmbda = NumberField(5.0, 0.0, LARGEST, 1e-4)
        self.m = whole_number(10, 1, MOST_EXAMPLES, tracks_keyboard=True)
        fields = row(of=self)
        for letter, name, box, said, about in (
            ("η", "slow_eta", self.eta, "Learning rate η",
             "How far the step goes. Change it, and press Same Again: the cost falls further, or "
             "rises."),
            ("λ", "slow_lmbda", self.lmbda, "Regularization λ",
             "How strongly the step pulls weights towards 0."),
            ("m", "slow_size", self.m, "Examples m of a mini-batch",
             "Examples of a mini-batch. With more of them the step goes astray less."),
        ):  # fmt: skip
            named(box, name, about, said).setMinimumWidth(NARROWEST)
            fields.addWidget(label_of(box, letter))
            fields.addWidget(box, 1)
        for size in (self.eta, self.lmbda):
            size.valueChanged.connect(self.size_changed)
        self.m.valueChanged.connect(self.examples_changed)

    def take_form(self, settings: Hyperparameters, training_size: int | None) -> bool:
        """Take over what the form says, if it says something else than before: whether it does."""
        if (settings, training_size) == self._form:
            return False
        self._form = settings, training_size
        blocked = [QSignalBlocker(box) for box in (self.eta, self.lmbda, self.m)]
        self.eta.setValue(settings.eta)
        self.lmbda.setValue(settings.lmbda)
        self.m.setValue(settings.mini_batch_size)
        del blocked
        return True

    def fit(self, network: Network) -> None:
        """Allow no mini-batch that would take a network of this size too long."""
        weights = sum(w.size for w in network.weights)
        with QSignalBlocker(self.m):
            self.m.setMaximum(max(FEWEST, min(MOST_EXAMPLES, MOST_WORK // weights)))

    def step_size(self, images: int) -> StepSize:
        """How large a step is. images: how many training images there are."""
        settings, training_size = self._form
        n = min(training_size or images, images)
        return StepSize(self.eta.value(), self.lmbda.value(), n, settings.regularization)

    def settings(self) -> tuple[Hyperparameters, int | None]:
        """The form's settings with what was changed here, and how many images (None for all)."""
        settings, training_size = self._form
        settings = replace(settings, eta=self.eta.value(), lmbda=self.lmbda.value())
        if settings.mini_batch_size <= self.m.maximum():  # else there is no room for it here
            settings = replace(settings, mini_batch_size=self.m.value())
        return settings, training_size


class Equations(QWidget):
    """What is done to the numbers, a line a phase; that which was used is lit."""

    def __init__(self) -> None:
        super().__init__()
        self._labels = {
            phase: paragraph(f"equation_{phase}", about) for phase, about in ABOUT.items()
        }
        for phase, label in self._labels.items():
            label.setContentsMargins(6, 2, 6, 2)
            label.setText(f"{phase}:   {EQUATIONS[phase]}")
        column(*self._labels.values(), of=self, spacing=4)

    def light(self, phase: str | None, regularization: str) -> None:
        """Light the equation of a phase; none for None."""
        step = EQUATIONS[STEP] if regularization == "L2" else STEP_L1
        self._labels[STEP].setText(f"{STEP}:   {step}")
        for name, label in self._labels.items():
            is_lit = name == phase
            theme.give_role(label, "lit" if is_lit else "")
            label.setAccessibleDescription("used now" if is_lit else "")


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


def of_cost(moment: Moment, examples: int) -> str:
    """The cost of the mini-batch, before the step and after it."""
    if moment.cost is None:
        return ""
    after = "" if moment.after is None else f" → {text_of(moment.after.cost, 4)}"
    return f"cost of {examples} example{'s' * (examples > 1)}: {text_of(moment.cost, 4)}{after}"
