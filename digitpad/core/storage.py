"""A network and its JSON file, which is checked whole before anything in it is used.

The file is one object with the keys of the book's `network2`: `sizes`, `weights` (a matrix a
layer), `biases` (a column a layer) and `cost`. digitpad adds keys of its own, such as `dtype` and
the four series of the curves; the book's program ignores them, and digitpad can do without them.
`resources/network.schema.json` describes every key, `digitpad.core.file_format` checks them. A
file may be packed with gzip, and is when its name ends in .gz.
"""

import zlib
from dataclasses import dataclass
from pathlib import Path

from digitpad.core import file_format, files
from digitpad.core.checksum import checksum
from digitpad.core.costs import COSTS
from digitpad.core.hyperparameters import Hyperparameters
from digitpad.core.network import Network
from digitpad.core.saving import NetworkFileError, save
from digitpad.core.sentences import file_name, shortened
from digitpad.core.sgd import EpochResult

__all__ = ["NetworkFile", "NetworkFileError", "load", "read_network_file", "save"]


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """What a file holds: the network and, if it is known, how the network was made.

    hyperparameters: what it was last trained with.
    history: the epochs that it was trained for, as `digitpad.core.sgd.train` reported them.
    data_set: the name of the data it learnt.
    evaluation_data: which part of them it was evaluated on last, "validation" or "test".
    seed: of the random generator that it began with.
    weight_initializer: how its first weights were drawn, "default" or "large".
    digitpad_version: of the program that wrote the file.
    checksum_matches: whether the network is the one that the file's checksum was made of; None if
        the file has none. A network that was damaged, or edited by hand, is read all the same.
    format_version: if it is later than `file_format.FORMAT_VERSION`, only the network was read.
    """

    network: Network
    hyperparameters: Hyperparameters | None = None
    history: tuple[EpochResult, ...] = ()
    data_set: str | None = None
    seed: int | None = None
    digitpad_version: str | None = None
    format_version: int = file_format.FORMAT_VERSION
    weight_initializer: str | None = None
    checksum_matches: bool | None = None
    evaluation_data: str | None = None


def load(filename: str | Path) -> Network:
    """The network in a file, in the dtype that the file names, or float64 if it names none.

    Raises NetworkFileError, saying what is wrong and where.
    """
    return read_network_file(filename).network


def read_network_file(filename: str | Path) -> NetworkFile:
    """The network in a file, and all that the file says of it.

    Raises NetworkFileError, saying what is wrong and where.
    """
    name = file_name(Path(filename))
    try:
        text = files.read(filename, file_format.MOST_BYTES)
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
    """Unpack what gzip packed, but never more than MOST_BYTES of it."""
    most = file_format.MOST_BYTES
    # One member: a file of millions of empty ones would keep gzip.decompress busy for minutes.
    unpacking = zlib.decompressobj(wbits=31)
    try:
        text = unpacking.decompress(packed, most + 1)
    except zlib.error as error:
        raise ValueError(f"is not whole: gzip says {shortened(str(error))}") from error
    if len(text) > most:
        raise ValueError(f"is too large: it unpacks to more than {most // 2**20} MB")
    if not unpacking.eof:
        raise ValueError("is not whole: its end is missing")
    if unpacking.unused_data:
        raise ValueError("is not a network file: something follows after what gzip packed")
    return text


def _meaning(found: file_format.Content) -> NetworkFile:
    weights, biases = file_format.arrays(found)
    matches = None
    if found.checksum is not None:
        matches = found.checksum == checksum(found.sizes, found.cost, weights, biases)
    return NetworkFile(
        Network.from_arrays(weights, biases, COSTS[found.cost], dtype=found.dtype),
        file_format.hyperparameters(found),
        file_format.history(found),
        found.data_set,
        file_format.seed(found),
        found.digitpad_version,
        found.format_version,
        file_format.weight_initializer(found),
        matches,
        found.evaluation_data,
    )
