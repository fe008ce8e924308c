"""Asks how the network in use reads a source, whenever that may have changed.

Also asks about the digits of that source once they are evaluated, such as how another network
reads them.
"""

from collections.abc import Callable
from functools import partial

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Dataset
from digitpad.session.against import Against
from digitpad.session.hands.hand_list import HandList
from digitpad.session.measurer import Measurer
from digitpad.session.mistakes.compared import Compared, Groups, OtherRead, other_read
from digitpad.session.mistakes.evaluated import Evaluated, Inked, Source, evaluated
from digitpad.session.question import Answer, Answering, Images, Question
from digitpad.session.session import Session
from digitpad.session.watch import Watch


def refused(_images: Images, sentence: str) -> Answering[Evaluated]:
    """A question that is refused with this sentence."""
    raise ValueError(sentence)
    yield


class EvaluationWatch(Watch[Evaluated]):
    """Evaluates the network in use on `source`.

    During a run `found` is about an earlier network, until the next answer is whole.
    """

    def __init__(self, session: Session, measurer: Measurer, hands: HandList) -> None:
        super().__init__(measurer, self._evaluation)
        self.source = Source()
        self._session, self._hands = session, hands
        self._inked = Inked()
        self._run_id = session.run_id or ""
        session.runs.changed.connect(self._take_run)
        session.network_changed.connect(self.note)
        session.data_changed.connect(self._take_data)
        hands.listed.connect(self._take_hands)
        hands.changed.connect(self._take_hands)

    @property
    def in_use(self) -> DataSpec:
        """The data in use; for training images the data that the network in use learns from."""
        return self._measurer.data[self.source.part == "training"]

    def measure(self, source: Source) -> None:
        """Measure other images."""
        if source != self.source:
            self.source = source
            self.forget()

    def _take_run(self, run_id: str, what: frozenset[str]) -> None:
        if "used" in what and run_id != self._run_id:
            self._run_id = run_id
            self.forget()
        elif not run_id and self.found is None:
            self.note()  # the runs are read now

    def _take_data(self, data: DataSpec) -> None:
        # At once: *Next Mistake* shows what is known even while nobody looks.
        if data != self._data[0] and self.source.folder is None:
            self.forget()

    def _take_hands(self) -> None:
        if self.source.hand is None:
            return
        hand = self._hands.find(self.source.hand.id)
        is_there = hand is not None and hand.digits
        before, self.source = self.source, Source("hand", hand=hand) if is_there else Source()
        # While nobody looks, *Next Mistake* would show digits that are gone.
        if self.source != before and is_there and self._is_looked_at:
            self.note()
        elif self.source != before:
            self.forget()

    def _evaluation(self) -> Question[Evaluated] | None:
        session = self._session
        if not session.runs.are_read:  # another network may be in use in a moment
            return None
        if self.source.hand is not None and not session.reads_digits:
            return partial(refused, sentence=f"{session.title} reads no digits.")
        return partial(
            evaluated,
            network=session.whole_network,
            run=session.run,
            epoch=session.runs.epoch,
            source=self.source,
            in_use=self.in_use,
            inked=self._inked,
        )


class DigitsWatch(Watch[Answer]):
    """Asks about the evaluated digits; answers about other digits are forgotten."""

    def __init__(
        self,
        measurer: Measurer,
        evaluation: EvaluationWatch,
        question: Callable[[Evaluated], Question[Answer] | None],
    ) -> None:
        super().__init__(measurer, self._of_digits)
        self._evaluation, self._of = evaluation, question
        self._digits: Dataset | None = None  # of the last question
        evaluation.answered.connect(self._take_evaluation)

    def _of_digits(self) -> Question[Answer] | None:
        found = self._evaluation.found
        if found is None or not found.is_whole:
            return None
        self._digits = found.data
        return self._of(found)

    def _take_evaluation(self, found: Evaluated | None) -> None:
        if found is None or found.data is not self._digits:
            self.forget()
        elif found.is_whole:
            self.note()


class ComparedWatch(DigitsWatch[OtherRead]):
    """Evaluates the network that is compared with, once for the same digits."""

    def __init__(self, measurer: Measurer, evaluation: EvaluationWatch, against: Against) -> None:
        super().__init__(measurer, evaluation, self._question_about)
        self._against = against
        against.changed.connect(self.note)
        self.look(True)  # nothing is evaluated while nobody looks at the network in use

    @property
    def compared(self) -> Compared | None:
        """How the two networks differ, once both are known; None also if they are the same."""
        compared = self._compared()
        is_same = compared is not None and compared.found.network is compared.read.other.network
        return None if is_same else compared

    @property
    def groups(self) -> Groups:
        """The digits that are read otherwise; at the very network in use there are none."""
        compared = self._compared()
        return {} if compared is None else compared.groups

    def _compared(self) -> Compared | None:
        found, read = self._evaluation.found, self.found
        if found is None or not found.is_whole or read is None:
            return None
        return Compared(found, read)

    def _question_about(self, found: Evaluated) -> Question[OtherRead] | None:
        other = self._against.other
        return None if other is None else partial(other_read, other=other, data=found.data)
