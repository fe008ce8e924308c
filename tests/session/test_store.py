"""The store keeps all of a run, from its beginning on; what a crash interrupts is in use again.

Of a damaged file it takes last week's copy.
"""

import os
import resource
import shutil
import sqlite3
import sys
import threading
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from patience import SECONDS
from PySide6.QtCore import QByteArray
from same import same
from small_runs import draw, finish, keep, let_go, refuse, whole_run

from digitpad import Hyperparameters, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.hands import Hand, WrittenDigit
from digitpad.core.learning.settings import Architecture
from digitpad.session import keeper as keeper_module
from digitpad.session import store as store_module
from digitpad.session.drawing import Drawing, Picture, TestDigit
from digitpad.session.facts import NetworkFileState
from digitpad.session.keeper import Keeper
from digitpad.session.preferences import Preferences, preferences_file
from digitpad.session.runs.run import Networks
from digitpad.session.runs.run_list import RunList
from digitpad.session.session import Session
from digitpad.session.store import Store, StoreError

SETTINGS = Hyperparameters(epochs=3)
LINE = ((0.1, 0.1), (0.2, 0.3))
STRANGER = Network([784, 5, 10])


def other(store, window="other window", living=()):
    """The same store as another window sees it."""
    return Store(store.file, window, lambda name: name in living)


def ask(store, question):
    with closing(sqlite3.connect(store.file)) as db:
        return db.execute(question).fetchall()


# Runs.


def test_a_run_comes_back_whole_with_its_networks_and_its_drawing(store):
    run, known = whole_run(), TestDigit(3, 4, "written digit", "4", "hand", "digit")
    number = store.keep(run, Drawing((LINE,), known=known), False)
    again, drawing = store.run(run.id)
    assert number == again.number == 1
    for name in ("id", "history", "jobs", "data", "best_epoch", "start_epochs", "architecture"):
        assert getattr(again, name) == getattr(run, name), name
    for role in ("last", "best", "start"):
        assert same(getattr(again.networks, role), getattr(run.networks, role))
        assert getattr(again.networks, role).dtype == np.float32
    assert (drawing.strokes, drawing.known) == ((LINE,), known)

    image = np.random.default_rng(1).random((28, 28), np.float32)
    picture = Picture(image, np.arange(60, dtype=np.uint8).reshape(6, 10), TestDigit(3, 4))
    store.keep(run, Drawing(picture=picture), False)
    there = store.run(run.id)[1].picture
    assert np.array_equal(there.image, image) and there.image.dtype == np.float32
    assert np.array_equal(there.shown, picture.shown) and there.test_digit == picture.test_digit


def test_windows_count_in_one_row_and_lists_have_no_networks(store):
    numbers = [keep(each, name).number for each, name in ((store, "one"), (other(store), "two"))]
    assert numbers == [1, 2]
    one, _two = store.records()
    store.rename(one.id, "first")
    listed = [(run.number, run.name, run.networks) for run in store.records()]
    assert listed == [(1, "first", None), (2, "two", None)]


def test_what_a_run_began_with_is_written_once(store):
    run = whole_run()
    store.keep(run, None, False)
    store.keep(replace(run, networks=Networks(STRANGER, STRANGER, STRANGER)), None, False)
    there = store.run(run.id)[0].networks
    assert same(there.last, STRANGER) and same(there.best, STRANGER)
    assert same(there.start, run.networks.start)


def test_a_deleted_run_can_come_back_until_its_window_goes(store):
    one, two = keep(store), keep(store)
    store.delete([one.id, two.id])
    assert store.records() == []
    store.delete([two.id], deleted=False)
    assert [run.id for run in store.records()] == [two.id]
    other(store, living=["this window"]).interrupted()  # that window still has its Undo
    assert len(ask(store, "select id from run")) == 2
    store.forget_deleted()
    assert ask(store, "select run from network") == [(two.id,)]
    store.delete([two.id])
    assert other(store).interrupted() is None  # the window has crashed
    assert ask(store, "select id from run") == []


def test_the_youngest_run_that_was_trained_is_gone_on_with_once(store):
    keep(store, is_trained=True)
    young, _idle = keep(store, is_trained=True), keep(store)
    assert other(store, living=["this window"]).interrupted() is None
    next_start = other(store)
    assert next_start.interrupted() == young.id
    assert next_start.interrupted() is None


def test_a_run_that_another_window_trains_or_that_is_gone_cannot_be_used(store):
    run = keep(store, is_trained=True)
    second = other(store, living=["this window"])
    for act in (lambda: second.run(run.id), lambda: second.keep(run, None, True)):
        with pytest.raises(StoreError, match="Another window trains this run"):
            act()
    assert other(store).run(run.id)[0].id == run.id
    with pytest.raises(StoreError, match="is not there"):
        store.run("0" * 16)


def test_guesses_are_kept(store):
    for choice in (None, 2):
        store.guess("costs", choice)
    assert other(store).guesses() == {"costs": 2}


# Hands.


def test_two_windows_write_to_one_hand(store):
    hand = Hand("Ada")
    digits = [WrittenDigit((LINE,), label, written=float(label)) for label in (1, 2)]
    store.put_digit(hand, digits[1])
    other(store).put_digit(hand, digits[0])
    other(store).put_hand(replace(hand, name="Bo"))
    assert store.hands() == [replace(hand, name="Bo", digits=tuple(digits))]
    store.put_digit(hand, replace(digits[0], label=7, is_confirmed=True))
    store.remove_digit(hand.id, digits[1].id)
    (there,) = store.hands()
    assert [(digit.id, digit.label) for digit in there.digits] == [(digits[0].id, 7)]
    other(store).delete_hand(hand.id)
    assert store.hands() == []
    store.put_digit(hand, digits[1])  # it comes back, without what it had
    assert store.hands() == [replace(hand, digits=(digits[1],))]


# What goes wrong.


@pytest.fixture
def copied(store):
    """A store with a run, and its copy of last week."""
    run = keep(store)
    store.make_copy()
    keep(store)
    return run


def half(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def noise(file):
    content = bytearray(file.read_bytes())
    content[4096:8192] = np.random.default_rng(1).bytes(4096)
    file.write_bytes(content)


@pytest.mark.parametrize(
    "damage", [lambda file: file.write_bytes(b""), lambda file: file.write_text("{}" * 999),
               half, noise]
)  # fmt: skip
def test_a_damaged_file_is_put_aside_for_last_weeks_copy(store, copied, damage):
    damage(store.file)
    damaged = store.file.read_bytes()
    fresh = other(store)
    said = fresh.begin()
    (aside,) = store.file.parent.glob("*.damaged-*")
    assert str(aside) in said and str(store.file.with_suffix(".sqlite.copy")) in said
    assert aside.read_bytes() == damaged
    assert [run.id for run in fresh.records()] == [copied.id]
    assert other(store).begin() == ""


def test_without_a_copy_it_begins_empty_and_says_so(store):
    keep(store)
    store.file.write_text("no database" * 100)
    fresh = other(store)
    assert "There is no copy" in fresh.begin() and fresh.records() == []
    keep(fresh)


def test_the_copy_is_made_anew_after_a_week(store, copied):
    copy = store.file.with_suffix(".sqlite.copy")
    before = copy.read_bytes()
    store.make_copy()
    assert copy.read_bytes() == before
    week_ago = copy.stat().st_mtime - store_module.COPY_EVERY - 1
    os.utime(copy, (week_ago, week_ago))
    store.make_copy()
    shutil.copy(copy, store.file)
    assert len(store.records()) == 2


def test_a_later_version_is_left_alone(store):
    keep(store)
    with closing(sqlite3.connect(store.file)) as db:
        db.execute("pragma user_version = 9")
    before, fresh = store.file.read_bytes(), other(store)
    for act in (fresh.begin, fresh.records, lambda: keep(fresh)):
        with pytest.raises(StoreError, match="later version"):
            act()
    assert store.file.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="bounds the files of a process")
def test_a_full_disk_is_said_in_sqlites_words_and_nothing_is_half_written(store):
    run = keep(store)
    size = store.file.stat().st_size
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        with pytest.raises(StoreError, match=r"([Ff]ull|[Dd]isk I/O error).*digitpad.sqlite"):
            for _ in range(9):
                keep(store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    keep(store)
    assert store.records()[0].id == run.id and ask(store, "pragma quick_check") == [("ok",)]


def test_a_locked_file_is_waited_for(store):
    keep(store)
    with closing(sqlite3.connect(store.file, isolation_level=None)) as db:
        db.execute("begin immediate")
        waits = threading.Thread(target=keep, args=[store])
        waits.start()
        db.execute("commit")
    waits.join(store_module.PATIENCE)
    assert len(store.records()) == 2


# The keeper writes runs as they go.


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


def test_a_run_is_kept_at_once_and_when_it_ends(
    session, train, kept, written, trainer, store, monkeypatch
):
    monkeypatch.setattr(keeper_module, "KEEP_EVERY", 10**6)
    train()
    kept(0)
    written()
    for accuracy in (9000, 9100):
        trainer.advance(accuracy)
        written()
    kept(0)  # not yet: it was written a moment ago
    last = trainer.end(9200)
    kept(3)
    run, _ = store.run(session.run.id)
    assert same(run.network, last) and run.jobs[0].end == "done" and run.best_epoch == 3


def test_what_is_new_is_written_once_and_not_while_it_writes(
    often, qapp, qtbot, session, train, kept, written, keeper, trainer, store, monkeypatch
):
    wrote, go_on, real = [], threading.Event(), Store.keep

    def keep(store, run, drawing, is_trained):
        wrote.append((len(run.history), len(drawing.strokes)))
        assert go_on.wait(SECONDS)
        return real(store, run, drawing, is_trained)

    monkeypatch.setattr(Store, "keep", keep)
    run_id = train().id
    qtbot.waitUntil(lambda: wrote == [(0, 0)])
    for accuracy in (9000, 9100):  # meanwhile
        trainer.advance(accuracy)
        qapp.processEvents()
    go_on.set()
    kept(2)
    written()
    draw(session, LINE)
    qtbot.waitUntil(lambda: len(wrote) == 3)
    written()
    assert store.run(run_id)[1].strokes == (LINE,)
    trainer.end(9200)
    kept(3)
    written()
    session.board.clear()  # while nothing is trained
    written()
    assert wrote == [(0, 0), (2, 0), (2, 1), (3, 1)]


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
    draw(session, LINE)
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


# Beside the store: what is remembered from one start to the next.


@pytest.mark.parametrize(
    ("written", "default", "read"),
    [
        ("true", False, True), ("false", True, False), ("1", False, False), ("a, b", True, True),
        ("110", 100, 110), ("1e99", 100, 100), ("9" * 5000, 100, 100), ("200", 100, 100),
        ("@Rect(1 2 3 4)", 100, 100), ("dark", "light", "dark"), ("@Invalid()", "light", "light"),
        ("a, b", "light", "light"), ("a, b", ["c"], ["a", "b"]), ("a", ["c"], ["a"]),
        (r"@Variant(\0), x", ["c"], ["c"]), ("@ByteArray(a)", QByteArray(), QByteArray(b"a")),
        ("3", QByteArray(), QByteArray()),
    ],
)  # fmt: skip
def test_a_preference_of_another_type_or_out_of_bounds_has_its_default(
    tmp_path, monkeypatch, written, default, read
):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    preferences_file().parent.mkdir()
    preferences_file().write_text(f"[General]\nkey={written}\n")
    allowed = range(151) if type(default) is int else None
    assert Preferences().read("key", default, allowed) == read


def test_the_data_used_last_are_remembered(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert Preferences().data() == DataSpec()
    for data in (DataSpec(str(tmp_path)), DataSpec(other_hands=True), DataSpec()):
        Preferences().use_data(data)
        assert Preferences().data() == data
    assert Preferences().recent("data") == [str(tmp_path)]
