"""The store: one SQLite file that keeps every run, and hands, until a person deletes them. No Qt.

Any program for SQLite can look into it:

    sqlite3 digitpad.sqlite "select number, name, experiment, trial, seed from run"

A run's record is JSON, as msgspec writes `Run` without its networks; lists read the records alone.
Arrays are in NumPy's own format, without pickle. Each method is a transaction on a connection of
its own, so any thread may call it.

A window that goes while it trains leaves its name in `run.window`, and one that crashes leaves it
in `run.deleted`; the next start goes on from there.
"""

import io
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from digitpad.core.costs import COSTS
from digitpad.core.data.hands import Hand, WrittenDigit
from digitpad.core.network import Network
from digitpad.core.text import reason_of
from digitpad.session.drawing import Drawing
from digitpad.session.runs.run import Networks, Run

VERSION = 1
PATIENCE = 5.0  # seconds that a transaction waits for another window's
COPY_EVERY = 7 * 24 * 3600.0  # seconds
DAMAGED = sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB
SCHEMA = f"""
    pragma auto_vacuum = full;
    begin immediate;
    create table if not exists run (
        id text primary key, number integer not null, name text not null,
        experiment text not null, trial text not null, seed integer,
        window text, changed real not null, deleted text,
        record blob not null, drawing blob
    );
    create table if not exists network (
        run text not null references run on delete cascade, role text not null,
        arrays blob not null, primary key (run, role)
    );
    create table if not exists hand (id text primary key, name text not null);
    create table if not exists digit (
        id text not null, hand text not null references hand on delete cascade,
        label integer not null, written real not null, is_confirmed integer not null,
        strokes blob not null, primary key (hand, id)
    );
    create table if not exists guess (experiment text primary key, choice integer);
    pragma user_version = {VERSION};
    commit;
"""
KEEP = """
    insert into run values (:id, :number, :name, :experiment, :trial, :seed, :window, :changed,
        null, :record, :drawing)
    on conflict (id) do update set name = :name, window = :window, changed = :changed,
        record = :record, drawing = :drawing
"""
PUT_DIGIT = "replace into digit values (?, ?, ?, ?, ?, ?)"


class StoreError(Exception):
    """Something cannot be kept or read; the message is a sentence."""


class Store:
    """The store as one window sees it."""

    def __init__(
        self,
        file: Path,
        window: str = "",
        lives: Callable[[str], bool] = lambda _window: False,
    ) -> None:
        """window: the name of this window. lives: whether another window is still there."""
        self.file, self.window, self._lives = file, window, lives
        self._copy = file.with_suffix(".sqlite.copy")
        self._checking = threading.Lock()
        self._is_checked = False
        self._said = ""  # about a damaged file

    # The file.

    def begin(self) -> str:
        """Check the file, or make it. Returns a sentence where it was damaged, else nothing.

        Raises StoreError.
        """
        self._check()
        said, self._said = self._said, ""
        return said

    def _check(self) -> None:
        """Check the file, or make it, once. Raises StoreError."""
        with self._checking:
            if not self._is_checked:
                try:
                    self._open()
                except (OSError, sqlite3.Error) as error:
                    raise StoreError(self._sentence(error)) from error
                self._is_checked = True

    def _open(self) -> None:
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._is_damaged():
            self._said = self._put_aside()
        with self._connection() as db:
            (version,) = db.execute("pragma user_version").fetchone()
            if version > VERSION:
                later = f"A later version of digitpad wrote {self.file}, so nothing is kept."
                raise StoreError(later)
            if version == 0:
                db.executescript(SCHEMA)

    def _is_damaged(self) -> bool:
        if not self.file.exists():
            return False
        if not self.file.stat().st_size:
            return self._copy.exists()
        try:
            with self._connection() as db:
                return bool(db.execute("pragma quick_check(1)").fetchone() != ("ok",))
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in DAMAGED:
                raise
            return True

    def _put_aside(self) -> str:
        """Give a damaged file another name, and take last week's copy in its place."""
        aside = self.file.with_name(f"{self.file.name}.damaged-{datetime.now():%Y-%m-%d-%H%M%S}")
        journal = self.file.with_name(f"{self.file.name}-journal")
        self.file.replace(aside)
        if journal.exists():
            journal.replace(f"{aside}-journal")
        if not self._copy.exists():
            return f"What was kept is damaged, and is now in {aside}. There is no copy of it."
        made = datetime.fromtimestamp(self._copy.stat().st_mtime)
        shutil.copy2(self._copy, self.file)
        return (
            f"What was kept is damaged, and is now in {aside}. The copy of {made:%d %b %Y}, "
            f"{self._copy}, has taken its place."
        )

    def make_copy(self) -> None:
        """Copy the file, where the last copy is older than a week. Raises StoreError."""
        new = self._copy.with_suffix(".new")
        try:
            if self._copy.exists() and time.time() - self._copy.stat().st_mtime < COPY_EVERY:
                return
            new.unlink(missing_ok=True)
            with self._connection() as db:
                db.execute("vacuum into ?", (str(new),))
            new.replace(self._copy)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(self._sentence(error)) from error

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.file, timeout=PATIENCE, isolation_level=None)) as db:
            db.execute("pragma synchronous = full")
            db.execute("pragma foreign_keys = on")
            yield db

    @contextmanager
    def _transaction(self, begin: str = "begin immediate") -> Iterator[sqlite3.Connection]:
        """A transaction, which is undone where anything is raised. Raises StoreError."""
        self._check()
        try:
            with self._connection() as db:
                db.execute(begin)
                yield db
                db.execute("commit")
        except (sqlite3.Error, msgspec.MsgspecError, ValueError, OSError) as error:
            raise StoreError(self._sentence(error)) from error

    def _sentence(self, error: Exception) -> str:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        return f"{reason[:1].upper()}{reason[1:]} ({self.file})."

    # Runs.

    def records(self) -> list[Run]:
        """All runs without their networks, in the order of their numbers. Raises StoreError."""
        with self._transaction("begin") as db:
            rows = db.execute(
                "select number, name, record from run where deleted is null order by number, id"
            )
            return [_record(*row) for row in rows]

    def keep(self, run: Run, drawing: Drawing | None, is_trained: bool) -> int:
        """Write a run, and the drawing beside it. Returns the run's number. Raises StoreError.

        A new run gets the number above all others. is_trained: whether the next start goes on with
        it, if this window goes now.
        """
        assert run.networks is not None
        with self._transaction() as db:
            row = db.execute("select number, window from run where id = ?", (run.id,)).fetchone()
            number, window = row or (_highest(db) + 1, None)
            self._check_window(window)
            values = {name: getattr(run, name) for name in ("id", "name", "experiment", "trial")}
            values |= {"number": number, "seed": run.seed, "changed": time.time()}
            values["window"] = self.window if is_trained else None
            values["record"] = msgspec.json.encode(replace(run.record, number=number))
            values["drawing"] = None if drawing is None else _of_drawing(drawing)
            db.execute(KEEP, values)
            # The network that a run began with is never another one.
            for role in ("last", "best", "start") if row is None else ("last", "best"):
                network = getattr(run.networks, role)
                if network is not None:
                    arrays = _of_arrays((*network.weights, *network.biases))
                    db.execute("replace into network values (?, ?, ?)", (run.id, role, arrays))
        return int(number)

    def _check_window(self, window: str | None) -> None:
        if window not in (None, self.window) and self._lives(str(window)):
            raise StoreError("Another window trains this run: stop it there first.")

    def run(self, run_id: str) -> tuple[Run, Drawing | None]:
        """A run with its networks, and the drawing beside it. Raises StoreError."""
        with self._transaction("begin") as db:
            row = db.execute(
                "select number, name, record, window, drawing from run where id = ?", (run_id,)
            ).fetchone()
            if row is None:
                raise StoreError("The run is not there: it was deleted, or could not be kept.")
            *record, window, drawing = row
            self._check_window(window)
            run = _record(*record)
            roles = db.execute("select role, arrays from network where run = ?", (run_id,))
            networks = {role: _network(run, arrays) for role, arrays in roles}
        run = replace(run, networks=Networks(**networks))
        return run, None if drawing is None else _drawing(drawing)

    def interrupted(self) -> str | None:
        """The id of the run that was trained last in a window that is gone. Raises StoreError.

        It is asked about once. What such windows have deleted goes for good.
        """
        with self._transaction() as db:
            rows = db.execute("select window from run union select deleted from run").fetchall()
            gone = [(window,) for (window,) in rows if window and not self._lives(window)]
            db.executemany("delete from run where deleted = ?", gone)
            left = [
                row
                for window in gone
                for row in db.execute("select changed, id from run where window = ?", window)
            ]
            db.executemany("update run set window = null where window = ?", gone)
        return max(left)[1] if left else None

    def rename(self, run_id: str, name: str) -> None:
        """Name a run. Raises StoreError."""
        with self._transaction() as db:
            db.execute("update run set name = ? where id = ?", (name, run_id))

    def delete(self, run_ids: Sequence[str], deleted: bool = True) -> None:
        """Delete runs until this window closes, or bring them back. Raises StoreError."""
        window = self.window if deleted else None
        with self._transaction() as db:
            rows = [(window, run_id) for run_id in run_ids]
            db.executemany("update run set deleted = ? where id = ?", rows)

    def forget_deleted(self) -> None:
        """Remove for good what this window has deleted. Raises StoreError."""
        with self._transaction() as db:
            db.execute("delete from run where deleted = ?", (self.window,))

    # Guesses at experiments.

    def guesses(self) -> dict[str, int | None]:
        """The choice that was guessed in each experiment that was begun. Raises StoreError."""
        with self._transaction("begin") as db:
            return dict(db.execute("select experiment, choice from guess").fetchall())

    def guess(self, experiment: str, choice: int | None) -> None:
        """Keep the choice that was guessed; None without one. Raises StoreError."""
        with self._transaction() as db:
            db.execute("replace into guess values (?, ?)", (experiment, choice))

    # Hands.

    def hands(self) -> list[Hand]:
        """All hands, in the order of their names. Raises StoreError."""
        with self._transaction("begin") as db:
            rows = db.execute("select id, name from hand").fetchall()
            hands = [_hand(db, hand_id, name) for hand_id, name in rows]
        return sorted(hands, key=lambda hand: (hand.name.casefold(), hand.id))

    def put_digit(self, hand: Hand, digit: WrittenDigit) -> None:
        """Add a digit to a hand, or replace the one of its id. Raises StoreError.

        The hand gets a row again where another window has deleted it.
        """
        with self._transaction() as db:
            db.execute("insert or ignore into hand values (?, ?)", (hand.id, hand.name))
            db.execute(PUT_DIGIT, _row(hand, digit))

    def remove_digit(self, hand_id: str, digit_id: str) -> None:
        """Remove a digit of a hand. Raises StoreError."""
        with self._transaction() as db:
            db.execute("delete from digit where hand = ? and id = ?", (hand_id, digit_id))

    def put_hand(self, hand: Hand) -> None:
        """Add a hand with its digits, or rename the one of its id. Raises StoreError."""
        with self._transaction() as db:
            named = "insert into hand values (?, ?) on conflict (id) do update set name = ?"
            db.execute(named, (hand.id, hand.name, hand.name))
            db.executemany(PUT_DIGIT, [_row(hand, digit) for digit in hand.digits])

    def delete_hand(self, hand_id: str) -> None:
        """Remove a hand with all its digits, for good. Raises StoreError."""
        with self._transaction() as db:
            db.execute("delete from hand where id = ?", (hand_id,))


def _highest(db: sqlite3.Connection) -> int:
    (number,) = db.execute("select coalesce(max(number), 0) from run").fetchone()
    return int(number)


def _record(number: int, name: str, record: bytes) -> Run:
    return replace(msgspec.json.decode(record, type=Run), number=number, name=name)


def _row(hand: Hand, digit: WrittenDigit) -> tuple[object, ...]:
    strokes = msgspec.json.encode(digit.strokes)
    return digit.id, hand.id, digit.label, digit.written, digit.is_confirmed, strokes


def _hand(db: sqlite3.Connection, hand_id: str, name: str) -> Hand:
    rows = db.execute(
        "select strokes, label, written, id, is_confirmed from digit where hand = ? "
        "order by written, rowid",
        (hand_id,),
    )
    kind = tuple[tuple[tuple[float, float], ...], ...]
    digits = tuple(
        WrittenDigit(msgspec.json.decode(strokes, type=kind), label, written, digit_id, bool(sure))
        for strokes, label, written, digit_id, sure in rows
    )
    return Hand(name, digits, hand_id)


# Arrays, one after the other, each in NumPy's format.


def _of_arrays(arrays: Sequence[NDArray[Any]]) -> bytes:
    buffer = io.BytesIO()
    for array in arrays:
        np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _arrays(written: bytes, count: int) -> list[NDArray[Any]]:
    buffer = io.BytesIO(written)
    return [np.load(buffer, allow_pickle=False) for _ in range(count)]


def _network(run: Run, written: bytes) -> Network:
    layers = len(run.architecture.sizes) - 1
    arrays = _arrays(written, 2 * layers)
    cost = COSTS[run.architecture.cost]
    return Network.from_arrays(arrays[:layers], arrays[layers:], cost, dtype=arrays[0].dtype.type)


def _of_drawing(drawing: Drawing) -> bytes:
    return msgspec.json.encode(drawing, enc_hook=lambda array: _of_arrays([array]))


def _drawing(written: bytes) -> Drawing:
    def array(_kind: Any, encoded: Any) -> NDArray[Any]:
        return _arrays(msgspec.convert(encoded, bytes), 1)[0]

    return msgspec.json.decode(written, type=Drawing, dec_hook=array)
