"""An experiment's figures as a table, beside the book's."""

import os
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QBrush, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QStyle, QTableWidget, QTableWidgetItem

from digitpad.core.book.results import FAR_OFF, ComparedFigure
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import named

TITLES = ("figure", "here", "over seeds", "book", "difference")
EDGE = 3  # pixels above and below a text
MOST_OF_ALL = 0.25  # of the window's height, for names in two lines
TIP = f"Far off is more than {FAR_OFF}"


class ExperimentFigures(QTableWidget):
    """As high as its rows are, so that all of them are in sight where there is room."""

    def __init__(self) -> None:
        super().__init__(0, len(TITLES))
        named(
            self,
            "experiment_figures",
            "What was measured here beside the book’s numbers, from one run each. Point at a row"
            " to see all of it.",
            "The experiment’s figures, beside the book’s",
        )
        self.setHorizontalHeaderLabels(TITLES)
        self.verticalHeader().hide()
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.sectionResized.connect(self.fit_rows)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._rows: list[ComparedFigure] = []
        self._names: list[str] = []

    def show_rows(self, rows: Sequence[ComparedFigure]) -> None:
        """Show these rows in the place of what was there."""
        if list(rows) == self._rows:
            return
        before, self._rows = self._rows, list(rows)
        if len(before) != len(rows):
            self.setRowCount(len(rows))
            self.updateGeometry()
        shared, self._names = _without_shared([row.what for row in rows])
        self.setHorizontalHeaderLabels((shared or TITLES[0], *TITLES[1:]))
        pairs = zip(self._names, rows)
        cells = [(name, row.ours, row.band, row.book, row.difference) for name, row in pairs]
        for column, texts in enumerate(zip(*cells)):
            self.setColumnHidden(column, not any(texts))
        ink = QBrush(theme.current().error)
        for at, row in enumerate(rows):
            for column, text in enumerate(cells[at]):
                item = QTableWidgetItem(text)
                item.setToolTip(f"{row.what}: {', '.join(filter(None, cells[at][1:]))}. {TIP}")
                if column:
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                if row.is_far and column in (1, 4):
                    item.setForeground(ink)
                self.setItem(at, column, item)
        self.fit_rows()

    def fit_rows(self, *_resized: int) -> None:
        """Let names that are too long take two lines, unless that takes the room of the figure."""
        metrics, lowest = self.fontMetrics(), self._lowest()
        margin = 2 * (self.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1) + 1
        room = self.columnWidth(0) - margin
        more = [
            metrics.lineSpacing() if metrics.horizontalAdvance(name) > room else 0
            for name in self._names
        ]
        wraps = sum(more) + lowest * len(more) <= MOST_OF_ALL * self.window().height()
        self.setWordWrap(wraps)
        elide = Qt.TextElideMode
        self.setTextElideMode(elide.ElideRight if wraps else elide.ElideMiddle)
        for at, height in enumerate(more):
            self.setRowHeight(at, lowest + height * wraps)
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_rows()

    def sizeHint(self) -> QSize:
        height = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth()
        return QSize(300, height + self.verticalHeader().length())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 3 * self._lowest())

    def _lowest(self) -> int:
        """The height of a row with one line of text."""
        return self.fontMetrics().height() + 2 * EDGE


def _without_shared(names: Sequence[str]) -> tuple[str, list[str]]:
    """The parts that all names begin with, and the names without them."""
    parts = [name.split(", ") for name in names]
    shared = os.path.commonprefix(parts) if len(parts) > 1 else []
    shared = shared[: min(map(len, parts), default=1) - 1]
    return ", ".join(shared), [", ".join(part[len(shared) :]) for part in parts]
