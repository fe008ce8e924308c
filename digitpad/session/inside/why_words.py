"""Why one output is larger than another, and how a drawing becomes the other digit. No Qt."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from digitpad.core.data.dataset import with_article
from digitpad.core.inside.explain import for_and_against, more_for, total
from digitpad.core.text import capitalized, counted, text_of
from digitpad.core.verdict import Verdict, describe, verdict_on
from digitpad.session.inside.seen import Array, Place, Seen
from digitpad.session.inside.words import name_of_input

NEURONS = 5  # shown for each of the two outputs


@dataclass(frozen=True, slots=True)
class Deciding:
    """What decides between two outputs. z: by how much that of the first is larger.

    strongest: the name of the neuron that adds most to the first; empty if none adds. bars: names,
    and what each adds to the first and not to the other. places: of the neurons of these bars; None
    for the last bar, which is all the rest.
    """

    z: float
    strongest: str
    bars: tuple[tuple[str, float], ...]
    places: tuple[Place | None, ...]


def deciding(seen: Seen, output: int, other: int) -> Deciding:
    """What decides between two outputs."""
    network, last = seen.network, len(seen.network.weights) - 1
    if last:
        terms = for_and_against(network, seen.activations, last - 1)
    else:
        terms = network.weights[0] * seen.activations[0][:, 0]
    says = more_for(terms, output, other)
    biases = network.biases[-1][:, 0]
    z = total(np.append(says, float(biases[output]) - float(biases[other])))
    order = np.argsort(-says).tolist()
    name = partial(name_of_input, last, layers=last + 1)
    shown = [i for i in order[:NEURONS] if says[i] > 0]
    strongest = name(shown[0]) if shown else ""
    shown += [i for i in order[-NEURONS:] if says[i] < 0]
    bars = [(name(i), float(says[i])) for i in shown]
    rest = total([z, *(-value for _, value in bars)])
    others = counted(len(says) - len(bars), "other") if bars else f"all {len(says):,}"
    places: list[Place | None] = [(last - 1, i) for i in shown]
    bars.append((f"{others} and bias", rest))
    return Deciding(z, strongest, tuple(bars), (*places, None))


def why(output: int, other: int, decides: str, verdict: Verdict) -> str:
    """What decides between two outputs. decides: the name of the neuron that contributes most."""
    first, second = (with_article(str(digit)) for digit in (output, other))
    read = None if verdict.is_unread else verdict.digits[0]
    if read == output:
        return f"{capitalized(first)} rather than {second}: {decides} adds most"
    reads = "Unread" if read is None else f"Read as {read}"
    return f"{reads}. {capitalized(decides)} adds most to {output} against {other}"


def larger_in_words(output: int, other: int, z: float) -> str:
    """Which of two outputs has the larger z. z: by how much that of the first is larger."""
    larger, by = (output, z) if z > 0 else (other, -z)
    said = f"Output {larger} has the larger z, by {text_of(by, 2)}"
    return f"{said}. Red adds to {output}, blue to {other}:"


def likeness_in_words(digits: tuple[int, int], size: int) -> str:
    """What is shown of two digits. size: the number of training images."""
    return f"{digits[0]} and {digits[1]}: the nearest of {size:,} training images"


def way_in_words(count: int, digit: int, is_there: bool, outputs: Array, began_at: float) -> str:
    """How a drawing is read after some steps on its way to another digit.

    is_there: whether it is read as that digit. began_at: the activation of its output at first.
    """
    said = f"Step {count:,}: {describe(verdict_on(outputs), outputs)}.".replace("?.", "?")
    if is_there:
        said = f"Read as {digit} after {counted(count, 'step')}."
    return f"{said} Output {digit} began at {began_at:.3f}."
