"""The picture of the network: ink shows activation; pointer and keys choose a neuron."""

from dataclasses import replace

import numpy as np
import pytest
from desk import Left
from digits import SIX
from inside import choose, chosen, description, middles, picture, show, show_six
from PySide6.QtCore import QObject, QPoint, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from digitpad import Network
from digitpad.core.inside.explain import activations_of
from digitpad.session.inside.seen import Seen
from digitpad.ui.inside.choice import Choice
from digitpad.ui.inside.network_diagram import NetworkDiagram
from digitpad.ui.parts import theme

RED_GREEN_BLUE = (QColor.red, QColor.green, QColor.blue)
SIZE = QSize(520, 320)


def seen(sizes, seed):
    """A random network, and a random image with ink on a third of its pixels."""
    rng = np.random.default_rng(seed)
    network = Network(sizes, rng=rng)
    image = (rng.random((784, 1)) * (rng.random((784, 1)) > 2 / 3)).astype(network.dtype)
    return Seen(network, tuple(activations_of(network, image)), False, 0, 0)


FIRST = seen([784, 40, 20, 10], 1)


@pytest.fixture
def diagram(qtbot):
    """Makes new pictures of networks."""
    owner = QObject()

    def make():
        made = NetworkDiagram(Choice(owner), FIRST)
        qtbot.addWidget(made)
        made.resize(SIZE)
        return made

    return make


def image_of(diagram, shown):
    diagram.show_seen(shown)
    return diagram.grab().toImage()


def assert_mixed(color, paper, ink, part):
    """Check that the colour is a mixture of paper and ink, with this part of ink."""
    for channel in RED_GREEN_BLUE:
        low, high = channel(paper), channel(ink)
        assert channel(color) == pytest.approx(low + (high - low) * part, abs=3)


# Choosing a neuron by pointer and keys.


def test_arrow_keys_go_from_neuron_to_neuron_and_stop_at_the_edge(desk):
    show_six(desk)
    diagram = desk.find("network_diagram")
    choose(desk, 0, 3)
    for layer in (1, 2):
        QTest.keyClick(diagram, Qt.Key.Key_Right)
        assert chosen(desk)[0] == layer
    choose(desk, 2, 8)
    for _ in range(2):  # the second finds none below
        QTest.keyClick(diagram, Qt.Key.Key_Down)
        assert chosen(desk) == (2, 9)
    QTest.keyClick(diagram, Qt.Key.Key_Up)
    assert chosen(desk) == (2, 8) and desk.text("neuron_title").startswith("Output")


def test_a_click_chooses_a_neuron_and_pointing_explains_it(desk):
    show_six(desk)
    diagram = desk.find("network_diagram")
    places = middles(diagram)
    QTest.mouseClick(diagram, Left, pos=places["output 4"])
    desk.wait(lambda: chosen(desk) == (2, 4))
    desk.wait(lambda: desk.text("neuron_title").startswith("Output 4"))
    QTest.mouseMove(diagram, places["output 6"])
    desk.wait(lambda: desk.text("explanation").startswith("Output 6: z = "))


def test_keys_may_be_faster_than_the_painting(open_network):
    network = Network([784, 30, 20, 12, 11, 9, 8, 10], rng=np.random.default_rng(3))
    desk = open_network(network)
    show(desk)
    diagram = desk.find("network_diagram")
    desk.wait(lambda: description(desk, "network_diagram"))
    for key, layer in ((Qt.Key.Key_Right, 6), (Qt.Key.Key_Left, 2)):
        for _ in range(4 if key == Qt.Key.Key_Left else 9):
            QTest.keyClick(diagram, key)
        assert chosen(desk)[0] == layer
    choose(desk, 2, 11)  # the next network has neither this layer nor so many neurons in one
    desk.enter(hidden_layers="2")
    desk.trigger("action_new")
    desk.show_tab("Inside")
    desk.wait(lambda: description(desk, "network_diagram").startswith("784-2-10"))
    assert chosen(desk) == (0, 0)  # and not its last output in place of the neuron that is gone
    QTest.keyClick(diagram, Qt.Key.Key_Left)
    desk.wait(lambda: desk.text("neuron_title").startswith("Hidden layer 1, "))


# Which neurons are shown.


def test_all_outputs_and_the_neurons_that_matter_of_large_layers_are_shown(desk):
    desk.window.resize(1366, 768)
    show(desk)
    desk.draw(SIX)
    choose(desk, 1, 499)
    diagram = desk.find("network_diagram")
    desk.wait(lambda: "chosen: hidden layer 2, neuron 499" in diagram.accessibleDescription())
    shown = middles(diagram)
    assert {f"output {digit}" for digit in range(10)} <= shown.keys()
    assert "hidden layer 2, neuron 499" in shown
    for layer in (1, 2):  # of 1,000 and 500
        assert 4 < sum(f"hidden layer {layer}," in name for name in shown) <= 40
    QTest.keyClick(diagram, Qt.Key.Key_Up)  # to the next one that is shown
    layer, neuron = chosen(desk)
    assert layer == 1 and f"hidden layer 2, neuron {neuron}" in shown and neuron < 499
    choose(desk, 2, 0)  # the first neuron of another layer
    desk.wait(lambda: desk.text("neuron_title").startswith("Output 0"))


@pytest.mark.parametrize("neuron", [0, 20, 119, 199])
def test_the_chosen_neuron_is_shown_however_many_are_off(diagram, neuron):
    made, off = diagram(), tuple((0, each) for each in range(20, 120))
    made.show_seen(replace(seen([784, 200, 10], 5), off=off).at(0, neuron))
    assert f"hidden layer 1, neuron {neuron}" in middles(made)
    QTest.keyClick(made, Qt.Key.Key_Down)  # from its place


def test_a_neuron_that_sends_much_below_0_is_shown(diagram):
    network = Network([784, 200, 10], neurons="tanh", rng=np.random.default_rng(1))
    hidden = np.full((200, 1), 0.1, np.float32)
    hidden[137] = -1
    made = diagram()
    image_of(made, replace(FIRST, network=network, activations=(FIRST.activations[0], hidden,
                           FIRST.activations[-1])).at(1, 0))  # fmt: skip
    assert "hidden layer 1, neuron 137" in middles(made)


# How it is painted.


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("is_blank", [True, False])
def test_weights_that_are_no_numbers_are_painted(diagram, value, is_blank):
    """A network that diverges may have such weights."""
    drawn = seen([784, 12, 8, 10], 6)
    network = drawn.network
    network.weights = [np.where(w > 0.01, value, w).astype(w.dtype) for w in network.weights]
    pixels, *answers = drawn.activations
    for broken in (answers, [answer * np.nan for answer in answers]):
        shown = replace(drawn, activations=(pixels, *broken), is_blank=is_blank)
        assert not image_of(diagram(), shown).isNull()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_more_active_neurons_have_more_ink(diagram, scheme):
    theme.choose(scheme)
    outputs = np.linspace(0, 1, 10, dtype=np.float32).reshape(10, 1)
    made, colors = diagram(), theme.current()
    picture = image_of(made, replace(FIRST, activations=(*FIRST.activations[:-1], outputs)))
    places = middles(made)
    for digit, part in enumerate(outputs[:, 0].tolist()):
        place = places[f"output {digit}"]
        assert_mixed(picture.pixelColor(place), colors.paper, colors.ink, part)


def test_the_chosen_neuron_has_a_ring(diagram):
    made = diagram()
    places = middles(made)
    for output in (2, 7):
        picture, darkest = image_of(made, replace(FIRST, layer=2, neuron=output)), []
        for digit in range(10):
            above = (places[f"output {digit}"] - QPoint(0, r) for r in range(12, 17))
            darkest.append(min(picture.pixelColor(place).lightness() for place in above))
        assert int(np.argmin(darkest)) == output and darkest[output] < 60


@pytest.mark.parametrize("is_blank", [True, False])
def test_blank_paper_sends_nothing(diagram, is_blank):
    made = diagram()
    picture = image_of(made, replace(FIRST, is_blank=is_blank))
    beside = min(place.x() for place in middles(made).values()) - 20  # between it and the drawing
    colors = {picture.pixelColor(beside, y).name() for y in range(100, 240)}
    assert (len(colors) == 1) == is_blank


def test_connections_that_carry_more_are_thicker_and_signs_have_colours(open_network):
    network = Network([784, 2, 10], rng=np.random.default_rng(3))
    network.weights[1][:] = 0
    network.weights[1][4, 0], network.weights[1][5, 1] = 6.0, -2.0
    for b in network.biases:
        b[:] = 0
    desk = open_network(network)
    desk.window.resize(1366, 768)
    show(desk)
    desk.wait(lambda: "chosen" in description(desk, "network_diagram"))
    image, places = picture(desk, "network_diagram"), middles(desk.find("network_diagram"))
    start, end = (places[name].x() for name in ("hidden layer 1, neuron 0", "output 0"))
    # Three quarters of the way to the outputs; blank paper gives both neurons the same activation.
    # The lines of the neuron that is not chosen are thin and pale.
    x = start + 3 * (end - start) // 4
    colors = [image.pixelColor(x, y) for y in range(40, image.height())]
    differences = [color.redF() - color.blueF() for color in colors]
    assert max(differences) > -2 * min(differences) > 0.2


@pytest.mark.parametrize(
    ("neurons", "activations", "parts", "said"),
    [
        ("tanh", [-1.0, -0.25, 0.25, 1.0], [-1.0, -0.25, 0.25, 1.0], ""),
        ("relu", [0.0, 1.0, 3.0, 4.0], [0.0, 0.25, 0.75, 1.0], "; full circles of layer 1: 4;"),
        ("relu", [0.0] * 4, [0.0] * 4, ""),  # so none is full
        # Divided by 1 − dropout, an activation may exceed that of a full circle.
        ("tanh", [-2.0, -0.5, 0.5, 2.0], [-1.0, -0.25, 0.25, 1.0], "; full circles of layer 1: 2;"),
    ],
)
def test_circles_are_filled_by_sign_or_beside_the_largest(
    diagram, neurons, activations, parts, said
):
    network = Network([784, 4, 10], neurons=neurons, rng=np.random.default_rng(1))
    column = np.array(activations, np.float32).reshape(4, 1)
    shown = replace(FIRST, network=network, activations=(FIRST.activations[0], column,
                    FIRST.activations[-1])).at(1, 0)  # fmt: skip
    made = diagram()
    image, places, colors = image_of(made, shown), middles(made), theme.current()
    for neuron, part in enumerate(parts):
        below_number = places[f"hidden layer 1, neuron {neuron}"] + QPoint(0, 8)
        color = image.pixelColor(below_number)
        assert_mixed(color, colors.paper, colors.below if part < 0 else colors.ink, abs(part))
    assert said in made.accessibleDescription() and ("full" in made.accessibleDescription()) == (
        said != ""
    )
    made.show_seen(replace(shown, is_blank=True))
    assert "full" not in made.accessibleDescription()
