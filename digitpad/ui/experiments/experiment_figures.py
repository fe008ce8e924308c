"""An experiment's figures as a table, beside the book's."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QTableWidget, QTableWidgetItem

from digitpad.core.book.results import FAR_OFF, ComparedFigure
from digitpad.ui.parts.layouts import named

TITLES = ("figure", "here", "the book", "difference")
BOOKS = 2, 3  # the columns that an experiment without numbers of the book's has not
MOST_ROWS = 6  # that are seen without scrolling: the figure has the rest of the room
TIP = f"Far off is more than {FAR_OFF}"


class ExperimentFigures(QTableWidget):
    """As high as its rows are, up to MOST_ROWS; what is far off is bold."""

    def __init__(self) -> None:
        super().__init__(0, len(TITLES))
        named(
            self,
            "experiment_figures",
            "What was measured here beside the book’s numbers, from one run each. Point at a row"
            " to see all of it.",
            "The experiment’s figures, beside the book’s",
        )
        for column, title in enumerate(TITLES):
            head = QTableWidgetItem(title)
            head.setTextAlignment(_alignment(column))
            self.setHorizontalHeaderItem(column, head)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        mode = QHeaderView.ResizeMode
        self.verticalHeader().setSectionResizeMode(mode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(mode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(0, mode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows: list[ComparedFigure] = []

    def show_rows(self, rows: Sequence[ComparedFigure]) -> None:
        """Show these rows in the place of what was there."""
        self.setHidden(not rows)
        if list(rows) == self._rows:
            return
        self._rows = list(rows)
        self.setRowCount(len(rows))
        for column in BOOKS:
            self.setColumnHidden(column, not any(row.book for row in rows))
        for at, row in enumerate(rows):
            here = f"{row.ours} ({row.band})" if row.band else row.ours
            texts = row.what, here, row.book, row.difference
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(f"{row.what}: {', '.join(filter(None, texts[1:]))}. {TIP}")
                item.setTextAlignment(_alignment(column))
                if row.is_far:
                    font = QFont()
                    font.setBold(True)
                    item.setFont(font)
                self.setItem(at, column, item)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        rows = min(self.rowCount(), MOST_ROWS)
        return QSize(300, self.horizontalHeader().sizeHint().height() + rows * self.rowHeight(0))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
