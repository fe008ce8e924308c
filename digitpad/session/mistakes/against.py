"""Compares each evaluation with another network's: one of the run in use, or of another run."""

from functools import cache, partial

from PySide6.QtCore import Signal

from digitpad.core.network import Network
from digitpad.session.keeper import Keeper
from digitpad.session.measurer import Measurer
from digitpad.session.mistakes.compared import Compared, Other, compared
from digitpad.session.mistakes.evaluated import Evaluated
from digitpad.session.mistakes.evaluation_watch import DigitsWatch, EvaluationWatch
from digitpad.session.question import Question
from digitpad.session.runs.run import Run
from digitpad.session.session import Session
from digitpad.session.store_file import StoreError

MOST_RUNS = 20  # to compare with


class Against(DigitsWatch[Compared]):
    """Compares each evaluation with another network's, unless `other` is None.

    name: the other network's.
    """

    chosen = Signal()
    """Another network was chosen, or none."""

    def __init__(self, measurer: Measurer, evaluation: EvaluationWatch) -> None:
        super().__init__(measurer, evaluation, self._comparison)
        self.other: Other | None = None
        self._read: Other | None = None  # reads it anew
        self.name = ""
        self.look(True)

    def compare(self, other: Other | None, name: str = "") -> None:
        """Compare with this network from now on; None for no comparison."""
        self.other = None if other is None else cache(other)  # the disk is read once
        self._read, self.name = other, name
        self.forget()
        self.chosen.emit()

    def call(self, name: str) -> None:
        """Give the other network another name."""
        self.name = name
        self.answered.emit(self.found)

    def compare_again(self) -> None:
        """Compare with the same one as it is now."""
        self.compare(self._read, self.name)

    def _comparison(self, found: Evaluated) -> Question[Compared] | None:
        return None if self.other is None else partial(compared, found=found, other=self.other)


def own_networks(session: Session) -> dict[str, Other]:
    """Other networks of the run in use to compare with, by their names."""
    run, own = session.run, dict[str, Other]()
    if run is None:
        return own
    networks = session.runs.networks(run.id)
    start = "it as it was opened" if run.origin is None else "it as it began"
    names = {
        run.best_epoch: f"its epoch {run.best_epoch or 0:,}, the best",
        max(networks): f"its epoch {max(networks):,}, the last",
        run.start_epochs if run.has_start else None: start,
    }
    for epoch, name in names.items():
        if epoch is not None and epoch in networks and epoch != session.runs.epoch:
            own[name] = partial(_known, networks[epoch])  # memory may let go of it meanwhile
    return own


def _known(network: Network) -> Network:
    return network


def networks_of_runs(
    session: Session, keeper: Keeper, with_experiments: bool
) -> list[tuple[Run, Other]]:
    """Runs to compare with, a person's and the newest first, and their last networks."""
    listed = (run for run in session.runs.listed() if with_experiments or not run.experiment)
    others = [run for run in listed if run.id != session.run_id]
    others.sort(key=lambda run: (bool(run.experiment), -run.number))

    def last(run_id: str, title: str) -> Network:
        try:
            networks = keeper.networks_from_elsewhere(run_id)
        except StoreError as error:
            raise OSError(f"{title} cannot be compared: {error}") from error
        return networks[max(networks)]

    return [(run, partial(last, run.id, run.title)) for run in others[:MOST_RUNS]]
