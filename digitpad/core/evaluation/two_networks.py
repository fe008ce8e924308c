"""Two networks compared on the same digits: what one of them mends, and what it breaks.

Two accuracies do not say whether one network is better, or was lucky with these digits. Digits that
both read right, or both wrong, say nothing about that; only the others count.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core.evaluation.evaluation import Evaluation

RARE = 0.05  # a difference that is less likely than this is hardly chance


@dataclass(frozen=True, slots=True, eq=False)
class TwoNetworks:
    """How a network differs from another one on the same digits, their indices in order.

    mended: it reads them right, and the other one wrong; broken: the other way round. both_wrong:
    both misread them. size: of all digits.
    """

    mended: NDArray[np.intp]
    broken: NDArray[np.intp]
    both_wrong: NDArray[np.intp]
    size: int

    @classmethod
    def of(cls, evaluation: Evaluation, other: Evaluation) -> "TwoNetworks":
        """Compare a network's evaluation with another one's.

        Raises ValueError where they are not about the same digits.
        """
        if not np.array_equal(evaluation.labels, other.labels):
            raise ValueError("two networks can be compared on the same digits alone")
        right, was_right = evaluation.is_right, other.is_right
        return cls(
            np.flatnonzero(right & ~was_right),
            np.flatnonzero(was_right & ~right),
            np.flatnonzero(~right & ~was_right),
            len(evaluation),
        )

    @property
    def groups(self) -> dict[str, NDArray[np.intp]]:
        """The digits by what has become of them."""
        return {
            "mended": self.mended,
            "newly broken": self.broken,
            "wrong in both": self.both_wrong,
        }

    @property
    def chance(self) -> float:
        """How likely two equally good networks differ at least as much, see `mcnemar`."""
        return mcnemar(len(self.mended), len(self.broken))

    def sentence(self) -> str:
        """What the counts say, with McNemar's test."""
        mended, broken = len(self.mended), len(self.broken)
        if not mended and not broken:
            return "Neither reads a digit right that the other one misreads."
        if self.chance >= RARE:
            return (
                "That may be chance: two equally good networks differ as much "
                f"{_in_100(self.chance)}."
            )
        better = "better" if mended > broken else "worse"
        return f"It reads {better}, and that is hardly chance."


def mcnemar(mended: int, broken: int) -> float:
    """The two-sided p-value of McNemar's test, from 0 to 1.

    If neither network were better, a toss of a coin might as well decide which of them reads a
    digit that only one reads right. The p-value is the chance that as many coins fall at least as
    unevenly. This is the exact, binomial test: the usual chi-square, (|b - c| - 1)^2 / (b + c), is
    an approximation, and a poor one where fewer than some 25 digits differ. (Q.
    McNemar, "Note on the sampling error of the difference between correlated proportions or
    percentages", 1947; T. Dietterich, "Approximate statistical tests for comparing supervised
    classification learning algorithms", 1998.)
    """
    n, fewer = mended + broken, min(mended, broken)
    term = tail = 1  # n over 0; whole numbers, so that nothing is rounded
    for k in range(fewer):
        term = term * (n - k) // (k + 1)
        tail += term
    # At a tie both tails have the middle in common.
    return 1.0 if mended == broken else min(1.0, 2 * tail / (1 << n))


def _in_100(chance: float) -> str:
    times = round(100 * chance)
    return f"{'once' if times == 1 else f'{times} times'} in 100"
