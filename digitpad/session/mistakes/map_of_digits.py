"""The map of the evaluated digits: where a layer of the network puts them. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from digitpad.core.data.dataset import pixels
from digitpad.core.digit_map import DigitMap, digit_map
from digitpad.core.inside.explain import without_nan
from digitpad.core.learning.monitoring import output_blocks
from digitpad.core.text import counted
from digitpad.session.mistakes.evaluated import Evaluated
from digitpad.session.question import Answering, Images

MOST_ON_MAP = 10_000  # digits; a map of more would take long, and look the same


@dataclass(frozen=True, slots=True, eq=False)
class MapOfDigits:
    """The first MOST_ON_MAP evaluated digits on a map, by a layer's activations; 0 is the input."""

    found: Evaluated
    layer: int
    map: DigitMap

    @property
    def in_words(self) -> str:
        """What the map shows."""
        layers, size = len(self.found.network.sizes), len(self.map.coordinates)
        by = "pixels" if not self.layer else f"the activations of hidden layer {self.layer}"
        if self.layer == layers - 1:
            by = "the activations of the output"
        misread = int(np.count_nonzero(~self.found.evaluation.is_right[:size]))
        return f"{counted(size, 'digit')} by {by}, {misread:,} of them misread"


def map_of(
    _images: Images, found: Evaluated, layer: int, before: Callable[[], DigitMap | None]
) -> Answering[MapOfDigits]:
    """The map of the digits by the activations of a layer of the network; 0 is the input.

    before: returns the map that is shown; the new one keeps its orientation.
    """
    network, images = found.network, found.data.images[:MOST_ON_MAP]
    points = pixels(images, network.dtype)
    if layer:
        part = network.with_arrays(network.weights[:layer], network.biases[:layer])
        blocks = []
        for _, a in output_blocks(part, images):
            blocks.append(a)
            yield None
        points = without_nan(network, np.concatenate(blocks), layer - 1)
    return MapOfDigits(found, layer, (yield from digit_map(points, before())))
