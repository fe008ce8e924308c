"""A hand as the data in use: what Train learns from, and what Inside looks through."""

from PySide6.QtCore import QObject, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.written_digits import why_no_data
from digitpad.session.hands.hand_list import HandList
from digitpad.session.session import Session


class HandInUse(QObject):
    """Uses a hand as the data, and follows its changes: of its digits, its name, its deletion.

    The training process reads the hand from the disk, so this waits for what is being written. A
    job under way keeps the digits that it began with.
    """

    left = Signal(str)
    """MNIST has replaced the hand, which cannot be used any more; carries a sentence."""
    failed = Signal(str, str)
    """A hand cannot be used as data; carries a title and a sentence."""

    def __init__(self, session: Session, hands: HandList) -> None:
        super().__init__(session)
        self._session, self._hands = session, hands
        self._wanted = ""  # the id of a hand to use as soon as it is read
        hands.settled.connect(self._follow)
        hands.deleted.connect(self._follow)
        session.job_changed.connect(self._follow)

    def use(self, hand_id: str) -> None:
        """Use this hand as the data, as it is on the disk; during a job this does nothing."""
        if self._session.is_idle:
            self._wanted = hand_id
            self._hands.read()  # another window may have changed it

    def _follow(self, *_changed: object) -> None:
        if not (self._hands.is_settled and self._session.is_idle):
            return
        wanted, self._wanted = self._wanted, ""
        if wanted and (why := self._why_not(wanted)):
            self.failed.emit("The hand cannot be used as data", why)
        elif wanted:
            self._session.use_data(self._data(wanted))
        elif (in_use := self._session.chosen_data.hand) is not None:
            if why := self._why_not(in_use.id, in_use.name):
                self._session.use_data(DataSpec())
                self.left.emit(f"{why} MNIST is in use in its place.")
            else:
                data = self._data(in_use.id)
                assert data.hand is not None
                if (data.hand, data.hand.name) != (in_use, in_use.name):
                    self._session.use_data(data)

    def _why_not(self, hand_id: str, name: str = "The hand") -> str:
        hand = self._hands.find(hand_id)
        return f"{name} was deleted." if hand is None else why_no_data(hand)

    def _data(self, hand_id: str) -> DataSpec:
        return DataSpec(hand=self._hands.spec_of(hand_id))
