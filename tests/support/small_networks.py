"""Small networks, and a session that uses one: for tests of what is measured of them."""

import numpy as np

from digitpad import Network
from digitpad.core.network_file import NetworkFile
from digitpad.session.facts import NetworkFileState
from digitpad.session.session import Session


def small_network(seed: int) -> Network:
    """One that reads digits in many ways: with smaller weights all would be read the same."""
    network = Network([784, 6, 10], rng=np.random.default_rng(seed))
    network.large_weight_initializer()
    return network


def use(session: Session, network: Network) -> Network:
    """Use this network, of a run of its own; returns it."""
    session.open(NetworkFile(network), NetworkFileState("new network"))
    return network
