"""Measures the test accuracy of the network in use, whenever it is not being trained."""

import threading
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Dataset, as_arrays, load_test_data
from digitpad.core.learning.monitoring import measure_blocks
from digitpad.core.network import Network
from digitpad.session.facts import JobState, Snapshot
from digitpad.session.measuring.background import PATIENCE, Background
from digitpad.session.session import Session, State

RESTS_AFTER = 300  # milliseconds after the network's last change


@dataclass(frozen=True, slots=True)
class TestResult:
    """A test accuracy: of `size` test images, `accuracy` are read right."""

    __test__ = False  # or pytest takes it for a test, by its name

    accuracy: int
    size: int
    data: DataSpec


class Examiner(Background):
    """Tests the network in use on the test data of the data in use, on another thread.

    `result` is None while it is not known, as during training.
    """

    tested = Signal(object)
    """Carries a TestResult, or None when the last one no longer holds."""
    failed = Signal(str)
    """The test data cannot be read; carries a sentence."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.result: TestResult | None = None
        self._session = session
        # Kept here, since asking the session would load the shipped network.
        self._network: Network | None = None
        self._rests = True
        self._cancelled = threading.Event()  # of the test under way
        self._data: tuple[str | None, Dataset] | None = None  # only the thread uses it
        self._test_soon = QTimer(self, singleShot=True)
        self._test_soon.setInterval(RESTS_AFTER)
        self._test_soon.timeout.connect(self._test)
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
        self._cancelled.set()
        self._tell(None)
        # Not before the data are loaded, since at the start other work is more urgent.
        if self._rests and self._session.data_sizes is not None:
            self._test_soon.start()
        else:
            self._test_soon.stop()

    def _test(self) -> None:
        network, data = self._network, self._session.data
        if network is None:
            return
        cancelled = self._cancelled = threading.Event()

        def then(result: TestResult | None) -> None:
            if not cancelled.is_set():
                self._tell(result)

        self.run(
            lambda: self._measure(network, data, cancelled), then, ValueError, self.failed.emit
        )

    def _measure(
        self, network: Network, data: DataSpec, cancelled: threading.Event
    ) -> TestResult | None:
        """On the thread: the result; None if it was given up."""
        if self._data is None or self._data[0] != data.folder:
            try:
                self._data = data.folder, load_test_data(data.folder)
            except OSError as error:
                raise ValueError(str(error)) from error
        test_data = self._data[1]
        arrays = as_arrays(test_data, network.sizes[0], network.sizes[-1], network.dtype)
        accuracy = 0
        for measurement in measure_blocks(network, *arrays):
            if cancelled.is_set():
                return None
            accuracy = measurement.accuracy
        return TestResult(accuracy, len(test_data), data)

    def _tell(self, result: TestResult | None) -> None:
        if result != self.result:
            self.result = result
            self.tested.emit(result)

    def shut_down(self, seconds: float = PATIENCE) -> bool:
        """End the test that may be under way. Returns whether it ended in this time."""
        self._cancelled.set()
        self._test_soon.stop()
        return super().shut_down(seconds)
