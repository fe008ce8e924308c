"""A file of runs: runs with the networks of their kept epochs, to hand out and to hand in. No Qt.

It has the tables of the store, and an application id of its own; only `run` and `network` have
rows. What is written tells no path, and no name of a hand. What is read may come from anybody: the
file is opened so that it can do nothing, and each run is checked like a network file.
"""

import errno
import hashlib
import os
import sqlite3
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from digitpad.core import files
from digitpad.core.data.data_spec import EVALUATION_DATA
from digitpad.core.learning.settings import check_sizes
from digitpad.core.network_file import MOST_SEED, check_history
from digitpad.core.text import counted, file_name, printable, reason_of, shortened
from digitpad.session.runs.run import CameIn, Origin, Run, title_of
from digitpad.session.store_file import REASONS, SCHEMA, UNREADABLE
from digitpad.session.store_rows import Row, network_of, run_of

ENDING = ".digitpad-runs"
APPLICATION = 0x64706164  # "dpad", for programs that look at SQLite's files
MOST_BYTES = 10**9
MOST_RUNS = 10_000
LONGEST_ROW = 64 * 2**20  # bytes; the largest network has 40 MB
MOST_RECORD = 24 * 2**20  # as of a network file
LONGEST_NAME, LONGEST_NOTE = 200, 10_000  # letters
LATEST = 2.0**33  # in seconds since 1970
A_HAND = "a hand"
TABLES = "select type, name, tbl_name, sql from sqlite_master"
PUT_RUN = "insert into run values (?, ?, ?, '', '', '', 0, null, ?)"
PUT_NETWORK = "insert into network values (?, ?, ?, ?)"


class RunsFileError(ValueError):
    """A file of runs cannot be read or written; the message is a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundRun:
    """A run of a file, checked. networks: rows of the store's table: epoch, arrays, checksum."""

    run: Run
    networks: tuple[Row, ...]

    @property
    def new_id(self) -> str:
        """The id that it has here: it follows from its content, and from the id in the file."""
        parts = self.run.id, repr(self.run.history), *(checksum for *_, checksum in self.networks)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def is_file_of_runs(path: Path) -> bool:
    """Whether a file has the name of a file of runs."""
    return path.name.lower().endswith(ENDING)


# Writing.


def to_travel(run: Run, hands: Collection[str], of_experiment: str, note: str) -> Run:
    """A run as it is written. hands: all names of hands. of_experiment: in words. note: the file's.

    A folder of data does not travel, so its data are known by their name alone.
    """

    def without_hands(text: str) -> str:
        for name in sorted(hands, key=len, reverse=True):
            for before in ("+ ", "learning "):
                text = text.replace(f"{before}{name}", f"{before}{A_HAND}")
        return text

    origin = run.origin
    if origin is not None:
        hand = origin.hand and A_HAND
        origin = replace(origin, of=without_hands(origin.of), hand=hand)
    has_folder = run.data is not None and run.data.folder is not None
    return replace(
        run,
        name=without_hands(run.title if run.file else run.name),
        origin=origin,
        file="",
        data=None if has_folder else run.data,
        experiment="",
        trial="",
        of_experiment=of_experiment or run.of_experiment,
        hands=(),
        knows_hands=run.knows_hands and not run.hands,
        came_in=CameIn("", note),
    )


def write(path: Path, runs: Iterable[tuple[Run, bytes, Iterable[Row]]]) -> None:
    """Write runs to a file, whole or not at all. Raises RunsFileError.

    runs: each with its record, and the rows of its networks: epoch, arrays, checksum.
    """
    try:
        with files.written(path) as temporary:
            _write(temporary, runs)
    except files.FileError as error:
        raise RunsFileError(str(error)) from error


def _write(file: Path, runs: Iterable[tuple[Run, bytes, Iterable[Row]]]) -> None:
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as db:
            db.execute("pragma journal_mode = off")  # it is no file yet
            db.execute("pragma synchronous = off")
            db.executescript(SCHEMA)
            db.execute(f"pragma application_id = {APPLICATION}")
            for run, record, networks in runs:
                db.execute(PUT_RUN, (run.id, run.number, run.name, record))
                db.executemany(PUT_NETWORK, ((run.id, *row) for row in networks))
            db.execute("commit")
    except sqlite3.OperationalError as error:
        number = REASONS.get(error.sqlite_errorcode & 0xFF, errno.EIO)
        raise OSError(number, os.strerror(number)) from error


# Reading.


def runs_in(path: Path) -> Iterator[FoundRun | None]:
    """The runs of a file in their order, one at a time; None for one that cannot be read.

    Raises RunsFileError.
    """
    try:
        try:
            with closing(_connected(path)) as db:
                yield from _runs_in(db)
        except sqlite3.Error as error:
            raise ValueError("it is damaged, or no file of runs") from error
        except OSError as error:
            raise ValueError(reason_of(error, path)) from error
    except ValueError as error:
        raise RunsFileError(f"{file_name(path)} cannot be read: {error}.") from error


def _connected(path: Path) -> sqlite3.Connection:
    """A connection through which the file cannot change, and nothing else be reached."""
    path = Path(os.path.abspath(path))
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise ValueError("it is no regular file")
    if found.st_size > MOST_BYTES:
        raise ValueError(f"it has more than {MOST_BYTES // 10**6:,} MB")
    for ending in ("-journal", "-wal"):
        beside = path.with_name(path.name + ending)
        if beside.exists() and beside.stat().st_size:
            raise ValueError(f"another program was writing it, and left {shortened(beside.name)}")
    uri = path.as_uri()
    if not uri.startswith("file:///"):  # a share of Windows: SQLite takes no authority
        uri = f"file:////{uri.removeprefix('file://')}"
    db = sqlite3.connect(f"{uri}?mode=ro&immutable=1", uri=True, isolation_level=None)
    try:
        db.text_factory = lambda text: text.decode("utf-8", "replace")
        db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_ROW)
        db.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        with closing(sqlite3.connect(":memory:")) as new:
            new.executescript(SCHEMA)
            tables = new.execute(TABLES).fetchall()
        (application,) = db.execute("pragma application_id").fetchone()
        if application != APPLICATION or db.execute(TABLES).fetchmany(2 * len(tables)) != tables:
            raise ValueError("it is no file of runs of this version of digitpad")
        (count,) = db.execute("select count(*) from run").fetchone()
        if count > MOST_RUNS:
            raise ValueError(f"it has {count:,} runs, {MOST_RUNS:,} is the most")
    except BaseException:
        db.close()
        raise
    return db


def _runs_in(db: sqlite3.Connection) -> Iterator[FoundRun | None]:
    question = "select id, number, name, record from run order by rowid"
    for run_id, *row in db.execute(question):
        networks = "select epoch, arrays, checksum from network where run = ? order by epoch"
        try:
            run = _checked(run_id, row)
            rows = tuple(db.execute(networks, (run_id,)))
            _check_networks(run, rows)
            yield FoundRun(run, rows)
        except (*UNREADABLE, KeyError, AttributeError):
            yield None


def _checked(run_id: object, row: Sequence[Any]) -> Run:
    """A run of a file, as it is here. ValueError if no digitpad could have written it."""
    if not isinstance(run_id, str) or len(row[-1]) > MOST_RECORD:
        raise ValueError("it has no id, or a record that is too long")
    run = run_of(tuple(row))
    sizes = run.architecture.sizes
    check_sizes(sizes)
    check_history(run.history, sizes)
    epochs = run.start_epochs + sum(job.epochs for job in run.jobs)
    times = [0.0 if each is None else each for each in (run.made, *_times(run))]
    if not (
        epochs == len(run.history)
        and min(run.start_epochs, *(job.epochs for job in run.jobs), 0) >= 0
        and all(0 <= each < LATEST for each in times)
        and all(0 <= (seed or 0) <= MOST_SEED for seed in (run.seed, *(j.seed for j in run.jobs)))
        and set(run.stuck) <= set(range(sizes[-1]))
        and (run.classes is None or len(run.classes) == sizes[-1])
    ):
        raise ValueError("its numbers contradict one another")
    came_in = CameIn("") if run.came_in is None else run.came_in
    origin = run.origin
    if origin is not None:
        of, hand = _line(origin.of), _line(origin.hand)
        origin = Origin(of, origin.how, hand, origin.epoch, origin.percent)
    has_folder = run.data is not None and run.data.folder is not None
    return replace(
        run,
        id=run_id,
        parent=None if run.parent is None else run.parent[:LONGEST_NAME],
        name=_line(run.name),
        note=_lines(run.note),
        of_experiment=_line(run.of_experiment),
        came_in=CameIn("", _lines(came_in.note)),
        origin=origin,
        file="",
        data=None if has_folder else run.data,
        data_set=None if run.data_set is None else _line(run.data_set),
        evaluation=None if run.evaluation is None else _evaluation(run.evaluation),
        classes=None if run.classes is None else tuple(map(_line, run.classes)),
        experiment="",
        trial="",
        hands=(),
    )


def _times(run: Run) -> Iterator[float | None]:
    for job in run.jobs:
        yield from (job.began, job.seconds)


def _evaluation(name: str) -> str:
    if name not in EVALUATION_DATA:
        raise ValueError(f"there are no {shortened(name)} data")
    return name


def _line(text: str) -> str:
    return printable(text[:LONGEST_NAME])


def _lines(text: str) -> str:
    return "\n".join(map(printable, text[:LONGEST_NOTE].splitlines()))


def _check_networks(run: Run, rows: Sequence[Row]) -> None:
    """ValueError unless all networks can be read, and that of the last epoch is there."""
    epochs = {network_of(run.architecture, row)[0] for row in rows}
    if not run.has_start and run.seed is not None:
        epochs.add(0)  # it is drawn again
    if len(run.history) not in epochs or not epochs <= set(range(len(run.history) + 1)):
        raise ValueError("its last network is missing, or another one is too much")


# What is done with them.


def named(run: Run, file: str, taken: Collection[str]) -> str:
    """The name that a run from a file has here: its own, and the file's. taken: by other runs."""
    title = title_of(run.name, "", run.number)
    name = wanted = f"{title} ({file})"
    count = 1
    while name in taken:
        count += 1
        name = f"{wanted} {count}"
    return name


def note_from(file: str, note: str, there: str) -> str:
    """The note of a run that is there, with what one from a file adds; empty if that is nothing."""
    # Both begin with what was handed out; what follows here may be of others.
    theirs, ours = note.splitlines(), there.splitlines()
    same = next((i for i, (a, b) in enumerate(zip(theirs, ours)) if a != b), len(ours))
    added = "\n".join(filter(str.strip, theirs[same:]))
    added = f"{file}: {added}" if added else ""
    return "" if added in there else f"{there}\n{added}".strip()[:LONGEST_NOTE]


@dataclass(frozen=True, slots=True, eq=False)
class Brought:
    """What a file of runs brought.

    runs: those that are new. notes: what the file notes of runs that were there, by their ids.
    used: the id of the run to use, empty for none. left_out: how many could not be read.
    """

    file: str
    runs: tuple[Run, ...]
    notes: dict[str, str]
    used: str
    left_out: int

    def in_words(self, notes_added: int = 0) -> str:
        """What came, for the foot."""
        said = [f"{counted(len(self.runs), 'run')} from {shortened(self.file)}{ENDING}"]
        if there := len(self.notes):
            said.append(f"{there:,} {'was' if there == 1 else 'were'} there")
        if notes_added:
            said.append(f"{counted(notes_added, 'note')} added")
        if self.left_out:
            left = "is" if self.left_out == 1 else "are"
            said.append(f"{self.left_out:,} cannot be read and {left} left out")
        return "; ".join(said)
