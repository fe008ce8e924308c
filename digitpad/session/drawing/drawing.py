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
from digitpad.session.drawing.eraser import Point, Stroke, erase

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
