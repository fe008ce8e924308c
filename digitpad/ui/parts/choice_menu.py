"""A menu of choices, of which one is chosen: the colour scheme, the width of the pen."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget


class ChoiceMenu(QMenu):
    """Its choices have names; `choice` is the name of the one that is chosen."""

    chosen = Signal(str)
    """A choice was made; carries its name."""

    def __init__(
        self, parent: QWidget, title: str, choices: Mapping[str, str], choice: str, prefix: str
    ) -> None:
        """choices: what each name is called in the menu. choice: the first one.

        prefix: of the actions' object names, which end in the names.
        """
        super().__init__(title, parent)
        self.choice = choice
        group = QActionGroup(self)
        self._actions = {}
        for name, text in choices.items():
            action = self.addAction(text)
            action.setObjectName(f"{prefix}{name}")
            action.setCheckable(True)
            action.triggered.connect(lambda _checked, n=name: self.choose(n))
            group.addAction(action)
            self._actions[name] = action
        self._actions[choice].setChecked(True)

    def choose(self, name: str) -> None:
        """Make the choice of this name."""
        self.choice = name
        self._actions[name].setChecked(True)
        self.chosen.emit(name)
