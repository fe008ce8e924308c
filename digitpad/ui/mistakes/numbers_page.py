"""The numbers of the tab *Mistakes* as tables, for reading, screen readers and copying."""

from collections.abc import Callable, Sequence

import numpy as np

from digitpad.core.evaluation.threshold import PERCENT
from digitpad.session.measuring.evaluating import Evaluated
from digitpad.session.measuring.evaluation_watch import EvaluationWatch
from digitpad.session.measuring.mistake_list import MistakeList
from digitpad.ui.mistakes.matrix_model import MARGIN
from digitpad.ui.parts.number_tables import NumbersView, Table

Tables = Callable[[], Sequence[Table]]


class NumbersPage(NumbersView):
    """The matrix, the listed digits, and what is answered at each threshold; made while seen."""

    def __init__(
        self, watch: EvaluationWatch, mistakes: MistakeList, further: Sequence[Tables]
    ) -> None:
        """further: the tables of other views, asked for while they are seen."""
        super().__init__("mistakes", "Mistakes")
        self._watch, self._mistakes, self._further = watch, mistakes, further
        watch.evaluated.connect(self.refresh)
        mistakes.listed.connect(self.refresh)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()

    def refresh(self, *_found: object) -> None:
        """Show the numbers as they are now."""
        found, listed = self._watch.found, self._mistakes
        if not self.isVisible():
            return
        tables = [] if found is None else [matrix_table(found), threshold_table(found)]
        if listed.found is not None:
            tables.insert(1, examples_table(listed.found, listed.rows))
        self.show_tables([*tables, *(table for view in self._further for table in view())])


def matrix_table(found: Evaluated) -> Table:
    """A row a true digit, a column what it was read as; the last column counts the wrong ones."""
    matrix = found.matrix
    columns = [(f"read as {name}", matrix[:, i]) for i, name in enumerate(found.outputs)]
    wrong = matrix.sum(axis=1) - np.diag(matrix)
    return Table("confusion matrix", (("written", found.classes), *columns, (MARGIN, wrong)))


def examples_table(found: Evaluated, rows: np.ndarray) -> Table:
    """The listed digits, in their order."""
    evaluation = found.evaluation
    labels, read = evaluation.labels[rows], evaluation.read[rows]
    return Table(
        "listed digits",
        (
            (found.source.digit, found.numbers[rows]),
            ("is", np.array(found.classes)[labels]),
            ("read as", np.array(found.outputs)[read]),
            ("activation", evaluation.confidence[rows]),
            ("of the true output", evaluation.outputs[rows, labels]),
        ),
    )


def threshold_table(found: Evaluated) -> Table:
    """What is answered at each threshold, and how much of that is right."""
    curve = found.curve
    share = [None if part != part else 100 * part for part in curve.right_share.tolist()]
    return Table(
        "thresholds",
        (
            ("threshold", PERCENT / 100),
            ("answered", curve.answered),
            ("right", curve.right),
            ("right, %", share),
        ),
    )
