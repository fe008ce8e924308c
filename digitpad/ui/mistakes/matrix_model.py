"""The confusion matrix as a table of Qt's: what each cell says, and how strongly it is coloured."""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from digitpad.core.data.classes import DIGITS, with_article
from digitpad.core.evaluation.matrix_text import cell_sentence
from digitpad.session.measuring.evaluating import Evaluated
from digitpad.ui.parts import theme

Index = QModelIndex | QPersistentModelIndex
Cell = tuple[int | None, int | None]
Matrix = NDArray[np.int64]
ALL: Cell = (None, None)
Role = Qt.ItemDataRole
CELL = Role.UserRole  # the cell that an index stands for

MARGIN = "wrong"
WEAKEST, STRONGEST = 0.10, 0.85  # of a colour, where something was counted
ON_DIAGONAL = 0.45  # the strongest there, since numbers stand on it
SHADES = 64


class MatrixModel(QAbstractTableModel):
    """A row a true digit, a column what it was read as; the last ones count what is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.classes = self.outputs = DIGITS  # the names of rows, and of columns
        self.texts: list[list[str]] = []
        """What stands in each cell, margins among them."""
        self._is_measured = self._is_difference = False
        self._in_percent = False
        # Python's own numbers: a cell is painted in microseconds.
        self._counts: list[list[int]] = []
        self._totals: list[list[int]] = []  # that they are a part of
        self._shades: list[list[int]] = []  # of colours, up to SHADES, without margins
        self.show_matrix(None)

    @property
    def size(self) -> int:
        """The number of classes."""
        return len(self.outputs)

    def show_matrix(
        self, found: Evaluated | None, difference: Matrix | None = None, in_percent: bool = False
    ) -> None:
        """Show the matrix of an evaluation; None: no numbers.

        difference: show how many more each cell has than that of another network. in_percent: show
        per cent of each row in place of counts.
        """
        names = (DIGITS, DIGITS) if found is None else (found.classes, found.outputs)
        if names != (self.classes, self.outputs):
            self.beginResetModel()
            self.classes, self.outputs = names
            self.endResetModel()
        matrix = np.zeros((self.size, self.size), np.int64) if found is None else found.matrix
        self._is_measured, self._is_difference = found is not None, difference is not None
        self._in_percent = in_percent and difference is None
        self._totals = _totals_of(matrix).tolist()
        self._count(matrix if difference is None else difference)
        places = range(self.size + 1)
        self.texts = [["" if found is None else self._text(i, j) for j in places] for i in places]
        self.dataChanged.emit(self.index(0, 0), self.index(self.size, self.size))

    def _count(self, matrix: Matrix) -> None:
        """Count what is wrong, and how strong colours are: right and wrong on their own scales."""
        errors = matrix - np.diag(np.diag(matrix))
        below = np.append(errors.sum(axis=0), errors.sum())
        self._counts = np.vstack([np.column_stack([matrix, errors.sum(axis=1)]), below]).tolist()
        values = np.abs(matrix).astype(np.float64)
        if self._in_percent:
            values /= np.maximum(matrix.sum(axis=1, keepdims=True), 1)
        is_right = np.eye(self.size, dtype=bool)
        strengths = np.where(
            is_right,
            ON_DIAGONAL * values / (values[is_right].max() or 1.0),
            WEAKEST + (STRONGEST - WEAKEST) * values / (values[~is_right].max() or 1.0),
        )
        shades = np.maximum(1, np.rint(SHADES * strengths))
        self._shades = np.where(matrix != 0, shades, 0).astype(int).tolist()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.size + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.size + 1

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a row and column: None for a margin."""
        return None if row == self.size else row, None if column == self.size else column

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        match role:
            case Role.DisplayRole:
                return self.texts[row][column]
            case Role.ToolTipRole | Role.AccessibleTextRole:
                return self.sentence(row, column)
            case _ if role == CELL:
                return self.cell(row, column)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        is_row = orientation == Qt.Orientation.Vertical
        if role == Role.ToolTipRole:
            return self.sentence(*((section, self.size) if is_row else (self.size, section)))
        if role == Role.DisplayRole:
            return (*(self.classes if is_row else self.outputs), MARGIN)[section]
        return None

    # What is counted.

    def _text(self, row: int, column: int) -> str:
        """A count, or per cent of its row; in a column's margin per cent of the column."""
        count = self._counts[row][column]
        if not count:
            return "0" if self.size in (row, column) else ""
        if self._is_difference:
            return f"{count:+}".replace("-", "−")
        if not self._in_percent:
            return str(count)
        share = 100 * count / max(1, self._totals[row][column])
        return f"{share:.0f}" if share >= 10 else f"{share:.1f}"

    def sentence(self, row: int, column: int) -> str:
        """What a cell counts, for pointing at it and for screen readers."""
        if not self._is_measured:
            return "nothing is measured yet"
        count, total = self._counts[row][column], self._totals[row][column]
        label, read = self.cell(row, column)
        is_a = "" if label is None else with_article(self.classes[label])
        read_as = "" if read is None else with_article(self.outputs[read])
        if self._is_difference:
            pictures = f"pictures of {is_a}" if is_a else "pictures"
            answer = f"read as {read_as}" if read_as else "misread"
            more = "more" if count >= 0 else "fewer"
            return f"{abs(count):,} {more} {pictures} are {answer} than by the other network"
        if label is not None and read is not None:
            return cell_sentence(count, total, self.classes[label], self.outputs[read])
        if is_a:
            return f"{count:,} of {total:,} that are {is_a} are wrong"
        if read_as:
            return f"{count:,} of {total:,} that were read as {read_as} are something else"
        return f"{count:,} of {total:,} are wrong"

    def colors(self, row: int, column: int) -> tuple[QColor | None, QColor]:
        """A cell's ground and its text: right answers grey and wrong ones orange.

        Of differences those for the worse are orange. None: as what it stands on.
        """
        colors, is_fewer = theme.current(), self._counts[row][column] < 0
        if self.size in (row, column):
            return None, colors.muted if is_fewer else colors.misread
        is_orange = (row == column) == is_fewer
        return _shade(colors is theme.DARK, is_orange, self._shades[row][column])


def _totals_of(matrix: Matrix) -> Matrix:
    """Of each cell how many its row has; of margins their row, their column, or all."""
    rows = np.append(matrix.sum(axis=1), 0)
    totals = np.repeat(rows[:, np.newaxis], len(rows), axis=1)
    totals[-1] = np.append(matrix.sum(axis=0), matrix.sum())
    return totals


@lru_cache(maxsize=4 * SHADES)  # a hundred cells are painted after each epoch
def _shade(is_dark: bool, is_orange: bool, shade: int) -> tuple[QColor, QColor]:
    """A colour of the scheme on its paper, and that of text on it."""
    colors = theme.DARK if is_dark else theme.LIGHT
    above = colors.misread_mark if is_orange else colors.bar
    ground = theme.mixed(colors.paper, above, shade / SHADES)
    return ground, theme.text_on(ground)
