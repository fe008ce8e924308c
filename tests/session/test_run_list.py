"""The list of runs: what is made here and what was kept, named, deleted, and used again."""

from dataclasses import replace

import pytest
from results import epoch_result
from stores import keep, whole_run

from digitpad import Hyperparameters, load
from digitpad.core.learning.settings import Architecture


def titles(runs):
    return [record.title for record in runs.records()]


@pytest.fixture
def listed(qtbot, runs):
    def listed():
        with qtbot.waitSignal(runs.listed):
            runs.read()

    return listed


def test_what_was_only_made_has_not_run(session, runs, trainer):
    session.make(Architecture())
    assert titles(runs) == [] and runs.newest is None
    session.train(Hyperparameters())
    assert titles(runs) == ["run 1"]
    trainer.advance(9000)
    assert len(runs.newest.history) == 1 and runs.newest.networks is None


def test_kept_runs_are_read_and_new_ones_have_higher_numbers(session, store, runs, listed):
    keep(store), keep(store, "two")
    listed()
    assert titles(runs) == ["run 1", "two"]
    session.make(Architecture())
    assert session.run.number == 3


def test_a_deleted_run_comes_back_until_the_window_closes(session, store, runs, listed, background):
    one, two = keep(store), keep(store)
    listed()
    runs.delete([one.id])
    background.shut_down(10)
    assert titles(runs) == ["run 2"] and [run.id for run in store.records()] == [two.id]
    session.undo.undo()
    background.shut_down(10)
    assert titles(runs) == ["run 1", "run 2"] and len(store.records()) == 2
    assert not session.undo.canUndo()


def test_a_name_is_kept(store, runs, listed, background):
    one = keep(store)
    listed()
    runs.rename(one.id, "  first ")
    background.shut_down(10)
    assert titles(runs) == ["first"] and store.records()[0].name == "first"
    runs.rename(one.id, "")
    assert titles(runs) == ["run 1"]


def test_a_kept_run_is_used_again(qtbot, session, store, runs, listed):
    one = keep(store)
    listed()
    with qtbot.waitSignal(session.run_opened):
        runs.use(one.id)
    assert session.run.id == one.id and not session.file.modified
    session.make(Architecture())
    assert session.run.number == 2


def test_the_network_of_its_best_epoch_begins_another_run(qtbot, session, store, runs, same):
    run = whole_run()
    store.keep(run, None, False)
    with qtbot.waitSignal(session.run_opened):
        runs.use(run.id, best=True)
    assert same(session.network, run.networks.best)
    assert (session.run.parent, session.run.history, session.run.number) == (run.id, (), 2)


def test_the_network_of_a_kept_run_is_read_and_another_run_stays_in_use(
    session, store, runs, listed
):
    one = keep(store)
    listed()
    session.make(Architecture())
    in_use, record = session.run, runs.record(one.id)
    assert runs.network_of(record).sizes == [784, 5, 10]
    assert session.run is in_use
    with pytest.raises(OSError, match="run 1 is not kept yet"):
        runs.network_of(replace(record, history=(epoch_result(),)))


def test_a_run_that_is_gone_cannot_be_used(qtbot, session, store, runs, listed):
    one = keep(store)
    listed()
    store.delete([one.id])
    store.forget_deleted()
    with qtbot.waitSignal(session.failed):
        runs.use(one.id)
    assert session.run is None
    with pytest.raises(OSError, match="run 1 cannot be compared"):
        runs.network_of(runs.record(one.id))


def test_the_network_that_a_run_began_with_is_saved_to_a_file(
    qtbot, session, store, runs, tmp_path, same
):
    run, path, done = whole_run(), tmp_path / "start.json", []
    store.keep(run, None, False)
    runs.save_start(run.id, path, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert same(load(path), run.networks.start)
    with qtbot.waitSignal(session.failed):
        runs.save_start(run.id, tmp_path / "no" / "folder.json", done.append)
