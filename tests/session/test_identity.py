"""Which run a file is of: only its identity and its content say so, whatever was edited in it."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from learnt_runs import learnt_run
from same import same
from small_runs import finish, let_go

from digitpad import Hyperparameters
from digitpad.core.network_file import RunKey, is_as_saved, read_network_file
from digitpad.session.keeper import Keeper
from digitpad.session.opened_files import open_network, save_network
from digitpad.session.runs.job import Job
from digitpad.session.runs.maker import first_network, new_run
from digitpad.session.runs.run import LONGEST_NOTE
from digitpad.session.runs.run_settings import caption_of, differences
from digitpad.session.store_rows import bytes_of_arrays, checksum_of

ANSWER = "When does it turn?\nAt 3."


def put(session, run, networks, **changes):
    run = replace(run, **changes)
    if run.is_drawn:
        networks = {**networks, 0: first_network(run)}
    session.runs.put(run, "listed", networks=networks)
    return session.runs[run.id]


@pytest.fixture
def begun(session, keeper, qtbot):
    """A session whose runs are kept, with a run of four epochs in use."""
    keeper.begin()
    finish(keeper, qtbot)
    run, networks = learnt_run(1, 4, hidden=(2,), name="plain", note="When does it turn?")
    put(session, run, networks)
    session.use(run.id)
    return session


def saved(session, path, epoch=None):
    """Save an epoch of the run in use to a file, and return it."""
    session.use(session.run_id, epoch)
    save_network(session.content(), path)
    return path


def ask(keeper, qtbot, question):
    """Ask something of the store, on its thread."""
    found = []
    keeper.do(question, then=found.append)
    qtbot.waitUntil(lambda: found)
    return found[0]


def edited(path, **keys):
    path.write_text(json.dumps(json.loads(path.read_text()) | keys))
    return path


def opened(session, keeper, qtbot, path):
    """Open a network file, as the window does."""
    keeper.open_network(*open_network(path))
    for _ in range(2):  # its run is found, and then its networks are read
        finish(keeper, qtbot)
    qtbot.waitUntil(lambda: session.run is not None and session.run.is_listed)


# Network files.


def test_a_file_names_its_run_and_the_epoch_beside_the_keys_of_the_book(begun, tmp_path):
    path = saved(begun, tmp_path / "net.json", 3)
    assert json.loads(path.read_text())["run"] == {"id": begun.run.identity, "epoch": 3}
    assert read_network_file(path).run == RunKey(begun.run.identity, 3)


@pytest.mark.parametrize(
    "key",
    [None, 5, "0123456789abcdef", [], {}, {"id": "this", "epoch": 1}, {"id": "", "epoch": 1},
     {"id": "0123456789ABCDEF", "epoch": 1}, {"id": "0123456789abcdef\n", "epoch": 1},
     {"id": "0123456789abcdef", "epoch": -1}, {"id": "0123456789abcdef", "epoch": 9},
     {"id": "0123456789abcdef", "epoch": 1.5}, {"id": "0123456789abcdef"}],
)  # fmt: skip
def test_what_names_no_run_and_epoch_is_no_key(begun, tmp_path, key):
    path = edited(saved(begun, tmp_path / "net.json"), run=key)
    assert read_network_file(path).run is None


@pytest.mark.parametrize("epoch", [0, 2, 4])
def test_a_file_that_nobody_changed_leads_back_to_its_run_and_epoch(
    begun, keeper, qtbot, tmp_path, epoch
):
    path, run_id = saved(begun, tmp_path / "net.json", epoch), begun.run_id
    begun.show_shipped()
    keeper.keep_now()
    qtbot.waitUntil(lambda: not begun.runs.networks(run_id))  # it is only on disk
    opened(begun, keeper, qtbot, path)
    qtbot.waitUntil(lambda: begun.run_id == run_id)
    assert (begun.runs.epoch, begun.runs.count) == (epoch, 1)
    assert begun.file.path == path and begun.file.modified is (epoch != 4)


EDITS = {
    "weights": lambda keys: {"weights": [[[0.5] * 784] * 2, keys["weights"][1]]},
    "settings": lambda keys: {"hyperparameters": keys["hyperparameters"] | {"eta": 3.0}},
    "a curve": lambda keys: {"training_cost": [9.0, 9.0, 9.0, 9.0]},
    "seed": lambda keys: {"seed": 77},
    "data": lambda keys: {"data_set": "squares"},
    "another's identity": lambda keys: {"run": {"id": "0123456789abcdef", "epoch": 4}},
    "no identity": lambda keys: {"run": None},
    "another epoch": lambda keys: {"run": keys["run"] | {"epoch": 2}},
    "checksum": lambda keys: {"checksum": "x"},
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_file_is_a_run_of_its_own_and_save_loses_no_edit(
    begun, keeper, qtbot, tmp_path, edit
):
    path, before = saved(begun, tmp_path / "mine.json"), begun.run
    edited(path, **EDITS[edit](json.loads(path.read_text())))
    content = read_network_file(path)
    opened(begun, keeper, qtbot, path)
    run_id = begun.run_id
    assert run_id != before.id and begun.run.title == "mine" and begun.runs.count == 2
    assert same(begun.network, content.network) and begun.runs[before.id] is before
    save_network(begun.content(), path)
    found = replace(read_network_file(path), run=None, checksum_matches=None)
    assert is_as_saved(replace(content, run=None, checksum_matches=None), found)
    for _again in range(2):
        opened(begun, keeper, qtbot, path)
        assert begun.run_id == run_id and begun.runs.count == 2


def test_what_a_file_does_not_say_is_no_edit(begun, keeper, qtbot, tmp_path):
    path, run_id = saved(begun, tmp_path / "net.json"), begun.run_id
    keys = json.loads(path.read_text())
    for missing in ("digitpad_version", "seed", "checksum", "hyperparameters", "data_set"):
        del keys[missing]
    path.write_text(json.dumps(keys))
    opened(begun, keeper, qtbot, path)
    assert begun.run_id == run_id and begun.runs.count == 1


def test_a_run_that_was_thinned_since_or_is_not_here_is_one_of_its_own(
    begun, keeper, store, qtbot, tmp_path
):
    path, before = saved(begun, tmp_path / "net.json", 2), begun.run
    keeper.keep_now()
    with store.transaction() as db:
        db.execute("delete from network where epoch = 2")
    begun.show_shipped()
    qtbot.waitUntil(lambda: not begun.runs.networks(before.id))
    for _again in range(2):
        opened(begun, keeper, qtbot, path)
        qtbot.waitUntil(lambda: begun.run_id != before.id and begun.runs.count == 2)
        assert begun.run.epochs == 2 and begun.run.identity != before.identity


def test_a_changed_copy_is_saved_as_itself_and_opened_as_itself(begun, keeper, qtbot, tmp_path):
    network = begun.run.architecture.network(np.random.default_rng(99))
    begun.use_copy(network)
    run = begun.run
    path = saved(begun, tmp_path / "copy.json")
    assert json.loads(path.read_text())["run"] == {"id": run.identity, "epoch": 0}
    begun.show_shipped()
    opened(begun, keeper, qtbot, path)
    qtbot.waitUntil(lambda: begun.run_id == run.id)
    assert begun.runs.count == 2


def test_a_file_of_a_deleted_run_brings_it_back_as_it_was(begun, keeper, qtbot, tmp_path):
    path, run_id = saved(begun, tmp_path / "net.json"), begun.run_id
    begun.runs.write_notes({run_id: ANSWER})
    begun.show_shipped()
    begun.runs.delete([run_id])
    opened(begun, keeper, qtbot, path)
    qtbot.waitUntil(lambda: begun.run_id == run_id)
    assert begun.run.note == ANSWER and begun.runs.count == 1


def test_a_file_of_an_earlier_version_is_a_run_of_its_own_and_one_row(
    begun, keeper, qtbot, tmp_path
):
    path = edited(saved(begun, tmp_path / "old.json"), run=None)
    for _again in range(3):
        opened(begun, keeper, qtbot, path)
        assert begun.runs.count == 2 and begun.run.title == "old"


def test_files_that_are_opened_before_the_kept_runs_are_read_are_of_them(
    begun, keeper, qtbot, tmp_path, trainer, windows
):
    path, run_id = saved(begun, tmp_path / "net.json", 2), begun.run_id
    begun.runs.write_notes({run_id: ANSWER})
    begun.show_shipped()
    let_go(keeper)
    session = type(trainer)().session()
    session.runs.are_read = False  # as in a window that has just begun
    again = windows(session)
    again.open_network(*open_network(path))
    assert same(session.network, read_network_file(path).network) and not session.run.is_listed
    again.begin()
    qtbot.waitUntil(lambda: session.run_id == run_id)
    assert session.run.note == ANSWER and session.runs.count == 1 and session.runs.epoch == 2


# Runs that differ, in words.


def test_a_setting_that_was_changed_is_told_with_its_epochs(begun):
    run, _ = learnt_run(2, 9)
    history = [replace(each, eta=0.5 if each.epoch < 6 else 0.05) for each in run.history]
    job = replace(run.jobs[0], settings=Hyperparameters(eta=0.5))
    run = replace(run, history=tuple(history), jobs=(job,))
    assert caption_of(run)[1].startswith("η 0.5, from epoch 6 on 0.05; ")
    slow = [replace(each, eta=0.05) for each in run.history]
    slow = replace(run, id="slow", history=tuple(slow),
                   jobs=(replace(job, settings=Hyperparameters(eta=0.05)),))  # fmt: skip
    told = differences([run, slow])
    assert told == {run.id: "η 0.5, from epoch 6 on 0.05", "slow": "η 0.05"}
    twin = replace(run, id="twin")
    assert len(set(differences([run, twin]).values())) == 1  # they have one seed, too


def test_what_was_changed_before_a_run_began_and_by_another_job_is_told_too():
    run, _ = learnt_run(2, 6, hidden=(8,))
    jobs = (
        Job(Hyperparameters(eta=0.5, mini_batch_size=10), epochs=2),
        Job(Hyperparameters(eta=0.5, mini_batch_size=20), epochs=2),
    )
    first = [replace(each, eta=0.25 if each.epoch == 1 else 0.5) for each in run.history]
    run = replace(
        run, history=tuple(first), jobs=jobs, start_epochs=2, has_start=True,
        start_hyperparameters=Hyperparameters(eta=0.5),
    )  # fmt: skip
    said = caption_of(run)[1]
    assert "η 0.25, from epoch 2 on 0.5" in said
    assert "mini-batch size 10, from epoch 5 on 20" in said


# Notes.


def test_a_note_that_is_too_long_is_cut_and_that_is_told(begun, keeper, qtbot, tmp_path):
    path = tmp_path / "anna.digitpad-runs"
    begun.runs.write_notes({begun.run_id: f"{begun.run.note}\nAt 3."})
    keeper.keep_now()
    ask(keeper, qtbot, lambda: keeper.store.write_runs(path, [begun.run_id]))
    full = "x" * LONGEST_NOTE
    assert begun.runs.write_notes({begun.run_id: full + "y"}) == 1
    assert begun.run.note == full
    with qtbot.waitSignal(begun.told, check_params_cb=lambda line: "1 note cut after" in line):
        keeper.open_runs(path)
    assert begun.run.note == full


# Whatever was edited.


SOME = settings(
    max_examples=500,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
KEYS = "seed", "run", "checksum", "hyperparameters", "data_set", "penalty"
NETWORK_EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("drop"), st.sampled_from(KEYS)),
        st.tuples(st.sampled_from(["weight", "curve", "rate", "seed", "epoch"]), st.integers(0, 3)),
        st.tuples(st.just("identity"), st.sampled_from(["a" * 16, "this", "", "other", "none"])),
    ),
    max_size=3,
)


@pytest.fixture
def window(trainer, qtbot):
    """Makes sessions with a keeper whose runs are in memory, and ends those before."""
    keepers = []

    def window():
        while keepers:
            let_go(keepers.pop())
        session = trainer.session()
        keepers.append(Keeper(session, None))
        keepers[-1].begin()
        finish(keepers[-1], qtbot)
        return session, keepers[-1]

    yield window
    while keepers:
        let_go(keepers.pop())


def lesson_in(session):
    """Three runs: one, another with equal settings, seed and curves, and one that goes on."""
    one, networks = learnt_run(1, 3, hidden=(2,), name="plain", note="Why?")
    one = put(session, one, networks)
    two = replace(new_run(one.architecture, 2, one.seed), history=one.history, jobs=one.jobs)
    two = replace(two, data=one.data, data_set=one.data_set, evaluation=one.evaluation)
    two = put(session, two, dict(networks), note="Mine.")
    three, _ = learnt_run(3, 4, hidden=(2,))
    history = one.history + three.history[3:]
    three = replace(three, history=history, start_epochs=3, parent=one.id, has_start=True,
                    jobs=(replace(three.jobs[0], epochs=1),))  # fmt: skip
    later = {3: networks[3], 4: one.architecture.network(np.random.default_rng(4))}
    return one, two, put(session, three, later)


def edit_network(keys, edits, other):
    for what, value in edits:
        if what == "drop":
            keys.pop(value, None)
        elif what == "weight":
            keys["weights"][1][value % 2][0] += 1.0
        elif what == "curve" and keys.get("training_cost"):
            keys["training_cost"][value % len(keys["training_cost"])] = 7.5
        elif what == "rate" and "hyperparameters" in keys:
            keys["hyperparameters"]["eta"] = 1.0 + value
        elif what == "seed":
            keys["seed"] = value
        elif what == "epoch" and "run" in keys:
            keys["run"]["epoch"] = value
        elif what == "identity" and "run" in keys:
            keys["run"]["id"] = other if value == "other" else value
    return keys


@pytest.mark.slow
@SOME
@given(edits=NETWORK_EDITS, which=st.integers(0, 2), epoch=st.integers(0, 4))
def test_whatever_is_edited_in_a_network_file_its_own_network_is_in_use(
    window, qtbot, tmp_path, edits, which, epoch
):
    session, keeper = window()
    runs = lesson_in(session)
    session.use(runs[which].id, epoch)
    path = saved(session, tmp_path / "net.json", session.runs.epoch)
    keys = edit_network(json.loads(path.read_text()), edits, runs[which - 1].identity)
    path.write_text(json.dumps(keys))
    content = read_network_file(path)
    session.show_shipped()
    counts = []
    for _again in range(2):
        opened(session, keeper, qtbot, path)
        assert same(session.network, content.network)
        counts.append(session.runs.count)
        said = replace(session.content(), run=content.run)
        assert is_as_saved(replace(content, checksum_matches=None), said)
    assert counts[0] == counts[1] <= 4
    assert [session.runs[run.id].note for run in runs] == [run.note for run in runs]
    assert all(session.runs[run.id].history == run.history for run in runs)


PLACES = st.integers(0, 2)  # of the three runs in a file
RUN_EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("note"), PLACES, st.sampled_from(["", "yes", "yes\nno", "Why?\nyes"])),
        st.tuples(st.just("identity"), PLACES, st.sampled_from(["a" * 16, "this", "other"])),
        st.tuples(
            st.sampled_from(["weight", "middle", "curve", "rate", "shorter", "thinned", "id"]),
            PLACES,
            st.none(),
        ),
        st.tuples(st.just("longer"), PLACES, st.none()),
    ),
    max_size=4,
)  # fmt: skip


def edit_runs(path, edits):
    """Edit the runs of a file, each given by its place."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        rows = db.execute("select rowid, id, record from run order by rowid").fetchall()
        records = [msgspec.json.decode(record) for *_, record in rows]
        for what, place, value in edits:
            record, row = records[place], rows[place][1]
            epochs = len(record["history"])
            if what == "note":
                record["note"] = value
            elif what == "identity":
                record["identity"] = records[place - 1]["identity"] if value == "other" else value
            elif what in ("weight", "middle"):
                put_other_network(db, row, epochs if what == "weight" else epochs - 1)
            elif what == "curve":
                record["history"][-1]["training_cost"] = 7.5
            elif what == "rate":
                record["jobs"][-1]["settings"]["mini_batch_size"] = 77
            elif what == "shorter" and record["jobs"][-1]["epochs"] > 1 and epochs > 2:
                record["history"].pop()
                record["jobs"][-1]["epochs"] -= 1
                db.execute("delete from network where run = ? and epoch = ?", (row, epochs))
            elif what == "longer":
                record["history"].append(record["history"][-1] | {"epoch": epochs + 1})
                record["jobs"][-1]["epochs"] += 1
                put_other_network(db, row, epochs + 1)
            elif what == "thinned":
                db.execute("delete from network where run = ? and epoch = 1", (row,))
            elif what == "id":
                record["parent"] = records[place - 1]["id"]
        for (rowid, *_), record in zip(rows, records, strict=True):
            db.execute("update run set record = ? where rowid = ?",
                       (msgspec.json.encode(record), rowid))  # fmt: skip
        return records


def put_other_network(db, row, epoch):
    network = learnt_run(1, 1, hidden=(2,))[0].architecture.network(
        np.random.default_rng(epoch + 50)
    )
    arrays = bytes_of_arrays((*network.weights, *network.biases))
    values = (row, epoch, arrays, checksum_of(arrays))
    db.execute("replace into network values (?, ?, ?, ?)", values)


def last_networks(path):
    """The checksum of the last network of each run of a file, in their order."""
    with closing(sqlite3.connect(path)) as db:
        question = """select n.checksum from run join network n on n.run = run.id
                      group by run.id having n.epoch = max(n.epoch) order by run.rowid"""
        return [checksum for (checksum,) in db.execute(question)]


def checksum_at(session, keeper, qtbot, run, epoch):
    network = session.runs.network_of(run, epoch)
    network = network or ask(keeper, qtbot, lambda: keeper.store.network(run, epoch))
    return network and checksum_of(bytes_of_arrays((*network.weights, *network.biases)))


def checksums(session, keeper, qtbot, run):
    """Those of all its networks, as one that was edited in the middle is a run of its own."""
    return [checksum_at(session, keeper, qtbot, run, epoch) for epoch in range(run.epochs + 1)]


@pytest.mark.slow
@SOME
@example(edits=[("identity", 1, "other"), ("middle", 1, None)], goes_on=False)
@given(edits=RUN_EDITS, goes_on=st.booleans())
def test_whatever_is_edited_in_a_file_of_runs_nothing_is_lost_or_doubled(
    window, qtbot, tmp_path, edits, goes_on
):
    path = tmp_path / "anna.digitpad-runs"
    session, keeper = window()
    runs = lesson_in(session)
    keeper.keep_now()
    ask(keeper, qtbot, lambda: keeper.store.write_runs(path, [run.id for run in runs]))
    records = edit_runs(path, edits)
    if goes_on:  # here, since the file was written
        one = session.runs[runs[0].id]
        longer = (*one.history, replace(one.history[-1], epoch=4))
        job = replace(one.jobs[0], epochs=4, settings=replace(one.jobs[0].settings, epochs=9))
        network = one.architecture.network(np.random.default_rng(8))
        put(session, replace(one, history=longer, jobs=(job,)), {4: network})
    here = {run.id: session.runs[run.id] for run in runs}
    wanted, found = last_networks(path), []
    for _again in range(2):
        with qtbot.waitSignal(session.told, check_params_cb=lambda line: "anna" in line):
            keeper.open_runs(path)
        finish(keeper, qtbot)
        qtbot.waitUntil(lambda: session.run is not None)
        found.append({run.id for run in session.runs.listed()})
        at = len(records[-1]["history"])
        assert session.runs.epoch == at
        assert checksum_at(session, keeper, qtbot, session.run, at) == wanted[-1]
    assert found[0] == found[1] and here.keys() <= found[0] and len(found[0]) <= 6
    for run in here.values():
        now = session.runs[run.id]
        assert now.history == run.history and now.note.startswith(run.note)
    listed = session.runs.listed()
    for record, checksum in zip(records, wanted, strict=True):
        epochs = len(record["history"])
        its = [
            run
            for run in listed
            if run.epochs >= epochs and checksum_at(session, keeper, qtbot, run, epochs) == checksum
        ]
        words = [line for line in record["note"].splitlines() if line.strip()]
        assert its and any(all(word in run.note for word in words) for run in its)
    new = [run for run in listed if run.id not in here]
    contents = [
        (run.identity, run.history, run.jobs, *checksums(session, keeper, qtbot, run))
        for run in new
    ]
    assert len(set(contents)) == len(contents)
