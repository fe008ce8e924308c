"""Saves a network as a JSON file, and loads it: a file is checked whole before it is used.

The file is one object with the keys of the book's `network2`: `sizes`, `weights` (a matrix a
layer), `biases` (a column a layer) and `cost`. digitpad adds keys of its own, such as `dtype` and
the values of the curves; the book's program ignores them, and digitpad can do without them.
`resources/network.schema.json` describes every key, `network_keys.py` checks them. A file whose
name ends in .gz is packed with gzip.
"""

import gzip
import hashlib
import io
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import orjson
from numpy.typing import NDArray

from digitpad.core.costs import COSTS
from digitpad.core.files import network_keys, whole_files
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.core.network import Arrays, Network
from digitpad.core.text import file_name, short, shortened

ENDING = ".digitpad.json"  # of new files: desktops know it, and any other name opens, too


class NetworkFileError(ValueError):
    """A network file cannot be read or written; the message says what, where, and why."""


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """A file's content: the network and, as far as the file says, how it was made.

    hyperparameters: the settings that it was last trained with.
    history: the epochs that it was trained for, as `sgd.train` reported them.
    data_set: the name of the data it learnt.
    evaluation_data: the part of them that it was last evaluated on, "validation" or "test".
    seed: of the random generator that it began with.
    weight_initializer: how its first weights were drawn, "default" or "large".
    digitpad_version: of the program that wrote the file.
    checksum_matches: whether the file's checksum fits the network; None if the file has none. It
        does not fit if the file was damaged, or edited by hand; the network is read all the same.
    format_version: if it is later than `network_keys.FORMAT_VERSION`, only the network was read.
    """

    network: Network
    hyperparameters: Hyperparameters | None = None
    history: tuple[EpochResult, ...] = ()
    data_set: str | None = None
    seed: int | None = None
    digitpad_version: str | None = None
    format_version: int = network_keys.FORMAT_VERSION
    weight_initializer: str | None = None
    checksum_matches: bool | None = None
    evaluation_data: str | None = None


def load(filename: str | Path) -> Network:
    """The network in a file, in the dtype that the file names, or float64 if it names none.

    Raises NetworkFileError, saying what is wrong and where.
    """
    return read_network_file(filename).network


def read_network_file(filename: str | Path) -> NetworkFile:
    """The network in a file, and everything that the file says about it.

    Raises NetworkFileError, saying what is wrong and where.
    """
    name = file_name(Path(filename))
    try:
        text = whole_files.read(filename, network_keys.MOST_BYTES)
    except whole_files.FileError as error:
        raise NetworkFileError(str(error)) from error
    try:
        if text.startswith(b"\x1f\x8b"):
            text = _unpacked(text)
        content = network_keys.decode(text)
    except ValueError as error:
        raise NetworkFileError(f"{name} {error}.") from error
    try:
        return _network_file(content)
    except ValueError as error:
        raise NetworkFileError(f"{name} is not a usable network: {error}.") from error


def _unpacked(packed: bytes) -> bytes:
    """Unpack gzip, but never to more than MOST_BYTES."""
    most = network_keys.MOST_BYTES
    try:
        with gzip.open(io.BytesIO(packed)) as file:
            text = file.read(most + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"is not whole: {shortened(str(error))}") from error
    if len(text) > most:
        raise ValueError(f"is too large: it unpacks to more than {most // 2**20} MB")
    return text


def _network_file(content: network_keys.Content) -> NetworkFile:
    network_keys.check(content)
    weights, biases = network_keys.arrays(content)
    matches = None
    if content.checksum is not None:
        matches = content.checksum == _checksum(content.sizes, content.cost, weights, biases)
    return NetworkFile(
        Network.from_arrays(weights, biases, COSTS[content.cost], dtype=content.dtype),
        hyperparameters=content.hyperparameters,
        history=network_keys.history(content),
        data_set=content.data_set,
        seed=content.seed,
        digitpad_version=content.digitpad_version,
        format_version=content.format_version,
        weight_initializer=content.weight_initializer,
        checksum_matches=matches,
        evaluation_data=content.evaluation_data,
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
    evaluation_data: str | None = None,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Write a network, and how it was made (see `NetworkFile`), to a file, all at once.

    `more` has further keys, with values that JSON can hold. The epochs of `history` are numbered by
    their place in it. A cost that is infinite or not a number is written as not measured.

    Raises NetworkFileError, and leaves the old file untouched, if the file cannot be written (see
    `whole_files.write`) or would be too large to be read again, if the cost is not one of
    digitpad's, and if a weight is infinite or nan, which JSON cannot hold. Raises ValueError if
    `more` has one of digitpad's own keys.
    """
    name = file_name(Path(filename))
    header = {
        "format_version": network_keys.FORMAT_VERSION,
        "digitpad_version": version(),
        "sizes": network.sizes,
        "cost": network.cost.__name__,
        "dtype": network.dtype.name,
        "data_set": data_set,
        "evaluation_data": evaluation_data,
        "seed": seed,
        "weight_initializer": weight_initializer,
        "hyperparameters": None if hyperparameters is None else asdict(hyperparameters),
    }
    # The weights and biases come last, since a person who opens the file sees its beginning.
    header = {key: value for key, value in header.items() if value is not None} | _series(history)
    more = dict(more or {})
    if taken := more.keys() & set(network_keys.Content.__struct_fields__):
        names = shortened(", ".join(sorted(taken)))
        raise ValueError(f"more: {names} belongs to the file's own keys")
    weights, biases = _arrays(network.weights, network), _arrays(network.biases, network)
    try:
        _check(network, header, weights, biases)
        header["checksum"] = _checksum(network.sizes, network.cost.__name__, weights, biases)
        text = bytearray(msgspec.json.encode(header | more)).removesuffix(b"}")
        for key, arrays in (("weights", weights), ("biases", biases)):
            # Matrix by matrix, so that other threads can work in between. Each number has the
            # shortest form from which the same number is read again.
            rows = (orjson.dumps(array, option=orjson.OPT_SERIALIZE_NUMPY) for array in arrays)
            text += b',"%b":[%b]' % (key.encode(), b",".join(rows))
        text += b"}"
        if len(text) > network_keys.MOST_BYTES:
            size, most = math.ceil(len(text) / 2**20), network_keys.MOST_BYTES // 2**20
            raise ValueError(f"it would have {size:,} MB, {most} MB is the most")
    except ValueError as error:
        raise NetworkFileError(f"{name} cannot be written: {error}.") from error
    data: bytes | bytearray = text
    if str(filename).endswith(".gz"):
        # gzip's usual level, 6, takes five times as long and saves an eighth.
        data = gzip.compress(text, compresslevel=1, mtime=0)
    try:
        whole_files.write(filename, data)
    except whole_files.FileError as error:
        raise NetworkFileError(str(error)) from error


def _series(history: Sequence[EpochResult]) -> dict[str, Any]:
    """The keys that have a list with a value an epoch."""
    if not history:
        return {}
    columns = {
        name: [_finite_or_none(getattr(result, name)) for result in history]
        for name in network_keys.SERIES
    }
    if not any(columns["gradient_lengths"]):
        del columns["gradient_lengths"]  # few runs monitor them
    return columns


def _finite_or_none(value: Any) -> Any:
    """A number of NumPy's or Python's as a Python number, or None if it is not finite.

    A tuple of numbers becomes a tuple, or None if any of them is not finite.
    """
    if isinstance(value, tuple):
        numbers = tuple(map(_finite_or_none, value))
        return None if None in numbers else numbers
    if value is None or not math.isfinite(value):
        return None
    return value.item() if isinstance(value, np.generic) else value


def _arrays(arrays: Arrays, network: Network) -> Arrays:
    """The arrays in the network's dtype: a script may have set others. Too large becomes inf."""
    with np.errstate(over="ignore"):
        return [np.ascontiguousarray(array, network.dtype) for array in arrays]


def _check(network: Network, header: dict[str, Any], weights: Arrays, biases: Arrays) -> None:
    """Raises ValueError for a network whose file could not be read again."""
    if network.cost not in COSTS.values():
        raise ValueError(f"{shortened(network.cost.__name__, 60)} is no cost that a file can name")
    network_keys.check_header(header)
    layers = list(zip(network.sizes[1:], network.sizes, strict=False))
    if [w.shape for w in weights] != layers or [b.shape for b in biases] != [
        (n, 1) for n, _ in layers
    ]:
        raise ValueError(
            f"the shapes of its weights or biases are not those of {short(network.sizes)}"
        )
    if not all(np.isfinite(array).all() for array in [*weights, *biases]):
        raise ValueError("some of the network's weights are infinite or not a number")


def version() -> str | None:
    """digitpad's version; None in a checkout that is not installed."""
    from importlib import metadata  # slow to import, and needed only here

    try:
        return metadata.version("digitpad")
    except metadata.PackageNotFoundError:
        return None


def _checksum(
    sizes: Sequence[int],
    cost: str,
    weights: Sequence[NDArray[np.floating]],
    biases: Sequence[NDArray[np.floating]],
) -> str:
    """The SHA-256, in hexadecimal, of a network: of the book's four keys, and the dtype.

    The digested bytes are "784,30,10 CrossEntropyCost float32" and a line feed, then all weights
    and then all biases, layer by layer and row by row, as little-endian floats of the dtype. So
    the layout of a file, and the spelling of its numbers, make no difference.
    """
    dtype = weights[0].dtype
    digest = hashlib.sha256(f"{','.join(map(str, sizes))} {cost} {dtype.name}\n".encode())
    for array in (*weights, *biases):
        digest.update(np.ascontiguousarray(array, dtype.newbyteorder("<")).data)
    return digest.hexdigest()
