"""The weights of all neurons of the first layer, as tiles; a click chooses a neuron."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QPoint, QSize
from PySide6.QtGui import QFocusEvent, QKeyEvent

from digitpad.session.inside.seen import Seen
from digitpad.session.inside.words import tiles_in_words
from digitpad.ui.inside.choice import Choice
from digitpad.ui.parts.gallery import GAP, Gallery
from digitpad.ui.parts.layouts import named
from digitpad.ui.parts.small_pictures import Tile, scale_of

# Sides of a tile, in pixels; the largest one that lets all tiles fit is used.
SIDES = (94, 80, 66, 52, 38)

TILES = (
    "Each tile shows the weights of a neuron of the first layer at their pixels: ink on red raises "
    "its z, ink on blue lowers it. A + after the scale: some are larger. Click a tile, and all "
    "views are about its neuron. (The book: chapter 1, A simple network to classify handwritten "
    "digits.)"
)
ORDERS = ("by number", "by activation now", "by size of weights")


class WeightTiles(Gallery):
    """One tile per neuron. A click or the arrow keys choose a neuron."""

    def __init__(self, choice: Choice, seen: Seen) -> None:
        """seen: what is shown first."""
        super().__init__(SIDES[-1], shows_choice=True, is_captioned=False)
        named(self, "weight_tiles", TILES, "Weights of the first layer")
        self.setMinimumSize(3 * SIDES[-1], 2 * SIDES[-1])
        self._choice = choice
        self._seen = seen
        self._order: list[int] = []  # the neurons in the order of their tiles
        self._by = ORDERS[0]

    def show_seen(self, seen: Seen) -> None:
        before, self._seen = self._seen, seen
        weights, scrolled = seen.network.weights[0], self.verticalScrollBar().value()
        is_new = before.network.weights[0] is not weights or not self._order
        is_new = is_new or self._by == ORDERS[1]
        if is_new:
            self._order, most = self._sorted(seen).tolist(), scale_of(weights)
            self.show_tiles(
                [Tile(weights[i].reshape(28, 28), f"neuron {i}", most) for i in self._order]
            )
            self.fit()
        # The chosen neuron's tile has a frame; one of another layer has no tile.
        place = self._order.index(seen.neuron) if seen.layer == 0 else -1
        self.make_current(self.model().index(place, 0))
        if is_new:  # stay where a person has scrolled to
            self.verticalScrollBar().setValue(scrolled)
        self.setAccessibleDescription(tiles_in_words(seen, self._by))

    def sort_by(self, by: str) -> None:
        """Sort the tiles; by: one of ORDERS."""
        self._by, self._order = by, []
        self.show_seen(self._seen)

    def _sorted(self, seen: Seen) -> NDArray[np.intp]:
        """The neurons in the order of their tiles."""
        weights = seen.network.weights[0]
        if self._by == ORDERS[1]:
            # While nothing is drawn, all send 1 and keep their order.
            return np.argsort(-seen.sent(0), kind="stable")
        if self._by == ORDERS[2]:
            # The sum of squares: unlike a norm, it may be infinite without a warning.
            return np.argsort(-np.einsum("ij,ij->i", weights, weights), kind="stable")
        return np.arange(len(weights))

    def side_in(self, size: QSize) -> int:
        """The largest of SIDES with which all tiles fit into a size, or the smallest."""
        return next((side for side in SIDES if self._fits(side, size)), SIDES[-1])

    def _fits(self, side: int, size: QSize) -> bool:
        columns = max(1, size.width() // (side + GAP))
        return -(-len(self._order) // columns) * (side + GAP) <= size.height()

    def sizeHint(self) -> QSize:
        return QSize(10 * SIDES[-1], 5 * SIDES[-1])

    def explained_at(self, point: QPoint | None) -> str:
        """The name and the numbers of the neuron at a point, or of the chosen one."""
        index = self.currentIndex() if point is None else self.indexAt(point)
        if not index.isValid():
            return ""
        return self._seen.words_about((0, self._order[index.row()]))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self._choice.choose(0, self._order[index.row()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        before = self.currentIndex()
        super().keyPressEvent(event)
        if self.currentIndex() != before:
            self._choose(self.currentIndex())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.show_seen(self._seen)  # the frame goes back from the current to the chosen tile
