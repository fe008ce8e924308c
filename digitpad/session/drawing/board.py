"""The drawing board: the drawing as it grows, and the way back through what it was before."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from digitpad.session.drawing.drawing import Drawing, Picture
from digitpad.session.drawing.eraser import Point, Stroke


class DrawingBoard(QObject):
    """Holds the drawing. Undo and redo go stroke by stroke, and bring a cleared drawing back."""

    changed = Signal(Drawing)
    """With each movement of the pen or the eraser, on undo, redo, clear, and for a picture."""
    possibilities_changed = Signal()
    """What `can_undo`, `can_redo` or `is_blank` say has changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drawings = [Drawing()]  # drawings never change, so that all of them can be kept
        self._place = 0  # of the drawing, in those
        self._under_way: Stroke = ()
        self._is_erasing = False
        self._erasure = 0  # that made the last drawing, or 0
        self._possible = self._possibilities()

    @property
    def drawing(self) -> Drawing:
        """What is drawn now, the stroke under way included."""
        settled = self._drawings[self._place]
        return settled.with_stroke(self._under_way) if self._under_way else settled

    @property
    def settled_drawing(self) -> Drawing:
        """What is drawn now, without the stroke under way."""
        return self._drawings[self._place]

    @property
    def before(self) -> tuple[Drawing, ...]:
        """The drawings that undo leads back to, the last one last."""
        return tuple(self._drawings[: self._place])

    def is_blank(self) -> bool:
        """Whether there is nothing to read."""
        return self.drawing.is_blank()

    def can_undo(self) -> bool:
        """Whether there is a drawing before this one."""
        return self._place > 0

    def can_redo(self) -> bool:
        """Whether a change was undone."""
        return self._place + 1 < len(self._drawings)

    def draw(self, stroke: Stroke) -> None:
        """Show a stroke under way, as far as the pen has come."""
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
            drawing, self._under_way = self.drawing, ()
            self._put(drawing)

    def erase(self, start: Point, end: Point, erasure: int) -> None:
        """Take away what an eraser touches that moves from start to end.

        erasure: numbers from 1 how often the eraser went down; undo takes it back as one change.
        """
        self._is_erasing = True
        rest = self.settled_drawing.erased(start, end)
        if rest is not self.settled_drawing:
            self._put(rest, erasure)

    def put_picture(self, picture: Picture) -> None:
        """Put a picture in the place of what is drawn."""
        self.lift_pen()
        self._put(Drawing(picture=picture))

    def put_drawing(self, drawing: Drawing, before: Sequence[Drawing] = ()) -> None:
        """Put a drawing in the place of this one, and those on the way to it, for undo."""
        self.lift_pen()
        for earlier in before:
            self._put(earlier)
        self._put(drawing)

    def clear(self) -> None:
        """Take everything away."""
        self.lift_pen()
        if not self.settled_drawing.is_blank():
            self._put(Drawing())

    def undo(self) -> None:
        """Go back to the drawing before the last change."""
        self._go(self._place - 1)

    def redo(self) -> None:
        """Make the change again that was undone last."""
        self._go(self._place + 1)

    def _go(self, place: int) -> None:
        if 0 <= place < len(self._drawings):
            self._place, self._erasure = place, 0
            self._tell()

    def _put(self, drawing: Drawing, erasure: int = 0) -> None:
        kept = self._place if erasure and erasure == self._erasure else self._place + 1
        self._drawings[kept:] = [drawing]
        self._place, self._under_way, self._erasure = kept, (), erasure
        self._tell()

    def _possibilities(self) -> tuple[bool, bool, bool]:
        return self.can_undo(), self.can_redo(), self.is_blank()

    def _tell(self) -> None:
        self.changed.emit(self.drawing)
        possible = self._possibilities()
        if possible != self._possible:
            self._possible = possible
            self.possibilities_changed.emit()
