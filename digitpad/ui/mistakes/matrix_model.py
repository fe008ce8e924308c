"""The confusion matrix as a table of Qt's: what each cell says, and how strongly it is coloured."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from digitpad.core.data.classes import DIGITS, with_article
from digitpad.core.evaluation.matrix_text import cell_sentence
from digitpad.session.measuring.evaluating import Evaluated
from digitpad.ui.parts import theme

Index = QModelIndex | QPersistentModelIndex
Cell = tuple[int | None, int | None]
Matrix = NDArray[np.int64]
ALL: Cell = (None, None)
Role = Qt.ItemDataRole

SIZE = len(DIGITS)  # of the matrix without its margins
MARGIN = "wrong"
WEAKEST, STRONGEST = 0.10, 0.85  # of a colour, where something was counted
ON_DIAGONAL = 0.45  # the strongest there, since numbers stand on it


class MatrixModel(QAbstractTableModel):
    """A row a true digit, a column what it was read as; the last ones count what is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.classes = self.outputs = DIGITS  # the names of rows, and of columns
        self.font = QFont()
        """The font of the numbers."""
        self.show_matrix(None)

    def show_matrix(
        self, found: Evaluated | None, difference: Matrix | None = None, in_percent: bool = False
    ) -> None:
        """Show the matrix of an evaluation; None: no numbers.

        difference: show how many more each cell has than that of another network. in_percent: show
        per cent of each row in place of counts.
        """
        names = self.classes, self.outputs
        self.classes = DIGITS if found is None else found.classes
        self.outputs = DIGITS if found is None else found.outputs
        matrix = np.zeros((SIZE, SIZE), np.int64) if found is None else found.matrix
        self._is_measured, self._is_difference = found is not None, difference is not None
        self._in_percent = in_percent and difference is None
        shown = matrix if difference is None else difference
        errors = shown - np.diag(np.diag(shown))
        self._counts = _with_margins(shown, errors.sum(axis=1), errors.sum(axis=0), errors.sum())
        # What each count is a part of: its row, in the lowest margin its column.
        rows = matrix.sum(axis=1)
        every = np.repeat(rows[:, np.newaxis], SIZE, axis=1)
        self._totals = _with_margins(every, rows, matrix.sum(axis=0), matrix.sum())
        self._strengths = _strengths(shown / np.maximum(every, 1) if self._in_percent else shown)
        if names != (self.classes, self.outputs):
            for way in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical):
                self.headerDataChanged.emit(way, 0, SIZE)
        self.dataChanged.emit(self.index(0, 0), self.index(SIZE, SIZE))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else SIZE + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else SIZE + 1

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a row and column: None for a margin."""
        return None if row == SIZE else row, None if column == SIZE else column

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        match role:
            case Role.DisplayRole:
                return self._text(row, column)
            case Role.ToolTipRole | Role.AccessibleTextRole:
                return self.sentence(row, column)
            case Role.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignCenter
            case Role.FontRole:
                return self.font
            case Role.BackgroundRole:
                return self._ground(row, column)
            case Role.ForegroundRole:
                return self._ink(row, column)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        is_row = orientation == Qt.Orientation.Vertical
        if role == Role.ToolTipRole:
            return self.sentence(*((section, SIZE) if is_row else (SIZE, section)))
        if role == Role.DisplayRole:
            return (*(self.classes if is_row else self.outputs), MARGIN)[section]
        return None

    # What is counted.

    def _text(self, row: int, column: int) -> str:
        """A count, or per cent of its row; in a column's margin per cent of the column."""
        count = self._counts[row, column]
        if not self._is_measured:
            return ""
        if not count:
            return "0" if SIZE in (row, column) else ""
        if self._is_difference:
            return f"{count:+}".replace("-", "−")
        if not self._in_percent:
            return str(count)
        share = 100 * count / max(1, self._totals[row, column])
        return f"{share:.0f}" if share >= 10 else f"{share:.1f}"

    def sentence(self, row: int, column: int) -> str:
        """What a cell counts, for pointing at it and for screen readers."""
        if not self._is_measured:
            return "nothing is measured yet"
        count, total = int(self._counts[row, column]), int(self._totals[row, column])
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

    # Colours: right answers are grey and wrong ones orange, of differences those for the worse.

    def _ground(self, row: int, column: int) -> QColor | None:
        """The colour of a cell; None: as what the table stands on."""
        if SIZE in (row, column):
            return None
        colors, is_fewer = theme.current(), self._counts[row, column] < 0
        color = colors.cell if (row == column) == is_fewer else colors.muted
        return theme.mixed(colors.paper, color, float(self._strengths[row, column]))

    def _ink(self, row: int, column: int) -> QColor:
        """The colour of a cell's text."""
        ground, colors = self._ground(row, column), theme.current()
        if ground is not None:
            return theme.text_on(ground)
        return colors.muted if self._counts[row, column] < 0 else colors.misread


def _with_margins(matrix: Matrix, right: Matrix, below: Matrix, corner: np.integer) -> Matrix:
    """A matrix with one more column at the right, and one more row below."""
    return np.block([[matrix, right[:, np.newaxis]], [below, np.asarray(corner)]])


def _strengths(shown: NDArray[np.number]) -> NDArray[np.float64]:
    """How strong the colours of counts or shares are: right and wrong each on their own scale."""
    values, is_right = np.abs(shown).astype(np.float64), np.eye(SIZE, dtype=bool)
    right = ON_DIAGONAL * values / (values[is_right].max() or 1.0)
    wrong = WEAKEST + (STRONGEST - WEAKEST) * values / (values[~is_right].max() or 1.0)
    strengths: NDArray[np.float64] = np.where(is_right, right, np.where(values != 0, wrong, 0.0))
    return strengths
