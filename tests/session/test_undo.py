"""Undo takes back what was done last, of the drawing, of hands or of runs; Redo does it again."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_runs import draw, keep

from digitpad.session.drawing import Drawing, Picture
from digitpad.session.runs.run_list import RunList

OF_DIGITS = "label", "relabel", "remove", "put back", "take away", "delete hand", "other hand"
ACTS = "stroke", "erase", "clear", "picture", *OF_DIGITS, "delete run", "undo", "redo"
PERHAPS = "put back", "delete hand"  # may be a step where all looks the same


@pytest.fixture
def runs(session, keeper, store, qtbot):
    for number in range(3):
        keep(store, f"{number}")
    runs = RunList(session, keeper)
    with qtbot.waitSignal(runs.listed):
        runs.read()
    return runs


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 9)), max_size=25))
def test_all_is_undone_and_redone(session, hands, labels, runs, written, store, acts):
    """Each act is one step, or none if nothing changes; and the store has what is there."""
    undo, board = session.undo, session.board

    def digits_of(hands):
        return {(hand.id, d.id, d.label, d.is_confirmed) for hand in hands for d in hand.digits}

    def state():
        drawing = board.drawing
        known = None if drawing.known is None else drawing.known.label
        listed = [run.id for run in runs.records()]
        return drawing.strokes, drawing.picture, known, digits_of(hands.all()), listed

    def do(act, n):
        digits = hands.hand.digits
        match act:
            case "stroke":
                board.draw(((n / 10, 0.1), (n / 10, 0.9)))
                board.lift_pen()
            case "erase":
                board.erase((n / 10, 0.3), (n / 10, 0.4))
                board.erase((n / 10, 0.4), (n / 10, 0.7))
                board.lift_pen()
            case "clear":
                board.clear()
            case "picture":
                board.put_picture(Picture(np.zeros((28, 28), np.float32), np.zeros((9, 9))))
            case "label":
                labels.label(n)
            case "relabel" if digits:
                labels.relabel(digits[n % len(digits)].id, n)
            case "remove" if digits:
                labels.remove(digits[n % len(digits)].id)
            case "put back" if digits:
                labels.put_back(digits[n % len(digits)].id)
            case "delete hand":
                hands.delete()
            case "other hand":
                hands.choose(hands.all()[n % len(hands.all())].id)
            case "take away":
                labels.take_away(n % 2 == 0)
            case "delete run" if runs.records():
                runs.delete([runs.records()[n % runs.count].id])
            case "undo":
                undo.undo()
            case "redo":
                undo.redo()

    board.put_drawing(Drawing())
    hands.new(f"Ada {len(hands.all())}")
    undo.clear()
    states = {0: state()}
    for act, n in acts:
        before, there = state(), undo.index()
        do(act, n)
        if act not in ("undo", "redo"):
            is_other = state() != before
            assert is_other <= undo.index() - there <= (is_other or act in PERHAPS), act
        states[undo.index()] = state()
    index = undo.index()
    for step in index * [undo.undo] + index * [undo.redo] + index * [undo.undo]:
        step()
        assert state() == states[undo.index()]
    written()
    assert digits_of(store.hands()) == digits_of(hands.all())
    assert [run.id for run in store.records()] == [run.id for run in runs.records()]


def test_edit_says_what_comes(session, labels, runs):
    draw(session, ((0.2, 0.2), (0.8, 0.8)))
    labels.label(7)
    runs.delete([run.id for run in runs.records()[:2]])
    runs.delete([runs.records()[0].id])
    steps = [session.undo.text(i) for i in range(session.undo.count())]
    assert steps == ["Stroke", "Label 7", "Delete of 2 runs", "Delete of 2"]


def test_a_run_that_is_in_use_again_is_not_deleted_by_redo(session, runs, store, written):
    run = runs.records()[0]
    runs.delete([run.id])
    session.undo.undo()
    written()
    session.go_on_with(store.run(run.id))
    assert not session.can_redo()
    session.undo.redo()
    assert runs.record(run.id) is not None
