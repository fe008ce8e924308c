"""Keeps unsaved training as it goes, and offers after a crash what was kept."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.session import run_store as recovery
from digitpad.session import user_folders as places
from digitpad.session.background import Background
from digitpad.session.document import Document
from digitpad.session.run_store import RecoveryError, RecoveryFolder, Unsaved
from digitpad.training.trainer import Trainer
from digitpad.ui import dialogs
from digitpad.ui.drawing.canvas import Canvas

KEEP_EVERY = 3000  # milliseconds between the end of one writing and the next, at least


class Safekeeping(QObject):
    """Writes what a window would lose, on a thread of its own, while it is unsaved.

    At most every KEEP_EVERY, and at once when a run has ended. What is saved, or discarded, is
    removed.

    Signals: `failed`, with a line for the status bar, where nothing can be kept.
    """

    failed = Signal(str)

    def __init__(
        self,
        window: QWidget,
        document: Document,
        canvas: Canvas,
        trainer: Trainer,
        restore: Callable[[Unsaved, Callable[[], None]], object],
    ) -> None:
        """restore: puts into the window what the user wants back, and calls when it is there."""
        super().__init__(window)
        self._window, self._document, self._canvas = window, document, canvas
        self._restore = restore
        self._background = Background(self)
        self._parent = places.recovery_folder()
        self._folder: RecoveryFolder | None = None
        self._found: list[RecoveryFolder] = []  # not yet offered
        self._changed = self._writing = self._kept = self._has_failed = self._hurry = False
        self._last_written = QElapsedTimer()
        self._write_soon = QTimer(self, singleShot=True)
        self._write_soon.timeout.connect(self._write)
        document.network_changed.connect(self._note)
        document.history_changed.connect(self._note)
        document.title_changed.connect(self._forget_what_is_saved)
        canvas.drawing_changed.connect(self._note)
        for run_is_over in (trainer.ended, trainer.failed):
            run_is_over.connect(self._write_at_once)

    # Keeping.

    def _note(self) -> None:
        if self._document.modified:
            self._changed = True
            self._schedule()

    def _write_at_once(self) -> None:
        self._hurry = True
        self._write_soon.stop()
        self._schedule()

    def _schedule(self) -> None:
        if not self._changed or self._writing or self._write_soon.isActive():
            return
        rested = self._last_written.elapsed() if self._last_written.isValid() else KEEP_EVERY
        self._write_soon.start(0 if self._hurry else max(0, KEEP_EVERY - rested))

    def _write(self) -> None:
        if not self._document.modified:
            return
        architecture = self._document.architecture
        drawing = self._canvas.drawing
        unsaved = Unsaved(
            self._document.content(),
            self._document.path,
            self._document.on_disk,
            architecture.weight_initializer if architecture is not None else "default",
            # The stroke under way grows while it is written.
            type(drawing)(tuple(list(stroke) for stroke in drawing.strokes), drawing.picture),
        )
        self._changed = self._hurry = False
        self._writing = self._kept = True
        self._background.run(
            lambda: self._keep(unsaved), self._take_written, RecoveryError, self._take_failure
        )

    def _keep(self, unsaved: Unsaved) -> None:
        """On the thread, as everything that touches the folder."""
        if self._folder is None:
            self._folder = recovery.new_folder(self._parent)
        self._folder.keep(unsaved)

    def _take_written(self, _nothing: None) -> None:
        self._has_failed = False
        self._go_on()

    def _take_failure(self, reason: str) -> None:
        if not self._has_failed:  # said once, not every few seconds
            self.failed.emit(f"Unsaved training would not outlive a crash: {reason}")
        self._has_failed = True
        self._go_on()

    def _go_on(self) -> None:
        self._writing = False
        self._last_written.start()
        self._schedule()

    def _forget_what_is_saved(self) -> None:
        if not self._document.modified:
            self._forget()

    def _forget(self) -> None:
        """Nothing would be lost any more."""
        self._write_soon.stop()
        self._changed = self._hurry = False
        if self._kept:
            self._kept = False
            self._background.run(self._remove, lambda _: None, RecoveryError, self.failed.emit)

    def _remove(self) -> None:
        if self._folder is not None:
            self._folder.remove()
            self._folder = None

    def shut_down(self) -> None:
        """The window closes, with all that is in it settled: leave nothing behind."""
        self._forget()
        self._background.shut_down()

    # Offering.

    def offer(self) -> None:
        """Look for what a crash has left, and ask what is to become of it."""
        self._background.run(
            lambda: recovery.left_behind(self._parent),
            self._take_found,
            RecoveryError,
            self.failed.emit,
        )

    def _take_found(self, found: list[RecoveryFolder]) -> None:
        self._found = found
        self._offer_next()

    def _offer_next(self) -> None:
        if self._found:
            folder = self._found.pop(0)
            self._background.run(
                lambda: (folder.read(), folder.age()),
                lambda kept: self._ask(folder, *kept),
                RecoveryError,
                lambda reason: self._put_aside(folder, reason),
            )

    def _ask(self, folder: RecoveryFolder, unsaved: Unsaved, age: float) -> None:
        def adopt() -> None:
            self._folder = folder

        def take_restored() -> None:
            # The folder is this window's now, and removed when that has saved it. On the thread,
            # after what this window kept itself is removed.
            self._kept = True
            self._background.run(adopt, lambda _: None, RecoveryError, self.failed.emit)

        def restore() -> None:
            self._restore(unsaved, take_restored)
            self._let_go()

        def discard() -> None:
            self._background.run(
                folder.remove, lambda _: self._offer_next(), RecoveryError, self.failed.emit
            )

        dialogs.ask(
            self._window,
            "Restore unsaved training?",
            f"digitpad ended before this was saved: {described(unsaved)}, kept {ago(age)}.",
            {
                "&Restore": restore,
                QMessageBox.StandardButton.Discard: discard,
                "&Not Now": lambda: self._let_go(folder),
            },
            escape="&Not Now",
        )

    def _let_go(self, *folders: RecoveryFolder) -> None:
        """Leave these and the others to the next start."""
        for folder in (*folders, *self._found):
            folder.let_go()
        self._found = []

    def _put_aside(self, folder: RecoveryFolder, reason: str) -> None:
        def tell(where: object) -> None:
            dialogs.tell(
                self._window,
                "Unsaved training cannot be restored",
                f"{reason} What is there is kept in {where}.",
            )
            self._offer_next()

        self._background.run(folder.put_aside, tell, RecoveryError, self.failed.emit)


def described(unsaved: Unsaved) -> str:
    """A network as people tell it from others: 784-30-10, 12 epochs, of mine.json."""
    sizes = "-".join(map(str, unsaved.content.network.sizes))
    epochs = len(unsaved.content.history)
    text = f"{sizes}, {epochs} epoch{'s' if epochs != 1 else ''}"
    return f"{text}, of {unsaved.path.name}" if unsaved.path is not None else text


def ago(seconds: float) -> str:
    """How long ago that was, as people say it."""
    for size, unit in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = int(seconds // size)
            return f"{count} {unit}{'s' if count != 1 else ''} ago"
    return "less than a minute ago"
