"""The headlines of Inside say what was measured, and no more."""

import numpy as np
import pytest

from digitpad import Network
from digitpad.core.inside.explain import Excitement, activations_of, for_and_against
from digitpad.core.neurons import KINDS
from digitpad.core.verdict import Kind, Verdict, verdict_on
from digitpad.session.inside_words import fires_in_words, name_of_input, what_is_read, why


def outputs(**activations):
    found = np.zeros((10, 1))
    for name, activation in activations.items():
        found[int(name[1:])] = activation
    return found


@pytest.mark.parametrize(
    ("found", "form", "said"),
    [
        ({"_8": 0.97}, None, "It reads an 8 at 0.97."),
        ({"_5": 0.9, "_3": 0.6}, None,
         "It is torn between 5 and 3. The highest output, 5, is at 0.90."),
        ({"_3": 0.49}, None, "It is unsure: perhaps 3. The highest output, 3, is at 0.49."),
        ({"_3": 0.09}, None,
         "It is unread: like nothing it knows. The highest output, 3, is at 0.09."),
        ({"_7": 0.4}, Kind.SEVERAL,
         "It is unread: figures side by side. The highest output, 7, is at 0.40."),
        ({"_1": 0.57}, Kind.DOT, "It is unread: only a dot. The highest output, 1, is at 0.57."),
    ],
)  # fmt: skip
def test_the_reading_is_told_as_on_the_canvas(found, form, said):
    found = outputs(**found)
    verdict = verdict_on(found[:, 0], form)
    assert what_is_read(Network([784, 10]), [np.zeros((784, 1)), found], verdict) == said


@pytest.mark.parametrize(("hidden", "layer"), [([30], ""), ([30, 20], " of layer 2")])
def test_the_layer_of_the_strongest_neuron_is_named_if_there_are_several(hidden, layer):
    network = Network([784, *hidden, 10], rng=np.random.default_rng(3))
    network.biases[-1][6] = 9
    activations = activations_of(network, np.full((784, 1), 0.3))
    adds = for_and_against(network, activations, len(hidden) - 1)[6]
    said = what_is_read(network, activations, Verdict(Kind.CLEAR, (6,)))
    assert said.endswith(f"; neuron {adds.argmax()}{layer} contributes most.")
    assert name_of_input(0, 57, 2) == "pixel 1, 2"
    activations = *activations[:-2], 0 * activations[-2], activations[-1]  # none contributes
    said = what_is_read(network, activations, Verdict(Kind.CLEAR, (6,)))
    assert said == "It reads a 6 at 1.00; its bias decides."


@pytest.mark.parametrize(
    ("output", "other", "verdict", "said"),
    [
        (8, 3, Verdict(Kind.CLEAR, (8,)),
         "An 8 rather than a 3, because of neuron 5 above all."),
        (0, 9, Verdict(Kind.CLEAR, (9,)),
         "What speaks for 0 against 9: neuron 5 above all. It reads a 9."),
        (0, 9, Verdict(Kind.SEVERAL),
         "What speaks for 0 against 9: neuron 5 above all. It is unread."),
    ],
)  # fmt: skip
def test_outputs_other_than_the_reading_are_compared_as_a_question(output, other, verdict, said):
    assert why(output, other, "neuron 5", verdict) == said


BOUNDS = {"sigmoid": (0, 1), "tanh": (-1, 1), "relu": (0, np.inf)}


@pytest.mark.parametrize(
    ("neurons", "means", "said"),
    [
        ("sigmoid", [0.5, 0.49, 0.9], "Mean activation by digit: above one half for 0, 2"),
        ("sigmoid", [0.4] * 3, "Mean activation by digit: above one half for no digit"),
        ("tanh", [-0.9, 0.2, 0.6],
         "Mean activation by digit: above one half for 2, below −one half for 0"),
        ("tanh", [-0.9] * 3,
         "Mean activation by digit: above one half for no digit, below −one half for every digit"),
        ("tanh", [-0.4, 0.5, 0.6], "Mean activation by digit: above one half for 1, 2"),
        ("relu", [2.0, 0.6, 4.0],
         "Mean activation by digit: above 2, half of the largest, for 0, 2"),
        ("relu", [0.01, 0.01, 0.012],
         "Mean activation by digit: above 0.006, half of the largest, for every digit"),
        ("relu", [0.01, 0.0049, 0.009],
         "Mean activation by digit: above 0.005, half of the largest, for 0, 2"),
        ("relu", [0.0, 3.61e-6, 0.0],
         "Hardly ever active: its mean activation is 0.00 for every digit"),
        ("relu", [0.0] * 3, "Dead: it answers 0 to each of the training images"),
    ],
)  # fmt: skip
def test_the_digits_that_excite_a_neuron_are_told_by_its_kind(neurons, means, said):
    assert KINDS[neurons].bounds == BOUNDS[neurons]
    found = Excitement(np.zeros(3, int), np.array(means), KINDS[neurons].bounds)
    assert fires_in_words(found) == said
