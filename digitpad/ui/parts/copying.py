"""What the keyboard does in a view of items: the focus is seen at one, Ctrl+C copies."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QTableView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractItemView as _View
else:
    _View = object  # beside a class of Qt's there can be no second one


class Copying(_View):
    """For a class of item views. A row is copied as a line of text, with tabs between columns."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # An item shows the focus, so there has to be a current one.
        if event.reason() != Qt.FocusReason.MouseFocusReason and not self.currentIndex().isValid():
            self.setCurrentIndex(self.model().index(0, 0))

    def copied(self) -> QMimeData:
        """What is copied: the chosen rows, or all rows; of a table after the heads of its columns.

        A view that shows something other than text has its own.
        """
        model, heads, has_row_heads = self.model(), [], False
        columns = list(range(model.columnCount()))
        if isinstance(self, QTableView):
            columns = [column for column in columns if not self.isColumnHidden(column)]
            has_row_heads = not self.verticalHeader().isHidden()
            titles = [model.headerData(column, Qt.Orientation.Horizontal) for column in columns]
            heads = [[""] * has_row_heads + titles]
        chosen = {index.row() for index in self.selectionModel().selectedIndexes()}
        rows = sorted(chosen) or range(model.rowCount())
        lines = [
            [model.headerData(row, Qt.Orientation.Vertical)] * has_row_heads
            + [model.index(row, column).data() for column in columns]
            for row in rows
        ]
        data = QMimeData()
        data.setText("\n".join("\t".join(map(str, line)) for line in heads + lines))
        return data

    def event(self, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or not event.matches(QKeySequence.StandardKey.Copy):
            return super().event(event)
        event.accept()  # or the menu's Copy would copy the drawing
        if event.type() == QEvent.Type.KeyPress:
            QGuiApplication.clipboard().setMimeData(self.copied())
        return True
