"""The menu Appearance: light or dark, or like the system."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from digitpad.ui.parts import theme

SCHEMES = {
    "system": ("As the &System", Qt.ColorScheme.Unknown),
    "light": ("&Light", Qt.ColorScheme.Light),
    "dark": ("&Dark", Qt.ColorScheme.Dark),
}


class AppearanceMenu(QMenu):
    """The colour schemes; `scheme` is the name of the chosen one."""

    chosen = Signal()
    """Another scheme was chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("&Appearance", parent)
        self.scheme = "system"
        group = QActionGroup(self)
        self._actions = {}
        for name, (text, _) in SCHEMES.items():
            action = self.addAction(text)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked, n=name: self.choose(n))
            group.addAction(action)
            self._actions[name] = action
        self._actions[self.scheme].setChecked(True)

    def choose(self, name: str) -> None:
        """Show the scheme of this name."""
        self.scheme = name
        self._actions[name].setChecked(True)
        theme.choose(SCHEMES[name][1])
        self.chosen.emit()
