"""Lists the evaluated digits: those misread, of a cell of the matrix, or of a comparison."""

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitpad.core.data.dataset import pixels
from digitpad.core.evaluation import ORDERS, RowNumbers, examples_of
from digitpad.session.drawing import KnownImage, Picture
from digitpad.session.hands.labelling import Labels
from digitpad.session.mistakes.compared import ALL, MISREAD, Cell, OtherRead
from digitpad.session.mistakes.evaluated import Evaluated, Example
from digitpad.session.mistakes.evaluation_watch import ComparedWatch, EvaluationWatch
from digitpad.session.session import Session

NONE: RowNumbers = np.empty(0, np.intp)


class MistakeList(QObject):
    """Lists the examples of `cell` that belong to `group`, in one of ORDERS.

    cell: a row and a column of the matrix; None for any. group: MISREAD, ALL, or a group of the
    comparison. rows: the listed examples' rows in the evaluation `found`. chosen: an example, not a
    row, so it stays chosen in another order and with another network.
    """

    listed = Signal()
    """`cell`, `rows` or `found` have changed."""
    chosen_changed = Signal()

    def __init__(
        self,
        session: Session,
        evaluation: EvaluationWatch,
        comparison: ComparedWatch,
        labels: Labels,
        parent: QObject,
    ) -> None:
        """labels: puts the digits of hands on the canvas, as strokes."""
        super().__init__(parent)
        self.found: Evaluated | None = None
        self.rows = NONE
        self.cell: Cell = (None, None)
        self.group = MISREAD
        self.order = next(iter(ORDERS))
        self.chosen: Example | None = None
        self._session, self._labels = session, labels
        self._evaluation, self._comparison = evaluation, comparison
        self._goes_on = False  # whether to choose the next example as soon as any are listed
        evaluation.answered.connect(self._list)
        comparison.answered.connect(self._take_comparison)

    # What is listed.

    def filter_by(self, label: int | None, read: int | None) -> None:
        """List the examples of a cell, row or column; if it is listed already, of all cells."""
        cell = (label, read)
        self.cell = (None, None) if cell == self.cell else cell
        self._list()

    def list_group(self, group: str) -> None:
        """List another group."""
        self.group = group
        self._list()

    def order_by(self, order: str) -> None:
        """List them in another one of ORDERS."""
        self.order = order
        self._list()

    def _take_comparison(self, found: OtherRead | None) -> None:
        if self.group not in (MISREAD, ALL):
            self.list_group(MISREAD if found is None else self.group)

    def _list(self) -> None:
        found = self.found = self._evaluation.found
        self.rows = NONE if found is None else self._rows_in(found)
        self.listed.emit()
        if self._goes_on:
            self.go_on()

    def _rows_in(self, found: Evaluated) -> RowNumbers:
        label, read = (None if i is None or i >= len(found.output_names) else i for i in self.cell)
        among = self._comparison.groups.get(self.group)
        if self.group == ALL:
            among = np.arange(len(found.evaluation))
        rows = examples_of(found.evaluation, label, read, among)
        return ORDERS[self.order](found.evaluation, rows)  # of 50,000 in 12 ms at most

    # What is chosen.

    @property
    def place(self) -> int | None:
        """The place of the chosen example among `rows`; None if it is not listed."""
        if self.found is None or self.chosen is None:
            return None
        row = self.found.row_of(self.chosen)
        places = np.flatnonzero(self.rows == row) if row is not None else NONE
        return int(places[0]) if len(places) else None

    def choose(self, place: int) -> None:
        """Choose the example in this place, and put it on the canvas."""
        if self.found is not None and 0 <= place < len(self.rows):
            self.put_on_canvas(self.found, int(self.rows[place]))

    def put_on_canvas(self, found: Evaluated, row: int) -> None:
        """Choose an example, listed or not, and put it on the canvas."""
        self.chosen = found.example(row)
        hand, written = found.source.hand, found.written(row)
        if hand is None or written is None:
            self._session.board.put_picture(picture_of(found, row))
        else:
            self._labels.put_back(written.id, hand.id)
        self.chosen_changed.emit()

    def go_on(self) -> None:
        """Choose the next example; after the last one, the first. Measure first, if necessary."""
        self._goes_on = not len(self.rows) and (self.found is None or not self.found.is_whole)
        if len(self.rows):
            place = self.place
            self.choose(0 if place is None else (place + 1) % len(self.rows))
        elif self._evaluation.found is None:
            self._evaluation.ask(unseen=True)


def picture_of(found: Evaluated, row: int) -> Picture:
    """An example as a picture, with its label."""
    shown = found.data.images[row].reshape(28, 28).copy()  # not the whole data
    label, number = int(found.evaluation.labels[row]), int(found.numbers[row])
    known = KnownImage(number, label, found.source.digit, found.classes[label])
    return Picture(pixels(shown, np.float32), shown, known)
