"""A photo or scan of a digit becomes a picture like those of MNIST.

Paper and ink, the digit's size and the pen's width are unknown. So the paper is found first: the
smooth surface of brightness that best splits the picture into two tones, paper and ink. Then the
distance of every place to the edge of the ink is measured. Moving the edge by the same distance
everywhere gives a wider or narrower pen. So a fine pencil and a thick marker both become MNIST's
pen, at any size.

There are three grids: the given pixels; *places*, FINE to each pixel of the result, to measure
distances; and the pixels of the result.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.ink.strokes import CENTRE, EDGE, LONGEST, SIDE

Plane = NDArray[Any]  # (rows, columns) of float32

LARGEST = 256  # pixels along a side; larger pictures are shrunk by averaging
SAMPLES = 40  # pixels along a side that are sampled to find the paper
BORDER = 4  # samples at the border count this many times, as they are mostly paper
SHADOW = 7  # samples to each side that decide whether one lies in a shadow
MUCH_BETTER = 0.65  # uneven light is assumed if its misfit is below this part of even light's
BORDER_INK = 0.3  # the misfit of ink all along the border, as a part of the ink's contrast
LEAST_CONTRAST = 8.0  # grey levels; fainter ink counts as paper
LEAST_NOISE = 5.0  # standard deviations of the noise; ink that differs less counts as paper
QUARTER = 3.138  # a normal distribution with this standard deviation has a quarter within 1 of 0
SPECK = 0.03  # of the largest patch's area; smaller patches are dust

FINE = 6
ROOM = 4 * FINE  # places around the ink, into which its edge may move
FARTHEST = 8 * FINE  # distances are measured up to here
# In pixels. Four in five of MNIST's digits have a pen between these, and others are read best at
# the nearer one. One width for all, PEN_WIDTH as for strokes, costs a point of accuracy.
THINNEST, THICKEST = 2.1, 3.6


def from_image(gray: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The digit in a picture, drawn like one of MNIST: float32 (28, 28), paper 0, ink 1.

    gray: uint8 (height, width) of any size, the ink darker or brighter than the paper. Light may
    fall unevenly, with shadows fainter than the ink. The digit's place, size and line width make
    little difference, and specks of dust none. Without ink the result is blank.

    A picture of 280x280 takes some 7 ms, one of 1000x1000 some 12 ms on one core.

    Raises ValueError for another type or shape.
    """
    gray = np.asarray(gray)
    if gray.dtype != np.uint8 or gray.ndim != 2:
        raise ValueError(
            f"a picture must be uint8 of shape (height, width), not {gray.dtype} {gray.shape}"
        )
    ink = _look(gray)
    if ink is None:
        return np.zeros((SIDE, SIDE), np.float32)
    inside = _distances(ink)
    if not (inside > 0).any():  # too small for any pen, such as a speck one pixel high
        return np.zeros((SIDE, SIDE), np.float32)
    return _draw(inside)


def patches(gray: NDArray[np.uint8]) -> list[NDArray[np.intp]]:
    """The patches of connected ink in a picture, each (pixels, 2): x, y, y down.

    gray: as for `from_image`. The pixels are counted in the part with ink, which may be shrunk.
    Specks of dust are left out.
    """
    ink = _look(gray)
    if ink is None:
        return []
    mask = ink > 0.5
    rows, columns = np.nonzero(mask)
    _, patch, counts = np.unique(_patches(mask), return_inverse=True, return_counts=True)
    pixels = np.stack([columns, rows], axis=1)[np.argsort(patch, kind="stable")]
    return np.split(pixels, counts.cumsum()[:-1])


def edge_ink(gray: NDArray[np.uint8]) -> float:
    """The part, 0 to 1, of a picture's edge that counts as ink. gray: as for `from_image`."""
    ink = _find_ink(_shrink(gray, -(-max(gray.shape) // LARGEST)))
    return 0.0 if ink is None else float((ink > 0.5)[_border(ink.shape)].mean())


def _look(gray: NDArray[np.uint8]) -> Plane | None:
    """How much ink is at each pixel of a picture, or of the part with ink; None without ink."""
    if gray.size == 0:
        return None
    factor = -(-max(gray.shape) // LARGEST)
    ink = _find_ink(_shrink(gray, factor))
    if ink is None:
        return None
    rows, columns = _extent(ink)
    room = max(rows.stop - rows.start, columns.stop - columns.start) // 2 + 2
    if 4 * room * factor > (factor - 1) * LARGEST:
        return ink  # the part with the ink, and some paper, is too large for a closer look
    part = tuple(
        slice(max(side.start - room, 0) * factor, (side.stop + room) * factor)
        for side in (rows, columns)
    )
    closer = _look(gray[part])
    return ink if closer is None else closer


def _shrink(gray: NDArray[np.uint8], factor: int) -> Plane:
    """A picture averaged over squares of factor x factor pixels."""
    if factor == 1:
        return gray.astype(np.float32)
    sums: Plane = gray
    for axis in (0, 1):
        starts = np.arange(0, gray.shape[axis], factor)
        sums = np.add.reduceat(sums, starts, axis=axis, dtype=np.float32)
    # The last squares may be cut short by the border.
    heights, widths = (np.diff(np.r_[0:n:factor, n]) for n in gray.shape)
    return sums / np.outer(heights, widths).astype(np.float32)


def _find_ink(picture: Plane) -> Plane | None:
    """How much ink is at each pixel: above 0.5 it is ink, below it paper. None without ink."""
    above_paper = picture - _paper(picture)
    ink = _ink_tone(above_paper)
    return None if ink == 0 else _without_specks(above_paper / ink)


def _ink_tone(above_paper: Plane) -> float:
    """How much brighter than paper the ink is, negative if it is darker, 0 without ink."""
    noise = QUARTER * float(np.quantile(np.abs(above_paper), 0.25))
    least = max(LEAST_CONTRAST, LEAST_NOISE * noise)
    bright, dark = above_paper[above_paper > least], -above_paper[above_paper < -least]
    ink, sign = (bright, 1) if bright.sum() >= dark.sum() else (dark, -1)
    # Pixels less than half as strong as the average ink belong to the seam between ink and paper.
    while len(ink) and len(kept := ink[ink > ink.mean() / 2]) < len(ink):
        ink = kept
    return sign * float(ink.mean()) if len(ink) else 0.0


def _paper(picture: Plane) -> Plane:
    """The paper's brightness at each pixel, also where ink covers it."""
    rows, columns = (np.linspace(0, n - 1, min(n, SAMPLES)) for n in picture.shape)
    samples = picture[np.ix_(np.rint(rows).astype(np.intp), np.rint(columns).astype(np.intp))]
    best, least = samples, np.inf
    even, lit = _surface(samples, 0), _surface(samples, 2)
    for paper in (even, lit, lit + _shadows(samples - lit)):
        misfit = _misfit(samples - paper)
        if misfit < MUCH_BETTER * least:
            best, least = paper, misfit
    down, across = (
        _between(np.linspace(0, few - 1, many), few)
        for few, many in zip(samples.shape, picture.shape)
    )
    everywhere: Plane = down @ best @ across.T
    return everywhere


def _misfit(above_paper: Plane) -> float:
    """How far samples are from two tones, the paper's and the ink's: mean grey levels."""
    ink = _ink_tone(above_paper)
    misfit = float(np.minimum(np.abs(above_paper), np.abs(above_paper - ink)).mean())
    if ink != 0:
        # "Ink" along much of the border is more likely a shadow.
        mask = above_paper / ink > 0.5
        misfit += BORDER_INK * abs(ink) * float(mask[_border(mask.shape)].mean())
    return misfit


def _border(shape: tuple[int, ...]) -> NDArray[np.bool_]:
    border = np.ones(shape, bool)
    border[1:-1, 1:-1] = False
    return border


def _surface(samples: Plane, degree: int) -> Plane:
    """The polynomial surface of this degree that is near most samples."""
    y, x = (np.linspace(-1, 1, n, dtype=np.float32) for n in samples.shape)
    powers = [(i, j) for i in range(degree + 1) for j in range(degree + 1 - i)]
    terms = np.stack([np.outer(y**i, x**j).ravel() for i, j in powers])  # (terms, samples)
    border = _border(samples.shape)
    prior = np.where(border, BORDER, 1).astype(np.float32).ravel()
    level = np.median(samples[border])
    wanted = samples.ravel() - level
    factors = np.zeros(len(terms), np.float32)
    # Least squares, repeated with weights that count distant samples less and less. The term on
    # the diagonal makes the solution of a picture of one row or column unique.
    for near in np.geomspace(64, 4, 10, dtype=np.float32):
        weights = prior / ((wanted - factors @ terms) ** 2 + near**2)
        weighted = terms * weights
        normal = weighted @ terms.T + 1e-3 * weights.sum() * np.eye(len(terms), dtype=np.float32)
        factors = np.linalg.solve(normal, weighted @ wanted)
    surface: Plane = level + (factors @ terms).reshape(samples.shape)
    return surface


def _shadows(above_paper: Plane) -> Plane:
    """How far most samples around each one differ from paper, unless they are ink."""
    # A median keeps a shadow's edge sharp; every second sample is enough for it.
    around = np.lib.stride_tricks.sliding_window_view(
        np.pad(above_paper, SHADOW, mode="edge"), (2 * SHADOW + 1, 2 * SHADOW + 1)
    )[:, :, ::2, ::2]
    shadows = np.median(around.reshape(*above_paper.shape, -1), axis=-1)
    contrast = np.quantile(np.abs(above_paper), 0.98)
    return np.where(np.abs(shadows) < contrast / 2, shadows, np.float32(0))


def _between(positions: NDArray[np.floating], count: int) -> Plane:
    """The matrix that interpolates `count` values linearly at these positions."""
    distances = np.abs(np.clip(positions, 0, count - 1)[:, None] - np.arange(count))
    matrix: Plane = np.clip(1 - distances, 0, 1).astype(np.float32)
    return matrix


def _without_specks(ink: Plane) -> Plane:
    """The ink without patches much smaller than the largest."""
    mask = ink > 0.5
    _, patch, areas = np.unique(_patches(mask), return_inverse=True, return_counts=True)
    ink = ink.copy()
    ink[mask] = np.where(areas < SPECK * areas.max(), 0, 1)[patch] * ink[mask]
    return ink


def _patches(mask: NDArray[np.bool_]) -> NDArray[np.intp]:
    """A number for each pixel of the mask, in reading order, the same within a patch."""
    count = int(mask.sum())
    number = np.full((mask.shape[0] + 1, mask.shape[1] + 2), -1, np.intp)
    inner = number[:-1, 1:-1]
    inner[mask] = np.arange(count)
    pairs = []
    for other in (number[:-1, 2:], number[1:, 1:-1], number[1:, 2:], number[1:, :-2]):
        both = mask & (other >= 0)
        pairs.append((inner[both], other[both]))
    a, b = (np.concatenate(side) for side in zip(*pairs))
    label = np.arange(count)
    while len(a):
        # Neighbours take the lower of their labels; labels of labels are followed to their end.
        np.minimum.at(label, np.maximum(label[a], label[b]), np.minimum(label[a], label[b]))
        while (label[label] != label).any():
            label = label[label]
        apart = label[a] != label[b]
        a, b = a[apart], b[apart]
    return label


def _extent(ink: Plane) -> tuple[slice, slice]:
    mask = ink > 0.5
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _distances(ink: Plane) -> Plane:
    """How far inside the ink each place lies, in places; negative outside."""
    extent = _extent(ink)
    scale = LONGEST * FINE / max(side.stop - side.start for side in extent)  # places a pixel
    down, across = (
        _cubic_between(
            (np.arange(0.5 - ROOM, (side.stop - side.start) * scale + ROOM) / scale)
            + (side.start - 0.5),
            count,
            scale,
        )
        for side, count in zip(extent, ink.shape)
    )
    mask = down @ ink @ across.T > 0.5
    return _distance_to(~mask) - _distance_to(mask)


def _cubic_between(positions: NDArray[np.floating], count: int, scale: float) -> Plane:
    """The matrix that interpolates `count` pixels at these positions, with paper beyond them.

    By cubic convolution (R. Keys, 1981), stretched if pixels are closer than places.
    """
    stretch = max(1.0, 1 / scale)
    t = np.abs(positions[:, None] - np.arange(count)) / stretch
    near = (1.5 * t - 2.5) * t * t + 1
    far = ((-0.5 * t + 2.5) * t - 4) * t + 2
    weights = np.where(t < 1, near, np.where(t < 2, far, 0)) / stretch
    return weights.astype(np.float32)


def _distance_to(mask: NDArray[np.bool_]) -> Plane:
    """How far each place is from the mask, in places, up to FARTHEST; 0 inside."""
    # Along the columns first, then along the rows (P. Felzenszwalb, D. Huttenlocher, "Distance
    # Transforms of Sampled Functions", 2012).
    index = np.arange(len(mask))[:, None]
    above = np.maximum.accumulate(np.where(mask, index, -FARTHEST), axis=0)
    below = np.minimum.accumulate(np.where(mask, index, len(mask) + FARTHEST)[::-1], axis=0)[::-1]
    along = np.minimum(np.minimum(index - above, below - index), FARTHEST).astype(np.float32) ** 2
    squares: Plane = along.copy()
    for step in range(1, FARTHEST):
        if step**2 >= squares.max():
            break
        farther = along + step**2
        np.minimum(squares[:, step:], farther[:, :-step], out=squares[:, step:])
        np.minimum(squares[:, :-step], farther[:, step:], out=squares[:, :-step])
    # The edge lies halfway to the next place.
    return np.maximum(np.sqrt(squares) - np.float32(0.5), 0)


def _draw(inside: Plane) -> NDArray[np.float32]:
    """Draw the ink from its distances, with MNIST's pen, fitted and centred."""
    sides = _extent(inside + 0.5)
    longest = max(side.stop - side.start for side in sides)
    # Distances grow evenly from a line's edge to its middle: on average a quarter of its width.
    width = min(4 * float(inside[inside > 0].mean()), 0.8 * longest)
    wanted = min(max(width / longest * LONGEST, THINNEST), THICKEST)
    # Fit the path of the pen's middle, as `from_strokes` does.
    scale = (LONGEST - wanted) / (longest - width)  # pixels a place
    inside = (inside - width / 2) * scale + wanted / 2
    whole = np.clip(inside / EDGE + 0.5, 0, 1)
    centre = np.array(_centre_of_mass(whole))  # the row and column to move to CENTRE
    # A very lopsided digit would leave the picture, so the pen's middle is kept inside.
    first, last = (np.array([getattr(side, end) for side in sides]) for end in ("start", "stop"))
    most = first + width / 2 + (CENTRE + 0.5) / scale
    least = last - 1 - width / 2 - (SIDE - 0.5 - CENTRE) / scale
    offsets = (np.arange(SIDE) - CENTRE) / scale
    for _ in range(2):
        centre = np.clip(centre, least, most)
        down, across = (_between(c + offsets, n) for c, n in zip(centre, inside.shape))
        picture = np.clip((down @ inside @ across.T) / EDGE + 0.5, 0, 1)
        centre = centre + (np.array(_centre_of_mass(picture)) - CENTRE) / scale
    return picture.astype(np.float32)


def _centre_of_mass(picture: Plane) -> tuple[float, float]:
    """The row and the column of a picture's centre of mass."""
    rows, columns = picture.sum(axis=1), picture.sum(axis=0)
    mass = float(picture.sum())
    if not mass:
        return (len(rows) - 1) / 2, (len(columns) - 1) / 2
    return float(rows @ np.arange(len(rows))) / mass, float(
        columns @ np.arange(len(columns))
    ) / mass
