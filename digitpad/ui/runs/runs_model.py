"""The list of runs as a table: a row a run, whose check box shows its curves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QPainter

from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.run_list import RunList
from digitpad.session.runs.run_settings import (
    in_words,
    last_percent,
    percent,
    settings_of,
    what_differs,
)
from digitpad.ui.parts import theme
from digitpad.ui.parts.plain_text import one_line, readable, tooltip
from digitpad.ui.parts.sizes import scaled

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole

LONGEST_NAME = 200  # letters
SWATCH = 14  # pixels
SORT_ROLE = Role.UserRole
ID_ROLE = Role.UserRole + 1
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
    """Follows a RunList. Which runs are checked is known here alone."""

    checked_changed = Signal()
    begun = Signal(str)
    """A run has begun; carries its id."""

    def __init__(self, runs: RunList, parent: QObject) -> None:
        super().__init__(parent)
        self._runs = runs
        self._records: list[RunRecord] = []
        self._differences: dict[str, str] = {}
        self._checked: set[str] = set()
        self._best: dict[str, tuple[int, float | None]] = {}  # after so many epochs
        runs.listed.connect(self._take_list)
        runs.changed.connect(self._take_run)
        self._take_list()

    def _take_list(self) -> None:
        """Take away the rows of runs that are gone, and put in those of new ones."""
        records = self._runs.records()
        begun = ""
        ids = {record.id for record in records}
        for row in reversed(range(len(self._records))):
            if self._records[row].id not in ids:
                self.beginRemoveRows(NOWHERE, row, row)
                del self._records[row]
                self.endRemoveRows()
        for row, record in enumerate(records):
            if row >= len(self._records) or self._records[row].id != record.id:
                self.beginInsertRows(NOWHERE, row, row)
                self._records.insert(row, record)
                self.endInsertRows()
                if record.id == self._runs.in_use:
                    self._checked.add(record.id)  # what is trained is shown, until it is unchecked
                    begun = record.id
        self._checked &= ids
        self._find_differences()
        if records:
            column = self.index(0, DIFFERS), self.index(len(records) - 1, DIFFERS)
            self.dataChanged.emit(*column)
        self.checked_changed.emit()
        if begun:
            self.begun.emit(begun)

    def _take_run(self, run_id: str) -> None:
        row = self.row_of(run_id)
        record = self._runs.record(run_id)
        if row is None or record is None:
            return
        before, self._records[row] = self._records[row], record
        if settings_of(before) != settings_of(record):
            self._find_differences()
            column = self.index(0, DIFFERS), self.index(len(self._records) - 1, DIFFERS)
            self.dataChanged.emit(*column)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def _find_differences(self) -> None:
        differ = what_differs(self._records)
        self._differences = {
            run_id: in_words({n: v for n, v in settings.items() if n != "hidden"})
            for run_id, settings in differ.items()
        }

    def _best_of(self, record: RunRecord) -> float | None:
        """The highest evaluation accuracy; only what is new of a history is looked at."""
        known, best = self._best.get(record.id, (0, None))
        if known > len(record.history):
            known, best = 0, None
        for result in record.history[known:]:
            value = percent(result, "evaluation")
            if value is not None and (best is None or value > best):
                best = value
        self._best[record.id] = len(record.history), best
        return best

    def row_of(self, run_id: str) -> int | None:
        """Where a run stands."""
        for row, record in enumerate(self._records):
            if record.id == run_id:
                return row
        return None

    def checked(self) -> list[RunRecord]:
        """The runs whose curves are to be seen."""
        return [record for record in self._records if record.id in self._checked]

    def check(self, run_ids: set[str]) -> None:
        """Check these and no others."""
        self._checked = run_ids & {record.id for record in self._records}
        if self._records:
            self.dataChanged.emit(
                self.index(0, NAME), self.index(len(self._records) - 1, NAME), [Role.CheckStateRole]
            )
        self.checked_changed.emit()

    # What a view asks for.

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._records)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.column() == NAME:
            flags |= Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable
        return flags

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
        record, column = self._records[index.row()], COLUMNS[index.column()]
        is_name, differs = index.column() == NAME, index.column() == DIFFERS
        if index.column() == BEST and role in (Role.DisplayRole, SORT_ROLE):
            best = self._best_of(record)
            return _percent_text(best) if role == Role.DisplayRole else best or -1.0
        if role == Role.DisplayRole:
            text = self._differences.get(record.id, "") if differs else column.text(record)
            return one_line(text, LONGEST_NAME)
        if role == Role.EditRole and is_name:
            return record.name
        if role == SORT_ROLE:
            return self._differences.get(record.id, "") if differs else column.value(record)
        if role == ID_ROLE:
            return record.id
        if role == Role.CheckStateRole and is_name:
            is_checked = record.id in self._checked
            return Qt.CheckState.Checked if is_checked else Qt.CheckState.Unchecked
        if role == Role.DecorationRole and is_name:
            return _swatch(theme.current().run(record.number), theme.current().paper)
        if role == Role.ToolTipRole:
            return tooltip(readable(f"{record.title}: {in_words(settings_of(record))}"))
        if role == Role.TextAlignmentRole and index.column() > DIFFERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if index.column() != NAME:
            return False
        record = self._records[index.row()]
        if role == Role.CheckStateRole:
            if Qt.CheckState(value) == Qt.CheckState.Checked:
                self._checked.add(record.id)
            else:
                self._checked.discard(record.id)
            self.dataChanged.emit(index, index, [Role.CheckStateRole])
            self.checked_changed.emit()
            return True
        if role == Role.EditRole:
            self._runs.rename(record.id, str(value)[:LONGEST_NAME])
            return True
        return False


class SortedRuns(QSortFilterProxyModel):
    """The table in the order of a column."""

    def __init__(self, model: RunsModel) -> None:
        super().__init__(model)
        self.setSourceModel(model)
        self.setSortRole(SORT_ROLE)
        self.setDynamicSortFilter(True)

    def lessThan(self, left: Index, right: Index) -> bool:
        a, b = left.data(SORT_ROLE), right.data(SORT_ROLE)
        return bool(a < b)


def _swatch(color: QColor, paper: QColor) -> QImage:
    """A run's colour, which can be seen in a chosen row too: that may have the same."""
    side = scaled(SWATCH)
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(paper)
    with QPainter(image) as painter:
        painter.fillRect(2, 2, side - 4, side - 4, color)
    return image
