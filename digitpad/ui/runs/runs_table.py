"""The table of runs: one row per run, with a check box that draws its curves."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QModelIndex, QSize, QSortFilterProxyModel, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionHeader,
    QTableView,
    QWidget,
)

from digitpad.session.preferences import Preferences
from digitpad.ui.parts.item_views import Index, ItemKeys, make_quiet
from digitpad.ui.parts.layouts import named
from digitpad.ui.runs.runs_model import COLUMNS, DIFFERS, NAME, SWATCH, Role, RunsModel

PLAIN = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier


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


class RunsTable(QTableView):
    """The view of a RunsModel, which can be sorted."""

    def __init__(self, model: RunsModel) -> None:
        super().__init__()
        ItemKeys(self, of_key=self._of_key)
        named(
            self,
            "runs",
            "Check a run, or press the space bar, to draw its curves; Return, or a double click, "
            "uses its network. A double click on its name renames it.",
            "Runs",
        )
        self._runs = model
        self._keys: dict[Qt.Key, Callable[[], object]] = {}
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(model)
        self._sorted.setSortRole(Role.UserRole)
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
        """Put the actions, by their names, into the context menu, and give keys to some."""
        self.addActions(list(actions.values()))
        use, delete = actions["action_use_last"].trigger, actions["action_delete_runs"].trigger
        self.doubleClicked.connect(lambda place: place.column() != NAME and use())
        self._keys = {
            Qt.Key.Key_Return: use,
            Qt.Key.Key_Enter: use,
            Qt.Key.Key_F2: actions["action_rename_run"].trigger,
            Qt.Key.Key_Delete: delete,
            Qt.Key.Key_Backspace: delete,  # Delete on a Mac's keyboard
            Qt.Key.Key_Space: lambda: self._runs.turn_checks(self.chosen_ids()),
        }

    def _of_key(self, event: QKeyEvent) -> Callable[[], object] | None:
        # The Return that finishes a name comes here as well.
        is_typing = self.state() == QAbstractItemView.State.EditingState
        if is_typing or event.modifiers() not in PLAIN:
            return None
        return self._keys.get(Qt.Key(event.key()))

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
