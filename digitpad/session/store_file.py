"""The file of the store: one connection, opened when it is first needed, and checked then.

A damaged file, or one of an earlier version, is renamed, and what can still be read of it is
brought into a new one.
"""

import errno
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from digitpad.core import files
from digitpad.core.text import capitalized, counted, in_a_row, reason_of

VERSION = 3
PATIENCE = 5.0  # seconds that a transaction waits for another program's
SYNCHRONOUS = "full"  # what was committed outlives a power failure
DAMAGED = sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB
# A statement that makes no sense is a mistake in digitpad, as the tables were checked.
OURS = sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT
# What reading a damaged row may raise.
UNREADABLE = (ValueError, TypeError, EOFError, OverflowError, RecursionError, MemoryError)
# A `revision` of a run and the `window` of a desk are always ''.
SCHEMA = f"""
    pragma auto_vacuum = full;
    begin immediate;
    create table if not exists run (
        id text primary key, number integer not null, name text not null,
        experiment text not null, trial text not null, revision text not null,
        changed real not null, deleted text, record blob not null
    );
    create table if not exists network (
        run text not null references run on delete cascade,
        epoch integer not null, -- after which it stands
        arrays blob not null, checksum text not null, primary key (run, epoch)
    );
    create table if not exists hand (id text primary key, name text not null);
    create table if not exists digit (
        id text not null, hand text not null references hand on delete cascade,
        label integer not null, written real not null, is_confirmed integer not null,
        strokes blob not null, primary key (hand, id)
    );
    create table if not exists guess (experiment text primary key, choice integer);
    create table if not exists desk (
        window text primary key, run text not null, is_training integer not null,
        changed real not null, drawing blob,
        record blob -- the whole desk, but for its drawing
    );
    -- A person's own.
    create table if not exists experiment (name text primary key, record blob not null);
    pragma user_version = {VERSION};
"""
TABLES = "run", "network", "hand", "digit", "guess", "experiment", "desk"
# A network, which may be large, is checked when it is read, and not at the start.
CHECKS = [f"pragma integrity_check({table})" for table in TABLES if table != "network"]
OK = ("ok",)
ABOUT_TABLES = "table_info", "foreign_key_list"
NOT_TABLES = "select name from sqlite_master where type in ('trigger', 'view')"
# Of a damaged file: digits whose hand is lost get another one, networks go with their run.
LOST_HANDS = """
    insert into hand select distinct hand, 'A hand' from digit
    where hand not in (select id from hand)
"""
LOST_RUNS = "delete from network where run not in (select id from run)"
REASONS = {sqlite3.SQLITE_FULL: errno.ENOSPC, sqlite3.SQLITE_IOERR: errno.EIO}
COUNTED = "run", "digit", "hand"  # in the sentence about a damaged file

Read = TypeVar("Read")
Tell = Callable[[str, str], object]


class StoreError(Exception):
    """Something cannot be kept or read; the message is a sentence.

    is_of_file: whether the whole file cannot be used now.
    """

    def __init__(self, sentence: str, is_of_file: bool = False) -> None:
        super().__init__(sentence)
        self.is_of_file = is_of_file


def no_one(*_told: str) -> None:
    """Ignores what it is told."""


class StoreFile:
    """The file and the connection to it. One thread alone uses both."""

    def __init__(
        self, file: Path | None, tell: Tell = no_one, lost: Callable[[], object] = no_one
    ) -> None:
        """file: None keeps all in memory, and nothing beyond.

        tell: takes a title, empty unless it is about the whole file, and a sentence. lost: called
        when the file lacks something that was written, or may do so.
        """
        self.file, self._tell, self._lost = file, tell, lost
        self._db: sqlite3.Connection | None = None
        self._is_damaged = False  # as a transaction has found
        self.refusal = ""
        """Why the file is only read; empty if it is written, too."""

    def only_read(self, refusal: str) -> None:
        """Only read the file from now on, for this reason, a sentence; write it, too, if empty."""
        if bool(refusal) != bool(self.refusal):
            self.close()
        self.refusal = refusal

    @contextmanager
    def transaction(self, begin: str = "begin immediate") -> Iterator[sqlite3.Connection]:
        """A transaction, rolled back if anything is raised. Raises StoreError.

        Errors that are not the file's are mistakes in digitpad, and are raised as they are.
        """
        if self.refusal and begin != "begin":
            raise StoreError(self.refusal, is_of_file=True)
        try:
            db = self._connection()
            try:
                db.execute(begin)
                yield db
                db.execute("commit")
            except BaseException:
                with suppress(sqlite3.Error):
                    db.rollback()
                raise
        except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
            raise self._refusal(error) from error

    def _refusal(self, error: Exception) -> StoreError:
        """See to what an error says of the file. Raises those that are not the file's."""
        code = _code(error)
        if _is_damage(error) or (code == sqlite3.SQLITE_ERROR and self._is_empty()):
            self.close()
            self._is_damaged = True
            self._lost()
            return StoreError(f"What was kept is damaged ({self.file}).", is_of_file=True)
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_DBMOVED:
            self.close()
            said = f"{self.file} was deleted, renamed or replaced while it was open."
            rest = "What this window lists is written anew, and the networks that are in memory."
            self._tell("Runs and digits", f"{said} {rest}")
            self._lost()
        elif code == sqlite3.SQLITE_READONLY:
            self.close()  # else it would stay read-only when the file may be written again
        elif code in OURS or not isinstance(error, (OSError, sqlite3.OperationalError)):
            raise error
        if (number := REASONS.get(code)) is not None:
            error = OSError(number, str(error))
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        return StoreError(f"{capitalized(reason)} ({self.file}).", is_of_file=True)

    def _is_empty(self) -> bool:
        """Whether the file has nothing in it, so that its tables are missing."""
        return self.file is not None and self.file.is_file() and not self.file.stat().st_size

    def close(self) -> None:
        """Close the file; the next transaction opens it again."""
        if self._db is not None:
            self._db.close()
        self._db = None

    def _connection(self) -> sqlite3.Connection:
        if self._db is None:
            self._db = self._opened()
            self._is_damaged = False
        return self._db

    def _opened(self) -> sqlite3.Connection:
        """The file, open: a new one if there is none, or if the one there cannot be used."""
        if self.file is None:
            return _made(None)
        if self.refusal:
            return self._opened_to_read(self.file)
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.file.exists() or (self._is_empty() and not self._is_damaged):
            return _made(self.file)
        why_not = "is damaged" if self._is_damaged else self._fault(self.file)
        return self._replaced(self.file, why_not) if why_not else _connected(self.file)

    def _opened_to_read(self, file: Path) -> sqlite3.Connection:
        """The file, open to be read alone; an empty one in memory if there is nothing to read."""
        if not file.exists() or self._is_empty():
            return _made(None)
        try:
            why_not = "is damaged" if self._is_damaged else self._fault(file)
        except sqlite3.OperationalError as error:
            if _code(error) != sqlite3.SQLITE_READONLY:
                raise
            why_not = "was being written when the program or the computer stopped"
        if not why_not:
            return _connected(file, is_only_read=True)
        rest = f"It can be read once it can be written ({file})."
        self._tell("Runs and digits", f"What was kept {why_not}. {rest}")
        return _made(None)

    def _fault(self, file: Path) -> str:
        """Why a file cannot be used; empty if it can. Raises StoreError for a later version."""
        try:
            with closing(_connected(file, bool(self.refusal))) as db:
                (version,) = db.execute("pragma user_version").fetchone()
                if version > VERSION:
                    later = f"A later version of digitpad wrote {file}."
                    raise StoreError(later, is_of_file=True)
                if version < VERSION:
                    return "is of an earlier version" if version > 0 else "is damaged"
                is_ours = _shape(db) == _shape_of_ours()
                is_whole = is_ours and all(db.execute(each).fetchone() == OK for each in CHECKS)
                return "" if is_whole else "is damaged"
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            # An unknown file format, too, is told as a statement that makes no sense.
            if not (_is_damage(error) or _code(error) == sqlite3.SQLITE_ERROR):
                raise
            return "is damaged"

    def _replaced(self, file: Path, why: str) -> sqlite3.Connection:
        """A new file with all that can be read of the one that is there, which is renamed."""
        aside = file.with_name(f"{file.name}.aside-{datetime.now():%Y-%m-%d-%H%M%S-%f}")
        _rename(file, aside)
        try:
            db = _made(file, aside)
        except BaseException:  # such as a full disk; the next try needs the whole file
            file.unlink(missing_ok=True)
            _rename(aside, file)
            raise
        counts = [db.execute(f"select count(*) from {kind}").fetchone()[0] for kind in COUNTED]
        rest = "Nothing of it can be read, so a new one was begun."
        if any(counts):
            found = in_a_row([counted(count, kind) for count, kind in zip(counts, COUNTED)])
            rest = f"What can be read of it is in a new one: {found}."
        self._tell("Runs and digits", f"What was kept {why}, and is now in {aside}. {rest}")
        if not self._is_damaged:  # else that was said when it was found
            self._lost()
        return db

    def read(self, what: str, rows: Sequence[Any], read: Callable[[Any], Read]) -> list[Read]:
        """Read all rows. Unreadable ones are left out, and counted in a sentence."""
        found, left_out = [], 0
        for row in rows:
            try:
                found.append(read(row))
            except UNREADABLE:
                left_out += 1
        if left_out:
            is_left = "is" if left_out == 1 else "are"
            self._tell("", f"{counted(left_out, what)} cannot be read and {is_left} left out.")
        return found


def _connected(file: Path | None, is_only_read: bool = False) -> sqlite3.Connection:
    """file: None for one in memory."""
    name: Path | str = file or ":memory:"
    if file is not None and is_only_read:
        name = f"{file.absolute().as_uri()}?mode=ro"
    db = sqlite3.connect(name, timeout=PATIENCE, isolation_level=None, uri=is_only_read)
    # A run with a damaged name is still shown.
    db.text_factory = partial(str, encoding="utf-8", errors="replace")
    try:
        db.execute(f"pragma synchronous = {SYNCHRONOUS}")
        db.execute("pragma fullfsync = on")  # else macOS leaves it in the drive's cache
        db.execute("pragma foreign_keys = on")
    except BaseException:
        db.close()
        raise
    return db


def _made(file: Path | None, aside: Path | None = None) -> sqlite3.Connection:
    """A new store, open, with what can be read of a file that was put aside: all or nothing."""
    db = _connected(file)
    try:
        db.execute("pragma foreign_keys = off")  # a run may be lost, and its networks not
        db.executescript(SCHEMA)
        if aside is not None:
            with closing(sqlite3.connect(aside)) as old:
                old.text_factory = db.text_factory
                for table in TABLES:
                    _take_over(old, db, table)
            db.execute(LOST_HANDS)
            db.execute(LOST_RUNS)
        db.execute("commit")
        db.execute("pragma foreign_keys = on")
    except BaseException:
        db.close()
        raise
    return db


def _shape(db: sqlite3.Connection) -> list[object]:
    """The columns of the tables, what they refer to, and what acts or hides behind them."""
    about = [f"pragma {what}({table})" for table in TABLES for what in ABOUT_TABLES]
    return [db.execute(question).fetchall() for question in (*about, NOT_TABLES)]


@cache
def _shape_of_ours() -> list[object]:
    with closing(_made(None)) as db:
        return _shape(db)


def _take_over(old: sqlite3.Connection, db: sqlite3.Connection, table: str) -> None:
    """Copy the rows of a damaged table, from both ends as far as the damage."""
    columns = [name for _, name, *_ in db.execute(f"pragma table_info({table})")]
    put = f"insert or ignore into {table} values ({', '.join('?' * len(columns))})"
    there = [row[1] for row in _rows(old, f"pragma table_info({table})")]
    names, source = ", ".join(columns), table
    if len(there) == len(columns) and there != columns:  # a damaged name is known by its place
        source = (
            f"(with kept ({names}, rowid) as (select *, rowid from {table}) select * from kept)"
        )
    question = f"select {names} from {source} order by rowid"
    for each in (question, f"{question} desc"):
        db.executemany(put, _rows(old, each))


def _rows(old: sqlite3.Connection, question: str) -> Iterator[Any]:
    """The rows that can be read, until one cannot."""
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError):  # it may have no such table
        old.execute("pragma writable_schema = on")  # else a file that was cut has no tables
        yield from old.execute(question)


def _is_damage(error: Exception) -> bool:
    """Whether the file is damaged; so it is where SQLite speaks of a name that is no UTF-8."""
    return _code(error) in DAMAGED or isinstance(error, UnicodeDecodeError)


def _code(error: Exception) -> int:
    """The primary code of an error of SQLite's; 0 for another error."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _rename(file: Path, to: Path) -> None:
    """Rename a file of SQLite's, with its journal, which would be played into another one."""
    journal = file.with_name(f"{file.name}-journal")
    if journal.exists():
        files.replace(journal, to.with_name(f"{to.name}-journal"))
    files.replace(file, to)
