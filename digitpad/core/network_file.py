"""Network files, in JSON.

A network file is one object with the keys of the book's `network2`: `sizes`, `weights` (one matrix
per layer), `biases` (one column per layer) and `cost`. digitpad adds keys of its own, such as
`dtype` and the values of the curves; the book's program ignores them, and digitpad can do without
them. `resources/network.schema.json` describes every key. A file whose name ends in .gz is packed
with gzip. A file is checked whole before it is used.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
import orjson
from msgspec import UNSET, Meta, Raw, UnsetType

from digitpad.core import files
from digitpad.core.costs import COSTS
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.settings import Hyperparameters, check_sizes
from digitpad.core.network import Arrays, Network
from digitpad.core.neurons import KINDS, SIGMOID
from digitpad.core.text import counted, error_in_words, file_name, in_a_row, short, shortened

ENDING = ".digitpad.json"  # of new files: desktops know it; files of other names open, too
# Raised by one when a key changes its meaning, not when a key is added.
FORMAT_VERSION = 1
# The largest network that digitpad makes fits, even if training makes its weights tiny:
# "-1.1754944e-38," is longer than "0.5,".
MOST_BYTES = 80 * 2**20
# Bytes and values of all keys but weights and biases: enough for the curves of 200,000 epochs. When
# they are read, "0.5," takes eight times the memory, and "[0]," 25 times.
MOST_BESIDE, MOST_VALUES = 24 * 2**20, 3_000_000
MOST_SEED = 2**128 - 1  # NumPy's own seeds have 128 bits
MOST_COUNT = 10**9  # of epochs, of examples

Count = Annotated[int, Meta(ge=0, le=MOST_COUNT)]
Size = Annotated[int, Meta(ge=1, le=MOST_COUNT)]
Rate = Annotated[float, Meta(ge=0)]
ShortText = Annotated[str, Meta(max_length=1000)]
IDENTITY = re.compile(r"[0-9a-f]{16}")  # of a run, for life


@dataclass(frozen=True, slots=True)
class RunKey:
    """The run and the epoch that a file's network is of: the key `run`. id: the run's identity."""

    id: Annotated[str, Meta(pattern=rf"^{IDENTITY.pattern}\Z")]
    epoch: Count


class _Book(msgspec.Struct, kw_only=True):
    """The keys that mean the same in every version, but for weights and biases."""

    sizes: Annotated[list[Size], Meta(min_length=2)]
    cost: ShortText
    dtype: Literal["float32", "float64"] = "float64"  # the book's programs do not name it
    format_version: Size = FORMAT_VERSION


class _Keys(_Book, kw_only=True):
    """All keys of a file of this version, but for weights and biases."""

    digitpad_version: ShortText | None = None
    hyperparameters: Hyperparameters | None = None
    data_set: ShortText | None = None
    evaluation_data: Literal["validation", "test"] | None = None
    seed: int | None = None
    weight_initializer: Literal["default", "large"] | None = None
    checksum: ShortText | None = None
    run: Raw = Raw(b"null")  # a RunKey, if it can be read as one
    # The fields of EpochResult, each a list with one value per epoch.
    evaluation_cost: list[float | None] = []
    evaluation_accuracy: list[Count | None] = []
    training_cost: list[float | None] = []
    training_accuracy: list[Count | None] = []
    evaluation_size: list[Count] = []
    training_size: list[Size] = []
    eta: list[Rate] = []
    lmbda: list[Rate] = []
    penalty: list[float | None] = []
    gradient_lengths: list[tuple[Rate, ...] | None] = []


BOOKS_KEYS = ("sizes", "weights", "biases", "cost")
# A file's keys, with their values still as text. Other keys are ignored.
_Texts = msgspec.defstruct(
    "_Texts",
    [(key, Raw | UnsetType, UNSET) for key in {*BOOKS_KEYS, *_Keys.__struct_fields__}],
)
SERIES = tuple(field.name for field in fields(EpochResult) if field.name != "epoch")
# Names that are both a field of NetworkFile and a key of the file.
ALIKE = ("data_set", "evaluation_data", "seed", "weight_initializer", "hyperparameters")


class NetworkFileError(ValueError):
    """A network file cannot be read or written; the message says what, where, and why."""


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """A file's content: the network and, as far as the file says, how it was made.

    hyperparameters: the settings that it was last trained with.
    history: the results of its epochs, as `sgd.train` reported them.
    data_set: the name of the data it learnt from.
    evaluation_data: the part of them that it was last evaluated on, "validation" or "test".
    seed: of the random generator that it began with, 0 to MOST_SEED; else ValueError.
    weight_initializer: how its first weights were drawn, "default" or "large".
    run: the run that the network is of, and the epoch; None if the file names none.
    checksum_matches: whether the file's checksum fits the network; None if the file has none. It
        does not fit if the file was damaged, or edited by hand; the network is read all the same.
    """

    network: Network
    hyperparameters: Hyperparameters | None = None
    history: tuple[EpochResult, ...] = ()
    data_set: str | None = None
    seed: int | None = None
    weight_initializer: str | None = None
    checksum_matches: bool | None = None
    evaluation_data: str | None = None
    run: RunKey | None = None

    def __post_init__(self) -> None:
        if not 0 <= (self.seed or 0) <= MOST_SEED:
            raise ValueError(f"seed: must be a whole number up to {MOST_SEED:.2g}")


def load(filename: str | Path) -> Network:
    """The network in a file, in the dtype that the file names, or float64 if it names none.

    Raises NetworkFileError, saying what is wrong and where.
    """
    return read_network_file(filename).network


def read_network_file(filename: str | Path) -> NetworkFile:
    """The network in a file, and all that the file says about it. Raises NetworkFileError."""
    try:
        text = files.read(filename, MOST_BYTES)
        if text.startswith(b"\x1f\x8b"):
            text = files.unpacked(text, MOST_BYTES + 1)
            if len(text) > MOST_BYTES:
                raise ValueError(f"unpacked, it has more than {MOST_BYTES // 2**20} MB")
        return _decoded(text)
    except files.FileError as error:
        raise NetworkFileError(str(error)) from error
    except (ValueError, gzip.BadGzipFile, RecursionError) as error:
        name, what = file_name(Path(filename)), error_in_words(error)
        raise NetworkFileError(f"{name} cannot be read as a network: {what}.") from error


def _decoded(text: bytes) -> NetworkFile:
    try:
        texts: Any = msgspec.json.decode(text, type=_Texts)
    except msgspec.ValidationError:  # a list, a number or a text
        texts = _Texts()
    except msgspec.DecodeError as error:
        raise ValueError(f"it is not a JSON file, or damaged: {error_in_words(error)}") from error
    if missing := [key for key in BOOKS_KEYS if getattr(texts, key) is UNSET]:
        raise ValueError(f"this JSON file is not a saved network, it lacks {in_a_row(missing)}")
    beside = msgspec.json.encode(msgspec.structs.replace(texts, weights=UNSET, biases=UNSET))
    _check_beside(beside)
    book = msgspec.json.decode(beside, type=_Book)
    neurons, cost = _read_cost(book.cost)
    _check_sizes(book.sizes)
    layers = list(zip(book.sizes[1:], book.sizes))
    weights = _matrices("weights", texts.weights, layers, book.dtype)
    biases = _matrices("biases", texts.biases, [(n, 1) for n, _ in layers], book.dtype)
    check_arrays(book.sizes, weights, biases)
    arrays = weights, biases
    network = Network(book.sizes, COSTS[cost], neurons=neurons, dtype=book.dtype, arrays=arrays)
    if book.format_version > FORMAT_VERSION:
        return NetworkFile(network)  # its other keys may mean something else
    keys = msgspec.json.decode(beside, type=_Keys)
    history = _history(keys)
    return NetworkFile(
        network,
        history=history,
        run=_run_key(keys.run, len(history)),
        checksum_matches=None if keys.checksum is None else keys.checksum == checksum(network),
        **{name: getattr(keys, name) for name in ALIKE},
    )


def _check_beside(text: bytes) -> None:
    """Raises ValueError if all keys but weights and biases would take too much memory."""
    if len(text) > MOST_BESIDE or text.count(b",") > MOST_VALUES:
        raise ValueError("its curves have too many epochs, or other keys are too long")


def _matrices(name: str, text: Raw, shapes: Sequence[tuple[int, int]], dtype: str) -> Arrays:
    """The weights or biases, one matrix per layer. Raises ValueError unless the rows fit `shapes`.

    They are read a row at a time: until a number is in an array, it takes eight times the memory.
    The numbers are read by orjson: msgspec works out every digit of one such as 1e-310, which takes
    200 times as long as 0.5.
    """
    most = sum(rows * columns for rows, columns in shapes)
    if bytes(text).count(b",") >= most:
        raise ValueError(f"the {name} have more than the {most:,} numbers that sizes say")
    place = name
    try:
        layers = msgspec.json.decode(text, type=list[list[Raw]])
        if (found := [len(rows) for rows in layers]) != (wanted := [rows for rows, _ in shapes]):
            raise ValueError(f"layers of {short(found)} rows, not {short(wanted)}")
        matrices = []
        for i, rows in enumerate(layers):
            arrays = []
            for j, row in enumerate(rows):
                place = f"{name}[{i}][{j}]"
                numbers = msgspec.convert(orjson.loads(memoryview(row)), list[float])
                with np.errstate(over="ignore"):  # too large for the dtype: inf, and refused
                    arrays.append(np.array(numbers, np.float64).astype(dtype))
            place = f"{name}[{i}]"
            matrices.append(np.array(arrays, dtype))
        return matrices
    except ValueError as error:
        raise ValueError(error_in_words(error, place)) from error


def _check_sizes(sizes: Sequence[int]) -> None:
    try:
        check_sizes(sizes)
    except ValueError as error:
        raise ValueError(f"sizes {error}") from error


def check_arrays(sizes: Sequence[int], weights: Arrays, biases: Arrays) -> None:
    """Raises ValueError for shapes that contradict `sizes`, and for numbers that are not finite."""
    layers = list(zip(sizes[1:], sizes))
    for name, arrays, shapes in (
        ("weights", weights, layers),
        ("biases", biases, [(n, 1) for n, _ in layers]),
    ):
        if (found := [array.shape for array in arrays]) != shapes:
            raise ValueError(f"the {name} have the shapes {short(found)}, not {short(shapes)}")
        for i, array in enumerate(arrays):
            if not np.isfinite(array).all():
                raise ValueError(f"{name}[{i}] has a number that is not finite in {array.dtype}")


def _history(keys: _Keys) -> tuple[EpochResult, ...]:
    columns = {name: getattr(keys, name) for name in SERIES}
    for name in ("penalty", "gradient_lengths"):  # earlier versions wrote none
        columns[name] = columns[name] or [None] * len(keys.eta)
    lengths = sorted((len(column), name) for name, column in columns.items())
    (fewest, shortest), (most, longest) = lengths[0], lengths[-1]
    if fewest != most:
        raise ValueError(f"{shortest} has {counted(fewest, 'epoch')}, {longest} has {most}")
    if any(of is not None and len(of) != len(keys.sizes) - 1 for of in keys.gradient_lengths):
        raise ValueError("gradient_lengths has other layers than sizes")
    found = tuple(EpochResult(epoch, *row) for epoch, row in enumerate(zip(*columns.values()), 1))
    for kind in ("evaluation", "training"):
        if any((each.percent(kind) or 0) > 100 for each in found):
            raise ValueError(f"{kind}_accuracy is above {kind}_size")
    return found


def _run_key(written: Raw, epochs: int) -> RunKey | None:
    """The value of the key `run`; None if it names no run, or no epoch of the curves."""
    try:
        key = msgspec.json.decode(written, type=RunKey)
    except msgspec.ValidationError:  # a file of another program may mean anything by it
        return None
    return key if key.epoch <= (epochs or MOST_COUNT) else None


def check_history(history: Sequence[EpochResult], sizes: Sequence[int]) -> None:
    """Raises ValueError for results that no file of a network of these sizes could have."""
    columns = {name: [getattr(each, name) for each in history] for name in SERIES}
    keys = msgspec.convert(columns | {"sizes": list(sizes), "cost": ""}, _Keys)
    if _history(keys) != tuple(history):
        raise ValueError("its epochs are not numbered from 1")


def save(file: NetworkFile, filename: str | Path, more: Mapping[str, Any] | None = None) -> None:
    """Write a network, and how it was made, to a file, all at once.

    `more` has further keys, with values that JSON can hold. The epochs of the history are numbered
    by their place in it. A cost that is infinite or not a number is written as not measured.

    Raises NetworkFileError, and leaves the old file untouched, if the file cannot be written, if
    the network or its history is too large to be read again, if the cost is not one of digitpad's,
    and if a weight is infinite or nan, which JSON cannot hold.
    """
    try:
        data = _encoded(file, more or {})
        if len(data) > MOST_BYTES:
            raise ValueError(f"it would have more than {MOST_BYTES // 2**20} MB")
        if str(filename).endswith(".gz"):
            # gzip's usual level, 6, takes five times as long and saves an eighth.
            data = gzip.compress(data, compresslevel=1, mtime=0)
        files.write(filename, data)
    except files.FileError as error:
        raise NetworkFileError(str(error)) from error
    except ValueError as error:
        name = file_name(Path(filename))
        raise NetworkFileError(f"{name} cannot be written: {error}.") from error


def _encoded(file: NetworkFile, more: Mapping[str, Any]) -> bytes:
    network = file.network
    if network.cost not in COSTS.values():
        raise ValueError(f"{shortened(network.cost_name)} is no cost that a file can name")
    _check_sizes(network.sizes)
    with np.errstate(over="ignore"):  # a script may have set arrays of another dtype
        weights, biases = (
            [np.ascontiguousarray(array, network.dtype) for array in arrays]
            for arrays in (network.weights, network.biases)
        )
    check_arrays(network.sizes, weights, biases)
    members = {
        "format_version": FORMAT_VERSION,
        "digitpad_version": version(),
        "sizes": network.sizes,
        "cost": written_cost(network),
        "dtype": network.dtype.name,
        **{name: getattr(file, name) for name in ALIKE},
        "run": file.run,
    }
    members = {key: value for key, value in members.items() if value is not None}
    if file.history:
        members |= {name: [getattr(epoch, name) for epoch in file.history] for name in SERIES}
    _check_beside(_as_json(members))
    # A person who opens the file sees its beginning, so weights and biases come last. Each number
    # has the shortest form that is read as the same number.
    arrays = {
        name: Raw(orjson.dumps(arrays, option=orjson.OPT_SERIALIZE_NUMPY))
        for name, arrays in (("weights", weights), ("biases", biases))
    }
    members |= {"checksum": checksum(network)} | dict(more) | arrays
    return _as_json(members)


def is_as_saved(found: NetworkFile, file: NetworkFile) -> bool:
    """Whether what was found in a file is what `save` writes of `file`, as far as it says.

    A key that the file has not, or that is null, says nothing. How many epochs were planned may
    differ, since that can be changed while a network learns.
    """
    if found.checksum_matches is False or checksum(found.network) != checksum(file.network):
        return False
    return all(theirs in (None, ours) for theirs, ours in zip(_said(found), _said(file)))


def _said(file: NetworkFile) -> list[Any]:
    """What a file says of its network, in one order; None for what it does not say."""
    planned = file.hyperparameters and asdict(file.hyperparameters) | {"epochs": None}
    columns = [[getattr(epoch, name) for epoch in file.history] for name in SERIES]
    said = [None if not any(v is not None for v in c) else _as_json(c) for c in columns]
    rest = (file.data_set, file.evaluation_data, file.seed, file.weight_initializer, file.run)
    return [planned, *rest, *said]


def _as_json(members: object) -> bytes:
    return msgspec.json.encode(members, enc_hook=lambda number: number.item())


def version() -> str | None:
    """digitpad's version; None in a checkout that is not installed."""
    from importlib import metadata  # slow to import, and needed only here

    try:
        return metadata.version("digitpad")
    except metadata.PackageNotFoundError:
        return None


def written_cost(network: Network) -> str:
    """The value of the key `cost`, such as CrossEntropyCost, or tanh:CrossEntropyCost.

    So `network2` reads a network of sigmoids, and refuses any other.
    """
    cost = network.cost_name
    return cost if network.kind is SIGMOID else f"{network.neurons}:{cost}"


def _read_cost(written: str) -> tuple[str, str]:
    """The kind of neurons and the cost that a value of the key `cost` names."""
    neurons, colon, cost = written.rpartition(":")
    kind = KINDS.get(neurons) if colon else SIGMOID
    if cost not in COSTS or kind is None or bool(colon) is (kind is SIGMOID):
        raise ValueError(f"cost is {short(written)}, which network.schema.json does not list")
    return kind.name, cost


def checksum(network: Network) -> str:
    """The SHA-256, in hexadecimal, of a network: of the book's four keys, and the dtype.

    The digested bytes are "784,30,10 CrossEntropyCost float32" and a line feed, then all weights
    and then all biases, layer by layer and row by row, as little-endian floats of the dtype. So
    the layout of a file, and the spelling of its numbers, make no difference.
    """
    sizes, dtype = ",".join(map(str, network.sizes)), network.dtype
    digest = hashlib.sha256(f"{sizes} {written_cost(network)} {dtype.name}\n".encode())
    for array in (*network.weights, *network.biases):
        digest.update(np.ascontiguousarray(array, dtype.newbyteorder("<")).data)
    return digest.hexdigest()
