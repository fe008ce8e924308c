"""Keeps the images that excite the chosen neuron up to date."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from digitpad.core.network import Network
from digitpad.session.measuring.inspector import Excited, Inspector
from digitpad.session.measuring.pace import Pace
from digitpad.ui.inside.seen import Seen

SOON = 150  # milliseconds of delay, as the next neuron may be chosen at once
RESTS = 8  # a rest is so many times as long as a search: the images change slowly


class ExcitementSearch(QObject):
    """Asks the inspector when another neuron is chosen, or the network has changed."""

    began = Signal()
    """A search for another neuron has begun; there is no result yet."""
    found = Signal(object)
    """A search has ended; carries an Excited."""

    def __init__(
        self, inspector: Inspector, seen_now: Callable[[], Seen | None], parent: QObject
    ) -> None:
        """seen_now: returns what is looked at now; None if the tab is not visible."""
        super().__init__(parent)
        self._inspector, self._seen_now = inspector, seen_now
        self._asked: tuple[Network, int, int] | None = None
        self._place: tuple[int, int] | None = None  # layer and number of the neuron looked at
        self._pace = Pace(SOON, self, rests=RESTS)
        self._pace.due.connect(self._ask)
        inspector.excited.connect(self._take)

    def look(self, seen: Seen) -> None:
        """Search soon, if the last search was for another neuron or network."""
        is_other = self._place != (seen.layer, seen.neuron)
        if is_other:
            self._place = seen.layer, seen.neuron
            self.began.emit()
        if self._asked != (seen.network, seen.layer, seen.neuron):
            self._pace.ask(hurry=is_other or not seen.trains)

    def forget(self) -> None:
        """Forget the last search, as there are other data."""
        self._asked = self._place = None

    def _ask(self) -> None:
        seen = self._seen_now()
        if seen is None:
            return
        self._asked = seen.network, seen.layer, seen.neuron
        self._inspector.find_excitement(*self._asked)

    def _take(self, excited: Excited) -> None:
        self._pace.end()
        if self._place == (excited.layer, excited.neuron):  # if not, the next search comes soon
            self.found.emit(excited)
