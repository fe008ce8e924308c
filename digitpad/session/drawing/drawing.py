"""A drawing: the strokes of a pen, or a picture in their place. No Qt.

Points are x, y in parts of the canvas's side, y down: 0, 0 is its upper left corner and 1, 1 the
lower right.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core import ink
from digitpad.session.drawing.eraser import Point, Stroke, erase

# How wide a stroke is shown, as a part of the canvas's side: about as MNIST's, for a digit that
# fills it. It is for the eye alone: the network is given the strokes inked anew.
DRAWN_WIDTH = 0.06

ERASER_WIDTH = 0.1


@dataclass(frozen=True, slots=True)
class TestDigit:
    """Which of the test data a picture is: its place there, from 0, and the digit it truly is."""

    __test__ = False  # pytest would take it for a test, by its name

    index: int
    label: int


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture that stands in the place of strokes.

    image: what the network is given of it, float32 (28, 28), paper 0, ink 1; shown: how much ink
    is seen where, uint8 (height, width), paper 0.
    """

    image: NDArray[np.float32]
    shown: NDArray[np.uint8]
    test_digit: TestDigit | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """What is on the canvas: strokes, or a picture, or nothing."""

    strokes: tuple[Stroke, ...] = ()
    picture: Picture | None = None

    def is_blank(self) -> bool:
        """Whether there is nothing to read."""
        return not self.strokes and self.picture is None

    @property
    def test_digit(self) -> TestDigit | None:
        """Which of the test data it is, if it is one of them."""
        return self.picture.test_digit if self.picture is not None else None

    def image(self) -> NDArray[np.float32]:
        """What the network is given: float32 (28, 28), paper 0, ink 1."""
        if self.picture is not None:
            return self.picture.image
        return ink.from_strokes(self.strokes)

    def with_stroke(self, stroke: Stroke) -> "Drawing":
        """This and one more stroke. A stroke on a picture begins a new drawing in its place."""
        return Drawing((*self.strokes, stroke))

    def erased(self, start: Point, end: Point) -> "Drawing":
        """What an eraser leaves that moves from start to end; this one where it touches nothing.

        It takes ink away from strokes. A picture is not made of strokes, and stays.
        """
        # What is left has round ends as wide as the pen: they must not reach under the eraser.
        reach = (ERASER_WIDTH + DRAWN_WIDTH) / 2
        rests = [erase(stroke, start, end, reach) for stroke in self.strokes]
        if all(rest == [stroke] for rest, stroke in zip(rests, self.strokes)):
            return self
        return Drawing(tuple(piece for rest in rests for piece in rest), self.picture)


def curve(
    points: Sequence[Point], first: int = 0, last: int | None = None
) -> Iterator[tuple[Point, Point, Point]]:
    """The smooth curve through points: for each segment its Bézier curve's controls and its end.

    first, last: which segments, as in a slice; by default all of them. A segment depends on the
    point before it and the point after it, on no others. The curve is the centripetal one of
    Catmull and Rom, which neither loops nor overshoots, however unevenly the points lie.
    No two points that follow each other may be the same.
    """
    for i in range(len(points) - 1)[first:last]:
        start, end = points[i], points[i + 1]
        before = points[i - 1] if i > 0 else None
        after = points[i + 2] if i + 2 < len(points) else None
        yield _control(before, start, end), _control(after, end, start), end


def _control(before: Point | None, at: Point, towards: Point) -> Point:
    """The control point beside `at`, on a curve that comes from `before`, if from anywhere."""
    if before is None:
        return at[0] + (towards[0] - at[0]) / 3, at[1] + (towards[1] - at[1]) / 3
    a, b = math.sqrt(math.dist(before, at)), math.sqrt(math.dist(at, towards))
    divisor = 3 * a * (a + b)
    u, v, w = -b * b / divisor, (2 * a * a + 3 * a * b + b * b) / divisor, a * a / divisor
    return (
        u * before[0] + v * at[0] + w * towards[0],
        u * before[1] + v * at[1] + w * towards[1],
    )
