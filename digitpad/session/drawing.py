"""A drawing: strokes of a pen, or a picture instead of them; and the board that it grows on.

Points are x, y in units of the canvas's side, y down: 0, 0 is its upper left corner and 1, 1 its
lower right.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from digitpad.core import ink
from digitpad.session.undo import Step, undo_stack

Point = tuple[float, float]
Stroke = tuple[Point, ...]  # in the order in which the pen was there

# The width of a stroke on the canvas, as a part of its side: a digit that fills the canvas looks
# like MNIST's. The network sees strokes that `ink` draws anew.
DRAWN_WIDTH = 0.06

ERASER_WIDTH = 0.1


@dataclass(frozen=True, slots=True)
class TestDigit:
    """Which labelled image a picture or a drawing is: its index, from 0, and its true digit.

    called: what such an image is called. label_name: its class, if the data are not those in use.
    hand_id, digit_id: of a digit of a hand.
    """

    __test__ = False  # or pytest takes it for a test, by its name

    index: int
    label: int
    called: str = "test digit"
    label_name: str = ""
    hand_id: str = ""
    digit_id: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture instead of strokes.

    image: the network's input, float32 (28, 28), paper 0, ink 1. shown: on the canvas, uint8
    (height, width), paper 0, ink 255. is_side_by_side: as `Drawing.is_side_by_side`.
    """

    image: NDArray[np.float32]
    shown: NDArray[np.uint8]
    test_digit: TestDigit | None = None
    is_side_by_side: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """What is on the canvas: strokes, or a picture, or nothing.

    known: which labelled image the strokes are, if they are one; with another stroke, or less of
    one, they are none.
    """

    strokes: tuple[Stroke, ...] = ()
    picture: Picture | None = None
    known: TestDigit | None = None

    def is_blank(self) -> bool:
        return not self.strokes and self.picture is None

    @property
    def test_digit(self) -> TestDigit | None:
        """Which labelled image it is, if it is one."""
        return self.picture.test_digit if self.picture is not None else self.known

    def image(self) -> NDArray[np.float32]:
        """The network's input: float32 (28, 28), paper 0, ink 1."""
        if self.picture is not None:
            return self.picture.image
        return ink.from_strokes(self.strokes)

    def is_side_by_side(self) -> bool:
        """Whether it shows figures side by side, and no single digit."""
        if self.picture is not None:
            return self.picture.is_side_by_side
        return ink.is_side_by_side(self.strokes)

    def with_stroke(self, stroke: Stroke) -> "Drawing":
        """This drawing with one more stroke; on a picture, a new drawing."""
        return Drawing((*self.strokes, stroke))

    def erased(self, start: Point, end: Point) -> "Drawing":
        """What is left after an eraser moves from start to end; `self` if it touches no stroke."""
        # The pieces that are left have round ends as wide as the pen; the eraser clears these, too.
        reach = (ERASER_WIDTH + DRAWN_WIDTH) / 2
        rests = [erase(stroke, start, end, reach) for stroke in self.strokes]
        if all(rest == [stroke] for rest, stroke in zip(rests, self.strokes)):
            return self
        return Drawing(tuple(piece for rest in rests for piece in rest), self.picture)


def curve(
    points: Sequence[Point], first: int = 0, last: int | None = None
) -> Iterator[tuple[Point, Point, Point]]:
    """A smooth curve through points: yields each segment's two Bézier control points and its end.

    first, last: which segments, as in a slice; by default all. A segment depends only on its two
    points and their neighbours. It is a centripetal Catmull-Rom curve, which neither loops nor
    overshoots, even between unevenly spaced points. Neighbouring points must differ.
    """
    for i in range(len(points) - 1)[first:last]:
        start, end = points[i], points[i + 1]
        before = points[i - 1] if i > 0 else None
        after = points[i + 2] if i + 2 < len(points) else None
        yield _control(before, start, end), _control(after, end, start), end


def _control(before: Point | None, at: Point, towards: Point) -> Point:
    """The control point beside `at`, on a curve from `before` (None at an end) to `towards`."""
    if before is None:
        return at[0] + (towards[0] - at[0]) / 3, at[1] + (towards[1] - at[1]) / 3
    a, b = math.sqrt(math.dist(before, at)), math.sqrt(math.dist(at, towards))
    divisor = 3 * a * (a + b)
    u, v, w = -b * b / divisor, (2 * a * a + 3 * a * b + b * b) / divisor, a * a / divisor
    return (
        u * before[0] + v * at[0] + w * towards[0],
        u * before[1] + v * at[1] + w * towards[1],
    )


Floats = NDArray[np.float64]

# Shorter pieces, in units of the canvas's side, are erased as well.
CRUMB = 0.001

ALMOST_ZERO = 1e-12  # replaces a divisor of 0; the quotient is then beyond every segment


def erase(stroke: Stroke, start: Point, end: Point, reach: float) -> list[Stroke]:
    """The pieces of a stroke that are left after a disc of radius `reach` moves from start to end.

    No piece comes nearer to the disc's path than `reach`. If nothing is touched, the stroke itself
    is the only piece; if all is covered, there is none. A stroke of one point is a dot.
    """
    points = np.array(stroke if len(stroke) > 1 else stroke * 2, np.float64)
    first, last = _covered(points, np.array(start), np.array(end), reach)
    first, last = first.clip(min=0), last.clip(max=1)
    touched = first <= last
    if not touched.any():
        return [stroke]
    if len(stroke) == 1:
        return []
    # Where nothing is touched the places are infinite.
    first, last = np.where(touched, first, 0), np.where(touched, last, 0)
    vectors = np.diff(points, axis=0)
    leave = (points[:-1] + first[:, None] * vectors).tolist()
    come_back = (points[:-1] + last[:, None] * vectors).tolist()
    pieces: list[list[Point]] = [[stroke[0]]]
    for i in range(len(stroke) - 1):
        if touched[i]:
            _lengthen(pieces[-1], tuple(leave[i]))
            pieces.append([tuple(come_back[i])])
        _lengthen(pieces[-1], stroke[i + 1])
    return [tuple(piece) for piece in pieces if _length(piece) > CRUMB]


def _covered(points: Floats, start: Floats, end: Floats, reach: float) -> tuple[Floats, Floats]:
    """The first and the last place that the disc covers on each segment's line, each (segments,).

    A place is 0 where the segment starts and 1 where it ends. If first > last, nothing is covered.
    """
    # The disc covers a convex shape, two discs and the rectangle between them, and so one piece of
    # a line: from the first place that any of the three covers to the last.
    origins, vectors = points[:-1], np.diff(points, axis=0)
    parts = [_in_disc(origins - centre, vectors, reach) for centre in (start, end)]
    way = math.dist(start, end)
    if way > ALMOST_ZERO:
        along = (end - start) / way
        across = np.array([-along[1], along[0]])
        offsets = origins - start
        a = _between(offsets @ along, vectors @ along, 0, way)
        b = _between(offsets @ across, vectors @ across, -reach, reach)
        parts.append(_or_nowhere(np.maximum(a[0], b[0]), np.minimum(a[1], b[1])))
    firsts, lasts = zip(*parts)
    return np.minimum.reduce(firsts), np.maximum.reduce(lasts)


def _in_disc(offsets: Floats, vectors: Floats, radius: float) -> tuple[Floats, Floats]:
    """Where lines are inside a disc; offsets: from the disc's middle to their starts."""
    a = np.maximum((vectors**2).sum(axis=1), ALMOST_ZERO**2)
    b = (vectors * offsets).sum(axis=1)
    c = (offsets**2).sum(axis=1) - radius**2
    root = np.sqrt(np.maximum(b * b - a * c, 0))
    inside = b * b >= a * c
    return _or_nowhere(
        np.where(inside, (-b - root) / a, np.inf), np.where(inside, (-b + root) / a, -np.inf)
    )


def _between(at: Floats, step: Floats, low: float, high: float) -> tuple[Floats, Floats]:
    """Where at + place * step lies between low and high."""
    step = np.where(np.abs(step) < ALMOST_ZERO, ALMOST_ZERO, step)
    one, other = (low - at) / step, (high - at) / step
    return np.minimum(one, other), np.maximum(one, other)


def _or_nowhere(first: Floats, last: Floats) -> tuple[Floats, Floats]:
    """inf and -inf where first > last, so that a union with others takes nothing from it."""
    empty = first > last
    return np.where(empty, np.inf, first), np.where(empty, -np.inf, last)


def _lengthen(piece: list[Point], point: Point) -> None:
    # A cut exactly at a point would add that point twice.
    if math.dist(piece[-1], point) > ALMOST_ZERO:
        piece.append(point)


def _length(piece: list[Point]) -> float:
    return sum(math.dist(a, b) for a, b in zip(piece, piece[1:]))


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
        """Keep the stroke under way, or end the erasure, which is then one step."""
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
        """Replace the drawing."""
        self.lift_pen()
        self._put(drawing, "Drawing")

    def clear(self) -> None:
        self.lift_pen()
        if not self._settled.is_blank():
            self._put(Drawing(), "Clear")

    def _put(self, drawing: Drawing, name: str) -> None:
        self._under_way = ()
        self._push(name, self._settled, drawing)

    def _push(self, name: str, before: Drawing, after: Drawing) -> None:
        self._undo.push(Step(name, partial(self._show, after), partial(self._show, before)))

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
