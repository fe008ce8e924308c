"""Waits for a disk; the user can cancel that, and use the window meanwhile."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QMessageBox, QProgressBar, QProgressDialog, QWidget

from digitpad.core.files import whole_files
from digitpad.session.threads.background import Background
from digitpad.ui.frame.panel import WindowPart
from digitpad.ui.parts import dialogs
from digitpad.ui.parts.plain_text import make_plain, one_line

SHOW_AFTER = 500  # milliseconds

Result = TypeVar("Result")


class Waiting(WindowPart):
    """Does one piece of work at a time in the background; slow work can be cancelled in a dialog.

    Each has its own thread, so that one that hangs does not hold up the next. New work gives up
    the work before: the user wants the newest.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._background = Background(self)
        self._dialog: QProgressDialog | None = None

    def run(
        self,
        text: str,
        work: Callable[[], Result],
        then: Callable[[Result], object],
        error: type[Exception],
        failed: Callable[[str], object],
    ) -> None:
        """Do what `Background.run` does. text: what the dialog says meanwhile."""
        self.give_up()

        def use(result: Result) -> None:
            self._end()
            then(result)

        def tell(reason: str) -> None:
            self._end()
            failed(reason)

        self._background.run(work, use, error, tell)
        self._background.shut_down(0)  # its thread ends with this work
        self._dialog = self._new_dialog(text)

    def write_unless_refused(
        self,
        path: str,
        write: Callable[[str], object],
        otherwise: Callable[[], object] = lambda: None,
    ) -> None:
        """Call `write` with the path; if there is a file already, only if the user agrees.

        If not, call `otherwise`.
        """
        name = one_line(Path(path).name)

        def ask_or_write(is_there: bool) -> None:
            if is_there:
                dialogs.ask(
                    self._window,
                    f"Overwrite {name}?",
                    "The present content of this file would be lost.",
                    {
                        "&Overwrite": lambda: write(path),
                        QMessageBox.StandardButton.Cancel: otherwise,
                    },
                )
            else:
                write(path)

        # A path that cannot exist is left for `write`, which says why.
        self.run(
            f"Looking for {name}…",
            lambda: whole_files.is_there(path),
            ask_or_write,
            ValueError,
            lambda _: write(path),
        )

    def give_up(self) -> None:
        """Drop the work under way; its result will not be used."""
        self._end()
        self._background.give_up()

    def _end(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.hide()
            dialog.deleteLater()

    def _new_dialog(self, text: str) -> QProgressDialog:
        """A dialog that is shown later, says what it waits for, and offers to cancel."""
        dialog = QProgressDialog(text, "Cancel", 0, 0, self._window)  # nobody knows how long
        dialog.setObjectName("waiting")
        dialog.setWindowTitle("digitpad")
        dialog.setMinimumDuration(SHOW_AFTER)
        dialog.setValue(0)  # its time begins with its first value
        for bar in dialog.findChildren(QProgressBar):
            bar.setAccessibleName(text)
        dialog.canceled.connect(self.give_up)
        dialog.rejected.connect(self.give_up)
        make_plain(dialog)
        return dialog
