"""After a crash: asks about the unsaved work that it has left."""

from PySide6.QtWidgets import QMessageBox

from digitpad.core.text import counted
from digitpad.session.kept.recovery import Recovery
from digitpad.session.kept.run_entry import Kept
from digitpad.session.kept.run_store import LeftBehind
from digitpad.ui.frame.panel import WindowPart
from digitpad.ui.frame.shared import Shared
from digitpad.ui.parts import dialogs
from digitpad.ui.parts.plain_text import readable
from digitpad.ui.runs.runs_model import when_in_words


class RecoveryOffer(WindowPart):
    """Asks about one run after the other, the youngest first; then about drawings without a run."""

    def __init__(self, shared: Shared, recovery: Recovery) -> None:
        super().__init__(shared.window)
        self._session, self._recovery = shared.session, recovery
        self._ask_about_unsaved = shared.network_files.ask_about_unsaved
        self._left: list[LeftBehind] = []  # not asked about yet
        recovery.found.connect(self._offer)
        recovery.failed.connect(shared.window.tell_problem)

    def _offer(self, left: list[LeftBehind]) -> None:
        self._left = sorted(left, key=lambda one: one.record is None)
        self._ask_next()

    def _ask_next(self) -> None:
        if not self._left:
            return
        one = self._left.pop(0)
        if one.record is not None:
            title, until = "Restore unsaved training?", "this network was saved"
        elif self._session.drawing.is_blank():
            title, until = "Restore the drawing?", "this was cleared away"
        else:
            self._leave(one)  # no drawing takes the place of another
            return
        dialogs.ask(
            self._window,
            title,
            readable(f"digitpad ended before {until}: {described(one)}."),
            {
                "&Restore": lambda: self._recovery.read(one, lambda kept: self._take(one, kept)),
                QMessageBox.StandardButton.Discard: lambda: self._recovery.discard(
                    one, self._ask_next
                ),
                "&Not Now": lambda: self._leave(one),
            },
            escape="&Not Now",
        )

    def _leave(self, one: LeftBehind) -> None:
        """Leave it for the next start."""
        self._recovery.leave([one])
        self._ask_next()

    def _take(self, one: LeftBehind, kept: Kept) -> None:
        def restore() -> None:
            self._recovery.restore(one, kept)
            if kept.run is not None:  # there is one network in use: others wait for the next start
                self._recovery.leave([left for left in self._left if left.record is not None])
                self._left = [left for left in self._left if left.record is None]
            self._ask_next()

        if kept.run is None:
            restore()
        else:
            self._ask_about_unsaved(restore, lambda: self._leave(one))


def described(left: LeftBehind) -> str:
    """What was left as people tell it from others: 784-30-10, 12 epochs, of mine.json, ..."""
    kept = f"kept {when_in_words(left.changed)}"
    if left.record is None:
        return f"a drawing, {kept}"
    sizes = "-".join(map(str, left.record.architecture.sizes))
    text = f"{sizes}, {counted(len(left.record.history), 'epoch')}"
    return f"{text}, {kept}" if left.file_name is None else f"{text}, of {left.file_name}, {kept}"
