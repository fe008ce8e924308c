"""The headlines of the tab *Inside*, as functions of what was measured."""

import math

import numpy as np
from numpy.typing import NDArray

from digitpad.core.data.dataset import with_article
from digitpad.core.inside.explain import Activations, Excitement, for_and_against
from digitpad.core.network import Network
from digitpad.core.text import LONGEST_HEADLINE
from digitpad.core.verdict import Kind, Verdict, describe

Array = NDArray[np.floating]


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
        said = describe(verdict, outputs)
        return f"{said[0].upper()}{said[1:]}"
    output = int(outputs.argmax())
    return f"It reads {with_article(str(output))} at {outputs[output]:.2f}"


def what_is_read(
    network: Network, activations: Activations, verdict: Verdict, layer: int, neuron: int
) -> str:
    """How an image is read, and what this neuron has to do with it."""
    outputs, layers = activations[-1][:, 0], len(network.weights)
    output, read = int(outputs.argmax()), how_read(outputs, verdict)
    if verdict.kind is not Kind.CLEAR:
        return f"{read}. Output {output} is highest, at {outputs[output]:.2f}"
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


def why(output: int, other: int, decides: str, verdict: Verdict) -> str:
    """What decides between two outputs. decides: the name of the neuron that contributes most."""
    first, second = (with_article(str(digit)) for digit in (output, other))
    read = None if verdict.is_unread else verdict.digits[0]
    if read == output:
        return f"{first.capitalize()} rather than {second}: {decides} adds most"
    reads = "unread" if read is None else f"read as {read}"
    return f"Most for {output} against {other}: {decides}; {reads}"


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
    half = "one half" if is_bounded else f"{found.full / 2:.3g}, half of the largest,"
    said = f"Mean activation by digit: above {half} for {above or 'no digit'}"
    return f"{said}, below −{half} for {below}" if below else said


def _named(found: Excitement, digits: list[int]) -> str:
    return ", ".join(map(str, digits)) if len(digits) < len(found.means) else "every digit"
