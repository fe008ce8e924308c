"""The confusion matrix: each cell, head and margin is a button that filters the gallery."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontInfo,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from digitpad.session.measuring.evaluating import Evaluated
from digitpad.ui.mistakes.matrix_model import ALL, CELL, MARGIN, Cell, Index, MatrixModel
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.focus import FocusedTable, paint_focus
from digitpad.ui.parts.gallery import rect_of, state_of

FILTERING_KEYS = (Qt.Key.Key_Space,)
OPENING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
SMALLEST_TEXT, EDGE = 7, 2  # pixels: of a number's height, and beside it
LEAST = QSize(200, 100)


class MatrixTable(FocusedTable):
    """Fills its room with cells of one size, and numbers that fit into them."""

    filtered = Signal(object)
    """A cell, a head or a margin was clicked; carries its Cell."""
    opened = Signal(object)
    """Return on a cell: its first digit is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("confusion_matrix")
        self.setAccessibleName("Confusion matrix: rows as written, columns as read")
        explain(self, "Click a cell, a head or a margin: the gallery lists its digits. Again: all.")
        self.matrix = MatrixModel()
        self.setModel(self.matrix)
        self.setItemDelegate(_Painter(self))
        self.cell: Cell = ALL
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        for bar in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header, is_row in ((self.verticalHeader(), True), (self.horizontalHeader(), False)):
            header.setMinimumSectionSize(6)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setSectionsClickable(True)
            header.setHighlightSections(False)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
            header.setTextElideMode(
                Qt.TextElideMode.ElideRight if is_row else Qt.TextElideMode.ElideNone
            )
            header.sectionClicked.connect(self._take_row if is_row else self._take_column)
        self.clicked.connect(lambda index: self.filtered.emit(index.data(CELL)))

    def _take_row(self, section: int) -> None:
        self.filtered.emit(self.matrix.cell(section, self.matrix.size))

    def _take_column(self, section: int) -> None:
        self.filtered.emit(self.matrix.cell(self.matrix.size, section))

    def show_matrix(self, found: Evaluated | None) -> None:
        """Show the matrix of an evaluation, or that there is none."""
        self.matrix.show_matrix(found)
        self.fit()

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

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        if not self.currentIndex().isValid():
            first = self.matrix.index(0, 0)
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)

    # Sizes.

    def fit(self) -> None:
        """Let numbers and heads be as large as the cells allow."""
        size = self.matrix.size
        metrics = self.fontMetrics()
        names = [str(self.matrix.headerData(i, Qt.Orientation.Vertical)) for i in range(size + 1)]
        widest = max(map(metrics.horizontalAdvance, names)) + 2 * EDGE
        self.verticalHeader().setFixedWidth(min(widest + EDGE, self.width() // 4))
        head = metrics.height() + 2 * EDGE
        self.horizontalHeader().setFixedHeight(min(head, max(1, self.height() // 8)))
        self.updateGeometries()
        side = self.viewport().width() / (size + 1), self.viewport().height() / (size + 1)
        texts = [
            self.matrix.text(self.matrix.cell(i, j))
            for i in range(size + 1)
            for j in range(size + 1)
        ]
        longest = max(texts, key=len, default="") or "0"
        font = fitted(self.font(), longest, side[0] - EDGE, side[1] - 1)
        delegate = self.itemDelegate()
        assert isinstance(delegate, _Painter)
        delegate.font = font
        heads = fitted(self.font(), MARGIN, side[0] - EDGE, self.horizontalHeader().height())
        self.horizontalHeader().setFont(heads)
        self.matrix.shorten_names(letters_for(self.matrix.names, heads, side[0] - EDGE))
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
        return LEAST


def fitted(usual: QFont, text: str, width: float, height: float) -> QFont:
    """The font, smaller where a text would not fit into so many pixels."""
    metrics = QFontMetrics(usual)
    part = min(1.0, width / max(1, metrics.horizontalAdvance(text)), height / metrics.height())
    font = QFont(usual)
    if part < 1:
        font.setPixelSize(max(SMALLEST_TEXT, int(part * QFontInfo(usual).pixelSize())))
    return font


def letters_for(names: Sequence[str], font: QFont, width: float) -> int:
    """How many letters of each name there is room for, in so many pixels."""
    metrics = QFontMetrics(font)
    letters = max(map(len, names))
    while letters > 1 and max(metrics.horizontalAdvance(name[:letters]) for name in names) > width:
        letters -= 1
    return letters


class _Painter(QStyledItemDelegate):
    """Paints a cell; the one that is listed has a frame."""

    def __init__(self, table: MatrixTable) -> None:
        super().__init__(table)
        self._table = table
        self.font = table.font()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        place, colors = rect_of(option), theme.current()
        matrix = self._table.matrix  # not through Qt, which would take three times as long
        cell = matrix.cell(index.row(), index.column())
        color = matrix.color(cell)
        inner = place.adjusted(1, 1, 0, 0)
        if color is not None:
            painter.fillRect(inner, color)
        elif None not in cell:
            painter.fillRect(inner, colors.paper)
        painter.setFont(self.font)
        behind = color or colors.paper
        if None in cell:
            is_better = matrix.text(cell).startswith("−")  # than another network
            painter.setPen(colors.muted if is_better else colors.misread)
        else:
            painter.setPen(theme.text_on(behind))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, matrix.text(cell))
        if cell == self._table.cell and cell != ALL:
            painter.setPen(QPen(colors.ink, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(inner.adjusted(1, 1, -1, -1))
        if state_of(option) & QStyle.StateFlag.State_HasFocus:
            paint_focus(painter, inner)


class _Sideways(QWidget):
    """A word that is read from below."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.height(), metrics.horizontalAdvance(self._text))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().height(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(theme.current().muted)
            painter.translate(0, self.height())
            painter.rotate(-90)
            place = self.rect().transposed()
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._text)


class MatrixView(QWidget):
    """The table with words on both axes, and the lines around it."""

    export_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.table = MatrixTable()
        self._across = QLabel("read as")
        self._percent = QCheckBox("&per cent of the row")
        self._percent.setObjectName("matrix_percent")
        self._percent.setToolTip("Show per cent of each row instead of counts")
        self._percent.toggled.connect(self._show_percent)
        self._differences = QCheckBox("d&ifferences")
        self._differences.setObjectName("matrix_differences")
        self._differences.setToolTip(
            "Show how many more there are than of the network that it is compared with; what is "
            "for the worse is orange"
        )
        self._differences.hide()
        self._differences.toggled.connect(self._show_difference)
        self._difference: NDArray[np.int64] | None = None
        self._export = QPushButton("Export CS&V…")
        self._export.setObjectName("export_matrix")
        self._export.setToolTip("Write the matrix to a CSV file, for a spreadsheet or pandas")
        self._export.clicked.connect(self.export_wanted)
        self._unread = QLabel()
        self._unread.setObjectName("unread")
        self._unread.setWordWrap(True)
        self._unread.setToolTip(
            "The canvas calls a drawing unread if no output is over a tenth. The matrix counts it "
            "as the digit of its most active output all the same, as the accuracy does."
        )
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addStretch(1)
        above.addWidget(self._across)
        above.addStretch(1)
        above.addWidget(self._differences)
        above.addWidget(self._percent)
        below.addWidget(self._unread, 1)
        below.addWidget(self._export)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(above, 0, 0, 1, 2)
        layout.addWidget(_Sideways("written"), 1, 0)
        layout.addWidget(self.table, 1, 1)
        layout.addLayout(below, 2, 0, 1, 2)
        layout.setRowStretch(1, 1)
        self._color()

    def show_evaluated(self, found: Evaluated | None) -> None:
        """Show the matrix of an evaluation; None where nothing is known."""
        self.table.show_matrix(found)
        self._export.setEnabled(found is not None)
        if found is None:
            self._unread.setText("")
        else:
            unread, right = found.unread
            self._unread.setText(f"unread (no output over a tenth): {unread:,}, {right:,} right")

    def know_difference(self, difference: NDArray[np.int64] | None) -> None:
        """Offer to show the difference from another network's matrix; None: there is none."""
        self._difference = difference
        self._differences.setVisible(difference is not None)
        self._show_difference()

    def _show_difference(self, *_wanted: bool) -> None:
        is_shown = self._difference is not None and self._differences.isChecked()
        self._percent.setEnabled(not is_shown)
        self.table.matrix.show_difference(self._difference if is_shown else None)
        self.table.fit()

    def _show_percent(self, wanted: bool) -> None:
        self.table.matrix.show_percent(wanted)
        self.table.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._color()

    def _color(self) -> None:
        for label in (self._across, self._unread):
            theme.set_text_color(label, theme.current().muted)
