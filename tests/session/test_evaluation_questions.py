"""What is asked about damaged digits and the map: answers against plain computations."""

import numpy as np
import pytest
from steps import result_of

from digitpad import Dataset, Network
from digitpad.core.damage import KINDS, Damaging
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.digit_map import digit_map
from digitpad.session.damage import damage_curve, damaged_digits
from digitpad.session.evaluation import Inked, Source, evaluated
from digitpad.session.mistakes import map_of

KIND = {kind.name: kind for kind in KINDS}


@pytest.fixture
def networks():
    made = [Network([784, 6, 10], rng=np.random.default_rng(seed)) for seed in (3, 4)]
    for network in made:
        network.large_weight_initializer()  # small weights would read the same in all digits
    return made


@pytest.fixture
def data(networks):
    """Blots of ink, more than one block of them; the first network is always right."""
    rng = np.random.default_rng(7)
    images = np.zeros((620, 28, 28), np.uint8)
    images[:, 6:22, 6:22] = (rng.random((620, 16, 16)) < 0.3) * rng.integers(1, 256, (620, 16, 16))
    images = images.reshape(620, 784)
    labels = networks[0].feedforward(images.T / np.float32(255)).argmax(axis=0)
    return Dataset(images, labels.astype(np.uint8))


def evaluation_of(network, data):
    """The evaluation of all these digits, as the measurer gives it."""
    of = network, "a network", Source(), DataSpec()
    return result_of(evaluated(lambda *_: data, *of, True, Inked()))


def test_a_curve_counts_what_a_network_reads_at_each_level(networks, data):
    kind, found = KIND["noise"], evaluation_of(networks[1], data)
    steps = damage_curve(None, lambda: networks[0], data, found.numbers, kind)
    partial = [known for known in steps if known is not None]
    assert [len(known.right) for known in partial] == [1, 2, 3, 4, 5, 6, 7]
    curve = partial[-1]
    assert not partial[0].is_whole and curve.is_whole
    assert curve.kind is kind and curve.network is networks[0] and curve.data is data
    assert curve.right[0] == 620 > curve.right[2] > curve.right[6]
    found = evaluation_of(networks[0], data)
    for level in (2, 6):
        seen = damaged_digits(found, np.arange(620), Damaging(kind, level))
        assert curve.right[level] == seen.evaluation.accuracy


def test_some_digits_are_damaged_as_all_of_them_are(networks, data):
    rows, found = np.array([612, 3, 501, 3]), evaluation_of(networks[0], data)
    damaging = Damaging(KIND["turn"], 4)
    all_ = damaged_digits(found, np.arange(620), damaging)
    some = damaged_digits(found, rows, damaging)
    np.testing.assert_array_equal(some.data.images, all_.data.images[rows])
    assert not np.array_equal(some.data.images[0], data.images[612])
    outputs = networks[0].feedforward(some.data.images.T / np.float32(255)).T
    np.testing.assert_allclose(some.evaluation.outputs, outputs, atol=0.02)  # whole bytes
    assert some.numbers.tolist() == rows.tolist()
    assert some.evaluation.labels.tolist() == data.labels[rows].tolist()
    none = damaged_digits(found, rows, Damaging(KIND["turn"], 0))
    np.testing.assert_array_equal(none.data.images, data.images[rows])


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_a_map_lays_out_the_activations_of_a_layer(networks, data, layer):
    network = networks[0]
    found = evaluation_of(network, data)
    laid = result_of(map_of(None, found, layer, lambda: None))
    points = network.activations(data.images.T / np.float32(255))[layer].T
    expected = result_of(digit_map(points)).coordinates
    np.testing.assert_allclose(laid.map.coordinates, expected, atol=1e-3 * np.ptp(expected))
    assert laid.layer == layer and laid.found is found
    again = result_of(map_of(None, found, layer, lambda: laid.map))
    np.testing.assert_allclose(again.map.coordinates, laid.map.coordinates, atol=1e-4)


def test_a_diverged_network_has_a_map_and_a_curve(data):
    network = Network([784, 6, 10], rng=np.random.default_rng(1))
    network.weights = [np.full_like(w, 3e38) for w in network.weights]
    network.weights[0][1] *= -1
    laid = result_of(map_of(None, evaluation_of(network, data), 1, lambda: None))
    assert np.isfinite(laid.map.coordinates).all()
    found = evaluation_of(network, data)
    curve = result_of(damage_curve(None, network, data, found.numbers, KIND["blur"]))
    assert curve.right[0] == network.accuracy(data)
