"""A panel that is made when it is first shown, so that the window is there sooner."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from digitpad.ui.frame.panel import Panel
from digitpad.ui.parts.layouts import column

Made = TypeVar("Made", bound=Panel)


class PanelOnDemand(Panel, Generic[Made]):
    """A placeholder for a panel without actions, which makes it when it is first shown."""

    is_made_on_demand = True

    def __init__(self, title: str, make: Callable[[], Made]) -> None:
        super().__init__()
        self.title = title
        self._make = make
        self._panel: Made | None = None

    @property
    def panel(self) -> Made:
        """What it stands for, made now if need be."""
        self.make_ready()
        assert self._panel is not None
        return self._panel

    @property
    def keys(self) -> Sequence[tuple[str, str]]:  # type: ignore[override]
        return self.panel.keys

    def furnish(self) -> None:
        self._panel = self._make()
        self._panel.status_message.connect(self.status_message)
        column(self._panel, of=self)

    def fit_size(self) -> None:
        if self._panel is not None:
            self._panel.fit_size()
