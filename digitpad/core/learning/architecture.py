"""An architecture is how a network is built: its layers, its cost and its first weights."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitpad.core.costs import COSTS
from digitpad.core.learning.hyperparameters import WEIGHT_INITIALIZERS
from digitpad.core.network import Network
from digitpad.core.text import short

INPUTS, OUTPUTS = 784, 10  # the pixels of 28x28, and the digits

NO_LAYERS = "none"

# New networks and those in files have the same limits, so that a network that was opened can be
# trained, and one that was trained can be saved.
MOST_LAYERS = 100  # the input and the output among them
MOST_NEURONS = 200_000
MOST_WEIGHTS = 5_000_000  # a minute an epoch, and 50 to 70 MB on the disk


@dataclass(frozen=True, slots=True)
class Architecture:
    """How a network is built. Another architecture needs a new network, trained from scratch.

    hidden_layers: the neurons of each. cost: a name in `costs.COSTS`. weight_initializer: a name
    in `hyperparameters.WEIGHT_INITIALIZERS`. Raises ValueError for other names, and for a layer
    without neurons; `check_sizes` says whether the layers are too large.
    """

    hidden_layers: tuple[int, ...] = (30,)
    cost: str = "CrossEntropyCost"
    weight_initializer: str = "default"

    def __post_init__(self) -> None:
        if self.cost not in COSTS:
            raise ValueError(f"cost: there is no {short(self.cost)}")
        if self.weight_initializer not in WEIGHT_INITIALIZERS:
            raise ValueError(f"weight_initializer: there is no {short(self.weight_initializer)}")
        if min(self.hidden_layers, default=1) < 1:
            raise ValueError("hidden_layers: a layer has 1 neuron or more")

    @property
    def sizes(self) -> tuple[int, ...]:
        return (INPUTS, *self.hidden_layers, OUTPUTS)

    def network(self, rng: np.random.Generator) -> Network:
        """A new network of this architecture, whose first weights `rng` draws."""
        network = Network(self.sizes, COSTS[self.cost], rng=rng)
        if self.weight_initializer == "large":
            network.large_weight_initializer()
        return network


def written(hidden_layers: Sequence[int]) -> str:
    """Hidden layers as `parse_hidden_layers` reads them: "100, 30", or "none"."""
    return ", ".join(map(str, hidden_layers)) or NO_LAYERS


def parse_hidden_layers(text: str) -> tuple[int, ...]:
    """The neurons of each hidden layer: of "100, 30" it is (100, 30), of "none" ().

    Raises ValueError with a sentence that says what to type instead.
    """
    if not text.strip():
        raise ValueError("Type a number of neurons: 30, or 100, 30 for two layers, or none.")
    if text.strip().lower() == NO_LAYERS:
        return ()
    layers = []
    for part in text.split(","):
        part = part.strip()
        if not part:
            raise ValueError("A number is missing beside a comma: type 30, or 100, 30.")
        digits = part.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise ValueError(f"“{part[:12]}” is not a whole number: type 30, or 100, 30.")
        number = digits.lstrip("0")
        if part.startswith("-") or not number:
            raise ValueError(f"A layer has 1 neuron or more, not {part[:12]}; no layer is “none”.")
        # Python refuses to convert very long numbers; any of these is far too many.
        layers.append(int(number[:20]))
    try:
        check_sizes((INPUTS, *layers, OUTPUTS))
    except ValueError as error:
        raise ValueError(f"This {error}.") from error
    return tuple(layers)


def check_sizes(sizes: Sequence[int]) -> None:
    """Raises ValueError if layers of these sizes are too many or too large.

    The message lacks its beginning, which the caller adds: "makes 7,940,000 weights, 5,000,000 is
    the most".
    """
    if len(sizes) > MOST_LAYERS:
        raise ValueError(f"has {len(sizes):,} layers, {MOST_LAYERS} is the most")
    weights = sum(a * b for a, b in zip(sizes, sizes[1:], strict=False))
    for number, what, most in (
        (sum(sizes), "neurons", MOST_NEURONS),
        (weights, "weights", MOST_WEIGHTS),
    ):
        if number > most:
            amount = f"{number:,}" if number < 10**12 else "far too many"
            raise ValueError(f"makes {amount} {what}, {most:,} is the most")
