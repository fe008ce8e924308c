"""Stores damaged in some hundred ways: each says one true sentence, and all else goes on.

A store has a hand with two digits and three runs, one of which still trained when its window
crashed. Then the store, or a row of it, is damaged.
"""

import contextlib
import os
import pickle
import random
import sqlite3
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
from same import same
from small_runs import draw, keep, let_go, networks_of, whole_run

from digitpad import Hyperparameters, Network
from digitpad.core.data.hands import Hand, WrittenDigit
from digitpad.core.learning.settings import Architecture
from digitpad.session import keeper as keeper_module
from digitpad.session import store_file
from digitpad.session.background import Background
from digitpad.session.drawing import Drawing
from digitpad.session.hands.hand_list import HandList
from digitpad.session.hands.labelling import Labels
from digitpad.session.keeper import Keeper
from digitpad.session.runs.maker import run_of_copy
from digitpad.session.store import Store
from digitpad.session.store_file import StoreError
from digitpad.session.store_rows import Desk, checksum_of

pytestmark = pytest.mark.slow

try:
    import resource
except ImportError:  # on Windows
    resource = None

LINE = ((0.1, 0.1), (0.2, 0.3))
PAGE = 4096


@pytest.fixture(autouse=True)
def quick(monkeypatch, no_power_fails):
    """Try again at once after a failure, wait for no lock, and look for fewer lost rows."""
    monkeypatch.setattr(keeper_module, "KEEP_EVERY", 0)
    monkeypatch.setattr(store_file, "MOST_LOST", 1000)
    monkeypatch.setattr(store_file, "PATIENCE", 0.1)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "digitpad.sqlite"


@pytest.fixture
def full(file):
    """Fill a store, and leave it as a crash does; its runs by name."""
    store = Store(file)
    runs = [whole_run(name="first"), whole_run(name="second")]
    runs = [replace(run, id=f"{number:016}") for number, run in enumerate(runs, 1)]
    for run in runs:
        store.keep(run, networks_of(run))
    hand = Hand("Ada", (WrittenDigit((LINE,), 4, 1.0, "four"),), "ada")
    store.put_hand(hand)
    store.put_digit(hand, WrittenDigit((LINE,), 7, 2.0, "seven"))
    runs.append(replace(whole_run(name="third"), id=f"{3:016}"))
    store.keep(runs[-1], networks_of(runs[-1]))
    store.guess("costs", 1)
    store.lay_desk(Desk(runs[-1].id, runs[-1].id, drawing=Drawing((LINE,))))
    store.close()
    return {run.name: run for run in runs}


class Start:
    """A later start of the program, and all that it says."""

    def __init__(self, qtbot, trainer, file):
        self.qtbot, self.said = qtbot, []
        self.trainer = type(trainer)()
        self.session = self.trainer.session()
        self.keeper = Keeper(self.session, file)
        self.runs = self.session.runs
        self.hands = HandList(self.session, self.keeper, Background(self.session))
        self.labels = Labels(self.session, self.hands)
        self.session.told.connect(self.hear)
        self.session.failed.connect(lambda title, sentence: self.hear(f"{title}: {sentence}"))
        self.keeper.failing.connect(lambda reason: reason and self.hear(f"not kept: {reason}"))
        for begin in (self.keeper.begin, self.hands.read):
            begin()

    def hear(self, sentence):
        if not any(usual in sentence for usual in ("was interrupted", "is in Runs")):
            self.said.append(sentence)

    def settle(self):
        """Wait until all that was asked, and what follows from it, is done."""
        for _ in range(2):
            done = []
            self.keeper.do(lambda: True, then=done.append)
            self.qtbot.waitUntil(lambda done=done: done)
        return self

    @property
    def titles(self):
        return [run.title for run in self.runs.listed()]

    @property
    def digits(self):
        return [digit.label for hand in self.hands.all() for digit in hand.digits]

    def train(self, name, epochs=1):
        """Train a run of this name; with one epoch, to its end."""
        self.session.train_new(Architecture((5,)), Hyperparameters(epochs=epochs), seed=1)
        self.runs.rename(self.session.run_id, name)
        if epochs == 1:
            self.trainer.end(9000)

    def write_5(self):
        draw(self.session, LINE)
        self.labels.label(5)

    def go_on(self):
        """Train a run and write a digit, and find both at the next start."""
        self.train("new")
        self.write_5()
        self.settle()
        with closing(Store(self.keeper.store.file)) as store:
            assert "new" in [run.title for run in store.records()]
            assert 5 in [digit.label for hand in store.hands() for digit in hand.digits]


@pytest.fixture
def start(qtbot, trainer, file):
    started = []

    def start():
        started.append(Start(qtbot, trainer, file))
        return started[-1]

    yield start
    for each in started:
        let_go(each.keeper)


ALL = ["first", "second", "third"], [4, 7]


def found(started):
    return started.titles, started.digits


# The whole file.


def cut(size):
    return lambda file: os.truncate(file, size)


def cut_off(size):
    return lambda file: os.truncate(file, file.stat().st_size - size)


def write(content):
    return lambda file: file.write_bytes(content)


def zero(begin, size):
    def zero(file):
        with file.open("r+b") as opened:
            opened.seek(begin)
            opened.write(bytes(size))

    return zero


def sql(statements):
    def run(file):
        with closing(sqlite3.connect(file)) as db:
            db.executescript(statements)

    return run


def foreign(file):
    """A database of another program."""
    file.unlink()
    sql("create table run (distance real); create table shoe (size integer);")(file)


FILES = {
    "one byte": cut(1), "a short one": cut(511), "its header": cut(100),
    "one page": cut(PAGE), "a page and a half": cut(PAGE * 3 // 2), "a page less": cut_off(PAGE),
    "half a page less": cut_off(PAGE // 2), "half of it": lambda f: cut(f.stat().st_size // 2)(f),
    "text": write(b"{}" * 999), "noise": write(random.Random(1).randbytes(9999)),
    "only zeros": write(bytes(2 * PAGE)), "without a header": zero(0, 100),
    "without a first page": zero(0, PAGE), "without tables' pages": zero(PAGE, 3 * PAGE),
    "foreign": foreign,
    "without runs": sql("drop table run"), "without networks": sql("drop table network"),
    "without hands": sql("drop table hand"), "without digits": sql("drop table digit"),
    "without guesses": sql("drop table guess"), "without desks": sql("drop table desk"),
    "without records": sql("alter table run drop column record"),
    "without checksums": sql("alter table network drop column checksum"),
    "of no version": sql("pragma user_version = 0"),
    "of version -1": sql("pragma user_version = -1"),
    "called version 1": sql("pragma user_version = 1"),
}  # fmt: skip


ALL_READ = "3 runs, 2 digits and 1 hand"
LOST = "3 runs (3 without a network), 2 digits and 1 hand"
NOTHING = "Nothing of it can be read"
# What is left of each, and the sentence's end; None where some rows may be lost.
LEFT = {
    **dict.fromkeys(("one byte", "a short one", "its header", "one page", "text"), ""),
    **dict.fromkeys(("noise", "only zeros", "without a header", "without a first page"), ""),
    "foreign": "", "without runs": "0 runs, 2 digits and 1 hand", "without hands": ALL_READ,
    "without digits": "3 runs, 0 digits and 1 hand",
    "without records": "0 runs, 2 digits and 1 hand",
    "a page less": ALL_READ, "half a page less": ALL_READ,
    "half of it": "0 runs, 2 digits and 1 hand",
    **dict.fromkeys(("without guesses", "without desks", "of no version"), ALL_READ),
    **dict.fromkeys(("without networks", "without checksums"), LOST),
    "of version -1": ALL_READ,
    "called version 1": ALL_READ,
}  # fmt: skip


@pytest.mark.parametrize("how", FILES)
def test_a_damaged_file_is_put_aside_and_what_can_be_read_goes_on(full, file, start, how):
    FILES[how](file)
    damaged = file.read_bytes()
    started = start().settle()
    sentence, *others = started.said
    assert all("can be read, so only its curves" in other for other in others)
    (aside,) = [path for path in file.parent.iterdir() if ".damaged-" in path.name]
    assert aside.read_bytes() == damaged and f"is now in {aside}." in sentence
    runs, digits = found(started)
    assert set(runs) <= set(ALL[0]) and set(digits) <= set(ALL[1])
    if (left := LEFT.get(how)) is not None:
        assert left in sentence and (left or NOTHING in sentence)
        assert len(runs) == 3 * ("3 runs" in left) and len(digits) == 2 * ("2 digits" in left)
    assert not runs or f"{len(runs)} run" in sentence
    for run in started.runs.listed():
        there = read(started, run, full)
        assert there or left is None or how in ("without networks", "without checksums")
    started.go_on()
    assert started.said[:1] == [sentence] and start().settle().said == []


def read(started, run, full):
    """The epochs whose networks the window reads; none of them is a wrong one."""
    try:
        found = started.keeper.networks_from_elsewhere(run.id)
    except StoreError as error:
        assert str(error).startswith("No network of ")
        return []
    networks = networks_of(full[run.title])
    assert all(same(network, networks[epoch]) for epoch, network in found.items())
    return list(found)


def test_a_lost_hand_loses_no_digit(full, file, start):
    sql("pragma user_version = 0; pragma foreign_keys = off; delete from hand")(file)
    started = start().settle()
    assert started.digits == [4, 7] and "2 digits and 1 hand" in started.said[0]


def test_a_journal_of_the_damaged_file_is_not_played_into_the_new_one(full, file, start):
    cut(PAGE)(file)
    journal = file.with_name("digitpad.sqlite-journal")
    journal.write_bytes(random.Random(1).randbytes(PAGE))
    started = start().settle()
    assert found(started) == ([], []) and len(started.said) == 1
    started.go_on()


@pytest.mark.parametrize("page", range(1, 50, 3))
def test_a_zeroed_page_hides_nothing_else_and_gives_no_wrong_network(full, file, start, page):
    """The damage is noticed at the start, or when the page is read."""
    sql("delete from desk")(file)
    assert page * PAGE < file.stat().st_size
    zero(page * PAGE, PAGE)(file)
    started = start().settle()
    lost = [title for title in ALL[0] if title not in started.titles]
    if not started.said:
        assert found(started) == ALL
    for run in started.runs.listed():
        read(started, run, full)
    started.settle()
    assert len(lost) < 3 or len(started.digits) == 2  # a page belongs to one table
    started.go_on()


# A row.


def record(**changes):
    """Change fields of the third run's record."""
    pairs = ", ".join(f"'$.{name}', json('{value}')" for name, value in changes.items())
    return f"update run set record = cast(json_set(record, {pairs}) as blob) where number = 3"


THIRD = "where name = 'third'"
RUNS = {
    "a text": f"update run set record = 'text' {THIRD}",
    "a number": f"update run set record = 5 {THIRD}",
    "no JSON": f"update run set record = x'00ff' {THIRD}",
    "an object without keys": f"update run set record = cast('{{}}' as blob) {THIRD}",
    "a list": f"update run set record = cast('[1, 2]' as blob) {THIRD}",
    "very deep": f"update run set record = cast('{'[' * 9999}' as blob) {THIRD}",
    "cut short": f"update run set record = substr(record, 1, 99) {THIRD}",
    "a cost of another kind": record(architecture='{"cost": "relu:CrossEntropyCost"}'),
    "layers of text": record(architecture='{"hidden_layers": ["many"]}'),
    "a layer without neurons": record(architecture='{"hidden_layers": [0]}'),
    "a seed of text": record(seed='"seven"'),
    "epochs of text": record(history='["good"]'),
    "settings without sense": record(start_hyperparameters='{"eta": -1}'),
    "a number of text": f"update run set number = 'three' {THIRD}",
    "a huge number": f"update run set number = {2**62} {THIRD}",
    "a number below 0": f"update run set number = -3 {THIRD}",
    "a broken number": f"update run set number = 3.5 {THIRD}",
    "a name of bytes": "update run set name = x'0102' where number = 3",
}


@pytest.mark.parametrize("what", RUNS)
def test_a_run_that_cannot_be_read_is_left_out_and_counted(full, file, start, what):
    sql("delete from desk")(file)
    sql(RUNS[what])(file)
    started = start().settle()
    assert started.said == ["1 run cannot be read and is left out; it stays in the file."]
    assert found(started) == (["first", "second"], [4, 7])
    started.go_on()
    assert len(started.said) == 1
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("select count(*) from run").fetchone() == (4,)
        numbers = [n for (n,) in db.execute("select number from run where name = 'new'")]
    assert numbers[0] in (3, 4)


def test_an_interrupted_run_that_cannot_be_read_keeps_no_start_from_going_on(full, file, start):
    sql(RUNS["cut short"])(file)
    started = start().settle()
    assert started.session.run is None and len(started.said) == 2  # of the run, and of the list
    assert found(started) == (["first", "second"], [4, 7])
    started.go_on()


def test_several_unreadable_rows_are_counted_in_one_sentence(full, file, start):
    sql("update run set record = x'00' where number > 1; delete from desk")(file)
    started = start().settle()
    assert started.said == ["2 runs cannot be read and are left out; they stay in the file."]
    assert started.titles == ["first"]


def test_a_name_with_damaged_letters_is_still_a_name(full, file, start):
    sql(f"update run set name = cast(x'61ff62' as text) {THIRD}; delete from desk")(file)
    started = start().settle()
    assert started.titles == ["first", "second", "a\N{REPLACEMENT CHARACTER}b"]
    assert started.said == []


ADA = "where id = 'seven'"
HANDS = {
    "a label of text": ("digit", f"update digit set label = 'seven' {ADA}"),
    "no such label": ("digit", f"update digit set label = 12 {ADA}"),
    "a time of text": ("digit", f"update digit set written = 'today' {ADA}"),
    "strokes of text": ("digit", f"update digit set strokes = 'text' {ADA}"),
    "strokes of a number": ("digit", f"update digit set strokes = 5 {ADA}"),
    "no strokes": ("digit", f"update digit set strokes = cast('[]' as blob) {ADA}"),
    "points far away": ("digit", f"update digit set strokes = cast('[[[9, 9]]]' as blob) {ADA}"),
    "strokes cut short": ("digit", f"update digit set strokes = substr(strokes, 1, 9) {ADA}"),
    "an id of bytes": ("digit", f"update digit set id = x'07' {ADA}"),
    "a name of bytes": ("hand", "insert into hand values ('bo', x'0102')"),
    "a guess of text": ("guess", "update guess set choice = 'both'"),
}


@pytest.mark.parametrize("what", HANDS)
def test_a_row_of_hands_that_cannot_be_read_hides_no_other(full, file, start, what):
    kind, statement = HANDS[what]
    sql(f"delete from desk; {statement}")(file)
    started = start()
    started.keeper.do(started.keeper.store.guesses)
    started.settle()
    assert started.said == [f"1 {kind} cannot be read and is left out; it stays in the file."]
    assert found(started) == (ALL[0], [4] if kind == "digit" else [4, 7])
    assert started.hands.hand.id == "ada"  # no other hand is begun
    started.go_on()


def test_a_drawing_that_cannot_be_read_does_not_hide_its_run(full, file, start):
    sql("update desk set drawing = x'00'")(file)
    started = start().settle()
    assert started.session.run.title == "third" and started.session.drawing.is_blank()
    assert started.said == ["1 drawing cannot be read and is left out; it stays in the file."]


def arrays(*shapes, dtype=np.float32, value=0.5, allow_pickle=False):
    import io

    buffer = io.BytesIO()
    for shape in shapes:
        np.save(buffer, np.full(shape, value, dtype), allow_pickle=allow_pickle)
    return buffer.getvalue()


GOOD = (5, 784), (10, 5), (5, 1), (10, 1)
NETWORKS = {
    "text": "text", "a number": 5, "nothing": b"", "noise": random.Random(1).randbytes(999),
    "wrong shapes": arrays((5, 783), *GOOD[1:]), "too few": arrays(*GOOD[:3]),
    "not a number": arrays(*GOOD, value=np.nan), "infinite": arrays(*GOOD, value=np.inf),
    "of text": arrays(*GOOD, dtype="U3", value="abc"), "pickled": pickle.dumps([1, 2]),
    "pickled arrays": arrays(*GOOD, dtype=object, value={}, allow_pickle=True),
    "a huge header": arrays(*GOOD).replace(b"(5, 784)", b"(99999999999, 99999999999)"),
    "numbers of other kinds": arrays(*GOOD, dtype=np.complex64),
}  # fmt: skip


@pytest.mark.parametrize("what", NETWORKS)
@pytest.mark.parametrize("epochs", [(1, 2, 3), (3,), (1,)], ids=str)
def test_an_unreadable_network_is_left_out_or_refused(full, file, start, what, epochs):
    value, third = NETWORKS[what], full["third"].id
    change = "update network set arrays = ?, checksum = ? where run = ? and epoch = ?"
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("delete from desk")
        for epoch in epochs:
            db.execute(change, (value, checksum_of(value), third, epoch))
    started = start().settle()
    assert started.said == [] and found(started) == ALL
    network = started.session.network
    started.runs.use(third)
    started.settle()
    count = (
        "1 network cannot be read and is"
        if len(epochs) == 1
        else "3 networks cannot be read and are"
    )
    assert started.said[0].startswith(f"{count} left out; ")
    if len(epochs) == 3:
        assert started.session.network is network
        assert "No network of third can be read" in started.said[-1]
    else:
        left = set(networks_of(full["third"])) - set(epochs)
        assert started.runs.networks(third).keys() == left and len(started.said) == 1
        assert started.runs.epoch == max(left)
        assert same(started.session.network, networks_of(full["third"])[max(left)])
    started.go_on()


@pytest.mark.parametrize("at", [10, 200, 8000, 15_000])
def test_a_flipped_bit_gives_no_wrong_network(full, file, start, at):
    third = full["third"].id
    with closing(sqlite3.connect(file)) as db, db:
        question = "select arrays from network where run = ? and epoch = 3"
        content = bytearray(db.execute(question, (third,)).fetchone()[0])
        content[at] ^= 4
        change = "update network set arrays = ? where run = ? and epoch = 3"
        db.execute(change, (bytes(content), third))
        db.execute("delete from desk")
    started = start().settle()
    started.runs.use(third)
    started.settle()
    assert "1 network cannot be read" in started.said[-1]
    assert same(started.session.network, networks_of(full["third"])[2])


def test_a_network_that_cannot_be_read_stays_whatever_is_done_with_its_run(full, file, start):
    """It may be read another time: perhaps there was no memory."""
    third = full["third"].id
    damage = "update network set checksum = 'x' || checksum where run = ? and epoch < 3"
    mend = "update network set checksum = substr(checksum, 2) where run = ? and epoch < 3"
    with closing(sqlite3.connect(file)) as db, db:
        db.execute(damage, (third,))
    started = start().settle()
    assert started.runs.networks(third).keys() == {3}
    started.runs.rename(third, "other")
    started.session.show_shipped()
    started.settle()
    let_go(started.keeper)
    with closing(sqlite3.connect(file)) as db, db:
        db.execute(mend, (third,))
    with closing(Store(file)) as store:
        run = store.run(third)
        assert run.name == "other" and store.networks(run).keys() == {1, 2, 3}


def test_a_copy_without_its_only_network_is_not_used(full, file, start):
    copy = run_of_copy(Network([784, 5, 10]), 9, None, "shipped network", name="copy", hand=None)
    with closing(Store(file)) as store:
        store.keep(copy, {0: Network([784, 5, 10])})
        store.lay_desk(Desk(copy.id))
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("delete from network where run = ?", (copy.id,))
    started = start().settle()
    for _ in range(2):
        assert started.session.run is None and "copy can be read" in started.said[-1]
        started.runs.use(copy.id)
        started.settle()


# Files that cannot be used now.


def test_a_later_version_is_left_alone_and_the_window_goes_on(full, file, start, qtbot):
    sql("pragma user_version = 9")(file)
    before = file.read_bytes()
    started = start()
    qtbot.waitUntil(lambda: started.said)
    started.session.train_new(Architecture((5,)), Hyperparameters(epochs=1))
    started.trainer.end(9000)
    assert started.titles == ["run 1"] and file.read_bytes() == before
    later = f"not kept: A later version of digitpad wrote {file}, so nothing is kept."
    assert started.said == [later]


def put_a_folder(file):
    """Put a folder in the place of the store; return what puts that right."""
    aside = file.with_name("aside")
    file.rename(aside)
    file.mkdir()
    return lambda: (file.rmdir(), aside.rename(file))


def put_a_file_for_the_folder(file):
    """Put a file in the place of the store's folder; return what puts that right."""
    elsewhere = file.parent.with_name("elsewhere")
    file.parent.rename(elsewhere)
    file.parent.write_text("no folder")
    return lambda: (file.parent.unlink(), elsewhere.rename(file.parent))


def forbid_the_file(file):
    """Make the store read-only; return what puts that right."""
    file.chmod(0o400)
    return lambda: file.chmod(0o600)


def forbid_the_folder(file):
    """Make the folder of the store read-only; return what puts that right."""
    file.parent.chmod(0o500)
    return lambda: file.parent.chmod(0o700)


NOT_FOR_ROOT = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="nothing is read-only for root, and no folder is on Windows",
)


@pytest.mark.parametrize(
    "prevent",
    [
        put_a_folder,
        put_a_file_for_the_folder,
        pytest.param(forbid_the_file, marks=NOT_FOR_ROOT),
        pytest.param(forbid_the_folder, marks=NOT_FOR_ROOT),
    ],
)
def test_a_failure_to_write_is_said_once_and_all_is_kept_as_soon_as_possible(
    full, file, start, qtbot, prevent
):
    put_right = prevent(file)
    started = start()
    qtbot.waitUntil(lambda: started.said)
    started.train("mine")
    started.write_5()
    assert "mine" in started.titles and 5 in started.digits
    done = []
    started.keeper.ask("", put_right, done.append)  # on its thread, so that none is tried half-way
    qtbot.waitUntil(lambda: done)
    started.settle()
    assert len(started.said) == 1 and started.said[0].startswith("not kept: ")
    assert sorted(started.titles) == ["first", "mine", "second", "third"]
    assert started.digits == [4, 7, 5] and len(started.hands.all()) == 1
    with closing(Store(file)) as store:
        assert len(store.records()) == 4 and store.hands() == started.hands.all()


def test_a_locked_store_is_read_and_written_once_the_lock_is_gone(full, file, start, qtbot):
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("begin exclusive")
        started = start()
        qtbot.waitUntil(lambda: started.said)
        started.train("mine")
        started.write_5()
        undone = started.session.undo
        db.execute("rollback")
    started.settle()
    assert len(started.said) == 1 and "locked" in started.said[0]
    assert sorted(started.titles) == ["first", "mine", "second", "third"]
    assert started.digits == [4, 7, 5] and started.hands.hand.id == "ada"
    undone.undo()
    started.settle()
    with closing(Store(file)) as store:
        assert [hand.counts() for hand in store.hands()] == [started.hands.hand.counts()]
    assert started.digits == [4, 7]


deletes_open_files = pytest.mark.skipif(
    os.name == "nt", reason="Windows lets nobody delete a file that is open"
)


@pytest.mark.parametrize(
    "how",
    [
        pytest.param("deleted", marks=deletes_open_files),
        "junk",
        pytest.param("another store", marks=deletes_open_files),
    ],
)
def test_a_file_that_vanishes_while_the_program_runs_is_begun_anew(full, file, start, how):
    """Nothing is written into a file that was deleted or replaced."""
    started = start().settle()
    started.train("mine", epochs=2)
    started.trainer.advance(9000)
    started.settle()
    before = file.with_name("before")
    if how == "junk":
        file.write_bytes(random.Random(1).randbytes(9 * PAGE))
    else:
        os.link(file, before)
        file.unlink()
    kept = before.read_bytes() if before.exists() else b""
    if how == "another store":
        with closing(Store(file)) as other:
            keep(other, "theirs")
    started.trainer.end(9100)
    started.go_on()
    with closing(Store(file)) as store:
        titles = {run.title for run in store.records()}
        hands = [hand.counts() for hand in store.hands()]
    assert {"mine", "new"} <= titles and ("theirs" in titles) == (how == "another store")
    (box,) = [sentence for sentence in started.said if sentence.startswith("Runs and digits: ")]
    said = {"junk": "is damaged", "deleted": "was deleted", "another store": "was replaced"}
    assert said[how] in box
    assert how == "junk" or {"first", "second", "third"} <= titles  # nothing is lost
    assert hands == [started.hands.hand.counts()]
    assert not before.exists() or before.read_bytes() == kept


@deletes_open_files
def test_the_run_in_use_is_kept_again_in_a_store_that_was_begun_anew(full, file, start):
    started = start().settle()
    started.train("mine")
    started.settle()
    file.unlink()
    started.write_5()  # nothing is trained now
    started.settle()
    started.settle()
    with closing(Store(file)) as store:
        assert [run.name for run in store.records()] == [*ALL[0], "mine"]


class Vanishing:
    """A store that is open, with fifty digits, while its file is deleted or replaced."""

    def __init__(self, file):
        self.file, self.told = file, []
        self.store = Store(file, lambda _title, sentence: self.told.append(sentence))
        line = tuple((i / 400, 0.5) for i in range(400))
        self.hand = Hand("Ada", tuple(WrittenDigit((line,), i % 10) for i in range(50)))
        self.store.put_hand(self.hand)

    def refused(self):
        with pytest.raises(StoreError) as caught:
            self.store.hands()
        return str(caught.value)

    def assert_whole(self, *others):
        """The next start finds all digits, and other hands, and nothing is left beside the file."""
        self.store.close()
        with closing(Store(self.file)) as store:
            assert {hand.id for hand in store.hands()} == {self.hand.id, *others}
            (found,) = [hand for hand in store.hands() if hand.id == self.hand.id]
        assert {digit.id for digit in found.digits} == {digit.id for digit in self.hand.digits}


@pytest.fixture
def vanishing(file):
    vanishing = Vanishing(file)
    yield vanishing
    vanishing.store.close()


@deletes_open_files
def test_a_damaged_file_in_place_of_the_open_one_loses_nothing(vanishing, file):
    """As a program that synchronizes folders may put one there."""
    damaged = file.with_name("damaged")
    damaged.write_bytes(random.Random(1).randbytes(9 * PAGE))
    damaged.replace(file)
    assert [hand.id for hand in vanishing.store.hands()] == [vanishing.hand.id]
    assert "is damaged" in vanishing.told[0] and "was replaced" in vanishing.told[1]
    vanishing.assert_whole()


@contextlib.contextmanager
def disk_with_room(size):
    """As on a full disk, no file may grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.skipif(resource is None, reason="Windows lets nobody limit how large a file may be")
@pytest.mark.parametrize("others", [False, True])
def test_a_full_disk_loses_nothing_of_a_file_that_vanished(vanishing, file, others):
    size = file.stat().st_size
    file.unlink()
    theirs = Hand("Bob", vanishing.hand.digits)
    if others:
        with closing(Store(file)) as store:
            store.put_hand(theirs)
    # There is room for a copy of what it had, but not for both in one file.
    room = size + PAGE if others else size // 2
    with disk_with_room(room):
        assert all(str(file) in vanishing.refused() for _ in range(2))
        if others:  # then the program ends, and its copy is left
            vanishing.store.close()
    if not others:
        assert vanishing.store.hands() and "was deleted" in vanishing.told[-1]
    vanishing.assert_whole(*[theirs.id] * others)
    assert [each.name for each in file.parent.iterdir()] == [file.name]
