"""The verdict on outputs, and the contributions of neurons and pixels, against sums by hand."""

import book
import numpy as np
import pytest

from digitpad import CrossEntropyCost, LogLikelihoodCost, Network
from digitpad.core.inside import explain
from digitpad.core.neurons import KINDS, SOFTMAX
from digitpad.core.verdict import verdict_on


@pytest.fixture(
    params=[
        ((784, 10), "sigmoid"),
        ((784, 12, 10), "sigmoid"),
        ((784, 9, 8, 10), "tanh"),
        ((784, 7, 6, 5, 10), "sigmoid"),
        ((784, 7, 6, 5, 10), "relu"),
    ],
    ids=str,
)
def network(request):
    sizes, neurons = request.param
    cost = CrossEntropyCost if neurons == "sigmoid" else LogLikelihoodCost
    rng = np.random.default_rng(3)
    return Network(sizes, cost, neurons=neurons, rng=rng, dtype=np.float64)


@pytest.fixture
def image():
    rng = np.random.default_rng(5)
    return rng.random(784) * (rng.random(784) < 0.2)


def z_of_outputs(network, a, layer):
    """The outputs' z, computed from a layer's activations; layer -1 is the input."""
    for i in range(layer + 1, len(network.weights)):
        z = network.weights[i] @ a + network.biases[i]
        a = book.KINDS[network.neurons][0](z)
    return z[:, 0]


def test_the_terms_of_a_neuron_add_up_to_its_z(network, image):
    activations = network.activations(image.reshape(-1, 1))
    for layer in range(len(network.weights)):
        found = explain.terms(network, activations, layer, 4)
        by_hand = sum(
            network.weights[layer][4, i] * activations[layer][i, 0]
            for i in range(len(activations[layer]))
        )
        assert found.z == pytest.approx(by_hand + network.biases[layer][4, 0])
        assert found.activation == pytest.approx(activations[layer + 1][4, 0])
        order = found.strongest(5)
        sizes = np.abs(found.terms)
        assert list(sizes[order]) == sorted(sizes, reverse=True)[:5]


def test_effects_equal_those_of_small_changes(network, image):
    activations = network.activations(image.reshape(-1, 1))
    for layer in range(-1, len(network.weights) - 1):
        effect = explain.effect_on_outputs(network, activations, layer)
        a = activations[layer + 1]
        assert effect.shape == (10, len(a))
        for neuron in range(0, len(a), max(1, len(a) // 5)):
            step = np.zeros_like(a)
            step[neuron] = 1e-5
            up, down = (z_of_outputs(network, a + s, layer) for s in (step, -step))
            np.testing.assert_allclose(effect[:, neuron], (up - down) / 2e-5, rtol=1e-5, atol=1e-8)


def test_pixels_are_gradient_times_input(network, image):
    activations = network.activations(image.reshape(-1, 1))
    found = explain.for_and_against(network, activations, -1)[7]
    pixel = int(np.flatnonzero(image)[3])
    step = np.zeros((784, 1))
    step[pixel] = 1e-5
    x = image.reshape(-1, 1)
    slope = (z_of_outputs(network, x + step, -1) - z_of_outputs(network, x - step, -1))[7] / 2e-5
    assert found[pixel] == pytest.approx(slope * image[pixel], rel=1e-5)
    assert not found[image == 0].any()


def test_an_image_becomes_what_the_network_calls_a_digit(network, image):
    before = image.copy()
    way = list(explain.toward(network, image, 3, steps=40))
    assert np.array_equal(way[0][0], image) and np.array_equal(image, before)
    assert all(x.min() >= 0 and x.max() <= 1 for x, _ in way)
    assert way[-1][1][3] > way[0][1][3]
    for (a, _), (b, _) in zip(way, way[1:]):
        assert np.abs(a - b).max() <= 0.06 + 1e-9
    for x, outputs in way[::10]:
        np.testing.assert_allclose(outputs, network.feedforward(x.reshape(-1, 1))[:, 0])


def test_the_neuron_that_adds_most_to_an_output_is_found(network, image):
    activations = network.activations(image[:, None])
    last = len(network.weights) - 1
    found = explain.adds_most(network, activations, 4)
    if last == 0:
        assert found == (0, 4)
        return
    terms = [float(w * a) for w, a in zip(network.weights[last][4], activations[last][:, 0])]
    assert found == (last - 1, terms.index(max(terms)))


def test_activations_are_those_of_the_network(network, image):
    found = explain.activations_of(network, image[:, None])
    for mine, its in zip(found, network.activations(image[:, None]), strict=True):
        np.testing.assert_array_equal(mine, its)


@pytest.mark.parametrize("neurons", KINDS)
@pytest.mark.parametrize("cost", [CrossEntropyCost, LogLikelihoodCost])
def test_infinite_sums_still_give_numbers(neurons, cost):
    rng = np.random.default_rng(5)
    signs = [rng.choice([-1.0, 1.0], shape) for shape in ((30, 784), (10, 30))]
    weights = [(3e38 * s).astype(np.float32) for s in signs]
    biases = [np.zeros((30, 1), np.float32), np.zeros((10, 1), np.float32)]
    network = Network([784, 30, 10], cost, neurons=neurons).with_arrays(weights, biases)
    for ink in (1, 400):  # sums that a float can hold, and sums that it cannot
        image = rng.random((784, 1)).astype(np.float32)
        image[ink:] = 0
        found = explain.activations_of(network, image)
        assert all(np.isfinite(a).all() for a in found)
        assert ((found[-1] >= 0) & (found[-1] <= 1)).all()
        for layer in range(2):
            assert np.isfinite(explain.effect_on_outputs(network, found, layer - 1)).all()
            assert np.isfinite(explain.for_and_against(network, found, layer - 1)).all()
            assert np.isfinite(explain.terms(network, found, layer, 4).terms).all()
    assert np.isfinite(explain.effect_on_outputs(network, found, 1)).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_softmax_leaves_nothing_unread(dtype):
    rng = np.random.default_rng(5)
    for scale in (0, 1e-7, 1e-3, 1, 1e30):
        z = np.asarray(scale * rng.standard_normal((10, 200)), dtype)
        assert not any(verdict_on(outputs).is_unread for outputs in SOFTMAX.f(z).T)
