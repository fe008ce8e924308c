"""The table of runs: every run once, the networks of its epochs, and which of them is in use.

What shows, trains or keeps a run holds its id, and listens to `Runs.changed`.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal

from digitpad.core.network import Network, bytes_of
from digitpad.session.runs.run import LONGEST_NOTE, AtEpoch, Networks, Run
from digitpad.session.undo import UndoStack, UndoStep
from digitpad.training.worker import kept_every

MOST_BYTES = 48_000_000  # of a person's run's networks, beside the first, the best and the last

NONE: Networks = MappingProxyType({})
# A run that was removed, and its networks, if they were in memory: they may not be kept yet.
Removed = tuple[Run, Networks | None]


class Runs(QObject):
    """All runs by their ids: those in Runs, and one that was only opened or made.

    A run's networks are in memory while it is in use, while it learns, and until they are kept. The
    store's thread reads runs and networks: both are values that never change.
    """

    changed = Signal(str, frozenset)
    """Carries the id of a run, and what has changed of it: "listed" (it came or went), "named" (its
    name, number, file or note), "job" (it began or ended), "epoch" (one has ended), "learnt" (its
    snapshot, the network on its way), "used" (another run or epoch is in use; the id is empty for
    the shipped network) and "opened" with it (forms show its settings). Of several runs that came
    or went the id is empty."""
    wanted = Signal(str)
    """The networks of a run are not in memory; `bring` is wanted with them."""

    def __init__(self, undo: UndoStack, parent: QObject) -> None:
        super().__init__(parent)
        self.in_use = AtEpoch()
        self.are_read = True
        """Whether all kept runs are listed; not while a window's start reads them."""
        self._undo = undo
        self._runs: dict[str, Run] = {}
        self._networks: dict[str, Networks] = {}
        self._snapshots: dict[str, Network] = {}  # of the runs that learn
        # In use once its networks are there, and whether that opens it; see `use`.
        self._next: tuple[AtEpoch, bool] | None = None
        # The highest known numbers: False for a person's runs, True for those of experiments.
        self._highest = {False: 0, True: 0}

    # What there is.

    def __getitem__(self, run_id: str) -> Run:
        return self._runs[run_id]

    def __contains__(self, run_id: str | None) -> bool:
        return run_id in self._runs

    def get(self, run_id: str | None) -> Run | None:
        """The run with this id; None if there is none."""
        return None if run_id is None else self._runs.get(run_id)

    def known(self) -> dict[str, Run]:
        """All runs by their ids, also deleted ones that can be brought back."""
        return {run.id: run for run, _ in self._undo.removed()} | self._runs

    def listed(self) -> list[Run]:
        """The runs in Runs, those of experiments last, in the order of their numbers."""
        return sorted((r for r in self._runs.values() if r.is_listed), key=lambda run: run.order)

    @property
    def count(self) -> int:
        """How many are listed."""
        return sum(run.is_listed for run in self._runs.values())

    def finished(self, experiment: str) -> int:
        """How many runs of an experiment are finished; a trial and seed counts once."""
        runs = (run for run in self._runs.values() if run.experiment == experiment)
        return len({(run.trial, run.seed) for run in runs if run.is_finished})

    @property
    def newest(self) -> Run | None:
        """The person's newest run; without one, the newest of experiments."""
        listed = self.listed()
        return max(listed, key=lambda run: (not run.experiment, run.number), default=None)

    @property
    def learning(self) -> frozenset[str]:
        """The ids of the runs that learn."""
        return frozenset(self._snapshots)

    def number(self, experiment: str = "") -> int:
        """The number of the next run of its kind, a person's or an experiment's.

        The store may give it another one.
        """
        return self._highest[bool(experiment)] + 1

    def _count(self, run: Run) -> None:
        kind = bool(run.experiment)
        self._highest[kind] = max(self._highest[kind], run.number)

    # Changes.

    def put(self, run: Run, *what: str, networks: Networks = NONE) -> None:
        """Put a run in place of the one with its id, or add it. what: see `changed`.

        networks: new ones; a run that is added has all of its networks.
        """
        before = self._runs.get(run.id)
        if run.is_listed:
            self._count(run)
        self._runs[run.id] = run
        if before is None or run.id in self._networks:
            self._networks[run.id] = self._spared(run, {**self.networks(run.id), **networks})
        if run.is_listed != (before is not None and before.is_listed):
            what = *what, "listed"
        self.changed.emit(run.id, frozenset(what))
        if before is not None and before.title != run.title:
            self._rename_origins(run.id, before.title, run.title)

    def _rename_origins(self, run_id: str, before: str, title: str) -> None:
        """Runs that began with a network of this one say what it is called now."""
        for run in list(self._runs.values()):
            if run.parent == run_id and run.origin is not None:
                self.put(replace(run, origin=run.origin.renamed(before, title)), "named")

    def learn(self, run: Run, *what: str, snapshot: Network, networks: Networks = NONE) -> None:
        """Put a run that learns. snapshot: its network now. networks: after epochs that ended."""
        self._snapshots[run.id] = snapshot
        self.put(run, *what, "learnt", networks=networks)

    def end(self, run: Run) -> None:
        """Put a run whose job is over: it has the network of its last whole epoch."""
        self._snapshots.pop(run.id, None)
        self.put(run, "job", "learnt")

    def add(self, found: Iterable[Run]) -> None:
        """Add the runs that are kept, without their networks."""
        for run in found:
            self._count(run)
            self._runs.setdefault(run.id, run)  # training may have made a newer one
        self.changed.emit("", frozenset(["listed"]))

    def remove(self, run_ids: Iterable[str]) -> list[Removed]:
        """Remove those runs that can be deleted. Returns what `restore` needs."""
        ids = list(filter(self.can_delete, run_ids))
        removed = [(self._runs[run_id], self._networks.get(run_id)) for run_id in ids]
        if self.in_use.run in ids:
            self.use(None)
        self.drop(ids)
        return removed

    def restore(self, removed: Iterable[Removed]) -> None:
        """Bring back removed runs, but for those that are there again."""
        back = [each for each in removed if each[0].id not in self]
        for run, networks in back:
            self._runs[run.id] = run
            if networks is not None:
                self._networks[run.id] = networks
        if back:
            self.changed.emit("", frozenset(["listed"]))

    def bring_back(self, run_ids: Collection[str]) -> None:
        """Bring back those of these runs that were deleted, if Undo could do so."""
        self.restore([each for each in self._undo.removed() if each[0].id in run_ids])

    def drop(self, run_ids: Iterable[str]) -> None:
        """Forget these runs, which are not in use."""
        for run_id in run_ids:
            self._runs.pop(run_id, None)
            self._networks.pop(run_id, None)
            self._snapshots.pop(run_id, None)
        self.changed.emit("", frozenset(["listed"]))

    # What a person does with them; each can be undone.

    def rename(self, run_id: str, name: str) -> None:
        """Name a run; an empty name gives it its number again."""
        run, name = self.get(run_id), name.strip()
        if run is not None and run.name != name:
            forth, back = (partial(self._name, run_id, each) for each in (name, run.name))
            self._undo.push(UndoStep(f"Renaming of {run.title}", forth, back))

    def _name(self, run_id: str, name: str) -> None:
        if run_id in self:  # it may have been deleted since
            self.put(replace(self._runs[run_id], name=name), "named")

    def write_notes(self, notes: Mapping[str, str], what: str = "") -> int:
        """Give runs these notes, by their ids. what: names the step, by default the run.

        Returns how many of them are too long, and were cut.
        """
        found = {run_id: self._runs[run_id] for run_id in notes if run_id in self}
        before = {run_id: run.note for run_id, run in found.items()}
        after = {run_id: notes[run_id][:LONGEST_NOTE] for run_id in found}
        if after != before:
            forth, back = (partial(self._write_notes, each) for each in (after, before))
            what = what or f"Note on {next(iter(found.values())).title}"
            self._undo.push(UndoStep(what, forth, back))
        return sum(len(notes[run_id]) > LONGEST_NOTE for run_id in found)

    def _write_notes(self, notes: Mapping[str, str]) -> None:
        for run_id, note in notes.items():
            if run_id in self:  # it may have been deleted since
                self.put(replace(self._runs[run_id], note=note), "named")

    def can_delete(self, run_id: str) -> bool:
        """Whether a run is listed and not under way; one in use stays if it has learnt anything."""
        run = self.get(run_id)
        is_in_use = run_id == self.in_use.run and run is not None and run.has_learnt
        return run is not None and run.is_listed and run_id not in self.learning and not is_in_use

    def delete(self, run_ids: Iterable[str]) -> None:
        """Delete those runs that can be deleted; undo brings them back."""
        ids = list(filter(self.can_delete, run_ids))
        if not ids:
            return
        some = self._runs[ids[0]].title if len(ids) == 1 else f"{len(ids):,} runs"
        removed = list[Removed]()

        def delete() -> None:
            removed[:] = self.remove(ids)

        def can_redo() -> bool:
            return any(map(self.can_delete, ids))

        def can_undo() -> bool:
            return any(run.id not in self for run, _ in removed)

        name, restore = f"Deletion of {some}", partial(self.restore, removed)
        step = UndoStep(
            name, delete, restore, can_redo=can_redo, can_undo=can_undo, removed=removed
        )
        self._undo.push(step)

    # The networks.

    def networks(self, run_id: str) -> Networks:
        """A run's networks in memory, by epoch; empty if they are not there."""
        return self._networks.get(run_id, NONE)

    def network_of(self, run: Run, epoch: int) -> Network | None:
        """The network of a run, also of a deleted one, after an epoch, if it is in memory."""
        deleted = (networks for each, networks in self._undo.removed() if each.id == run.id)
        return (self._networks.get(run.id) or next(deleted, None) or NONE).get(epoch)

    def snapshot(self, run_id: str) -> Network | None:
        """The network of a run that learns, as it is now; None if it does not learn."""
        return self._snapshots.get(run_id)

    def network(self, run_id: str, epoch: int | None = None) -> Network:
        """A run's network after an epoch, by default its last. Only for networks in memory."""
        networks = self._networks[run_id]
        return networks[max(networks) if epoch is None else epoch]

    def hold(self, run_id: str, networks: Networks) -> None:
        """Take the networks of a run that will be in use into memory."""
        if run_id in self:  # it may have been deleted meanwhile
            self._networks.setdefault(run_id, networks)

    def bring(self, run_id: str, networks: Networks) -> None:
        """Use a run whose networks were wanted, unless another one is wanted by now."""
        if self._next is not None and self._next[0].run == run_id:
            (wanted, opens), self._next = self._next, None
            self.hold(run_id, networks)
            if run_id in self:
                self._set(wanted, opens)

    def forget(self, run_id: str) -> None:
        """Let go of the networks of a run that is kept, unless it is in use or learns."""
        if run_id != self.in_use.run and run_id not in self.learning:
            self._networks.pop(run_id, None)

    def _spared(self, run: Run, networks: Networks) -> Networks:
        """The networks of a run that stay: the first, best and last, the one in use, and others.

        Which others depends on their size alone, see `kept_every`.
        """
        stay = {min(networks), max(networks), run.best_epoch}
        if run.id == self.in_use.run:
            stay.add(self.in_use.epoch)
        start, size = run.start_epochs, bytes_of(networks[max(networks)])
        every = kept_every(run.epochs - start, size, most_bytes(run))
        return {
            epoch: network
            for epoch, network in networks.items()
            if epoch in stay or (epoch - start) % every == 0
        }

    # What is in use.

    @property
    def epoch(self) -> int:
        """The epoch in use, a whole one."""
        run_id, epoch = self.in_use.run, self.in_use.epoch
        return max(self.networks(run_id or ""), default=0) if epoch is None else epoch

    def best_to_use(self, run: Run) -> int | None:
        """The best epoch of a run, if it has a network and is not in use."""
        best, kept = run.best_epoch, self._networks.get(run.id)
        if best is None or (run.id == self.in_use.run and best == self.epoch):
            return None
        # Of the epochs before a run began only the last has a network.
        has_network = best >= run.start_epochs if kept is None else best in kept
        return best if has_network else None

    def use(self, run_id: str | None, epoch: int | None = None, *, opens: bool = True) -> None:
        """Use a run at an epoch, by default its last; None for the shipped network.

        In place of an epoch that is not kept the nearest one is used. If its networks are not in
        memory, that waits until they are read. opens: whether forms show the settings of another
        run than before.
        """
        self._next = None
        if run_id is None:
            self._set(AtEpoch(), opens)  # it has no epochs
        elif run_id in self._networks:
            self._set(AtEpoch(run_id, epoch), opens)
        else:
            self._next = AtEpoch(run_id, epoch), opens
            self.wanted.emit(run_id)

    def _set(self, in_use: AtEpoch, opens: bool) -> None:
        networks, before = self.networks(in_use.run or ""), self.in_use
        if in_use.epoch is not None:
            epoch = epoch_for(sorted(networks), in_use.epoch, in_use.epoch)
            in_use = replace(in_use, epoch=None if epoch == max(networks) else epoch)
        self.in_use = in_use
        what = ["used"]
        if opens and in_use.run not in (None, before.run):
            what.append("opened")
        self.changed.emit(in_use.run or "", frozenset(what))


def most_bytes(run: Run) -> int:
    """How many bytes of networks a run keeps, beside the first, the best and the last."""
    return 0 if run.experiment else MOST_BYTES


def epoch_for(kept: Sequence[int], before: int, wanted: int) -> int:
    """The kept epoch nearest to the wanted one.

    If that is the one before, the next one in that direction, so that each step leads on. kept: the
    epochs to choose from, rising.
    """
    at = bisect_left(kept, wanted)
    nearest = min(kept[max(0, at - 1) : at + 1], key=lambda epoch: abs(epoch - wanted))
    if nearest == before != wanted:
        at = kept.index(before) + (1 if wanted > before else -1)
        return kept[min(max(at, 0), len(kept) - 1)]
    return nearest
