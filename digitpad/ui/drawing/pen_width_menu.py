"""The menu Pen Width: how wide strokes look on the canvas. The network reads the same."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from digitpad.session.drawing.drawing import DRAWN_WIDTH

# In units of the canvas's side.
WIDTHS = {
    "thin": ("&Thin", 0.5 * DRAWN_WIDTH),
    "usual": ("&Usual", DRAWN_WIDTH),
    "broad": ("&Broad", 1.6 * DRAWN_WIDTH),
}


class PenWidthMenu(QMenu):
    """The widths; `width_name` is the name of the chosen one."""

    chosen = Signal(float)
    """A width was chosen; carries it, in units of the canvas's side."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("&Pen Width", parent)
        self.width_name = "usual"
        group = QActionGroup(self)
        self._actions = {}
        for name, (text, _) in WIDTHS.items():
            action = self.addAction(text)
            action.setObjectName(f"action_pen_{name}")
            action.setCheckable(True)
            action.triggered.connect(lambda _checked, n=name: self.choose(n))
            group.addAction(action)
            self._actions[name] = action
        self._actions[self.width_name].setChecked(True)

    def choose(self, name: str) -> None:
        """Choose the width of this name."""
        self.width_name = name
        self._actions[name].setChecked(True)
        self.chosen.emit(WIDTHS[name][1])
