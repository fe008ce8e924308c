"""The eraser's geometry: what a moving disc leaves of a stroke. No Qt."""

import math

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Stroke = tuple[Point, ...]  # in the order in which the pen was there

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
