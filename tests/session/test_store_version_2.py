"""A store as version 2 wrote it is brought over with all that a person had in it.

Its networks had roles: the last, the best and the first of a run. It is written here by hand.
"""

import hashlib
import io
import json
import sqlite3
from contextlib import closing, suppress

import numpy as np
import pytest
from same import same

from digitpad.core.book.experiments import named
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture, Hyperparameters
from digitpad.session.runs.python_lines import python_lines
from digitpad.session.runs.run import AtEpoch
from digitpad.session.store import Store
from digitpad.session.store_file import StoreError

SCHEMA = """
    pragma auto_vacuum = full;
    begin immediate;
    create table run (
        id text primary key, number integer not null, name text not null,
        experiment text not null, trial text not null, revision text not null,
        changed real not null, deleted text, record blob not null
    );
    create table network (
        run text not null references run on delete cascade, role text not null,
        arrays blob not null, checksum text not null, primary key (run, role)
    );
    create table hand (id text primary key, name text not null);
    create table digit (
        id text not null, hand text not null references hand on delete cascade,
        label integer not null, written real not null, is_confirmed integer not null,
        strokes blob not null, primary key (hand, id)
    );
    create table guess (experiment text primary key, choice integer);
    create table desk (
        window text primary key, run text not null, is_training integer not null,
        changed real not null, drawing blob,
        record blob -- the whole desk, but for its drawing
    );
    create table experiment (name text primary key, record blob not null); -- a person's own
    pragma user_version = 2;
    commit;
"""

SETTINGS = {
    "epochs": 30, "mini_batch_size": 10, "eta": 0.5, "lmbda": 5.0, "regularization": "L2",
    "augmentation": False, "early_stopping": "off", "no_improvement_in": 10,
    "monitor_evaluation_cost": True, "monitor_evaluation_accuracy": True,
    "monitor_training_cost": True, "monitor_training_accuracy": True,
    "monitor_gradient_lengths": False, "dropout": 0.0, "momentum": 0.0,
}  # fmt: skip
UNWATCHED = SETTINGS | {name: False for name in SETTINGS if name.startswith("monitor_")}
DATA = {
    "folder": None, "training_size": None, "evaluation": "validation", "other_hands": False,
    "evaluation_size": None, "writer": None,
}  # fmt: skip
DIGITS = [str(digit) for digit in range(10)]


def result(epoch, accuracy, eta=0.5):
    """A result of 10,000 digits; without an accuracy nothing was measured."""
    cost = None if accuracy is None else 1 / epoch
    return {
        "epoch": epoch, "evaluation_cost": cost, "evaluation_accuracy": accuracy,
        "training_cost": None, "training_accuracy": None, "evaluation_size": 10_000,
        "training_size": 50_000, "eta": eta, "lmbda": 5.0, "penalty": None,
        "gradient_lengths": None,
    }  # fmt: skip


def job(epochs, **changes):
    ended = {"settings": SETTINGS, "seed": None, "epochs": epochs, "mini_batches": 5000 * epochs,
             "ends_epoch": True, "changes": [], "seconds": 2.5, "began": 1e9,
             "end": "done"}  # fmt: skip
    return ended | changes


def record(run_id, number, *results, **changes):
    of_run = {
        "id": run_id, "number": number,
        "architecture": {"hidden_layers": [5], "cost": "CrossEntropyCost",
                         "weight_initializer": "default", "neurons": "sigmoid"},
        "seed": number, "start_hyperparameters": None, "data": DATA, "data_set": "MNIST",
        "evaluation": "validation", "history": list(results), "parent": None, "origin": None,
        "name": "", "file": "", "experiment": "", "trial": "", "start_epochs": 0,
        "jobs": [job(len(results))], "classes": DIGITS, "hands": [], "best_epoch": None,
        "later": [], "has_start": False, "networks": None,
    }  # fmt: skip
    return of_run | changes


CHANGED = {"epoch": 5, "hyperparameters": SETTINGS | {"eta": 0.25}}
HALF = job(5, mini_batches=25_070, ends_epoch=False, changes=[CHANGED], end="stopped")
HALF_RUN = [result(i, 9000 + i, eta=0.5 if i < 5 else 0.25) for i in (1, 2, 3)]
HALF_RUN += [result(4, 9400), result(5, 9300, eta=0.25)]
MNIST_FIRST = {"of": "MNIST, seed 1", "how": "last", "hand": "", "epoch": 3, "percent": 95.5}
OF_BEST = {"of": "best of all", "how": "best", "hand": "", "epoch": 2, "percent": 93.0}
PERSON = DATA | {"writer": 2, "training_size": 160, "evaluation": "test"}
FIRST_1000 = DATA | {"training_size": 1000, "evaluation": "test"}
TRIAL = named("more-data").trials[3].name
OF_MORE = {"experiment": "more-data", "trial": TRIAL, "name": TRIAL, "data": FIRST_1000, "seed": 1}

RECORDS = [
    record("whole", 1, result(1, 9000), result(2, 9300), result(3, 9200), best_epoch=2,
           name="best of all"),
    record("back", 2, result(1, 9000), result(2, 9300), best_epoch=2, later=[result(3, 9200)]),
    record("half", 3, *HALF_RUN, jobs=[HALF], best_epoch=4),
    record("file", 4, result(1, 9000), result(2, 9100), result(3, 9200), best_epoch=3,
           start_epochs=2, has_start=True, file="/a/net.json", jobs=[job(1, seed=11)],
           start_hyperparameters=SETTINGS | {"eta": 0.125}),
    record("child", 5, result(1, 9000), result(2, 9300), result(3, 9100), best_epoch=2,
           start_epochs=2, has_start=True, parent="whole", origin=OF_BEST,
           jobs=[job(1, seed=12)], start_hyperparameters=SETTINGS),
    record("costs", 1, result(1, 9500), experiment="costs", trial="quadratic, 30 hidden",
           name="quadratic, 30 hidden", best_epoch=1, seed=1),
    record("forgot", 2, result(1, 8800), result(2, 8700), experiment="forgetting",
           trial="after one writer’s digits: MNIST", name="after one writer’s digits: MNIST",
           data=PERSON, data_set="pen digits of person 2", evaluation="test", best_epoch=1,
           has_start=True, parent="costs", origin=MNIST_FIRST, jobs=[job(2, seed=13)]),
    record("more", 3, result(1, None), result(2, 8885), best_epoch=2, **OF_MORE,
           jobs=[job(1, settings=UNWATCHED), job(1, seed=2)]),
    record("fewer", 4, result(1, None), result(2, None), **OF_MORE | {"seed": 2},
           jobs=[job(1, settings=UNWATCHED), job(1, seed=3, settings=UNWATCHED)]),
    record("broken", 6, result(1, 9000)),
    record("gone", 7, result(1, 9000), jobs=[HALF]),
]  # fmt: skip
# The networks by runs and roles, as seeds; the same seed stands for the same network.
ROLES = {
    "whole": {"last": 13, "best": 12}, "back": {"last": 22, "best": 22},
    "half": {"last": 36, "best": 34}, "file": {"last": 43, "best": 43, "start": 42},
    "child": {"last": 53, "best": 52, "start": 52}, "costs": {"last": 61, "best": 61},
    "forgot": {"last": 72, "best": 71, "start": 70}, "more": {"last": 82, "best": 82},
    "fewer": {"last": 92}, "broken": {"last": 1}, "gone": {"last": 1},
}  # fmt: skip
# The networks that each run has now, by epoch. Epoch 0 of a new network is drawn from its seed.
EPOCHS = {
    "whole": {0: 1, 2: 12, 3: 13}, "back": {0: 2, 2: 22}, "half": {0: 3, 4: 34},
    "file": {2: 42, 3: 43}, "child": {2: 52, 3: 53}, "costs": {0: 1, 1: 61},
    "forgot": {0: 70, 1: 71, 2: 72}, "more": {0: 1, 2: 82}, "fewer": {0: 2, 2: 92},
}  # fmt: skip


def network(seed):
    return Architecture((5,)).network(np.random.default_rng(seed))


def arrays_of(seed):
    buffer, of_seed = io.BytesIO(), network(seed)
    for array in (*of_seed.weights, *of_seed.biases):
        np.save(buffer, array)
    return buffer.getvalue()


def write(file, records=RECORDS):
    """Write the store, and leave it as a crash does while the half run learns."""
    with closing(sqlite3.connect(file)) as db:
        db.executescript(SCHEMA)
        for run in records:
            written = json.dumps(run, ensure_ascii=False, separators=(",", ":")).encode()
            written = written[:99] if run["id"] == "broken" else written
            named_so = (*(run[name] for name in ("id", "number", "name", "experiment", "trial")),)
            deleted = "window" if run["id"] == "gone" else None
            row = *named_so, "revision", 1e9, deleted, written
            db.execute("insert into run values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            for role, seed in ROLES[run["id"]].items():
                arrays = arrays_of(seed)
                row = run["id"], role, arrays, hashlib.sha256(arrays).hexdigest()
                db.execute("insert into network values (?, ?, ?, ?)", row)
        db.execute("insert into hand values ('ada', 'Ada')")
        digit = "digit", "ada", 4, 1.0, 0, b"[[[0.1,0.1],[0.2,0.3]]]"
        db.execute("insert into digit values (?, ?, ?, ?, ?, ?)", digit)
        db.execute("insert into guess values ('costs', 1)")
        desk = {"run": "half", "learns": "half", "experiment": "", "form": {"eta": 0.25}}
        desk["drawing"] = None
        written = json.dumps(desk, separators=(",", ":")).encode()
        db.execute("insert into desk values ('', 'half', 1, 1e9, null, ?)", (written,))
        db.commit()


@pytest.fixture
def file(tmp_path):
    write(tmp_path / "digitpad.sqlite")
    return tmp_path / "digitpad.sqlite"


@pytest.fixture
def store(file, said):
    """What the next start reads; it is the first to open the file."""
    store = Store(file, lambda *words: said.append(words))
    yield store
    store.close()


def assert_all_networks(store, runs):
    """All epochs have their networks, to the last bit, and so has the half one."""
    found = {run.id: store.networks(run) for run in runs}
    (half,) = found.keys() - EPOCHS.keys()
    for run_id, seeds in (EPOCHS | {half: {0: 36}}).items():
        assert found[run_id].keys() == seeds.keys(), run_id
        for epoch, seed in seeds.items():
            assert same(found[run_id][epoch], network(seed)), (run_id, epoch)


def test_all_runs_are_there_with_their_names_numbers_and_networks(store, said):
    runs = store.records()
    assert said == [("", "1 run cannot be read and is left out; it stays in the file.")]
    assert [(run.number, run.title) for run in runs if not run.experiment] == [
        *((1, "best of all"), (2, "run 2"), (2, "after one writer’s digits: MNIST"), (3, "run 3")),
        *((4, "net"), (5, "run 5"), (7, "run 3, in epoch 6")),
    ]
    assert [(run.number, run.id) for run in runs if run.experiment] == [
        *((1, "costs"), (3, "more"), (4, "fewer")),
    ]
    assert_all_networks(store, runs)
    before = [store.run(run.id) for run in runs]
    store.close()
    with closing(sqlite3.connect(store.file)) as db:
        assert db.execute("pragma user_version").fetchone() == (3,)
        tables = db.execute("select name from sqlite_master where type = 'table'")
        assert {name for (name,) in tables} >= {"run", "network", "hand", "desk"}
        assert db.execute("select count(*) from run").fetchone() == (len(runs) + 1,)
        half = "select name from run where id in (select run from desk)"
        assert db.execute(half).fetchone() == ("run 3, in epoch 6",)
    assert_all_networks(store, store.records())
    assert [store.run(run.id).history for run in runs] == [run.history for run in before]
    (hand,) = store.hands()
    assert (hand.name, hand.counts()[4], store.guesses()) == ("Ada", 1, {"costs": 1})


def test_curves_jobs_and_settings_are_as_they_were(store):
    runs = {run.id: run for run in store.records()}
    for old in RECORDS[:-2]:
        run, size = runs[old["id"]], 10_000
        accuracies = [each["evaluation_accuracy"] for each in old["history"]]
        assert [each.evaluation_accuracy for each in run.history] == accuracies
        assert {each.evaluation_size for each in run.history} == {size}
        assert run.best_epoch == old["best_epoch"] and run.seed == old["seed"]
        assert [job.epochs for job in run.jobs] == [each["epochs"] for each in old["jobs"]]
        assert [job.seed for job in run.jobs] == [each["seed"] for each in old["jobs"]]
        assert (run.parent, run.has_start) == (old["parent"], old["has_start"])
    assert [runs["half"].settings_at(epoch).eta for epoch in (1, 5)] == [0.5, 0.25]
    assert runs["file"].settings_at(2).eta == 0.125
    assert (runs["file"].title, runs["file"].start_epochs) == ("net", 2)
    assert runs["child"].origin.name == "best of all, epoch 2"
    assert runs["whole"].data == DataSpec()


def test_a_network_of_half_an_epoch_is_a_run_of_its_own_and_in_use(session, keeper, written, store):
    said = []
    session.told.connect(said.append)
    keeper.begin()
    written()
    run = session.run
    assert run.title == session.title == "run 3, in epoch 6" and run.history == run.jobs == ()
    assert same(session.network, network(36)) and session.runs.in_use == AtEpoch(run.id)
    assert (run.parent, run.data, run.classes) == ("half", DataSpec(), tuple(DIGITS))
    assert run.hyperparameters.eta == 0.25 and run.origin.name == "run 3"
    assert run.id in [each.id for each in session.runs.listed()]
    session.train(Hyperparameters(epochs=1))
    assert session.run_id == run.id  # it goes on by itself
    session.queue.stop()


def test_a_half_network_of_a_run_with_a_file_has_the_runs_number(tmp_path):
    """Where nothing was measured, no whole epoch had a network."""
    of_file = {"file": "/a/mine.digitpad.json", "jobs": [job(1, ends_epoch=False)]}
    write(tmp_path / "a.sqlite", [record("fewer", 1, result(1, None), **of_file)])
    with closing(Store(tmp_path / "a.sqlite")) as store:
        run, half = store.records()
        assert (run.title, half.title) == ("run 1", "run 1, in epoch 2")
        assert half.origin.name == "run 1" and same(store.networks(half)[0], network(92))
        with pytest.raises(StoreError, match="No network of run 1 can be read, so only its curves"):
            store.networks(run)


def test_a_run_without_the_network_of_its_last_epoch_says_which_one_is_in_use(
    session, keeper, written, qtbot
):
    keeper.begin()
    written()
    session.use("half")
    qtbot.waitUntil(lambda: session.run_id == "half")
    assert session.title_and_epoch == "run 3, epoch 4 of 5" and session.runs.epoch == 4
    assert same(session.network, network(34))


def test_runs_of_forgetting_are_a_persons_and_their_data_unknown(store):
    run = store.run("forgot")
    assert (run.experiment, run.trial, run.data) == ("", "", None)
    assert run.data_set == "pen digits of person 2" and run.origin.name == "MNIST, seed 1, epoch 3"
    assert "# It is not known what data it learnt from" in python_lines(run)
    with closing(sqlite3.connect(store.file)) as db:
        row = db.execute("select experiment, trial from run where id = 'forgot'").fetchone()
    assert row == ("", "")


@pytest.mark.parametrize(
    "how", ["drop table guess", "pragma user_version = 0", "delete from hand; drop table desk"]
)
def test_the_networks_of_a_damaged_file_are_salvaged_by_their_roles(file, store, said, how):
    with closing(sqlite3.connect(file)) as db:
        db.executescript(how)
    runs = store.records()
    (title, sentence), left_out = said
    assert title == "Runs and digits" and "is now in" in sentence and "1 digit " in sentence
    assert "11 runs (1 without a network)" in sentence  # whose record is damaged
    assert left_out[1].startswith("1 run cannot be read")
    assert_all_networks(store, runs)


@pytest.mark.parametrize("page", [3, 9, 20, 35, 60])
def test_a_zeroed_page_gives_no_wrong_network(file, store, page):
    content = bytearray(file.read_bytes())
    assert (page + 1) * 4096 < len(content)
    content[page * 4096 : (page + 1) * 4096] = bytes(4096)
    file.write_bytes(content)
    with suppress(StoreError):  # the damage may be noticed while it is brought over
        store.records()
    for run in store.records():
        seeds = EPOCHS.get(run.id, {0: 36})
        try:
            found = store.networks(run)
        except StoreError:
            continue
        assert all(same(found[epoch], network(seeds[epoch])) for epoch in found)
