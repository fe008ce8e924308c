"""An experiment's figures as a table, beside the book's."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QStyle, QTableWidget, QTableWidgetItem

from digitpad.core.book.results import FAR_OFF, ComparedFigure
from digitpad.ui.parts import theme
from digitpad.ui.parts.sizes import scaled

TITLES = ("figure", "here", "over seeds", "book", "difference")
ROW_HEIGHT = 21  # pixels
TIP = f"Far off is more than {FAR_OFF}"


class ExperimentFigures(QTableWidget):
    """As high as its rows are, so that all of them are in sight where there is room."""

    def __init__(self) -> None:
        super().__init__(0, len(TITLES))
        self.setObjectName("experiment_figures")
        self.setAccessibleName("The experiment’s figures, beside the book’s")
        self.setHorizontalHeaderLabels(TITLES)
        self.verticalHeader().hide()
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)  # a name that is too long wraps
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.sectionResized.connect(self._fit_rows)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._rows: list[ComparedFigure] = []

    def show_rows(self, rows: Sequence[ComparedFigure]) -> None:
        """Show these rows in the place of what was there."""
        if list(rows) == self._rows:
            return
        before, self._rows = self._rows, list(rows)
        if len(before) != len(rows):
            self.setRowCount(len(rows))
            self.updateGeometry()
        cells = [(row.what, row.ours, row.band, row.book, row.difference) for row in rows]
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
        self._fit_rows()

    def _fit_rows(self, *_resized: int) -> None:
        """Let each row be as high as its name, which is wrapped where the column is narrow."""
        margin = self.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1
        room = QRect(0, 0, self.columnWidth(0) - 2 * margin - 1, 1)  # 1: the grid
        lowest = scaled(ROW_HEIGHT)
        metrics = self.fontMetrics()
        for at, row in enumerate(self._rows):
            height = metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, row.what).height()
            self.setRowHeight(at, max(lowest, height + lowest - metrics.height()))
        self.updateGeometry()

    def fit_size(self) -> None:
        """Text is larger or smaller now."""
        self._fit_rows()

    def sizeHint(self) -> QSize:
        height = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth()
        return QSize(scaled(300), height + self.verticalHeader().length())

    def minimumSizeHint(self) -> QSize:
        return QSize(scaled(200), scaled(3 * ROW_HEIGHT))
