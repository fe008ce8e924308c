"""One neuron inside: how it is chosen, how it comes to its answer, and what excites it."""

import numpy as np
import pyqtgraph as pg
import pytest
from desk import click_item
from digits import SIX
from inside import cell, choose, chosen, description, number, picture, said, show, tiles
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from steps import result_of

from digitpad import Network
from digitpad.core import network_file
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.inside import explain
from digitpad.core.inside.explain import reach

Left = Qt.MouseButton.LeftButton


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_neurons_are_chosen_in_the_picture_and_in_the_tiles_by_pointer_and_keys(desk):
    show(desk)
    desk.draw(SIX)
    diagram, weights = desk.find("network_diagram"), desk.find("weight_tiles")
    desk.wait(lambda: "active output is 6" in description(desk, "network_diagram"))
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

    QTest.mouseClick(diagram, Left, pos=place_of_output(4))
    desk.wait(lambda: chosen(desk) == (2, 4))
    desk.wait(lambda: desk.text("neuron_title").startswith("Output 4"))
    QTest.mouseMove(diagram, place_of_output(6))
    desk.wait(lambda: desk.text("explanation").startswith("Output 6: z = "))

    reading = desk.window.session.reading
    for by, values in (
        ("by activation now", reading.activations[1][:, 0]),
        ("by size of weights", np.linalg.norm(desk.window.network.weights[0], axis=1)),
    ):
        desk.find("tile_order").setCurrentText(by)
        order = np.argsort(-values, kind="stable").tolist()
        captions = [f"neuron {neuron}" for neuron in order]
        desk.wait(
            lambda captions=captions: (
                captions == [tile.caption for tile in tiles(desk, "weight_tiles")]
            )
        )
        QTest.keyClick(weights, Qt.Key.Key_Home)
        desk.wait(lambda order=order: chosen(desk) == (0, order[0]))
        QTest.keyClick(weights, Qt.Key.Key_Right)
        desk.wait(lambda order=order: chosen(desk) == (0, order[1]))
        click_item(weights, 2)
        desk.wait(lambda order=order: chosen(desk) == (0, order[2]))
        QTest.keyClick(weights, Qt.Key.Key_End)
        desk.wait(lambda order=order: chosen(desk) == (0, order[-1]))
        bar = weights.verticalScrollBar()
        assert bar.value() > 0.9 * bar.maximum() > 0
        assert by in description(desk, "weight_tiles")

    choose(desk, 1, 7)
    desk.wait(lambda: "layer 2, neuron 7" in desk.text("neuron_title"))
    desk.wait(lambda: "z = w·a + b" in desk.text("neuron_sum"))
    network = desk.window.network
    z = float(network.weights[1][7] @ reading.activations[1][:, 0] + network.biases[1][7, 0])
    assert f"{z:.3f}".replace("-", "−") in desk.text("neuron_sum")
    assert f"{float(reading.activations[2][7, 0]):.3f}" in desk.text("neuron_sum")
    effects = [number(words.split(" ")[1]) for words in said(desk, "neuron_outputs")]
    weights = network.weights[2][:, 7]
    assert effects == pytest.approx(weights.tolist(), abs=0.006)


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
    drawn = desk.window.session.drawing.image()
    assert np.array_equal(np.rint(drawn.ravel() * 255), training.images[found(0, 0).most[3]])
    desk.wait(desk.reads)
    desk.trigger("action_undo")
    assert desk.window.session.drawing.is_blank()

    of_0 = description(desk, "answers_by_digit")
    choose(desk, 0, 5)
    desk.wait(lambda: "neuron 5" in desk.text("neuron_title"))
    # Nothing is there yet, or what is known of neuron 5 by now, but never that of neuron 0.
    of_5 = found(0, 5).most
    now = [tile.cells for tile in tiles(desk, "exciting_images")]
    assert not now or np.array_equal(now, training.images[of_5].reshape(-1, 28, 28))
    assert not np.array_equal(of_5, found(0, 0).most)
    assert description(desk, "answers_by_digit") != of_0
    desk.wait(lambda: "above one half for" in desk.text("neuron_fires"))
    labels = ", ".join(str(int(training.labels[row])) for row in of_5)
    desk.wait(lambda: description(desk, "exciting_images") == labels)


def test_keys_may_be_faster_than_pictures(open_window, tmp_path):
    network = Network([784, 30, 20, 12, 11, 9, 8, 10], rng=np.random.default_rng(3))
    network_file.save(network_file.NetworkFile(network), tmp_path / "net.json")
    desk = open_window(tmp_path / "net.json")
    show(desk)
    diagram = desk.find("network_diagram")
    desk.wait(lambda: description(desk, "network_diagram"))
    for key, layer in ((Qt.Key.Key_Right, 6), (Qt.Key.Key_Left, 2)):
        for _ in range(4 if key == Qt.Key.Key_Left else 9):
            QTest.keyClick(diagram, key)
        assert chosen(desk)[0] == layer
    desk.enter(hidden_layers="2")
    desk.trigger("action_new")
    desk.show_tab("Inside")
    desk.wait(lambda: description(desk, "network_diagram").startswith("784-2-10"))
    QTest.keyClick(diagram, Qt.Key.Key_Left)
    desk.wait(lambda: desk.text("neuron_title").startswith("Hidden layer 1, "))


def test_a_neuron_that_is_folded_away_is_drawn_once_it_is_chosen(desk):
    show(desk)
    desk.draw(SIX)
    desk.wait(lambda: "active output is 6" in description(desk, "network_diagram"))
    reading = desk.window.session.reading
    sent = reading.activations[1][:, 0] * reach(desk.window.network, 0)
    least = int(np.argmin(sent))
    before = picture(desk, "network_diagram")
    choose(desk, 0, least)
    desk.wait(lambda: f"neuron {least}" in description(desk, "network_diagram"))
    assert picture(desk, "network_diagram") != before
    QTest.keyClick(desk.find("network_diagram"), Qt.Key.Key_Down)
    desk.wait(lambda: chosen(desk) != (0, least))
    assert chosen(desk)[0] == 0 and sent[chosen(desk)[1]] > sent[least]
    box = desk.find("neuron_layer")
    box.setCurrentIndex(2)
    box.activated.emit(2)  # where the neurons of another layer begin
    assert chosen(desk) == (2, 0)
    desk.wait(lambda: desk.text("neuron_title").startswith("Output 0"))


def test_tiles_grow_sharp_while_the_network_trains(training_desk):
    desk = training_desk
    desk.enter(hidden_layers="8", training_size=1000, mini_batch_size=20, epochs=100_000)
    show(desk)
    desk.trigger("action_start")
    desk.wait(lambda: "8 neurons" in description(desk, "weight_tiles"))
    before = tiles(desk, "weight_tiles")[3].cells
    desk.wait(lambda: not np.array_equal(tiles(desk, "weight_tiles")[3].cells, before))
    desk.trigger("action_stop")
    desk.wait(desk.is_idle)
    weights = desk.window.network.weights[0].reshape(-1, 28, 28)
    desk.wait(lambda: np.array_equal([tile.cells for tile in tiles(desk, "weight_tiles")], weights))


def test_without_a_drawing_no_neuron_has_a_sum(desk):
    show(desk)
    bias = f"{float(desk.window.network.biases[0][0, 0]):.2f}".replace("-", "−")
    desk.wait(lambda: f"Its bias b = {bias}." in desk.text("neuron_sum"))
    assert desk.text("neuron_sum").startswith("Draw a digit")
    assert desk.text("neuron_title") == "Hidden layer 1, neuron 0"
    assert "nothing is drawn" in description(desk, "network_diagram")
    desk.click("arithmetic")
    assert desk.text("cells_sentence").startswith("Draw a digit")
    assert not desk.find("cells").isVisible()


def test_connections_are_as_thick_as_they_carry_and_coloured_by_sign(open_window, tmp_path):
    network = Network([784, 2, 10], rng=np.random.default_rng(3))
    network.weights[1][:] = 0
    network.weights[1][4, 0], network.weights[1][5, 1] = 6.0, -2.0
    for b in network.biases:
        b[:] = 0
    network_file.save(network_file.NetworkFile(network), tmp_path / "net.json")
    desk = open_window(tmp_path / "net.json")
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


def test_the_pictures_of_a_neuron_are_its_own(desk):
    show(desk)
    desk.draw(SIX)
    choose(desk, 0, 3)
    desk.wait(lambda: "neuron 3" in desk.text("neuron_title"))
    network = desk.window.network
    image = desk.window.session.drawing.image()
    weights, finds = tiles(desk, "neuron_pictures")
    own = network.weights[0][3].reshape(28, 28)
    assert np.array_equal(weights.cells, own)
    assert np.allclose(finds.cells, own * image) and not finds.cells[image == 0].any()
    assert weights.most == tiles(desk, "weight_tiles")[3].most < np.abs(own).max() * 2
    choose(desk, 0, 4)
    desk.wait(lambda: "neuron 4" in desk.text("neuron_title"))
    weights, _ = tiles(desk, "neuron_pictures")
    assert np.array_equal(weights.cells, network.weights[0][4].reshape(28, 28))


def test_the_arithmetic_unfolds_below_and_moves_nothing(desk):
    desk.window.resize(1366, 1000)
    show(desk)
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
    reading, network = desk.window.session.reading, desk.window.network
    # At first the neuron that adds most to the answer is chosen.
    says = network.weights[2][6] * reading.activations[2][:, 0]
    desk.wait(lambda: chosen(desk) == (1, int(says.argmax())))
    choose(desk, 2, 6)
    desk.wait(lambda: desk.text("neuron_title").startswith("Output 6"))
    desk.wait(lambda: "chosen: output 6" in description(desk, "network_diagram"))
    unmarked = picture(desk, "network_diagram")
    desk.click("arithmetic")
    desk.wait(lambda: cell(desk, "cells", 0).startswith("neuron"))
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
    desk.wait(lambda: cell(desk, "cells", 0).startswith("pixel"))
    desk.wait(lambda: "chosen: hidden layer 1, neuron 5" in description(desk, "network_diagram"))
    found = explain.terms(network, reading.activations, 0, 5)
    adds = [number(cell(desk, "cells", row, 1)) for row in range(10)]
    order = found.strongest(8)
    assert adds[:8] == pytest.approx(found.terms[order].tolist(), abs=0.006)
    assert sum(adds) == pytest.approx(found.z, abs=0.06)
    assert f"z = {found.z:.2f}".replace("-", "−") in desk.text("cells_sentence")
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
    factors = f"{weight:.2f} × {ink:.2f}".replace("-", "−")
    assert cell(desk, "cells", 0) == f"pixel {first % 28}, {first // 28}: {factors}"
    assert picture(desk, "network_diagram") != unmarked
