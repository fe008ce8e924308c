"""The drawing board holds the drawing as it grows, and its earlier states for undo."""

from PySide6.QtCore import QObject, Signal

from digitpad.session.drawing.drawing import Drawing, Picture
from digitpad.session.drawing.eraser import Point, Stroke
from digitpad.session.undo import next_step

MOST_BEFORE = 200  # earlier states


class DrawingBoard(QObject):
    """Holds the drawing. Undo and redo go stroke by stroke, and bring a cleared drawing back."""

    changed = Signal(Drawing)
    """Pen or eraser moved, a picture or drawing was put here, or it was undone, redone, cleared."""
    possibilities_changed = Signal()
    """`can_undo`, `can_redo` or `is_blank` has changed, or strokes took the place of a picture."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drawings = [Drawing()]  # all states; a Drawing never changes
        self._steps = [0]  # the number of the step that led to each, as in `undo.py`
        self._place = 0  # the index of the present one
        self._under_way: Stroke = ()
        self._is_erasing = False
        self._erasure = 0  # the number of the erasure that made the last state, or 0
        self._possible = self._possibilities()

    @property
    def drawing(self) -> Drawing:
        """The drawing, with the stroke under way."""
        settled = self._drawings[self._place]
        return settled.with_stroke(self._under_way) if self._under_way else settled

    @property
    def settled_drawing(self) -> Drawing:
        """The drawing without the stroke under way."""
        return self._drawings[self._place]

    def is_blank(self) -> bool:
        return self.drawing.is_blank()

    def can_undo(self) -> bool:
        return self._place > 0

    @property
    def last_step(self) -> int:
        """The number of the change that `undo` takes back; 0 where there is none."""
        return self._steps[self._place] if self.can_undo() else 0

    def can_redo(self) -> bool:
        return self._place + 1 < len(self._drawings)

    @property
    def undone_step(self) -> int:
        """The number of the change that `redo` makes again; 0 where there is none."""
        return self._steps[self._place + 1] if self.can_redo() else 0

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
            drawing, self._under_way = self.drawing, ()
            self._put(drawing)

    def erase(self, start: Point, end: Point, erasure: int) -> None:
        """Remove what the eraser touches as it moves from start to end.

        erasure: counts from 1 how often the eraser went down; all that is erased until it is lifted
        can be undone at once.
        """
        self._is_erasing = True
        rest = self.settled_drawing.erased(start, end)
        if rest is not self.settled_drawing:
            self._put(rest, erasure)

    def put_picture(self, picture: Picture) -> None:
        self.lift_pen()
        self._put(Drawing(picture=picture))

    def put_drawing(self, drawing: Drawing) -> None:
        """Replace the drawing."""
        self.lift_pen()
        self._put(drawing)

    def clear(self) -> None:
        self.lift_pen()
        if not self.settled_drawing.is_blank():
            self._put(Drawing())

    def undo(self) -> None:
        self._go(self._place - 1)

    def forget_before(self) -> None:
        """Forget all states but the present one: nothing can be undone any more, or redone."""
        self.lift_pen()
        self._drawings, self._steps = [self._drawings[self._place]], [0]
        self._place = self._erasure = 0
        self._tell()

    def redo(self) -> None:
        self._go(self._place + 1)

    def _go(self, place: int) -> None:
        if 0 <= place < len(self._drawings):
            if place > self._place:
                self._steps[place] = next_step()  # done again, it is what was done last
            self._place, self._erasure = place, 0
            self._tell()

    def _put(self, drawing: Drawing, erasure: int = 0) -> None:
        kept = self._place if erasure and erasure == self._erasure else self._place + 1
        self._drawings[kept:] = [drawing]
        self._steps[kept:] = [next_step()]
        for states in (self._drawings, self._steps):
            del states[: -MOST_BEFORE - 1]  # or a window open for days would grow and grow
        self._place, self._under_way, self._erasure = len(self._drawings) - 1, (), erasure
        self._tell()

    def _possibilities(self) -> tuple[bool, ...]:
        drawing = self.drawing
        return self.can_undo(), self.can_redo(), bool(drawing.strokes), drawing.picture is None

    def _tell(self) -> None:
        self.changed.emit(self.drawing)
        possible = self._possibilities()
        if possible != self._possible:
            self._possible = possible
            self.possibilities_changed.emit()
