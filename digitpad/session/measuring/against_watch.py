"""Compares the evaluated network with another one, on the same digits."""

from PySide6.QtCore import QObject, Signal

from digitpad.core.data.dataset import Dataset
from digitpad.core.evaluation import Evaluation
from digitpad.core.evaluation.two_networks import TwoNetworks
from digitpad.session.measuring.evaluating import Evaluated
from digitpad.session.measuring.evaluation_watch import EvaluationWatch
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.measuring.mistake_questions import Other, evaluation_of

KIND = "against"


class AgainstWatch(QObject):
    """Compares each evaluation with that of `other`; None: with none.

    found: the last comparison; None where nothing is known.
    """

    compared = Signal(object)
    """Carries a TwoNetworks, or None."""

    def __init__(self, measurer: Measurer, watch: EvaluationWatch, parent: QObject) -> None:
        super().__init__(parent)
        self.found: TwoNetworks | None = None
        self.other: Other | None = None
        self._measurer, self._watch = measurer, watch
        self._known: tuple[Other, Dataset, Evaluation] | None = None  # of the other one
        watch.evaluated.connect(self._take)

    def compare(self, other: Other | None) -> None:
        """Compare with this network from now on."""
        self.other = other
        self._measurer.give_up(KIND)
        self._show(None)
        self._take(self._watch.found)

    def _take(self, found: Evaluated | None) -> None:
        other = self.other
        if found is None or other is None:
            self._show(None)
        elif found.is_whole:
            if self._known is not None and self._known[:2] == (other, found.data):
                self._show(TwoNetworks.of(found.evaluation, self._known[2]))
            else:
                data = found.data
                if self._known is not None and self._known[1] is not data:
                    self._show(None)  # what was compared are other digits
                self._measurer.ask(
                    KIND, evaluation_of(other, data), lambda e: self._know(other, data, e)
                )

    def _know(self, other: Other, data: Dataset, evaluation: Evaluation) -> None:
        self._known = other, data, evaluation
        found = self._watch.found
        if found is not None and found.data is data and found.is_whole:
            self._take(found)

    def _show(self, found: TwoNetworks | None) -> None:
        if found is not self.found:
            self.found = found
            self.compared.emit(found)
