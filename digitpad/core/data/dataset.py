"""Data: 70,000 handwritten digits, read from files and made ready for a network.

They come as IDX files: 50,000 to train with, 10,000 to choose settings by (validation), and 10,000
to test with, once, at the end. Other data in the same files, such as the clothes of Fashion-MNIST,
can take their place.
"""

import gzip
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, overload

import numpy as np
from numpy.typing import DTypeLike, NDArray

from digitpad.core import files
from digitpad.core.text import reason_of, short, shortened
from digitpad.resources import resource_path

Pair = tuple[NDArray[np.floating], Any]  # x of shape (inputs, 1); y a digit, or (outputs, 1)
VALIDATION_SIZE = 10_000
MOST_PACKED = 256 * 2**20  # bytes of a packed file; EMNIST's largest has 170 MB

# The four files in a folder; they may also be gzipped (".gz"), or have ".idx" in their names.
MNIST_FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)

# What the ten outputs of a network stand for.
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


def vectorized_result(j: int) -> NDArray[np.float32]:
    """The output we want for digit j: shape (10, 1), 1.0 in place j, 0.0 elsewhere.

    Raises ValueError if j is no digit.
    """
    e = np.zeros((10, 1), np.float32)
    e[_output("the label", j, len(e))] = 1.0
    return e


class Cancelled(Exception):
    """Loading was given up, since the data are no longer wanted."""


@dataclass(frozen=True, slots=True, eq=False)
class Dataset(Sequence[Pair]):
    """Images with their digits, kept as bytes; a sequence of pairs (x, y), as in the book.

    images: uint8 (n, 784), 0 is paper and 255 ink; labels: uint8 (n,), 0..9. As pairs, x is
    float32 (784, 1) in 0..1, and y the digit, or with `one_hot` its vector of shape (10, 1).

    A slice of it, several of its examples (`data[[5, 0, 4]]`, by a list or an array of numbers, or
    of booleans) and the sum of two are data sets as well. It cannot be changed: `list(data)` can.
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
    def __getitem__(self, index: slice | Sequence[int] | NDArray[Any]) -> "Dataset": ...
    def __getitem__(self, index: int | slice | Sequence[int] | NDArray[Any]) -> "Pair | Dataset":
        if isinstance(index, slice | list) or np.ndim(index):
            if isinstance(index, list):
                index = np.array(index, None if index else np.intp)
            return Dataset(self.images[index], self.labels[index], self.one_hot)
        x = pixels(self.images[index], np.float32).reshape(-1, 1)
        digit = int(self.labels[index])
        return x, vectorized_result(digit) if self.one_hot else digit

    def __add__(self, other: "Dataset") -> "Dataset":
        """The examples of both. Raises ValueError unless labels and images have the same form."""
        if not isinstance(other, Dataset):
            return NotImplemented
        forms = [(data.images.shape[1], data.one_hot) for data in (self, other)]
        if forms[0] != forms[1]:
            (pixels, is_one_hot), (others, _) = forms
            what = f"{pixels} and {others} pixels"
            if pixels == others:
                what = f"labels as {'vectors and digits' if is_one_hot else 'digits and vectors'}"
            raise ValueError(f"data sets with {what} cannot be added")
        images = np.concatenate([self.images, other.images])
        return Dataset(images, np.concatenate([self.labels, other.labels]), self.one_hot)

    def __setitem__(self, index: object, value: object) -> NoReturn:
        raise TypeError(
            "a Dataset cannot be changed or shuffled; make a list of it first: data = list(data)"
        )


def pixels(
    images: NDArray[Any], dtype: DTypeLike, out: NDArray[Any] | None = None
) -> NDArray[np.floating]:
    """Images as activations, in an array of their shape: bytes become byte/255, floats stay.

    out: the array to write into; None for a new one of `dtype`.
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
    """Data as two arrays with one example per row: inputs (n, inputs), wanted outputs (n, outputs).

    The inputs of a Dataset stay bytes (see `pixels`); those of a list of pairs become `dtype`, or
    stay float32, which float64 can hold. Each label may be a digit or a vector.

    Raises ValueError, naming the example, if something does not fit the network.
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
    with np.errstate(over="ignore"):  # too large: infinite, and refused below
        x_rows = _at_once([x for x, _ in data], inputs, dtype)
        y_rows = _at_once([y for _, y in data], outputs, dtype)
        if x_rows is None or y_rows is None:
            x_rows = np.empty((len(data), inputs), dtype)
            y_rows = np.zeros((len(data), outputs), dtype)
            for i, (x, y) in enumerate(data):
                _fill(x_rows[i], f"example {i}: x", x, "inputs")
                if np.ndim(y):
                    _fill(y_rows[i], f"example {i}: y", y, "outputs")
                else:
                    y_rows[i, _output(f"example {i}: the label", y, outputs)] = 1
    is_finite = np.isfinite(x_rows).all(axis=1) & np.isfinite(y_rows).all(axis=1)
    if not is_finite.all():
        raise ValueError(f"example {is_finite.argmin()} has a value that is not a finite number")
    return x_rows, y_rows.astype(dtype, copy=False)


def check_sequence(what: str, data: object) -> None:
    """Raises ValueError for an iterator, such as a zip object."""
    if hasattr(data, "__next__"):
        raise ValueError(
            f"{what} must be a Dataset or a list of pairs (x, y), not a {type(data).__name__} "
            f"object, which can be read only once; pass list({what.split()[-1]})"
        )


def _at_once(columns: Sequence[Any], numbers: int, dtype: DTypeLike) -> NDArray[np.floating] | None:
    """Columns (numbers, 1) as rows, in a fifth of the time; None if there are others."""
    if not columns or any(np.shape(column) != (numbers, 1) for column in columns):
        return None
    rows = np.concatenate(columns).reshape(-1, numbers)
    return rows if rows.dtype == np.float32 else rows.astype(dtype, copy=False)


def _fill(row: NDArray[np.floating], what: str, values: Any, layer: str) -> None:
    """Write an example's numbers into its row."""
    if np.size(values) != len(row):
        raise ValueError(f"{what} has {np.size(values)} values, the network has {len(row)} {layer}")
    row[...] = np.ravel(values)


def _output(what: str, label: Any, outputs: int) -> int:
    """The number of the output that a label stands for."""
    if not 0 <= label < outputs or int(label) != label:
        raise ValueError(f"{what} {short(label)} has no output: there are 0 to {outputs - 1}")
    return int(label)


def load_data_wrapper(
    folder: Path | str | None = None, *, drawable: bool = False
) -> tuple[Dataset, Dataset, Dataset]:
    """Training (50,000), validation (10,000) and test data (10,000), as in the book.

    `folder` holds four files with MNIST's names (see `MNIST_FILES`); the default is the MNIST
    that comes with digitpad. The last sixth of the images for training, 10,000 at most, are the
    validation data. Training labels are vectors, the others digits. `drawable` asks for data that
    can teach a network to read drawings: images of 28x28 pixels, and all ten classes among the
    training data.

    Raises OSError if a file cannot be read, ValueError if its content is wrong. The message is a
    sentence with the file's name.
    """
    paths = _find_files(folder, MNIST_FILES)
    images, labels = _read_pair(paths[:2], drawable)
    test_images, test_labels = _read_pair(paths[2:], drawable)
    split = len(images) - min(len(images) // 6, VALIDATION_SIZE)
    missing = [str(digit) for digit in range(10) if digit not in labels[:split]]
    if drawable and missing:
        raise ValueError(
            f"{paths[1].name} has no label {' or '.join(missing)} among the first {split:,}, "
            "which are for training; use data with all ten classes, 0 to 9, in mixed order."
        )
    return (
        Dataset(images[:split], labels[:split], one_hot=True),
        Dataset(images[split:], labels[split:]),
        Dataset(test_images, test_labels),
    )


def load_test_data(folder: Path | str | None = None) -> Dataset:
    """Only the test data of a folder, of 28x28 pixels, with labels as digits.

    Raises what `load_data_wrapper` raises.
    """
    return Dataset(*_read_pair(_find_files(folder, MNIST_FILES[2:]), drawable=True))


def _find_files(folder: Path | str | None, wanted: Sequence[str]) -> list[Path]:
    """The paths of these MNIST files in a folder, under any of the names they may have."""
    folder = resource_path("mnist") if folder is None else Path(folder)
    found = []
    for file in wanted:
        # MNIST's name, and the one that some unpackers give, plain or packed.
        names = [
            name + packed for packed in ("", ".gz") for name in (file, file.replace("-idx", ".idx"))
        ]
        found.append([path for name in names if (path := folder / name).is_file()])
    missing = [file for file, paths in zip(wanted, found) if not paths]
    if missing:
        raise FileNotFoundError(
            f"{shortened(str(folder))} lacks {', '.join(missing)}; choose another folder."
        )
    return [paths[0] for paths in found]


def _read_pair(paths: list[Path], drawable: bool) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Images (n, pixels) and their labels (n,), 0..9."""
    images_path, labels_path = paths
    labels, images = read_idx(labels_path, 1), read_idx(images_path, 3)
    if len(images) != len(labels):
        raise ValueError(
            f"{images_path.name} has {len(images):,} images and {labels_path.name} "
            f"{len(labels):,} labels; use two files that belong together."
        )
    if (largest := int(labels.max())) > 9:
        raise ValueError(
            f"{labels_path.name} has labels up to {largest}; use data with ten classes, 0 to 9."
        )
    _, height, width = images.shape
    if drawable and (height, width) != (28, 28):
        raise ValueError(
            f"{images_path.name} has images of {width} × {height} pixels; a network that reads "
            "drawings needs images of 28 × 28."
        )
    return images.reshape(len(images), -1), labels


def read_idx(path: Path, dimensions: int) -> NDArray[np.uint8]:
    """The array in an IDX file: a magic number, the array's shape, then its bytes.

    dimensions: 3 for images, 1 for labels. A file whose name ends in ".gz" is unpacked.

    Raises OSError if the file cannot be read, ValueError if it is not such a file or is cut
    short. The message is a sentence with the file's name.
    """
    begin = 4 + 4 * dimensions
    packed = files.read(path, MOST_PACKED) if path.suffix == ".gz" else b""
    # No more is read than the header says, and only if the file can have as much.
    try:
        if packed:
            shape = _shape(path, files.unpacked(packed, begin), dimensions)
            is_possible = math.prod(shape) < 1032 * len(packed)  # gzip packs no better
            data = files.unpacked(packed, begin + math.prod(shape) + 1) if is_possible else b""
        else:
            files.check_regular(path)
            with path.open("rb") as file:
                header = file.read(begin)
                shape = _shape(path, header, dimensions)
                is_whole = os.fstat(file.fileno()).st_size == begin + math.prod(shape)
                data = header + file.read() if is_whole else b""
    except gzip.BadGzipFile as error:
        raise ValueError(f"{path.name} is damaged or cut short; download it again.") from error
    except OSError as error:
        raise OSError(f"{path.name} cannot be read: {reason_of(error)}.") from error
    if len(data) != begin + math.prod(shape):
        raise ValueError(f"{path.name} is damaged or cut short; download it again.")
    return np.frombuffer(data, np.uint8, offset=begin).reshape(shape)


def _shape(path: Path, header: bytes, dimensions: int) -> list[int]:
    """The shape of the array in an IDX file. Raises ValueError for other files, and empty ones."""
    kind = "labels" if dimensions == 1 else "images"
    if header[:4] != bytes([0, 0, 8, dimensions]):
        packed = "; if it is gzipped, its name must end in .gz" if header[:2] == b"\x1f\x8b" else ""
        raise ValueError(f"{path.name} is not an IDX file of {kind}{packed}.")
    shape = [int.from_bytes(header[i : i + 4], "big") for i in range(4, 4 + 4 * dimensions, 4)]
    if not math.prod(shape):
        raise ValueError(f"{path.name} has no {kind}, or is cut short.")
    return shape
