"""The curves of a run as arrays that grow with it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitpad.core.learning.epoch import EpochResult
from digitpad.session.runs.run_settings import percent

Array = NDArray[np.float64]

KINDS = ("evaluation", "training")
QUANTITIES = ("cost", "accuracy")
A_FEW_EPOCHS = 2000  # taken in at a time: so long that no pen waits for it


class Series:
    """Cost and accuracy, on evaluation and training data, and the length of each layer's gradient.

    NaN where nothing was measured.
    """

    def __init__(self, layers: int) -> None:
        """layers: those after the input."""
        self._layers = layers
        self._values = np.empty((len(KINDS) * len(QUANTITIES) + layers, 256))
        self._count = 0
        self._last: EpochResult | None = None

    def take_in(self, history: Sequence[EpochResult]) -> bool:
        """Make ready to show a history; whether all of it is taken in now.

        Of one that goes on only what is new is looked at; a long one takes several calls.
        """
        known = self._count
        if not (0 < known <= len(history) and history[known - 1] is self._last):
            known = 0
        stop = min(len(history), known + A_FEW_EPOCHS)
        if stop > self._values.shape[1]:
            larger = np.empty((len(self._values), 2 * stop))
            larger[:, :known] = self._values[:, :known]
            self._values = larger
        for i in range(known, stop):
            self._values[:, i] = _row(history[i], self._layers)
        self._count, self._last = stop, history[stop - 1] if stop else None
        return stop == len(history)

    def __len__(self) -> int:
        return self._count

    def of(self, quantity: str, kind: str) -> Array:
        """The values of all epochs, from the first."""
        row = KINDS.index(kind) * len(QUANTITIES) + QUANTITIES.index(quantity)
        values: Array = self._values[row, : self._count]
        return values

    def gradient_lengths(self) -> Array:
        """Those of all epochs, (layers, epochs); the output layer is the last."""
        values: Array = self._values[len(KINDS) * len(QUANTITIES) :, : self._count]
        return values


def _row(result: EpochResult, layers: int) -> list[float]:
    values = [
        value
        for kind in KINDS
        for value in (getattr(result, f"{kind}_cost"), percent(result, kind))
    ]
    values += result.gradient_lengths or [None] * layers
    return [np.nan if value is None else value for value in values]


def smoothed(values: Array, strength: float) -> Array:
    """An exponential mean, which begins with the first value; strength from 0 to below 1.

    What was not measured stays unmeasured.
    """
    result = np.array(values)
    mean: float | None = None
    for i, value in enumerate(values.tolist()):
        if value == value:
            mean = value if mean is None else strength * mean + (1 - strength) * value
            result[i] = mean
    return result


def band(rows: Sequence[Array]) -> tuple[Array, Array, Array]:
    """Mean, lowest and highest of several curves at each epoch that all of them have."""
    length = min(map(len, rows))
    together = np.array([row[:length] for row in rows])
    return together.mean(axis=0), together.min(axis=0), together.max(axis=0)
