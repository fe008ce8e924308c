"""Item views: what they offer; copying from them; the sides of cells; rows to point at."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QListView,
    QListWidget,
    QTableView,
)

from digitpad.ui.parts.actions import Action, Key, declare

Index = QModelIndex | QPersistentModelIndex


def alignment(is_number: bool) -> Qt.AlignmentFlag:
    """The alignment of a cell: numbers on the right, words on the left."""
    side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def offer(
    box: QComboBox | QListWidget, items: Sequence[tuple[str, object]], chosen: object
) -> None:
    """Let a box or a list offer these items, each a text and its data, and no others.

    The item with the data `chosen` becomes the current one, or else the first; no signal tells.
    """
    model, role = box.model(), Qt.ItemDataRole.UserRole
    indexes = [model.index(row, 0) for row in range(model.rowCount())]
    with QSignalBlocker(box):
        if [(index.data(), index.data(role)) for index in indexes] != list(items):
            box.clear()
            box.addItems([text for text, _ in items])
            for row, (_, data) in enumerate(items):
                model.setData(model.index(row, 0), data, role)
        row = next((row for row, (_, data) in enumerate(items) if data == chosen), 0)
        if isinstance(box, QListWidget):
            box.setCurrentRow(row)
        else:
            box.setCurrentIndex(row)


def let_copy(view: QAbstractItemView, copied: Callable[[], QMimeData] | None = None) -> None:
    """Give a view an action that copies what is chosen in it, by Ctrl+C and in its context menu.

    copied: makes what is copied; None: the rows as text.
    """

    def copy() -> None:
        QGuiApplication.clipboard().setMimeData(_rows_of(view) if copied is None else copied())

    tip = "Copy what is chosen here, or all"
    action = Action("action_copy_chosen", "&Copy", "", 9, copy, tip, Key.Copy, in_focus=True)
    view.addActions(declare(view, [action]))


def _rows_of(view: QAbstractItemView) -> QMimeData:
    """The selected rows, or all, in lines with tabs; a table's after the heads of its columns."""
    model, heads, has_row_heads = view.model(), [], False
    columns = list(range(model.columnCount()))
    if isinstance(view, QTableView):
        columns = [column for column in columns if not view.isColumnHidden(column)]
        has_row_heads = not view.verticalHeader().isHidden()
        titles = [model.headerData(column, Qt.Orientation.Horizontal) for column in columns]
        heads = [[""] * has_row_heads + titles]
    chosen = {index.row() for index in view.selectionModel().selectedIndexes()}
    lines = [
        [model.headerData(row, Qt.Orientation.Vertical)] * has_row_heads
        + [model.index(row, column).data() for column in columns]
        for row in sorted(chosen) or range(model.rowCount())
    ]
    data = QMimeData()
    data.setText("\n".join("\t".join(map(str, line)) for line in heads + lines))
    return data


def make_quiet(
    table: QTableView, *, row_heads: bool = False, selects: bool = False, edits: bool = False
) -> None:
    """Let Tab leave a table, and its heads stay as they are beside the current cell.

    row_heads: whether rows have heads, and lines between them. selects: whether cells can be
    selected. edits: whether F2 and a double click edit a cell; letters alone never do.
    """
    table.setTabKeyNavigation(False)
    table.setShowGrid(row_heads)
    table.verticalHeader().setVisible(row_heads)
    for header in (table.verticalHeader(), table.horizontalHeader()):
        header.setHighlightSections(False)
    if not selects:
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    trigger = QAbstractItemView.EditTrigger
    by_hand = trigger.EditKeyPressed | trigger.DoubleClicked
    table.setEditTriggers(by_hand if edits else trigger.NoEditTriggers)


class PointedRows(QListView):
    """A list that tells of the row under the pointer, or else of the current row.

    The pointer does not move the current row, which keys move and screen readers read out.
    `clicked` and `activated` choose a row.
    """

    pointed_changed = Signal()
    """`pointed` may be another row."""

    def __init__(self) -> None:
        super().__init__()
        self.pointed = QPersistentModelIndex()
        """The row that is pointed at; invalid if there is none."""
        # A selected row would lose the colours of its cells.
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.entered.connect(self._point)
        self.viewportEntered.connect(lambda: self._point(self.currentIndex()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _point(self, row: Index) -> None:
        self.pointed = QPersistentModelIndex(row)
        self.pointed_changed.emit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._point(current)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(self.currentIndex())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.selectionModel().clearCurrentIndex()  # the next focus begins at the first row
