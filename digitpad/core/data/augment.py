"""Distorted digits: each training image gives a new one in every epoch.

Two people who write the same digit tilt, slant, squeeze and bend it differently, with pens of
different widths. The same can be done to a picture. A network that never sees a picture twice
cannot learn pictures by heart: it has to learn digits. (P. Simard,
D. Steinkraus, J. Platt, "Best practices for convolutional neural networks applied to visual
document analysis", ICDAR 2003; the book, chapter 3, *Other techniques for regularization*.)

Each new pixel looks up the place in the old picture that it comes from. One matrix for each
picture leads from new places back to old ones (turn, slant, stretch); a field of displacements
that changes smoothly from pixel to pixel is added (bend). The new digit is scaled and moved to
about where `ink` puts a drawing: its longer side fills the box, its centre of mass is at CENTRE.

`distorted_blocks` does so with training data, ahead of training.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.dataset import pixels
from digitpad.core.ink import CENTRE, SIDE

Array = NDArray[np.float32]
Block = tuple[NDArray[Any], NDArray[np.floating]]  # inputs (n, 784), targets (n, outputs)

# The largest random changes; BEND is a standard deviation.
ROTATION = np.radians(7)
SHEAR = 0.2  # how far the top is pushed sideways, as a part of the height
STRETCH = 0.05  # half the change of the logarithm of width over height
BEND = 0.7  # of a pixel's displacement, in pixels of the old picture
THICKEN = 0.4  # pixels that the ink's edge moves outwards
THIN = 0.3  # pixels that it moves inwards: a thin line must not vanish
# Place and size differ this much from what `ink` would draw. A network that has learnt such
# images is better at digits that other people centre in other ways than MNIST's writers.
SHIFT = 0.7  # pixels along each axis
SIZE = 0.05  # the change of the logarithm of the size

# Bending pushes the knots of a grid. Each push spreads as a bell, and the sum of the bells is as
# smooth as noise blurred by a Gaussian of SMOOTHNESS pixels, which is Simard's field.
SMOOTHNESS = 4.0
KNOTS = np.arange(-1.5, SIDE + 2, 5.0)

# In MNIST, and in a drawing that `ink` has fitted to its box, the first and the last pixel darker
# than INK are SPAN apart.
INK = 0.3
SPAN = 19.0
BORDER = 4  # pixels of paper around a picture, for places looked up beyond its edge
PADDED = SIDE + 2 * BORDER
# Pictures at a time: few enough for the processor's cache, but enough that a NumPy call takes much
# longer than the wait for Python's lock after it.
CHUNK = 500
AHEAD = 4000  # examples that wait at most: about as many as are made while a monitor measures
THREADS = 2  # that distort; 0 in a process that shares its cores with others


def _bells() -> Array:
    """(knots, pixels): how far each knot's push moves each pixel."""
    bell = np.exp(-0.5 * ((np.arange(SIDE) - KNOTS[:, None]) / SMOOTHNESS) ** 2)
    bells = np.einsum("iy,jx->ijyx", bell, bell).reshape(len(KNOTS) ** 2, SIDE * SIDE)
    # Now pushes of standard deviation 1 displace pixels by a standard deviation of 1.
    bells /= np.sqrt((bells**2).sum(axis=0).mean())
    return np.asarray(bells, np.float32)


_BELLS = _bells()
_Y, _X = (axis.ravel().astype(np.float32) for axis in np.mgrid[:SIDE, :SIDE])
_PIXELS = np.stack([_X, _Y, np.ones_like(_X)])
_STRIDES = np.array([[1, PADDED]], np.float32)  # how far apart neighbours along x and y lie


def distort(images: NDArray[np.floating], rng: np.random.Generator) -> Array:
    """New pictures of the same digits: float32 (n, 28, 28), paper 0 and ink 1, like `images`.

    Each is turned, slanted, stretched, bent, and thickened or thinned at random, and normalised
    as `ink.from_strokes` does. A generator with the same seed gives the same pictures. A blank
    picture stays blank.

    Raises ValueError for another shape.
    """
    images = np.asarray(images, np.float32)
    if images.ndim != 3 or images.shape[1:] != (SIDE, SIDE):
        raise ValueError(f"images have shape {images.shape}, but need (n, {SIDE}, {SIDE})")
    distorted = np.empty_like(images)
    for start in range(0, len(images), CHUNK):
        chunk = slice(start, start + CHUNK)
        distorted[chunk] = _distort(images[chunk], rng)
    return distorted


def moved(images: Array, forward: Array) -> Array:
    """New pictures whose ink is moved by matrices (n, 2, 2), from old places to new ones.

    CENTRE stays where it is. images: float32 (n, 28, 28).
    """
    back = np.linalg.inv(forward)
    centre = np.full((len(images), 2), CENTRE, np.float32)
    return _look_up(images, _affine(back, BORDER + centre - _product(back, centre)))


def with_width_changed(images: Array, by: Array) -> Array:
    """Move the ink's edge outwards by `by` pixels, (n,), -1 to 1; inwards if it is negative."""
    # To thin the ink is to thicken the paper, so the negative is thickened instead.
    signed = images * np.copysign(np.float32(1), by)[:, None, None]
    thick = signed.copy()
    for new, neighbour in (
        (thick[:, 1:], signed[:, :-1]),
        (thick[:, :-1], signed[:, 1:]),
        (thick[:, :, 1:], signed[:, :, :-1]),
        (thick[:, :, :-1], signed[:, :, 1:]),
    ):
        np.maximum(new, neighbour, out=new)
    thick -= signed
    thick *= by[:, None, None]
    thick += images
    return thick


def _distort(images: Array, rng: np.random.Generator) -> Array:
    n = len(images)
    most = np.array([THICKEN, ROTATION, SHEAR, STRETCH, SIZE, SHIFT, SHIFT])
    least = np.array([-THIN, *-most[1:]])
    width, angle, shear, stretch, size, *shift = rng.uniform(least, most, (n, 7)).T
    pictures = with_width_changed(images, width.astype(np.float32)).reshape(n, SIDE * SIDE)
    field = _bend(n, rng)

    moments = pictures @ _PIXELS.T  # (n, 3): the sums of ink times x, ink times y, ink
    # The field must not move the centre of mass.
    centre = moments[:, :2] - np.einsum("nkp,np->nk", field, pictures)
    centre /= np.maximum(moments[:, 2:], np.float32(1e-6))

    # Ink at pixel p goes to forward (p - centre - field), and is scaled to span SPAN. The
    # inverse says for each new pixel where it comes from.
    forward = _matrices(angle, shear, stretch)
    extent = _extent(pictures, forward, centre, field).max(axis=1)
    zoom = SPAN / np.maximum(extent, 1) * np.exp(size)
    back = np.linalg.inv(forward) / zoom[:, None, None]
    place = CENTRE + np.stack(shift, axis=1)
    places = _affine(back, BORDER + centre - _product(back, place))
    places += field
    return _look_up(pictures, places)


def _bend(n: int, rng: np.random.Generator) -> Array:
    """(n, 2, pixels): smooth random displacements along x and y, in pixels."""
    pushes = rng.standard_normal((2 * n, len(_BELLS)), np.float32)
    pushes *= np.float32(BEND)
    return np.asarray((pushes @ _BELLS).reshape(n, 2, SIDE * SIDE))


def _extent(pictures: Array, forward: Array, centre: Array, field: Array) -> Array:
    """(n, 2): how far the distorted ink reaches along x and y, before it is scaled."""
    places = _affine(forward, -_product(forward, centre))
    places -= forward @ field
    # Pixels of paper are moved to the centre of mass, which lies within the ink's extent.
    places *= pictures[:, None] > INK
    return np.asarray(places.max(axis=2) - places.min(axis=2))


def _look_up(pictures: Array, places: Array) -> Array:
    """The ink at places (n, 2, pixels) of padded pictures, interpolated bilinearly."""
    n = len(pictures)
    padded = np.zeros((n, PADDED, PADDED), np.float32)
    padded[:, BORDER:-BORDER, BORDER:-BORDER] = pictures.reshape(n, SIDE, SIDE)
    flat = padded.ravel()
    np.clip(places, 0, PADDED - 2, out=places)
    whole = np.floor(places)
    places -= whole
    corner = (_STRIDES @ whole)[:, 0]
    first = np.arange(0, n * PADDED**2, PADDED**2, dtype=np.float32)[:, None]
    index = np.add(corner, first, dtype=np.intp, casting="unsafe")
    # Above left of each place, above right, below left, and below right.
    corners = (flat[step:].take(index, mode="clip") for step in (0, 1, PADDED, PADDED + 1))
    above_left, above_right, below_left, below_right = corners
    above = _between(above_left, above_right, places[:, 0])
    below = _between(below_left, below_right, places[:, 0])
    return _between(above, below, places[:, 1]).reshape(n, SIDE, SIDE)


def _matrices(
    angle: NDArray[np.floating], shear: NDArray[np.floating], stretch: NDArray[np.floating]
) -> Array:
    """Matrices (n, 2, 2) that turn, slant and stretch, from old places x, y to new ones."""
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, -sin], [sin, cos]])
    slant = np.array([[np.exp(stretch), shear], [np.zeros(len(shear)), np.exp(-stretch)]])
    return np.asarray(np.einsum("ijn,jkn->nik", turn, slant), np.float32)


def _product(matrices: NDArray[np.floating], vectors: NDArray[np.floating]) -> NDArray[np.floating]:
    """Each of n matrices (n, 2, 2) times its vector (n, 2)."""
    product: NDArray[np.floating] = np.einsum("nij,nj->ni", matrices, vectors)
    return product


def _affine(matrices: NDArray[np.floating], shifts: NDArray[np.floating]) -> Array:
    """All pixels' x and y times each matrix (n, 2, 2), plus its shift (n, 2): (n, 2, pixels)."""
    coefficients = np.concatenate([matrices, shifts[:, :, None]], axis=2, dtype=np.float32)
    return np.asarray((coefficients.reshape(-1, 3) @ _PIXELS).reshape(-1, 2, SIDE * SIDE))


def _between(a: Array, b: Array, part: Array) -> Array:
    """Interpolate: the ink that is this part of the way from a to b. Overwrites b."""
    b -= a
    b *= part
    b += a
    return b


def distorted_blocks(
    inputs: NDArray[Any], targets: NDArray[np.floating], rows: int, rng: np.random.Generator
) -> Generator[Block, None, None]:
    """Blocks of distorted examples, in new arrays, epoch after epoch without end.

    Distorting 50,000 digits takes longer than teaching them to a small network. So threads do
    it, some blocks ahead; while NumPy computes, they and training can work at once. Closing the
    generator ends the threads, once they have finished their blocks.

    inputs: (n, 784), bytes 0 to 255 or floats 0 to 1; targets: (n, outputs). Each epoch is in a
    new random order, cut into blocks of `rows`. The blocks depend on `rng` alone, not on when they
    are asked for. Raises any error met while making them, such as a lack of memory.
    """
    together = rows * max(1, CHUNK // rows)  # examples made at a time

    def made(chosen: NDArray[np.intp], rng: np.random.Generator) -> Block:
        some = inputs[chosen]
        images = distort(pixels(some.reshape(-1, SIDE, SIDE), np.float32), rng)
        if some.dtype == np.uint8:
            images = np.rint(255 * images)
        return images.reshape(some.shape).astype(some.dtype), targets[chosen]

    def to_make() -> Iterator[Callable[[], Block]]:
        while True:
            order = rng.permutation(len(inputs))
            for start in range(0, len(order), together):
                # Each has its own generator, so that it comes out the same from any thread.
                chosen = order[start : start + together]
                yield partial(made, chosen, rng.spawn(1)[0])

    with closing(_done(to_make(), max(2, AHEAD // together))) as done:
        for some, wanted in done:
            for start in range(0, len(some), rows):
                yield some[start : start + rows], wanted[start : start + rows]


def _done(to_make: Iterator[Callable[[], Block]], ahead: int) -> Generator[Block, None, None]:
    """Make blocks one after the other, or so many ahead in threads."""
    if not THREADS:
        yield from (make() for make in to_make)
        return
    threads = ThreadPoolExecutor(THREADS, "distortions")
    coming = map(threads.submit, to_make)
    try:
        begun = deque(islice(coming, ahead))
        while True:
            some = begun.popleft().result()
            begun.append(next(coming))
            yield some
    finally:
        threads.shutdown(cancel_futures=True)
