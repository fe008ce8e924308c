"""The list of all runs: those made in this window as they go, and those kept on disk before."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.core.text import as_text
from digitpad.session.kept.errors import RunStoreError
from digitpad.session.kept.run_entry import Kept
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.kept.run_store import RunStore
from digitpad.session.measuring.background import Background
from digitpad.session.session import Session


class RunList(QObject):
    """Records of runs, by their ids, in the order of their numbers.

    Those on disk are read when they are first asked for.
    """

    listed = Signal()
    """Runs have come or gone."""
    changed = Signal(str)
    """A run is another than before; carries its id."""
    used = Signal()
    """A run of the list is in use."""
    failed = Signal(str, str)
    """A title and a sentence: something that was asked for could not be done."""

    def __init__(self, session: Session, store: RunStore, background: Background) -> None:
        """background: the thread for everything that touches the store."""
        super().__init__(session)
        self._session, self._store, self._background = session, store, background
        self._records: dict[str, RunRecord] = {}
        self._deleted: list[list[RunRecord]] = []  # each time that some were, the last one last
        self._was_read = False
        session.runs_changed.connect(self._take_run)

    # What there is.

    def records(self) -> list[RunRecord]:
        """All of them, the first run first."""
        return sorted(self._records.values(), key=lambda record: (record.number, record.id))

    def record(self, run_id: str) -> RunRecord | None:
        """One of them; None where there is no such run, or no longer."""
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
        """The file with the network that a run began with, if it began with one."""
        return self._store.entry(run_id).path / "start.json"

    def _take_run(self) -> None:
        run = self._session.run
        if run is None or not run.jobs:
            return  # what was only opened, or made, has not run
        is_new = run.id not in self._records
        self._records[run.id] = RunRecord.of(run)
        if is_new:
            self.listed.emit()
        else:
            self.changed.emit(run.id)

    # The disk.

    def read(self) -> None:
        """Read what is kept of earlier windows; `listed` follows. Once is enough."""
        if not self._was_read:
            self._was_read = True
            self._background.run(
                self._store.records,
                self._take_found,
                RunStoreError,
                lambda reason: self.failed.emit("The kept runs cannot be read", reason),
            )

    def _take_found(self, found: tuple[list[RunRecord], list[str]]) -> None:
        records, problems = found
        gone = {record.id for records in self._deleted for record in records}
        for record in records:
            if record.id not in gone:
                self._records.setdefault(record.id, record)
        self.listed.emit()
        if problems:
            self.failed.emit("Some kept runs cannot be read", "\n".join(problems))

    def rename(self, run_id: str, name: str) -> None:
        """Call a run by this name; where it is empty, by its number."""
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
                return  # the keeper writes it, with its name
            raise RunStoreError("Another window works on this run.")
        try:
            entry.rename(name)
        finally:
            entry.let_go()

    def delete(self, run_ids: list[str]) -> None:
        """Delete runs; `undelete` brings them back. The one in use stays."""
        deleted = [self._records.pop(i) for i in run_ids if i in self._records and i != self.in_use]
        if not deleted:
            return
        self._deleted.append(deleted)
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
        """Whether there is something to bring back."""
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
        self.listed.emit()

    def forget_deleted(self) -> None:
        """Remove for good what was deleted: the window closes."""
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
        """Use a run's last network, or that of its best epoch."""

        def take(kept: Kept) -> None:
            run = kept.run
            assert run is not None
            if best and run.best is None:
                self.failed.emit("There is no best network", "The run has kept only its last one.")
            elif self._session.is_idle:
                self._session.go_on_with(run, from_best=best)
                self.used.emit()
                if kept.problems:
                    self.failed.emit("Not all of the run can be read", "\n".join(kept.problems))

        self._background.run(
            self._store.entry(run_id).read,
            take,
            RunStoreError,
            lambda reason: self.failed.emit("The run cannot be opened", reason),
        )
