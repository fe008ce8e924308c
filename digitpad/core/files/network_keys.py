"""The JSON object of a network file: its keys, their types, and how they must agree.

`decode` checks the types of a file's keys, and `check` their values; `arrays` and `history` then
make values of them. A ValueError names the place and says what is wrong there.

msgspec takes the object apart and checks types. But it works out every digit of a number such as
1e308 or 1e-310, which takes 200 times as long as 0.5. orjson reads any number fast, so it reads
the rows of weights and biases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
import orjson
from msgspec import Meta, Raw
from numpy.typing import NDArray

from digitpad.core.costs import COSTS
from digitpad.core.files.json_text import check_byte_order_mark, in_words
from digitpad.core.learning import architecture
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.hyperparameters import WEIGHT_INITIALIZERS, Hyperparameters
from digitpad.core.network import Arrays
from digitpad.core.text import short, shortened

# One more when a key changes its meaning, not when a key is added.
FORMAT_VERSION = 1

MOST_COUNT = 10**9  # of epochs, of examples
MOST_SEED = 2**128 - 1  # NumPy's own seeds have so many bits
# In a file, and in what it unpacks to. The largest network that digitpad makes fits, even if
# training makes its weights tiny: "-1.1754944e-38," is longer than "0.5,".
MOST_BYTES = 80 * 2**20

Count = Annotated[int, Meta(ge=0, le=MOST_COUNT)]
Version = Annotated[int, Meta(ge=1, le=MOST_COUNT)]
Rate = Annotated[float, Meta(ge=0)]


class Header(msgspec.Struct, kw_only=True):
    """All keys but the weights and biases. Keys that are not named here are ignored."""

    sizes: list[int]
    cost: str
    dtype: str = "float64"  # that of the book's programs, whose files do not name it
    format_version: Version = FORMAT_VERSION
    digitpad_version: Annotated[str, Meta(max_length=100)] | None = None
    hyperparameters: Hyperparameters | None = None
    data_set: Annotated[str, Meta(max_length=1000)] | None = None
    evaluation_data: Literal["validation", "test"] | None = None
    seed: Annotated[int, Meta(ge=0)] | None = None
    weight_initializer: str | None = None
    checksum: Annotated[str, Meta(max_length=100)] | None = None  # see `network_file.py`
    # The fields of EpochResult, each a list with a value an epoch.
    evaluation_cost: list[float | None] = []
    evaluation_accuracy: list[Count | None] = []
    training_cost: list[float | None] = []
    training_accuracy: list[Count | None] = []
    evaluation_size: list[Count] = []
    training_size: list[Count] = []
    eta: list[Rate] = []
    lmbda: list[Rate] = []
    penalty: list[float | None] = []
    gradient_lengths: list[tuple[Rate, ...] | None] = []


class Content(Header, kw_only=True):
    """The whole object. The rows of weights and biases are still text, which `arrays` reads."""

    weights: list[list[Raw]]
    biases: list[list[Raw]]


class _Book(msgspec.Struct):
    """The keys that mean the same in every version."""

    sizes: list[int]
    weights: list[list[Raw]]
    biases: list[list[Raw]]
    cost: str
    dtype: str = "float64"


class _Versioned(msgspec.Struct):
    format_version: Version = FORMAT_VERSION


SERIES = tuple(field.name for field in fields(EpochResult) if field.name != "epoch")


def decode(text: bytes) -> Content:
    """The object in a file's text.

    If its format is later than ours, only the book's keys and the dtype are read: other keys may
    mean something else there. Raises ValueError for a text that is not such an object.
    """
    try:
        check_byte_order_mark(text)
        version = msgspec.json.decode(text, type=_Versioned).format_version
        if version > FORMAT_VERSION:
            book = msgspec.json.decode(text, type=_Book)
            return Content(**msgspec.structs.asdict(book), format_version=version)
        return msgspec.json.decode(text, type=Content)
    except msgspec.ValidationError as error:
        raise ValueError(f"is not a network file: {in_words(error)}") from error
    except RecursionError as error:
        raise ValueError("is not a network file: its lists are nested too deep") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        what = "is empty" if not text.strip() else f"is not JSON: {shortened(str(error))}"
        raise ValueError(what) from error
    except ValueError as error:
        raise ValueError(f"is not a network file: {error}") from error


def check_header(header: dict[str, Any]) -> None:
    """Raises ValueError if a file with this header could not be read again."""
    try:
        check(msgspec.json.decode(msgspec.json.encode(header), type=Header))
    except msgspec.ValidationError as error:
        raise ValueError(in_words(error)) from error


def check(header: Header) -> None:
    """Raises ValueError where values are beyond their limits, or do not fit each other."""
    check_sizes(header.sizes)
    settings = header.hyperparameters
    for field in fields(Hyperparameters) if settings is not None else ():
        value = getattr(settings, field.name)
        if isinstance(value, int) and value > MOST_COUNT:
            raise ValueError(f"hyperparameters.{field.name} is more than {MOST_COUNT:,}")
    if header.seed is not None and header.seed > MOST_SEED:
        raise ValueError("seed has more than 128 bits")
    if header.weight_initializer not in (None, *WEIGHT_INITIALIZERS):
        raise ValueError(
            f"weight_initializer is {short(header.weight_initializer)}, digitpad knows "
            f"{' and '.join(WEIGHT_INITIALIZERS)}"
        )
    _check_history(_columns(header), len(header.sizes) - 1)


def arrays(content: Content) -> tuple[Arrays, Arrays]:
    """The weights, (neurons, inputs) a layer, and the biases, (neurons, 1) a layer.

    Raises ValueError for shapes that `sizes` does not say, and numbers not finite in `dtype`.
    """
    sizes = content.sizes
    for key in ("weights", "biases"):
        if (layers := len(getattr(content, key))) != len(sizes) - 1:
            raise ValueError(f"{key} has {layers} layers, sizes says {len(sizes) - 1}")
    if content.cost not in COSTS:
        raise ValueError(
            f"cost is {short(content.cost)}, digitpad knows {' and '.join(sorted(COSTS))}"
        )
    if content.dtype not in ("float32", "float64"):
        raise ValueError(f"dtype is {short(content.dtype)}, it must be float32 or float64")
    dtype = np.dtype(content.dtype)
    shapes = list(zip(sizes[1:], sizes, strict=False))
    return [
        _matrix(f"weights[{i}]", rows, n, inputs, dtype)
        for i, (rows, (n, inputs)) in enumerate(zip(content.weights, shapes, strict=True))
    ], [
        _matrix(f"biases[{i}]", rows, n, 1, dtype)
        for i, (rows, (n, _)) in enumerate(zip(content.biases, shapes, strict=True))
    ]


def check_sizes(sizes: Sequence[int]) -> None:
    """Raises ValueError unless a file may hold a network of these layers."""
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"sizes must be two or more numbers from 1 on, not {short(sizes)}")
    try:
        architecture.check_sizes(sizes)
    except ValueError as error:
        raise ValueError(f"sizes {error}") from error


def history(header: Header) -> tuple[EpochResult, ...]:
    """The results of the epochs, of a header that `check` has passed."""
    rows = zip(*_columns(header).values())
    return tuple(EpochResult(epoch, *row) for epoch, row in enumerate(rows, start=1))


def _columns(header: Header) -> dict[str, list[Any]]:
    columns = {name: getattr(header, name) for name in SERIES}
    for name in ("penalty", "gradient_lengths"):  # earlier versions wrote none
        columns[name] = columns[name] or [None] * len(columns["eta"])
    return columns


def _check_history(columns: Mapping[str, list[Any]], layers: int) -> None:
    epochs = max(len(column) for column in columns.values())
    for name, column in columns.items():
        if len(column) != epochs:
            longest = next(n for n, c in columns.items() if len(c) == epochs)
            raise ValueError(f"{name} has {len(column)} epochs, {longest} has {epochs}")
    for kind in ("evaluation", "training"):
        right, of = columns[f"{kind}_accuracy"], columns[f"{kind}_size"]
        for i, (count, size) in enumerate(zip(right, of, strict=True)):
            if count is not None and not 0 < size >= count:
                raise ValueError(f"{kind}_accuracy[{i}] is {count}, of {size} examples")
    for i, lengths in enumerate(columns["gradient_lengths"]):
        if lengths is not None and len(lengths) != layers:
            raise ValueError(
                f"gradient_lengths[{i}] has {len(lengths)} layers, sizes says {layers}"
            )


def _floats(raw: Raw, place: str) -> list[float]:
    """The list of floats in a text, read by orjson."""
    try:
        values = orjson.loads(memoryview(raw))
    except orjson.JSONDecodeError as error:
        if "infinity" not in error.msg:
            raise ValueError(f"{place}: {shortened(error.msg)}") from error
        number = bytes(memoryview(raw)[: error.pos]).count(b",")
        raise ValueError(f"{place}[{number}] is too large for float64") from error
    try:
        return msgspec.convert(values, list[float])
    except msgspec.ValidationError as error:
        raise ValueError(in_words(error, place)) from error


def _matrix(
    name: str, rows: list[Raw], n: int, columns: int, dtype: np.dtype[Any]
) -> NDArray[np.floating]:
    if len(rows) != n:
        raise ValueError(f"{name} has {len(rows)} rows, sizes says {n}")
    exact = np.empty((n, columns))
    for i, text in enumerate(rows):
        row = _floats(text, f"{name}[{i}]")
        if len(row) != columns:
            raise ValueError(f"{name}[{i}] has {len(row)} numbers, sizes says {columns}")
        exact[i] = row
    with np.errstate(over="ignore"):  # too large for the dtype becomes inf, and is refused below
        matrix = exact.astype(dtype)
    if not np.isfinite(matrix).all():
        row, column = np.argwhere(~np.isfinite(matrix))[0]
        raise ValueError(f"{name}[{row}][{column}] is too large for {dtype}")
    return matrix
