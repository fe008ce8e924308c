"""A file that is being read: nobody has to wait for a disk that does not answer."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QProgressBar, QVBoxLayout, QWidget

from digitpad.session.measuring.background import Background
from digitpad.ui.frame.window_part import WindowPart
from digitpad.ui.parts.plain_text import make_plain

SHOW_AFTER = 500  # milliseconds

Result = TypeVar("Result")


class Waiting(WindowPart):
    """Does one thing at a time in the background; where it takes long it can be cancelled.

    Each has a thread to itself, so that one that hangs holds up nothing else. What was begun
    before is given up: the user wants the last.
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
        """As of `Background`. text: what is said of it while it lasts."""
        self.give_up()
        self._text = text

        def use(result: Result) -> None:
            self._end()
            then(result)

        def tell(reason: str) -> None:
            self._end()
            failed(reason)

        self._background.run(work, use, error, tell)
        self._background.shut_down(0)  # its thread ends with it
        self._show_soon.start()

    def give_up(self) -> None:
        """Drop what was begun: nothing comes of it, whenever it ends."""
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
    """Says what is awaited, and offers to cancel it. The window can be used meanwhile."""

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
