"""The list of runs as a table: a row a run, whose check box shows its curves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QPainter

from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.run_list import RunList
from digitpad.session.runs.run_settings import Differences, in_words, last_percent
from digitpad.ui.parts import theme
from digitpad.ui.parts.plain_text import one_line, readable, tooltip
from digitpad.ui.parts.sizes import scaled

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

LONGEST_NAME = 200  # letters
SWATCH = 14  # pixels
MOST_DRAWN = 50  # of the checked runs: more lines are no picture, and take long
NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class RunsColumn:
    """What a column is called, and what of a run it shows: a text, and a value to sort by."""

    title: str
    tip: str
    text: Callable[[RunRecord], str]
    value: Callable[[RunRecord], Any]


def _percent_text(percent: float | None) -> str:
    return "" if percent is None else f"{percent:.2f} %"


def _network(record: RunRecord) -> str:
    return "-".join(map(str, record.architecture.sizes))


NAME, DIFFERS, BEST = 0, 2, 4

_FLAGS = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_NAME_FLAGS = _FLAGS | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable

COLUMNS = (
    RunsColumn(
        "run", "Its name; check a run to see its curves", lambda r: r.title, lambda r: r.number
    ),
    RunsColumn("network", "The neurons of each layer", _network, lambda r: r.architecture.sizes),
    RunsColumn("differs in", "The settings in which not all of the runs agree", lambda r: "", str),
    RunsColumn(
        "epochs",
        "How many it has learnt",
        lambda r: f"{len(r.history):,}",
        lambda r: len(r.history),
    ),
    # The model knows the best, and need not look at all epochs each time that it is painted.
    RunsColumn("best", "The highest evaluation accuracy of all its epochs", lambda r: "", str),
    RunsColumn(
        "last",
        "The evaluation accuracy of its last epoch",
        lambda r: _percent_text(last_percent(r)),
        lambda r: last_percent(r) or -1,
    ),
    RunsColumn(
        "seconds", "How long it was trained", lambda r: f"{r.seconds:.1f}", lambda r: r.seconds
    ),
)


class RunsModel(QAbstractTableModel):
    """Follows a RunList, in the order of a column. Only it knows which runs are checked.

    With thousands of runs nothing here takes more than some milliseconds: many rows come and go as
    one range, and are put in order by one pass.
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
        self._checked: set[str] = set()
        self._column, self._is_descending = NAME, False
        runs.listed.connect(self._take_list)
        runs.changed.connect(self._take_run)
        self._take_list()

    # What the list tells.

    def _take_list(self) -> None:
        """Remove the rows of runs that are gone, and add those of new ones."""
        records = self._runs.records()
        ids = {record.id for record in records}
        self._remove({run_id for run_id in self._ids if run_id not in ids})
        new = [record for record in records if record.id not in self._rows]
        self._insert([record.id for record in new])
        self._checked &= ids
        begun = [record.id for record in new if record.id == self._runs.in_use]
        self._checked.update(begun)  # what is trained is shown, until it is unchecked
        self._show_differences()
        self._arrange()
        self.checked_changed.emit()
        for run_id in begun:
            self.begun.emit(run_id)

    def _remove(self, gone: set[str]) -> None:
        if gone:
            for run_id in gone:
                self._differences.remove(run_id)
            self._put([i for i in self._ids if i not in gone] + [i for i in self._ids if i in gone])
            first = len(self._ids) - len(gone)
            self.beginRemoveRows(NOWHERE, first, len(self._ids) - 1)
            self._ids = self._ids[:first]
            self._rows = {run_id: row for row, run_id in enumerate(self._ids)}
            self.endRemoveRows()

    def _insert(self, new: list[str]) -> None:
        if new:
            first = len(self._ids)
            self.beginInsertRows(NOWHERE, first, first + len(new) - 1)
            self._ids += new
            self._rows |= {run_id: row for row, run_id in enumerate(new, start=first)}
            self.endInsertRows()
            for run_id in new:
                self._differences.put(run_id, self._runs.summary(run_id).settings)

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

    def _arrange(self) -> None:
        """Put the rows in order, as far as they are not."""
        # Runs of the same value stay in the order of their numbers.
        ids = [record.id for record in self._runs.records()]
        ids.sort(key=self._value, reverse=self._is_descending)
        if ids != self._ids:
            self._put(ids)

    def _value(self, run_id: str) -> Any:
        """What a run is sorted by."""
        if self._column == DIFFERS:
            return self._difference(run_id)
        if self._column == BEST:
            return self._runs.summary(run_id).best or -1.0
        record = self._runs.record(run_id)
        assert record is not None
        return COLUMNS[self._column].value(record)

    def _put(self, ids: list[str]) -> None:
        """Let the rows have this order; what is chosen goes with them."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        rows = {run_id: row for row, run_id in enumerate(ids)}
        after = [self.createIndex(rows[self._ids[i.row()]], i.column()) for i in before]
        self._ids, self._rows = ids, rows
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    # What is known of rows.

    def id_of(self, row: int) -> str:
        """The id of the run in a row."""
        return self._ids[row]

    def row_of(self, run_id: str) -> int | None:
        """The row of a run; None if it has none."""
        return self._rows.get(run_id)

    def _difference(self, run_id: str) -> str:
        settings = self._differences.of(run_id, self._differing)
        return in_words({name: value for name, value in settings.items() if name != "hidden"})

    def checked(self) -> list[RunRecord]:
        """The runs whose curves are drawn: the checked ones, but no more than MOST_DRAWN."""
        return self.all_checked()[:MOST_DRAWN]

    def all_checked(self) -> list[RunRecord]:
        """The checked runs, in the order of their numbers."""
        if not self._checked:
            return []
        return [record for record in self._runs.records() if record.id in self._checked]

    def check(self, run_ids: set[str]) -> None:
        """Check these runs and no others."""
        self._checked = run_ids & self._rows.keys()
        if self._ids:
            self.dataChanged.emit(
                self.index(0, NAME), self.index(len(self._ids) - 1, NAME), [Role.CheckStateRole]
            )
        self.checked_changed.emit()

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
            if role == Role.DisplayRole:
                return COLUMNS[section].title
            if role == Role.ToolTipRole:
                return COLUMNS[section].tip
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        run_id, column = self._ids[index.row()], COLUMNS[index.column()]
        record = self._runs.record(run_id)
        if record is None:
            return None  # it is about to lose its row
        is_name = index.column() == NAME
        if role == Role.DisplayRole:
            if index.column() == BEST:
                return _percent_text(self._runs.summary(run_id).best)
            is_difference = index.column() == DIFFERS
            text = self._difference(run_id) if is_difference else column.text(record)
            return one_line(text, LONGEST_NAME)
        if role == Role.EditRole and is_name:
            return record.name
        if role == Role.CheckStateRole and is_name:
            is_checked = run_id in self._checked
            return Qt.CheckState.Checked if is_checked else Qt.CheckState.Unchecked
        if role == Role.DecorationRole and is_name:
            return _swatch(theme.current().run(record.number), theme.current().paper)
        if role == Role.ToolTipRole:
            return tooltip(
                readable(f"{record.title}: {in_words(self._runs.summary(run_id).settings)}")
            )
        if role == Role.TextAlignmentRole and index.column() > DIFFERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

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


def _swatch(color: QColor, paper: QColor) -> QImage:
    """A run's colour, which can be seen in a chosen row too: that may have the same."""
    side = scaled(SWATCH)
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(paper)
    with QPainter(image) as painter:
        painter.fillRect(2, 2, side - 4, side - 4, color)
    return image
