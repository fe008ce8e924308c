"""New, Open and Save: what becomes of the network in use, and that nothing is lost by accident."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from digitpad.core.storage import NetworkFileError
from digitpad.session import document
from digitpad.session.background import Background
from digitpad.session.document import Document, Opened
from digitpad.session.run_store import Unsaved
from digitpad.ui import dialogs
from digitpad.ui.memory import Memory
from digitpad.ui.train.run_control import RunControl
from digitpad.ui.train.train_panel import TrainingPanel

Then = Callable[[], object]


class FileControl(QObject):
    """Carries out what the menu File says. Files are read and written in the background.

    `open_file` and `save_file` are for scripts: what they do is done when they return.

    Signals: `told`, a line for the status bar.
    """

    told = Signal(str)

    def __init__(
        self,
        window: QWidget,
        document: Document,
        run_control: RunControl,
        panel: TrainingPanel,
        background: Background,
        memory: Memory,
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._panel = window, document, panel
        self._run_control, self._background, self._memory = run_control, background, memory

    def unless_lost(self, proceed: Then) -> None:
        """Do what replaces the network, after the run has ended and unsaved training is settled."""

        def settle() -> None:
            if self._document.modified:
                # Asked again after saving: what was learnt meanwhile is not saved.
                dialogs.ask_to_save(
                    self._window, lambda: self.save(lambda: self.unless_lost(proceed)), proceed
                )
            else:
                proceed()

        self._run_control.stop_and_then(settle)

    # Beginning anew.

    def new(self) -> None:
        """Begin with an untrained network, as the form describes it."""
        self.unless_lost(self._make_new)

    def _make_new(self) -> None:
        self._document.make(self._panel.form.architecture())
        self._panel.show_idle()

    def open_shipped(self) -> None:
        """Go back to the network that came with digitpad."""
        self.unless_lost(self._open_shipped)

    def _open_shipped(self) -> None:
        self._document.show_shipped()
        self._panel.show_idle()

    # Opening.

    def open(self) -> None:
        """Ask which file to open, after asking what is to become of unsaved training."""
        self.unless_lost(
            lambda: dialogs.ask_for_file(
                self._window,
                "Open Network",
                lambda path: self._read(Path(path)),
                folder=self._memory.settings.folder,
            )
        )

    def open_unless_lost(self, path: Path) -> None:
        """Open this file, after asking what is to become of unsaved training."""
        self.unless_lost(lambda: self._read(path))

    def open_file(self, path: str | Path) -> bool:
        """Open a network; whether it was opened. What is wrong with it is said in a message."""
        try:
            opened = document.read(Path(path))
        except NetworkFileError as error:
            self._tell_not_opened(str(error))
            return False
        self._show(opened)
        return True

    def _read(self, path: Path) -> None:
        settled = self._document.network

        def show(opened: Opened) -> None:
            if self._document.network is settled:
                self._show(opened)
            else:  # it has learnt while the file was read
                self.unless_lost(lambda: self._show(opened))

        self._background.run(
            lambda: document.read(path), show, NetworkFileError, self._tell_not_opened
        )

    def _show(self, opened: Opened) -> None:
        self._fill(opened, self._panel.form.weight_initializer.currentText())
        assert opened.path is not None
        self._memory.note_file(opened.path)

    def restore(self, unsaved: Unsaved) -> None:
        """Go on where a window was that ended before this was saved."""
        opened = Opened(unsaved.content, unsaved.path, unsaved.on_disk)
        self._fill(opened, unsaved.weight_initializer)
        self._document.learn(unsaved.content.network)  # it is in no file of the user's

    def _fill(self, opened: Opened, weight_initializer: str) -> None:
        form = self._panel.form
        self._run_control.abandon()  # it was stopped and asked after, but a script may not
        self._document.show(opened, weight_initializer)
        assert self._document.architecture is not None
        form.show_architecture(self._document.architecture)
        if self._document.hyperparameters is not None:
            form.show_hyperparameters(self._document.hyperparameters)
        self._panel.show_idle()

    def _tell_not_opened(self, reason: str) -> None:
        dialogs.tell(self._window, "The network cannot be opened", reason)

    # Saving.

    def save(self, then: Then | None = None) -> None:
        """Save to the network's file, or ask for one; afterwards, if it is saved, call `then`."""
        path, on_disk = self._document.path, self._document.on_disk
        if path is None:
            self.save_as(then)
            return
        write = self._writing(path, then)

        def compare(found: bytes | None) -> None:
            if found is None or found == on_disk:  # where it is gone nothing is overwritten
                write()
            else:
                dialogs.ask_to_overwrite(self._window, path.name, write, lambda: self.save_as(then))

        self._background.run(
            lambda: document.fingerprint(path), compare, OSError, self._tell_not_saved
        )

    def save_as(self, then: Then | None = None) -> None:
        """Ask for a file and save to it; afterwards, if it is saved, call `then`."""
        path = self._document.path
        dialogs.ask_for_file(
            self._window,
            "Save Network",
            lambda path: self._writing(Path(path), then)(),
            folder=str(path.parent) if path else self._memory.settings.folder,
            save_as=path.name if path else "network.json",
        )

    def save_file(self, path: str | Path) -> bool:
        """Save the network; whether it was saved. What went wrong is said in a message."""
        try:
            self._document.save(Path(path))
        except NetworkFileError as error:
            self._tell_not_saved(str(error))
            return False
        self._tell_saved(Path(path))
        return True

    def _writing(self, path: Path, then: Then | None) -> Then:
        """What is to be called to write the network to a file, as it is now."""
        content, number = self._document.content(), self._document.number

        def saved(on_disk: bytes | None) -> None:
            if self._document.number == number:  # else another network has taken its place
                self._document.take_saved(content, path, on_disk)
            self._tell_saved(path)
            if then is not None:
                then()

        return lambda: self._background.run(
            lambda: document.write(content, path), saved, NetworkFileError, self._tell_not_saved
        )

    def _tell_saved(self, path: Path) -> None:
        self._memory.note_file(path)
        self.told.emit(f"Saved to {path}")

    def _tell_not_saved(self, reason: str) -> None:
        dialogs.tell(self._window, "The network is not saved", reason)
