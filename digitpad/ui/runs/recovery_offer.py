"""After a crash: asks what is to become of the runs that it has left unsaved."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.session.run_keeper import RunKeeper
from digitpad.session.run_store import Entry, KeptRun, RunStoreError
from digitpad.session.session import Session
from digitpad.ui import dialogs

Then = Callable[[], object]


class RecoveryOffer(QObject):
    """Offers the runs one after the other, the youngest first."""

    restored = Signal()
    """A run was restored: whoever describes the network shows it."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        keeper: RunKeeper,
        unless_lost: Callable[[Then], object],
    ) -> None:
        """unless_lost: does something that replaces the network, when nothing is lost by it."""
        super().__init__(window)
        self._window, self._session, self._keeper = window, session, keeper
        self._unless_lost = unless_lost
        self._found: list[Entry] = []  # not yet offered
        keeper.found.connect(self._take_found)

    def _take_found(self, found: list[Entry]) -> None:
        self._found = found
        self._offer_next()

    def _offer_next(self) -> None:
        if self._found:
            entry = self._found.pop(0)
            self._keeper.background.run(
                lambda: (entry.read(), entry.age(time.time())),
                lambda kept: self._ask(entry, *kept),
                RunStoreError,
                lambda reason: self._put_aside(entry, reason),
            )

    def _ask(self, entry: Entry, kept: KeptRun, age: float) -> None:
        def restore() -> None:
            # What else was left waits for the next start: there is one network in use.
            self._let_go(*self._found)
            self._unless_lost(lambda: self._restore(entry, kept))

        def discard() -> None:
            self._keeper.background.run(
                lambda: self._mark_discarded(entry),
                lambda _: self._offer_next(),
                RunStoreError,
                self._keeper.failed.emit,
            )

        dialogs.ask(
            self._window,
            "Restore unsaved training?",
            f"digitpad ended before this network was saved: {described(kept)}, kept {ago(age)}.",
            {
                "&Restore": restore,
                QMessageBox.StandardButton.Discard: discard,
                "&Not Now": lambda: self._let_go(entry, *self._found),
            },
            escape="&Not Now",
        )

    def _restore(self, entry: Entry, kept: KeptRun) -> None:
        if self._session.drawing.is_blank():
            self._session.board.put_drawing(kept.desk.drawing)
        self._keeper.adopt(entry, kept)
        self.restored.emit()

    def _mark_discarded(self, entry: Entry) -> None:
        try:
            entry.mark("discarded")
        finally:
            entry.let_go()

    def _let_go(self, *entries: Entry) -> None:
        """Leave these to the next start."""
        for entry in entries:
            entry.let_go()
        self._found = []

    def _put_aside(self, entry: Entry, reason: str) -> None:
        def tell(where: object) -> None:
            dialogs.tell(
                self._window,
                "Unsaved training cannot be restored",
                f"{reason} What is there is kept in {where}.",
            )
            self._offer_next()

        self._keeper.background.run(entry.put_aside, tell, RunStoreError, self._keeper.failed.emit)


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
