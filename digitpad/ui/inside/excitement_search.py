"""Keeps what is known of the images that excite the chosen neuron up to date."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from digitpad.core.network import Network
from digitpad.session.measuring.inspector import Excited, Inspector
from digitpad.session.measuring.pace import Pace
from digitpad.ui.inside.seen import Seen

SOON = 150  # milliseconds, in which another neuron may be chosen
RESTS = 8  # times as long as a search took: the images change slowly, and the pen comes first


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
        self._pace = Pace(SOON, self, rests=RESTS)
        self._pace.due.connect(self._ask)
        inspector.excited.connect(self._take)

    def look(self, seen: Seen) -> None:
        """Search soon, where something else is looked at than was searched for last."""
        is_other = self._place != (seen.layer, seen.neuron)
        if is_other:
            self._place = seen.layer, seen.neuron
            self.began.emit()
        if self._asked != (seen.network, seen.layer, seen.neuron):
            self._pace.ask(hurry=is_other or not seen.trains)

    def forget(self) -> None:
        """The images are others."""
        self._asked = self._place = None

    def _ask(self) -> None:
        seen = self._seen_now()
        if seen is None:
            return
        self._asked = seen.network, seen.layer, seen.neuron
        self._inspector.find_excitement(*self._asked)

    def _take(self, excited: Excited) -> None:
        self._pace.end()
        if self._place == (excited.layer, excited.neuron):  # else another is asked for soon
            self.found.emit(excited)
