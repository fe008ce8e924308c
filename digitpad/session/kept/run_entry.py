"""An entry of the run store: the folder of one run. No Qt."""

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import numpy as np
from msgspec import Meta

from digitpad.core.files import network_file, whole_files
from digitpad.core.files.json_text import in_words
from digitpad.core.files.network_file import NetworkFileError
from digitpad.core.network import Network
from digitpad.session.kept import desk_file, locks
from digitpad.session.kept.desk_file import Desk
from digitpad.session.kept.run_record import (
    DataForm,
    RecordForm,
    RunRecord,
    architecture_of,
    data_form,
    form_of,
    history_of,
    jobs_of,
)
from digitpad.session.opened_files import open_network, save_network
from digitpad.session.runs.run import BestEpoch, Run

MOST_BYTES = 64 * 2**20  # of desk.json
MOST_RUN_BYTES = 40 * 2**20  # of run.json, whose history takes most of it
DAMAGED = ".damaged"

# What became of a run: one that is continued went on as another, with other data.
Fate = Literal["unsaved", "saved", "discarded", "continued"]


class RunStoreError(Exception):
    """A run cannot be kept or read; the message is a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class KeptRun:
    """A run as it is kept, with what lies beside it, and whether it is saved elsewhere."""

    run: Run
    desk: Desk = Desk()
    fate: Fate = "unsaved"


class _Run(msgspec.Struct):
    """run.json: what a network file does not hold. What is not there is as in old versions."""

    number: Annotated[int, Meta(ge=0, le=10**9)] = 0
    fate: Fate = "unsaved"
    name: Annotated[str, Meta(max_length=1000)] = ""
    parent: Annotated[str, Meta(max_length=100)] | None = None
    data: DataForm | None = None
    best_epoch: Annotated[int, Meta(ge=1, le=10**9)] | None = None
    record: RecordForm | None = None


class Entry:
    """The folder of one run, locked by this process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._written: dict[str, bytes] = {}  # of the small files, as they were written last
        self._best: BestEpoch | None = None  # likewise
        self._start: Network | None = None  # likewise

    def keep(self, kept: KeptRun) -> None:
        """Write all of it, in the place of what is there. Raises RunStoreError."""
        run = kept.run
        try:
            self.path.mkdir(mode=0o700, exist_ok=True)
            self._write("desk.json", desk_file.encode(kept.desk))
            if run.best is not None and run.best is not self._best:
                network_file.save(run.best.network, self.path / "best.json")
                self._best = run.best
            if run.start is not None and run.start is not self._start:
                network_file.save(run.start, self.path / "start.json")
                self._start = run.start
            # Last: where the network is there, all is there.
            save_network(run.content(), self.path / "network.json")
            self._write("run.json", msgspec.json.encode(_described(kept)))
        except (NetworkFileError, OSError) as error:
            raise RunStoreError(sentence(error)) from error

    def mark(self, fate: Fate) -> None:
        """Note what became of the run. Raises RunStoreError."""
        found = self._read_run()
        found.fate = fate
        self._write_run(found)

    def rename(self, name: str) -> None:
        """Let the run have another name. Raises RunStoreError."""
        found = self._read_run()
        found.name = name
        self._write_run(found)

    def _write_run(self, run: _Run) -> None:
        try:
            self._write("run.json", msgspec.json.encode(run))
        except OSError as error:
            raise RunStoreError(sentence(error)) from error

    def read(self) -> KeptRun:
        """What is kept here, checked as any file is. Raises RunStoreError."""
        try:
            content = open_network(self.path / "network.json").content
            text = whole_files.read(self.path / "desk.json", MOST_BYTES)
            found = self._read_run()
        except (NetworkFileError, whole_files.FileError) as error:
            raise RunStoreError(str(error)) from error
        try:
            desk = desk_file.decode(text)
        except ValueError as error:
            raise RunStoreError(f"desk.json is damaged: {error}.") from error
        run = replace(
            Run.of_file(content, desk.weight_initializer, found.number),
            id=self.path.name,
            parent=found.parent,
            name=found.name,
        )
        try:
            if found.data is not None:
                run = replace(run, data=found.data.spec())
            if found.record is not None:
                run = self._with_record(run, found.record)
        except ValueError as error:
            raise RunStoreError(f"run.json is damaged: {error}.") from error
        return KeptRun(self._with_best(run, found.best_epoch), desk, found.fate)

    def record(self) -> RunRecord:
        """What is known of the run but its networks. Raises RunStoreError."""
        found = self._read_run()
        if found.record is None:  # an entry of a version that had none
            return RunRecord.of(self.read().run)
        try:
            return RunRecord(
                self.path.name,
                found.number,
                architecture_of(found.record),
                found.record.seed,
                found.record.hyperparameters,
                None if found.data is None else found.data.spec(),
                found.record.data_set,
                found.record.evaluation,
                history_of(found.record),
                found.best_epoch,
                found.parent,
                found.name,
                found.record.experiment,
                found.record.has_start,
                found.record.start_epochs,
                jobs_of(found.record),
            )
        except ValueError as error:
            raise RunStoreError(f"run.json is damaged: {error}.") from error

    def _with_record(self, run: Run, record: RecordForm) -> Run:
        """The run with what a network file does not tell of it."""
        run = replace(run, experiment=record.experiment, jobs=jobs_of(record))
        if record.has_start:
            try:
                start = open_network(self.path / "start.json").content.network
            except NetworkFileError as error:
                raise RunStoreError(str(error)) from error
            return replace(run, start=start, start_epochs=record.start_epochs)
        if run.jobs:
            return replace(run, start=None, start_epochs=0)
        if run.seed is not None and not run.history:
            # Nothing was learnt yet: the generator that drew the weights is to go on.
            network = run.architecture.network(np.random.default_rng(run.seed))
            return replace(run, network=network, start=None)
        return run

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
            whole_files.write(self.path / name, data)
            self._written[name] = data

    def named_and_changed(self) -> tuple[bool, float]:
        """Whether the run has a name, and when it was written last: in this order they may go."""
        return bool(self._read_run().name), changed(self.path)

    def _read_run(self) -> _Run:
        path = self.path / "run.json"
        if not path.exists():  # an entry of a version that had no such file
            return _Run()
        try:
            return msgspec.json.decode(whole_files.read(path, MOST_RUN_BYTES), type=_Run)
        except whole_files.FileError as error:
            raise RunStoreError(str(error)) from error
        except (ValueError, RecursionError) as error:
            raise RunStoreError(f"run.json is damaged: {in_words(error)}.") from error


def _described(kept: KeptRun) -> _Run:
    record = RunRecord.of(kept.run)
    data = None if record.data is None else data_form(record.data)
    return _Run(
        record.number,
        kept.fate,
        record.name,
        record.parent,
        data,
        record.best_epoch,
        form_of(record),
    )


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
