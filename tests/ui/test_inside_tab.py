"""The tab Inside: what a neuron has learnt, why an answer was given, and what changes do to it."""

import numpy as np
from digits import SIX
from idx_folder import write_folder
from inside import choose, description, picture, show
from PySide6.QtGui import QImage

from digitpad.core.data.data_spec import DataSpec
from digitpad.session import measurer
from digitpad.ui.parts import theme


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


def test_pictures_and_equations_follow_the_scheme(desk):
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples"))
    theme.choose("light")
    light = picture(desk, "equation_BP1"), picture(desk, "slow_examples")
    theme.choose("dark")
    dark = picture(desk, "equation_BP1"), picture(desk, "slow_examples")
    for before, after in zip(light, dark):
        most, least = (max(_grays(image)) for image in (before, after))
        assert most > 200  # paper
        assert min(_grays(after)) < 100 and least > 200  # paper, and text or ink on it


def _grays(image):
    gray = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return [gray.pixelColor(x, y).red() for x in range(gray.width()) for y in range(gray.height())]


def test_with_other_data_what_was_found_in_the_old_is_found_anew(desk, tmp_path):
    folder = write_folder(tmp_path / "others", 50)
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples"))
    desk.find("slow_size").setValue(4)
    assert description(desk, "slow_examples") == "5, 0, 4, 1"
    show(desk, "Neuron")
    desk.wait(lambda: description(desk, "exciting_images"))
    before = description(desk, "answers_by_digit")
    desk.show_tab("Train")
    desk.window.session.use_data(DataSpec(folder))
    desk.wait(lambda: desk.window.session.data.folder == folder)
    show(desk, "Neuron")
    desk.wait(lambda: description(desk, "exciting_images"))
    desk.wait(lambda: description(desk, "answers_by_digit") != before)
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples") == "0, 1, 2, 3")


def test_weights_beyond_the_scale_of_their_layer_are_said_to_be_cut(desk):
    show(desk)
    beyond = [np.abs(row).max() for row in desk.window.network.weights[0]]
    for neuron, is_cut in ((int(np.argmax(beyond)), True), (int(np.argmin(beyond)), False)):
        choose(desk, 0, neuron)
        desk.wait(lambda neuron=neuron: f"neuron {neuron}" in desk.text("neuron_title"))
        assert all((sign in description(desk, "neuron_pictures")) == is_cut for sign in "≤≥")


def test_where_the_images_are_gone_each_view_says_so_where_its_answer_would_stand(
    open_window, no_process_ahead, monkeypatch
):
    def load(*_):
        raise OSError("The images are gone.")

    monkeypatch.setattr(DataSpec, "load", load)
    monkeypatch.setattr(measurer, "load_test_data", load)
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
