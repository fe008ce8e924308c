"""Waits for a disk; the user can cancel that, and use the window meanwhile."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

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
        self._dialog: WaitingDialog | None = None
        self._text = ""
        self._show_soon = QTimer(self, singleShot=True)
        self._show_soon.setInterval(SHOW_AFTER)
        self._show_soon.timeout.connect(self._show)

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
        self._text = text

        def use(result: Result) -> None:
            self._end()
            then(result)

        def tell(reason: str) -> None:
            self._end()
            failed(reason)

        self._background.run(work, use, error, tell)
        self._background.shut_down(0)  # its thread ends with this work
        self._show_soon.start()

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

    def _show(self) -> None:
        self._dialog = WaitingDialog(self._window, self._text)
        self._dialog.rejected.connect(self.give_up)
        self._dialog.show()

    def _end(self) -> None:
        self._show_soon.stop()
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.rejected.disconnect(self.give_up)
            dialog.close()


class WaitingDialog(QDialog):
    """Says what it waits for, and offers to cancel. The window can be used meanwhile."""

    def __init__(self, window: QWidget, text: str) -> None:
        super().__init__(window)
        self.setObjectName("waiting")
        self.setWindowTitle("digitpad")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        bar = QProgressBar()
        bar.setRange(0, 0)  # nobody knows how long
        bar.setAccessibleName(text)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(text))
        layout.addWidget(bar)
        layout.addWidget(buttons)
        make_plain(self)
