"""A drawing becomes a picture like those of MNIST.

A network reads only what looks like its training data, so a drawing is placed as MNIST's digits
are. These were scaled, proportions kept, to fit a box of 20x20 pixels, and placed in 28x28 with
their centre of mass in the middle (Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of
handwritten digits", http://yann.lecun.com/exdb/mnist/).

Scaling a picture would change the width of its lines. But a drawing is kept as strokes: they are
scaled first and inked afterwards, always with the same pen. So a digit drawn small looks exactly
like one drawn large. (`photo.py` comes close to this for ink that is already a picture.)

Lengths are in pixels of the result unless stated otherwise, and pixel (row, column) has its
centre at x = column, y = row.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

# MNIST's pictures.
SIDE = 28  # of the picture
# The longer side of the ink, the pen's width included. MNIST's box is 20 pixels, but the digits
# cover 19.6 of them on average, since the outermost pixels are grey.
LONGEST = 19.6
# MNIST's centres of mass are at (14.01, 14.00) on average, half a pixel off the middle, 13.5.
CENTRE = 14.0
PEN_WIDTH = 2.4  # pen digits are read best with it; it gives about as much ink as MNIST has
EDGE = 1.0  # width of the seam where ink fades to paper, half of it inside the pen's width

# Strokes are cut into pieces so short that each inks only the 5x5 pixels around its middle.
REACH = (PEN_WIDTH + EDGE) / 2
WINDOW = np.arange(-2.0, 3.0)
PIECE = 2 * (WINDOW.max() + 0.5 - REACH)  # rounding the middle to a pixel takes up to 0.5
CHUNK = 2048  # pieces inked at a time, so that they fit the processor's cache
DRAWINGS_AT_A_TIME = 32  # drawings inked together: some 1500 pieces
MARGIN = 3  # room around the picture for the windows of pieces at its border
PADDED = SIDE + 2 * MARGIN
# (pixels, 3): x, y and 1 of each pixel. Ink times these gives the centre of mass.
_ROWS, _COLUMNS = np.indices((PADDED, PADDED)) - MARGIN
MOMENTS = np.stack([_COLUMNS, _ROWS, np.ones_like(_ROWS)], axis=-1).reshape(-1, 3).astype(float)

Array = NDArray[np.float64]
Counts = NDArray[np.intp]


def from_strokes(strokes: Sequence[ArrayLike]) -> NDArray[np.float32]:
    """The picture of a drawing, like one of MNIST: float32 (28, 28), paper 0, ink 1.

    Each stroke is an (n, 2) array of x, y, y down, in any unit. Moving or scaling the whole
    drawing, or adding points on its lines, changes nothing. A stroke of one point is a dot; a dot
    alone is as small as the pen. Without any point the picture is blank.

    Raises ValueError for a stroke of another shape and for a coordinate that is not finite.
    """
    picture: NDArray[np.float32] = from_drawings([strokes])[0]
    return picture


def from_drawings(drawings: Sequence[Sequence[ArrayLike]]) -> NDArray[np.float32]:
    """The pictures of many drawings, as `from_strokes` makes them: float32 (drawings, 28, 28).

    Takes a fifth of the time, since NumPy works on longer arrays. Raises what `from_strokes`
    raises.
    """
    pictures = np.zeros((len(drawings), SIDE, SIDE), np.float32)
    for first in range(0, len(drawings), DRAWINGS_AT_A_TIME):
        segments = [_segments(strokes) for strokes in drawings[first : first + DRAWINGS_AT_A_TIME]]
        counts = np.array([len(starts) for starts, _ in segments])
        (inked,) = counts.nonzero()
        if len(inked):
            starts, ends = (np.concatenate(points) for points in zip(*segments))
            pictures[first + inked] = _pictures(starts, ends, counts[inked])
    return pictures


def _segments(strokes: Sequence[ArrayLike]) -> tuple[Array, Array]:
    """The starts and the ends of all strokes' segments, each (n, 2), in the strokes' unit."""
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


# Below, several drawings are inked together. Their segments, and later their pieces, are in one
# array, drawing by drawing. `counts` (drawings,) says how many each drawing has, and `owners`
# (segments or pieces,) to which drawing each one belongs.


def _pictures(starts: Array, ends: Array, counts: Counts) -> NDArray[np.float32]:
    """Ink drawings, given by their segments, (n, 2); each drawing has at least one."""
    middles, halves, counts = _cut(*_fit(starts, ends, counts), counts)
    owners = _owners(counts)
    middles = _centre(middles, halves, counts, owners)
    pictures = _ink(middles, halves, owners)[:, MARGIN:-MARGIN, MARGIN:-MARGIN]
    return pictures.astype(np.float32)


def _firsts(counts: Counts) -> Counts:
    """The index of each drawing's first segment, or of each segment's first piece."""
    return counts.cumsum() - counts


def _owners(counts: Counts) -> Counts:
    """The drawing that each segment or piece belongs to."""
    return np.repeat(np.arange(len(counts)), counts)


def _fit(starts: Array, ends: Array, counts: Counts) -> tuple[Array, Array]:
    """Scale each drawing until its ink is LONGEST long, and move its middle to CENTRE."""
    firsts, owners = _firsts(counts), _owners(counts)
    # Every point starts a segment, so `starts` has all of them. Halved, even the largest floats
    # can be subtracted.
    low = np.minimum.reduceat(starts, firsts) / 2
    extent = np.maximum.reduceat(starts, firsts) / 2 - low
    longest = extent.max(axis=1, keepdims=True)
    longest[longest == 0] = 1  # a dot has no extent: there is nothing to scale
    pixels = LONGEST - PEN_WIDTH
    corner = (CENTRE - extent / longest * pixels / 2)[owners]
    low, longest = low[owners], longest[owners]
    # Divided first, since the factor pixels / longest would overflow for tiny drawings.
    starts = (starts / 2 - low) / longest * pixels + corner
    ends = (ends / 2 - low) / longest * pixels + corner
    return starts, ends


def _cut(starts: Array, ends: Array, counts: Counts) -> tuple[Array, Array, Counts]:
    """Cut segments into pieces no longer than PIECE.

    Returns the pieces' middles and half their vectors, each (pieces, 2), and each drawing's count.
    """
    vectors = ends - starts
    cuts = np.ceil(np.hypot(*vectors.T) / PIECE).clip(min=1).astype(np.intp)
    halves = np.repeat(vectors / 2 / cuts[:, None], cuts, axis=0)
    # Piece 0, 1, 2, ... of a segment has its middle 1, 3, 5, ... halves from the start.
    numbers = np.arange(len(halves)) - np.repeat(_firsts(cuts), cuts)
    middles = np.repeat(starts, cuts, axis=0) + (2 * numbers[:, None] + 1) * halves
    return middles, halves, np.add.reduceat(cuts, _firsts(counts))


def _centre(middles: Array, halves: Array, counts: Counts, owners: Counts) -> Array:
    """Move pieces until their ink's centre of mass is at CENTRE, not rounded to whole pixels."""
    firsts, reach = _firsts(counts), np.abs(halves)
    # Overlaps count once, so the centre of mass is measured in the inked picture. Moving by a
    # fraction of a pixel changes that picture, and leaves its centre up to 0.1 off; a second move
    # leaves 0.01.
    for _ in range(2):
        move = CENTRE - _centres_of_mass(_ink(middles, halves, owners))
        # A very lopsided drawing would leave the picture. The pen's middle stops at the border, so
        # that no dot or tail is lost.
        least = -0.5 - np.minimum.reduceat(middles - reach, firsts)
        most = SIDE - 0.5 - np.maximum.reduceat(middles + reach, firsts)
        middles = middles + np.clip(move, least, most)[owners]
    return middles


def _ink(middles: Array, halves: Array, owners: Counts) -> Array:
    """Ink the pieces of `_cut`: (drawings, 34, 34), paper 0, ink 1, MARGIN around each picture."""
    corners = owners * PADDED**2  # where the picture of each piece begins
    # Only the nearest piece decides how dark a pixel is, so crossing strokes do not add up.
    squared_distances = np.full((owners[-1] + 1) * PADDED**2, np.inf)
    for first in range(0, len(middles), CHUNK):
        # Pieces are the last axis, so that NumPy's loops run along them, not along five pixels.
        middle_x, middle_y = middles[first : first + CHUNK].T  # each (n,)
        half_x, half_y = halves[first : first + CHUNK].T
        columns = np.rint(middle_x) + WINDOW[:, None]  # (5, n)
        rows = np.rint(middle_y) + WINDOW[:, None, None]  # (5, 1, n)
        x, y = columns - middle_x, rows - middle_y
        # The point of a piece that is nearest to a pixel: -1 is its start, 0 its middle, 1 its end.
        squared_half = np.maximum(half_x**2 + half_y**2, np.finfo(np.float64).tiny)
        nearest = np.clip((x * half_x + y * half_y) / squared_half, -1, 1)
        squares = (x - nearest * half_x) ** 2 + (y - nearest * half_y) ** 2  # (5, 5, n)
        pixels = (rows + MARGIN) * PADDED + columns + MARGIN + corners[first : first + CHUNK]
        np.minimum.at(squared_distances, pixels.astype(np.intp).ravel(), squares.ravel())
    inside = PEN_WIDTH / 2 - np.sqrt(squared_distances)
    pictures: Array = np.clip(inside / EDGE + 0.5, 0, 1)
    return pictures.reshape(-1, PADDED, PADDED)


def _centres_of_mass(pictures: Array) -> Array:
    """The x, y of the ink's centre of mass, (n, 2), in pictures with MARGIN around them."""
    moments = pictures.reshape(-1, PADDED**2) @ MOMENTS
    centres: Array = moments[:, :2] / moments[:, 2:]
    return centres


# Ink that falls apart into figures side by side, as in "14", is not one digit. A digit of several
# strokes may have gaps, too. Only a 4 has them between a left and a right part: an angle, and
# beside it a line that begins lower and ends lower. Two figures are about as high as each other,
# and stand at the same height.

# These are parts of the height of the taller figure. They were chosen with the digits of 97 people;
# one digit in 4,000 is taken for several figures.
GAP = 0.05  # least gap
OVERLAP = 0.5  # the least height that both figures have in common
HIGHER = 0.3  # how far the left figure may end above the right one; the angle of a 4 does so

SLANTS = (-0.3, 0.0, 0.3, 0.6)  # how far to the right a slanted gap leans, as a part of its height


def figures(parts: Sequence[ArrayLike]) -> list[list[int]]:
    """Separate ink into figures, from left to right; each is a list of its parts' indices.

    parts: strokes, or patches of ink in a picture, each (n, 2) finite numbers: x, y, y down, in
    any unit. Empty parts are left out.
    """
    points = [np.asarray(part, np.float64) for part in parts]
    return _apart(points, [number for number, part in enumerate(points) if part.size])


def _apart(points: Sequence[Array], numbers: list[int]) -> list[list[int]]:
    """Cut these parts at their widest gap, then both sides in the same way."""
    if len(numbers) < 2:
        return [numbers] if numbers else []
    parts = [points[number] for number in numbers]
    gap, left = max((_widest_cut(parts, slant) for slant in SLANTS), key=lambda cut: cut[0])
    if not gap:
        return [numbers]
    right = [number for place, number in enumerate(numbers) if place not in left]
    return _apart(points, [numbers[place] for place in sorted(left)]) + _apart(points, right)


def _widest_cut(parts: Sequence[Array], slant: float) -> tuple[float, set[int]]:
    """The widest straight gap of this slant between figures, and the parts on its left.

    The gap is a part of the figures' height; 0 if there is none. Parts are indices.
    """
    tops, ends = np.array([(part[:, 1].min(), part[:, 1].max()) for part in parts]).T
    across = [part[:, 0] + slant * part[:, 1] for part in parts]
    lefts, rights = np.array([(x.min(), x.max()) for x in across]).T
    order = np.argsort(lefts, kind="stable")
    lefts, rights, tops, ends = (of_part[order] for of_part in (lefts, rights, tops, ends))
    gaps = lefts[1:] - np.maximum.accumulate(rights)[:-1]
    # The top and the end of all parts left of each gap, and of all parts right of it.
    left_tops, left_ends = np.minimum.accumulate(tops)[:-1], np.maximum.accumulate(ends)[:-1]
    right_tops = np.minimum.accumulate(tops[::-1])[-2::-1]
    right_ends = np.maximum.accumulate(ends[::-1])[-2::-1]
    height = np.maximum(left_ends - left_tops, right_ends - right_tops)
    common = np.minimum(left_ends, right_ends) - np.maximum(left_tops, right_tops)
    is_gap = (
        (height > 0)
        & (gaps >= GAP * height)
        & (common >= OVERLAP * height)
        & (right_ends - left_ends <= HIGHER * height)
    )
    shares = np.divide(gaps, height, out=np.zeros_like(gaps), where=is_gap)
    widest = int(shares.argmax())
    return float(shares[widest]), set(order[: widest + 1].tolist())
