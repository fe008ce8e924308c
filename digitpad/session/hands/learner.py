"""Has a copy of the network in use learn the chosen hand, and takes it into use as a run."""

from PySide6.QtCore import QObject, Signal

from digitpad.core.data.classes import DIGITS
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.written_digits import WrittenDigit
from digitpad.core.text import in_a_row
from digitpad.session.facts import JobState, NetworkFileState, Snapshot
from digitpad.session.hands.hand_list import HandList
from digitpad.session.hands.hand_questions import Learning, learn_hand
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.runs.run import Run
from digitpad.session.session import Session

KIND = "learn my digits"
SEED = 1  # the same digits give the same network
POINTS_LOST = 0.3  # in percent of MNIST's test images: where it is more, it is said


class Learner(QObject):
    """Has a copy learn, and uses it then; `learning` is what is known of it, None if nothing is.

    It is about the chosen hand and the network in use: if either is replaced by another, or
    training begins before the copy has learnt, it is dropped.
    """

    changed = Signal()
    """More is known, or it was dropped; or `why_not` or `can_undo` has changed."""
    used = Signal()
    """Another network is in use: the copy, or again the one before."""
    failed = Signal(str)
    """The hand cannot be learnt; carries a sentence."""

    def __init__(
        self, session: Session, measurer: Measurer, hands: HandList, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._measurer, self._hands = session, measurer, hands
        self.learning: Learning | None = None
        self.is_learning = False
        self._before: tuple[Run | None, NetworkFileState] | None = None  # the copy was used
        session.network_changed.connect(self._take_network)
        hands.chosen.connect(lambda _: self.drop())
        session.job_changed.connect(self._take_job)
        for changed in (session.data_changed, hands.changed):
            changed.connect(self._tell)

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
        network, run, hand = self._session.network, self._session.run, self._hands.hand
        self._before = None
        self.is_learning = True
        has_learnt = run is not None and hand.id in run.hands
        self.learning = Learning(network, hand.id, len(hand.digits), has_learnt)
        question = learn_hand(self.learning, hand, SEED, self._hands.others())
        self._measurer.ask(KIND, question, self._take, data=DataSpec(), refused=self._fail)
        self.changed.emit()

    def drop(self) -> None:
        """Give up learning, and forget what is known; the network in use stays."""
        self._measurer.give_up(KIND)
        self.is_learning = False
        self.learning = self._before = None
        self.changed.emit()

    def _take(self, learning: Learning) -> None:
        self.learning, self.is_learning = learning, not learning.is_done
        if learning.network is not None:
            session, hand = self._session, self._hands.hand
            self._before = session.run, session.file
            name = f"{session.title} + {hand.name}"
            session.use_copy(learning.network, name=name, hand=hand.id)
            self.used.emit()
        self.changed.emit()

    def _fail(self, sentence: str) -> None:
        self.drop()
        self.failed.emit(sentence)

    def _take_network(self, snapshot: Snapshot) -> None:
        """Drop what is about another network than the one in use."""
        learning = self.learning
        if learning is not None and snapshot.network is not (learning.network or learning.original):
            self.drop()
        else:
            self._tell()

    def _take_job(self, _job: JobState) -> None:
        """Give up learning where training begins: what is trained must not be replaced."""
        if self.is_learning and not self._session.is_idle:
            self.drop()
        else:
            self._tell()

    def _tell(self, *_changed: object) -> None:
        self.changed.emit()

    def left_out(self) -> list[WrittenDigit]:
        """The hand's digits that were left out when it was learnt, as they are labelled today."""
        ids = () if self.learning is None else self.learning.left_out
        return [digit for digit in self._hands.hand.digits if digit.id in ids]

    @property
    def can_undo(self) -> bool:
        """Whether the network before the copy can be used again."""
        return self._before is not None and self._session.is_idle

    def undo(self) -> None:
        """Use the network before the copy again, with its run and file."""
        before = self._before
        if self.can_undo and before is not None:
            self.drop()
            self._session.come_back(*before)
            self.used.emit()
