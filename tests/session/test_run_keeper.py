"""What would be lost is on disk within seconds, and in the end it is noted what became of it."""

import resource
import sys
import threading
from pathlib import Path

import pytest

from digitpad import Hyperparameters, Network
from digitpad.core.book.experiments import named
from digitpad.core.learning.architecture import Architecture
from digitpad.session.drawing.drawing import Drawing
from digitpad.session.kept import run_keeper
from digitpad.session.kept.errors import RunStoreError
from digitpad.session.kept.run_entry import Entry
from digitpad.session.kept.run_keeper import RunKeeper
from digitpad.session.opened_files import save_network
from digitpad.session.runs.experimenter import Experimenter
from digitpad.session.runs.run_list import RunList
from digitpad.session.session import Session

SETTINGS = Hyperparameters(epochs=3)
LINE, OTHER = ((0.1, 0.1), (0.2, 0.3)), ((0.5, 0.5), (0.6, 0.5))
HOUR = 3_600_000


@pytest.fixture
def make_keeper(session, store):
    keepers = []

    def make(of=session):
        keepers.append(RunKeeper(of, store))
        return keepers[-1]

    yield make
    for keeper in keepers:
        keeper.shut_down()
        assert keeper.writing.shut_down(10) and keeper.background.shut_down(10)


@pytest.fixture
def keeper(make_keeper):
    return make_keeper()


@pytest.fixture
def seldom(monkeypatch):
    """One writing, and then a rest that no test lives to see the end of."""
    monkeypatch.setattr(run_keeper, "KEEP_EVERY", HOUR)


@pytest.fixture
def often(monkeypatch):
    """Writings follow each other at once."""
    monkeypatch.setattr(run_keeper, "KEEP_EVERY", 0)
    monkeypatch.setattr(run_keeper, "RESTS", 0)


@pytest.fixture
def begin(session, keeper):
    """Begin a run, which reports nothing yet; its entry."""

    def begin(hidden=(5,)):
        session.make(Architecture(hidden), 1)
        session.train(SETTINGS)
        return keeper._store.entry(session.run.id)

    return begin


@pytest.fixture
def see(qtbot):
    """Wait until this is so on disk."""

    def see(fact):
        qtbot.waitUntil(lambda: bool(fact()), timeout=5_000)

    return see


@pytest.fixture
def writings(monkeypatch):
    """How many epochs each writing of a run has."""
    writings = []
    keep = Entry.keep

    def count(entry, kept):
        keep(entry, kept)
        writings.append(-1 if kept.run is None else len(kept.run.history))

    monkeypatch.setattr(Entry, "keep", count)
    return writings


def epochs(entry):
    try:
        return len(entry.run_file().record.history)
    except RunStoreError:
        return None


def fate(entry):
    try:
        return entry.run_file().fate
    except RunStoreError:
        return None


def save(session, path):
    content = session.content()
    session.take_saved(content, save_network(content, path))


# When.


def test_a_run_is_on_disk_before_it_has_reported_anything(begin, see):
    entry = begin()
    see(lambda: epochs(entry) == 0)
    assert fate(entry) == "unsaved" and entry.read().run.jobs[0].settings == SETTINGS


def test_it_is_written_every_so_often_and_at_once_when_it_ends(
    seldom, begin, see, trainer, writings
):
    entry = begin()
    see(lambda: writings == [0])
    for _ in range(3):
        trainer.advance(9000)
    assert writings == [0]
    trainer.end(9100)
    see(lambda: writings == [0, 4])
    assert epochs(entry) == 4 and fate(entry) == "unsaved"


def test_a_run_does_not_wait_out_the_rest_that_another_has_earned(
    seldom, begin, see, trainer, session
):
    large = begin((300,))
    see(lambda: epochs(large) == 0)
    trainer.end(9000)
    see(lambda: epochs(large) == 1)
    small = begin()
    see(lambda: epochs(small) == 0)


def test_a_network_that_is_the_same_is_not_written_again(often, begin, see, trainer, session):
    entry = begin()
    trainer.end(9000)
    see(lambda: epochs(entry) == 1 and not (entry.path / "network.json.new").exists())
    before = (entry.path / "network.json").stat().st_ino
    session.board.draw(LINE)
    session.board.lift_pen()
    see(lambda: entry.read().drawing.strokes == (LINE,))
    assert (entry.path / "network.json").stat().st_ino == before  # each writing is a new file


def test_work_on_the_rest_of_the_store_holds_up_nothing(keeper, begin, see):
    """As when what crashes have left is looked through, or a lock is waited for."""
    go_on = threading.Event()
    keeper.background.run(go_on.wait, lambda _: None, OSError, lambda _: None)
    try:
        entry = begin()
        see(lambda: epochs(entry) == 0)
    finally:
        go_on.set()


def test_at_the_systems_end_the_last_is_written(seldom, begin, see, trainer, keeper):
    entry = begin()
    see(lambda: epochs(entry) == 0)
    trainer.advance(9000, 9100)
    keeper.keep_now()  # returns when it is written
    assert epochs(entry) == 2


@pytest.fixture
def full_disk():
    """Let no file grow beyond a few bytes, or let them grow again."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(full):
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000 if full else soft, hard))

    yield fill
    fill(False)


@pytest.mark.skipif(sys.platform == "win32", reason="bounds the files of a process")
def test_what_a_full_disk_refuses_is_written_when_there_is_room(
    often, keeper, begin, see, trainer, qtbot, full_disk
):
    full_disk(True)
    with qtbot.waitSignals([keeper.failed, keeper.kept]):
        entry = begin()
    trainer.advance(9000)
    told = []
    keeper.failed.connect(told.append)
    keeper.kept.connect(told.append)
    trainer.advance(9000)
    assert epochs(entry) is None
    full_disk(False)
    see(lambda: epochs(entry) == 2)  # without being asked again
    see(lambda: told == [True])  # what had failed was said once


# What becomes of it.


@pytest.mark.parametrize("end", ["saved", "kept", "copied", "continued"])
def test_it_is_noted_what_became_of_a_run(begin, see, trainer, session, keeper, tmp_path, end):
    entry = begin()
    trainer.end(9000, 9100)
    if end == "saved":
        save(session, tmp_path / "mine.json")
    elif end in ("kept", "copied"):
        told = []
        keeper.left.connect(told.append)
        if end == "kept":
            session.show_shipped()
        else:  # what the run had learnt last is in no other run
            session.use_copy(Network([784, 5, 10]))
        assert told == ["run 1 is in Runs"]
        end = "kept"
    else:
        session.train(SETTINGS, data=session.chosen_data.__class__(training_size=10))
        trainer.end(9000)
    see(lambda: fate(entry) == end)
    assert epochs(entry) == 2
    if end == "saved":
        assert entry.read().path == tmp_path / "mine.json"
    keeper.shut_down()
    see(lambda: not list(keeper._store.folder.glob("*.lock")))


def test_a_name_that_a_saved_run_is_given_is_written(begin, see, trainer, session, tmp_path):
    entry = begin()
    trainer.end(9000)
    save(session, tmp_path / "mine.json")
    see(lambda: fate(entry) == "saved")
    session.rename("first")
    see(lambda: entry.run_file().record.name == "first")
    assert fate(entry) == "saved"


def test_what_was_changed_last_is_written_before_another_run_takes_the_place(
    seldom, begin, see, trainer, session
):
    entry = begin()
    trainer.end(9100, 9000)
    see(lambda: epochs(entry) == 2)
    session.go_back_to_best()
    session.show_shipped()
    see(lambda: fate(entry) == "kept")
    assert epochs(entry) == 1


def test_only_what_would_really_go_is_a_loss(
    begin, see, trainer, session, keeper, tmp_path, qtbot, monkeypatch
):
    entry = begin()
    trainer.advance(9000)
    assert keeper.would_be_lost() == ""  # it is in Runs
    trainer.end(9100)
    see(lambda: epochs(entry) == 2)
    assert keeper.would_be_lost() == ""
    save(session, tmp_path / "mine.json")
    assert keeper.would_be_lost() == ""
    session.train(SETTINGS)
    trainer.end(9200)
    assert keeper.would_be_lost().startswith("mine.json stays as it was.")
    see(lambda: epochs(entry) == 3)

    def fail(*_):
        raise RunStoreError("The disk is full.")

    with monkeypatch.context() as broken, qtbot.waitSignal(keeper.failed):
        broken.setattr(Entry, "keep", fail)
        session.rename("other")
    assert "not on disk" in keeper.would_be_lost() and "The disk is full." in keeper.would_be_lost()


def test_a_run_that_was_left_is_not_offered_as_a_crash(begin, see, trainer, keeper, store):
    entry = begin()
    trainer.end(9000)
    keeper.shut_down()
    see(lambda: fate(entry) == "kept" and not list(store.folder.glob("*.lock")))
    assert store.left_behind() == ([], [])
    assert [record.id for record in store.records()[0]] == [entry.path.name]


def test_a_run_of_an_experiment_is_kept_while_it_goes_on(
    session, trainer, keeper, see, store, background, measurer
):
    experimenter = Experimenter(session, store, background, measurer)
    experimenter.begin(named("costs"))
    entry = keeper._store.entry(session.run.id)
    see(lambda: epochs(entry) == 0)
    trainer.advance(9000)
    assert not session.file.modified and fate(entry) == "unsaved"
    while session.run.id == entry.path.name:
        trainer.end(9100)
    see(lambda: fate(entry) == "saved")
    assert epochs(entry) == 2


def test_two_windows_keep_theirs_apart(make_keeper, session, trainer, see):
    other_session = Session(type(trainer)())
    keeper, other = make_keeper(), make_keeper(other_session)
    for each in (session, other_session):
        each.make(Architecture((5,)))
        each.train(SETTINGS)
    entries = [keeper._store.entry(each.run.id) for each in (session, other_session)]
    see(lambda: [epochs(entry) for entry in entries] == [0, 0])
    other.shut_down()
    see(lambda: [fate(entry) for entry in entries] == ["unsaved", "saved"])
    assert not entries[0].acquire()


# A drawing alone.


def drawings(store):
    return sorted(path.parent.name for path in store.folder.glob("*/drawing.json"))


def draw(session, *strokes):
    for stroke in strokes:
        session.board.draw(stroke)
        session.board.lift_pen()


def test_a_drawing_alone_is_kept_until_the_window_closes(session, keeper, store, see):
    draw(session, LINE, OTHER)
    see(lambda: drawings(store))
    keeper.keep_now()
    (entry,) = map(store.entry, drawings(store))
    kept = entry.read()
    assert kept.run is None and kept.drawing.strokes == (LINE, OTHER)
    assert [drawing.strokes for drawing in kept.before] == [(), (LINE,)]
    assert not entry.acquire()
    keeper.shut_down()
    see(lambda: list(store.folder.iterdir()) == [])


def test_a_drawing_that_is_cleared_away_is_gone(often, session, keeper, store, see):
    draw(session, LINE)
    see(lambda: drawings(store))
    session.board.clear()
    see(lambda: list(store.folder.iterdir()) == [])


def test_a_drawing_beside_a_run_is_kept_with_it_alone(often, session, begin, store, see, trainer):
    draw(session, LINE)
    see(lambda: drawings(store))
    entry = begin()
    see(lambda: drawings(store) == [entry.path.name])
    trainer.end(9000)
    save(session, store.folder / "mine.json")
    draw(session, OTHER)  # nothing keeps that but an entry of its own
    see(lambda: len(drawings(store)) == 2)
    assert fate(entry) == "saved" and entry.read().drawing.strokes == (LINE,)


# Numbers.


def test_a_run_that_begins_before_those_on_disk_are_counted_is_counted_anew(session):
    session.await_count()
    session.make(Architecture())
    session.train(SETTINGS)
    told = []
    session.runs_changed.connect(lambda: told.append(session.run.number))
    session.count_runs_from(5)
    assert told == [6]
    session.make(Architecture())
    assert session.run.number == 7


def test_a_run_of_this_window_is_not_counted_among_those_of_others(begin, see, store, session):
    entry = begin()
    see(lambda: epochs(entry) == 0)
    session.await_count()
    assert store.highest_number() == 0
    session.count_runs_from(store.highest_number())
    assert session.run.number == 1


def test_blank_drawings_make_no_entry(session, keeper, store):
    session.board.put_drawing(Drawing())
    keeper.keep_now()
    assert not Path(store.folder).exists()


def test_a_run_that_is_still_being_written_stays_deleted(
    session, trainer, keeper, store, monkeypatch
):
    """On a slow disk, a run that another has replaced is deleted before it was ever written."""
    runs = RunList(session, store, keeper.background, keeper.writing)
    may_write = threading.Event()
    monkeypatch.setattr(Entry, "keep", after(may_write, Entry.keep))
    session.make(Architecture((5,)), 1)
    session.train(SETTINGS)
    trainer.end(9000)
    first = session.run.id
    session.make(Architecture((6,)), 2)
    runs.delete([first])
    keeper.background.shut_down(10)
    may_write.set()
    keeper.writing.shut_down(10)
    assert not store.entry(first).path.exists() and runs.record(first) is None
    runs.undo()
    keeper.writing.shut_down(10)
    assert store.entry(first).run_file().record.id == first


def after(event, work):
    """The same work, as soon as the event is set."""

    def wait(*arguments):
        assert event.wait(10)
        return work(*arguments)

    return wait
