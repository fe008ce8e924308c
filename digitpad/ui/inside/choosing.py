"""Choosing a neuron by its number, or by a row that stands for it."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSignalBlocker
from PySide6.QtWidgets import QAbstractItemView, QWidget

from digitpad.ui.inside.seen import INPUT, Choice, Place, Seen
from digitpad.ui.parts.layouts import choice_box, label_of, named, row
from digitpad.ui.parts.number_fields import whole_number


class NeuronSearch(QWidget):
    """Two boxes that choose a neuron, and show which one is chosen."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self._choice = choice
        about = "All views are about a neuron of this layer. “output” is the last one."
        self._layer = choice_box("neuron_layer", about, "Layer of the chosen neuron")
        number = whole_number(0, 0, 0, tracks_keyboard=True)
        about = "Any neuron of the layer, even one that the picture does not show."
        self._number = named(number, "neuron_number", about, "Number of the chosen neuron")
        self._layer.activated.connect(lambda layer: choice.choose(layer, 0))
        self._number.valueChanged.connect(
            lambda neuron: choice.choose(self._layer.currentIndex(), neuron)
        )
        # With little between them, so that the picture below can become narrow.
        row(label_of(self._layer, "&neuron"), self._layer, self._number, of=self, spacing=4)

    def look(self, seen: Seen) -> None:
        """Show which neuron is chosen; the network may have other layers than before."""
        sizes = seen.network.sizes[1:]
        if self._layer.count() != len(sizes):
            self._layer.clear()
            self._layer.addItems([*(f"layer {i}" for i in range(1, len(sizes))), "output"])
        self._layer.setCurrentIndex(seen.layer)
        with QSignalBlocker(self._number):
            self._number.setRange(0, sizes[seen.layer] - 1)
            self._number.setValue(seen.neuron)


class RowPlaces:
    """Makes rows stand for neurons or pixels: pointing marks them, choosing chooses neurons."""

    def __init__(self, view: QAbstractItemView, choice: Choice) -> None:
        """view: its current row is the one that is pointed at."""
        self._view, self._choice = view, choice
        self._places: Sequence[Place | None] = ()
        view.selectionModel().currentChanged.connect(lambda row: choice.point_at(self._at(row)))
        for chosen in (view.clicked, view.activated):
            chosen.connect(self._choose)

    def show(self, places: Sequence[Place | None]) -> None:
        """Stand for these from now on, row by row."""
        if places != self._places:
            self._places = places
            self._choice.point_at(self._at(self._view.currentIndex()))

    def _at(self, index: QModelIndex) -> Place | None:
        return self._places[index.row()] if 0 <= index.row() < len(self._places) else None

    def _choose(self, index: QModelIndex) -> None:
        place = self._at(index)
        if place is not None and place[0] != INPUT:
            self._choice.choose(*place)
