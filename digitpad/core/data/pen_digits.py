"""Pen digits: what 164 people wrote on tablets, kept as the path of the pen.

Thirty of them are Turkish: the training part of UCI's *Pen-Based Recognition of Handwritten Digits*
(E. Alpaydin, F. Alimoglu). The other 134 come from many countries: half of the writers of the
isolated digits in *UNIPEN train_r01_v07* (International Unipen Foundation). They use forms of the
digits that MNIST's writers do not. Both are CC BY 4.0, see resources/strokes/README.md.

Invented digits, which nobody wrote, are kept in the same form. They show still more forms, such as
a 0 with a slash or a 7 with a bar.
"""

import csv
import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.dataset import Dataset, as_bytes
from digitpad.core.ink import from_drawings
from digitpad.core.text import reason_of
from digitpad.resources import resource_path

# The files that come with digitpad, and the number of each one's first writer.
FILES = {"pendigits_tra.npz": 1, "unipen_tra.npz": 101}

WRITERS = (*range(1, 31), *range(101, 235))
"""The numbers of all writers."""

Drawing = tuple[NDArray[np.float64], ...]  # strokes (n, 2)


@dataclass(frozen=True, slots=True, eq=False)
class PenDigits:
    """Digits as drawings, with their labels and writers.

    drawings: each a tuple of strokes, arrays (n, 2) of x, y, y down. labels: uint8 (digits,),
    0..9. writers: uint8 (digits,), from 1 in the first of FILES, from 101 in the second; 0 for
    invented digits.
    """

    drawings: tuple[Drawing, ...]
    labels: NDArray[np.uint8]
    writers: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.drawings)

    def by(self, writers: Collection[int]) -> "PenDigits":
        """The digits that these people wrote."""
        return self._rows(np.flatnonzero(np.isin(self.writers, list(writers))))

    def without(self, rows: Collection[int]) -> "PenDigits":
        """The digits that do not stand in these rows."""
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
    """All pen digits that come with digitpad, but for those that no person reads as labelled.

    A list beside each file, such as unipen_left_out.csv, has these digits' rows, and why.

    Raises OSError or ValueError, with a sentence, where a file is missing or damaged.
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
    """The 12,500 invented digits that come with digitpad, in 74 forms.

    Every digit is about as frequent as the others, and so is every form of a digit. They are in
    random order.

    Raises OSError or ValueError, with a sentence, where the file is missing or damaged.
    """
    return read_pen_digits(resource_path("strokes", "invented.npz"))


def read_pen_digits(path: Path) -> PenDigits:
    """All digits in a file of strokes; resources/strokes/README.md describes its arrays.

    Raises OSError where it cannot be read, ValueError where it is damaged. The message is a
    sentence with the file's name.
    """
    try:
        # Opened here, since np.load would leave a damaged file open.
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            step, start = file["step"].astype(np.float64), file["start"].astype(np.float64)
            points, strokes = file["points"].astype(np.intp), file["strokes"].astype(np.intp)
            labels, writers = file["label"].astype(np.uint8), file["writer"].astype(np.uint8)
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path.name} is damaged, or holds no pen digits.") from error
    except OSError as error:
        raise OSError(f"{path.name} cannot be read: {reason_of(error)}.") from error
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
