"""The confusion matrix: a click on a cell or a header filters the gallery."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QTableWidget,
    QTableWidgetItem,
)

from digitpad.core.data.dataset import DIGITS
from digitpad.session.mistakes.compared import Cell, Compared
from digitpad.session.mistakes.evaluated import Evaluated
from digitpad.session.mistakes.evaluation_watch import ComparedWatch, EvaluationWatch
from digitpad.session.mistakes.evaluation_words import (
    axes_of_matrix,
    cell_sentence,
    difference,
    with_difference,
    wrong_of_column,
    wrong_of_row,
)
from digitpad.session.mistakes.mistakes import MistakeList
from digitpad.ui.parts import theme
from digitpad.ui.parts.cut_labels import CutLabel
from digitpad.ui.parts.explained import tell_part
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.item_views import Index, let_copy, make_quiet
from digitpad.ui.parts.layouts import column, named

SIZE = len(DIGITS)  # of the matrix, without the row and the column MARGIN
MARGIN = "wrong"
WEAKEST = 0.12  # the least part of the full colour of a cell that is not empty


class MatrixTable(QTableWidget):
    """One row per true digit, one column per digit read; the last of each count the mistakes.

    The cells fill the table, and their numbers fit into them.
    """

    def __init__(self, mistakes: MistakeList) -> None:
        super().__init__(SIZE + 1, SIZE + 1)
        about = (
            "Click a cell or a header to list its digits. Click again to list all. By keys, the "
            "last cell of a row or of a column lists all of it."
        )
        spoken = "Confusion matrix: rows as written, columns as read"
        named(self, "confusion_matrix", about, spoken)
        self.setItemDelegate(_Framed(self, mistakes))
        self.setMinimumSize(200, 100)
        make_quiet(self, row_heads=True)
        let_copy(self)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setCornerButtonEnabled(False)
        for bar in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        for header in (rows, columns):
            header.setMinimumSectionSize(6)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        rows.setMaximumWidth(80)  # long names are cut
        columns.setSectionResizeMode(SIZE, QHeaderView.ResizeMode.ResizeToContents)
        rows.sectionClicked.connect(lambda row: mistakes.filter_by(*cell_at(row, SIZE)))
        columns.sectionClicked.connect(lambda column: mistakes.filter_by(*cell_at(SIZE, column)))
        self.cellClicked.connect(lambda row, column: mistakes.filter_by(*cell_at(row, column)))
        mistakes.listed.connect(self.viewport().update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Not `activated`: a double click would list a cell, and then all again.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.cellClicked.emit(self.currentRow(), self.currentColumn())
        else:
            super().keyPressEvent(event)

    def show_matrix(self, found: Evaluated | None, compared: Compared | None) -> None:
        """Show the counts of an evaluation; None: an empty matrix.

        compared: with another network; then the cells have the differences from its counts.
        """
        matrix, classes, read_as = np.zeros((SIZE, SIZE), int), DIGITS, DIGITS
        if found is not None:
            matrix = found.evaluation.matrix()
            classes, read_as = found.classes, found.output_names
        others = np.zeros_like(matrix) if compared is None else compared.read.evaluation.matrix()
        self.setVerticalHeaderLabels((*classes, MARGIN))
        self.setHorizontalHeaderLabels((*read_as, MARGIN))
        wrong, by_rows, by_columns = _wrong(matrix), matrix.sum(1), matrix.sum(0)
        more, more_wrong = matrix - others, wrong - _wrong(others)
        # Grey is what is right, or got better; mistakes are darker if there are more.
        worse = more * np.where(np.eye(SIZE, dtype=bool), 0 if compared is None else -1, 1)
        most, colors = max(1, int(worse.max())), theme.current()
        for row, at in np.ndindex(matrix.shape):
            count, is_worse = int(matrix[row, at]), worse[row, at] > 0
            ink = colors.muted if row == at and not is_worse else colors.ink
            said = cell_sentence(count, int(by_rows[row]), classes[row], read_as[at])
            item = _item(str(count or ""), said, ink, int(more[row, at]), compared)
            if is_worse:
                part = WEAKEST + (1 - WEAKEST) * int(worse[row, at]) / most
                item.setBackground(theme.mixed(colors.page, colors.cell, part))
            elif more[row, at]:
                item.setBackground(colors.track)
            self.setItem(row, at, item)
        for row, at in [(i, j) for i, j in np.ndindex(wrong.shape) if SIZE in (i, j)]:
            count = int(wrong[row, at])
            if at < SIZE:
                said = wrong_of_column(count, int(by_columns[at]), read_as[at])
            elif row < SIZE:
                said = wrong_of_row(count, int(by_rows[row]), classes[row])
            else:
                said = f"{count:,} of {matrix.sum():,} are wrong"
            text = "" if found is None else str(count)
            item = _item(text, said, colors.misread, int(more_wrong[row, at]), compared)
            self.setItem(row, at, item)


def _wrong(matrix: NDArray[np.integer]) -> NDArray[np.integer]:
    """The mistakes in a matrix, with one more row and column: how many there are, and all."""
    wrong = np.zeros((SIZE + 1, SIZE + 1), int)
    wrong[:SIZE, :SIZE] = matrix - np.diag(np.diag(matrix))
    wrong[SIZE] = wrong.sum(0)
    wrong[:, SIZE] = wrong.sum(1)
    return wrong


def _item(
    text: str, sentence: str, ink: QColor, more: int, compared: Compared | None
) -> QTableWidgetItem:
    """A cell with its count, or with how many more there are than with another network."""
    if compared is not None:
        text, sentence = difference(more), with_difference(sentence, more, compared)
    item = QTableWidgetItem(text)
    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
    item.setForeground(ink)
    for role in (Qt.ItemDataRole.StatusTipRole, Qt.ItemDataRole.AccessibleTextRole):
        item.setData(role, sentence)
    return item


def cell_at(row: int, column: int) -> Cell:
    """The cell of the matrix at a cell of the table; None for all rows or all columns."""
    return None if row == SIZE else row, None if column == SIZE else column


class _Framed(QStyledItemDelegate):
    """Frames the cell that is listed, and the one that has the focus."""

    def __init__(self, table: MatrixTable, mistakes: MistakeList) -> None:
        super().__init__(table)
        self._table, self._mistakes = table, mistakes

    def initStyleOption(self, option: Any, index: Index) -> None:
        super().initStyleOption(option, index)
        wide = option.fontMetrics.horizontalAdvance(option.text) + 2
        room = option.rect.width() / wide, option.rect.height() / option.fontMetrics.height()
        if min(room) < 1:  # small rather than cut
            font = option.font
            font.setPointSizeF(max(1.0, min(room) * font.pointSizeF()))
            option.font = font

    def paint(self, painter: QPainter, cell: Any, index: Index) -> None:  # types lack its fields
        has_focus = self._table.hasFocus() and index == self._table.currentIndex()
        cell.state = QStyle.StateFlag.State_Enabled  # else the style frames the text alone
        super().paint(painter, cell, index)
        at, listed = cell_at(index.row(), index.column()), self._mistakes.cell
        if has_focus or at == listed != (None, None):
            colors = theme.current()
            painter.setPen(QPen(colors.accent if has_focus else colors.ink, 2))
            painter.drawRect(cell.rect.adjusted(1, 1, -1, -1))


class MatrixView(FollowingView):
    """The table, and a line that names its rows and columns."""

    def __init__(
        self, watch: EvaluationWatch, comparison: ComparedWatch, mistakes: MistakeList
    ) -> None:
        super().__init__()
        self._watch, self._comparison, self._table = watch, comparison, MatrixTable(mistakes)
        about = "What the rows and columns are; and what is counted, if two networks are compared."
        self._axes = CutLabel("matrix_axes", about, most_lines=1, role="heading")
        column(self._axes, (self._table, 1), of=self, spacing=8)
        self.follow(watch.answered, comparison.answered)

    def refresh(self) -> None:
        compared = self._comparison.compared
        self._axes.show_text(axes_of_matrix(compared))
        self._table.show_matrix(self._watch.found, compared)
        if self._table.hasFocus() and not self._table.underMouse():
            tell_part(self._table)  # the count of the current cell is another one now
