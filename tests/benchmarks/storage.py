"""How long it takes to save and to load a network, and how large its file is.

    python tests/benchmarks/storage.py

Beside what the book's program does: json.dump of its lists. Numbers are written in the shortest
form that is read as the same again, so those of a float32 network take about half of the room
that the book's float64 take. Then files made to harm, with numbers spelt so that a parser may be
slow at them: 2.4 million of them, or as many as a file may hold.

Exits with 1 where saving or loading takes more than 0.3 s, the file has more than 0.57 of the size
of the book's, or a file made to harm keeps us for more than 2 s.
"""

import contextlib
import gzip
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from digitpad import Network, NetworkFileError, load
from digitpad.core.file_format import MOST_BYTES

SIZES = [784, 300, 10], [784, 800, 400, 10]
ROUNDS = 5
MOST_SECONDS = 0.3
MOST_OF_THE_BOOKS_SIZE = 0.57

MOST_HOSTILE_SECONDS = 2.0
INPUTS, NEURONS = 2000, 1200
SPELLINGS = {
    "0.5": "0.5",
    "1e308": "1e308",
    "1e-310": "1e-310",
    "17 digits, e308": "1.7976931348623157e308",
    "smallest": "5e-324",
    "denormal": "2.2250738585072011e-308",
    "between two floats": "6671682056251392711363150e283",
    "whole, odd": "9007199254740993.0",
    "300 digits": "1." + "7" * 299,
    "300 zeros": "0." + "0" * 299 + "1",
    "300 digits, e-200": "7" * 300 + "e-500",
    "4,000 digits": "0." + "7" * 4000,
}


def seconds(work) -> float:
    """The median time of a few calls."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def save_as_the_book(network: Network, path: Path) -> None:
    data = {
        "sizes": network.sizes,
        "weights": [w.tolist() for w in network.weights],
        "biases": [b.tolist() for b in network.biases],
        "cost": network.cost.__name__,
    }
    with open(path, "w") as file:
        json.dump(data, file)


def load_as_the_book(path: Path) -> list:
    with open(path) as file:
        data = json.load(file)
    return [np.array(w) for w in data["weights"]]


def measure(sizes: list[int], folder: Path) -> bool:
    """Print a table for one network; whether the goals are met."""
    ours, packed, books = (folder / name for name in ("net.json", "net.json.gz", "book.json"))
    network = Network(sizes, rng=np.random.default_rng(1))
    book = Network(sizes, rng=np.random.default_rng(1), dtype=np.float64)
    rows = {
        "digitpad": (ours, lambda: network.save(ours), lambda: load(ours)),
        "digitpad, gzip": (packed, lambda: network.save(packed), lambda: load(packed)),
        "the book": (books, lambda: save_as_the_book(book, books), lambda: load_as_the_book(books)),
    }
    print("-".join(map(str, sizes)))
    print(f"  {'':16}{'save':>10}{'load':>10}{'size':>12}")
    times = {}
    for name, (path, save, read) in rows.items():
        times[name] = seconds(save), seconds(read)
        megabytes = path.stat().st_size / 1e6
        print(f"  {name:16}{times[name][0]:8.3f} s{times[name][1]:8.3f} s{megabytes:9.2f} MB")
    ratio = ours.stat().st_size / books.stat().st_size
    print(f"  digitpad's file has {ratio:.3f} of the size of the book's")
    return max(times["digitpad"]) <= MOST_SECONDS and ratio <= MOST_OF_THE_BOOKS_SIZE


def hostile_text(number: str, key: str) -> bytes:
    """A network file with this number everywhere, or in this list of a value an epoch."""
    room = (MOST_BYTES - 100_000) // (len(number) + 1)
    neurons = min(NEURONS, room // INPUTS)
    row = "[" + ",".join([number] * INPUTS) + "]"
    if key == "weights":
        weights = "[" + ",".join([row] * neurons) + "]"
    else:
        weights = "[" + ",".join(["[0]"] * neurons) + "]"
    biases = "[" + ",".join(["[0]"] * neurons) + "]"
    sizes = [INPUTS if key == "weights" else 1, neurons]
    text = f'{{"sizes":{sizes},"cost":"QuadraticCost","weights":[{weights}],"biases":[{biases}]'
    if key != "weights":
        text += f',"{key}":[' + ",".join([number] * (INPUTS * neurons)) + "]"
    return (text + "}").encode()


def measure_hostile(folder: Path) -> bool:
    """Print how long files with numbers that are slow to parse take; whether the goal is met."""
    path = folder / "hostile.json.gz"
    print(f"{'files made to harm':26}{'weights':>10}{'eta':>10}{'others':>10}")
    slowest = 0.0
    for name, number in SPELLINGS.items():
        print(f"  {name:24}", end="")
        for key in ("weights", "eta", "x"):
            path.write_bytes(gzip.compress(hostile_text(number, key), 1))
            began = time.perf_counter()
            with contextlib.suppress(NetworkFileError):
                load(path)
            took = time.perf_counter() - began
            slowest = max(slowest, took)
            print(f"{took:8.2f} s", end="", flush=True)
        print()
    return slowest <= MOST_HOSTILE_SECONDS


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        met = [measure(sizes, Path(folder)) for sizes in SIZES]
        met.append(measure_hostile(Path(folder)))
    print("The goals are met." if all(met) else "The goals are missed.")
    sys.exit(not all(met))


if __name__ == "__main__":
    main()
