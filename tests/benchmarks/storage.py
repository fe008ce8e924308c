"""How long it takes to save and to load a network, and how large its file is.

    python tests/benchmarks/storage.py

Beside what the book's program does: json.dump of its lists. Numbers are written in the shortest
form that is read as the same again, so those of a float32 network take about half of the room
that the book's float64 take. Exits with 1 where saving or loading takes more than 0.3 s, or the
file has more than 0.57 of the size of the book's.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from digitpad import Network, load

SIZES = [784, 300, 10], [784, 800, 400, 10]
ROUNDS = 5
MOST_SECONDS = 0.3
MOST_OF_THE_BOOKS_SIZE = 0.57


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


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        met = [measure(sizes, Path(folder)) for sizes in SIZES]
    print("The goals are met." if all(met) else "The goals are missed.")
    sys.exit(not all(met))


if __name__ == "__main__":
    main()
