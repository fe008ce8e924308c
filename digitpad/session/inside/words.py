"""What the tab *Inside* says, as functions of what was measured. No Qt."""

import math
from typing import Literal

from digitpad.core.data.dataset import with_article
from digitpad.core.inside.explain import Activations, Excitement, for_and_against
from digitpad.core.network import Network
from digitpad.core.neurons import NeuronKind
from digitpad.core.text import LONGEST_HEADLINE, capitalized, counted
from digitpad.core.verdict import Kind, Verdict, describe, two_decimals
from digitpad.session.inside.seen import Array, Seen


def name_of_input(layer: int, i: int, layers: int) -> str:
    """The name of input i of a layer, from 0: a pixel, by column and row, or a neuron.

    layers: the network's, after the input. A neuron's layer is named if several are hidden.
    """
    if not layer:
        return f"pixel {i % 28}, {i // 28}"
    return f"neuron {i}" if layers <= 2 else f"neuron {i} of layer {layer}"


def name_of_layer(layer: int, layers: int) -> str:
    """A layer's name; layer 0 is the first after the input."""
    return "output" if layer == layers - 1 else f"hidden layer {layer + 1}"


def how_read(outputs: Array, verdict: Verdict) -> str:
    """How an image is read, (10,) outputs."""
    if verdict.kind is not Kind.CLEAR:
        return capitalized(describe(verdict, outputs))
    output = int(outputs.argmax())
    return f"It reads {with_article(str(output))} at {outputs[output]:.2f}"


def what_is_read(
    network: Network, activations: Activations, verdict: Verdict, layer: int, neuron: int
) -> str:
    """How an image is read, and what this neuron has to do with it."""
    outputs, layers = activations[-1][:, 0], len(network.weights)
    output, read = int(outputs.argmax()), how_read(outputs, verdict)
    if verdict.kind is not Kind.CLEAR:
        highest = f"Output {output} is highest, at {two_decimals(outputs[output])}"
        return f"{read} {highest}" if read.endswith("?") else f"{read}. {highest}"
    name = f"output {neuron}"
    says = f"is at {_number(float(activations[layer + 1][neuron, 0]))}"
    if layer < layers - 1:
        name = name_of_input(layer + 1, neuron, layers)
    if layer == layers - 2:
        adds = for_and_against(network, activations, layer)[output]
        is_strongest = adds.argmax() == neuron and adds[neuron] > 0
        says = "adds most" if is_strongest else f"adds {_number(float(adds[neuron]))}"
    said = f"{read}; {name} {says}"
    is_new = (layer, neuron) != (layers - 1, output)
    return said if is_new and len(said) <= LONGEST_HEADLINE else read


def _number(value: float) -> str:
    text = f"{value:.2f}" if abs(value) < 1000 else f"{value:.0e}"
    return text.replace("-", "−") if float(text) else "0.00"


def changed(before: str, after: str) -> str:
    """What a changed copy reads of the test digits, before and after, in per cent."""
    return f"With these changes it reads {before} → {after} right"


def fires_in_words(found: Excitement) -> str:
    """For which digits a neuron is active, and for which it is far below 0."""
    above, below = (_named(found, found.active_for(sign)) for sign in (1, -1))
    is_bounded = found.bounds[1] < math.inf
    if not (above or below or is_bounded):
        if found.means.any() or found.bounds[0] < 0:
            return "Mean activation by digit: 0.00 for every digit"
        return "Dead: it answers 0 to each of the training images"
    half = "0.5" if is_bounded else f"{found.full / 2:.3g} (half of the largest)"
    far = [f"{half} or more for {above}"] if above else []
    far += [f"−{half} or less for {below}"] if below else []
    near = f"between −{half} and {half}" if found.bounds[0] < 0 else f"below {half}"
    return f"Mean activation by digit: {'; '.join(far) or f'{near} for every digit'}"


def _named(found: Excitement, digits: list[int]) -> str:
    return ", ".join(map(str, digits)) if len(digits) < len(found.means) else "every digit"


KnownStart = Literal["known", "unknown", "now", "none"]


def how_measured(symbols: set[str], start: KnownStart, size: int) -> str:
    """What the lengths of gradients say, and on how many training images they were measured.

    symbols: of the kinds of neurons that can saturate. start: what is known of the network that the
    run began with: "now" if it is still that one, "none" if no run is in use.
    """
    begun = {
        "known": "Thin lines are those of the start of this run.",
        "unknown": "The start of this run is not known.",
        "none": "No run is in use, so there is no start to compare with.",
        "now": "This is the start of the run.",
    }[start]
    f = next(iter(symbols)) if len(symbols) == 1 else "f"
    saturated = f" Saturated: {f}'(z) is below 0.01." if symbols else ""
    said = "The length of the gradient ∂C/∂b says how quickly a layer learns."
    return f"{said} {begun}{saturated} On {size:,} training images."


# The line above the picture of the network.

FULL = "The fuller a circle, the more active its neuron."
LARGEST = "A full circle has its layer’s largest activation, written above."
BELOW = "Circles fill with the activation: ink above 0, blue below."
LINES = "Red lines add, blue lines subtract. A click chooses a neuron."
BLANK_LINE = "Nothing is drawn: the lines are weights, red above 0, blue below."
DELTA_LINE = "A circle’s colour is its neuron’s error δ: red above 0, blue below."


def picture_line(seen: Seen) -> str:
    """What the picture of the network shows."""
    if any(delta is not None for delta in seen.deltas):
        return DELTA_LINE
    return BLANK_LINE if seen.is_blank else f"{_fill_in_words(seen.network.kind)} {LINES}"


def _fill_in_words(kind: NeuronKind) -> str:
    """What the fill of a circle means for hidden neurons of a kind, by their bounds."""
    least, most = kind.bounds
    if least < 0:
        return BELOW if most < math.inf else f"{LARGEST} Blue is below 0."
    return FULL if most < math.inf else LARGEST


def picture_in_words(seen: Seen) -> str:
    """The picture for screen readers."""
    said = "nothing is drawn"
    if not seen.is_blank:
        said = f"{seen.drawn}: the most active output is {int(seen.activations[-1].argmax())}"
        for layer in range(len(seen.network.weights)):
            _, written = seen.full_circle(layer)
            said += f"; full circles of layer {layer + 1}: {written}" if written else ""
    sizes = "-".join(map(str, seen.network.sizes))
    return f"{sizes}; {said}; chosen: {seen.name_of(*seen.place)}"


def tiles_line(scale: float) -> str:
    """The scale of the tiles' colours; beyond it colours do not change."""
    return f"Weights, ±{scale:.2g}+"


def tiles_in_words(seen: Seen, by: str) -> str:
    """The tiles of weights for screen readers. by: how they are sorted."""
    neurons = counted(len(seen.network.weights[0]), "neuron")
    return f"{neurons}, sorted {by}; chosen: {seen.name_of(*seen.place)}"
