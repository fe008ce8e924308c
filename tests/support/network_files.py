"""Network files, written by hand: what digitpad reads here, digitpad has not written."""

import json
import random
from itertools import pairwise
from pathlib import Path
from typing import Any


def content(*sizes: int, cost: str = "CrossEntropyCost", seed: int = 1) -> dict[str, Any]:
    """A network as the book's program saves it."""
    numbers = random.Random(seed)
    layers = list(pairwise(sizes))
    return {
        "sizes": list(sizes),
        "weights": [
            [[numbers.gauss(0, 0.1) for _ in range(a)] for _ in range(b)] for a, b in layers
        ],
        "biases": [[[numbers.gauss(0, 1)] for _ in range(b)] for _, b in layers],
        "cost": cost,
    }


def write(path: Path, text: str | dict[str, Any]) -> Path:
    """Write a text, or a value as JSON (Python's own NaN included), and return the path."""
    path.write_text(text if isinstance(text, str) else json.dumps(text))
    return path


def write_bad_files(folder: Path) -> dict[str, tuple[Path, str]]:
    """What cannot be opened: a path, and something that must be said of it, by what is wrong."""
    (folder / "a_directory.json").mkdir()
    wrong_shape = content(784, 30, 10)
    wrong_shape["weights"][0].pop()
    nan = content(784, 30, 10)
    nan["weights"][1][3][4] = float("nan")
    huge = content(784, 30, 10)
    huge["biases"][0][2][0] = 1e300
    wrong = {
        "a text": (write(folder / "a.txt", "Dear digitpad,\nread this."), "not JSON"),
        "a picture": (folder / "picture.png", "not"),
        "an empty file": (write(folder / "empty.json", ""), "empty"),
        "a directory": (folder / "a_directory.json", "folder"),
        "a missing file": (folder / "missing.json", "No such file"),
        "another JSON": (write(folder / "list.json", "[1, 2, 3]"), "object"),
        "a key missing": (write(folder / "keys.json", {"sizes": [784, 30, 10]}), "missing"),
        "a wrong shape": (write(folder / "shape.json", wrong_shape), "29 rows"),
        "NaN": (write(folder / "nan.json", nan), "not"),
        "too large a number": (
            write(folder / "huge.json", huge | {"dtype": "float32"}),
            "biases[0][2][0] is too large",
        ),
        "an unknown cost": (
            write(folder / "cost.json", content(784, 30, 10, cost="HingeCost")),
            "HingeCost",
        ),
        "five outputs": (write(folder / "five.json", content(784, 30, 5)), "5 outputs"),
        "a hundred inputs": (write(folder / "hundred.json", content(100, 30, 10)), "100 inputs"),
    }
    wrong["a picture"][0].write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    return wrong
