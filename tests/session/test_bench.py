"""The bench alters copies of a network and tests them; only what was asked for last is told."""

from threading import Event

import numpy as np
import pytest

from digitpad import Network, load_data_wrapper
from digitpad.core.inside.laboratory import Alteration, altered
from digitpad.session.measuring.bench import Altered, Bench


@pytest.fixture
def bench(session, qtbot):
    bench = Bench(session, session)
    yield bench
    assert bench.shut_down(10)


@pytest.fixture
def network():
    return Network([784, 6, 10], rng=np.random.default_rng(3))


def told(bench, qtbot, until):
    """All that is told until something is."""
    found: list[Altered] = []
    bench.made.connect(found.append)
    qtbot.waitUntil(lambda: any(map(until, found)), timeout=30_000)
    bench.made.disconnect(found.append)
    return found


def test_a_copy_is_told_as_soon_as_it_is_made_and_then_what_it_is_worth(bench, network, qtbot):
    test = load_data_wrapper()[2]
    alteration = Alteration(pruned=0.9)
    bench.make(network, alteration)
    made, tested, compared = told(bench, qtbot, lambda made: made.unchanged is not None)
    assert made.original is network and made.accuracy is None and made.unchanged is None
    copy = altered(network, alteration)
    for ours, theirs in zip(made.network.weights, copy.weights):
        np.testing.assert_array_equal(ours, theirs)
    assert tested.accuracy == copy.accuracy(test) and tested.unchanged is None
    assert compared.accuracy == tested.accuracy and compared.size == 10_000
    assert compared.unchanged == network.accuracy(test) != compared.accuracy
    # What the original is worth is known from then on.
    bench.make(network, Alteration(pruned=0.5))
    assert told(bench, qtbot, lambda made: made.accuracy)[0].unchanged == compared.unchanged


def test_only_the_last_alteration_is_told(bench, network, qtbot):
    for percents in range(0, 100, 10):
        bench.make(network, Alteration(pruned=percents / 100))
    found = told(bench, qtbot, lambda made: made.unchanged is not None)
    assert {made.alteration.pruned for made in found} == {0.9} and len(found) == 3
    assert network.weights[0].all()


def test_what_was_made_is_not_told_once_another_is_asked_for(bench, network, qtbot):
    is_made = Event()
    bench.make(network, Alteration(pruned=0.1))
    bench.run(is_made.set, lambda _: None, ValueError, pytest.fail)  # after the first was made
    assert is_made.wait(10)
    bench.make(network, Alteration(pruned=0.2))
    found = told(bench, qtbot, lambda made: made.accuracy)
    assert {made.alteration.pruned for made in found} == {0.2}
