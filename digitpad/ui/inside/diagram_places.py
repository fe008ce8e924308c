"""Where everything stands in the picture of a network."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QSize

from digitpad.ui.inside.diagram_layout import MOST_NEURONS, LayerColumn

EDGE = 8  # pixels around
# Heights of a line of text:
NAMES = 1.2  # above the columns, for their names
LABELS = 1.6  # at the right, for the outputs' digits
ROW = 0.9  # from one neuron to the next, at the least, so that its number can be read
DRAWING = 112  # pixels of the drawing's side, at the most
BESIDE = 52  # pixels between the drawing and the first column


class Places:
    """The places in a picture of this size with these columns, in pixels.

    line: the height of a line of text. names: that of the columns' names. labels: the width of the
    outputs' digits. drawing: the square of the drawing. apart: from one column to the next. points:
    of the neurons, column by column. radii: of the neurons of each column.
    """

    def __init__(self, size: QSize, columns: Sequence[LayerColumn], line: int) -> None:
        self.names, self.labels = int(NAMES * line), int(LABELS * line)
        width, height = size.width(), size.height()
        # In each column the neurons, and a line below them where it tells of more.
        self._rows = [len(column.neurons) + (column.folded > 0) for column in columns]
        self._top, self._bottom = EDGE + self.names, height - EDGE
        side = int(min(DRAWING, 0.24 * width, self._bottom - self._top))
        self.drawing = QRect(EDGE, (height + self.names - side) // 2, side, side)
        self._left, self._right = EDGE + side + BESIDE, width - EDGE - self.labels - 8
        self.apart = width
        if len(columns) > 1:
            self.apart = abs(self._right - self._left) // (len(columns) - 1)
        high = self._bottom - self._top
        self.radii = [max(2.5, min(8.0, 0.36 * high / rows)) for rows in self._rows]
        self.points = [
            [QPointF(self.x(i), self.y(i, place)) for place in range(len(column.neurons))]
            for i, column in enumerate(columns)
        ]

    def x(self, column: float) -> float:
        """The middle of a column, or between two."""
        last = len(self._rows) - 1
        return self._left + (self._right - self._left) * column / last if last else self._right

    def y(self, column: int, place: int) -> float:
        """The middle of a row of a column; the last one may be that of the line below."""
        return self._top + (self._bottom - self._top) * (place + 0.5) / self._rows[column]


def most_rows(height: int, line: int) -> int:
    """How many neurons of a layer fit into a picture of this height. line: of text; in pixels."""
    room = height - NAMES * line - 2 * EDGE
    return max(4, min(MOST_NEURONS, int(room / (ROW * line))))
