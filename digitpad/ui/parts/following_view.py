"""Views that follow what happens elsewhere, but only while they are seen."""

from PySide6.QtCore import QTimer, SignalInstance
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget


class FollowingView(QWidget):
    """A view that is refreshed after some facts, but only while it is visible."""

    def __init__(self) -> None:
        super().__init__()
        self._later: QTimer | None = None
        self._is_stale = True

    def follow(self, *facts: SignalInstance, after: int = 0) -> None:
        """Be refreshed after each of these facts. after: milliseconds later, so that a view is not
        painted together with others, which would hold up the pen."""
        if after:
            self._later = QTimer(self, singleShot=True)
            self._later.setInterval(after)
            self._later.timeout.connect(self._refresh_if_stale)
        for fact in facts:
            fact.connect(self.refresh_soon)

    def refresh(self) -> None:
        """Show what there is to see now."""

    def refresh_soon(self, *_told: object) -> None:
        """Refresh the view; a hidden one when it is shown again."""
        self._is_stale = True
        if self._later is None:
            self._refresh_if_stale()
        elif not self._later.isActive():
            self._later.start()

    def _refresh_if_stale(self) -> None:
        if self._is_stale and self.isVisible():
            self._is_stale = False
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh_soon()
