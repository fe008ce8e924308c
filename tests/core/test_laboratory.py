"""Changed copies of a network, the health of layers, and images that excite neurons."""

from dataclasses import replace

import book
import numpy as np
import pytest
from mnist import mnist
from random_data import random_data
from steps import result_of

from digitpad import CrossEntropyCost, LogLikelihoodCost, Network, QuadraticCost
from digitpad.core.inside import explain, health
from digitpad.core.inside.laboratory import Alteration, NeuronChange, altered
from digitpad.core.learning.settings import Architecture
from digitpad.core.neurons import KINDS
from digitpad.core.text import in_a_row


@pytest.fixture
def network():
    return Network([784, 9, 8, 10], rng=np.random.default_rng(3), dtype=np.float64)


@pytest.fixture
def x():
    return np.random.default_rng(5).random((784, 4)) * 0.3


@pytest.fixture
def data():
    return random_data(2500, ink=0.15, seed=7)


def arrays(network):
    return [a.copy() for a in network.weights + network.biases]


ALTERATIONS = [
    Alteration(neurons=(NeuronChange(0, 3, off=True),)),
    Alteration(neurons=(NeuronChange(2, 7, off=True, bias_shift=1.0),)),
    Alteration(pruned=0.5),
    Alteration(noise=0.3),
    Alteration((NeuronChange(1, 2, False, 0.5, -2.0),), 0.2, 0.1),
]


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_the_network_itself_is_left_alone(network, alteration):
    before = arrays(network)
    altered(network, alteration)
    assert all(np.array_equal(a, b) for a, b in zip(before, arrays(network)))


def test_a_neuron_that_is_off_sends_nothing_on(network, x):
    copy = altered(network, Alteration(neurons=(NeuronChange(0, 3, off=True),)))
    a = network.activations(x)[1]
    a[3] = 0
    for w, b in zip(network.weights[1:], network.biases[1:]):
        a = 1 / (1 + np.exp(-(w @ a + b)))
    np.testing.assert_allclose(copy.feedforward(x), a)
    output = altered(network, Alteration(neurons=(NeuronChange(2, 7, off=True),)))
    assert (output.feedforward(x)[7] < 1e-9).all()


def test_bias_and_weights_of_one_neuron_are_changed(network, x):
    copy = altered(network, Alteration(neurons=(NeuronChange(1, 2, False, 0.5, -2.0),)))
    before = network.activations(x)[1]
    z = -2.0 * (network.weights[1][2] @ before) + network.biases[1][2] + 0.5
    np.testing.assert_allclose(copy.activations(x)[2][2], 1 / (1 + np.exp(-z)))
    others = [0, 1, 3, 4, 5, 6, 7]
    np.testing.assert_array_equal(copy.activations(x)[2][others], network.activations(x)[2][others])


@pytest.mark.parametrize("part", [0.0, 0.25, 1.0])
def test_the_weakest_weights_of_each_layer_are_pruned(network, part):
    copy = altered(network, Alteration(pruned=part))
    for ours, theirs in zip(copy.weights, network.weights):
        assert np.count_nonzero(ours == 0) == round(part * ours.size)
        kept = ours != 0
        np.testing.assert_array_equal(ours[kept], theirs[kept])
        if 0 < part < 1:
            assert np.abs(theirs[~kept]).max() <= np.abs(theirs[kept]).min()


def test_noise_is_measured_in_the_weights_own_deviation(network):
    copy = altered(network, Alteration(noise=0.5))
    difference = copy.weights[0] - network.weights[0]
    assert difference.std() == pytest.approx(0.5 * network.weights[0].std(), rel=0.05)
    again = altered(network, Alteration(noise=0.5))
    np.testing.assert_array_equal(copy.weights[0], again.weights[0])


def test_no_change_is_no_alteration(network, x):
    assert Alteration().is_nothing and Alteration(neurons=(NeuronChange(1, 2),)).is_nothing
    assert not any(alteration.is_nothing for alteration in ALTERATIONS)
    np.testing.assert_array_equal(
        altered(network, Alteration()).feedforward(x), network.feedforward(x)
    )


@pytest.mark.parametrize(("layer", "neuron"), [(0, 4), (1, 2), (2, 7)])
@pytest.mark.parametrize("neurons", KINDS)
def test_the_images_that_excite_a_neuron_most_are_found(network, data, layer, neuron, neurons):
    if neurons != "sigmoid":
        kind = Network(network.sizes, LogLikelihoodCost, neurons=neurons, dtype=network.dtype)
        network = kind.with_arrays(network.weights, network.biases)
    found = result_of(explain.excitement(network, data, layer, neuron))
    answers = network.activations(data.images.T / 255)[layer + 1][neuron]
    for digit, row in enumerate(found.most):
        assert data.labels[row] == digit
        assert answers[row] == answers[data.labels == digit].max()
    for digit in range(10):
        mean = answers[data.labels == digit].mean()
        assert found.means[digit] == pytest.approx(mean, rel=1e-5)


def test_the_nearest_images_and_the_average_are_found(data):
    image = data.images[17] / 255
    digit = int(data.labels[17])
    found = explain.nearest(data, image, digit)
    distances = ((data.images / 255 - image) ** 2).sum(axis=1)
    rows = np.flatnonzero(data.labels == digit)
    assert found == rows[np.argsort(distances[rows])[:3]].tolist() and found[0] == 17
    mean = data.images[data.labels == 4].mean(axis=0) / 255
    np.testing.assert_allclose(explain.average(data, 4), mean, rtol=1e-5, atol=1e-7)


def test_health_needs_examples(network, data):
    with pytest.raises(ValueError, match="empty"):
        health.health(network, data[:0])


def test_the_health_of_layers_equals_sums_over_single_examples(network, data):
    network.weights = [6 * w for w in network.weights]  # so that some neurons are saturated
    found = health.health(network, data[:100])
    assert len(found) == 3 and all(0 < layer.saturated < 1 for layer in found)
    x = data.images[:100].T / 255
    nabla_b = [np.zeros_like(b) for b in network.biases]
    for i in range(100):
        one, _ = network.backprop(x[:, [i]], np.eye(10)[:, [data.labels[i]]])
        nabla_b = [a + b for a, b in zip(nabla_b, one)]
    activations = network.activations(x)[1:]
    for layer, nabla, a, w in zip(found, nabla_b, activations, network.weights):
        assert layer.gradient == pytest.approx(np.linalg.norm(nabla / 100), rel=1e-6)
        assert layer.saturated == pytest.approx(np.mean(a * (1 - a) < 0.01))
        z = np.log(a / (1 - a))
        assert layer.spread == pytest.approx(z.std())
        for (edges, shares), values in ((layer.weights, w), (layer.zs, z), (layer.activations, a)):
            for low, high, share in list(zip(edges, edges[1:], shares))[5:-5:7]:
                is_in = (low <= values) & (values < high)
                assert share == pytest.approx(100 * is_in.mean(), abs=100 / values.size)
            assert shares.sum() == pytest.approx(100)
        assert layer.activations[0][0] == 0 and layer.activations[0][-1] == 1


@pytest.mark.parametrize(("weights", "spread"), [("default", 1.0), ("large", 9.2)])
def test_z_spreads_far_with_large_first_weights(weights, spread):
    """As in the book's figure, whose input has 500 ones (chapter 3, Weight initialization)."""
    spreads = []
    for seed in range(5):
        network = Architecture((100,), "CrossEntropyCost", weights).network(
            np.random.default_rng(seed)
        )
        spreads.append(health.health(network, mnist()[0][:300])[0].spread)
    assert np.mean(spreads) == pytest.approx(spread, rel=0.1)


@pytest.mark.parametrize(
    ("neurons", "cost", "kind"),
    [
        ("tanh", CrossEntropyCost, book.CROSS_ENTROPY),
        ("relu", LogLikelihoodCost, book.LOG_LIKELIHOOD),
    ],
)
def test_each_kind_of_neuron_stops_learning_in_its_own_way(data, neurons, cost, kind):
    rng = np.random.default_rng(3)
    network = Network([784, 9, 8, 10], cost, neurons=neurons, rng=rng, dtype=np.float64)
    network.weights = [4 * w for w in network.weights]
    network.biases[0][[2, 5]] = -99
    found = health.health(network, data[:60])
    sums, hidden = [np.zeros_like(b) for b in network.biases], [[], []]
    for image, label in zip(data.images[:60], data.labels[:60].tolist()):
        of = network.weights, network.biases, image[:, None] / 255
        _, nabla_b = book.gradient(*of, np.eye(10)[:, [label]], kind, neurons)
        sums = [a + b for a, b in zip(sums, nabla_b)]
        for zs, z in zip(hidden, book.passed(*of, kind, neurons)[1]):
            zs.append(z[:, 0])
    for layer, nabla in zip(found, sums):
        assert layer.gradient == pytest.approx(np.linalg.norm(nabla) / 60)
    for layer, zs in zip(found, np.array(hidden, dtype=object)):
        zs = np.array(list(zs), float)
        a, slopes = (of_kind(zs) for of_kind in book.KINDS[neurons])
        low, high = layer.activations[0][[0, -1]]
        assert (low, high) == pytest.approx((min(0, a.min()), max(1, a.max())))
        dead = int((zs <= 0).all(axis=0).sum())
        is_relu = neurons == "relu"
        assert layer.dead == ((dead, len(zs[0])) if is_relu else None)
        assert layer.saturated == (None if is_relu else pytest.approx(np.mean(slopes < 0.01)))
    assert found[0].saturated or found[0].dead[0] >= 2
    assert (found[-1].saturated is None) == (cost is LogLikelihoodCost)


@pytest.mark.parametrize(("far", "weight"), [(0.0, 0.0), (-500.0, 0.0), (0.0, -1000.0)])
def test_other_outputs_share_a_softmax_from_which_one_is_switched_off(far, weight):
    rng = np.random.default_rng(3)
    network = Network([784, 9, 10], LogLikelihoodCost, neurons="relu", rng=rng)
    network.biases[1] += far  # nothing bounds the z of a softmax
    network.weights[1] += np.float32(weight)
    x = rng.random((784, 1))
    off = NeuronChange(0, 4, off=True), NeuronChange(1, 7, off=True)
    found = altered(network, Alteration(off)).feedforward(x)[:, 0]
    a = np.maximum(network.weights[0].astype(float) @ x + network.biases[0], 0)
    a[4] = 0
    z = (network.weights[1].astype(float) @ a)[:, 0] + network.biases[1][:, 0] - far
    parts = np.exp(z - z.max()) * (np.arange(10) != 7)
    np.testing.assert_allclose(found, parts / parts.sum(), rtol=0.01 if far or weight else 1e-4)


@pytest.mark.parametrize("cost", [QuadraticCost, CrossEntropyCost, LogLikelihoodCost])
def test_outputs_that_are_the_most_active_for_no_image_are_found_and_told(data, cost):
    network = Network([784, 8, 10], cost, rng=np.random.default_rng(2))
    network.biases[-1][[1, 4, 9]] = -16
    found = health.health(network, data[:100])[-1]
    slopes = {digit: [] for digit in range(10)}  # of each output on its own digits, one by one
    read_as = set()
    ends = []  # whether a saturated output is at the end that is wanted
    for image, label in zip(data.images[:100], data.labels[:100].tolist()):
        a = network.feedforward(image.reshape(784, 1) / 255)[:, 0]
        read_as.add(int(a.argmax()))
        slopes[label].append(a[label] * (1 - a[label]))
        ends += [abs(a[i] - (i == label)) < 0.5 for i in range(10) if a[i] * (1 - a[i]) < 0.01]
    digits = [digit for digit, _ in found.silent]
    assert {1, 4, 9} <= set(digits) and digits == sorted(set(range(10)) - read_as)
    for digit, slope in found.silent:
        assert slope == pytest.approx(np.mean(slopes[digit]), rel=1e-3)
    assert found.right == pytest.approx(np.mean(ends))
    said = health.health_in_words([found, found])[1]
    assert f"No image here is read as {in_a_row(digits, 'or')}" in said
    if cost is LogLikelihoodCost:  # whose outputs have no σ
        return
    bound, largest = (
        float(said.split("at most ")[1].split()[0].rstrip(".")),
        max(dict(found.silent).values()),
    )
    assert largest <= bound <= 1.1 * largest  # rounded up


def test_a_deep_network_with_the_books_weights_has_vanishing_gradients(data):
    deep = Network([784, 30, 30, 30, 30, 10], rng=np.random.default_rng(1))
    found = health.health(deep, data[:200])
    ratio = found[-1].gradient / found[0].gradient
    assert ratio > 50
    assert (
        f"Layer 1 learns {float(f'{ratio:.2g}'):.0f} times more" in health.health_in_words(found)[0]
    )
    even = [replace(found[-1], gradient=gradient) for gradient in (1.0, 1.04)]
    assert (
        "as quickly as the output" in health.health_in_words(even)[0]
    )  # not 1.0 times more slowly
