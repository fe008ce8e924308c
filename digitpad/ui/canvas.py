"""The canvas: a sheet to draw a digit on, with mouse, pen or finger.

The drawing is its strokes. What is painted here is for the eye alone; what the network is given
is inked anew from the strokes by `digitpad.core.ink`.
"""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QEventPoint,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
    QUndoCommand,
    QUndoStack,
)
from PySide6.QtWidgets import QWidget

from digitpad.ui import theme

SIDE = 320

# The pen's width as a part of the canvas's side: about MNIST's, for a digit that fills it.
PEN_WIDTH = 0.06

# A pen held still trembles; what moves less than this is a dot, not a tiny stroke.
SMALLEST_STEP = 0.006

Stroke = list[tuple[float, float]]


class Canvas(QWidget):
    """A square to draw on. Undo and redo work stroke by stroke, and bring a cleared drawing back.

    Signals: `drawing_changed`, with each movement of the pen, and on undo, redo and clear.
    """

    drawing_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAccessibleName("Canvas: draw a digit here")
        self.setFixedSize(SIDE, SIDE)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.undo_stack = QUndoStack(self)
        # Points in parts of the side: 0, 0 is the upper left corner and 1, 1 the lower right.
        self._strokes: list[Stroke] = []
        self._under_way: Stroke | None = None
        self._finger: int | None = None  # that draws, or drew last
        self._picture = QPixmap()  # all that is drawn, so that a new segment paints only itself

    def strokes(self) -> list[NDArray[np.float64]]:
        """The drawing, the stroke under way included: arrays (n, 2) of x, y, y down, 0..1."""
        under_way = [self._under_way] if self._under_way else []
        return [np.array(stroke) for stroke in self._strokes + under_way]

    def is_blank(self) -> bool:
        """Whether there is nothing to read."""
        return not self._strokes and not self._under_way

    def is_drawing(self) -> bool:
        """Whether the pen is down."""
        return self._under_way is not None

    def clear(self) -> None:
        """Empty the sheet, in a way that undo can take back."""
        self._pen_up()
        if self._strokes:
            self.undo_stack.push(_Change(self, "Clear", []))

    def set_strokes(self, strokes: list[Stroke]) -> None:
        """Show these strokes in place of what is drawn. (Undo and redo come by here.)"""
        self._strokes = strokes
        self._repaint_all()
        self.drawing_changed.emit()

    # The pen, whatever device it is.

    def _pen_down(self, position: QPointF) -> None:
        self._pen_up()  # where a dialog took the mouse away, no release has come
        self._under_way = [self._to_sheet(position)]
        self._paint_end()
        self.drawing_changed.emit()

    def _pen_move(self, position: QPointF) -> None:
        if self._under_way is None:
            return
        point = self._to_sheet(position)
        if math.dist(point, self._under_way[-1]) >= SMALLEST_STEP:
            self._under_way.append(point)
            self._paint_end()
            self.drawing_changed.emit()

    def _pen_up(self) -> None:
        if self._under_way is not None:
            stroke, self._under_way = self._under_way, None
            self.undo_stack.push(_Change(self, "Stroke", [*self._strokes, stroke]))

    def _to_sheet(self, position: QPointF) -> tuple[float, float]:
        # A stroke that leaves the canvas goes on along its edge: what is read is what is seen.
        x, y = position.x() / self.width(), position.y() / self.height()
        return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pen_down(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pen_move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pen_up()

    def tabletEvent(self, event: QTabletEvent) -> None:
        # Accepted, or Qt sends a mouse event after each, and the stroke would be drawn twice.
        event.accept()
        match event.type():
            case QEvent.Type.TabletPress if event.button() == Qt.MouseButton.LeftButton:
                self._pen_down(event.position())
            case QEvent.Type.TabletMove:
                self._pen_move(event.position())
            case QEvent.Type.TabletRelease:
                self._pen_up()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QTouchEvent):
            # One finger draws; a second one that touches meanwhile does nothing.
            match event.type():
                case QEvent.Type.TouchBegin:
                    self._finger = event.points()[0].id()
                    self._pen_down(event.points()[0].position())
                case QEvent.Type.TouchUpdate:
                    for point in event.points():
                        if point.id() == self._finger:
                            self._pen_move(point.position())
                            if point.state() == QEventPoint.State.Released:
                                self._pen_up()
                case _:  # the last one lifted, or taken over by a gesture of the system
                    self._pen_up()
            event.accept()
            return True
        return super().event(event)

    # Painting.

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._repaint_all()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._repaint_all()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture.isNull() or self._picture.devicePixelRatio() != self.devicePixelRatio():
            self._repaint_all()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setPen(theme.current().frame)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _repaint_all(self) -> None:
        scale = self.devicePixelRatio()
        self._picture = QPixmap(self.size() * scale)
        self._picture.setDevicePixelRatio(scale)
        self._picture.fill(theme.current().paper)
        painter = self._painter()
        for stroke in [*self._strokes, *([self._under_way] if self._under_way else [])]:
            self._paint_line(painter, stroke)
        painter.end()
        self.update()

    def _paint_end(self) -> None:
        """Paint what the stroke under way has grown by."""
        assert self._under_way is not None
        painter = self._painter()
        line = self._paint_line(painter, self._under_way[-2:])
        painter.end()
        margin = PEN_WIDTH * self.width()
        touched = QRectF(line[0], line[-1]).normalized().adjusted(-margin, -margin, margin, margin)
        self.update(touched.toAlignedRect())

    def _paint_line(self, painter: QPainter, points: Stroke) -> list[QPointF]:
        line = [self._to_widget(point) for point in points]
        if len(line) == 1:
            painter.drawPoint(line[0])  # a line of no length would leave no ink at all
        else:
            painter.drawPolyline(line)
        return line

    def _painter(self) -> QPainter:
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(
            QPen(
                theme.current().ink,
                PEN_WIDTH * self.width(),
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
        )
        return painter

    def _to_widget(self, point: tuple[float, float]) -> QPointF:
        return QPointF(point[0] * self.width(), point[1] * self.height())


class _Change(QUndoCommand):
    """From one drawing to the next, and back."""

    def __init__(self, canvas: Canvas, text: str, strokes: list[Stroke]) -> None:
        super().__init__(text)
        self.canvas = canvas
        self.before, self.after = canvas._strokes, strokes

    def redo(self) -> None:
        self.canvas.set_strokes(self.after)

    def undo(self) -> None:
        self.canvas.set_strokes(self.before)
