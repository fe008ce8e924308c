"""The tab Inside: what a neuron has learnt, and why the network answers as it does."""

import re
from functools import partial

import book
import numpy as np
import pyqtgraph as pg
import pytest
from desk import click_item
from digits import SIX, placed
from idx_folder import write_folder
from inside import (
    choose,
    chosen,
    description,
    gradients,
    learn_slowly,
    number,
    of_kind,
    paint,
    picture,
    said,
    show,
    show_examples,
    show_six,
    signed_text,
    tiles,
    values_in_bars,
)
from learnt_runs import learnt_run, use_learnt_run
from mnist import mnist
from portrait import portrait, still_portrait
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider
from steps import result_of

from digitpad import CrossEntropyCost, LogLikelihoodCost, Network, QuadraticCost
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.inside import explain
from digitpad.core.inside.explain import for_and_against
from digitpad.core.inside.health import health, health_in_words
from digitpad.core.neurons import KINDS
from digitpad.session import measurer
from digitpad.ui.inside import network_diagram
from digitpad.ui.parts import small_pictures, theme
from digitpad.ui.parts.explained import explanation


def test_a_hidden_tab_does_no_work(desk):
    show(desk)
    desk.wait(lambda: description(desk, "network_diagram"))
    desk.show_tab("Train")
    before = description(desk, "network_diagram")
    desk.draw(SIX)
    desk.wait(lambda: desk.reads() == "6")
    assert description(desk, "network_diagram") == before
    show(desk)
    desk.wait(lambda: "active output is 6" in description(desk, "network_diagram"))


def test_other_data_are_searched_anew(desk, tmp_path, monkeypatch):
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
        desk.wait(lambda: desk.text("slow_copy") == "The images are gone.")
        assert not desk.find("go_on_fast").isEnabled()  # what was learnt was of the old ones
        desk.show_tab("Train")
    show(desk, "Neuron")
    desk.wait(lambda: description(desk, "exciting_images"))
    desk.wait(lambda: description(desk, "answers_by_digit") != before)
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples") == "0, 1, 2, 3")


def test_if_the_images_are_gone_each_view_says_so(open_window, no_process_ahead, monkeypatch):
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


def test_each_view_begins_at_one_place_and_is_explained_whole_at_the_foot(desk):
    desk.window.resize(1024, 768)
    line, begins = desk.find("explanation"), set()
    for view in ("Neuron", "Why?", "Laboratory", "Learning", "Slow Motion"):
        show(desk, view)
        name = view.lower().strip("?").replace(" ", "_")
        begins.add(desk.find(name).childrenRect().left())
        for widget in (desk.find("views"), desk.find("network_diagram")):
            line.show_text(explanation(widget))
            assert not line.text().endswith("…")
    assert len(begins) == 1
    line.resize(500, line.height())  # as it is beside the facts about a run
    titles = desk.find("inside_views").tabBar()
    for index in range(titles.count()):
        titles.setCurrentIndex(index)
        line.show_text(explanation(titles))
        assert not line.text().endswith("…")


def lose_images(*_):
    raise OSError("The images are gone.")


# One neuron: choosing it, its arithmetic, and the images that excite it.


def see_chosen(desk, layer, neuron):
    desk.wait(lambda: chosen(desk) == (layer, neuron))


def look_at(desk, layer, neuron):
    """Choose a neuron, and wait until the view is about it."""
    choose(desk, layer, neuron)
    name = f"Output {neuron}" if layer == OUTPUTS else f"layer {layer + 1}, neuron {neuron}"
    desk.wait(lambda: name in desk.text("neuron_title"))


OUTPUTS = 2  # the last layer of the shipped network


def test_until_one_is_chosen_the_neuron_is_that_which_adds_most_in_the_network_in_use(desk):
    show_six(desk)
    session = desk.session
    run, networks = learnt_run(epochs=3, hidden=(9,))
    session.runs.put(run, networks=networks)
    for epoch in (3, 2, 1):
        session.use(run.id, epoch)
        activations = explain.activations_of(session.network, session.reading.activations[0])
        answer = int(activations[-1].argmax())
        wanted = explain.adds_most(session.network, activations, answer)
        desk.wait(lambda wanted=wanted: chosen(desk) == wanted)
    other = (wanted[1] + 1) % 9
    choose(desk, 0, other)
    said = desk.text("inside_title")
    session.use(run.id, 3)
    desk.wait(lambda: desk.text("inside_title") != said)
    assert chosen(desk) == (0, other)


def test_the_effects_of_a_neuron_on_the_outputs_are_told(desk):
    show_six(desk)
    look_at(desk, 1, 7)
    desk.wait(lambda: "z = w·a + b" in desk.text("neuron_sum"))
    network, reading = desk.window.network, desk.session.reading
    effects = [number(words.split(" ")[1]) for words in said(desk, "neuron_outputs")]
    adds = network.weights[2][:, 7] * reading.activations[2][7, 0]
    assert effects == pytest.approx(adds.tolist(), abs=0.006)
    desk.trigger("action_clear")  # what it contributes depends on the drawing
    desk.wait(lambda: "weight to each output" in desk.text("neuron_outputs_title"))
    effects = [number(words.split(" ")[1]) for words in said(desk, "neuron_outputs")]
    assert effects == pytest.approx(network.weights[2][:, 7].tolist(), abs=0.006)


@pytest.mark.parametrize("by", ["by activation now", "by size of weights"])
def test_tiles_stand_in_the_order_that_is_asked_for_and_choose_their_neuron(desk, by):
    show_six(desk)
    gallery, reading = desk.find("weight_tiles"), desk.session.reading
    values = reading.activations[1][:, 0]
    if by == "by size of weights":
        values = np.linalg.norm(desk.window.network.weights[0], axis=1)
    order = np.argsort(-values, kind="stable").tolist()
    captions = [f"neuron {neuron}" for neuron in order]
    desk.find("tile_order").setCurrentText(by)
    desk.wait(lambda: captions == [tile.caption for tile in tiles(desk, "weight_tiles")])
    click_item(gallery, 2)
    see_chosen(desk, 0, order[2])
    QTest.keyClick(gallery, Qt.Key.Key_End)
    see_chosen(desk, 0, order[-1])
    assert by in description(desk, "weight_tiles")


def test_pictures_of_a_neuron_are_its_weights_alone_and_times_the_drawing(desk):
    show_six(desk)
    image, weights = desk.session.drawing.image(), desk.window.network.weights[0]
    for neuron in (3, 4):
        look_at(desk, 0, neuron)
        mine, with_ink = tiles(desk, "neuron_pictures")
        own = weights[neuron].reshape(28, 28)
        assert np.array_equal(mine.cells, own)
        assert np.allclose(with_ink.cells, own * image) and not with_ink.cells[image == 0].any()
        assert mine.most == tiles(desk, "weight_tiles")[0].most < np.abs(own).max() * 2
    # Values beyond the scale of the layer are said to be cut.
    largest = np.abs(weights).max(axis=1)
    for neuron, is_cut in ((int(np.argmax(largest)), True), (int(np.argmin(largest)), False)):
        look_at(desk, 0, neuron)
        assert ("+, w·ink" in description(desk, "neuron_pictures")) == is_cut


def test_a_neuron_s_weights_are_shown_then_and_now_if_another_epoch_is_compared_with(desk):
    show_six(desk)
    run, networks = use_learnt_run(desk.session, epochs=4)
    look_at(desk, 0, 3)
    desk.wait(lambda: len(tiles(desk, "neuron_pictures")) == 2)
    assert [tile.caption.split(",")[0] for tile in tiles(desk, "neuron_pictures")] == ["w", "w·ink"]
    for then, now in ((1, 4), (4, 2)):
        desk.session.use(run.id, then)
        desk.trigger("action_compare_here")
        desk.session.use(run.id, now)
        own = [networks[epoch].weights[0][3].reshape(28, 28) for epoch in (then, now)]

        def shown(own=own):
            pictures = tiles(desk, "neuron_pictures")
            assert [tile.caption.split(",")[0] for tile in pictures] == ["w then", "w now"]
            assert pictures[0].most == pictures[1].most == tiles(desk, "weight_tiles")[0].most
            return all(np.array_equal(each.cells, w) for each, w in zip(pictures, own))

        desk.wait(shown)
    desk.session.use(run.id, 4)  # the very epoch
    desk.wait(lambda: tiles(desk, "neuron_pictures")[-1].caption.startswith("w·ink"))
    _, others = use_learnt_run(desk.session, number=2, epochs=3)
    weights = others[3].weights[0][3].reshape(28, 28)  # of another run
    desk.wait(
        lambda: any(np.array_equal(each.cells, weights) for each in tiles(desk, "neuron_pictures"))
    )
    assert tiles(desk, "neuron_pictures")[-1].caption.startswith("w·ink")


def test_focus_and_idle_keys_choose_no_tile_and_suggestions_go_on(desk):
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
    QTest.keyClick(gallery, Qt.Key.Key_Return)
    see_chosen(desk, 0, 0)


def test_training_images_that_excite_a_neuron_are_shown_and_go_with_it(desk):
    show(desk)  # a neuron that is never active
    training, _, _ = DataSpec().load()

    def found(layer, neuron):
        return result_of(explain.excitement(desk.window.network, training, layer, neuron))

    desk.wait(lambda: description(desk, "answers_by_digit").startswith("0: mean 0.0"))
    never = found(0, 0)
    assert values_in_bars(desk, "answers_by_digit", 0, 1) == pytest.approx(never.means)

    desk.wait(lambda: description(desk, "exciting_images"))
    most = training.images[never.most].reshape(-1, 28, 28)
    assert np.array_equal([tile.cells for tile in tiles(desk, "exciting_images")], most)
    click_item(desk.find("exciting_images"), 3)  # puts it on the canvas
    drawn = desk.session.drawing.image()
    assert np.array_equal(np.rint(drawn.ravel() * 255), training.images[never.most[3]])
    desk.wait(desk.reads)
    desk.trigger("action_undo")
    assert desk.session.drawing.is_blank()

    of_0 = description(desk, "answers_by_digit")
    look_at(desk, 0, 5)
    assert description(desk, "answers_by_digit") != of_0  # never another neuron's
    desk.wait(lambda: "Mean activation by digit: " in desk.text("neuron_fires"))
    labels = ", ".join(str(int(training.labels[row])) for row in found(0, 5).most)
    desk.wait(lambda: description(desk, "exciting_images") == labels)


def test_without_a_drawing_the_bias_is_told_and_there_is_no_arithmetic(desk):
    show(desk)
    bias = signed_text(float(desk.window.network.biases[0][0, 0]), 2)
    desk.wait(lambda: f"Its bias b = {bias}." in desk.text("neuron_sum"))
    assert desk.text("neuron_sum").startswith("Draw a digit")
    assert desk.text("neuron_title") == "Hidden layer 1, neuron 0"
    assert "nothing is drawn" in description(desk, "network_diagram")
    desk.click("arithmetic")
    assert desk.text("cells_sentence").startswith("Draw a digit")
    assert not desk.find("cells").isVisible()


def test_the_arithmetic_moves_nothing_around_it(desk):
    desk.window.resize(1366, 1000)
    show(desk)
    desk.draw(SIX)
    look_at(desk, 0, 3)
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


def show_terms(desk, layer, neuron):
    """Show the arithmetic of a neuron with a 6 on the canvas; the list of its terms."""
    look_at(desk, layer, neuron)
    name = f"output {neuron}" if layer == OUTPUTS else f"hidden layer {layer + 1}, neuron {neuron}"
    desk.wait(lambda: f"chosen: {name}" in description(desk, "network_diagram"))
    desk.click("arithmetic")
    kind = "neuron" if layer else "pixel"
    desk.wait(lambda: desk.rows("cells")[0].startswith(kind))
    terms = desk.find("cells")
    terms.setFocus()
    return terms


def test_terms_mark_their_neuron_in_the_picture_and_lead_to_it(desk):
    show_six(desk)
    weights, activations = desk.window.network.weights, desk.session.reading.activations
    adds = weights[OUTPUTS][6] * activations[2][:, 0]
    see_chosen(desk, 1, int(adds.argmax()))  # at first the neuron that adds most to the answer
    terms = show_terms(desk, OUTPUTS, 6)
    QTest.keyClick(terms, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    unmarked = picture(desk, "network_diagram")  # the bias is no neuron
    QTest.keyClick(terms, Qt.Key.Key_Home)
    desk.wait(lambda: picture(desk, "network_diagram") != unmarked)
    QTest.keyClick(terms, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: picture(desk, "network_diagram") == unmarked)
    click_item(terms, 0)
    see_chosen(desk, 1, int(np.abs(adds).argmax()))


def test_the_pixels_that_add_most_come_first_and_are_marked_in_the_picture(desk):
    show_six(desk)
    network, reading = desk.window.network, desk.session.reading
    terms = show_terms(desk, 0, 5)
    found = explain.terms(network, reading.activations, 0, 5)
    adds = list(map(number, desk.rows("cells", column=1)))
    order = found.strongest(8)
    assert adds[:8] == pytest.approx(found.terms[order].tolist(), abs=0.006)
    assert sum(adds) == pytest.approx(found.z, abs=0.06)
    first = int(order[0])
    weight, ink = float(network.weights[0][5, first]), float(reading.activations[0][first, 0])
    factors = f"{signed_text(weight, 2)} × {ink:.2f}"
    assert desk.rows("cells")[0] == f"pixel {first % 28}, {first // 28}: {factors}"
    QTest.keyClick(terms, Qt.Key.Key_End)  # the bias is no pixel
    unmarked = picture(desk, "network_diagram")
    QTest.keyClick(terms, Qt.Key.Key_Home)
    assert picture(desk, "network_diagram") != unmarked


# Each kind of neuron has its own numbers, curve and scale, which `book` computes.


class Known:
    """A network of a kind of neurons as the book computes it, with a 6 on the canvas."""

    def __init__(self, folder, neurons, cost, kind, open_window):
        network, arrays = of_kind([784, 12, 9, 10], neurons, cost)
        for of in (network.weights, network.biases, *arrays):
            of[0][3] *= 1e-4  # a neuron that is nearly dead
        network.save(folder / "net.json")
        self.desk = desk = open_window(folder / "net.json")
        desk.window.resize(1366, 768)
        show(desk)
        desk.draw(SIX)
        desk.wait(lambda: np.array_equal(desk.session.reading.image, desk.session.drawing.image()))
        desk.click("arithmetic")
        image = desk.session.reading.image.reshape(784, 1)
        self.activations, self.zs = book.passed(*arrays, image, kind, neurons)
        self.training = DataSpec().load()[0]
        self.of_images, _ = book.passed(*arrays, self.training.images.T / 255, kind, neurons)
        self.neurons, self.is_softmax = neurons, kind == book.LOG_LIKELIHOOD
        self.choose(0, 7)
        desk.wait(lambda: description(desk, "exciting_images"))
        desk.wait(lambda: "0: mean" in description(desk, "answers_by_digit"))
        desk.wait(lambda: desk.text("accuracy_in_use").endswith(" %"))
        self.found = still_portrait(desk)

    def give_back(self):
        """Prove that all is as it was found, once the first neuron is chosen again."""
        self.choose(0, 7)
        self.desk.wait(lambda: portrait(self.desk) == self.found)

    def choose(self, layer, neuron):
        """Choose a neuron, and wait for its sum."""
        choose(self.desk, layer, neuron)
        z = f"z = {signed_text(float(self.zs[layer][neuron, 0]), 2)}"
        self.desk.wait(lambda: f"{self.symbol(layer)}(z)" in self.desk.text("neuron_sum"))
        self.desk.wait(lambda: z in self.desk.text("cells_sentence"))

    def symbol(self, layer):
        """The name of a layer's function."""
        hidden = "σ" if self.neurons == "sigmoid" else self.neurons
        outputs = "softmax" if self.is_softmax else "σ"
        return hidden if layer < OUTPUTS else outputs


WITH_SOFTMAX = "relu"


@pytest.fixture(params=KINDS)
def known(kept, tmp_path, request):
    """A window for tests that only look; it is proven that each leaves it as it was found."""
    cost = CrossEntropyCost, book.CROSS_ENTROPY
    if request.param == WITH_SOFTMAX:
        cost = LogLikelihoodCost, book.LOG_LIKELIHOOD
    known = kept(request.param, partial(Known, tmp_path, request.param, *cost))
    yield known
    known.give_back()


def test_the_numbers_of_a_neuron_are_the_book_s(known):
    desk, activations = known.desk, known.activations
    lowest, highest = (int(of(activations[2])) for of in (np.argmin, np.argmax))
    for layer, neuron in ((0, 5), (0, 3), (1, lowest), (1, highest), (2, 6)):
        known.choose(layer, neuron)
        a, z = float(activations[layer + 1][neuron, 0]), float(known.zs[layer][neuron, 0])
        written = [number(text.split()[-1]) for text in desk.text("neuron_sum").split("\n")]
        assert written == pytest.approx([a, z], abs=0.002)
        spoken = desk.find("network_diagram").explained_at(None)
        assert number(spoken.split("activation ")[1]) == pytest.approx(a, abs=0.002)
        if layer:  # the activations before may be below 0, or above 1
            first = desk.rows("cells")[0]
            i = int(first.split(":")[0].removeprefix("neuron "))
            before = float(activations[layer][i, 0])
            assert number(first.split(" × ")[1]) == pytest.approx(before, abs=0.006)


def test_the_curve_of_a_neuron_is_its_function_with_z_and_a_on_it(known):
    plot = known.desk.find("sigmoid_plot")
    for layer, neuron in ((0, 5), (1, 3), (2, 6)):
        known.choose(layer, neuron)
        is_softmax = known.symbol(layer) == "softmax"
        assert plot.isVisible() != is_softmax == known.desk.find("softmax_parts").isVisible()
        if is_softmax:
            continue
        # Neither the pointer nor keys read it out.
        assert explanation(plot).endswith("flat, the neuron hardly learns.")
        (curve,) = plot.getPlotItem().listDataItems()
        z, a = curve.getData()
        f = book.KINDS[known.neurons][0] if layer < OUTPUTS else book.sigmoid
        assert curve.name().startswith(f"a = {known.symbol(layer)}(z)")
        assert np.allclose(a, f(z)) and z[0] <= -6 <= 6 <= z[-1]
        items = plot.scene().items()
        dots = [item for item in items if isinstance(item, pg.ScatterPlotItem)]
        (ring,) = [item for item in dots if item.data.size]
        place = [known.zs[layer][neuron], known.activations[layer + 1][neuron]]
        assert np.allclose(ring.getData(), place, atol=1e-4)


@pytest.mark.parametrize("known", [WITH_SOFTMAX], indirect=True)
def test_an_output_of_softmax_is_shown_as_its_share_of_the_sum(known):
    desk = known.desk
    known.choose(OUTPUTS, 6)
    exps = np.exp(known.zs[OUTPUTS][:, 0])
    parts = exps / exps.sum()
    assert values_in_bars(desk, "softmax_parts", 0, 1) == pytest.approx(parts, abs=1e-5)
    assert f"6: part {parts[6]:.2f}" in description(desk, "softmax_parts")
    assert f"is {parts[6]:.3f} of the sum of all ten" in desk.text("cells_sentence")


def test_the_answers_by_digit_have_a_scale_that_fits_the_kind_of_neuron(known):
    desk, training = known.desk, known.training
    for layer, neuron in ((0, 5), (0, 3), (1, 4)):
        known.choose(layer, neuron)
        values = known.of_images[layer + 1][neuron]
        means = np.array([values[training.labels == digit].mean() for digit in range(10)])
        desk.wait(lambda: description(desk, "exciting_images"))
        spoken = description(desk, "answers_by_digit").split(", ")
        written = [number(text.split("mean ")[1]) for text in spoken]
        assert written == pytest.approx(means, abs=0.006)
        lowest, highest = book.KINDS[known.neurons][0](np.array([-300.0, 300.0])).round()
        is_unbounded = highest > 1
        if is_unbounded:
            lowest, highest = min(0.0, means.min()), np.abs(means).max()
        if is_unbounded and neuron == 3:  # no bar for means that are written as .00
            assert 0 < highest < 0.005 and "0.00 for every digit" in desk.text("neuron_fires")
            highest = 1.0
        drawn = values_in_bars(desk, "answers_by_digit", lowest, highest)
        assert drawn == pytest.approx(means, abs=1e-4 * highest)


# Why an answer was given, and changes that would make it another.


def test_without_hidden_layers_pixels_speak_for_and_against(open_network):
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
    """Wait until the view has read the whole drawing, and asked for similar images."""
    network, session = desk.window.network, desk.session
    desk.wait(lambda: np.array_equal(session.reading.image, session.drawing.image()))
    desk.wait(lambda: compared(desk) == best_two(desk))
    (first, second), reading = best_two(desk), session.reading
    z = network.weights[-1] @ reading.activations[-2] + network.biases[-1]
    apart = f"by {float(z[first, 0] - z[second, 0]):.2f}."
    desk.wait(lambda: apart in desk.text("why_sum"))
    desk.wait(lambda: desk.text("why_likeness_text").startswith(f"{first} and {second}:"))


def compare(desk, output, other):
    desk.find("why_output").setCurrentIndex(output)
    desk.find("why_other").setCurrentIndex(other)


def compared(desk):
    return desk.find("why_output").currentIndex(), desk.find("why_other").currentIndex()


def best_two(desk):
    """The digit that is read, and the runner-up."""
    reading = desk.session.reading
    first, second = np.argsort(-reading.outputs, kind="stable")[:2].tolist()
    return first, second


def test_the_digit_that_is_read_is_compared_with_the_runner_up(desk):
    show(desk, "Why?")
    desk.draw(SIX)
    rest(desk)
    assert desk.text("inside_title").startswith(f"A 6 rather than a {compared(desk)[1]}: ")
    desk.wait(lambda: description(desk, "why_likenesses_0").startswith("mean"))
    assert len(description(desk, "why_likenesses_1").split(", ")) == 4
    reading, network = desk.session.reading, desk.window.network
    # The contributions add up to the difference of the two z.
    z = network.weights[-1] @ reading.activations[-2] + network.biases[-1]
    first, second = compared(desk)
    apart = float(z[first, 0] - z[second, 0])
    says = [number(words.rsplit(" ", 1)[1]) for words in said(desk, "why_neurons")]
    assert sum(says) == pytest.approx(apart, abs=0.06)
    (where,) = tiles(desk, "why_pixels")
    mine, others = for_and_against(network, reading.activations, -1)[[first, second]]
    np.testing.assert_allclose(where.cells.ravel(), mine - others, atol=1e-5)
    # An output is not compared with itself.
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
    desk.wait(lambda: desk.text("inside_title") == "It reads a 4 at 1.00; neuron 0 adds 0.00")
    assert [row.split(" +")[0] for row in said(desk, "why_neurons")] == ["all 12 and bias"]


def test_the_way_to_another_answer_stops_there_and_goes_with_the_drawing(desk):
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


def test_the_way_goes_with_the_epoch_whose_network_went_it(desk):
    show(desk, "Why?")
    desk.draw(SIX)
    run, networks = learnt_run(epochs=2, hidden=(9,))
    desk.session.runs.put(run, networks=networks)
    desk.session.use(run.id, 2)
    desk.wait(lambda: compared(desk) == best_two(desk))
    desk.click("show_way")
    desk.wait(lambda: description(desk, "way"))
    desk.session.use(run.id, 1)
    desk.wait(lambda: not description(desk, "way") and not desk.find("way").isVisible())


@pytest.mark.parametrize("what", ["drawing", "network"])
def test_the_chosen_outputs_are_compared_until_drawing_or_network_changes(desk, what):
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


# A network with infinite sums, as a far too large learning rate may make it.


LARGEST, LARGEST_64 = float(np.finfo(np.float32).max), float(np.finfo(np.float64).max)


def enormous(sizes, scale, neurons="sigmoid", cost=CrossEntropyCost):
    rng = np.random.default_rng(4)
    dtype = np.float32 if scale <= LARGEST else np.float64

    def filled(rows, columns):
        return (rng.choice([-1.0, 1.0], (rows, columns)) * scale).astype(dtype)

    weights = [filled(rows, columns) for columns, rows in zip(sizes, sizes[1:])]
    biases = [filled(rows, 1) for rows in sizes[1:]]
    return Network(sizes, cost, neurons=neurons, dtype=dtype).with_arrays(weights, biases)


def paint_all_views(desk, layers):
    """Paint each view for a neuron of each layer, and beside the first the tiles in each order."""
    for view in ("Neuron", "Why?", "Laboratory", "Learning", "Slow Motion"):
        show(desk, view)
        for layer in range(layers):
            choose(desk, layer, 3)
            for order in range(3 if view == "Neuron" else 1):
                desk.find("tile_order").setCurrentIndex(order)
            paint(desk)
            see_chosen(desk, layer, 3)


def paint_arithmetic(desk):
    show(desk)
    desk.click("arithmetic")
    paint(desk)
    desk.click("arithmetic")


def paint_ways(desk):
    """Paint the ways to two other answers."""
    show(desk, "Why?")
    for goal in (0, 9):
        desk.find("why_other").setCurrentIndex(goal)
        desk.click("show_way")
        desk.wait(lambda: desk.text("way_text"))
        paint(desk)
        desk.click("show_way")


def paint_changed_copies(desk):
    """Paint the laboratory with each slider moved."""
    show(desk, "Laboratory")
    for slider in desk.find("laboratory").findChildren(QSlider):
        slider.setValue(slider.maximum() // 2)
        paint(desk)
    desk.wait(lambda: " %" in desk.text("laboratory_accuracy"))


def paint_moments(desk):
    """Paint two mini-batches in slow motion."""
    show(desk, "Slow Motion")
    for _ in range(14):
        desk.click("next_moment")
        paint(desk)


def assert_numbers_have_room(desk, may_touch):
    """Check that no number has hundreds of digits. may_touch: numbers over bars have no space."""
    show(desk)
    desk.wait(lambda: desk.text("neuron_fires"))
    desk.wait(lambda: desk.text("accuracy_in_use").endswith(" %"))
    assert max(map(len, desk.text("neuron_sum").split())) < 12
    choose(desk, 0, 3)
    desk.wait(lambda: description(desk, "exciting_images"))
    by_digit = desk.find("answers_by_digit")
    heads = by_digit.heads()
    widest = max(map(by_digit.fontMetrics().horizontalAdvance, heads))
    assert len(heads) == 10 and (may_touch or widest < by_digit.width() / 10)
    assert desk.window.minimumSizeHint().width() <= 950


@pytest.mark.slow
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
def test_every_view_shows_a_network_of_enormous_weights(open_network, sizes, scale, neurons, cost):
    desk = open_network(enormous(sizes, scale, neurons, cost))
    paint_all_views(desk, len(sizes) - 1)  # with nothing drawn
    desk.draw([[(0.3, 0.2), (0.5, 0.8)]])
    paint_all_views(desk, len(sizes) - 1)
    assert desk.reads()
    paint_arithmetic(desk)
    paint_ways(desk)
    paint_changed_copies(desk)
    paint_moments(desk)
    # Powers of ten with three digits, as only float64 has them, may touch.
    assert_numbers_have_room(desk, may_touch=scale > LARGEST)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("neurons", "cost"), [("tanh", CrossEntropyCost), ("relu", LogLikelihoodCost)]
)
def test_a_network_of_other_neurons_is_explained_and_trained_on(
    open_window, tmp_path, neurons, cost
):
    network = Network([784, 20, 12, 10], cost, neurons=neurons, rng=np.random.default_rng(1))
    network.SGD(mnist()[0][:2000], 2, 10, 0.1)
    network.save(tmp_path / "net.json")
    desk = open_window()
    assert desk.window.open_file(tmp_path / "net.json")
    desk.draw(SIX)
    desk.wait(lambda: desk.reads() != "")
    for page in desk.pages():
        page.grab()
    desk.go_on(training_size=1000, epochs=1)
    assert desk.session.run.architecture.neurons == desk.window.network.neurons == neurons
    assert len(desk.session.run.history) == 1
    show(desk, "Learning")
    found = health(desk.window.network, mnist()[0][:1000])
    desk.wait(lambda: gradients(desk) == [f"{layer.gradient:.2g}" for layer in found])
    assert (desk.text("learning_text"), desk.text("learning_others")) == health_in_words(found)
    assert ("f'(z) is below 0.01" in desk.text("learning_note")) == (neurons == "tanh")


class Recorder(QPainter):
    """Keeps the texts that are painted."""

    texts = []

    def drawText(self, *place_and_text):
        self.texts.append(place_and_text[-1])
        super().drawText(*place_and_text)


@pytest.mark.slow
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


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_smallest_and_the_largest_numbers_have_the_colours_of_their_signs(dtype):
    colors, numbers = theme.current(), np.finfo(dtype)
    for most in (numbers.smallest_subnormal, numbers.tiny, 1.0, numbers.max):
        values = np.array([[-most, 0.0, most]], dtype)
        image = small_pictures.signed_image(values, float(values.max()))
        found = [image.pixelColor(x, 0) for x in range(3)]
        assert found == [colors.below, colors.paper, colors.above], most
