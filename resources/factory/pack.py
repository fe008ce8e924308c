"""Packs strokes into the small files of resources/strokes; see the README there for their form."""

from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray


def pack(source: Path, target: Path, first_writer: int = 1) -> None:
    """Write the strokes of `source` to `target`, in about half the size.

    source: an npz file with the arrays `xy, stroke, sample, label, writer`. first_writer: the
    number of the first writer, in the order of their names.

    Raises ValueError for points that are not whole numbers, or too far apart for 16 bits.
    """
    with np.load(source, allow_pickle=False) as file:
        xy, stroke, sample = file["xy"], file["stroke"], file["sample"]
        labels, names = file["label"], file["writer"]
    writers = (first_writer + np.unique(names, return_inverse=True)[1]).astype(np.uint8)
    write(target, xy, stroke, sample, label=labels.astype(np.uint8), writer=writers)


def write(
    target: Path,
    xy: NDArray[np.floating],
    stroke: NDArray[np.integer],
    sample: NDArray[np.integer],
    **of_digits: ArrayLike,
) -> None:
    """Write digits to `target`, the same bytes each time.

    xy: (points, 2), x to the right and y down. stroke: where in xy each stroke starts, and the end.
    sample: at which stroke each digit starts, and the end. of_digits: more arrays, an element a
    digit. The pen moves few units from point to point, so that a step fits a byte, or takes little
    room when it is compressed.

    Raises ValueError for points that are not whole numbers, or too far apart for 16 bits.
    """
    whole = xy.astype(np.int32)
    step = np.diff(whole, axis=0, prepend=whole[:1])
    step[stroke[:-1]] = 0
    start = whole[stroke[:-1]]
    far = np.abs(step).max(initial=0)
    if (whole != xy).any() or max(far, np.abs(start).max(initial=0)) >= 1 << 15:
        raise ValueError("there are points that do not fit: whole numbers of 16 bits")
    np.savez_compressed(
        target,
        start=start.astype(np.int16),
        step=step.astype(np.int8 if far < 1 << 7 else np.int16),
        points=np.diff(stroke).astype(np.uint16),
        strokes=np.diff(sample).astype(np.uint8),
        **of_digits,
    )
