"""Views that follow what happens elsewhere, but only while they are seen."""

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget


class FollowingView(QWidget):
    """A view that is refreshed after some facts, but only while it is visible."""

    def __init__(self) -> None:
        super().__init__()
        self._is_stale = True

    def follow(self, *facts: SignalInstance) -> None:
        """Be refreshed after each of these facts."""
        for fact in facts:
            fact.connect(self.refresh_soon)

    def refresh(self) -> None:
        """Show what there is to see now."""

    def refresh_soon(self, *_told: object) -> None:
        """Refresh the view; a hidden one when it is shown again."""
        self._is_stale = not self.isVisible()
        if not self._is_stale:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh_soon()
