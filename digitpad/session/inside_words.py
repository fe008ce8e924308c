"""The headlines of the tab *Inside*, as functions of what was measured."""

import math

from digitpad.core.data.dataset import with_article
from digitpad.core.inside.explain import Activations, Excitement, for_and_against
from digitpad.core.network import Network
from digitpad.core.verdict import Kind, Verdict, describe


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


def what_is_read(network: Network, activations: Activations, verdict: Verdict) -> str:
    """How an image is read, and which neuron contributes most to that."""
    outputs, layers = activations[-1][:, 0], len(network.weights)
    output = int(outputs.argmax())
    at = f"{outputs[output]:.2f}"
    if verdict.kind is not Kind.CLEAR:
        return f"It is {describe(verdict, outputs)}. The highest output, {output}, is at {at}."
    read = f"It reads {with_article(str(output))} at {at}"
    if layers == 1:
        return f"{read}."
    adds = for_and_against(network, activations, layers - 2)[output]
    if adds.max() <= 0:
        return f"{read}; its bias decides."
    return f"{read}; {name_of_input(layers - 1, int(adds.argmax()), layers)} contributes most."


def why(output: int, other: int, decides: str, verdict: Verdict) -> str:
    """What decides between two outputs. decides: the name of the neuron that contributes most."""
    first, second = (with_article(str(digit)) for digit in (output, other))
    read = None if verdict.is_unread else verdict.digits[0]
    if read == output:
        return f"{first.capitalize()} rather than {second}, because of {decides} above all."
    reads = "is unread" if read is None else f"reads {with_article(str(read))}"
    return f"What speaks for {output} against {other}: {decides} above all. It {reads}."


def fires_in_words(found: Excitement) -> str:
    """For which digits a neuron is active, and for which it is far below 0."""
    above, below = (_named(found, found.active_for(sign)) for sign in (1, -1))
    is_bounded = found.bounds[1] < math.inf
    if not (above or is_bounded):
        if found.means.any():
            return "Hardly ever active: its mean activation is 0.00 for every digit"
        return "Dead: it answers 0 to each of the training images"
    half = "one half" if is_bounded else f"{found.full / 2:.3g}, half of the largest,"
    said = f"Mean activation by digit: above {half} for {above or 'no digit'}"
    return f"{said}, below −{half} for {below}" if below else said


def _named(found: Excitement, digits: list[int]) -> str:
    return ", ".join(map(str, digits)) if len(digits) < len(found.means) else "every digit"
