"""Runs that have learnt, made without training."""

import itertools
from dataclasses import replace

from results import epoch_result
from small_runs import networks_of

from digitpad import Hyperparameters
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.session.runs.job import Job
from digitpad.session.runs.maker import new_run, with_data


def learnt_run(number=1, epochs=5, hidden=(8,), best=0, **changes):
    """A run of so many epochs, of which the best one, or else the last, reads most.

    Returns the run, and a network after each epoch.
    """
    best = best or epochs
    history = tuple(
        epoch_result(
            epoch,
            evaluation_accuracy=max(1000, 9000 - 10 * abs(best - epoch)),
            evaluation_cost=1 / epoch,
            training_accuracy=45_000,
            training_cost=0.5 / epoch,
        )
        for epoch in range(1, epochs + 1)
    )
    run = with_data(new_run(Architecture(hidden), number, seed=number), DataSpec())
    job = Job(Hyperparameters(epochs=max(1, epochs)), epochs=epochs, seconds=1.0, end="done")
    run = replace(run, history=history, jobs=(job,), **changes)
    return run, networks_of(run, *range(epochs + 1))


def use_learnt_run(session, **run):
    """Use such a run in a session; returns it and its networks."""
    learnt, networks = learnt_run(**run)
    session.runs.put(learnt, networks=networks)
    session.use(learnt.id)
    return learnt, networks


def learn_experiment(session, experiment, seeds=1, epochs=2):
    """Put finished runs of all trials of an experiment of the book into the list of a session."""
    wanted = itertools.product(range(1, seeds + 1), experiment.trials)
    for number, (seed, trial) in enumerate(wanted, start=1 + session.runs.count):
        name = f"{trial.name}, seed {seed}" if seeds > 1 else trial.name
        run, networks = learnt_run(number, epochs, name=name, experiment=experiment.name)
        lengths = tuple(0.1 * layer for layer in range(1, len(trial.architecture.sizes)))
        history = tuple(replace(each, gradient_lengths=lengths) for each in run.history)
        run = replace(run, trial=trial.name, seed=seed, data=trial.data, history=history)
        session.runs.put(run, "listed", networks=networks)
