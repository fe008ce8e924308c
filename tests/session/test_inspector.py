"""The inspector looks through the training images, and leaves a network that trains its room."""

from threading import Event

import numpy as np
import pytest

from digitpad import Hyperparameters, Network, load_data_wrapper
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import Cancelled
from digitpad.core.inside.excitement import excitement
from digitpad.core.learning.architecture import Architecture
from digitpad.session.measuring import inspector as module
from digitpad.session.measuring.inspector import Inspector


@pytest.fixture
def inspector(session, qtbot):
    inspector = Inspector(session, session)
    yield inspector
    assert inspector.shut_down(10)


@pytest.fixture
def network():
    return Network([784, 6, 10], rng=np.random.default_rng(3))


def test_what_excites_a_neuron_is_told(inspector, network, qtbot):
    with qtbot.waitSignal(inspector.excited, timeout=30_000) as told:
        inspector.find_excitement(network, 0, 4)
    found = told.args[0]
    assert (found.network, found.layer, found.neuron) == (network, 0, 4)
    wanted = excitement(network, load_data_wrapper()[0], 0, 4)
    np.testing.assert_array_equal(found.found.most, wanted.most)
    np.testing.assert_array_equal(found.found.by_digit, wanted.by_digit)


def test_the_end_does_not_wait_until_all_data_are_loaded(inspector, monkeypatch):
    loads, answers = Event(), []

    def load(spec, is_cancelled):
        answers.append(is_cancelled())
        loads.set()
        inspector.is_ending.wait(30)
        answers.append(is_cancelled())
        raise Cancelled

    monkeypatch.setattr(DataSpec, "load", load)
    inspector.load()
    assert loads.wait(30)
    assert inspector.shut_down(30)
    assert answers == [False, True]


def test_only_the_last_question_is_answered(inspector, network, qtbot):
    told = []
    inspector.excited.connect(told.append)
    for neuron in range(6):
        inspector.find_excitement(network, 0, neuron)
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    assert [found.neuron for found in told] == [5]


@pytest.fixture
def rests(monkeypatch):
    """How long the thread rested, or would have, after each block of images."""
    rests = []

    class Cancelled(Event):
        def wait(self, timeout=None):
            rests.append(timeout)
            return super().wait(timeout)

    monkeypatch.setattr(module, "Event", Cancelled)
    return rests


def excited(inspector, network, qtbot):
    with qtbot.waitSignal(inspector.excited, timeout=30_000):
        inspector.find_excitement(network, 0, 4)


def test_it_rests_between_blocks_while_a_network_trains(inspector, network, session, qtbot, rests):
    excited(inspector, network, qtbot)
    assert set(rests) == {0.0}
    session.make(Architecture((12,)))
    session.train(Hyperparameters(epochs=3))
    blocks = len(rests)
    excited(inspector, network, qtbot)
    assert rests[blocks:] == [module.REST] * blocks and module.REST > 0
    session.pause()
    excited(inspector, network, qtbot)
    assert rests[2 * blocks :] == [0.0] * blocks


def test_a_rest_ends_when_the_answer_is_not_wanted_any_more(
    inspector, network, session, qtbot, rests, monkeypatch
):
    monkeypatch.setattr(module, "REST", 600.0)  # longer than any test may take
    session.make(Architecture((12,)))
    session.train(Hyperparameters(epochs=3))
    told = []
    inspector.excited.connect(told.append)
    inspector.find_excitement(network, 0, 4)
    qtbot.waitUntil(lambda: bool(rests), timeout=30_000)
    assert inspector.shut_down(10)
    assert rests == [600.0] and not told
