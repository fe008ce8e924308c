"""The base of the views of the tab Inside, and what they show."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea

from digitpad.core.inside.explain import activations_of, terms
from digitpad.core.network import Network
from digitpad.core.text import text_of
from digitpad.core.verdict import Kind, Verdict, verdict_on
from digitpad.session.inside_words import what_is_read
from digitpad.session.measurer import Measurer
from digitpad.session.session import Session, State
from digitpad.session.steps import Answer, Question
from digitpad.session.watch import Watch
from digitpad.ui.inside.choice import Choice, Place
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.layouts import named

Array = NDArray[np.floating]
BLANK = np.zeros((784, 1), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What is seen in Inside: a network, how it reads the drawing, and the chosen neuron.

    activations: of all layers, the input first, each (neurons, 1); those of blank paper if nothing
    is drawn. layer, neuron: the chosen neuron; layer 0 is the first after the input. name: the
    network's, for sentences. run_id: None for the shipped network. trains: whether it is learning.
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
    run_id: str | None = None
    trains: bool = False
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
        """The verdict on the outputs."""
        return verdict_on(self.activations[-1][:, 0], self.form)

    def sent(self, layer: int) -> Array:
        """The activations that a layer sends on, (neurons,); 1 while nothing is drawn."""
        activations = self.activations[layer + 1][:, 0]
        return np.ones_like(activations) if self.is_blank else activations

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


def seen_now(session: Session, choice: Choice) -> Seen:
    """The network in use, as it reads the drawing now."""
    network, reading = session.network, session.reading
    if reading is not None and reading.network is network:
        activations = reading.activations
    else:
        image = BLANK if reading is None else reading.image.reshape(784, 1)
        activations = activations_of(network, image)
    test_digit = None if reading is None else reading.test_digit
    seen = Seen(
        network,
        activations,
        is_blank=reading is None,
        layer=0,
        neuron=0,
        name=session.network_in_words,
        run_id=session.run_id,
        trains=session.follows and session.job.state is State.RUNNING,
        form=None if reading is None else reading.form,
        label=None if test_digit is None else test_digit.label,
        drawn="" if reading is None else reading.which or "drawing",
    )
    if session.follows:
        whole = replace(seen, network=session.whole_network, name=session.whole_network_in_words)
        seen = replace(seen, whole=whole)
    return seen.at(choice.layer, choice.neuron)


class InsideView(FollowingView):
    """The base of the views, each of which shows a `Seen`.

    title: the tab’s. about: what it shows, and where to read about it in the book. area: scrolls
    it.
    """

    title = about = ""
    area: QScrollArea
    moved = Signal()
    """`pictured` has changed."""

    def __init__(self, name: str, said: str, seen: Seen) -> None:
        """seen: what is shown first."""
        super().__init__()
        named(self, name, self.about, said)
        self._seen = seen

    def watch(
        self, measurer: Measurer, question: Callable[[], Question[Answer] | None]
    ) -> Watch[Answer]:
        """A watch that asks while the view is visible; see `Watch`."""
        watch = Watch(measurer, question)
        self.looked_at.connect(watch.look)
        return watch

    def show_seen(self, seen: Seen) -> None:
        """Show another network, drawing or neuron."""

    def headline(self, seen: Seen) -> str:
        """A sentence about what is seen."""
        if seen.is_blank:
            return "Draw a digit, and see what goes on in the network"
        return what_is_read(seen.network, seen.activations, seen.verdict, *seen.place)

    def pictured(self, seen: Seen) -> Seen:
        """What the picture of the network shows while this view is in front."""
        return seen
