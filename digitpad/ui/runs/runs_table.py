"""The table of runs, and the buttons below it."""

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.run_list import RunList
from digitpad.ui.frame.actions import press_for, share_row
from digitpad.ui.parts.focus import FocusedTable
from digitpad.ui.parts.sizes import scaled
from digitpad.ui.runs.runs_model import DIFFERS, ID_ROLE, NAME, RunsModel, SortedRuns

COLUMN_WIDTHS = (190, 84, 90, 52, 62, 62, 60)  # pixels
NARROWEST_BUTTON = 48  # likewise


class RunsTable(QWidget):
    """Which rows are chosen is known here alone."""

    chosen_changed = Signal()

    def __init__(self, runs: RunList, model: RunsModel) -> None:
        super().__init__()
        self._runs, self._model = runs, model
        self._sorted = SortedRuns(model)
        self.view = FocusedTable()
        self.view.setObjectName("runs")
        self.view.setAccessibleName("Runs")
        self.view.setModel(self._sorted)
        self.view.setSortingEnabled(True)
        self.view.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.verticalHeader().hide()
        self.view.setTabKeyNavigation(False)
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(DIFFERS, QHeaderView.ResizeMode.Stretch)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())
        model.begun.connect(self._show_row)
        self._buttons: list[QPushButton] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view, 1)
        column.addLayout(self._row)

    def add_buttons(self, actions: dict[str, QAction]) -> None:
        """Give the actions, known by their names, buttons; and one of them a key of the table."""
        for name, text in (
            ("use_last", "Use last"),
            ("use_best", "Use best"),
            ("use_settings", "Settings"),
            ("compare_runs", "Compare…"),
            ("copy_python", "Python"),
            ("delete_runs", "Delete"),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.setMinimumWidth(scaled(NARROWEST_BUTTON))
            press_for(button, actions[f"action_{name}"])
            share_row(self._row, button)
            self._buttons.append(button)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.view)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(actions["action_delete_runs"].trigger)

    def fit_size(self) -> None:
        """Text is larger or smaller now."""
        self.view.verticalHeader().setDefaultSectionSize(scaled(24))
        self.view.setIconSize(QSize(scaled(12), scaled(12)))
        for column, width in enumerate(COLUMN_WIDTHS):
            self.view.setColumnWidth(column, scaled(width))
        for button in self._buttons:
            button.setMinimumWidth(scaled(NARROWEST_BUTTON))

    def _show_row(self, run_id: str) -> None:
        """Bring the row of a run into sight, unless its user has chosen others to look at."""
        row = self._model.row_of(run_id)
        if row is not None and not self.view.selectionModel().hasSelection():
            self.view.doItemsLayout()  # now, or the view would not yet have room for the row
            self.view.scrollTo(self._sorted.mapFromSource(self._model.index(row, NAME)))

    def chosen(self) -> list[RunRecord]:
        """The runs whose rows are chosen."""
        rows = self.view.selectionModel().selectedRows()
        records = (self._runs.record(row.data(ID_ROLE)) for row in rows)
        return [record for record in records if record is not None]

    def choose(self, run_id: str) -> None:
        """Choose the row of a run, and no other."""
        row = self._model.row_of(run_id)
        if row is not None:
            self.view.selectionModel().select(
                self._sorted.mapFromSource(self._model.index(row, NAME)),
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows,
            )
