"""A network and its JSON file: the book's keys, checked whole before anything is believed.

The file is one object with the keys of the book's `network2`: `sizes`, `weights` (a matrix a
layer), `biases` (a column a layer) and `cost`. Beside them stands what we write for ourselves,
such as `dtype` and the four series of the curves; the book's program overlooks it, and we do
without it. `resources/network.schema.json` describes every key, `digitpad.core.file_format` checks
them. A file may be packed with gzip; one is written so where its name ends in .gz.
"""

import gzip
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import orjson

from digitpad.core import file_format, files
from digitpad.core.costs import COSTS
from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.learner import Arrays
from digitpad.core.network import Network
from digitpad.core.sgd import EpochResult

# Of a file, and again of what it unpacks to. The largest network that digitpad makes fits, however
# small training makes its weights: "-1.1754944e-38," takes more room than "0.5,".
MOST_BYTES = 80 * 2**20


class NetworkFileError(ValueError):
    """A network file cannot be read or written; the message says what, where, and why."""


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """What a file holds: the network, and how it came about, as far as that is known.

    hyperparameters: what it was last trained with.
    history: the epochs that it was trained for, as `digitpad.core.sgd.train` reported them.
    data_set: the name of the data it learnt.
    seed: of the random generator that it began with.
    weight_initializer: how its first weights were drawn, "default" or "large".
    digitpad_version: of the program that wrote the file.
    format_version: of a later format than `file_format.FORMAT_VERSION` only the network is read.
    """

    network: Network
    hyperparameters: Hyperparameters | None = None
    history: tuple[EpochResult, ...] = ()
    data_set: str | None = None
    seed: int | None = None
    digitpad_version: str | None = None
    format_version: int = file_format.FORMAT_VERSION
    weight_initializer: str | None = None


def load(filename: str | Path) -> Network:
    """The network in a file, in the dtype that the file names, float64 where it names none.

    Raises NetworkFileError, saying what is wrong and where.
    """
    return read_network_file(filename).network


def read_network_file(filename: str | Path) -> NetworkFile:
    """All that is known of the network in a file.

    Raises NetworkFileError, saying what is wrong and where.
    """
    name = Path(filename).name
    try:
        text = files.read(filename, MOST_BYTES)
    except files.FileError as error:
        raise NetworkFileError(str(error)) from error
    try:
        if text.startswith(b"\x1f\x8b"):
            text = _unpacked(text)
        found = file_format.decode(text)
    except ValueError as error:
        raise NetworkFileError(f"{name} {error}.") from error
    try:
        return _meaning(found)
    except ValueError as error:
        raise NetworkFileError(f"{name} is not a usable network: {error}.") from error


def _unpacked(packed: bytes) -> bytes:
    """What gzip packed, never more than MOST_BYTES of it."""
    # One member: a file of millions of empty ones would keep gzip.decompress busy for minutes.
    unpacking = zlib.decompressobj(wbits=31)
    try:
        text = unpacking.decompress(packed, MOST_BYTES + 1)
    except zlib.error as error:
        raise ValueError(f"is not whole: gzip says {error}") from error
    if len(text) > MOST_BYTES:
        raise ValueError(f"is too large: it unpacks to more than {MOST_BYTES // 2**20} MB")
    if not unpacking.eof:
        raise ValueError("is not whole: its end is missing")
    if unpacking.unused_data:
        raise ValueError("is not a network file: something follows after what gzip packed")
    return text


def _meaning(found: file_format.Content) -> NetworkFile:
    return NetworkFile(
        file_format.network(found),
        file_format.hyperparameters(found),
        file_format.history(found),
        found.data_set,
        file_format.seed(found),
        found.digitpad_version,
        found.format_version,
        file_format.weight_initializer(found),
    )


def save(
    network: Network,
    filename: str | Path,
    *,
    hyperparameters: Hyperparameters | None = None,
    history: Sequence[EpochResult] = (),
    data_set: str | None = None,
    seed: int | None = None,
    weight_initializer: str | None = None,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Write a network, and how it came about (see NetworkFile), to a file, all at once.

    `more` stands beside our keys, with values that JSON knows; a key of ours in it is a
    ValueError. The epochs of `history` are counted by their place. A cost that is infinite or no
    number is written as one that was not measured.

    Raises NetworkFileError where the file cannot be written, see `digitpad.core.files.write`, for
    a cost of one's own, which no file could name, for what is too large to be read again, and
    for one that has diverged: JSON knows no infinity and no nan. The old file is then untouched.
    """
    name = Path(filename).name
    header = _header(network, hyperparameters, history, data_set, seed, weight_initializer)
    more = dict(more or {})
    if taken := more.keys() & set(file_format.Content.__struct_fields__):
        raise ValueError(f"more: {', '.join(sorted(taken))} belongs to the file's own keys")
    weights, biases = _arrays(network.weights, network), _arrays(network.biases, network)
    try:
        _check(network, header, weights, biases)
        text = msgspec.json.encode(
            header | more | {"weights": _raw(weights), "biases": _raw(biases)}
        )
        if len(text) > MOST_BYTES:
            size, most = math.ceil(len(text) / 2**20), MOST_BYTES // 2**20
            raise ValueError(f"it would have {size:,} MB, {most} MB is the most")
        file_format.check_amount(text)
    except ValueError as error:
        raise NetworkFileError(f"{name} cannot be written: {error}.") from error
    if name.endswith(".gz"):
        # The usual level, 6, takes five times as long and saves an eighth.
        text = gzip.compress(text, compresslevel=1, mtime=0)
    try:
        files.write(filename, text)
    except files.FileError as error:
        raise NetworkFileError(str(error)) from error


def _header(
    network: Network,
    hyperparameters: Hyperparameters | None,
    history: Sequence[EpochResult],
    data_set: str | None,
    seed: int | None,
    weight_initializer: str | None,
) -> dict[str, Any]:
    """All that stands before the weights, so that whoever opens the file sees it first."""
    header: dict[str, Any] = {
        "format_version": file_format.FORMAT_VERSION,
        "digitpad_version": _version(),
        "sizes": network.sizes,
        "cost": network.cost.__name__,
        "dtype": network.dtype.name,
        "data_set": data_set,
        "seed": seed,
        "weight_initializer": weight_initializer,
        "hyperparameters": None if hyperparameters is None else asdict(hyperparameters),
    }
    header = {key: value for key, value in header.items() if value is not None}
    if history:
        for name in file_format.SERIES:
            header[name] = [_finite_or_none(getattr(result, name)) for result in history]
    return header


def _finite_or_none(value: float | None) -> float | None:
    """A number for JSON. NumPy's own kinds are Python's here."""
    if value is None or not math.isfinite(value):
        return None
    return value.item() if isinstance(value, np.generic) else value


def _arrays(arrays: Arrays, network: Network) -> Arrays:
    """What a script may have set, as the file says that it is; too large becomes infinite."""
    with np.errstate(over="ignore"):
        return [np.ascontiguousarray(array, network.dtype) for array in arrays]


def _check(network: Network, header: dict[str, Any], weights: Arrays, biases: Arrays) -> None:
    """Raises ValueError for what could not be read again."""
    if network.cost not in COSTS.values():
        raise ValueError(f"{network.cost.__name__} is no cost that a file can name")
    file_format.check_header(header)
    layers = list(zip(network.sizes[1:], network.sizes, strict=False))
    if [w.shape for w in weights] != layers or [b.shape for b in biases] != [
        (n, 1) for n, _ in layers
    ]:
        raise ValueError(f"the shapes of its weights or biases are not those of {network.sizes}")
    if not all(np.isfinite(array).all() for array in [*weights, *biases]):
        raise ValueError("some of the network's weights are infinite or not a number")


def _raw(arrays: Arrays) -> msgspec.Raw:
    """The arrays as JSON: each number in the shortest form that is read as the same again."""
    return msgspec.Raw(orjson.dumps(arrays, option=orjson.OPT_SERIALIZE_NUMPY))


def _version() -> str | None:
    """digitpad's version; None in a checkout that is not installed."""
    from importlib import metadata  # it is slow to import, and needed for this only

    try:
        return metadata.version("digitpad")
    except metadata.PackageNotFoundError:
        return None
