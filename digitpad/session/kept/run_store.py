"""The run store: every run is kept on disk as it goes, for as long as there is room. No Qt.

    runs/
      8c1f02d7.lock            locked by the program for as long as it works on the run
      8c1f02d7/run.json        the run: its settings, data and curves, and what became of it
      8c1f02d7/desk.json       the network's own file, if it has one, and the drawing
      8c1f02d7/network.json    the network and its curves, as any other network file
      8c1f02d7/best.json       the network of its best epoch, likewise
      8c1f02d7/start.json      the network that it began with, if it was another's
      8c1f02d7.deleted/        a run that was deleted a moment ago, and may be brought back

The system lets go of a lock when its process ends, however it ends. So a run that is unsaved, and
whose lock can be taken, was left behind by a crash; a program that is only slow is not taken for
dead. Runs that were saved or discarded stay for later, and the oldest make room for new ones.
"""

import os
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from digitpad.session.kept import locks
from digitpad.session.kept.run_entry import Entry, RunStoreError, changed, lock_of, sentence
from digitpad.session.kept.run_record import RunRecord

DELETED = ".deleted"
DELETED_LONG_AGO = 7 * 24 * 3600  # seconds: no window waits longer to forget it


class RunStore:
    """All runs that are kept in a folder.

    old_folder: where versions before kept unsaved training; what is there is taken over.
    """

    def __init__(self, folder: Path, old_folder: Path | None = None) -> None:
        self.folder, self._old_folder = folder, old_folder

    def new_entry(self, run_id: str) -> Entry:
        """A place for a run, empty and locked. Raises RunStoreError."""
        path = self.folder / run_id
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # The lock first, so that nobody finds the folder without it.
            if not locks.acquire(lock_of(path)):
                raise RunStoreError(f"{lock_of(path)} cannot be locked.")
        except OSError as error:
            raise RunStoreError(sentence(error)) from error
        return Entry(path)

    def entry(self, run_id: str) -> Entry:
        """A run's place, to read what is there."""
        return Entry(self.folder / run_id)

    def records(self) -> tuple[list[RunRecord], list[str]]:
        """What is known of all runs that are kept, but for their networks.

        Then come sentences about those that cannot be read. Raises RunStoreError where not even
        the folder can be read.
        """
        found: list[RunRecord] = []
        problems: list[str] = []
        try:
            for path in sorted(self._paths()):
                entry = Entry(path)
                try:
                    if entry.is_complete():
                        found.append(entry.record())
                except RunStoreError as error:
                    problems.append(f"{path.name}: {error}")
        except OSError as error:
            raise RunStoreError(sentence(error)) from error
        return found, problems

    def delete(self, run_id: str) -> None:
        """Take a run out of the store; `undelete` brings it back, until `forget_deleted`.

        Raises RunStoreError, also where another window works on it.
        """
        path = self.folder / run_id
        try:
            if not path.exists():
                return
            if not locks.acquire(lock_of(path)):
                raise RunStoreError("Another window works on this run.")
            try:
                os.replace(path, path.with_suffix(DELETED))
            finally:
                locks.release(lock_of(path))
        except OSError as error:
            raise RunStoreError(sentence(error)) from error

    def undelete(self, run_id: str) -> None:
        """Bring back what `delete` took out. Raises RunStoreError."""
        path = self.folder / run_id
        try:
            if path.with_suffix(DELETED).exists():
                os.replace(path.with_suffix(DELETED), path)
        except OSError as error:
            raise RunStoreError(sentence(error)) from error

    def forget_deleted(self, run_ids: Iterable[str]) -> None:
        """Remove for good what was deleted. Raises RunStoreError."""
        try:
            for run_id in run_ids:
                path = (self.folder / run_id).with_suffix(DELETED)
                if path.exists():
                    shutil.rmtree(path)
        except OSError as error:
            raise RunStoreError(sentence(error)) from error

    def left_behind(self) -> tuple[list[Entry], list[str]]:
        """The unsaved runs of processes that have ended, locked by this one now.

        The youngest come first. Then come sentences about those that cannot be had: each run
        stands alone. Raises RunStoreError where not even the folder can be read.
        """
        found: list[Entry] = []
        problems: list[str] = []
        try:
            self._take_over_old_entries(problems)
            self._forget_what_was_deleted_long_ago()
            for entry in self._unlocked(problems):
                try:
                    if not entry.is_complete():
                        entry.remove()  # the process ended before anything was complete
                    elif self._is_unsaved(entry):
                        found.append(entry)
                    else:
                        entry.let_go()
                except (OSError, RunStoreError) as error:
                    problems.append(sentence(error))
                    entry.let_go()
            return sorted(found, key=lambda entry: -changed(entry.path)), problems
        except OSError as error:
            raise RunStoreError(sentence(error)) from error

    def _forget_what_was_deleted_long_ago(self) -> None:
        """Remove what windows deleted that did not come to forget it themselves."""
        if self.folder.exists():
            old = time.time() - DELETED_LONG_AGO
            for path in self.folder.glob(f"*{DELETED}"):
                if path.is_dir() and not path.is_symlink() and path.stat().st_ctime < old:
                    shutil.rmtree(path)

    def _is_unsaved(self, entry: Entry) -> bool:
        try:
            return entry.fate() == "unsaved"
        except RunStoreError:
            return True  # whoever reads it will say what is wrong with it

    def count(self) -> int:
        """How many runs are kept, as far as that can be seen."""
        try:
            return sum(1 for _ in self._paths())
        except OSError:
            return 0  # whoever keeps a run will be told why

    def size(self) -> int:
        """The bytes of all that is kept."""
        return sum(_size(path) for path in self._paths())

    def make_room(self, most_bytes: int) -> None:
        """Remove runs that were saved or discarded, the oldest first, until the rest fits.

        Those that have a name go last, and those that are unsaved or in use never. Raises
        RunStoreError.
        """
        try:
            excess = self.size() - most_bytes
            if excess <= 0:
                return
            for entry in sorted(self._settled(), key=Entry.named_and_changed):
                size = _size(entry.path)
                if excess > 0 and _removed(entry):
                    excess -= size
                else:
                    entry.let_go()
        except OSError as error:
            raise RunStoreError(sentence(error)) from error

    def _paths(self) -> Iterator[Path]:
        if self.folder.exists():
            yield from filter(_is_entry, self.folder.iterdir())

    def _unlocked(self, problems: list[str]) -> Iterator[Entry]:
        """The entries that no living process works on; they are locked by this one now.

        problems: takes sentences about those that cannot be locked.
        """
        for path in list(self._paths()):
            try:
                is_ours = locks.acquire(lock_of(path))
            except OSError as error:
                problems.append(sentence(error))
            else:
                if is_ours:
                    yield Entry(path)

    def _settled(self) -> Iterator[Entry]:
        """Those of them that are not unsaved."""
        for entry in self._unlocked([]):
            if self._is_unsaved(entry):
                entry.let_go()
            else:
                yield entry

    def _take_over_old_entries(self, problems: list[str]) -> None:
        if self._old_folder is None or not self._old_folder.exists():
            return
        for path in list(self._old_folder.iterdir()):
            try:
                if _is_entry(path) and locks.acquire(lock_of(path)):
                    self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                    os.replace(path, self.folder / path.name)
                    locks.release(lock_of(path))
            except OSError as error:
                problems.append(sentence(error))


def _removed(entry: Entry) -> bool:
    """Whether it could be removed: what cannot stays, and others make room."""
    try:
        entry.remove()
    except RunStoreError:
        return False
    return True


def _is_entry(path: Path) -> bool:
    # A link may lead anywhere.
    return not path.suffix and path.is_dir() and not path.is_symlink()


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.iterdir() if file.is_file())
