"""Asks how the chosen hand is read, and lets a copy of the network in use learn it."""

import itertools
import re
from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QObject, Signal

from digitpad.core.data.hands import WrittenDigit
from digitpad.core.network import Network
from digitpad.core.text import in_a_row
from digitpad.session.hands.hand_learning import (
    HandLearning,
    HandReading,
    ReadDigit,
    learn_hand,
    reading_of_hand,
)
from digitpad.session.hands.hand_list import HandList
from digitpad.session.measurer import Measurer, Task
from digitpad.session.question import Question
from digitpad.session.runs.queue_state import QueueState
from digitpad.session.session import InUse, Session
from digitpad.session.undo import UndoStep
from digitpad.session.watch import Watch


class HandReader(Watch[HandReading]):
    """Reads the chosen hand, and again whenever it or the network changes."""

    def __init__(self, session: Session, measurer: Measurer, hands: HandList) -> None:
        facts = session.network_changed, hands.changed, session.data_changed
        super().__init__(measurer, self._reading, *facts)
        hands.chosen.connect(self.forget)
        self._session, self._hands = session, hands

    def _reading(self) -> Question[HandReading]:
        session, run = self._session, self._session.run
        return partial(
            reading_of_hand,
            network=session.whole_network,
            name=session.title_and_epoch,
            reads_digits=session.reads_digits,
            hand=self._hands.hand,
            has_learnt=run is not None and run.has_learnt_hand(self._hands.hand.id) is True,
        )

    def in_doubt(self, left_out: Collection[str]) -> list[ReadDigit]:
        """The digits of the chosen hand whose labels to ask about.

        left_out: the ids of digits that were left out from learning.
        """
        if self.found is None:
            return []
        unconfirmed = {d.id for d in self._hands.hand.digits if not d.is_confirmed}
        asked = self.found.in_doubt.union(left_out) & unconfirmed
        return [digit for digit in self.found.digits if digit.written.id in asked]


class Learner(QObject):
    """Lets a copy of the network in use learn the chosen hand, and then uses the copy.

    learning: what is known of it; None if nothing is. It is dropped if another network or hand is
    chosen, or training begins before the copy has learnt.
    """

    changed = Signal()
    """`learning`, `is_learning` or `why_not` may have changed."""

    def __init__(self, session: Session, measurer: Measurer, hands: HandList) -> None:
        super().__init__(measurer)
        self._session, self._measurer, self._hands = session, measurer, hands
        self.learning: HandLearning | None = None
        self._task: Task | None = None
        session.network_changed.connect(self._take_network)
        hands.chosen.connect(lambda _: self.drop())
        session.queue.changed.connect(self._take_job)
        for changed in (session.data_changed, hands.changed):
            changed.connect(self._tell)

    @property
    def is_learning(self) -> bool:
        """Whether a copy is learning."""
        return self._task is not None

    def why_not(self) -> str:
        """Why the hand cannot be learnt now, as a sentence; empty if it can."""
        missing = [digit for digit, count in enumerate(self._hands.hand.counts()) if not count]
        if not self._session.reads_digits:
            return (
                f"{self._session.title} reads {self._session.classes[0]}, "
                f"{self._session.classes[1]} and so on. Use a network that reads digits."
            )
        if len(missing) == 10:
            return "One of each digit is enough to begin."
        if missing:
            are = "are" if len(missing) > 1 else "is"
            return f"One of each is needed: {in_a_row(missing)} {are} missing."
        if self._session.learns:
            return "The network is being trained. Stop that first."
        return ""

    def learn(self) -> None:
        """Begin to learn the chosen hand; nothing if there is a `why_not`."""
        if self.why_not() or self.is_learning:
            return
        network, run, hand = self._session.whole_network, self._session.run, self._hands.hand
        has_learnt = False if run is None else run.has_learnt_hand(hand.id)
        asked = tuple(digit.id for digit in self.left_out() if not digit.is_confirmed)
        self.learning = HandLearning(network, asked)
        question = partial(
            learn_hand, network=network, hand=hand, has_learnt=has_learnt, asked=asked
        )
        self._task = self._measurer.ask(question, self._take, self._fail)
        self.changed.emit()

    def drop(self) -> None:
        """Give up learning, and forget what is known; the network in use stays."""
        if self._task is not None:
            self._task.give_up()
        self._task = self.learning = None
        self.changed.emit()

    def _take(self, learning: HandLearning, is_whole: bool) -> None:
        self.learning, self._task = learning, None if is_whole else self._task
        if learning.network is not None:
            session, hand = self._session, self._hands.hand
            before, old = [session.in_use()], session.run_id
            session.use_copy(learning.network, name=self._free_title(hand.name), hand=hand)
            copy, new = [session.in_use()], session.run_id
            name, swap = f"Learning of {hand.name}", self._swap
            forth, back = partial(swap, before, copy), partial(swap, copy, before)
            can_redo, can_undo = (lambda: session.run_id == old), (lambda: session.run_id == new)
            step = UndoStep(name, forth, back, waits=True, can_redo=can_redo, can_undo=can_undo)
            session.undo.push(step)
        self.changed.emit()

    def _free_title(self, hand: str) -> str:
        """A title that no run has: "run 1 + Ada", then "run 1 + Ada 2". hand: its name."""
        before = re.sub(rf" \+ {re.escape(hand)}( \d+)?$", "", self._session.title)
        taken = {run.title for run in self._session.runs.listed()}
        titles = (f"{before} + {hand}{f' {n}' if n > 1 else ''}" for n in itertools.count(1))
        return next(title for title in titles if title not in taken)

    def _fail(self, sentence: str) -> None:
        self.drop()
        self._session.tell(sentence)

    def _take_network(self, network: Network) -> None:
        """Drop `learning` if it is about another network than the one in use."""
        learning = self.learning
        if learning is not None and network is not (learning.network or learning.original):
            self.drop()
        else:
            self._tell()

    def _take_job(self, _job: QueueState) -> None:
        """Give up learning when training begins: a network that trains must not be replaced."""
        if self.is_learning and self._session.learns:
            self.drop()
        else:
            self._tell()

    def _tell(self, *_changed: object) -> None:
        self.changed.emit()

    def left_out(self) -> list[WrittenDigit]:
        """The hand's digits that were left out from learning, as they are labelled today."""
        ids = () if self.learning is None else self.learning.left_out
        return [digit for digit in self._hands.hand.digits if digit.id in ids]

    def _swap(self, old: list[InUse], new: list[InUse]) -> None:
        old[:] = [self._session.in_use()]  # it may have changed since
        self.drop()
        self._session.use_again(*new)
