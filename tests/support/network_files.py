"""Network files, written by hand: what digitpad reads here, digitpad has not written.

`content` makes good ones, `write_bad_files` some that cannot be opened, `damaged` any number of
good ones with something changed; `assert_read_right` holds what is read of a file against what
Python's own json makes of it.
"""

import copy
import gzip
import hashlib
import json
import random
import re
import struct
import sys
import zlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from jsonschema import Draft202012Validator

from digitpad.core import network_file
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.resources import resource_path


def content(*sizes: int, cost: str = "CrossEntropyCost", seed: int = 1) -> dict[str, Any]:
    """A network as the book's program saves it."""
    rng = np.random.default_rng(seed)
    layers = list(pairwise(sizes))
    return {
        "sizes": list(sizes),
        "weights": [rng.normal(0, 0.1, (b, a)).tolist() for a, b in layers],
        "biases": [rng.normal(0, 1, (b, 1)).tolist() for _, b in layers],
        "cost": cost,
    }


def write(path: Path, text: str | dict[str, Any]) -> Path:
    """Write a text, or a value as JSON (Python's own NaN included), and return the path."""
    path.write_text(text if isinstance(text, str) else json.dumps(text))
    return path


def write_bad_files(folder: Path) -> dict[str, tuple[Path, str]]:
    """What cannot be opened: a path, and something that must be said of it, by what is wrong."""
    (folder / "a_directory.json").mkdir()
    return {
        "a text": (write(folder / "a.txt", "Dear digitpad,\nread this."), "JSON is malformed"),
        "a directory": (folder / "a_directory.json", "folder"),
        "a missing file": (folder / "missing.json", "it is not there"),
        "five outputs": (write(folder / "five.json", content(784, 30, 5)), "5 outputs"),
        "a hundred inputs": (write(folder / "hundred.json", content(100, 30, 10)), "100 inputs"),
    }


BOOKS_KEYS = ("sizes", "weights", "biases", "cost")
EVERY_KEY: dict[str, Any] = content(2, 3, 1) | {
    "format_version": 1,
    "digitpad_version": "0.1.0",
    "dtype": "float32",
    "data_set": "MNIST, with dots: é \u2028 \U0001f58a",
    "seed": 2**127 - 1,
    "weight_initializer": "large",
    "checksum": "",
    "hyperparameters": {
        "epochs": 3,
        "mini_batch_size": 10,
        "eta": 0.25,
        "lmbda": 5,
        "regularization": "L1",
        "augmentation": False,
        "early_stopping": "halve",
        "no_improvement_in": 4,
        "monitor_training_cost": False,
        "of_tomorrow": [1, {"a": None}],
    },
    "evaluation_cost": [0.5, 0.25, None],
    "evaluation_accuracy": [9000, 9500, 9600],
    "training_cost": [None, 1, 1e-3],
    "training_accuracy": [None, 49_000, 50_000],
    "evaluation_size": [10_000, 10_000, 10_000],
    "training_size": [50_000, 50_000, 50_000],
    "eta": [0.5, 0.5, 0.25],
    "lmbda": [5.0, 5, 0],
    "gradient_lengths": [[0.5, 1e-3], None, [0, 2.5]],
    "made by": {"someone": ["else", 1.5, True]},
}


def checksum(value: dict[str, Any]) -> str:
    """The checksum of a file's content, as the schema describes it, number by number."""
    dtype = value.get("dtype", "float64")
    text = ",".join(map(str, value["sizes"])) + f" {value['cost']} {dtype}\n"
    digest = hashlib.sha256(text.encode())
    for key in ("weights", "biases"):
        for row in (row for matrix in value[key] for row in matrix):
            digest.update(struct.pack(f"<{len(row)}{'f' if dtype == 'float32' else 'd'}", *row))
    return digest.hexdigest()


EVERY_KEY["checksum"] = checksum(EVERY_KEY)

PIECES = [b"[", b"]", b"{", b"}", b'"', b",", b":", b"-", b".", b"e9", b"0", b"1e400", b"null"]
PIECES += [b"\xef\xbb\xbf", b'"cost":"QuadraticCost",', b"\\u0063ost", b"[" * 50 + b"]" * 50]
PIECES += [b"NaN", b"true", b"\\u", b"\xff", b"\0", b" ", b"9" * 400, b"[" * 2000, b'"sizes":[1],']
SPELT = [b"1e308", b"-1e-310", b"5e-324", b"1e400", b"-1E+39", b"1e-99999999", b"0e99999999"]
SPELT += [b"7" * 300, b"0." + b"0" * 300 + b"1", b"9" * 4000, b"01", b"1.", b"-0"]
SPELT += [b"9007199254740993.0"]
VALUES = [None, True, False, 0, 1, -1, 2.5, -0.0, 1e39, 1e-320, 10**9, 10**30, "", "x", "float64"]
VALUES += ["x" * 5000, "f" * 64, "\u202e<b>&amp;\n" * 20, [0.5] * 300, [5e-324, 1e308] * 50]
VALUES += [{"cost": "x", "eta": {"cost": 1}}, [[[[[[[[0.5]]]]]]]], {str(n): n for n in range(200)}]
VALUES += [[], {}, [[]], [None], {"a": 1}, "CrossEntropyCost", [1, 2], [[[0.5]]], "é\0"]


def damaged(chance: random.Random, whole: dict[str, Any] = EVERY_KEY) -> bytes:
    """A good file with some of its parts flipped, cut out, put twice, moved or of another type."""
    value: Any = copy.deepcopy(whole)
    if chance.random() < 0.5:
        for _ in range(chance.choice([1, 1, 1, 2, 5])):
            retype(value, chance)
    text = json.dumps(value).encode()
    if chance.random() < 0.2:
        text = repeated_key(text, value, chance)
    if chance.random() < 0.2:
        text = respelt(text, chance)
    if chance.random() < 0.1:
        text = gzip.compress(text, 1)
    if chance.random() < 0.5:
        for _ in range(chance.choice([1, 1, 1, 2, 5])):
            text = hit(text, chance)
    return text


def retype(value: Any, chance: random.Random) -> None:
    """Change one part of a value made of lists and dicts, wherever it is: replace, drop, repeat."""
    holder, key = chance.choice(list(_parts(value)))
    act = chance.choice(["replace", "replace", "drop", "repeat", "swap"])
    if act == "replace":
        holder[key] = copy.deepcopy(chance.choice(VALUES))
    elif act == "drop":
        del holder[key]
    elif act == "repeat" and isinstance(holder, list):
        holder.insert(key, copy.deepcopy(holder[key]))
    else:
        other = chance.choice(list(holder))
        if isinstance(holder, list):
            other = chance.randrange(len(holder))
        holder[key], holder[other] = copy.deepcopy(holder[other]), copy.deepcopy(holder[key])


def _parts(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (list or dict, key in it) of a value."""
    if isinstance(value, (dict, list)):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _parts(value[key])


def repeated_key(text: bytes, value: Any, chance: random.Random) -> bytes:
    """The object with one of its keys standing twice."""
    key = chance.choice(list(EVERY_KEY))
    other = chance.choice([value.get(key), chance.choice(VALUES)])
    pair = f"{json.dumps(key)}: {json.dumps(other)}".encode()
    return (
        b"{" + pair + b", " + text[1:] if chance.random() < 0.5 else text[:-1] + b", " + pair + b"}"
    )


def respelt(text: bytes, chance: random.Random) -> bytes:
    """The text with some of its numbers written in another way, or others in their places."""
    for _ in range(chance.choice([1, 1, 2, 20])):
        number = chance.choice(list(re.finditer(rb"-?\d[\d.e+-]*", text)))
        same = [number[0] + b"e0", number[0] + b"E-00", number[0] + b".0", b"%s00e-2" % number[0]]
        other = chance.choice([*same, *SPELT])
        text = text[: number.start()] + other + text[number.end() :]
    return text


def hit(text: bytes, chance: random.Random) -> bytes:
    """Change some bytes, wherever they are."""
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.choice([0, 1, 1, 2, 8, 100, 1000]))
    part = text[start:end]
    act = chance.choice(["flip", "cut", "twice", "insert", "replace", "move", "end"])
    if act == "flip" and part:
        part = bytes([part[0] ^ 1 << chance.randrange(8)]) + part[1:]
    elif act == "cut":
        part = b""
    elif act == "twice":
        part += part
    elif act == "insert":
        part = chance.choice(PIECES) + part
    elif act == "replace":
        part = chance.choice(PIECES)
    elif act == "move":
        rest = text[:start] + text[end:]
        place = chance.randrange(len(rest) + 1)
        return rest[:place] + part + rest[place:]
    elif act == "end":
        return text[:start]
    return text[:start] + part + text[end:]


SCHEMA = Draft202012Validator(
    json.loads(resource_path("network.schema.json").read_text(encoding="utf-8"))
)


def assert_read_right(path: Path) -> bool:
    """Whether a file is read. If so all of it must be right, if not a sentence must say why."""
    try:
        found = network_file.read_network_file(path)
    except network_file.NetworkFileError as error:
        sentence = str(error)
        assert sentence.startswith(f"{path.name} ") and sentence.endswith("."), sentence
        assert "\n" not in sentence and len(sentence) <= 200, sentence
        return False
    text = path.read_bytes()
    if text.startswith(b"\x1f\x8b"):
        text = zlib.decompress(text, wbits=31)
    value = _parsed(text)
    version = value.get("format_version", 1)
    if version > 1:
        value = {key: value[key] for key in (*BOOKS_KEYS, "dtype") if key in value}
    SCHEMA.validate(value)

    network, dtype = found.network, np.dtype(value.get("dtype", "float64"))
    assert network.sizes == value["sizes"] and network.cost.__name__ == value["cost"]
    assert network.dtype == dtype and len(network.weights) == len(network.sizes) - 1
    for key, arrays in (("weights", network.weights), ("biases", network.biases)):
        for array, rows in zip(arrays, value[key], strict=True):
            expected = np.array(rows, np.float64).astype(dtype)
            assert array.dtype == dtype and np.isfinite(array).all()
            assert array.shape == expected.shape and array.tobytes() == expected.tobytes()
    with np.errstate(over="ignore", invalid="ignore"):  # of weights that are finite, but huge
        output = network.feedforward(np.ones((network.sizes[0], 2)))
    assert output.shape == (network.sizes[-1], 2)

    given = value.get("checksum")
    assert found.checksum_matches is (None if given is None else given == checksum(value))

    given = value.get("hyperparameters")
    known = {k: v for k, v in (given or {}).items() if k in Hyperparameters.__slots__}
    assert found.hyperparameters == (None if given is None else Hyperparameters(**known))
    columns = [value.get(name, []) for name in EpochResult.__slots__ if name != "epoch"]
    for column in columns[-2:]:  # penalties and lengths of gradients may be missing
        column += [] if column else [None] * len(columns[-3])
    columns[-1] = [None if lengths is None else tuple(lengths) for lengths in columns[-1]]
    rows = [EpochResult(epoch, *row) for epoch, row in enumerate(zip(*columns, strict=True), 1)]
    # JSON's 10 is as good as its 10.0; but a whole number of 30 digits is not equal to a float.
    assert [repr(_floats(row)) for row in found.history] == [repr(_floats(row)) for row in rows]
    for key in ("data_set", "seed", "weight_initializer"):
        assert getattr(found, key) == value.get(key)
    return True


def _parsed(text: bytes) -> Any:
    """What Python's own reader finds. Under the keys of others stands what it refuses as well.

    That need not be UTF-8, and a whole number may have more digits than Python converts.
    """
    longest = sys.int_info.default_max_str_digits
    return json.loads(
        text.decode(errors="replace"),
        parse_int=lambda digits: int(digits) if len(digits) <= longest else float(digits),
    )


def _floats(result: EpochResult) -> list[float | None]:
    *values, lengths = (getattr(result, name) for name in EpochResult.__slots__)
    values += [None] if lengths is None else lengths
    return [None if value is None else float(value) for value in values]
