"""Menus of what was used last: files, folders, and pictures, which are opened here, too."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from digitpad.core.text import printable
from digitpad.session.preferences import PreferenceKeeper
from digitpad.ui.drawing.picture_transfer import PictureTransfer
from digitpad.ui.frame.actions import MenuEntry, Row, declare
from digitpad.ui.frame.panel import WindowPart
from digitpad.ui.parts import dialogs
from digitpad.ui.parts.layouts import named
from digitpad.ui.parts.plain_text import tooltip

LONGEST = 60  # characters of a path on screen


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


class RecentMenu(QMenu):
    """The files used last. The menu does not check that they still exist.

    A check would make the window wait for a drive that does not answer.
    """

    chosen = Signal(Path)
    """An entry was chosen; carries its path."""
    cleared = Signal()
    """The user has emptied the list."""

    def __init__(self, parent: QWidget, title: str, name: str, tip: str) -> None:
        """name: the menu's object name. tip: its explanation."""
        super().__init__(title, parent)
        named(self, name, tip)
        self.setToolTipsVisible(True)
        self.show_files([])

    def show_files(self, paths: Sequence[str]) -> None:
        """List these, the last used first."""
        self.menuAction().setEnabled(bool(paths))
        self.clear()
        for number, path in enumerate(map(Path, paths), start=1):
            action = self.addAction(f"&{number % 10} {shown(path)}")
            action.setToolTip(tooltip(str(path)))
            action.triggered.connect(lambda _checked=False, p=path: self.chosen.emit(p))
        self.addSeparator()
        self.addAction("&Clear Menu").triggered.connect(lambda _checked=False: self.cleared.emit())


def shown(path: Path) -> str:
    """A path as a menu shows it: on one line, and cut at its start, as the ends differ most."""
    text = str(path)
    with contextlib.suppress(ValueError, RuntimeError):  # not in the home folder, or there is none
        text = str("~" / path.relative_to(Path.home()))
    text = printable(text)
    if len(text) > LONGEST:
        text = f"…{text[1 - LONGEST :]}"
    return text.replace("&", "&&")
