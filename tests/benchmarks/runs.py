"""Earlier runs for the benchmarks."""

import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from measuring import median_of, use_folders_in, wait

MANY, EPOCHS = 2000, 60
LISTED, LONG = 500, 400  # runs, and their epochs


def result(epoch, cost):
    """The result of an epoch with this cost."""
    from digitpad.core.learning.epoch import EpochResult

    measured = cost, 9000 + int(300 * cost), cost / 2, 49_000
    return EpochResult(epoch, *measured, 10_000, 50_000, 0.5, 5.0, 1.5)


def keep(store, number, epochs):
    """Keep a run of these epochs, with the costs of a network that learns."""
    from digitpad import Hyperparameters
    from digitpad.core.learning.settings import Architecture
    from digitpad.session.runs.job import Job
    from digitpad.session.runs.maker import first_network, new_run

    costs = 1 / np.arange(1, epochs + 1) + np.random.default_rng(number).random(epochs) / 50
    history = tuple(result(i, cost) for i, cost in enumerate(costs.tolist(), 1))
    job = Job(Hyperparameters(epochs=epochs), epochs=epochs)
    run = replace(new_run(Architecture(), number), history=history, jobs=(job,))
    store.keep(run, {epochs: first_network(run)})


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
    store.close()
    return store


def epoch_listed(folder):
    """Seconds that the tab Runs takes for an epoch of one of 500 runs of 400 epochs, unpainted."""
    from PySide6.QtCore import QCoreApplication

    from digitpad.core.data.data_spec import DataSpec
    from digitpad.session.keeper import Keeper
    from digitpad.session.session import Session
    from digitpad.session.store import Store
    from digitpad.ui.runs.runs_model import RunsModel

    _application = QCoreApplication.instance() or QCoreApplication([])
    session = Session(DataSpec())
    keeper = Keeper(session, folder / "runs.sqlite")
    store = Store(folder / "runs.sqlite")
    for number in range(1, LISTED + 1):
        keep(store, number, LONG)
    store.close()
    runs = session.runs
    model = RunsModel(runs, lambda _experiment: "", session)
    keeper.begin()
    wait(lambda: runs.count == LISTED)
    run = runs.listed()[-1]

    def take_epoch():
        runs.put(run, "epoch")
        model.highest_accuracy()

    seconds = median_of(take_epoch, 50)
    keeper.shut_down()
    assert keeper.finish(60)
    return seconds


def epochs_kept(folder):
    """Seconds to keep 60 epochs of 784-100-10, each as it ends, and the size of the store."""
    from digitpad import Network
    from digitpad.core.learning.settings import Architecture
    from digitpad.session.runs.maker import new_run
    from digitpad.session.store import Store

    store, rng = Store(folder / "epochs.sqlite"), np.random.default_rng(1)
    run = new_run(Architecture((100,)), 1, seed=1)
    networks = {0: Network([784, 100, 10], rng=rng)}
    began = time.perf_counter()
    for epoch in range(1, EPOCHS + 1):
        run = replace(run, history=(*run.history, result(epoch, 1 / epoch)))
        networks[epoch] = Network([784, 100, 10], rng=rng)
        store.keep(run, networks)
    seconds = time.perf_counter() - began
    store.close()
    return seconds, store.file.stat().st_size
