"""Damaged stores: each says one true sentence, what can be read is there, and all else goes on.

A store has a hand with two digits and three runs, one of which still trained when its window
crashed. Then the file, or a row of it, is damaged, before a start or while the window is open.
"""

import io
import os
import random
import sqlite3
from contextlib import closing, suppress
from dataclasses import replace

import numpy as np
import pytest
from full_disk import full_disk, needs_limits
from hypothesis import HealthCheck, given, settings, strategies
from same import same
from small_runs import draw, finish, keep, let_go, networks_in, networks_of, whole_run

from digitpad import Hyperparameters, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.hands import Hand, WrittenDigit
from digitpad.core.learning.settings import Architecture
from digitpad.session import keeper as keeper_module
from digitpad.session import store_file
from digitpad.session.background import Background
from digitpad.session.drawing import Drawing
from digitpad.session.hands.hand_list import HandList
from digitpad.session.hands.labelling import Labels
from digitpad.session.keeper import Keeper
from digitpad.session.runs.experiment_list import ExperimentList
from digitpad.session.runs.maker import run_of_copy
from digitpad.session.runs.own_experiment import OwnExperiment
from digitpad.session.store import Store
from digitpad.session.store_file import StoreError
from digitpad.session.store_rows import Desk, checksum_of
from digitpad.single_instance import Instance

pytestmark = pytest.mark.slow

LINE = ((0.1, 0.1), (0.2, 0.3))
PAGE = 4096
OWN = OwnExperiment("eta", (0.1, 1.0), Architecture((5,)), Hyperparameters(), DataSpec(), 1.0)


@pytest.fixture(autouse=True)
def quick(monkeypatch, no_power_fails):
    """Try again at once after a failure, and wait for no lock."""
    monkeypatch.setattr(keeper_module, "KEEP_EVERY", 0)
    monkeypatch.setattr(store_file, "PATIENCE", 0.1)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "digitpad.sqlite"


@pytest.fixture
def full(file):
    """Fill a store, and leave it as a crash does; its runs by name."""
    names = "first", "second", "third"
    runs = [whole_run(name=name, id=f"{i:016}") for i, name in enumerate(names, 1)]
    hand = Hand("Ada", (WrittenDigit((LINE,), 4, 1.0, "four"),), "ada")
    with closing(Store(file)) as store:
        for number, run in enumerate(runs, 1):
            store.keep(replace(run, number=number), networks_of(run))
        store.put_hand(hand)
        store.put_digit(hand, WrittenDigit((LINE,), 7, 2.0, "seven"))
        store.guess("costs", 1)
        store.put_own_experiment(OWN)
        store.lay_desk(Desk(runs[-1].id, runs[-1].id, drawing=Drawing((LINE,))))
    return {run.name: run for run in runs}


class Start:
    """A later start of the program, and all that it says."""

    def __init__(self, qtbot, trainer, file, claim=str):
        self.qtbot, self.said = qtbot, []
        self.trainer = type(trainer)()
        self.session = self.trainer.session()
        self.session.runs.are_read = False
        self.keeper = Keeper(self.session, file, claim)
        self.runs = self.session.runs
        self.hands = HandList(self.session, self.keeper, Background(self.session, "files"))
        self.labels = Labels(self.session, self.hands)
        self.experiments = ExperimentList(self.session, self.keeper)
        self.session.told.connect(self.hear)
        self.session.failed.connect(lambda title, sentence: self.hear(f"{title}: {sentence}"))
        self.keeper.failing.connect(lambda reason: reason and self.hear(f"not kept: {reason}"))
        for begin in (self.keeper.begin, self.hands.read, self.experiments.read):
            begin()

    def hear(self, sentence):
        if not any(usual in sentence for usual in ("was interrupted", "is in Runs")):
            self.said.append(sentence)

    def settle(self):
        """Wait until all that was asked, and what follows from it, is done."""
        for _ in range(3):
            finish(self.keeper, self.qtbot)
        return self

    def read(self):
        """Wait until all that can be read is there, also if nothing can be written."""
        for _ in range(3):
            done = []
            self.keeper.ask("", lambda: True, done.append)
            self.qtbot.waitUntil(lambda done=done: done)
        return self

    def boxes(self):
        """The messages about the whole file."""
        return [said for said in self.said if said.startswith("Runs and digits: ")]

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
        """Train a run and write a digit, and find both in the file, and all that is listed."""
        self.train("new")
        self.write_5()
        self.settle()
        with closing(Store(self.keeper.store.file)) as store:
            assert {"new", *self.titles} <= {run.title for run in store.records()}
            assert [digit.label for hand in store.hands() for digit in hand.digits] == self.digits


@pytest.fixture
def start(qtbot, trainer, file):
    started = []

    def start(claim=str):
        started.append(Start(qtbot, trainer, file, claim))
        return started[-1]

    yield start
    for each in started:
        let_go(each.keeper)


# The file.


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


def put(new_for, new):
    """Write other bytes of the same length for the last ones of these: those of the schema."""

    def put(file):
        before, _, after = file.read_bytes().rpartition(new_for)
        assert len(new) == len(new_for) and before
        file.write_bytes(before + new + after)

    return put


def sql(statements):
    def run(file):
        with closing(sqlite3.connect(file)) as db:
            db.executescript(statements)

    return run


# As version 2 had it: with roles instead of epochs, and in records what runs lack today.
VERSION_2 = sql("""
    create table roles (
        run text not null references run on delete cascade, role text not null,
        arrays blob not null, checksum text not null, primary key (run, role)
    );
    insert into roles select run, 'last', arrays, checksum from network where epoch = 3;
    drop table network;
    alter table roles rename to network;
    update run set record = cast(json_set(record, '$.networks', json('["last"]')) as blob);
    update run set record = cast(json_set(record, '$.origin', json('{"of": "a", "how": "best"}'))
        as blob) where number = 3;
    update desk set record = null;
    pragma user_version = 2;
""")
ALL = ["first", "second", "third"], [4, 7]
NOTHING = [], []
NOISE = random.Random(1).randbytes(9999)
# What is done to the file, and what is left: runs, and digits; what else is said.
FILES = {
    "one byte": (cut(1), NOTHING),
    "one page": (cut(PAGE), NOTHING),
    "half of it": (lambda file: cut(file.stat().st_size // 2)(file), ([], [4, 7])),
    "a page less": (cut_off(PAGE), ALL),
    "noise": (write(NOISE), NOTHING),
    "only zeros": (write(bytes(2 * PAGE)), NOTHING),
    "without a header": (zero(0, 100), NOTHING),
    "without tables": (zero(PAGE, 3 * PAGE), ([], [4, 7])),
    "without hands": (sql("pragma user_version = 0; delete from hand"), ALL),
    "of no version": (sql("pragma user_version = 0"), ALL),
    "of version 2": (VERSION_2, (["first", "second"], [4, 7])),
    "without guesses": (sql("drop table guess"), ALL),
    "with a trigger": (sql("create trigger own insert on run begin delete from hand; end"), ALL),
    "with a view": (sql("create view own as select id from run"), ALL),
    "a column renamed": (sql("alter table run rename column record to recorc"), ALL),
    "a column more": (sql("alter table digit add column own"), ALL),
    "a name that is no UTF-8": (put(b"strokes blob", b"strok\xffs blob"), ALL),
    "another type": (put(b"strokes blob", b"strokes bloc"), ALL),
    "a word that is none": (put(b"TABLE digit", b"TABME digit"), (ALL[0], [])),
    "refers to nothing": (put(b"references hand on delete cascade", b" " * 33), ALL),
}


@pytest.mark.parametrize("how", FILES)
def test_a_file_that_cannot_be_used_is_put_aside_and_what_can_be_read_goes_on(
    full, file, start, how
):
    damage, left = FILES[how]
    damage(file)
    before = file.read_bytes()
    started = start().settle()
    (box,) = started.boxes()
    (aside,) = [path for path in file.parent.iterdir() if ".aside-" in path.name]
    assert aside.read_bytes() == before and f"is now in {aside}." in box
    assert ("is of an earlier version" in box) == (how == "of version 2") != ("damaged" in box)
    assert (started.titles, started.digits) == left
    assert ("Nothing of it can be read" in box) == (left == NOTHING)
    assert left == NOTHING or f"{len(left[1])} digits and 1 hand" in box
    epochs = {run.title: read(started, run, full) for run in started.runs.listed()}
    assert how in ("of version 2", "a page less") or all(
        each == [1, 2, 3] for each in epochs.values()
    )
    started.go_on()
    assert started.boxes() == [box] and start().settle().boxes() == []


def test_what_other_programs_add_to_a_file_is_no_damage(full, file, start):
    sql("create index own on run (name); create table theirs (id); analyze")(file)
    started = start().settle()
    assert (started.titles, started.digits, started.said) == (*ALL, [])
    started.go_on()


# Who may write the file, and its version: a file of a later one is left as it is.
LEFT_ALONE = {*range(8 * 18, 8 * 19), *range(8 * 60, 8 * 64)}


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    page=strategies.integers(0, 200) | strategies.just(0),
    bits=strategies.sets(strategies.integers(0, 8 * PAGE - 1), min_size=1),
)
def test_whatever_bytes_are_flipped_what_is_kept_afterwards_is_kept(file, damaged, page, bits):
    """Of any page, the first one included: all is said in one message about the file at most."""
    started = damaged(page, bits).settle()
    for run in started.runs.listed():
        with suppress(StoreError):
            networks_in(started.keeper, run.id, started.qtbot)
    started.train("new")
    started.write_5()
    started.settle()
    assert started.keeper.keep_now() == "" and len(started.boxes()) <= 1, started.said
    kept = [*started.titles], [*started.digits]
    assert "new" in kept[0] and 5 in kept[1]
    let_go(started.keeper)
    with closing(Store(file)) as store:
        assert [run.title for run in store.records()] == kept[0]
        assert [digit.label for hand in store.hands() for digit in hand.digits] == kept[1]


@pytest.fixture
def damaged(full, file, qtbot, trainer):
    """Start the program with the full store, of which bits of a page are flipped."""
    content = file.read_bytes()

    def damaged(page, bits):
        for left in file.parent.iterdir():
            left.unlink()
        flipped, begin = bytearray(content), page * PAGE % len(content)
        for bit in {8 * begin + bit for bit in bits} - LEFT_ALONE:
            flipped[bit // 8] ^= 1 << bit % 8
        file.write_bytes(flipped)
        return Start(qtbot, trainer, file)

    return damaged


def read(started, run, full):
    """The epochs whose networks the window reads; none of them is a wrong one."""
    try:
        found = networks_in(started.keeper, run.id, started.qtbot)
    except StoreError:
        return []
    networks = networks_of(full[run.title])
    assert all(same(network, networks[epoch]) for epoch, network in found.items())
    return sorted(found)


@pytest.mark.parametrize("page", range(1, 50, 6))
def test_a_zeroed_page_hides_nothing_else_and_gives_no_wrong_network(full, file, start, page):
    """The damage is noticed at the start, or when the page is read."""
    sql("delete from desk")(file)
    assert page * PAGE < file.stat().st_size
    zero(page * PAGE, PAGE)(file)
    started = start().settle()
    for run in started.runs.listed():
        read(started, run, full)
    started.settle()
    assert started.titles == ALL[0] or started.digits == ALL[1]  # a page belongs to one table
    assert started.boxes() or (started.titles, started.digits) == ALL
    started.go_on()


def test_a_journal_of_the_damaged_file_is_not_played_into_the_new_one(full, file, start):
    cut(PAGE)(file)
    file.with_name("digitpad.sqlite-journal").write_bytes(NOISE)
    started = start().settle()
    assert (started.titles, started.digits) == NOTHING and len(started.said) == 1
    started.go_on()


@needs_limits
def test_a_disk_that_is_full_while_a_damaged_file_is_put_aside_loses_nothing(full, file):
    sql("pragma user_version = 0")(file)
    before, told = file.read_bytes(), []
    store = Store(file, lambda *words: told.append(words))
    with full_disk(len(before) // 2), pytest.raises(StoreError, match="digitpad.sqlite"):
        store.records()
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert file.read_bytes() == before and told == []
    assert [run.title for run in store.records()] == ALL[0] and len(told) == 1
    store.close()


def test_a_later_version_is_left_alone_and_the_window_goes_on(full, file, start, qtbot):
    sql("pragma user_version = 9")(file)
    before = file.read_bytes()
    started = start()
    qtbot.waitUntil(lambda: started.said)
    started.train("new")
    assert started.titles == ["new"] and file.read_bytes() == before
    later = f"not kept: A later version of digitpad wrote {file}."
    assert started.said == [later]


# Rows.

THIRD, SEVEN = "where name = 'third'", "where id = 'seven'"
RECORD = f"update run set record = cast(json_set(record, '$.{{}}', json('{{}}')) as blob) {THIRD}"
# A kind of row, and what is done to one of them.
ROWS = {
    "a record of text": ("run", f"update run set record = 'text' {THIRD}"),
    "a record that is no JSON": ("run", f"update run set record = x'00ff' {THIRD}"),
    "a very deep record": ("run", f"update run set record = cast('{'[' * 9999}' as blob) {THIRD}"),
    "a layer without neurons": ("run", RECORD.format("architecture", '{"hidden_layers": [0]}')),
    "a huge number": ("run", f"update run set number = {2**62} {THIRD}"),
    "a name of bytes": ("run", f"update run set name = x'0102' {THIRD}"),
    "no such label": ("digit", f"update digit set label = 12 {SEVEN}"),
    "points far away": ("digit", f"update digit set strokes = cast('[[[9, 9]]]' as blob) {SEVEN}"),
    "a hand of bytes": ("hand", "insert into hand values ('bo', x'0102')"),
    "a guess of text": ("guess", "update guess set choice = 'both'"),
    "a question of text": ("experiment", "update experiment set record = 'text'"),
}


@pytest.mark.parametrize("what", ROWS)
def test_a_row_that_cannot_be_read_is_left_out_and_counted_and_hides_no_other(
    full, file, start, what
):
    kind, statement = ROWS[what]
    sql(f"delete from desk; {statement}")(file)
    started = start().settle()
    assert started.said == [f"1 {kind} cannot be read and is left out."]
    assert started.titles == (["first", "second"] if kind == "run" else ALL[0])
    assert started.digits == ([4] if kind == "digit" else [4, 7])
    assert started.hands.hand.id == "ada"  # no other hand is begun
    started.train("new")
    started.write_5()
    started.settle()
    with closing(sqlite3.connect(file)) as db:
        counts = [
            db.execute(f"select count(*) from {name}").fetchone()[0] for name in ("run", "digit")
        ]
    assert counts == [4, 3] and len(started.said) == 1  # and it stays in the file


def test_an_interrupted_run_that_cannot_be_read_keeps_no_start_from_going_on(full, file, start):
    sql(f"update run set record = substr(record, 1, 99) {THIRD}")(file)
    started = start().settle()
    assert started.session.run is None and len(started.said) == 2  # of the run, and of the list
    assert started.titles == ["first", "second"]
    started.go_on()


def test_letters_and_a_drawing_that_are_damaged_do_not_hide_their_run(full, file, start):
    damage = (
        f"update run set name = cast(x'61ff62' as text) {THIRD}; update desk set drawing = x'00'"
    )
    sql(damage)(file)
    started = start().settle()
    assert started.session.run.title == "a\N{REPLACEMENT CHARACTER}b"
    assert started.session.drawing.is_blank()
    assert started.said == ["1 drawing cannot be read and is left out."]


def arrays(*shapes, **how):
    arrays = [
        np.full(shape, how.get("value", 0.5), how.get("dtype", np.float32)) for shape in shapes
    ]
    buffer = io.BytesIO()
    for array in arrays:
        np.save(buffer, array, allow_pickle=array.dtype == object)
    return buffer.getvalue()


GOOD = (5, 784), (10, 5), (5, 1), (10, 1)
NETWORKS = {
    "a number": 5, "noise": NOISE[:999], "wrong shapes": arrays((5, 783), *GOOD[1:]),
    "infinite": arrays(*GOOD, value=np.inf), "complex": arrays(*GOOD, dtype=np.complex64),
    "pickled": arrays(*GOOD, dtype=object, value={}),
    "a huge header": arrays(*GOOD).replace(b"(5, 784)", b"(99999999999, 99999999999)"),
    "another checksum": arrays(*GOOD),
}  # fmt: skip


@pytest.mark.parametrize("what", NETWORKS)
@pytest.mark.parametrize("epochs", [(1, 2, 3), (3,)], ids=str)
def test_an_unreadable_network_is_left_out_or_refused(full, file, start, what, epochs):
    value, third = NETWORKS[what], full["third"].id
    checksum = checksum_of(b"" if what == "another checksum" else value)
    change = "update network set arrays = ?, checksum = ? where run = ? and epoch = ?"
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("delete from desk")
        for epoch in epochs:
            db.execute(change, (value, checksum, third, epoch))
    started = start().settle()
    assert started.said == [] and (started.titles, started.digits) == ALL
    network = started.session.network
    started.runs.use(third)
    started.settle()
    if len(epochs) == 3:
        assert started.said[0] == "3 networks cannot be read and are left out."
        assert "No network of third can be read" in started.said[-1]
        assert started.session.network is network
    else:
        assert started.said == ["1 network cannot be read and is left out."]
        assert started.runs.networks(third).keys() == {1, 2}
        assert same(started.session.network, networks_of(full["third"])[2])
    started.go_on()


def test_a_copy_without_its_only_network_is_not_used(full, file, start):
    copy = run_of_copy(Network([784, 5, 10]), 9, None, "shipped network", name="copy", hand=None)
    with closing(Store(file)) as store:
        store.keep(copy, {0: Network([784, 5, 10])})
        store.lay_desk(Desk(copy.id))
    sql(f"delete from network where run = '{copy.id}'")(file)
    started = start().settle()
    for _ in range(2):
        assert started.session.run is None and "copy can be read" in started.said[-1]
        started.runs.use(copy.id)
        started.settle()


# While the window is open.

deletes_open_files = pytest.mark.skipif(
    os.name == "nt", reason="Windows lets nobody delete a file that is open"
)


def replace_by_another(file):
    """Put another store in its place, as a program that synchronizes folders may do."""
    other = file.with_name("other.sqlite")
    with closing(Store(other)) as store:
        theirs = whole_run(name="theirs", number=2)
        store.keep(theirs, networks_of(theirs))
    other.replace(file)


LOST = {
    "cut to nothing": (cut(0), "is damaged"),
    "cut": (cut(PAGE), "is damaged"),
    "overwritten": (write(NOISE), "is damaged"),
    "deleted": (os.remove, "was deleted"),
    "renamed": (lambda file: file.rename(file.with_name("before")), "was deleted, renamed"),
    "replaced": (replace_by_another, "or replaced"),
}


@pytest.mark.parametrize(
    "how",
    [pytest.param(how, marks=deletes_open_files) if "cut" not in how else how for how in LOST],
)
@pytest.mark.parametrize("end", [True, False], ids=["at the end", "while it runs"])
def test_all_that_is_listed_is_written_anew_whatever_happens_to_the_file(
    full, file, start, qtbot, how, end
):
    """Runs whose networks are not in memory with their curves, hands, guesses, own questions."""
    damage, sentence = LOST[how]
    started = start().settle()
    started.train("mine", epochs=2)
    started.trainer.advance(9000)
    started.settle()
    damage(file)
    if end:
        assert started.keeper.keep_now() == ""
    else:
        started.trainer.end(9100)
        started.go_on()
    qtbot.waitUntil(lambda: any(sentence in box for box in started.boxes()))
    let_go(started.keeper)
    with closing(Store(file)) as store:
        runs = {run.title: run for run in store.records()}
        theirs = {"theirs"} & {*runs}
        assert {*runs} - {"new"} == {*ALL[0], "mine"} | theirs
        assert bool(theirs) == (how == "replaced")
        assert all(len(runs[title].history) == 3 for title in ALL[0])
        assert store.networks(runs["mine"]).keys() == {0, 1, *([] if end else [2])}
        assert len({run.number for run in runs.values()}) == len(runs)
        assert store.guesses()["costs"] == 1 and store.own_experiments() == [OWN]
        assert store.hands() == started.hands.all()


# Files that cannot be used now.

AGAIN = "All is kept again."
NOT_NOW = "The disk is full (there)."


def journal(file):
    """Leave the file as a crash does while it is written."""
    whole, journal = file.read_bytes(), file.with_name(f"{file.name}-journal")
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("pragma cache_size = 1")  # so that pages are written before the end
        db.execute("begin")
        db.execute("update network set arrays = zeroblob(length(arrays))")
        crashed = file.read_bytes(), journal.read_bytes()
        db.execute("rollback")
    file.write_bytes(crashed[0])
    journal.write_bytes(crashed[1])
    assert whole != crashed[0]


def test_what_is_kept_is_read_while_nothing_can_be_written(full, file, start, qtbot, tmp_path):
    runs = tmp_path / "more.digitpad-runs"
    with closing(Store(file)) as store:
        store.write_runs(runs, [full["first"].id])
    refused = [NOT_NOW]
    before = file.read_bytes()
    started = start(lambda: next(iter(refused), "")).read()
    assert (started.titles, started.digits) == ALL
    assert all(read(started, run, full) == [1, 2, 3] for run in started.runs.listed())
    assert started.experiments.own == [OWN] and started.session.run_id == full["third"].id
    assert started.said == [f"not kept: {NOT_NOW}"] and started.keeper.is_failing
    started.train("new")
    started.runs.delete([full["second"].id])
    started.write_5()
    started.keeper.open_runs(runs)
    qtbot.waitUntil(lambda: len(started.said) == 2)
    assert started.said[1:] == [f"The runs cannot be opened: {NOT_NOW}"]
    assert started.read().keeper.problem == NOT_NOW
    assert file.read_bytes() == before and [*file.parent.glob("digitpad.sqlite*")] == [file]
    with closing(Store(file)) as store:  # as another window that has the lock
        keep(store, "theirs")
        store.put_hand(Hand("Bob", (WrittenDigit((LINE,), 8, 1.0, "eight"),), "bob"))
    refused.clear()
    qtbot.waitUntil(lambda: AGAIN in started.said)
    started.settle()
    assert started.said[2:] == [AGAIN] and not started.keeper.is_failing
    assert {*started.titles} == {"first", "third", "new", "theirs"}
    with closing(Store(file)) as store:
        assert [run.title for run in store.records()] == started.titles
        hands = {hand.name: [digit.label for digit in hand.digits] for hand in store.hands()}
        assert hands == {"Ada": [4, 7, 5], "Bob": [8]} and store.hands() == started.hands.all()


@pytest.mark.parametrize(
    ("how", "why"),
    [
        (journal, "was being written when the program or the computer stopped"),
        (write(NOISE), "is damaged"),
        (VERSION_2, "is of an earlier version"),
    ],
)
def test_what_can_be_read_only_after_a_writing_is_named_and_there_later(
    full, file, start, qtbot, how, why
):
    how(file)
    refused, before = [NOT_NOW], file.read_bytes()
    started = start(lambda: next(iter(refused), "")).read()
    assert (started.titles, started.digits) == NOTHING
    rest = f"It can be read once it can be written ({file})."
    assert started.boxes() == [f"Runs and digits: What was kept {why}. {rest}"]
    started.write_5()
    started.read()
    assert file.read_bytes() == before
    refused.clear()
    qtbot.waitUntil(lambda: AGAIN in started.said)
    started.settle()
    left = {journal: ALL, VERSION_2: FILES["of version 2"][1]}.get(how, NOTHING)
    assert (started.titles, started.digits) == (left[0], [*left[1], 5])
    assert len(started.boxes()) == (1 if how == journal else 2)
    started.go_on()


@needs_limits
def test_a_disk_that_is_full_at_the_start_hides_nothing(full, file, start, qtbot):
    """With the lock of a real process."""
    instance = Instance(file)
    with full_disk(0):
        started = start(instance.claim).read()
        assert (started.titles, started.digits) == ALL
        assert len(started.said) == 1 and str(file.parent) in started.said[0]
        assert not file.with_name("digitpad.sqlite-journal").exists()
        started.write_5()
    qtbot.waitUntil(lambda: AGAIN in started.said)
    started.settle()
    with closing(Store(file)) as store:
        assert [digit.label for hand in store.hands() for digit in hand.digits] == [4, 7, 5]
    instance.release()


@pytest.mark.skipif(os.name != "posix" or os.uname().sysname != "Linux", reason="Linux’s own")
def test_a_folder_whose_name_is_no_utf_8_is_read(full, file, qtbot, trainer):
    folder = file.parent / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    there = folder / file.name
    file.rename(there)
    started = Start(qtbot, trainer, there, Instance(there).claim).read()
    assert (started.titles, started.digits) == ALL
    assert len(started.said) == 1 and started.said[0].startswith("not kept: ")
    let_go(started.keeper)


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


NOT_FOR_ROOT = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only for root"
)


@pytest.mark.parametrize(
    "prevent",
    [
        put_a_folder,
        put_a_file_for_the_folder,
        pytest.param(forbid_the_file, marks=NOT_FOR_ROOT),
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
    started.keeper.ask("", put_right, bool)  # on its thread, so that none is tried half-way
    qtbot.waitUntil(lambda: len(started.titles) == 4)
    started.settle()
    assert started.said[0].startswith("not kept: ") and started.said[1:] == [AGAIN]
    assert sorted(started.titles) == ["first", "mine", "second", "third"]
    assert started.digits == [4, 7, 5] and len(started.hands.all()) == 1
    with closing(Store(file)) as store:
        assert len(store.records()) == 4 and store.hands() == started.hands.all()
