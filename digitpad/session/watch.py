"""A watch keeps the answer to a question while somebody looks, and asks again when facts change.

While nobody looks it asks nothing. Several facts at once lead to one question, and a new question
replaces the one under way. The old answer stays until the new one is whole.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any, Generic

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance

from digitpad.session.measurer import Measurer, Task
from digitpad.session.question import Answer, Question
from digitpad.session.runs.words import is_tested
from digitpad.session.session import Session

# Milliseconds from a fact to the question, as several facts come together; and from the last of
# many facts that come one after the other, as while the timeline is dragged.
SOON, SETTLED = 30, 150
# While a network trains, the next question comes at least PACE milliseconds after an answer, and at
# least RESTS times as long after it as the answer took.
PACE, RESTS = 1000, 8


class Watch(QObject, Generic[Answer]):
    """Asks a question when somebody looks, and again after facts that may change its answer.

    found: the last whole answer, or a part if there is none; None if nothing is known. refusal: why
    there is no answer, a sentence; empty if there may be one. A refused question is asked again
    when somebody looks again.
    """

    answered = Signal(object)
    """Carries `found`."""
    refused = Signal(str)
    """The question cannot be answered; carries `refusal`."""

    def __init__(
        self,
        measurer: Measurer,
        question: Callable[[], Question[Answer] | None],
        *facts: SignalInstance,
        by_parts: bool = False,
    ) -> None:
        """question: returns the question to ask now, or None; an equal question about the same data
        is not asked again. facts: signals for `note`. Connect signals that make the old answer
        wrong, and not only old, to `forget`. by_parts: whether a part of the new answer takes the
        place of the old whole one, and stays if the rest is refused."""
        super().__init__(measurer)
        self.found: Answer | None = None
        self.refusal = ""
        self._measurer, self._question, self._by_parts = measurer, question, by_parts
        self._is_looked_at = self._is_whole = False
        self._asked: Question[Answer] | None = None  # the question that `found` or the task answers
        self._data = measurer.data  # in use when it was asked
        self._task: Task | None = None
        # By time.monotonic: when it was asked, and when it may be asked again.
        self._asked_at = self._due = 0.0
        self._noted_at = 0.0  # when the last fact came
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._ask)
        for fact in facts:
            fact.connect(self.note)

    def look(self, wanted: bool) -> None:
        """Say whether somebody looks."""
        self._is_looked_at = wanted
        if not wanted:
            self._soon.stop()
            if self._task is not None:
                self._give_up()
        elif self.refusal:
            self.forget()
        else:
            self.ask()

    def ask(self, *, unseen: bool = False) -> None:
        """Ask at once, even while a network trains. unseen: even if nobody looks."""
        is_due = 0 <= self._soon.remainingTime() <= SOON
        if (self._is_looked_at or unseen) and not is_due:
            self._soon.start(SOON)

    def _wait(self) -> None:
        """Ask soon; while facts come one after the other, once they rest."""
        now = time.monotonic()
        is_first, self._noted_at = now - self._noted_at > SETTLED / 1000, now
        self._soon.start(SOON if is_first else SETTLED)

    def note(self, *_told: object) -> None:
        """Ask again, if somebody looks; while a network trains, at most once a second.

        A question under way is then answered first: otherwise none ever would be.
        """
        if not self._is_looked_at:
            return
        if not self._measurer.trains:
            self._wait()  # from the last fact on, as while a pen moves
        elif self._task is None and not self._soon.isActive():
            self._soon.start(max(SOON, round(1000 * (self._due - time.monotonic()))))

    def forget(self, *_told: object) -> None:
        """Forget the answer, and ask again if somebody looks."""
        self._give_up()
        self._show(None, False)
        if self._is_looked_at:
            self._wait()

    def _ask(self) -> None:
        self._soon.stop()
        question, data = self._question(), self._measurer.data
        if question is None or data != self._data:
            self._give_up()
            self._show(None, False)
        self._data = data
        if question is not None and not _are_same(question, self._asked):
            self._give_up()
            self._asked, self._asked_at = question, time.monotonic()
            self._task = self._measurer.ask(question, self._take, self._refuse)

    def _give_up(self) -> None:
        self._soon.stop()
        self._asked = None
        if self._task is not None:
            self._task.give_up()
            self._task = None

    def _take(self, found: Answer, is_whole: bool) -> None:
        if is_whole:
            now = time.monotonic()
            self._task, self._due = None, now + max(PACE / 1000, RESTS * (now - self._asked_at))
        if is_whole or self._by_parts or not self._is_whole:
            self._show(found, is_whole)
        if is_whole and self._measurer.trains:
            self.note()  # there may be facts that came meanwhile

    def _show(self, found: Answer | None, is_whole: bool) -> None:
        is_news = found is not None or self.found is not None or bool(self.refusal)
        self.found, self._is_whole, self.refusal = found, is_whole, ""
        if is_news:
            self.answered.emit(found)

    def _refuse(self, sentence: str) -> None:
        self._task = None
        self._show(self.found if self._by_parts else None, False)
        self.refusal = sentence
        self.refused.emit(sentence)


def _are_same(one: Question[Any], other: Question[Any] | None) -> bool:
    """Whether two questions are about the same things."""
    if other is None or one.func != other.func:
        return False
    return all(
        np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b
        for a, b in zip(one.keywords.values(), other.keywords.values(), strict=True)
    )


class AccuracyWatch(Watch[tuple[int, int]]):
    """How many of the test images a network of no run reads right, and how many there are.

    Somebody always looks; see `words.is_tested`.
    """

    def __init__(self, session: Session, measurer: Measurer) -> None:
        super().__init__(measurer, self._accuracy, session.queue.changed)
        self._session = session
        for fact in (session.network_changed, session.data_changed):
            fact.connect(self.forget)
        session.when_run(self.note, "listed")
        self.look(True)

    def _accuracy(self) -> Question[tuple[int, int]] | None:
        # Not before data are loaded: at the start there is more urgent work.
        session = self._session
        is_begun = session.runs.are_read and session.loaded.training_size
        if not is_begun or not is_tested(session.run):
            return None
        from digitpad.session.questions import test_accuracy  # here: the window opens sooner

        return partial(test_accuracy, network=session.whole_network)
