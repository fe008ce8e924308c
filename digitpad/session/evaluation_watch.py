"""Asks how the network in use reads the images of a chosen source, while somebody looks."""

from functools import partial

from PySide6.QtCore import Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import DIGITS
from digitpad.core.network import Network
from digitpad.session.evaluation import Evaluated, Inked, Source, evaluated, unread
from digitpad.session.facts import Snapshot
from digitpad.session.hands import HandList
from digitpad.session.measurer import Measurer, Question
from digitpad.session.runs.run import Run
from digitpad.session.session import Session
from digitpad.session.watch import Watch


class EvaluationWatch(Watch[Evaluated]):
    """Evaluates the network in use, or the laboratory's copy of it, on `source`.

    During a run `found` is of an earlier moment, until the next one is whole.
    """

    copy_changed = Signal()
    """`copy` is another one."""

    def __init__(self, session: Session, measurer: Measurer, hands: HandList) -> None:
        super().__init__(measurer, self._evaluation)
        self.source = Source()
        self.copy: Network | None = None
        """The laboratory's copy, which can be measured; None if nothing is changed there."""
        self._run_of_copy: str | None = None
        self.measures_copy = False
        self._session, self._hands = session, hands
        self._inked = Inked()
        self._run_id = _run_id(session.run)
        session.network_changed.connect(self._take_network)
        session.data_changed.connect(self._take_data)
        hands.listed.connect(self._take_hands)
        hands.changed.connect(self._take_hands)

    def measure(self, source: Source) -> None:
        """Measure other images."""
        if source != self.source:
            self.source = source
            self.forget()

    def take_copy(self, copy: Network | None, run_id: str | None = None) -> None:
        """Take the laboratory's copy, to measure it when that is wanted; None: it is unchanged.

        run_id: of the run that it is a copy of; None: of no run's.
        """
        if copy is None and self.copy is None:
            return
        self.copy, self._run_of_copy = copy, run_id
        was_measured = self.measures_copy
        self.measures_copy = was_measured and copy is not None
        self.copy_changed.emit()
        if was_measured:
            self.forget()

    def measure_copy(self, wanted: bool) -> None:
        """Measure the laboratory's copy instead of the network in use, or that again."""
        wanted = wanted and self.copy is not None
        if wanted != self.measures_copy:
            self.measures_copy = wanted
            self.copy_changed.emit()
            self.forget()

    def _take_network(self, snapshot: Snapshot) -> None:
        before, self._run_id = self._run_id, _run_id(snapshot.run)
        if self._run_id == before:
            if not self.measures_copy:
                self.note()
            return
        if self.copy is not None and self._run_of_copy != self._run_id:
            self.take_copy(None)
        if not self.measures_copy:
            self.forget()

    def _take_data(self, data: DataSpec) -> None:
        # At once, as *Next Mistake* shows what is known while nobody looks, too.
        if data != self._data and self.source.folder is None:
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

    def _evaluation(self) -> Question[Evaluated]:
        session, run, hand = self._session, self._session.run, self.source.hand
        if hand is not None and session.classes != DIGITS:
            return partial(unread, sentence=f"{session.title} reads no digits.")
        network = self.copy if self.copy and self.measures_copy else session.network
        learnt_set = run is not None and run.learns_from_set(self.source.spec(session.data))
        return partial(
            evaluated,
            network=network,
            about=self._about(),
            source=self.source,
            in_use=session.data,
            learnt_set=learnt_set,
            inked=self._inked,
        )

    def _about(self) -> str:
        """Which network is measured, in words."""
        run, hand = self._session.run, self.source.hand
        has_learnt = run is not None and hand is not None and hand.id in run.hands
        learnt = ", which has learnt this hand" if has_learnt else ""
        if self.measures_copy:
            return f"the laboratory’s copy{learnt}"
        if run is None:
            return "the shipped network"
        return f"{run.title} {run.how_far}".rstrip() + learnt


def _run_id(run: Run | None) -> str | None:
    return None if run is None else run.id
