"""The laboratory's bench: alters copies of a network and tests them, on a thread of its own."""

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from digitpad.core.data_spec import DataSpec
from digitpad.core.dataset import Dataset, as_arrays, load_test_data
from digitpad.core.laboratory import Alteration, altered
from digitpad.core.monitoring import measure_blocks
from digitpad.core.network import Network
from digitpad.session.background import PATIENCE, Background
from digitpad.session.session import Session


@dataclass(frozen=True, slots=True, eq=False)
class Altered:
    """A copy of `original` with an alteration. accuracy: of `size` test images so many are read
    right by it; None while that is not known."""

    original: Network
    alteration: Alteration
    network: Network
    accuracy: int | None = None
    size: int = 0


class Bench(Background):
    """Only the last alteration that was asked for is made and tested."""

    made = Signal(object)
    """Carries an Altered, at first without its accuracy, then with it."""
    failed = Signal(str)
    """The test images cannot be read; carries a sentence."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._cancelled = threading.Event()
        self._data: tuple[str | None, Dataset] | None = None  # for the thread alone

    def make(self, network: Network, alteration: Alteration) -> None:
        """Alter a copy of a network; `made` follows twice."""
        self._cancelled.set()
        cancelled = self._cancelled = threading.Event()
        spec = self._session.data

        def make() -> Altered | None:
            if cancelled.is_set():
                return None
            return Altered(network, alteration, altered(network, alteration))

        def test(made: Altered | None) -> None:
            if made is None or cancelled.is_set():
                return
            self.made.emit(made)
            self.run(
                lambda: self._tested(made, spec, cancelled), tell, ValueError, self.failed.emit
            )

        def tell(made: Altered | None) -> None:
            if made is not None and not cancelled.is_set():
                self.made.emit(made)

        self.run(make, test, ValueError, self.failed.emit)

    def _tested(self, made: Altered, spec: DataSpec, cancelled: threading.Event) -> Altered | None:
        """On the thread: with its accuracy, or None where nobody wants it any more."""
        if self._data is None or self._data[0] != spec.folder:
            try:
                self._data = spec.folder, load_test_data(spec.folder)
            except OSError as error:
                raise ValueError(str(error)) from error
        data, network = self._data[1], made.network
        accuracy = 0
        arrays: tuple[NDArray[np.generic], NDArray[np.floating]] = as_arrays(
            data, network.sizes[0], network.sizes[-1], network.dtype
        )
        for measurement in measure_blocks(network, *arrays):
            if cancelled.is_set():
                return None
            accuracy = measurement.accuracy
        return Altered(made.original, made.alteration, network, accuracy, len(data))

    def shut_down(self, seconds: float = PATIENCE) -> bool:
        """Give up what is asked; whether that is done in this time."""
        self._cancelled.set()
        return super().shut_down(seconds)
