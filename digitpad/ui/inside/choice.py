"""The neuron that all views of the tab Inside show, and rows that choose one."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, Signal

from digitpad.session.inside.seen import INPUT, Place
from digitpad.ui.parts.item_views import Index
from digitpad.ui.parts.signed_bars import SignedBars


class Choice(QObject):
    """The chosen neuron, and what is pointed at; any view can change both.

    is_by_hand: whether a person chose it. pointed: a neuron, or a pixel, whose layer is INPUT;
    None for nothing.
    """

    changed = Signal()
    """Another neuron was chosen."""
    pointed_changed = Signal()
    """Something else is pointed at."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.layer = self.neuron = 0
        self.is_by_hand = False
        self.pointed: Place | None = None

    def choose(self, layer: int, neuron: int) -> None:
        """Choose a neuron, as a person asks."""
        self.is_by_hand = True
        self.suggest(layer, neuron)

    def suggest(self, layer: int, neuron: int) -> None:
        """Choose a neuron for a person, who may choose another one."""
        if (layer, neuron) != (self.layer, self.neuron):
            self.layer, self.neuron = layer, neuron
            self.point_at(None)
            self.changed.emit()

    def point_at(self, place: Place | None) -> None:
        """Point at a neuron or a pixel, or at nothing."""
        if place != self.pointed:
            self.pointed = place
            self.pointed_changed.emit()


class NeuronRows:
    """Connects rows with neurons or pixels: pointing marks them, a click chooses a neuron."""

    def __init__(self, view: SignedBars, choice: Choice) -> None:
        self._view, self._choice = view, choice
        self._places: Sequence[Place | None] = ()
        view.pointed_changed.connect(self._point)
        for chosen in (view.clicked, view.activated):
            chosen.connect(self._choose)

    def show(self, places: Sequence[Place | None]) -> None:
        """Connect the rows with these, in order."""
        if places != self._places:
            self._places = places
            self._point()

    def _point(self) -> None:
        self._choice.point_at(self._at(self._view.pointed))

    def _at(self, index: Index) -> Place | None:
        return self._places[index.row()] if 0 <= index.row() < len(self._places) else None

    def _choose(self, index: QModelIndex) -> None:
        place = self._at(index)
        if place is not None and place[0] != INPUT:
            self._choice.choose(*place)
