"""The tab *Mistakes*: how good the network is, and where it fails."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction

from digitpad.ui.frame.panel import Panel
from digitpad.ui.frame.shared import Shared
from digitpad.ui.parts import dialogs
from digitpad.ui.parts.actions import Row, declare
from digitpad.ui.parts.layouts import column


class MistakesPanel(Panel):
    """Makes its contents when they are first needed, its actions at once."""

    title = "Mistakes"
    why_wanted = Signal()
    """What speaks for the answer to the digit on the canvas should be shown."""
    wanted = Signal()
    """The tab should come to the front."""
    _can_export_changed = Signal()

    def __init__(self, shared: Shared) -> None:
        super().__init__()
        self._shared = shared
        self._next: QAction | None = None
        rows = (
            Row("action_evaluation_folder", "Measure a Fo&lder…", "Data", 3, self._ask_for_folder,
                "See in Mistakes how well the test images in a folder of IDX files are read"),
            Row("action_export_matrix", "Con&fusion Matrix…", "Export", 4, self._export_matrix,
                "Write the confusion matrix of Mistakes to a CSV file",
                usable=lambda: self.is_ready and self._tab.watch.found is not None),
        )  # fmt: skip
        self.entries = declare(self, rows, [self._can_export_changed])

    def furnish(self) -> None:
        # Half of the time that the tab takes is this import.
        from digitpad.ui.mistakes.mistakes_tab import MistakesTab

        self._tab = tab = MistakesTab(self._shared)
        tab.watch.answered.connect(self._can_export_changed)
        tab.digits.why_wanted.connect(self.why_wanted)
        if self._next is not None:
            tab.digits.gallery.addAction(self._next)
        column(tab, of=self)

    # What is done.

    def next_mistake(self) -> None:
        """Put the next misread digit on the canvas."""
        self.make_ready()
        self._tab.mistakes.go_on()

    def let_key_work(self, action: QAction) -> None:
        """Let the key of *Next Mistake* work in the gallery, too."""
        self._next = action

    def _ask_for_folder(self) -> None:
        self.wanted.emit()
        measure, preferences = self._tab.source.measure_folder, self._shared.preferences
        dialogs.ask_for_path(self.window(), "Measure a Folder", measure, preferences, "data")

    def _export_matrix(self) -> None:
        found = self._tab.watch.found
        if found is None:
            return

        def content() -> bytes:
            from digitpad.core.evaluation import matrix_csv

            size = f"{found.evaluation.accuracy} of {len(found.evaluation)} right"
            about = (found.about, found.name, size)
            return matrix_csv(found.evaluation.matrix(), found.classes, found.outputs, about)

        kinds = {"CSV, counts (*.csv)": lambda path: self._shared.exports.write(content, path)}
        self._shared.exports.ask("Export Confusion Matrix", kinds, "confusion.csv")
