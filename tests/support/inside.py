"""Shared by the tests of the tab Inside."""

import itertools
from collections import defaultdict

import numpy as np
from digits import SIX
from PySide6.QtCore import QPoint, Qt

from digitpad import Network


def show(desk, view="Neuron"):
    """Show the tab Inside, and this view in it."""
    desk.show_tab("Inside")
    desk.show_tab(view, "inside_views")


def chosen(desk):
    """The layer and the number of the chosen neuron, as in the boxes."""
    layer = desk.find("neuron_layer").currentIndex()
    return layer, desk.find("neuron_number").value()


def choose(desk, layer, neuron):
    """Choose a neuron by the boxes."""
    box = desk.find("neuron_layer")
    box.setCurrentIndex(layer)
    box.activated.emit(layer)
    desk.find("neuron_number").setValue(neuron)


def picture(desk, name):
    return desk.find(name).grab().toImage()


def paint(desk):
    """Bring the tab up to date, and paint it."""
    desk.window.tabs.currentWidget().panel.refresh()
    desk.window.grab()


def tiles(desk, name):
    """The tiles of a gallery."""
    return desk.rows(name, Qt.ItemDataRole.UserRole)


def description(desk, name):
    """A widget's description for screen readers."""
    return desk.find(name).accessibleDescription()


def said(desk, name):
    """The rows of a list or a table as a screen reader says them."""
    return desk.rows(name, Qt.ItemDataRole.AccessibleTextRole)


def number(text):
    """The value of a number on the screen."""
    return float(text.replace("−", "-"))


def signed_text(value, digits):
    """A number as on the screen, with this many decimals."""
    return f"{value:.{digits}f}".replace("-", "−")


def show_six(desk):
    """Show the tab with a 6 in the picture of the network."""
    show(desk)
    desk.draw(SIX)
    desk.wait(lambda: "active output is 6" in description(desk, "network_diagram"))


def middles(diagram):
    """The middle of each neuron in the picture of the network, by its name.

    They are found as by a pointer that goes all over the picture, to 3 pixels.
    """
    found = defaultdict(list)
    for place in itertools.product(range(0, diagram.width(), 12), range(0, diagram.height(), 6)):
        if name := diagram.explained_at(QPoint(*place)).split(":")[0]:
            found[name].append(place)
    return {name: QPoint(*np.mean(places, axis=0).round().astype(int).tolist())
            for name, places in found.items()}  # fmt: skip


def of_kind(sizes, neurons, cost):
    """A network, and its weights and biases in float64."""
    network = Network(sizes, cost, neurons=neurons, rng=np.random.default_rng(1))
    network.weights = [2 * w for w in network.weights]
    return network, [
        [a.astype(float) for a in arrays] for arrays in (network.weights, network.biases)
    ]


def values_in_bars(desk, name, low, high):
    """The numbers that the bars for each digit show, measured on tracks from low to high."""
    values, view = [], desk.find(name)
    for track, bar in zip(view.tracks(), view.bars(), strict=True):
        scale = (high - low) / track.height()
        zero = track.top() + high / scale
        up, down = zero - bar.top(), bar.bottom() - zero
        values.append(scale * (up if up >= down else -down))
    return values


def gradients(desk, when="now"):
    """The gradient of each layer as it is drawn, now or at the start; none if that is unknown."""
    for curve in desk.find("layer_gradients_plot").getPlotItem().listDataItems():
        if curve.name().strip() == when and curve.getData()[1] is not None:
            return [f"{10**power:.2g}" for power in curve.getData()[1]]
    return []


def is_lit(desk, name):
    """Whether an equation of *Slow Motion* is used now."""
    return description(desk, f"equation_{name}") == "used now"


def show_examples(desk):
    """Show *Slow Motion*, and wait for the first mini-batch."""
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples"))


def learn_slowly(desk):
    """Do one mini-batch to its end."""
    desk.click("next_moment")
    while not is_lit(desk, "step"):
        desk.click("next_moment")
