"""Seconds to save and load a network, to list 2,000 runs, to list an epoch and to keep 60 of them.

Files are compared with the book's, json.dump of its lists. Each number has the shortest form that
gives it back, so a float32 network takes about half the room of the book's float64 one.
"""

import json

import numpy as np
from measuring import median_of
from runs import MANY, epoch_listed, epochs_kept, keep_many

from digitpad import Network, load
from digitpad.session.runs.run_settings import settings_of

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
    seconds, size = epochs_kept(folder)
    yield "60 epochs of 784-100-10 kept, s", seconds
    yield "their store, MB", size / 1e6
