"""Earlier runs for the benchmarks."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
from measuring import median_of, use_folders_in, wait

MANY, EPOCHS = 2000, 60
LISTED, LONG = 200, 400  # runs, and their epochs


def keep(store, number, epochs):
    """Keep a run of these epochs, with the costs of a network that learns."""
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
    store.close()
    return store


def epoch_listed(folder):
    """Seconds that the tab Runs takes for an epoch of one of 200 runs of 400 epochs, unpainted."""
    from PySide6.QtCore import QCoreApplication

    from digitpad.core.data.data_spec import DataSpec
    from digitpad.session.keeper import Keeper
    from digitpad.session.runs.run_list import RunList
    from digitpad.session.session import Session
    from digitpad.session.store import Store
    from digitpad.training.trainer import Trainer
    from digitpad.ui.runs.runs_table import RunsModel

    _application = QCoreApplication.instance() or QCoreApplication([])
    session = Session(Trainer(DataSpec()))
    keeper = Keeper(session, folder / "runs.sqlite")
    store = Store(folder / "runs.sqlite")
    for number in range(1, LISTED + 1):
        keep(store, number, LONG)
    runs = RunList(session, keeper)
    model = RunsModel(runs, session)
    runs.read()
    wait(lambda: runs.count == LISTED)
    changed = runs.records()[-1].id

    def take_epoch():
        runs.changed.emit(changed)
        model.highest_accuracy()

    seconds = median_of(take_epoch, 50)
    store.close()
    keeper.shut_down()
    return seconds
