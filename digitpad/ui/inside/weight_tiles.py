"""The first layer's weights as tiles, one of 28x28 for each neuron: blue below 0, red above."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea

from digitpad.ui.drawing.painting import from_pixels
from digitpad.ui.inside.pointing import Pointing
from digitpad.ui.inside.seen import Choice, Place, Seen
from digitpad.ui.parts import signed_colors, theme
from digitpad.ui.parts.focus import paint_focus
from digitpad.ui.parts.sizes import scaled

# Sides of a tile, with its gap, in pixels: the largest is taken with which all tiles fit.
TILES = (98, 84, 70, 56, 42)
TILE = TILES[-1]
GAP = 4
ABOVE = 60  # pixels of the rows above
FRAME = 3  # pixels around the chosen tile
LEGEND = 18  # pixels of height
STRONGEST = 0.995  # the part of all weights that are smaller than one of the strongest colour

ORDERS = ("by number", "by activation now", "by size of weights")


def scale_of(weights: NDArray[np.floating]) -> float:
    """The size of weight that has the strongest colour: one in 200 weights is larger still.

    All pictures of a layer's weights have this scale.
    """
    # A large layer has too many weights to sort all for each snapshot.
    some = np.abs(weights.reshape(-1)[:: max(1, weights.size // 20_000)])
    rank = int(STRONGEST * (len(some) - 1))
    return float(np.partition(some, rank)[rank]) or 1.0


class WeightTiles(QAbstractScrollArea):
    """Paints those tiles that are visible. A click or the arrow keys choose a neuron."""

    def __init__(self, choice: Choice, now: Callable[[], Seen]) -> None:
        """now: returns the present moment; the tiles follow it a little later."""
        super().__init__()
        self.setObjectName("weight_tiles")
        self.setAccessibleName("Weights of the first layer")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(3 * TILE, 2 * TILE)
        self._tile = TILE
        self._choice, self._now = choice, now
        self._seen: Seen | None = None
        self._pointing = Pointing(self, self.viewport(), choice, lambda: self._seen, self._at)
        self._weights: NDArray[np.floating] | None = None  # those last measured
        self._most = 1.0
        self._lengths: NDArray[np.floating] = np.zeros(0)
        self._order: NDArray[np.intp] = np.zeros(0, np.intp)
        self._by = ORDERS[0]
        choice.changed.connect(self._show_choice)

    def sizeHint(self) -> QSize:
        return QSize(10 * TILE, 5 * TILE)

    # What is shown.

    def look(self, seen: Seen) -> None:
        """Show another network, or another drawing."""
        weights, before = seen.network.weights[0], self._seen
        self._seen = seen
        if weights is not self._weights:
            self._measure(weights)
        elif self._by != ORDERS[1] and before is not None and before.place == seen.place:
            return  # the tiles do not depend on the drawing
        self._sort()
        self._lay_out()
        self.setAccessibleDescription(
            f"{len(weights)} neurons, sorted {self._by}; chosen: {seen.name_of(*seen.place)}"
        )
        self.viewport().update()

    def _measure(self, weights: NDArray[np.floating]) -> None:
        self._weights = weights
        self._most = scale_of(weights)
        self._lengths = np.sqrt(np.einsum("ij,ij->i", weights, weights))

    def sort_by(self, by: str) -> None:
        """Sort the tiles; by: one of ORDERS."""
        self._by = by
        if (seen := self._seen) is not None:
            self._seen = None
            self.look(seen)

    def _sort(self) -> None:
        assert self._seen is not None
        if self._by == ORDERS[1]:
            # Nothing tells neurons apart while nothing is drawn: they stay in their order.
            self._order = np.argsort(-self._seen.sent(0), kind="stable")
        elif self._by == ORDERS[2]:
            self._order = np.argsort(-self._lengths, kind="stable")
        else:
            self._order = np.arange(len(self._lengths))

    def _columns(self) -> int:
        return max(1, (self.viewport().width() - GAP) // self._tile)

    def would_fit(self, width: int, height: int) -> bool:
        """Whether all tiles would fit, in their smallest size, into these pixels."""
        columns = max(1, (width - 2 * GAP) // scaled(TILE))
        rows = -(-len(self._lengths) // columns)
        return rows * scaled(TILE) + scaled(LEGEND) + ABOVE <= height

    def _lay_out(self) -> None:
        rows = 0
        for self._tile in map(scaled, TILES):
            rows = -(-len(self._order) // self._columns())
            if rows * self._tile + GAP + scaled(LEGEND) <= self.viewport().height():
                break
        bar = self.verticalScrollBar()
        height = rows * self._tile + GAP + scaled(LEGEND)
        bar.setRange(0, max(0, height - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(self._tile)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self._show_choice()

    def _place(self, position: int) -> QRect:
        """The place in the viewport of the tile at this position in the order."""
        row, column = divmod(position, self._columns())
        y = scaled(LEGEND) + GAP + row * self._tile - self.verticalScrollBar().value()
        return QRect(GAP + column * self._tile, y, self._tile - GAP, self._tile - GAP)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            colors = theme.current()
            painter.fillRect(self.viewport().rect(), self.palette().window())
            seen = self._seen
            if seen is None or self._weights is None:
                return
            first = (
                max(0, (self.verticalScrollBar().value() - scaled(LEGEND)) // self._tile)
                * self._columns()
            )
            rows = self.viewport().height() // self._tile + 2
            visible = self._order[first : first + rows * self._columns()]
            if len(visible):
                shades = signed_colors.pixels(self._weights[visible], self._most)
                images = shades.reshape(len(visible), 28, 28)
                for i, (neuron, image) in enumerate(zip(visible.tolist(), images)):
                    place = self._place(first + i)
                    painter.drawImage(place, from_pixels(image))
                    painter.setPen(colors.border)
                    painter.drawRect(place)
                    if seen.place == (0, neuron):
                        painter.setPen(QPen(colors.ink, FRAME))
                        painter.drawRect(place.adjusted(-1, -1, 1, 1))
            painter.fillRect(0, 0, self.viewport().width(), scaled(LEGEND), self.palette().window())
            width = min(scaled(260), self.viewport().width() - 2 * GAP)
            signed_colors.paint_legend(
                painter, QRectF(GAP, 1, width, scaled(LEGEND) - 2), self._most
            )
            if self.hasFocus():
                paint_focus(painter, self.viewport().rect())

    # Choosing.

    def explained_at(self, point: QPoint | None) -> str:
        """The name and the numbers of the neuron at a point."""
        return self._pointing.explained_at(point)

    def _at(self, point: QPointF) -> Place | None:
        """The layer and the number of the neuron whose tile is at this point of the viewport."""
        column = (int(point.x()) - GAP) // self._tile
        y = int(point.y()) + self.verticalScrollBar().value() - scaled(LEGEND) - GAP
        position = y // self._tile * self._columns() + column
        inside = 0 <= column < self._columns() and 0 <= position < len(self._order) and y >= 0
        return (0, int(self._order[position])) if inside else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns(),
            Qt.Key.Key_Down: self._columns(),
            Qt.Key.Key_Home: -len(self._order),
            Qt.Key.Key_End: len(self._order),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or not len(self._order):
            super().keyPressEvent(event)
            return
        self.look(self._now())  # so that the key moves in the present order
        position = self._chosen_position() or 0
        moved = min(max(0, position + step), len(self._order) - 1)
        self._choice.choose(0, int(self._order[moved]))

    def _chosen_position(self) -> int | None:
        if self._choice.layer != 0:
            return None
        positions = np.flatnonzero(self._order == self._choice.neuron)
        return int(positions[0]) if len(positions) else None

    def _show_choice(self) -> None:
        """Scroll to where the chosen neuron is."""
        position = self._chosen_position()
        if position is None:
            return
        place, bar = self._place(position), self.verticalScrollBar()
        if place.top() < scaled(LEGEND):
            bar.setValue(bar.value() + place.top() - scaled(LEGEND) - GAP)
        elif place.bottom() > self.viewport().height():
            bar.setValue(bar.value() + place.bottom() - self.viewport().height() + GAP)
