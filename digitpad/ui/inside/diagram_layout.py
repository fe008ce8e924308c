"""Chooses the neurons and connections that the picture of a network shows, and their places."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QSize

from digitpad.core.inside.explain import importance, reach
from digitpad.core.network import Network
from digitpad.ui.inside.seen import Seen

MOST_LAYERS = 4  # hidden layers that are shown; if there are more, those in the middle are folded
MOST_NEURONS = 40  # of a layer
MOST_LINES = 220  # between all of them
EDGE = 8  # pixels around
# Heights of a line of text:
NAMES = 1.2  # above the columns, for their names
LABELS = 1.6  # at the right, for the outputs' digits
ROW = 0.8  # from one neuron to the next in two staggered columns, so that its number can be read
DRAWING = 112  # pixels of the drawing's side, at the most
BESIDE = 52  # pixels between the drawing and the first column
LARGEST, SMALLEST = 11.0, 2.5  # pixels of a neuron's radius


@dataclass(frozen=True, slots=True, eq=False)
class LayerColumn:
    """A layer in the picture. Layer 0 is the first after the input.

    neurons: the indices of those that are shown. folded: how many are not.
    """

    layer: int
    neurons: NDArray[np.intp]
    folded: int


@dataclass(frozen=True, slots=True, eq=False)
class Connections:
    """Connections in the picture, those that carry the least first.

    places: for each, the column where it starts, and the places of its neurons in that column and
    in the next. carries: weight times activation, or the weight while nothing is drawn:
    (connections,).
    """

    places: list[tuple[int, int, int]]
    carries: NDArray[np.floating]


class Importance:
    """How much neurons send on now. Keeps the part that depends only on the network."""

    def __init__(self) -> None:
        self._network: Network | None = None
        self._reach: dict[int, NDArray[np.floating]] = {}

    def of(self, seen: Seen, layer: int) -> NDArray[np.floating]:
        """`explain.importance` of each neuron of a hidden layer: (neurons,)."""
        if seen.network is not self._network:
            self._network, self._reach = seen.network, {}
        if layer not in self._reach:
            self._reach[layer] = reach(seen.network, layer)
        if seen.is_blank:
            return self._reach[layer].copy()
        return importance(seen.activations, layer, self._reach[layer])


def shown_layers(network: Network, looked_at: int) -> list[int]:
    """The layers that have a column, the output last; `looked_at` is always among them."""
    last = len(network.weights) - 1
    hidden = list(range(last))
    if len(hidden) > MOST_LAYERS:
        half = MOST_LAYERS // 2
        hidden = [i for i in hidden if i < half or i >= last - half or i == looked_at]
    return [*hidden, last]


def columns(seen: Seen, matters: Importance, rows: int = MOST_NEURONS) -> list[LayerColumn]:
    """The columns, each with the neurons that matter most for this drawing, and the chosen one."""
    network = seen.network
    last = len(network.weights) - 1
    shown = []
    for layer in shown_layers(network, seen.layer):
        count = len(network.weights[layer])
        if layer == last or count <= rows:
            neurons = np.arange(count)
        else:
            sent = matters.of(seen, layer)
            if layer == seen.layer:
                sent[seen.neuron] = np.inf  # the chosen neuron is always shown
            for off_layer, off in seen.off:  # and what is off, though it sends nothing
                if off_layer == layer:
                    sent[off] = np.inf
            # One row tells how many are not shown. In the order of the layer, so that neurons do
            # not change their places.
            neurons = np.sort(np.argpartition(-sent, rows - 2)[: rows - 1])
        shown.append(LayerColumn(layer, neurons, count - len(neurons)))
    return shown


@np.errstate(over="ignore", invalid="ignore")  # of weights that are no numbers
def lines(seen: Seen, shown: list[LayerColumn]) -> Connections:
    """The connections that carry the most."""
    places, carries = [], []
    for i, (before, after) in enumerate(zip(shown, shown[1:])):
        if after.layer != before.layer + 1:
            continue  # there are folded layers between
        weights = seen.network.weights[after.layer][np.ix_(after.neurons, before.neurons)]
        carried = weights * seen.sent(before.layer)[before.neurons]
        most = min(MOST_LINES // max(1, len(shown) - 1), carried.size)
        strongest = np.argpartition(-np.abs(carried), most - 1, axis=None)[:most]
        ends, starts = np.divmod(strongest, len(before.neurons))
        places.append(np.stack([np.full(most, i), starts, ends]))
        carries.append(carried.reshape(-1)[strongest])
    if not places:
        return Connections([], np.zeros(0))
    every, values = np.concatenate(places, axis=1), np.concatenate(carries)
    order = np.argsort(np.abs(values), kind="stable")
    return Connections(list(zip(*every[:, order].tolist())), values[order])


class Places:
    """The places in a picture of this size with these columns, in pixels.

    line: the height of a line of text. names: that of the columns' names. labels: the width of the
    outputs' digits. drawing: the square of the drawing. apart: from one column to the next. points:
    of the neurons, column by column; where they are close, every other one stands at the right.
    radii: of the neurons of each column.
    """

    def __init__(self, size: QSize, columns: Sequence[LayerColumn], line: int) -> None:
        self.names, self.labels = int(NAMES * line), int(LABELS * line)
        width, height = size.width(), size.height()
        # In each column the neurons, and a line below them where it tells of more.
        self._rows = [len(column.neurons) + 2 * (column.folded > 0) for column in columns]
        self._top, self._bottom = EDGE + self.names, height - EDGE
        side = int(min(DRAWING, 0.24 * width, self._bottom - self._top))
        self.drawing = QRect(EDGE, (height + self.names - side) // 2, side, side)
        self._left, self._right = EDGE + side + BESIDE, width - EDGE - self.labels - LARGEST
        self.apart = width
        if len(columns) > 1:
            self.apart = int(abs(self._right - self._left) // (len(columns) - 1))
        self.radii, self.points = [], []
        for i, column in enumerate(columns):
            step = (self._bottom - self._top) / self._rows[i]
            is_output = i == len(columns) - 1  # whose digits stand beside it
            is_staggered = step < 2 * LARGEST + 1 and not is_output
            radius = max(SMALLEST, min(LARGEST, (0.9 if is_staggered else 0.45) * step))
            aside = radius + 2 if is_staggered else 0.0
            self.radii.append(radius)
            self.points.append(
                [
                    QPointF(self.x(i) + (aside if place % 2 else -aside), self.y(i, place))
                    for place in range(len(column.neurons))
                ]
            )

    def x(self, column: float) -> float:
        """The middle of a column, or between two."""
        last = len(self._rows) - 1
        return self._left + (self._right - self._left) * column / last if last else self._right

    def y(self, column: int, place: float) -> float:
        """The middle of a row of a column; the last one may be that of the line below."""
        return self._top + (self._bottom - self._top) * (place + 0.5) / self._rows[column]


def most_rows(height: int, line: int) -> int:
    """How many neurons of a layer fit into a picture of this height. line: of text; in pixels."""
    room = height - NAMES * line - 2 * EDGE
    return max(4, min(MOST_NEURONS, int(room / (ROW * line))))
