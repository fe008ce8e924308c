"""Undo takes back the last change of drawing, hands or runs; Redo repeats it."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from results import epoch_result
from small_runs import draw, keep

from digitpad.session.drawing import Drawing, Picture

PERHAPS = "put back", "delete hand"  # may be a step though all looks the same


@pytest.fixture
def runs(session, keeper, store, written):
    for number in range(3):
        keep(store, f"{number}", history=(epoch_result(1),))
    keeper.begin()
    written()
    return session.runs


@pytest.fixture
def acts(session, hands, labels, runs):
    """A person's actions by name. A number, 0 to 9, says at which place or to which item."""
    board = session.board

    def stroke(n):
        board.draw(((n / 10, 0.1), (n / 10, 0.9)))
        board.lift_pen()

    def erase(n):
        board.erase((n / 10, 0.3), (n / 10, 0.4))
        board.erase((n / 10, 0.4), (n / 10, 0.7))
        board.lift_pen()

    def put_picture(_n):
        board.put_picture(Picture(np.zeros((28, 28), np.float32), np.zeros((9, 9))))

    def to_a_digit(act, *which):
        def do(n):
            if digits := hands.hand.digits:
                act(digits[n % len(digits)].id, *(n for _ in which))

        return do

    def to_a_run(act):
        def do(n):
            if listed := runs.listed():
                act(listed[n % len(listed)].id, n)

        return do

    return {
        "stroke": stroke,
        "erase": erase,
        "clear": lambda _n: board.clear(),
        "picture": put_picture,
        "label": labels.label,
        "relabel": to_a_digit(labels.relabel, "label"),
        "remove": to_a_digit(labels.remove),
        "put back": to_a_digit(labels.put_back),
        "take away": lambda n: labels.clear_after_label(n % 2 == 0),
        "delete hand": lambda _n: hands.delete(),
        "other hand": lambda n: hands.choose(hands.all()[n % len(hands.all())].id),
        "delete run": to_a_run(lambda run_id, _n: runs.delete([run_id])),
        "rename run": to_a_run(lambda run_id, n: runs.rename(run_id, f"{n % 4}")),
        "undo": lambda _n: session.undo.undo(),
        "redo": lambda _n: session.undo.redo(),
    }


NAMES = (
    *("stroke", "erase", "clear", "picture", "label", "relabel", "remove", "put back"),
    *("take away", "delete hand", "other hand", "delete run", "rename run", "undo", "redo"),
)


def digits_of(hands):
    return {(hand.id, d.id, d.label, d.is_confirmed) for hand in hands for d in hand.digits}


def state_of(session, hands, runs):
    """All that undo changes."""
    drawing = session.board.drawing
    known = None if drawing.known is None else drawing.known.label
    listed = [(run.id, run.name) for run in runs.listed()]
    return drawing.strokes, drawing.picture, known, digits_of(hands.all()), listed


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(done=st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 9)), max_size=25))
def test_all_is_undone_and_redone(session, hands, acts, runs, written, store, done):
    """Each act is one step, or none if nothing changes; and the store agrees."""
    undo = session.undo
    session.board.put_drawing(Drawing())
    hands.new(f"Ada {len(hands.all())}")
    undo.clear()
    states = {0: state_of(session, hands, runs)}
    for name, n in done:
        before, index = states[undo.index()], undo.index()
        acts[name](n)
        after = state_of(session, hands, runs)
        if name not in ("undo", "redo"):
            is_other = after != before
            assert is_other <= undo.index() - index <= (is_other or name in PERHAPS), name
        states[undo.index()] = after
    index = undo.index()
    for step in index * [undo.undo] + index * [undo.redo] + index * [undo.undo]:
        step()
        assert state_of(session, hands, runs) == states[undo.index()]
    written()
    assert digits_of(store.hands()) == digits_of(hands.all())
    listed = [[(run.id, run.name) for run in each] for each in (store.records(), runs.listed())]
    assert listed[0] == listed[1]


def test_the_edit_menu_names_the_next_steps(session, labels, runs):
    draw(session, ((0.2, 0.2), (0.8, 0.8)))
    labels.label(7)
    runs.delete([run.id for run in runs.listed()[:2]])
    runs.rename(runs.listed()[0].id, "mine")
    runs.delete([runs.listed()[0].id])
    steps = [session.undo.text(i) for i in range(session.undo.count())]
    of_runs = ["Deletion of 2 runs", "Renaming of 2", "Deletion of mine"]
    assert steps == ["Stroke", "Label 7", *of_runs]


def test_what_is_undone_out_of_sight_is_told(session, runs):
    told = []
    session.told.connect(told.append)
    runs.delete([runs.listed()[0].id])
    draw(session, ((0.2, 0.2), (0.8, 0.8)))
    for act in (session.take_back, session.take_back, session.make_again, session.make_again):
        act()
    undone, redone = ["Undone: Stroke", "Undone: Deletion"], ["Redone: Deletion", "Redone: Stroke"]
    assert [line.split(" of ")[0] for line in told] == undone + redone


def test_a_run_that_was_renamed_and_deleted_comes_back_with_its_name(
    session, keeper, runs, written, store
):
    (run, *_) = runs.listed()
    runs.rename(run.id, "mine")
    runs.delete([run.id])
    written()
    session.undo.undo()
    keeper.keep_now()
    assert store.run(run.id).name == runs[run.id].name == "mine"


def test_a_run_that_is_in_use_again_is_not_deleted_by_redo(qtbot, session, runs):
    run = runs.listed()[0]
    runs.delete([run.id])
    session.undo.undo()
    session.use(run.id)
    qtbot.waitUntil(lambda: session.run_id == run.id)
    assert not session.can_redo()
    session.undo.redo()
    assert run.id in runs
    session.show_shipped()
    assert session.can_redo()  # the step is not lost
    session.undo.redo()
    assert run.id not in runs
