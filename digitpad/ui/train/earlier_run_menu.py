"""The menu of earlier runs, of which one can be laid under the curves of the run in use."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from digitpad.core.text import counted
from digitpad.session.runs.run_list import RunList
from digitpad.ui.parts.explained import explain
from digitpad.ui.parts.plain_text import one_line

MOST = 15  # runs that are listed, the newest first
LONGEST_NAME = 40  # letters


class EarlierRunMenu(QMenu):
    """Lists the runs whenever it is opened."""

    chosen = Signal(object)
    """Carries a RunRecord, or None."""

    def __init__(self, parent: QWidget, runs: RunList) -> None:
        super().__init__("Lay an Earlier Run &Under", parent)
        self.setObjectName("earlier_runs")
        explain(self, "Draw the curves of an earlier run under those of the run in use.")
        self._runs = runs
        self._laid: str | None = None  # the id of the chosen run
        self.aboutToShow.connect(self._open)
        runs.listed.connect(self._list_if_open)
        self._list()

    def _open(self) -> None:
        self._list()
        self._runs.read()  # those of earlier sessions are listed when they are read

    def _list_if_open(self) -> None:
        if self.isVisible():
            self._list()

    def _list(self) -> None:
        self.clear()
        self._add("&None", None)
        self.addSeparator()
        records = [r for r in self._runs.records() if r.history and r.id != self._runs.in_use]
        for record in reversed(records[-MOST:]):
            name = one_line(record.title, LONGEST_NAME).replace("&", "&&")
            self._add(f"{name}, {counted(len(record.history), 'epoch')}", record.id)

    def _add(self, text: str, run_id: str | None) -> None:
        action = self.addAction(text)
        action.setCheckable(True)
        action.setChecked(run_id == self._laid)
        action.triggered.connect(lambda _checked=False: self._choose(run_id))

    def _choose(self, run_id: str | None) -> None:
        self._laid = run_id
        self.chosen.emit(None if run_id is None else self._runs.record(run_id))
