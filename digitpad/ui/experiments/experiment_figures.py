"""An experiment's numbers beside the book's, as a table."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QTableWidget, QTableWidgetItem

from digitpad.core.book.trials import FAR_OFF, ComparedFigure
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.item_views import alignment, let_copy, make_quiet
from digitpad.ui.parts.layouts import named

TITLES = ("figure", "here", "the book", "difference")
HERE_ALONE = "The numbers measured here: the mean over all seeds, with the range in brackets."
BESIDE_THE_BOOK = (
    "The numbers measured here beside the book’s, which are from one run each. Bold: off by more "
    f"than {FAR_OFF}."
)
LEAST_NAME = 0.25  # of the width, for the first column; else the second has two lines as well
OF_BOOK = 2, 3  # columns that are hidden if the book gives no numbers, or none that differ


class ExperimentFigures(QTableWidget):
    """The table of numbers, as high as its rows; numbers that are far off are bold."""

    def __init__(self) -> None:
        super().__init__(0, len(TITLES))
        named(self, "experiment_figures", BESIDE_THE_BOOK, "The experiment’s figures")
        for column, title in enumerate(TITLES):
            head = QTableWidgetItem(title)
            head.setTextAlignment(alignment(column > 0))
            self.setHorizontalHeaderItem(column, head)
        make_quiet(self)
        let_copy(self)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        mode = QHeaderView.ResizeMode
        self.verticalHeader().setSectionResizeMode(mode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(mode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(0, mode.Stretch)
        self.horizontalHeader().sectionResized.connect(self._fit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows: list[ComparedFigure] = []

    def show_rows(self, rows: Sequence[ComparedFigure]) -> None:
        """Replace the rows."""
        self.setHidden(not rows)
        if list(rows) == self._rows:
            return
        self._rows = list(rows)
        self.setRowCount(len(rows))
        has_book = any(row.book for row in rows)
        explain(self, BESIDE_THE_BOOK if has_book else HERE_ALONE)
        differ = any(row.differs for row in rows)
        for column, is_told in zip(OF_BOOK, (has_book, differ)):
            self.setColumnHidden(column, not is_told)
        for at, row in enumerate(rows):
            texts = row.what, row.here, row.book, row.difference
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setTextAlignment(alignment(column > 0))
                if row.is_far:
                    font = QFont()
                    font.setBold(True)
                    item.setFont(font)
                self.setItem(at, column, item)
        self._share()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Give the numbers measured here one line if that leaves room for the names."""
        head, width, mode = self.horizontalHeader(), self.viewport().width(), QHeaderView.ResizeMode
        numbers = [column for column in range(1, len(TITLES)) if not self.isColumnHidden(column)]
        taken = sum(max(self.sizeHintForColumn(at), head.sectionSizeHint(at)) for at in numbers)
        has_room = width - taken >= LEAST_NAME * width
        head.setSectionResizeMode(1, mode.ResizeToContents if has_room else mode.Stretch)

    def _fit(self, *_told: object) -> None:
        """Fit the heights to the rows, whose words wrap."""
        self.resizeRowsToContents()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        rows = sum(map(self.rowHeight, range(self.rowCount())))
        return QSize(300, self.horizontalHeader().sizeHint().height() + rows)
