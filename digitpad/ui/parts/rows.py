"""Rows to point at, with the mouse or the arrow keys, and to choose, with a click or Return."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListWidget, QSizePolicy

from digitpad.ui.parts import theme
from digitpad.ui.parts.copying import Copying
from digitpad.ui.parts.focus import CHOOSING_KEYS
from digitpad.ui.parts.layouts import named

Index = QModelIndex | QPersistentModelIndex


class Rows(Copying):
    """For a class of lists or tables: the current row is the one that is pointed at, and framed.

    `clicked` and `activated` choose a row.
    """

    def __init__(self) -> None:
        super().__init__()
        # What is chosen would lose the colours of its cells.
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.entered.connect(self.setCurrentIndex)
        self.viewportEntered.connect(self._leave)

    def _leave(self) -> None:
        self.setCurrentIndex(QModelIndex())

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._leave()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in CHOOSING_KEYS and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())  # which Return alone does not do on macOS
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        row = self.visualRect(self.currentIndex())
        if not row.isEmpty():
            with QPainter(self.viewport()) as painter:
                colors = theme.current()
                painter.setPen(colors.accent if self.hasFocus() else colors.ink)
                painter.drawRect(0, row.top(), self.viewport().width() - 1, row.height() - 1)


class ShortList(Rows, QListWidget):
    """A list that is as high as its rows; `itemClicked` and `itemActivated` choose one."""

    def __init__(self, name: str, accessible_name: str) -> None:
        super().__init__()
        named(self, name, said=accessible_name)
        self.setWordWrap(True)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        self.executeDelayedItemsLayout()
        return QSize(0, self.contentsSize().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()  # rows may have more lines, or fewer
