"""A drawing: strokes of a pen, or a picture instead of them. No Qt.

Points are x, y in units of the canvas's side, y down: 0, 0 is its upper left corner and 1, 1 its
lower right.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core import ink

Point = tuple[float, float]
Stroke = tuple[Point, ...]  # in the order of drawing

# The width of a stroke on the canvas, as a part of its side: a digit that fills the canvas looks
# like MNIST's. For the network `ink` draws the strokes anew.
DRAWN_WIDTH = 0.06

ERASER_WIDTH = 0.1


@dataclass(frozen=True, slots=True)
class KnownImage:
    """Which labelled image a picture or a drawing is: its index, from 0, and its true digit.

    called: the kind of image, in words. label_name: its class; empty: as the data in use name it.
    hand_id, digit_id: of a digit of a hand.
    """

    index: int
    label: int
    called: str = "test digit"
    label_name: str = ""
    hand_id: str = ""
    digit_id: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture instead of strokes.

    image: the network's input, float32 (28, 28), paper 0, ink 1. shown: the canvas's picture, uint8
    (height, width), paper 0, ink 255. is_side_by_side: whether it shows figures side by side, and
    no single digit. edge_ink: the part of the picture's edge, 0 to 1, that counts as ink.
    """

    image: NDArray[np.float32]
    shown: NDArray[np.uint8]
    test_digit: KnownImage | None = None
    is_side_by_side: bool = False
    edge_ink: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """What is on the canvas: strokes, or a picture, or nothing.

    known: the labelled image that the strokes are, if any, until a stroke is added or erased.
    """

    strokes: tuple[Stroke, ...] = ()
    picture: Picture | None = None
    known: KnownImage | None = None

    def is_blank(self) -> bool:
        return not self.strokes and self.picture is None

    @property
    def test_digit(self) -> KnownImage | None:
        """The labelled image that it is, if any."""
        return self.picture.test_digit if self.picture is not None else self.known

    def image(self) -> NDArray[np.float32]:
        """The network's input: float32 (28, 28), paper 0, ink 1."""
        if self.picture is not None:
            return self.picture.image
        # A dot that was dragged a little would be as large as a digit.
        return ink.from_strokes([self.strokes[0][:1]] if self.is_dot() else self.strokes)

    def figures(self) -> tuple["Drawing", ...]:
        """Its figures side by side, from left to right; only itself if it is a single one."""
        found = [] if self.known is not None else ink.figures(self.strokes)
        if len(found) < 2:
            return (self,)
        return tuple(Drawing(tuple(self.strokes[i] for i in figure)) for figure in found)

    def is_dot(self) -> bool:
        """Whether its strokes lie within a pen's width: too small for a digit."""
        points = [point for stroke in self.strokes for point in stroke]
        return bool(points) and all(max(axis) - min(axis) < DRAWN_WIDTH for axis in zip(*points))

    def with_stroke(self, stroke: Stroke) -> "Drawing":
        """This drawing with one more stroke; on a picture, a new drawing."""
        return Drawing((*self.strokes, stroke))

    def erased(self, start: Point, end: Point) -> "Drawing":
        """The drawing after an eraser moves from start to end; `self` if it touches no stroke."""
        # The remaining pieces have round ends as wide as the pen; the eraser clears these, too.
        reach = (ERASER_WIDTH + DRAWN_WIDTH) / 2
        rests = [erase(stroke, start, end, reach) for stroke in self.strokes]
        if all(rest == [stroke] for rest, stroke in zip(rests, self.strokes)):
            return self
        return Drawing(tuple(piece for rest in rests for piece in rest), self.picture)


def curve(points: Sequence[Point]) -> Iterator[tuple[Point, Point, Point]]:
    """A smooth curve through points: yields each segment's two Bézier control points and its end.

    A segment depends only on its two points and their neighbours. It is a centripetal Catmull-Rom
    curve, which neither loops nor overshoots, even between unevenly spaced points. Equal neighbours
    count once.
    """
    points = [point for i, point in enumerate(points) if not i or point != points[i - 1]]
    for i in range(len(points) - 1):
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


STEP = 0.001  # between places where the eraser can cut a stroke, in units of the canvas's side
ALMOST_ZERO = 1e-12  # instead of 0, for the squared length of an eraser that stands still


def erase(stroke: Stroke, start: Point, end: Point, reach: float) -> list[Stroke]:
    """The pieces of a stroke that are left after a disc of radius `reach` moves from start to end.

    No piece comes nearer to the disc's path than `reach`. If nothing is touched, the stroke itself
    is the only piece; if all is covered, there is none. A stroke of one point is a dot.
    """
    corners = np.array(stroke, np.float64)
    at = np.append(0, np.hypot(*np.diff(corners, axis=0).T).cumsum())  # corners, along the stroke
    places = np.union1d(at, np.arange(0, at[-1], STEP))
    points = np.stack([np.interp(places, at, axis) for axis in corners.T], axis=1)

    offsets, way = points - start, np.subtract(end, start)
    nearest = (offsets @ way / max(way @ way, ALMOST_ZERO)).clip(0, 1)[:, None] * way
    is_left = np.hypot(*(offsets - nearest).T) > reach
    if is_left.all():
        return [stroke]
    pieces = []
    for piece in np.split(np.arange(len(points)), np.flatnonzero(np.diff(is_left)) + 1):
        if is_left[piece[0]] and len(piece) > 1:
            is_kept = np.isin(places[piece], at)
            is_kept[[0, -1]] = True
            pieces.append(tuple((x, y) for x, y in points[piece[is_kept]].tolist()))
    return pieces
