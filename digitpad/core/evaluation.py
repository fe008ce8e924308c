"""An evaluation says how well a network reads some digits: which are right, which are wrong.

Right and wrong count as `Network.accuracy` counts them: an example is read as the digit of its most
active output, however weak that is. An `Evaluation` is a frozen value with the outputs for all
examples; confusions, orders, thresholds and comparisons are functions of it.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.dataset import Pair
from digitpad.core.learning.monitoring import arrays_for, output_blocks
from digitpad.core.network import Network
from digitpad.core.verdict import are_unread

RowNumbers = NDArray[np.intp]  # indices of examples

CONFIDENT = 0.9  # a mistake with a higher activation is a confident one
Z_95 = 1.959963984540054  # 95 % of normal values lie within this many standard deviations
PERCENT = np.arange(101)  # thresholds, in percent of an activation of 1


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a network answers to examples, in their order.

    labels: (n,) intp, the true digits. outputs: (n, outputs), the output activations.
    """

    labels: NDArray[np.intp]
    outputs: NDArray[np.floating]

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def read(self) -> NDArray[np.intp]:
        """The digit with the most active output, (n,)."""
        return np.asarray(self.outputs.argmax(axis=1))

    @cached_property
    def confidence(self) -> NDArray[np.floating]:
        """The activation of that output, (n,); NaN if any output is NaN."""
        return self.outputs[np.arange(len(self)), self.read]

    @property
    def is_right(self) -> NDArray[np.bool_]:
        """Which examples are read right, (n,)."""
        return np.asarray(self.read == self.labels)

    @property
    def accuracy(self) -> int:
        """How many examples are read right, as `Network.accuracy` counts."""
        return int(np.count_nonzero(self.is_right))

    @property
    def wrong(self) -> RowNumbers:
        """The indices of the misread examples, in the order of the data."""
        return np.flatnonzero(~self.is_right)

    def confident_mistakes(self) -> int:
        """How many are misread with an activation over CONFIDENT."""
        return int(np.count_nonzero(self.confidence[~self.is_right] > CONFIDENT))

    def matrix(self) -> NDArray[np.int64]:
        """(outputs, outputs): in row i, column j how many examples of digit i are read as j."""
        k = self.outputs.shape[1]
        counts = np.bincount(self.labels * k + self.read, minlength=k * k)
        return np.asarray(counts.reshape(k, k), np.int64)

    def unread(self) -> tuple[int, int]:
        """How many examples are unread, by the canvas's rule, and how many of these are right."""
        unread = are_unread(self.outputs)
        return int(np.count_nonzero(unread)), int(np.count_nonzero(unread & self.is_right))

    def finite_rows(self) -> int:
        """How many examples have finite outputs; with a diverged network few or none have."""
        return int(np.count_nonzero(np.isfinite(self.outputs).all(axis=1)))


def evaluate(network: Network, data: Sequence[Pair]) -> Evaluation:
    """The evaluation of a network on a data set or a list of pairs.

    Raises ValueError for empty data, or an example that does not fit the network.
    """
    *_, last = evaluate_blocks(network, data)
    return last


def evaluate_blocks(network: Network, data: Sequence[Pair]) -> Iterator[Evaluation]:
    """The same, block by block: yields the evaluation of all examples so far.

    Earlier evaluations stay as they are. The caller can work, or stop, between two blocks. Raises
    what `evaluate` raises.
    """
    inputs, targets = arrays_for(network, data)
    labels = targets.argmax(axis=1)
    outputs: NDArray[Any] = np.empty((len(inputs), network.sizes[-1]), network.dtype)
    done = 0
    for _, a in output_blocks(network, inputs):
        outputs[done : done + len(a)] = a
        done += len(a)
        yield Evaluation(labels[:done], outputs[:done])


# For scripts: the window keeps the `Evaluation` itself.


def confusion_matrix(network: Network, data: Sequence[Pair]) -> NDArray[np.int64]:
    """(10, 10): in row i, column j how many examples of digit i the network reads as j.

    Its trace is `network.accuracy(data)`. Raises ValueError as `evaluate` does.
    """
    return evaluate(network, data).matrix()


def mistakes(network: Network, data: Sequence[Pair]) -> RowNumbers:
    """The indices of the misread examples, the most confident first. Raises as `evaluate`."""
    evaluation = evaluate(network, data)
    return most_confident(evaluation, evaluation.wrong)


def wilson_interval(count: int, n: int) -> tuple[float, float]:
    """The Wilson score interval of `count` of `n` (1 or more), of 95 %: two shares from 0 to 1.

    95 of 100 such intervals contain the true share; the share of n more digits lies in it 83 times
    in 100. It holds near 0 and 1 too, where the usual "plus or minus" reaches beyond (E. B. Wilson,
    *Probable inference, the law of succession, and statistical inference*, 1927). It means nothing
    for digits that the network learnt from.
    """
    share, square = count / n, Z_95 * Z_95
    middle = share + square / (2 * n)
    half = Z_95 * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    low, high = ((middle + side * half) / (1 + square / n) for side in (-1, 1))
    # Exactly, as rounding could leave them a little beyond.
    return (0.0 if count == 0 else low), (1.0 if count == n else high)


def by_chance(percent: float, size: int) -> float:
    """Points by which this accuracy of `size` examples may be off by chance: 2 standard errors.

    If all or none are right, the usual formula would leave no room for chance.
    """
    share = percent / 100
    return 200 * math.sqrt(max(share * (1 - share), 1e-4) / max(size, 1))


# Confusions.


def worst_confusions(matrix: NDArray[np.int64], most: int = 5) -> list[tuple[int, int, int]]:
    """The most frequent confusions of a matrix (k, k): a digit, its reading, and how often."""
    errors = matrix.copy()
    np.fill_diagonal(errors, 0)
    places = np.argsort(-errors, axis=None, kind="stable")[:most].tolist()
    cells = [divmod(place, len(errors)) for place in places]
    return [(i, j, int(errors[i, j])) for i, j in cells if errors[i, j]]


# Orders in which to look at mistakes: each puts some of an evaluation's examples in order.


def examples_of(
    evaluation: Evaluation, label: int | None, read: int | None, among: RowNumbers | None = None
) -> RowNumbers:
    """The examples of a cell of the matrix; or all mistakes in a row, in a column, or anywhere.

    label, read: the cell's row and column; None for any. among: the examples to choose from; then
    right ones count, too.
    """
    wanted = np.ones(len(evaluation), bool) if label is None else evaluation.labels == label
    if read is not None:
        wanted = wanted & (evaluation.read == read)
    if among is not None:
        return np.asarray(among[wanted[among]])
    if label is None or read is None:
        wanted = wanted & ~evaluation.is_right
    return np.flatnonzero(wanted)


def most_confident(evaluation: Evaluation, rows: RowNumbers) -> RowNumbers:
    """The most active answers first; NaN comes last."""
    return rows[np.argsort(-evaluation.confidence[rows], kind="stable")]


def nearly_right(evaluation: Evaluation, rows: RowNumbers) -> RowNumbers:
    """The smallest difference first between the activations of the true output and the answer."""
    behind = evaluation.confidence[rows] - evaluation.outputs[rows, evaluation.labels[rows]]
    order: RowNumbers = np.argsort(behind, kind="stable")
    return rows[order]


def by_digit(evaluation: Evaluation, rows: RowNumbers) -> RowNumbers:
    """By their true digits, then by what they are read as, then the most active answers first."""
    keys = -evaluation.confidence[rows], evaluation.read[rows], evaluation.labels[rows]
    return rows[np.lexsort(keys)]


def in_turns(evaluation: Evaluation, rows: RowNumbers) -> RowNumbers:
    """One example of each confusion, then another of each, and so on; the most frequent first.

    So the first examples show all kinds of mistakes, each by its most active answers.
    """
    rows = most_confident(evaluation, rows)
    k = evaluation.outputs.shape[1]
    places = evaluation.labels[rows] * k + evaluation.read[rows]
    counts = np.bincount(places, minlength=k * k)
    together = np.argsort(places, kind="stable")
    starts = np.cumsum(counts) - counts
    turns = np.empty(len(rows), np.intp)
    turns[together] = np.arange(len(rows)) - starts[places[together]]
    return rows[np.lexsort((places, -counts[places], turns))]


def doubtful_label(evaluation: Evaluation, rows: RowNumbers) -> RowNumbers:
    """The strongest contradiction of network and label first: the label may be wrong.

    Some outputs are weak for all examples of their digit. So each is compared with its own mean on
    the examples of its digit, as in *Confident Learning* (Northcutt, Jiang and Chuang, 2021).
    """
    k = evaluation.outputs.shape[1]
    own = evaluation.outputs[np.arange(len(evaluation)), evaluation.labels].astype(np.float64)
    sums = np.bincount(evaluation.labels, weights=own, minlength=k)
    usual = sums / np.maximum(np.bincount(evaluation.labels, minlength=k), 1)
    read, labels = evaluation.read[rows], evaluation.labels[rows]
    for_read = evaluation.confidence[rows] - usual[read]
    for_label = own[rows] - usual[labels]
    return rows[np.argsort(for_label - for_read, kind="stable")]


ORDERS: dict[str, Callable[[Evaluation, RowNumbers], RowNumbers]] = {
    "most confident": most_confident,
    "nearly right": nearly_right,
    "by digit": by_digit,
    "taking turns": in_turns,
    "label may be wrong": doubtful_label,
}


# Thresholds: a network gives no answer if its most active output is weaker. The higher the
# threshold, the less it answers, and the more often it is right when it does.


@dataclass(frozen=True, slots=True, eq=False)
class ThresholdCurve:
    """How much is answered at each threshold of 0, 1, ..., 100 percent of an activation of 1.

    answered, right: (101,) int, of `size` examples how many are answered, and how many of these
    are right.
    """

    answered: NDArray[np.int64]
    right: NDArray[np.int64]
    size: int

    @property
    def right_share(self) -> NDArray[np.float64]:
        """(101,), the share of right answers; NaN if nothing is answered."""
        answers = np.where(self.answered > 0, self.answered, np.nan)
        return np.asarray(self.right / answers)

    def least_for(self, share: float) -> int | None:
        """The lowest threshold, in percent, with this share of right answers, if there is one."""
        enough = np.flatnonzero(self.right_share >= share)  # NaN is not
        return int(enough[0]) if len(enough) else None

    def threshold_in_words(self, percent: int) -> str:
        """What a threshold means: how much is answered, and how much of that is right."""
        answered, right = int(self.answered[percent]), int(self.right[percent])
        needed = f"If an answer needs activation {percent / 100:.2f}, the network answers"
        if not answered:
            return f"{needed} nothing."
        of_all, of_answers = _share(answered, self.size), _share(right, answered)
        return f"{needed} {of_all} % of the digits; {of_answers} % of these answers are right."


def _share(some: int, all_of_them: int) -> str:
    """A part in percent; 100 is said only if it is all."""
    percent = 100 * some / all_of_them
    return f"{percent if some == all_of_them else min(percent, 99.9):.1f}"


def threshold_curve(evaluation: Evaluation) -> ThresholdCurve:
    """How much a network answers at each threshold, and how much of that is right.

    An example is answered if its most active output reaches the threshold, and none is NaN.
    """

    def reaching(confidence: NDArray[np.floating]) -> NDArray[np.int64]:
        rising = np.sort(confidence[np.isfinite(confidence)].astype(np.float64))
        return np.asarray(len(rising) - np.searchsorted(rising, PERCENT / 100), np.int64)

    right = evaluation.confidence[evaluation.is_right]
    return ThresholdCurve(reaching(evaluation.confidence), reaching(right), len(evaluation))


# Two accuracies do not say whether one network is better, or was lucky with these digits. Digits
# that both read right, or both wrong, say nothing about that; only the others count.


def differences(evaluation: Evaluation, other: Evaluation) -> dict[str, RowNumbers]:
    """How a network differs from another one on the same digits: their indices, in three groups.

    It reads the mended ones right, and the other network wrong; broken is the reverse.
    """
    right, was_right = evaluation.is_right, other.is_right
    return {
        "mended": np.flatnonzero(right & ~was_right),
        "broken": np.flatnonzero(was_right & ~right),
        "both misread": np.flatnonzero(~right & ~was_right),
    }


def mcnemar(mended: int, broken: int) -> float:
    """The two-sided p-value of McNemar's test, from 0 to 1.

    If neither network were better, a coin might as well decide, for each digit that only one reads
    right, which one that is. The p-value is the chance that as many coins fall at least as
    unevenly: the exact, binomial test. (Q. McNemar, "Note on the sampling error of the difference
    between correlated proportions or percentages", 1947; T. Dietterich, "Approximate statistical
    tests for comparing supervised classification learning algorithms", 1998.)
    """
    n, fewer = mended + broken, min(mended, broken)
    term = tail = 1  # n over 0; whole numbers, so that nothing is rounded
    for k in range(fewer):
        term = term * (n - k) // (k + 1)
        tail += term
    # At a tie both tails have the middle in common.
    return 1.0 if mended == broken else min(1.0, 2 * tail / (1 << n))
