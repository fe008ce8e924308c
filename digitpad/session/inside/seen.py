"""What the tab Inside shows: a network, how it reads the drawing, and the chosen neuron. No Qt."""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from digitpad.core.inside.explain import finite, largest, reach, terms
from digitpad.core.network import Network
from digitpad.core.text import text_of
from digitpad.core.verdict import Kind, Verdict, verdict_on

Array = NDArray[np.floating]
Place = tuple[int, int]  # a layer, and a neuron in it
INPUT = -1  # the layer of pixels; layer 0 is the first after it


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What is seen in Inside: a network, how it reads the drawing, and the chosen neuron.

    activations: of all layers, the input first, each (neurons, 1); those of blank paper if nothing
    is drawn. layer, neuron: the chosen neuron; layer 0 is the first after the input. name: the
    network's, for sentences. title: its run's, with the epoch if need be. run_id: None for the
    shipped network. epoch: the run's in use; None for its last. learns: whether it learns now.
    form: as in a Reading. label: the drawing's true digit, if known. deltas: for a training
    example, the error δ of each layer after the input, (neurons,), None while not known. off:
    neurons that are switched off. drawn: the input's name. whole: while the network learns, the
    same with that of its last whole epoch, which can be kept.
    """

    network: Network
    activations: tuple[Array, ...]
    is_blank: bool
    layer: int
    neuron: int
    name: str = "the network"
    title: str = ""
    run_id: str | None = None
    epoch: int | None = None
    learns: bool = False
    form: Kind | None = None
    label: int | None = None
    deltas: tuple[Array | None, ...] = ()
    off: tuple[Place, ...] = ()
    drawn: str = ""
    whole: "Seen | None" = None

    @property
    def kept(self) -> "Seen":
        """The same with a network that can be kept."""
        return self.whole or self

    def at(self, layer: int, neuron: int) -> "Seen":
        """The same with another neuron chosen; the last layer or neuron if there is none."""
        layer = min(layer, len(self.network.weights) - 1)
        neuron = min(neuron, len(self.network.weights[layer]) - 1)
        return replace(self, layer=layer, neuron=neuron)

    @property
    def place(self) -> Place:
        """The chosen neuron."""
        return self.layer, self.neuron

    @property
    def verdict(self) -> Verdict:
        return verdict_on(self.activations[-1][:, 0], self.form)

    def sent(self, layer: int) -> Array:
        """The activations that a layer sends on, (neurons,); 1 while nothing is drawn."""
        activations = self.activations[layer + 1][:, 0]
        return np.ones_like(activations) if self.is_blank else activations

    def full_circle(self, layer: int) -> tuple[float, str]:
        """The activation that fills a circle of a layer, and its text above the layer, if any.

        It is the bound of the activations, without a text. If there is none, or if one is larger
        (after dropout), it is the largest one; 1, without a text, if all are 0.
        """
        bound = self.network.kind_of(layer).bounds[1]
        activations = finite(self.activations[layer + 1])
        most = largest(activations)
        if most <= bound < math.inf:
            return bound, ""
        has_others = self.is_blank or (self.deltas and self.deltas[layer] is not None)
        return most, "" if has_others or not activations.any() else f"{most:.3g}"

    def strongest(self, layer: int, count: int) -> NDArray[np.intp]:
        """The neurons of a hidden layer that matter most for the drawing, and the chosen one.

        Returns their indices in rising order, (count,).
        """
        sent = finite(np.abs(self.sent(layer)) * reach(self.network, layer))
        # Neurons that are off come first, after the chosen one. Dropout leaves out too
        # many for that, so they are treated like the others.
        off = [neuron for its_layer, neuron in self.off if its_layer == layer]
        if self.deltas and off:
            sent = reach(self.network, layer)
        else:
            sent[off] = np.finfo(sent.dtype).max
        if self.layer == layer:
            sent[self.neuron] = np.inf
        return np.sort(np.argpartition(-sent, count - 1)[:count])

    def name_of(self, layer: int, neuron: int) -> str:
        """A neuron's name on screen, such as "output 3" or "hidden layer 1, neuron 12"."""
        if layer == len(self.network.weights) - 1:
            return f"output {neuron}"
        return f"hidden layer {layer + 1}, neuron {neuron}"

    def words_about(self, place: Place | None) -> str:
        """The name and the numbers of a neuron; empty for None."""
        if place is None:
            return ""
        if self.is_blank:
            return self.name_of(*place)
        sum_ = terms(self.network, self.activations, *place)
        z, a = text_of(sum_.z, 2), text_of(sum_.activation, 3)
        off = ", off" if place in self.off else ""
        return f"{self.name_of(*place)}: z = {z}, activation {a}{off}"
