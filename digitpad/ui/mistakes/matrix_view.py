"""The confusion matrix: each cell, head and margin is a button that filters the gallery."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontInfo, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from digitpad.session.measuring.against_watch import AgainstWatch
from digitpad.session.measuring.evaluating import Evaluated
from digitpad.session.measuring.evaluation_watch import EvaluationWatch
from digitpad.session.measuring.mistake_list import MistakeList
from digitpad.ui.mistakes.matrix_model import ALL, SIZE, Cell, Index, Matrix, MatrixModel
from digitpad.ui.parts import theme
from digitpad.ui.parts.copying import Copying
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.layouts import REST, column, named, paragraph, row

OPENING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
SMALLEST_TEXT, EDGE = 7, 2  # pixels: of a number's height, and beside it


class MatrixTable(Copying, QTableView):
    """The cells fill the table; their numbers fit into them."""

    filtered = Signal(object)
    """A cell, a head or a margin was clicked; carries its Cell."""
    opened = Signal(object)
    """Return on a cell: its first digit is wanted."""

    def __init__(self) -> None:
        super().__init__()
        about = "Click a cell, a head or a margin: the gallery lists its digits. Again: all."
        said = "Confusion matrix: rows as written, columns as read"
        named(self, "confusion_matrix", about, said)
        self.matrix = MatrixModel()
        self.setModel(self.matrix)
        self.setItemDelegate(_Framed(self))
        self.cell: Cell = ALL
        self.setMinimumSize(200, 100)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setGridStyle(Qt.PenStyle.NoPen)  # a pixel of paper between the cells
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        for bar in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        for header in (rows, columns):
            header.setMinimumSectionSize(6)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setHighlightSections(False)
            header.setTextElideMode(Qt.TextElideMode.ElideRight)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        columns.setSectionResizeMode(SIZE, QHeaderView.ResizeMode.ResizeToContents)
        matrix, filtered = self.matrix, self.filtered
        rows.sectionClicked.connect(lambda i: filtered.emit(matrix.cell(i, SIZE)))
        columns.sectionClicked.connect(lambda i: filtered.emit(matrix.cell(SIZE, i)))
        self.clicked.connect(lambda at: filtered.emit(matrix.cell(at.row(), at.column())))

    def show_cell(self, cell: Cell) -> None:
        """Frame the cell whose examples are listed."""
        self.cell = cell
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex()
        if at.isValid() and event.key() == Qt.Key.Key_Space:
            self.clicked.emit(at)
        elif at.isValid() and event.key() in OPENING_KEYS:
            self.opened.emit(self.matrix.cell(at.row(), at.column()))
        else:
            super().keyPressEvent(event)

    # Sizes.

    def fit(self) -> None:
        """Choose a font for the numbers, smaller where the longest would not fit into a cell."""
        self.verticalHeader().setMaximumWidth(self.width() // 4)  # long names are cut
        cell, metrics = self.visualRect(self.matrix.index(0, 0)), self.fontMetrics()
        places = (divmod(i, SIZE + 1) for i in range((SIZE + 1) ** 2))
        longest = max(len(self.matrix.index(*place).data()) for place in places)
        wide = metrics.horizontalAdvance("0" * longest)  # a digit is as wide as any other
        part = min(cell.width() / (wide + EDGE), cell.height() / (metrics.height() + EDGE))
        self.matrix.font = font = QFont(self.font())
        if part < 1:
            font.setPixelSize(max(SMALLEST_TEXT, int(part * QFontInfo(font).pixelSize())))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # the heads of a larger font resize it too
        super().resizeEvent(event)
        self.fit()


class _Framed(QStyledItemDelegate):
    """Frames the cell that is listed, and the one that has the focus."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: Any = QStyleOptionViewItem(option)  # PySide's types do not know its fields
        table: MatrixTable = cell.widget
        has_focus = table.hasFocus() and index == table.currentIndex()
        if has_focus:
            cell.state = QStyle.StateFlag.State_Enabled  # the style would frame the text alone
        super().paint(painter, cell, index)
        if has_focus or table.cell == table.matrix.cell(index.row(), index.column()) != ALL:
            colors = theme.current()
            painter.setPen(QPen(colors.accent if has_focus else colors.ink, 2))
            painter.drawRect(cell.rect.adjusted(1, 1, -1, -1))


class MatrixView(FollowingView):
    """The table with words on both axes, and the lines around it."""

    export_wanted = Signal()

    def __init__(
        self, watch: EvaluationWatch, against: AgainstWatch, mistakes: MistakeList
    ) -> None:
        super().__init__()
        self._watch, self._against = watch, against
        self.table = MatrixTable()
        self._axes = QLabel("written ↓, read as →")
        self._percent = named(
            QCheckBox("&per cent of the row"),
            "matrix_percent",
            "Show per cent of each row instead of counts",
        )
        self._differences = named(
            QCheckBox("d&ifferences"),
            "matrix_differences",
            "Show how many more there are than of the network that it is compared with; what is "
            "for the worse is orange",
        )
        self._differences.hide()
        self._export = named(
            QPushButton("Export CS&V…"),
            "export_matrix",
            "Write the matrix to a CSV file, for a spreadsheet or pandas",
        )
        self._export.clicked.connect(self.export_wanted)
        self._unread = paragraph(
            "unread",
            "The canvas calls a drawing unread if no output is over a tenth. The matrix counts it "
            "as the digit of its most active output all the same, as the accuracy does.",
        )
        above = row(self._axes, REST, self._differences, self._percent, spacing=4)
        below = row((self._unread, 1), self._export, spacing=4)
        column(above, (self.table, 1), below, of=self, spacing=2)
        for box in (self._percent, self._differences):
            box.toggled.connect(self.refresh)
        self.table.filtered.connect(lambda cell: mistakes.filter_by(*cell))
        self.table.opened.connect(lambda cell: mistakes.open_cell(*cell))
        mistakes.cell_changed.connect(lambda: self.table.show_cell(mistakes.cell))
        self.follow(watch.evaluated, against.compared)
        for label in (self._axes, self._unread):
            theme.give_role(label, "muted")

    def refresh(self, *_chosen: bool) -> None:
        found, compared = self._watch.found, self._against.found
        self._differences.setVisible(compared is not None)
        difference: Matrix | None = None
        if compared is not None and self._differences.isChecked():
            difference = compared.matrix
        self._percent.setEnabled(difference is None)
        self.table.matrix.show_matrix(found, difference, self._percent.isChecked())
        self.table.fit()
        self._export.setEnabled(found is not None)
        self._unread.setText("" if found is None else _unread(found))


def _unread(found: Evaluated) -> str:
    unread, right = found.unread
    return f"unread (no output over a tenth): {unread:,}, {right:,} right"
