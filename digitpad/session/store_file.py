"""The file of the store: checked when it is opened, and copied each week.

A file of an earlier version is converted. A damaged file is renamed, and its copy takes its place.
"""

import hashlib
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from digitpad.core.text import counted, reason_of

VERSION = 2
PATIENCE = 5.0  # seconds that a transaction waits for another window's
COPY_EVERY = 7 * 24 * 3600.0  # seconds
LEAST_BYTES = 512  # SQLite takes a smaller file for a new one
DAMAGED = sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB
# What reading a damaged row may raise.
UNREADABLE = (ValueError, TypeError, EOFError, OverflowError, RecursionError, MemoryError)
DESK = """
    create table desk (
        window text primary key, run text not null, is_training integer not null,
        changed real not null, drawing blob,
        record blob -- the whole desk, but for its drawing
    );
    create table experiment (name text primary key, record blob not null); -- a person's own
"""
SCHEMA = f"""
    pragma auto_vacuum = full;
    begin immediate;
    create table run (
        id text primary key, number integer not null, name text not null,
        experiment text not null, trial text not null, revision text not null,
        changed real not null, deleted text, record blob not null
    );
    create table network (
        run text not null references run on delete cascade, role text not null,
        arrays blob not null, checksum text not null, primary key (run, role)
    );
    create table hand (id text primary key, name text not null);
    create table digit (
        id text not null, hand text not null references hand on delete cascade,
        label integer not null, written real not null, is_confirmed integer not null,
        strokes blob not null, primary key (hand, id)
    );
    create table guess (experiment text primary key, choice integer);
    {DESK}
    pragma user_version = {VERSION};
    commit;
"""
FROM_VERSION_1 = f"""
    begin immediate;
    {DESK}
    insert or replace into desk select window, id, 1, changed, drawing, null from run
        where window is not null order by changed;
    alter table run drop column seed;
    alter table run drop column window;
    alter table run drop column drawing;
    alter table run add column revision text not null default '';
    alter table network add column checksum text not null default '';
    update network set checksum = checksum_of(arrays);
    pragma user_version = {VERSION};
    commit;
"""
COLUMNS = """
    select t.name, c.name from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table'
"""
IS_FULL = "select exists (select 1 from run) or exists (select 1 from digit)"

Read = TypeVar("Read")


class StoreError(Exception):
    """Something cannot be kept or read; the message is a sentence.

    is_of_file: whether the whole file cannot be used now.
    """

    def __init__(self, sentence: str, is_of_file: bool = False) -> None:
        super().__init__(sentence)
        self.is_of_file = is_of_file


class StoreFile:
    """The file as one window sees it, and its copy."""

    def __init__(
        self,
        file: Path,
        window: str = "",
        lives: Callable[[str], bool] = lambda _window: False,
        tell: Callable[[str, str], object] = lambda _title, _sentence: None,
    ) -> None:
        """window: the name of this window. lives: whether another window still exists.

        tell: takes a title, empty unless the whole file is damaged, and a sentence; called from any
        thread.
        """
        self.file, self.window, self._lives, self._tell = file, window, lives, tell
        self._copy = file.with_suffix(".sqlite.copy")
        self._checking = threading.Lock()
        self._is_checked = False
        self._known: set[str] = set()  # revisions of runs that this window has used or written
        self._apart: dict[str, str] = {}  # the new id of each run that another window has changed

    def make_folder(self) -> None:
        """Make the file's folder. Raises StoreError."""
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise self._error(error) from error

    def begin(self) -> None:
        """Check the file, or make it. A damaged one is renamed, and reported. Raises StoreError."""
        with self._checking:
            if not self._is_checked or not self.file.exists():
                self.make_folder()
                try:
                    self._open()
                except (OSError, sqlite3.Error) as error:
                    raise self._error(error) from error
                self._is_checked = True

    def _open(self) -> None:
        is_there = self.file.exists() and self.file.stat().st_size >= LEAST_BYTES
        if not (is_there or self._copy.exists()):
            self._is_sound(self.file)
        elif not (is_there and self._is_sound(self.file)):
            self._take_copy()

    def _is_sound(self, file: Path) -> bool:
        """Whether a file is a whole store. An earlier version is converted, a new file filled.

        Raises StoreError for a later version, and SQLite's errors if it cannot be opened.
        """
        try:
            with self._connection(file) as db:
                (version,) = db.execute("pragma user_version").fetchone()
                if version > VERSION:
                    later = f"A later version of digitpad wrote {file}, so nothing is kept."
                    raise StoreError(later, is_of_file=True)
                is_foreign = version < 1 and db.execute("select 1 from sqlite_master").fetchone()
                if is_foreign or db.execute("pragma quick_check(1)").fetchone() != ("ok",):
                    return False
                db.create_function("checksum_of", 1, checksum_of)
                if version < VERSION:
                    db.executescript(FROM_VERSION_1 if version == 1 else SCHEMA)
                with closing(sqlite3.connect(":memory:")) as new:
                    new.executescript(SCHEMA)
                    return set(db.execute(COLUMNS)) >= set(new.execute(COLUMNS))
        except sqlite3.DatabaseError as error:
            # SQLITE_ERROR, the most general: a table or a column is missing.
            if error.sqlite_errorcode & 0xFF not in (*DAMAGED, sqlite3.SQLITE_ERROR):
                raise
            return False

    def _take_copy(self) -> None:
        """Rename a damaged file, and replace it, or a missing one, by its copy or a new one."""
        new, said = self.file.with_suffix(f".{self.window}.new"), "There is no copy of it"
        try:
            if self._copy.exists():
                made = datetime.fromtimestamp(self._copy.stat().st_mtime)
                shutil.copy2(self._copy, new)
                if self._is_sound(new):
                    said = f"The copy of {made:%d %b %Y}, {self._copy}, has taken its place."
                else:
                    new.unlink()
                    said = f"So is its copy, which is now in {self._put_aside(self._copy)}"
            if not new.exists():
                self._is_sound(new)
                said = f"{said}, so a new store was begun."
            aside = self._put_aside(self.file)
            where = f"damaged, and is now in {aside}" if aside else f"gone from {self.file}"
            new.replace(self.file)
        finally:
            new.unlink(missing_ok=True)
        self._tell("Runs and digits", f"What was kept is {where}. {said}")

    def _put_aside(self, file: Path) -> Path | None:
        """Rename a file and its journal to a free name. Returns the file's, if it exists."""
        aside = file.with_name(f"{file.name}.damaged-{datetime.now():%Y-%m-%d-%H%M%S-%f}")
        journal = file.with_name(f"{file.name}-journal")
        if journal.exists():
            journal.replace(f"{aside}-journal")
        return file.replace(aside) if file.exists() else None

    def make_copy(self) -> None:
        """Copy the file, if its copy is missing, a week old or half as large. Raises StoreError.

        An empty store is not copied: the copy may have what it has lost.
        """
        new = self._copy.with_suffix(f".{self.window}.new")
        try:
            if self._copy.exists():
                copy = self._copy.stat()
                # A wrong clock may have dated it in the future.
                is_young = 0 <= time.time() - copy.st_mtime < COPY_EVERY
                if is_young and self.file.stat().st_size < 2 * copy.st_size:
                    return
            with self._connection(self.file) as db:
                (is_full,) = db.execute(IS_FULL).fetchone()
                if is_full:
                    db.execute("vacuum into ?", (str(new),))
                    new.replace(self._copy)
        except (OSError, sqlite3.Error) as error:
            raise self._error(error) from error
        finally:
            new.unlink(missing_ok=True)

    @contextmanager
    def _connection(self, file: Path) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)) as db:
            db.execute("pragma synchronous = full")
            db.execute("pragma foreign_keys = on")
            # A run with a damaged name is still shown.
            db.text_factory = partial(str, encoding="utf-8", errors="replace")
            yield db

    @contextmanager
    def transaction(self, begin: str = "begin immediate") -> Iterator[sqlite3.Connection]:
        """A transaction, rolled back if anything is raised. Raises StoreError."""
        self.begin()
        try:
            with self._connection(self.file) as db:
                db.execute(begin)
                yield db
                db.execute("commit")
        except (sqlite3.Error, OSError, *UNREADABLE) as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGED:
                self._is_checked = False  # the next transaction renames the file
            raise self._error(error) from error

    def _error(self, error: Exception) -> StoreError:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        sentence = f"{reason[:1].upper()}{reason[1:]} ({self.file})."
        is_of_file = isinstance(error, (OSError, sqlite3.OperationalError)) or (
            getattr(error, "sqlite_errorcode", 0) & 0xFF in DAMAGED
        )
        return StoreError(sentence, is_of_file)

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


def checksum_of(arrays: object) -> str:
    """The SHA-256, in hexadecimal, of arrays as bytes; empty for a damaged value."""
    return hashlib.sha256(arrays).hexdigest() if isinstance(arrays, bytes) else ""
