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

`DistortedData` does so with training data, ahead of training.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.dataset import pixels
from digitpad.core.ink import CENTRE, SIDE

Array = NDArray[np.float32]
Block = tuple[NDArray[Any], NDArray[np.floating]]  # inputs (n, 784), targets (n, outputs)

ROTATION = np.radians(7)  # at most, either way
SHEAR = 0.2  # how far the top is pushed sideways, at most, as a part of the height
STRETCH = 0.05  # the logarithm of width over height changes by twice this at most
BEND = 0.7  # standard deviation of a pixel's displacement, in pixels of the old picture
THICKEN = 0.4  # pixels that the ink's edge moves outwards at most
THIN = 0.3  # pixels that it moves inwards at most: a thin line must not vanish
# How far place and size may differ from what `ink` would draw. A network that has learnt such
# images better reads digits whose middle is not where MNIST's writers have it.
SHIFT = 0.7  # pixels at most, along each axis
SIZE = 0.05  # the logarithm of the size changes by this at most

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
AHEAD = 4000  # examples that wait at most: about what is made while a monitor measures


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
    return Distorter(min(max(len(images), 1), CHUNK)).distort(images, rng)


class Distorter:
    """Does the work of `distort`, `size` pictures at a time, in arrays kept between calls.

    Asking the system for memory can take longer than the arithmetic. Each thread needs a
    distorter of its own.
    """

    def __init__(self, size: int = CHUNK) -> None:
        self._size = size
        pixels = SIDE * SIDE
        self._signed = np.empty((size, SIDE, SIDE), np.float32)
        self._pictures = np.empty_like(self._signed)
        self._padded = np.zeros((size, PADDED, PADDED), np.float32)
        self._pushes = np.empty((size, 2, len(_BELLS)), np.float32)
        self._places = np.empty((size, 2, pixels), np.float32)
        self._is_ink = np.empty((size, 1, pixels), np.bool_)
        self._index = np.empty((size, pixels), np.intp)
        self._around = np.empty((2, 2, size, pixels), np.float32)
        # These share the memory of arrays that are not needed at the same time.
        self._corner = self._signed.reshape(size, 1, pixels)
        self._field, self._other = self._around.reshape(2, size, 2, pixels)

    def distort(
        self, images: NDArray[np.floating], rng: np.random.Generator, out: Array | None = None
    ) -> Array:
        """As the function `distort`; `out` may be the images themselves."""
        images = np.asarray(images, np.float32)
        if images.ndim != 3 or images.shape[1:] != (SIDE, SIDE):
            raise ValueError(f"images have shape {images.shape}, but need (n, {SIDE}, {SIDE})")
        distorted = np.empty_like(images) if out is None else out
        for start in range(0, len(images), self._size):
            chunk = slice(start, start + self._size)
            self._distort(images[chunk], rng, distorted[chunk])
        return distorted

    def moved(self, images: Array, forward: Array) -> Array:
        """New pictures whose ink is moved by matrices (n, 2, 2), from old places to new ones.

        CENTRE stays where it is. images: float32 (n, 28, 28), at most `size` of them.
        """
        n = len(images)
        back = np.linalg.inv(forward)
        centre = np.full((n, 2), CENTRE, np.float32)
        places = _affine(back, BORDER + centre - _product(back, centre), self._places[:n])
        new = np.empty_like(images)
        self._look_up(images.reshape(n, -1), places, new.reshape(n, -1))
        return new

    def _distort(self, images: Array, rng: np.random.Generator, out: Array) -> None:
        n = len(images)
        most = np.array([THICKEN, ROTATION, SHEAR, STRETCH, SIZE, SHIFT, SHIFT])
        least = np.array([-THIN, *-most[1:]])
        width, angle, shear, stretch, size, *shift = rng.uniform(least, most, (n, 7)).T
        pictures = self.with_width_changed(images, width.astype(np.float32))
        pictures = pictures.reshape(n, SIDE * SIDE)
        field = self._bend(n, rng)

        moments = pictures @ _PIXELS.T  # (n, 3): the sums of ink times x, ink times y, ink
        # The field must not move the centre of mass.
        centre = moments[:, :2] - np.einsum("nkp,np->nk", field, pictures)
        centre /= np.maximum(moments[:, 2:], np.float32(1e-6))

        # Ink at pixel p goes to forward (p - centre - field), and is scaled to span SPAN. The
        # inverse says for each new pixel where it comes from.
        forward = _matrices(angle, shear, stretch)
        extent = self._extent(pictures, forward, centre, field).max(axis=1)
        zoom = SPAN / np.maximum(extent, 1) * np.exp(size)
        back = np.linalg.inv(forward) / zoom[:, None, None]
        place = CENTRE + np.stack(shift, axis=1)
        places = _affine(back, BORDER + centre - _product(back, place), self._places[:n])
        places += field
        self._look_up(pictures, places, out.reshape(n, SIDE * SIDE))

    def with_width_changed(self, images: Array, by: Array) -> Array:
        """Move the ink's edge outwards by `by` pixels (n,), or inwards where `by` is negative.

        by: from -1 to 1. What is returned is overwritten by the next call.
        """
        # To thin the ink is to thicken the paper, so the negative is thickened instead.
        sign = np.copysign(np.float32(1), by)[:, None, None]
        signed = np.multiply(images, sign, out=self._signed[: len(images)])
        thick = self._pictures[: len(images)]
        thick[:, 0] = signed[:, 0]
        np.maximum(signed[:, 1:], signed[:, :-1], out=thick[:, 1:])
        for new, neighbour in (
            (thick[:, :-1], signed[:, 1:]),
            (thick[:, :, 1:], signed[:, :, :-1]),
            (thick[:, :, :-1], signed[:, :, 1:]),
        ):
            np.maximum(new, neighbour, out=new)
        thick -= signed
        thick *= by[:, None, None]
        thick += images
        return thick

    def _bend(self, n: int, rng: np.random.Generator) -> Array:
        """(n, 2, pixels): smooth random displacements along x and y, in pixels."""
        pushes, field = self._pushes[:n], self._field[:n]
        rng.standard_normal(out=pushes, dtype=np.float32)
        pushes *= np.float32(BEND)
        np.dot(pushes.reshape(2 * n, -1), _BELLS, out=field.reshape(2 * n, -1))
        return field

    def _extent(self, pictures: Array, forward: Array, centre: Array, field: Array) -> Array:
        """(n, 2): how far the distorted ink reaches along x and y, before it is scaled."""
        n = len(pictures)
        places = _affine(forward, -_product(forward, centre), self._places[:n])
        places -= np.matmul(forward, field, out=self._other[:n])
        # Paper counts as at the centre of mass, which lies within the ink's extent.
        places *= np.greater(pictures[:, None], INK, out=self._is_ink[:n])
        return np.asarray(places.max(axis=2) - places.min(axis=2))

    def _look_up(self, pictures: Array, places: Array, out: Array) -> None:
        """The ink at places (n, 2, pixels) of padded pictures, interpolated bilinearly."""
        n = len(pictures)
        self._padded[:n, BORDER:-BORDER, BORDER:-BORDER] = pictures.reshape(n, SIDE, SIDE)
        padded = self._padded[:n].ravel()
        np.clip(places, 0, PADDED - 2, out=places)
        whole = np.floor(places, out=self._other[:n])
        places -= whole
        corner = np.matmul(_STRIDES, whole, out=self._corner[:n])[:, 0]
        first = np.arange(0, n * PADDED**2, PADDED**2, dtype=np.float32)[:, None]
        index = np.add(corner, first, out=self._index[:n], casting="unsafe")
        # The pixels above left of each place, above right, below left, and below right.
        around = self._around[:, :, :n]
        for i in range(2):
            for j in range(2):
                padded[i * PADDED + j :].take(index, out=around[i, j], mode="clip")
        rows = around[:, 1]
        above, below = _between(around[:, 0], rows, places[:, 0], out=rows)
        _between(above, below, places[:, 1], out=out)


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


def _affine(matrices: NDArray[np.floating], shifts: NDArray[np.floating], out: Array) -> Array:
    """All pixels' x and y times each matrix (n, 2, 2), plus its shift (n, 2): (n, 2, pixels)."""
    coefficients = np.concatenate([matrices, shifts[:, :, None]], axis=2, dtype=np.float32)
    np.dot(coefficients.reshape(-1, 3), _PIXELS, out=out.reshape(-1, SIDE * SIDE))
    return out


def _between(a: Array, b: Array, part: Array, out: Array) -> Array:
    """Interpolate: the ink that is this part of the way from a to b. Overwrites b."""
    b -= a
    b *= part
    return np.add(b, a, out=out)


@dataclass(slots=True)
class _Piece:
    """Some examples to distort in one go, by their rows `chosen`.

    Each piece has its own generator, so that it comes out the same from either thread.
    """

    chosen: NDArray[np.intp]
    rng: np.random.Generator
    made: Future[Block]


class DistortedData:
    """Blocks of distorted examples, epoch after epoch; `close` ends the thread that makes them.

    Distorting 50,000 digits takes longer than teaching them to a small network. So a thread does
    it, some blocks ahead; while NumPy computes, it and training can work at once. If no block is
    ready when training asks for one, training distorts some digits itself: that is a fifth faster
    than to wait for two threads.

    inputs: (n, 784), bytes 0 to 255 or floats 0 to 1; targets: (n, outputs). Each epoch is in a
    new random order, cut into blocks of `rows`. The blocks depend on the generator alone, not on
    when they are asked for.
    """

    def __init__(
        self,
        inputs: NDArray[Any],
        targets: NDArray[np.floating],
        rows: int,
        rng: np.random.Generator,
    ) -> None:
        self._inputs, self._targets, self._rows, self._rng = inputs, targets, rows, rng
        self._piece = rows * max(1, CHUNK // rows)  # examples made at a time
        # To work in: one for the thread, one for the caller that helps it. New memory for each
        # piece would cost an eighth of the time.
        self._workspaces = [
            (Distorter(), np.empty((CHUNK, SIDE, SIDE), np.float32)) for _ in range(2)
        ]
        self._thread = ThreadPoolExecutor(1, "distortions")
        self._choices = self._choose()
        self._ahead: deque[_Piece] = deque()
        for _ in range(max(2, AHEAD // self._piece)):
            self._ask_for_a_piece()

    def blocks(self) -> Iterator[Block]:
        """One epoch of inputs and targets, in new arrays.

        Raises the error that making them met, such as a lack of memory.
        """
        for _ in range(0, len(self._inputs), self._piece):
            while not self._ahead[0].made.done() and self._help():
                pass
            inputs, targets = self._ahead.popleft().made.result()
            self._ask_for_a_piece()
            for start in range(0, len(inputs), self._rows):
                block = slice(start, start + self._rows)
                yield inputs[block], targets[block]

    def close(self) -> None:
        """End the thread; this takes no longer than making one piece."""
        self._thread.shutdown(cancel_futures=True)

    def _choose(self) -> Iterator[NDArray[np.intp]]:
        """The rows of each piece's examples, epoch after epoch."""
        while True:
            order = self._rng.permutation(len(self._inputs))
            for start in range(0, len(order), self._piece):
                yield order[start : start + self._piece]

    def _ask_for_a_piece(self) -> None:
        chosen, rng = next(self._choices), self._rng.spawn(1)[0]
        self._ahead.append(_Piece(chosen, rng, self._thread.submit(self._make, chosen, rng)))

    def _help(self) -> bool:
        """Make the next piece that the thread has not begun; False if there is none."""
        for piece in self._ahead:
            if piece.made.cancel():
                piece.made = Future()
                piece.made.set_result(self._make(piece.chosen, piece.rng))
                return True
        return False

    def _make(self, chosen: NDArray[np.intp], rng: np.random.Generator) -> Block:
        inputs = self._inputs[chosen]
        distorter, memory = workspace = self._workspaces.pop()
        try:
            for start in range(0, len(inputs), CHUNK):
                part = inputs[start : start + CHUNK]
                images = memory[: len(part)]
                pixels(part.reshape(images.shape), images.dtype, out=images)
                distorter.distort(images, rng, out=images)
                if part.dtype == np.uint8:
                    images *= 255
                    np.rint(images, out=images)
                np.copyto(part, images.reshape(part.shape), casting="unsafe")
        finally:
            self._workspaces.append(workspace)
        return inputs, self._targets[chosen]
