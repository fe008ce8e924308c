"""MNIST: 70,000 handwritten digits, read from files and made ready for a network.

They come as IDX files (see `idx.py`): 50,000 to train with, 10,000 to choose settings by
(validation), and 10,000 to test with, once, at the end.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import DTypeLike, NDArray

from digitpad.core.data.idx import read_idx
from digitpad.core.network import Pair
from digitpad.core.text import about, reason_of, short
from digitpad.resources import resource_path

VALIDATION_SIZE = 10_000

# The four files in a folder; they may also be gzipped (".gz"), or have ".idx" in their names.
MNIST_FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)


def vectorized_result(j: int) -> NDArray[np.float32]:
    """The output we want for digit j: shape (10, 1), 1.0 in place j, 0.0 elsewhere.

    Raises ValueError where j is no digit.
    """
    e = np.zeros((10, 1), np.float32)
    e[_output("the label", j, len(e))] = 1.0
    return e


class Cancelled(Exception):
    """The data are no longer wanted, so loading them was given up."""


@dataclass(frozen=True, slots=True, eq=False)
class Dataset(Sequence[Pair]):
    """Images with their digits, kept as bytes; a sequence of pairs (x, y), as in the book.

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
    """Images as activations, in an array of their shape: bytes become byte/255, floats stay.

    out: the array to write into; else a new one of `dtype`.
    """
    if images.dtype != np.uint8:
        if out is None:
            return images.astype(dtype)
        out[...] = images
        return out
    if out is None:
        out = np.empty(images.shape, dtype)
    # float32 even for a float64 network, so that an image has the same numbers everywhere.
    np.divide(images, np.float32(255), out=out, dtype=np.float32)
    return out


def as_bytes(images: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Images (n, height, width) of 0..1 in the form of a Dataset: uint8 (n, pixels), 255 is ink."""
    whole: NDArray[np.uint8] = np.rint(images * np.float32(255)).astype(np.uint8)
    return whole.reshape(len(images), math.prod(images.shape[1:]))


def as_arrays(
    data: Sequence[Pair], inputs: int, outputs: int, dtype: DTypeLike
) -> tuple[NDArray[Any], NDArray[np.floating]]:
    """Data as two arrays with an example a row: inputs (n, inputs), wanted outputs (n, outputs).

    The inputs of a Dataset stay bytes (see `pixels`); those of a list of pairs become `dtype`.
    Each label may be a digit or a vector.

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
    check_sequence("the data", data)
    x_rows = np.empty((len(data), inputs), dtype)
    y_rows = np.zeros((len(data), outputs), dtype)
    for i, pair in enumerate(data):
        try:
            x, y = pair
        except (TypeError, ValueError) as error:
            raise ValueError(f"example {i}: must be a pair (x, y), not {short(pair)}") from error
        _fill(x_rows[i], f"example {i}: x", x, "inputs")
        if np.ndim(y):
            _fill(y_rows[i], f"example {i}: y", y, "outputs")
        else:
            y_rows[i, _output(f"example {i}: the label", y, outputs)] = 1
    return x_rows, y_rows


def as_columns(
    mini_batch: Sequence[Pair], inputs: int, outputs: int, dtype: DTypeLike
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """A mini-batch as two matrices with an example a column: x (inputs, n) and y (outputs, n).

    Raises ValueError for one that is empty, and as `as_arrays` does.
    """
    x, y = as_arrays(mini_batch, inputs, outputs, dtype)
    if not len(x):
        raise ValueError("the mini-batch is empty: there is nothing to learn from")
    return pixels(x, dtype).T, y.T


def check_sequence(what: str, data: object) -> None:
    """Raises ValueError for data without a length: a zip object, say, can be read only once."""
    if not hasattr(data, "__len__"):
        hint = f"; pass list({what.split()[-1]})" if hasattr(data, "__next__") else ""
        raise ValueError(
            f"{what} must be a Dataset or a list of pairs (x, y), not a {type(data).__name__} "
            f"object{', which can be read only once' if hint else ''}{hint}"
        )


def _fill(row: NDArray[np.floating], what: str, values: Any, layer: str) -> None:
    """Write an example's numbers into its row. Raises ValueError for a wrong count or value."""
    if np.size(values) != len(row):
        raise ValueError(f"{what} has {np.size(values)} values, the network has {len(row)} {layer}")
    try:
        with np.errstate(over="ignore"):  # too large: infinite, and refused below
            row[...] = np.ravel(values)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{what} has values that are no numbers") from error
    if not np.isfinite(row).all():
        raise ValueError(f"{what} has a value that is not a finite {row.dtype} number")


def _output(what: str, label: Any, outputs: int) -> int:
    """The number of the output that a label stands for."""
    try:
        digit = int(label)
        is_whole = bool(digit == label)
    except (TypeError, ValueError, OverflowError):  # words, nan, infinity
        is_whole = False
    if not is_whole:
        raise ValueError(f"{what} {short(label)} is not a whole number")
    if not 0 <= digit < outputs:
        raise ValueError(f"{what} {short(digit)} has no output: there are {outputs}")
    return digit


def load_data_wrapper(
    folder: Path | str | None = None, *, drawable: bool = False
) -> tuple[Dataset, Dataset, Dataset]:
    """Training (50,000), validation (10,000) and test data (10,000), as in the book.

    `folder` holds four files with MNIST's names (see `MNIST_FILES`); the default is the MNIST
    that comes with digitpad. The last sixth of the images for training, 10,000 at most, are the
    validation data. Training labels are vectors, the others digits. `drawable` asks for data that
    can teach a network to read drawings: images of 28x28 pixels, and all ten classes among the
    training data.

    Raises OSError where a file cannot be read, ValueError where its content is not as it should
    be. The message is a sentence with the file's name.
    """
    paths = _find_files(folder, MNIST_FILES)
    images, labels = _read_pair(*paths[:2])
    test_images, test_labels = _read_pair(*paths[2:])
    if test_images.shape[1:] != images.shape[1:]:
        raise ValueError(
            f"{paths[0].name} has images of {_size(images.shape)} pixels and {paths[2].name} of "
            f"{_size(test_images.shape)}; they must have the same size."
        )
    validation_size = min(len(images) // 6, VALIDATION_SIZE)
    if not validation_size:
        raise ValueError(
            f"{paths[0].name} has too few images, {len(images)}, to keep a sixth of them for "
            "validation; use 6 or more."
        )
    split = len(images) - validation_size
    if drawable:
        _check_size(paths[0], images.shape)
        _check_classes(paths[1], labels[:split])
    flat = images.reshape(len(images), -1)
    return (
        Dataset(flat[:split], labels[:split], one_hot=True),
        Dataset(flat[split:], labels[split:]),
        Dataset(test_images.reshape(len(test_images), -1), test_labels),
    )


def load_test_data(folder: Path | str | None = None) -> Dataset:
    """Only the test data of a folder, of 28x28 pixels, with labels as digits.

    Raises what `load_data_wrapper` raises.
    """
    paths = _find_files(folder, MNIST_FILES[2:])
    images, labels = _read_pair(*paths)
    _check_size(paths[0], images.shape)
    return Dataset(images.reshape(len(images), -1), labels)


def _find_files(folder: Path | str | None, wanted: Sequence[str]) -> list[Path]:
    """The paths of these MNIST files in a folder, under any of the names they may have."""
    folder = resource_path("mnist") if folder is None else Path(folder)
    try:
        if not folder.is_dir():
            what = "is a file" if folder.exists() else "is not there"
            raise NotADirectoryError(0, f"it {what}; choose the folder that has the IDX files")
        there = {path.name for path in folder.iterdir() if path.is_file()}
    except OSError as error:
        raise OSError(about(folder, f"cannot be opened: {reason_of(error)}.")) from error
    present = [[name for name in _names(file) if name in there] for file in wanted]
    missing = [file for file, names in zip(wanted, present) if not names]
    if missing:
        raise FileNotFoundError(
            about(folder, f"lacks {', '.join(missing)}, plain or with .gz; choose another folder.")
        )
    return [folder / names[0] for names in present]


def _names(file: str) -> list[str]:
    """The names a file may have: MNIST's, that which some unpackers give, and both with .gz."""
    names = [file, file.replace("-idx", ".idx")]
    return names + [f"{name}.gz" for name in names]


def _read_pair(images_path: Path, labels_path: Path) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Images (n, height, width) and their labels (n,), 0..9."""
    labels, images = read_idx(labels_path, 1), read_idx(images_path, 3)
    if not images.size:
        raise ValueError(f"{images_path.name} has no images; choose a folder with some.")
    if len(images) != len(labels):
        raise ValueError(
            f"{images_path.name} has {len(images):,} images and {labels_path.name} "
            f"{len(labels):,} labels; use two files that belong together."
        )
    if (largest := int(labels.max())) > 9:
        raise ValueError(
            f"{labels_path.name} has labels up to {largest}; use data with ten classes, 0 to 9."
        )
    return images, labels


def _size(shape: tuple[int, ...]) -> str:
    return f"{shape[2]} × {shape[1]}"


def _check_size(path: Path, shape: tuple[int, ...]) -> None:
    if shape[1:] != (28, 28):
        raise ValueError(
            f"{path.name} has images of {_size(shape)} pixels; a network that reads drawings "
            "needs images of 28 × 28."
        )


def _check_classes(path: Path, labels: NDArray[np.uint8]) -> None:
    missing = [str(digit) for digit in range(10) if digit not in labels]
    if missing:
        raise ValueError(
            f"{path.name} has no label {' or '.join(missing)} among the first {len(labels):,}, "
            "which are to train with; use data with all ten classes, 0 to 9, in mixed order."
        )
