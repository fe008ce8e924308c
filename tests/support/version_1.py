"""A store in version 1 of the file, written by hand: two runs, a hand and a guess."""

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np

SCHEMA = """
    create table run (
        id text primary key, number integer not null, name text not null,
        experiment text not null, trial text not null, seed integer,
        window text, changed real not null, deleted text,
        record blob not null, drawing blob
    );
    create table network (
        run text not null references run on delete cascade, role text not null,
        arrays blob not null, primary key (run, role)
    );
    create table hand (id text primary key, name text not null);
    create table digit (
        id text not null, hand text not null references hand on delete cascade,
        label integer not null, written real not null, is_confirmed integer not null,
        strokes blob not null, primary key (hand, id)
    );
    create table guess (experiment text primary key, choice integer);
    pragma user_version = 1;
"""
STROKES = [[[0.1, 0.1], [0.2, 0.3]]]
SETTINGS = {"epochs": 3, "mini_batch_size": 10, "eta": 0.5, "lmbda": 5.0}


def _record(**of_run: object) -> bytes:
    architecture = {"hidden_layers": [5], "cost": "CrossEntropyCost", "weight_initializer": "large"}
    jobs = [{"settings": SETTINGS, "began": 1e9}]
    return json.dumps({"architecture": architecture, "jobs": jobs} | of_run).encode()


def _epoch(number: int) -> dict[str, object]:
    costs = {"evaluation_cost": 0.5, "training_cost": 0.4}
    counts = {"evaluation_accuracy": 9000, "training_accuracy": 46_000}
    sizes = {"evaluation_size": 10_000, "training_size": 50_000}
    return {"epoch": number, "eta": 0.5, "lmbda": 5.0} | costs | counts | sizes


def _arrays() -> bytes:
    """The weights and biases of 784-5-10."""
    rng, buffer = np.random.default_rng(1), io.BytesIO()
    for shape in ((5, 784), (10, 5), (5, 1), (10, 1)):
        np.save(buffer, rng.standard_normal(shape, dtype=np.float32))
    return buffer.getvalue()


def write_version_1(file: Path) -> None:
    """Write the store: run 1, whose window crashed during training, and run 2, “mine”."""
    trained = _record(id="one", number=1, seed=7, history=[_epoch(1), _epoch(2)])
    of_experiment = {"experiment": "costs", "trial": "cross-entropy"}
    named = _record(id="two", number=2, seed=8, name="mine", **of_experiment)
    drawing = json.dumps({"strokes": STROKES}).encode()
    runs = [
        ("one", 1, "", "", "", 7, "a window", 1e9, None, trained, drawing),
        ("two", 2, "mine", "costs", "cross-entropy", 8, None, 1e9, None, named, None),
    ]
    with closing(sqlite3.connect(file)) as db, db:
        db.executescript(SCHEMA)
        db.executemany(f"insert into run values ({', '.join('?' * 11)})", runs)
        networks = [(run, role, _arrays()) for run in ("one", "two") for role in ("last", "best")]
        db.executemany("insert into network values (?, ?, ?)", networks)
        db.execute("insert into hand values ('ada', 'Ada')")
        strokes = json.dumps(STROKES).encode()
        db.execute("insert into digit values ('four', 'ada', 4, 1e9, 1, ?)", (strokes,))
        db.execute("insert into guess values ('costs', 1)")
