"""A hand as a data set: one person's digits to learn from, and a third of them to judge by.

A network that learns from one person alone should be judged twice: on digits of that person which
it has not learnt, and on other people's. So the validation data are the third of the hand that is
held back, and the test data are MNIST's, where the network may read ever less.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from digitpad.core.data.dataset import Dataset, load_test_data
from digitpad.core.data.other_hands import inked
from digitpad.core.data.pen_digits import load_pen_digits
from digitpad.core.data.written_digits import held_back, why_no_data
from digitpad.core.files import hand_file

SEED = 5  # of the order of the training images


def load_data_of_hand(
    filename: str | Path, digest: str = "", is_cancelled: Callable[[], bool] = lambda: False
) -> tuple[Dataset, Dataset, Dataset]:
    """Training, validation and test data, as `load_data_wrapper` gives them, of a hand.

    Training: two thirds of each digit, in mixed order, so that the first n are like all.
    Validation: every third of each digit, in the order of writing. Test: MNIST's 10,000.

    filename: of a hand that is kept or was exported. digest: as `Hand.digest` says it; where it is
    not empty, other digits than these are refused. is_cancelled: asked several times a second
    whether to give up.

    Raises dataset.Cancelled if so; and OSError or ValueError, with a sentence, where the file is
    gone or damaged, the hand has other digits by now, or has too few.
    """
    if not Path(filename).exists():
        raise FileNotFoundError("The hand is not there any more: it was deleted. Use other data.")
    hand = hand_file.read(filename)
    if digest and hand.digest() != digest:
        raise ValueError(f"{hand.name} has other digits by now. Use it as data anew.")
    if why := why_no_data(hand):
        raise ValueError(why)
    drawings = [digit.strokes for digit in hand.digits]
    return _divided(drawings, np.array([d.label for d in hand.digits], np.uint8), is_cancelled)


def load_data_of_writer(
    writer: int, is_cancelled: Callable[[], bool] = lambda: False
) -> tuple[Dataset, Dataset, Dataset]:
    """The same of one of the people whose pen digits come with digitpad; see `pen_digits.WRITERS`.

    Raises Cancelled, OSError and ValueError, as for a hand.
    """
    pens = load_pen_digits().by([writer])
    if not len(pens):
        raise ValueError(f"There are no pen digits of person {writer}.")
    return _divided(pens.drawings, pens.labels, is_cancelled)


def _divided(
    drawings: Sequence[Sequence[ArrayLike]],
    labels: NDArray[np.uint8],
    is_cancelled: Callable[[], bool],
) -> tuple[Dataset, Dataset, Dataset]:
    """One person's digits, inked, in the three parts; in the order of writing."""
    images, held = np.concatenate(inked(drawings, is_cancelled)), held_back(labels)
    rows = np.random.default_rng(SEED).permutation(np.flatnonzero(~held))
    return (
        Dataset(images[rows], labels[rows], one_hot=True),
        Dataset(images[held], labels[held]),
        load_test_data(),
    )
