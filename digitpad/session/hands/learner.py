"""Has a copy of the network in use learn the chosen hand, and keeps it as a run."""

from PySide6.QtCore import QObject, Signal

from digitpad.core.data.classes import DIGITS
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.network import Network
from digitpad.core.text import in_a_row
from digitpad.session.facts import NetworkFileState, Snapshot
from digitpad.session.hands.hand_list import HandList
from digitpad.session.hands.hand_questions import Learning, learn_hand
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.runs.run import Run
from digitpad.session.session import Session

KIND = "learn my digits"
SEED = 1  # the same digits give the same network
POINTS_LOST = 0.3  # in percent of MNIST's test images: more is said before it is kept


class Learner(QObject):
    """Has a copy learn; `learning` is what is known of it, None if there is no copy.

    The copy belongs to the network in use and to the chosen hand: if either is replaced, the copy
    is dropped.
    """

    changed = Signal()
    """More is known, the copy was dropped, or `why_not` has changed."""
    returned = Signal()
    """The network before the copy is in use again."""

    def __init__(
        self, session: Session, measurer: Measurer, hands: HandList, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._measurer, self._hands = session, measurer, hands
        self.learning: Learning | None = None
        self.is_learning = False
        self._before: tuple[Run | None, NetworkFileState] | None = None  # before it was kept
        self._kept: Network | None = None
        session.network_changed.connect(self._take_network)
        hands.chosen.connect(lambda _: self.drop())
        for changed in (session.job_changed, session.data_changed, hands.changed):
            changed.connect(self._tell)
        measurer.failed.connect(self._take_failure)

    def why_not(self) -> str:
        """Why the hand cannot be learnt now, as a sentence; empty where it can."""
        missing = [digit for digit, count in enumerate(self._hands.hand.counts()) if not count]
        if self._session.classes != DIGITS:
            return (
                f"{self._session.title} reads {self._session.classes[0]}, "
                f"{self._session.classes[1]} and so on, and no digits: it has no outputs that "
                "these could teach. Use a network that reads digits."
            )
        if missing:
            are = "are" if len(missing) > 1 else "is"
            return f"One of each is needed: {in_a_row(missing)} {are} missing."
        if not self._session.is_idle:
            return "The network is being trained. Stop that first."
        return ""

    def learn(self) -> None:
        """Begin to learn the chosen hand; nothing if there is a `why_not`."""
        if self.why_not() or self.is_learning:
            return
        network, hand = self._session.network, self._hands.hand
        self._before = self._kept = None
        self.is_learning = True
        self.learning = Learning(network, hand.id, len(hand.digits))
        question = learn_hand(network, hand, SEED, self._hands.others())
        self._measurer.ask(KIND, question, self._take, data=DataSpec())
        self.changed.emit()

    def drop(self) -> None:
        """Give up learning, and drop the copy."""
        self._measurer.give_up(KIND)
        self.is_learning = False
        self.learning = self._before = self._kept = None
        self.changed.emit()

    def _take(self, learning: Learning) -> None:
        self.learning, self.is_learning = learning, not learning.is_done
        self.changed.emit()

    def _take_failure(self, _sentence: str) -> None:
        if self.is_learning:
            self.drop()

    def _take_network(self, snapshot: Snapshot) -> None:
        """Drop a copy of another network than the one in use."""
        learning = self.learning
        if learning is not None and snapshot.network not in (learning.original, self._kept):
            self.drop()
        else:
            self._tell()

    def _tell(self, *_changed: object) -> None:
        self.changed.emit()

    # Keeping it.

    @property
    def can_keep(self) -> bool:
        """Whether there is a copy that is not yet kept."""
        return self.learning is not None and self.learning.is_done and self._kept is None

    @property
    def is_kept(self) -> bool:
        """Whether the copy is now in use."""
        return self._kept is not None

    def keep(self) -> None:
        """Use the copy that has learnt the hand, as a run of its own."""
        if self.can_keep:
            assert self.learning is not None and self.learning.network is not None
            name = f"{self._session.title} + {self._hands.hand.name}"
            self._before = self._session.run, self._session.file
            self._kept = self.learning.network
            self._session.use_copy(self._kept, name=name, hand=self._hands.hand.id)

    def back(self) -> None:
        """Drop the copy; if it is in use, use the network before it again."""
        before = self._before
        self.drop()
        if before is not None:
            self._session.come_back(*before)
            self.returned.emit()
