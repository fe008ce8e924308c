"""The table of runs, and the buttons below it."""

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.run_list import RunList
from digitpad.ui.frame.actions import press_for, share_row
from digitpad.ui.parts.focus import FocusedTable
from digitpad.ui.parts.sizes import scaled
from digitpad.ui.runs.runs_model import DIFFERS, MOST_DRAWN, NAME, RunsModel

COLUMN_WIDTHS = (190, 84, 90, 52, 62, 62, 60)  # pixels
NARROWEST_BUTTON = 48  # pixels


class RunsTable(QWidget):
    """Which rows are chosen is known here alone."""

    chosen_changed = Signal()

    def __init__(self, runs: RunList, model: RunsModel) -> None:
        super().__init__()
        self._runs, self._model = runs, model
        self._chosen: list[str] | None = None  # ids; None after the selection has changed
        self.view = FocusedTable()
        self.view.setObjectName("runs")
        self.view.setAccessibleName("Runs")
        self.view.setModel(model)
        self.view.setSortingEnabled(True)
        self.view.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.verticalHeader().hide()
        self.view.setTabKeyNavigation(False)
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(DIFFERS, QHeaderView.ResizeMode.Stretch)
        self.view.selectionModel().selectionChanged.connect(self._take_selection)
        model.begun.connect(self._show_row)
        model.checked_changed.connect(self._count_checked)
        self._too_many = QLabel()
        self._too_many.setObjectName("too_many_checked")
        self._too_many.hide()
        self._buttons: list[QPushButton] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view, 1)
        column.addWidget(self._too_many)
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
            self.view.scrollTo(self._model.index(row, NAME))

    def _count_checked(self) -> None:
        """Say so where not all checked runs are drawn."""
        count = len(self._model.all_checked())
        self._too_many.setText(f"The first {MOST_DRAWN} of {count:,} checked runs are drawn.")
        self._too_many.setHidden(count <= MOST_DRAWN)

    def _take_selection(self, *_changes: object) -> None:
        self._chosen = None
        self.chosen_changed.emit()

    def chosen_ids(self) -> list[str]:
        """The ids of the runs whose rows are chosen."""
        if self._chosen is None:
            ranges = self.view.selectionModel().selection().toList()
            rows = {row for each in ranges for row in range(each.top(), each.bottom() + 1)}
            self._chosen = [self._model.id_of(row) for row in sorted(rows)]
        return self._chosen

    def chosen(self) -> list[RunRecord]:
        """The runs whose rows are chosen."""
        records = (self._runs.record(run_id) for run_id in self.chosen_ids())
        return [record for record in records if record is not None]

    def choose(self, run_id: str) -> None:
        """Choose the row of a run, and no other."""
        row = self._model.row_of(run_id)
        if row is not None:
            self.view.selectionModel().select(
                self._model.index(row, NAME),
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows,
            )

    def choose_none(self) -> None:
        """Choose no row."""
        self.view.selectionModel().clear()
