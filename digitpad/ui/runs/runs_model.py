"""The list of runs as a table: a row a run, whose check box shows its curves."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen

from digitpad.session.kept.run_record import RunRecord
from digitpad.session.preferences import MOST_CHECKED
from digitpad.session.runs.run_list import RunList
from digitpad.session.runs.run_settings import Differences, in_words
from digitpad.ui.parts import theme
from digitpad.ui.parts.plain_text import one_line, tooltip
from digitpad.ui.runs.runs_columns import COLUMNS, DIFFERS, NAME, RunsColumn

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

LONGEST_NAME = 200  # letters
SWATCH = 30, 12  # pixels, in which a line is drawn
MOST_DRAWN = 50  # of the checked runs: more lines are no picture, and take long
NOWHERE = QModelIndex()


_FLAGS = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_NAME_FLAGS = _FLAGS | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable
WITH_A_COLUMN = ("hidden", "η", "λ")  # settings


class RunsModel(QAbstractTableModel):
    """Follows a RunList, in the order of a column. Only it knows which runs are checked.

    It sorts by itself, as a QSortFilterProxyModel takes a tenth of a second for thousands of runs,
    at each that comes.
    """

    checked_changed = Signal()
    begun = Signal(str)
    """A run has begun; carries its id."""

    def __init__(self, runs: RunList, parent: QObject) -> None:
        super().__init__(parent)
        self._runs = runs
        self._ids: list[str] = []  # of the rows
        self._rows: dict[str, int] = {}  # the other way round
        self._differences = Differences()
        self._differing: list[str] = []
        self._checked: set[str] = set()  # also those of deleted runs, which may come back
        self._in_use: str | None = None
        self._column, self._is_descending = NAME, False
        runs.listed.connect(self._take_list)
        runs.changed.connect(self._take_run)
        runs.in_use_changed.connect(self._mark_in_use)
        self._take_list()

    # What the list tells.

    def _take_list(self) -> None:
        """Runs have come or gone."""
        ids = {record.id for record in self._runs.records()}
        begun = [run_id for run_id in ids - self._rows.keys() if run_id == self._runs.in_use]
        self.beginResetModel()
        self._differences = Differences()
        for run_id in ids:
            self._differences.put(run_id, self._runs.summary(run_id).settings)
        self._differing = self._differences.names()
        self._take_order(self._in_order())
        self._checked.update(begun)  # what is trained is shown, until it is unchecked
        self.endResetModel()
        self.checked_changed.emit()
        for run_id in begun:
            self.begun.emit(run_id)

    def _take_run(self, run_id: str) -> None:
        row = self._rows.get(run_id)
        if row is None:
            return
        self._differences.put(run_id, self._runs.summary(run_id).settings)
        self._show_differences()
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))
        beside = [self._value(i) for i in self._ids[max(0, row - 1) : row + 2]]
        if beside != sorted(beside, reverse=self._is_descending):
            self._arrange()

    def _mark_in_use(self) -> None:
        """Show another row as the one in use."""
        before, self._in_use = self._in_use, self._runs.in_use
        for run_id in (before, self._in_use):
            row = self._rows.get(run_id or "")
            if row is not None:
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def _show_differences(self) -> None:
        """Show the column anew, if runs differ in other settings than before."""
        differing = self._differences.names()
        if differing != self._differing and self._ids:
            self._differing = differing
            column = self.index(0, DIFFERS), self.index(len(self._ids) - 1, DIFFERS)
            self.dataChanged.emit(*column)

    # The order of the rows.

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._column, self._is_descending = column, order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def _in_order(self) -> list[str]:
        # Runs of the same value stay in the order of their numbers.
        ids = [record.id for record in self._runs.records()]
        return sorted(ids, key=self._value, reverse=self._is_descending)

    def _take_order(self, ids: list[str]) -> None:
        self._ids, self._rows = ids, {run_id: row for row, run_id in enumerate(ids)}

    def _arrange(self) -> None:
        """Put the rows in order, as far as they are not; what is chosen goes with them."""
        ids = self._in_order()
        if ids != self._ids:
            self.layoutAboutToBeChanged.emit()
            before = self.persistentIndexList()
            of_runs = [self._ids[index.row()] for index in before]
            self._take_order(ids)
            after = [self.index(self._rows[i], old.column()) for i, old in zip(of_runs, before)]
            self.changePersistentIndexList(before, after)
            self.layoutChanged.emit()

    def _value(self, run_id: str) -> Any:
        """What a run is sorted by."""
        if self._column == DIFFERS:
            return self._difference(run_id)
        record = self._runs.record(run_id)
        assert record is not None
        return COLUMNS[self._column].value(record, self._runs.summary(run_id))

    # What is known of rows.

    def id_of(self, row: int) -> str:
        """The id of the run in a row."""
        return self._ids[row]

    def row_of(self, run_id: str) -> int | None:
        """The row of a run; None if it has none."""
        return self._rows.get(run_id)

    def _difference(self, run_id: str) -> str:
        """What differs, what few runs have first, what has a column of its own at the end."""
        settings = self._differences.of(run_id, self._differing)
        count = self._differences.count
        names = sorted(settings, key=lambda n: (n in WITH_A_COLUMN, count(n, settings[n])))
        return in_words({name: settings[name] for name in names})

    def checked(self) -> list[RunRecord]:
        """The runs whose curves are drawn: the checked ones, but no more than MOST_DRAWN."""
        return self.all_checked()[:MOST_DRAWN]

    def all_checked(self) -> list[RunRecord]:
        """The checked runs, in the order of their numbers."""
        if not self._checked:
            return []
        return [record for record in self._runs.records() if record.id in self._checked]

    def remembered_checks(self) -> tuple[str, ...]:
        """The ids of the checked runs, those of earlier windows among them."""
        gone = self._runs.deleted_ids()
        return tuple(sorted(run_id for run_id in self._checked if run_id not in gone))[
            :MOST_CHECKED
        ]

    def check(self, run_ids: set[str]) -> None:
        """Check these runs and no others; also some that are still to come."""
        self._checked = run_ids
        if self._ids:
            self.dataChanged.emit(
                self.index(0, NAME), self.index(len(self._ids) - 1, NAME), [Role.CheckStateRole]
            )
        self.checked_changed.emit()

    def turn_checks(self, run_ids: Collection[str]) -> None:
        """Check these runs as well, or uncheck them if all of them are checked."""
        are_checked = self._checked.issuperset(run_ids)
        self.check(
            self._checked.difference(run_ids) if are_checked else self._checked.union(run_ids)
        )

    # What a view asks for.

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        # A view asks this of each chosen cell, of thousands, so nothing is computed here.
        if index.column() == NAME:
            return _NAME_FLAGS
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            column = COLUMNS[section]
            if role == Role.DisplayRole:
                return column.title
            if role == Role.ToolTipRole:
                return column.tip
            if role == Role.TextAlignmentRole:
                return _alignment(column)
            if role == Role.InitialSortOrderRole and column.is_best_first:
                return Qt.SortOrder.DescendingOrder.value
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        run_id, column = self._ids[index.row()], COLUMNS[index.column()]
        record = self._runs.record(run_id)
        if record is None:
            return None  # it is about to lose its row
        if role == Role.DisplayRole:
            is_difference = index.column() == DIFFERS
            text = column.text(record, self._runs.summary(run_id))
            return one_line(self._difference(run_id) if is_difference else text, LONGEST_NAME)
        if role == Role.ToolTipRole:
            return self._tip(record)
        if role == Role.TextAlignmentRole:
            return _alignment(column)
        if role == Role.FontRole and run_id == self._in_use:
            font = QFont()
            font.setBold(True)
            return font
        return self._data_of_name(record, role) if index.column() == NAME else None

    def _data_of_name(self, record: RunRecord, role: int) -> Any:
        is_in_use = record.id == self._in_use
        if role == Role.EditRole:
            return record.name
        if role == Role.CheckStateRole:
            is_checked = record.id in self._checked
            return Qt.CheckState.Checked if is_checked else Qt.CheckState.Unchecked
        if role == Role.DecorationRole:
            colors = theme.current()
            color, paper = colors.run(record.number).name(), colors.paper.name()
            frame = colors.ink.name() if is_in_use else ""
            return _swatch(color, paper, frame)
        if role == Role.AccessibleTextRole:
            return f"{record.title}, in use" if is_in_use else record.title
        return None

    def _tip(self, record: RunRecord) -> str:
        in_use = "In use. " if record.id == self._in_use else ""
        settings = in_words(self._runs.summary(record.id).settings)
        return tooltip(f"{in_use}{record.title}: {settings}")

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if index.column() != NAME:
            return False
        run_id = self._ids[index.row()]
        if role == Role.CheckStateRole:
            if Qt.CheckState(value) == Qt.CheckState.Checked:
                self._checked.add(run_id)
            else:
                self._checked.discard(run_id)
            self.dataChanged.emit(index, index, [Role.CheckStateRole])
            self.checked_changed.emit()
            return True
        if role == Role.EditRole:
            self._runs.rename(run_id, str(value)[:LONGEST_NAME])
            return True
        return False


def _alignment(column: RunsColumn) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column.is_text else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


@lru_cache(maxsize=200)
def _swatch(color: str, paper: str, frame: str) -> QImage:
    """A run's line as it is drawn; a frame around it says that the run is in use."""
    width, height = SWATCH
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(paper))
    with QPainter(image) as painter:
        pen = QPen(QColor(color), 2)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(0, height // 2, width, height // 2)
        if frame:
            painter.setPen(QColor(frame))
            painter.drawRect(0, 0, width - 1, height - 1)
    return image
