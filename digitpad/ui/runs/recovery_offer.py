"""After a crash: asks what is to become of the runs that it has left unsaved."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QListWidget, QMessageBox, QWidget

from digitpad.session.kept.run_entry import Entry, KeptRun, RunStoreError
from digitpad.session.kept.run_keeper import RunKeeper
from digitpad.session.session import Session
from digitpad.ui.frame.window_part import WindowPart
from digitpad.ui.parts import dialogs
from digitpad.ui.parts.plain_text import one_line, readable

Then = Callable[[], object]

MOST_ROWS = 6  # of the list that are seen at once


@dataclass(frozen=True, slots=True, eq=False)
class Crashed:
    """A run that a crash has left, and for how many seconds it has lain there."""

    entry: Entry
    kept: KeptRun
    age: float

    def __str__(self) -> str:
        return f"{described(self.kept)}, kept {ago(self.age)}"


class RecoveryOffer(WindowPart):
    """Offers all of them in one question, the youngest first."""

    restored = Signal()
    """A run was restored: whoever describes the network shows it."""
    settled = Signal()
    """There was nothing to be asked, or it is answered."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        keeper: RunKeeper,
        ask_about_unsaved: Callable[[Then], object],
    ) -> None:
        """ask_about_unsaved: replaces the network, after asking where something would be lost."""
        super().__init__(window)
        self._session, self._keeper = session, keeper
        self._unless_lost = ask_about_unsaved
        keeper.found.connect(self._read)

    def _read(self, entries: list[Entry]) -> None:
        if entries:
            self._keeper.background.run(
                lambda: _read_each(entries), self._take, RunStoreError, self._keeper.failed.emit
            )
        else:
            self.settled.emit()

    def _take(self, found: tuple[list[Crashed], list[str]]) -> None:
        crashed, problems = found
        if problems:
            title = "Unsaved training cannot be restored"
            dialogs.tell(self._window, title, "\n".join(problems))
        if crashed:
            self._ask(crashed)
        else:
            self.settled.emit()

    def _ask(self, crashed: list[Crashed]) -> None:
        def chosen() -> Crashed:
            return crashed[max(0, choice.currentRow())]

        def restore() -> None:
            # What else was left waits for the next start: there is one network in use.
            one = chosen()
            for other in crashed:
                if other is not one:
                    other.entry.let_go()
            self._unless_lost(lambda: self._restore(one))

        def discard() -> None:
            one = chosen()
            rest = [other for other in crashed if other is not one]
            self._keeper.background.run(
                lambda: _mark_discarded(one.entry),
                lambda _: self._ask(rest) if rest else self.settled.emit(),
                RunStoreError,
                self._keeper.failed.emit,
            )

        def leave() -> None:
            for one in crashed:
                one.entry.let_go()
            self.settled.emit()

        box = dialogs.ask(
            self._window,
            "Restore unsaved training?",
            f"digitpad ended before this network was saved: {crashed[0]}.",
            {
                "&Restore": restore,
                QMessageBox.StandardButton.Discard: discard,
                "&Not Now": leave,
            },
            escape="&Not Now",
        )
        choice = QListWidget(box)
        choice.setObjectName("crashed_runs")
        choice.setAccessibleName("Runs that were not saved")
        choice.addItems([one_line(str(one), 90) for one in crashed])
        choice.setCurrentRow(0)
        choice.currentRowChanged.connect(
            lambda row: box.setInformativeText(
                readable(f"digitpad ended before this network was saved: {crashed[row]}.")
            )
        )
        if len(crashed) > 1:
            rows = min(len(crashed), MOST_ROWS)
            choice.setFixedHeight(rows * choice.sizeHintForRow(0) + 2 * choice.frameWidth())
            grid = box.layout()
            assert isinstance(grid, QGridLayout)
            grid.addWidget(choice, grid.rowCount(), 0, 1, grid.columnCount())
        else:
            choice.hide()

    def _restore(self, one: Crashed) -> None:
        if self._session.drawing.is_blank():
            self._session.board.put_drawing(one.kept.desk.drawing, one.kept.desk.before)
        self._keeper.adopt(one.entry, one.kept)
        self.restored.emit()
        self.settled.emit()


def _read_each(entries: list[Entry]) -> tuple[list[Crashed], list[str]]:
    """Those that can be read; and of the others what is wrong, and where they are kept now."""
    crashed, problems = [], []
    for entry in entries:
        try:
            crashed.append(Crashed(entry, entry.read(), entry.age(time.time())))
        except RunStoreError as error:
            try:
                problems.append(f"{error} What is there is kept in {entry.put_aside()}.")
            except RunStoreError as another:
                problems.append(f"{error} {another}")
    return crashed, problems


def _mark_discarded(entry: Entry) -> None:
    try:
        entry.mark("discarded")
    finally:
        entry.let_go()


def described(kept: KeptRun) -> str:
    """A network as people tell it from others: 784-30-10, 12 epochs, of mine.json."""
    sizes = "-".join(map(str, kept.run.network.sizes))
    epochs = len(kept.run.history)
    text = f"{sizes}, {epochs} epoch{'s' if epochs != 1 else ''}"
    return f"{text}, of {kept.desk.path.name}" if kept.desk.path is not None else text


def ago(seconds: float) -> str:
    """How long ago that was, as people say it."""
    for size, unit in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'s' if count != 1 else ''} ago"
    return "less than a minute ago"
