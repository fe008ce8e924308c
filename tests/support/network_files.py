"""Network files written by hand, not by digitpad.

`content` makes good ones, `write_bad_files` some that cannot be opened; `assert_read_right`
compares what digitpad reads with what Python's own json reads.
"""

import gzip
import hashlib
import json
import struct
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from jsonschema import Draft202012Validator

from digitpad.core import network_file
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.settings import Hyperparameters
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
    """Files that cannot be opened, by their fault: the path, and words of the refusal."""
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

SCHEMA = Draft202012Validator(
    json.loads(resource_path("network.schema.json").read_text(encoding="utf-8"))
)


def assert_read_right(path: Path) -> None:
    """Compare what digitpad reads of a file with what Python's own json reads."""
    found = network_file.read_network_file(path)
    text = path.read_bytes()
    text = gzip.decompress(text) if text.startswith(b"\x1f\x8b") else text
    # Values under unknown keys may be no UTF-8.
    value = json.loads(text.decode("utf-8", "replace"))
    SCHEMA.validate(value)

    network, dtype = found.network, np.dtype(value.get("dtype", "float64"))
    neurons = "" if network.neurons == "sigmoid" else f"{network.neurons}:"
    assert network.sizes == value["sizes"]
    assert neurons + network.cost.__name__ == value["cost"]
    assert network.dtype == dtype
    for key, arrays in (("weights", network.weights), ("biases", network.biases)):
        for array, rows in zip(arrays, value[key], strict=True):
            expected = np.array(rows, np.float64).astype(dtype)
            assert array.dtype == dtype and array.shape == expected.shape
            assert array.tobytes() == expected.tobytes()
    if value.get("format_version", 1) > network_file.FORMAT_VERSION:
        assert found == network_file.NetworkFile(network)  # the other keys may mean something else
        return
    given = value.get("checksum")
    assert found.checksum_matches is (None if given is None else given == checksum(value))

    given = value.get("hyperparameters")
    known = {k: v for k, v in (given or {}).items() if k in Hyperparameters.__slots__}
    assert found.hyperparameters == (None if given is None else Hyperparameters(**known))
    for name in EpochResult.__slots__:
        ours = [getattr(result, name) for result in found.history]
        theirs = value.get(name) or [None] * len(ours)
        if name == "epoch":
            theirs = list(range(1, len(ours) + 1))
        assert ours == [tuple(one) if isinstance(one, list) else one for one in theirs]
    for key in ("data_set", "seed", "weight_initializer"):
        assert getattr(found, key) == value.get(key)
