"""Makes new runs: of a new network, a file, a changed copy, or another run's network. No Qt."""

import time
from dataclasses import replace

import numpy as np

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.hands import Hand, new_id
from digitpad.core.learning.settings import Architecture
from digitpad.core.network import Network
from digitpad.core.network_file import NetworkFile
from digitpad.session.runs.run import Origin, Run, new_seed


def new_run(architecture: Architecture, number: int, seed: int | None = None) -> Run:
    """A run with a new network. By default its seed is random."""
    seed = new_seed() if seed is None else seed
    return Run(identity=new_id(), number=number, architecture=architecture, seed=seed)


def first_network(run: Run) -> Network:
    """The network that a run with a seed began with, unless it `has_start`."""
    assert run.seed is not None
    return run.architecture.network(np.random.default_rng(run.seed))


def run_of_file(content: NetworkFile, number: int, file: str = "", written: int = 0) -> Run:
    """A run of its own that a network file describes; see `identity.py`.

    file: its path, if there is one. written: when, in nanoseconds since 1970.
    """
    network = content.network
    architecture = Architecture(
        tuple(network.sizes[1:-1]),
        network.cost_name,
        content.weight_initializer or "default",
        network.neurons,
    )
    return Run(
        identity=new_id(),
        number=number,
        architecture=architecture,
        seed=content.seed,
        start_hyperparameters=content.hyperparameters,
        data_set=content.data_set,
        evaluation=content.evaluation_data,
        history=content.history,
        file=file,
        start_epochs=len(content.history),
        has_start=True,
        made=written / 1e9 if written else None,
    )


def run_of_copy(
    network: Network, number: int, of: Run | None, title: str, *, name: str, hand: Hand | None
) -> Run:
    """A run that begins with a changed copy of a network, which `title` names.

    of: that network's run; None for the shipped network. name: the new run's; empty for its number.
    hand: the hand that the copy has learnt; None if it was changed in *Inside*.
    """
    origin, hands = Origin(title, "laboratory"), () if of is None else of.hands
    if hand is not None:
        origin = Origin(title, "hand", hand.name)
        hands = tuple(dict.fromkeys((*hands, hand.id)))
    return replace(
        run_of_file(NetworkFile(network), number),
        parent=None if of is None else of.id,
        made=time.time(),
        origin=origin,
        name=name,
        classes=None if of is None else of.classes,
        hands=hands,
        knows_hands=of is None or of.has_known_past,
    )


def trained_with(run: Run, number: int, epoch: int) -> Run:
    """A run that begins with the network of another one after an epoch, for other data."""
    return replace(_child(run, number, epoch), classes=None)


def continued_from(run: Run, number: int, epoch: int) -> Run:
    """A run that goes on from an epoch of another one, with a copy of its curves up to there."""
    history = run.history[:epoch]
    return replace(_child(run, number, epoch), history=history, start_epochs=len(history))


def with_data(run: Run, data: DataSpec) -> Run:
    """The same run, ready to be trained with these data."""
    return replace(run, data=data, data_set=data.name, evaluation=data.evaluation)


def _child(run: Run, number: int, epoch: int) -> Run:
    """A new run that begins with the network of another one after an epoch."""
    percent = run.history[epoch - 1].percent() if epoch else None
    return Run(
        identity=new_id(),
        number=number,
        architecture=run.architecture,
        seed=run.seed,
        start_hyperparameters=run.settings_at(epoch),
        data=run.data,
        data_set=run.data_set,
        evaluation=run.evaluation,
        parent=run.id,
        origin=Origin(run.title, "run", epoch=epoch or None, percent=percent),
        classes=run.classes,
        hands=run.hands,
        knows_hands=run.has_known_past,
        has_start=True,
    )
