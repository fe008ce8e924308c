"""The texts of the slow motion: the equations, and the arithmetic of one neuron's step."""

import numpy as np
from PySide6.QtWidgets import QWidget

from digitpad.core.inside.slow_motion import (
    BP2,
    SlowMotion,
    equations,
)
from digitpad.core.learning.settings import Hyperparameters
from digitpad.core.network import Network
from digitpad.session.inside.seen import Seen
from digitpad.session.inside.slow_motion_words import (
    about_weight,
    cost_in_words,
    step_in_words,
    value_in_words,
)
from digitpad.session.inside.words import name_of_input
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.layouts import column, paragraph

ABOUT = {  # what happens in each of PHASES
    "forward": "Forward: the activations of each layer follow from those of the layer before.",
    "BP1": "The output’s error: how the cost changes with the z of each output. With "
    "cross-entropy σ' drops out, so that a badly wrong output learns quickly.",
    "BP2": "Backpropagation: the error of a layer follows from the error of the layer after it.",
    "BP3": "How the cost changes with each bias: it is the error itself.",
    "BP4": "How the cost changes with each weight: the activation that goes in, times the "
    "error that comes out. If nothing goes in, nothing is learnt.",
    "step": "The step down the gradient: its sum over the m examples, times η/m, is subtracted; "
    "regularization makes the weights a little smaller. With momentum a part of the previous step "
    "is repeated: v is the velocity.",
}


class Equations(QWidget):
    """The equations of a mini-batch, of which the present one is lit."""

    def __init__(self) -> None:
        super().__init__()
        self._labels = {
            phase: paragraph(f"equation_{phase}", about) for phase, about in ABOUT.items()
        }
        for label in self._labels.values():
            label.setContentsMargins(6, 2, 6, 2)
        column(*self._labels.values(), of=self, spacing=4)

    def show_phase(self, network: Network, settings: Hyperparameters, present: str | None) -> None:
        """Show the equations of a network. present: one of PHASES."""
        texts, kind = equations(network, settings), network.kind
        explain(self._labels[BP2], f"{ABOUT[BP2]} {kind.symbol}'(z) = {kind.slope_formula}")
        for phase, label in self._labels.items():
            formulas = texts.get(phase, "").split("  ")  # lines may break between these
            whole = "  ".join(formula.replace(" ", "\u00a0") for formula in formulas)
            label.setText(f"{phase}:   {whole}")
            label.setVisible(phase in texts)
            theme.give_role(label, "lit" if phase == present else "")
            label.setAccessibleDescription("used now" if phase == present else "")


class Arithmetic(QWidget):
    """The cost of the mini-batch, and the step of one neuron's bias and of one of its weights.

    The weight is the one that changes most, or the largest while no gradient is known.
    """

    def __init__(self) -> None:
        super().__init__()
        about = "The cost of the mini-batch, and how the step changes it. Try another η."
        self._cost = paragraph("slow_cost", about, "heading")
        about = "Its largest weight; once BP4 knows the gradient, the one that changes most."
        self._into = paragraph("slow_into", about)
        about = "The arithmetic of this weight, in numbers."
        self._weight = paragraph("slow_weight", about)
        about = "The arithmetic of the neuron’s bias, in numbers."
        self._bias = paragraph("slow_bias", about)
        column(self._cost, self._into, self._weight, self._bias, of=self, spacing=6)

    def show_step(self, motion: SlowMotion, seen: Seen) -> None:
        """Show the present moment. seen: names the neuron."""
        moment, (layer, neuron) = motion.moment, seen.place
        cost = cost_in_words(moment)
        self._cost.setText(cost)
        self._cost.setVisible(bool(cost))
        weights = motion.network.weights[layer][neuron]
        changes = None if moment is None else moment.weight_changes(layer, neuron)
        source = int(np.abs(weights if changes is None else changes).argmax())
        start = name_of_input(layer, source, len(motion.network.weights))
        name = seen.name_of(layer, neuron)
        self._into.setText(about_weight(name, start, has_gradient=changes is not None))
        for label, letter, index, value in (
            (self._weight, "w", source, weights[source]),
            (self._bias, "b", None, motion.network.biases[layer][neuron, 0]),
        ):
            step = None if moment is None else moment.written_step(layer, neuron, index)
            if moment is None or step is None:
                label.setText(value_in_words(letter, float(value)))
            else:
                settings, m = moment.batch.size.settings, len(moment.batch.rows)
                label.setText(step_in_words(letter, step, settings, m))
