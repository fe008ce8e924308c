"""The board that holds the drawing, and undoes its changes."""

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from digitpad.session.drawing import Drawing, Picture, Point, Stroke
from digitpad.session.undo import UndoStep


class DrawingBoard(QObject):
    """Holds the drawing. Undo goes stroke by stroke, and brings a cleared drawing back."""

    changed = Signal(Drawing)
    """Pen or eraser moved, a picture or drawing was put here, or it was undone, redone, cleared."""
    possibilities_changed = Signal()
    """`is_blank` has changed, or strokes have replaced a picture, or a picture strokes."""

    def __init__(self, undo: QUndoStack, parent: QObject | None = None) -> None:
        """undo: the stack for its changes."""
        super().__init__(parent)
        self._undo = undo
        self._settled = Drawing()
        self._under_way: Stroke = ()
        self._before_erasure: Drawing | None = None  # None while nothing is erased
        self._possible = self._possibilities()

    @property
    def drawing(self) -> Drawing:
        """The drawing, with the stroke under way."""
        return self._settled.with_stroke(self._under_way) if self._under_way else self._settled

    @property
    def settled_drawing(self) -> Drawing:
        """The drawing without the stroke under way."""
        return self._settled

    def is_blank(self) -> bool:
        return self.drawing.is_blank()

    def draw(self, stroke: Stroke) -> None:
        """Replace the stroke under way, as the pen goes on."""
        self._under_way = stroke
        self._tell()

    @property
    def pen_is_down(self) -> bool:
        """Whether a stroke is under way, or an erasure."""
        return bool(self._under_way) or self._before_erasure is not None

    def lift_pen(self) -> None:
        """Keep the stroke under way, or end the erasure; either is one step."""
        before, self._before_erasure = self._before_erasure, None
        if self._under_way:
            self._put(self.drawing, "Stroke")
        elif before is not None and before is not self._settled:
            self._push("Erasure", before, self._settled)

    def erase(self, start: Point, end: Point) -> None:
        """Remove what the eraser touches as it moves from start to end."""
        if self._before_erasure is None:
            self._before_erasure = self._settled
        rest = self._settled.erased(start, end)
        if rest is not self._settled:
            self._show(rest)

    def put_picture(self, picture: Picture) -> None:
        self.lift_pen()
        self._put(Drawing(picture=picture), "Picture")

    def put_drawing(self, drawing: Drawing) -> None:
        self.lift_pen()
        self._put(drawing, "Drawing")

    def restore(self, drawing: Drawing) -> None:
        """Show the drawing that was left last, which is no step to undo."""
        self._show(drawing)

    def clear(self) -> None:
        self.lift_pen()
        if not self._settled.is_blank():
            self._put(Drawing(), "Clear")

    def _put(self, drawing: Drawing, name: str) -> None:
        self._under_way = ()
        self._push(name, self._settled, drawing)

    def _push(self, name: str, before: Drawing, after: Drawing) -> None:
        do, undo = partial(self._show, after), partial(self._show, before)
        self._undo.push(UndoStep(name, do, undo))

    def _show(self, drawing: Drawing) -> None:
        self._settled = drawing
        self._tell()

    def _possibilities(self) -> tuple[bool, ...]:
        drawing = self.drawing
        return bool(drawing.strokes), drawing.picture is None

    def _tell(self) -> None:
        self.changed.emit(self.drawing)
        possible = self._possibilities()
        if possible != self._possible:
            self._possible = possible
            self.possibilities_changed.emit()
