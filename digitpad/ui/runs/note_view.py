"""The note on the selected run: what a person has written about it."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QScrollArea, QSizePolicy, QWidget

from digitpad.session.runs.list_words import about_note
from digitpad.session.runs.run import Run
from digitpad.session.runs.runs import Runs
from digitpad.ui.parts.layouts import column, named, paragraph, scroll

SOON = 1000  # milliseconds from the last key until the note is kept
NARROWEST = 162
LEAST_LINES = 3
FROM_TABLE = 12, 0, 0, 0  # pixels around it


class _Lines(QPlainTextEdit):
    """A field for lines; what is typed counts at the latest when the keys go elsewhere."""

    def __init__(self, note: "NoteView") -> None:
        super().__init__()
        self._note = note
        self.setTabChangesFocus(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._note.keep()


class NoteView(QWidget):
    """The note, below that of the file in which the run came."""

    def __init__(self, runs: Runs) -> None:
        super().__init__()
        self._runs = runs
        self._run_id: str | None = None
        about = "Your note on the chosen run, in your own words. It goes into files of runs."
        self._title = QLabel(wordWrap=True)
        about_file = "What the file says in which the run came."
        self._of_file = paragraph("note_of_file", about_file)
        self._text = named(_Lines(self), "note", about, "Note")
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._title.setBuddy(self._text)
        area = named(QScrollArea(), "note_of_file_area", about_file, "Note of the file")
        self._area = scroll(area, self._of_file)
        self._text.setMinimumHeight(LEAST_LINES * self.fontMetrics().lineSpacing())
        column(self._title, self._area, (self._text, 1), of=self, spacing=4, margins=FROM_TABLE)
        self.setMinimumWidth(NARROWEST)
        self._soon = QTimer(self, singleShot=True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self.keep)
        self._text.textChanged.connect(self._soon.start)
        runs.changed.connect(self._take_change)
        self.show_run(None)

    def show_run(self, run: Run | None) -> None:
        """Show the note on a run; None if not exactly one is chosen."""
        self.keep()
        self._run_id = None if run is None else run.id
        of_file = "" if run is None or run.came_in is None else run.came_in.note
        self._of_file.setText(of_file)
        self._area.setVisible(bool(of_file))
        self._fit()
        self._text.setEnabled(run is not None)
        self._show(run)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Give what the file says as much room as it needs, but no more than a third."""
        needed = self._of_file.heightForWidth(max(1, self._area.viewport().width()))
        self._area.setFixedHeight(max(0, min(needed, self.height() // 3)))

    def keep(self) -> None:
        """Keep what was typed."""
        self._soon.stop()
        if self._run_id is not None:
            self._runs.write_notes({self._run_id: self._text.toPlainText()})

    def _take_change(self, run_id: str, what: frozenset[str]) -> None:
        if run_id == self._run_id and "named" in what:
            self._show(self._runs[run_id])

    def _show(self, run: Run | None) -> None:
        self._title.setText(about_note(run))
        note = "" if run is None else run.note
        if note != self._text.toPlainText():
            self._text.setPlainText(note)
            self._soon.stop()
