"""Menus of what was used last: files, folders, and pictures, which are opened here, too."""

import contextlib
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from digitpad.core.text import printable
from digitpad.session.preferences import Preferences, Recent
from digitpad.ui.drawing.picture_transfer import PictureTransfer
from digitpad.ui.frame.actions import Row, declare, placed
from digitpad.ui.frame.panel import WindowPart
from digitpad.ui.parts import dialogs
from digitpad.ui.parts.explained import tooltip
from digitpad.ui.parts.layouts import named

LONGEST = 60  # characters of a path on screen


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
        self.entries = [*declare(window, [row]), placed(recent.menuAction(), "File", 4)]

    def _ask(self) -> None:
        dialogs.ask_for_file(
            self._window,
            "Open Picture",
            lambda path: self._transfer.take(Path(path)),
            folder=self._preferences.folder,
            types=dialogs.PICTURE_TYPES,
        )


class RecentMenu(QMenu):
    """The files used last. The menu does not check that they still exist.

    A check would make the window wait for a drive that does not answer.
    """

    chosen = Signal(Path)
    """An entry was chosen; carries its path."""

    def __init__(
        self, parent: QWidget, title: str, name: str, tip: str, lists: Preferences, kind: Recent
    ) -> None:
        """name: the menu's object name. tip: its explanation. kind: of the list in `lists`."""
        super().__init__(title, parent)
        named(self, name, tip)
        self.setToolTipsVisible(True)
        self._lists, self._kind = lists, kind
        lists.recent_changed.connect(self._list)
        self._list()

    def _list(self) -> None:
        paths = self._lists.recent(self._kind)
        self.menuAction().setEnabled(bool(paths))
        self.clear()
        for number, path in enumerate(map(Path, paths), start=1):
            action = self.addAction(f"&{number % 10} {shown(path)}")
            action.setToolTip(tooltip(str(path)))
            action.triggered.connect(lambda _checked=False, p=path: self.chosen.emit(p))
        self.addSeparator()
        forget = partial(self._lists.forget_recent, self._kind)
        self.addAction("&Clear Menu").triggered.connect(lambda _checked=False: forget())


def shown(path: Path) -> str:
    """A path as a menu shows it: on one line, and cut at its start, as the ends differ most."""
    text = str(path)
    with contextlib.suppress(ValueError, RuntimeError):  # not in the home folder, or there is none
        text = str("~" / path.relative_to(Path.home()))
    text = printable(text)
    if len(text) > LONGEST:
        text = f"…{text[1 - LONGEST :]}"
    return text.replace("&", "&&")
