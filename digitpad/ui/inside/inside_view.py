"""The base of the views of the tab Inside, and the moment that they show.

It is of a network, of how it reads the drawing, and of a neuron.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea

from digitpad.core.inside.explain import activations_of, terms
from digitpad.core.network import Network
from digitpad.core.verdict import Kind, Verdict, verdict_on
from digitpad.session.inside_words import what_is_read
from digitpad.session.measurer import Answer, Measurer, Question
from digitpad.session.session import Session, State
from digitpad.session.watch import Watch
from digitpad.ui.inside.choice import Choice, Place
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.layouts import named
from digitpad.ui.parts.number_fields import text_of

Array = NDArray[np.floating]
BLANK = np.zeros((784, 1), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One moment. Layer 0 is the first after the input.

    activations: of every layer, the input first, each (neurons, 1); those of blank paper if
    nothing is drawn. layer, neuron: the chosen neuron. name: the network's, for sentences. run_id:
    its run's; None for the shipped network. trains: whether it is learning. form: as of a reading.
    label: the true digit of what is drawn, if that is known. deltas: for a training example, the
    error δ of each layer after the input, (neurons,), None if not known. off: neurons that are
    switched off. drawn: what the input is called.
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

    def at(self, layer: int, neuron: int) -> "Seen":
        """The same moment with another neuron, or the last one if the layer is too small."""
        layer = min(layer, len(self.network.weights) - 1)
        neuron = min(neuron, len(self.network.weights[layer]) - 1)
        return replace(self, layer=layer, neuron=neuron)

    @property
    def place(self) -> Place:
        """The chosen neuron."""
        return self.layer, self.neuron

    @property
    def verdict(self) -> Verdict:
        """What the outputs say of the drawing."""
        return verdict_on(self.activations[-1][:, 0], self.form)

    def sent(self, layer: int) -> Array:
        """What each neuron of a layer sends on, (neurons,): 1 while nothing is drawn."""
        activations = self.activations[layer + 1][:, 0]
        return np.ones_like(activations) if self.is_blank else activations

    def name_of(self, layer: int, neuron: int) -> str:
        """A neuron's name on screen: output 3, or hidden layer 1, neuron 12."""
        if layer == len(self.network.weights) - 1:
            return f"output {neuron}"
        return f"hidden layer {layer + 1}, neuron {neuron}"

    def words_about(self, place: Place | None) -> str:
        """The name and the numbers of a neuron; empty if there is none."""
        if place is None:
            return ""
        if self.is_blank:
            return self.name_of(*place)
        sum_ = terms(self.network, self.activations, *place)
        z, a = text_of(sum_.z, 2), text_of(sum_.activation, 3)
        off = ", off" if place in self.off else ""
        return f"{self.name_of(*place)}: z = {z}, activation {a}{off}"


def seen_now(session: Session, choice: Choice) -> Seen:
    """The present moment of the session."""
    network, reading, run = session.network, session.reading, session.run
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
        name="the shipped network" if run is None else f"the network {run.how_far or 'in use'}",
        run_id=session.run_id,
        trains=session.job.state is State.RUNNING,
        form=None if reading is None else reading.form,
        label=None if test_digit is None else test_digit.label,
        drawn="" if reading is None else reading.which or "drawing",
    )
    return seen.at(choice.layer, choice.neuron)


class InsideView(FollowingView):
    """A view looks at one moment after the other.

    title: its tab’s. about: what it shows, and where to read in the book. area: scrolls it.
    """

    title = about = ""
    area: QScrollArea
    moved = Signal()
    """`pictured` shows something else."""

    def __init__(self, name: str, said: str, seen: Seen) -> None:
        """seen: the moment that is looked at first."""
        super().__init__()
        named(self, name, self.about, said)
        self._seen = seen

    def watch(
        self, measurer: Measurer, question: Callable[[], Question[Answer] | None]
    ) -> Watch[Answer]:
        """A watch that asks while the view is in sight; see `Watch`."""
        watch = Watch(measurer, question)
        self.looked_at.connect(watch.look)
        return watch

    def show_seen(self, seen: Seen) -> None:
        """Show another network, drawing or neuron."""

    def headline(self, seen: Seen) -> str:
        """What is seen, in a sentence."""
        if seen.is_blank:
            return "Draw a digit, and see what goes on in the network."
        return what_is_read(seen.network, seen.activations, seen.verdict)

    def pictured(self, seen: Seen) -> Seen:
        """What the picture of the network shows while this view is in front."""
        return seen
