"""The list of all runs: this window's, as they learn, and those kept on disk."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.core import network_file
from digitpad.core.network import Network
from digitpad.core.network_file import NetworkFile, NetworkFileError
from digitpad.session.keeper import Keeper
from digitpad.session.runs.run import Run
from digitpad.session.session import Session
from digitpad.session.store_file import StoreError
from digitpad.session.undo import Step


class RunList(QObject):
    """All runs, without their networks, in the order of their numbers."""

    listed = Signal()
    """Runs were added or removed."""
    changed = Signal(str)
    """A run has changed; carries its id."""

    def __init__(self, session: Session, keeper: Keeper) -> None:
        super().__init__(session)
        self._session, self._keeper, self._store = session, keeper, keeper.store
        self._records: dict[str, Run] = {}
        self.in_use_changed = session.run_replaced
        session.runs_changed.connect(self._take_run)
        session.queue.run_changed.connect(self._put)
        session.run_restored.connect(self._restore)

    # The list.

    def records(self) -> list[Run]:
        """All records, those of experiments last, in the order of their numbers."""
        return sorted(self._records.values(), key=lambda run: run.order)

    @property
    def count(self) -> int:
        return len(self._records)

    def record(self, run_id: str) -> Run | None:
        """The record of a run; None if it is not in the list."""
        return self._records.get(run_id)

    @property
    def newest(self) -> Run | None:
        """The person's newest run; without one, the newest of experiments."""
        runs = self._records.values()
        return max(runs, key=lambda run: (not run.experiment, run.number), default=None)

    @property
    def in_use(self) -> str | None:
        """The id of the run in use."""
        return self._session.run_id

    @property
    def learning(self) -> str | None:
        """The id of the run that learns."""
        return self._session.queue.state.run_id

    def _take_run(self) -> None:
        run = self._session.run
        if run is not None and (run.jobs or self._session.file.modified):
            self._put(run)  # a network that was only opened or made has no run to list

    def _put(self, run: Run) -> None:
        before = self._records.get(run.id)
        self._records[run.id] = run.record
        if before is None:
            self.listed.emit()
        else:
            self.changed.emit(run.id)

    def _restore(self, old: Run, new: Run) -> None:
        """Replace a run that is not in use by its state at another moment."""
        record = self._records[old.id]
        new = replace(new, name=record.name, file=record.file, number=record.number)
        self._records[new.id] = new.record
        self.changed.emit(new.id)
        self._keeper.keep(new)
        self._session.tell(f"{new.title} is as it was {new.how_far}.")

    # The store.

    def read(self) -> None:
        """Read the runs that are kept; `listed` follows."""
        self._keeper.do(self._store.records, then=self._take_found)

    def _take_found(self, found: list[Run]) -> None:
        for run in found:
            self._session.queue.maker.count(run)
        self._add({run.id: run for run in found})

    def _add(self, runs: dict[str, Run]) -> None:
        self._records = runs | self._records  # training may have made a newer one
        self.listed.emit()

    def rename(self, run_id: str, name: str) -> None:
        """Name a run; an empty name gives it its number again."""
        name = name.strip()
        record = self._records.get(run_id)
        if record is None or record.name == name:
            return
        if run_id == self.in_use:
            self._session.amend(name=name)
        else:
            self._session.queue.amend(run_id, name=name)
        self._records[run_id] = replace(record, name=name)
        self.changed.emit(run_id)
        self._keeper.do(self._store.rename, run_id, name)

    def can_delete(self, run_id: str) -> bool:
        """Whether a run is listed, and neither in use nor under way."""
        return run_id in self._records and run_id not in (self.in_use, self.learning)

    def delete(self, run_ids: list[str]) -> None:
        """Delete those runs that can be deleted; undo brings them back."""
        found = filter(self.can_delete, run_ids)
        runs = {run_id: self._records[run_id] for run_id in found}
        if not runs:
            return
        some = next(iter(runs.values())).title if len(runs) == 1 else f"{len(runs):,} runs"

        def can_redo() -> bool:
            return any(map(self.can_delete, runs))

        delete, bring_back = partial(self.remove, runs), partial(self.bring_back, runs)
        self._session.undo.push(Step(f"Delete of {some}", delete, bring_back, can_redo=can_redo))

    def remove(self, runs: dict[str, Run]) -> None:
        """Remove those runs that can be deleted, without a step for undo."""
        ids = [run_id for run_id in runs if self.can_delete(run_id)]
        for run_id in ids:
            del self._records[run_id]
        self.listed.emit()
        self._keeper.do(self._store.delete, ids)

    def bring_back(self, runs: dict[str, Run]) -> None:
        """Bring removed runs back."""
        self._add(runs)
        self._keeper.do(self._store.delete, list(runs), False)

    def use(self, run_id: str, *, best: bool = False) -> None:
        """Use a run's last network, or its best epoch's."""

        def take(run: Run) -> None:
            record = self._records.get(run_id, run)
            if record.name != run.name:  # a new name may still wait to be written
                run = replace(run, name=record.name)
            self._session.go_on_with(run, from_best=best)

        self._keeper.ask("The run cannot be opened", partial(self._keeper.run, run_id), take)

    def network_of(self, record: Run) -> Network:
        """The last network of a run, for other threads than the window's, which wait for it.

        Raises OSError, with a sentence.
        """
        try:
            run = self._keeper.run_from_elsewhere(record.id)
        except StoreError as error:
            raise OSError(f"{record.title} cannot be compared: {error}") from error
        if len(run.history) != len(record.history):
            raise OSError(f"{record.title} is not kept yet; compare it again.")
        return run.network

    def save_start(self, run_id: str, path: Path, then: Callable[[None], object]) -> None:
        """Write the network that a run began with to a file; then call `then`."""

        def save() -> None:
            networks = self._keeper.run(run_id).networks
            assert networks is not None and networks.start is not None
            network_file.save(NetworkFile(networks.start), path)

        self._keeper.ask("The network is not saved", save, then, NetworkFileError)
