"""Compares the evaluated network with another one, on the same digits."""

from functools import cache, partial

from PySide6.QtCore import QObject, Signal

from digitpad.core.data.dataset import Dataset
from digitpad.core.evaluation import Evaluation, TwoNetworks
from digitpad.session.measuring.evaluating import Evaluated
from digitpad.session.measuring.evaluation_watch import EvaluationWatch
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.measuring.mistake_questions import Other, evaluation_of
from digitpad.session.runs.run import Run, is_same
from digitpad.session.runs.run_list import RunList

KIND = "against"
MOST_RUNS = 20  # that can be chosen, the newest ones


class AgainstWatch(QObject):
    """Compares each evaluation with that of `other`, unless that is None.

    name: what `other` is called. found: the last comparison; None if nothing is known.
    """

    compared = Signal(object)
    """Carries a TwoNetworks, or None."""

    def __init__(self, measurer: Measurer, watch: EvaluationWatch, parent: QObject) -> None:
        super().__init__(parent)
        self.found: TwoNetworks | None = None
        self.other: Other | None = None
        self.name = ""
        self._measurer, self._watch = measurer, watch
        # The evaluation of the other network, and of which network and digits it is.
        self._known: tuple[Other, Dataset, Evaluation] | None = None
        watch.evaluated.connect(self._take)

    def compare(self, other: Other | None, name: str = "") -> None:
        """Compare with this network from now on; None: with none."""
        self.other = None if other is None else cache(other)  # what is on the disk is read once
        self.name = name
        self._measurer.give_up(KIND)
        self.found = None
        self.compared.emit(None)  # also where nothing was found yet: it is another `other`
        self._take(self._watch.found)

    def _take(self, found: Evaluated | None) -> None:
        other = self.other
        if found is None or other is None:
            self._show(None)
        elif found.is_whole:
            data, known = found.data, self._known
            if known is not None and known[:2] == (other, data):
                self._show(TwoNetworks.of(found.evaluation, known[2]))
                return
            if known is not None and known[1] is not data:
                self._show(None)  # what was compared are other digits
            know = partial(self._know, other, data)
            self._measurer.ask(KIND, evaluation_of(other, data), know, about=(other, data))

    def _know(self, other: Other, data: Dataset, evaluation: Evaluation) -> None:
        self._known = other, data, evaluation
        self._take(self._watch.found)

    def _show(self, found: TwoNetworks | None) -> None:
        if found is not self.found:
            self.found = found
            self.compared.emit(found)


def own_networks(run: Run | None) -> dict[str, Other]:
    """The networks of the run in use that it can be compared with, by what they are called."""
    own: dict[str, Other] = {}
    if run is not None and run.networks is not None:
        best, start = run.networks.best, run.networks.start
        if best is not None and not is_same(best, run.network):
            own[f"its epoch {run.best_epoch:,}, the best"] = lambda: best
        if start is not None and not is_same(start, run.network):
            own["it as it was opened" if run.file else "it as it began"] = lambda: start
    return own


def networks_of_runs(runs: RunList) -> list[tuple[str, int, Other]]:
    """Runs to compare with, the newest first: the title, the number and the network of each."""
    return [
        (record.title, record.number, partial(runs.network_of, record))
        for record in reversed(runs.records()[-MOST_RUNS:])
        if record.id != runs.in_use
    ]
