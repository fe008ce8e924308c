"""MNIST and other hands: digits as more people write them.

MNIST's writers are American. Here the people of `pen_digits.py` join them, and its invented
digits. Every fifth of these people is kept for validation: their digits show how well a network
reads strangers.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from digitpad.core.data.dataset import (
    Cancelled,
    Dataset,
    as_bytes,
    load_data_wrapper,
    load_test_data,
)
from digitpad.core.data.hands import held_back
from digitpad.core.data.pen_digits import load_invented_digits, load_pen_digits
from digitpad.core.ink import from_drawings

# Of the first 30 every fifth in the order of how well a network that knows only MNIST reads them;
# of the others, whose numbers are in no such order, every fifth.
VALIDATION_WRITERS = (2, 4, 8, 11, 15, 22, *range(105, 235, 5))
REPEATED = 2  # times that each pen digit stands in the training data
AT_A_TIME = 500  # digits that are inked before `is_cancelled` is asked again
SEED = 12
SEED_OF_ONE = 5  # of the order of one person's training images


def load_data_with_other_hands(
    is_cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Dataset, Dataset, Dataset]:
    """Training, validation and test data, as `load_data_wrapper` gives them for MNIST alone.

    Training: MNIST's 50,000, twice the pen digits of 132 people, and 12,500 invented digits, 89,108
    in all, in mixed order, so that the first n are like all. Validation: MNIST's 10,000, and 2,435
    pen digits of the other 32 people. Test: MNIST's 10,000. The data are the same each time.
    Loading takes some two seconds, most of them to ink digits.

    is_cancelled: asked several times a second whether to give up.

    Raises Cancelled if so; and OSError or ValueError, with a sentence, where digitpad's own files
    are damaged or missing.
    """
    rng = np.random.default_rng(SEED)
    training, validation, test = load_data_wrapper()
    pens = load_pen_digits()
    kept = pens.by(VALIDATION_WRITERS)
    learnt = pens.by(set(pens.writers.tolist()) - set(VALIDATION_WRITERS))
    invented = load_invented_digits()
    images = inked(learnt.drawings, is_cancelled)
    return (
        _mixed(
            rng,
            [training.images, *images * REPEATED, *inked(invented.drawings, is_cancelled)],
            [training.labels, *[learnt.labels] * REPEATED, invented.labels],
            one_hot=True,
        ),
        _mixed(
            rng,
            [validation.images, *inked(kept.drawings, is_cancelled)],
            [validation.labels, kept.labels],
        ),
        test,
    )


def load_data_of_writer(
    writer: int, is_cancelled: Callable[[], bool] = lambda: False
) -> tuple[Dataset, Dataset, Dataset]:
    """Training, validation and test data of one person alone; see `pen_digits.WRITERS`.

    Training: two thirds of each digit, in mixed order, so that the first n are like all.
    Validation: every third of each digit, in the order of writing. Test: MNIST's 10,000, where a
    network that learns from one person may read ever less.

    is_cancelled: asked several times a second whether to give up.

    Raises Cancelled if so; OSError or ValueError, with a sentence, where digitpad's own files are
    damaged or missing; and ValueError where nobody has this number.
    """
    pens = load_pen_digits().by([writer])
    if not len(pens):
        raise ValueError(f"There are no pen digits of person {writer}.")
    images, held = np.concatenate(inked(pens.drawings, is_cancelled)), held_back(pens.labels)
    rows = np.random.default_rng(SEED_OF_ONE).permutation(np.flatnonzero(~held))
    return (
        Dataset(images[rows], pens.labels[rows], one_hot=True),
        Dataset(images[held], pens.labels[held]),
        load_test_data(),
    )


def inked(
    drawings: Sequence[Sequence[ArrayLike]], is_cancelled: Callable[[], bool]
) -> list[NDArray[np.uint8]]:
    """Drawings as images, in the form of a Dataset, some at a time. Raises Cancelled."""
    images = []
    for first in range(0, len(drawings), AT_A_TIME):
        if is_cancelled():
            raise Cancelled
        images.append(as_bytes(from_drawings(drawings[first : first + AT_A_TIME])))
    return images


def _mixed(
    rng: np.random.Generator,
    images: list[NDArray[np.uint8]],
    labels: list[NDArray[np.uint8]],
    one_hot: bool = False,
) -> Dataset:
    order = rng.permutation(sum(len(part) for part in labels))
    return Dataset(np.concatenate(images)[order], np.concatenate(labels)[order], one_hot)
