"""Gradient descent in slow motion: mini-batches, one equation at a time.

The four equations are those of the book's chapter 2, *The four fundamental equations behind
backpropagation*. Together the moments do what `Network.update_mini_batch` does at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitpad.core.costs import cost_of, sigmoid, sigmoid_prime
from digitpad.core.network import Network

Array = NDArray[np.floating]

FORWARD, BP1, BP2, BP3, BP4, STEP = "forward", "BP1", "BP2", "BP3", "BP4", "step"
PHASES = (FORWARD, BP1, BP2, BP3, BP4, STEP)

EQUATIONS = {
    FORWARD: "z = w a + b,  a' = σ(z)",
    BP1: "δ = ∂C/∂a ⊙ σ'(z)  for the output",
    BP2: "δ = (wᵀ δ') ⊙ σ'(z)  for the layer before",
    BP3: "∂C/∂b = δ",
    BP4: "∂C/∂w = δ aᵀ",
    STEP: "w → (1 − ηλ/n) w − (η/m) ∂C/∂w\nb → b − (η/m) ∂C/∂b",
}
STEP_L1 = "w → w − (ηλ/n) sgn(w) − (η/m) ∂C/∂w\nb → b − (η/m) ∂C/∂b"

MOST_BYTES = 200_000_000  # of networks that are kept to go back to


@dataclass(frozen=True, slots=True)
class StepSize:
    """What makes a step large or small: η, λ, n (all training examples), and L1 or L2."""

    eta: float
    lmbda: float
    n: int
    regularization: str = "L2"


@dataclass(frozen=True, slots=True, eq=False)
class After:
    """What a step leads to: the new network, with its activations and cost on the same examples.

    activations: of each layer, the input first, (neurons, m).
    """

    network: Network
    activations: tuple[Array, ...]
    cost: float


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What is known after an equation was used on a layer. Layer 0 is the first after the input.

    phase: one of PHASES. network: as the mini-batch began, to which all of this belongs.
    activations: of each layer, the input first; deltas: of each layer after the input; both
    (neurons, m) for m examples, None where not known yet. nabla_b, nabla_w: the sums of the
    gradients, shaped as biases and weights, or None. cost: the mean cost of the examples without
    regularization. after: what the step has led to; None before it.
    """

    phase: str
    layer: int
    network: Network
    activations: tuple[Array | None, ...]
    deltas: tuple[Array | None, ...]
    cost: float | None
    nabla_b: tuple[Array | None, ...]
    nabla_w: tuple[Array | None, ...]
    after: After | None = None


def moments(network: Network, x: Array, y: Array, size: StepSize) -> Iterator[Moment]:
    """One step of gradient descent, moment by moment. x: (inputs, m), y: (outputs, m).

    The network itself does not change; `after` of the last moment has a new one that has learnt.
    """
    last = len(network.weights) - 1
    unknown: tuple[None, ...] = (None,) * (last + 1)
    zs: list[Array] = []
    activations = [x]
    for layer, (w, b) in enumerate(zip(network.weights, network.biases)):
        zs.append(w @ activations[-1] + b)
        activations.append(sigmoid(zs[-1]))
        known = (*activations, *unknown[layer + 1 :])
        cost = None
        if layer == last:
            cost = cost_of(network.cost, zs[-1], activations[-1], y) / y.shape[1]
        moment = Moment(FORWARD, layer, network, known, unknown, cost, unknown, unknown)
        yield moment
    deltas = [network.cost.delta(zs[-1], activations[-1], y)]
    yield (moment := replace(moment, phase=BP1, deltas=(*unknown[:last], *deltas)))
    for layer in range(last - 1, -1, -1):
        deltas.insert(0, (network.weights[layer + 1].T @ deltas[0]) * sigmoid_prime(zs[layer]))
        known = (*unknown[:layer], *deltas)
        yield (moment := replace(moment, phase=BP2, layer=layer, deltas=known))
    nabla_b = tuple(delta.sum(axis=1, keepdims=True) for delta in deltas)
    yield (moment := replace(moment, phase=BP3, layer=0, nabla_b=nabla_b))
    nabla_w = tuple(delta @ a.T for delta, a in zip(deltas, activations))
    yield (moment := replace(moment, phase=BP4, layer=0, nabla_w=nabla_w))
    decay, step = size.eta * size.lmbda / size.n, size.eta / x.shape[1]
    learnt = Network.from_arrays(
        [
            w - decay * (w if size.regularization == "L2" else np.sign(w)) - step * nw
            for w, nw in zip(network.weights, nabla_w)
        ],
        [b - step * nb for b, nb in zip(network.biases, nabla_b)],
        network.cost,
        dtype=network.dtype,
    )
    after = learnt.activations(x)
    z = learnt.weights[-1] @ after[-2] + learnt.biases[-1]
    cost = cost_of(network.cost, z, after[-1], y) / y.shape[1]
    yield replace(moment, phase=STEP, after=After(learnt, tuple(after), cost))


@dataclass(frozen=True, slots=True)
class WrittenStep:
    """The step of one weight or bias, in float64: before − η · gradient − decay = after.

    gradient: the mean of the mini-batch.
    """

    before: float
    gradient: float
    decay: float
    after: float


def written_step(
    moment: Moment, size: StepSize, layer: int, neuron: int, source: int | None
) -> WrittenStep | None:
    """The step of the weight from neuron `source` of the layer before, or of the bias if None.

    None while the gradient is not known.
    """
    nabla_b, nabla_w = moment.nabla_b[layer], moment.nabla_w[layer]
    if nabla_b is None or nabla_w is None:
        return None
    x = moment.activations[0]
    assert x is not None
    m = x.shape[1]
    network, decay = moment.network, 0.0
    if source is None:
        before, gradient = float(network.biases[layer][neuron, 0]), float(nabla_b[neuron, 0]) / m
    else:
        before = float(network.weights[layer][neuron, source])
        gradient = float(nabla_w[neuron, source]) / m
        pull = before if size.regularization == "L2" else float(np.sign(before))
        decay = size.eta * size.lmbda / size.n * pull
    return WrittenStep(before, gradient, decay, before - size.eta * gradient - decay)


@dataclass(frozen=True, slots=True, eq=False)
class MiniBatch:
    """Some training examples, the network before they are learnt, and how large the step is.

    rows: which of the training images they are. x: (inputs, m); labels: (m,).
    """

    network: Network
    rows: NDArray[np.intp]
    x: Array
    labels: NDArray[np.uint8]
    size: StepSize

    @property
    def y(self) -> Array:
        """The outputs that are wanted, (outputs, m)."""
        wanted: Array = np.eye(self.network.sizes[-1], dtype=self.network.dtype)[:, self.labels]
        return wanted


class SlowMotion:
    """Mini-batches that a copy of a network learns from; each of their moments can be seen again.

    place: how many moments have passed, over all mini-batches; 0 before the first.
    """

    def __init__(self, network: Network) -> None:
        self._origin = network
        self._batches: list[MiniBatch] = []
        self._forgotten = 0  # how many mini-batches are too long ago to go back to
        weights = sum(a.nbytes for a in (*network.weights, *network.biases))
        self._most = max(2, min(1000, MOST_BYTES // weights))
        self._length = 2 * len(network.weights) + 3  # moments of a mini-batch
        self._looked_at = -1  # the mini-batch of these moments, which are made when needed
        self._moments: list[Moment] = []
        self.place = 0

    @property
    def end(self) -> int:
        """The last place that can be gone to."""
        return len(self._batches) * self._length

    @property
    def number(self) -> int:
        """The number of the mini-batch that is looked at, from 1; 0 before the first."""
        return self._forgotten + -(-self.place // self._length)

    @property
    def is_between(self) -> bool:
        """Whether no mini-batch is under way: the next moment begins one."""
        return self.place % self._length == 0

    @property
    def needs_examples(self) -> bool:
        """Whether the next moment is that of a mini-batch still to be given to `begin`."""
        return self.place == self.end

    @property
    def mini_batch(self) -> MiniBatch | None:
        """The mini-batch that is looked at; None before the first."""
        return self._batches[(self.place - 1) // self._length] if self.place else None

    @property
    def moment(self) -> Moment | None:
        """The moment that is looked at; None before the first."""
        if not self.place:
            return None
        number, at = divmod(self.place - 1, self._length)
        if number != self._looked_at:
            batch = self._batches[number]
            found = moments(batch.network, batch.x, batch.y, batch.size)
            self._looked_at, self._moments = number, list(found)
        return self._moments[at]

    @property
    def network(self) -> Network:
        """The network as it has learnt by now, to the last complete step."""
        moment = self.moment
        if moment is None:
            return self._batches[0].network if self._batches else self._origin
        return moment.network if moment.after is None else moment.after.network

    @property
    def has_learnt(self) -> bool:
        """Whether a step has been taken by now."""
        return self.place >= self._length or self._forgotten > 0

    @property
    def next_row(self) -> int:
        """The row of the training image after those learnt so far."""
        done = self.place // self._length
        if done < len(self._batches):
            return int(self._batches[done].rows[0])
        return int(self._batches[-1].rows[-1]) + 1 if self._batches else 0

    def begin(self, mini_batch: MiniBatch) -> None:
        """Learn from this mini-batch next. Those that came after this place are dropped."""
        assert self.is_between
        self._cut(self.place // self._length)
        self._batches.append(mini_batch)
        if len(self._batches) > self._most:
            del self._batches[0]
            self._forgotten += 1
            self._looked_at -= 1
            self.place -= self._length

    def go_to(self, place: int) -> None:
        """Look at the moment at this place."""
        self.place = min(max(0, place), self.end)

    def repeat(self) -> None:
        """Go back to before the mini-batch that is looked at; it can be learnt from again."""
        if self.place:
            self.go_to((self.place - 1) // self._length * self._length)

    def take_size(self, size: StepSize) -> None:
        """Change the size of this mini-batch's step, even if it is already taken."""
        number = (self.place - 1) // self._length
        if not self.place or self._batches[number].size == size:
            return
        batch = self._batches[number]
        self._cut(number)
        self._batches.append(replace(batch, size=size))

    def _cut(self, number: int) -> None:
        """Drop the mini-batches from this one on."""
        del self._batches[number:]
        if self._looked_at >= number:
            self._looked_at = -1
