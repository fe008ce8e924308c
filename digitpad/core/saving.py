"""Writes a network to its JSON file; `digitpad.core.storage` says what that is, and reads it."""

import gzip
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from operator import attrgetter
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import orjson

from digitpad.core import file_format, files
from digitpad.core.checksum import checksum
from digitpad.core.costs import COSTS
from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.learner import Arrays, Learner
from digitpad.core.sentences import file_name, short, shortened
from digitpad.core.sgd import EpochResult

NUMBERS_AT_ONCE = 5_000  # a quarter of a millisecond's
REST = 0.0002  # seconds after so many, for who waits for the interpreter or for a processor


class NetworkFileError(ValueError):
    """A network file cannot be read or written; the message says what, where, and why."""


def save(
    network: Learner,
    filename: str | Path,
    *,
    hyperparameters: Hyperparameters | None = None,
    history: Sequence[EpochResult] = (),
    data_set: str | None = None,
    seed: int | None = None,
    weight_initializer: str | None = None,
    evaluation_data: str | None = None,
    more: Mapping[str, Any] | None = None,
) -> bool:
    """Write a network, and how it was made (see `storage.NetworkFile`), to a file, all at once.

    `more` has further keys, with values that JSON can hold; one of digitpad's own keys in it is a
    ValueError. The epochs of `history` are numbered by their place in it. A cost that is infinite
    or not a number is written as one that was not measured.

    Returns whether the disk is sure to keep the file, see `digitpad.core.files.write`: it is in
    its place in any case.

    Raises NetworkFileError if the file cannot be written (see `digitpad.core.files.write`), if the
    cost is not one of digitpad's, which alone a file can name, if the file would be too large to
    be read again, and if weights are infinite or nan, which JSON cannot hold. The old file is then
    untouched.
    """
    name = file_name(Path(filename))
    header = {
        "format_version": file_format.FORMAT_VERSION,
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
    # The weights and biases come last: a person who opens the file looks at its beginning.
    header = {key: value for key, value in header.items() if value is not None} | _series(history)
    more = dict(more or {})
    if taken := more.keys() & set(file_format.Content.__struct_fields__):
        names = shortened(", ".join(sorted(taken)))
        raise ValueError(f"more: {names} belongs to the file's own keys")
    weights, biases = _arrays(network.weights, network), _arrays(network.biases, network)
    try:
        _check(network, header, weights, biases)
        header["checksum"] = checksum(network.sizes, network.cost.__name__, weights, biases)
        # Piece by piece: while megabytes are joined or copied at once, no other thread goes on.
        text = bytearray(msgspec.json.encode(header | more)).removesuffix(b"}")
        for key, arrays in (("weights", weights), ("biases", biases)):
            text += f',"{key}":'.encode()
            for piece in _json_of(arrays):
                text += piece
        text += b"}"
        if len(text) > file_format.MOST_BYTES:
            size, most = math.ceil(len(text) / 2**20), file_format.MOST_BYTES // 2**20
            raise ValueError(f"it would have {size:,} MB, {most} MB is the most")
        file_format.check_amount(text)
    except ValueError as error:
        raise NetworkFileError(f"{name} cannot be written: {error}.") from error
    data: bytes | bytearray = text
    if str(filename).endswith(".gz"):
        # The usual level, 6, takes five times as long and saves an eighth.
        data = gzip.compress(text, compresslevel=1, mtime=0)
    try:
        return files.write(filename, data)
    except files.FileError as error:
        raise NetworkFileError(str(error)) from error


def _series(history: Sequence[EpochResult]) -> dict[str, Any]:
    """The keys that have a value an epoch."""
    if not history:
        return {}
    columns = {name: _column(history, name) for name in file_format.SERIES}
    if not any(columns["gradient_lengths"]):
        del columns["gradient_lengths"]  # few runs have them
    return columns


def _column(history: Sequence[EpochResult], name: str) -> list[Any]:
    """A value of each epoch, as JSON can have it. A long history takes milliseconds."""
    values = list(map(attrgetter(name), history))
    plain = set(map(type, values)) <= {int, float, type(None)}
    return values if plain else [_finite_or_none(value) for value in values]


def _finite_or_none(value: Any) -> Any:
    """A number for JSON, finite and of one of Python's own types; or several, if all are finite."""
    if isinstance(value, tuple):
        numbers = tuple(map(_finite_or_none, value))
        return None if None in numbers else numbers
    if value is None or not math.isfinite(value):
        return None
    return value.item() if isinstance(value, np.generic) else value


def _arrays(arrays: Arrays, network: Learner) -> Arrays:
    """Arrays, which a script may have set, in the network's dtype; too large is infinite there."""
    with np.errstate(over="ignore"):
        return [np.ascontiguousarray(array, network.dtype) for array in arrays]


def _check(network: Learner, header: dict[str, Any], weights: Arrays, biases: Arrays) -> None:
    """Raises ValueError if the file could not be read again."""
    if network.cost not in COSTS.values():
        raise ValueError(f"{shortened(network.cost.__name__, 60)} is no cost that a file can name")
    file_format.check_header(header)
    layers = list(zip(network.sizes[1:], network.sizes, strict=False))
    if [w.shape for w in weights] != layers or [b.shape for b in biases] != [
        (n, 1) for n, _ in layers
    ]:
        raise ValueError(
            f"the shapes of its weights or biases are not those of {short(network.sizes)}"
        )
    if not all(np.isfinite(array).all() for array in [*weights, *biases]):
        raise ValueError("some of the network's weights are infinite or not a number")


def _json_of(matrices: Arrays) -> Iterator[bytes]:
    """Matrices as JSON, some rows at a time, so that other threads have their turns.

    Each number is in the shortest form that is read as the same again.
    """
    for i, matrix in enumerate(matrices):
        yield b",[" if i else b"[["
        rows = max(1, NUMBERS_AT_ONCE // matrix.shape[1])
        for start in range(0, len(matrix), rows):
            text = orjson.dumps(matrix[start : start + rows], option=orjson.OPT_SERIALIZE_NUMPY)
            yield b"," + text[1:-1] if start else text[1:-1]
            time.sleep(REST)
        yield b"]"
    yield b"]"


def version() -> str | None:
    """digitpad's version; None in a checkout that is not installed."""
    from importlib import metadata  # it is slow to import, and needed for this only

    try:
        return metadata.version("digitpad")
    except metadata.PackageNotFoundError:
        return None
