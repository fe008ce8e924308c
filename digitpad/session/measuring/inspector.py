"""Looks through the training images for what a neuron answers to, beside the window's thread."""

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

EXAMPLES = 1000  # that layers are measured on
# Seconds after each block of images while a network trains: where there are two processors, the
# window would wait for one.
REST = 0.004


@dataclass(frozen=True, slots=True, eq=False)
class Excited:
    """What excites a neuron of a network, among these images."""

    network: Network
    layer: int
    neuron: int
    found: Excitement
    data: Dataset


@dataclass(frozen=True, slots=True, eq=False)
class Likenesses:
    """Of two digits: the average training image, and the training images nearest to a drawing.

    digits: two of them; averages: float32 (784,) each; rows: of `data`, three of each digit.
    """

    digits: tuple[int, int]
    averages: tuple[NDArray[np.float32], NDArray[np.float32]]
    rows: tuple[list[int], list[int]]
    data: Dataset


@dataclass(frozen=True, slots=True, eq=False)
class Health:
    """What is known of each layer of a network; and of the one that its run began with, if any."""

    network: Network
    now: list[LayerHealth]
    start: list[LayerHealth] | None


class Inspector(Background):
    """Of each kind of question only the last one is answered: those before are given up."""

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
        # For the thread alone:
        self._data: tuple[DataSpec, Dataset] | None = None
        self._start: tuple[str, Dataset, list[LayerHealth] | None] | None = None

    def find_excitement(self, network: Network, layer: int, neuron: int) -> None:
        """Which images excite a neuron; `excited` follows."""

        def work(data: Dataset, is_cancelled: Callable[[], bool]) -> Excited | None:
            found = excitement(network, data, layer, neuron, is_cancelled=is_cancelled)
            return None if found is None else Excited(network, layer, neuron, found, data)

        self._ask("excitement", work, self.excited.emit)

    def find_likenesses(self, image: object, digits: tuple[int, int]) -> None:
        """What is like a drawing, (784,) from 0 to 1, among two digits; `likened` follows."""

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
        """What the layers of a network are like, and were at the start of its run."""

        def work(data: Dataset, is_cancelled: Callable[[], bool]) -> Health | None:
            some = data[:EXAMPLES]
            now = health(network, some)
            if is_cancelled():
                return None
            return Health(network, now, self._health_at_start(run, data))

        self._ask("health", work, self.measured.emit)

    def _health_at_start(self, run: Run | None, data: Dataset) -> list[LayerHealth] | None:
        """On the thread: of the network that a run began with, measured once."""
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
        """On the thread: the training images of a data set, for this question and the next."""
        if self._data is None or self._data[0] != spec.whole:
            try:
                self._data = spec.whole, spec.load(self.is_ending.is_set)[0]
            except OSError as error:
                raise ValueError(str(error)) from error
        return self._data[1]

    def forget(self) -> None:
        """Answer nothing that was asked."""
        for cancelled in self._cancelled.values():
            cancelled.set()

    def shut_down(self, seconds: float = PATIENCE) -> bool:
        """Give up what is asked; whether that is done in this time."""
        self.forget()
        return super().shut_down(seconds)
