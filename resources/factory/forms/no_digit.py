"""Drawings that are no digit, for which all ten outputs should be low.

A network that has only seen digits finds one in every scribble. It learns to say no from
scribbles, letters, overlaid digits and digits side by side, with 0 as the wanted value of all
outputs.
"""

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.dataset import Dataset, pixels
from digitpad.core.ink import SIDE, from_strokes
from forms.letters import draw_letter
from forms.lines import Stroke, curve
from forms.styles import FORMS, draw

# Parts of what `draw_nothing` makes; the rest is overlaid.
SCRIBBLES, SIDE_BY_SIDE, LETTERED = 0.38, 0.08, 0.1
AMBIGUOUS = ({0, 4}, {0, 7})  # such a pair, overlaid, may be a slashed 0
MORE_INK = 1.25  # least ink of two overlaid digits, times that of either
SLIM = 0.4  # least width of a scribble over its height, and least height over its width


def draw_nothing(n: int, digits: Dataset, rng: np.random.Generator) -> NDArray[np.float32]:
    """n pictures of no digit, in random order: float32 (n, 28, 28), paper 0, ink 1.

    digits: images of 28x28 pixels and their labels, some of which are drawn over one another. The
    same generator gives the same pictures.
    """
    # A 1 drawn over another digit makes a slashed 0, a barred 7, or the digit itself.
    usable = np.flatnonzero(digits.labels != 1)
    images = np.empty((n, SIDE, SIDE), np.float32)
    for image, kind in zip(images, rng.random(n)):
        if kind < SCRIBBLES:
            image[...] = from_strokes(scribble(rng))
        elif kind < SCRIBBLES + SIDE_BY_SIDE:
            image[...] = from_strokes(_two_digits(rng))
        elif kind < SCRIBBLES + SIDE_BY_SIDE + LETTERED:
            image[...] = from_strokes(draw_letter(rng))
        else:
            image[...] = _overlaid(digits, usable, rng)
    return images


def scribble(rng: np.random.Generator) -> list[Stroke]:
    """One to three random strokes, round or angular: arrays (n, 2), about 1 long."""
    while True:
        strokes = []
        for _ in range(rng.integers(1, 4)):
            points = rng.standard_normal((int(rng.integers(5, 20)), 2))
            if rng.random() < 0.5:  # each point starts from the one before
                points = points.cumsum(axis=0)
            points = points / np.ptp(points, axis=0).max() + rng.uniform(-0.3, 0.3, 2)
            strokes.append(curve(*points) if rng.random() < 0.6 else points)
        extent = np.ptp(np.concatenate(strokes), axis=0)
        if extent.min() > SLIM * extent.max():  # a slim one may be a 1
            return strokes


def _two_digits(rng: np.random.Generator) -> list[Stroke]:
    """Two invented digits side by side."""
    left, right = (draw(FORMS[int(rng.integers(len(FORMS)))], rng) for _ in range(2))
    end = max(stroke[:, 0].max() for stroke in left)
    start = min(stroke[:, 0].min() for stroke in right)
    move = np.array([end - start + rng.uniform(0.1, 0.5), rng.normal(0, 0.1)])
    return [*left, *(stroke + move for stroke in right)]


def _overlaid(
    digits: Dataset, usable: NDArray[np.intp], rng: np.random.Generator
) -> NDArray[np.float32]:
    """Two digits of different kinds, drawn over one another."""
    both = np.zeros(SIDE * SIDE, np.uint8)
    for _ in range(100):
        first, second = rng.choice(usable, 2)
        a, b = digits.images[first], digits.images[second]
        kinds = {int(digits.labels[first]), int(digits.labels[second])}
        if len(kinds) < 2 or kinds in AMBIGUOUS:
            continue
        both = np.maximum(a, b)
        if both.sum(dtype=float) > MORE_INK * max(a.sum(dtype=float), b.sum(dtype=float)):
            break  # neither hides the other
    return np.asarray(pixels(both.reshape(SIDE, SIDE), np.float32), np.float32)
