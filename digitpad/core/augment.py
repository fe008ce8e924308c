"""Distorted digits: from one training image as many new ones as an epoch asks for.

Two people who write the same digit tilt, slant, squeeze and bend it differently, with pens of
different widths. What they do to it can be done to a picture as well, and a network that never
sees the same picture twice cannot learn pictures by heart: it has to learn digits. (P. Simard,
D. Steinkraus, J. Platt, "Best practices for convolutional neural networks applied to visual
document analysis", ICDAR 2003; the book, chapter 3, *Other techniques for regularization*.)

Each new pixel looks up the place in the old picture that it comes from. The way back from new
places to old ones is a matrix a picture (turn, slant, stretch), plus a field of displacements
that changes smoothly from pixel to pixel (bend). The whole is scaled and moved so that the new
digit lies about where `ink` puts a drawing: its longer side fills the box, its centre of mass is
at CENTRE.
"""

import numpy as np
from numpy.typing import NDArray

from digitpad.core.ink import CENTRE, SIDE

Array = NDArray[np.float32]

ROTATION = np.radians(7)  # at most, either way
SHEAR = 0.2  # how far the top is pushed sideways, at most, as a part of the height
STRETCH = 0.05  # the logarithm of the width over the height changes by twice that at most
BEND = 0.7  # standard deviation of a pixel's displacement, in pixels of the old picture
THICKEN = 0.4  # pixels that the ink's edge moves outwards at most
THIN = 0.3  # and inwards, where a thin line must not vanish
# How the result may differ from what `ink` would make of it: a network that learns to live with
# that reads digits better whose middle is not where MNIST's writers have it.
SHIFT = 0.7  # pixels at most, along each axis
SIZE = 0.05  # the logarithm of its size changes by that at most

# Bending pushes and pulls at the knots of a grid; their bells, added up, are as smooth as noise
# blurred by a Gaussian of SMOOTHNESS pixels, Simard's field.
SMOOTHNESS = 4.0
KNOTS = np.arange(-2.5, SIDE + 3, 4.0)

# The first and the last pixel darker than INK are SPAN apart in a drawing that `ink` has fitted
# to its box, and in MNIST.
INK = 0.3
SPAN = 19.0
BORDER = 4  # pixels of paper around a picture, for places looked up beyond its edge
CHUNK = 128  # pictures at a time, so that their arrays fit the processor's cache


def _bells() -> Array:
    """(knots, pixels): how far each knot's push moves each pixel."""
    bell = np.exp(-0.5 * ((np.arange(SIDE) - KNOTS[:, None]) / SMOOTHNESS) ** 2)
    bells = np.einsum("iy,jx->ijyx", bell, bell).reshape(len(KNOTS) ** 2, SIDE * SIDE)
    # Pushes of standard deviation 1 then displace pixels by a standard deviation of 1.
    bells /= np.sqrt((bells**2).sum(axis=0).mean())
    return np.asarray(bells, np.float32)


_BELLS = _bells()
_Y, _X = (axis.ravel().astype(np.float32) for axis in np.mgrid[:SIDE, :SIDE])
_ONE = np.ones_like(_X)


def distort(images: NDArray[np.floating], rng: np.random.Generator) -> Array:
    """New pictures of the same digits: float32 (n, 28, 28), paper 0 and ink 1, to the same.

    Each is turned, slanted, stretched, bent, and thickened or thinned at random, and normalised
    as `ink.from_strokes` does. The same generator gives the same pictures. A blank one stays so.

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


def _distort(images: Array, rng: np.random.Generator) -> Array:
    n = len(images)
    pictures = _change_width(images, rng.uniform(-THIN, THICKEN, n).astype(np.float32))
    flat = pictures.reshape(n, SIDE * SIDE)
    forward = _matrices(n, rng)
    pushes = BEND * rng.standard_normal((n, 2, len(_BELLS)), dtype=np.float32)

    mass = np.maximum(flat.sum(axis=1, keepdims=True), np.float32(1e-6))
    share = flat / mass
    centre = np.stack([share @ _X, share @ _Y], axis=1)  # (n, 2): of mass, x and y
    field = pushes @ _BELLS  # (n, 2, pixels)
    # What the field does to the centre of mass is taken back.
    drift = np.einsum("nkp,np->nk", field, share)

    # Where the ink goes: a pixel at p to forward (p - centre - field), which is to span SPAN.
    x, y = (
        axis - centre[:, k, None] - field[:, k] + drift[:, k, None]
        for k, axis in enumerate((_X, _Y))
    )
    ink = flat > INK
    sides = [
        _extent(forward[:, k, 0, None] * x + forward[:, k, 1, None] * y, ink) for k in range(2)
    ]
    zoom = SPAN / np.maximum(np.maximum(*sides), 1) * np.exp(rng.uniform(-SIZE, SIZE, n))
    place = CENTRE + rng.uniform(-SHIFT, SHIFT, (n, 2))

    # And where it comes from: the way back, for each new pixel.
    back = np.linalg.inv(forward) / zoom[:, None, None]
    shift = centre - drift - np.einsum("nij,nj->ni", back, place)
    coefficients = np.concatenate([back, shift[:, :, None]], axis=2).astype(np.float32)
    places = coefficients @ np.stack([_X, _Y, _ONE]) + field
    return _look_up(pictures, places[:, 0], places[:, 1])


def _matrices(n: int, rng: np.random.Generator) -> Array:
    """(n, 2, 2): turn, slant and stretch, from old places x, y to new ones."""
    angle = rng.uniform(-ROTATION, ROTATION, n)
    shear = rng.uniform(-SHEAR, SHEAR, n)
    stretch = np.exp(rng.uniform(-STRETCH, STRETCH, n))
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, -sin], [sin, cos]])
    slant = np.array([[stretch, shear], [np.zeros(n), 1 / stretch]])
    return np.asarray(np.einsum("ijn,jkn->nik", turn, slant), np.float32)


def _extent(places: Array, ink: NDArray[np.bool_]) -> Array:
    """How far the ink of each picture reaches along an axis."""
    low = np.where(ink, places, np.float32(np.inf)).min(axis=1)
    high = np.where(ink, places, np.float32(-np.inf)).max(axis=1)
    extent: Array = np.maximum(high - low, 0)  # minus infinity where there is no ink
    return extent


def _change_width(images: Array, by: Array) -> Array:
    """Move the ink's edge outwards by so many pixels, or inwards where `by` is negative."""
    thick, thin = images.copy(), images.copy()
    for pick, changed in ((np.maximum, thick), (np.minimum, thin)):
        pick(changed[:, 1:], images[:, :-1], out=changed[:, 1:])
        pick(changed[:, :-1], images[:, 1:], out=changed[:, :-1])
        pick(changed[:, :, 1:], images[:, :, :-1], out=changed[:, :, 1:])
        pick(changed[:, :, :-1], images[:, :, 1:], out=changed[:, :, :-1])
    other = np.where(by[:, None, None] > 0, thick, thin)
    return np.asarray(images + np.abs(by)[:, None, None] * (other - images), np.float32)


def _look_up(pictures: Array, x: Array, y: Array) -> Array:
    """The pictures' ink at places (n, pixels) between the pixels, interpolated bilinearly."""
    n, side = len(pictures), SIDE + 2 * BORDER
    padded = np.pad(pictures, ((0, 0), (BORDER, BORDER), (BORDER, BORDER))).ravel()
    x = np.clip(x + np.float32(BORDER), 0, side - 2)
    y = np.clip(y + np.float32(BORDER), 0, side - 2)
    column, row = x.astype(np.int32), y.astype(np.int32)
    x -= column
    y -= row
    corner = row * side + column
    corner += (np.arange(n, dtype=np.int32) * (side * side))[:, None]
    above = _between(padded, corner, x)
    below = _between(padded, corner + side, x)
    return (above + y * (below - above)).reshape(n, SIDE, SIDE)


def _between(padded: Array, left: NDArray[np.int32], x: Array) -> Array:
    """The ink a part x of the way from the pixel `left` to the one on its right."""
    a = padded.take(left, mode="clip")
    b = padded.take(left + 1, mode="clip")
    return a + x * (b - a)
