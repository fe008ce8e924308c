"""The table of runs: one row per run, with a check box that draws its curves."""

import math
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QModelIndex, QSize, QSortFilterProxyModel, Qt
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionHeader,
    QTableView,
    QWidget,
)

from digitpad.session.preferences import Preferences
from digitpad.ui.parts.item_views import Index, let_copy, make_quiet
from digitpad.ui.parts.layouts import named
from digitpad.ui.runs.runs_model import COLUMNS, DIFFERS, NAME, SWATCH, Role, RunsModel


class _NameDelegate(QStyledItemDelegate):
    """Fills the editor of a name once: the row of a run that learns changes all the time."""

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if not editor.property("filled"):
            editor.setProperty("filled", True)
            super().setEditorData(editor, index)


class _Header(QHeaderView):
    """Writes the sort arrow beside a title. Qt would paint it over the title's last letter."""

    def initStyleOptionForIndex(self, option: Any, section: int) -> None:  # types lack its fields
        super().initStyleOptionForIndex(option, section)
        option.sortIndicator = QStyleOptionHeader.SortIndicator.None_
        if section == self.sortIndicatorSection():
            is_falling = self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            option.text = f"{option.text} {'▾' if is_falling else '▴'}"


class _SortedRuns(QSortFilterProxyModel):
    """The rows in the order of a column; runs without a value are the last in either order."""

    def __init__(self, model: RunsModel) -> None:
        super().__init__(model)
        self._runs = model
        self.setSourceModel(model)
        self.setSortRole(Role.UserRole)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        is_falling = order == Qt.SortOrder.DescendingOrder
        self._runs.without_value = -math.inf if is_falling else math.inf
        super().sort(column, order)


class RunsTable(QTableView):
    """The view of a RunsModel, which can be sorted."""

    def __init__(self, model: RunsModel) -> None:
        super().__init__()
        named(
            self,
            "runs",
            "Check a run, or press the space bar, to draw its curves; Return, or a double click, "
            "uses its network. A double click on its name renames it.",
            "Runs",
        )
        self._runs = model
        self._sorted = _SortedRuns(model)
        header = _Header(Qt.Orientation.Horizontal)
        header.setSectionsClickable(True)
        self.setHorizontalHeader(header)
        self.setModel(self._sorted)
        self.setItemDelegateForColumn(NAME, _NameDelegate(self))
        self.setSortingEnabled(True)
        self.sortByColumn(NAME, Qt.SortOrder.DescendingOrder)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        make_quiet(self, selects=True, edits=True)
        self.setWordWrap(False)
        self.setIconSize(QSize(*SWATCH))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        header.setSectionResizeMode(DIFFERS, QHeaderView.ResizeMode.Stretch)
        self._fit_columns()

    def remember(self, preferences: Preferences) -> None:
        """Restore widths and order as they were left, and keep changes."""
        header = self.horizontalHeader()
        header.restoreState(preferences.read("runs/header", QByteArray()))  # or refuse it

        def keep(*_changed: object) -> None:
            preferences.setValue("runs/header", header.saveState())

        header.sectionResized.connect(keep)
        header.sortIndicatorChanged.connect(keep)

    def _fit_columns(self) -> None:
        for at, column in enumerate(COLUMNS):
            if column.letters:
                width = column.letters * self.fontMetrics().averageCharWidth()
                self.horizontalHeader().resizeSection(at, width)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_columns()

    def add_actions(self, actions: Mapping[str, QAction]) -> None:
        """Put the actions, by their names, into the context menu."""
        self.addActions(list(actions.values()))
        let_copy(self)
        self.activated.connect(actions["action_use_last"].trigger)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The space bar checks all chosen runs, or no longer if all are checked."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._runs.turn_checks(self.chosen_ids())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose the current row if none is chosen, so that keys act on it."""
        super().focusInEvent(event)
        by_mouse = event.reason() is Qt.FocusReason.MouseFocusReason
        if not by_mouse and not self.selectionModel().hasSelection():
            self.selectRow(self.currentIndex().row())

    def chosen_ids(self) -> list[str]:
        """The ids of the runs whose rows are chosen, from the top down."""
        rows: list[QModelIndex] = self.selectionModel().selectedRows()
        return [
            self._runs.id_of(self._sorted.mapToSource(row).row())
            for row in sorted(rows, key=QModelIndex.row)
        ]

    def rename(self) -> None:
        """Edit the name of the chosen run."""
        for row in self.selectionModel().selectedRows()[:1]:
            self.setFocus()
            self.setCurrentIndex(row)
            self.edit(row)

    def keep_name(self) -> None:
        """Keep the name that is being typed, since the program may be about to end."""
        if self.state() is QAbstractItemView.State.EditingState:
            self.setFocus()
