"""The confusion matrix: a click on a cell or a header filters the gallery."""

from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QTableWidget,
    QTableWidgetItem,
)

from digitpad.core.data.dataset import DIGITS
from digitpad.session.mistakes.compared import Cell
from digitpad.session.mistakes.evaluated import Evaluated
from digitpad.session.mistakes.evaluation_watch import EvaluationWatch
from digitpad.session.mistakes.evaluation_words import (
    cell_sentence,
    wrong_of_column,
    wrong_of_row,
)
from digitpad.session.mistakes.mistakes import MistakeList
from digitpad.ui.parts import theme
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

    def show_matrix(self, found: Evaluated | None) -> None:
        """Show the counts of an evaluation; None: an empty matrix."""
        matrix = np.zeros((SIZE, SIZE), int) if found is None else found.evaluation.matrix()
        classes, read_as = DIGITS, DIGITS
        if found is not None:
            classes, read_as = found.classes, found.output_names
        self.setVerticalHeaderLabels((*classes, MARGIN))
        self.setHorizontalHeaderLabels((*read_as, MARGIN))
        errors, colors = matrix - np.diag(np.diag(matrix)), theme.current()
        most = max(1, int(errors.max()))
        for row, counts in enumerate(matrix.tolist()):
            total, wrong = sum(counts), int(errors[row].sum())
            for at, count in enumerate(counts):
                sentence = cell_sentence(count, total, classes[row], read_as[at])
                item = _item(str(count or ""), sentence, colors.muted if row == at else colors.ink)
                if count:  # right ones are grey; mistakes are darker if there are more
                    part = WEAKEST + (1 - WEAKEST) * count / most
                    dark = theme.mixed(colors.page, colors.cell, part)
                    item.setBackground(colors.track if row == at else dark)
                self.setItem(row, at, item)
            margin = wrong, wrong_of_row(wrong, total, classes[row])
            self._write_margin(row, SIZE, *margin, is_known=found is not None)
        for at, (wrong, total) in enumerate(zip(errors.sum(0).tolist(), matrix.sum(0).tolist())):
            margin = wrong, wrong_of_column(wrong, total, read_as[at])
            self._write_margin(SIZE, at, *margin, is_known=found is not None)
        wrong, total = int(errors.sum()), int(matrix.sum())
        margin = wrong, f"{wrong:,} of {total:,} are wrong"
        self._write_margin(SIZE, SIZE, *margin, is_known=found is not None)

    def _write_margin(
        self, row: int, column: int, wrong: int, sentence: str, is_known: bool
    ) -> None:
        text = str(wrong) if is_known else ""
        self.setItem(row, column, _item(text, sentence, theme.current().misread))


def _item(text: str, sentence: str, ink: QColor) -> QTableWidgetItem:
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

    def __init__(self, watch: EvaluationWatch, mistakes: MistakeList) -> None:
        super().__init__()
        self._watch, self._table = watch, MatrixTable(mistakes)
        axes = QLabel("Written ↓, read as →")
        theme.give_role(axes, "heading")
        column(axes, (self._table, 1), of=self, spacing=8)
        self.follow(watch.answered)

    def refresh(self) -> None:
        self._table.show_matrix(self._watch.found)
