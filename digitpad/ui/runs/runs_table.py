"""The table of runs, the newest first: what is chosen in it, and its keys."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QModelIndex, QSize, QSortFilterProxyModel, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from digitpad.ui.parts.layouts import named
from digitpad.ui.parts.views import Copying
from digitpad.ui.runs.runs_model import COLUMNS, DIFFERS, NAME, Role, RunsModel

SWATCH = 12, 3  # pixels, in the colour of a run's line
# Letters that the columns have room for. A run that trains changes its row with each epoch, and
# columns that follow their contents would measure all rows then.
LETTERS = {"run": 26, "best": 12, "last": 12, "epochs": 10, "when": 15}
PLAIN = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier


class RunsTable(Copying, QTableView):
    """Knows alone which rows are chosen. Its keys may be shortcuts of the window as well."""

    def __init__(self, model: RunsModel) -> None:
        super().__init__()
        named(
            self,
            "runs",
            "A row is a run. Check it, or press the space bar, to draw its curves over the "
            "others’; Return takes its network again; F2 renames it.",
            "Runs",
        )
        self._runs = model
        self._keys: dict[Qt.Key, Callable[[], object]] = {}
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(model)
        self._sorted.setSortRole(Role.UserRole)
        self.setModel(self._sorted)
        self.setSortingEnabled(True)
        self.sortByColumn(NAME, Qt.SortOrder.DescendingOrder)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setIconSize(QSize(*SWATCH))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(DIFFERS, QHeaderView.ResizeMode.Stretch)
        self._fit_columns()

    def _fit_columns(self) -> None:
        for index, column in enumerate(COLUMNS):
            if letters := LETTERS.get(column.title):
                width = letters * self.fontMetrics().averageCharWidth()
                self.horizontalHeader().resizeSection(index, width)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_columns()

    def add_actions(self, actions: Mapping[str, QAction]) -> None:
        """Give the actions, known by their names, a menu; and some a key."""
        self.addActions(list(actions.values()))
        use = actions["action_use_last"].trigger
        self._keys = {
            Qt.Key.Key_Return: use,
            Qt.Key.Key_Enter: use,
            Qt.Key.Key_F2: actions["action_rename_run"].trigger,
            Qt.Key.Key_Delete: actions["action_delete_runs"].trigger,
            Qt.Key.Key_Space: lambda: self._runs.turn_checks(self.chosen_ids()),
        }

    def _of_key(self, event: QKeyEvent) -> Callable[[], object] | None:
        return self._keys.get(Qt.Key(event.key())) if event.modifiers() in PLAIN else None

    def event(self, event: QEvent) -> bool:
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._of_key(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Return that ends the typing of a name comes here as well.
        is_typing = self.state() == QAbstractItemView.State.EditingState
        action = None if is_typing else self._of_key(event)
        if action is None:
            super().keyPressEvent(event)
        else:
            action()

    def chosen_ids(self) -> list[str]:
        """The ids of the runs whose rows are chosen, from above."""
        rows: list[QModelIndex] = self.selectionModel().selectedRows()
        return [
            self._runs.id_of(self._sorted.mapToSource(row).row())
            for row in sorted(rows, key=QModelIndex.row)
        ]

    def rename(self) -> None:
        """Let the name of the chosen run be typed."""
        for row in self.selectionModel().selectedRows()[:1]:
            self.setFocus()
            self.setCurrentIndex(row)
            self.edit(row)
