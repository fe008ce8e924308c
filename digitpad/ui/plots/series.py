"""The measurements of a run, as arrays that grow with it."""

from collections.abc import Sequence
from itertools import count
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from digitpad.core.learning.epoch import EpochResult

Array = NDArray[np.float64]
Mark = tuple[float, str]  # a place between or at epochs, and what is said there

KINDS = ("evaluation", "training")
QUANTITIES = ("cost", "cost without penalty", "accuracy")
MOST_CHANGES = 4000  # that are marked: a plot has fewer pixels

_READ = attrgetter(
    "epoch",
    *(f"{kind}_{value}" for kind in KINDS for value in ("cost", "accuracy", "size")),
    *("penalty", "eta", "lmbda"),
)
_ROWS = {(q, kind): 1 + i for i, (q, kind) in enumerate((q, k) for q in QUANTITIES for k in KINDS)}
_versions = count()


class Series:
    """Costs and accuracies by epoch, the lengths of gradients, and where η and λ were changed.

    NaN where nothing was measured. `version` is another number after each change.
    """

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        # New arrays: a plot may still show the values of the old ones.
        self._values = np.empty((1 + len(_ROWS), 256))
        self._gradients = np.empty((0, 256))
        self._changes: list[Mark] = []
        self._count = 0
        self._last: EpochResult | None = None
        self.has_penalty = False
        """Whether there is regularization in any of the costs."""
        self.version = next(_versions)

    def take_in(self, history: Sequence[EpochResult]) -> None:
        """Make ready to show a history; of one that goes on only what is new is looked at."""
        known = self._count
        if known and not (known <= len(history) and history[known - 1] is self._last):
            self._forget()
            known = 0
        if new := history[known:]:
            self._add(new, known)
            self._count, self._last = len(history), new[-1]
            self.version = next(_versions)

    def _add(self, new: Sequence[EpochResult], known: int) -> None:
        stop = known + len(new)
        read = np.array([_READ(result) for result in new], np.float64).T  # None becomes NaN
        epochs, *measured, penalty, eta, lmbda = read
        self._values = _with_room(self._values, known, stop)
        here = self._values[:, known:stop]
        here[0] = epochs
        for kind, cost, accuracy, size in zip(KINDS, *(measured[i::3] for i in range(3))):
            size = np.where(size > 0, size, np.nan)
            here[_ROWS["cost", kind]] = cost
            # Rounded, it could be less than nothing.
            here[_ROWS["cost without penalty", kind]] = np.maximum(cost - penalty / size, 0.0)
            here[_ROWS["accuracy", kind]] = 100 * accuracy / size
        self.has_penalty = self.has_penalty or bool(np.any(penalty > 0))
        self._add_gradients(new, known, stop)
        self._add_changes(new, eta, lmbda)

    def _add_gradients(self, new: Sequence[EpochResult], known: int, stop: int) -> None:
        lengths = [result.gradient_lengths for result in new]
        layers = max((len(each) for each in lengths if each), default=0)
        if layers > len(self._gradients):
            self._gradients = np.full((layers, self._values.shape[1]), np.nan)
        if len(self._gradients):
            self._gradients = _with_room(self._gradients, known, stop)
            missing = (np.nan,) * len(self._gradients)
            self._gradients[:, known:stop] = np.array([each or missing for each in lengths]).T

    def _add_changes(self, new: Sequence[EpochResult], eta: Array, lmbda: Array) -> None:
        before = self._last or new[0]
        were = (("η", before.eta, eta), ("λ", before.lmbda, lmbda))
        for i in np.flatnonzero(
            np.any([np.diff(now, prepend=was) != 0 for _, was, now in were], axis=0)
        ).tolist():
            texts = [
                f"{letter} {now[i]:g}"
                for letter, was, now in were
                if now[i] != (now[i - 1] if i else was)
            ]
            self._changes.append((new[i].epoch - 0.5, ", ".join(texts)))
        while len(self._changes) > MOST_CHANGES:
            del self._changes[::2]

    def __len__(self) -> int:
        return self._count

    @property
    def epochs(self) -> Array:
        """The numbers of all epochs."""
        return self._values[0, : self._count]

    def of(self, quantity: str, kind: str) -> Array:
        """One of QUANTITIES on the data of one of KINDS, after each epoch."""
        return self._values[_ROWS[quantity, kind], : self._count]

    def gradient_lengths(self) -> Array:
        """Those of all epochs, (layers, epochs), the output layer last; (0, n) if not monitored."""
        return self._gradients[:, : self._count]

    def changes(self) -> Sequence[Mark]:
        """Where other settings were trained with from then on, and which."""
        return self._changes


def _with_room(values: Array, known: int, wanted: int) -> Array:
    """The array, or a larger copy of it with at least `wanted` columns."""
    if wanted <= values.shape[1]:
        return values
    larger = np.full((len(values), 2 * wanted), np.nan)
    larger[:, :known] = values[:, :known]
    return larger


def band(rows: Sequence[Array]) -> tuple[Array, Array, Array]:
    """Mean, lowest and highest of several curves at each epoch that all of them have."""
    length = min(map(len, rows))
    together = np.array([row[:length] for row in rows])
    return together.mean(axis=0), together.min(axis=0), together.max(axis=0)
