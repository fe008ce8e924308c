"""Runs side by side, beside a baseline."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from digitpad.session.kept.run_record import RunRecord
from digitpad.session.runs.comparison import Comparison, compare
from digitpad.ui.parts.layouts import REST, label_of, named, row
from digitpad.ui.parts.plain_text import make_plain, one_line

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
LONGEST_CELL = 60


class ComparisonDialog(QDialog):
    """Shows only what differs; results beside the baseline's say how far they are from it."""

    export_wanted = Signal(Comparison)

    def __init__(self, records: Sequence[RunRecord], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("comparison")
        self.setWindowTitle("Compare Runs")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._records = list(records)
        self.baseline = named(QComboBox(), "baseline")
        self.baseline.addItems([one_line(record.title) for record in records])
        said = "What differs between the runs, and their results"
        self.table = named(QTableView(), "comparison_table", said=said)
        self.table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        export = named(QPushButton("&Export…"), "export_comparison")
        buttons.addButton(export, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        export.clicked.connect(lambda: self.export_wanted.emit(self.comparison()))
        top = row(label_of(self.baseline, "&Baseline"), self.baseline, REST)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.table)
        layout.addWidget(buttons)
        make_plain(self)
        self.baseline.currentIndexChanged.connect(self._show)
        self._show()
        self.resize(min(900, 260 + 150 * len(self._records)), 420)

    def comparison(self) -> Comparison:
        """What is shown."""
        return compare(self._records, self._records[self.baseline.currentIndex()])

    def _show(self) -> None:
        before = self.table.model()
        self.table.setModel(_Table(self.comparison(), self))
        if before is not None:
            before.deleteLater()


class _Table(QAbstractTableModel):
    def __init__(self, comparison: Comparison, parent: ComparisonDialog) -> None:
        super().__init__(parent)
        self._comparison = comparison

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._comparison.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._comparison.titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(self._comparison.rows[index.row()][1][index.column()], LONGEST_CELL)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return one_line(self._comparison.titles[section], LONGEST_CELL)
        return self._comparison.rows[section][0]
