"""A drawing is strokes or a picture: smooth curves, the eraser, and the board."""

import math

import numpy as np
import pytest

from digitpad.core import ink
from digitpad.session.board import DrawingBoard
from digitpad.session.drawing import (
    DRAWN_WIDTH,
    ERASER_WIDTH,
    Drawing,
    KnownImage,
    Picture,
    curve,
    erase,
)
from digitpad.session.undo import MOST_STEPS, UndoStack

SLANT = ((0.2, 0.3), (0.4, 0.5), (0.6, 0.7))
HOOK = ((0.7, 0.2), (0.8, 0.4), (0.6, 0.4))

# Curves go smoothly through the points of the pen.


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


def test_a_straight_line_stays_straight_and_a_short_step_after_a_long_one_makes_no_loop():
    drawn = places([(0.1, 0.1), (0.2, 0.2), (0.25, 0.25), (0.9, 0.9)])
    assert np.allclose(drawn[:, 0], drawn[:, 1])
    assert (np.diff(drawn[:, 0]) >= -1e-12).all()  # and never goes back
    assert places([(0.0, 0.0), (0.5, 0.0), (0.5, 0.01), (0.0, 0.01)])[:, 0].max() < 0.52


def test_equal_neighbours_count_once():
    points = [*SLANT, *HOOK]
    doubled = [point for each in points for point in (each, each)]
    assert list(curve(doubled)) == list(curve(points))
    assert not list(curve([SLANT[0]] * 3))


def test_a_new_point_bends_only_the_last_segment():
    points = [*SLANT, *HOOK]
    whole = list(curve(points))
    assert list(curve(points[:-1]))[:-1] == whole[:-2]


# The eraser cuts strokes exactly where it touches them.

LEVEL = [(0.1, 0.5), (0.5, 0.5), (0.9, 0.5)]


def test_covered_strokes_are_gone_and_untouched_ones_stay_the_same():
    dot = [(0.5, 0.5)]
    assert erase(LEVEL, (0.0, 0.52), (1.0, 0.48), 0.1) == []
    for start, end in (((0.5, 0.55), (0.5, 0.55)), ((0.1, 0.5), (0.9, 0.5))):
        assert erase(dot, start, end, 0.1) == []
    for stroke in (LEVEL, dot):
        assert erase(stroke, (0.5, 0.61), (0.9, 0.61), 0.1)[0] is stroke


def distance(point, a, b):
    """From a point to a segment, the least over many places of it."""
    places = np.linspace(0, 1, 2001)[:, None]
    line = np.array(a) + places * (np.array(b) - np.array(a))
    return float(np.hypot(*(line - point).T).min())


@pytest.mark.parametrize("seed", range(8))
def test_all_ink_beyond_the_eraser_is_left(seed):
    rng = np.random.default_rng(seed)
    stroke = [tuple(point) for point in rng.random((8, 2)).tolist()]
    start, end, reach = tuple(rng.random(2)), tuple(rng.random(2)), rng.uniform(0.02, 0.3)
    end = start if seed % 2 else end  # a press, or a movement
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


def test_a_stroke_joins_strokes_and_takes_the_place_of_a_picture():
    picture = Picture(np.ones((28, 28), np.float32), np.ones((3, 4), np.uint8), KnownImage(3, 7))
    assert Drawing().is_blank()
    drawing = Drawing(picture=picture)
    assert not drawing.is_blank() and drawing.test_digit == KnownImage(3, 7)
    assert drawing.image() is picture.image
    drawing = drawing.with_stroke(SLANT)
    assert drawing.picture is None and drawing.test_digit is None
    drawing = drawing.with_stroke(HOOK)
    assert drawing.strokes == (SLANT, HOOK)
    assert np.array_equal(drawing.image(), ink.from_strokes([SLANT, HOOK]))
    assert drawing.erased((0.1, 0.9), (0.3, 0.9)) is drawing  # nothing is there
    assert drawing.erased((0.2, 0.3), (0.6, 0.7)).strokes == (HOOK,)
    left, right = Drawing((LEVEL,)).erased((0.4, 0.5), (0.4, 0.5)).strokes
    gap = right[0][0] - left[-1][0]  # the ends that are left are round
    assert gap == pytest.approx(ERASER_WIDTH + DRAWN_WIDTH, abs=0.003)


# Strokes come and go on the board, but a drawing that was taken from it never changes.


@pytest.fixture
def undo(qapp):
    return UndoStack()


@pytest.fixture
def board(undo):
    return DrawingBoard(undo)


def put(board, stroke):
    for i in range(len(stroke)):
        board.draw(stroke[: i + 1])
    board.lift_pen()


def test_a_stroke_grows_but_a_drawing_taken_before_does_not(board):
    put(board, SLANT)
    board.draw(HOOK[:1])
    kept = board.drawing
    assert board.pen_is_down
    board.draw(HOOK)
    board.lift_pen()
    assert board.drawing.strokes == (SLANT, HOOK) and not board.pen_is_down
    assert kept.strokes == (SLANT, HOOK[:1])
    assert all(isinstance(stroke, tuple) for stroke in board.drawing.strokes)


def test_possible_actions_are_told_when_they_change_and_not_at_each_movement(board, undo):
    told, changes = [], []
    board.possibilities_changed.connect(lambda: told.append(undo.canUndo()))
    board.changed.connect(changes.append)
    put(board, SLANT)
    assert len(changes) == 4 and len(told) == 1  # it is no longer blank
    put(board, HOOK)
    assert len(told) == 1


def test_undo_has_a_limit(board, undo):
    """A window forgets its oldest steps."""
    for i in range(MOST_STEPS + 50):
        board.draw(((0.1, 0.1), (0.2, i / 1000)))
        board.lift_pen()
        board.clear()
    for _ in range(MOST_STEPS):
        undo.undo()
    assert not undo.canUndo()
