"""Where everything stands in the picture of a network."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRect, QSize

from digitpad.ui.inside.diagram_layout import MOST_NEURONS, LayerColumn
from digitpad.ui.parts import sizes
from digitpad.ui.parts.sizes import scaled

EDGE = 8  # pixels around
NAMES = 18  # pixels above the columns, for their names
LABELS = 26  # pixels at the right, for the outputs' digits
ROW = 12  # pixels from one neuron to the next, at the least, so that its number can be read
DRAWING = 112  # pixels of the drawing's side, at the most
BESIDE = 52  # pixels between the drawing and the first column


@dataclass(frozen=True, slots=True)
class Shape:
    """What places depend on.

    size: of the picture. percent: how large everything is. columns: for each, how many neurons
    stand in it, and whether a line below them tells of more.
    """

    size: QSize
    percent: int
    columns: tuple[tuple[int, bool], ...]

    @classmethod
    def of(cls, size: QSize, columns: Sequence[LayerColumn]) -> "Shape":
        """The shape of a picture with these columns, as large as everything is now."""
        rows = tuple((len(column.neurons), column.folded > 0) for column in columns)
        return cls(size, sizes.percent(), rows)


class Places:
    """The places in a picture of one shape, in pixels.

    drawing: the square of the drawing. points: of the neurons, column by column; on whole pixels,
    as their pictures need it. radii: of the neurons of each column. lines: those that were painted
    between neurons before, by their places as in `diagram_layout.Connections`.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        width, height = shape.size.width(), shape.size.height()
        self._top, self._bottom = EDGE + scaled(NAMES), height - EDGE
        side = int(min(scaled(DRAWING), 0.24 * width, self._bottom - self._top))
        self.drawing = QRect(EDGE, (height + scaled(NAMES) - side) // 2, side, side)
        self._left, self._right = EDGE + side + BESIDE, width - EDGE - scaled(LABELS) - 8
        self.apart = width
        if len(shape.columns) > 1:
            self.apart = abs(self._right - self._left) // (len(shape.columns) - 1)
        high = self._bottom - self._top
        self.radii = [max(2.5, min(8.0, 0.36 * high / sum(rows))) for rows in shape.columns]
        self.points = [
            [QPointF(round(self.x(i)), round(self.y(i, place))) for place in range(count)]
            for i, (count, _) in enumerate(shape.columns)
        ]
        self.lines: dict[tuple[int, int, int], QLineF] = {}

    def x(self, column: float) -> float:
        """The middle of a column, or between two."""
        last = len(self.shape.columns) - 1
        return self._left + (self._right - self._left) * column / last if last else self._right

    def y(self, column: int, place: int) -> float:
        """The middle of a row of a column; the last one may be that of the line below."""
        rows = sum(self.shape.columns[column])
        return self._top + (self._bottom - self._top) * (place + 0.5) / rows


def most_rows(height: int) -> int:
    """How many neurons of a layer fit into a picture of this height, in pixels."""
    room = height - scaled(NAMES) - 2 * EDGE
    return max(4, min(MOST_NEURONS, room // scaled(ROW)))
