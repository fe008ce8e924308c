"""Runs that were kept before, for the benchmarks."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
from measuring import use_folders_in

MANY, EPOCHS = 2000, 60


def keep(store, number, epochs):
    """A run of so many epochs, with the costs of a network that learns."""
    from digitpad import Hyperparameters
    from digitpad.core.learning.epoch import EpochResult
    from digitpad.core.learning.settings import Architecture
    from digitpad.session.runs.job import Job
    from digitpad.session.runs.run import Run

    costs = 1 / np.arange(1, epochs + 1) + np.random.default_rng(number).random(epochs) / 50
    history = tuple(
        EpochResult(i, c, 9000 + int(300 * c), c / 2, 49_000, 10_000, 50_000, 0.5, 5.0, 1.5)
        for i, c in enumerate(costs.tolist(), 1)
    )
    job = Job(Hyperparameters(epochs=epochs), epochs=epochs, mini_batches=5000 * epochs)
    run = replace(Run.begin(Architecture(), number), history=history, jobs=(job,))
    store.keep(run)


def keep_many(home):
    """2,000 runs in a home of their own; returns their store."""
    from digitpad.session.preferences import store_file
    from digitpad.session.store import Store

    before = Path(os.environ["XDG_DATA_HOME"]).parent
    use_folders_in(home)
    store = Store(store_file())
    use_folders_in(before)
    for number in range(1, MANY + 1):
        keep(store, number, EPOCHS)
    return store
