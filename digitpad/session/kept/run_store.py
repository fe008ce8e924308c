"""The store keeps every run on disk as it goes, until a person deletes it. No Qt.

    runs/
      8c1f02d7b3a94e65.lock            locked by the program for as long as it works on the run
      8c1f02d7b3a94e65/network.json    the network, as any other network file
      8c1f02d7b3a94e65/best.json       the network of its best epoch
      8c1f02d7b3a94e65/start.json      the network that it began with, if it was another's
      8c1f02d7b3a94e65/drawing.json    the drawing beside it, and the way back through it
      8c1f02d7b3a94e65/run.json        all else: settings, data, curves, what became of it
      52e9d10c7a6b48f3/experiment.json an experiment: the guess, and which runs belong to it
      e07b5c21f94d8a36/hand.json       a hand: one person's digits, with the strokes of each
      8c1f02d7b3a94e65.deleted/        a run that was deleted a moment ago, and may be brought back
      8c1f02d7b3a94e65.damaged/        nothing in it can be read, so it is put aside

A drawing that belongs to no unsaved run is an entry without a run. The system releases a lock when
its process ends, in whatever way. So an unsaved entry whose lock can be taken was left behind by a
crash; a program that is only slow is not taken for dead.

A damaged entry hides no other. A network is removed only when its run was deleted, and files that
are not the program's own are never removed.
"""

import os
import re
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from digitpad.session.kept.errors import DamagedError, RunStoreError, writing
from digitpad.session.kept.experiment_file import ExperimentRecord
from digitpad.session.kept.run_entry import FILES, RUN, Entry, Found, Kept
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.run import new_id

DELETED = ".deleted"
DELETED_LONG_AGO = 7 * 24 * 3600  # seconds; after these no window can bring it back
MOST_LEFT = 16  # entries locked and offered at once, as each lock takes a file descriptor

_ID = re.compile(rf"[0-9a-f]{{{len(new_id())}}}")


@dataclass(frozen=True, slots=True, eq=False)
class LeftBehind:
    """An entry that a crash has left, now locked by this process, and what is known of it.

    record: None for a drawing. kept: all of it, if it had to be read to know what it is. file_name:
    of the network's own file. changed: when it was written last, in seconds since 1970.
    """

    entry: Entry
    record: RunRecord | None
    kept: Kept | None
    file_name: str | None
    changed: float


class RunStore:
    """All entries in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new_entry(self, entry_id: str) -> Entry:
        """The place of a new run or drawing, locked. Raises RunStoreError."""
        self.make_folder()
        entry = self.entry(entry_id)
        entry.take()  # the lock first, so that nobody finds the folder without it
        return entry

    @writing()
    def make_folder(self) -> None:
        """Make the store's own folder, where it is not there. Raises RunStoreError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def entry(self, entry_id: str) -> Entry:
        """The place of this id, not locked."""
        return Entry(self.folder / entry_id)

    # Lists.

    def records(self) -> tuple[list[RunRecord], list[str]]:
        """The records of all runs, and sentences about those that cannot be read.

        Raises RunStoreError if not even the folder can be read.
        """
        return self.each(self._record)

    def _record(self, entry: Entry) -> RunRecord | None:
        if not (entry.path / RUN).exists():
            return None
        try:
            return None if entry.heading().is_of_later_version else entry.run_file().record
        except DamagedError:
            run = entry.read().run  # only its networks tell what it is
            return None if run is None else RunRecord.of(run)

    def experiments(self) -> tuple[list[ExperimentRecord], list[str]]:
        """The experiments that were begun, the oldest first; otherwise as `records`."""
        records, problems = self.each(lambda e: e.experiment() if e.is_experiment else None)
        return sorted(records, key=lambda record: record.began), problems

    def left_behind(self) -> tuple[list[LeftBehind], list[str]]:
        """The unsaved work of processes that have ended, now locked by this one.

        At most MOST_LEFT, the youngest first; and sentences about what is damaged, and put aside.
        Raises RunStoreError if not even the folder can be read.
        """
        self._forget_what_was_deleted_long_ago()
        entries, problems = self.each(self._left)
        entries.sort(key=lambda left: -left.changed)
        for left in entries[MOST_LEFT:]:
            left.entry.let_go()
        return entries[:MOST_LEFT], problems

    def _left(self, entry: Entry) -> LeftBehind | None:
        # Most are settled, which can be seen without a lock.
        if _is_settled(entry) or not entry.acquire():
            return None
        try:
            left = None if _is_settled(entry) else _described(entry)
        except BaseException:
            entry.let_go()
            raise
        if left is None:
            entry.let_go()
        return left

    def each(self, look: Callable[[Entry], Found | None]) -> tuple[list[Found], list[str]]:
        """What `look` finds in each entry, and sentences about those where something goes wrong.

        Raises RunStoreError if not even the folder can be read.
        """
        results, problems = [], []
        for entry in self._entries():
            try:
                result = look(entry)
            except RunStoreError as error:
                problems.append(f"{entry.path.name}: {error}")
            except Exception as mistake:  # of ours: it hides no other entry
                traceback.print_exception(mistake)
                problems.append(f"{entry.path.name}: {type(mistake).__name__}: {mistake}.")
            else:
                if result is not None:
                    results.append(result)
        return results, problems

    @writing()
    def _entries(self) -> list[Entry]:
        paths = sorted(self.folder.iterdir()) if self.folder.exists() else []
        return [Entry(path) for path in paths if _is_ours(path, path.name)]

    # Deleting.

    @writing()
    def delete(self, run_id: str) -> None:
        """Take a run out of the store; `undelete` brings it back, until `forget_deleted`.

        Raises RunStoreError, also if another window works on it.
        """
        entry = self.entry(run_id)
        if entry.path.exists():
            with entry.locked():
                os.replace(entry.path, self._deleted(run_id))

    @writing()
    def undelete(self, run_id: str) -> None:
        """Bring back what `delete` took out. Raises RunStoreError."""
        path = self._deleted(run_id)
        if path.exists():
            os.replace(path, self.folder / run_id)

    def forget_deleted(self, run_ids: Iterable[str]) -> None:
        """Remove for good what was deleted. Raises RunStoreError."""
        for run_id in run_ids:
            Entry(self._deleted(run_id)).remove()

    def _deleted(self, run_id: str) -> Path:
        return (self.folder / run_id).with_suffix(DELETED)

    @writing()
    def _all_deleted(self) -> list[Entry]:
        paths = self.folder.glob(f"*{DELETED}")
        return [Entry(path) for path in paths if _is_ours(path, path.stem)]

    @writing()
    def _forget_what_was_deleted_long_ago(self) -> None:
        """Remove what was deleted by windows that crashed before they could forget it."""
        old = time.time() - DELETED_LONG_AGO
        for entry in self._all_deleted():
            if entry.path.stat().st_ctime < old:
                entry.remove()

    # Numbers.

    def highest_number(self) -> int:
        """The highest number of a run that this process does not keep; 0 if there is none.

        Raises RunStoreError.
        """
        numbers, _ = self.each(lambda e: None if e.is_ours else e.heading().record.number)
        return max(numbers, default=0)


def _is_ours(path: Path, run_id: str) -> bool:
    """Whether it is a folder of ours, by its id; a link may lead anywhere."""
    return bool(_ID.fullmatch(run_id)) and path.is_dir() and not path.is_symlink()


def _is_settled(entry: Entry) -> bool:
    """Whether recovery leaves it alone: it has a fate, or was written by a later version."""
    if entry.is_experiment or entry.is_hand:
        return True
    try:
        heading = entry.heading()
    except DamagedError:
        return False
    return heading.is_settled or heading.is_of_later_version


def _described(entry: Entry) -> LeftBehind | None:
    """What is known of an entry; None where nothing was ever written. Raises RunStoreError."""
    if not any(os.path.lexists(entry.path / name) for name in FILES):
        entry.remove()
        return None
    try:
        content = entry.run_file()
    except DamagedError:
        kept = read_or_put_aside(entry, entry.read)  # only its other files tell what it is
        record = None if kept.run is None else RunRecord.of(kept.run)
        return LeftBehind(entry, record, kept, None, entry.changed())
    file_name = None if content.own_path is None else content.own_path.name
    return LeftBehind(entry, content.record, None, file_name, entry.changed())


def read_or_put_aside(entry: Entry, read: Callable[[], Found]) -> Found:
    """What is read there. Raises RunStoreError; an entry that is damaged is put aside first."""
    try:
        return read()
    except DamagedError as error:
        aside = entry.put_aside()
        raise RunStoreError(f"{error} What is there is kept in {aside}.") from error
