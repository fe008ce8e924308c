"""What the views of the tab Inside look at: a network, how it reads the drawing, and a neuron.

The neuron is chosen by its number, by a click in a picture, or by a row that stands for it. The
base of the views at the right is here, too, and the tabs that they stand in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from digitpad.core.inside.explain import activations_of, terms
from digitpad.core.network import Network
from digitpad.core.verdict import Kind, Verdict, verdict_on
from digitpad.session.inside_words import what_is_read
from digitpad.session.measurer import Answer, Measurer, Question
from digitpad.session.session import Session, State
from digitpad.session.watch import Watch
from digitpad.ui.parts.explained import titled
from digitpad.ui.parts.following_view import FollowingView
from digitpad.ui.parts.item_views import Index
from digitpad.ui.parts.layouts import Tabs, choice_box, label_of, named, row, scroll
from digitpad.ui.parts.number_fields import text_of, whole_number
from digitpad.ui.parts.signed_bars import SignedBars

Array = NDArray[np.floating]
Place = tuple[int, int]  # a layer, and a neuron in it
INPUT = -1  # the layer of pixels; 0 is the first after it
BLANK = np.zeros((784, 1), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One moment. Layer 0 is the first after the input.

    activations: of every layer, the input first, each (neurons, 1); those of blank paper if
    nothing is drawn. layer, neuron: the chosen neuron. name: the network's, for sentences. run_id:
    its run's; None for the shipped network. trains: whether it is learning. form: as of a reading.
    label: the true digit of what is drawn, where that is known. deltas: for a training example, the
    error δ of each layer after the input, (neurons,), None where not known. off: neurons that are
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
        """The name and the numbers of a neuron; empty where there is none."""
        if place is None:
            return ""
        if self.is_blank:
            return self.name_of(*place)
        sum_ = terms(self.network, self.activations, *place)
        z = text_of(sum_.z, 2)
        return f"{self.name_of(*place)}: z = {z}, activation {sum_.activation:.3f}"


class Choice(QObject):
    """The neuron that all views look at, and what is pointed at; any view can change both.

    is_by_hand: whether a person chose it. pointed: a neuron, or a pixel of the drawing, whose
    layer is INPUT; None for nothing.
    """

    changed = Signal()
    """Another neuron was chosen."""
    pointed_changed = Signal()
    """Something else is pointed at."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.layer = self.neuron = 0
        self.is_by_hand = False
        self.pointed: Place | None = None

    def choose(self, layer: int, neuron: int) -> None:
        """Choose this neuron, by hand."""
        self.is_by_hand = True
        self.suggest(layer, neuron)

    def suggest(self, layer: int, neuron: int) -> None:
        """Choose this neuron for a person, who may still choose another one."""
        if (layer, neuron) != (self.layer, self.neuron):
            self.layer, self.neuron = layer, neuron
            self.point_at(None)
            self.changed.emit()

    def point_at(self, place: Place | None) -> None:
        """Point at a neuron or a pixel, or at nothing."""
        if place != self.pointed:
            self.pointed = place
            self.pointed_changed.emit()


class NeuronSearch(QWidget):
    """Two boxes that choose a neuron, and show which one is chosen."""

    def __init__(self, choice: Choice) -> None:
        super().__init__()
        self._choice = choice
        about = "All views are about a neuron of this layer. “output” is the last one."
        self._layer = choice_box("neuron_layer", about, "Layer of the chosen neuron")
        number = whole_number(0, 0, 0, tracks_keyboard=True)
        about = "Any neuron of the layer, even one that the picture does not show."
        self._number = named(number, "neuron_number", about, "Number of the chosen neuron")
        self._layer.activated.connect(lambda layer: choice.choose(layer, 0))
        self._number.valueChanged.connect(
            lambda neuron: choice.choose(self._layer.currentIndex(), neuron)
        )
        # With little between them, so that the picture below can become narrow.
        row(label_of(self._layer, "&neuron"), self._layer, self._number, of=self, spacing=4)

    def show_seen(self, seen: Seen) -> None:
        """Show which neuron is chosen; the network may have other layers than before."""
        sizes = seen.network.sizes[1:]
        if self._layer.count() != len(sizes):
            self._layer.clear()
            self._layer.addItems([*(f"layer {i}" for i in range(1, len(sizes))), "output"])
        self._layer.setCurrentIndex(seen.layer)
        with QSignalBlocker(self._number):
            self._number.setRange(0, sizes[seen.layer] - 1)
            self._number.setValue(seen.neuron)


class NeuronRows:
    """Makes rows stand for neurons or pixels: pointing marks them, choosing chooses neurons."""

    def __init__(self, view: SignedBars, choice: Choice) -> None:
        self._view, self._choice = view, choice
        self._places: Sequence[Place | None] = ()
        view.pointed_changed.connect(self._point)
        for chosen in (view.clicked, view.activated):
            chosen.connect(self._choose)

    def show(self, places: Sequence[Place | None]) -> None:
        """Stand for these from now on, row by row."""
        if places != self._places:
            self._places = places
            self._point()

    def _point(self) -> None:
        self._choice.point_at(self._at(self._view.pointed))

    def _at(self, index: Index) -> Place | None:
        return self._places[index.row()] if 0 <= index.row() < len(self._places) else None

    def _choose(self, index: QModelIndex) -> None:
        place = self._at(index)
        if place is not None and place[0] != INPUT:
            self._choice.choose(*place)


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


def name_of_layer(layer: int, layers: int) -> str:
    """A layer's name; layer 0 is the first after the input."""
    return "output" if layer == layers - 1 else f"hidden layer {layer + 1}"


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


class Views(Tabs):
    """The views as tabs; a view that is too high scrolls."""

    def __init__(self, views: Sequence[InsideView]) -> None:
        super().__init__()
        named(self, "inside_views", said="Views")
        named(self.tabBar(), "views", said="Views")  # whose look it has
        self._views = views
        for view in views:
            view.area = area = scroll(QScrollArea(), view)
            area.setAccessibleName(view.title)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has it
            self.setTabToolTip(self.addTab(area, view.title), titled(view.title, view.about))

    def bring(self, view: InsideView) -> None:
        """Bring a view to the front."""
        self.setCurrentIndex(self._views.index(view))

    @property
    def in_front(self) -> InsideView:
        """The view that is in sight."""
        return self._views[self.currentIndex()]
