"""The file of the store: one connection, opened when it is first needed, and checked then.

A damaged file is renamed, and what can still be read of it, row by row, is brought into a new one.
"""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from digitpad.core import files
from digitpad.core.text import capitalized, counted, in_a_row, reason_of
from digitpad.session import store_version_2

VERSION = 3
PATIENCE = 5.0  # seconds that a transaction waits for another program's
LEAST_BYTES = 512  # SQLite takes a smaller file for a new one
DAMAGED = sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB
NO_STORE = *DAMAGED, sqlite3.SQLITE_ERROR  # tables are missing
# A row cannot be read, or what it belongs to is lost. A full disk is none of these.
LOST_ROW = *NO_STORE, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG
# What reading a damaged row may raise.
UNREADABLE = (ValueError, TypeError, EOFError, OverflowError, RecursionError, MemoryError)
NETWORK = """create table if not exists network (
        run text not null references run on delete cascade,
        epoch integer not null, -- after which it stands
        arrays blob not null, checksum text not null, primary key (run, epoch)
    )"""
# Tables of version 2 are brought over as they are: with a `revision` of each run, and a row of
# `desk` for each `window`. Both columns are always '' today.
SCHEMA = f"""
    pragma auto_vacuum = full;
    begin immediate;
    create table if not exists run (
        id text primary key, number integer not null, name text not null,
        experiment text not null, trial text not null, revision text not null,
        changed real not null, deleted text, record blob not null
    );
    {NETWORK};
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
    commit;
"""
# Checked at the start. A network, which may be large, is checked when it is read.
SMALL_TABLES = "run", "hand", "digit", "guess", "experiment", "desk"
REASONS = {sqlite3.SQLITE_FULL: errno.ENOSPC, sqlite3.SQLITE_IOERR: errno.EIO}
COLUMNS = """
    select t.name, c.name from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table'
"""
COUNTED = "run", "digit", "hand"  # in the sentence about a damaged file
HAND_OF_DIGIT = "insert or ignore into hand select hand, ? from old.digit where rowid = ?"
WITHOUT_NETWORK = """
    select count(*) from run where id not in (select run from network)
"""
LOST_HAND = "A hand"  # the name of one whose row cannot be read
MOST_LOST = 10_000  # rows beside a damaged page

Read = TypeVar("Read")
Tell = Callable[[str, str], object]
FileId = tuple[int, int]  # the device of a file, and its number there


class StoreError(Exception):
    """Something cannot be kept or read; the message is a sentence.

    is_of_file: whether the whole file cannot be used now. is_mended: whether the file was damaged
    and has been replaced, so that the next try may succeed.
    """

    def __init__(self, sentence: str, is_of_file: bool = False, *, is_mended: bool = False) -> None:
        super().__init__(sentence)
        self.is_of_file, self.is_mended = is_of_file, is_mended


def no_one(_title: str, _sentence: str) -> None:
    """Is told, and says nothing."""


class StoreFile:
    """The file and the connection to it. One thread alone uses both."""

    def __init__(self, file: Path | None, tell: Tell = no_one) -> None:
        """file: None keeps all in memory, and nothing beyond.

        tell: takes a title, empty unless the whole file was replaced, and a sentence.
        """
        self.file, self._tell = file, tell
        self._db: sqlite3.Connection | None = None
        self._place: FileId | None = None  # where the open file was

    @contextmanager
    def transaction(self, begin: str = "begin immediate") -> Iterator[sqlite3.Connection]:
        """A transaction, rolled back if anything is raised. Raises StoreError.

        Errors that are not the file's are mistakes in digitpad, and are raised as they are.
        """
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
        except (sqlite3.Error, OSError) as error:
            if _code(error) in DAMAGED:
                self.close()
                raise self._mended() from error
            if not isinstance(error, OSError) and _code(error) == sqlite3.SQLITE_ERROR:
                raise  # a statement that makes no sense
            is_read_only = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY
            if is_read_only and self._place == self._place_now():
                self.close()  # else it would stay read-only when the file may be written again
            if isinstance(error, (OSError, sqlite3.OperationalError)):
                raise self._error(error) from error
            raise

    def close(self) -> None:
        """Close the file; the next transaction opens it again."""
        if self._db is not None:
            self._db.close()
        self._db = self._place = None

    def _mended(self) -> StoreError:
        """Replace a damaged file. Returns the error to raise."""
        try:
            self._replace()
        except (OSError, sqlite3.Error) as error:
            return self._error(error)
        return StoreError(f"{self.file} was damaged.", is_of_file=True, is_mended=True)

    def _connection(self) -> sqlite3.Connection:
        """The connection to the file at its path, opened anew if that is another one than before.

        Otherwise it would write into a file that was deleted or replaced.
        """
        if self._db is not None and self._place == self._place_now():
            return self._db
        open_before, is_there = self._db, self._place_now() is not None
        copy = None
        if self.file is not None:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            copy = self._copied(self.file.with_suffix(".sqlite.copy"))
            if is_there and not self._is_sound(self.file):
                self._replace()
            elif copy is not None and not is_there:
                files.replace(copy, self.file)
        # The one that was open, and what it has, stay until all of that is in the new one.
        self._db = self._opened(copy if is_there else None, is_new=not is_there)
        self._place = self._place_now()
        if open_before is not None:
            open_before.close()
            how = "was replaced" if is_there else "was deleted"
            kept = "All that it had" if copy is not None else "What this window has"
            said = f"{self.file} {how} while it was open. {kept} is in the new one as well."
            self._tell("Runs and digits", said)
        return self._db

    def _opened(self, copy: Path | None, is_new: bool) -> sqlite3.Connection:
        """The file at the path, open, with all that is in a copy of another one."""
        db = _connect(self.file, is_new)
        try:
            if db.execute("pragma user_version").fetchone() == (store_version_2.VERSION,):
                store_version_2.bring_over(db, NETWORK)
            if copy is not None:
                _take_over(copy, db)
                copy.unlink()
        except BaseException:
            db.close()
            raise
        return db

    def _copied(self, copy: Path) -> Path | None:
        """What the open file has, which may be deleted by now, in a copy; None without one.

        A copy may be left of a window that had no room for the rest.
        """
        if self._db is None:
            return copy if copy.is_file() and self._is_sound(copy) else None
        copy.unlink(missing_ok=True)
        try:
            with closing(sqlite3.connect(copy)) as new:
                self._db.backup(new)
        except sqlite3.Error as error:
            copy.unlink(missing_ok=True)
            if _code(error) not in DAMAGED:
                raise
            return None
        return copy if self._is_sound(copy) else None  # its file may have been emptied

    def _place_now(self) -> FileId | None:
        """Where the file is now; None if it is not there, or empty."""
        if self.file is None:
            return None
        try:
            found = os.stat(self.file)
        except (FileNotFoundError, NotADirectoryError):
            return None
        return (found.st_dev, found.st_ino) if found.st_size else None

    def _is_sound(self, file: Path) -> bool:
        """Whether a file is a whole store.

        Raises StoreError for a later version, and SQLite's errors if it cannot be opened.
        """
        if file.is_file() and file.stat().st_size < LEAST_BYTES:
            return False
        try:
            with closing(_connect(file)) as db, closing(_connect(None, is_new=True)) as new:
                (version,) = db.execute("pragma user_version").fetchone()
                if version > VERSION:
                    later = f"A later version of digitpad wrote {file}, so nothing is kept."
                    raise StoreError(later, is_of_file=True)
                if version == store_version_2.VERSION:
                    new.executescript(store_version_2.SCHEMA)
                elif version < VERSION:
                    return False
                if not set(db.execute(COLUMNS)) >= set(new.execute(COLUMNS)):
                    return False
                checks = (f"pragma quick_check({table})" for table in SMALL_TABLES)
                return all(db.execute(check).fetchone() == ("ok",) for check in checks)
        except sqlite3.DatabaseError as error:
            if _code(error) not in NO_STORE:
                raise
            return False

    def _replace(self) -> None:
        """Rename a damaged file, and bring what can be read of it into a new one."""
        assert self.file is not None
        new = self.file.with_suffix(".sqlite.new")
        new.unlink(missing_ok=True)
        try:
            with closing(_connect(new, is_new=True)) as db:
                found = _take_over(self.file, db)
            aside = self._put_aside(self.file)
            files.replace(new, self.file)
        finally:
            new.unlink(missing_ok=True)
        rest = "Nothing of it can be read, so a new one was begun."
        if found:
            rest = f"What can still be read is in a new one: {in_a_row(found)}."
        self._tell("Runs and digits", f"What was kept is damaged, and is now in {aside}. {rest}")

    def _put_aside(self, file: Path) -> Path:
        """Rename a file and its journal to a free name. Returns the file's."""
        aside = file.with_name(f"{file.name}.damaged-{datetime.now():%Y-%m-%d-%H%M%S-%f}")
        journal = file.with_name(f"{file.name}-journal")
        if journal.exists():
            files.replace(journal, aside.with_name(f"{aside.name}-journal"))
        files.replace(file, aside)
        return aside

    def _error(self, error: Exception) -> StoreError:
        if (number := REASONS.get(_code(error))) is not None:
            error = OSError(number, str(error))
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        return StoreError(f"{capitalized(reason)} ({self.file}).", is_of_file=True)

    def read(self, what: str, rows: Sequence[Any], read: Callable[[Any], Read]) -> list[Read]:
        """Read all rows. Unreadable ones are left out, and counted in a sentence."""
        found, left_out = [], 0
        for row in rows:
            try:
                found.append(read(row))
            except UNREADABLE:
                left_out += 1
        if left_out:
            rest = "is left out; it stays" if left_out == 1 else "are left out; they stay"
            self._tell("", f"{counted(left_out, what)} cannot be read and {rest} in the file.")
        return found


def _connect(file: Path | None, is_new: bool = False) -> sqlite3.Connection:
    """file: None for one in memory. is_new: whether to make its tables."""
    name = ":memory:" if file is None else file
    db = sqlite3.connect(name, timeout=PATIENCE, isolation_level=None)
    # A run with a damaged name is still shown.
    db.text_factory = partial(str, encoding="utf-8", errors="replace")
    try:
        db.execute("pragma synchronous = full")
        db.execute("pragma fullfsync = on")  # else macOS leaves it in the drive's cache
        db.execute("pragma foreign_keys = on")
        if is_new:
            db.executescript(SCHEMA)
    except BaseException:
        db.close()
        raise
    return db


def _code(error: Exception) -> int:
    """The primary code of an error of SQLite's; 0 for another error."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


@contextmanager
def _going_on_after(*codes: int) -> Iterator[None]:
    """Go on after an error of SQLite's with one of these codes."""
    try:
        yield
    except sqlite3.Error as error:
        if _code(error) not in codes:
            raise


def _take_over(damaged: Path, new: sqlite3.Connection) -> list[str]:
    """Copy all rows that can be read. Returns how many of each kind there are now, in words."""
    tables: dict[str, list[str]] = {}
    is_earlier = False
    for table, column in new.execute(COLUMNS).fetchall():
        tables.setdefault(table, []).append(column)
    # Else SQLite reads nothing of a file that was cut short.
    new.execute("pragma writable_schema = on")
    try:
        with _going_on_after(*NO_STORE):
            new.execute("attach ? as old", (str(damaged),))
            is_earlier = new.execute(store_version_2.IS_OLD).fetchone() is not None
            if is_earlier:
                new.executescript(store_version_2.SCHEMA)
                tables["network"] = ["run", "role", "arrays", "checksum"]
            for table in sorted(tables, key=("run", "hand").__contains__, reverse=True):
                columns = ", ".join(tables[table])
                copy = f"insert or ignore into {table} select {columns} from old.{table}"
                for row in _rows(new, table):
                    with _going_on_after(*LOST_ROW):
                        if table == "digit":
                            new.execute(HAND_OF_DIGIT, (LOST_HAND, row))
                        new.execute(f"{copy} where rowid = ?", (row,))
    finally:
        with suppress(sqlite3.OperationalError):  # it could not be attached
            new.execute("detach old")
        new.execute("pragma writable_schema = off")
    if is_earlier:
        store_version_2.bring_over(new, NETWORK)
    counts = [new.execute(f"select count(*) from {kind}").fetchone()[0] for kind in COUNTED]
    said = [counted(count, kind) for kind, count in zip(COUNTED, counts)]
    (lost,) = new.execute(WITHOUT_NETWORK).fetchone()
    if lost:
        said[0] += f" ({lost:,} without a network)"
    return said if any(counts) else []


def _rows(db: sqlite3.Connection, table: str) -> list[int]:
    """The numbers of a damaged table's rows; where they cannot be read, those that may be there."""
    question = f"select rowid from old.{table} order by rowid"
    first: list[int] = []
    last: list[int] = []
    try:
        first.extend(row for (row,) in db.execute(question))
        return first
    except sqlite3.DatabaseError as error:
        if _code(error) == sqlite3.SQLITE_ERROR:  # there is no such table
            return []
    after = first[-1] if first else 0
    with suppress(sqlite3.DatabaseError):
        last.extend(row for (row,) in db.execute(f"{question} desc") if row > after)
    until = last[-1] if last else after + MOST_LOST
    return [*first, *range(after + 1, min(until, after + MOST_LOST)), *reversed(last)]
