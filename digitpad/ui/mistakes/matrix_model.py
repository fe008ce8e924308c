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
        self._classes = self.names = DIGITS  # of rows, and of columns
        self._matrix = self._difference = None  # type: Matrix | None
        self._in_percent = False
        self._letters = 99
        # Found once for all: a cell is painted in microseconds.
        self._counts: list[list[int]] = []  # of all cells, margins among them
        self._shades: list[list[int]] = []  # of colours, up to SHADES, without margins

    @property
    def size(self) -> int:
        """The number of classes."""
        return len(self.names)

    def show_matrix(
        self, found: Evaluated | None, difference: Matrix | None = None, in_percent: bool = False
    ) -> None:
        """Show the matrix of an evaluation; None: no numbers.

        difference: show how many more each cell has than that of another network. in_percent: show
        per cent of each row in place of counts.
        """
        names = (DIGITS, DIGITS) if found is None else (found.classes, found.outputs)
        if names != (self._classes, self.names):
            self.beginResetModel()
            self._classes, self.names = names
            self.endResetModel()
        self._matrix = None if found is None else found.matrix
        self._difference, self._in_percent = difference, in_percent
        self._count()
        self.dataChanged.emit(self.index(0, 0), self.index(self.size, self.size))

    def _count(self) -> None:
        """Count what is wrong, and how strong colours are: right and wrong on their own scales."""
        if self._matrix is None:
            self._counts, self._shades = [], []
            return
        matrix = self._matrix if self._difference is None else self._difference
        errors = matrix - np.diag(np.diag(matrix))
        below = [[*errors.sum(axis=0).tolist(), int(errors.sum())]]
        self._counts = np.vstack([np.column_stack([matrix, errors.sum(axis=1)]), below]).tolist()
        values = np.abs(matrix).astype(np.float64)
        if self._in_percent and self._difference is None:
            values /= np.maximum(matrix.sum(axis=1, keepdims=True), 1)
        is_right = np.eye(self.size, dtype=bool)
        strengths = np.where(
            is_right,
            ON_DIAGONAL * values / (values[is_right].max() or 1.0),
            WEAKEST + (STRONGEST - WEAKEST) * values / (values[~is_right].max() or 1.0),
        )
        shades = np.maximum(1, np.rint(SHADES * strengths))
        self._shades = np.where(matrix != 0, shades, 0).astype(int).tolist()

    def shorten_names(self, letters: int) -> None:
        """Show the heads of columns with so many letters, where there is no room for more."""
        if letters != self._letters:
            self._letters = letters
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.size)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.size + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
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
            case _ if role == CELL:
                return cell
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        is_row = orientation == Qt.Orientation.Vertical
        if role == Role.ToolTipRole:
            place = (section, self.size) if is_row else (self.size, section)
            return self.sentence(self.cell(*place))
        if role != Role.DisplayRole:
            return None
        if section == self.size:
            return MARGIN
        return self._classes[section] if is_row else self.names[section][: self._letters]

    # What is counted.

    def count(self, cell: Cell) -> int:
        """How many examples a cell has; a margin has what is wrong in its row or column."""
        row, column = (self.size if i is None else i for i in cell)
        return self._counts[row][column]

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
        share = 100 * count / max(1, self._total(cell))
        return f"{share:.0f}" if share >= 10 else f"{share:.1f}"

    def _total(self, cell: Cell) -> int:
        """How many examples a cell's row has; for a column's margin, its column."""
        assert self._matrix is not None
        label, read = cell
        if label is not None:
            return int(self._matrix[label].sum())
        return int((self._matrix if read is None else self._matrix[:, read]).sum())

    def sentence(self, cell: Cell) -> str:
        """What a cell counts, for pointing at it and for screen readers."""
        if self._matrix is None:
            return "nothing is measured yet"
        count, total = self.count(cell), self._total(cell)
        label, read = cell
        is_a = "" if label is None else with_article(self._classes[label])
        read_as = "" if read is None else with_article(self.names[read])
        if self._difference is not None:
            of, answer = (
                f" of {is_a}" if is_a else "",
                f"read as {read_as}" if read_as else "misread",
            )
            more = "more" if count >= 0 else "fewer"
            return f"{abs(count):,} {more} pictures{of} are {answer} than by the other network"
        if label is not None and read is not None:
            return cell_sentence(count, total, self._classes[label], self.names[read])
        if label is not None:
            return f"{count:,} of {total:,} that are {is_a} are wrong"
        if read is not None:
            return f"{count:,} of {total:,} that were read as {read_as} are something else"
        return f"{count:,} of {total:,} are wrong"

    def colors(self, cell: Cell) -> tuple[QColor | None, QColor]:
        """A cell's ground and its text: right answers grey and wrong ones orange.

        Of differences those for the worse are orange. None: as what it stands on.
        """
        label, read = cell
        is_dark = theme.current() is theme.DARK
        if label is None or read is None:
            is_better = bool(self._counts) and self._difference is not None and self.count(cell) < 0
            colors = theme.current()
            return None, colors.muted if is_better else colors.misread
        if not self._shades:
            return _shade(is_dark, False, 0)
        is_worse = (label == read) == (self._counts[label][read] < 0)
        return _shade(is_dark, is_worse, self._shades[label][read])


@lru_cache(maxsize=4 * SHADES)  # a hundred cells are painted after each epoch
def _shade(is_dark: bool, is_orange: bool, shade: int) -> tuple[QColor, QColor]:
    """A colour of the scheme on its paper, and that of text on it."""
    colors = theme.DARK if is_dark else theme.LIGHT
    above = colors.misread_mark if is_orange else colors.bar
    ground = theme.mixed(colors.paper, above, shade / SHADES)
    return ground, theme.text_on(ground)
