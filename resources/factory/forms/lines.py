"""Lines, arcs and smooth curves, as points along the way of a pen.

A digit stands in a box that is 1 high, from y = 0 at its top to y = 1 at its foot, with x = 0 in
the middle: x to the right, y down. A stroke is an array (n, 2) of points x, y.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Stroke = NDArray[np.float64]

STEPS = 6  # points of a curve for each point that it goes through
TURN = 12  # degrees from point to point of an arc, about


def line(*corners: Point) -> Stroke:
    """A stroke (n, 2) straight from corner to corner."""
    return np.array(corners, np.float64)


def curve(*through: Point | NDArray[np.float64]) -> Stroke:
    """A smooth stroke (n, 2) through two or more points, which does not stop at them."""
    return _smooth(len(through)) @ np.array(through, np.float64)


def arc(
    x: float, y: float, rx: float, ry: float, start: float, end: float, grow: float = 1.0
) -> Stroke:
    """A part of an ellipse around x, y, from one angle to another, or of a spiral.

    Angles are degrees as on a clock: 0 is the top, 90 the right, 180 the foot. If the end is less
    than the start, the pen goes anticlockwise. On the way the radii become `grow` times as large.
    """
    count = 2 + int(abs(end - start) / TURN)
    angles = np.radians(np.linspace(start, end, count))
    size = np.linspace(1, grow, count)
    return np.stack([x + rx * size * np.sin(angles), y - ry * size * np.cos(angles)], axis=1)


def joined(*pieces: Stroke) -> Stroke:
    """One stroke of several pieces, drawn without lifting the pen."""
    return np.concatenate(pieces)


@lru_cache(maxsize=64)
def _smooth(n: int) -> Stroke:
    """The matrix (points of the curve, n) that makes a smooth curve of n points.

    It is a Catmull-Rom spline: at each point the pen moves parallel to the line between the
    neighbours (E. Catmull, R. Rom, "A class of local interpolating splines", 1974).
    """
    t = np.arange(STEPS)[:, None] / STEPS
    # Weights of four points on the way between the middle two of them.
    powers = np.concatenate([np.ones_like(t), t, t**2, t**3], axis=1)
    weights = powers @ np.array([[0, 2, 0, 0], [-1, 0, 1, 0], [2, -5, 4, -1], [-1, 3, -3, 1]]) / 2
    # The ends need a neighbour beyond them: the mirror image of their inner one.
    points = np.zeros((n + 2, n))
    points[1:-1] = np.eye(n)
    points[0, :2] = points[-1, : -3 if n > 2 else None : -1] = 2, -1
    ways = [weights @ points[i : i + 4] for i in range(n - 1)]
    return np.concatenate([*ways, points[-2:-1]])
