"""Tabs: pages that make their panels when first needed, but have their actions from the start."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.layouts import column


class Panel(FollowingView):
    """The base of a tab's content. A hidden panel costs nothing: it is refreshed when shown."""

    changed = Signal()
    """The tab's actions may be enabled or disabled now."""


P = TypeVar("P", bound=Panel)


class Tab(QWidget, Generic[P]):
    """A page of the window's tabs: its title, a sentence about it, its panel and its actions.

    An action that uses the `panel` makes it if need be.
    """

    made = Signal()
    """The panel was made."""
    changed = Signal()
    """The actions may be enabled or disabled now."""

    def __init__(
        self,
        title: str,
        about: str,
        module: str,
        make: Callable[[], P],
        actions: "Callable[[Tab[P]], Sequence[QAction]]" = lambda _tab: (),
    ) -> None:
        """about: the sentence. module: the panel's, within `ui/`. make: makes the panel."""
        super().__init__()
        self.title, self.about, self._module, self._make = title, about, module, make
        self._panel: P | None = None
        self.entries = actions(self)

    def load(self) -> object:
        """Import what the panel needs, on any thread, before it is made."""
        return import_module(f"digitpad.ui.{self._module}")

    @property
    def is_made(self) -> bool:
        """Whether the panel was made."""
        return self._panel is not None

    @property
    def panel(self) -> P:
        """The panel, made now if need be."""
        if self._panel is None:
            self._panel = panel = self._make()
            panel.changed.connect(self.changed)
            layout = column(panel, of=self)
            self.made.emit()
            # Qt would show it and lay it out one event later.
            if not panel.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
                panel.show()
            layout.activate()
            self.changed.emit()
        return self._panel

    def bring(self) -> P:
        """Bring the tab to the front and return its panel."""
        around = self.parentWidget()
        while not isinstance(around, QTabWidget):
            assert around is not None
            around = around.parentWidget()
        around.setCurrentWidget(self)
        return self.panel

    def showEvent(self, event: QShowEvent) -> None:
        _made = self.panel
        super().showEvent(event)
