"""A drawing is its strokes, or a picture; its curves go smoothly through the points of the pen."""

import math

import numpy as np
import pytest

from digitpad.core import ink
from digitpad.session.drawing import Drawing, Picture, TestDigit, curve

SLANT = [(0.2, 0.3), (0.4, 0.5), (0.6, 0.7)]
HOOK = [(0.7, 0.2), (0.8, 0.4), (0.6, 0.4)]


def places(points):
    """Many places of the curve through points, (n, 2), from Bézier's own formula."""
    t = np.linspace(0, 1, 50)[:, None]
    parts = []
    start = np.array(points[0])
    for one, two, end in (map(np.array, segment) for segment in curve(points)):
        parts.append(
            (1 - t) ** 3 * start
            + 3 * (1 - t) ** 2 * t * one
            + 3 * (1 - t) * t**2 * two
            + t**3 * end
        )
        start = end
    return np.concatenate(parts)


def test_a_curve_goes_through_every_point_without_a_bend():
    points = [(math.sin(a), math.cos(a)) for a in (0.0, 0.3, 0.9, 1.1, 2.0, 2.4)]
    segments = list(curve(points))
    assert [end for _, _, end in segments] == points[1:]
    for (_, before, at), (after, _, _) in zip(segments, segments[1:], strict=False):
        arrives, leaves = np.subtract(at, before), np.subtract(after, at)
        cosine = arrives @ leaves / np.hypot(*arrives) / np.hypot(*leaves)
        assert cosine == pytest.approx(1)


def test_a_curve_through_few_points_of_a_circle_is_nearer_to_it_than_their_polygon():
    points = [(math.cos(a), math.sin(a)) for a in np.linspace(0, math.pi, 8)]
    inner = places(points)[50:-50]  # but for the ends, beyond which nothing is known
    assert np.abs(np.hypot(*inner.T) - 1).max() < 0.005 < 1 - math.cos(math.pi / 14)


def test_a_straight_line_stays_straight():
    points = [(0.1, 0.1), (0.2, 0.2), (0.25, 0.25), (0.9, 0.9)]
    drawn = places(points)
    assert np.allclose(drawn[:, 0], drawn[:, 1])
    assert (np.diff(drawn[:, 0]) >= -1e-12).all()  # and never goes back


def test_a_short_step_after_a_long_one_makes_no_loop():
    points = [(0.0, 0.0), (0.5, 0.0), (0.5, 0.01), (0.0, 0.01)]
    assert places(points)[:, 0].max() < 0.52


def test_a_new_point_bends_only_the_last_segment():
    points = [*SLANT, *HOOK]
    whole = list(curve(points))
    assert list(curve(points[:-1]))[:-1] == whole[:-2]
    assert list(curve(points, -2, -1)) == whole[-2:-1]
    assert list(curve(points, 1)) == whole[1:]


def test_a_stroke_joins_strokes_and_takes_the_place_of_a_picture():
    picture = Picture(np.ones((28, 28), np.float32), np.ones((3, 4), np.uint8), TestDigit(3, 7))
    assert Drawing().is_blank()
    drawing = Drawing(picture=picture)
    assert not drawing.is_blank() and drawing.test_digit == TestDigit(3, 7)
    assert drawing.image() is picture.image
    drawing = drawing.with_stroke(SLANT)
    assert drawing.picture is None and drawing.test_digit is None
    drawing = drawing.with_stroke(HOOK)
    assert drawing.strokes == (SLANT, HOOK)
    assert np.array_equal(drawing.image(), ink.from_strokes([SLANT, HOOK]))


def test_an_eraser_that_touches_nothing_leaves_the_drawing_itself():
    drawing = Drawing((SLANT, HOOK))
    assert drawing.erased((0.1, 0.9), (0.3, 0.9)) is drawing
    erased = drawing.erased((0.2, 0.3), (0.6, 0.7))
    assert erased.strokes == (HOOK,)
