"""Rows to point at, with the mouse or the arrow keys, and to choose, with a click or Return."""

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from digitpad.ui.parts import theme
from digitpad.ui.parts.focus import CHOOSING_KEYS, paint_focus
from digitpad.ui.parts.sizes import scaled

NONE = -1


class Rows(QWidget):
    """The base of widgets that paint rows of one height, from the top."""

    pointed = Signal(int)
    """Another row is pointed at; NONE for none."""
    chosen = Signal(int)
    """A row was clicked, or chosen by a key."""

    def __init__(self, row_height: int) -> None:
        """row_height: in pixels at the usual size. Rows answer after `let_point`."""
        super().__init__()
        self._row_height = row_height
        self.pointed_row = NONE
        """The row that is pointed at, or NONE."""

    def let_point(self) -> None:
        """Answer to the mouse and the keys from now on."""
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def count_rows(self) -> int:
        """How many rows are shown."""
        raise NotImplementedError

    def height_of_rows(self) -> int:
        """The height of a row, in pixels."""
        return scaled(self._row_height)

    def rows_begin(self) -> float:
        """Where the first row begins, in pixels from the top."""
        return 0.0

    def point_at(self, row: int) -> None:
        """Point at a row, or at NONE."""
        if row >= self.count_rows():
            row = NONE
        if row != self.pointed_row:
            self.pointed_row = row
            self.update()
            self.pointed.emit(row)

    def paint_pointed(self, painter: QPainter) -> None:
        """Frame the row that is pointed at, and show the focus."""
        if self.pointed_row != NONE:
            height = self.height_of_rows()
            top = self.rows_begin() + self.pointed_row * height
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QPen(theme.current().ink, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(0.5, top + 0.5, self.width() - 1.5, height - 1))
        if self.hasFocus():
            paint_focus(painter, self.rect())

    def words_of(self, row: int) -> str:
        """A row in words."""
        raise NotImplementedError

    def explained_at(self, point: QPoint | None) -> str:
        """The row at a point, or the one that is pointed at, in words."""
        row = self.pointed_row if point is None else self._row_at(point.y())
        return "" if row == NONE or row >= self.count_rows() else self.words_of(row)

    def _row_at(self, y: float) -> int:
        row = int((y - self.rows_begin()) // self.height_of_rows())
        return row if 0 <= row < self.count_rows() else NONE

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(self._row_at(event.position().y()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.hasMouseTracking() and (row := self._row_at(event.position().y())) != NONE:
            self.chosen.emit(row)
        else:
            super().mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.point_at(NONE)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.point_at(NONE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = self.count_rows() - 1
        to = {
            Qt.Key.Key_Up: max(0, self.pointed_row - 1),
            Qt.Key.Key_Down: min(last, self.pointed_row + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if self.focusPolicy() == Qt.FocusPolicy.NoFocus:
            super().keyPressEvent(event)
        elif key in to:
            self.point_at(to[key])
        elif key in CHOOSING_KEYS and self.pointed_row != NONE:
            self.chosen.emit(self.pointed_row)
        else:
            super().keyPressEvent(event)
