"""The misread digits: which of them are listed, in which order, and which one is chosen."""

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitpad.core.data.dataset import Dataset, pixels
from digitpad.core.evaluation import ORDERS, Rows
from digitpad.session.drawing.drawing import Picture, TestDigit
from digitpad.session.hands import Labels
from digitpad.session.measuring.evaluating import Evaluated, Example, in_order
from digitpad.session.measuring.evaluation_watch import EvaluationWatch
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.session import Session

KIND = "mistakes in order"
NONE: Rows = np.empty(0, np.intp)
Cell = tuple[int | None, int | None]
MISREAD, ALL = "misread", "all"  # groups; others are those of a comparison


class MistakeList(QObject):
    """Lists the examples of `cell`, in one of ORDERS.

    cell: a row and a column of the matrix; one of them may be None, for a whole row or column;
    (None, None) for the whole matrix. Of these, `group` is listed: what is misread, or all, or the
    given rows of a comparison. rows: of the listed examples, in `found`. What is chosen is an
    example, not a row: it stays chosen in another order and for another network.
    """

    listed = Signal()
    """`rows` and `found` have changed."""
    cell_changed = Signal()
    chosen_changed = Signal()
    marked_changed = Signal()
    """`marked` has changed."""

    def __init__(
        self,
        session: Session,
        measurer: Measurer,
        watch: EvaluationWatch,
        labels: Labels,
        parent: QObject,
    ) -> None:
        """labels: puts digits of hands on the canvas, as strokes that can be labelled."""
        super().__init__(parent)
        self.found: Evaluated | None = None
        self.rows = NONE
        self.cell: Cell = (None, None)
        self.group = MISREAD
        self.listed_of: tuple[Cell, str] = (self.cell, self.group)
        """The cell and the group that `rows` are of: other ones may have been asked for since."""
        self._among: Rows | None = None
        self._among_of: Dataset | None = None  # the digits that `_among` are rows of
        self.order = next(iter(ORDERS))
        self.chosen: Example | None = None
        self.marked: frozenset[Example] = frozenset()
        """Examples that a person cannot read either."""
        self._session, self._measurer, self._watch = session, measurer, watch
        self._labels = labels
        self._goes_on = False  # whether to choose the next one, as soon as some are listed
        watch.evaluated.connect(self._take)

    # What is listed.

    def filter_by(self, label: int | None, read: int | None) -> None:
        """List the examples of a cell, row or column; of the whole, if it is listed already."""
        cell = (label, read)
        self.cell = (None, None) if cell == self.cell else cell
        self.cell_changed.emit()
        self._list()

    def list_among(self, group: str, rows: Rows | None = None) -> None:
        """List a group: one of a comparison, of these rows, read right or not; or MISREAD, ALL."""
        self.group = group if group == ALL or rows is not None else MISREAD
        self._among = rows
        self._among_of = None if self._watch.found is None else self._watch.found.data
        self._list()

    def order_by(self, order: str) -> None:
        """List them in another one of ORDERS."""
        if order != self.order:
            self.order = order
            self._list()

    def _take(self, found: Evaluated | None) -> None:
        if found is None:
            self._measurer.give_up(KIND)
            self._show(None, NONE, (self.cell, self.group))
        else:
            if self._among is not None and found.data is not self._among_of:
                self.group, self._among = MISREAD, None
            self._list()

    def _list(self) -> None:
        found = self._watch.found
        if found is None:
            return
        # An order of 50,000 takes longer than the window may wait.
        label, read = (None if i is None or i >= len(found.outputs) else i for i in self.cell)
        asked_for = self.cell, self.group
        among = np.arange(len(found.evaluation)) if self.group == ALL else self._among
        self._measurer.ask(
            KIND,
            in_order(found, label, read, self.order, among),
            lambda answer: self._show(*answer, asked_for),
        )

    def _show(self, found: Evaluated | None, rows: Rows, of: tuple[Cell, str]) -> None:
        self.found, self.rows, self.listed_of = found, rows, of
        self.listed.emit()
        if self._goes_on:
            self.go_on()

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
        found = self.found
        if found is None or not 0 <= place < len(self.rows):
            return
        self.put_on_canvas(found, int(self.rows[place]))

    def put_on_canvas(self, found: Evaluated, row: int) -> None:
        """Choose an example, listed or not, and put it on the canvas."""
        self.chosen = found.example(row)
        hand = found.source.hand
        if hand is None:
            self._session.board.put_picture(picture_of(found, row))
        else:
            self._labels.put_back(found.ids[row], hand.id)
        self.chosen_changed.emit()

    def go_on(self) -> None:
        """Choose the next example; after the last one, the first. If need be, measure first."""
        self._goes_on = not len(self.rows) and (self.found is None or not self.found.is_whole)
        if len(self.rows):
            place = self.place
            self.choose(0 if place is None else (place + 1) % len(self.rows))
        elif self._watch.found is None:
            self._watch.look_once()

    # What a person cannot read either.

    def mark(self, example: Example, unreadable: bool) -> None:
        """Mark an example as one that a person cannot read either, or take that back."""
        self.restore(self.marked | {example} if unreadable else self.marked - {example})

    def restore(self, marked: Iterable[Example]) -> None:
        """Mark these examples, and no others."""
        marked = frozenset(marked)
        if marked != self.marked:
            self.marked = marked
            self.marked_changed.emit()

    def marked_rows(self, found: Evaluated) -> list[int]:
        """The rows of the marked examples in an evaluation."""
        rows = (found.row_of(example) for example in self.marked)
        return sorted(row for row in rows if row is not None)


def picture_of(found: Evaluated, row: int) -> Picture:
    """An example as a picture that is read as it is, with its label."""
    shown = found.data.images[row].reshape(28, 28).copy()  # not the whole data
    label, number = int(found.evaluation.labels[row]), int(found.numbers[row])
    known = TestDigit(number, label, found.source.digit, found.classes[label])
    return Picture(pixels(shown, np.float32), shown, known)
