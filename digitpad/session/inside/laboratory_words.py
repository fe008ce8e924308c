"""What is changed in a copy of the network, in words. No Qt."""

from dataclasses import replace

from digitpad.core.inside.laboratory import Alteration, NeuronChange
from digitpad.core.network import Network
from digitpad.core.text import text_of
from digitpad.session.inside.seen import Seen


def values_in_words(
    bias: float, change: NeuronChange, pruned: float, noise: float
) -> tuple[str, str, str, str]:
    """What the sliders say: of a neuron's bias and weights, of pruning and of noise.

    bias: the neuron's in the original. pruned, noise: as in Alteration.
    """
    return (
        f"{text_of(bias, 2)} → {text_of(bias + change.bias_shift, 2)}",
        f"× {text_of(change.weight_scale, 1)}",
        f"{100 * pruned:.0f} %",
        f"{noise:.2f}",
    )


def changes_in_words(
    seen: Seen, network: Network, alteration: Alteration
) -> list[tuple[str, Alteration]]:
    """Each change in words, and the alteration without it. network: the original."""
    said = []
    for change in alteration.neurons:
        place = change.layer, change.neuron
        text = f"{seen.name_of(*place)}: {_change_in_words(change, network)}"
        said.append((text, alteration.without_neuron(*place)))
    if alteration.pruned:
        text = f"the weakest {100 * alteration.pruned:.0f} % of the weights pruned"
        said.append((text, replace(alteration, pruned=0.0)))
    if alteration.noise:
        text = f"noise of {alteration.noise:.2f} on all weights"
        said.append((text, replace(alteration, noise=0.0)))
    return said


def _change_in_words(change: NeuronChange, network: Network) -> str:
    parts = []
    if change.off:
        parts.append("off")
    if change.bias_shift:
        bias = float(network.biases[change.layer][change.neuron, 0])
        parts.append(f"bias {text_of(bias, 2)} → {text_of(bias + change.bias_shift, 2)}")
    if change.weight_scale != 1:
        parts.append(f"weights × {text_of(change.weight_scale, 1)}")
    return ", ".join(parts)
