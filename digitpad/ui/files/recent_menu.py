"""A menu of what was used last: network files, pictures or data folders."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from digitpad.core.text import printable
from digitpad.ui.parts.layouts import named
from digitpad.ui.parts.plain_text import tooltip

LONGEST = 60  # characters of a path on screen


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
