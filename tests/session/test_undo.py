"""Undo takes back what was done last, on the canvas or in the list of runs."""

import pytest
from stores import keep

from digitpad.session.runs.run_list import RunList
from digitpad.session.threads.background import Background
from digitpad.session.undo import Undo

STROKE = ((0.2, 0.2), (0.8, 0.8))


@pytest.fixture
def runs(session, store, qtbot):
    keep(store, "1"), keep(store, "2")
    background = Background(session)
    runs = RunList(session, store, background)
    with qtbot.waitSignal(runs.listed):
        runs.read()
    yield runs
    background.shut_down(10)


def test_steps_are_undone_in_the_order_in_which_they_were_done(session, runs):
    undo, board = Undo(session), session.board
    undo.add(board, board.possibilities_changed)
    undo.add(runs, runs.deletions_changed)
    assert not undo.can_undo()
    told = []
    undo.changed.connect(lambda: told.append(undo.can_undo()))

    def draw():
        board.draw(STROKE)
        board.lift_pen()

    def state():
        return len(board.drawing.strokes), {record.name for record in runs.records()}

    one, two = (record.id for record in runs.records())
    states = [state()]
    for act in (draw, lambda: runs.delete([one]), draw, draw, lambda: runs.delete([two])):
        act()
        states.append(state())
    assert states[-1] == (3, set())
    while states[:-1]:
        states.pop()
        assert undo.can_undo()
        undo.undo()
        assert state() == states[-1]
    assert not undo.can_undo() and True in told and not told[-1]
    board.redo()  # drawn again, this is what was done last
    runs.delete([one])
    board.redo()
    undo.undo()
    assert state() == (1, {"2"})
    undo.undo()
    assert state() == (1, {"1", "2"})
