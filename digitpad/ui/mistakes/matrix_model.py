"""The confusion matrix as a table of Qt's: what each cell says, and how strongly it is coloured."""

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
NOWHERE = QModelIndex()
ALL: Cell = (None, None)
Role = Qt.ItemDataRole
CELL = Role.UserRole  # the cell that an index stands for

MARGIN = "wrong"
WEAKEST, STRONGEST = 0.10, 0.85  # of a colour, where something was counted
ON_DIAGONAL = 0.45  # the strongest there, since numbers stand on it


class MatrixModel(QAbstractTableModel):
    """A row a true digit, a column what it was read as; the last ones count what is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self._classes = self._outputs = DIGITS
        self._matrix: NDArray[np.int64] | None = None
        self._difference: NDArray[np.int64] | None = None  # from another network's, if it is shown
        # Found once for all: a cell is painted in microseconds.
        self._counts: list[list[int]] = []  # of all cells, margins among them
        self._strengths: list[list[float]] = []  # of colours, 0 to 1, without margins
        self._in_percent = False
        self._letters = 99

    @property
    def names(self) -> tuple[str, ...]:
        """What the columns are called."""
        return self._outputs

    @property
    def size(self) -> int:
        """The number of classes."""
        return len(self._outputs)

    def show_matrix(self, found: Evaluated | None) -> None:
        """Show the matrix of an evaluation; None: no numbers."""
        names = (DIGITS, DIGITS) if found is None else (found.classes, found.outputs)
        if names != (self._classes, self._outputs):
            self.beginResetModel()
            self._classes, self._outputs = names
            self.endResetModel()
        self._matrix = None if found is None else found.matrix
        self._count()
        self._tell()

    def show_percent(self, wanted: bool) -> None:
        """Show per cent of each row in place of counts."""
        self._in_percent = wanted
        self._count()
        self._tell()

    def show_difference(self, difference: NDArray[np.int64] | None) -> None:
        """Show how many more a cell has than that of another network; None: what it has."""
        self._difference = difference
        self._count()
        self._tell()

    def _count(self) -> None:
        """Count what is wrong, and how strong colours are: right and wrong on their own scales."""
        if self._matrix is None:
            self._counts, self._strengths = [], []
            return
        matrix = self._matrix if self._difference is None else self._difference
        errors = matrix - np.diag(np.diag(matrix))
        beside = errors.sum(axis=1, keepdims=True)
        below = [[*errors.sum(axis=0).tolist(), int(errors.sum())]]
        self._counts = np.vstack([np.hstack([matrix, beside]), below]).tolist()
        values = np.abs(matrix).astype(np.float64)
        if self._in_percent and self._difference is None:
            values /= np.maximum(matrix.sum(axis=1, keepdims=True), 1)
        is_right = np.eye(self.size, dtype=bool)
        most = values[is_right].max(), values[~is_right].max()
        strengths = np.where(
            is_right,
            ON_DIAGONAL * values / (most[0] or 1.0),
            WEAKEST + (STRONGEST - WEAKEST) * values / (most[1] or 1.0),
        )
        self._strengths = np.where(matrix != 0, strengths, 0.0).tolist()

    def shorten_names(self, letters: int) -> None:
        """Show the heads of columns with so many letters, where there is no room for more."""
        if letters != self._letters:
            self._letters = letters
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.size)

    def _tell(self) -> None:
        self.dataChanged.emit(self.index(0, 0), self.index(self.size, self.size))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self.size + 1

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self.size + 1

    def cell(self, row: int, column: int) -> Cell:
        """What stands in a row and column: None for a margin, or where it is a head's place."""
        return tuple(i if 0 <= i < self.size else None for i in (row, column))  # type: ignore[return-value]

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        cell = self.cell(index.row(), index.column())
        match role:
            case Role.DisplayRole:
                return self.text(cell)
            case Role.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignCenter
            case Role.ToolTipRole | Role.AccessibleTextRole:
                return self.sentence(cell)
            case Role.BackgroundRole:
                return self.color(cell)
            case _ if role == CELL:
                return cell
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        is_row = orientation == Qt.Orientation.Vertical
        names = self._classes if is_row else self._outputs
        match role:
            case Role.DisplayRole:
                if section == self.size:
                    return MARGIN
                return names[section] if is_row else names[section][: self._letters]
            case Role.ToolTipRole:
                place = (section, self.size) if is_row else (self.size, section)
                return self.sentence(self.cell(*place))
        return None

    # What is counted.

    def count(self, cell: Cell) -> int:
        """How many examples a cell has; a margin has what is wrong in its row or column."""
        return self._counts[self.size if cell[0] is None else cell[0]][
            self.size if cell[1] is None else cell[1]
        ]

    def text(self, cell: Cell) -> str:
        """A cell's count, or per cent of its row; of a column's margin per cent of the column."""
        if self._matrix is None:
            return ""
        count = self.count(cell)
        if not count:
            return "" if None not in cell else "0"
        if self._difference is not None:
            return f"{count:+}".replace("-", "−")
        if not self._in_percent:
            return str(count)
        label, read = cell
        of = self._matrix[:, _at(read)] if label is None else self._matrix[label]
        share = 100 * count / max(1, int(of.sum()))
        return f"{share:.0f}" if share >= 10 else f"{share:.1f}"

    def sentence(self, cell: Cell) -> str:
        """What a cell counts, for pointing at it and for screen readers."""
        if self._matrix is None:
            return "nothing is measured yet"
        count, (label, read) = self.count(cell), cell
        if self._difference is not None:
            written = "" if label is None else f" of {with_article(self._classes[label])}"
            answer = "misread" if read is None else f"read as {with_article(self._outputs[read])}"
            more = "more" if count >= 0 else "fewer"
            return f"{abs(count):,} {more} pictures{written} are {answer} than by the other network"
        if label is not None and read is not None:
            total = int(self._matrix[label].sum())
            return cell_sentence(count, total, self._classes[label], self._outputs[read])
        if label is not None:
            total = int(self._matrix[label].sum())
            return f"{count:,} of {total:,} that are {with_article(self._classes[label])} are wrong"
        if read is not None:
            total = int(self._matrix[:, read].sum())
            name = with_article(self._outputs[read])
            return f"{count:,} of {total:,} that were read as {name} are something else"
        return f"{count:,} of {int(self._matrix.sum()):,} are wrong"

    def color(self, cell: Cell) -> QColor | None:
        """A cell's colour: right answers grey and wrong ones orange, each on a scale of its own.

        Of differences those for the worse are orange.
        """
        label, read = cell
        if self._matrix is None or label is None or read is None:
            return None
        colors, strength = theme.current(), self._strengths[label][read]
        is_worse = (label == read) == (self._counts[label][read] < 0)
        above = colors.runner_up if is_worse else colors.bar
        return theme.mixed(colors.paper, above, strength) if strength else None


def _at(i: int | None) -> Any:
    return slice(None) if i is None else i
