"""Looks through the training images, on another thread: what excites a neuron, what is alike."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Cancelled, Dataset
from digitpad.core.inside.excitement import Excitement, average, excitement, nearest
from digitpad.core.inside.health import LayerHealth, health
from digitpad.core.network import Network
from digitpad.session.measuring.background import PATIENCE, Background
from digitpad.session.runs.run import Run
from digitpad.session.session import Session
from digitpad.training.trainer import State

Result = TypeVar("Result")

EXAMPLES = 1000  # images that the health of layers is measured on
# Seconds of sleep after each block of images while a network trains: with two processors, one has
# to be left for the window.
REST = 0.004


@dataclass(frozen=True, slots=True, eq=False)
class Excited:
    """The images of `data` that excite a neuron of a network."""

    network: Network
    layer: int
    neuron: int
    found: Excitement
    data: Dataset


@dataclass(frozen=True, slots=True, eq=False)
class Likenesses:
    """For two digits: the average training image, and those nearest to a drawing.

    averages: float32 (784,) each. rows: the indices in `data` of three images of each digit.
    """

    digits: tuple[int, int]
    averages: tuple[NDArray[np.float32], NDArray[np.float32]]
    rows: tuple[list[int], list[int]]
    data: Dataset


@dataclass(frozen=True, slots=True, eq=False)
class Health:
    """The health of each layer of a network; and of the network its run began with, if any."""

    network: Network
    now: list[LayerHealth]
    start: list[LayerHealth] | None


class Inspector(Background):
    """Answers the newest question of each kind, and gives up earlier ones."""

    excited = Signal(object)
    """Carries an Excited."""
    likened = Signal(object)
    """Carries the Likenesses."""
    measured = Signal(object)
    """Carries a Health."""
    loaded = Signal(object)
    """Carries the training images, a Dataset."""
    failed = Signal(str)
    """The training images cannot be read; carries a sentence."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._cancelled: dict[str, Event] = {}
        # Only the thread uses these two.
        self._data: tuple[DataSpec, Dataset] | None = None
        self._start: tuple[str, Dataset, list[LayerHealth] | None] | None = None

    def find_excitement(self, network: Network, layer: int, neuron: int) -> None:
        """Find the images that excite a neuron; `excited` follows."""

        def work(data: Dataset, is_cancelled: Callable[[], bool]) -> Excited | None:
            found = excitement(network, data, layer, neuron, is_cancelled=is_cancelled)
            return None if found is None else Excited(network, layer, neuron, found, data)

        self._ask("excitement", work, self.excited.emit)

    def find_likenesses(self, image: object, digits: tuple[int, int]) -> None:
        """Find the images of two digits that are like a drawing, (784,) from 0 to 1.

        `likened` follows.
        """

        def work(data: Dataset, is_cancelled: Callable[[], bool]) -> Likenesses:
            a, b = digits
            return Likenesses(
                digits,
                (average(data, a), average(data, b)),
                (nearest(data, image, a), nearest(data, image, b)),  # type: ignore[arg-type]
                data,
            )

        self._ask("likenesses", work, self.likened.emit)

    def find_health(self, network: Network, run: Run | None) -> None:
        """Measure the layers of a network, and of the network its run began with.

        `measured` follows.
        """

        def work(data: Dataset, is_cancelled: Callable[[], bool]) -> Health | None:
            some = data[:EXAMPLES]
            now = health(network, some)
            if is_cancelled():
                return None
            return Health(network, now, self._health_at_start(run, data))

        self._ask("health", work, self.measured.emit)

    def _health_at_start(self, run: Run | None, data: Dataset) -> list[LayerHealth] | None:
        """On the thread: the health of the network that a run began with, measured only once."""
        if run is None:
            return None
        if self._start is None or self._start[0] != run.id or self._start[1] is not data:
            start = run.first_network()
            found = None if start is None else health(start, data[:EXAMPLES])
            self._start = run.id, data, found
        return self._start[2]

    def load(self) -> None:
        """Load the training images; `loaded` follows."""
        self._ask("data", lambda data, _: data, self.loaded.emit)

    def _ask(
        self,
        kind: str,
        work: Callable[[Dataset, Callable[[], bool]], Result | None],
        tell: Callable[[Result], object],
    ) -> None:
        if kind in self._cancelled:
            self._cancelled[kind].set()
        cancelled = self._cancelled[kind] = Event()
        spec = self._session.data
        rest = REST if self._session.job.state is State.RUNNING else 0.0

        def do() -> Result | None:
            if cancelled.is_set():
                return None
            try:
                data = self._load(spec)
            except Cancelled:
                return None
            return work(data, lambda: cancelled.wait(rest))

        def then(result: Result | None) -> None:
            if result is not None and not cancelled.is_set():
                tell(result)

        self.run(do, then, ValueError, self.failed.emit)

    def _load(self, spec: DataSpec) -> Dataset:
        """On the thread: the training images of a data set, kept for the next question."""
        if self._data is None or self._data[0] != spec.whole:
            try:
                self._data = spec.whole, spec.load(self.is_ending.is_set)[0]
            except OSError as error:
                raise ValueError(str(error)) from error
        return self._data[1]

    def forget(self) -> None:
        """Give up all questions."""
        for cancelled in self._cancelled.values():
            cancelled.set()

    def shut_down(self, seconds: float = PATIENCE) -> bool:
        """Give up all questions, and wait. Returns whether the work ended in this time."""
        self.forget()
        return super().shut_down(seconds)
