"""A network and its JSON file: the book's keys, checked whole before anything is believed.

The file is one object with the keys of the book's `network2`: `sizes`, `weights` (a matrix a
layer), `biases` (a column a layer) and `cost`. Beside them we write `dtype` and, where they are
known, the `hyperparameters` last trained with. The book's program overlooks those, and we do
without them.
"""

import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from digitpad.core.costs import COSTS
from digitpad.core.network import Network
from digitpad.core.sgd import Hyperparameters

MOST_BYTES = 64 * 1024 * 1024


class NetworkFileError(ValueError):
    """A network file cannot be read or written; the message says what, where, and why."""


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """What a file holds: the network, and what it was last trained with, where that is known."""

    network: Network
    hyperparameters: Hyperparameters | None = None


class _Content(msgspec.Struct, omit_defaults=True):
    """The JSON object, typed. Keys that are not named here are passed over."""

    sizes: list[int]
    weights: list[list[list[float]]]
    biases: list[list[list[float]]]
    cost: str
    dtype: str = "float64"  # the book's programs compute in it, and do not say so
    hyperparameters: dict[str, Any] | None = None


def load(filename: str | Path) -> Network:
    """The network in a file, in the dtype that the file names, float64 where it names none.

    Raises NetworkFileError, saying what is wrong and where.
    """
    return read(filename).network


def read(filename: str | Path) -> NetworkFile:
    """All that is known of the network in a file.

    Raises NetworkFileError, saying what is wrong and where.
    """
    path = Path(filename)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # reading a pipe or a device might never end
            raise PermissionError(0, f"it is a {_kind(status.st_mode)}")
        if status.st_size > MOST_BYTES:
            raise NetworkFileError(f"{path.name} is larger than any network file (64 MB at most).")
        text = path.read_bytes()
    except NetworkFileError:
        raise
    except (OSError, ValueError) as error:  # ValueError: no path can hold a NUL
        reason = getattr(error, "strerror", None) or error
        raise NetworkFileError(f"{path.name or path} cannot be read: {reason}.") from error
    try:
        content = msgspec.json.decode(text, type=_Content)
    except msgspec.ValidationError as error:
        raise NetworkFileError(f"{path.name} is not a network file: {error}.") from error
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        what = "is empty" if not text.strip() else f"is not JSON: {error}"
        raise NetworkFileError(f"{path.name} {what}.") from error
    try:
        return NetworkFile(_network(content), _hyperparameters(content))
    except (ValueError, RecursionError) as error:
        raise NetworkFileError(f"{path.name} is not a usable network: {error}.") from error


def _network(content: _Content) -> Network:
    sizes = content.sizes
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"sizes must be two or more numbers from 1 on, not {_short(sizes)}")
    if content.cost not in COSTS:
        raise ValueError(
            f"cost is {_short(content.cost)}, digitpad knows {' and '.join(sorted(COSTS))}"
        )
    if content.dtype not in ("float32", "float64"):
        raise ValueError(f"dtype is {_short(content.dtype)}, it must be float32 or float64")
    for key in ("weights", "biases"):
        if (layers := len(getattr(content, key))) != len(sizes) - 1:
            raise ValueError(f"{key} has {layers} layers, sizes says {len(sizes) - 1}")
    dtype = np.dtype(content.dtype)
    shapes = list(zip(sizes[1:], sizes, strict=False))
    return Network.from_arrays(
        [
            _matrix(f"weights[{i}]", rows, n, inputs, dtype)
            for i, (rows, (n, inputs)) in enumerate(zip(content.weights, shapes, strict=True))
        ],
        [
            _matrix(f"biases[{i}]", rows, n, 1, dtype)
            for i, (rows, (n, _)) in enumerate(zip(content.biases, shapes, strict=True))
        ],
        COSTS[content.cost],
        dtype=dtype,
    )


def _matrix(
    name: str, rows: list[list[float]], n: int, columns: int, dtype: np.dtype[Any]
) -> NDArray[np.floating]:
    if len(rows) != n:
        raise ValueError(f"{name} has {len(rows)} rows, sizes says {_short(n)}")
    for i, row in enumerate(rows):
        if len(row) != columns:
            raise ValueError(f"{name}[{i}] has {len(row)} numbers, sizes says {_short(columns)}")
    with np.errstate(over="ignore"):  # too large for the dtype: infinite, and refused below
        matrix = np.array(rows, np.float64).astype(dtype)
    if not np.isfinite(matrix).all():
        row, column = np.argwhere(~np.isfinite(matrix))[0]
        raise ValueError(f"{name}[{row}][{column}] is too large or not a number")
    return matrix


def _hyperparameters(content: _Content) -> Hyperparameters | None:
    """The hyperparameters in the file; those of a later digitpad that we do not know are left."""
    if content.hyperparameters is None:
        return None
    known = {field.name for field in fields(Hyperparameters)}
    try:
        return Hyperparameters(**{k: v for k, v in content.hyperparameters.items() if k in known})
    except ValueError as error:
        raise ValueError(f"hyperparameters: {_short_text(str(error))}") from error


def _short(value: object) -> str:
    """A value from a file, for a sentence: however long it is, the sentence stays readable."""
    return _short_text(repr(value), 60)


def _short_text(text: str, most: int = 120) -> str:
    return text if len(text) <= most else f"{text[: most - 10]}..."


def save(
    network: Network,
    filename: str | Path,
    *,
    hyperparameters: Hyperparameters | None = None,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Write a network, and what it was trained with, to a file; `more` stands beside its keys.

    The file is written beside its place and renamed into it, so that it is at every moment
    wholly the old or wholly the new one.

    Raises NetworkFileError where the file cannot be written, for a cost of one's own, which no
    file could name, and for a network that has diverged: JSON knows no infinity and no nan.
    """
    if network.cost not in COSTS.values():
        raise NetworkFileError(
            f"{network.cost.__name__} cannot be saved: a file names one of {', '.join(COSTS)}."
        )
    if not all(np.isfinite(array).all() for array in [*network.weights, *network.biases]):
        raise NetworkFileError(
            "This network cannot be saved: some of its weights are infinite or not a number."
        )
    content: dict[str, Any] = {
        "sizes": network.sizes,
        "cost": network.cost.__name__,
        "dtype": network.dtype.name,
    }
    if hyperparameters is not None:
        content["hyperparameters"] = asdict(hyperparameters)
    content.update(more or {})
    content["weights"] = [w.tolist() for w in network.weights]
    content["biases"] = [b.tolist() for b in network.biases]
    path = Path(filename)
    try:
        _replace(Path(os.path.realpath(path)), msgspec.json.encode(content))
    except OSError as error:
        raise NetworkFileError(f"{path.name} cannot be written: {error.strerror}.") from error


def _replace(path: Path, text: bytes) -> None:
    """Make `text` the content of the file at `path`, all at once."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and not stat.S_ISREG(mode):
        raise PermissionError(0, f"it is a {_kind(mode)}")
    # A rename asks the folder for permission, not the file; a file made read-only means it.
    if mode is not None and not (mode & 0o222 and os.access(path, os.W_OK)):
        raise PermissionError(0, "it is read-only")
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode_of_new_files() if mode is None else stat.S_IMODE(mode))
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def _kind(mode: int) -> str:
    """What stands at a path that is no file."""
    return "folder" if stat.S_ISDIR(mode) else "device"


def _mode_of_new_files() -> int:
    umask = os.umask(0)  # the only way to ask for it is to set it
    os.umask(umask)
    return 0o666 & ~umask
