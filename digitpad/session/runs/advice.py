"""Advice on settings, before a run: which of them make little sense together. No Qt.

The rules on learning rates come from the accuracies in `core/neurons.py`, those on first weights
from the same networks with the quadratic cost and η 0.1: large weights reach 68 % and default ones
91 %; with rectified linear neurons 31 % and 93 %. That on λ comes from networks 784-30-10 with L2:
1,000 images in 20 epochs, 10,000 in 5 and 50,000 in 2, accuracies at best in percent. The part of a
weight that a step takes away, ηλ/n, decides, whatever η and n are.

    ηλ/n                       0      0.0005   0.002   0.01   0.02   0.05   0.1
    sigmoid, 1,000 images      88.8   88.7     88.3    82.2   70.2   30.4   10.9
    sigmoid, 10,000 images     93.3   92.6     89.8    79.0   70.4   27.0   10.9
    sigmoid, 50,000 images     95.1   92.8     88.9    79.8   65.1   17.0   10.1
    tanh, 1,000 images         88.3   88.2     87.6    82.7   62.4   20.8   10.9
"""

import math

from digitpad.core.costs import COSTS
from digitpad.core.learning.settings import Architecture, Hyperparameters
from digitpad.core.neurons import KINDS
from digitpad.core.text import counted, in_a_row

TOO_MUCH, SENSIBLE = 0.02, 0.0005  # parts of a weight that a step takes away


def advice(architecture: Architecture, settings: Hyperparameters, images: int) -> str:
    """What to change about settings that make little sense together; empty if they are sensible.

    With momentum μ, steps in one direction add up to η / (1 − μ), and from μ = 1 on without end:
    nothing is advised then. images: to learn from.
    """
    if settings.momentum >= 1:
        return ""
    kind, cost = KINDS[architecture.neurons], COSTS[architecture.cost]
    rates = kind.slowed_rates if cost.slows else kind.rates
    if architecture.weight_initializer == "large":
        if kind.bounds[1] == math.inf:
            return f"Large weights make {kind.words} neurons overshoot: try default ones."
        if cost.slows:
            return f"With the {cost.words} cost, large weights learn slowly: try default ones."
    kept = 1 - settings.momentum
    if settings.eta >= rates.too_large * kept:
        whose = f"{kind.words} neurons" if architecture.hidden_layers else "the outputs"
        also = f" with momentum {settings.momentum:g}" if settings.momentum else ""
        eta = rates.good * kept
        lmbda = _smaller_lmbda(settings, eta, images)
        and_lmbda = f" and λ {lmbda:.2g}" if lmbda else ""
        large = f"η {settings.eta:g}{also} is too large for {whose}"
        return f"{large}: try η {eta:.2g}{and_lmbda}."
    if lmbda := _smaller_lmbda(settings, settings.eta, images):
        part = min(100.0, 100 * settings.eta * settings.lmbda / images)
        lost = f"λ {settings.lmbda:g} takes {part:.2g} % of each weight at every step"
        return f"With {counted(images, 'image')} {lost}: try λ {lmbda:.2g}."
    return ""


def _smaller_lmbda(settings: Hyperparameters, eta: float, images: int) -> float:
    """A sensible λ beside this η, if that of L2 takes too much of the weights at a step; else 0."""
    is_too_large = settings.regularization == "L2" and eta * settings.lmbda / images >= TOO_MUCH
    return SENSIBLE * images / eta if is_too_large else 0.0


def about_mini_batches(images: int) -> str:
    """That a mini-batch has room for all of the training images."""
    return (
        f"A mini-batch holds {counted(images, 'training image')}, all there are: one step an epoch."
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
