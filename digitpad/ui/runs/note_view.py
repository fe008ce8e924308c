"""The note on the selected run: what a person has written about it."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QSizePolicy, QWidget

from digitpad.session.runs.list_words import NOTE_CUT, about_note
from digitpad.session.runs.run import Run
from digitpad.session.runs.runs import Runs
from digitpad.ui.parts.layouts import column, named

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
    """The note on a run."""

    cut = Signal(str)
    """A note was too long; carries a sentence."""

    def __init__(self, runs: Runs) -> None:
        super().__init__()
        self._runs = runs
        self._run_id: str | None = None
        about = "Your note on the chosen run, in your own words. It goes into files of runs."
        self._title = QLabel(wordWrap=True)
        self._text = named(_Lines(self), "note", about, "Note")
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._title.setBuddy(self._text)
        self._text.setMinimumHeight(LEAST_LINES * self.fontMetrics().lineSpacing())
        column(self._title, (self._text, 1), of=self, spacing=4, margins=FROM_TABLE)
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
        self._text.setEnabled(run is not None)
        self._show(run)

    def keep(self) -> None:
        """Keep what was typed."""
        self._soon.stop()
        if self._run_id is not None and self._runs.write_notes(
            {self._run_id: self._text.toPlainText()}
        ):
            self._show(self._runs.get(self._run_id))
            self.cut.emit(NOTE_CUT)

    def _take_change(self, run_id: str, what: frozenset[str]) -> None:
        if run_id == self._run_id and "named" in what:
            self._show(self._runs[run_id])

    def _show(self, run: Run | None) -> None:
        self._title.setText(about_note(run))
        note = "" if run is None else run.note
        if note != self._text.toPlainText():
            self._text.setPlainText(note)
            self._soon.stop()
