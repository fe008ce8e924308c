"""Slow motion shows the steps that the network takes at once."""

import book
import numpy as np
import pytest
from same import assert_close, same

from digitpad import CrossEntropyCost, LogLikelihoodCost, Network, QuadraticCost
from digitpad.core.inside import slow_motion
from digitpad.core.inside.slow_motion import SlowMotion, equations
from digitpad.core.learning.settings import Hyperparameters, StepSize


def step_size(eta=0.5, lmbda=5.0, **settings):
    """Of a step on one of 1,000 training examples."""
    return StepSize(Hyperparameters(eta=eta, lmbda=lmbda, **settings), 1000)


SIZE = step_size()


def begin(motion, first, size=SIZE, m=4):
    """Begin a mini-batch of made-up images; equal row numbers give equal images."""
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
def test_the_moments_together_take_the_step_of_a_mini_batch(sizes, cost, neurons):
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
    # δ belongs to the activations before the step.
    pairs = [(batch.x[:, [i]], batch.y[:, [i]]) for i in range(4)]
    assert last.cost == pytest.approx(network.total_cost(pairs, 0.0))
    assert_close(last.activations, network.activations(batch.x))
    if cost is not QuadraticCost:
        np.testing.assert_allclose(last.deltas[-1], last.activations[-1] - batch.y, atol=1e-12)
    network.update_mini_batch(pairs, 0.5, 5.0, 1000)
    stepped = [*last.batch.step.network.weights, *last.batch.step.network.biases]
    assert_close(stepped, network.weights + network.biases, 1e-12, rtol=1e-9)
    assert last.cost_after == pytest.approx(network.total_cost(pairs, 0.0))


KINDS = [
    (CrossEntropyCost, book.CROSS_ENTROPY, "sigmoid"),
    (QuadraticCost, book.QUADRATIC, "tanh"),
    (LogLikelihoodCost, book.LOG_LIKELIHOOD, "relu"),
]


class BookSteps:
    """The book's steps on mini-batches of four, with dropout and momentum."""

    def __init__(self, network, kind, neurons, regularization):
        self.now = self.before = network.weights, network.biases
        self.of_kind = {"kind": kind, "neurons": neurons}
        self.regularization = regularization
        self.velocity = [np.zeros_like(v) for v in (*network.weights, *network.biases)]

    def step(self, number, batch):
        """Take the step of a mini-batch."""
        drawn = np.random.default_rng(number + 1).random(17)  # as in training
        self.kept = [mask[:, None] / 0.6 for mask in np.split(drawn >= 0.4, [9])]
        self.pairs = [(batch.x[:, [i]], batch.y[:, [i]]) for i in range(4)]
        self.before, self.last = self.now, [v.copy() for v in self.velocity]
        self.now = book.step(
            *self.now, self.pairs, 1000, eta=0.2, lmbda=5.0, **self.of_kind,
            regularization=self.regularization, kept=self.kept, momentum=0.6,
            velocity=self.velocity,
        )  # fmt: skip

    def passed(self, arrays):
        """The activations of all layers for each example, without those that are left out."""
        return [book.passed(*arrays, x, **self.of_kind, kept=self.kept)[0] for x, _ in self.pairs]

    def cost(self, arrays):
        """The mean cost of the examples."""
        costs = []
        for activations, (_, y) in zip(self.passed(arrays), self.pairs):
            a = activations[-1]
            costs.append({
                book.QUADRATIC: np.sum((a - y) ** 2) / 2,
                book.CROSS_ENTROPY: -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a)),
                book.LOG_LIKELIHOOD: -np.sum(y * np.log(a)),
            }[self.of_kind["kind"]])  # fmt: skip
        return np.mean(costs)

    def gradient(self, layer, neuron, source):
        """The sum of a weight's gradients before the step."""
        of_kind = *self.of_kind.values(), self.kept
        found = [book.gradient(*self.before, *pair, *of_kind)[0] for pair in self.pairs]
        return np.sum([nabla_w[layer][neuron, source] for nabla_w in found])


def assert_moment_is(moment, wanted):
    """The activations, errors and costs belong to the neurons that were kept."""
    each = wanted.passed(wanted.before)
    for layer, activations in enumerate(moment.activations):
        of_layer = np.hstack([a[layer] for a in each])
        np.testing.assert_allclose(activations, of_layer, rtol=1e-9, atol=1e-12)
    for delta, factors in zip(moment.deltas, wanted.kept):
        assert not delta[factors[:, 0] == 0].any() and delta[factors[:, 0] > 0].any()
    costs = wanted.cost(wanted.before), wanted.cost(wanted.now)
    assert (moment.cost, moment.cost_after) == pytest.approx(costs)


def assert_step_is_written(moment, wanted):
    """One weight's part in the last step is written out."""
    step, w, velocity = (
        moment.written_step(1, 3, 5),
        wanted.before[0][1][3, 5],
        wanted.last[1][3, 5],
    )
    gradient = wanted.gradient(1, 3, 5)
    decay = 0.2 * 5 / 1000 * (w if wanted.regularization == "L2" else np.sign(w))
    assert (step.velocity, step.gradient) == pytest.approx((velocity, gradient))
    assert step.after == pytest.approx(w + 0.6 * velocity - 0.2 / 4 * gradient - decay)
    assert moment.weight_changes(1, 3)[5] == pytest.approx(step.after - step.before, rel=1e-4)
    bias = moment.written_step(1, 3, None)
    assert bias.velocity == pytest.approx(wanted.last[4][3, 0]) and bias.decay == 0
    assert bias.after == pytest.approx(wanted.now[1][1][3, 0])


@pytest.mark.parametrize("regularization", ["L2", "L1"])
@pytest.mark.parametrize(("cost", "kind", "neurons"), KINDS)
def test_dropout_and_momentum_work_as_in_training(cost, kind, neurons, regularization):
    size = step_size(0.2, regularization=regularization, dropout=0.4, momentum=0.6)
    rng = np.random.default_rng(5)
    network = Network([784, 9, 8, 10], cost, neurons=neurons, rng=rng, dtype=np.float64)
    motion, wanted = SlowMotion(network), BookSteps(network, kind, neurons, regularization)
    for number in range(3):  # the velocity goes on from one mini-batch to the next
        begin(motion, 4 * number, size)
        motion.go_to(motion.end)
        wanted.step(number, motion.mini_batch)
        ours = [*motion.network.weights, *motion.network.biases]
        assert_close(ours, [*wanted.now[0], *wanted.now[1]], 1e-12, rtol=1e-9)
        assert_moment_is(motion.moment, wanted)
        assert_step_is_written(motion.moment, wanted)


def test_another_dropout_leaves_more_out_beside_the_same_neurons():
    size = step_size(0.2, dropout=0.4, momentum=0.6)
    motion = SlowMotion(Network([784, 9, 8, 10], rng=np.random.default_rng(5)))
    begin(motion, 0, size)
    motion.go_to(motion.end)
    motion.repeat()
    motion.go_to(motion.place + 1)
    motion.take_size(step_size(0.2, dropout=0.5, momentum=0.6))
    motion.go_to(motion.end)
    masks = np.split(np.random.default_rng(1).random(17) >= 0.5, [9])
    for mask, factors in zip(masks, motion.mini_batch.kept):
        assert np.array_equal(factors[:, 0], mask / 0.5)
    left_out = [(layer, i) for layer, mask in enumerate(masks) for i in np.flatnonzero(~mask)]
    assert motion.mini_batch.left_out == tuple(left_out)


@pytest.mark.parametrize(
    ("network", "size", "said"),
    [
        (Network([784, 5, 10]), SIZE, {
            "forward": "zˡ = wˡ aˡ⁻¹ + bˡ,  aˡ = σ(zˡ)",
            "BP1": "δᴸ = ∂C/∂aᴸ ⊙ σ'(zᴸ) = aᴸ − y  for the output",
            "BP2": "δˡ = ((wˡ⁺¹)ᵀ δˡ⁺¹) ⊙ σ'(zˡ)  for a hidden layer l",
            "BP3": "∂Cₓ/∂bˡ = δˡ  for each example x",
            "BP4": "∂Cₓ/∂wˡ = δˡ (aˡ⁻¹)ᵀ",
            "step": "w → (1 − ηλ/n) w − (η/m) Σₓ ∂Cₓ/∂w\nb → b − (η/m) Σₓ ∂Cₓ/∂b",
        }),
        (Network([784, 5, 10], QuadraticCost, neurons="tanh"), SIZE, {
            "forward": "zˡ = wˡ aˡ⁻¹ + bˡ,  aˡ = tanh(zˡ),  aᴸ = σ(zᴸ)",
            "BP1": "δᴸ = ∂C/∂aᴸ ⊙ σ'(zᴸ) = (aᴸ − y) ⊙ σ'(zᴸ)  for the output",
            "BP2": "δˡ = ((wˡ⁺¹)ᵀ δˡ⁺¹) ⊙ tanh'(zˡ)  for a hidden layer l",
        }),
        (Network([784, 5, 10], LogLikelihoodCost, neurons="relu"),
         step_size(regularization="L1", momentum=0.9, dropout=0.25), {
            "forward": "zˡ = wˡ aˡ⁻¹ + bˡ,  aˡ = kˡ ⊙ relu(zˡ),  aᴸ = softmax(zᴸ)\n"
            "kˡ = 0  for a neuron that is left out,  else 1/(1 − 0.25)",
            "BP1": "δᴸ = aᴸ − y  for the output",
            "BP2": "δˡ = kˡ ⊙ ((wˡ⁺¹)ᵀ δˡ⁺¹) ⊙ relu'(zˡ)  for a hidden layer l",
            "step": "v → μv − (η/m) Σₓ ∂Cₓ/∂w,  w → w − (ηλ/n) sgn(w) + v\n"
            "v → μv − (η/m) Σₓ ∂Cₓ/∂b,  b → b + v,  with μ = 0.9",
        }),
        (Network([784, 5, 10]), step_size(dropout=0.5), {  # no output is left out
            "forward": "zˡ = wˡ aˡ⁻¹ + bˡ,  aˡ = kˡ ⊙ σ(zˡ),  aᴸ = σ(zᴸ)\n"
            "kˡ = 0  for a neuron that is left out,  else 1/(1 − 0.5)",
        }),
        (Network([784, 10]), step_size(dropout=0.5), {  # and here nobody is
            "forward": "zˡ = wˡ aˡ⁻¹ + bˡ,  aˡ = σ(zˡ)", "BP2": None,
        }),
        (Network([784, 10], LogLikelihoodCost, neurons="tanh"), SIZE, {
            "forward": "zˡ = wˡ aˡ⁻¹ + bˡ,  aˡ = softmax(zˡ)", "BP2": None,
        }),
    ],
)  # fmt: skip
def test_a_network_has_its_own_equations(network, size, said):
    found = equations(network, size.settings)
    assert {phase: found.get(phase) for phase in said} == said
    motion = SlowMotion(network)
    begin(motion, 0, size)
    motion.go_to(motion.end)
    assert len(motion.moment.activations) == len(network.sizes)


def learn(motion, mini_batches, size=SIZE):
    """Learn from some mini-batches; the networks after each."""
    found = []
    for _ in range(mini_batches):
        if motion.place == motion.end:
            begin(motion, motion.next_row, size)
        motion.go_to(motion.place + 1)
        while motion.moment.phase != slow_motion.STEP:
            motion.go_to(motion.place + 1)
        found.append(motion.network)
    return found


def test_after_going_back_to_any_moment_the_same_follows():
    network = Network([784, 6, 10], rng=np.random.default_rng(2))
    motion = SlowMotion(network)
    assert motion.network is network and not motion.has_learnt
    first, second, third = learn(motion, 3)
    assert motion.mini_batch.number == 3 and motion.next_row == 12
    place = motion.place
    motion.go_to(place - 8)  # in the middle of the second
    assert (
        motion.mini_batch.number == 2
        and motion.moment.cost_after is None
        and same(motion.network, first)
    )
    assert motion.mini_batch.rows.tolist() == [4, 5, 6, 7]
    motion.go_to(place)
    assert same(motion.network, third)
    motion.go_to(0)
    assert motion.network is network and motion.next_row == 0 and not motion.has_learnt
    again = learn(motion, 3)
    assert all(map(same, again, (first, second, third)))


def test_a_mini_batch_is_repeated_with_the_same_examples_and_another_rate():
    network = Network([784, 6, 10], rng=np.random.default_rng(2))
    motion = SlowMotion(network)
    first, _ = learn(motion, 2)
    rows = motion.mini_batch.rows.tolist()
    motion.repeat()
    assert same(motion.network, first) and motion.next_row == rows[0]
    learn(motion, 1)
    assert motion.mini_batch.rows.tolist() == rows
    larger = step_size(5.0)
    motion.take_size(larger)  # after the step: it is taken anew, at once
    wanted = SlowMotion(first)
    begin(wanted, 4, larger)
    wanted.go_to(wanted.end)
    assert same(motion.network, wanted.network)
    motion.go_to(motion.place - 3)  # and even before it has come
    motion.take_size(SIZE)
    motion.go_to(motion.end)
    wanted.take_size(SIZE)
    assert same(motion.network, wanted.network)
    motion.go_to(0)  # also before the first one, to which a person has gone back
    motion.take_size(larger)
    motion.go_to(1)
    assert motion.mini_batch.size == larger
    motion.go_to(0)
    motion.forget_ahead()  # as other examples are wanted
    assert motion.end == 0 and motion.network is network


def test_old_mini_batches_are_forgotten_and_still_counted(monkeypatch):
    network = Network([784, 6, 10], rng=np.random.default_rng(2))
    monkeypatch.setattr(slow_motion, "MOST_BYTES", 0)
    motion = SlowMotion(network)
    first, second, third = learn(motion, 3)
    assert motion.mini_batch.number == 3 and same(motion.network, third)
    motion.go_to(0)
    assert same(motion.network, first) and motion.has_learnt
    again = learn(motion, 2)
    assert motion.mini_batch.number == 3 and all(map(same, again, (second, third)))
