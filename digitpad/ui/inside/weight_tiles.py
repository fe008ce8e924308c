"""The first layer's weights as tiles, one of 28x28 for each neuron: blue below 0, red above."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QPoint, QSize
from PySide6.QtGui import QKeyEvent

from digitpad.ui.inside.seen import Choice, Seen
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.gallery import GAP, Gallery
from digitpad.ui.parts.small_pictures import Tile

# Sides of a tile, in pixels: the largest is taken with which all tiles fit.
SIDES = (94, 80, 66, 52, 38)
STRONGEST = 0.995  # the part of all weights that are smaller than one of the strongest colour

TILES = (
    "A tile has the weights of a neuron of the first layer, each where its pixel is: ink on red "
    "raises its z, ink on blue lowers it. Click one, and all views are about its neuron. (The "
    "book: chapter 1, A simple network to classify handwritten digits.)"
)
ORDERS = ("by number", "by activation now", "by size of weights")


def scale_of(weights: NDArray[np.floating]) -> float:
    """The size of weight that has the strongest colour: one in 200 weights is larger still.

    All pictures of a layer's weights have this scale.
    """
    # A large layer has too many weights to sort all for each snapshot.
    some = np.abs(weights.reshape(-1)[:: max(1, weights.size // 20_000)])
    rank = int(STRONGEST * (len(some) - 1))
    return float(np.partition(some, rank)[rank]) or 1.0


class WeightTiles(Gallery):
    """A neuron a tile. A click or the arrow keys choose a neuron."""

    def __init__(self, choice: Choice) -> None:
        name = "Weights of the first layer"
        super().__init__("weight_tiles", name, SIDES[-1], shows_choice=True, is_captioned=False)
        explain(self, TILES)
        self.setMinimumSize(3 * SIDES[-1], 2 * SIDES[-1])
        self._choice = choice
        self._seen: Seen | None = None
        self._order: list[int] = []  # the neurons, as their tiles stand
        self._by = ORDERS[0]
        self.pressed.connect(self._choose_neuron)

    def look(self, seen: Seen) -> None:
        """Show another network, drawing or neuron."""
        before, self._seen = self._seen, seen
        weights, scrolled = seen.network.weights[0], self.verticalScrollBar().value()
        is_new = before is None or before.network.weights[0] is not weights or not self._order
        is_new = is_new or self._by == ORDERS[1]
        if is_new:
            self._order, most = self._sorted(seen).tolist(), scale_of(weights)
            self.show_tiles(
                [Tile(weights[i].reshape(28, 28), f"neuron {i}", most) for i in self._order]
            )
            self.fit()
        # The chosen one has a frame; one of another layer has no tile.
        place = self._order.index(seen.neuron) if seen.layer == 0 else -1
        self.setCurrentIndex(self.model().index(place, 0))
        if is_new:  # a person has scrolled there
            self.verticalScrollBar().setValue(scrolled)
        self.setAccessibleDescription(
            f"{len(self._order)} neurons, sorted {self._by}; chosen: {seen.name_of(*seen.place)}"
        )

    def sort_by(self, by: str) -> None:
        """Sort the tiles; by: one of ORDERS."""
        self._by, self._order = by, []
        if self._seen is not None:
            self.look(self._seen)

    def _sorted(self, seen: Seen) -> NDArray[np.intp]:
        """The neurons in the order of their tiles."""
        weights = seen.network.weights[0]
        if self._by == ORDERS[1]:
            # Nothing tells neurons apart while nothing is drawn: they stay in their order.
            return np.argsort(-seen.sent(0), kind="stable")
        if self._by == ORDERS[2]:
            # Their squares: unlike a norm's, this sum may be infinite without a warning.
            return np.argsort(-np.einsum("ij,ij->i", weights, weights), kind="stable")
        return np.arange(len(weights))

    def side_in(self, size: QSize) -> int:
        """The largest side with which all tiles fit into a size, or the smallest."""
        return next((side for side in SIDES if self._fits(side, size)), SIDES[-1])

    def _fits(self, side: int, size: QSize) -> bool:
        columns = max(1, size.width() // (side + GAP))
        return -(-len(self._order) // columns) * (side + GAP) <= size.height()

    def sizeHint(self) -> QSize:
        return QSize(10 * SIDES[-1], 5 * SIDES[-1])

    def explained_at(self, point: QPoint | None) -> str:
        """The name and the numbers of the neuron at a point, or of the chosen one."""
        index = self.currentIndex() if point is None else self.indexAt(point)
        if self._seen is None or not index.isValid():
            return ""
        return self._seen.words_about((0, self._order[index.row()]))

    def _choose_neuron(self, index: QModelIndex) -> None:
        if index.isValid():
            self._choice.choose(0, self._order[index.row()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        self._choose_neuron(self.currentIndex())
