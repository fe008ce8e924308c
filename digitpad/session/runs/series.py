"""A run's measurements as arrays, and remarks that mark its curves.

Remarks tell what the epochs themselves do not: other data, other settings, the best epoch. No Qt.
"""

from collections.abc import Iterator, Sequence
from operator import attrgetter

import numpy as np

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.settings import CHANGEABLE, Hyperparameters
from digitpad.core.text import shortened
from digitpad.session.charts.chart import Array, Mark
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import NAMES, in_words, told

LONGEST_NAME = 24  # letters of a data set's name above the plot

MEASURED_ON = ("evaluation", "training")
# The quantities of a run that are shown, and their titles.
QUANTITIES = {
    "cost": "cost (with the λ term)",
    "cost without penalty": "cost (without the λ term)",
    "accuracy": "accuracy",
}

_READ = attrgetter(
    *("epoch", "penalty", "eta", "lmbda"),
    *(f"{kind}_{value}" for value in ("cost", "accuracy", "size") for kind in MEASURED_ON),
)
_WIDTH = 4 + 3 * len(MEASURED_ON)  # numbers per epoch


class Series:
    """The costs and accuracies of a history by epoch, and the changes of η and λ.

    epochs: (n,). has_penalty: whether a cost has a λ term that is not 0. changes: marks at which
    training went on with another η or λ.
    """

    def __init__(self, history: Sequence[EpochResult]) -> None:
        self.history = history
        read = np.array([_READ(result) for result in history], np.float64)  # None becomes NaN
        read = read.reshape(-1, _WIDTH).T
        self.epochs, penalty, eta, lmbda = read[:4]
        costs, accuracies, sizes = read[4:].reshape(3, len(MEASURED_ON), -1)
        sizes = np.where(sizes > 0, sizes, np.nan)
        self._values = {
            "cost": costs,
            # Rounding could make it negative.
            "cost without penalty": np.maximum(costs - penalty / sizes, 0.0),
            "accuracy": 100 * accuracies / sizes,
        }
        self.has_penalty = bool(np.any(penalty > 0))
        self.changes = list(self._changes(eta, lmbda))

    def _changes(self, eta: Array, lmbda: Array) -> Iterator[Mark]:
        is_new = np.any(np.diff([eta, lmbda]) != 0, axis=0)
        for i in (np.flatnonzero(is_new) + 1).tolist():
            rates = ("eta", eta), ("lmbda", lmbda)
            texts = [f"{NAMES[key]} {now[i]:g}" for key, now in rates if now[i] != now[i - 1]]
            yield float(self.epochs[i]) - 0.5, "; ".join(texts)

    def of(self, quantity: str, measured_on: str) -> Array:
        """One of QUANTITIES on the data of one of MEASURED_ON, (n,); NaN if not measured."""
        measured: Array = self._values[quantity][MEASURED_ON.index(measured_on)]
        return measured

    def gradient_lengths(self) -> Array:
        """By layer and epoch, (layers, n), the output layer last; (0, n) if not monitored."""
        lengths = [result.gradient_lengths or () for result in self.history]
        layers = max(map(len, lengths), default=0)
        rows = np.array([each or (np.nan,) * layers for each in lengths], np.float64)
        return rows.reshape(len(lengths), layers).T


class KnownSeries:
    """Caches the series of runs; each is made anew once its run has learnt more."""

    def __init__(self) -> None:
        self._series: dict[str, Series] = {}

    def of(self, run: Run) -> Series:
        """The measurements of a run."""
        series = self._series.get(run.id)
        if series is None or series.history is not run.history:
            series = self._series[run.id] = Series(run.history)
        return series


def band(rows: Sequence[Array]) -> tuple[Array, Array, Array]:
    """Mean, lowest and highest of several curves at each epoch that all of them have."""
    length = min(map(len, rows))
    together = np.array([row[:length] for row in rows])
    return together.mean(axis=0), together.min(axis=0), together.max(axis=0)


def remarks_on(run: Run, learns_now: bool, series: Series, quantity: str) -> list[Mark]:
    """All remarks on a run, as marks on the axis of epochs of one of QUANTITIES.

    series: its measurements.
    """
    remarks: list[Mark] = []
    if run.parent is not None and len(run.history) > run.start_epochs:
        begun = f"data: {data_text(run.data, run.data_set)}"
        if run.start_epochs and run.origin is not None:
            begun = f"from {shortened(run.origin.name, LONGEST_NAME)}"
        remarks.append((run.start_epochs + 0.5, begun))
    remarks += _changes(run)
    best = run.best_epoch if quantity == "accuracy" else _lowest(series, quantity)
    # Of the first `start_epochs` only the last has a network, and it need not be the best.
    if best is not None and best > run.start_epochs:
        word = "best" if quantity == "accuracy" else "lowest"
        remarks.append((best, f"{word} so far" if learns_now else word))
    return remarks


def _lowest(series: Series, quantity: str) -> float | None:
    """The first epoch with the lowest of these costs on the evaluation data; None if unmeasured."""
    costs = series.of(quantity, "evaluation")
    return float(series.epochs[np.nanargmin(costs)]) if np.isfinite(costs).any() else None


def data_text(data: DataSpec | None, data_set: str | None) -> str:
    """The name of a run's data, and the parts of them that it uses."""
    text = shortened(data_set or "", LONGEST_NAME)
    if data is not None and data.training_size is not None:
        text = f"{text}, {data.training_size:,} images"
    if data is not None and data.evaluation == "test":
        text = f"{text}, evaluated on test"
    return text


def _changes(run: Run) -> Iterator[Mark]:
    """Marks of what changed from one job to the next."""
    done = run.start_epochs
    for before, job in zip((None, *run.jobs), run.jobs):
        if done and before is not None and (text := _new(before.settings, job.settings)):
            yield done + 0.5, text
        done += job.epochs


def _new(before: Hyperparameters, after: Hyperparameters) -> str:
    """The settings that differ in `after`. (`Series` marks changes of η and λ.)"""
    names = [name for name in NAMES if hasattr(after, name) and name not in CHANGEABLE]
    new = {name: getattr(after, name) for name in names}
    return told({n: in_words(n, each) for n, each in new.items() if each != getattr(before, n)})
