"""What views have in common: they follow facts while they are seen, copy what they show, frame the
row that is pointed at, and leave the wheel to what scrolls."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import (
    QEvent,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
    SignalInstance,
)
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QListWidget,
    QSizePolicy,
    QSlider,
    QTableView,
    QWidget,
)

from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import named

if TYPE_CHECKING:
    _View = QAbstractItemView
else:
    _View = object  # beside a class of Qt's there can be no second one

Index = QModelIndex | QPersistentModelIndex
CHOOSING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)  # choose what has it


class FollowingView(QWidget):
    """A view that is refreshed after some facts, but only while it is visible.

    pause: milliseconds from a fact to the refresh, which then shows all facts that came meanwhile.
    painted: changes of the look after which it is refreshed, too.
    """

    pause = 0
    painted: tuple[QEvent.Type, ...] = (QEvent.Type.PaletteChange,)  # colours of items, and icons
    looked_at = Signal(bool)
    """The view comes into sight, or goes out of it; carries which, as `Watch.look` takes it."""

    def __init__(self) -> None:
        super().__init__()
        self._is_stale = True
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.refresh)

    def follow(self, *facts: SignalInstance) -> None:
        """Be refreshed after each of these facts."""
        for fact in facts:
            fact.connect(self.refresh_soon)

    def refresh(self) -> None:
        """Show what there is to see now."""

    def refresh_soon(self, *_told: object) -> None:
        """Refresh the view; a hidden one when it is shown again."""
        self._is_stale = not self.isVisible()
        if self._is_stale:
            return
        if not self.pause:
            self.refresh()
        elif not self._soon.isActive():
            self._soon.start(self.pause)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.looked_at.emit(True)
        if self._is_stale:
            self._is_stale = False
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.looked_at.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in self.painted:
            self.refresh_soon()


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

    def of_key(self, event: QKeyEvent) -> Callable[[], object] | None:
        """What a key does here, although it may be a shortcut of the window as well."""
        return self._copy if event.matches(QKeySequence.StandardKey.Copy) else None

    def _copy(self) -> None:
        QGuiApplication.clipboard().setMimeData(self.copied())

    def event(self, event: QEvent) -> bool:
        does = self.of_key(event) if isinstance(event, QKeyEvent) else None
        if does is None:
            return super().event(event)
        event.accept()  # or the menu's Copy would copy the drawing, and Del would clear it
        if event.type() == QEvent.Type.KeyPress:
            does()
        return True


class PointedRows(Copying):
    """For a class of lists or tables: a row is pointed at, by the pointer or by keys, and framed.

    The pointer leaves the current row alone, which keys move and screen readers read out.
    `clicked` and `activated` choose a row.
    """

    pointed_changed = Signal()
    """`pointed` may be another row."""

    def __init__(self) -> None:
        super().__init__()
        self.pointed = QPersistentModelIndex()
        """The row that is pointed at; invalid if there is none."""
        # What is chosen would lose the colours of its cells.
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.entered.connect(self._point)
        self.viewportEntered.connect(lambda: self._point(self.currentIndex()))

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in CHOOSING_KEYS and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())  # which Return alone does not do on macOS
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        row = self.visualRect(self.pointed)
        if not row.isEmpty():
            with QPainter(self.viewport()) as painter:
                colors = theme.current()
                painter.setPen(colors.accent if self.hasFocus() else colors.ink)
                painter.drawRect(0, row.top(), self.viewport().width() - 1, row.height() - 1)


class ShortList(PointedRows, QListWidget):
    """A list that is as high as its rows; `itemClicked` and `itemActivated` choose one."""

    def __init__(self, name: str, about: str, said: str) -> None:
        super().__init__()
        named(self, name, about, said)
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


class WheelGuard(QObject):
    """Lets the wheel change a field of a widget only where that has the focus.

    Elsewhere it scrolls the area that the field is in.
    """

    def __init__(self, widget: QWidget) -> None:
        """widget: all fields that are in it now are guarded."""
        super().__init__(widget)
        for kind in (QComboBox, QAbstractSpinBox, QSlider):
            for field in widget.findChildren(kind):
                field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # which the wheel does not give
                field.installEventFilter(self)

    def eventFilter(self, field: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and not cast(QWidget, field).hasFocus():
            event.ignore()
            return True
        return False
