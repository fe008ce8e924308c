"""An entry of the run store: the folder of one run. No Qt."""

import os
import shutil
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
            raise RunStoreError(sentence(error)) from error

    def mark(self, fate: Fate) -> None:
        """Note what became of the run. Raises RunStoreError."""
        try:
            found = self._read_run()
            found.fate = fate
            self._write("run.json", msgspec.json.encode(found))
        except OSError as error:
            raise RunStoreError(sentence(error)) from error

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
        return max(0.0, now - changed(self.path))

    def remove(self) -> None:
        """Take it off the disk. Raises RunStoreError."""
        try:
            if self.path.exists():
                shutil.rmtree(self.path)
        except OSError as error:
            raise RunStoreError(sentence(error)) from error
        self.let_go()

    def put_aside(self) -> Path:
        """Let it lie under a name that is not offered again; its new path."""
        aside = self.path.with_suffix(DAMAGED)
        try:
            os.replace(self.path, aside)
        except OSError as error:
            raise RunStoreError(sentence(error)) from error
        self.let_go()
        return aside

    def let_go(self) -> None:
        """Unlock it."""
        locks.release(lock_of(self.path))

    def _write(self, name: str, data: bytes) -> None:
        if self._written.get(name) != data:
            files.write(self.path / name, data)
            self._written[name] = data

    def named_and_changed(self) -> tuple[bool, float]:
        """Whether the run has a name, and when it was written last: in this order they may go."""
        return bool(self._read_run().name), changed(self.path)

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


def _described(kept: KeptRun) -> _Run:
    run = kept.run
    data = None
    if run.data is not None:
        evaluation: Evaluation = "test" if run.data.evaluation == "test" else "validation"
        data = _Data(run.data.folder, run.data.training_size, evaluation, run.data.other_hands)
    best_epoch = None if run.best is None else run.best.epoch
    return _Run(run.number, kept.fate, kept.name, run.parent, data, best_epoch)


def changed(path: Path) -> float:
    """When the run at a path was written last, in seconds since the epoch; 0 where it was not."""
    try:
        return (path / "network.json").stat().st_mtime
    except FileNotFoundError:
        return 0.0


def lock_of(path: Path) -> Path:
    """The lock of the entry at a path."""
    return path.with_suffix(".lock")


def sentence(error: Exception) -> str:
    """What went wrong, as a sentence."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}."
    return str(error)
