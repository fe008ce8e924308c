"""Numbers as tables, for reading, screen readers and copying: some tables, one of them shown."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QTableView, QWidget

from digitpad.ui.parts.focus import FocusedTable
from digitpad.ui.parts.layouts import choice_box, column, named
from digitpad.ui.parts.number_text import first_digits

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
FRACTION = float | np.floating
Values = Sequence[object] | NDArray[np.generic]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table. columns: a title, and a value for each row; None where it is not known."""

    name: str
    columns: tuple[tuple[str, Values], ...]

    @property
    def rows(self) -> int:
        return len(self.columns[0][1]) if self.columns else 0


NOTHING = Table("no numbers yet", ())


class NumbersModel(QAbstractTableModel):
    """One table for Qt; a value becomes text only when it is visible."""

    def __init__(self) -> None:
        super().__init__()
        self._table = NOTHING

    def show_table(self, table: Table) -> None:
        """Show this table. If its size is the same, scrolling and selection stay."""
        before, same = self._table, self._shape(self._table) == self._shape(table)
        if not same:
            self.beginResetModel()
        self._table = table
        if not same:
            self.endResetModel()
        elif table.rows:
            self.dataChanged.emit(
                self.index(0, 0), self.index(table.rows - 1, len(table.columns) - 1)
            )
        if same and [title for title, _ in before.columns] != [t for t, _ in table.columns]:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(table.columns) - 1)

    @staticmethod
    def _shape(table: Table) -> tuple[int, int]:
        return table.rows, len(table.columns)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else self._table.rows

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        value = self._table.columns[index.column()][1][index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _shown(value)
        if role == Qt.ItemDataRole.TextAlignmentRole and not isinstance(value, str):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return self._table.columns[section][0]

    def text(self, cells: Sequence[tuple[int, int]]) -> str:
        """These cells (row, column) as lines with tabs, for the clipboard."""
        columns = sorted({column for _, column in cells})
        lines = [[self._table.columns[column][0] for column in columns]]
        for row in sorted({row for row, _ in cells}):
            values = (self._table.columns[column][1][row] for column in columns)
            lines.append([_exact(value) for value in values])
        return "\n".join("\t".join(line) for line in lines)


def _shown(value: object) -> str:
    return first_digits(float(value), 4) if isinstance(value, FRACTION) else _exact(value)


def _exact(value: object) -> str:
    if isinstance(value, FRACTION):
        return f"{float(value):.9g}"
    return "" if value is None else str(value)


class _Cells(FocusedTable):
    """A table that copies what is selected, or everything."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and _is_copy(event):
            event.accept()  # or the menu's Copy would copy the drawing
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _is_copy(event):
            super().keyPressEvent(event)
            return
        model = self.model()
        assert isinstance(model, NumbersModel)
        cells = [(index.row(), index.column()) for index in self.selectedIndexes()]
        if not cells:
            columns = range(model.columnCount())
            cells = [(row, column) for row in range(model.rowCount()) for column in columns]
        QGuiApplication.clipboard().setText(model.text(cells))


def _is_copy(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Copy)


class NumbersView(QWidget):
    """Some tables, one of which is chosen and shown."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self._tables: Sequence[Table] = (NOTHING,)
        self.choice = choice_box(
            f"{name}_tables",
            "Which of the view’s numbers the table has.",
            f"{title}: which numbers",
            letters=1,
        )
        tip = "Ctrl+C copies what is selected, or all"
        self.cells = named(_Cells(), f"{name}_numbers", tip, f"{title}: numbers")
        self.cells.setTabKeyNavigation(False)
        self.cells.verticalHeader().hide()
        self._fit_rows()
        self.cells.setMinimumSize(60, 60)
        self.cells.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self._model = NumbersModel()
        self.cells.setModel(self._model)
        self.choice.currentIndexChanged.connect(self._show_chosen)
        column(self.choice, (self.cells, 1), of=self, margins=(4, 4, 4, 4))

    def _fit_rows(self) -> None:
        self.cells.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_rows()
            self.cells.resizeColumnsToContents()

    def show_tables(self, tables: Sequence[Table]) -> None:
        """Show these tables; the choice stays."""
        tables = tables or (NOTHING,)
        names = [table.name for table in tables]
        if names != [table.name for table in self._tables]:
            chosen = self.choice.currentIndex()
            self.choice.blockSignals(True)
            self.choice.clear()
            self.choice.addItems(names)
            self.choice.setCurrentIndex(min(max(0, chosen), len(names) - 1))
            self.choice.blockSignals(False)
        self._tables = tables
        self._show_chosen()

    def _show_chosen(self, *_index: int) -> None:
        table = self._tables[max(0, self.choice.currentIndex())]
        columns = self._model.columnCount()
        self._model.show_table(table)
        if self._model.columnCount() != columns:
            self.cells.resizeColumnsToContents()
