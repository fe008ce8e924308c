"""Lists the evaluated digits, chooses a network to compare with, and makes the digits' map."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from digitpad.core.data.dataset import Dataset, pixels
from digitpad.core.digit_map import DigitMap, digit_map
from digitpad.core.evaluation import (
    ORDERS,
    RowNumbers,
    examples_of,
)
from digitpad.core.inside.explain import without_nan
from digitpad.core.learning.monitoring import output_blocks
from digitpad.core.network import Network
from digitpad.session.drawing import Picture, TestDigit
from digitpad.session.hands.labelling import Labels
from digitpad.session.keeper import Keeper
from digitpad.session.measurer import Measurer
from digitpad.session.mistakes.comparison import ALL, MISREAD, Cell, Compared, Other, compared
from digitpad.session.mistakes.evaluated import Evaluated, Example
from digitpad.session.mistakes.evaluation_watch import EvaluationWatch
from digitpad.session.question import Answer, Answering, Images, Question
from digitpad.session.session import Session
from digitpad.session.store_file import StoreError
from digitpad.session.watch import Watch

NONE: RowNumbers = np.empty(0, np.intp)
MOST_RUNS = 20  # to compare with
MOST_ON_MAP = 10_000  # digits; a map of more would take long, and look the same


class DigitsWatch(Watch[Answer]):
    """Asks about the evaluated digits; answers about other digits are forgotten."""

    def __init__(
        self,
        measurer: Measurer,
        evaluation: EvaluationWatch,
        question: Callable[[Evaluated], Question[Answer] | None],
    ) -> None:
        super().__init__(measurer, self._of_digits)
        self._evaluation, self._of = evaluation, question
        self._digits: Dataset | None = None  # of the last question
        evaluation.answered.connect(self._take_evaluation)

    def _of_digits(self) -> Question[Answer] | None:
        found = self._evaluation.found
        if found is None or not found.is_whole:
            return None
        self._digits = found.data
        return self._of(found)

    def _take_evaluation(self, found: Evaluated | None) -> None:
        if found is None or found.data is not self._digits:
            self.forget()
        elif found.is_whole:
            self.note()


# Against another network.


class Against(DigitsWatch[Compared]):
    """Compares each evaluation with another network's, unless `other` is None.

    name: the other network's.
    """

    chosen = Signal()
    """Another network was chosen, or none."""

    def __init__(self, measurer: Measurer, evaluation: EvaluationWatch) -> None:
        super().__init__(measurer, evaluation, self._comparison)
        self.other: Other | None = None
        self.name = ""
        self.look(True)

    def compare(self, other: Other | None, name: str = "") -> None:
        """Compare with this network from now on; None for no comparison."""
        self.other = None if other is None else cache(other)  # the disk is read once
        self.name = name
        self.forget()
        self.chosen.emit()

    def _comparison(self, found: Evaluated) -> Question[Compared] | None:
        return None if self.other is None else partial(compared, found=found, other=self.other)


def own_networks(session: Session) -> dict[str, Other]:
    """Other networks of the run in use to compare with, by their names."""
    run, own = session.run, dict[str, Other]()
    if run is None:
        return own
    networks = session.runs.networks(run.id)
    start = "it as it was opened" if run.file else "it as it began"
    names = {
        run.best_epoch: f"its epoch {run.best_epoch or 0:,}, the best",
        max(networks): f"its epoch {max(networks):,}, the last",
        run.start_epochs if run.has_start else None: start,
    }
    for epoch, name in names.items():
        if epoch is not None and epoch in networks and epoch != session.runs.epoch:
            own[name] = partial(session.runs.network, run.id, epoch)
    return own


def networks_of_runs(
    session: Session, keeper: Keeper, with_experiments: bool
) -> list[tuple[str, int, Other]]:
    """Runs to compare with, a person's and the newest first: title, number and last network."""
    listed = (run for run in session.runs.listed() if with_experiments or not run.experiment)
    others = [run for run in listed if run.id != session.run_id]
    others.sort(key=lambda run: (bool(run.experiment), -run.number))

    def last(run_id: str, title: str) -> Network:
        try:
            networks = keeper.networks_from_elsewhere(run_id)
        except StoreError as error:
            raise OSError(f"{title} cannot be compared: {error}") from error
        return networks[max(networks)]

    return [(run.title, run.number, partial(last, run.id, run.title)) for run in others[:MOST_RUNS]]


# Which digits are listed, and which one is chosen.


class MistakeList(QObject):
    """Lists the examples of `cell` that belong to `group`, in one of ORDERS.

    cell: a row and a column of the matrix; None for any. group: MISREAD, ALL, or a group of the
    comparison. rows: the listed examples' rows in the evaluation `found`. chosen: an example, not a
    row, so it stays chosen in another order and with another network.
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
        evaluation: EvaluationWatch,
        against: Against,
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
        self.marked: frozenset[Example] = frozenset()
        """Examples that a person cannot read either."""
        self._session, self._labels = session, labels
        self._evaluation, self._against = evaluation, against
        self._goes_on = False  # whether to choose the next example as soon as any are listed
        evaluation.answered.connect(self._list)
        against.answered.connect(self._take_comparison)

    # What is listed.

    def filter_by(self, label: int | None, read: int | None) -> None:
        """List the examples of a cell, row or column; if it is listed already, of all cells."""
        cell = (label, read)
        self.cell = (None, None) if cell == self.cell else cell
        self.cell_changed.emit()
        self._list()

    def list_group(self, group: str) -> None:
        """List another group."""
        self.group = group
        self._list()

    def order_by(self, order: str) -> None:
        """List them in another one of ORDERS."""
        self.order = order
        self._list()

    def _take_comparison(self, found: Compared | None) -> None:
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
        compared = self._against.found
        among = None if compared is None else compared.groups.get(self.group)
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

    # Digits that a person cannot read either.

    def mark(self, example: Example, unreadable: bool) -> None:
        """Mark an example that a person cannot read either, or remove the mark."""
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
    """An example as a picture, with its label."""
    shown = found.data.images[row].reshape(28, 28).copy()  # not the whole data
    label, number = int(found.evaluation.labels[row]), int(found.numbers[row])
    known = TestDigit(number, label, found.source.digit, found.classes[label])
    return Picture(pixels(shown, np.float32), shown, known)


# The map of all digits.


@dataclass(frozen=True, slots=True, eq=False)
class MapOfDigits:
    """The first MOST_ON_MAP evaluated digits on a map, by a layer's activations; 0 is the input."""

    found: Evaluated
    layer: int
    map: DigitMap


def map_of(
    _images: Images, found: Evaluated, layer: int, before: Callable[[], DigitMap | None]
) -> Answering[MapOfDigits]:
    """The map of the digits by the activations of a layer of the network; 0 is the input.

    before: returns the map that is shown; the new one keeps its orientation.
    """
    network, images = found.network, found.data.images[:MOST_ON_MAP]
    points = pixels(images, network.dtype)
    if layer:
        part = network.with_arrays(network.weights[:layer], network.biases[:layer])
        blocks = []
        for _, a in output_blocks(part, images):
            blocks.append(a)
            yield None
        points = without_nan(network, np.concatenate(blocks), layer - 1)
    return MapOfDigits(found, layer, (yield from digit_map(points, before())))
