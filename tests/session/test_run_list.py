"""The list of runs: what is made here and what was kept, named, deleted, and used again."""

from dataclasses import replace

import pytest
from results import epoch_result

from digitpad import Hyperparameters
from digitpad.core.learning.architecture import Architecture
from digitpad.session.kept.run_entry import Kept
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_list import RunList


@pytest.fixture
def runs(session, store, background):
    return RunList(session, store, background, background)


def keep(store, number, name=""):
    run = Run.begin(Architecture((5,)), number).with_job(Hyperparameters())
    entry = store.new_entry(run.id)
    entry.keep(Kept(replace(run, name=name), fate="saved"))
    entry.let_go()
    return run.id


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
    assert len(runs.newest.history) == 1


def test_kept_runs_are_read_once_and_what_cannot_be_read_is_said(qtbot, store, runs, listed):
    keep(store, 1), keep(store, 2, "two")
    damaged, bare = keep(store, 3), keep(store, 4)
    for name in ("run.json", "network.json"):
        (store.folder / damaged / name).write_text("{")
    (store.folder / bare / "run.json").write_text("{")
    with qtbot.waitSignal(runs.failed) as failed:
        listed()
    # Of what has no record but a network there is a row, too.
    assert titles(runs) == ["run 0", "run 1", "two"] and runs.record(bare) is not None
    assert damaged in failed.args[1] and bare not in failed.args[1]


def test_a_deleted_run_comes_back_until_the_window_closes(qtbot, store, runs, listed, background):
    one, two = keep(store, 1), keep(store, 2)
    listed()
    runs.delete([one])
    background.shut_down(10)
    assert titles(runs) == ["run 2"] and not (store.folder / one).exists()
    runs.undo()
    background.shut_down(10)
    assert titles(runs) == ["run 1", "run 2"] and (store.folder / one).exists()
    runs.delete([two])
    runs.forget_deleted()
    background.shut_down(10)
    assert [path.name for path in store.folder.iterdir()] == [one]
    assert not runs.last_step


def test_a_run_that_another_window_works_on_is_not_deleted(qtbot, store, runs, listed):
    one = keep(store, 1)
    listed()
    assert store.entry(one).acquire()
    try:
        with qtbot.waitSignal(runs.failed) as failed:
            runs.delete([one])
        assert "Another window" in failed.args[1] and titles(runs) == ["run 1"]
    finally:
        store.entry(one).let_go()


def test_a_name_is_kept(store, runs, listed, background):
    one = keep(store, 1)
    listed()
    runs.rename(one, "  first ")
    background.shut_down(10)
    assert titles(runs) == ["first"] and store.entry(one).run_file().record.name == "first"
    runs.rename(one, "")
    assert titles(runs) == ["run 1"]


def test_a_kept_run_is_used_again(qtbot, session, store, runs, listed):
    one = keep(store, 4)
    listed()
    with qtbot.waitSignal(runs.used):
        runs.use(one)
    assert session.run.id == one and not session.file.modified
    with qtbot.waitSignal(runs.failed) as failed:
        runs.use(one, best=True)
    assert "only its last" in failed.args[1]
    session.make(Architecture())
    assert session.run.number == 5


def test_the_network_of_a_kept_run_is_read_and_another_run_stays_in_use(
    session, store, runs, listed
):
    one = keep(store, 4)
    listed()
    session.make(Architecture())
    in_use, record = session.run, runs.record(one)
    assert runs.network_of(record).sizes == [784, 5, 10]
    assert session.run is in_use
    with pytest.raises(OSError, match="run 4 is not on the disk yet"):
        runs.network_of(replace(record, history=(epoch_result(),)))
    (store.folder / one / "network.json").unlink()
    with pytest.raises(OSError, match="run 4 cannot be compared"):
        runs.network_of(record)


def test_a_run_that_is_gone_cannot_be_used(qtbot, session, store, runs, listed):
    one = keep(store, 1)
    listed()
    (store.folder / one / "network.json").unlink()
    with qtbot.waitSignal(runs.failed):
        runs.use(one)
    assert session.run is None
