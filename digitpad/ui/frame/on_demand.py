"""A panel that is made when it is first shown, so that the window is there sooner."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from digitpad.ui.frame.panel import Panel


class PanelOnDemand(Panel):
    """A placeholder for a panel without actions, which makes it when it is first shown."""

    is_made_on_demand = True
    status_message = Signal(str)
    """Carries a line for the status bar."""

    def __init__(self, title: str, make: Callable[[], Panel]) -> None:
        super().__init__()
        self.title = title
        self._make = make
        self._panel: Panel | None = None

    @property
    def keys(self) -> Sequence[tuple[str, str]]:  # type: ignore[override]
        self.make_ready()
        return self._panel.keys if self._panel is not None else ()

    def furnish(self) -> None:
        self._panel = self._make()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._panel)

    def fit_size(self) -> None:
        if self._panel is not None:
            self._panel.fit_size()
