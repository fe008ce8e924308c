"""Changes a copy of a network, to see what follows. The network itself stays as it is."""

from dataclasses import dataclass, replace

import numpy as np

from digitpad.core.inside.explain import finite
from digitpad.core.network import Arrays, Network
from digitpad.core.neurons import SOFTMAX


@dataclass(frozen=True, slots=True)
class NeuronChange:
    """A change of one neuron. Layer 0 is the first after the input.

    bias_shift is added to its bias; its weights are multiplied by weight_scale.
    """

    layer: int
    neuron: int
    off: bool = False
    bias_shift: float = 0.0
    weight_scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Alteration:
    """All changes of a network.

    pruned: the part of each layer's weights that is set to 0, 0 to 1, the weakest first. noise: the
    standard deviation of the noise added to a layer's weights, as a multiple of the weights'
    own. seed: of that noise.
    """

    neurons: tuple[NeuronChange, ...] = ()
    pruned: float = 0.0
    noise: float = 0.0
    seed: int = 1

    @property
    def is_nothing(self) -> bool:
        is_unchanged = all(c == NeuronChange(c.layer, c.neuron) for c in self.neurons)
        return not self.pruned and not self.noise and is_unchanged

    def change_of(self, layer: int, neuron: int) -> NeuronChange:
        """The change of one neuron, which may be none."""
        changes = (c for c in self.neurons if (c.layer, c.neuron) == (layer, neuron))
        return next(changes, NeuronChange(layer, neuron))

    def without_neuron(self, layer: int, neuron: int) -> "Alteration":
        others = (c for c in self.neurons if (c.layer, c.neuron) != (layer, neuron))
        return replace(self, neurons=tuple(others))


def altered(network: Network, alteration: Alteration) -> Network:
    """A copy of a network with changes; arrays that stay the same are shared.

    A hidden neuron that is off sends 0 on: its outgoing weights are 0. An output that is off is
    inactive for every input: its weights are 0, and its bias is far below 0. In a softmax the other
    outputs then sum to 1.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # weights may be near the largest number
        weights, biases = _changed(network, alteration)
    weights, biases = list(map(finite, weights)), list(map(finite, biases))
    return network.with_arrays(weights, biases)


def _changed(network: Network, alteration: Alteration) -> tuple[Arrays, Arrays]:
    weights, biases = list(network.weights), list(network.biases)
    if alteration.noise:
        rng = np.random.default_rng(alteration.seed)
        weights = [
            (w + alteration.noise * w.std() * rng.standard_normal(w.shape, dtype=w.dtype)).astype(
                w.dtype
            )
            for w in weights
        ]
    if alteration.pruned:
        weights = [_pruned(w, alteration.pruned) for w in weights]
    for change in sorted(alteration.neurons, key=lambda change: change.off):
        layer, neuron = change.layer, change.neuron
        w, b = weights[layer].copy(), biases[layer].copy()
        w[neuron] *= change.weight_scale
        b[neuron] += change.bias_shift
        if change.off and layer + 1 < len(weights):
            after = weights[layer + 1].copy()
            after[:, neuron] = 0
            weights[layer + 1] = after
        elif change.off:
            farthest = _farthest(network, weights, biases)  # in a softmax the largest z wins
            w[neuron], b[neuron] = 0, -1000 - farthest if network.output_kind is SOFTMAX else -100
        weights[layer], biases[layer] = w, b
    return weights, biases


def _farthest(network: Network, weights: Arrays, biases: Arrays) -> float:
    """How far from 0 an output's z can be, for inputs from 0 to 1."""
    most = 1.0  # of the activations of the layer before
    for layer, (w, b) in enumerate(zip(weights, biases)):
        z = float((most * np.abs(w).sum(axis=1, keepdims=True, dtype=float) + np.abs(b)).max())
        most = min(z, max(map(abs, network.kind_of(layer).bounds)))
    return z


def _pruned(w: np.ndarray, part: float) -> np.ndarray:
    """The weights with this part of them, the weakest, set to 0."""
    count = round(part * w.size)
    if not count:
        return w
    flat = w.reshape(-1).copy()
    flat[np.argpartition(np.abs(flat), count - 1)[:count]] = 0
    return flat.reshape(w.shape)
