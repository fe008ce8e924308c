"""Damage done to digits, to see how much of it a network withstands.

A person reads a digit that is moved by two pixels, or has a line across it, without noticing. A
network of fully connected layers has learnt each pixel's weights separately, and notices.
(N. Mu, J. Gilmer, "MNIST-C: a robustness benchmark for computer vision", 2019, has many kinds of
damage.)

Each kind has levels; level 0 changes nothing. Random choices, such as the side to which a digit is
turned, do not depend on the level: a higher one gives the same damage, only stronger. So a curve
over the strength is smooth, and a digit looks the same in every view.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data import augment, dataset
from digitpad.core.ink import SIDE

Array = NDArray[np.float32]
Pictures = NDArray[Any]  # float32, or bytes if a kind of damage keeps them
Rng = np.random.Generator
Chance = NDArray[Any]  # the random choices, one row per digit

LEVELS = 6  # of each kind, besides level 0
SEED = 1  # of the random choices
REPEATS = 1000  # digits after which the choices repeat: drawing them takes longer than using them
# The box that MNIST's digits fill: a bar across it has ink behind it.
FIRST, LAST = 5, 22


@dataclass(frozen=True, slots=True)
class DamageKind:
    """A way to damage digits.

    step: how much stronger each level is than the one before, in this unit. axis: the title of an
    axis of strengths. draw: makes the random choices; apply: damages pictures. keeps_bytes:
    whether bytes stay bytes, which is several times as fast.
    """

    name: str
    step: float
    unit: str
    axis: str
    draw: Callable[[Rng, int], Chance]
    apply: Callable[[Pictures, float, Chance], Pictures]
    keeps_bytes: bool = False

    @property
    def strengths(self) -> tuple[float, ...]:
        """The strengths of all levels, the first of them 0."""
        return tuple(round(level * self.step, 6) for level in range(LEVELS + 1))


@dataclass(frozen=True, slots=True)
class Damaging:
    """Damage of one kind and level; level 0 changes nothing."""

    kind: DamageKind
    level: int

    @property
    def strength(self) -> float:
        """How strong it is, in the kind's unit."""
        return self.kind.strengths[self.level]

    @property
    def words(self) -> str:
        """What is done to a digit, such as "shift 2 pixels"."""
        unit = self.kind.unit.removesuffix("s") if self.strength == 1 else self.kind.unit
        return f"{self.kind.name} {self.strength:g}{unit}"

    def of(self, images: NDArray[Any], numbers: NDArray[np.intp] | None = None) -> Pictures:
        """Damaged copies of images; see `damaged`.

        numbers: (n,), each digit's number in its data set. They decide the random choices, so that
        a digit is always damaged in the same way.
        """
        if numbers is None:
            chance = self.kind.draw(np.random.default_rng(SEED), len(images))
        else:
            chance = _drawn(self.kind)[numbers % REPEATS]
        return damaged(images, self.kind, self.strength, chance)


@lru_cache(maxsize=1)  # a curve asks for it hundreds of times
def _drawn(kind: DamageKind) -> Chance:
    return kind.draw(np.random.default_rng(SEED), REPEATS)


def damaged(images: Pictures, kind: DamageKind, strength: float, chance: Chance) -> Pictures:
    """Damaged pictures (n, 28, 28), paper 0 and ink 1, or bytes if the kind keeps them.

    strength: in the kind's unit; 0 changes nothing. chance: one row per digit, from `kind.draw`.
    """
    if strength == 0 or not len(images):
        return images.copy()
    if not kind.keeps_bytes or images.dtype != np.uint8:
        images = dataset.pixels(images, np.float32)
    return kind.apply(images, strength, chance)


def _nothing(rng: Rng, n: int) -> Chance:
    return np.zeros((n, 0))


def _direction(rng: Rng, n: int) -> Chance:
    """To the right, to the left, down or up: 0 to 3."""
    return rng.integers(4, size=n)


def _side(rng: Rng, n: int) -> Chance:
    """To which side each digit is turned or slanted: 1 or -1."""
    return rng.choice((-1.0, 1.0), n)


def _pattern(rng: Rng, n: int) -> Chance:
    return rng.standard_normal((n, SIDE, SIDE), np.float32)


def _line(rng: Rng, n: int) -> Chance:
    """(n, 2): the row or column in the middle of a bar, and whether it is a column."""
    return np.column_stack([rng.integers(FIRST, LAST + 1, n), rng.integers(2, size=n)])


def _shift(images: Pictures, pixels: float, to: Chance) -> Pictures:
    """Move the ink by whole pixels, so that no line is blurred."""
    by = round(pixels)
    every, first, last = slice(None), slice(SIDE - by), slice(by, SIDE)
    # For each direction the rows and columns to which ink moves, and from which.
    ways = (
        ((every, last), (every, first)),
        ((every, first), (every, last)),
        ((last, every), (first, every)),
        ((first, every), (last, every)),
    )
    shifted = np.empty_like(images)
    for direction, (new, old) in enumerate(ways):
        digits = np.flatnonzero(to == direction)
        moved = np.zeros((len(digits), SIDE, SIDE), images.dtype)
        moved[:, *new] = images[digits][:, *old]
        shifted[digits] = moved
    return shifted


def _turn(images: Array, degrees: float, side: Chance) -> Array:
    angle = np.radians(degrees) * side
    return _moved(
        images, np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    )


def _slant(images: Array, degrees: float, side: Chance) -> Array:
    lean = np.tan(np.radians(degrees)) * side
    one, zero = np.ones_like(lean), np.zeros_like(lean)
    return _moved(images, np.array([[one, lean], [zero, one]]))


def _shrink(images: Array, percent: float, _chance: Chance) -> Array:
    return _moved(images, np.eye(2)[:, :, None] * np.full(len(images), 1 - percent / 100))


def _moved(images: Array, forward: NDArray[np.float64]) -> Array:
    """Ink moved by matrices (2, 2, n), from old places x, y to new ones."""
    matrices = np.asarray(forward.transpose(2, 0, 1), np.float32)
    return augment.moved(images, matrices)


def _thicken(images: Array, pixels: float, _chance: Chance) -> Array:
    pictures = images
    for left in np.arange(pixels, 0, -1):  # by a pixel at a time
        by = np.full(len(pictures), min(left, 1.0), np.float32)
        pictures = augment.with_width_changed(pictures, by)
    return pictures


def _blur(images: Array, pixels: float, _chance: Chance) -> Array:
    """Blur by a Gaussian of this standard deviation; beyond the edge is paper."""
    apart = np.subtract.outer(np.arange(SIDE), np.arange(SIDE))
    bell = np.exp(-0.5 * (apart / pixels) ** 2)
    # Its sum over all whole pixels, so that ink near the edge is not made darker.
    reach = np.arange(-10 * SIDE, 10 * SIDE + 1)
    blur = np.asarray(bell / np.exp(-0.5 * (reach / pixels) ** 2).sum(), np.float32)
    across: Array = (images.reshape(-1, SIDE) @ blur).reshape(images.shape)
    return np.asarray(blur @ across)


def _noise(images: Array, deviation: float, pattern: Chance) -> Array:
    """Add Gaussian noise; no pixel becomes lighter than paper or darker than ink."""
    noisy: Array = pattern * np.float32(deviation)
    noisy += images
    return np.clip(noisy, 0, 1, out=noisy)


def _cross_out(images: Pictures, pixels: float, line: Chance) -> Pictures:
    """Add a bar of ink from edge to edge, across or down, at a random place on the digit."""
    (places, is_down), wide = line.T, round(pixels)
    lines = np.arange(SIDE)
    first = (places - (wide - 1) // 2)[:, None]
    in_bar = (lines >= first) & (lines < first + wide)  # (n, 28)
    bars = np.where(is_down[:, None, None] == 1, in_bar[:, None, :], in_bar[:, :, None])
    ink = images.dtype.type(255 if images.dtype == np.uint8 else 1)
    return np.asarray(np.where(bars, ink, images))


DAMAGES = (
    DamageKind("shift", 1, " pixels", "shift in pixels", _direction, _shift, True),
    DamageKind("turn", 10, "°", "turn in degrees", _side, _turn),
    DamageKind("size", 10, " % smaller", "% taken off the size", _nothing, _shrink),
    DamageKind("slant", 10, "°", "slant in degrees", _side, _slant),
    DamageKind("thickness", 0.5, " pixels", "pixels added on each side", _nothing, _thicken),
    DamageKind("blur", 0.5, " pixels", "blur in pixels", _nothing, _blur),
    DamageKind("noise", 0.1, "", "deviation of the noise", _pattern, _noise),
    DamageKind("a bar over it", 1, " pixels", "bar in pixels", _line, _cross_out, True),
)
