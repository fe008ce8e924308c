"""The drawing board: strokes come and go; a drawing that somebody keeps never changes."""

import numpy as np
import pytest

from digitpad.session.drawing import DrawingBoard, Picture
from digitpad.session.undo import MOST_STEPS, undo_stack

SLANT = ((0.2, 0.3), (0.4, 0.5), (0.6, 0.7))
HOOK = ((0.7, 0.2), (0.8, 0.4), (0.6, 0.4))


@pytest.fixture
def undo(qapp):
    return undo_stack()


@pytest.fixture
def board(undo):
    return DrawingBoard(undo)


def put(board, stroke):
    for i in range(len(stroke)):
        board.draw(stroke[: i + 1])
    board.lift_pen()


def test_a_stroke_is_there_as_it_grows_and_stays(board):
    board.draw(SLANT[:1])
    assert board.drawing.strokes == (SLANT[:1],) and board.pen_is_down
    board.draw(SLANT)
    board.lift_pen()
    assert board.drawing.strokes == (SLANT,) and not board.pen_is_down


def test_a_drawing_that_somebody_keeps_does_not_grow(board):
    put(board, SLANT)
    board.draw(HOOK[:1])
    kept = board.drawing
    board.draw(HOOK)
    board.lift_pen()
    assert kept.strokes == (SLANT, HOOK[:1])
    assert all(isinstance(stroke, tuple) for stroke in board.drawing.strokes)


def test_an_erasure_is_one_change_however_often_the_eraser_moves(board, undo):
    put(board, SLANT)
    for start, end in (((0.2, 0.3), (0.25, 0.3)), ((0.25, 0.3), (0.3, 0.3))):
        board.erase(start, end)
    board.lift_pen()
    erased = board.drawing
    assert erased.strokes != (SLANT,)
    board.erase((0.6, 0.7), (0.61, 0.7))
    board.lift_pen()
    undo.undo()
    assert board.drawing is erased
    undo.undo()
    assert board.drawing.strokes == (SLANT,)


def test_a_clear_can_be_undone_and_clearing_nothing_is_no_change(board, undo):
    board.clear()
    assert not undo.canUndo()
    put(board, SLANT)
    board.clear()
    assert board.is_blank()
    undo.undo()
    assert board.drawing.strokes == (SLANT,)


def test_a_picture_that_comes_under_the_pen_ends_the_stroke(board, undo):
    picture = Picture(np.zeros((28, 28), np.float32), np.zeros((28, 28), np.uint8))
    board.draw(SLANT)
    board.put_picture(picture)
    assert board.drawing.picture is picture and not board.pen_is_down
    undo.undo()
    assert board.drawing.strokes == (SLANT,)


def test_what_is_possible_is_told_when_it_changes_and_not_at_each_movement(board, undo):
    told, changes = [], []
    board.possibilities_changed.connect(lambda: told.append(undo.canUndo()))
    board.changed.connect(changes.append)
    put(board, SLANT)
    assert len(changes) == 4 and len(told) == 1  # it is no longer blank
    put(board, HOOK)
    assert len(told) == 1


def test_undo_leads_back_so_far_and_no_further(board, undo):
    """All that was ever drawn in a window is not kept."""
    for i in range(MOST_STEPS + 50):
        board.draw(((0.1, 0.1), (0.2, i / 1000)))
        board.lift_pen()
        board.clear()
    for _ in range(MOST_STEPS):
        undo.undo()
    assert not undo.canUndo()
