"""The menu Open Recent."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

LONGEST = 60  # characters of a path that are shown


class RecentMenu(QMenu):
    """The files used last. Those that are no longer there are marked.

    Signals: `chosen`, a path; `cleared`, when the user wants none of them listed.
    """

    chosen = Signal(Path)
    cleared = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Open &Recent", parent)
        self.setObjectName("menu_recent")
        self.setToolTipsVisible(True)
        self._paths: list[Path] = []
        self.aboutToShow.connect(self._list)
        self.show_files([])

    def show_files(self, paths: Sequence[str]) -> None:
        """List these, the last used first."""
        self._paths = [Path(path) for path in paths]
        self.menuAction().setEnabled(bool(self._paths))
        self._list()

    def _list(self) -> None:
        self.clear()
        for number, path in enumerate(self._paths, start=1):
            is_there = path.is_file()
            missing = "" if is_there else " (missing)"
            action = self.addAction(f"&{number % 10} {shown(path)}{missing}")
            action.setEnabled(is_there)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _checked=False, p=path: self.chosen.emit(p))
        self.addSeparator()
        clear = self.addAction("&Clear Menu")
        clear.setEnabled(bool(self._paths))
        clear.triggered.connect(lambda _checked=False: self.cleared.emit())


def shown(path: Path) -> str:
    """A path as a menu shows it: short, on one line, its end whole, as that is what differs."""
    home = Path.home()
    text = str("~" / path.relative_to(home) if path.is_relative_to(home) else path)
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    if len(text) > LONGEST:
        text = f"…{text[1 - LONGEST :]}"
    return text.replace("&", "&&")
