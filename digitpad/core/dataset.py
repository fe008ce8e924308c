"""MNIST: 70,000 handwritten digits, and what a program does with them before training.

The digits live in IDX files (a magic number, the sizes, then bytes). 50,000 are to train with,
10,000 to choose settings by (validation), and 10,000 to test with, once, at the end.
"""

import gzip
import math
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import DTypeLike, NDArray

from digitpad.resources import resource_path

Pair = tuple[NDArray[np.floating], Any]  # x of shape (784, 1); y a digit, or of shape (10, 1)

VALIDATION_SIZE = 10_000
MOST_BYTES = 1 << 30  # of an IDX file; the largest of MNIST's relatives has 0.55 GB


def vectorized_result(j: int) -> NDArray[np.float32]:
    """The output we want for digit j: shape (10, 1), 1.0 in place j, 0.0 elsewhere."""
    e = np.zeros((10, 1), np.float32)
    e[j] = 1.0
    return e


@dataclass(frozen=True, slots=True, eq=False)
class Dataset(Sequence[Pair]):
    """Images with their digits, kept as bytes, that reads like the book's list of pairs.

    images: uint8 (n, 784), 0 is paper and 255 ink; labels: uint8 (n,), 0..9. As pairs, x is
    float32 (784, 1) in 0..1, and y the digit, or with `one_hot` its vector of shape (10, 1).
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    one_hot: bool = False

    def __post_init__(self) -> None:
        images, labels = np.asarray(self.images), np.asarray(self.labels)
        if images.ndim != 2 or images.dtype != np.uint8:
            raise ValueError(
                f"images must be uint8 of shape (n, pixels), not {images.dtype} {images.shape}"
            )
        if labels.shape != images.shape[:1] or not np.issubdtype(labels.dtype, np.integer):
            raise ValueError(
                f"labels must be {len(images)} whole numbers, not {labels.dtype} {labels.shape}"
            )
        if len(labels) and not 0 <= labels.min() <= labels.max() <= 9:
            raise ValueError(
                f"labels must be digits 0..9, but they reach {labels.min()}..{labels.max()}"
            )
        object.__setattr__(self, "images", images)
        object.__setattr__(self, "labels", labels.astype(np.uint8, copy=False))

    def __len__(self) -> int:
        return len(self.labels)

    @overload
    def __getitem__(self, index: int) -> Pair: ...
    @overload
    def __getitem__(self, index: slice) -> "Dataset": ...
    def __getitem__(self, index: int | slice) -> "Pair | Dataset":
        if isinstance(index, slice):
            return Dataset(self.images[index], self.labels[index], self.one_hot)
        x = pixels(self.images[index], np.float32).reshape(-1, 1)
        digit = int(self.labels[index])
        return x, vectorized_result(digit) if self.one_hot else digit

    def __iter__(self) -> Iterator[Pair]:
        return (self[i] for i in range(len(self)))


def pixels(
    images: NDArray[Any], dtype: DTypeLike, out: NDArray[Any] | None = None
) -> NDArray[np.floating]:
    """Activations for images: bytes become byte/255, numbers that are floats stay as they are."""
    if images.dtype != np.uint8:
        if out is None:
            return images.astype(dtype)
        out[...] = images
        return out
    if out is None:
        out = np.empty(images.shape, dtype)
    # Divided in float32 also for a float64 network, so that an image is the same numbers
    # everywhere.
    np.divide(images, np.float32(255), out=out, dtype=np.float32)
    return out


def as_arrays(
    data: Sequence[Pair], inputs: int, outputs: int, dtype: DTypeLike
) -> tuple[NDArray[Any], NDArray[np.floating]]:
    """Data as two arrays with an example a row: inputs (n, inputs), wanted outputs (n, outputs).

    The inputs of a Dataset stay bytes (see `pixels`); those of a list of pairs become `dtype`. A
    label may be a digit or a vector: its own form decides.

    Raises ValueError, naming the example, where something does not fit the network.
    """
    if isinstance(data, Dataset):
        if data.images.shape[1] != inputs:
            raise ValueError(
                f"the images have {data.images.shape[1]} pixels, the network has {inputs} inputs"
            )
        if len(data) and (largest := int(data.labels.max())) >= outputs:
            raise ValueError(f"the label {largest} has no output: the network has {outputs}")
        return data.images, np.eye(outputs, dtype=dtype)[data.labels]
    x_rows = np.empty((len(data), inputs), dtype)
    y_rows = np.zeros((len(data), outputs), dtype)
    for i, (x, y) in enumerate(data):
        if np.size(x) != inputs:
            raise ValueError(
                f"example {i}: x has {np.size(x)} values, the network has {inputs} inputs"
            )
        x_rows[i] = np.ravel(x)
        if np.ndim(y):
            if np.size(y) != outputs:
                raise ValueError(
                    f"example {i}: y has {np.size(y)} values, the network has {outputs} outputs"
                )
            y_rows[i] = np.ravel(y)
        elif 0 <= y < outputs:
            y_rows[i, int(y)] = 1
        else:
            raise ValueError(f"example {i}: the label {y} has no output: there are {outputs}")
    return x_rows, y_rows


def read_idx(path: Path, dimensions: int) -> NDArray[np.uint8]:
    """The array in an IDX file of bytes, plain or gzipped.

    Raises ValueError, with the file's name, where it is not such a file or is cut short.
    """
    # Read no more than the header promises: a small gzip can unpack to any size.
    with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as file:
        try:
            magic = file.read(4)
            if magic != bytes([0, 0, 8, dimensions]):
                raise ValueError(
                    f"{path.name} is not an IDX file of {dimensions}-dimensional bytes"
                )
            shape = struct.unpack(f">{dimensions}I", file.read(4 * dimensions))
            size = math.prod(shape)
            if size > MOST_BYTES:
                raise ValueError(f"{path.name} promises {size} bytes of data: more than any MNIST")
            data = file.read(size + 1)
        except (EOFError, gzip.BadGzipFile, zlib.error, struct.error) as error:
            raise ValueError(f"{path.name} is damaged or cut short") from error
    if len(data) != size:
        raise ValueError(f"{path.name} promises {size} bytes of data and has not just as many")
    return np.frombuffer(data, np.uint8).reshape(shape)


def load_data_wrapper(folder: Path | str | None = None) -> tuple[Dataset, Dataset, Dataset]:
    """Training (50,000), validation (10,000) and test data (10,000), as in the book.

    `folder` holds the four files of MNIST; by default those that came with digitpad. The
    training data have their labels as vectors, the others as digits.

    Raises OSError where a file cannot be read, ValueError where it is not what it should be.
    """
    folder = resource_path("mnist") if folder is None else Path(folder)

    def read(name: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        images = read_idx(folder / f"{name}-images-idx3-ubyte.gz", 3)
        labels = read_idx(folder / f"{name}-labels-idx1-ubyte.gz", 1)
        return images.reshape(len(images), math.prod(images.shape[1:])), labels

    images, labels = read("train")
    split = max(len(images) - VALIDATION_SIZE, 0)
    return (
        Dataset(images[:split], labels[:split], one_hot=True),
        Dataset(images[split:], labels[split:]),
        Dataset(*read("t10k")),
    )
