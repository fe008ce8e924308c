"""Chooses any neuron by its layer and its number, even one that the picture does not show."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QWidget

from digitpad.ui.inside.seen import Choice, Place, Seen
from digitpad.ui.parts.layouts import choice_box, label_of, named, row
from digitpad.ui.parts.number_fields import whole_number


class NeuronSearch(QWidget):
    """Two boxes that choose a neuron, and show which one is chosen."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self._shown: tuple[Sequence[int], Place] | None = None
        about = "All views are about a neuron of this layer. “output” is the last one."
        self._layer = choice_box("neuron_layer", about, "Layer of the chosen neuron")
        number = whole_number(0, 0, 0, tracks_keyboard=True)
        about = "Any neuron of the layer, even one that the picture does not show."
        self._number = named(number, "neuron_number", about, "Number of the chosen neuron")
        self._choice = choice
        self._layer.activated.connect(self._choose_layer)
        self._number.valueChanged.connect(
            lambda neuron: choice.choose(self._layer.currentIndex(), neuron)
        )
        # With little between them, so that the picture below can become narrow.
        row(label_of(self._layer, "&neuron"), self._layer, self._number, of=self, spacing=4)

    def _choose_layer(self, layer: int) -> None:
        if layer != self._choice.layer and self._shown is not None:
            with QSignalBlocker(self._number):  # or the last number would choose a neuron
                self._number.setRange(0, self._shown[0][layer] - 1)
                self._number.setValue(0)
            self._choice.choose(layer, 0)

    def look(self, seen: Seen) -> None:
        """Show which neuron is chosen; the network may have other layers than before."""
        sizes = seen.network.sizes[1:]
        if self._shown == (sizes, seen.place):
            return
        self._shown = sizes, seen.place
        names = [f"layer {i + 1}" for i in range(len(sizes) - 1)] + ["output"]
        if names != [self._layer.itemText(i) for i in range(self._layer.count())]:
            self._layer.clear()
            self._layer.addItems(names)
        self._layer.setCurrentIndex(seen.layer)
        with QSignalBlocker(self._number):
            self._number.setRange(0, sizes[seen.layer] - 1)
            self._number.setValue(seen.neuron)
