"""Small networks, drawings and runs for sessions and stores."""

from dataclasses import replace

import numpy as np
from results import epoch_result

from digitpad import Hyperparameters, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.core.network_file import NetworkFile
from digitpad.session.opened_files import NetworkFileState
from digitpad.session.runs.job import Job
from digitpad.session.runs.maker import new_run
from digitpad.session.runs.queue_state import Plan, UnderWay
from digitpad.session.runs.run import Run
from digitpad.session.store_file import StoreError
from digitpad.session.store_rows import Desk

ARCHITECTURE = Architecture()


def small_network(seed):
    """A network whose weights are large enough for various answers."""
    network = Network([784, 6, 10], rng=np.random.default_rng(seed))
    network.large_weight_initializer()
    return network


def reads_3():
    """A network that reads every digit as a 3."""
    network = Network([784, 10])
    network.weights[0][:] = 0
    network.biases[0][:] = np.where(np.arange(10) == 3, 3, -3)[:, None]
    return network


def use(session, network):
    """Use this network, as a run of its own; returns it."""
    session.open(NetworkFile(network), NetworkFileState("new network"))
    return network


def draw(session, *strokes):
    """Draw strokes on the canvas, each until the pen is lifted."""
    for stroke in strokes:
        session.board.draw(stroke)
        session.board.lift_pen()


def whole_run(**changes):
    """A run with epochs and a job, which began with a network of one epoch."""
    values = {
        "history": tuple(epoch_result(i, evaluation_accuracy=9000 - i) for i in (1, 2, 3)),
        "has_start": True,
        "start_epochs": 1,
        "jobs": (Job(Hyperparameters(), 5, 2, began=1e9, end="done"),),
        "data": DataSpec(training_size=500),
    }
    run = new_run(Architecture((5,), "LogLikelihoodCost", neurons="relu"), 3, seed=1)
    return replace(run, **values | changes)


def networks_of(run, *epochs):
    """Different networks of a run, by epoch; by default one after each of its own epochs."""
    epochs = epochs or range(run.start_epochs, run.epochs + 1)
    return {epoch: run.architecture.network(np.random.default_rng(epoch)) for epoch in epochs}


def under_way(
    settings,
    progress=None,
    *,
    is_paused=False,
    seconds=0.0,
    before=0,
    epochs=0,
    architecture=ARCHITECTURE,
):
    """How far a run with earlier and newer epochs is, and that run."""
    job = Job(settings, epochs=epochs, seconds=seconds)
    history = tuple(map(epoch_result, range(1, before + epochs + 1)))
    run = Run(number=1, architecture=architecture, history=history, jobs=(job,))
    return UnderWay(run.id, Plan(architecture, settings), settings, progress, is_paused), run


def keep(store, name="", is_training=False, **changes):
    """Keep a run, and return it with its number; if it trains, it is on the window's desk."""
    run = new_run(Architecture((5,)), 1).with_job(Hyperparameters())
    run = replace(run, name=name, **changes)
    run = replace(run, number=store.keep(run, networks_of(run)))
    if is_training:
        store.lay_desk(Desk(run.id, run.id))
    return run


def refuse(*_told):
    """Stands for a method of a store that cannot write."""
    raise StoreError("The disk is full.", is_of_file=True)


def let_go(keeper):
    """End the keeper of a window, once all is written."""
    keeper.shut_down()
    assert keeper.finish(10)


def finish(keeper, qtbot):
    """Wait until all that was asked for is done, and its result has arrived."""
    done = []
    keeper.do(lambda: True, then=done.append)
    keeper.ask("", lambda: True, done.append)
    qtbot.waitUntil(lambda: len(done) == 2)


def networks_in(keeper, run_id, qtbot):
    """The networks of a run, in memory or kept. Raises StoreError if they cannot be read."""
    found = []

    def read():
        try:
            return keeper.networks(run_id)
        except StoreError as error:
            return error

    keeper.ask("They cannot be read", read, found.append)
    qtbot.waitUntil(lambda: found)
    if isinstance(found[0], StoreError):
        raise found[0]
    return found[0]


def crash(keeper):
    """Leave the store as it is, as a program that is killed does."""
    keeper.do = lambda *_work, **_then: None
