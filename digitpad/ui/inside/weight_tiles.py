"""The first layer's weights as tiles, one of 28x28 for each neuron: blue below 0, red above."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QPoint, QPointF, QSize
from PySide6.QtGui import QKeyEvent

from digitpad.ui.inside.pointing import Pointing
from digitpad.ui.inside.seen import Choice, Place, Seen
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


def tiles_line(seen: Seen) -> str:
    """The line above the tiles, which says their scale."""
    most = scale_of(seen.network.weights[0])
    return f"Weights, ±{most:.2g}"


class WeightTiles(Gallery):
    """A neuron a tile. A click or the arrow keys choose a neuron."""

    def __init__(self, choice: Choice) -> None:
        name = "Weights of the first layer"
        super().__init__("weight_tiles", name, SIDES[-1], shows_choice=True, is_captioned=False)
        explain(self, TILES)
        self.setMinimumSize(3 * SIDES[-1], 2 * SIDES[-1])
        self._choice = choice
        self._seen: Seen | None = None
        self._pointing = Pointing(self, self.viewport(), choice, lambda: self._seen, self._at)
        self._order: NDArray[np.intp] = np.zeros(0, np.intp)
        self._by = ORDERS[0]
        choice.changed.connect(self._show_choice)

    def look(self, seen: Seen) -> None:
        """Show another network, or another drawing."""
        before, self._seen = self._seen, seen
        is_new = before is None or before.network.weights[0] is not seen.network.weights[0]
        if is_new or self._by == ORDERS[1]:
            self._show_weights(seen)
        self._show_choice()
        self.setAccessibleDescription(
            f"{len(self._order)} neurons, sorted {self._by}; chosen: {seen.name_of(*seen.place)}"
        )

    def _show_weights(self, seen: Seen) -> None:
        scrolled = self.verticalScrollBar().value()
        self._order = self._sorted(seen)
        self.show_tiles(WeightsInOrder(seen.network.weights[0], self._order))
        self.fit()
        self._show_choice()
        self.verticalScrollBar().setValue(scrolled)  # a person has scrolled there

    def sort_by(self, by: str) -> None:
        """Sort the tiles; by: one of ORDERS."""
        self._by = by
        if self._seen is not None:
            self._show_weights(self._seen)
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

    # Sizes.

    def side_in(self, size: QSize) -> int:
        """The largest side with which all tiles fit into a size, or the smallest."""
        return next((side for side in SIDES if self._fits(side, size)), SIDES[-1])

    def _fits(self, side: int, size: QSize) -> bool:
        columns = max(1, size.width() // (side + GAP))
        return -(-len(self._order) // columns) * (side + GAP) <= size.height()

    def sizeHint(self) -> QSize:
        return QSize(10 * SIDES[-1], 5 * SIDES[-1])

    # Choosing.

    def explained_at(self, point: QPoint | None) -> str:
        """The name and the numbers of the neuron at a point."""
        return self._pointing.explained_at(point)

    def _at(self, point: QPointF) -> Place | None:
        """The layer and the number of the neuron whose tile is at this point of the viewport."""
        index = self.indexAt(point.toPoint())
        return (0, int(self._order[index.row()])) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if (index := self.currentIndex()).isValid():
            self._choice.choose(0, int(self._order[index.row()]))

    def _show_choice(self) -> None:
        """Frame the chosen neuron; one of another layer has no tile."""
        is_here = self._choice.layer == 0
        places = np.flatnonzero(self._order == self._choice.neuron).tolist() if is_here else []
        self.setCurrentIndex(self.model().index(places[0], 0) if places else QModelIndex())


class WeightsInOrder(Sequence[Tile]):
    """Each neuron's weights as a tile, made when it is asked for: there may be a thousand."""

    def __init__(self, weights: NDArray[np.floating], order: NDArray[np.intp]) -> None:
        self._weights, self._order, self._most = weights, order, scale_of(weights)

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return [self[i] for i in range(*place.indices(len(self)))]
        neuron = int(self._order[place])
        return Tile(self._weights[neuron].reshape(28, 28), f"neuron {neuron}", self._most)
