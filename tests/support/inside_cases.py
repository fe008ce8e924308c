"""What the tab Inside says of small networks whose weights can be written down."""

import itertools
from dataclasses import replace

import numpy as np

from digitpad.core.costs import LogLikelihoodCost
from digitpad.core.inside.explain import activations_of, terms
from digitpad.core.inside.laboratory import Alteration, NeuronChange
from digitpad.core.inside.slow_motion import SlowMotion, WrittenStep
from digitpad.core.learning.settings import Hyperparameters, StepSize
from digitpad.core.network import Network
from digitpad.core.neurons import KINDS
from digitpad.core.verdict import verdict_on
from digitpad.session.inside.laboratory_words import (
    changes_in_words,
    copy_in_words,
    read_in_words,
    tested_in_words,
    values_in_words,
)
from digitpad.session.inside.neuron_words import (
    arithmetic_in_words,
    effect_in_words,
    mean_in_short,
    rows_of,
    sum_in_words,
)
from digitpad.session.inside.seen import Seen
from digitpad.session.inside.slow_motion_words import (
    about_copy,
    about_example,
    about_weight,
    cost_in_words,
    step_in_words,
    value_in_words,
    where,
)
from digitpad.session.inside.why_words import (
    deciding,
    larger_in_words,
    likeness_in_words,
    way_in_words,
    why,
)
from digitpad.session.inside.words import (
    how_measured,
    picture_in_words,
    picture_line,
    tiles_in_words,
    tiles_line,
)


def numbered(*shape):
    """Numbers about −0.75, −0.5 and so on to 0.75, in turn; no two are equal."""
    at = np.arange(np.prod(shape))
    return ((at % 7 - 3) / 4 + at / 1000).reshape(shape)


def network_of(*sizes, **kinds):
    """A network of such weights and biases."""
    weights = [numbered(n, inputs) for inputs, n in itertools.pairwise(sizes)]
    biases = [numbered(n, 1) for n in sizes[1:]]
    return Network(list(sizes), dtype=np.float64, **kinds).with_arrays(weights, biases)


def seen_of(network, image, place=(0, 1)):
    """An image as it is seen in a network; None for blank paper."""
    x = np.zeros((network.sizes[0], 1)) if image is None else np.array(image)[:, None]
    return Seen(network, activations_of(network, x), image is None, *place)


def what_a_neuron_says():
    one, two = network_of(4, 3, 10), network_of(12, 12, 3, 10, neurons="relu")
    softmax = network_of(4, 3, 10, cost=LogLikelihoodCost)
    inks = [0.0, 1.0, 0.5, 0.25]
    for seen in (
        seen_of(one, None), seen_of(one, inks), seen_of(one, inks, (1, 4)),
        seen_of(two, 3 * inks), seen_of(two, 3 * inks, (1, 2)), seen_of(softmax, inks, (1, 9)),
    ):  # fmt: skip
        summed = terms(seen.network, seen.activations, *seen.place)
        said = sum_in_words(seen, summed), effect_in_words(seen), arithmetic_in_words(seen, summed)
        yield f"{seen.words_about(seen.place)} | {' | '.join(said)}".replace("\n", " ")
        bars, places = rows_of(seen, summed)
        assert len(bars) == len(places)
        yield "; ".join(f"{name} = {value:.3g}" for name, value in bars)
    assert seen.words_about(None) == ""
    yield replace(seen, off=((1, 9),)).words_about((1, 9))
    yield " ".join(map(mean_in_short, (0.0, 0.84, -0.84, 4.68, 46.6, 4684.0, 2e12, -3e-9)))


def what_is_changed_in_a_copy():
    seen = seen_of(network_of(4, 3, 10), None)
    changes = NeuronChange(0, 1, bias_shift=1.5), NeuronChange(1, 9, off=True, weight_scale=-0.5)
    alteration = Alteration(changes, pruned=0.29, noise=0.05)
    for text, without in changes_in_words(seen, seen.network, alteration):
        yield f"{text}; {len(changes_in_words(seen, seen.network, without))} others"
    for names in (("run 3", "run 3"), ("run 3", "run 2")):
        yield " ".join(copy_in_words(*names, has_changes) for has_changes in (False, True))
    for known in (
        (9750, 9200, 10_000),
        (None, None, 10_000),
        (9750, None, 10_000),
        (None, None, 0),
    ):
        yield " ".join(tested_in_words(*known, has_changes) for has_changes in (False, True))
    drawn, outputs = seen_of(seen.network, [0.0, 1.0, 0.5, 0.25]), np.eye(10)
    for one in (seen, drawn):
        for has_changes in (False, True):
            yield read_in_words(one, 0.9 * outputs[3], 0.3 * outputs[5], has_changes)
    for change in (NeuronChange(0, 1), *changes):
        yield "; ".join(values_in_words(0.125, change, 0.29, 0.05))


def what_slow_motion_says():
    settings = Hyperparameters(eta=0.5, lmbda=5.0, dropout=0.5)
    for network, of in ((network_of(4, 3, 10), settings), (network_of(4, 10), Hyperparameters())):
        motion = SlowMotion(network)
        assert cost_in_words(None) == ""
        yield "; ".join((where(None), about_copy("run 1", None)))
        rows, size = np.arange(2), StepSize(of, 1000)
        motion.begin(rows, np.array([[0.0, 1.0]] * 4), np.array([3, 8], np.uint8), size)
        for place in range(1, motion.end + 1):
            motion.go_to(place)
            moment = motion.moment
            said = where(moment), about_copy("run 1", moment), cost_in_words(moment)
            yield "; ".join(filter(None, said))
    for has_gradient in (False, True):
        yield about_weight("output 3", "neuron 1", has_gradient)
    outputs = np.eye(10)[4]
    for known in (None, outputs):
        yield about_example("a 4", known, verdict_on(outputs))
    yield value_in_words("b", -0.125)
    for values in (
        (0.25, 0.5, 0.0, 0.2), (0.25, -0.5, 1e-3, 0.3), (0.25, 1e-5, 0.0, 0.25 - 5e-7),
        (-0.25, 3e-9, 0.0, -0.25, -0.125), (0.0, 1e9, 0.0, -1e8),
    ):  # fmt: skip
        step = WrittenStep(*values)
        yield step_in_words("w", step, Hyperparameters(eta=0.5, momentum=0.5), 10)


def what_why_and_the_picture_say():
    inks = [0.0, 1.0, 0.5, 0.25]
    blank = seen_of(network_of(4, 10), None)
    for seen in (seen_of(network_of(4, 12, 10), inks), seen_of(network_of(4, 10), inks), blank):
        found = deciding(seen, 4, 9)
        assert len(found.bars) == len(found.places)
        bars = "; ".join(f"{name} = {value:.3g}" for name, value in found.bars)
        yield f"{found.strongest or 'none'}: {bars}; {found.z:.3g}"
    for outputs in ((4, 9), (9, 4)):
        yield why(*outputs, "neuron 5", verdict_on(np.eye(10)[4]))
    yield from (larger_in_words(4, 9, z) for z in (0.5, 0.0, -1.25))
    yield likeness_in_words((4, 9), 50_000)
    outputs = 0.875 * np.eye(10)[4]
    for count, is_there in ((0, False), (1, True), (12, True)):
        yield way_in_words(count, 4, is_there, outputs, 0.03125)
    yield way_in_words(3, 4, False, outputs + 0.625 * np.eye(10)[9], 0.03125)
    for symbols, start in ((set(), "known"), ({"σ"}, "unknown"), ({"σ", "tanh"}, "now")):
        yield how_measured(symbols, start, 1000)
    yield how_measured(set(), "none", 1000)
    for kind in KINDS:
        network = network_of(4, 3, 10, neurons=kind)
        seen = replace(seen_of(network, inks), drawn="drawing")
        yield picture_line(seen)
        yield picture_in_words(seen)
    blank = seen_of(network, None)
    yield from (picture_line(blank), picture_in_words(blank))
    yield tiles_in_words(blank, "by number")
    yield tiles_line(1.0625)
    yield picture_line(replace(seen, deltas=(None, np.zeros(10))))
