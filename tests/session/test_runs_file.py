"""Files of runs: what travels, what it becomes where it arrives, and what strangers may write."""

import csv
import io
import os
import sqlite3
import time
from contextlib import closing
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from learnt_runs import learnt_run
from results import epoch_result
from same import same
from small_runs import finish

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.hands import Hand
from digitpad.core.learning.settings import Architecture
from digitpad.session import runs_file
from digitpad.session.runs.curves_csv import runs_csv
from digitpad.session.runs.run import AtEpoch, Origin
from digitpad.session.runs.run_settings import settings_of
from digitpad.session.runs_file import RunsFileError
from digitpad.session.runs_import import note_from
from digitpad.session.store import Store
from digitpad.session.store_rows import bytes_of_arrays, checksum_of


@pytest.fixture
def stores(tmp_path, no_power_fails):
    """Makes stores, each as on another computer, and closes them."""
    made = []

    def store(name):
        made.append(Store(tmp_path / name / "digitpad.sqlite"))
        return made[-1]

    yield store
    for each in made:
        each.close()


def keep(store, run, networks):
    return replace(run, number=store.keep(run, networks))


@pytest.fixture
def teacher(stores):
    """Two runs: one that was trained, and one that goes on from its second epoch."""
    store = stores("teacher")
    one, networks = learnt_run(1, 5, name="overfits", note="Look at the cost.")
    other, later = learnt_run(2, 4, parent=one.id, has_start=True)
    history = one.history[:2] + other.history[2:]
    other = replace(
        other, history=history, start_epochs=2, jobs=(replace(other.jobs[0], epochs=2),)
    )
    other = replace(other, origin=Origin("overfits", "run", epoch=2))
    keep(store, one, networks)
    keep(store, other, {epoch: each for epoch, each in later.items() if epoch >= 2})
    return store


@pytest.fixture
def lesson(teacher, tmp_path):
    path = tmp_path / "why.digitpad-runs"
    teacher.write_runs(path, [run.id for run in teacher.records()])
    return path


def test_runs_arrive_whole_with_the_networks_of_all_their_epochs(teacher, stores, lesson):
    store = stores("pupil")
    mine, networks = learnt_run(1, 3)
    mine = keep(store, replace(mine, seed=77), networks)
    brought = store.bring_runs(lesson)
    assert [run.title for run in brought.runs] == ["overfits (why)", "run 2 (why)"]
    assert [run.number for run in brought.runs] == [2, 3]
    assert brought.used == AtEpoch(brought.runs[-1].id, 4)
    assert brought.in_words() == "2 runs from why.digitpad-runs"
    found, sent = store.records(), teacher.records()
    assert [run.id for run in found] == [mine.id, *(run.id for run in brought.runs)]
    for run, original in zip(brought.runs, sent, strict=True):
        assert run.id != original.id and run.history == original.history
        assert (run.seed, run.jobs, run.note) == (original.seed, original.jobs, original.note)
        assert run.came_in.file == "why" and run.identity == original.identity
        here, there = store.networks(run), teacher.networks(original)
        assert here.keys() == there.keys()
        assert all(same(here[epoch], there[epoch]) for epoch in here)
    assert brought.runs[1].parent == brought.runs[0].id


COPY = "run 1, epoch 3 of 5"


@pytest.mark.parametrize(
    ("origin", "wanted", "alone"),
    [
        (Origin("run 1", "run", epoch=3), "run 1 (more), epoch 3", "run 1 (more), epoch 3"),
        (Origin(COPY, "laboratory"), "a changed copy of run 1 (more), epoch 3 of 5",
         "a changed copy of run 1, epoch 3 of 5 (more)"),
        (Origin("run 1", "hand", "Ada"), *2 * ["run 1 (more) after learning a hand"]),
    ],
)  # fmt: skip
def test_a_run_from_a_file_names_the_one_it_began_with_as_it_is_called_here(
    stores, tmp_path, origin, wanted, alone
):
    """alone: if that one did not come along, as another run may have its title here."""
    teacher, path = stores("teacher"), tmp_path / "more.digitpad-runs"
    one, networks = learnt_run(1, 5)
    child, _ = learnt_run(2, 5, parent=one.id, has_start=True, origin=origin)
    child = replace(child, start_epochs=3, jobs=(replace(child.jobs[0], epochs=2),))
    child = replace(child, history=one.history[:3] + child.history[3:])
    for run in (one, child):
        keep(teacher, run, networks)
    for told, sent in ((wanted, [one.id, child.id]), (alone, [child.id])):
        pupil = stores(f"pupil with {len(sent)}")
        keep(pupil, *learnt_run(1, 3))
        teacher.write_runs(path, sent)
        run = pupil.bring_runs(path).runs[-1]
        rows = list(csv.DictReader(io.StringIO(runs_csv([run]).decode())))
        assert [row["origin"] for row in rows] == [told] * 5
        assert run.origin.name == settings_of(run)["origin"] == told


def test_opened_again_a_file_doubles_nothing_and_what_was_deleted_comes_back(stores, lesson):
    store = stores("pupil")
    first = store.bring_runs(lesson)
    again = store.bring_runs(lesson)
    assert again.runs == () and again.used == first.used
    assert again.in_words() == "0 runs from why.digitpad-runs; 2 were there"
    store.delete([first.runs[0].id])
    back = store.bring_runs(lesson)
    assert [run.id for run in back.back] == [first.runs[0].id] and back.runs == ()
    assert back.in_words() == "1 run from why.digitpad-runs; 1 was there"
    assert len(store.networks(store.run(back.back[0].id))) == 6


def test_what_comes_back_is_not_doubled_and_a_pupil_s_note_is_added(
    teacher, stores, lesson, tmp_path
):
    pupil = stores("pupil")
    for run in pupil.bring_runs(lesson).runs:
        note = f"{run.note}\nThe cost turns at 16.".strip() if "overfits" in run.title else ""
        pupil.keep(replace(run, note=note), None)
    mine, networks = learnt_run(7, 3)
    keep(pupil, mine, networks)
    path = tmp_path / "anna.digitpad-runs"
    pupil.write_runs(path, [run.id for run in pupil.records()])
    brought = teacher.bring_runs(path)
    assert [run.title for run in brought.runs] == ["run 7 (anna)"]
    assert brought.in_words(1) == "1 run from anna.digitpad-runs; 2 were there; 1 note added"
    one, other = teacher.records()[:2]
    noted = "Look at the cost.\nThe cost turns at 16."
    assert brought.notes == ((one.id, noted), (other.id, ""))


@pytest.mark.parametrize(
    ("note", "there", "wanted"),
    [
        ("new", "", "anna: new"),
        ("old\nnew", "old", "old\nanna: new"),
        ("old", "old", "old"),
        ("", "old", "old"),
        ("old\nnew", "old\nanna: new", "old\nanna: new"),
        ("one\ntwo", "anna: one\n  two\nben: two", "anna: one\n  two\nben: two"),
        # A shorter answer, and one that was changed back.
        ("yes", "anna: yes, but later", "anna: yes, but later\nanna: yes"),
        ("one", "anna: one\n  two", "anna: one\n  two\nanna: one"),
        ("yes", "anna: yes\nanna: no", "anna: yes\nanna: no\nanna: yes"),
        ("no", "anna: yes\nben: no\nanna: no", "anna: yes\nben: no\nanna: no"),
        ("one\ntwo", "old\nben: two", "old\nben: two\nanna: one\n  two"),
        ("old\nyes", "old\nben: yes", "old\nben: yes\nanna: yes"),
        ("at 1", "at 11?", "at 11?\nanna: at 1"),
    ],
)
def test_a_note_from_a_file_is_put_below_the_one_that_is_there(note, there, wanted):
    assert note_from("anna", note, there) == wanted


def test_files_of_one_name_give_runs_of_different_names(stores, tmp_path):
    teacher = stores("teacher")
    for folder in "abc":
        pupil = stores(folder)
        run, networks = learnt_run(1, 2)
        run = replace(run, seed=ord(folder))
        path = tmp_path / folder / "homework.digitpad-runs"
        keep(pupil, run, networks)
        pupil.write_runs(path, [run.id])
        teacher.bring_runs(path)
    wanted = ["run 1 (homework)", "run 1 (homework) 2", "run 1 (homework) 3"]
    assert [run.title for run in teacher.records()] == wanted


def test_a_file_tells_no_path_and_no_name_of_a_hand(stores, tmp_path):
    store, secret = stores("teacher"), str(tmp_path / "Secret folder")
    store.put_hand(Hand("Annabel"))
    learnt, networks = learnt_run(1, 2, has_start=True, name="run 1 + Annabel", file=secret)
    learnt = replace(learnt, origin=Origin("run 0 + Annabel", "hand", "Bartholomew"))
    folder, others = learnt_run(2, 2)
    folder = replace(folder, data=DataSpec(secret), data_set="Clothes", hands=("some hand",))
    copy, of_copy = learnt_run(3, 2, has_start=True)
    copy = replace(copy, origin=Origin("run 1 + Bartholomew", "run"), seed=3)
    for run, each in ((learnt, networks), (folder, others), (copy, of_copy)):
        keep(store, run, each)
    path = tmp_path / "a.digitpad-runs"
    store.write_runs(path, [run.id for run in store.records()])
    content = path.read_bytes()
    for word in (b"Annabel", b"Bartholomew", b"Secret", b"some hand", os.fsencode(tmp_path)):
        assert word not in content
    one, other, third = stores("pupil").bring_runs(path).runs
    assert one.title == "run 1 + a hand (a)"
    assert one.origin.name == "run 0 + a hand after learning a hand"
    assert (other.data, other.data_set, other.has_known_past) == (None, "Clothes", False)
    assert third.origin.of == "run 1 + a hand"


def test_runs_of_experiments_count_for_none_where_they_arrive(stores, tmp_path):
    store, path = stores("teacher"), tmp_path / "a.digitpad-runs"
    names = "quadratic", "cross-entropy"
    for number, trial in enumerate(names, start=1):
        run, networks = learnt_run(number, 2, experiment="costs", trial=trial, name=trial)
        keep(store, run, networks)
    store.write_runs(path, [run.id for run in store.records()])
    brought = stores("pupil").bring_runs(path)
    for run, trial in zip(brought.runs, names, strict=True):
        assert (run.experiment, run.trial) == ("", "") and run.of_experiment.endswith(trial)


def test_when_room_is_short_what_came_from_files_is_thinned_first(
    teacher, stores, lesson, monkeypatch
):
    store = stores("pupil")
    mine, networks = learnt_run(1, 5)
    keep(store, replace(mine, seed=9), networks)
    brought = store.bring_runs(lesson).runs
    with closing(sqlite3.connect(store.file)) as db:
        (size,) = db.execute("select avg(length(arrays)) from network").fetchone()
    monkeypatch.setattr("digitpad.session.store.MOST_BYTES", 10 * size)
    store.bound()
    found = {run.title: len(store.networks(run)) for run in store.records()}
    assert found["run 1"] == 6 and found["overfits (why)"] < 6 and len(brought) == 2


def batch_of_twenty(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        (old,) = db.execute("select record from run where rowid = 1").fetchone()
        run = msgspec.json.decode(old)
        run["jobs"][0]["settings"]["mini_batch_size"] = 20
        db.execute("update run set record = ? where rowid = 1", (msgspec.json.encode(run),))


def middle_network(path):
    network = Architecture((8,)).network(np.random.default_rng(77))
    arrays = bytes_of_arrays((*network.weights, *network.biases))
    put = (
        "update network set arrays = ?, checksum = ? where epoch = 2 and run = (select id from run)"
    )
    changed(path, put, values=(arrays, checksum_of(arrays)))


OTHERS = {
    "another identity": lambda path: record(path, identity="0123456789abcdef"),
    "no identity": lambda path: record(path, identity="mine"),
    "other settings": batch_of_twenty,
    "another network on its way": middle_network,
}


@pytest.mark.parametrize("kind", OTHERS)
def test_a_run_with_other_content_or_another_identity_is_another_run(teacher, tmp_path, kind):
    (one, _), path = teacher.records(), tmp_path / "anna.digitpad-runs"
    teacher.write_runs(path, [one.id])
    OTHERS[kind](path)
    for _again, count in ((1, 1), (2, 0)):
        brought = teacher.bring_runs(path)
        assert len(brought.runs) == count and len(teacher.records()) == 3
        assert one.id not in dict(brought.notes)


# Hostile files.


def changed(lesson, *statements, values=()):
    with closing(sqlite3.connect(lesson, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement, values)


def record(lesson, **changes):
    """Change the record of the first run of a file."""
    with closing(sqlite3.connect(lesson, isolation_level=None)) as db:
        (old,) = db.execute("select record from run where rowid = 1").fetchone()
        new = msgspec.json.encode(msgspec.json.decode(old) | changes)
        db.execute("update run set record = ? where rowid = 1", (new,))


def put_arrays(lesson, arrays):
    put = "update network set arrays = ?, checksum = ? where epoch = 5"
    changed(lesson, put, values=(arrays, checksum_of(arrays)))


def huge_header(lesson):
    """An array that claims 94 GB."""
    header = np.lib.format.header_data_from_array_1_0(np.zeros((8, 784), np.float32))
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, header | {"shape": (30_000_000, 784)})
    forged = buffer.getvalue() + b"\0" * 100
    put_arrays(lesson, forged)


def nan_weights(lesson):
    network = Architecture((8,)).network(np.random.default_rng(1))
    network.weights[0][0, 0] = np.nan
    put_arrays(lesson, bytes_of_arrays((*network.weights, *network.biases)))


REFUSED = {
    "a view": lambda path: changed(path, "create view more as select * from run"),
    "a trigger": lambda path: changed(
        path, "create trigger t after insert on run begin delete from run; end"
    ),
    "another table": lambda path: changed(path, "create table more (x)"),
    "a column": lambda path: changed(path, "alter table run add column more"),
    "a store": lambda path: changed(path, "pragma application_id = 0"),
    "of a later version": lambda path: changed(path, "pragma user_version = 99"),
    "of an earlier version": lambda path: changed(path, "pragma user_version = 2"),
    "cut in half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "a text": lambda path: path.write_text("runs"),
    "empty": lambda path: path.write_bytes(b""),
    "too large": lambda path: os.truncate(path, 2 * 10**9),
    "being written": lambda path: path.with_name(f"{path.name}-journal").write_bytes(b"x"),
    "with a log": lambda path: path.with_name(f"{path.name}-wal").write_bytes(b"x"),
    "gone": lambda path: path.unlink(),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "too many runs": lambda path: changed(
        path,
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 10001) "
        "insert into run select 'r' || i, i, '', '', '', '', 0, null, '{}' from n",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_is_no_file_of_runs_is_refused_and_nothing_changes(stores, lesson, kind):
    store = stores("pupil")
    run, networks = learnt_run(1, 2)
    keep(store, replace(run, seed=5), networks)
    REFUSED[kind](lesson)
    before = {path: path.stat().st_mtime_ns for path in lesson.parent.iterdir()}
    with pytest.raises(RunsFileError) as told:
        store.bring_runs(lesson)
    assert str(told.value).startswith("why.digitpad-runs cannot be read: ")
    assert str(told.value).endswith(".") and len(str(told.value)) < 200
    assert len(store.records()) == 1
    assert {path: path.stat().st_mtime_ns for path in lesson.parent.iterdir()} == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes among its files")
def test_a_pipe_is_refused_at_once(stores, tmp_path):
    path = tmp_path / "why.digitpad-runs"
    os.mkfifo(path)
    with pytest.raises(RunsFileError, match="no regular file"):
        stores("pupil").bring_runs(path)


def test_rows_without_end_are_refused_and_hold_nothing_up(stores, lesson, monkeypatch):
    """A small file can claim any number of rows; that many steps are not taken."""
    changed(
        lesson,
        "with recursive n(i) as (select 10 union all select i + 1 from n where i < 9000) "
        "insert into network select 'r' || i, i, x'', '' from n",
        "with recursive n(i) as (select 10 union all select i + 1 from n where i < 9000) "
        "insert into run select 'r' || i, i, '', '', '', '', 0, null, '{}' from n",
    )
    monkeypatch.setattr(runs_file, "MOST_STEPS", 20_000)
    with pytest.raises(RunsFileError, match="damaged, or no file of runs"):
        stores("pupil").bring_runs(lesson)


LEFT_OUT = {
    "no record": lambda path: changed(path, "update run set record = '' where rowid = 1"),
    "a long record": lambda path: changed(
        path, "update run set record = zeroblob(25000000) where rowid = 1"
    ),
    "a number as id": lambda path: changed(path, "update run set id = x'00ff' where rowid = 1"),
    "no network": lambda path: changed(path, "delete from network where epoch = 5"),
    "another checksum": lambda path: changed(
        path, "update network set checksum = 'x' where epoch = 5"
    ),
    "a forged header": huge_header,
    "a number that is none": nan_weights,
    "an epoch too many": lambda path: changed(path, "update network set epoch = 9 where epoch = 1"),
    "a layer of 10^6": lambda path: record(path, architecture={"hidden_layers": [10**6]}),
    "10^6 layers": lambda path: record(path, architecture={"hidden_layers": [1] * 10**6}),
    "an unknown cost": lambda path: record(path, architecture={"cost": "Cost"}),
    "more right than there are": lambda path: record(
        path, history=[msgspec.to_builtins(epoch_result(1, evaluation_accuracy=20_000))]
    ),
    "an epoch before the first": lambda path: record(path, start_epochs=-1),
    "epochs of no job": lambda path: record(path, start_epochs=3),
    "a far future": lambda path: record(path, made=1e300),
    "outputs of no network": lambda path: record(path, stuck=[12]),
    "three classes": lambda path: record(path, classes=["a", "b", "c"]),
    "a negative seed": lambda path: record(path, seed=-1),
    "other data": lambda path: record(path, evaluation="../test"),
}


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_a_run_that_cannot_be_read_is_left_out_and_counted(stores, lesson, kind):
    store = stores("pupil")
    LEFT_OUT[kind](lesson)
    begun = time.monotonic()
    brought = store.bring_runs(lesson)
    assert time.monotonic() - begun < 10
    assert [run.title for run in brought.runs] == ["run 2 (why)"] and brought.left_out == 1
    assert "1 cannot be read and is left out" in brought.in_words()
    assert [run.title for run in store.records()] == ["run 2 (why)"]


def test_texts_from_strangers_are_plain_and_short(stores, lesson):
    store = stores("pupil")
    long = "n\n\u202eame" * 3000
    changed(lesson, "update run set name = ? where rowid = 1", values=(long,))
    changed(lesson, "update run set name = cast(x'ff41' as text) where rowid = 2")
    record(lesson, note=f"a\u202e\nb{'c' * 20_000}", file="/etc/passwd", data_set=long)
    one, other = store.bring_runs(lesson).runs
    assert len(one.name) < 300 and one.name.isprintable() and other.name.isprintable()
    assert one.note.startswith("a\ufffd\nb") and len(one.note) < 20_100
    assert one.file == "" and len(one.data_set) == 200 and one.data_set.isprintable()


def test_an_old_file_stays_if_the_new_one_cannot_be_written(teacher, tmp_path):
    ids = [run.id for run in teacher.records()]
    with pytest.raises(RunsFileError, match="no folder"):
        teacher.write_runs(tmp_path / "nowhere" / "a.digitpad-runs", ids)
    path = tmp_path / "a.digitpad-runs"
    path.write_text("old")
    path.chmod(0o400)
    with pytest.raises(RunsFileError, match="read-only"):
        teacher.write_runs(path, ids)
    assert path.read_text() == "old" and list(tmp_path.glob(".digitpad*")) == []


# In a session.


def test_a_file_is_opened_beside_the_runs_that_are_here(session, keeper, qtbot, lesson, train):
    keeper.begin()
    finish(keeper, qtbot)
    mine, told = train(), []
    session.queue.stop()
    session.told.connect(told.append)
    with qtbot.waitSignal(session.told, check_params_cb=lambda line: "why" in line):
        keeper.open_runs(lesson)
    titles = [run.title for run in session.runs.listed()]
    assert titles == [mine.title, "overfits (why)", "run 2 (why)"]
    qtbot.waitUntil(lambda: session.title.startswith("run 2 (why)"))
    assert "why" in told[-1]  # to be read, also if another run was in use
    assert sorted(session.runs.networks(session.run_id)) == [2, 3, 4]
    session.runs.delete([session.runs.listed()[1].id])
    session.take_back()
    assert [run.title for run in session.runs.listed()] == titles


def test_a_file_that_is_opened_before_the_kept_runs_are_read_comes_after_them(
    session, keeper, qtbot, lesson, stores, next_start, train, trainer
):
    keeper.begin()
    finish(keeper, qtbot)
    train()
    trainer.end(9000)
    again = next_start()
    later = again.session
    assert later.run is not None and later.title == "run 1"
    later.runs.are_read = False
    with qtbot.waitSignal(later.told, check_params_cb=lambda line: "why" in line):
        again.keeper.open_runs(lesson)
        again.keeper.begin()
    qtbot.waitUntil(lambda: later.title == "run 2 (why)")
    assert len(later.runs.listed()) == 3


def test_while_a_run_learns_what_is_opened_is_listed_alone(session, keeper, qtbot, lesson, train):
    keeper.begin()
    finish(keeper, qtbot)
    run = train()
    with qtbot.waitSignal(session.told, check_params_cb=lambda line: "why" in line):
        keeper.open_runs(lesson)
    finish(keeper, qtbot)
    assert session.run_id == run.id and session.learns and session.runs.count == 3


def test_notes_that_come_back_are_one_step_to_undo(session, keeper, qtbot, tmp_path, stores):
    keeper.begin()
    finish(keeper, qtbot)
    run, networks = learnt_run(1, 2)
    session.runs.put(run, "listed", networks=networks)
    pupil, path = stores("pupil"), tmp_path / "ben.digitpad-runs"
    pupil.keep(replace(run, note="I see."), networks)
    pupil.write_runs(path, [run.id])
    keeper.keep_now()
    with qtbot.waitSignal(session.told, check_params_cb=lambda line: "1 note" in line):
        keeper.open_runs(path)
    assert session.runs[run.id].note == "ben: I see."
    session.take_back()
    assert session.runs[run.id].note == ""
    session.make_again()
    assert session.runs[run.id].note == "ben: I see."


def test_a_file_is_exported_with_what_has_just_been_learnt(
    session, keeper, qtbot, tmp_path, stores, train, trainer
):
    keeper.begin()
    finish(keeper, qtbot)
    run = train()
    trainer.advance(9000, 9100)
    path = tmp_path / "now.digitpad-runs"
    with qtbot.waitSignal(session.told, check_params_cb=lambda line: str(path) in line):
        keeper.export_runs([run.id], path)
    (found,) = stores("elsewhere").bring_runs(path).runs
    assert found.epochs == 2 and found.came_in.file == "now"
    assert runs_file.is_file_of_runs(path)
