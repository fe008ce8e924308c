"""The store: one SQLite file that keeps all runs and hands until a person deletes them. No Qt.

Any program for SQLite can look into it:

    sqlite3 digitpad.sqlite "select number, name, experiment, trial from run"

Lists read only the runs' records. A network belongs to an epoch of a run, is written once, and
never changes. Each method is a transaction on the one connection of `StoreFile`, so one thread
alone may call it, see `keeper.py`.
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from digitpad.core.data.hands import Hand, WrittenDigit
from digitpad.core.text import printable
from digitpad.session.runs.maker import first_network
from digitpad.session.runs.run import CameIn, Networks, Run
from digitpad.session.store_file import UNREADABLE, StoreError, StoreFile
from digitpad.session.store_rows import (
    MOST_RUNS,
    Desk,
    Guess,
    Named,
    Row,
    bytes_of_arrays,
    bytes_of_drawing,
    checksum_of,
    desk_of,
    digit_of,
    drawing_of,
    network_of,
    row_of_digit,
    run_of,
)

if TYPE_CHECKING:
    from digitpad.session.runs.own_experiment import OwnExperiment
    from digitpad.session.runs_file import Brought

KEEP = """
    insert into run (id, number, name, experiment, trial, revision, changed, record)
    values (:id, :number, :name, :experiment, :trial, '', :changed, :record)
    on conflict (id) do update set
        name = :name, changed = :changed, deleted = null, record = :record
"""
DESK = "select record, drawing from desk order by changed desc limit 1"
LAY = "insert into desk values ('', ?, ?, ?, ?, ?)"
HIGHEST = """
    select coalesce(max(cast(number as integer)), 0) from run
    where (experiment != '') = ? and number between 0 and ?
"""
SIZES = """
    select run, sum(length(arrays)) from network join run on run.id = network.run
    group by run order by changed
"""
PUT_NETWORK = "insert into network values (?, ?, ?, ?)"
PUT_DIGIT = "replace into digit values (?, ?, ?, ?, ?, ?)"

MOST_BYTES = 10**9  # of all networks


class Store(StoreFile):
    """What is kept. Each method raises StoreError."""

    # Runs.

    def records(self) -> list[Run]:
        """All runs without their networks, in their order."""
        with self.transaction("begin") as db:
            rows = db.execute(
                "select number, name, record from run where deleted is null"
            ).fetchall()
        runs = self.read("run", rows, run_of)
        return sorted(runs, key=lambda run: run.order)

    def keep(self, run: Run, networks: Networks | None) -> int:
        """Write a run. Returns its number: a new run's is above those of all others of its kind.

        networks: all that it has now; None if they are not in memory, and have not changed.
        """
        with self.transaction() as db:
            row = db.execute("select number from run where id = ?", (run.id,)).fetchone()
            (highest,) = db.execute(HIGHEST, (run.experiment != "", MOST_RUNS)).fetchone()
            number = max(highest + 1, run.number) if row is None else int(row[0])
            run = replace(run, number=number)
            _put(db, run)
            if networks is not None:
                _keep_networks(db, run, networks)
        return number

    def run(self, run_id: str) -> Run:
        """A run. Raises StoreError also if it is not there."""
        with self.transaction("begin") as db:
            question = "select number, name, record from run where id = ? and deleted is null"
            row = db.execute(question, (run_id,)).fetchone()
        if row is None:
            raise StoreError("The run is not there: it was deleted, or could not be kept.")
        try:
            return run_of(row)
        except UNREADABLE as error:
            raise StoreError("The run cannot be read: its record is damaged.") from error

    def networks(self, run: Run) -> Networks:
        """The networks of a run that can be read, the first one drawn anew if it was drawn.

        Raises StoreError if none of its epochs has one.
        """
        with self.transaction("begin") as db:
            question = "select epoch, arrays, checksum from network where run = ?"
            rows = db.execute(question, (run.id,)).fetchall()
        networks = dict(self.read("network", rows, partial(network_of, run.architecture)))
        can_be_drawn = not run.has_start and run.seed is not None
        if not networks and (run.history or not can_be_drawn):
            rest = ", so only its curves are left" if run.history else ""
            raise StoreError(f"No network of {run.title} can be read{rest}.")
        if can_be_drawn:
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
        """Delete networks, run by run, until all take at most MOST_BYTES.

        A run keeps its first, its best and its last network, and the one in use. Runs that came
        from files of runs are thinned out first, then the oldest.
        """
        with self.transaction() as db:
            rows = db.execute(SIZES).fetchall()
            desks = self.read("desk", db.execute(DESK).fetchall(), desk_of)
            too_much = sum(size for _, size in rows) - MOST_BYTES
            if too_much <= 0:
                return
            question = "select number, name, record from run where id = ?"
            found = [
                (run_id, self.read("run", db.execute(question, (run_id,)).fetchall(), run_of))
                for run_id, _ in rows
            ]
            # What came from files can be read from them again.
            found.sort(key=lambda one: not any(run.came_in for run in one[1]))
            for run_id, runs in found:
                if too_much <= 0:
                    return
                question = "select epoch, length(arrays) from network where run = ?"
                sizes = dict(db.execute(question, (run_id,)).fetchall())
                spared = {min(sizes), max(sizes), *(run.best_epoch for run in runs)}
                spared |= {desk.epoch for desk in desks if desk.run == run_id}
                for epoch in sizes.keys() - spared:
                    db.execute("delete from network where run = ? and epoch = ?", (run_id, epoch))
                    too_much -= sizes[epoch]

    # Files of runs, see `runs_file.py`, which is imported only when one is written or read.

    def write_runs(self, path: Path, run_ids: Sequence[str], note: str) -> None:
        """Write runs with their kept networks to a file of runs. Raises RunsFileError, too."""
        from digitpad.session import runs_file
        from digitpad.session.runs.experiment_state import experiments_in_words

        runs = {run.id: run for run in self.records()}
        hands = {hand.name for hand in self.hands()}
        hands |= {run.origin.hand for run in runs.values() if run.origin and run.origin.hand}
        wanted = [runs[run_id] for run_id in run_ids if run_id in runs]
        guesses, own = self.guesses(), self.own_experiments()
        of_runs, lines = experiments_in_words(wanted, list(runs.values()), guesses, own)
        note = "\n".join(filter(None, (note, *lines)))

        def rows(db: sqlite3.Connection) -> Iterator[tuple[Run, bytes, Iterator[Row]]]:
            for run in wanted:
                of_experiment = of_runs.get(run.id, "")
                run = runs_file.to_travel(run, hands, of_experiment, note)
                question = "select epoch, arrays, checksum from network where run = ?"
                yield run, msgspec.json.encode(run), db.execute(question, (run.id,))

        with self.transaction("begin") as db:
            runs_file.write(path, rows(db))

    def bring_runs(self, path: Path) -> "Brought":
        """Add the runs of a file of runs to those that are there. Raises RunsFileError, too."""
        from digitpad.session import runs_file

        there: dict[object, list[Run]] = {}
        ids, names, file = set(), set(), printable(path.name.removesuffix(runs_file.ENDING))
        for run in self.records():
            ids.add(run.id)
            names.add(run.name)
            there.setdefault((run.architecture, run.seed, run.history), []).append(run)
        here: dict[str, str] = {}  # ids in the file, and here
        brought, notes, left_out = list[Run](), dict[str, str](), 0
        with self.transaction() as db:
            (number,) = db.execute(HIGHEST, (False, MOST_RUNS)).fetchone()
            for found in runs_file.runs_in(path):
                if found is None:
                    left_out += 1
                    continue
                run, new_id = found.run, found.new_id
                twin, *_ = there.get((run.architecture, run.seed, run.history), [None])
                if (twin is not None and run.history) or new_id in ids:
                    here[run.id] = new_id if twin is None else twin.id
                    note = run.note
                    if not notes and run.came_in is not None:  # once, and not if it is ours
                        known = None if twin is None else twin.came_in
                        of_file = run.came_in.note
                        if known is None or known.note != of_file:
                            note = f"{note}\n{of_file}".strip()
                    notes[here[run.id]] = note
                    continue
                number += 1
                name = runs_file.named(run, file, names)
                names.add(name)
                came_in = replace(run.came_in or CameIn(""), file=file)
                parent = here.get(run.parent or "")
                here[run.id] = new_id
                run = replace(run, id=new_id, number=number, name=name, parent=parent)
                run = replace(run, came_in=came_in)
                _put(db, run)
                db.execute("delete from network where run = ?", (new_id,))
                db.executemany(PUT_NETWORK, ((new_id, *row) for row in found.networks))
                brought.append(run)
        self.bound()
        used = brought[-1].id if brought else next(reversed(here.values()), "")
        return runs_file.Brought(file, tuple(brought), notes, used, left_out)

    # The desk.

    def lay_desk(self, desk: Desk) -> None:
        """Keep the desk."""
        drawing = None if desk.drawing is None else bytes_of_drawing(desk.drawing)
        record = msgspec.json.encode(replace(desk, drawing=None))
        with self.transaction() as db:
            db.execute("delete from desk")
            db.execute(LAY, (desk.run, desk.is_training, time.time(), drawing, record))

    def desk(self) -> Desk:
        """The desk that was left last."""
        with self.transaction("begin") as db:
            rows = db.execute(DESK).fetchall()
            kept = {run_id for (run_id,) in db.execute("select id from run where deleted is null")}
        desks = self.read("desk", rows, desk_of)
        if not desks:
            return Desk()
        (desk,) = desks
        drawing = self.read("drawing", [row[-1] for row in rows if row[-1]], drawing_of)
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
        for hand_id, digit in self.read("digit", digits, digit_of):
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
            db.execute(PUT_DIGIT, row_of_digit(hand, digit))

    def remove_digit(self, hand_id: str, digit_id: str) -> None:
        with self.transaction() as db:
            db.execute("delete from digit where hand = ? and id = ?", (hand_id, digit_id))

    def put_hand(self, hand: Hand) -> None:
        """Add a hand with its digits, or rename the hand with its id."""
        with self.transaction() as db:
            named = "insert into hand values (?, ?) on conflict (id) do update set name = ?"
            db.execute(named, (hand.id, hand.name, hand.name))
            db.executemany(PUT_DIGIT, [row_of_digit(hand, digit) for digit in hand.digits])

    def delete_hand(self, hand_id: str) -> None:
        """Remove a hand with all its digits, for good."""
        with self.transaction() as db:
            db.execute("delete from hand where id = ?", (hand_id,))


def _put(db: sqlite3.Connection, run: Run) -> None:
    """Write the record of a run."""
    names = "id", "number", "name", "experiment", "trial"
    values = {name: getattr(run, name) for name in names}
    values |= {"changed": time.time(), "record": msgspec.json.encode(run)}
    db.execute(KEEP, values)


def _keep_networks(db: sqlite3.Connection, run: Run, networks: Networks) -> None:
    """Write the networks of epochs that are new, and remove those of epochs that are gone."""
    rows = db.execute("select epoch from network where run = ?", (run.id,)).fetchall()
    kept = {epoch for (epoch,) in rows}
    wanted = {epoch for epoch in networks if epoch or run.has_start}  # others are drawn again
    for epoch in wanted - kept:
        arrays = bytes_of_arrays((*networks[epoch].weights, *networks[epoch].biases))
        row = run.id, epoch, arrays, checksum_of(arrays)
        db.execute(PUT_NETWORK, row)
    gone = [(run.id, epoch) for epoch in kept - wanted]
    db.executemany("delete from network where run = ? and epoch = ?", gone)
