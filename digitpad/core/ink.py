"""Ink turns what a pen drew into a picture like those of MNIST.

A network reads only what looks like its training data, so a drawing is placed as MNIST's digits
are (see mnist_format.py). Scaling a picture would change the width of its lines, but a drawing is
kept as strokes: they are scaled first and inked afterwards, always with the same pen, so a digit
drawn small looks exactly like one drawn large. `from_image`, in picture.py, comes close to this for
ink that is a picture already.

Lengths are in pixels of the result unless stated otherwise, and pixel (row, column) has its
centre at x = column, y = row.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from digitpad.core.mnist_format import CENTRE, EDGE, LONGEST, PEN_WIDTH, SIDE
from digitpad.core.picture import from_image

__all__ = ["CENTRE", "EDGE", "LONGEST", "PEN_WIDTH", "SIDE", "from_image", "from_strokes"]

# Strokes are cut into pieces so short that each inks only the 5x5 pixels around its middle.
REACH = (PEN_WIDTH + EDGE) / 2
WINDOW = np.arange(-2.0, 3.0)
PIECE = 2 * (WINDOW.max() + 0.5 - REACH)  # rounding the middle to a pixel takes up to 0.5
CHUNK = 2048  # pieces inked at a time, so that they fit the processor's cache
MARGIN = 3  # room around the picture for the windows of pieces at its border


def from_strokes(strokes: Sequence[ArrayLike]) -> NDArray[np.float32]:
    """The picture of a drawing, like one of MNIST: float32 (28, 28), paper 0, ink 1.

    Each stroke is an (n, 2) array of x, y, y down, in any unit: moving or scaling the whole
    drawing, or adding points on its lines, changes nothing. A stroke of one point is a dot, and
    a dot alone stays as small as the pen. Without any point the picture is blank.

    Raises ValueError for a stroke of another shape and for a coordinate that is not finite.
    """
    starts, ends = _segments(strokes)
    if len(starts) == 0:
        return np.zeros((SIDE, SIDE), np.float32)
    middles, halves = _cut(*_fit(starts, ends))
    middles = _centre(middles, halves)
    return _ink(middles, halves)[MARGIN:-MARGIN, MARGIN:-MARGIN].astype(np.float32)


def _segments(strokes: Sequence[ArrayLike]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the segments of all strokes start and end, each (n, 2), in the strokes' unit."""
    starts, ends = [np.empty((0, 2))], [np.empty((0, 2))]
    for index, stroke in enumerate(strokes):
        points = np.asarray(stroke, np.float64)
        if points.shape == (0,):
            continue  # an empty list
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(f"stroke {index} has shape {points.shape}, but needs (n, 2)")
        if not np.isfinite(points).all():
            raise ValueError(f"stroke {index} has a coordinate that is not a finite number")
        starts.append(points)
        # The last point is a segment of no length, so that a stroke of one point is inked too.
        ends.append(np.concatenate([points[1:], points[-1:]]))
    return np.concatenate(starts), np.concatenate(ends)


def _fit(
    starts: NDArray[np.float64], ends: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Scale segments until their ink is LONGEST long; put the middle of its extent at CENTRE."""
    # Every point starts a segment. Halved, even the largest floats can be subtracted.
    low = starts.min(axis=0) / 2
    extent = starts.max(axis=0) / 2 - low
    longest = extent.max() or 1.0  # a dot has no extent, and nothing to scale
    pixels = LONGEST - PEN_WIDTH
    corner = CENTRE - extent / longest * pixels / 2
    # Divided first: a factor, pixels / longest, would overflow for the tiniest drawings.
    starts = (starts / 2 - low) / longest * pixels + corner
    ends = (ends / 2 - low) / longest * pixels + corner
    return starts, ends


def _cut(
    starts: NDArray[np.float64], ends: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cut segments into pieces no longer than PIECE: their middles and half their vectors."""
    vectors = ends - starts
    counts = np.ceil(np.hypot(*vectors.T) / PIECE).clip(min=1).astype(np.intp)
    halves = np.repeat(vectors / 2 / counts[:, None], counts, axis=0)
    # Piece 0, 1, 2, ... of a segment has its middle 1, 3, 5, ... halves from the start.
    numbers = np.arange(len(halves)) - np.repeat(counts.cumsum() - counts, counts)
    middles = np.repeat(starts, counts, axis=0) + (2 * numbers[:, None] + 1) * halves
    return middles, halves


def _centre(middles: NDArray[np.float64], halves: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move pieces, by parts of a pixel too, until their ink's centre of mass is at CENTRE."""
    # The centre of mass is that of the inked picture, where overlaps count once. Moving by part of
    # a pixel changes that picture, so its centre is then up to 0.1 off; a second move leaves 0.01.
    for _ in range(2):
        move = CENTRE - _centre_of_mass(_ink(middles, halves))
        # A very lopsided drawing would leave the picture: stop the pen's middle at the border, so
        # that no dot or tail is lost.
        least = -0.5 - (middles - np.abs(halves)).min(axis=0)
        most = SIDE - 0.5 - (middles + np.abs(halves)).max(axis=0)
        middles = middles + np.clip(move, least, most)
    return middles


def _ink(middles: NDArray[np.float64], halves: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ink pieces, given as by _cut, on the picture and MARGIN around it: paper 0, ink 1."""
    side = SIDE + 2 * MARGIN
    # A pixel's darkness is decided by the nearest piece, so where strokes cross nothing adds up.
    squared_distances = np.full(side * side, np.inf)
    for first in range(0, len(middles), CHUNK):
        # Pieces come last, so that NumPy's loops run along them, not along five pixels.
        middle_x, middle_y = middles[first : first + CHUNK].T  # each (n,)
        half_x, half_y = halves[first : first + CHUNK].T
        columns = np.rint(middle_x) + WINDOW[:, None]  # (5, n)
        rows = np.rint(middle_y) + WINDOW[:, None, None]  # (5, 1, n)
        x, y = columns - middle_x, rows - middle_y
        # The piece's point nearest to a pixel: -1 is its start, 0 its middle, 1 its end.
        squared_half = np.maximum(half_x**2 + half_y**2, np.finfo(np.float64).tiny)
        nearest = np.clip((x * half_x + y * half_y) / squared_half, -1, 1)
        squares = (x - nearest * half_x) ** 2 + (y - nearest * half_y) ** 2  # (5, 5, n)
        pixels = (rows + MARGIN) * side + columns + MARGIN
        np.minimum.at(squared_distances, pixels.astype(np.intp).ravel(), squares.ravel())
    inside = PEN_WIDTH / 2 - np.sqrt(squared_distances)
    picture: NDArray[np.float64] = np.clip(inside / EDGE + 0.5, 0, 1)
    return picture.reshape(side, side)


def _centre_of_mass(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    """The x, y of the centre of mass of the ink in a picture with MARGIN around it."""
    axis = np.arange(len(picture)) - MARGIN
    columns, rows = picture.sum(axis=0), picture.sum(axis=1)
    return np.array([columns @ axis, rows @ axis], np.float64) / float(picture.sum())
