"""The controls of the laboratory: they change one neuron, or all weights."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from digitpad.core.inside.laboratory import Alteration, NeuronChange
from digitpad.ui.parts.number_fields import NumberBox


class LaboratoryControls(QWidget):
    """Shows an alteration, and reads a changed one from the controls."""

    changed = Signal()
    """The user has moved a control."""

    def __init__(self) -> None:
        super().__init__()
        self._title = QLabel()
        self._off = QCheckBox("switch it &off")
        self._off.setObjectName("neuron_off")
        self._bias = _number("bias_shift", -20, 20, 0.1, "Added to its bias")
        self._scale = _number("weight_scale", -5, 5, 0.1, "Its weights are multiplied by this")
        self._scale.setValue(1)
        self._pruned = _slider("pruned", "Part of each layer’s weakest weights taken away")
        self._noise = _slider("noise", "Noise added to the weights, in their standard deviations")
        self._pruned_text, self._noise_text = QLabel(), QLabel()
        self._lay_out()
        self._off.toggled.connect(self._tell)
        for control in (self._bias, self._scale, self._pruned, self._noise):
            control.valueChanged.connect(self._tell)
        self._show_texts()

    def _lay_out(self) -> None:
        neuron = QGroupBox()
        form = QFormLayout(neuron)
        form.addRow(self._title)
        form.addRow(self._off)
        form.addRow("bias, shifted by", self._bias)
        form.addRow("weights, times", self._scale)
        all_of_it = QGroupBox("All weights")
        sliders = QFormLayout(all_of_it)
        for name, slider, text in (
            ("prune the weakest", self._pruned, self._pruned_text),
            ("add noise", self._noise, self._noise_text),
        ):
            row = QHBoxLayout()
            row.addWidget(slider, 1)
            row.addWidget(text)
            text.setMinimumWidth(40)
            sliders.addRow(name, row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(neuron)
        layout.addWidget(all_of_it)

    def show_alteration(self, name: str, layer: int, neuron: int, alteration: Alteration) -> None:
        """Show the changes of a neuron and of all weights. name: the neuron's, on screen."""
        change = _change_of(alteration, layer, neuron)
        controls = (self._off, self._bias, self._scale, self._pruned, self._noise)
        for control in controls:
            control.blockSignals(True)
        self._title.setText(name)
        self._off.setChecked(change.off)
        self._bias.setValue(change.bias_shift)
        self._scale.setValue(change.weight_scale)
        self._pruned.setValue(round(100 * alteration.pruned))
        self._noise.setValue(round(100 * alteration.noise))
        for control in controls:
            control.blockSignals(False)
        self._show_texts()

    def alter(self, alteration: Alteration, layer: int, neuron: int) -> Alteration:
        """The alteration with the controls' values for this neuron and for all weights."""
        change = NeuronChange(
            layer, neuron, self._off.isChecked(), self._bias.value(), self._scale.value()
        )
        others = tuple(c for c in alteration.neurons if (c.layer, c.neuron) != (layer, neuron))
        is_nothing = change == NeuronChange(layer, neuron)
        return replace(
            alteration,
            neurons=others if is_nothing else (*others, change),
            pruned=self._pruned.value() / 100,
            noise=self._noise.value() / 100,
        )

    def _tell(self, *_value: object) -> None:
        self._show_texts()
        self.changed.emit()

    def _show_texts(self) -> None:
        self._pruned_text.setText(f"{self._pruned.value()} %")
        self._noise_text.setText(f"{self._noise.value() / 100:.2f}")


def _change_of(alteration: Alteration, layer: int, neuron: int) -> NeuronChange:
    for change in alteration.neurons:
        if (change.layer, change.neuron) == (layer, neuron):
            return change
    return NeuronChange(layer, neuron)


def _number(name: str, least: float, most: float, step: float, tip: str) -> NumberBox:
    box = NumberBox(name, "", 0.0, least, most, step, decimals=2)
    box.setObjectName(name)
    box.setToolTip(tip)
    box.setAccessibleName(tip)
    return box


def _slider(name: str, tip: str) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setObjectName(name)
    slider.setRange(0, 100)
    slider.setToolTip(tip)
    slider.setAccessibleName(tip)
    return slider
