"""After a crash: asks about the unsaved work that it has left."""

from PySide6.QtWidgets import QGridLayout, QListWidget, QMessageBox

from digitpad.core.text import counted
from digitpad.session.kept.recovery import Recovery
from digitpad.session.kept.run_entry import Kept
from digitpad.session.kept.run_store import LeftBehind
from digitpad.ui.frame.panel import WindowPart
from digitpad.ui.frame.shared import Shared
from digitpad.ui.parts import dialogs
from digitpad.ui.parts.layouts import named
from digitpad.ui.parts.plain_text import one_line, readable
from digitpad.ui.runs.runs_model import when_in_words

MOST_ROWS = 6  # of the list that are seen at once


class RecoveryOffer(WindowPart):
    """Offers all runs in one question, the youngest first; then the drawings that stood alone."""

    def __init__(
        self,
        shared: Shared,
        recovery: Recovery,
    ) -> None:
        super().__init__(shared.window)
        self._session, self._recovery = shared.session, recovery
        self._ask_about_unsaved = shared.network_files.ask_about_unsaved
        self._drawings: list[LeftBehind] = []  # to be offered after the runs
        recovery.found.connect(self._offer)
        recovery.failed.connect(self._tell)

    def _tell(self, title: str, problems: str) -> None:
        dialogs.tell(self._window, title, problems)

    def _offer(self, left: list[LeftBehind]) -> None:
        self._drawings = [one for one in left if one.record is None]
        runs = [one for one in left if one.record is not None]
        if runs:
            self._ask(runs, "Restore unsaved training?", "this network was saved")
        else:
            self._offer_drawings()

    def _offer_drawings(self) -> None:
        drawings, self._drawings = self._drawings, []
        if not self._session.drawing.is_blank():
            self._recovery.leave(drawings)
        elif drawings:
            self._ask(drawings, "Restore the drawing?", "this was cleared away")

    def _ask(self, left: list[LeftBehind], title: str, what: str) -> None:
        """Ask about the first of these, or another that is chosen in their list."""

        def chosen() -> LeftBehind:
            return left[max(0, choice.currentRow())]

        def restore() -> None:
            # What else was left waits for the next start: there is one network in use.
            one = chosen()
            self._recovery.leave([other for other in left if other is not one])
            self._recovery.read(one, lambda kept: self._restore(one, kept))

        def discard() -> None:
            one = chosen()
            rest = [other for other in left if other is not one]
            self._recovery.discard(one, lambda: self._ask_on(rest, title, what))

        def leave() -> None:
            self._recovery.leave(left)
            self._offer_drawings()

        box = dialogs.ask(
            self._window,
            title,
            "",
            {
                "&Restore": restore,
                QMessageBox.StandardButton.Discard: discard,
                "&Not Now": leave,
            },
            escape="&Not Now",
        )

        def describe(row: int) -> None:
            box.setInformativeText(
                readable(f"digitpad ended before {what}: {described(left[row])}.")
            )
            _put_below(box, choice)  # again, as a message box has a new layout for each text

        choice = _list_in(box, list(map(described, left)))
        choice.currentRowChanged.connect(describe)
        choice.setCurrentRow(0)

    def _ask_on(self, rest: list[LeftBehind], title: str, what: str) -> None:
        if rest:
            self._ask(rest, title, what)
        elif self._drawings:
            self._offer_drawings()
        else:
            self._recovery.look()  # there may have been more than were offered at once

    def _restore(self, one: LeftBehind, kept: Kept) -> None:
        def restore() -> None:
            self._recovery.restore(one, kept)
            self._offer_drawings()

        def leave() -> None:
            self._recovery.leave([one])
            self._offer_drawings()

        if kept.run is None:
            restore()
        else:
            self._ask_about_unsaved(restore, "", leave)


def _list_in(box: QMessageBox, rows: list[str]) -> QListWidget:
    """The list of what was left, which is seen where there is more than one."""
    choice = named(QListWidget(box), "crashed_runs", said="Work that was not saved")
    choice.addItems([one_line(row, 90) for row in rows])
    seen = min(len(rows), MOST_ROWS)
    choice.setFixedHeight(seen * choice.sizeHintForRow(0) + 2 * choice.frameWidth())
    choice.setVisible(len(rows) > 1)
    return choice


def _put_below(box: QMessageBox, choice: QListWidget) -> None:
    """Let the list stand below all that the box says."""
    grid = box.layout()
    assert isinstance(grid, QGridLayout)
    if choice.isVisibleTo(box):
        grid.addWidget(choice, grid.rowCount(), 0, 1, grid.columnCount())


def described(left: LeftBehind) -> str:
    """What was left as people tell it from others: 784-30-10, 12 epochs, of mine.json, ..."""
    kept = f"kept {when_in_words(left.changed)}"
    if left.record is None:
        return f"a drawing, {kept}"
    sizes = "-".join(map(str, left.record.architecture.sizes))
    text = f"{sizes}, {counted(len(left.record.history), 'epoch')}"
    return f"{text}, {kept}" if left.file_name is None else f"{text}, of {left.file_name}, {kept}"
