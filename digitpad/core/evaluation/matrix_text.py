"""A confusion matrix as text: for a terminal, and as CSV for a spreadsheet or pandas."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.classes import with_article
from digitpad.core.evaluation.orders import Confusion
from digitpad.core.files.csv_file import csv_file


def matrix_csv(
    matrix: NDArray[np.int64], classes: Sequence[str], outputs: Sequence[str], about: Sequence[str]
) -> bytes:
    """The content of a CSV file, in UTF-8: a row a true digit, a column what it was read as.

    classes, outputs: the names of rows and columns. about: lines that say what was measured; they
    begin with # in the file. `pandas.read_csv(path, comment="#", index_col=0)` reads it.
    """
    titles = ["written", *(f"read as {name}" for name in outputs)]
    rows = ([name, *row] for name, row in zip(classes, matrix.tolist()))
    return csv_file([titles, *rows], ("digitpad: a confusion matrix", *about))


def matrix_lines(matrix: NDArray[np.int64], classes: Sequence[str]) -> list[str]:
    """The matrix as lines of one width, with the classes beside and above; 0 is a dot."""
    cells = [["", *classes]]
    cells += [[name, *(f"{n:,}" if n else "." for n in row)] for name, row in zip(classes, matrix)]
    left = max(len(row[0]) for row in cells)
    wide = 1 + max(len(cell) for row in cells for cell in row[1:])
    return [row[0].ljust(left) + "".join(cell.rjust(wide) for cell in row[1:]) for row in cells]


def confusion_words(confusion: Confusion, classes: Sequence[str]) -> str:
    """A confusion in a few words: 5 as 3."""
    return f"{classes[confusion.label]} as {classes[confusion.read]}"


def cell_sentence(count: int, total: int, label: str, read: str) -> str:
    """What a cell counts, with the names of its row and column: 17 of 1,009 ..."""
    was = "was" if count == 1 else "were"
    return (
        f"{count:,} of {total:,} that are {with_article(label)} {was} read as {with_article(read)}"
    )
