"""How much of the disk kept runs take, and how much they may take."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QWidget
from shiboken6 import isValid

from digitpad.core.text import counted
from digitpad.session.kept.errors import RunStoreError
from digitpad.session.kept.run_keeper import MEGABYTE, RunKeeper
from digitpad.session.kept.run_store import RunStore
from digitpad.session.preference_keeper import PreferenceKeeper
from digitpad.ui.frame.actions import Row, declare
from digitpad.ui.frame.panel import WindowPart
from digitpad.ui.parts.layouts import named
from digitpad.ui.parts.number_fields import whole_number
from digitpad.ui.parts.plain_text import make_plain

LEAST, MOST = 1, 1_000_000  # megabytes


class KeptRuns(WindowPart):
    """The action that shows the size of the store, and lets its bound be changed."""

    def __init__(
        self, window: QWidget, store: RunStore, runs: RunKeeper, preferences: PreferenceKeeper
    ) -> None:
        super().__init__(window)
        self._store = store
        self._runs, self._preferences = runs, preferences
        row = Row("action_kept_runs", "&Kept Runs…", "Training", 3, self.show,
                  "How much of the disk the runs take that digitpad keeps")  # fmt: skip
        self.entries = declare(window, [row])

    def show(self) -> None:
        """Ask for the bound, and show what is kept as soon as it is counted."""
        dialog = KeptRunsDialog(self._window, self._preferences.preferences.kept_megabytes)
        dialog.accepted.connect(lambda: self._bound(dialog.most.value()))
        dialog.open()
        # The dialog may be closed before everything is counted.
        self._runs.background.run(
            lambda: (self._store.count(), self._store.size()),
            lambda sizes: dialog.show_size(*sizes) if isValid(dialog) else None,
            RunStoreError,
            lambda reason: dialog.show_problem(reason) if isValid(dialog) else None,
        )

    def _bound(self, megabytes: int) -> None:
        self._preferences.change(kept_megabytes=megabytes)
        self._runs.bound(megabytes)


class KeptRunsDialog(QDialog):
    """Says how much is kept, and asks how much may be."""

    def __init__(self, parent: QWidget, megabytes: int) -> None:
        super().__init__(parent)
        self.setObjectName("kept_runs")
        self.setWindowTitle("Kept Runs")
        self._size = named(QLabel("…"), "kept_size")
        most = whole_number(megabytes, LEAST, MOST, tracks_keyboard=True)
        self.most = named(most, "kept_megabytes")
        self.most.setGroupSeparatorShown(True)
        self.most.setSuffix(" MB")
        explanation = QLabel(
            "Every run is kept: its settings, its curves, its best and its last network. Where "
            "there is no room left, the oldest are removed: first those that were saved or "
            "discarded, last those that were not. The run in use stays."
        )
        explanation.setWordWrap(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QFormLayout(self)
        layout.addRow(explanation)
        layout.addRow("kept now", self._size)
        layout.addRow("at &most", self.most)
        layout.addRow(buttons)
        make_plain(self)
        self.finished.connect(self.deleteLater)

    def show_size(self, count: int, size: int) -> None:
        """Say how much is kept."""
        self._size.setText(f"{counted(count, 'run')}, {size / MEGABYTE:,.1f} MB")

    def show_problem(self, reason: str) -> None:
        """Say why the size is not known."""
        self._size.setText(reason)
