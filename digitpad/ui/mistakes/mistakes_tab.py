"""What is in the tab *Mistakes*: its pages, and the views on them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.session.kept.run_record import RunRecord
from digitpad.session.measuring.against_watch import AgainstWatch
from digitpad.session.measuring.damage_watch import DamageWatch
from digitpad.session.measuring.evaluating import Evaluated
from digitpad.session.measuring.evaluation_watch import EvaluationWatch
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.measuring.mistake_list import MistakeList
from digitpad.session.runs.run_list import RunList
from digitpad.session.session import Session
from digitpad.ui.mistakes.against_view import AgainstView
from digitpad.ui.mistakes.damage_view import DamageView
from digitpad.ui.mistakes.evaluation_bar import EvaluationBar
from digitpad.ui.mistakes.explanations import PARTS
from digitpad.ui.mistakes.map_view import MapView
from digitpad.ui.mistakes.matrix_view import MatrixView
from digitpad.ui.mistakes.mistakes_view import MistakesView
from digitpad.ui.mistakes.numbers_page import NumbersPage
from digitpad.ui.mistakes.threshold_view import ThresholdView
from digitpad.ui.parts.checked_button import CheckedButton
from digitpad.ui.parts.explained import explain, explain_all
from digitpad.ui.parts.sizes import scaled

LEFT = 0.56  # the matrix's part of the width
BELOW = 0.38  # the lower views' part of the height, if the upper ones have enough
ENOUGH = 300  # pixels
FRAME = 16  # milliseconds


class MistakesTab(QWidget):
    """The lines at the top; matrix and gallery; below them threshold and damage; further pages."""

    def __init__(
        self,
        session: Session,
        measurer: Measurer,
        watch: EvaluationWatch,
        mistakes: MistakeList,
        runs: RunList,
        checked: Callable[[], Sequence[RunRecord]],
    ) -> None:
        """runs: that the network is compared with. checked: those that are checked in the table."""
        super().__init__()
        damage = DamageWatch(session, measurer, watch, mistakes, self)
        compared = AgainstWatch(measurer, watch, self)
        self.bar = EvaluationBar(session, watch, mistakes)
        self.matrix = MatrixView()
        self.list = MistakesView(mistakes, damage)
        self.threshold = ThresholdView()
        self._against = AgainstView(session, compared, mistakes, runs)
        self._damage = DamageView(damage, runs, checked)
        self._map = MapView(session, measurer, watch, mistakes)
        self._watch, self._mistakes = watch, mistakes
        self._pages = QStackedWidget()
        self._switch = QButtonGroup(self)
        self._switch.idClicked.connect(self._pages.setCurrentIndex)
        self._threshold_soon = QTimer(self, singleShot=True)
        self._threshold_soon.setInterval(FRAME)
        self._threshold_soon.timeout.connect(lambda: self.threshold.show_evaluated(watch.found))
        self._lay_out()
        explain_all(self, PARTS)
        watch.evaluated.connect(self.show_evaluated)
        compared.compared.connect(
            lambda found: self.matrix.know_difference(None if found is None else found.matrix)
        )
        mistakes.cell_changed.connect(lambda: self.matrix.table.show_cell(mistakes.cell))
        self.matrix.table.filtered.connect(lambda cell: mistakes.filter_by(*cell))
        self.matrix.table.opened.connect(lambda cell: mistakes.open_cell(*cell))
        self.show_evaluated(watch.found)

    def _lay_out(self) -> None:
        self.upper_half, self.lower_half = (_splitter(Qt.Orientation.Horizontal) for _ in range(2))
        for widget in (self.matrix, self.list):
            self.upper_half.addWidget(widget)
        for number, view in enumerate((self.threshold, self._damage)):
            self.lower_half.addWidget(view)
            self.lower_half.setStretchFactor(number, 1)
        self.halves = _splitter(Qt.Orientation.Vertical)
        for half in (self.upper_half, self.lower_half):
            self.halves.addWidget(half)
        self._by_hand: set[QSplitter] = set()  # those that a person has moved
        for splitter in (self.upper_half, self.halves):
            splitter.splitterMoved.connect(lambda *_, moved=splitter: self._by_hand.add(moved))
        self._foot = QWidget()
        self._row = QHBoxLayout(self._foot)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        self._row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.setSpacing(6)
        self.bar.add(self._against.choice)
        layout.addWidget(self.bar)
        layout.addWidget(self._against)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._foot)
        numbers = NumbersPage(self._watch, self._mistakes, (self._damage.tables, self._map.tables))
        self._add_page("matrix and gallery", "matrix_page", self.halves)
        self._add_page("map of all digits", "map_page", self._map)
        self._add_page("numbers", "numbers_page", numbers)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Share the room between the views, unless a person has done so."""
        if self.upper_half not in self._by_hand:
            width = self.width()
            self.upper_half.setSizes([int(LEFT * width), int((1 - LEFT) * width)])
        if self.halves not in self._by_hand:
            height = self._pages.height()
            least = self.lower_half.minimumSizeHint().height()
            below = max(least, min(int(BELOW * height), height - scaled(ENOUGH)))
            self.halves.setSizes([height - below, below])

    def _add_page(self, title: str, name: str, page: QWidget) -> None:
        """Add a page, and its button at the foot."""
        button = CheckedButton(title)
        button.setObjectName(name)
        explain(button, f"Show the {title}.")
        self._switch.addButton(button, self._pages.addWidget(page))
        self._row.insertWidget(self._row.count() - 1, button)
        button.setChecked(self._pages.count() == 1)

    def show_evaluated(self, found: Evaluated | None) -> None:
        """Show what was found; None where nothing is known."""
        self.bar.show_evaluated(found)
        self.matrix.show_evaluated(found)
        # In turns, since painting all at once would hold up the pen.
        self.matrix.table.viewport().repaint()
        self._threshold_soon.start()


def _splitter(orientation: Qt.Orientation) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.setChildrenCollapsible(False)
    return splitter
