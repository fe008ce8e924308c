"""Drawings to read: pen digits of a file, placed and photographed, and drawings of no digit.

Each is a list of strokes, arrays (n, 2).
"""

import measuring  # noqa: F401  it finds tests/support
import numpy as np
from pictures import drawn

from digitpad.core.data.people import read_pen_digits

CANVAS = 320  # pixels
LARGE = 0.8  # of the canvas, as all sizes
MIDDLE = (0.5, 0.5)


def read_file(path):
    """The drawings of a file, their digits and their writers."""
    with np.load(path) as file:
        if "step" in file:  # as in resources/strokes
            pens = read_pen_digits(path)
            names = np.array([f"{writer:02}" for writer in pens.writers])
            return [list(drawing) for drawing in pens.drawings], pens.labels.astype(int), names
        xy, stroke, sample = file["xy"].astype(float), file["stroke"], file["sample"]
        labels, writers = file["label"].astype(int), file["writer"].astype(str)
    strokes = [xy[first:end] for first, end in zip(stroke, stroke[1:])]
    drawings = [strokes[first:end] for first, end in zip(sample, sample[1:])]
    return drawings, labels, writers


def on_canvas(drawing, size=LARGE, place=MIDDLE):
    """A drawing whose longer side is this part of the canvas, in whole pixels, as by a mouse."""
    points = np.concatenate(drawing)
    low, extent = points.min(axis=0), np.ptp(points, axis=0)
    scale = size * CANVAS / (extent.max() or 1)
    corner = (CANVAS - 1 - extent * scale) * place
    moved = [np.rint((stroke - low) * scale + corner) for stroke in drawing]
    # A mouse that stays in its pixel tells nothing.
    return [stroke[np.r_[True, (np.diff(stroke, axis=0) != 0).any(axis=1)]] for stroke in moved]


def photo(drawing, pen, seed):
    """A photo of a drawing on paper in uneven light; `pen` is a part of its height."""
    return drawn(drawing, 240, pen=pen, light=0.3, noise=3, seed=seed)


# `resources/factory` makes the drawings of no digit to learn from; these are made otherwise.


def tangle(rng):
    """A curve that turns this way and that, once or twice."""
    strokes = []
    for _ in range(rng.integers(1, 3)):
        n = rng.integers(40, 120)
        turns = rng.normal(rng.normal(0, 0.12), 0.45, n)
        angles = rng.uniform(0, 2 * np.pi) + np.cumsum(turns)
        steps = 0.08 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        strokes.append(np.cumsum(steps, axis=0) + rng.random(2))
    return strokes


def zigzag(rng):
    """Strokes to and fro, as if to cross something out, in any direction."""
    n = rng.integers(5, 14)
    x = np.linspace(0, 1, n) + rng.normal(0, 0.05, n)
    y = np.where(np.arange(n) % 2, 1, 0) * rng.uniform(0.3, 1) + rng.normal(0, 0.08, n)
    angle = rng.uniform(0, 2 * np.pi)
    cos, sin = np.cos(angle), np.sin(angle)
    return [np.stack([x, y], axis=1) @ np.array([[cos, sin], [-sin, cos]])]


def lines(rng):
    """Three to seven straight lines anywhere."""
    return [rng.random((2, 2)) for _ in range(rng.integers(3, 8))]


# Letters as strokes of straight lines, in a box from (0, 0), top left, to (1, 1).
BOWL = [(0.0, 0.0), (0.6, 0.0), (0.8, 0.12), (0.8, 0.38), (0.6, 0.5), (0.0, 0.5)]
LETTERS = {
    "A": [[(0.0, 1.0), (0.5, 0.0), (1.0, 1.0)], [(0.2, 0.6), (0.8, 0.6)]],
    "E": [[(0.8, 0.0), (0.0, 0.0), (0.0, 1.0), (0.8, 1.0)], [(0.0, 0.5), (0.6, 0.5)]],
    "H": [[(0.0, 0.0), (0.0, 1.0)], [(0.8, 0.0), (0.8, 1.0)], [(0.0, 0.5), (0.8, 0.5)]],
    "K": [[(0.0, 0.0), (0.0, 1.0)], [(0.7, 0.0), (0.0, 0.5), (0.8, 1.0)]],
    "M": [[(0.0, 1.0), (0.1, 0.0), (0.5, 0.7), (0.9, 0.0), (1.0, 1.0)]],
    "R": [[(0.0, 1.0), *BOWL, (0.8, 1.0)]],
    "W": [[(0.0, 0.0), (0.25, 1.0), (0.5, 0.3), (0.75, 1.0), (1.0, 0.0)]],
    "X": [[(0.0, 0.0), (0.8, 1.0)], [(0.8, 0.0), (0.0, 1.0)]],
}


def letter(name, rng):
    """A letter whose corners are a little off, more or less wide and slanted."""
    width, slant = rng.uniform(0.6, 1.1), rng.normal(0, 0.12)
    matrix = np.array([[width, 0], [-slant, 1]])
    return [
        (np.array(stroke) + rng.normal(0, 0.03, (len(stroke), 2))) @ matrix
        for stroke in LETTERS[name]
    ]


SCRIBBLES = {"tangles": tangle, "zigzags": zigzag, "straight lines": lines}


def overlaid(data, n, rng):
    """Pairs of different digits over one another: (n, 784), paper 0, ink 1."""
    first, second = rng.integers(len(data), size=(2, 2 * n))
    differ = np.flatnonzero(data.labels[first] != data.labels[second])[:n]
    both = np.maximum(data.images[first[differ]], data.images[second[differ]])
    return both.astype(np.float32) / np.float32(255)
