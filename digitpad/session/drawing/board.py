"""The drawing board holds the drawing as it grows; each change of it can be undone."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from digitpad.session.drawing.drawing import Drawing, Picture
from digitpad.session.drawing.eraser import Point, Stroke
from digitpad.session.undo import undo_stack


class Drawn(QUndoCommand):
    """The drawing becomes another one.

    erasure: the number of the erasure that made it, or 0; all that is erased until the eraser is
    lifted is undone at once.
    """

    def __init__(
        self,
        name: str,
        show: Callable[[Drawing], object],
        before: Drawing,
        after: Drawing,
        erasure: int,
    ) -> None:
        super().__init__(name)
        self._show, self._before, self.after, self._erasure = show, before, after, erasure

    def redo(self) -> None:
        self._show(self.after)

    def undo(self) -> None:
        self._show(self._before)

    def id(self) -> int:
        return self._erasure or -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        assert isinstance(other, Drawn)
        self.after = other.after
        return True


class DrawingBoard(QObject):
    """Holds the drawing. Undo goes stroke by stroke, and brings a cleared drawing back."""

    changed = Signal(Drawing)
    """Pen or eraser moved, a picture or drawing was put here, or it was undone, redone, cleared."""
    possibilities_changed = Signal()
    """`is_blank` has changed, or strokes took the place of a picture."""

    def __init__(self, undo: QUndoStack | None = None, parent: QObject | None = None) -> None:
        """undo: where its changes can be undone; by default on a stack of its own."""
        super().__init__(parent)
        self._undo = undo_stack() if undo is None else undo
        self._settled = Drawing()
        self._under_way: Stroke = ()
        self._is_erasing = False
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
        return bool(self._under_way) or self._is_erasing

    def lift_pen(self) -> None:
        """Keep the stroke under way, or end the erasure."""
        self._is_erasing = False
        if self._under_way:
            self._put(self.drawing, "Stroke")

    def erase(self, start: Point, end: Point, erasure: int) -> None:
        """Remove what the eraser touches as it moves from start to end.

        erasure: counts from 1 how often the eraser went down.
        """
        self._is_erasing = True
        rest = self._settled.erased(start, end)
        if rest is not self._settled:
            self._put(rest, "Erasure", erasure)

    def put_picture(self, picture: Picture) -> None:
        self.lift_pen()
        self._put(Drawing(picture=picture), "Picture")

    def put_drawing(self, drawing: Drawing) -> None:
        """Replace the drawing."""
        self.lift_pen()
        self._put(drawing, "Drawing")

    def clear(self) -> None:
        self.lift_pen()
        if not self._settled.is_blank():
            self._put(Drawing(), "Clear")

    def _put(self, drawing: Drawing, name: str, erasure: int = 0) -> None:
        self._under_way = ()
        self._undo.push(Drawn(name, self._show, self._settled, drawing, erasure))

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
