"""Draws several things in turns, so that the pen never waits for two of them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, SignalInstance
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

Draw = Callable[[], bool]


class InTurn(QObject):
    """Draws the parts of a widget one at a time, while it is visible.

    draws: each draws one part, or a piece of it: whether it is done. every: milliseconds from one
    to the next. after: milliseconds before the first one.
    """

    def __init__(self, widget: QWidget, every: int, *draws: Draw, after: int = 0) -> None:
        super().__init__(widget)
        self._widget, self._every, self._draws, self._after = widget, every, draws, after
        self._behind: list[Draw] = []
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._draw_next)

    def draw_soon(self, *_told: object) -> None:
        """Draw all parts soon, if they are visible; those that wait already come first."""
        self._behind += [draw for draw in self._draws if draw not in self._behind]
        if self._widget.isVisible() and not self._soon.isActive():
            self._soon.start(self._after)

    def draw_all(self) -> None:
        """Draw all parts at once, when nothing else is going on."""
        self._behind = list(self._draws)
        while self._behind and self._draw_first():
            pass
        if self._behind:
            self._soon.start(0)

    def _draw_next(self) -> None:
        if self._behind and self._widget.isVisible():
            self._soon.start(self._every if self._draw_first() else 0)

    def _draw_first(self) -> bool:
        if not self._behind[0]():
            return False
        del self._behind[0]
        return True


class FollowingView(QWidget):
    """A view that is refreshed after some facts, but only while it is visible."""

    def __init__(self) -> None:
        super().__init__()
        self._turn: InTurn | None = None
        self._is_stale = True

    def follow(self, *facts: SignalInstance, after: int = 0) -> None:
        """Be refreshed after each of these facts. after: milliseconds later, so that a view is not
        painted together with others, which would hold up the pen."""
        if after:
            self._turn = InTurn(self, 0, self._refresh_if_stale, after=after)
        for fact in facts:
            fact.connect(self.refresh_soon)

    def refresh(self) -> None:
        """Show what there is to see now."""

    def refresh_soon(self, *_told: object) -> None:
        """Refresh the view; a hidden one when it is shown again."""
        self._is_stale = True
        if self._turn is not None:
            self._turn.draw_soon()
        else:
            self._refresh_if_stale()

    def _refresh_if_stale(self) -> bool:
        if self._is_stale and self.isVisible():
            self._is_stale = False
            self.refresh()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh_soon()
