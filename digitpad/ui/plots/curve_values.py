"""What the plots show of an epoch's result, and how it is read out."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from digitpad.core.learning.epoch import EpochResult

# Takes a result and "evaluation" or "training", and gives what is plotted, or None.
Value = Callable[[EpochResult, str], float | None]


def cost_of(result: EpochResult, kind: str) -> float | None:
    """The cost on the "evaluation" or the "training" data, where it was measured."""
    cost: float | None = getattr(result, f"{kind}_cost")
    return cost


def cost_without_penalty(result: EpochResult, kind: str) -> float | None:
    """The cost without its regularization term, where both are known."""
    cost, size = cost_of(result, kind), int(getattr(result, f"{kind}_size"))
    if cost is None or result.penalty is None or not size:
        return None
    return max(0.0, cost - result.penalty / size)  # rounded, it could be less than nothing


def cost_text(cost: float) -> str:
    """A cost as it is read out."""
    return f"{cost:.4f}"


def percent_text(percent: float) -> str:
    """An accuracy as it is read out."""
    return f"{percent:.2f} %"


def changes(results: Sequence[EpochResult]) -> Iterator[tuple[float, str]]:
    """Where in the epochs other settings were trained with from then on, and which."""
    for before, result in zip(results, results[1:]):
        settings = [
            f"{letter} {after:g}"
            for letter, was, after in (
                ("η", before.eta, result.eta),
                ("λ", before.lmbda, result.lmbda),
            )
            if was != after
        ]
        if settings:
            yield result.epoch - 0.5, ", ".join(settings)


class Points:
    """The points of one curve: the epochs of which it was measured, and the values."""

    def __init__(self, kind: str, value: Value) -> None:
        self._kind, self._value = kind, value
        self._numbers = np.empty((2, 256))  # epochs and values; twice as long when it is full
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def clear(self) -> None:
        self._count = 0

    def add(self, results: Sequence[EpochResult]) -> None:
        new = [
            (float(result.epoch), value)
            for result in results
            if (value := self._value(result, self._kind)) is not None
        ]
        if not new:
            return
        stop = self._count + len(new)
        if stop > self._numbers.shape[1]:
            larger = np.empty((2, 2 * stop))
            larger[:, : self._count] = self._numbers[:, : self._count]
            self._numbers = larger
        self._numbers[:, self._count : stop] = np.array(new).T
        self._count = stop

    def arrays(self, positive: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The epochs and the values; only positive ones, as far as others have no logarithm."""
        epochs, values = self._numbers[:, : self._count]
        return (epochs[values > 0], values[values > 0]) if positive else (epochs, values)
