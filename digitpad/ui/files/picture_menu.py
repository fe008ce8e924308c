"""Opens pictures from files, and lists those that were opened last."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from digitpad.session.preferences import Preferences
from digitpad.ui.drawing.picture_transfer import PictureTransfer
from digitpad.ui.files.recent_menu import RecentMenu
from digitpad.ui.frame.actions import MenuEntry, Row, declare
from digitpad.ui.frame.panel import WindowPart
from digitpad.ui.parts import dialogs


class PictureMenu(WindowPart):
    """Asks for a picture to put on the canvas, and lists recent ones."""

    def __init__(
        self, window: QWidget, transfer: PictureTransfer, preferences: Preferences
    ) -> None:
        super().__init__(window)
        self._transfer, self._preferences = transfer, preferences
        tip = "Pictures that you opened before. Choose one to put it on the canvas."
        recent = RecentMenu(
            window, "Recent P&ictures", "menu_recent_pictures", tip, preferences, "pictures"
        )
        recent.chosen.connect(transfer.take)
        transfer.took_file.connect(partial(preferences.add_recent, "pictures"))
        row = Row("action_open_picture", "Open &Picture…", "File", 4, self._ask,
                  "Put the picture of a file on the canvas, and read it")  # fmt: skip
        self.entries = [*declare(window, [row]), MenuEntry(recent.menuAction(), "File", 4)]

    def _ask(self) -> None:
        dialogs.ask_for_file(
            self._window,
            "Open Picture",
            lambda path: self._transfer.take(Path(path)),
            folder=self._preferences.folder,
            types=dialogs.PICTURE_TYPES,
        )
