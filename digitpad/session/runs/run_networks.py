"""The networks of kept runs, fetched from the disk for views that compare runs."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from digitpad.session.kept.run_entry import Kept
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_list import RunList


class RunNetworks(QObject):
    """Fetches runs with their networks, and holds those that are wanted.

    problems: why a run cannot be read, in a sentence, by its id.
    """

    changed = Signal()
    """Another run has been fetched, or cannot be."""

    def __init__(self, runs: RunList, parent: QObject) -> None:
        super().__init__(parent)
        self.problems: dict[str, str] = {}
        self.runs = runs
        self._wanted: dict[str, int] = {}  # how many epochs each run has, by ids
        self._fetched: dict[str, tuple[int, Run]] = {}

    def want(self, records: Iterable[RunRecord]) -> None:
        """Fetch these runs; others are forgotten. One that has learnt more is fetched again."""
        before, self._wanted = self._wanted, {r.id: len(r.history) for r in records}
        self._fetched = {i: f for i, f in self._fetched.items() if i in self._wanted}
        self.problems = {i: why for i, why in self.problems.items() if i in self._wanted}
        for run_id, epochs in self._wanted.items():
            if before.get(run_id) != epochs:
                self._fetch(run_id, epochs)

    def run(self, run_id: str) -> Run | None:
        """A run that was fetched, with its networks; None while it is not."""
        found = self._fetched.get(run_id)
        return None if found is None else found[1]

    def _fetch(self, run_id: str, epochs: int) -> None:
        def take(kept: Kept) -> None:
            if self._wanted.get(run_id) == epochs and kept.run is not None:
                self._fetched[run_id] = epochs, kept.run
                self.problems.pop(run_id, None)
                self.changed.emit()

        def fail(reason: str) -> None:
            if self._wanted.get(run_id) == epochs:
                self.problems[run_id] = reason
                self.changed.emit()

        self.runs.fetch(run_id, take, fail)
