"""Asks how the network in use reads the images of a chosen source, while somebody looks."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import DIGITS
from digitpad.core.network import Network
from digitpad.session.facts import JobState, Snapshot
from digitpad.session.hands import HandList
from digitpad.session.measuring.evaluating import Evaluated, Hands, evaluated
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.measuring.sources import Source
from digitpad.session.session import Session, State

KIND = "evaluation"
SOON = 30  # milliseconds: several changes at once make one question
SOON_IN_TRAINING = 300  # the same, so that quick epochs are not all measured


@dataclass(frozen=True, slots=True, eq=False)
class LaboratoryCopy:
    """A changed copy of a network, and the run that it was copied from (None: no run)."""

    network: Network
    run_id: str | None


class EvaluationWatch(QObject):
    """Evaluates the network in use, or the laboratory's copy of it, on `source`.

    It costs nothing while nobody looks, see `look`. A network that trains is evaluated once an
    epoch at most, without hurry. `found` is the last Evaluated of the network and source; None if
    nothing is known. During a run it is of an earlier epoch, until the next one is whole.
    """

    evaluated = Signal(object)
    """Carries an Evaluated, partial at first; or None if nothing is known any more."""
    refused = Signal(str)
    """The images cannot be measured; carries `refusal`."""
    copy_changed = Signal()
    """`copy` is another one."""

    def __init__(
        self, session: Session, measurer: Measurer, hands: HandList, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.source = Source()
        self.found: Evaluated | None = None
        self.refusal = ""
        """Why the images cannot be measured, a sentence; empty as long as they may be."""
        self.copy: LaboratoryCopy | None = None
        """The laboratory's copy, which can be measured; None if nothing is changed there."""
        self.measures_copy = False
        self._session, self._measurer = session, measurer
        self._hands, self._data = hands, session.data
        self._inked = Hands()
        self._is_looked_at = self._is_stale = False
        # The network in use; None until it is needed, as the session would load the shipped one.
        self._snapshot: Snapshot | None = None
        self._asked: tuple[str | None, int] | None = None  # a run, and how many epochs it had
        self._trains = False
        self._ask_soon = QTimer(self, singleShot=True)
        self._ask_soon.timeout.connect(self._ask)
        session.network_changed.connect(self._take_network)
        session.job_changed.connect(self._take_job)
        session.data_changed.connect(self._take_data)
        hands.listed.connect(self._take_hands)
        hands.changed.connect(self._take_hands)

    # What is measured.

    def look(self, wanted: bool) -> None:
        """Say whether anybody looks."""
        self._is_looked_at = wanted
        if wanted and (self._is_stale or self.found is None):
            self._ask_anew()

    def look_once(self) -> None:
        """Measure, although nobody looks."""
        self._ask()

    def measure(self, source: Source) -> None:
        """Measure other images."""
        before, self.source = self.source, source
        if source != before:
            self._begin_anew()

    def take_copy(self, copy: LaboratoryCopy | None) -> None:
        """Take the laboratory's copy, to measure it when that is wanted; None: it is unchanged."""
        if copy is None and self.copy is None:
            return
        self.copy = copy
        was_measured = self.measures_copy
        self.measures_copy = was_measured and copy is not None
        self.copy_changed.emit()
        if was_measured:
            self._begin_anew()

    def measure_copy(self, wanted: bool) -> None:
        """Measure the laboratory's copy instead of the network in use, or that again."""
        wanted = wanted and self.copy is not None
        if wanted != self.measures_copy:
            self.measures_copy = wanted
            self.copy_changed.emit()
            self._begin_anew()

    @property
    def _network(self) -> Network | None:
        """The network that is measured; None if it is not known yet."""
        if self.measures_copy and self.copy is not None:
            return self.copy.network
        return None if self._snapshot is None else self._snapshot.network

    # When it is measured.

    def _take_network(self, snapshot: Snapshot) -> None:
        before, self._snapshot = self._snapshot, snapshot
        is_other_run = before is None or _run_id(before) != _run_id(snapshot)
        if is_other_run and self.copy is not None and self.copy.run_id != _run_id(snapshot):
            self.take_copy(None)
        if before is not None and before.network is snapshot.network or self.measures_copy:
            return
        if is_other_run or not self._trains:
            self._begin_anew(keeps=not is_other_run)
        else:
            self._follow()

    def _take_job(self, job: JobState) -> None:
        trained, self._trains = self._trains, job.state in (State.RUNNING, State.STOPPING)
        is_known = self.found is not None and self.found.network is self._network
        if trained and not self._trains and not is_known:
            self._begin_anew(keeps=True)  # the last network, now that there is time

    def _take_data(self, data: DataSpec) -> None:
        before, self._data = self._data, data
        if data.whole != before.whole and self.source.folder is None:
            self._begin_anew()

    def _take_hands(self) -> None:
        if self.source.hand is not None:
            hand = self._hands.find(self.source.hand.id)
            is_there = hand is not None and hand.digits
            before, self.source = self.source, Source("hand", hand=hand) if is_there else Source()
            if self.source != before:
                # While nobody looks, *Next Mistake* would still show digits that are gone.
                self._begin_anew(keeps=bool(is_there) and self._is_looked_at)

    def _begin_anew(self, keeps: bool = False) -> None:
        """Measure anew. keeps: `found` stays until then."""
        self._measurer.give_up(KIND)
        self._asked, self.refusal = None, ""
        if not keeps and self.found is not None:
            self.found = None
            self.evaluated.emit(None)
        self._ask_anew()

    def _ask_anew(self) -> None:
        self._is_stale = not self._is_looked_at
        if self._is_looked_at:
            self._ask_soon.start(SOON)

    def _follow(self) -> None:
        """Measure a network that trains, if it has learnt another epoch."""
        if not self._is_looked_at:
            self._is_stale = True
        elif self._asked != self._epoch() and not self._ask_soon.isActive():
            self._ask_soon.start(SOON_IN_TRAINING)

    def _epoch(self) -> tuple[str | None, int] | None:
        run = None if self._snapshot is None else self._snapshot.run
        return None if run is None else (run.id, len(run.history))

    def _ask(self) -> None:
        if self._snapshot is None:
            self._snapshot = Snapshot(self._session.network, self._session.run)
        network, data = self._network, self._session.data
        assert network is not None
        self._asked = self._epoch()
        if self.source.hand is not None and self._session.classes != DIGITS:
            self._take_refusal(f"{self._session.title} reads no digits.")
            return
        run, spec = self._session.run, self.source.spec(data)
        learnt_set = run is not None and run.learns_from_set(spec)
        self._measurer.ask(
            KIND,
            evaluated(network, self._about(), self.source, data, learnt_set, self._inked),
            self._take,
            hurries=not self._trains or self.found is None,
            data=spec,
            refused=self._take_refusal,
        )

    def _about(self) -> str:
        """Which network is measured, in words."""
        run = None if self._snapshot is None else self._snapshot.run
        hand = self.source.hand
        has_learnt = run is not None and hand is not None and hand.id in run.hands
        learnt = ", which has learnt this hand" if has_learnt else ""
        if self.measures_copy:
            return f"the laboratory’s copy{learnt}"
        if run is None:
            return "the shipped network"
        return f"{run.title} {run.how_far}".rstrip() + learnt

    def _take(self, found: Evaluated) -> None:
        # While it follows, a part would replace the whole.
        if found.is_whole or self.found is None or self.found.network is found.network:
            self.found, self.refusal = found, ""
            self.evaluated.emit(found)

    def _take_refusal(self, sentence: str) -> None:
        self.refusal = sentence
        if self.found is not None:
            self.found = None
            self.evaluated.emit(None)
        self.refused.emit(sentence)


def _run_id(snapshot: Snapshot) -> str | None:
    return None if snapshot.run is None else snapshot.run.id
