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
from contextlib import closing
from dataclasses import replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from digitpad.core.data.hands import Hand, WrittenDigit
from digitpad.core.network import Network
from digitpad.core.text import printable
from digitpad.session.runs.maker import first_network
from digitpad.session.runs.run import Networks, Run
from digitpad.session.store_file import UNREADABLE, StoreError, StoreFile
from digitpad.session.store_rows import (
    HIGHEST,
    MOST_RUNS,
    NETWORK,
    PUT_NETWORK,
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
    put_run,
    row_of_digit,
    run_of,
)

if TYPE_CHECKING:
    from digitpad.session.runs.own_experiment import OwnExperiment
    from digitpad.session.runs_import import ImportedRuns

DESK = "select record, drawing from desk order by changed desc limit 1"
LAY = "insert into desk values ('', ?, ?, ?, ?, ?)"
SIZES = """
    select run, sum(length(arrays)) from network join run on run.id = network.run
    group by run order by changed
"""
ALL = "select number, name, record from run"
SIZE = "select count(*), coalesce(sum(length(arrays)), 0) from network where run = ?"
NETWORKS = "select epoch, arrays, checksum from network where run = ? and epoch <= ?"
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
            put_run(db, run)
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

    def network(self, run: Run, epoch: int) -> Network | None:
        """The network of a run, also of a deleted one, after an epoch; None if it is not kept."""
        if epoch == 0 and run.is_drawn:
            return first_network(run)
        with self.transaction("begin") as db:
            row = db.execute(NETWORK, (run.id, epoch)).fetchone()
        rows = [] if row is None else [(epoch, *row)]
        found = self.read("network", rows, partial(network_of, run.architecture))
        return found[0][1] if found else None

    def networks(self, run: Run) -> Networks:
        """The networks of a run that can be read, the first one drawn anew if it was drawn.

        Raises StoreError if none of its epochs has one.
        """
        with self.transaction("begin") as db:
            question = "select epoch, arrays, checksum from network where run = ?"
            rows = db.execute(question, (run.id,)).fetchall()
        networks = dict(self.read("network", rows, partial(network_of, run.architecture)))
        if not networks and (run.history or not run.is_drawn):
            rest = ", so only its curves are left" if run.history else ""
            raise StoreError(f"No network of {run.title} can be read{rest}.")
        if run.is_drawn:
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

    def size_of(self, run_ids: Sequence[str]) -> tuple[int, int]:
        """How many networks of these runs are kept, and their bytes."""
        with self.transaction("begin") as db:
            sizes = [db.execute(SIZE, (run_id,)).fetchone() for run_id in run_ids]
        return sum(count for count, _ in sizes), sum(size for _, size in sizes)

    def write_runs(self, path: Path, run_ids: Sequence[str]) -> None:
        """Write runs with their kept networks to a file of runs. Raises RunsFileError, too."""
        from digitpad.session import runs_file
        from digitpad.session.runs.experiment_state import experiments_in_words

        runs = {run.id: run for run in self.records()}
        hands = {hand.name for hand in self.hands()}
        hands |= {run.origin.hand for run in runs.values() if run.origin and run.origin.hand}
        wanted = [runs[run_id] for run_id in run_ids if run_id in runs]
        of_runs = experiments_in_words(wanted, self.own_experiments())

        def rows(db: sqlite3.Connection) -> Iterator[tuple[Run, bytes, Iterator[Row]]]:
            for run in wanted:
                run = runs_file.to_travel(run, hands, of_runs.get(run.id, ""))
                yield run, msgspec.json.encode(run), db.execute(NETWORKS, (run.id, run.epochs))

        with self.transaction("begin") as db:
            runs_file.write(path, rows(db))

    def bring_runs(self, path: Path) -> "ImportedRuns":
        """Add the runs of a file of runs to those that are there. Raises RunsFileError, too."""
        from digitpad.session.runs_file import ENDING, RunsFile
        from digitpad.session.runs_import import RunImport

        name = printable(path.name.removesuffix(ENDING))
        with closing(RunsFile(path)) as file:
            found = file.runs()
            with self.transaction() as db:
                here = self.read("run", db.execute(ALL).fetchall(), run_of)
                arrivals = RunImport(db, name, here)
                for run in filter(None, found):
                    arrivals.take(run, file)
        self.bound()
        return arrivals.in_all(left_out=found.count(None))

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
