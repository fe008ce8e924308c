"""What plots show of a run: its measurements, as arrays, and the remarks that mark its curves.

Remarks say what epochs do not say themselves: other data, changes, the best epoch.
"""

from collections.abc import Iterator, Sequence
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.settings import Hyperparameters
from digitpad.core.text import counted
from digitpad.session.runs.run import Run
from digitpad.ui.parts.explained import one_line

Array = NDArray[np.float64]
Mark = tuple[float, str]  # a place between or at epochs, and what is said there

LONGEST_NAME = 24  # letters of a data set's name above the plot

KINDS = ("evaluation", "training")
QUANTITIES = ("cost", "cost without penalty", "accuracy")

_READ = attrgetter(
    *("epoch", "penalty", "eta", "lmbda"),
    *(f"{kind}_{value}" for value in ("cost", "accuracy", "size") for kind in KINDS),
)
_ROWS = {(q, kind): 1 + i for i, (q, kind) in enumerate((q, k) for q in QUANTITIES for k in KINDS)}


class Series:
    """Costs and accuracies by epoch, the lengths of gradients, and where η and λ were changed.

    NaN where nothing was measured.
    """

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._values: Array = np.empty((1 + len(_ROWS), 0))
        self._gradients: Array = np.empty((0, 0))
        self._changes: list[Mark] = []
        self._last: EpochResult | None = None
        self.has_penalty = False
        """Whether there is regularization in any of the costs."""

    def take_in(self, history: Sequence[EpochResult]) -> None:
        """Make ready to show a history; of one that goes on only what is new is looked at."""
        known = len(self)
        if known and not (known <= len(history) and history[known - 1] is self._last):
            self._forget()
            known = 0
        if new := history[known:]:
            self._add(new)
            self._last = new[-1]

    def _add(self, new: Sequence[EpochResult]) -> None:
        read = np.array([_READ(result) for result in new], np.float64).T  # None becomes NaN
        epochs, penalty, eta, lmbda = read[:4]
        costs, accuracies, sizes = read[4:].reshape(3, len(KINDS), -1)
        sizes = np.where(sizes > 0, sizes, np.nan)
        # Rounded, it could be less than nothing.
        without_penalty = np.maximum(costs - penalty / sizes, 0.0)
        added = [epochs[None], costs, without_penalty, 100 * accuracies / sizes]
        self._values = np.concatenate([self._values, np.concatenate(added)], axis=1)
        self.has_penalty = self.has_penalty or bool(np.any(penalty > 0))
        self._add_gradients(new)
        self._add_changes(new, eta, lmbda)

    def _add_gradients(self, new: Sequence[EpochResult]) -> None:
        lengths = [result.gradient_lengths for result in new]
        layers = max((len(each) for each in lengths if each), default=0)
        if layers > len(self._gradients):
            self._gradients = np.full((layers, self._gradients.shape[1]), np.nan)
        missing = (np.nan,) * len(self._gradients)
        added = np.array([each or missing for each in lengths]).T
        self._gradients = np.concatenate([self._gradients, added], axis=1)

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

    def __len__(self) -> int:
        return len(self._values[0])

    @property
    def epochs(self) -> Array:
        """The numbers of all epochs."""
        epochs: Array = self._values[0]
        return epochs

    def of(self, quantity: str, kind: str) -> Array:
        """One of QUANTITIES on the data of one of KINDS, after each epoch."""
        measured: Array = self._values[_ROWS[quantity, kind]]
        return measured

    def gradient_lengths(self) -> Array:
        """Those of all epochs, (layers, epochs), the output layer last; (0, n) if not monitored."""
        return self._gradients

    def changes(self) -> Sequence[Mark]:
        """Where other settings were trained with from then on, and which."""
        return self._changes


def band(rows: Sequence[Array]) -> tuple[Array, Array, Array]:
    """Mean, lowest and highest of several curves at each epoch that all of them have."""
    length = min(map(len, rows))
    together = np.array([row[:length] for row in rows])
    return together.mean(axis=0), together.min(axis=0), together.max(axis=0)


def remarks_on(run: Run) -> list[Mark]:
    """All remarks on a run; each is a place on the axis of epochs, and a text."""
    remarks: list[Mark] = []
    if run.parent is not None and run.history:
        remarks.append((run.history[0].epoch - 0.5, f"data: {data_text(run.data, run.data_set)}"))
    remarks += _changes(run)
    best = run.best_epoch
    # Of a file's epochs the last is the only one whose network is at hand, best or not.
    if best is not None and run.start_epochs < best <= len(run.history):
        remarks.append((float(best), "best"))
    return remarks


def data_text(data: DataSpec | None, data_set: str | None) -> str:
    """The name of a run's data, and which parts of them it uses."""
    text = one_line(data_set or "", LONGEST_NAME)
    if data is not None and data.training_size is not None:
        text = f"{text}, {data.training_size:,} images"
    if data is not None and data.evaluated_on:
        text = f"{text}, evaluated on {data.evaluated_on.removesuffix(' data')}"
    return text


def _changes(run: Run) -> Iterator[Mark]:
    """The changes during jobs, and those from one job to the next."""
    done, last = run.start_epochs, None
    for job in run.jobs:
        if last is not None:
            yield from _marked(done, list(_new(last, job.settings)))
        last = job.settings
        for change in job.changes:
            now = change.hyperparameters
            texts = list(_new(last, now))
            if now.epochs != last.epochs:
                texts.append(counted(done + now.epochs, "epoch"))
            yield from _marked(done + change.epoch - 1, texts)
            last = now
        done += job.epochs


def _marked(after: int, texts: Sequence[str]) -> Iterator[Mark]:
    """The remark after this many epochs; none at the start, and none without texts."""
    if after and texts:
        yield after + 0.5, ", ".join(texts)


def _new(before: Hyperparameters, after: Hyperparameters) -> Iterator[str]:
    """What epochs learn from otherwise in the settings `after`, except what they say themselves."""
    if after.mini_batch_size != before.mini_batch_size:
        yield f"mini-batches of {after.mini_batch_size:,}"
    if after.regularization != before.regularization:
        yield after.regularization
    if after.augmentation != before.augmentation:
        yield "distorted images" if after.augmentation else "images as they are"
