"""Chooses the neurons and connections that the picture of a network shows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.core.inside.explain import importance, reach
from digitpad.core.network import Network
from digitpad.ui.inside.seen import Seen

MOST_LAYERS = 4  # hidden layers that are shown; if there are more, those in the middle are folded
MOST_NEURONS = 40  # of a layer
MOST_LINES = 220  # between all of them


@dataclass(frozen=True, slots=True, eq=False)
class LayerColumn:
    """A layer in the picture. Layer 0 is the first after the input.

    neurons: the indices of those that are shown. folded: how many are not.
    """

    layer: int
    neurons: NDArray[np.intp]
    folded: int


@dataclass(frozen=True, slots=True, eq=False)
class Connections:
    """Connections in the picture, those that carry the least first.

    places: for each, the column where it starts, and the places of its neurons in that column and
    in the next. carries: weight times activation, or the weight while nothing is drawn:
    (connections,).
    """

    places: list[tuple[int, int, int]]
    carries: NDArray[np.floating]


class Importance:
    """How much neurons send on now. Keeps the part that depends only on the network."""

    def __init__(self) -> None:
        self._network: Network | None = None
        self._reach: dict[int, NDArray[np.floating]] = {}

    def of(self, seen: Seen, layer: int) -> NDArray[np.floating]:
        """`explain.importance` of each neuron of a hidden layer: (neurons,)."""
        if seen.network is not self._network:
            self._network, self._reach = seen.network, {}
        if layer not in self._reach:
            self._reach[layer] = reach(seen.network, layer)
        if seen.is_blank:
            return self._reach[layer].copy()
        return importance(seen.activations, layer, self._reach[layer])


def shown_layers(network: Network, looked_at: int) -> list[int]:
    """The layers that have a column, the output last; `looked_at` is always among them."""
    last = len(network.weights) - 1
    hidden = list(range(last))
    if len(hidden) > MOST_LAYERS:
        half = MOST_LAYERS // 2
        hidden = [i for i in hidden if i < half or i >= last - half or i == looked_at]
    return [*hidden, last]


def columns(seen: Seen, matters: Importance, rows: int = MOST_NEURONS) -> list[LayerColumn]:
    """The columns, each with the neurons that matter most for this drawing, and the chosen one."""
    network = seen.network
    last = len(network.weights) - 1
    shown = []
    for layer in shown_layers(network, seen.layer):
        count = len(network.weights[layer])
        if layer == last or count <= rows:
            neurons = np.arange(count)
        else:
            sent = matters.of(seen, layer)
            if layer == seen.layer:
                sent[seen.neuron] = np.inf  # the chosen neuron is always shown
            for off_layer, off in seen.off:  # and what is off, though it sends nothing
                if off_layer == layer:
                    sent[off] = np.inf
            # One row tells how many are not shown. In the order of the layer, so that neurons do
            # not change their places.
            neurons = np.sort(np.argpartition(-sent, rows - 2)[: rows - 1])
        shown.append(LayerColumn(layer, neurons, count - len(neurons)))
    return shown


@np.errstate(over="ignore", invalid="ignore")  # of weights that are no numbers
def lines(seen: Seen, shown: list[LayerColumn]) -> Connections:
    """The connections that carry the most."""
    places, carries = [], []
    for i, (before, after) in enumerate(zip(shown, shown[1:])):
        if after.layer != before.layer + 1:
            continue  # there are folded layers between
        weights = seen.network.weights[after.layer][np.ix_(after.neurons, before.neurons)]
        carried = weights * seen.sent(before.layer)[before.neurons]
        most = min(MOST_LINES // max(1, len(shown) - 1), carried.size)
        strongest = np.argpartition(-np.abs(carried), most - 1, axis=None)[:most]
        ends, starts = np.divmod(strongest, len(before.neurons))
        places.append(np.stack([np.full(most, i), starts, ends]))
        carries.append(carried.reshape(-1)[strongest])
    if not places:
        return Connections([], np.zeros(0))
    every, values = np.concatenate(places, axis=1), np.concatenate(carries)
    order = np.argsort(np.abs(values), kind="stable")
    return Connections(list(zip(*every[:, order].tolist())), values[order])
