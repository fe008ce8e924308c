"""An architecture is what a network is built like: chosen before training, and not learnt."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from digitpad.core.costs import COSTS
from digitpad.core.limits import check_sizes
from digitpad.core.network import Network
from digitpad.core.numerals import western

INPUTS, OUTPUTS = 784, 10  # the pixels of 28x28, and the digits

NO_LAYERS = "none"


@dataclass(frozen=True, slots=True)
class Architecture:
    """What a network is built like; with another architecture training starts from scratch."""

    hidden_layers: tuple[int, ...] = (30,)
    cost: str = "CrossEntropyCost"
    weight_initializer: str = "default"

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
    """The neurons of each hidden layer in "30" or "100, 30"; "none" is a network without any.

    Raises ValueError with a sentence that says what to type instead.
    """
    if not text.strip():
        raise ValueError("Type a number of neurons: 30, or 100, 30 for two layers, or none.")
    if text.strip().lower() == NO_LAYERS:
        return ()
    layers = []
    for part in western(text).split(","):
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
