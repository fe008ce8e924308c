"""Advice on settings, before a run: which of them make little sense together. No Qt.

The rules on learning rates come from the accuracies in `core/neurons.py`, those on first weights
from the same networks with the quadratic cost and η 0.1: large weights reach 68 % and default ones
91 %; with rectified linear neurons 31 % and 93 %.
"""

import math

from digitpad.core.costs import COSTS
from digitpad.core.learning.settings import Architecture, Hyperparameters
from digitpad.core.neurons import KINDS
from digitpad.core.text import capitalized, counted, in_a_row


def advice(architecture: Architecture, settings: Hyperparameters) -> str:
    """What to change about settings that make little sense together; empty if they are sensible.

    With momentum μ, steps in one direction add up to η / (1 − μ), and from μ = 1 on without end:
    nothing is advised then.
    """
    if settings.momentum >= 1:
        return ""
    kind, cost = KINDS[architecture.neurons], COSTS[architecture.cost]
    rates = kind.slowed_rates if cost.slows else kind.rates
    if architecture.weight_initializer == "large":
        if kind.bounds[1] == math.inf:
            return f"Large weights make {kind.words} neurons overshoot: try default ones."
        if cost.slows:
            return (
                f"Large weights saturate neurons, and with the {cost.words} cost a saturated "
                "output hardly learns: try the cross-entropy, or default weights."
            )
    kept = 1 - settings.momentum
    if settings.eta >= rates.too_large * kept:
        whose = f"{capitalized(kind.words)} neurons"
        far = f"{whose if architecture.hidden_layers else 'Outputs'} and η {settings.eta:g}"
        if settings.momentum:
            far = f"{far} with momentum {settings.momentum:g}"
        return f"{far} step too far to learn well: try η {rates.good * kept:.2g}."
    return ""


def about_mini_batches(size: int, images: int) -> str:
    """That mini-batches of this size are larger than all of the training images."""
    return (
        f"A mini-batch of {size:,} is larger than the {counted(images, 'training image')}: "
        "each epoch is one step, with all of them."
    )


def good_rates() -> str:
    """Learning rates that suit each kind of neurons, unless the cost slows learning."""
    words = [f"{kind.rates.good:g} with {kind.words}" for kind in KINDS.values()]
    return f"{in_a_row(words)} neurons"


def kinds_in_words() -> str:
    """The kinds of neurons with their activations; their names in formulas where those differ."""
    return "; ".join(
        f"{kind.words}, {kind.answers}"
        if kind.words == kind.name
        else f"{kind.words} ({kind.name}), {kind.answers}"
        for kind in KINDS.values()
    )
