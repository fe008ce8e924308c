"""What is shown in slow motion is what the network does at once."""

import numpy as np
import pytest

from digitpad import CrossEntropyCost, Network, QuadraticCost
from digitpad.core import slow_motion


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
