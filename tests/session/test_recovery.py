"""What a crash has left is listed, and restored, discarded or left; the session goes on with it."""

import os
from dataclasses import replace

import pytest
from left_runs import SEVEN, leave, unsaved

from digitpad import Hyperparameters
from digitpad.core.learning.architecture import Architecture
from digitpad.session.drawing.drawing import Drawing
from digitpad.session.kept.recovery import Recovery
from digitpad.session.kept.run_entry import Kept
from digitpad.session.kept.run_keeper import RunKeeper
from digitpad.session.opened_files import save_network
from digitpad.session.runs.run import new_id

LINE = ((0.1, 0.1), (0.2, 0.3))


@pytest.fixture
def keeper(session, store):
    keeper = RunKeeper(session, store)
    yield keeper
    keeper.shut_down()
    assert keeper.writing.shut_down(10) and keeper.background.shut_down(10)


@pytest.fixture
def recovery(session, store, keeper):
    return Recovery(session, store, keeper)


@pytest.fixture
def found(qtbot, recovery):
    """Look for what was left."""

    def found():
        with qtbot.waitSignal(recovery.found) as told:
            recovery.begin()
        return told.args[0]

    return found


@pytest.fixture
def restore(qtbot, recovery):
    """Restore one of what was left."""

    def restore(left):
        read = []
        recovery.read(left, read.append)
        qtbot.waitUntil(lambda: bool(read))
        recovery.restore(left, read[0])

    return restore


def leave_drawing(store, *strokes):
    entry = store.new_entry(new_id())
    drawings = [Drawing(strokes[:count]) for count in range(len(strokes) + 1)]
    entry.keep(Kept(None, drawings[-1], tuple(drawings[:-1])))
    entry.let_go()
    return entry


def fate(entry):
    return entry.run_file().fate


def test_a_run_is_restored_with_its_file_its_drawing_and_its_best_epoch(
    session, found, restore, store, tmp_path, same
):
    kept = unsaved(path=tmp_path / "mine.json")
    entry = leave(store.folder, kept)
    (left,) = found()
    assert (left.file_name, left.record.title, len(left.record.history)) == (
        "mine.json",
        "run 1",
        2,
    )
    restore(left)
    assert same(session.network, kept.run.network) and session.run.id == kept.run.id
    assert (session.file.name, session.file.modified) == ("mine.json", True)
    assert session.drawing.strokes == SEVEN.strokes
    assert not entry.acquire() and fate(entry) == "unsaved"  # until it is saved
    session.go_back_to_best()
    assert same(session.network, kept.run.best.network) and len(session.run.history) == 1
    session.return_from_best()
    assert same(session.network, kept.run.network)


def test_what_is_trained_on_is_kept_in_the_same_place(
    session, trainer, found, restore, store, tmp_path, qtbot
):
    entry = leave(store.folder, unsaved())
    restore(found()[0])
    session.train(Hyperparameters(epochs=1))
    trainer.end(9200)
    qtbot.waitUntil(lambda: len(entry.run_file().record.history) == 3)
    content = session.content()
    session.take_saved(content, save_network(content, tmp_path / "mine.json"))
    qtbot.waitUntil(lambda: fate(entry) == "saved")
    assert len(store.records()[0]) == 1
    session.show_shipped()
    qtbot.waitUntil(lambda: not entry.path.with_suffix(".lock").exists())


def test_what_is_discarded_is_not_found_again(recovery, found, store, qtbot):
    young, old = leave(store.folder, unsaved(epochs=1)), leave(store.folder, unsaved(epochs=5))
    os.utime(old.path / "run.json", (1e9, 1e9))
    for path in old.path.iterdir():
        os.utime(path, (1e9, 1e9))
    drawing = leave_drawing(store, LINE)
    left = found()
    assert [one.entry.path for one in left if one.record] == [young.path, old.path]
    for one in left:
        done = []
        recovery.discard(one, lambda done=done: done.append(True))
        qtbot.waitUntil(lambda done=done: bool(done))
    assert [fate(young), fate(old)] == ["discarded"] * 2 and not drawing.path.exists()
    assert found() == [] and not list(store.folder.glob("*.lock"))


def test_what_is_left_is_found_again(recovery, found, store, keeper):
    leave(store.folder, unsaved()), leave_drawing(store, LINE)
    left = found()
    assert len(left) == 2 and found() == []  # they are locked
    recovery.leave(left)
    assert keeper.background.shut_down(10)
    assert len(found()) == 2


def test_a_drawing_is_restored_with_the_way_back_and_kept_where_it_was(
    session, found, restore, store, keeper, qtbot
):
    other = ((0.5, 0.5), (0.6, 0.5))
    entry = leave_drawing(store, LINE, other)
    restore(found()[0])
    assert session.drawing.strokes == (LINE, other)
    keeper.keep_now()
    assert [path.parent for path in store.folder.glob("*/drawing.json")] == [entry.path]
    session.board.undo()
    assert session.drawing.strokes == (LINE,)
    session.board.undo()
    assert session.board.is_blank()
    session.board.redo(), session.board.redo()
    assert session.drawing.strokes == (LINE, other)
    keeper.shut_down()
    qtbot.waitUntil(lambda: list(store.folder.iterdir()) == [])


def test_what_is_drawn_already_stays(session, found, restore, store):
    leave(store.folder, unsaved())
    session.board.put_drawing(Drawing((LINE,)))
    restore(found()[0])
    assert session.drawing.strokes == (LINE,)


def test_what_could_not_be_restored_of_a_run_is_said(recovery, found, restore, store, qtbot):
    entry = leave(store.folder, unsaved())
    (entry.path / "drawing.json").write_text("{")
    (left,) = found()
    with qtbot.waitSignal(recovery.failed) as told:
        restore(left)
    assert "drawing.json is damaged" in told.args[1]


def test_a_run_whose_record_is_lost_gets_a_number(session, found, restore, store):
    (leave(store.folder, replace(unsaved())).path / "run.json").unlink()
    leave(store.folder, Kept(replace(unsaved().run, number=8), fate="saved"))
    (left,) = found()
    restore(left)
    assert session.run.number == 9 and session.run.architecture.hidden_layers == (12,)


def test_a_run_that_cannot_be_read_is_said_and_let_go(recovery, found, store, qtbot, keeper):
    entry = leave(store.folder, unsaved())
    for name in ("network.json", "best.json", "start.json"):
        (entry.path / name).write_text("{")
    (left,) = found()
    with qtbot.waitSignal(recovery.failed) as told:
        recovery.read(left, lambda _: None)
    assert ".damaged" in told.args[1]
    assert not list(store.folder.glob("*.lock")) and found() == []


def test_runs_on_disk_are_counted_before_a_new_one_has_a_number(session, found, store, qtbot):
    for number in (3, 4, 5):
        leave(store.folder, Kept(replace(unsaved().run, number=number, id=new_id()), fate="saved"))
    found()
    session.make(Architecture())
    assert session.run.number == 6
