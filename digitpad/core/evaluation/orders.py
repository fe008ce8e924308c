"""Orders in which to look at mistakes, and the confusions that they make up."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core.evaluation.evaluation import Evaluation

Rows = NDArray[np.intp]  # indices of examples
Order = Callable[[Evaluation, Rows], Rows]  # puts some of an evaluation's examples in order


@dataclass(frozen=True, slots=True)
class Confusion:
    """How many examples of the digit `label` are misread as `read`."""

    label: int
    read: int
    count: int


def worst_confusions(matrix: NDArray[np.int64], most: int = 5) -> list[Confusion]:
    """The most frequent confusions of a matrix (k, k), `most` of them or fewer."""
    errors = matrix.copy()
    np.fill_diagonal(errors, 0)
    places = np.argsort(-errors, axis=None, kind="stable")[:most].tolist()
    cells = [divmod(place, len(errors)) for place in places]
    return [Confusion(i, j, int(errors[i, j])) for i, j in cells if errors[i, j]]


def examples_of(
    evaluation: Evaluation, label: int | None, read: int | None, among: Rows | None = None
) -> Rows:
    """The examples of a cell of the matrix; or the mistakes of a row, of a column, or all.

    label, read: the cell's row and column. Where one is None the mistakes of the other are meant.
    among: choose from these examples alone, and take right ones, too.
    """
    wanted = np.ones(len(evaluation), bool) if label is None else evaluation.labels == label
    if read is not None:
        wanted = wanted & (evaluation.read == read)
    if among is not None:
        return np.asarray(among[wanted[among]])
    if label is None or read is None:
        wanted = wanted & ~evaluation.is_right
    return np.flatnonzero(wanted)


def most_confident(evaluation: Evaluation, rows: Rows) -> Rows:
    """The most active answers first."""
    return rows[np.argsort(-evaluation.confidence[rows], kind="stable")]


def nearly_right(evaluation: Evaluation, rows: Rows) -> Rows:
    """The smallest distance first, from the activation of the true output to that of the answer."""
    behind = evaluation.confidence[rows] - evaluation.outputs[rows, evaluation.labels[rows]]
    order: Rows = np.argsort(behind, kind="stable")
    return rows[order]


def by_digit(evaluation: Evaluation, rows: Rows) -> Rows:
    """By their true digits, then by what they are read as, then the most active answers first."""
    keys = -evaluation.confidence[rows], evaluation.read[rows], evaluation.labels[rows]
    return rows[np.lexsort(keys)]


def in_turns(evaluation: Evaluation, rows: Rows) -> Rows:
    """One example of each confusion, then another of each, and so on; the most frequent first.

    So the first examples show all that goes wrong. Of each confusion the most active answers come
    first.
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


def doubtful_label(evaluation: Evaluation, rows: Rows) -> Rows:
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


ORDERS: dict[str, Order] = {
    "most confident": most_confident,
    "nearly right": nearly_right,
    "by digit": by_digit,
    "taking turns": in_turns,
    "label may be wrong": doubtful_label,
}
