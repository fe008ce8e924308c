"""The store: one SQLite file that keeps all runs and hands until a person deletes them. No Qt.

Any program for SQLite can look into it:

    sqlite3 digitpad.sqlite "select number, name, experiment, trial from run"

A run's record is JSON, as msgspec writes `Run`; lists read only the records. A network belongs to
an epoch of a run, is written once, and never changes. Its arrays are in NumPy's own format, without
pickle. Each method is a transaction on the one connection
of `StoreFile`, so one thread alone may call it, see `store_thread.py`.

The desk is the state of the window: which run it has in use, what it trains, the form and the
drawing. It stays however the window ends, and the next start begins with it.
"""

import hashlib
import io
import math
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from digitpad.core.costs import COSTS
from digitpad.core.data.hands import Hand, WrittenDigit
from digitpad.core.network import Network
from digitpad.core.network_file import check_arrays
from digitpad.session.drawing import Drawing
from digitpad.session.runs.maker import first_network
from digitpad.session.runs.run import Networks, Run
from digitpad.session.store_file import UNREADABLE, StoreError, StoreFile

if TYPE_CHECKING:
    from digitpad.session.runs.own_experiment import OwnExperiment

KEEP = """
    insert into run (id, number, name, experiment, trial, revision, changed, record)
    values (:id, :number, :name, :experiment, :trial, '', :changed, :record)
    on conflict (id) do update set
        name = :name, changed = :changed, deleted = null, record = :record
"""
DESK = "select run, is_training, record, drawing from desk order by changed desc limit 1"
LAY = "insert into desk values ('', ?, ?, ?, ?, ?)"
HIGHEST = """
    select coalesce(max(cast(number as integer)), 0) from run
    where (experiment != '') = ? and number between 0 and ?
"""
SIZES = """
    select run, sum(length(arrays)) from network join run on run.id = network.run
    group by run order by changed
"""
PUT_DIGIT = "replace into digit values (?, ?, ?, ?, ?, ?)"

MOST_BYTES = 10**9  # of all networks
MOST_RUNS = 10**9
# Rows as they are read. Damaged rows may have values of any type.
Row = tuple[Any, ...]
Record = tuple[Annotated[int, Meta(ge=0, le=MOST_RUNS)], str, bytes]
Named = tuple[str, str]
Guess = tuple[str, int | None]
FormEntries = Mapping[str, bool | int | float | str | None]


@dataclass(frozen=True, slots=True)
class Desk:
    """The window's state, which the next start restores.

    run, epoch: the run in use, if any, and its epoch (None for the last). file, written: the path
    of the file in use, and when it was last written (st_mtime_ns). is_older: whether the file lacks
    what the run has learnt. learns: the id of the run that learns. experiment: the name of the one
    under way. form: the form's entries, by the names of its fields.
    """

    run: str = ""
    learns: str = ""
    experiment: str = ""
    form: FormEntries = field(default_factory=dict)
    drawing: Drawing | None = None
    epoch: int | None = None
    file: str = ""
    written: int = 0
    is_older: bool = False

    @property
    def is_training(self) -> bool:
        """Whether the run in use learns."""
        return self.run != "" and self.learns == self.run


class Store(StoreFile):
    """What is kept. Each method raises StoreError."""

    # Runs.

    def records(self) -> list[Run]:
        """All runs without their networks, in their order."""
        with self.transaction("begin") as db:
            rows = db.execute(
                "select number, name, record from run where deleted is null"
            ).fetchall()
        runs = self.read("run", rows, _record)
        return sorted(runs, key=lambda run: run.order)

    def keep(self, run: Run, networks: Networks | None, most_bytes: float = math.inf) -> int:
        """Write a run. Returns its number: a new run gets that above all others of its kind.

        networks: all that it has now; None if they are not in memory, and have not changed. Of
        those that are new, the last ones that take `most_bytes` are written, and one at least.
        """
        with self.transaction() as db:
            row = db.execute("select number from run where id = ?", (run.id,)).fetchone()
            (highest,) = db.execute(HIGHEST, (run.experiment != "", MOST_RUNS)).fetchone()
            number = highest + 1 if row is None else int(row[0])
            run = replace(run, number=number)
            names = "id", "number", "name", "experiment", "trial"
            values = {name: getattr(run, name) for name in names}
            values |= {"changed": time.time(), "record": msgspec.json.encode(run)}
            db.execute(KEEP, values)
            if networks is not None:
                self._keep_networks(db, run, networks, most_bytes)
        return number

    def lacks(self, run: Run, networks: Networks) -> bool:
        """Whether `keep` has left out some of these networks."""
        with self.transaction("begin") as db:
            return bool(_wanted(run, networks) - _kept(db, run))

    def _keep_networks(
        self, db: sqlite3.Connection, run: Run, networks: Networks, most_bytes: float
    ) -> None:
        """Write the networks of epochs that are new, and remove those of epochs that are gone."""
        wanted, kept, written = _wanted(run, networks), _kept(db, run), 0
        for epoch in sorted(wanted - kept, reverse=True):
            if written >= most_bytes:
                break
            network = networks[epoch]
            arrays = _of_arrays((*network.weights, *network.biases))
            row = run.id, epoch, arrays, checksum_of(arrays)
            db.execute("insert into network values (?, ?, ?, ?)", row)
            written += len(arrays)
        gone = ((run.id, epoch) for epoch in kept - wanted)
        db.executemany("delete from network where run = ? and epoch = ?", gone)

    def run(self, run_id: str) -> Run:
        """A run. Raises StoreError also if it is not there."""
        with self.transaction("begin") as db:
            question = "select number, name, record from run where id = ? and deleted is null"
            row = db.execute(question, (run_id,)).fetchone()
        if row is None:
            raise StoreError("The run is not there: it was deleted, or could not be kept.")
        try:
            return _record(row)
        except UNREADABLE as error:
            raise StoreError("The run cannot be read: its record is damaged.") from error

    def networks(self, run: Run) -> Networks:
        """The networks of a run that can be read, the first one drawn anew if it was drawn.

        Raises StoreError if none of its epochs has one.
        """
        with self.transaction("begin") as db:
            question = "select epoch, arrays, checksum from network where run = ?"
            rows = db.execute(question, (run.id,)).fetchall()
        networks = dict(self.read("network", rows, _Networks(run).read))
        if run.history and not networks:
            raise StoreError(f"No network of {run.title} can be read, so only its curves are left.")
        if not run.has_start and run.seed is not None:
            networks[0] = first_network(run)
        return networks

    def delete(self, run_ids: Sequence[str], deleted: bool = True) -> None:
        """Mark runs as deleted, or remove the mark; `clear` deletes them for good."""
        with self.transaction() as db:
            rows = (("yes" if deleted else None, run_id) for run_id in run_ids)
            db.executemany("update run set deleted = ? where id = ?", rows)

    def clear(self) -> None:
        """Delete for good what is marked as deleted, and bound the networks; see `bound`."""
        with self.transaction() as db:
            db.execute("delete from run where deleted is not null")
        self.bound()

    def bound(self) -> None:
        """Keep only the first, the best and the last networks of the oldest runs.

        Of as few runs as are needed for all networks to take less than MOST_BYTES.
        """
        with self.transaction() as db:
            rows = db.execute(SIZES).fetchall()
            too_much = sum(size for _, size in rows) - MOST_BYTES
            for run_id, _ in rows:
                if too_much <= 0:
                    return
                question = "select number, name, record from run where id = ?"
                run = self.read("run", db.execute(question, (run_id,)).fetchall(), _record)
                question = "select epoch, length(arrays) from network where run = ?"
                sizes = dict(db.execute(question, (run_id,)).fetchall())
                spared = {min(sizes), max(sizes), *(each.best_epoch for each in run)}
                for epoch in sizes.keys() - spared:
                    db.execute("delete from network where run = ? and epoch = ?", (run_id, epoch))
                    too_much -= sizes[epoch]

    # The desk.

    def lay_desk(self, desk: Desk) -> None:
        """Keep the desk."""
        drawing = None if desk.drawing is None else _of_drawing(desk.drawing)
        record = msgspec.json.encode(replace(desk, drawing=None))
        with self.transaction() as db:
            db.execute("delete from desk")
            db.execute(LAY, (desk.run, desk.is_training, time.time(), drawing, record))

    def desk(self) -> Desk:
        """The desk that was left last."""
        with self.transaction("begin") as db:
            rows = db.execute(DESK).fetchall()
            kept = {run_id for (run_id,) in db.execute("select id from run where deleted is null")}
        desks = self.read("desk", rows, _desk)
        if not desks:
            return Desk()
        (desk,) = desks
        drawing = self.read("drawing", [row[-1] for row in rows if row[-1]], _drawing)
        run = desk.run if desk.run in kept else ""
        return replace(desk, run=run, drawing=next(iter(drawing), None))

    # Guesses at experiments.

    def guesses(self) -> dict[str, int | None]:
        """The choice guessed in each experiment, by its name."""
        with self.transaction("begin") as db:
            rows = db.execute("select experiment, choice from guess").fetchall()
        return dict(self.read("guess", rows, partial(msgspec.convert, type=Guess)))

    def guess(self, experiment: str, choice: int | None) -> None:
        """Keep a guess; None if an experiment was begun without one."""
        with self.transaction() as db:
            db.execute("replace into guess values (?, ?)", (experiment, choice))

    # A person's own experiments. Their module is imported only when they are wanted.

    def own_experiments(self) -> "list[OwnExperiment]":
        """A person's own experiments, in the order in which they began."""
        from digitpad.session.runs.own_experiment import OwnExperiment

        with self.transaction("begin") as db:
            rows = db.execute("select record from experiment").fetchall()
        read = partial(msgspec.json.decode, type=OwnExperiment)
        found = self.read("experiment", rows, lambda row: read(*row))
        return sorted(found, key=attrgetter("began"))

    def put_own_experiment(self, own: "OwnExperiment") -> None:
        """Keep a person's own experiment."""
        with self.transaction() as db:
            record = msgspec.json.encode(own)
            db.execute("replace into experiment values (?, ?)", (own.name, record))

    def delete_own_experiment(self, name: str) -> None:
        """Remove an experiment and its guess, but not its runs."""
        with self.transaction() as db:
            db.execute("delete from experiment where name = ?", (name,))
            db.execute("delete from guess where experiment = ?", (name,))

    # Hands.

    def hands(self) -> list[Hand]:
        """All hands, in the order of their names."""
        with self.transaction("begin") as db:
            rows = db.execute("select id, name from hand").fetchall()
            digits = db.execute(
                "select hand, id, label, written, is_confirmed, strokes from digit "
                "order by written, rowid"
            ).fetchall()
        written: dict[str, list[WrittenDigit]] = {}
        for hand_id, digit in self.read("digit", digits, _digit):
            written.setdefault(hand_id, []).append(digit)
        hands = [
            Hand(name, tuple(written.get(hand_id, ())), hand_id)
            for hand_id, name in self.read("hand", rows, partial(msgspec.convert, type=Named))
        ]
        return sorted(hands, key=lambda hand: (hand.name.casefold(), hand.id))

    def put_digit(self, hand: Hand, digit: WrittenDigit) -> None:
        """Add a digit to a hand, or replace the digit with its id.

        A hand without a row gets one.
        """
        with self.transaction() as db:
            db.execute("insert or ignore into hand values (?, ?)", (hand.id, hand.name))
            db.execute(PUT_DIGIT, _row(hand, digit))

    def remove_digit(self, hand_id: str, digit_id: str) -> None:
        with self.transaction() as db:
            db.execute("delete from digit where hand = ? and id = ?", (hand_id, digit_id))

    def put_hand(self, hand: Hand) -> None:
        """Add a hand with its digits, or rename the hand with its id."""
        with self.transaction() as db:
            named = "insert into hand values (?, ?) on conflict (id) do update set name = ?"
            db.execute(named, (hand.id, hand.name, hand.name))
            db.executemany(PUT_DIGIT, [_row(hand, digit) for digit in hand.digits])

    def delete_hand(self, hand_id: str) -> None:
        """Remove a hand with all its digits, for good."""
        with self.transaction() as db:
            db.execute("delete from hand where id = ?", (hand_id,))


def _desk(row: Row) -> Desk:
    run, is_training, record, _drawing = row
    if record is None:  # kept by an earlier version
        return Desk(msgspec.convert(run, str), run if is_training else "")
    return msgspec.json.decode(record, type=Desk)


def _record(row: Row) -> Run:
    number, name, record = msgspec.convert(row, Record, builtin_types=(bytes,))
    return replace(msgspec.json.decode(record, type=Run), number=number, name=name)


def _row(hand: Hand, digit: WrittenDigit) -> tuple[object, ...]:
    strokes = msgspec.json.encode(digit.strokes)
    return digit.id, hand.id, digit.label, digit.written, digit.is_confirmed, strokes


def _digit(row: Row) -> tuple[str, WrittenDigit]:
    """The id of a digit's hand, and the digit."""
    hand_id, digit_id, label, written, sure, strokes = row
    digit = {"id": digit_id, "label": label, "written": written, "is_confirmed": bool(sure)}
    digit["strokes"] = msgspec.json.decode(strokes)
    return msgspec.convert(hand_id, str), msgspec.convert(digit, WrittenDigit)


# Arrays, one after the other, each in NumPy's format.


def checksum_of(arrays: object) -> str:
    """The SHA-256, in hexadecimal, of arrays as bytes; empty for a damaged value."""
    return hashlib.sha256(arrays).hexdigest() if isinstance(arrays, bytes) else ""


def _wanted(run: Run, networks: Networks) -> set[int]:
    """The epochs of these networks that are kept: the first one may be drawn again."""
    return {epoch for epoch in networks if epoch or run.has_start}


def _kept(db: sqlite3.Connection, run: Run) -> set[int]:
    rows = db.execute("select epoch from network where run = ?", (run.id,)).fetchall()
    return {epoch for (epoch,) in rows}


def _of_arrays(arrays: Sequence[NDArray[Any]]) -> bytes:
    buffer = io.BytesIO()
    for array in arrays:
        np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _arrays(written: bytes, count: int) -> list[NDArray[Any]]:
    buffer = io.BytesIO(written)
    return [np.load(buffer, allow_pickle=False) for _ in range(count)]


class _Networks:
    """Reads the networks of a run."""

    def __init__(self, run: Run) -> None:
        self._sizes = run.architecture.sizes
        self._cost, self._neurons = COSTS[run.architecture.cost], run.architecture.neurons

    def read(self, row: Row) -> tuple[int, Network]:
        """A network, after its epoch. Raises ValueError if it is damaged."""
        epoch, written, checksum = row
        if checksum != checksum_of(written):
            raise ValueError("the arrays have another checksum")
        layers = len(self._sizes) - 1
        arrays = _arrays(written, 2 * layers)
        check_arrays(self._sizes, arrays[:layers], arrays[layers:])
        if any(array.dtype.kind != "f" for array in arrays):
            raise ValueError("a network has numbers of another kind")
        network = Network(
            self._sizes,
            self._cost,
            neurons=self._neurons,
            dtype=arrays[0].dtype,
            arrays=(arrays[:layers], arrays[layers:]),
        )
        return msgspec.convert(epoch, int), network


def _of_drawing(drawing: Drawing) -> bytes:
    return msgspec.json.encode(drawing, enc_hook=lambda array: _of_arrays([array]))


def _drawing(written: bytes) -> Drawing:
    def array(_kind: Any, encoded: Any) -> NDArray[Any]:
        return _arrays(msgspec.convert(encoded, bytes), 1)[0]

    return msgspec.json.decode(written, type=Drawing, dec_hook=array)
