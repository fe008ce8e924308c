"""How long it takes to save and to load a network, and to list 2,000 runs.

    python tests/benchmarks/storage.py

Network files stand beside what the book's program does: json.dump of its lists. Numbers are
written in the shortest form that is read as the same again, so those of a float32 network take
about half of the room that the book's float64 take. A start with 2,000 runs is timed in turn with
one without. Exits with 1 where saving or loading a file takes more than 0.3 s or the file has more
than 0.57 of the size of the book's; or where 2,000 runs take more than 0.3 s to be listed, deleted
or brought back, or a start more than 1.05 times as long.
"""

import json
import statistics
import sys
from dataclasses import replace

import numpy as np
import startup
from bench import folders_of_its_own, goal, rounds_of, status, use_folders_in

from digitpad import Hyperparameters, Network, load
from digitpad.core.learning.epoch import EpochResult
from digitpad.core.learning.settings import Architecture
from digitpad.session.runs.job import Job
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_settings import RunSummary
from digitpad.session.store import Store

SIZES = [784, 300, 10], [784, 800, 400, 10]
MANY, EPOCHS, STARTS = 2000, 60, 9
MOST_OF_AN_EMPTY_START = 1.05
ROUNDS = 5
MOST_SECONDS = 0.3
MOST_OF_THE_BOOKS_SIZE = 0.57


def seconds(work):
    """The median time of a few calls."""
    return statistics.median(rounds_of(work, ROUNDS))


def save_as_the_book(network, path):
    data = {
        "sizes": network.sizes,
        "weights": [w.tolist() for w in network.weights],
        "biases": [b.tolist() for b in network.biases],
        "cost": network.cost.__name__,
    }
    with open(path, "w") as file:
        json.dump(data, file)


def load_as_the_book(path):
    with open(path) as file:
        data = json.load(file)
    return [np.array(w) for w in data["weights"]]


def measure(sizes, folder):
    """Print a table for one network."""
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
    goal(max(times["digitpad"]) <= MOST_SECONDS, f"saved and loaded in {MOST_SECONDS} s at most")
    goal(ratio <= MOST_OF_THE_BOOKS_SIZE, f"{MOST_OF_THE_BOOKS_SIZE} of that at most")


def some_run():
    """A run of some epochs."""
    job = Job(Hyperparameters(epochs=EPOCHS), epochs=EPOCHS, mini_batches=5000 * EPOCHS)
    history = tuple(
        EpochResult(i, 1 / i, 9000 + i, 0.5 / i, 49_000, 10_000, 50_000, 0.5, 5.0, 1.5)
        for i in range(1, EPOCHS + 1)
    )
    return replace(Run.begin(Architecture(), 1), history=history, jobs=(job,))


def measure_many(folder):
    """Print what 2,000 runs take, and what they cost the start."""
    homes = {"empty": folder / "empty", "2,000 runs": folder / "many"}
    store = Store(homes["2,000 runs"] / "DATA" / "digitpad" / "digitpad.sqlite")
    for _ in range(MANY):
        store.keep(some_run(), None, (), False)
    ids = [run.id for run in store.records()]
    assert len(ids) == MANY
    taken = {
        "listed": seconds(lambda: [RunSummary.of(run) for run in store.records()]),
        "deleted": seconds(lambda: store.delete(ids)),
        "brought back": seconds(lambda: store.delete(ids, deleted=False)),
    }
    for name, each in taken.items():
        goal(each <= MOST_SECONDS, f"2,000 runs {name}: {each:.3f} s, wanted {MOST_SECONDS}")
    script = folder / "launch.py"
    script.write_text(startup.LAUNCH)
    paints = {name: [] for name in homes}
    for number in range(STARTS + 1):
        for name, home in homes.items():
            use_folders_in(home)
            paint, _ready = startup.seconds(script)
            if number:  # the first is for the disk's cache
                paints[name].append(paint)
    empty, many = (statistics.median(paints[name]) for name in homes)
    goal(
        many / empty <= MOST_OF_AN_EMPTY_START,
        f"launch to first paint {many:.3f} s, {many / empty:.2f} times that of an empty store, "
        f"wanted {MOST_OF_AN_EMPTY_START}",
    )


def main():
    with folders_of_its_own() as folder:
        for sizes in SIZES:
            measure(sizes, folder)
        measure_many(folder)
    return status()


if __name__ == "__main__":
    sys.exit(main())
