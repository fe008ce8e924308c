"""Tabs: pages whose panels are made when they are first needed, with actions from the start."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.layouts import column


class Panel(FollowingView):
    """The base of what is in a tab. A hidden panel costs nothing: it is refreshed when shown."""

    changed = Signal()
    """Its tab's actions can do something else now."""


P = TypeVar("P", bound=Panel)


class Tab(QWidget, Generic[P]):
    """A page of the window's tabs: its title, a sentence about it, its panel and its actions.

    Its actions use the `panel`, which is made by that if need be.
    """

    made = Signal()
    """The panel is made."""
    changed = Signal()
    """The actions can do something else now."""

    def __init__(
        self,
        title: str,
        about: str,
        module: str,
        make: Callable[[], P],
        actions: "Callable[[Tab[P]], Sequence[QAction]]" = lambda _tab: (),
    ) -> None:
        """module: the panel's. make: makes the panel."""
        super().__init__()
        self.title, self.about, self._module, self._make = title, about, module, make
        self._panel: P | None = None
        self.entries = actions(self)

    def load(self) -> object:
        """Import what the panel needs, on any thread, so that to make it takes less time."""
        return import_module(self._module)

    @property
    def is_made(self) -> bool:
        """Whether the panel is made."""
        return self._panel is not None

    @property
    def panel(self) -> P:
        """The panel, made now if need be."""
        if self._panel is None:
            self._panel = panel = self._make()
            panel.changed.connect(self.changed)
            layout = column(panel, of=self)
            self.made.emit()
            # Qt would show and place it an event later.
            if not panel.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
                panel.show()
            layout.activate()
            self.changed.emit()
        return self._panel

    def bring(self) -> P:
        """Bring the tab to the front; its panel."""
        around = self.parentWidget()
        while not isinstance(around, QTabWidget):
            assert around is not None
            around = around.parentWidget()
        around.setCurrentWidget(self)
        return self.panel

    def showEvent(self, event: QShowEvent) -> None:
        _made = self.panel
        super().showEvent(event)
