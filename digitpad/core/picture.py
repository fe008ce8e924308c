"""A picture of ink, a photo or a scan, becomes the picture that MNIST would hold of it.

Nobody tells what is paper and what is ink, how large the digit is or how wide its pen. So the
paper is found first, as a smooth surface that most of the picture follows; what leaves it is
ink. Of the ink its edge is kept, as the distance of every place to it: moved outwards or inwards
by the same distance everywhere, the edge is that of a wider or a narrower pen. So a fine pencil
or a thick marker becomes the pen of MNIST at whatever size.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.frame import CENTRE, EDGE, LONGEST, SIDE

Plane = NDArray[Any]

WORKING_SIDE = 256  # larger pictures are shrunk to this by averaging
ENOUGH = 96  # ink shorter than this in a shrunk picture is looked at again, more closely
SAMPLES = 48  # places along each side where the paper is looked at
LEAST_CONTRAST = 8.0  # grey levels; fainter ink is not told from paper
LEAST_NOISE = 5.0  # standard deviations of the noise that ink must stand out
SPECK = 0.03  # of the largest patch's area; smaller patches are dust
FINE = 6  # places, along a side, for each pixel of the result
CAP = 8 * FINE  # distances are measured up to here
THINNEST, THICKEST = 1.9, 3.2  # pens between these are left as they are


def from_image(gray: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The digit in a picture as MNIST would hold it: float32 (28, 28), paper 0, ink 1.

    gray is uint8 (h, w), of any size, with the ink darker or brighter than the paper. Light may
    fall unevenly, as long as it does so gradually. Where no ink is found the result is blank.

    A picture of 1000x1000 takes about 20 ms.

    Raises ValueError for another type or shape.
    """
    gray = np.asarray(gray)
    if gray.dtype != np.uint8 or gray.ndim != 2:
        raise ValueError(
            f"a picture must be uint8 of shape (height, width), not {gray.dtype} {gray.shape}"
        )
    if gray.size == 0:
        return np.zeros((SIDE, SIDE), np.float32)
    small, factor = _shrink(gray)
    found = _find_ink(small)
    if found is not None and factor > 1:
        rows, columns = _extent(found)
        length = max(rows.stop - rows.start, columns.stop - columns.start)
        if length < ENOUGH:
            room = length // 2 + 2
            gray = gray[_widened(rows, room, factor), _widened(columns, room, factor)]
            small, factor = _shrink(gray)
            found = _find_ink(small)
    if found is None:
        return np.zeros((SIDE, SIDE), np.float32)
    return _draw(*_distances(found))


def _shrink(gray: NDArray[np.uint8]) -> tuple[Plane, int]:
    """A picture averaged over squares, so that it is no larger than WORKING_SIDE; their side."""
    factor = -(-max(gray.shape) // WORKING_SIDE)
    if factor == 1:
        return gray.astype(np.float32), 1
    sums: NDArray[Any] = gray
    for axis in (0, 1):
        starts = np.arange(0, gray.shape[axis], factor)
        sums = np.add.reduceat(sums, starts, axis=axis, dtype=np.float32)
    # The last squares may be cut short by the border.
    heights, widths = (np.diff(np.r_[0:n:factor, n]) for n in gray.shape)
    return sums / np.outer(heights, widths).astype(np.float32), factor


def _find_ink(picture: Plane) -> Plane | None:
    """How much ink is where: below 0.5 paper, above it ink; None where there is no ink at all."""
    picture = picture - _paper(picture)
    noise = 1.4826 * float(np.median(np.abs(picture)))
    least = max(LEAST_CONTRAST, LEAST_NOISE * noise)
    # Ink is dark or bright, whichever leaves the paper further.
    if -picture[picture < -least].sum() > picture[picture > least].sum():
        picture = -picture
    threshold = least / 2
    for _ in range(20):
        ink = picture[picture > threshold]
        if len(ink) == 0:
            return None
        last, threshold = threshold, max(float(ink.mean()) / 2, least / 2)
        if abs(threshold - last) < 0.1:
            break
    if 2 * threshold < least * 1.01:
        return None
    ink = picture / (2 * threshold)
    return _without_specks(ink)


def _paper(picture: Plane) -> Plane:
    """The paper's brightness everywhere: the quadratic surface that most places lie near."""
    height, width = picture.shape
    y = np.linspace(-1, 1, height, dtype=np.float32)
    x = np.linspace(-1, 1, width, dtype=np.float32)
    row = np.unique(np.linspace(0, height - 1, SAMPLES).astype(np.intp))
    column = np.unique(np.linspace(0, width - 1, SAMPLES).astype(np.intp))
    values = picture[np.ix_(row, column)]
    X, Y = np.meshgrid(x[column], y[row])
    terms = np.stack([np.ones_like(X), X, Y, X * X, X * Y, Y * Y], axis=-1).reshape(-1, 6)
    border = np.ones_like(values)
    border[[0, -1]] = border[:, [0, -1]] = len(row)
    # Least absolute distances, by least squares with weights: unlike a mean, ink does not pull.
    prior = border.ravel()
    wanted = values.ravel().astype(np.float64)
    surface = np.zeros(6)
    surface[0] = np.median(np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]]))
    for _ in range(12):
        weights = prior / (np.abs(wanted - terms @ surface) + 1)
        weighted = terms * weights[:, None]
        gram = weighted.T @ terms
        gram[np.diag_indices(6)] += 1e-3 * weights.sum() * np.array([1e-6, 1, 1, 1, 1, 1])
        surface = np.linalg.solve(gram, weighted.T @ wanted)
    c, cx, cy, cxx, cxy, cyy = surface.astype(np.float32)
    across, down = cx * x + cxx * x * x, cy * y + cyy * y * y
    surface_everywhere: Plane = c + across + down[:, None] + cxy * np.outer(y, x)
    return surface_everywhere


def _without_specks(ink: Plane) -> Plane | None:
    """The ink without patches that are small beside the largest."""
    labels = _patches(ink > 0.5)
    _, inverse, areas = np.unique(labels, return_inverse=True, return_counts=True)
    speck = (areas < SPECK * areas.max())[inverse]
    if speck.any():
        ink = ink.copy()
        y, x = np.nonzero(ink > 0.5)
        ink[y[speck], x[speck]] = 0
    return ink


def _patches(mask: NDArray[np.bool_]) -> NDArray[np.intp]:
    """A number for each place of the mask, in reading order, the same in all of a patch."""
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
        # Neighbours' labels meet in the lower one; labels of labels are followed to their end.
        np.minimum.at(label, np.maximum(label[a], label[b]), np.minimum(label[a], label[b]))
        while (label[label] != label).any():
            label = label[label]
        apart = label[a] != label[b]
        a, b = a[apart], b[apart]
    return label


def _extent(ink: Plane) -> tuple[slice, slice]:
    """The rows and columns that hold ink."""
    mask = ink > 0.5
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _widened(part: slice, room: int, factor: int) -> slice:
    return slice(max(part.start - room, 0) * factor, (part.stop + room) * factor)


def _distances(ink: Plane) -> tuple[Plane, NDArray[np.bool_]]:
    """How far inside the ink each place is, negative outside, FINE places a pixel; the ink."""
    rows, columns = _extent(ink)
    height, width = rows.stop - rows.start, columns.stop - columns.start
    scale = LONGEST * FINE / max(height, width)
    room = 2 * FINE
    y = np.arange(-room, height * scale + room) / scale + rows.start - 0.5 + 0.5 / scale
    x = np.arange(-room, width * scale + room) / scale + columns.start - 0.5 + 0.5 / scale
    fine = _reading(y, ink.shape[0], scale) @ ink @ _reading(x, ink.shape[1], scale).T
    mask = np.pad(fine > 0.5, 2 * FINE)
    return _distance_to(~mask) - _distance_to(mask), mask


def _reading(places: NDArray[np.floating], count: int, scale: float) -> Plane:
    """The matrix that reads a row of `count` values at these places, by cubic interpolation."""
    stretch = max(1.0, 1 / scale)
    t = np.abs(places[:, None] - np.arange(count)) / stretch
    near = (1.5 * t - 2.5) * t * t + 1
    far = ((-0.5 * t + 2.5) * t - 4) * t + 2
    weights = np.where(t < 1, near, np.where(t < 2, far, 0))
    sums = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, sums if stretch > 1 else 1, where=sums > 0.1, out=weights * 0).astype(
        np.float32
    )


def _distance_to(mask: NDArray[np.bool_]) -> Plane:
    """How far from the border of the mask each place outside of it is, up to CAP; inside 0."""
    # P. Felzenszwalb, D. Huttenlocher, "Distance transforms of sampled functions" (2012): along
    # columns first, then along rows.
    index = np.arange(len(mask))[:, None]
    above = np.maximum.accumulate(np.where(mask, index, -CAP), axis=0)
    below = np.minimum.accumulate(np.where(mask, index, len(mask) + CAP)[::-1], axis=0)[::-1]
    along = np.minimum(np.minimum(index - above, below - index), CAP).astype(np.float32) ** 2
    squares: Plane = along.copy()
    for step in range(1, CAP):
        if step**2 >= squares.max():
            break
        np.minimum(squares[:, step:], along[:, :-step] + step**2, out=squares[:, step:])
        np.minimum(squares[:, :-step], along[:, step:] + step**2, out=squares[:, :-step])
    distances: Plane = np.maximum(np.sqrt(squares) - 0.5, 0)
    return distances


def _draw(inside: Plane, mask: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The picture, from how far inside the ink places are."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    longest = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1.0
    # From edge to middle distances grow evenly, so their mean is a quarter of the width.
    width = min(4 * float(inside[mask].mean()), 0.8 * longest)
    # As in from_strokes, what is fitted is the way of the pen's middle.
    pixel = longest / LONGEST
    wanted = np.clip(width / pixel, THINNEST, THICKEST)
    scale = (LONGEST - wanted) / (longest - width)
    inside = (inside - width / 2) * scale + wanted / 2
    picture = np.clip(inside / EDGE + 0.5, 0, 1)
    weight = picture.sum()
    axes = [np.arange(n) * scale for n in picture.shape]
    y = float(picture.sum(axis=1) @ axes[0] / weight)
    x = float(picture.sum(axis=0) @ axes[1] / weight)
    grid = np.arange(SIDE) - CENTRE
    for _ in range(2):
        rows, columns = (y + grid) / scale, (x + grid) / scale
        read_y = _linear(rows, len(inside))
        read_x = _linear(columns, inside.shape[1])
        picture = np.clip((read_y @ inside @ read_x.T) / EDGE + 0.5, 0, 1)
        weight = picture.sum()
        y += float(picture.sum(axis=1) @ grid / weight)
        x += float(picture.sum(axis=0) @ grid / weight)
    return picture.astype(np.float32)


def _linear(places: NDArray[np.floating], count: int) -> Plane:
    places = np.clip(places, 0, count - 1)
    t = np.abs(places[:, None] - np.arange(count))
    weights: Plane = np.clip(1 - t, 0, 1).astype(np.float32)
    return weights
