"""A kind of neuron and a setting that `added_rows` has added are everywhere, by their rows alone.

`test_added_rows.py` runs these tests in a process of their own.
"""

import json
import re

import numpy as np
import pytest
from desk import QUICK, click_item
from digits import SIX
from inside import choose, description, learn_slowly, paint, show, show_examples, show_six
from PySide6.QtGui import QGuiApplication
from runs_tab import cells

from digitpad import CrossEntropyCost, Network, load
from digitpad.core.learning.descent import fastest_descent
from digitpad.core.learning.settings import Hyperparameters
from digitpad.core.neurons import KINDS

SINH, WORDS = "asinh", "inverse hyperbolic sine"


def test_the_kind_is_learnt_with_as_its_formula_says():
    rng = np.random.default_rng(3)
    network = Network([5, 4, 3], neurons=SINH, rng=rng, dtype=np.float64)
    (v, w), (c, b) = network.weights, network.biases
    x, y = rng.random((5, 2)), np.eye(3)[:, :2]
    z = v @ x + c
    hidden = np.log(z + np.sqrt(z**2 + 1))
    output = 1 / (1 + np.exp(-(w @ hidden + b)))
    np.testing.assert_allclose(network.feedforward(x), output, rtol=1e-12)
    delta = (w.T @ (output - y)) / np.sqrt(z**2 + 1)  # the slope of the inverse of sinh
    _, (nabla_v, _) = network.backprop(x, y)
    np.testing.assert_allclose(nabla_v, delta @ x.T, rtol=1e-10)


@pytest.fixture(scope="module")
def images():
    rng = np.random.default_rng(5)
    return rng.integers(256, size=(40, 16), dtype=np.uint8), np.eye(10)[rng.integers(10, size=40)]


def test_the_setting_changes_training(images):
    """Each step is as long as most_length allows, also where compiled loops could be used."""
    x, y = images
    settings = Hyperparameters(epochs=1, mini_batch_size=40, eta=0.5, lmbda=0.0, most_length=0.01)
    first = Network([16, 6, 10], rng=np.random.default_rng(1))
    descent = fastest_descent(first, x, settings)
    descent.descend(x, y.astype(np.float32), 40, settings)
    moved = [
        after - before
        for now, was in zip(descent.weights_and_biases(), (first.weights, first.biases))
        for after, before in zip(now, was)
    ]
    length = np.sqrt(sum(np.sum(each.astype(float) ** 2) for each in moved))
    assert length == pytest.approx(0.5 * 0.01, rel=1e-3)


def test_the_setting_is_an_argument_of_sgd(images):
    x, y = images
    data = [(row[:, None] / np.float32(255), of[:, None]) for row, of in zip(x, y)]
    learnt = []
    for most_length in (0.01, 0.0):
        network = Network([16, 6, 10], rng=np.random.default_rng(1))
        network.SGD(data, 1, 40, 0.5, most_length=most_length)
        learnt.append(network.weights[0])
    assert not np.array_equal(*learnt)


@pytest.fixture
def trained(training_desk):
    desk = training_desk
    desk.draw(SIX)
    desk.train(**QUICK | {"neurons": WORDS, "eta": 0.1, "most_length": 2, "epochs": 2})
    return desk


def test_the_form_trains_both_and_a_file_has_them(trained, open_window, tmp_path):
    desk, path = trained, tmp_path / "net.json"
    run = desk.session.run
    assert run.architecture.neurons == SINH and run.jobs[-1].settings.most_length == 2
    assert desk.session.network.kind is KINDS[SINH]
    desk.window.save_file(path)
    desk.wait(lambda: not desk.window.isWindowModified())
    written = json.loads(path.read_text())
    assert written["cost"] == f"{SINH}:{CrossEntropyCost.__name__}"
    assert written["hyperparameters"]["most_length"] == 2
    read = load(path)
    assert read.neurons == SINH
    assert all(np.array_equal(*each) for each in zip(read.weights, desk.window.network.weights))
    assert open_window(path).session.network.kind is KINDS[SINH]


def test_both_are_told_compared_and_asked_about(trained):
    desk = trained
    desk.trigger("action_copy_python")
    copied = QGuiApplication.clipboard().text()
    assert re.search(f"neurons=.{SINH}.", copied) and "most_length=2" in copied
    desk.train(neurons="tanh", most_length=0)
    desk.show_tab("Runs")
    told = dict(zip(cells(desk, "run"), cells(desk, "what differs")))
    assert told == {"run 1": f"{SINH}; most length 2", "run 2": "tanh"}
    desk.show_tab("Experiments")
    desk.find("experiments").scrollToBottom()
    click_item(desk.find("experiments"), desk.find("experiments").count() - 1)
    setting = desk.find("own_setting")
    setting.setCurrentIndex(setting.findData("most_length"))
    assert desk.find("own_values").text() == "0, 0.1, 1"
    setting.setCurrentIndex(setting.findData("neurons"))
    assert WORDS in desk.find("own_values").text().split("; ")
    desk.trigger("action_guide")
    told = desk.find("guide_text").toPlainText()
    assert f"{WORDS} ({SINH}), any number" in told
    assert "Most length: The greatest length of a mini-batch’s gradient" in told


def test_the_kind_is_shown_in_all_views(trained):
    desk = trained
    show_six(desk)
    show(desk, "Neuron")
    choose(desk, 0, 3)
    desk.wait(lambda: description(desk, "answers_by_digit"))
    paint(desk)
    assert "inf" not in description(desk, "answers_by_digit") + desk.text("neuron_fires")
    for view, name in (
        ("Why?", "why_likeness_text"),
        ("Learning", "learning_text"),
        ("Laboratory", "laboratory_accuracy"),
    ):
        show(desk, view)
        desk.wait(lambda name=name: "…" not in desk.text(name))
        paint(desk)
        assert "inf" not in desk.text(name)
    desk.find("neuron_off").setChecked(True)
    desk.wait(lambda: "…" not in desk.text("laboratory_accuracy"))
    show(desk, "Slow Motion")
    for _ in range(7):
        desk.click("next_moment")
        paint(desk)
    assert "arsinh(zˡ)" in desk.text("equation_forward").replace("\u00a0", " ")
    for layer in ("pixels", "layer 1"):
        desk.show_tab("Mistakes")
        desk.show_tab("Map", "mistakes_views")
        box = desk.find("map_layer")
        box.setCurrentIndex(max(0, box.findText(layer)))
        desk.window.grab()


@pytest.mark.parametrize(("most_length", "moves"), [(1e-9, False), (0, True)])
def test_slow_motion_takes_the_clipped_step(trained, most_length, moves):
    trained.enter(most_length=most_length, eta=0.1, lmbda=0)
    show_examples(trained)
    learn_slowly(trained)
    before, after = trained.text("slow_cost").split(": ")[1].split(" → ")
    assert (before != after) == moves
