"""The base of views that follow signals, but only while they are visible."""

from PySide6.QtCore import QEvent, QTimer, Signal, SignalInstance
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget


class FollowingView(QWidget):
    """A view that is refreshed after some signals, but only while it is visible.

    pause: milliseconds from a signal to the refresh; signals in between cause no other one.
    painted: changes of the look that refresh it as well.
    """

    pause = 0
    painted: tuple[QEvent.Type, ...] = (QEvent.Type.PaletteChange,)  # colours of items, and icons
    looked_at = Signal(bool)
    """The view was shown or hidden; carries whether it is visible, for `Watch.look`."""

    def __init__(self) -> None:
        super().__init__()
        self._is_stale = True
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.refresh)

    def follow(self, *facts: SignalInstance) -> None:
        """Refresh the view after each of these signals."""
        for fact in facts:
            fact.connect(self.refresh_soon)

    def refresh(self) -> None:
        """Show the present state."""

    def refresh_soon(self, *_told: object) -> None:
        """Refresh the view; if it is hidden, once it is shown again."""
        self._is_stale = not self.isVisible()
        if self._is_stale:
            return
        if not self.pause:
            self.refresh()
        elif not self._soon.isActive():
            self._soon.start(self.pause)

    def refresh_next(self) -> None:
        """Refresh a visible view as soon as no event waits, whatever its pause."""
        self._is_stale = not self.isVisible()
        if not self._is_stale:
            self._soon.start(0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.looked_at.emit(True)
        if self._is_stale:
            self._is_stale = False
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.looked_at.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in self.painted:
            self.refresh_soon()
