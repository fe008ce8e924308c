"""Panels are the tabs, widgets that watch the session; other parts of the window have no widget."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QWidget

from digitpad.ui.parts.layouts import column
from digitpad.ui.parts.views import FollowingView

TABS = {
    "Train": "Describe a network, train it, and watch epoch by epoch how it learns.",
    "Runs": "Every run is kept: lay curves over one another, compare, go back.",
    "Experiments": "The book’s questions: guess, press Run, and see what comes out.",
    "Inside": "What goes on in the network while you draw: neurons, weights, arithmetic. Draw, and "
    "click on anything.",
    "Mistakes": "How good the network is, where it fails, and what would break it. Click a cell, "
    "and look at what was misread.",
    "My Digits": "Digits in your own hand: label what is misread, then let the network learn them.",
}  # explains each tab by its title
DIRECT = Qt.FindChildOption.FindDirectChildrenOnly


class Panel(FollowingView):
    """The base of all tabs. A hidden panel costs nothing: it is refreshed when it is shown.

    title: the tab's. entries: its actions.
    """

    title = ""
    status_message = Signal(str)
    """Carries a line for the status bar."""
    furnished = Signal()
    """The contents of the panel are made."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: Sequence[QAction] = ()
        self.is_ready = False

    def make_ready(self) -> None:
        """Make the contents, if they are not made yet."""
        if not self.is_ready:
            self.is_ready = True
            self.furnish()
            self.furnished.emit()
            for part in self.findChildren(QWidget, options=DIRECT):
                if not part.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
                    part.show()  # Qt would show and place it an event later
            if (layout := self.layout()) is not None:
                layout.activate()

    def furnish(self) -> None:
        """Make the contents; called once, when the panel is first shown or needed."""

    def showEvent(self, event: QShowEvent) -> None:
        self.make_ready()
        super().showEvent(event)


class PanelOnDemand(Panel):
    """A placeholder for a panel without actions, which makes it when it is first shown."""

    def __init__(self, title: str, make: Callable[[], Panel]) -> None:
        super().__init__()
        self.title = title
        self._make = make

    @property
    def panel(self) -> Any:
        """The panel it stands for, made now if need be."""
        self.make_ready()
        return self._panel

    def furnish(self) -> None:
        self._panel = self._make()
        self._panel.status_message.connect(self.status_message)
        column(self._panel, of=self)
