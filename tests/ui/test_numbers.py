"""The numbers of each view inside: tables that a screen reader reads, and that can be copied."""

from collections.abc import Sequence

import numpy as np
import pytest
from child_threads import load_test_once
from desk import Desk
from digits import placed
from inside import choose, chosen, description, show, show_numbers
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QStackedWidget,
    QTableView,
)
from steps import result_of

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.inside import excitement, explain, health

SIX = placed(6, 0.1, 0.1, 0.8)
VIEWS = ("Neuron", "Why?", "Laboratory", "Learning", "Slow Motion")


def numbers_of(desk: Desk, name: str) -> QTableView:
    return desk.find(f"{name}_numbers")


def shows_numbers(desk: Desk, name: str) -> bool:
    """Whether a view's numbers are in sight; they are made when they are first wanted."""
    table = desk.window.findChild(QTableView, f"{name}_numbers")
    return table is not None and table.isVisible()


def titles(desk: Desk, name: str) -> list[str]:
    box = desk.find(f"{name}_tables")
    return [box.itemText(i) for i in range(box.count())]


def columns(desk: Desk, name: str, table: str) -> dict[str, list[str]]:
    """What stands below each heading of a table."""
    desk.wait(lambda: table in titles(desk, name))
    desk.find(f"{name}_tables").setCurrentText(table)
    model = numbers_of(desk, name).model()
    return {
        model.headerData(c, Qt.Orientation.Horizontal): [
            str(model.index(r, c).data()) for r in range(model.rowCount())
        ]
        for c in range(model.columnCount())
    }


def values(texts: Sequence[str]) -> list[float]:
    return [float(text.replace("−", "-")) for text in texts]


def near(numbers: object) -> object:
    return pytest.approx(np.asarray(numbers).tolist(), rel=1e-3, abs=1e-6)


def test_every_view_has_its_numbers_as_tables(desk: Desk) -> None:
    desk.draw(SIX)
    for view in VIEWS:
        show(desk, view)
        name = view.strip("?").lower().replace(" ", "_")
        show_numbers(desk, name)
        if view == "Slow Motion":
            desk.wait(lambda: description(desk, "slow_examples"))
            desk.find("next_moment").click()
        desk.wait(lambda name=name: numbers_of(desk, name).model().rowCount())
        assert numbers_of(desk, name).isVisible() and numbers_of(desk, name).accessibleName()
    for name in ("picture", "tiles"):
        show_numbers(desk, name)
        assert numbers_of(desk, name).isVisible() and numbers_of(desk, name).model().rowCount()
        show_numbers(desk, name, wanted=False)
        assert not numbers_of(desk, name).isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_keys_are_for_the_view_that_has_the_focus(desk: Desk) -> None:
    show(desk)
    for name, view in (("picture", "network_diagram"), ("tiles", "weight_tiles")):
        desk.find(view).setFocus()
        desk.wait(desk.find(view).hasFocus)
        for wanted in (True, False):
            QTest.keyClick(desk.window.windowHandle(), Qt.Key.Key_NumberSign)
            desk.wait(lambda name=name, wanted=wanted: shows_numbers(desk, name) is wanted)
            assert desk.find("show_numbers").isChecked() is wanted
            assert not shows_numbers(desk, "neuron")
        button = desk.find("show_numbers")
        named = button.accessibleName()
        button.setFocus(Qt.FocusReason.TabFocusReason)
        assert button.hasFocus() and button.accessibleName() == named
        assert desk.text(f"{name}_line")


def test_the_numbers_are_those_of_the_network(desk: Desk) -> None:
    show(desk)
    desk.draw(SIX)
    desk.wait(lambda: desk.reads() == "6")
    choose(desk, 1, 7)
    desk.wait(lambda: chosen(desk) == (1, 7))
    for name in ("picture", "tiles", "neuron"):
        show_numbers(desk, name)
    desk.wait(lambda: "layer 2, neuron 7" in desk.text("neuron_title"))
    network, reading = desk.window.network, desk.window.session.reading
    assert reading is not None
    a = reading.activations
    neurons = columns(desk, "picture", "neurons")
    assert values(neurons["activation"]) == near(np.concatenate([x[:, 0] for x in a[1:]]))
    sums = network.weights[1] @ a[1] + network.biases[1]
    assert values(neurons["z"][1000:1500]) == near(sums[:, 0])
    assert neurons["layer"][999:1001] == ["hidden layer 1", "hidden layer 2"]
    assert neurons["neuron"][-1] == "9" and neurons["layer"][-1] == "output"
    drawn = columns(desk, "picture", "connections drawn")
    carried = np.abs(values(drawn["carries"]))
    assert (np.diff(carried) <= 1e-3 * carried[:-1]).all()
    products = np.array(values(drawn["weight"])) * values(drawn["activation"])
    assert values(drawn["carries"]) == pytest.approx(products.tolist(), rel=2e-3)
    drawing = columns(desk, "picture", "drawing")
    assert values(drawing["13"]) == near(reading.image[:, 13])
    desk.find("tile_order").setCurrentText("by size of weights")
    tiles = columns(desk, "tiles", "tiles")
    lengths = np.linalg.norm(network.weights[0], axis=1)
    assert values(tiles["size of its weights"]) == near(np.sort(lengths)[::-1])
    found = explain.terms(network, list(a), 1, 7)
    sum_ = columns(desk, "neuron", "sum")
    assert sum_["term"][-3:] == ["bias b", "z", "activation σ(z)"]
    assert values(sum_["product"])[-3:] == near([found.bias, found.z, found.activation])
    assert values(sum_["product"][:1000]) == near(found.terms[found.strongest(1000)])
    effects = columns(desk, "neuron", "outputs")
    assert values(effects["effect on its z"]) == near(
        explain.effect_on_outputs(network, list(a), 1)[:, 7]
    )


def test_what_was_searched_for_is_in_the_tables(desk: Desk) -> None:
    show(desk)
    desk.draw(SIX)
    choose(desk, 0, 5)
    desk.wait(lambda: "neuron 5" in desk.text("neuron_title"))
    show_numbers(desk, "neuron")
    desk.wait(lambda: "exciting images" in titles(desk, "neuron"))
    training, _, _ = DataSpec().load()
    found = result_of(excitement.excitement(desk.window.network, training, 0, 5))
    assert found is not None
    exciting = columns(desk, "neuron", "exciting images")
    assert exciting["image"] == [str(row) for row in found.most]
    by_digit = columns(desk, "neuron", "images by activation")
    assert values(by_digit["mean activation"]) == near(found.means)
    assert values(by_digit["0.00 to 0.05"]) == found.by_digit[:, 0].tolist()
    show(desk, "Learning")
    show_numbers(desk, "learning")
    desk.wait(lambda: "layers" in titles(desk, "learning"))
    layers = columns(desk, "learning", "layers")
    measured = health.health(desk.window.network, training[:1000])
    assert values(layers["saturated, %"]) == near([100 * layer.saturated for layer in measured])
    assert layers["at the start"] == ["", "", ""]  # of the shipped network that is not known
    weights = columns(desk, "learning", "output: weights")
    assert values(weights["how many now"]) == measured[2].weights.counts.tolist()
    show(desk, "Why?")
    show_numbers(desk, "why")
    desk.wait(lambda: "nearest training images" in titles(desk, "why"))
    nearest = columns(desk, "why", "nearest training images")
    digits = nearest["digit"]
    assert digits == [str(training.labels[int(row)]) for row in nearest["image"]]
    assert digits[:3] == ["6", "6", "6"] and len(set(digits)) == 2
    reading = desk.window.session.reading
    assert reading is not None
    says = explain.for_and_against(desk.window.network, list(reading.activations), 1)[6]
    speaks = columns(desk, "why", "neurons for output 6")
    assert values(speaks["contributes"]) == near(np.sort(says)[::-1])


def test_a_change_and_a_moment_are_told_in_numbers(desk: Desk) -> None:
    show(desk, "Laboratory")
    desk.draw(SIX)
    right = desk.window.network.accuracy(load_test_once())
    desk.wait(lambda: f"{right / 10:.2f} %" in desk.text("laboratory_accuracy"))
    desk.find("pruned").setValue(97)
    desk.wait(lambda: "→" in desk.text("laboratory_accuracy"))
    show_numbers(desk, "laboratory")
    accuracies = columns(desk, "laboratory", "test accuracy")
    desk.wait(lambda: all(columns(desk, "laboratory", "test accuracy")["right answers"]))
    accuracies = columns(desk, "laboratory", "test accuracy")["right answers"]
    assert accuracies[0] == str(right) and f"→ {int(accuracies[1]) / 10:.2f} %" in desk.text(
        "laboratory_accuracy"
    )
    outputs = columns(desk, "laboratory", "outputs")
    change = np.subtract(values(outputs["changed"]), values(outputs["unchanged"]))
    assert values(outputs["difference"]) == pytest.approx(change.tolist(), abs=1e-3)
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples"))
    desk.find("slow_size").setValue(1)
    for _ in range(4):  # forward through three layers, and BP1
        desk.find("next_moment").click()
    show_numbers(desk, "slow_motion")
    delta = columns(desk, "slow_motion", "error δ")
    assert list(delta) == ["output", "a 5"]  # MNIST's first digit
    lengths = columns(desk, "slow_motion", "layers")["length of δ"]
    assert lengths[:2] == ["", ""]
    assert values(lengths[2:]) == near([np.linalg.norm(values(delta["a 5"]))])
    desk.find("next_mini_batch").click()
    desk.wait(lambda: "outputs after the step" in titles(desk, "slow_motion"))
    # Also after the step δ stands beside the activations that it belongs to: δ = a − y.
    wanted = np.array(values(columns(desk, "slow_motion", "outputs")["a 5"]))
    wanted[5] -= 1
    delta = columns(desk, "slow_motion", "error δ")
    assert values(delta["a 5"]) == pytest.approx(wanted.tolist(), abs=1e-4)
    after = columns(desk, "slow_motion", "outputs after the step")["a 5"]
    assert values(after)[5] > 1 + wanted[5]


def test_the_numbers_follow_the_pen(desk: Desk) -> None:
    show(desk)
    show_numbers(desk, "picture")
    before = columns(desk, "picture", "neurons")["activation"]
    desk.draw(SIX)
    desk.wait(lambda: columns(desk, "picture", "neurons")["activation"] != before)


def test_ctrl_c_copies_cells_and_not_the_drawing(desk: Desk) -> None:
    show(desk)
    desk.draw(SIX)
    show_numbers(desk, "picture")
    cells = numbers_of(desk, "picture")
    columns(desk, "picture", "neurons")
    cells.setFocus()
    cells.setCurrentIndex(cells.model().index(0, 2))
    QTest.keyClick(desk.window.windowHandle(), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    reading = desk.window.session.reading
    assert reading is not None
    title, value = QGuiApplication.clipboard().text().split("\n")
    z = desk.window.network.weights[0][0] @ reading.activations[0]
    z += desk.window.network.biases[0][0]
    assert title == "z" and float(value) == pytest.approx(float(z[0]), rel=1e-5)
    cells.clearSelection()
    QTest.keyClick(desk.window.windowHandle(), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "layer\tneuron\tz\tactivation" and len(lines) == 1511


def test_coming_closer_shows_the_arithmetic_in_place_of_the_table(desk: Desk) -> None:
    show(desk)
    desk.draw(SIX)
    show_numbers(desk, "neuron")
    desk.wait(lambda: "sum" in titles(desk, "neuron"))
    desk.find("arithmetic").click()
    assert not desk.find("show_numbers").isChecked()
    stack = numbers_of(desk, "neuron").parentWidget().parentWidget()
    assert isinstance(stack, QStackedWidget) and stack.currentIndex() == 0
