"""The tab Inside: what neurons have learnt, why an answer was given, and what changes do to it."""

import itertools
import re
from dataclasses import replace

import book
import numpy as np
import pyqtgraph as pg
import pytest
from child_threads import load_test_once
from desk import QUICK, Left, click_item
from digits import SIX, placed
from idx_folder import write_folder
from inside import choose, chosen, description, number, picture, said, show, tiles
from mnist import mnist
from PySide6.QtCore import QObject, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QScrollArea, QSlider
from steps import result_of
from wheel import turn_wheel

from digitpad import CrossEntropyCost, LogLikelihoodCost, Network, QuadraticCost
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.inside import explain
from digitpad.core.inside.explain import activations_of, for_and_against
from digitpad.core.inside.health import health, health_in_words
from digitpad.core.inside.slow_motion import SlowMotion, StepSize
from digitpad.core.learning.settings import Architecture, Hyperparameters
from digitpad.session import measurer
from digitpad.session.runs.queue import Plan
from digitpad.session.session import State
from digitpad.ui.inside import network_diagram, slow_motion_view
from digitpad.ui.inside.choice import Choice
from digitpad.ui.inside.inside_view import Seen
from digitpad.ui.inside.learning_view import GradientBars, Histograms
from digitpad.ui.inside.network_diagram import NetworkDiagram
from digitpad.ui.parts import small_pictures, theme
from digitpad.ui.parts.explained import explanation


def test_a_hidden_tab_does_no_work(desk, monkeypatch):
    show(desk)
    desk.wait(lambda: description(desk, "network_diagram"))
    desk.show_tab("Train")
    before = description(desk, "network_diagram")
    desk.draw(SIX)
    desk.wait(lambda: desk.reads() == "6")
    assert description(desk, "network_diagram") == before
    show(desk)
    desk.wait(lambda: "active output is 6" in description(desk, "network_diagram"))


def test_with_other_data_what_was_found_in_the_old_is_found_anew(desk, tmp_path, monkeypatch):
    folder = write_folder(tmp_path / "others", 50)
    show_examples(desk)
    desk.find("slow_size").setValue(4)
    assert description(desk, "slow_examples") == "5, 0, 4, 1"
    learn_slowly(desk)
    show(desk, "Neuron")
    desk.wait(lambda: description(desk, "exciting_images"))
    before = description(desk, "answers_by_digit")
    desk.show_tab("Train")
    desk.session.use_data(DataSpec(folder))
    desk.wait(lambda: desk.session.data.folder == folder)
    with monkeypatch.context() as unreadable:
        unreadable.setattr(DataSpec, "load", lose_images)
        show(desk, "Slow Motion")
        desk.wait(lambda: desk.text("slow_where") == "The images are gone.")
        assert not desk.find("go_on_fast").isEnabled()  # what was learnt was of the old ones
        desk.show_tab("Train")
    show(desk, "Neuron")
    desk.wait(lambda: description(desk, "exciting_images"))
    desk.wait(lambda: description(desk, "answers_by_digit") != before)
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples") == "0, 1, 2, 3")


def test_where_the_images_are_gone_each_view_says_so_where_its_answer_would_stand(
    open_window, no_process_ahead, monkeypatch
):
    monkeypatch.setattr(DataSpec, "load", lose_images)
    monkeypatch.setattr(measurer, "load_test_data", lose_images)
    desk = open_window()
    desk.draw(SIX)
    for view, name in (
        ("Neuron", "neuron_fires"),
        ("Why?", "why_likeness_text"),
        ("Learning", "learning_text"),
        ("Laboratory", "laboratory_accuracy"),
    ):
        show(desk, view)
        desk.wait(lambda name=name: desk.text(name) == "The images are gone.")
    desk.draw([[(0.2, 0.2), (0.8, 0.3)]])  # the copy reads another drawing
    assert desk.text("laboratory_accuracy") == "The images are gone."


def lose_images(*_):
    raise OSError("The images are gone.")


# One neuron: how it is chosen, how it comes to its answer, and what excites it.


def see_chosen(desk, layer, neuron):
    desk.wait(lambda: chosen(desk) == (layer, neuron))


def show_six(desk):
    """Show the tab with a 6 in the picture of the network."""
    show(desk)
    desk.draw(SIX)
    desk.wait(lambda: "active output is 6" in description(desk, "network_diagram"))


def signed_text(value, digits):
    return f"{value:.{digits}f}".replace("-", "−")


def test_neurons_are_chosen_in_the_picture_by_pointer_and_keys(desk):
    show_six(desk)
    diagram = desk.find("network_diagram")
    choose(desk, 0, 3)
    for layer in (1, 2):
        QTest.keyClick(diagram, Qt.Key.Key_Right)
        assert chosen(desk)[0] == layer
    before = chosen(desk)[1]
    QTest.keyClick(diagram, Qt.Key.Key_Down if before < 9 else Qt.Key.Key_Up)
    assert chosen(desk) == (2, before + 1 if before < 9 else before - 1)
    assert desk.text("neuron_title").startswith("Output")

    # The outputs stand at the right, one below the other, each with its digit beside it.
    def place_of_output(digit):
        y = 26 + (diagram.height() - 34) * (digit + 0.5) / 10
        return QPoint(diagram.width() - 42, round(y))

    choose(desk, 2, 9)
    QTest.keyClick(diagram, Qt.Key.Key_Down)  # there is none below
    assert chosen(desk) == (2, 9)
    QTest.mouseClick(diagram, Left, pos=place_of_output(4))
    see_chosen(desk, 2, 4)
    desk.wait(lambda: desk.text("neuron_title").startswith("Output 4"))
    QTest.mouseMove(diagram, place_of_output(6))
    desk.wait(lambda: desk.text("explanation").startswith("Output 6: z = "))

    choose(desk, 1, 7)
    desk.wait(lambda: "layer 2, neuron 7" in desk.text("neuron_title"))
    desk.wait(lambda: "z = w·a + b" in desk.text("neuron_sum"))
    network, reading = desk.window.network, desk.session.reading
    z = float(network.weights[1][7] @ reading.activations[1][:, 0] + network.biases[1][7, 0])
    assert signed_text(z, 3) in desk.text("neuron_sum")
    assert signed_text(float(reading.activations[2][7, 0]), 3) in desk.text("neuron_sum")
    effects = [number(words.split(" ")[1]) for words in said(desk, "neuron_outputs")]
    assert effects == pytest.approx(network.weights[2][:, 7].tolist(), abs=0.006)
    times = f"Its contribution is {float(reading.activations[2][7, 0]):.2f} times that."
    assert times in desk.text("neuron_outputs_title")


def test_tiles_stand_in_their_order_and_a_neuron_s_pictures_are_its_own(desk):
    show_six(desk)
    gallery = desk.find("weight_tiles")
    reading, weights = desk.session.reading, desk.window.network.weights[0]
    for by, values in (
        ("by activation now", reading.activations[1][:, 0]),
        ("by size of weights", np.linalg.norm(weights, axis=1)),
    ):
        desk.find("tile_order").setCurrentText(by)
        order = np.argsort(-values, kind="stable").tolist()
        captions = [f"neuron {neuron}" for neuron in order]
        desk.wait(
            lambda captions=captions: (
                captions == [tile.caption for tile in tiles(desk, "weight_tiles")]
            )
        )
        click_item(gallery, 2)
        see_chosen(desk, 0, order[2])
        QTest.keyClick(gallery, Qt.Key.Key_End)
        see_chosen(desk, 0, order[-1])
        assert by in description(desk, "weight_tiles")

    image = desk.session.drawing.image()
    for neuron in (3, 4):
        choose(desk, 0, neuron)
        desk.wait(lambda neuron=neuron: f"neuron {neuron}" in desk.text("neuron_title"))
        mine, finds = tiles(desk, "neuron_pictures")
        own = weights[neuron].reshape(28, 28)
        assert np.array_equal(mine.cells, own)
        assert np.allclose(finds.cells, own * image) and not finds.cells[image == 0].any()
        assert mine.most == tiles(desk, "weight_tiles")[0].most < np.abs(own).max() * 2
    # What is beyond the scale of its layer is said to be cut.
    beyond = [np.abs(row).max() for row in weights]
    for neuron, is_cut in ((int(np.argmax(beyond)), True), (int(np.argmin(beyond)), False)):
        choose(desk, 0, neuron)
        desk.wait(lambda neuron=neuron: f"neuron {neuron}" in desk.text("neuron_title"))
        assert ("+, w·ink" in description(desk, "neuron_pictures")) == is_cut


def test_focus_and_keys_that_move_nothing_choose_no_tile_and_suggestions_go_on(desk):
    show_six(desk)
    desk.wait(lambda: chosen(desk)[0] == 1)  # a neuron is suggested that has no tile
    suggested, order, gallery = chosen(desk), desk.find("tile_order"), desk.find("weight_tiles")
    order.setFocus()
    QTest.keyClick(order, Qt.Key.Key_Tab)
    assert gallery.hasFocus()
    QTest.keyClick(gallery, Qt.Key.Key_Shift)
    QTest.keyClick(gallery, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(gallery, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert order.hasFocus() and chosen(desk) == suggested
    assert not gallery.currentIndex().isValid()  # so none has the frame
    desk.trigger("action_clear")
    desk.draw(placed(3))
    desk.wait(lambda: chosen(desk) != suggested)
    assert chosen(desk)[0] == 1
    order.setFocus()
    QTest.keyClick(order, Qt.Key.Key_Tab)
    QTest.keyClick(gallery, Qt.Key.Key_Space)
    see_chosen(desk, 0, 0)


def test_the_training_images_that_excite_a_neuron_are_shown_and_forgotten_with_it(desk):
    show(desk)  # a neuron that is never active
    training, _, _ = DataSpec().load()

    def found(layer, neuron):
        return result_of(explain.excitement(desk.window.network, training, layer, neuron))

    desk.wait(lambda: description(desk, "answers_by_digit").startswith("0: mean 0.0"))
    known = found(0, 0)
    plot = desk.find("answers_by_digit").findChild(pg.PlotWidget).getPlotItem()
    _, means = (bars.opts for bars in plot.items if isinstance(bars, pg.BarGraphItem))
    assert means["height"].tolist() == known.means.tolist()

    desk.wait(lambda: description(desk, "exciting_images"))
    most = training.images[found(0, 0).most].reshape(-1, 28, 28)
    assert np.array_equal([tile.cells for tile in tiles(desk, "exciting_images")], most)
    click_item(desk.find("exciting_images"), 3)  # puts it on the canvas
    drawn = desk.session.drawing.image()
    assert np.array_equal(np.rint(drawn.ravel() * 255), training.images[found(0, 0).most[3]])
    desk.wait(desk.reads)
    desk.trigger("action_undo")
    assert desk.session.drawing.is_blank()

    of_0 = description(desk, "answers_by_digit")
    choose(desk, 0, 5)
    desk.wait(lambda: "neuron 5" in desk.text("neuron_title"))
    assert description(desk, "answers_by_digit") != of_0  # never that of another neuron
    desk.wait(lambda: "above one half for" in desk.text("neuron_fires"))
    labels = ", ".join(str(int(training.labels[row])) for row in found(0, 5).most)
    desk.wait(lambda: description(desk, "exciting_images") == labels)


def test_keys_may_be_faster_than_pictures(open_network):
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


def test_tiles_and_bars_follow_the_network_while_it_trains(learning_desk):
    desk = learning_desk
    show(desk, "Neuron")
    desk.wait(lambda: "8 neurons" in description(desk, "weight_tiles"))
    before = tiles(desk, "weight_tiles")[3].cells
    desk.wait(lambda: not np.array_equal(tiles(desk, "weight_tiles")[3].cells, before))
    show(desk, "Learning")
    desk.wait(lambda: "→" in bars(desk))
    first, begun = bars(desk), starts(desk)
    desk.wait(lambda: bars(desk) != first)
    assert starts(desk) == begun  # the network that the run began with stays the same
    desk.stop()
    show(desk, "Neuron")
    weights = desk.window.network.weights[0].reshape(-1, 28, 28)
    desk.wait(lambda: np.array_equal([tile.cells for tile in tiles(desk, "weight_tiles")], weights))


def test_connections_are_as_thick_as_they_carry_and_coloured_by_sign(open_network):
    network = Network([784, 2, 10], rng=np.random.default_rng(3))
    network.weights[1][:] = 0
    network.weights[1][4, 0], network.weights[1][5, 1] = 6.0, -2.0
    for b in network.biases:
        b[:] = 0
    desk = open_network(network)
    desk.window.resize(1366, 768)
    show(desk)
    desk.wait(lambda: "chosen" in description(desk, "network_diagram"))
    image = picture(desk, "network_diagram")
    width, height = image.width(), image.height()
    # Three quarters of the way to the outputs; blank paper gives both neurons the same activation.
    # The lines of the neuron that is not chosen are thin and pale.
    colors = [image.pixelColor(round(0.8 * width), y) for y in range(40, height)]
    differences = [color.redF() - color.blueF() for color in colors]
    assert max(differences) > -2 * min(differences) > 0.2


def test_a_neuron_has_a_sum_once_something_is_drawn_and_the_arithmetic_moves_nothing(desk):
    desk.window.resize(1366, 1000)
    show(desk)
    bias = signed_text(float(desk.window.network.biases[0][0, 0]), 2)
    desk.wait(lambda: f"Its bias b = {bias}." in desk.text("neuron_sum"))
    assert desk.text("neuron_sum").startswith("Draw a digit")
    assert desk.text("neuron_title") == "Hidden layer 1, neuron 0"
    assert "nothing is drawn" in description(desk, "network_diagram")
    desk.click("arithmetic")
    assert desk.text("cells_sentence").startswith("Draw a digit")
    assert not desk.find("cells").isVisible()
    desk.click("arithmetic")
    desk.draw(SIX)
    choose(desk, 0, 3)
    desk.wait(lambda: "neuron 3" in desk.text("neuron_title"))
    desk.wait(lambda: "z = w·a + b" in desk.text("neuron_sum"))
    desk.wait(lambda: description(desk, "exciting_images"))
    names = "inside_views", "arithmetic", "neuron_outputs", "exciting_images"
    parts = [desk.find(name) for name in names]
    around = [(part.pos(), part.size()) for part in parts]
    desk.click("arithmetic")
    desk.wait(lambda: not desk.find("cells").visibleRegion().isEmpty())
    assert [(part.pos(), part.size()) for part in parts] == around
    desk.click("arithmetic")
    desk.wait(lambda: not desk.find("cells").isVisible())


def test_terms_and_cells_mark_what_they_stand_for_and_lead_to_it(desk):
    show(desk)
    desk.draw(SIX)
    desk.wait(desk.reads)
    reading, network = desk.session.reading, desk.window.network
    # At first the neuron that adds most to the answer is chosen.
    says = network.weights[2][6] * reading.activations[2][:, 0]
    desk.wait(lambda: chosen(desk) == (1, int(says.argmax())))
    choose(desk, 2, 6)
    desk.wait(lambda: desk.text("neuron_title").startswith("Output 6"))
    desk.wait(lambda: "chosen: output 6" in description(desk, "network_diagram"))
    unmarked = picture(desk, "network_diagram")
    desk.click("arithmetic")
    desk.wait(lambda: desk.rows("cells")[0].startswith("neuron"))
    terms = desk.find("cells")
    terms.setFocus()
    QTest.keyClick(terms, Qt.Key.Key_Home)
    desk.wait(lambda: picture(desk, "network_diagram") != unmarked)
    QTest.keyClick(terms, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: picture(desk, "network_diagram") == unmarked)  # the bias is no neuron
    click_item(terms, 0)
    desk.wait(lambda: chosen(desk) == (1, int(np.abs(says).argmax())))
    # It is the same for pixels; the curve of σ has z and the activation on it.
    choose(desk, 0, 5)
    desk.wait(lambda: desk.rows("cells")[0].startswith("pixel"))
    desk.wait(lambda: "chosen: hidden layer 1, neuron 5" in description(desk, "network_diagram"))
    found = explain.terms(network, reading.activations, 0, 5)
    adds = list(map(number, desk.rows("cells", column=1)))
    order = found.strongest(8)
    assert adds[:8] == pytest.approx(found.terms[order].tolist(), abs=0.006)
    assert sum(adds) == pytest.approx(found.z, abs=0.06)
    assert f"z = {signed_text(found.z, 2)}" in desk.text("cells_sentence")
    plot = desk.find("sigmoid_plot")
    (curve,) = plot.getPlotItem().listDataItems()
    z, a = curve.getData()
    assert z[0] <= -6 and z[-1] >= 6 and np.allclose(a, 1 / (1 + np.exp(-z)))
    items = plot.scene().items()
    (rings,) = [item for item in items if isinstance(item, pg.ScatterPlotItem) and item.data.size]
    assert np.allclose(rings.getData(), [[found.z], [found.activation]])
    rows = desk.find("cells")
    rows.setFocus()
    QTest.keyClick(rows, Qt.Key.Key_End)  # the bias is no pixel
    unmarked = picture(desk, "network_diagram")
    QTest.keyClick(rows, Qt.Key.Key_Home)
    first = int(order[0])
    weight, ink = float(network.weights[0][5, first]), float(reading.activations[0][first, 0])
    factors = f"{signed_text(weight, 2)} × {ink:.2f}"
    assert desk.rows("cells")[0] == f"pixel {first % 28}, {first // 28}: {factors}"
    assert picture(desk, "network_diagram") != unmarked


# The picture of the network: ink says how active a neuron is.


SIZE = QSize(520, 320)


def seen(sizes, seed):
    """A network and an image, both random, of which a third of the pixels are inked."""
    rng = np.random.default_rng(seed)
    network = Network(sizes, rng=rng)
    image = (rng.random((784, 1)) * (rng.random((784, 1)) > 2 / 3)).astype(network.dtype)
    return Seen(network, tuple(activations_of(network, image)), False, 0, 0)


@pytest.fixture
def diagram(qtbot):
    """Makes pictures that have shown nothing yet."""
    owner = QObject()

    def make():
        made = NetworkDiagram(Choice(owner), FIRST)
        qtbot.addWidget(made)
        made.resize(SIZE)
        return made

    return make


def image_of(diagram, shown):
    """What is seen of it."""
    diagram.show_seen(shown)
    return diagram.grab().toImage()


FIRST = seen([784, 40, 20, 10], 1)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("is_blank", [True, False])
def test_weights_that_are_no_numbers_are_painted(diagram, value, is_blank):
    """A network that diverges may have such weights, after one step or another."""
    drawn = seen([784, 12, 8, 10], 6)
    network = drawn.network
    network.weights = [np.where(w > 0.01, value, w).astype(w.dtype) for w in network.weights]
    pixels, *answers = drawn.activations
    for broken in (answers, [answer * np.nan for answer in answers]):
        shown = replace(drawn, activations=(pixels, *broken), is_blank=is_blank)
        assert not image_of(diagram(), shown).isNull()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_neuron_has_the_more_ink_the_more_active_it_is(diagram, scheme):
    theme.choose(scheme)
    outputs = np.linspace(0, 1, 10, dtype=np.float32).reshape(10, 1)
    shown = replace(FIRST, activations=(*FIRST.activations[:-1], outputs))
    picture = image_of(diagram(), shown)
    paper, ink = theme.current().paper, theme.current().ink
    for digit, part in enumerate(outputs[:, 0].tolist()):
        y = 26 + (SIZE.height() - 34) * (digit + 0.5) / 10  # one below the other, at the right
        color = picture.pixelColor(SIZE.width() - 42, round(y))
        for channel in (QColor.red, QColor.green, QColor.blue):
            low, high = channel(paper), channel(ink)
            assert channel(color) == pytest.approx(low + (high - low) * part, abs=3)


def test_the_chosen_neuron_has_a_ring_and_blank_paper_sends_nothing(diagram):
    for output in (2, 7):
        picture = image_of(diagram(), replace(FIRST, layer=2, neuron=output))
        middles = [26 + (SIZE.height() - 34) * (digit + 0.5) / 10 for digit in range(10)]
        column = [
            picture.pixelColor(SIZE.width() - 42, y).lightness() for y in range(SIZE.height())
        ]
        darkest = [min(column[round(y) - 16 : round(y) - 11]) for y in middles]
        assert int(np.argmin(darkest)) == output and darkest[output] < 60
    for is_blank in (True, False):
        picture = image_of(diagram(), replace(FIRST, is_blank=is_blank))
        beside = {picture.pixelColor(135, y).name() for y in range(100, 240)}  # the drawing
        assert (len(beside) == 1) == is_blank


# Why an answer was given, and what would make it another one.


def test_pixels_that_speak_without_hidden_layers(open_network):
    network = Network([784, 10], rng=np.random.default_rng(3))
    desk = open_network(network)
    show(desk, "Why?")
    desk.draw(SIX)
    rest(desk)
    compare(desk, 3, 8)

    def says_what_the_drawing_does():
        reading = desk.session.reading
        w, b = network.weights[0], network.biases[0][:, 0]
        says = (w[3] - w[8]) * reading.activations[0][:, 0]
        best, z = int(says.argmax()), float(says.sum() + b[3] - b[8])
        first = f"pixel {best % 28}, {best // 28} +{says[best]:.2f}"
        return f"by {abs(z):.2f}" in desk.text("why_sum") and said(desk, "why_neurons")[0] == first

    desk.wait(says_what_the_drawing_does)


def rest(desk):
    """Wait until the view has looked at the whole drawing, and asked for images like it."""
    network, session = desk.window.network, desk.session
    desk.wait(lambda: np.array_equal(session.reading.image, session.drawing.image()))
    desk.wait(lambda: compared(desk) == best_two(desk))
    (first, second), reading = best_two(desk), session.reading
    z = network.weights[-1] @ reading.activations[-2] + network.biases[-1]
    apart = f"by {float(z[first, 0] - z[second, 0]):.2f}."
    desk.wait(lambda: apart in desk.text("why_sum"))
    desk.wait(lambda: desk.text("why_likeness_text").startswith(f"{first} and {second}:"))


def compare(desk, output, other):
    """Choose which outputs are compared."""
    desk.find("why_output").setCurrentIndex(output)
    desk.find("why_other").setCurrentIndex(other)


def compared(desk):
    """Which outputs are compared."""
    return desk.find("why_output").currentIndex(), desk.find("why_other").currentIndex()


def best_two(desk):
    """What is read, and the runner-up."""
    reading = desk.session.reading
    first, second = np.argsort(-reading.outputs, kind="stable")[:2].tolist()
    return first, second


def test_what_is_read_is_compared_with_the_runner_up(desk):
    show(desk, "Why?")
    desk.draw(SIX)
    rest(desk)
    assert desk.text("inside_title").startswith(f"A 6 rather than a {compared(desk)[1]}, because")
    desk.wait(lambda: description(desk, "why_likenesses_0").startswith("mean"))
    assert len(description(desk, "why_likenesses_1").split(", ")) == 4
    reading, network = desk.session.reading, desk.window.network
    # What decides adds up to the difference of the two z.
    z = network.weights[-1] @ reading.activations[-2] + network.biases[-1]
    first, second = compared(desk)
    apart = float(z[first, 0] - z[second, 0])
    says = [number(words.rsplit(" ", 1)[1]) for words in said(desk, "why_neurons")]
    assert sum(says) == pytest.approx(apart, abs=0.06)
    assert f"by {apart:.2f}" in desk.text("why_sum")
    (where,) = tiles(desk, "why_pixels")
    mine, others = for_and_against(network, reading.activations, -1)[[first, second]]
    np.testing.assert_allclose(where.cells.ravel(), mine - others, atol=1e-5)
    # One and the same is not compared.
    desk.find("why_other").setCurrentIndex(6)
    assert compared(desk) == (second, 6)
    compare(desk, 3, 9)
    desk.wait(lambda: "3 and 9" in desk.text("why_likeness_text"))


def test_the_bias_decides_if_no_neuron_answers(open_network):
    network = Network([784, 12, 10], LogLikelihoodCost, neurons="relu")
    network.biases[0][:], network.biases[1][4] = -999, 50
    desk = open_network(network)
    show(desk, "Why?")
    desk.draw(SIX)
    desk.wait(lambda: desk.text("inside_title") == "It reads a 4 at 1.00; its bias decides.")
    assert [row.split(" +")[0] for row in said(desk, "why_neurons")] == ["all 12 and bias"]


def test_an_8_has_an_n_before_it(desk):
    show(desk)
    desk.draw(placed(8))
    desk.wait(lambda: desk.text("inside_title").startswith("It reads an 8 at"))
    show(desk, "Why?")
    compare(desk, 8, 3)
    desk.wait(lambda: desk.text("inside_title").startswith("An 8 rather than a 3, because"))
    compare(desk, 3, 8)
    desk.wait(lambda: desk.text("inside_title").startswith("What speaks for 3 against 8: neuron "))
    assert " of layer 2 above all" in desk.text("inside_title")
    assert desk.text("inside_title").endswith("It reads an 8.")
    assert desk.text("show_way") == "Make It An 8"


def test_the_way_stops_where_the_answer_turns_and_goes_with_the_drawing(desk):
    show(desk, "Why?")
    desk.draw(SIX)
    rest(desk)
    compare(desk, 6, 2)
    assert "2" in desk.text("show_way")
    desk.click("show_way")
    desk.wait(lambda: desk.text("way_text").startswith("Read as 2 after"))
    assert desk.reads() == "6"  # the drawing itself is as it was
    assert "2" in desk.text("show_way")
    compare(desk, 6, 3)  # that is another way
    assert not desk.find("way").isVisible()
    desk.click("show_way")
    desk.wait(lambda: "step 2" in description(desk, "way"))
    desk.trigger("action_clear")
    desk.wait(lambda: desk.find("why_blank").isVisible())
    assert "rather" not in desk.text("inside_title")
    assert not description(desk, "why_likenesses_0")
    desk.wait(lambda: not description(desk, "way"))


@pytest.mark.parametrize("what", ["drawing", "network"])
def test_what_was_chosen_is_compared_until_there_is_another_drawing_or_network(desk, what):
    show(desk, "Why?")
    desk.draw(SIX)
    rest(desk)
    compare(desk, 3, 8)
    show(desk, "Neuron")
    show(desk, "Why?")
    desk.wait(lambda: "3 and 8" in desk.text("why_likeness_text"))
    assert compared(desk) == (3, 8)
    if what == "drawing":
        desk.trigger("action_clear")
        desk.draw(placed(1))
    else:
        desk.session.use_copy(desk.window.network)
    desk.wait(lambda: compared(desk) == best_two(desk))


# The laboratory works on a copy of the network as it was when the first change was made.


@pytest.fixture
def learning_desk(training_desk):
    """The laboratory, while a network trains."""
    desk = training_desk
    desk.draw(SIX)
    desk.enter(**QUICK | {"epochs": 100_000})
    desk.click("start")
    show(desk, "Laboratory")
    desk.wait(lambda: epochs(desk) > 2)
    return desk


def epochs(desk):
    run = desk.session.run
    return 0 if run is None else len(run.history)


def prune(desk, percents):
    desk.wait(lambda: copied(desk))
    desk.find("pruned").setValue(percents)


def copied(desk):
    """Of which network the copy is."""
    return desk.text("laboratory_of").split(", changed")[0]


def share(desk):
    """How many test digits are read right, before and after; empty while that is measured."""
    text = desk.text("laboratory_accuracy")
    return text.split(" of ")[0] if "%" in text and "…" not in text else ""


def test_a_copy_is_changed_and_tested_while_the_network_trains(learning_desk):
    desk = learning_desk
    desk.wait(lambda: "Changes go into a copy of the network in epoch" in copied(desk))
    assert not share(desk)  # each network on the way would cost the training its time
    prune(desk, 90)
    assert desk.text("laboratory_accuracy") == "Making the copy …"
    assert copied(desk).startswith("A copy of the network in epoch")
    of = copied(desk)
    desk.wait(lambda: " → " in share(desk))
    result, before = share(desk), epochs(desk)
    desk.wait(lambda: epochs(desk) > before + 5)
    desk.wait(lambda: "; Undo All begins with the network in epoch" in desk.text("laboratory_of"))
    assert copied(desk) == of and share(desk) == result
    assert desk.session.job.state is State.RUNNING
    desk.click("laboratory_back")
    assert "changed" not in desk.text("laboratory_of") and copied(desk) != of
    desk.stop()
    how_far = desk.session.run.how_far
    desk.wait(lambda: f"a copy of the network {how_far}" in copied(desk))
    desk.wait(lambda: share(desk) and " → " not in share(desk))


def test_a_copy_that_is_kept_while_another_trains_ends_that(learning_desk):
    desk = learning_desk
    prune(desk, 90)
    desk.wait(desk.find("laboratory_keep").isEnabled)
    desk.click("laboratory_keep")
    desk.wait(lambda: desk.session.is_idle and not epochs(desk))
    weights = desk.window.network.weights
    assert all(np.count_nonzero(w) <= round(0.1 * w.size) + 1 for w in weights)
    desk.wait(lambda: copied(desk) == "Changes go into a copy of the network in use.")


def test_an_experiment_is_not_ended_for_a_copy(training_desk):
    desk = training_desk
    desk.enter(**QUICK)
    desk.trigger("action_new")
    session = desk.session
    stage = Hyperparameters(epochs=100_000), DataSpec(training_size=1000)
    session.queue.add(Plan(Architecture((9,)), (stage,), experiment="costs"))
    run, learns = session.run, session.queue.state.run_id
    show(desk, "Laboratory")
    prune(desk, 90)
    desk.wait(desk.find("laboratory_keep").isEnabled)
    desk.click("laboratory_keep")
    desk.wait(lambda: session.run.parent == run.id)
    assert session.queue.state.run_id == learns
    session.queue.stop()
    desk.wait(lambda: session.queue.is_idle)


def test_changes_belong_to_a_run_and_go_with_it(desk):
    desk.enter(hidden_layers="none")
    desk.trigger("action_new")
    show_examples(desk)
    assert desk.find("equation_BP1").isVisible() and not desk.find("equation_BP2").isVisible()
    show(desk, "Laboratory")
    choose(desk, 0, 7)
    desk.wait(lambda: desk.text("laboratory_neuron") == "output 7")
    desk.click("neuron_off")
    desk.wait(lambda: said(desk, "laboratory_changes") == ["Undo: output 7: off"])
    desk.enter(hidden_layers="12")
    desk.trigger("action_new")
    # The same place is another neuron there, which nobody has chosen; and nothing is changed.
    desk.wait(lambda: desk.text("laboratory_neuron") == "hidden layer 1, neuron 0")
    assert not said(desk, "laboratory_changes")
    prune(desk, 50)
    desk.click("neuron_off")
    desk.wait(lambda: len(said(desk, "laboratory_changes")) == 2)
    desk.session.use_copy(desk.window.network)  # a run of the same sizes
    desk.wait(lambda: copied(desk) == "Changes go into a copy of the network in use.")
    assert not said(desk, "laboratory_changes")
    assert desk.find("pruned").value() == 0
    assert not desk.find("neuron_off").isChecked()


def test_the_picture_has_all_outputs_and_of_large_layers_the_neurons_that_matter(desk):
    desk.window.resize(1366, 768)
    show(desk)
    desk.draw(SIX)
    choose(desk, 1, 499)
    diagram = desk.find("network_diagram")
    desk.wait(lambda: "chosen: hidden layer 2, neuron 499" in diagram.accessibleDescription())
    places = itertools.product(range(0, diagram.width(), 5), range(0, diagram.height(), 5))
    found = {diagram.explained_at(QPoint(*place)).split(":")[0] for place in places}
    assert {f"output {digit}" for digit in range(10)} <= found
    assert "hidden layer 2, neuron 499" in found
    for layer in (1, 2):  # of 1,000 and 500
        assert 4 < sum(f"hidden layer {layer}," in name for name in found) <= 40
    QTest.keyClick(diagram, Qt.Key.Key_Up)  # to the next one that is shown
    layer, neuron = chosen(desk)
    assert layer == 1 and f"hidden layer 2, neuron {neuron}" in found and neuron < 499
    choose(desk, 2, 0)  # where the neurons of another layer begin
    desk.wait(lambda: desk.text("neuron_title").startswith("Output 0"))


def test_the_chosen_neuron_is_in_the_picture_however_many_are_off(diagram):
    made, off = diagram(), tuple((0, neuron) for neuron in range(20, 120))
    places = list(itertools.product(range(0, SIZE.width(), 12), range(0, SIZE.height(), 4)))
    for neuron in (0, 20, 119, 199):
        made.show_seen(replace(seen([784, 200, 10], 5), off=off).at(0, neuron))
        found = {made.explained_at(QPoint(*place)).split(":")[0] for place in places}
        assert f"hidden layer 1, neuron {neuron}" in found
        QTest.keyClick(made, Qt.Key.Key_Down)  # from its place


def test_the_copy_is_compared_listed_and_seen_in_the_picture(desk):
    desk.window.resize(1366, 768)
    show(desk, "Laboratory")
    network = desk.window.network
    before = [w.copy() for w in network.weights]
    right = network.accuracy(load_test_once())
    desk.wait(lambda: share(desk) == f"{right / 10:.2f} %")
    assert desk.text("laboratory_result") == "Draw a digit, and see how it is read."
    desk.draw(SIX)
    desk.wait(lambda: desk.text("laboratory_result").startswith("Your drawing: 6, activation "))
    choose(desk, 2, 6)
    desk.wait(lambda: desk.text("laboratory_neuron") == "output 6")
    desk.wait(lambda: "chosen: output 6" in description(desk, "network_diagram"))
    desk.find("network_diagram").setFocus()
    whole = picture(desk, "network_diagram")
    button = desk.find("laboratory_back")
    place = button.geometry()
    desk.click("neuron_off")
    desk.wait(lambda: "6: 1.00 → 0.00 −1.00" in said(desk, "laboratory_outputs"))
    desk.wait(lambda: "active output is 6" not in description(desk, "network_diagram"))
    assert " → " in desk.text("laboratory_result")
    test = load_test_once()
    left = right - int((test.labels == 6).sum())  # without any 6
    desk.wait(lambda: share(desk).startswith(f"{right / 10:.2f} % → {left // 10}"))
    desk.wait(lambda: share(desk) in desk.text("inside_title"))
    desk.wait(lambda: picture(desk, "network_diagram") != whole)
    bias = float(network.biases[2][6, 0])
    desk.find("bias_shift").setValue(-20)
    desk.find("pruned").setValue(97)
    desk.wait(lambda: len(said(desk, "laboratory_changes")) == 2)
    shown = lambda: np.count_nonzero(tiles(desk, "weight_tiles")[0].cells)  # noqa: E731
    desk.wait(lambda: shown() < 400)  # the pruned ones are 0 in the pictures
    assert button.geometry() == place  # where a second click would hit it
    change = f"Undo: output 6: off, bias {bias:.2f} → {bias - 2:.2f}".replace("-", "−")
    desk.wait(lambda: said(desk, "laboratory_changes")[:1] == [change])
    changes = desk.find("laboratory_changes")
    click_item(changes, 1)
    assert desk.find("pruned").value() == 0 and said(desk, "laboratory_changes") == [change]
    changes.setFocus()
    QTest.keyClick(changes, Qt.Key.Key_Home)
    QTest.keyClick(changes, Qt.Key.Key_Return)
    desk.wait(lambda: share(desk) == f"{right / 10:.2f} %")
    assert not desk.find("laboratory_back").isEnabled()
    desk.find("network_diagram").setFocus()
    desk.wait(lambda: picture(desk, "network_diagram") == whole)
    assert desk.window.network is network and desk.reads() == "6"
    assert all(np.array_equal(a, b) for a, b in zip(before, network.weights))


def test_what_is_done_slowly_stays_when_the_question_is_cancelled(training_desk, tmp_path):
    desk = training_desk
    desk.train(**QUICK)
    assert desk.window.save_file(tmp_path / "mine.json")
    desk.click("continue_training")  # to what the file does not have
    desk.wait(lambda: not desk.is_idle())
    desk.wait(desk.is_idle)
    network = desk.window.network
    show_examples(desk)
    while not desk.find("go_on_fast").isEnabled():
        desk.click("next_moment")
    desk.click("go_on_fast")
    desk.answer(QMessageBox.StandardButton.Cancel)
    assert " → " in desk.text("slow_cost")
    assert desk.window.network is network


# How a network learns: measured, and one mini-batch in slow motion.


def bars(desk):
    """What the bars say: hidden layer 1: 0.28 → 0.017, 12 % saturated; output: ..."""
    return description(desk, "gradient_bars")


def starts(desk):
    """The gradients at the start, as the bars say them."""
    return [of.split(": ")[1].split(" → ")[0] for of in bars(desk).split("; ")]


def layers_of(seed):
    """The layers of a 784-8-10 network, on some noise."""
    rng = np.random.default_rng(seed)
    data = [(rng.random((784, 1)), i % 10) for i in range(20)]
    return health(Network([784, 8, 10], rng=rng), data)


def bars_in(plot):
    return [item.opts for item in plot.items if isinstance(item, pg.BarGraphItem)]


def test_bars_are_as_long_as_gradients_on_a_log_scale(qtbot, in_sight):
    bars = in_sight(GradientBars(), 400, 200)
    now, start = layers_of(2), layers_of(3)
    bars.show_layers(now, start)
    plot = bars.findChild(pg.PlotWidget).getPlotItem()
    thick, thin = bars_in(plot)
    for shown, layers in ((thick, now), (thin, start)):
        assert 10 ** shown["x1"] == pytest.approx([layer.gradient for layer in layers])
    assert thick["height"] > 2 * thin["height"] and (thick["y0"] < thin["y0"]).all()
    low, high = plot.viewRange()[0]
    assert low == thick["x0"] < min(thick["x1"].min(), thin["x1"].min())
    # What has no logarithm has no bar, and what is beyond all numbers has a whole one.
    extremes = [replace(now[0], gradient=gradient) for gradient in (0.0, np.inf, np.nan, 0.5)]
    bars.show_layers(extremes, None)
    thick, thin = bars_in(plot)
    assert thick["x1"] == pytest.approx([-1, 0, -1, np.log10(0.5)]) and not len(thin["x1"])
    assert "→" not in bars.accessibleDescription()
    theme.choose("dark")
    wanted = [theme.DARK.ink, theme.DARK.muted]
    qtbot.waitUntil(lambda: [shown["brush"] for shown in bars_in(plot)] == wanted)


def test_histograms_of_all_layers_have_one_scale(qtbot):
    histograms, area = Histograms(), QScrollArea()
    qtbot.addWidget(area)
    area.setWidget(histograms)
    area.setWidgetResizable(True)
    area.resize(330, 100)
    now, start = layers_of(2), layers_of(3)
    histograms.show_layers(now, start)
    area.show()
    plots = histograms.findChildren(pg.PlotWidget)
    for kind, plot in zip(("weights", "activations"), plots, strict=True):
        wanted = [getattr(layer, kind) for layer in (*start, *now)]  # those of the start behind
        curves = plot.getPlotItem().listDataItems()
        highest = max(one.edges[-1] for one in wanted)
        assert plot.viewRange()[0][1] > 1
        for one, curve in zip(wanted, curves, strict=True):
            edges, shares = curve.getData()
            assert edges * highest == pytest.approx(one.edges)
            assert shares == pytest.approx(one.counts / one.counts.sum())
        bases = [curve.pos().y() for curve in curves]
        most = max(curve.getData()[1].max() for curve in curves)
        assert bases[:2] == bases[2:] and bases[0] - bases[1] > most  # none over another
        assert f"{100 * most:.0f} %" in plot.getPlotItem().getAxis("bottom").labelText
    # The wheel scrolls what is around them.
    before, bar = plot.viewRange(), area.verticalScrollBar()
    assert bar.maximum() and not plot.focusPolicy()
    turn_wheel(area, -1)
    assert bar.value() and plot.viewRange() == before


def test_a_verdict_and_bars_say_how_the_layers_learn(training_desk, open_window, tmp_path):
    desk = training_desk
    show(desk, "Learning")
    some = mnist()[0][:500]  # those that it learns from
    for seed in ("1", "2"):  # another run has another start
        desk.train(**QUICK | {"seed": seed, "epochs": 2, "training_size": 500})
        run = desk.session.run
        desk.show_tab("Inside")
        first = run.first_network()
        start, now = health(first, some), health(run.network, some)
        wanted = [f"{a.gradient:.2g} → {b.gradient:.2g}" for a, b in zip(start, now)]
        desk.wait(lambda wanted=wanted: all(text in bars(desk) for text in wanted))
        assert desk.text("learning_text") == health_in_words(now)
        assert "those of the start of this run" in desk.text("learning_note")
        assert "On 500 training images." in desk.text("learning_note")
        if seed == "1":
            desk.trigger("action_new")
            desk.wait(lambda wanted=wanted: not any(text in bars(desk) for text in wanted))
    desk.window.save_file(tmp_path / "net.json")
    desk.wait(lambda: not desk.window.isWindowModified())
    other = open_window(tmp_path / "net.json")
    show(other, "Learning")
    other.wait(lambda: "not known" in other.text("learning_note"))
    assert all("→" not in text for text in bars(other).split("; "))


def is_lit(desk, name):
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


def test_a_mini_batch_in_slow_motion_lights_the_equations_in_turn(training_desk):
    desk = training_desk
    desk.enter(hidden_layers="8")
    desk.trigger("action_new")
    network = desk.window.network
    before = [w.copy() for w in network.weights]
    desk.enter(hidden_layers="9", eta=0.25, training_size=1000)  # the form says something else now
    show(desk, "Slow Motion")
    lit, names = [], ("forward", "BP1", "BP2", "BP3", "BP4", "step")
    desk.wait(lambda: description(desk, "slow_examples"))
    assert not desk.find("go_on_fast").isEnabled()
    for _ in range(7):
        desk.click("next_moment")
        lit.append([name for name in names if is_lit(desk, name)])
    assert lit == [["forward"], ["forward"], ["BP1"], ["BP2"], ["BP3"], ["BP4"], ["step"]]
    data = mnist()[0]
    x = data.images[:10].T.astype(np.float32) / 255
    motion = SlowMotion(network)
    motion.begin(np.arange(10), x, data.labels[:10], StepSize(0.25, 5.0, 1000))
    motion.go_to(motion.end)
    last = motion.moment
    costs = f"cost of 10 examples: {last.cost:.4f} → {last.cost_after:.4f}"
    assert desk.text("slow_cost") == costs
    changes = np.abs(last.nabla_w[0][0])  # of the weights of the chosen neuron
    w = last.batch.learnt.weights[0][0, int(changes.argmax())]
    assert desk.text("slow_weight").startswith("w:  ")  # its step, written out
    assert f"= {w:.5f}".replace("-", "−") in desk.text("slow_weight")
    # η moves the step that was just taken, and Same Again repeats it with the same examples.
    eta = desk.find("slow_eta")
    eta.setValue(0.75)
    desk.wait(lambda: desk.text("slow_cost") != costs)
    eta.setValue(0.25)
    desk.click("slow_same")
    assert is_lit(desk, "forward") and desk.text("slow_where").startswith("hidden layer 1, mini-")
    learn_slowly(desk)
    assert desk.text("slow_cost") == costs
    desk.click("next_moment")
    assert "mini-batch 2" in desk.text("slow_where")
    assert description(desk, "slow_examples").startswith("3, 5, 3, 6")
    desk.click("slow_back")
    assert "mini-batch 1" in desk.text("slow_where") and desk.text("slow_cost") == costs
    assert desk.window.network is network
    assert all(np.array_equal(a, b) for a, b in zip(before, network.weights))
    desk.enter(epochs=1)
    desk.click("go_on_fast")
    desk.wait(lambda: desk.session.run is not None and desk.session.run.history)
    desk.wait(desk.is_idle)
    run = desk.session.run
    np.testing.assert_array_equal(run.networks.start.weights[0], last.batch.learnt.weights[0])
    assert run.hyperparameters.eta == 0.25 and run.training_size == 1000


def test_slow_motion_shows_its_example_and_errors_in_the_picture(desk):
    desk.window.resize(1366, 768)  # with room for all, whatever there is to see
    desk.draw(SIX)
    show(desk, "Slow Motion")
    choose(desk, 0, 3)  # or one is chosen for the drawing once the pen rests
    desk.wait(lambda: chosen(desk) == (0, 3))
    desk.wait(lambda: description(desk, "slow_examples"))
    session = desk.session
    desk.wait(lambda: np.array_equal(session.reading.image, session.drawing.image()))
    paint(desk)  # what was drawn last, too
    drawn = picture(desk, "network_diagram")
    desk.click("next_moment")
    desk.wait(lambda: picture(desk, "network_diagram") != drawn)
    forward = picture(desk, "network_diagram")
    gallery = desk.find("slow_examples")
    gallery.setCurrentIndex(gallery.model().index(1, 0))
    desk.wait(lambda: picture(desk, "network_diagram") != forward)
    assert desk.text("inside_title") == "The example is a 0. Its outputs are not computed yet."
    assert desk.text("slow_into").startswith("The largest weight into hidden layer 1, neuron 3, ")
    for _ in range(3):
        desk.click("next_moment")
    desk.wait(lambda: desk.text("inside_title").startswith("The example is a 0. It reads a 0 at"))
    assert is_lit(desk, "BP1") and gallery.currentIndex().row() == 1
    assert not desk.session.drawing.picture  # it was not put on the canvas
    for _ in range(4):
        desk.click("next_moment")
    assert desk.text("slow_into").startswith("The weight that changes most into hidden layer 1, ")
    for _ in range(8):
        desk.click("slow_back")
    desk.wait(lambda: picture(desk, "network_diagram") == drawn)
    desk.wait(lambda: desk.text("inside_title").startswith("It reads a 6 at"))


def test_slow_motion_is_of_the_run_in_use(training_desk):
    desk = training_desk
    show(desk, "Slow Motion")
    desk.wait(lambda: "a copy of the shipped network" in desk.text("slow_where"))
    desk.wait(lambda: description(desk, "slow_examples"))
    desk.find("slow_size").setValue(4)
    assert description(desk, "slow_examples") == "5, 0, 4, 1"
    learn_slowly(desk)
    go_on = desk.find("go_on_fast")
    assert go_on.isEnabled()
    desk.session.use_copy(desk.window.network)  # another run, of the same sizes
    desk.wait(lambda: not go_on.isEnabled())
    assert desk.text("slow_where").startswith("Press Next to begin a mini-batch, on a copy of the")
    assert "shipped" not in desk.text("slow_where") and not desk.text("slow_cost")
    assert description(desk, "slow_examples") == "5, 0, 4, 1"  # the first ones again


def test_training_on_keeps_a_mini_batch_for_which_slow_motion_has_no_room(training_desk):
    desk = training_desk
    desk.enter(**QUICK | {"mini_batch_size": 500})
    desk.trigger("action_new")
    show_examples(desk)
    assert desk.find("slow_size").value() == desk.find("slow_size").maximum() < 500
    learn_slowly(desk)
    desk.click("go_on_fast")
    desk.wait(lambda: desk.is_idle() and desk.session.run.history)
    assert desk.session.run.hyperparameters.mini_batch_size == 500


def test_moments_play_by_themselves_until_paused(open_window, monkeypatch):
    monkeypatch.setattr(slow_motion_view, "STEP_EVERY", 50)  # milliseconds
    desk = open_window()
    show_examples(desk)
    desk.click("play_moments")
    play = desk.find("play_moments")
    assert play.text() == "Pause"
    # That the training process has loaded the same images ends nothing.
    desk.wait(lambda: desk.session.loaded.training_size)
    desk.wait(lambda: description(desk, "equation_BP1") == "used now")
    desk.click("play_moments")
    assert play.text() == "Play"
    desk.click("play_moments")
    show(desk)
    assert play.text() == "Play"  # nothing goes on unseen


# A network whose sums go beyond all numbers, as a wild learning rate may make one.


LARGEST, LARGEST_64 = float(np.finfo(np.float32).max), float(np.finfo(np.float64).max)


def enormous(sizes, scale, neurons="sigmoid", cost=CrossEntropyCost):
    rng = np.random.default_rng(4)
    dtype = np.float32 if scale <= LARGEST else np.float64

    def filled(rows, columns):
        return (rng.choice([-1.0, 1.0], (rows, columns)) * scale).astype(dtype)

    weights = [filled(rows, columns) for columns, rows in zip(sizes, sizes[1:])]
    biases = [filled(rows, 1) for rows in sizes[1:]]
    return Network(sizes, cost, neurons=neurons, dtype=dtype).with_arrays(weights, biases)


@pytest.mark.parametrize(
    ("sizes", "scale", "neurons", "cost"),
    [
        ([784, 10], 1e30, "sigmoid", CrossEntropyCost),
        ([784, 30, 10], LARGEST, "sigmoid", CrossEntropyCost),
        ([784, 20, 20, 20, 10], LARGEST_64, "sigmoid", CrossEntropyCost),
        ([784, 20, 20, 10], LARGEST_64, "tanh", QuadraticCost),
        ([784, 30, 10], LARGEST, "relu", LogLikelihoodCost),
        ([784, 20, 20, 10], LARGEST_64, "relu", LogLikelihoodCost),
        ([784, 20, 20, 10], 1e5, "relu", LogLikelihoodCost),
    ],
)
def test_every_view_shows_it(open_network, sizes, scale, neurons, cost):
    desk = open_network(enormous(sizes, scale, neurons, cost))
    desk.show_tab("Inside")
    views = [desk.find("inside_views").tabText(i) for i in range(5)]
    for drawing in ([], [[(0.3, 0.2), (0.5, 0.8)]]):
        desk.draw(drawing)
        for view in views:
            show(desk, view)
            for layer in range(len(sizes) - 1):
                choose(desk, layer, 3)
                for order in range(3):
                    desk.find("tile_order").setCurrentIndex(order)
                paint(desk)
                desk.wait(lambda layer=layer: chosen(desk) == (layer, 3))
    assert desk.reads()
    show(desk, "Neuron")
    desk.click("arithmetic")
    paint(desk)
    desk.click("arithmetic")
    show(desk, "Why?")
    for goal in (0, 9):
        desk.find("why_other").setCurrentIndex(goal)
        desk.click("show_way")
        desk.wait(lambda: desk.text("way_text"))
        paint(desk)
        desk.click("show_way")
    show(desk, "Laboratory")
    for slider in desk.find("laboratory").findChildren(QSlider):
        slider.setValue(slider.maximum() // 2)
        paint(desk)
    desk.wait(lambda: " %" in desk.text("laboratory_accuracy"))
    show(desk, "Slow Motion")
    for _ in range(14):
        desk.click("next_moment")
        paint(desk)
    show(desk, "Neuron")
    desk.wait(lambda: desk.text("neuron_fires"))
    desk.wait(lambda: desk.text("accuracy_in_use").endswith(" %"))
    assert max(map(len, desk.text("neuron_sum").split())) < 12  # no number of hundreds of digits
    choose(desk, 0, 3)
    desk.wait(lambda: description(desk, "exciting_images"))
    by_digit = desk.find("answers_by_digit")
    axis = by_digit.findChild(pg.PlotWidget).getPlotItem().getAxis("top")
    (heads,) = axis._tickLevels
    advance = by_digit.fontMetrics().horizontalAdvance
    room = axis.width() / 10
    # Powers of ten with three digits, as only float64 has them, may touch.
    assert len(heads) == 10 and (scale > LARGEST or max(advance(head) for _, head in heads) < room)
    assert desk.window.minimumSizeHint().width() <= 950


@pytest.mark.parametrize(
    ("neurons", "cost"), [("tanh", CrossEntropyCost), ("relu", LogLikelihoodCost)]
)
def test_a_network_of_other_neurons_is_looked_into_and_trained_on(
    open_window, tmp_path, neurons, cost
):
    network = Network([784, 20, 12, 10], cost, neurons=neurons, rng=np.random.default_rng(1))
    network.SGD(mnist()[0][:2000], 2, 10, 0.1)
    network.save(tmp_path / "net.json")
    desk = open_window()
    assert desk.window.open_file(tmp_path / "net.json")
    assert desk.find("cost").currentData() == cost.__name__
    assert desk.find("neurons").currentData() == neurons
    desk.draw(SIX)
    desk.wait(lambda: desk.reads() != "")
    for page in desk.pages():
        page.grab()
    desk.go_on(training_size=1000, epochs=1)
    assert desk.session.run.architecture.neurons == desk.window.network.neurons == neurons
    assert len(desk.session.run.history) == 1
    show(desk, "Learning")
    found = health(desk.window.network, mnist()[0][:1000])
    parts = [layer.does_not_learn for layer in found]
    desk.wait(lambda: [text.split(", ")[1:] for text in bars(desk).split("; ")]
              == [[part] if part else [] for part in parts])  # fmt: skip
    assert desk.text("learning_text") == health_in_words(found)
    assert ("f'(z) is below 0.01" in desk.text("learning_note")) == (neurons == "tanh")


OTHER_KINDS = [
    ("tanh", CrossEntropyCost, book.CROSS_ENTROPY),
    ("relu", LogLikelihoodCost, book.LOG_LIKELIHOOD),
]


def of_kind(sizes, neurons, cost):
    """A network, and its weights and biases in float64."""
    network = Network(sizes, cost, neurons=neurons, rng=np.random.default_rng(1))
    network.weights = [2 * w for w in network.weights]
    return network, [
        [a.astype(float) for a in arrays] for arrays in (network.weights, network.biases)
    ]


def bars_of(desk, name):
    """The bars by digit: of the scale, and of the numbers."""
    plot = desk.find(name).findChild(pg.PlotWidget).getPlotItem()
    return bars_in(plot)


@pytest.mark.parametrize(("neurons", "cost", "kind"), OTHER_KINDS)
def test_a_neuron_of_another_kind_has_its_own_numbers_curve_and_scale(
    open_network, neurons, cost, kind
):
    network, arrays = of_kind([784, 12, 9, 10], neurons, cost)
    for of in (network.weights, network.biases, *arrays):
        of[0][3] *= 1e-4  # a neuron that is nearly dead
    desk = open_network(network)
    desk.window.resize(1366, 768)
    show(desk)
    desk.draw(SIX)
    desk.wait(lambda: np.array_equal(desk.session.reading.image, desk.session.drawing.image()))
    desk.click("arithmetic")
    activations, zs = book.passed(
        *arrays, desk.session.reading.image.reshape(784, 1), kind, neurons
    )
    training = DataSpec().load()[0]
    of_images, _ = book.passed(*arrays, training.images.T / 255, kind, neurons)
    f, _ = book.KINDS[neurons]
    diagram, symbols = desk.find("network_diagram"), [neurons, neurons, "σ"]
    if kind == book.LOG_LIKELIHOOD:
        symbols[2] = "softmax"
    least, most = (int(of(activations[2])) for of in (np.argmin, np.argmax))
    for layer, neuron in ((0, 5), (0, 3), (1, least), (1, most), (2, 6)):
        choose(desk, layer, neuron)
        a, z = float(activations[layer + 1][neuron, 0]), float(zs[layer][neuron, 0])
        desk.wait(lambda layer=layer: f"{symbols[layer]}(z)" in desk.text("neuron_sum"))
        desk.wait(lambda z=z: f"z = {signed_text(z, 2)}" in desk.text("cells_sentence"))
        written = [number(text.split()[-1]) for text in desk.text("neuron_sum").split("\n")]
        assert written == pytest.approx([a, z], abs=0.002)
        spoken = diagram.explained_at(None)
        assert number(spoken.split("activation ")[1]) == pytest.approx(a, abs=0.002)
        if layer:  # the activations before are below 0, or above 1
            first = desk.rows("cells")[0]
            i = int(first.split(":")[0].removeprefix("neuron "))
            before = float(activations[layer][i, 0])
            assert number(first.split(" × ")[1]) == pytest.approx(before, abs=0.006)
        plot = desk.find("sigmoid_plot")
        is_softmax = symbols[layer] == "softmax"
        assert plot.isVisible() != is_softmax == desk.find("softmax_parts").isVisible()
        if is_softmax:
            exps = np.exp(zs[2][:, 0])
            _, parts = bars_of(desk, "softmax_parts")
            assert parts["height"] == pytest.approx(exps / exps.sum(), abs=1e-5)
            part = f"6: part {exps[6] / exps.sum():.2f}"
            assert part in description(desk, "softmax_parts")
            assert f"is {a:.3f} of the sum of all ten" in desk.text("cells_sentence")
        else:
            (curve,) = plot.getPlotItem().listDataItems()
            x, y = curve.getData()
            assert curve.name().startswith(f"a = {symbols[layer]}(z)")
            assert (
                np.allclose(y, (f if layer < 2 else book.sigmoid)(x)) and x[0] <= -6 <= 6 <= x[-1]
            )
        if layer == 2:
            continue
        values = of_images[layer + 1][neuron]
        means = np.array([values[training.labels == digit].mean() for digit in range(10)])
        desk.wait(lambda: description(desk, "exciting_images"))
        said = [number(text.split("mean ")[1]) for text in
                description(desk, "answers_by_digit").split(", ")]  # fmt: skip
        assert said == pytest.approx(means, abs=0.006)
        scale, found = bars_of(desk, "answers_by_digit")
        most, low = (1.0, -1.0) if neurons == "tanh" else (means.max(), 0.0)
        if neurons == "relu" and neuron == 3:  # no bar for means that are written as .00
            assert 0 < means.max() < 0.005 and "Hardly ever active" in desk.text("neuron_fires")
            most = 1.0
        assert found["height"] == pytest.approx(means / most, abs=1e-4)
        ink, below = theme.current().ink, theme.current().below
        assert found["brushes"] == [below if mean < 0 else ink for mean in means]
        assert (scale["y0"], scale["height"][0]) == (low, 1.0 - low)


def middles(made):
    """The middle of each neuron in the picture, by its name."""
    found = {}
    for place in itertools.product(range(0, made.width(), 4), range(0, made.height(), 4)):
        name = made.explained_at(QPoint(*place)).split(":")[0]
        found[name] = [*found.get(name, []), place]
    return {name: np.mean(places, axis=0).round().astype(int) for name, places in found.items()}


@pytest.mark.parametrize(
    ("neurons", "activations", "parts", "said"),
    [
        ("tanh", [-1.0, -0.25, 0.25, 1.0], [-1.0, -0.25, 0.25, 1.0], ""),
        ("relu", [0.0, 1.0, 3.0, 4.0], [0.0, 0.25, 0.75, 1.0], "; full circles of layer 1: 4;"),
        ("relu", [0.0] * 4, [0.0] * 4, ""),  # so none is full
        # Divided by 1 − dropout, an activation may be beyond what is a full circle else.
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
    image, places = image_of(made, shown), middles(made)
    paper, ink, below = (getattr(theme.current(), name) for name in ("paper", "ink", "below"))
    for neuron, part in enumerate(parts):
        x, y = places[f"hidden layer 1, neuron {neuron}"]
        color = image.pixelColor(int(x) + 7, int(y))  # beside its number
        for channel in (QColor.red, QColor.green, QColor.blue):
            low, high = channel(paper), channel(below if part < 0 else ink)
            assert channel(color) == pytest.approx(low + (high - low) * abs(part), abs=3)
    assert said in made.accessibleDescription() and ("full" in made.accessibleDescription()) == (
        said != ""
    )
    made.show_seen(replace(shown, is_blank=True))
    assert "full" not in made.accessibleDescription()


def test_a_neuron_that_sends_much_below_0_is_among_those_that_are_shown(diagram):
    network = Network([784, 200, 10], neurons="tanh", rng=np.random.default_rng(1))
    hidden = np.full((200, 1), 0.1, np.float32)
    hidden[137] = -1
    made = diagram()
    image_of(made, replace(FIRST, network=network, activations=(FIRST.activations[0], hidden,
                           FIRST.activations[-1])).at(1, 0))  # fmt: skip
    assert "hidden layer 1, neuron 137" in middles(made)


def test_slow_motion_has_the_form_s_dropout_and_momentum(open_network):
    network, (weights, biases) = of_kind([784, 20, 12, 10], "relu", LogLikelihoodCost)
    desk = open_network(network)
    desk.enter(dropout=0.5, momentum=0.9, eta=0.05, lmbda=5.0, training_size=1000)
    show_examples(desk)
    choose(desk, 1, 4)
    assert "μ\u00a0=\u00a00.9" in desk.text("equation_step")
    assert "1/(1\u00a0−\u00a00.5)" in desk.text("equation_forward")
    assert "relu'(z) = 1 if z > 0, else 0" in explanation(desk.find("equation_BP2"))
    data, velocity = mnist()[0], [np.zeros_like(a) for a in (*weights, *biases)]
    for batch in range(2):
        masks = np.split(np.random.default_rng(batch + 1).random(32) >= 0.5, [20])
        rows = slice(10 * batch, 10 * batch + 10)
        pairs = [(image[:, None] / 255, np.eye(10)[:, [label]])
                 for image, label in zip(data.images[rows], data.labels[rows])]  # fmt: skip
        before = biases
        weights, biases = book.step(
            weights, biases, pairs, 1000, eta=0.05, lmbda=5.0, kind=book.LOG_LIKELIHOOD,
            neurons="relu", kept=[2.0 * mask[:, None] for mask in masks], momentum=0.9,
            velocity=velocity,
        )  # fmt: skip
        learn_slowly(desk)
        out = sum(int((~mask).sum()) for mask in masks)
        assert f"Left out, and dashed: {out} neurons" in desk.text("slow_where")
        source = int(np.abs(velocity[1][4]).argmax())
        assert desk.text("slow_into").endswith(f"from neuron {source} of layer 1; and its bias:")
        left, after = desk.text("slow_bias").split(" = ")
        assert number(after) == pytest.approx(biases[1][4, 0], abs=2e-5)
        assert number(left.split()[1]) == pytest.approx(before[1][4, 0], abs=2e-5)
        assert ("+ 0.9 · " in left) == (batch == 1)
        for layer, neuron in itertools.product(range(3), range(10)):
            choose(desk, layer, neuron)
            assert_adds_up(desk.text("slow_weight"))
            assert_adds_up(desk.text("slow_bias"))
        choose(desk, 1, 4)
        diagram = desk.find("network_diagram")
        for neuron in (3, 4, 5):
            choose(desk, 1, neuron)
            spoken = diagram.explained_at(None)
            assert spoken.endswith(", off") != masks[1][neuron], (spoken, neuron)
        choose(desk, 1, 4)


class Recorder(QPainter):
    """Keeps the texts that are painted."""

    texts = []

    def drawText(self, *place_and_text):
        self.texts.append(place_and_text[-1])
        super().drawText(*place_and_text)


@pytest.mark.parametrize(("size", "words"), [((1366, 768), ": full "), ((1024, 768), ": ")])
def test_captions_headings_and_formulas_are_whole(open_network, monkeypatch, size, words):
    network, _ = of_kind([784, 30, 30, 30, 10], "relu", LogLikelihoodCost)
    network.weights[0] *= 4
    desk = open_network(network)
    desk.window.resize(*size)
    desk.enter(dropout=0.5, momentum=0.9)
    show(desk)
    desk.draw(SIX)
    desk.wait(lambda: np.array_equal(desk.session.reading.image, desk.session.drawing.image()))
    choose(desk, 0, 3)
    desk.click("arithmetic")
    pictures = desk.find("neuron_pictures")
    desk.wait(lambda: description(desk, "neuron_pictures").count("±") == 2)
    margins = 6  # of an item
    for caption in desk.rows("neuron_pictures"):
        needed = pictures.fontMetrics().horizontalAdvance(caption) + margins
        assert needed <= pictures.gridSize().width(), caption
    line = desk.find("picture_line").text()
    assert "largest activation, written above" in line and "…" not in line  # it is not cut
    monkeypatch.setattr(network_diagram, "QPainter", Recorder)
    Recorder.texts.clear()
    desk.find("network_diagram").grab()
    full = [f"{float(a.max()):.3g}" for a in desk.session.reading.activations[1:4]]
    for layer, most in enumerate(full, 1):
        assert any(text.endswith(f"{layer}{words}{most}") for text in Recorder.texts)
    show_examples(desk)
    equations = [desk.text(f"equation_{phase}") for phase in ("forward", "BP1", "BP2", "step")]
    assert not re.search(r"\S \S", "\n".join(equations))  # a line ends between formulas alone
    area = desk.find("slow_motion").parentWidget()
    assert desk.find("slow_motion").width() <= area.width()


def assert_adds_up(step):
    """The step is right as it is written, but for the last digit."""
    left, after = step.replace("−", "-").replace("·", "*").split(":")[1].split(" = ")
    assert float(after) == pytest.approx(eval(left), abs=1.5 * 10.0 ** -len(after.split(".")[1]))


def paint(desk):
    """Have all painted as it is now."""
    desk.window.tabs.currentWidget().panel.refresh()
    desk.window.grab()


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_smallest_and_the_largest_numbers_have_the_colours_of_their_signs(dtype):
    colors, numbers = theme.current(), np.finfo(dtype)
    for most in (numbers.smallest_subnormal, numbers.tiny, 1.0, numbers.max):
        values = np.array([[-most, 0.0, most]], dtype)
        image = small_pictures.signed_image(values, float(values.max()))
        found = [image.pixelColor(x, 0) for x in range(3)]
        assert found == [colors.below, colors.paper, colors.above], most
