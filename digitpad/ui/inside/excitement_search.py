"""Keeps what is known of the images that excite the chosen neuron up to date."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from digitpad.core.network import Network
from digitpad.session.inspector import Excited, Inspector
from digitpad.ui.inside.seen import Seen

AFTER = 150  # milliseconds in which nothing else is chosen
EVERY = 1500  # milliseconds, while a network trains


class ExcitementSearch(QObject):
    """Asks the inspector when another neuron is looked at, or the network answers otherwise."""

    began = Signal()
    """Of another neuron than before: nothing is known of it yet."""
    found = Signal(object)
    """Carries an Excited."""

    def __init__(
        self, inspector: Inspector, seen_now: Callable[[], Seen | None], parent: QObject
    ) -> None:
        """seen_now: what is looked at; None where nobody looks."""
        super().__init__(parent)
        self._inspector, self._seen_now = inspector, seen_now
        self._asked: tuple[Network, int, int] | None = None
        self._place: tuple[int, int] | None = None  # of the neuron that is looked at
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._ask)
        self._since = QElapsedTimer()
        inspector.excited.connect(self._take)

    def look(self, seen: Seen) -> None:
        """Search soon, where something else is looked at than was searched for last."""
        if self._place != (seen.layer, seen.neuron):
            self._place = seen.layer, seen.neuron
            self.began.emit()
        if self._asked == (seen.network, seen.layer, seen.neuron) or self._soon.isActive():
            return
        rested = self._since.elapsed() if self._since.isValid() else EVERY
        self._soon.start(max(AFTER, EVERY - rested) if seen.trains else AFTER)

    def forget(self) -> None:
        """The images are others."""
        self._asked = self._place = None

    def _ask(self) -> None:
        seen = self._seen_now()
        if seen is None:
            return
        self._asked = seen.network, seen.layer, seen.neuron
        self._since.start()
        self._inspector.find_excitement(*self._asked)

    def _take(self, excited: Excited) -> None:
        if self._place == (excited.layer, excited.neuron):  # else another is asked for soon
            self.found.emit(excited)
