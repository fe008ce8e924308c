"""Pen digits: what 30 people wrote on a tablet, kept as the path of the pen.

They are the training part of UCI's *Pen-Based Recognition of Handwritten Digits* (E. Alpaydin,
F. Alimoglu, CC BY 4.0), see resources/strokes/README.md. The writers are Turkish, and use forms of
the digits that MNIST's writers do not.
"""

import zipfile
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.core.forms.lines import Stroke
from digitpad.core.ink import from_drawings
from digitpad.resources import resource_path

Drawing = tuple[Stroke, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PenDigits:
    """Digits as drawings, with their labels and writers.

    drawings: each a tuple of strokes, arrays (n, 2) of x, y, y down. labels: uint8 (digits,),
    0..9. writers: uint8 (digits,), from 1.
    """

    drawings: tuple[Drawing, ...]
    labels: NDArray[np.uint8]
    writers: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.drawings)

    def by(self, writers: Collection[int]) -> "PenDigits":
        """The digits that these people wrote."""
        chosen = np.flatnonzero(np.isin(self.writers, list(writers)))
        drawings = tuple(self.drawings[i] for i in chosen)
        return PenDigits(drawings, self.labels[chosen], self.writers[chosen])

    def images(self) -> NDArray[np.float32]:
        """The digits as images: float32 (digits, 28, 28), paper 0, ink 1."""
        return from_drawings(self.drawings)


def load_pen_digits(path: Path | None = None) -> PenDigits:
    """The digits in a file that `pack` has written; by default the one that comes with digitpad.

    Raises OSError where it cannot be read, ValueError where it is damaged. The message is a
    sentence with the file's name.
    """
    path = path or resource_path("strokes", "pendigits_tra.npz")
    try:
        # Opened here, since np.load would leave a damaged file open.
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            step, start = file["step"].astype(np.float64), file["start"].astype(np.float64)
            points, strokes = file["points"].astype(np.intp), file["strokes"].astype(np.intp)
            labels, writers = file["label"].astype(np.uint8), file["writer"].astype(np.uint8)
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"{path.name} is damaged, or holds no pen digits.") from error
    except OSError as error:
        raise OSError(f"{path.name} cannot be read: {error.strerror or error}.") from error
    fits = (
        step.shape == (points.sum(), 2)
        and start.shape == (strokes.sum(), 2)
        and points.shape == (len(start),)
        and strokes.shape == labels.shape == writers.shape
        and min(points.min(initial=1), strokes.min(initial=1)) >= 1
        and labels.max(initial=0) <= 9
    )
    if not fits:
        raise ValueError(f"{path.name} is damaged: its parts do not fit each other.")
    ends = np.cumsum(points)
    drawn = [xy + step[end - n : end].cumsum(axis=0) for xy, end, n in zip(start, ends, points)]
    last = np.cumsum(strokes)
    drawings = tuple(tuple(drawn[end - n : end]) for end, n in zip(last, strokes))
    return PenDigits(drawings, labels, writers)


def pack(source: Path, target: Path) -> None:
    """Write the strokes of `source` to `target`, in less than half the size.

    source: an npz file with the arrays `xy, stroke, sample, label, writer`. The pen moves few
    units of the tablet from point to point, so that a step fits a byte.

    Raises ValueError for points that are not whole numbers, or too far apart for a byte.
    """
    with np.load(source, allow_pickle=False) as file:
        xy, stroke, sample = file["xy"], file["stroke"], file["sample"]
        labels, names = file["label"], file["writer"]
    whole = xy.astype(np.int16)
    step = np.diff(whole, axis=0, prepend=whole[:1])
    step[stroke[:-1]] = 0
    if (whole != xy).any() or np.abs(step).max(initial=0) > 127:
        raise ValueError(f"{source.name} has points that do not fit: steps must be whole, to 127")
    np.savez_compressed(
        target,
        start=whole[stroke[:-1]],
        step=step.astype(np.int8),
        points=np.diff(stroke).astype(np.uint16),
        strokes=np.diff(sample).astype(np.uint8),
        label=labels.astype(np.uint8),
        writer=1 + np.unique(names, return_inverse=True)[1].astype(np.uint8),
    )
