"""Every run is kept; what was trained when its window went is in use at the next start."""

import sqlite3
from contextlib import closing

import pytest
from same import same
from stores import finish, let_go, refuse

from digitpad import Hyperparameters, Network
from digitpad.core.learning.settings import Architecture
from digitpad.session import keeper as keeper_module
from digitpad.session.facts import NetworkFileState
from digitpad.session.keeper import Keeper
from digitpad.session.opened_files import save_network
from digitpad.session.runs.run_list import RunList
from digitpad.session.session import Session
from digitpad.session.store import Store

SETTINGS = Hyperparameters(epochs=3)
LINE = ((0.1, 0.1), (0.2, 0.3))


@pytest.fixture
def often(monkeypatch):
    monkeypatch.setattr(keeper_module, "KEEP_EVERY", 0)


@pytest.fixture
def kept(qtbot, store):
    """Wait until the runs in the store have so many epochs each."""

    def kept(*epochs):
        def look():
            return [len(run.history) for run in store.records()] == list(epochs)

        qtbot.waitUntil(look)

    return kept


def test_a_run_is_kept_at_once_and_when_it_ends(session, train, keeper, kept, trainer, store):
    train()
    kept(0)
    trainer.advance(9000)
    trainer.advance(9100)
    assert len(store.records()[0].history) == 0  # not yet: it was written a moment ago
    last = trainer.end(9200)
    kept(3)
    run, _ = store.run(session.run.id)
    assert same(run.network, last) and run.jobs[0].end == "done" and run.best_epoch == 3


def test_what_was_learnt_is_written_while_it_goes_on(often, train, keeper, kept, trainer):
    train()
    for epochs in (1, 2):
        trainer.advance(9000 + epochs)
        kept(epochs)


def test_what_is_only_made_or_opened_is_no_run_and_a_changed_copy_is_one(session, keeper, store):
    session.make(Architecture((5,)))
    session.open(session.content(), NetworkFileState("new network"))
    session.show_shipped()
    session.use_copy(Network([784, 5, 10]), name="copy")
    let_go(keeper)
    assert [run.title for run in store.records()] == ["copy"]


def test_another_run_takes_its_place(qtbot, session, train, keeper, kept, trainer, store):
    train()
    trainer.advance(9000)
    trainer.rest()
    with qtbot.waitSignal(session.noticed) as noticed:
        train(hidden=(6,))
    assert noticed.args == ["run 1 is in Runs"]
    kept(1, 0)
    assert [run.number for run in store.records()] == [1, 2]


def test_the_store_numbers_runs(qtbot, session, train, keeper, store):
    runs = RunList(session, keeper)
    other = Session(type(session._trainer)())
    other_keeper = Keeper(other, store.file)
    with qtbot.waitSignal(other_keeper.numbered):
        other.make(Architecture())
        other.train(SETTINGS)
    with qtbot.waitSignal(keeper.numbered):
        train()
    assert session.run.title == "run 2" == runs.newest.title
    session.make(Architecture())
    assert session.run.number == 3
    let_go(other_keeper)


def test_a_full_disk_is_said(often, qtbot, train, keeper, kept, trainer, monkeypatch):
    with monkeypatch.context() as full:
        full.setattr(Store, "keep", refuse)
        with qtbot.waitSignal(keeper.failing) as failing:
            train()
        assert failing.args == ["The disk is full."]
        trainer.advance(9000)
    with qtbot.waitSignal(keeper.failing) as failing:
        pass
    assert failing.args == [""]
    kept(1)


# The next start.


@pytest.fixture
def next_start(qtbot, windows, trainer):
    """Another start of the program; what it says."""

    def start():
        session = Session(type(trainer)())
        keeper, said = windows(session), []
        session.noticed.connect(said.append)
        keeper.begin()
        finish(keeper.background, qtbot)
        return session, said

    return start


def leave(keeper):
    """The window closes in the middle of training, as by Quit."""
    keeper.note_leaving()
    let_go(keeper)


@pytest.mark.parametrize("how", ["closed", "crashed"])
def test_what_was_trained_is_in_use_again(
    often, session, train, keeper, kept, written, trainer, next_start, how
):
    session.board.draw(LINE)
    session.board.lift_pen()
    run_id = train().id
    trainer.advance(9000, 9100)
    if how == "closed":
        leave(keeper)
    else:
        kept(2)
        written()
        keeper.let_go()
    again, said = next_start()
    assert said == ["Run 1 was interrupted after epoch 2: Continue goes on."]
    assert again.run.id == run_id and len(again.run.history) == 2
    assert again.drawing.strokes == (LINE,) and not again.file.modified
    again.train(SETTINGS)
    assert again.run.id == run_id and len(again.run.jobs) == 2


@pytest.mark.parametrize("what", ["ended", "of an experiment", "of a window that lives"])
def test_other_runs_are_in_the_list_alone(qtbot, session, keeper, trainer, next_start, what):
    session.make(Architecture((5,)), 1, experiment="costs", trial="cross-entropy")
    with qtbot.waitSignal(keeper.numbered):
        session.train(SETTINGS, is_experiment=what == "of an experiment")
    if what == "ended":
        trainer.end(9000)
    if what != "of a window that lives":
        leave(keeper)
    again, said = next_start()
    assert again.run is None and said == []


def test_at_the_systems_end_the_last_is_written(train, keeper, trainer, store):
    train()
    trainer.advance(9000, 9100)
    keeper.keep_now()  # returns when it is written
    (run,) = store.records()
    assert len(run.history) == 2
    with closing(sqlite3.connect(store.file)) as db:
        assert db.execute("select window from run").fetchone() == (keeper.store.window,)


# The file.


def test_a_file_is_older_until_it_is_saved(session, train, keeper, trainer, tmp_path):
    train()
    assert not session.file.is_older
    trainer.end(9000)
    assert not session.file.is_older  # there is no file yet: the run is kept
    content = session.content()
    session.take_saved(content, save_network(content, tmp_path / "mine.json"))
    session.train(SETTINGS)
    trainer.end(9100)
    assert session.file.is_older and session.file.epochs == 1
    assert session.run.history[-1].epoch == 2
