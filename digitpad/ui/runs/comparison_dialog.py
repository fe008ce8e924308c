"""A table of runs side by side, each compared with a baseline among them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from digitpad.session.runs.comparison import Comparison, compare
from digitpad.session.runs.run import Run
from digitpad.ui.files.export_dialog import ExportDialog
from digitpad.ui.parts.layouts import REST, label_of, named, row
from digitpad.ui.parts.plain_text import one_line

LONGEST_CELL = 60  # letters


class ComparisonDialog(QDialog):
    """Shows only what differs; results beside the baseline's say how far they are from it."""

    def __init__(self, records: Sequence[Run], exports: ExportDialog, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("comparison")
        self.setWindowTitle("Compare Runs")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._records, self._exports = list(records), exports
        self.baseline = named(QComboBox(), "baseline")
        self.baseline.addItems([one_line(record.title) for record in records])
        said = "What differs between the runs, and their results"
        self.table = named(QTableWidget(), "comparison_table", said=said)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        export = named(QPushButton("&Export…"), "export_comparison")
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        buttons.addButton(export, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        export.clicked.connect(self._export)
        layout = QVBoxLayout(self)
        layout.addLayout(row(label_of(self.baseline, "&Baseline"), self.baseline, REST))
        layout.addWidget(self.table)
        layout.addWidget(buttons)
        self.baseline.currentIndexChanged.connect(self._show)
        self._show()
        self.resize(min(900, 260 + 150 * len(self._records)), 420)

    def comparison(self) -> Comparison:
        """What is shown."""
        return compare(self._records, self._records[self.baseline.currentIndex()])

    def _export(self) -> None:
        kinds = {"CSV, the table (*.csv)": partial(self._exports.write, self.comparison().csv)}
        self._exports.ask("Export Comparison", kinds, "comparison.csv")

    def _show(self) -> None:
        shown = self.comparison()
        self.table.setRowCount(len(shown.rows))
        self.table.setColumnCount(len(shown.titles))
        titles = [one_line(title, LONGEST_CELL) for title in shown.titles]
        self.table.setHorizontalHeaderLabels(titles)
        self.table.setVerticalHeaderLabels([name for name, _ in shown.rows])
        for line, (_, texts) in enumerate(shown.rows):
            for at, text in enumerate(texts):
                self.table.setItem(line, at, QTableWidgetItem(one_line(text, LONGEST_CELL)))
