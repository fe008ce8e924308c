"""The run store: every run is kept on disk as it goes, for as long as there is room. No Qt.

    runs/
      8c1f02d7.lock            locked by the program for as long as it works on the run
      8c1f02d7/run.json        the run: its number, data and parent, and what became of it
      8c1f02d7/desk.json       the network's own file, if it has one, and the drawing
      8c1f02d7/network.json    the network and its curves, as any other network file
      8c1f02d7/best.json       the network of its best epoch, likewise

The system lets go of a lock when its process ends, however it ends. So a run that is unsaved, and
whose lock can be taken, was left behind by a crash; a program that is only slow is not taken for
dead. Runs that were saved or discarded stay for later, and the oldest make room for new ones.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from digitpad.core import files, storage
from digitpad.core.data_spec import DataSpec
from digitpad.core.storage import NetworkFileError
from digitpad.session import desk_file, locks
from digitpad.session.desk_file import Desk
from digitpad.session.network_io import open_network, save_network
from digitpad.session.run import BestEpoch, Run

MOST_BYTES = 64 * 2**20  # of desk.json
MOST_RUN_BYTES = 100_000  # of run.json
DAMAGED = ".damaged"

# What became of a run: one that is continued went on as another, with other data.
Fate = Literal["unsaved", "saved", "discarded", "continued"]

Evaluation = Literal["validation", "test"]


class RunStoreError(Exception):
    """A run cannot be kept or read; the message is a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class KeptRun:
    """A run as it is kept, with what lies beside it, and whether it is saved elsewhere."""

    run: Run
    desk: Desk = Desk()
    fate: Fate = "unsaved"
    name: str = ""


class _Data(msgspec.Struct):
    folder: Annotated[str, Meta(max_length=4096)] | None = None
    training_size: Annotated[int, Meta(ge=1, le=10**9)] | None = None
    evaluation: Evaluation = "validation"
    other_hands: bool = False


class _Run(msgspec.Struct):
    """run.json: what a network file does not hold. What is not there is as in old versions."""

    number: Annotated[int, Meta(ge=0, le=10**9)] = 0
    fate: Fate = "unsaved"
    name: Annotated[str, Meta(max_length=1000)] = ""
    parent: Annotated[str, Meta(max_length=100)] | None = None
    data: _Data | None = None
    best_epoch: Annotated[int, Meta(ge=1, le=10**9)] | None = None


class Entry:
    """The folder of one run, locked by this process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._written: dict[str, bytes] = {}  # of the small files, as they were written last
        self._best: BestEpoch | None = None  # likewise

    def keep(self, kept: KeptRun) -> None:
        """Write all of it, in the place of what is there. Raises RunStoreError."""
        run = kept.run
        try:
            self.path.mkdir(mode=0o700, exist_ok=True)
            self._write("desk.json", desk_file.encode(kept.desk))
            if run.best is not None and run.best is not self._best:
                storage.save(run.best.network, self.path / "best.json")
                self._best = run.best
            # Last: where the network is there, all is there.
            save_network(run.content(), self.path / "network.json")
            self._write("run.json", msgspec.json.encode(_described(kept)))
        except (NetworkFileError, OSError) as error:
            raise RunStoreError(_sentence(error)) from error

    def mark(self, fate: Fate) -> None:
        """Note what became of the run. Raises RunStoreError."""
        try:
            found = self._read_run()
            found.fate = fate
            self._write("run.json", msgspec.json.encode(found))
        except OSError as error:
            raise RunStoreError(_sentence(error)) from error

    def read(self) -> KeptRun:
        """What is kept here, checked as any file is. Raises RunStoreError."""
        try:
            content = open_network(self.path / "network.json").content
            text = files.read(self.path / "desk.json", MOST_BYTES)
            found = self._read_run()
        except (NetworkFileError, files.FileError) as error:
            raise RunStoreError(str(error)) from error
        try:
            desk = desk_file.decode(text)
        except ValueError as error:
            raise RunStoreError(f"desk.json is damaged: {error}.") from error
        run = replace(
            Run.of_file(content, desk.weight_initializer, found.number),
            id=self.path.name,
            parent=found.parent,
        )
        if found.data is not None:
            data = DataSpec(**msgspec.structs.asdict(found.data))
            run = replace(run, data=data)
        return KeptRun(self._with_best(run, found.best_epoch), desk, found.fate, found.name)

    def _with_best(self, run: Run, epoch: int | None) -> Run:
        """The run with the network of its best epoch, if that is there and belongs to it."""
        path = self.path / "best.json"
        if epoch is None or epoch > len(run.history) or not path.exists():
            return run
        try:
            network = open_network(path).content.network
        except NetworkFileError as error:
            raise RunStoreError(str(error)) from error
        if network.sizes != run.network.sizes:
            raise RunStoreError("best.json has another network than network.json.")
        return replace(run, best=BestEpoch(epoch, network))

    def is_complete(self) -> bool:
        """Whether a whole run lies there."""
        return (self.path / "network.json").exists()

    def fate(self) -> Fate:
        """What became of the run. Raises RunStoreError."""
        return self._read_run().fate

    def age(self, now: float) -> float:
        """For how many seconds it has lain there at the time `now`, since the epoch."""
        return max(0.0, now - _changed(self.path))

    def remove(self) -> None:
        """Take it off the disk. Raises RunStoreError."""
        try:
            if self.path.exists():
                shutil.rmtree(self.path)
        except OSError as error:
            raise RunStoreError(_sentence(error)) from error
        self.let_go()

    def put_aside(self) -> Path:
        """Let it lie under a name that is not offered again; its new path."""
        aside = self.path.with_suffix(DAMAGED)
        try:
            os.replace(self.path, aside)
        except OSError as error:
            raise RunStoreError(_sentence(error)) from error
        self.let_go()
        return aside

    def let_go(self) -> None:
        """Unlock it."""
        locks.release(_lock_of(self.path))

    def _write(self, name: str, data: bytes) -> None:
        if self._written.get(name) != data:
            files.write(self.path / name, data)
            self._written[name] = data

    def _read_run(self) -> _Run:
        path = self.path / "run.json"
        if not path.exists():  # an entry of a version that had no such file
            return _Run()
        try:
            return msgspec.json.decode(files.read(path, MOST_RUN_BYTES), type=_Run)
        except files.FileError as error:
            raise RunStoreError(str(error)) from error
        except (ValueError, RecursionError) as error:
            raise RunStoreError(f"run.json is damaged: {str(error)[:150]}.") from error


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
            if not locks.acquire(_lock_of(path)):
                raise RunStoreError(f"{_lock_of(path)} cannot be locked.")
        except OSError as error:
            raise RunStoreError(_sentence(error)) from error
        return Entry(path)

    def left_behind(self) -> tuple[list[Entry], list[str]]:
        """The unsaved runs of processes that have ended, locked by this one now.

        The youngest come first. Then come sentences about those that cannot be had: each run
        stands alone. Raises RunStoreError where not even the folder can be read.
        """
        found: list[Entry] = []
        problems: list[str] = []
        try:
            self._take_over_old_entries(problems)
            for entry in self._unlocked(problems):
                try:
                    if not entry.is_complete():
                        entry.remove()  # the process ended before anything was complete
                    elif self._is_unsaved(entry):
                        found.append(entry)
                    else:
                        entry.let_go()
                except (OSError, RunStoreError) as error:
                    problems.append(_sentence(error))
                    entry.let_go()
            return sorted(found, key=lambda entry: -_changed(entry.path)), problems
        except OSError as error:
            raise RunStoreError(_sentence(error)) from error

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
            for entry in sorted(self._settled(), key=_named_and_changed):
                size = _size(entry.path)
                if excess > 0 and _removed(entry):
                    excess -= size
                else:
                    entry.let_go()
        except OSError as error:
            raise RunStoreError(_sentence(error)) from error

    def _paths(self) -> Iterator[Path]:
        if self.folder.exists():
            yield from filter(_is_entry, self.folder.iterdir())

    def _unlocked(self, problems: list[str]) -> Iterator[Entry]:
        """The entries that no living process works on; they are locked by this one now.

        problems: takes sentences about those that cannot be locked.
        """
        for path in list(self._paths()):
            try:
                is_ours = locks.acquire(_lock_of(path))
            except OSError as error:
                problems.append(_sentence(error))
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
                if _is_entry(path) and locks.acquire(_lock_of(path)):
                    self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                    os.replace(path, self.folder / path.name)
                    locks.release(_lock_of(path))
            except OSError as error:
                problems.append(_sentence(error))


def _described(kept: KeptRun) -> _Run:
    run = kept.run
    data = None
    if run.data is not None:
        evaluation: Evaluation = "test" if run.data.evaluation == "test" else "validation"
        data = _Data(run.data.folder, run.data.training_size, evaluation, run.data.other_hands)
    best_epoch = None if run.best is None else run.best.epoch
    return _Run(run.number, kept.fate, kept.name, run.parent, data, best_epoch)


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


def _named_and_changed(entry: Entry) -> tuple[bool, float]:
    return bool(entry._read_run().name), _changed(entry.path)


def _changed(path: Path) -> float:
    try:
        return (path / "network.json").stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.iterdir() if file.is_file())


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}."
    return str(error)
