"""Two networks on the same digits, against plain loops and the tossing of coins."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from digitpad.core.evaluation import Evaluation
from digitpad.core.evaluation.two_networks import TwoNetworks, mcnemar


def evaluation(labels, read):
    return Evaluation.of(np.array(labels), np.eye(10)[read])


def test_mended_broken_and_wrong_in_both_are_those_of_a_plain_loop():
    rng = np.random.default_rng(5)
    labels = rng.integers(0, 10, 300)
    reads = [np.where(rng.random(300) < 0.7, labels, rng.integers(0, 10, 300)) for _ in range(2)]
    found = TwoNetworks.of(*(evaluation(labels, read) for read in reads))
    mended, broken, both_wrong = [], [], []
    for i, label in enumerate(labels):
        now, before = reads[0][i], reads[1][i]
        if now == label != before:
            mended.append(i)
        elif now != label == before:
            broken.append(i)
        elif now != label:
            both_wrong.append(i)
    assert mended and broken and both_wrong
    assert found.mended.tolist() == mended and found.broken.tolist() == broken
    assert found.both_wrong.tolist() == both_wrong and found.size == 300


def test_other_digits_are_refused():
    with pytest.raises(ValueError, match="same digits"):
        TwoNetworks.of(evaluation([1, 2], [1, 2]), evaluation([2, 1], [1, 2]))
    with pytest.raises(ValueError, match="same digits"):
        TwoNetworks.of(evaluation([1, 2], [1, 2]), evaluation([1], [1]))


@pytest.mark.parametrize(
    ("mended", "broken"), [(0, 0), (1, 0), (0, 1), (3, 3), (5, 2), (1, 8), (9, 4)]
)
def test_the_test_counts_all_tosses_that_are_as_lopsided(mended, broken):
    n = mended + broken
    as_lopsided = sum(
        abs(2 * sum(coins) - n) >= abs(mended - broken) for coins in product((0, 1), repeat=n)
    )
    assert mcnemar(mended, broken) == float(Fraction(as_lopsided, 2**n))


def test_many_differences_are_near_the_chi_square_and_never_out_of_range():
    from math import erfc, sqrt

    for mended, broken in ((520, 470), (2600, 2400), (480, 470)):
        chi_square = (abs(mended - broken) - 1) ** 2 / (mended + broken)
        assert mcnemar(mended, broken) == pytest.approx(erfc(sqrt(chi_square / 2)), rel=0.01)
    assert mcnemar(10_000, 0) == 0  # smaller than any number


def compared(mended, broken, same=5):
    size = mended + broken + same
    labels = np.zeros(size, int)
    read, other = np.zeros(size, int), np.zeros(size, int)
    other[:mended] = 1
    read[mended : mended + broken] = 1
    return TwoNetworks.of(evaluation(labels, read), evaluation(labels, other))


def test_the_sentence_says_whether_it_may_be_chance():
    assert "Neither" in compared(0, 0).sentence()
    # 2 * (C(12,0) + ... + C(12,3)) / 2^12 = 598 / 4096
    assert compared(9, 3).sentence().startswith("That may be chance")
    assert "15 times in 100" in compared(9, 3).sentence()
    assert compared(40, 10).sentence().startswith("It reads better")
    assert compared(10, 40).sentence().startswith("It reads worse")
