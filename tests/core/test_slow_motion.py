"""What is shown in slow motion is what the network does at once."""

import numpy as np
import pytest

from digitpad import CrossEntropyCost, Dataset, Hyperparameters, Network, QuadraticCost, train
from digitpad.core.inside import slow_motion


@pytest.mark.parametrize("cost", [CrossEntropyCost, QuadraticCost])
@pytest.mark.parametrize("sizes", [(784, 10), (784, 6, 10), (784, 6, 5, 10)])
def test_the_moments_lead_to_what_a_mini_batch_does(sizes, cost):
    rng = np.random.default_rng(3)
    network = Network(sizes, cost, rng=rng, dtype=np.float64)
    before = [w.copy() for w in network.weights]
    pairs = [(rng.random((784, 1)), np.eye(10)[:, [d]]) for d in (3, 1, 4)]
    x, y = (np.hstack(side) for side in zip(*pairs))
    found = list(slow_motion.moments(network, x, y, 0.5, 5.0, 1000))
    layers = len(sizes) - 1
    phases = [(m.phase, m.layer) for m in found]
    assert phases == [
        *((slow_motion.FORWARD, layer) for layer in range(layers)),
        (slow_motion.BP1, layers - 1),
        *((slow_motion.BP2, layer) for layer in range(layers - 2, -1, -1)),
        (slow_motion.BP3, 0),
        (slow_motion.BP4, 0),
        (slow_motion.STEP, 0),
    ]
    assert all(np.array_equal(a, b) for a, b in zip(before, network.weights))
    nabla_b, nabla_w = network.backprop(x, y)
    for ours, theirs in zip(found[-1].nabla_b + found[-1].nabla_w, nabla_b + nabla_w):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)
    cost_before = found[layers - 1].cost
    assert cost_before == pytest.approx(network.total_cost(pairs, 0.0))
    network.update_mini_batch(pairs, 0.5, 5.0, 1000)
    for ours, theirs in zip(found[-1].network.weights, network.weights):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)
    for ours, theirs in zip(found[-1].network.biases, network.biases):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)
    assert found[-1].cost == pytest.approx(network.total_cost(pairs, 0.0))


def test_a_step_with_l1_is_the_step_of_training():
    rng = np.random.default_rng(5)
    images = rng.integers(256, size=(6, 784), dtype=np.uint8)
    data = Dataset(images, np.array([3, 1, 4, 1, 5, 9], np.uint8))
    network = Network([784, 6, 10], rng=np.random.default_rng(2), dtype=np.float64)
    *_, last = slow_motion.moments(
        network, images.T.astype(float) / 255, np.eye(10)[:, data.labels], 0.5, 0.3, 6, "L1"
    )
    settings = Hyperparameters(epochs=1, mini_batch_size=6, eta=0.5, lmbda=0.3, regularization="L1")
    for _ in train(network, data, settings, data):
        pass
    for ours, theirs in zip(last.network.weights, network.weights):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=2e-4)
    assert abs(last.network.weights[0] - network.weights[0]).max() < 1e-3
