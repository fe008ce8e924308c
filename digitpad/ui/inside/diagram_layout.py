"""The layout of the picture of a network: which neurons and connections it shows, and where."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize

from digitpad.core.inside.explain import finite, weighted_sums
from digitpad.session.inside.seen import Place, Seen

MOST_NEURONS, MOST_LINES = 40, 220  # in a layer; between all layers
EDGE = 8  # pixels around
# In lines of text: height of names above, width of the outputs' digits, distance of neurons.
NAMES, LABELS, ROW = 1.2, 1.6, 0.8
LARGEST = 0.75  # lines of text: a neuron's radius at most, with room for its number
DRAWING, DRAWING_GAP = 112, 52  # pixels of the drawing's side, and between it and the first column
SMALLEST = 2.5  # pixels of a neuron's radius at least
NEAR = 14.0  # pixels from a neuron's middle within which it is pointed at


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A layer in the picture. Layer 0 is the first after the input.

    neurons: the indices of those that are shown, (n,). quiet: how many are not shown; the last row
    of the column says so. place: the column's rectangle. points: the neurons' middles; if they are
    close, every other one stands further right. radius: of a neuron, in pixels.
    """

    layer: int
    neurons: NDArray[np.intp]
    quiet: int
    place: QRectF
    points: list[QPointF]
    radius: float


@dataclass(frozen=True, slots=True)
class Line:
    """A connection. part: weight times activation, -1 to 1, relative to its layers' strongest."""

    start: QPointF
    end: QPointF
    part: float
    is_of_chosen: bool


class DiagramLayout:
    """The layout of what is seen. top: the columns' upper edge. drawing: the drawing's place."""

    def __init__(self, seen: Seen, size: QSize, line: int) -> None:
        """size: the picture's, in pixels. line: pixels of a line of text."""
        self._seen = seen
        self.top = EDGE + int(NAMES * line)
        side = int(min(DRAWING, 0.24 * size.width(), size.height() - EDGE - self.top))
        self.drawing = QRect(EDGE, (size.height() + self.top - EDGE - side) // 2, side, side)
        self.columns = self._columns(size, line)

    @np.errstate(over="ignore")  # some activations have no bound
    def _columns(self, size: QSize, line: int) -> list[Column]:
        """All layers, with the neurons that matter most for this drawing, and the chosen one."""
        seen, last = self._seen, len(self._seen.network.weights) - 1
        height = size.height() - EDGE - self.top
        rows = max(4, min(MOST_NEURONS, int(height / (ROW * line))))
        left = self.drawing.right() + 1 + DRAWING_GAP
        largest = LARGEST * line
        right = size.width() - EDGE - int(LABELS * line) - largest
        apart = (right - left) / last if last else right - left
        columns = []
        for layer in range(last + 1):
            count = len(seen.network.weights[layer])
            neurons = np.arange(count)
            if layer < last and count > rows:
                neurons = seen.strongest(layer, rows - 1)  # one row says how many are not shown
            quiet = count - len(neurons)
            step = height / (len(neurons) + 2 * (quiet > 0))
            is_staggered = step < 2 * largest + 1 and layer < last  # digits stand beside outputs
            most = min(largest, apart / 5 if last else largest)
            radius = max(SMALLEST, min(most, (0.9 if is_staggered else 0.45) * step))
            aside = radius + 2 if is_staggered else 0.0
            x = right - apart * (last - layer)
            place = QRectF(x - apart / 2, self.top, apart, height)
            points = [
                QPointF(x + (aside if i % 2 else -aside), self.top + step * (i + 0.5))
                for i in range(len(neurons))
            ]
            columns.append(Column(layer, neurons, quiet, place, points, radius))
        return columns

    @np.errstate(over="ignore", invalid="ignore")  # weights may be infinite
    def lines(self) -> list[Line]:
        """The strongest connections."""
        seen, columns, lines = self._seen, self.columns, []
        if not seen.is_blank:  # one line from the whole drawing to each neuron
            first, place = columns[0], QRectF(self.drawing)
            sums = weighted_sums(seen.network, seen.activations, 0, first.neurons)
            edge = QPointF(place.right(), place.center().y())
            for neuron, point, part in zip(first.neurons.tolist(), first.points, _parts(sums)):
                lines.append(Line(edge, point, part, (0, neuron) == seen.place))
        for before, after in zip(columns, columns[1:]):
            weights = seen.network.weights[after.layer][np.ix_(after.neurons, before.neurons)]
            carries = (weights * seen.sent(before.layer)[before.neurons]).reshape(-1)
            most = min(MOST_LINES // (len(columns) - 1), carries.size)
            strongest = np.argpartition(-np.abs(carries), most - 1)[:most]
            for at, part in zip(strongest.tolist(), _parts(carries[strongest])):
                end, start = divmod(at, len(before.neurons))
                ends = (before.layer, before.neurons[start]), (after.layer, after.neurons[end])
                points = before.points[start], after.points[end]
                lines.append(Line(*points, part, seen.place in ends))
        return lines

    def at(self, point: QPoint) -> Place | None:
        """The neuron at a point, if there is one."""
        for column in self.columns:
            # The digit beside an output belongs to it.
            across = 2 * NEAR if column is self.columns[-1] else NEAR
            for neuron, middle in zip(column.neurons.tolist(), column.points):
                away = QPointF(point) - middle
                if abs(away.x()) <= across and abs(away.y()) <= min(NEAR, column.radius + 4):
                    return column.layer, neuron
        return None


def _parts(carries: NDArray[np.floating]) -> list[float]:
    """Values relative to the largest absolute one, -1 to 1; 0 for one that is no number."""
    values = finite(carries)
    parts: list[float] = (values / (np.abs(values).max(initial=0.0) or 1.0)).tolist()
    return parts
