"""Pen digits: what 164 people wrote on tablets, kept as the path of the pen; and MNIST with them.

Thirty of them are Turkish: the training part of UCI's *Pen-Based Recognition of Handwritten Digits*
(E. Alpaydin, F. Alimoglu). The other 134 come from many countries: half of the writers of the
isolated digits in *UNIPEN train_r01_v07* (International Unipen Foundation). They use forms of the
digits that MNIST's writers, who are American, do not. Both are CC BY 4.0, see
resources/strokes/README.md.

Invented digits, which nobody wrote, are kept in the same form. They show still more forms, such as
a 0 with a slash or a 7 with a bar. Every fifth person is kept for validation: their digits show
how well a network reads strangers.
"""

import csv
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from digitpad.core.data.dataset import (
    Cancelled,
    Dataset,
    as_bytes,
    load_data_wrapper,
)
from digitpad.core.ink import from_drawings
from digitpad.resources import resource_path

# The files that come with digitpad, and the number of each one's first writer.
FILES = {"pendigits_tra.npz": 1, "unipen_tra.npz": 101}

WRITERS = (*range(1, 31), *range(101, 235))
"""The numbers of all writers."""
# The first 30 were put in the order of how well a network that has learnt only MNIST reads them,
# and every fifth was taken. Of the others every fifth number was taken.
VALIDATION_WRITERS = (2, 4, 8, 11, 15, 22, *range(105, 235, 5))
REPEATED = 2  # times that each pen digit stands in the training data
INKED_PER_CHECK = 500  # digits that are inked before `is_cancelled` is asked again
SEED = 12

Strokes = tuple[NDArray[np.float64], ...]  # strokes (n, 2)


@dataclass(frozen=True, slots=True, eq=False)
class PenDigits:
    """Digits as drawings, with their labels and writers.

    drawings: each a tuple of strokes, arrays (n, 2) of x, y, y down. labels: uint8 (digits,),
    0..9. writers: uint8 (digits,), from 1 in the first of FILES, from 101 in the second; 0 for
    invented digits.
    """

    drawings: tuple[Strokes, ...]
    labels: NDArray[np.uint8]
    writers: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.drawings)

    def by(self, writers: Collection[int]) -> "PenDigits":
        """The digits that these people wrote."""
        return self._rows(np.flatnonzero(np.isin(self.writers, list(writers))))

    def without(self, rows: Collection[int]) -> "PenDigits":
        return self._rows(np.setdiff1d(np.arange(len(self)), list(rows)))

    def images(self) -> NDArray[np.float32]:
        """The digits as images: float32 (digits, 28, 28), paper 0, ink 1."""
        return from_drawings(self.drawings)

    def dataset(self) -> Dataset:
        """The digits as data, with labels as digits."""
        return Dataset(as_bytes(self.images()), self.labels)

    def _rows(self, rows: NDArray[np.intp]) -> "PenDigits":
        drawings = tuple(self.drawings[i] for i in rows)
        return PenDigits(drawings, self.labels[rows], self.writers[rows])


def load_pen_digits() -> PenDigits:
    """All pen digits that come with digitpad, except those that no person reads as labelled.

    A list beside each file, such as unipen_left_out.csv, has these digits' rows, and why.
    """
    parts = []
    for name in FILES:
        path = resource_path("strokes", name)
        parts.append(read_pen_digits(path).without(misread_by_all(path)))
    return PenDigits(
        tuple(drawing for part in parts for drawing in part.drawings),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.writers for part in parts]),
    )


def load_invented_digits() -> PenDigits:
    """The 12,500 invented digits that come with digitpad, in 74 forms and in random order.

    All digits are about equally frequent, and so are all forms of a digit.
    """
    return read_pen_digits(resource_path("strokes", "invented.npz"))


def read_pen_digits(path: Path) -> PenDigits:
    """All digits in a file of strokes; resources/strokes/README.md describes its arrays."""
    with np.load(path, allow_pickle=False) as file:
        step, start = file["step"].astype(np.float64), file["start"].astype(np.float64)
        points, strokes = file["points"].astype(np.intp), file["strokes"].astype(np.intp)
        labels, writers = file["label"].astype(np.uint8), file["writer"].astype(np.uint8)
    ends = np.cumsum(points)
    drawn = [xy + step[end - n : end].cumsum(axis=0) for xy, end, n in zip(start, ends, points)]
    last = np.cumsum(strokes)
    drawings = tuple(tuple(drawn[end - n : end]) for end, n in zip(last, strokes))
    return PenDigits(drawings, labels, writers)


def misread_by_all(path: Path) -> list[int]:
    """The rows of the digits in a file that no person reads as labelled.

    They are the column `index` of the list beside the file, if there is one.
    """
    path = path.with_name(path.name.replace("tra.npz", "left_out.csv"))
    if path.suffix != ".csv" or not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [int(line["index"]) for line in csv.DictReader(file)]


def load_data_with_other_hands(
    is_cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Dataset, Dataset, Dataset]:
    """Training, validation and test data, as `load_data_wrapper` gives them for MNIST alone.

    Training: MNIST's 50,000, twice the pen digits of 132 people, and 12,500 invented digits, 89,108
    in all, in random order, so that the first n are like all. Validation: MNIST's 10,000, and 2,435
    pen digits of the other 32 people. Test: MNIST's 10,000. The data are the same each time.
    Loading takes some two seconds, mostly for inking.

    is_cancelled: asked several times a second whether to give up. Raises Cancelled if so.
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
            [training.images, *[images] * REPEATED, inked(invented.drawings, is_cancelled)],
            [training.labels, *[learnt.labels] * REPEATED, invented.labels],
            one_hot=True,
        ),
        _mixed(
            rng,
            [validation.images, inked(kept.drawings, is_cancelled)],
            [validation.labels, kept.labels],
        ),
        test,
    )


def inked(
    drawings: Sequence[Sequence[ArrayLike]], is_cancelled: Callable[[], bool]
) -> NDArray[np.uint8]:
    """Drawings as images in the form of a Dataset: uint8 (n, 784). Raises Cancelled."""
    images = []
    for first in range(0, len(drawings), INKED_PER_CHECK):
        if is_cancelled():
            raise Cancelled
        images.append(as_bytes(from_drawings(drawings[first : first + INKED_PER_CHECK])))
    return np.concatenate(images)


def _mixed(
    rng: np.random.Generator,
    images: list[NDArray[np.uint8]],
    labels: list[NDArray[np.uint8]],
    one_hot: bool = False,
) -> Dataset:
    order = rng.permutation(sum(len(part) for part in labels))
    return Dataset(np.concatenate(images)[order], np.concatenate(labels)[order], one_hot)
