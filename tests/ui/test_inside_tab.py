"""The tab Inside: what a neuron has learnt, why an answer was given, and what changes do to it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from desk import Desk
from digits import placed
from idx_folder import write_folder
from inside import choose, chosen, description, picture, show
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QMessageBox,
    QSlider,
    QSpinBox,
    QTabWidget,
    QWidget,
)

from digitpad import Network
from digitpad.core import excitement, storage
from digitpad.core.data_spec import DataSpec
from digitpad.core.dataset import load_data_wrapper
from digitpad.ui import theme

SIX = placed(6, 0.1, 0.1, 0.8)
Left = Qt.MouseButton.LeftButton


@pytest.fixture(
    params=[[784, 10], [784, 12, 10], [784, 30, 20, 10], [784, 9, 8, 7, 6, 10]], ids=str
)
def any_desk(
    request: pytest.FixtureRequest, open_window: Callable[..., Desk], tmp_path: Any
) -> Desk:
    network = Network(request.param, rng=np.random.default_rng(3))
    storage.save(network, tmp_path / "net.json")
    return open_window(tmp_path / "net.json")


def test_every_view_shows_networks_of_any_depth_with_and_without_a_drawing(any_desk: Desk) -> None:
    desk = any_desk
    views = desk.find("inside_views", QTabWidget)
    titles = [views.tabText(i) for i in range(views.count())]
    for drawn in (False, True):
        if drawn:
            desk.draw(SIX)
        for title in titles:
            show(desk, title)
            for layer in range(len(desk.window.network.weights)):
                choose(desk, layer, 3)
                desk.wait(lambda layer=layer: chosen(desk) == (layer, 3))
                for name in ("network_diagram", "weight_tiles"):
                    assert not picture(desk, name).isNull()
            if title == "Learning":
                desk.wait(lambda: "saturated" in desk.text("learning_text"))


def test_a_click_on_a_tile_and_the_arrow_keys_choose_a_neuron(desk: Desk) -> None:
    show(desk)
    tiles = desk.find("weight_tiles", QWidget)
    desk.wait(lambda: "sorted as is" in description(desk, "weight_tiles"))
    viewport: Any = tiles.viewport()  # type: ignore[attr-defined]
    QTest.mouseClick(viewport, Left, pos=QPoint(4 + 42 + 10, 18 + 4 + 10))
    desk.wait(lambda: chosen(desk) == (0, 1))
    desk.wait(lambda: "neuron 1:" in desk.text("neuron_title"))
    QTest.keyClick(tiles, Qt.Key.Key_Right)
    desk.wait(lambda: chosen(desk) == (0, 2))
    QTest.keyClick(tiles, Qt.Key.Key_End)
    desk.wait(lambda: chosen(desk) == (0, 999))
    assert "neuron 999" in description(desk, "weight_tiles")


def test_the_keys_lead_through_the_layers_of_the_picture(desk: Desk) -> None:
    show(desk)
    desk.draw(SIX)
    diagram = desk.find("network_diagram", QWidget)
    desk.wait(lambda: "active output is 6" in description(desk, "network_diagram"))
    QTest.keyClick(diagram, Qt.Key.Key_Right)
    desk.wait(lambda: chosen(desk)[0] == 1)
    QTest.keyClick(diagram, Qt.Key.Key_Right)
    desk.wait(lambda: chosen(desk)[0] == 2)
    before = chosen(desk)[1]
    QTest.keyClick(diagram, Qt.Key.Key_Down if before < 9 else Qt.Key.Key_Up)
    desk.wait(lambda: chosen(desk) == (2, before + 1 if before < 9 else before - 1))
    assert desk.text("neuron_title").startswith("output")


def test_the_picture_answers_the_pen(desk: Desk) -> None:
    show(desk)
    desk.wait(lambda: description(desk, "network_diagram"))
    before = picture(desk, "network_diagram")
    desk.pen_down((0.3, 0.3))
    desk.pen_move((0.5, 0.6))
    desk.wait(lambda: picture(desk, "network_diagram") != before)
    desk.pen_up((0.5, 0.6))


def test_a_neurons_sum_is_written_out_and_adds_up(desk: Desk) -> None:
    show(desk)
    desk.draw(SIX)
    choose(desk, 1, 7)
    desk.wait(lambda: "layer 2, neuron 7" in desk.text("neuron_title"))
    reading = desk.window.session.reading
    assert reading is not None
    desk.wait(lambda: "z = w·a + b" in desk.text("neuron_sum"))
    network = desk.window.network
    z = float(network.weights[1][7] @ reading.activations[1][:, 0] + network.biases[1][7, 0])
    assert f"{z:.3f}".replace("-", "−") in desk.text("neuron_sum")
    terms = [
        float(part.rsplit(" ", 1)[1])
        for part in description(desk, "neuron_terms").split(", ")
        if part
    ]
    assert sum(terms) == pytest.approx(z, abs=0.06)
    assert f"{float(reading.activations[2][7, 0]):.3f}" in desk.text("neuron_title")


def test_the_training_images_that_excite_a_neuron_are_shown(desk: Desk) -> None:
    show(desk)
    choose(desk, 0, 5)
    desk.wait(lambda: "fires for" in desk.text("neuron_fires"))
    training, _, _ = load_data_wrapper()
    found = excitement.excitement(desk.window.network, training, 0, 5)
    assert found is not None
    labels = ", ".join(str(int(training.labels[row])) for row in found.most)
    desk.wait(lambda: description(desk, "exciting_images") == labels)


def test_why_names_what_speaks_for_an_output(desk: Desk) -> None:
    show(desk, "Why?")
    desk.draw(SIX)
    desk.wait(lambda: desk.text("why_sum").startswith("Output 6"))
    desk.wait(lambda: "6 and" in desk.text("why_likeness_text"))
    desk.find("why_output", QComboBox).setCurrentIndex(4)
    desk.wait(lambda: desk.text("why_sum").startswith("Output 3"))
    desk.find("goal_digit", QComboBox).setCurrentIndex(9)
    desk.click("show_way")
    desk.wait(lambda: "not yours" in desk.text("way_text"))
    drawing = desk.window.session.reading
    assert drawing is not None and drawing.digit == 6  # the drawing itself is as it was


def test_the_laboratory_works_on_a_copy(desk: Desk) -> None:
    show(desk, "Laboratory")
    desk.draw(SIX)
    network = desk.window.network
    before = [w.copy() for w in network.weights]
    desk.wait(lambda: "Test accuracy: 99.38 %" in desk.text("laboratory_result"))
    desk.find("pruned", QSlider).setValue(97)
    desk.wait(lambda: "(unchanged: 99.38 %)" in desk.text("laboratory_result"))
    desk.wait(lambda: "accuracy: 99.38" not in desk.text("laboratory_result"))
    desk.wait(lambda: "accuracy: …" not in desk.text("laboratory_result"))
    assert desk.window.network is network
    assert all(np.array_equal(a, b) for a, b in zip(before, network.weights))
    desk.click("laboratory_back")
    desk.wait(lambda: "accuracy: 99.38" in desk.text("laboratory_result"))
    assert desk.find("pruned", QSlider).value() == 0


def test_a_changed_copy_is_kept_as_a_new_network_when_that_is_asked_for(desk: Desk) -> None:
    show(desk, "Laboratory")
    choose(desk, 2, 6)
    desk.wait(lambda: chosen(desk) == (2, 6))
    desk.draw(SIX)
    desk.wait(lambda: "The drawing: 6" in desk.text("laboratory_result"))
    assert not desk.find("laboratory_keep", QAbstractButton).isEnabled()
    desk.find("neuron_off", QAbstractButton).click()
    desk.wait(lambda: "The drawing: 6" not in desk.text("laboratory_result"))
    assert desk.reads() == "6"
    desk.click("laboratory_keep")
    desk.wait(lambda: desk.reads() != "6")
    assert desk.title().endswith("*") or "*" in desk.title()
    desk.trigger("action_open_shipped")
    desk.answer(QMessageBox.StandardButton.Discard)
    desk.wait(lambda: desk.reads() == "6")


def test_how_it_learns_is_measured_now_and_at_the_start(training_desk: Desk) -> None:
    desk = training_desk
    desk.enter(hidden_layers="8", training_size=1000, mini_batch_size=20, epochs=3)
    desk.click("start")
    desk.wait(lambda: not desk.is_idle())
    desk.wait(desk.is_idle)
    show(desk, "Learning")
    desk.wait(lambda: "at the start" in desk.text("learning_text"))
    assert "hidden layer 1" in desk.text("learning_text") and "output" in desk.text("learning_text")


def test_a_mini_batch_in_slow_motion_lights_the_equations_in_turn(training_desk: Desk) -> None:
    desk = training_desk
    desk.enter(hidden_layers="8")
    desk.trigger("action_new")
    network = desk.window.network
    before = [w.copy() for w in network.weights]
    show(desk, "Slow Motion")
    lit = []

    def is_lit(name: str) -> bool:
        return description(desk, f"equation_{name}") == "used now"

    names = ("forward", "BP1", "BP2", "BP3", "BP4", "step")
    desk.wait(lambda: description(desk, "slow_examples"))
    for _ in range(7):
        desk.click("next_moment")
        lit.append([name for name in names if is_lit(name)])
    assert lit == [["forward"], ["forward"], ["BP1"], ["BP2"], ["BP3"], ["BP4"], ["step"]]
    assert "after the step" in desk.text("slow_numbers")
    assert desk.window.network is network
    assert all(np.array_equal(a, b) for a, b in zip(before, network.weights))
    desk.click("next_mini_batch")
    assert "mini-batch 2" in desk.text("slow_numbers") or "mini-batch 3" in desk.text(
        "slow_numbers"
    )
    desk.enter(epochs=1)
    desk.click("go_on_fast")
    desk.wait(lambda: desk.window.session.run is not None and desk.window.session.run.history)
    desk.wait(desk.is_idle)
    run = desk.window.session.run
    assert run is not None and run.start is not None
    assert not np.array_equal(run.start.weights[0], before[0])  # with what was learnt slowly


def test_a_hidden_tab_does_no_work(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    show(desk)
    desk.wait(lambda: description(desk, "network_diagram"))
    desk.find("tabs", QTabWidget).setCurrentIndex(0)
    before = description(desk, "network_diagram")
    desk.draw(SIX)
    desk.wait(lambda: desk.reads() == "6")
    assert description(desk, "network_diagram") == before
    show(desk)
    desk.wait(lambda: "active output is 6" in description(desk, "network_diagram"))


def test_one_comes_closer_to_a_neurons_arithmetic(desk: Desk) -> None:
    desk.window.resize(1366, 768)
    show(desk)
    desk.draw(SIX)
    desk.wait(lambda: "z = w·a + b" in desk.text("neuron_sum"))
    desk.window.resize(1400, 760)
    few = len(description(desk, "neuron_terms").split(", pixel"))
    width = desk.find("inside_views", QTabWidget).width()
    desk.click("arithmetic")
    desk.wait(lambda: desk.find("inside_views", QTabWidget).width() > 1.3 * width)
    desk.wait(lambda: len(description(desk, "neuron_terms").split(", pixel")) > 2 * few)
    desk.click("arithmetic")
    desk.wait(lambda: desk.find("inside_views", QTabWidget).width() < 1.1 * width)


def test_each_view_is_explained_with_the_chapter_of_the_book(desk: Desk) -> None:
    said = set()
    for view in ("Neuron", "Why?", "Laboratory", "Learning", "Slow Motion"):
        show(desk, view)
        said.add(description(desk, "view_explained"))
        assert "(The book: chapter" in description(desk, "view_explained")
    assert len(said) == 5


def test_pictures_and_equations_follow_the_scheme(desk: Desk) -> None:
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples"))
    theme.choose(Qt.ColorScheme.Light)
    light = picture(desk, "equation_BP1"), picture(desk, "slow_examples")
    theme.choose(Qt.ColorScheme.Dark)
    dark = picture(desk, "equation_BP1"), picture(desk, "slow_examples")
    for before, after in zip(light, dark):
        most, least = (max(_grays(image)) for image in (before, after))
        assert most > 200  # paper
        assert min(_grays(after)) < 100 and least > 200  # paper, and text or ink on it


def _grays(image: QImage) -> list[int]:
    gray = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return [gray.pixelColor(x, y).red() for x in range(gray.width()) for y in range(gray.height())]


def test_the_mini_batch_to_come_is_shown_in_its_size(desk: Desk) -> None:
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples"))
    desk.find("slow_size", QSpinBox).setValue(4)
    assert description(desk, "slow_examples") == "5, 0, 4, 1"


def test_what_is_done_in_the_laboratory_or_slowly_stays_when_the_question_is_cancelled(
    training_desk: Desk,
) -> None:
    desk = training_desk
    desk.enter(hidden_layers="8", training_size=1000, mini_batch_size=20, epochs=1)
    desk.click("start")
    desk.wait(lambda: not desk.is_idle())
    desk.wait(desk.is_idle)
    network = desk.window.network
    show(desk, "Laboratory")
    desk.wait(lambda: "unchanged" in desk.text("laboratory_result"))
    desk.find("pruned", QSlider).setValue(50)
    keep = desk.find("laboratory_keep", QAbstractButton)
    desk.wait(keep.isEnabled)
    keep.click()
    desk.answer(QMessageBox.StandardButton.Cancel)
    assert desk.find("pruned", QSlider).value() == 50 and keep.isEnabled()
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples"))
    desk.click("next_mini_batch")
    desk.click("go_on_fast")
    desk.answer(QMessageBox.StandardButton.Cancel)
    assert "after the step" in desk.text("slow_numbers")
    assert desk.window.network is network
    show(desk, "Laboratory")
    assert desk.find("pruned", QSlider).value() == 50 and keep.isEnabled()
    keep.click()
    desk.answer(QMessageBox.StandardButton.Discard)
    desk.wait(lambda: desk.window.network is not network)
    assert desk.find("pruned", QSlider).value() == 0
    assert any(np.count_nonzero(w) < w.size for w in desk.window.network.weights)


def test_of_a_drawing_that_is_gone_nothing_is_likened(desk: Desk) -> None:
    show(desk, "Why?")
    desk.draw(SIX)
    desk.wait(lambda: "6" in desk.text("why_likeness_text"))
    desk.click("show_way")
    desk.wait(lambda: "step 2" in description(desk, "way"))
    desk.trigger("action_clear")
    desk.wait(lambda: desk.text("why_likeness_text").startswith("Draw a digit"))
    assert not description(desk, "why_likenesses_0")
    desk.wait(lambda: not description(desk, "way"))


def test_with_other_data_what_was_found_in_the_old_is_found_anew(desk: Desk, tmp_path: Any) -> None:
    folder = write_folder(tmp_path / "others", 50)
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples"))
    desk.find("slow_size", QSpinBox).setValue(4)
    assert description(desk, "slow_examples") == "5, 0, 4, 1"
    show(desk, "Neuron")
    desk.wait(lambda: "excite it most" in desk.text("neuron_fires"))
    before = description(desk, "exciting_images"), desk.text("neuron_fires")
    desk.find("tabs", QTabWidget).setCurrentIndex(0)
    desk.window.session.use_data(DataSpec(folder))
    desk.wait(lambda: desk.window.session.data.folder == folder)
    show(desk, "Neuron")
    desk.wait(lambda: "excite it most" in desk.text("neuron_fires"))
    desk.wait(lambda: (description(desk, "exciting_images"), desk.text("neuron_fires")) != before)
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples") == "0, 1, 2, 3")


def test_a_neuron_that_fires_for_all_digits_names_none_of_them(
    open_window: Callable[..., Desk], tmp_path: Any
) -> None:
    network = Network([784, 20, 20, 20, 20, 20, 20, 10], rng=np.random.default_rng(1))
    for b in network.biases:
        b[:] = 0
    network.biases[0][:] = 9  # so that each neuron of the first layer fires for all digits
    storage.save(network, tmp_path / "net.json")
    desk = open_window(tmp_path / "net.json")
    show(desk)
    desk.wait(lambda: "fires for every digit;" in desk.text("neuron_fires"))


def test_the_laboratory_shows_nothing_of_a_network_that_is_gone(desk: Desk) -> None:
    show(desk, "Laboratory")
    desk.draw(SIX)
    desk.wait(lambda: description(desk, "laboratory_outputs"))
    desk.enter(hidden_layers="8")
    desk.trigger("action_new")
    desk.wait(lambda: "is made" in desk.text("laboratory_result"))
    assert not description(desk, "laboratory_outputs")
    desk.wait(lambda: description(desk, "laboratory_outputs"))  # of the new one
