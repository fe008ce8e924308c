"""The confusion matrix: each cell, head and margin is a button that filters the gallery."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontInfo,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
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
from digitpad.ui.mistakes.matrix_model import ALL, CELL, MARGIN, Cell, Index, Matrix, MatrixModel
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.focus import FocusedTable, paint_focus
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.gallery import rect_of, state_of
from digitpad.ui.parts.layouts import REST, column, named, paragraph, row

FILTERING_KEYS = (Qt.Key.Key_Space,)
OPENING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
SMALLEST_TEXT, EDGE = 7, 2  # pixels: of a number's height, and beside it
CENTRE = Qt.AlignmentFlag.AlignCenter


class MatrixTable(FocusedTable):
    """The cells, all of one size, fill the table; their numbers fit into them."""

    filtered = Signal(object)
    """A cell, a head or a margin was clicked; carries its Cell."""
    opened = Signal(object)
    """Return on a cell: its first digit is wanted."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "confusion_matrix", said="Confusion matrix: rows as written, columns as read")
        explain(self, "Click a cell, a head or a margin: the gallery lists its digits. Again: all.")
        self.matrix = MatrixModel()
        self.setModel(self.matrix)
        self._painter = _Painter(self)
        self.setItemDelegate(self._painter)
        self.cell: Cell = ALL
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        for bar in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        for header in (rows, columns):
            header.setMinimumSectionSize(6)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setSectionsClickable(True)
            header.setHighlightSections(False)
            header.setDefaultAlignment(CENTRE)
        matrix, filtered = self.matrix, self.filtered
        rows.sectionClicked.connect(lambda i: filtered.emit(matrix.cell(i, matrix.size)))
        columns.sectionClicked.connect(lambda i: filtered.emit(matrix.cell(matrix.size, i)))
        self.clicked.connect(lambda index: filtered.emit(index.data(CELL)))

    def show_cell(self, cell: Cell) -> None:
        """Frame the cell whose examples are listed."""
        self.cell = cell
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        cell = self.currentIndex().data(CELL)
        if cell is not None and event.key() in OPENING_KEYS:
            self.opened.emit(cell)
        elif cell is not None and event.key() in FILTERING_KEYS:
            self.filtered.emit(cell)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            first = self.matrix.index(0, 0)
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)

    # Sizes.

    def fit(self) -> None:
        """Choose fonts for numbers and heads that fit into the cells."""
        metrics, usual = self.fontMetrics(), self.font()
        widest = max(map(metrics.horizontalAdvance, (*self.matrix.classes, MARGIN))) + 3 * EDGE
        self.verticalHeader().setFixedWidth(min(widest, self.width() // 4))
        head = min(metrics.height() + 2 * EDGE, max(1, self.height() // 8))
        self.horizontalHeader().setFixedHeight(head)
        self.updateGeometries()
        width, height = (
            n / (self.matrix.size + 1) - EDGE for n in self.viewport().size().toTuple()
        )
        longest = max(len(text) for texts in self.matrix.texts for text in texts)
        # A digit is as wide as any other.
        self._painter.font = smaller_font(usual, "0" * longest, width, height)
        heads = self.horizontalHeader()
        heads.setFont(smaller_font(usual, MARGIN, width, head))
        is_long = max(map(len, self.matrix.outputs)) > len(MARGIN)
        cut = Qt.TextElideMode.ElideRight if is_long else Qt.TextElideMode.ElideNone
        heads.setTextElideMode(cut)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()

    def sizeHint(self) -> QSize:
        return QSize(380, 300)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 100)


def smaller_font(usual: QFont, text: str, width: float, height: float) -> QFont:
    """The font, smaller where a text would not fit into so many pixels."""
    metrics = QFontMetrics(usual)
    part = min(1.0, width / max(1, metrics.horizontalAdvance(text)), height / metrics.height())
    font = QFont(usual)
    if part < 1:
        font.setPixelSize(max(SMALLEST_TEXT, int(part * QFontInfo(usual).pixelSize())))
    return font


class _Painter(QStyledItemDelegate):
    """Paints a cell; the one that is listed has a frame."""

    def __init__(self, table: MatrixTable) -> None:
        super().__init__(table)
        self._table = table
        self.font = table.font()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # Qt's own painting by item roles takes twice as long, and has no frame.
        place, matrix = rect_of(option), self._table.matrix
        row, column = index.row(), index.column()
        ground, ink = matrix.colors(row, column)
        inner = place.adjusted(1, 1, 0, 0)
        if ground is not None:
            painter.fillRect(inner, ground)
        if text := matrix.texts[row][column]:
            painter.setFont(self.font)
            painter.setPen(ink)
            painter.drawText(place, CENTRE, text)
        if self._table.cell == matrix.cell(row, column) != ALL:
            painter.setPen(QPen(theme.current().ink, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(inner.adjusted(1, 1, -1, -1))
        if state_of(option) & QStyle.StateFlag.State_HasFocus:
            paint_focus(painter, inner)


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
        self._unread = paragraph("unread")
        self._unread.setToolTip(
            "The canvas calls a drawing unread if no output is over a tenth. The matrix counts it "
            "as the digit of its most active output all the same, as the accuracy does."
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
            theme.set_text_color(label, "muted")

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
