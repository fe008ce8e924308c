"""Asks for the test accuracy of the network in use, whenever it is not being trained."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core.network import Network
from digitpad.session.facts import JobState, Snapshot
from digitpad.session.measuring.measurer import Measurer
from digitpad.session.session import Session, State

if TYPE_CHECKING:  # imported when it is asked, so that the window appears sooner
    from digitpad.session.measuring.questions import TestResult

RESTS_AFTER = 300  # milliseconds after the network's last change
KIND = "test accuracy"


class AccuracyWatch(QObject):
    """Keeps `result`, how the network in use reads the test data; None while that is not known."""

    measured = Signal(object)
    """Carries a TestResult, or None if the accuracy is no longer known."""

    def __init__(self, session: Session, measurer: Measurer, parent: QObject) -> None:
        super().__init__(parent)
        self.result: TestResult | None = None
        self._session, self._measurer = session, measurer
        self._network: Network | None = None  # not `session.network`, which loads the shipped one
        self._rests = True
        self._ask_soon = QTimer(self, singleShot=True)
        self._ask_soon.setInterval(RESTS_AFTER)
        self._ask_soon.timeout.connect(self._ask)
        session.network_changed.connect(self._take_network)
        session.job_changed.connect(self._take_job)
        session.data_changed.connect(lambda _: self._begin_anew())

    def _take_network(self, snapshot: Snapshot) -> None:
        if snapshot.network is not self._network:
            self._network = snapshot.network
            self._begin_anew()

    def _take_job(self, job: JobState) -> None:
        rests = job.state in (State.IDLE, State.PAUSED)
        if rests != self._rests:
            self._rests = rests
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._measurer.give_up(KIND)
        self._show(None)
        # Not before data are loaded: at the start there is more urgent work.
        if self._rests and self._session.loaded.training_size:
            self._ask_soon.start()
        else:
            self._ask_soon.stop()

    def _ask(self) -> None:
        from digitpad.session.measuring.questions import test_accuracy

        if self._network is not None:
            self._measurer.ask(KIND, test_accuracy(self._network), self._show)

    def _show(self, result: "TestResult | None") -> None:
        if result != self.result:
            self.result = result
            self.measured.emit(result)
