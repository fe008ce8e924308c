"""What the ten outputs of a network stand for: digits, or the clothes of Fashion-MNIST."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DIGITS = tuple("0123456789")
FASHION = (
    *("T-shirt", "trouser", "pullover", "dress", "coat"),
    *("sandal", "shirt", "sneaker", "bag", "ankle boot"),
)

# The first labels of Fashion-MNIST's training data. No other data begin with these by chance.
FASHION_BEGINS = (9, 0, 0, 3, 0, 2, 7, 2, 5, 5, 0, 9, 5, 5, 7, 9, 1, 0, 6, 4)


def classes_of(folder: str | None, labels: NDArray[np.integer]) -> tuple[str, ...]:
    """The names of the ten classes of a data set: those of Fashion-MNIST, or digits.

    Fashion-MNIST is recognised by its first training labels (n,), or by the folder's name.
    """
    by_labels = np.array_equal(labels[: len(FASHION_BEGINS)], FASHION_BEGINS)
    by_name = folder is not None and "fashion" in Path(folder).name.lower()
    return FASHION if by_labels or by_name else DIGITS


def with_article(name: str) -> str:
    """A class with its article: an 8, a sneaker, an ankle boot."""
    return f"{'an' if name[0].lower() in 'aeiou8' else 'a'} {name}"
