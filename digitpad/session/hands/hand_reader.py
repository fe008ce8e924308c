"""Asks how the network in use reads the digits of the chosen hand, and of other hands."""

from collections.abc import Collection

from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core.data.classes import DIGITS
from digitpad.session.hands.hand_list import HandList
from digitpad.session.hands.hand_questions import HandReading, Pictures, ReadDigit, read_hand
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.session import Session

KIND = "my digits"


class HandReader(QObject):
    """Reads the hand anew when it or the network changes, while somebody watches.

    `reading` is the last one; None at first.
    """

    read = Signal(object)
    """Carries a HandReading."""

    def __init__(
        self, session: Session, measurer: Measurer, hands: HandList, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._measurer, self._hands = session, measurer, hands
        self.reading: HandReading | None = None
        self._is_watched = self._is_stale = False
        self._pictures: dict[str, Pictures] = {}
        self._soon = QTimer(self, singleShot=True)  # several changes come together
        self._soon.timeout.connect(self._ask)
        session.network_changed.connect(self._note)
        session.data_changed.connect(self._note)  # its classes may be others
        hands.changed.connect(self._note)
        hands.listed.connect(self._note)
        self._note()

    def watch(self, is_watched: bool) -> None:
        """Keep `reading` up to date from now on, or no longer."""
        self._is_watched = is_watched
        if is_watched and self._is_stale:
            self._soon.start(0)

    def _note(self, *_changed: object) -> None:
        self._is_stale = True
        if self._is_watched and not self._soon.isActive():
            self._soon.start(0)

    def _ask(self) -> None:
        self._is_stale = False
        session, hand = self._session, self._hands.hand
        wanted = HandReading(
            session.network,
            hand.id,
            reads_digits=session.classes == DIGITS,
            name=session.title,
            learnt=() if session.run is None else session.run.hands,
        )
        question = read_hand(wanted, hand.digits, self._hands.others(), self._pictures)
        self._measurer.ask(KIND, question, self._take, hurries=session.is_idle)

    def _take(self, reading: HandReading) -> None:
        if reading.hand_id == self._hands.hand.id:
            self.reading = reading
            self.read.emit(reading)

    def doubted(self, left_out: Collection[str]) -> ReadDigit | None:
        """A digit of the chosen hand to ask about, if there is one.

        It is one of those left out from learning, by their ids, or else one that is contradicted.
        """
        reading = self.reading
        if reading is None or reading.hand_id != self._hands.hand.id:
            return None
        unsaid = {d.id for d in self._hands.hand.digits if not d.is_confirmed}
        asked = [d for d in reading.digits if d.written.id in unsaid]
        first = [d for d in asked if d.written.id in left_out]
        return next(iter(first + [d for d in asked if d.is_contradicted]), None)
