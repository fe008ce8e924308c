"""The laboratory's bench makes changed copies of a network and tests them, on another thread."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Dataset, as_arrays, load_test_data
from digitpad.core.inside.laboratory import Alteration, altered
from digitpad.core.learning.monitoring import measure_blocks
from digitpad.core.network import Network
from digitpad.session.measuring.background import PATIENCE, Background
from digitpad.session.session import Session

Step = Callable[["Altered"], "Altered | None"]


@dataclass(frozen=True, slots=True, eq=False)
class Altered:
    """A copy of `original` with an alteration.

    accuracy, unchanged: how many of `size` test images the copy and the original read right; None
    while that is not known.
    """

    original: Network
    alteration: Alteration
    network: Network
    accuracy: int | None = None
    unchanged: int | None = None
    size: int = 0


class Bench(Background):
    """Makes and tests the alteration that was asked for last, and gives up earlier ones."""

    made = Signal(object)
    """Carries an Altered: as soon as it is made, then with its accuracy, then with that of the
    original."""
    failed = Signal(str)
    """The test images cannot be read; carries a sentence."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._cancelled = Event()
        # Only the thread uses these two: the test images, and an original with its accuracy.
        self._data: tuple[str | None, Dataset] | None = None
        self._unchanged: tuple[Network, int] | None = None

    def make(self, network: Network, alteration: Alteration) -> None:
        """Alter a copy of a network and test it; `made` follows, three times."""
        self._cancelled.set()
        cancelled = self._cancelled = Event()
        spec = self._session.data

        def alter() -> Altered:
            made = altered(network, alteration)
            return Altered(network, alteration, made, None, self._known(network, spec))

        def test(made: Altered) -> Altered | None:
            return self._tested(made, spec, cancelled)

        def compare(made: Altered) -> Altered | None:
            return self._compared(made, spec, cancelled)

        def tell(made: Altered | None, *steps: Step) -> None:
            if made is None or cancelled.is_set():
                return
            self.made.emit(made)
            if steps:
                first, *others = steps
                self._do(lambda: first(made), lambda next_made: tell(next_made, *others))

        self._do(lambda: None if cancelled.is_set() else alter(), lambda m: tell(m, test, compare))

    def _do(
        self, work: Callable[[], Altered | None], then: Callable[[Altered | None], object]
    ) -> None:
        self.run(work, then, ValueError, self.failed.emit)

    def _tested(self, made: Altered, spec: DataSpec, cancelled: Event) -> Altered | None:
        """On the thread: `made` with its accuracy; None if it was given up."""
        data = self._load(spec)
        accuracy = _accuracy(made.network, data, cancelled)
        return None if accuracy is None else replace(made, accuracy=accuracy, size=len(data))

    def _compared(self, made: Altered, spec: DataSpec, cancelled: Event) -> Altered | None:
        """On the thread: `made` with the original's accuracy, which is measured only once."""
        unchanged = made.accuracy if made.alteration.is_nothing else made.unchanged
        if unchanged is None:
            unchanged = _accuracy(made.original, self._load(spec), cancelled)
        if unchanged is None:
            return None
        self._unchanged = made.original, unchanged
        return replace(made, unchanged=unchanged)

    def _known(self, network: Network, spec: DataSpec) -> int | None:
        """On the thread: the accuracy of a network on these data, if it was measured before."""
        if self._unchanged is None or self._data is None:
            return None
        measured, accuracy = self._unchanged
        return accuracy if measured is network and self._data[0] == spec.folder else None

    def _load(self, spec: DataSpec) -> Dataset:
        """On the thread: the test images."""
        if self._data is None or self._data[0] != spec.folder:
            self._unchanged = None
            try:
                self._data = spec.folder, load_test_data(spec.folder)
            except OSError as error:
                raise ValueError(str(error)) from error
        return self._data[1]

    def shut_down(self, seconds: float = PATIENCE) -> bool:
        """Give up the work, and wait for its end. Returns whether it ended in this time."""
        self._cancelled.set()
        return super().shut_down(seconds)


def _accuracy(network: Network, data: Dataset, cancelled: Event) -> int | None:
    """How many images are read right; None if it was given up."""
    accuracy = 0
    arrays: tuple[NDArray[np.generic], NDArray[np.floating]] = as_arrays(
        data, network.sizes[0], network.sizes[-1], network.dtype
    )
    for measurement in measure_blocks(network, *arrays):
        if cancelled.is_set():
            return None
        accuracy = measurement.accuracy
    return accuracy
