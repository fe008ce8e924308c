"""What is shown in slow motion is what the network does at once."""

import numpy as np
import pytest
from same import assert_close, same

from digitpad import CrossEntropyCost, LogLikelihoodCost, Network, QuadraticCost
from digitpad.core.inside import slow_motion
from digitpad.core.inside.slow_motion import SlowMotion, StepSize

SIZE = StepSize(0.5, 5.0, 1000)


def begin(motion, first, size=SIZE, m=4):
    """Begin a mini-batch of made-up images, the same for the same row."""
    rows = np.arange(first, first + m)
    x = np.stack([np.random.default_rng(row).random(784) for row in rows], axis=1)
    motion.begin(rows, x.astype(motion.network.dtype), (rows % 10).astype(np.uint8), size)


def moments(network, size=SIZE):
    """The moments of a mini-batch."""
    motion, found = SlowMotion(network), []
    begin(motion, 3, size)
    while motion.place < motion.end:
        motion.go_to(motion.place + 1)
        found.append(motion.moment)
    return found


@pytest.mark.parametrize(
    ("cost", "neurons"),
    [(CrossEntropyCost, "sigmoid"), (QuadraticCost, "tanh"), (LogLikelihoodCost, "relu")],
)
@pytest.mark.parametrize("sizes", [(784, 10), (784, 6, 10), (784, 6, 5, 10)])
def test_the_moments_lead_to_what_a_mini_batch_does(sizes, cost, neurons):
    rng = np.random.default_rng(3)
    network = Network(sizes, cost, neurons=neurons, rng=rng, dtype=np.float64)
    before = [w.copy() for w in network.weights]
    found = moments(network)
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
    for place, moment in enumerate(found):  # what an equation gives is known after it, not before
        known = [a is not None for a in moment.activations[1:]]
        assert known == [layer <= place for layer in range(layers)]
        known = [delta is not None for delta in moment.deltas]
        assert known == [layer >= 2 * layers - 1 - place for layer in range(layers)]
        assert (moment.cost is not None) == (place >= layers - 1)
        assert (moment.nabla_b is not None) == (place >= 2 * layers)
        assert (moment.nabla_w is not None) == (place >= 2 * layers + 1)
    last, batch = found[-1], found[-1].batch
    assert all(np.array_equal(a, b) for a, b in zip(before, network.weights))
    nabla_b, nabla_w = network.backprop(batch.x, batch.y)
    assert_close(last.nabla_b + last.nabla_w, nabla_b + nabla_w, 1e-12, rtol=1e-9)
    # Before and after the step are two things: δ belongs to the activations before it.
    pairs = [(batch.x[:, [i]], batch.y[:, [i]]) for i in range(4)]
    assert last.cost == pytest.approx(network.total_cost(pairs, 0.0))
    assert_close(last.activations, network.activations(batch.x))
    if cost is not QuadraticCost:
        np.testing.assert_allclose(last.deltas[-1], last.activations[-1] - batch.y, atol=1e-12)
    network.update_mini_batch(pairs, 0.5, 5.0, 1000)
    stepped = [*last.after.weights, *last.after.biases]
    assert_close(stepped, network.weights + network.biases, 1e-12, rtol=1e-9)
    assert last.cost_after == pytest.approx(network.total_cost(pairs, 0.0))


@pytest.mark.parametrize("regularization", ["L2", "L1"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_step_of_one_weight_is_written_out(dtype, regularization):
    network = Network([784, 6, 5, 10], rng=np.random.default_rng(2), dtype=dtype)
    size = StepSize(0.7, 30.0, 1000, regularization)
    *_, last = moments(network, size)
    batch = last.batch
    # One example at a time, in float64.
    exact = Network(network.sizes, dtype=np.float64).with_arrays(network.weights, network.biases)
    each = [exact.backprop(batch.x[:, [i]], batch.y[:, [i]]) for i in range(4)]
    for layer, neuron, source in ((0, 3, 400), (1, 2, 5), (2, 9, 0)):
        w = exact.weights[layer][neuron, source]
        g = sum(nw[layer][neuron, source] for _, nw in each)
        found = last.written_step(layer, neuron, source)
        decay = 0.7 * 30 / 1000 * (w if regularization == "L2" else np.sign(w))
        wanted = [w, g / 4, decay, w - 0.7 / 4 * g - decay]
        ours = [found.before, found.gradient, found.decay, found.after]
        np.testing.assert_allclose(ours, wanted, rtol=0, atol=1e-6)
        assert found.after == pytest.approx(last.after.weights[layer][neuron, source], abs=1e-6)
        bias = last.written_step(layer, neuron, None)
        g = sum(nb[layer][neuron, 0] for nb, _ in each)
        b = exact.biases[layer][neuron, 0]
        assert bias.after == pytest.approx(b - 0.7 / 4 * g, abs=1e-6) and bias.decay == 0
        assert bias.after == pytest.approx(last.after.biases[layer][neuron, 0], abs=1e-6)


def learn(motion, mini_batches, size=SIZE):
    """Learn from so many mini-batches; the networks after each."""
    found = []
    for _ in range(mini_batches):
        if motion.place == motion.end:
            begin(motion, motion.next_row, size)
        motion.go_to(motion.place + 1)
        while motion.moment.phase != slow_motion.STEP:
            motion.go_to(motion.place + 1)
        found.append(motion.network)
    return found


def test_any_moment_can_be_gone_back_to_and_the_same_follows():
    network = Network([784, 6, 10], rng=np.random.default_rng(2))
    motion = SlowMotion(network)
    assert motion.network is network and not motion.has_learnt
    first, second, third = learn(motion, 3)
    assert motion.mini_batch.number == 3 and motion.next_row == 12
    place = motion.place
    motion.go_to(place - 8)  # in the middle of the second
    assert (
        motion.mini_batch.number == 2
        and motion.moment.after is None
        and same(motion.network, first)
    )
    assert motion.mini_batch.rows.tolist() == [4, 5, 6, 7]
    motion.go_to(place)
    assert same(motion.network, third)
    motion.go_to(0)
    assert motion.network is network and motion.next_row == 0 and not motion.has_learnt
    again = learn(motion, 3)
    assert all(map(same, again, (first, second, third)))


def test_a_mini_batch_is_repeated_with_the_same_examples_and_another_step():
    network = Network([784, 6, 10], rng=np.random.default_rng(2))
    motion = SlowMotion(network)
    first, _ = learn(motion, 2)
    rows = motion.mini_batch.rows.tolist()
    motion.repeat()
    assert same(motion.network, first) and motion.next_row == rows[0]
    learn(motion, 1)
    assert motion.mini_batch.rows.tolist() == rows
    larger = StepSize(5.0, 5.0, 1000)
    motion.take_size(larger)  # after the step: it is taken anew, at once
    wanted = SlowMotion(first)
    begin(wanted, 4, larger)
    wanted.go_to(wanted.end)
    assert same(motion.network, wanted.network)
    motion.go_to(motion.place - 3)  # and also where it is still to come
    motion.take_size(SIZE)
    motion.go_to(motion.end)
    wanted.take_size(SIZE)
    assert same(motion.network, wanted.network)


def test_what_is_long_ago_is_forgotten_and_counted(monkeypatch):
    network = Network([784, 6, 10], rng=np.random.default_rng(2))
    monkeypatch.setattr(slow_motion, "MOST_BYTES", 0)
    motion = SlowMotion(network)
    first, second, third = learn(motion, 3)
    assert motion.mini_batch.number == 3 and same(motion.network, third)
    motion.go_to(0)
    assert same(motion.network, first) and motion.has_learnt
    again = learn(motion, 2)
    assert motion.mini_batch.number == 3 and all(map(same, again, (second, third)))
