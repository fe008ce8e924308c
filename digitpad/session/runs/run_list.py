"""The list of all runs: those of this window, as they go on, and those kept on disk."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.core.text import as_text
from digitpad.session.kept.errors import RunStoreError
from digitpad.session.kept.run_entry import Kept
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.kept.run_store import RunStore
from digitpad.session.measuring.background import Background
from digitpad.session.runs.run_settings import RunSummary
from digitpad.session.session import Session


class RunList(QObject):
    """Records of runs, by their ids, in the order of their numbers.

    `read` adds those on disk.
    """

    listed = Signal()
    """Runs were added or removed."""
    changed = Signal(str)
    """A run has changed; carries its id."""
    used = Signal()
    """A run of the list is now in use."""
    failed = Signal(str, str)
    """Something that was asked for could not be done; carries a title and a sentence."""

    def __init__(self, session: Session, store: RunStore, background: Background) -> None:
        """background: does everything that touches the store."""
        super().__init__(session)
        self._session, self._store, self._background = session, store, background
        self._records: dict[str, RunRecord] = {}
        self._summaries: dict[str, RunSummary] = {}
        self._ids: list[str] | None = None  # in the order of the numbers; None: to be sorted anew
        self._deleted: list[list[RunRecord]] = []  # the runs of each deletion, the newest last
        self._was_read = False
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
        """How many runs there are."""
        return len(self._records)

    def summary(self, run_id: str) -> RunSummary:
        """What a table says of a run that is in the list."""
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
        """The file of the network that a run began with, for a run that has one."""
        return self._store.entry(run_id).path / "start.json"

    def _take_run(self) -> None:
        run = self._session.run
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
            self._background.run(
                self._found,
                self._take_found,
                RunStoreError,
                lambda reason: self.failed.emit("The kept runs cannot be read", reason),
            )

    def _found(self) -> tuple[list[tuple[RunRecord, RunSummary]], list[str]]:
        """On the thread: to look at all epochs of thousands of runs would hold up the window."""
        records, problems = self._store.records()
        return [(record, RunSummary.of(record)) for record in records], problems

    def _take_found(self, found: tuple[list[tuple[RunRecord, RunSummary]], list[str]]) -> None:
        listed, problems = found
        gone = {record.id for records in self._deleted for record in records}
        for record, summary in listed:
            if record.id not in gone and record.id not in self._records:
                self._records[record.id], self._summaries[record.id] = record, summary
        self._ids = None
        self.listed.emit()
        if problems:
            self.failed.emit("Some kept runs cannot be read", "\n".join(problems))

    def rename(self, run_id: str, name: str) -> None:
        """Name a run; an empty name stands for its number."""
        name = as_text(name.strip())
        record = self._records.get(run_id)
        if record is None or record.name == name:
            return
        is_in_use = run_id == self.in_use
        if is_in_use:
            self._session.rename(name)
        self._records[run_id] = replace(record, name=name)
        self.changed.emit(run_id)
        self._background.run(
            lambda: self._rename_on_disk(run_id, name, is_in_use),
            lambda _: None,
            RunStoreError,
            lambda reason: self.failed.emit("The new name is not kept", reason),
        )

    def _rename_on_disk(self, run_id: str, name: str, is_in_use: bool) -> None:
        entry = self._store.entry(run_id)
        if not entry.acquire():
            if is_in_use:
                return  # the keeper writes the run with its name
            raise RunStoreError("Another window works on this run.")
        try:
            entry.rename(name)
        finally:
            entry.let_go()

    def delete(self, run_ids: list[str]) -> None:
        """Delete runs, but not the one in use; `undelete` brings them back."""
        deleted = [self._records.pop(i) for i in run_ids if i in self._records and i != self.in_use]
        if not deleted:
            return
        self._deleted.append(deleted)
        self._ids = None
        self.listed.emit()

        def delete() -> None:
            for record in deleted:
                self._store.delete(record.id)

        def bring_back(reason: str) -> None:
            if deleted in self._deleted:
                self._deleted.remove(deleted)
            self._bring_back(deleted)
            self.failed.emit("The runs are not deleted", reason)

        self._background.run(delete, lambda _: None, RunStoreError, bring_back)

    def can_undelete(self) -> bool:
        """Whether a deletion can be undone."""
        return bool(self._deleted)

    def undelete(self) -> None:
        """Bring back the runs that were deleted last."""
        if not self._deleted:
            return
        deleted = self._deleted.pop()

        def undelete() -> None:
            for record in deleted:
                self._store.undelete(record.id)

        self._bring_back(deleted)
        self._background.run(
            undelete,
            lambda _: None,
            RunStoreError,
            lambda reason: self.failed.emit("The runs cannot be brought back", reason),
        )

    def _bring_back(self, records: list[RunRecord]) -> None:
        self._records |= {record.id: record for record in records}
        self._ids = None
        self.listed.emit()

    def forget_deleted(self) -> None:
        """Remove deleted runs for good, as the window closes."""
        ids = [record.id for records in self._deleted for record in records]
        self._deleted.clear()
        if ids:
            self._background.run(
                lambda: self._store.forget_deleted(ids),
                lambda _: None,
                RunStoreError,
                lambda _reason: None,  # the next start removes them
            )

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

        self._background.run(
            self._store.entry(run_id).read,
            take,
            RunStoreError,
            lambda reason: self.failed.emit("The run cannot be opened", reason),
        )
