"""What is changed in a copy of the network, in words. No Qt."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from digitpad.core.inside.laboratory import Alteration, NeuronChange
from digitpad.core.network import Network
from digitpad.core.text import text_of
from digitpad.core.verdict import describe, verdict_on
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


def copy_in_words(kept: str, copied: str, has_changes: bool) -> str:
    """What the changes go into. kept: the name of what is in use. copied: of what was copied."""
    if not has_changes:
        return f"Changes go into a copy of {kept}."
    undo = "" if copied == kept else f"; Undo All begins with {kept}"
    return f"A copy of {copied}, changed{undo}."


def tested_in_words(before: int | None, after: int | None, size: int, has_changes: bool) -> str:
    """The test accuracy before and after: 97.44 % → 91.02 %.

    before, after: how many of `size` test digits are read right; None while it is not known.
    """
    shares = shares_in_words(before, after, size)
    of = f"all {size:,} test digits" if size else "the test digits"
    return f"{' → '.join(shares) if has_changes else shares[0]} of {of} are read right"


def shares_in_words(before: int | None, after: int | None, size: int) -> list[str]:
    """The shares of test digits that are read right, before and after; as in `tested_in_words`."""
    return ["…" if right is None else f"{100 * right / size:.2f} %" for right in (before, after)]


def read_in_words(
    seen: Seen, before: NDArray[np.floating], after: NDArray[np.floating], has_changes: bool
) -> str:
    """How the drawing is read before and after. before, after: the output activations, (10,)."""
    if seen.is_blank:
        return "Draw a digit, and see how it is read."
    was, now = (describe(verdict_on(a, seen.form), a) for a in (before, after))
    return f"Your drawing: {was} → {now}" if has_changes else f"Your drawing: {was}"


def outputs_in_words(
    before: NDArray[np.floating], after: NDArray[np.floating]
) -> list[tuple[str, float]]:
    """Each output before and after, and the difference of both as written.

    before, after: the output activations, (10,).
    """
    pairs = zip(before.round(2).tolist(), after.round(2).tolist())
    return [(f"{digit}: {a:.2f} → {b:.2f}", b - a) for digit, (a, b) in enumerate(pairs)]


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
