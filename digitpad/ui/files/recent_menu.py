"""Menus of what was used last: network files, folders of data, and pictures."""

import contextlib
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from digitpad.core.text import printable
from digitpad.session.preferences import Preferences, Recent
from digitpad.ui.parts.explained import tooltip
from digitpad.ui.parts.layouts import named

LONGEST = 60  # characters of a path on screen


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
