"""What the keeper writes and when: one thing after the other, whatever fails."""

import sqlite3
import threading
from contextlib import closing
from functools import partial

import pytest
from patience import SECONDS
from small_runs import crash, draw, finish, keep, let_go, refuse, small_network, use

from digitpad import Hyperparameters, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.hands import Hand, WrittenDigit
from digitpad.core.learning.settings import Architecture
from digitpad.core.network_file import NetworkFile
from digitpad.session import keeper as keeper_module
from digitpad.session import store_file
from digitpad.session.opened_files import open_network, save_network
from digitpad.session.runs.queue_state import Plan
from digitpad.session.store import Store

LINE = ((0.1, 0.1), (0.2, 0.3))
HAND = Hand("Ada")


@pytest.fixture
def never(monkeypatch):
    """No timer writes anything: what is written is written at once."""
    monkeypatch.setattr(keeper_module, "KEEP_EVERY", 10**6)


@pytest.fixture
def locked(store, monkeypatch):
    """The store is locked by another program; its connection, to end that."""
    monkeypatch.setattr(store_file, "PATIENCE", 0.3)
    with closing(sqlite3.connect(store.file, isolation_level=None)) as db:
        db.execute("begin exclusive")
        yield db


def digits(store):
    return [digit.label for hand in store.hands() for digit in hand.digits]


def write_digits(keeper, *labels):
    for label in labels:
        keeper.do(keeper.store.put_digit, HAND, WrittenDigit((LINE,), label, float(label)))


def test_a_locked_file_costs_one_wait_and_questions_pass_by(
    qtbot, keeper, store, locked, never, monkeypatch
):
    put, tries, answers = Store.put_digit, [], []
    monkeypatch.setattr(Store, "put_digit", lambda *told: (tries.append(1), put(*told)))
    with qtbot.waitSignal(keeper.failing) as failing:
        write_digits(keeper, *range(10))
    assert "locked" in failing.args[0] and keeper.problem == failing.args[0]
    for number in range(3):
        keeper.ask("", lambda number=number: number, answers.append)
    write_digits(keeper, 3)
    qtbot.waitUntil(lambda: answers == [0, 1, 2])
    assert len(tries) == 1
    locked.execute("rollback")
    assert keeper.keep_now() == ""  # it is tried at once, in the order in which it came
    assert sorted(digits(store)) == sorted([*range(10), 3])
    with qtbot.waitSignal(keeper.failing) as failing:
        pass
    assert failing.args == [""]


def test_what_happens_during_a_writing_is_written_once_and_right_after_it(
    qapp, qtbot, session, train, trainer, keeper, store, never, monkeypatch
):
    """The program may be killed then: what waited may not wait for another three seconds."""
    goes_on, wrote, real = threading.Event(), [], Store.keep

    def keep_slowly(store, run, *networks):
        wrote.append(run.epochs)
        assert goes_on.wait(SECONDS)
        return real(store, run, *networks)

    monkeypatch.setattr(Store, "keep", keep_slowly)
    train()
    trainer.advance(9000)
    qtbot.waitUntil(lambda: wrote == [1])
    trainer.advance(9100, 9150)
    session.runs.rename(session.run_id, "mine")  # a name is written at once
    qapp.processEvents()
    crash(keeper)
    goes_on.set()
    qtbot.waitUntil(lambda: [(run.epochs, run.name) for run in store.records()] == [(3, "mine")])
    assert wrote == [1, 3]


@pytest.mark.parametrize("of_experiment", [False, True])
def test_a_first_epoch_is_written_at_once(
    qtbot, session, train, trainer, keeper, store, never, of_experiment
):
    if of_experiment:
        settings = Hyperparameters(epochs=3)
        session.queue.add(Plan(Architecture((5,)), settings, DataSpec(), 1, "", "costs", "one"))
    else:
        train()
    trainer.advance(9000)
    qtbot.waitUntil(lambda: [run.epochs for run in store.records()] == [1])


def test_names_lists_and_the_run_in_use_are_written_at_once(
    qtbot, session, train, trainer, keeper, runs, store, never
):
    old = keep(store)
    keeper.begin()
    qtbot.waitUntil(lambda: runs.count == 1)
    run = train()
    trainer.end(9000)
    runs.rename(run.id, "mine")
    runs.delete([old.id])
    qtbot.waitUntil(lambda: [each.title for each in store.records()] == ["mine"])
    session.undo.undo()
    session.use(old.id)
    qtbot.waitUntil(lambda: store.desk().run == old.id)


def test_the_end_does_not_wait_for_a_disk_that_hangs(session, train, trainer, keeper, monkeypatch):
    monkeypatch.setattr(keeper_module, "SECONDS_AT_THE_END", 0.05)
    goes_on, lay = threading.Event(), Store.lay_desk
    monkeypatch.setattr(Store, "lay_desk", lambda *desk: goes_on.wait(SECONDS) and lay(*desk))
    train()
    trainer.end(9000)
    assert "not written within" in keeper.keep_now()  # so that quitting asks
    keeper.shut_down()
    opened = []
    keeper.ask("It cannot be read", partial(opened.append, True), bool)
    assert not keeper.finish(0.05)
    goes_on.set()
    assert keeper.finish(SECONDS) and not opened


def test_a_full_disk_is_told_at_once_at_the_end(session, train, trainer, keeper, monkeypatch):
    """Nothing waits behind a writing that fails."""
    tries = []

    def full(*_told):
        tries.append(1)
        refuse()

    monkeypatch.setattr(keeper_module, "SECONDS_AT_THE_END", SECONDS)
    monkeypatch.setattr(Store, "keep", full)
    train()
    trainer.end(9000)
    assert keeper.keep_now() == "The disk is full." == keeper.problem
    assert len(tries) <= 2


def test_an_opened_file_is_not_missed_unless_something_was_written_about_it(
    session, keeper, monkeypatch, tmp_path
):
    monkeypatch.setattr(Store, "keep", refuse)
    path = tmp_path / "mine.json"
    save_network(NetworkFile(Network([784, 5, 10])), path)
    session.open(*open_network(path))
    assert session.runs.count == 1 and keeper.keep_now() == ""
    session.runs.write_notes({session.run_id: "It reads 3 well."})
    assert keeper.keep_now() == "The disk is full."


def test_a_logout_that_is_cancelled_while_the_store_is_locked_loses_nothing(
    qtbot, keeper, store, locked, monkeypatch
):
    """The lock holds through the waiting for the end, and what comes later is written as well."""
    monkeypatch.setattr(keeper_module, "SECONDS_AT_THE_END", 0.05)
    monkeypatch.setattr(keeper_module, "KEEP_EVERY", 10)
    with qtbot.waitSignal(keeper.failing):
        write_digits(keeper, 1)
    write_digits(keeper, 2, 3)
    keeper.keep_now()  # the system asks, and then the logout is cancelled
    write_digits(keeper, 4)
    locked.execute("rollback")
    finish(keeper, qtbot)
    assert digits(store) == [1, 2, 3, 4]


@pytest.mark.parametrize("what", ["a typo", "a row that names no other", "a type"])
def test_a_mistake_of_ours_is_tried_thrice_and_said_and_holds_up_nothing_else(
    qtbot, session, keeper, store, what, capfd
):
    said, tries = [], []
    session.told.connect(said.append)
    keep(store)

    def work():
        tries.append(what)
        if what == "a type":
            return int(None)
        statement = {
            "a typo": "delete from shoe",
            "a row that names no other": "insert into network values ('x', 1, '', '')",
        }[what]
        with keeper.store.transaction() as db:
            db.execute(statement)

    keeper.do(work)
    write_digits(keeper, 1)
    assert keeper.keep_now() == keeper.problem  # so that quitting asks
    finish(keeper, qtbot)
    assert said == [keeper.problem] and keeper.problem.startswith("Not all can be kept.")
    assert capfd.readouterr().err.count("Traceback") == 1 and len(tries) == 3
    assert digits(store) == [1] and len(store.records()) == 1
    assert [path.name for path in store.file.parent.iterdir()] == [store.file.name]


def test_a_mistake_in_a_question_is_said_under_its_title(qtbot, session, keeper, capfd):
    with qtbot.waitSignal(session.failed) as failed:
        keeper.ask("It is not there", lambda: int(None), bool)
    assert failed.args[0] == "It is not there" and "TypeError" in failed.args[1]
    assert "Traceback" in capfd.readouterr().err


@pytest.mark.parametrize("is_laid", [False, True], ids=["just opened", "and all was kept"])
def test_the_drawing_comes_back_also_if_a_file_was_opened_at_the_start(
    qtbot, session, keeper, windows, trainer, is_laid
):
    draw(session, LINE)
    drawn = session.drawing
    let_go(keeper)
    again = type(trainer)().session()
    again.runs.are_read = False  # as in a window
    following = windows(again)
    use(again, small_network(1))  # the file on the command line
    network = again.network
    if is_laid:
        following.keep_now()
    following.begin()
    finish(following, qtbot)
    assert again.drawing.strokes == drawn.strokes and again.network is network
