"""The rows of the store: what is written in them, and how it is read again. No Qt.

A run's record is JSON, as msgspec writes `Run`. A network's arrays are in NumPy's own format,
without pickle. The desk is the state of the window: which run it has in use, what it trains, the
form and the drawing. It stays however the window ends, and the next start begins with it.

Damaged rows may have values of any type: what cannot be read raises one of `UNREADABLE`, see
`store_file.py`.
"""

import hashlib
import io
import math
import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

import msgspec
import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from digitpad.core.costs import COSTS
from digitpad.core.data.hands import Hand, WrittenDigit
from digitpad.core.learning.settings import Architecture
from digitpad.core.network import Network
from digitpad.core.network_file import check_arrays
from digitpad.session.drawing import Drawing
from digitpad.session.runs.run import AtEpoch, Run

MOST_RUNS = 10**9
Row = tuple[Any, ...]
FLOATS = "float32", "float64"
KEEP = """
    insert into run (id, number, name, experiment, trial, revision, changed, record)
    values (:id, :number, :name, :experiment, :trial, '', :changed, :record)
    on conflict (id) do update set
        name = :name, changed = :changed, deleted = null, record = :record
"""
HIGHEST = """
    select coalesce(max(cast(number as integer)), 0) from run
    where (experiment != '') = ? and number between 0 and ?
"""
PUT_NETWORK = "insert into network values (?, ?, ?, ?)"
NETWORK = "select arrays, checksum from network where run = ? and epoch = ?"
RunRow = tuple[Annotated[int, Meta(ge=0, le=MOST_RUNS)], str, bytes]
Named = tuple[str, str]
Guess = tuple[str, int | None]
FormEntries = Mapping[str, bool | int | float | str | None]


@dataclass(frozen=True, slots=True)
class Desk:
    """The window's state, which the next start restores.

    run, epoch: the run in use, if any, and its epoch (None for the last). file, written: the path
    of the file in use, and when it was last written (st_mtime_ns). is_older: as in
    `NetworkFileState`. learns: the id of the run that learns. experiment: the name of the one
    under way. form: the form's entries, by the names of its fields. against: what is compared with.
    """

    run: str = ""
    learns: str = ""
    experiment: str = ""
    form: FormEntries = field(default_factory=dict)
    drawing: Drawing | None = None
    epoch: int | None = None
    file: str = ""
    written: int = 0
    is_older: bool = False
    against: AtEpoch | None = None

    @property
    def is_training(self) -> bool:
        """Whether the run in use learns."""
        return self.run != "" and self.learns == self.run


def desk_of(row: Row) -> Desk:
    """The desk in a row: record, drawing. The drawing is left out."""
    record, _drawing = row
    return msgspec.json.decode(record, type=Desk)


def run_of(row: Row) -> Run:
    """The run in a row: number, name, record."""
    number, name, record = msgspec.convert(row, RunRow, builtin_types=(bytes,))
    return replace(msgspec.json.decode(record, type=Run), number=number, name=name)


def put_run(db: sqlite3.Connection, run: Run) -> None:
    """Write the record of a run."""
    names = "id", "number", "name", "experiment", "trial"
    values = {name: getattr(run, name) for name in names}
    values |= {"changed": time.time(), "record": msgspec.json.encode(run)}
    db.execute(KEEP, values)


def row_of_digit(hand: Hand, digit: WrittenDigit) -> tuple[object, ...]:
    """A digit of a hand, in the order of the columns of the table `digit`."""
    strokes = msgspec.json.encode({"image": digit.image} if digit.image else digit.strokes)
    return digit.id, hand.id, digit.label, digit.written, digit.is_confirmed, strokes


def digit_of(row: Row) -> tuple[str, WrittenDigit]:
    """The id of a digit's hand, and the digit: hand, id, label, written, is_confirmed, strokes.

    The strokes of a picture are an object with its image.
    """
    hand_id, digit_id, label, written, sure, strokes = row
    digit = {"id": digit_id, "label": label, "written": written, "is_confirmed": bool(sure)}
    found = msgspec.json.decode(strokes)
    digit |= {"strokes": (), **found} if isinstance(found, dict) else {"strokes": found}
    return msgspec.convert(hand_id, str), msgspec.convert(digit, WrittenDigit)


def checksum_of(arrays: object) -> str:
    """The SHA-256, in hexadecimal, of arrays as bytes; empty for a damaged value."""
    return hashlib.sha256(arrays).hexdigest() if isinstance(arrays, bytes) else ""


def bytes_of_arrays(arrays: Sequence[NDArray[Any]]) -> bytes:
    """Arrays one after the other, each in NumPy's format."""
    buffer = io.BytesIO()
    for array in arrays:
        np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _arrays(written: bytes, shapes: Sequence[tuple[int, ...]]) -> list[NDArray[Any]]:
    """Arrays of floats of these shapes. Their headers are read first: one that is wrong could ask
    for any memory. ValueError if there are others."""
    buffer, arrays = io.BytesIO(written), []
    for shape in shapes:
        version = np.lib.format.read_magic(buffer)
        read_header = np.lib.format.read_array_header_1_0
        found, is_fortran, dtype = read_header(buffer)
        if (version, found, dtype.name) not in [((1, 0), shape, each) for each in FLOATS]:
            raise ValueError("an array has another shape, or numbers of another kind")
        numbers = np.frombuffer(buffer.read(dtype.itemsize * math.prod(shape)), dtype)
        arrays.append(numbers.reshape(shape, order="F" if is_fortran else "C").copy())
    if buffer.read(1):
        raise ValueError("something follows after the arrays")
    return arrays


def network_of(architecture: Architecture, row: Row) -> tuple[int, Network]:
    """An epoch, and the network after it: epoch, arrays, checksum. ValueError if it is damaged."""
    epoch, written, checksum = row
    if checksum != checksum_of(written):
        raise ValueError("the arrays have another checksum")
    sizes, layers = architecture.sizes, len(architecture.sizes) - 1
    arrays = _arrays(written, [*zip(sizes[1:], sizes), *((n, 1) for n in sizes[1:])])
    check_arrays(sizes, arrays[:layers], arrays[layers:])
    network = Network(
        sizes,
        COSTS[architecture.cost],
        neurons=architecture.neurons,
        dtype=arrays[0].dtype,
        arrays=(arrays[:layers], arrays[layers:]),
    )
    return msgspec.convert(epoch, int), network


def bytes_of_drawing(drawing: Drawing) -> bytes:
    """A drawing as JSON; a picture in it as in NumPy's format."""
    return msgspec.json.encode(drawing, enc_hook=lambda array: bytes_of_arrays([array]))


def drawing_of(written: bytes) -> Drawing:
    """The drawing that `bytes_of_drawing` has written."""

    def array(_kind: Any, encoded: Any) -> NDArray[Any]:
        written = io.BytesIO(msgspec.convert(encoded, bytes))
        found: NDArray[Any] = np.load(written, allow_pickle=False)
        return found

    return msgspec.json.decode(written, type=Drawing, dec_hook=array)
