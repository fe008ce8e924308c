"""A file of runs: runs with the networks of their kept epochs, to hand out and to hand in. No Qt.

It has the tables of the store, and an application id of its own; only `run` and `network` have
rows. What is written tells no path, and no name of a hand. What is read may come from anybody: the
file is opened so that it can do nothing, and each run is checked like a network file.
"""

import errno
import os
import re
import sqlite3
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

from digitpad.core import files
from digitpad.core.data.data_spec import EVALUATION_DATA
from digitpad.core.learning.settings import check_sizes
from digitpad.core.network import Network
from digitpad.core.network_file import IDENTITY, MOST_SEED, check_history
from digitpad.core.text import file_name, printable, reason_of, shortened
from digitpad.session.runs.identity import id_from, learnt_so
from digitpad.session.runs.maker import first_network
from digitpad.session.runs.run import Origin, Run
from digitpad.session.store_file import REASONS, SCHEMA, UNREADABLE, VERSION
from digitpad.session.store_rows import Row, network_of, run_of

ENDING = ".digitpad-runs"
APPLICATION = 0x64706164  # "dpad", for programs that look at SQLite's files
MOST_BYTES = 10**9
MOST_RUNS = 10_000
MOST_STEPS, AT_ONCE = 20_000_000, 10_000  # of SQLite's: ten times what the largest file needs
LONGEST_ROW = 64 * 2**20  # bytes; the largest network has 40 MB
MOST_RECORD = 24 * 2**20  # as of a network file
LONGEST_NAME = 200  # letters
LATEST = 2.0**33  # in seconds since 1970
A_HAND = "a hand"
NO_IDENTITY = "none"  # of a run whose file has none that counts
TABLES = "select type, name, tbl_name, sql from sqlite_master"
PUT_RUN = "insert into run values (?, ?, ?, '', '', '', 0, null, ?)"
PUT_NETWORK = "insert into network values (?, ?, ?, ?)"
NETWORK = "select epoch, arrays, checksum from network where run = ?"
NETWORKS = f"{NETWORK} order by epoch"


class RunsFileError(ValueError):
    """A file of runs cannot be read or written; the message is a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class RunInFile:
    """A run of a file, checked.

    row: the id of its row there. run: without an id, and with NO_IDENTITY if the file has none that
    counts. checksums: of its networks, by their epochs.
    """

    row: str
    run: Run
    checksums: Mapping[int, str]

    @property
    def has_identity(self) -> bool:
        """Whether the file has an identity of it that counts."""
        return self.run.identity != NO_IDENTITY

    def id_here(self, n: int) -> str:
        """The id of its row here: that with the least n which no run of other content has."""
        run = self.run
        last = self.checksums.get(run.epochs, "")  # else it is drawn from the seed
        learnt = repr(learnt_so(run, run.epochs))
        return id_from(run.identity, repr(run.history), learnt, last, n)


def is_file_of_runs(path: Path) -> bool:
    """Whether a file has the name of a file of runs."""
    return path.name.lower().endswith(ENDING)


# Writing.


def to_travel(run: Run, hands: Collection[str], of_experiment: str) -> Run:
    """A run as it is written. hands: all names of hands. of_experiment: in words.

    The name of the file that it came in is left out: it gets that of the next one. A folder of data
    does not travel, so its data are known by their name alone.
    """

    def without_hands(text: str) -> str:
        for name in sorted(hands, key=len, reverse=True):
            for before in ("+ ", "learning "):
                text = text.replace(f"{before}{name}", f"{before}{A_HAND}")
        return text

    origin, name = run.origin, run.title if run.file else run.name
    if run.came_in is not None:
        name = re.sub(rf" \({re.escape(run.came_in.file)}\)( \d+)?$", "", name)
    if origin is not None:
        hand = origin.hand and A_HAND
        origin = replace(origin, of=without_hands(origin.of), hand=hand)
    has_folder = run.data is not None and run.data.folder is not None
    return replace(
        run,
        name=without_hands(name),
        origin=origin,
        file="",
        data=None if has_folder else run.data,
        experiment="",
        trial="",
        of_experiment=of_experiment or run.of_experiment,
        hands=(),
        knows_hands=run.knows_hands and not run.hands,
        came_in=None,
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


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Turns what goes wrong while a file is read into a RunsFileError."""
    try:
        try:
            yield
        except sqlite3.Error as error:
            raise ValueError("it is damaged, or no file of runs") from error
        except OSError as error:
            raise ValueError(reason_of(error, path)) from error
    except ValueError as error:
        raise RunsFileError(f"{file_name(path)} cannot be read: {error}.") from error


class RunsFile:
    """A file of runs, open to be read. Each method raises RunsFileError."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _in_words(path):
            self._db = _connected(path)

    def close(self) -> None:
        self._db.close()

    def runs(self) -> list[RunInFile | None]:
        """All runs in their order, checked with all their networks; None for an unreadable one."""
        question = "select id, number, name, record from run order by rowid"
        with _in_words(self._path):
            found = list[RunInFile | None]()
            for row in self._db.execute(question):
                if len(found) == MOST_RUNS:
                    raise ValueError(f"it has more than {MOST_RUNS:,} runs")
                found.append(self._checked(*row))
            return found

    def _checked(self, row_id: object, *row: Any) -> RunInFile | None:
        try:
            run = _checked(row_id, row)
            checksums = dict[int, str]()
            for network in self._db.execute(NETWORKS, (row_id,)):
                epoch, _ = network_of(run.architecture, network)
                if checksums and epoch <= max(checksums):
                    raise ValueError("its epochs do not rise")
                checksums[epoch] = str(network[-1])
            _check_epochs(run, checksums.keys())
            return RunInFile(str(row_id), replace(run, id=""), checksums)
        except (*UNREADABLE, KeyError, AttributeError):
            return None

    def last_network(self, found: RunInFile | None) -> Network:
        """The network of the last epoch of a run; None stands for one that cannot be read."""
        with _in_words(self._path):
            if found is None:
                raise ValueError("a run is damaged")
            run = found.run
            if run.epochs not in found.checksums:
                return first_network(run)
            rows = self._db.execute(f"{NETWORK} and epoch = ?", (found.row, run.epochs))
            return network_of(run.architecture, rows.fetchone())[1]

    def networks(self, row_id: str) -> Iterator[Row]:
        """The networks of a run: epoch, arrays, checksum. row_id: of its row in the file."""
        with _in_words(self._path):
            yield from self._db.execute(NETWORKS, (row_id,))


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
        (version,) = db.execute("pragma user_version").fetchone()
        if application == APPLICATION and version > VERSION:
            raise ValueError("a later version of digitpad wrote it")
        theirs = db.execute(TABLES).fetchmany(2 * len(tables))
        if (application, version, theirs) != (APPLICATION, VERSION, tables):
            raise ValueError("it is no file of runs of this version of digitpad")
        # A few pages can be linked so that they seem to have rows without end.
        steps = count(AT_ONCE, AT_ONCE)
        db.set_progress_handler(lambda: next(steps) > MOST_STEPS, AT_ONCE)
    except BaseException:
        db.close()
        raise
    return db


def _checked(row_id: object, row: Sequence[Any]) -> Run:
    """A run of a file, as it is here, with the id of its row there.

    ValueError if no digitpad could have written it.
    """
    if not isinstance(row_id, str) or len(row[-1]) > MOST_RECORD:
        raise ValueError("it has no id, or a record that is too long")
    run = replace(run_of(tuple(row)), id=row_id)
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
    origin = run.origin
    if origin is not None:
        of, hand = _line(origin.of), _line(origin.hand)
        origin = Origin(of, origin.how, hand, origin.epoch, origin.percent)
    has_folder = run.data is not None and run.data.folder is not None
    return replace(
        run,
        identity=run.identity if IDENTITY.fullmatch(run.identity) else NO_IDENTITY,
        parent=None if run.parent is None else run.parent[:LONGEST_NAME],
        name=_line(run.name),
        note="\n".join(map(printable, run.note.splitlines())),
        of_experiment=_line(run.of_experiment),
        came_in=None,
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


def _check_epochs(run: Run, found: Collection[int]) -> None:
    """ValueError unless the network of the last epoch is there, and none that cannot be."""
    if run.is_drawn and 0 in found:
        raise ValueError("a network that follows from the seed is not written")
    epochs = {*found, 0} if run.is_drawn else {*found}
    if run.epochs not in epochs or not epochs <= set(range(run.epochs + 1)):
        raise ValueError("its last network is missing, or another one is too much")
