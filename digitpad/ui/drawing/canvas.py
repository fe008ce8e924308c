"""The canvas: a sheet for drawing a digit, with mouse, pen or finger, or for a picture.

It paints for the eye alone: for the network, `core/ink` draws the strokes anew.
"""

import math

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QCursor,
    QDragEnterEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
)
from PySide6.QtWidgets import QWidget

from digitpad.core.data.dataset import with_article
from digitpad.core.text import counted
from digitpad.session.board import DrawingBoard
from digitpad.session.drawing import ERASER_WIDTH, Drawing, Point
from digitpad.session.hands.collecting import Asked
from digitpad.ui.drawing import painting
from digitpad.ui.drawing.picture_transfer import source_in
from digitpad.ui.files.network_files import accept_as_copy
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import named

SMALLEST_CANVAS, USUAL_CANVAS = 136, 320  # pixels of its side

# In units of the side. A pen held still trembles: a movement below this adds no point.
SMALLEST_STEP = 0.006


EDGE, RING, THICK = 8, 20, 3  # pixels: from the edge to prompt and ring; the ring's side, its line
TOP, WHOLE = 90 * 16, 360 * 16  # the ring's start and length, in sixteenths of a degree


class Canvas(QWidget):
    """A square to draw on. It passes the pen's movements to a drawing board."""

    picture_dropped = Signal(object)
    """A picture was dropped; carries what `picture_transfer.source_in` found."""

    def __init__(self, board: DrawingBoard) -> None:
        super().__init__()
        self._board = board
        board.changed.connect(self._follow_board)
        self._countdown = QVariantAnimation(self, startValue=1.0, endValue=0.0)
        self._countdown.valueChanged.connect(lambda _left: self.update(self._ring()))
        about = (
            "Draw a digit here, with mouse, pen or finger: it is read stroke by stroke. A picture "
            "of a digit may be dropped, or pasted"
        )
        named(self, "canvas", about)
        self.ask(None)
        self.setFixedSize(USUAL_CANVAS, USUAL_CANVAS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self._finished, self._growing = painting.FinishedStrokes(), painting.GrowingStroke()
        self._under_way: list[Point] | None = None
        self._erased_at: Point | None = None  # where the eraser is, while it is down
        self._eraser_chosen = False
        self._show_tool(False)
        self._say_what_is_drawn()

    def is_drawing(self) -> bool:
        """Whether the pen or the eraser is down."""
        return self._under_way is not None or self._erased_at is not None

    def ask(self, asked: Asked | None) -> None:
        """Ask for a digit; None: any may be drawn."""
        self._prompt = ""
        if asked is not None:
            digit = with_article(str(asked.digit))
            self._prompt = f"Write {digit} · {asked.number} of {asked.wanted}"
        self.setAccessibleName(f"Canvas: {self._prompt or 'draw a digit here'}")
        self.update()

    def count_down(self, milliseconds: int) -> None:
        """Show a ring that shrinks until the drawing is taken; 0: it is not taken."""
        self._countdown.stop()
        self._countdown.setDuration(milliseconds)
        if milliseconds:
            self._countdown.start()
        self.update(self._ring())

    def _ring(self) -> QRect:
        """The ring's place in the upper right corner."""
        return QRect(self.width() - RING - EDGE, EDGE, RING, RING)

    def clear(self) -> None:
        """Empty the canvas; undo takes this back."""
        self._pen_up()
        self._board.clear()

    def choose_eraser(self, chosen: bool) -> None:
        """Let mouse, pen and finger erase, or draw, when they next go down."""
        if chosen != self._eraser_chosen:
            self._eraser_chosen = chosen
            self._show_tool(chosen)

    def show_tool(self) -> None:
        """Fit the pointer to the tool, the size of the canvas and the screen."""
        self._show_tool(self._eraser_chosen)

    def _say_what_is_drawn(self) -> None:
        drawing = self._board.settled_drawing
        strokes = counted(len(drawing.strokes), "stroke") if drawing.strokes else "blank"
        self.setAccessibleDescription("a picture" if drawing.picture is not None else strokes)

    def _follow_board(self, _drawing: object) -> None:
        if not self._board.pen_is_down:
            self._under_way = None  # a picture may have replaced the stroke under way
        self._say_what_is_drawn()
        self.update()

    # The pen: mouse, pen or finger.

    def _pen_down(self, position: QPointF, eraser: bool = False) -> None:
        self._pen_up()  # no release comes if a dialog takes the mouse away
        self.setFocus(Qt.FocusReason.MouseFocusReason)  # so that Ctrl+Z and Ctrl+V reach the canvas
        eraser = eraser or self._eraser_chosen
        self._show_tool(eraser)
        if eraser:
            self._erased_at = self._to_sheet(position)
            self._erase(position)
            return
        self._under_way = [self._inside_sheet(position)]
        self._board.draw(tuple(self._under_way))

    def _pen_move(self, position: QPointF, buttons: Qt.MouseButton) -> None:
        if self.is_drawing() and not buttons & Qt.MouseButton.LeftButton:
            self._pen_up()  # a menu or another window got the release
        if self._erased_at is not None:
            self._erase(position)
        if self._under_way is None:
            return
        point = self._inside_sheet(position)
        if math.dist(point, self._under_way[-1]) >= SMALLEST_STEP:
            self._under_way.append(point)
            self._board.draw(tuple(self._under_way))

    def _pen_up(self) -> None:
        self._erased_at = self._under_way = None
        self._board.lift_pen()

    def _erase(self, position: QPointF) -> None:
        assert self._erased_at is not None
        start, self._erased_at = self._erased_at, self._to_sheet(position)
        self._board.erase(start, self._erased_at)

    def _to_sheet(self, position: QPointF) -> Point:
        return position.x() / self.width(), position.y() / self.height()

    def _inside_sheet(self, position: QPointF) -> Point:
        # A stroke that leaves the canvas goes on along its edge, so nothing invisible is read.
        x, y = self._to_sheet(position)
        return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pen_down(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pen_move(event.position(), event.buttons())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pen_up()

    def tabletEvent(self, event: QTabletEvent) -> None:
        # Else Qt would send a mouse event as well, and the stroke would be drawn twice.
        event.accept()
        eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
        match event.type():
            case QEvent.Type.TabletPress if event.button() == Qt.MouseButton.LeftButton:
                self._pen_down(event.position(), eraser)
            case QEvent.Type.TabletMove:
                if not self.is_drawing():
                    self._show_tool(eraser or self._eraser_chosen)
                self._pen_move(event.position(), event.buttons())
            case QEvent.Type.TabletRelease:
                self._pen_up()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ContextMenu and self.is_drawing():
            return True  # a menu would interrupt the stroke
        return super().event(event)

    # Dropping pictures. The window takes other files.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if source_in(event.mimeData()) is None:
            event.ignore()
        else:
            accept_as_copy(event)

    def dropEvent(self, event: QDropEvent) -> None:
        source = source_in(event.mimeData())
        if source is None:
            event.ignore()
        else:
            accept_as_copy(event)
            self.picture_dropped.emit(source)

    # Painting.

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.show_tool()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        with QPainter(self) as painter:
            drawing, settled = self._board.drawing, self._board.settled_drawing.strokes
            scale = self.devicePixelRatioF()
            look = self.width(), scale, colors.paper, colors.ink
            finished = self._finished.picture(Drawing(settled, drawing.picture), *look)
            under_way = next(iter(drawing.strokes[len(settled) :]), ())
            self._growing.paint(painter, finished, under_way, self.width(), colors.ink)
            if self._prompt:
                painter.setPen(colors.ink)
                place = self.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE)
                flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
                painter.drawText(place, flags, self._prompt)
            elif self._board.is_blank():
                painter.setPen(colors.muted)
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "Draw a digit here.")
            if self._countdown.state() is QVariantAnimation.State.Running:
                painter.setPen(QPen(colors.muted, THICK))
                inside = self._ring().adjusted(THICK, THICK, -THICK, -THICK)
                painter.drawArc(inside, TOP, round(WHOLE * self._countdown.currentValue()))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            width, color = (2, colors.accent) if self.hasFocus() else (1, colors.edge)
            painter.setPen(QPen(color, width))
            painter.drawRect(self.rect().adjusted(width // 2, width // 2, -1, -1))

    def _show_tool(self, eraser: bool) -> None:
        """Make the pointer a cross, or a circle as large as the eraser."""
        if not eraser:
            self.setCursor(Qt.CursorShape.CrossCursor)
            return
        picture = painting.circle(ERASER_WIDTH * self.width(), self.devicePixelRatio())
        self.setCursor(QCursor(picture))  # the hot spot is its middle
