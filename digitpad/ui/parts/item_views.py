"""Item views: what they offer; their keys, such as Ctrl+C; the sides of cells; rows to point at."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import (
    QEvent,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QListView,
    QListWidget,
    QTableView,
)

from digitpad.ui.parts import theme

Index = QModelIndex | QPersistentModelIndex
CHOOSING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
OfKey = Callable[[QKeyEvent], Callable[[], object] | None]


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


class WholeRows(QListWidget):
    """A list with rows of one height that never ends with a part of one."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        row = self.sizeHintForRow(0)
        if row > 0:
            room = self.height() - 2 * self.frameWidth()
            self.setViewportMargins(0, 0, 0, room % row)


class ItemKeys(QObject):
    """Handles the keys of an item view.

    Ctrl+C copies its rows, each as a line of text with tabs between columns. Return and the space
    bar choose the current item. Other keys act on the selected rows, or else on the current one.
    """

    def __init__(
        self,
        view: QAbstractItemView,
        choose: Callable[[QModelIndex], object] | None = None,
        of_key: OfKey | None = None,
        copied: Callable[[], QMimeData] | None = None,
    ) -> None:
        """of_key: returns what another key calls, or None. copied: copies this instead of text."""
        super().__init__(view)
        self._view, self._choose, self._of_key = view, choose, of_key
        self._copied = copied or self._rows
        view.installEventFilter(self)

    def eventFilter(self, view: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.gotFocus():
            view.event(event)
            if event.reason() != Qt.FocusReason.MouseFocusReason:
                self._begin()
            return True
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() != QEvent.Type.KeyPress:
            return False
        does, current = self._of_key and self._of_key(event), self._view.currentIndex()
        if does is None and event.matches(QKeySequence.StandardKey.Copy):
            does = self._copy
        if does is None and event.key() in CHOOSING_KEYS and current.isValid():
            does = None if self._choose is None else partial(self._choose, current)
        if does is None:
            return False
        does()
        return True

    def _begin(self) -> None:
        """Have a current item, where the focus is seen, and a row that keys act on."""
        view, current = self._view, self._view.currentIndex()
        acts_on_rows = self._of_key is not None and not view.selectionModel().hasSelection()
        if acts_on_rows or not current.isValid():
            view.setCurrentIndex(current if current.isValid() else view.model().index(0, 0))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setMimeData(self._copied())

    def _rows(self) -> QMimeData:
        """The selected rows, or all; a table's after the heads of its columns."""
        view = self._view
        model, heads, has_row_heads = view.model(), [], False
        columns = [0] if isinstance(view, QListWidget) else list(range(model.columnCount()))
        if isinstance(view, QTableView):
            columns = [column for column in columns if not view.isColumnHidden(column)]
            has_row_heads = not view.verticalHeader().isHidden()
            titles = [model.headerData(column, Qt.Orientation.Horizontal) for column in columns]
            heads = [[""] * has_row_heads + titles]
        chosen = {index.row() for index in view.selectionModel().selectedIndexes()}
        rows = sorted(chosen) or range(model.rowCount())
        lines = [
            [model.headerData(row, Qt.Orientation.Vertical)] * has_row_heads
            + [model.index(row, column).data() for column in columns]
            for row in rows
        ]
        data = QMimeData()
        data.setText("\n".join("\t".join(map(str, line)) for line in heads + lines))
        return data


def make_quiet(
    table: QTableView, *, row_heads: bool = False, selects: bool = False, edits: bool = False
) -> None:
    """Let Tab leave a table, and its heads stay as they are beside the current cell.

    row_heads: whether rows have heads, and lines between them. selects, edits: whether cells can be
    selected and edited.
    """
    table.setTabKeyNavigation(False)
    table.setShowGrid(row_heads)
    table.verticalHeader().setVisible(row_heads)
    for header in (table.verticalHeader(), table.horizontalHeader()):
        header.setHighlightSections(False)
    if not selects:
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    if not edits:
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)


class PointedRows(QListView):
    """A list that frames the row under the pointer, or else the current row.

    The pointer does not move the current row, which keys move and screen readers read out.
    `clicked` and `activated` choose a row.
    """

    pointed_changed = Signal()
    """`pointed` may be another row."""

    def __init__(self) -> None:
        super().__init__()
        ItemKeys(self, self.activated.emit)  # on macOS Return alone does not activate
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
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._point(current)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(self.currentIndex())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setCurrentIndex(QModelIndex())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        row = self.visualRect(self.pointed)
        if not row.isEmpty():
            with QPainter(self.viewport()) as painter:
                colors = theme.current()
                painter.setPen(colors.accent if self.hasFocus() else colors.ink)
                painter.drawRect(0, row.top(), self.viewport().width() - 1, row.height() - 1)
