"""Tabs: pages that make their panels when first needed, but have their actions from the start."""

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.layouts import column


class Panel(FollowingView):
    """The base of a tab's content. A hidden panel costs nothing: it is refreshed when shown."""

    changed = Signal()
    """The tab's actions may be enabled or disabled now."""


class Tab(QWidget):
    """A page of the window's tabs: its title, a sentence about it, its panel and its actions.

    An action that uses the `panel` makes it if need be. Panels are typed as Any: to name their
    classes is to import them.
    """

    made = Signal()
    """The panel was made."""
    changed = Signal()
    """The actions may be enabled or disabled now."""

    def __init__(
        self,
        title: str,
        about: str,
        panel: str,
        arguments: Callable[[], Iterable[object]],
        actions: "Callable[[Tab], Sequence[QAction]]" = lambda _tab: (),
        connect: Callable[[Any], object] = lambda _panel: None,
    ) -> None:
        """about: the sentence. panel: its module within `ui/` and its class, which is called with
        these arguments. connect: connects the panel with other rooms."""
        super().__init__()
        self.title, self.about = title, about
        self._class, self._arguments, self._connect = panel, arguments, connect
        self._panel: Panel | None = None
        self.entries = actions(self)

    def load(self) -> Any:
        """Import what the panel needs, on any thread, before it is made; returns its class."""
        module, _, name = self._class.partition(":")
        return getattr(import_module(f"digitpad.ui.{module}"), name)

    @property
    def is_made(self) -> bool:
        """Whether the panel was made."""
        return self._panel is not None

    @property
    def panel(self) -> Any:
        """The panel, made now if need be."""
        if self._panel is None:
            self._panel = panel = self.load()(*self._arguments())
            self._connect(panel)
            panel.changed.connect(self.changed)
            layout = column(panel, of=self)
            self.made.emit()
            # Qt would show it and lay it out one event later.
            if not panel.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
                panel.show()
            layout.activate()
            self.changed.emit()
        return self._panel

    def bring(self) -> Any:
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
