"""Gradient descent in slow motion: mini-batches, one equation at a time.

The four equations are in the book's chapter 2, *The four fundamental equations behind
backpropagation*. A mini-batch is computed at once, as `Network.update_mini_batch` does it; each
moment shows what is known by then.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from digitpad.core.costs import completed
from digitpad.core.learning.settings import Hyperparameters, StepSize
from digitpad.core.learning.sgd import drawn_for_dropout
from digitpad.core.network import Arrays, Network, Step, step, thinned

Array = NDArray[np.floating]

FORWARD, BP1, BP2, BP3, BP4, STEP = "forward", "BP1", "BP2", "BP3", "BP4", "step"
PHASES = (FORWARD, BP1, BP2, BP3, BP4, STEP)

DECAYED = {"L2": "(1 − ηλ/n) w", "L1": "w − (ηλ/n) sgn(w)"}

MEAN = "(η/m) Σₓ ∂Cₓ"  # over the examples x of a mini-batch

MOST_BYTES = 400_000_000  # of networks and gradients that are kept, to step back to


def equations(network: Network, settings: Hyperparameters) -> dict[str, str]:
    """What each of PHASES does in a network that learns with these settings, as an equation.

    Layer l has δˡ, and the output, the last layer, δᴸ. Dropout multiplies hidden layers by kˡ. BP2
    is left out without hidden layers. Formulas are two spaces apart.
    """
    hidden, output = len(network.weights) - 1, network.output_kind.symbol
    f = network.kind.symbol if hidden else output
    kept = "kˡ ⊙ " if settings.dropout and hidden else ""
    a = f"aˡ = {kept}{f}(zˡ)"
    if output != f or kept:
        a += f",  aᴸ = {output}(zᴸ)"
    if kept:
        a += f"\nkˡ = 0  for a neuron that is left out,  else 1/(1 − {settings.dropout:g})"
    error = completed(network.cost).delta_formula
    steps = f"w → {DECAYED[settings.regularization]} − {MEAN}/∂w\nb → b − {MEAN}/∂b"
    if settings.momentum:
        steps = (
            f"v → μv − {MEAN}/∂w,  w → {DECAYED[settings.regularization]} + v\n"
            f"v → μv − {MEAN}/∂b,  b → b + v,  with μ = {settings.momentum:g}"
        )
    of_hidden = {BP2: f"δˡ = {kept}((wˡ⁺¹)ᵀ δˡ⁺¹) ⊙ {f}'(zˡ)  for a hidden layer l"}
    return {
        FORWARD: f"zˡ = wˡ aˡ⁻¹ + bˡ,  {a}",
        BP1: f"δᴸ = {error}  for the output",
        **(of_hidden if hidden else {}),
        BP3: "∂Cₓ/∂bˡ = δˡ  for each example x",
        BP4: "∂Cₓ/∂wˡ = δˡ (aˡ⁻¹)ᵀ",
        STEP: steps,
    }


@dataclass(frozen=True, slots=True)
class WrittenStep:
    """The step of one weight or bias, in float64.

    before + μ velocity − η/m gradient − decay = after. gradient: the sum over the m examples of the
    mini-batch. velocity: of the step before this one.
    """

    before: float
    gradient: float
    decay: float
    after: float
    velocity: float = 0.0


@dataclass(frozen=True, eq=False)
class MiniBatch:
    """Some training examples, and what the network learns from them in one step.

    number: from 1. network: the network before the step. rows: the examples' indices in the
    training data. x: (inputs, m); labels: (m,). velocities: of the biases and of the weights before
    the step; None for 0.
    """

    number: int
    network: Network
    rows: NDArray[np.intp]
    x: Array
    labels: NDArray[np.uint8]
    size: StepSize
    velocities: tuple[Arrays, Arrays] | None

    @cached_property
    def kept(self) -> Arrays:
        """For each hidden layer dropout's factors, (neurons, 1); empty without dropout."""
        rng = np.random.default_rng(self.number)  # so that Same Again leaves out the same neurons
        drawn = drawn_for_dropout(self.network, self.size.settings.dropout, 1, rng)
        if drawn is None or not drawn.size:
            return []
        return np.split(drawn.T, np.cumsum(self.network.sizes[1:-2]))

    @property
    def left_out(self) -> tuple[tuple[int, int], ...]:
        """The layer and the number of each neuron that dropout leaves out."""
        out = [np.flatnonzero(kept == 0).tolist() for kept in self.kept]
        return tuple((layer, neuron) for layer, of_it in enumerate(out) for neuron in of_it)

    @property
    def y(self) -> Array:
        """The outputs that are wanted, (outputs, m)."""
        wanted: Array = np.eye(self.network.sizes[-1], dtype=self.network.dtype)[:, self.labels]
        return wanted

    @cached_property
    def step(self) -> Step:
        """The step, and what it is computed from."""
        return step(self.network, self.x, self.y, self.size, self.velocities, self.kept)

    @cached_property
    def cost(self) -> float:
        """The mean cost before the step, of the network with dropout, without regularization."""
        return self._cost_of(self.network)

    @cached_property
    def cost_after(self) -> float:
        """The same after the step."""
        return self._cost_of(self.step.network)

    def _cost_of(self, network: Network) -> float:
        _, z = thinned(network, self.kept).forward(self.x)
        return completed(network.cost).from_z(z, self.y) / len(self.rows)


class Moment:
    """What is known of a mini-batch once an equation has been applied to a layer.

    phase: one of PHASES. layer: 0 is the first after the input. activations: of each layer, the
    input first; deltas: of each layer after the input; all (neurons, m). cost, cost_after: before
    and after the step. nabla_b, nabla_w: the sums of gradients. None if not known yet.
    """

    def __init__(self, batch: MiniBatch, place: int) -> None:
        """place: how many moments of the mini-batch have passed, from 0."""
        layers = len(batch.network.weights)
        back = place - layers  # equations since the forward pass
        self.batch = batch
        self.phase, self.layer = FORWARD, place
        if back >= 0:
            self.phase = BP1 if back == 0 else BP2
            self.layer = layers - 1 - back
        if back >= layers:
            self.phase, self.layer = PHASES[3 + back - layers], 0
        step = batch.step
        self.activations = [a if i <= place + 1 else None for i, a in enumerate(step.activations)]
        self.deltas = [d if i >= layers - 1 - back else None for i, d in enumerate(step.deltas)]
        self.cost = batch.cost if place >= layers - 1 else None
        self.nabla_b = step.nabla_b if back >= layers else None
        self.nabla_w = step.nabla_w if back >= layers + 1 else None
        self.cost_after = batch.cost_after if self.phase == STEP else None

    def weight_changes(self, layer: int, neuron: int) -> Array | None:
        """What the step adds to the weights into a neuron, (inputs,); None while not known."""
        if self.nabla_w is None:
            return None
        decay = self.batch.size.pull(self.batch.network.weights[layer][neuron])
        changes: Array = self.batch.step.velocities[1][layer][neuron] - decay
        return changes

    def written_step(self, layer: int, neuron: int, source: int | None) -> WrittenStep | None:
        """The step of the weight from neuron `source` of the layer before, or of the bias if None.

        None while the gradient is not known.
        """
        if self.nabla_b is None or self.nabla_w is None:
            return None
        network, size, m = self.batch.network, self.batch.size, len(self.batch.rows)
        settings = size.settings
        at, of = (neuron, source or 0), 0 if source is None else 1  # of biases, or of weights
        before = float((network.biases, network.weights)[of][layer][at])
        gradient = float((self.nabla_b, self.nabla_w)[of][layer][at])
        decay = float(size.pull(np.array(before))) if of else 0.0
        velocities = self.batch.velocities if settings.momentum else None
        velocity = 0.0 if velocities is None else float(velocities[of][layer][at])
        after = before + settings.momentum * velocity - settings.eta / m * gradient - decay
        return WrittenStep(before, gradient, decay, after, velocity)


class SlowMotion:
    """Teaches a copy of a network mini-batches, and goes back and forth between their moments.

    place: how many moments have passed, over all mini-batches; 0 before the first.
    """

    def __init__(self, network: Network) -> None:
        self._origin = network
        self._batches: list[MiniBatch] = []
        weights = sum(w.nbytes for w in network.weights)
        self._most = max(2, min(1000, MOST_BYTES // (3 * weights)))
        self._length = 2 * len(network.weights) + 3  # moments of a mini-batch
        self.place = 0

    @property
    def end(self) -> int:
        """The last place."""
        return len(self._batches) * self._length

    @property
    def mini_batch(self) -> MiniBatch | None:
        """The mini-batch at this place; None before the first."""
        return self._batches[(self.place - 1) // self._length] if self.place else None

    @property
    def moment(self) -> Moment | None:
        """The moment at this place; None before the first."""
        batch = self.mini_batch
        return None if batch is None else Moment(batch, (self.place - 1) % self._length)

    @property
    def network(self) -> Network:
        """The network after the last complete step."""
        done, under_way = divmod(self.place, self._length)
        if under_way or not done:
            return self._batches[done].network if self._batches else self._origin
        return self._batches[done - 1].step.network

    @property
    def has_learnt(self) -> bool:
        """Whether a step is complete."""
        return self.network is not self._origin

    @property
    def next_row(self) -> int:
        """The row of the training image after those learnt so far."""
        done = self.place // self._length
        if done < len(self._batches):
            return int(self._batches[done].rows[0])
        return int(self._batches[-1].rows[-1]) + 1 if self._batches else 0

    def begin(
        self, rows: NDArray[np.intp], x: Array, labels: NDArray[np.uint8], size: StepSize
    ) -> None:
        """Learn from these examples next, see `MiniBatch`; none may be under way."""
        last = self._batches[-1] if self._batches else None
        number, velocities = (last.number + 1, last.step.velocities) if last else (1, None)
        self._batches.append(MiniBatch(number, self.network, rows, x, labels, size, velocities))
        if len(self._batches) > self._most:
            del self._batches[0]
            self.place -= self._length

    def go_to(self, place: int) -> None:
        """Go to a place, or as near as possible."""
        self.place = min(max(0, place), self.end)

    def repeat(self) -> None:
        """Go back to before this mini-batch, which can then be learnt from again."""
        self.go_to((self.place - 1) // self._length * self._length)

    def take_size(self, size: StepSize) -> None:
        """Take the step of this mini-batch anew with this size, if it was taken; else later.

        At the very beginning this is the step of the first mini-batch, if there is one.
        """
        number = max(0, self.place - 1) // self._length
        if self._batches and self._batches[number].size != size:
            self._batches[number:] = [replace(self._batches[number], size=size)]

    def forget_ahead(self) -> None:
        """Forget mini-batches that have not begun: others are learnt from next.

        If the first ones of all are forgotten already, the next one stays: it has the network.
        """
        begun = -(-self.place // self._length)
        if begun or (self._batches and self._batches[0].number == 1):
            del self._batches[begun:]
