"""The eraser cuts strokes just where it touches them."""

import math

import numpy as np
import pytest

from digitpad.session.drawing import erase

LEVEL = [(0.1, 0.5), (0.5, 0.5), (0.9, 0.5)]


def rounded(pieces):
    """To a hundredth: cuts are within a thousandth."""
    return [[(round(x, 2), round(y, 2)) for x, y in piece] for piece in pieces]


def test_a_stroke_is_cut_in_two():
    assert rounded(erase(LEVEL, (0.3, 0.5), (0.3, 0.5), 0.1)) == [
        [(0.1, 0.5), (0.2, 0.5)],
        [(0.4, 0.5), (0.5, 0.5), (0.9, 0.5)],
    ]
    # Three above four below make five: off the line by 0.06, the disc takes 0.08 to each side.
    assert rounded(erase(LEVEL, (0.3, 0.44), (0.3, 0.44), 0.1)) == [
        [(0.1, 0.5), (0.22, 0.5)],
        [(0.38, 0.5), (0.5, 0.5), (0.9, 0.5)],
    ]


@pytest.mark.parametrize(("end", "left"), [(0.1, (0.3, 0.9)), (0.9, (0.1, 0.7))])
def test_an_end_under_the_eraser_is_shortened(end, left):
    ((first, *_, last),) = rounded(erase(LEVEL, (end, 0.5), (end, 0.5), 0.2))
    assert (first[0], last[0]) == left


def test_what_is_not_touched_is_the_same_stroke():
    (piece,) = erase(LEVEL, (0.5, 0.61), (0.9, 0.61), 0.1)
    assert piece is LEVEL
    dot = [(0.5, 0.5)]
    assert erase(dot, (0.5, 0.61), (0.5, 0.61), 0.1)[0] is dot


def test_what_is_wholly_covered_is_gone():
    assert erase(LEVEL, (0.0, 0.52), (1.0, 0.48), 0.1) == []
    assert erase([(0.5, 0.5)], (0.5, 0.55), (0.5, 0.55), 0.1) == []
    assert erase([(0.5, 0.5)], (0.1, 0.5), (0.9, 0.5), 0.1) == []


def distance(point, a, b):
    """From a point to a segment, found by looking at many places of it."""
    places = np.linspace(0, 1, 2001)[:, None]
    line = np.array(a) + places * (np.array(b) - np.array(a))
    return float(np.hypot(*(line - point).T).min())


@pytest.mark.parametrize("seed", range(8))
def test_what_is_left_is_what_is_farther_than_the_eraser_reaches(seed):
    rng = np.random.default_rng(seed)
    stroke = [tuple(point) for point in rng.random((8, 2)).tolist()]
    start, end, reach = tuple(rng.random(2)), tuple(rng.random(2)), rng.uniform(0.02, 0.3)
    pieces = erase(stroke, start, end, reach)
    segments = [pair for piece in pieces for pair in zip(piece, piece[1:], strict=False)]
    for a, b in zip(stroke, stroke[1:], strict=False):
        for part in np.linspace(0, 1, 23):
            point = (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]))
            away = distance(point, start, end) - reach
            if abs(away) > 0.005:  # too near the edge to be told by looking
                left = any(distance(point, *segment) < 0.002 for segment in segments)
                assert left == (away > 0), point
    assert all(math.dist(a, b) > 0 for a, b in segments)
