"""Gradient descent in slow motion: one mini-batch, one equation at a time.

The four equations are those of the book's chapter 2, *The four fundamental equations behind
backpropagation*. Together the moments do what `Network.update_mini_batch` does at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

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
    STEP: "w → (1 − ηλ/n) w − (η/m) ∂C/∂w,  b → b − (η/m) ∂C/∂b",
}
STEP_L1 = "w → w − (ηλ/n) sgn(w) − (η/m) ∂C/∂w,  b → b − (η/m) ∂C/∂b"


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """What is known after an equation was used on a layer. Layer 0 is the first after the input.

    phase: one of PHASES. activations: of each layer, the input first; deltas: of each layer after
    the input; both (neurons, m) for m examples, None where not known yet. nabla_b, nabla_w: the
    sums of the gradients, shaped as biases and weights, or None. cost: the mean cost of the
    examples without regularization; after the step, that of the new network. network: the one it
    began with; after the step, the new one.
    """

    phase: str
    layer: int
    activations: tuple[Array | None, ...]
    deltas: tuple[Array | None, ...]
    cost: float | None
    network: Network
    nabla_b: tuple[Array | None, ...] = field(default=())
    nabla_w: tuple[Array | None, ...] = field(default=())


def moments(
    network: Network,
    x: Array,
    y: Array,
    eta: float,
    lmbda: float,
    n: int,
    regularization: str = "L2",
) -> Iterator[Moment]:
    """One step of gradient descent, moment by moment. x: (inputs, m), y: (outputs, m).

    n: the size of the whole training set. The network itself does not change; the last moment has
    a new one that has learnt.
    """
    last = len(network.weights) - 1
    activations: list[Array | None] = [x, *[None] * (last + 1)]
    zs: list[Array] = []
    deltas: list[Array | None] = [None] * (last + 1)
    nabla_b: list[Array | None] = [None] * (last + 1)
    nabla_w: list[Array | None] = [None] * (last + 1)
    cost: float | None = None

    def moment(phase: str, layer: int, now: Network = network) -> Moment:
        return Moment(
            phase,
            layer,
            tuple(activations),
            tuple(deltas),
            cost,
            now,
            tuple(nabla_b),
            tuple(nabla_w),
        )

    a = x
    for layer, (w, b) in enumerate(zip(network.weights, network.biases)):
        zs.append(w @ a + b)
        a = sigmoid(zs[-1])
        activations[layer + 1] = a
        if layer == last:
            cost = cost_of(network.cost, zs[-1], a, y) / y.shape[1]
        yield moment(FORWARD, layer)
    delta = network.cost.delta(zs[-1], a, y)
    deltas[last] = delta
    yield moment(BP1, last)
    for layer in range(last - 1, -1, -1):
        delta = (network.weights[layer + 1].T @ delta) * sigmoid_prime(zs[layer])
        deltas[layer] = delta
        yield moment(BP2, layer)
    for layer in range(last + 1):
        nabla_b[layer] = _known(deltas[layer]).sum(axis=1, keepdims=True)
    yield moment(BP3, 0)
    for layer in range(last + 1):
        nabla_w[layer] = _known(deltas[layer]) @ _known(activations[layer]).T
    yield moment(BP4, 0)
    decay, step = eta * lmbda / n, eta / x.shape[1]
    learnt = Network.from_arrays(
        [
            w - decay * (w if regularization == "L2" else np.sign(w)) - step * _known(nw)
            for w, nw in zip(network.weights, nabla_w)
        ],
        [b - step * _known(nb) for b, nb in zip(network.biases, nabla_b)],
        network.cost,
        dtype=network.dtype,
    )
    after = learnt.activations(x)
    activations = list(after)
    z = learnt.weights[last] @ after[-2] + learnt.biases[last]
    cost = cost_of(network.cost, z, after[-1], y) / y.shape[1]
    yield moment(STEP, 0, learnt)


def _known(array: Array | None) -> Array:
    assert array is not None
    return array
