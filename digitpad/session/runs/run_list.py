"""The list of all runs: those of this window, as they go on, and those kept on disk."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.core.network import Network
from digitpad.session.kept.errors import RunStoreError
from digitpad.session.kept.run_entry import Kept
from digitpad.session.kept.run_file import START
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.kept.run_store import RunStore
from digitpad.session.runs.run_settings import RunSummary
from digitpad.session.session import Session
from digitpad.session.threads.background import Background
from digitpad.session.undo import next_step


class RunList(QObject):
    """Records of runs in the order of their numbers; `read` adds those on disk."""

    listed = Signal()
    """Runs were added or removed."""
    changed = Signal(str)
    """A run has changed; carries its id."""
    used = Signal()
    """A run of the list is now in use."""
    in_use_changed = Signal()
    """Another run is in use, or none."""
    deletions_changed = Signal()
    """Runs were deleted, or brought back."""
    failed = Signal(str, str)
    """Something that was asked for could not be done; carries a title and a sentence."""

    def __init__(
        self, session: Session, store: RunStore, background: Background, writing: Background
    ) -> None:
        """background: reads the store, which may take long. writing: writes this window's runs.

        Changes wait on the second thread for what is being written, which would undo them.
        """
        super().__init__(session)
        self._session, self._store = session, store
        self._background, self._writing = background, writing
        self._records: dict[str, RunRecord] = {}
        self._summaries: dict[str, RunSummary] = {}
        self._ids: list[str] | None = None  # in the order of the numbers; None: to be sorted anew
        # The runs of each deletion, the newest last, with the number of the step as in `undo.py`.
        self._deleted: list[tuple[int, list[RunRecord]]] = []
        self._was_read = False
        self._was_in_use: str | None = None
        session.runs_changed.connect(self._take_run)

    # The list.

    def records(self) -> list[RunRecord]:
        """All records, in the order of their numbers."""
        if self._ids is None:
            ordered = sorted(self._records.values(), key=lambda record: (record.number, record.id))
            self._ids = [record.id for record in ordered]
        return [self._records[run_id] for run_id in self._ids]

    @property
    def count(self) -> int:
        return len(self._records)

    def summary(self, run_id: str) -> RunSummary:
        return self._summaries[run_id]

    def record(self, run_id: str) -> RunRecord | None:
        """The record of a run; None if it is not in the list."""
        return self._records.get(run_id)

    @property
    def newest(self) -> RunRecord | None:
        """The run that began last."""
        return max(self._records.values(), key=lambda record: record.number, default=None)

    @property
    def in_use(self) -> str | None:
        """The id of the run in use."""
        run = self._session.run
        return None if run is None else run.id

    def start_of(self, run_id: str) -> Path:
        """The file of the network that a run began with, if one is kept."""
        return self._store.entry(run_id).path / START

    def _take_run(self) -> None:
        run = self._session.run
        if self.in_use != self._was_in_use:
            self._was_in_use = self.in_use
            self.in_use_changed.emit()
        if run is None or not (run.jobs or self._session.file.modified):
            return  # a network that was only opened or made has no run to list
        before = self._records.get(run.id)
        record = self._records[run.id] = RunRecord.of(run)
        self._summaries[run.id] = RunSummary.of(record, self._summaries.get(run.id))
        if before is None or before.number != record.number:
            self._ids = None
        if before is None:
            self.listed.emit()
        else:
            self.changed.emit(run.id)

    # The disk.

    def read(self) -> None:
        """Read the runs that are kept on disk, once; `listed` follows."""
        if not self._was_read:
            self._was_read = True
            fail = partial(self.failed.emit, "The kept runs cannot be read")
            self._background.run(self._read_all, self._take_found, RunStoreError, fail)

    def _read_all(self) -> tuple[list[tuple[RunRecord, RunSummary]], list[str]]:
        """Done on the thread, as it looks at all epochs of perhaps thousands of runs."""
        records, problems = self._store.records()
        return [(record, RunSummary.of(record)) for record in records], problems

    def _take_found(self, read: tuple[list[tuple[RunRecord, RunSummary]], list[str]]) -> None:
        listed, problems = read
        known = self.deleted_ids() | self._records.keys()
        new = [(record, summary) for record, summary in listed if record.id not in known]
        self._summaries |= {record.id: summary for record, summary in new}
        if new:
            self._change({record.id: record for record, _ in new})
        if problems:
            self.failed.emit("Some kept runs cannot be read", "\n".join(problems))

    def _change(self, changes: dict[str, RunRecord | None]) -> None:
        """Add these runs, and remove those that are None."""
        for run_id, record in changes.items():
            if record is None:
                self._records.pop(run_id, None)
            else:
                self._records.setdefault(run_id, record)  # training may have made a newer one
        self._ids = None
        self.listed.emit()

    def rename(self, run_id: str, name: str) -> None:
        """Name a run; an empty name stands for its number."""
        name = name.strip()
        record = self._records.get(run_id)
        if record is None or record.name == name:
            return
        is_in_use = run_id == self.in_use
        if is_in_use:
            self._session.rename(name)
        self._records[run_id] = replace(record, name=name)
        self.changed.emit(run_id)

        def rename() -> None:
            entry = self._store.entry(run_id)
            if not (is_in_use and entry.is_ours):  # else the keeper writes it with its name
                with entry.locked():
                    entry.rename(name)

        self._write(rename, "The new name is not kept")

    def _write(self, work: Callable[[], None], problem: str) -> None:
        fail = partial(self.failed.emit, problem)
        self._writing.run(work, lambda _: None, RunStoreError, fail)

    def delete(self, run_ids: list[str]) -> None:
        """Delete runs, but not the one in use; `undo` brings them back."""
        ids = (run_id for run_id in run_ids if run_id != self.in_use)
        deleted = [record for run_id in ids if (record := self._records.get(run_id)) is not None]
        if not deleted:
            return
        deletion = next_step(), deleted
        self._deleted.append(deletion)
        self._change({record.id: None for record in deleted})
        self.deletions_changed.emit()

        def delete() -> None:
            for record in deleted:
                self._store.delete(record.id)

        def bring_back(reason: str) -> None:
            if deletion in self._deleted:
                self._deleted.remove(deletion)
            self._change({record.id: record for record in deleted})
            self.deletions_changed.emit()
            self.failed.emit("The runs are not deleted", reason)

        self._writing.run(delete, lambda _: None, RunStoreError, bring_back)

    def deleted_ids(self) -> set[str]:
        """The ids of the runs that `undo` may bring back."""
        return {record.id for _, records in self._deleted for record in records}

    @property
    def last_step(self) -> int:
        """The number of the deletion that `undo` takes back; 0 where there is none."""
        return self._deleted[-1][0] if self._deleted else 0

    def undo(self) -> None:
        """Bring back the runs that were deleted last."""
        if not self._deleted:
            return
        _, deleted = self._deleted.pop()

        def undelete() -> None:
            for record in deleted:
                self._store.undelete(record.id)

        self._change({record.id: record for record in deleted})
        self._write(undelete, "The runs cannot be brought back")
        self.deletions_changed.emit()

    def forget_deleted(self) -> None:
        """Remove deleted runs for good, as the window closes."""
        ids = list(self.deleted_ids())
        self._deleted.clear()
        if ids:
            # Where that fails, a later start removes them.
            forget = partial(self._store.forget_deleted, ids)
            self._writing.run(forget, lambda _: None, RunStoreError, lambda _reason: None)

    def use(self, run_id: str, *, best: bool = False) -> None:
        """Use a run's last network, or that of its best epoch; `used` follows."""

        def take(kept: Kept) -> None:
            run = kept.run
            assert run is not None
            if best and run.best is None:
                self.failed.emit("There is no best network", "The run has kept only its last one.")
            elif self._session.is_idle:
                self._session.go_on_with(run, from_best=best, saved_as=kept.path)
                self.used.emit()
                if kept.problems:
                    self.failed.emit("Not all of the run can be read", "\n".join(kept.problems))

        def read(_: object) -> None:
            fail = partial(self.failed.emit, "The run cannot be opened")
            self._background.run(self._store.entry(run_id).read, take, RunStoreError, fail)

        # It waits for what is being written, but reads on the other thread, which takes longer.
        self._writing.run(lambda: None, read, RunStoreError, read)

    def network_of(self, record: RunRecord) -> Network:
        """The last network of a run, read from the disk, so not on the window's thread.

        Raises OSError, with a sentence.
        """
        try:
            run = self._store.entry(record.id).read().run
        except RunStoreError as error:
            raise OSError(f"{record.title} cannot be compared: {error}") from error
        if run is None or len(run.history) != len(record.history):
            raise OSError(f"{record.title} is not on the disk yet; compare it again.")
        return run.network
