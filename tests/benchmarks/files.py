"""Seconds to save and load a network, to list 2,000 runs, to list an epoch and to keep 60 of them.

Files are compared with the book's, json.dump of its lists. Each number has the shortest form that
gives it back, so a float32 network takes about half the room of the book's float64 one.
"""

import json
import time

import numpy as np
from learnt_runs import learnt_run
from measuring import median_of
from runs import MANY, epoch_listed, epochs_kept, keep_many

from digitpad import Network, load
from digitpad.session.runs.run_settings import settings_of
from digitpad.session.store import Store

SIZES = [784, 300, 10], [784, 800, 400, 10]


def save_as_the_book(network, path):
    data = {
        "sizes": network.sizes,
        "weights": [w.tolist() for w in network.weights],
        "biases": [b.tolist() for b in network.biases],
        "cost": network.cost.__name__,
    }
    with open(path, "w") as file:
        json.dump(data, file)


def runs_travelled(folder):
    """Seconds to write thirty runs to a file, and to add them to another store; and its bytes."""
    path, one = folder / "thirty.digitpad-runs", Store(folder / "teacher" / "digitpad.sqlite")
    for number in range(1, 31):
        run, networks = learnt_run(number, 30, hidden=(30,))
        one.keep(run, networks)
    ids = [run.id for run in one.records()]
    written = median_of(lambda: one.write_runs(path, ids))
    began, other = time.perf_counter(), Store(folder / "pupil" / "digitpad.sqlite")
    assert len(other.bring_runs(path).runs) == 30
    read = time.perf_counter() - began
    for each in (one, other):
        each.close()
    return written, read, path.stat().st_size


def measure(folder, _options):
    ours, books = folder / "net.json", folder / "book.json"
    for sizes in SIZES:
        name = "-".join(map(str, sizes))
        network, book = (
            Network(sizes, rng=np.random.default_rng(1), dtype=dtype)
            for dtype in (np.float32, np.float64)
        )
        yield f"{name} saved, s", median_of(lambda of=network: of.save(ours))
        yield f"{name} loaded, s", median_of(lambda: load(ours))
        save_as_the_book(book, books)
        ratio = ours.stat().st_size / books.stat().st_size
        yield "its size, times that of the book's", ratio
    store = keep_many(folder / "many")
    ids = [run.id for run in store.records()]
    assert len(ids) == MANY
    listed = median_of(lambda: [settings_of(run) for run in store.records()])
    yield "2,000 runs listed, s", listed
    yield "2,000 runs deleted, s", median_of(lambda: store.delete(ids))
    yield "2,000 runs brought back, s", median_of(lambda: store.delete(ids, deleted=False))
    yield "an epoch of one of 500 runs listed, ms", 1000 * epoch_listed(folder)
    written, read, size = runs_travelled(folder)
    yield "30 runs of 30 epochs of 784-30-10 written, s", written
    yield "30 runs of 30 epochs of 784-30-10 read, s", read
    yield "their file, MB", size / 1e6
    seconds, size = epochs_kept(folder)
    yield "60 epochs of 784-100-10 kept, s", seconds
    yield "their store, MB", size / 1e6
