"""Brings over stores of version 2, whose networks had roles instead of epochs. No Qt.

Then a run had a last, a best and perhaps a first network, and the last one could be of half an
epoch. Such a network becomes a run of its own: epochs are the unit now.
"""

import sqlite3
from typing import Any

import msgspec

from digitpad.core.data.hands import new_id
from digitpad.session.runs.run import title_of

VERSION = 2
SCHEMA = """
    drop table if exists network;
    create table network (
        run text not null references run on delete cascade, role text not null,
        arrays blob not null, checksum text not null, primary key (run, role)
    );
"""
# Whether an attached file called `old` is such a store.
IS_OLD = "select 1 from pragma_table_info('network', 'old') where name = 'role'"
GONE = "forgetting"  # an experiment whose runs are a person's now
LEFT_OUT = "networks", "later", "best_epoch"  # of a record
LEFT_OUT_OF_JOBS = "mini_batches", "ends_epoch", "changes"
NEW_RUN = "insert into run values (?, ?, ?, '', '', '', ?, null, ?)"
HIGHEST = "select coalesce(max(number), 0) from run where experiment = ''"
MOVE = """
    insert or ignore into network
    select run, ?, arrays, checksum from with_roles where run = ? and role = ?
"""

Record = dict[str, Any]


def bring_over(db: sqlite3.Connection, network: str) -> None:
    """Change the tables to those of version 3. network: the statement that makes the new one."""
    db.execute("begin immediate")
    try:
        db.execute("alter table network rename to with_roles")
        db.execute(network)
        db.execute("delete from run where deleted is not null")
        runs = db.execute("select id, number, name, changed, record from run").fetchall()
        for run_id, number, name, changed, written in runs:
            try:
                record = msgspec.json.decode(written, type=Record)
                title = title_of(name, "", number)
                _bring_run(db, run_id, title, changed, record)
            except (ValueError, TypeError, LookupError):
                continue  # a damaged record, which reading it leaves out as well
        db.execute("drop table with_roles")
        db.execute("pragma user_version = 3")
        db.execute("commit")
    except BaseException:
        db.rollback()
        raise


def _bring_run(
    db: sqlite3.Connection, run_id: str, title: str, changed: float, record: Record
) -> None:
    jobs, origin = record.get("jobs", []), record.get("origin")
    is_half = (
        bool(jobs) and jobs[-1].get("mini_batches", 0) and not jobs[-1].get("ends_epoch", True)
    )
    epochs = len(record.get("history", []))
    if is_half:
        half = _half(record, title, f"{title}, in epoch {epochs + 1:,}")
        _add(db, run_id, half, changed)
    else:
        db.execute(MOVE, (epochs, run_id, "last"))
    if record.get("best_epoch"):
        db.execute(MOVE, (record["best_epoch"], run_id, "best"))
    db.execute(MOVE, (record.get("start_epochs", 0), run_id, "start"))
    if origin is not None and origin["how"] in ("last", "best"):
        origin["how"] = "run"
    is_gone = record.get("experiment") == GONE
    if is_gone:
        record |= {"experiment": "", "trial": ""}
    if (record.get("data") or {}).get("writer") is not None:  # no run learns from one any more
        record["data"] = None
    _leave_out(record, LEFT_OUT)
    for job in jobs:
        _leave_out(job, LEFT_OUT_OF_JOBS)
    row = msgspec.json.encode(record), is_gone, is_gone, run_id
    db.execute(
        "update run set record = ?, experiment = iif(?, '', experiment), "
        "trial = iif(?, '', trial) where id = ?",
        row,
    )


def _half(record: Record, title: str, name: str) -> Record:
    """The record of a run that begins with a network of half an epoch, without curves."""
    job = record["jobs"][-1]
    changes = job.get("changes", [])
    kept = "architecture", "data", "data_set", "evaluation", "classes", "hands"
    half = {key: record[key] for key in kept if key in record}
    half |= {"id": new_id(), "name": name, "parent": record["id"], "has_start": True}
    half["origin"] = {"of": title, "how": "run"}
    settings = changes[-1]["hyperparameters"] if changes else job["settings"]
    return half | {"start_hyperparameters": settings}


def _add(db: sqlite3.Connection, run_id: str, half: Record, changed: float) -> None:
    """Add that run, with the last network of the one with this id, and let it be in use for it."""
    (highest,) = db.execute(HIGHEST).fetchone()
    half["number"] = highest + 1
    record = msgspec.json.encode(half)
    db.execute(NEW_RUN, (half["id"], half["number"], half["name"], changed, record))
    move = """
        insert into network
        select ?, 0, arrays, checksum from with_roles where run = ? and role = 'last'
    """
    db.execute(move, (half["id"], run_id))
    db.execute("update desk set run = ? where run = ?", (half["id"], run_id))
    desk = "update desk set record = replace(record, ?, ?) where record is not null"
    db.execute(desk, (f'"run":"{run_id}"', f'"run":"{half["id"]}"'))


def _leave_out(record: Record, keys: tuple[str, ...]) -> None:
    for key in keys:
        record.pop(key, None)
