"""Opens pictures from files, and lists those that were opened last."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from digitpad.session.preferences import PreferenceKeeper
from digitpad.ui.drawing.picture_transfer import PictureTransfer
from digitpad.ui.files.recent_menu import RecentMenu
from digitpad.ui.frame.actions import MenuEntry, Row, declare
from digitpad.ui.frame.panel import WindowPart
from digitpad.ui.parts import dialogs


class PictureMenu(WindowPart):
    """Asks for a picture to put on the canvas, and lists recent ones."""

    def __init__(
        self, window: QWidget, transfer: PictureTransfer, keeper: PreferenceKeeper
    ) -> None:
        super().__init__(window)
        self._transfer, self._keeper = transfer, keeper
        tip = "Pictures that you opened before. Choose one to put it on the canvas."
        self._recent = RecentMenu(window, "Recent P&ictures", "menu_recent_pictures", tip)
        self._recent.chosen.connect(transfer.take)
        self._recent.cleared.connect(self._forget)
        transfer.took_file.connect(self._add)
        self._list()
        row = Row("action_open_picture", "Open &Picture…", "File", 4, self._ask,
                  "Put the picture of a file on the canvas, and read it")  # fmt: skip
        recent = MenuEntry(self._recent.menuAction(), "File", 4)
        self.entries = [*declare(window, [row]), recent]

    def _ask(self) -> None:
        dialogs.ask_for_file(
            self._window,
            "Open Picture",
            lambda path: self._transfer.take(Path(path)),
            folder=self._keeper.preferences.folder,
            types=dialogs.PICTURE_TYPES,
        )

    def _add(self, path: Path) -> None:
        self._keeper.add_recent_picture(path)
        self._list()

    def _forget(self) -> None:
        self._keeper.change(recent_pictures=())
        self._list()

    def _list(self) -> None:
        self._recent.show_files(self._keeper.preferences.recent_pictures)
