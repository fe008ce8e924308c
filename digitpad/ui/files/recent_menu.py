"""The menus of what was used last: network files, data folders."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from digitpad.ui.parts.plain_text import tooltip

LONGEST = 60  # characters of a path that are shown


class RecentMenu(QMenu):
    """The files used last. Whether they are still there is found out when one is chosen.

    To look here would make the window wait for a drive that does not answer.
    """

    chosen = Signal(Path)
    cleared = Signal()
    """The user wants none of them listed."""

    def __init__(self, parent: QWidget, title: str, name: str) -> None:
        """name: the menu's object name."""
        super().__init__(title, parent)
        self.setObjectName(name)
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
    """A path as a menu shows it: short, on one line, its end whole, as that is what differs."""
    text = str(path)
    with contextlib.suppress(ValueError, RuntimeError):  # it is elsewhere, or there is no home
        text = str("~" / path.relative_to(Path.home()))
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    if len(text) > LONGEST:
        text = f"…{text[1 - LONGEST :]}"
    return text.replace("&", "&&")
