"""The headlines of Inside say what was measured, and no more."""

import numpy as np
import pytest

from digitpad import Network
from digitpad.core.inside.explain import Excitement, activations_of, for_and_against
from digitpad.core.text import LONGEST_HEADLINE, with_sign
from digitpad.core.verdict import Kind, Verdict, verdict_on
from digitpad.session.inside.laboratory_words import outputs_in_words
from digitpad.session.inside.why_words import why
from digitpad.session.inside.words import changed, fires_in_words, name_of_input, what_is_read


def outputs(**activations):
    found = np.zeros((10, 1))
    for name, activation in activations.items():
        found[int(name[1:])] = activation
    return found


@pytest.mark.parametrize(
    ("found", "form", "said"),
    [
        ({"_8": 0.97}, None, "It reads an 8 at 0.97; output 0 is at 0.00"),
        ({"_0": 0.97}, None, "It reads a 0 at 0.97"),
        ({"_5": 0.9, "_3": 0.6}, None,
         "5 or 3? Output 5 is highest, at 0.90"),
        ({"_3": 0.4996}, None, "Perhaps 3. Output 3 is highest, at 0.49"),
        ({"_3": 0.0996}, None, "Not a digit. Output 3 is highest, at 0.09"),
        ({"_7": 0.4}, Kind.SEVERAL,
         "Several figures. Output 7 is highest, at 0.40"),
        ({"_1": 0.57}, Kind.DOT, "Only a dot. Output 1 is highest, at 0.57"),
    ],
)  # fmt: skip
def test_the_reading_is_told_as_on_the_canvas(found, form, said):
    found = outputs(**found)
    verdict = verdict_on(found[:, 0], form)
    network = Network([784, 10])
    assert what_is_read(network, [np.zeros((784, 1)), found], verdict, 0, 0) == said
    assert len(said) <= LONGEST_HEADLINE


@pytest.mark.parametrize(("hidden", "layer"), [([30], ""), ([30, 20], " of layer 2")])
def test_the_headline_is_about_the_chosen_neuron(hidden, layer):
    network = Network([784, *hidden, 10], rng=np.random.default_rng(3))
    network.biases[-1][6] = 9
    activations = activations_of(network, np.full((784, 1), 0.3))
    adds = for_and_against(network, activations, len(hidden) - 1)[6]
    verdict, last = Verdict(Kind.CLEAR, (6,)), len(hidden) - 1
    for neuron, added in enumerate(adds.tolist()):
        said = what_is_read(network, activations, verdict, last, neuron)
        does = "adds most" if added == adds.max() else f"adds {added:.2f}".replace("-", "−")
        assert said == f"It reads a 6 at 1.00; neuron {neuron}{layer} {does}"
    assert name_of_input(0, 57, 2) == "pixel 1, 2"
    said = what_is_read(network, activations, verdict, last + 1, 2)
    assert said == f"It reads a 6 at 1.00; output 2 is at {activations[-1][2, 0]:.2f}"
    said = what_is_read(network, activations, verdict, 0, 4)
    if last:  # it adds nothing to an output directly
        at = f"{activations[1][4, 0]:.2f}"
        assert said == f"It reads a 6 at 1.00; neuron 4 of layer 1 is at {at}"
    activations = *activations[:-2], 0 * activations[-2], activations[-1]  # none contributes
    said = what_is_read(network, activations, verdict, last, 4)
    assert said == f"It reads a 6 at 1.00; neuron 4{layer} adds 0.00"


@pytest.mark.parametrize("weight", [-3e36, 3e36, -1.0])
def test_the_headline_of_a_huge_network_has_no_more_letters_than_a_line(weight):
    network = Network([784, *[1] * 97, 9999, 10], neurons="relu", rng=np.random.default_rng(1))
    activations = [np.ones((size, 1)) for size in network.sizes]
    for at in (0.99, 0.09):
        activations[-1] = outputs(_8=at)
        network.weights[-1][:] = weight
        verdict = verdict_on(activations[-1][:, 0])
        for place in ((97, 9998), (96, 0), (98, 9)):
            said = what_is_read(network, activations, verdict, *place)
            assert len(said) <= LONGEST_HEADLINE
            assert at < 0.1 or "; " in said
    name = name_of_input(98, 9998, 99)
    for verdict in (Verdict(Kind.CLEAR, (8,)), Verdict(Kind.CLEAR, (1,)), Verdict(Kind.UNREAD)):
        assert len(why(8, 8, name, verdict)) <= LONGEST_HEADLINE
    assert len(changed("100.00 %", "100.00 %")) <= LONGEST_HEADLINE


@pytest.mark.parametrize(
    ("output", "other", "verdict", "said"),
    [
        (8, 3, Verdict(Kind.CLEAR, (8,)), "An 8 rather than a 3: neuron 5 adds most"),
        (0, 9, Verdict(Kind.CLEAR, (9,)), "Read as 9. Neuron 5 adds most to 0 against 9"),
        (0, 9, Verdict(Kind.SEVERAL), "Unread. Neuron 5 adds most to 0 against 9"),
    ],
)  # fmt: skip
def test_outputs_other_than_the_reading_are_compared(output, other, verdict, said):
    assert why(output, other, "neuron 5", verdict) == said


OF_SIGMOID, OF_TANH, OF_RELU, OF_LINEAR = (0, 1), (-1, 1), (0, np.inf), (-np.inf, np.inf)


@pytest.mark.parametrize(
    ("bounds", "means", "said"),
    [
        (OF_SIGMOID, [0.4951, 0.4949, 0.9], "Mean activation by digit: 0.5 or more for 0, 2"),
        (OF_SIGMOID, [0.4] * 3, "Mean activation by digit: below 0.5 for every digit"),
        (OF_TANH, [-0.9, 0.2, 0.6],
         "Mean activation by digit: 0.5 or more for 2; −0.5 or less for 0"),
        (OF_TANH, [-0.9] * 3,
         "Mean activation by digit: −0.5 or less for every digit"),
        (OF_TANH, [-0.4, 0.2, 0.4],
         "Mean activation by digit: between −0.5 and 0.5 for every digit"),
        (OF_TANH, [-0.4, 0.5, 0.6], "Mean activation by digit: 0.5 or more for 1, 2"),
        (OF_RELU, [2.0, 0.6, 4.0],
         "Mean activation by digit: 2 (half of the largest) or more for 0, 2"),
        (OF_RELU, [0.01, 0.01, 0.012],
         "Mean activation by digit: 0.006 (half of the largest) or more for every digit"),
        (OF_RELU, [0.01, 0.0049, 0.009],
         "Mean activation by digit: 0.005 (half of the largest) or more for 0, 2"),
        (OF_RELU, [0.0, 3.61e-6, 0.0],
         "Mean activation by digit: 0.00 for every digit"),
        (OF_RELU, [0.0] * 3, "Dead: it answers 0 to each of the training images"),
        (OF_LINEAR, [0.0] * 3, "Mean activation by digit: 0.00 for every digit"),
        (OF_LINEAR, [2.0, -0.6, -4.0],
         "Mean activation by digit: 2 (half of the largest) or more for 0; "
         "−2 (half of the largest) or less for 2"),
    ],
)  # fmt: skip
def test_the_digits_that_excite_a_neuron_are_told_by_its_bounds(bounds, means, said):
    found = Excitement(np.zeros(3, int), np.array(means), bounds)
    assert fires_in_words(found) == said


@pytest.mark.parametrize(
    ("bounds", "means", "scale"),
    [
        (OF_SIGMOID, [0.2, 0.9], (0, 1)),
        (OF_TANH, [0.2, 0.9], (-1, 1)),
        (OF_RELU, [0.5, 4.0], (0, 4)),
        (OF_LINEAR, [0.5, 4.0], (0, 4)),  # no bar needs room below 0
        (OF_LINEAR, [-0.25, 4.0], (-0.25, 4)),
        (OF_LINEAR, [-5.0, 4.0], (-5, 5)),
    ],
)
def test_bars_of_means_have_the_bounds_or_what_they_need(bounds, means, scale):
    found = Excitement(np.zeros(3, int), np.array(means), bounds)
    assert (found.least, found.full) == scale


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (0.9946, 0.9752, "3: 0.99 → 0.98 −0.01"),  # in truth by 0.0194
        (0.004, 0.016, "3: 0.00 → 0.02 +0.02"),
        (0.006, 0.014, "3: 0.01 → 0.01 0.00"),
    ],
)
def test_the_difference_of_two_outputs_is_that_of_what_is_written(before, after, said):
    (name, grown) = outputs_in_words(*(outputs(_3=a)[:, 0] for a in (before, after)))[3]
    assert f"{name} {with_sign(grown)}" == said
