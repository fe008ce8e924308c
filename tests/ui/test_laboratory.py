"""The laboratory of the tab Inside: a copy of the network is made at its first change."""

import numpy as np
import pytest
from child_threads import load_test_once
from desk import QUICK, click_item
from digits import SIX
from inside import (
    choose,
    description,
    gradients,
    picture,
    said,
    show,
    show_examples,
    tiles,
)
from learnt_runs import use_learnt_run
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

UNCHANGED = "Changes go into a copy of the network in use."


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
    """The line about the network that the copy was made of."""
    return desk.text("laboratory_of").split(", changed")[0]


def share(desk):
    """How many test digits are read right, before and after; empty while that is measured."""
    text = desk.text("laboratory_accuracy")
    return text.split(" of ")[0] if "%" in text and "…" not in text else ""


def test_tiles_and_bars_follow_the_network_while_it_trains(learning_desk):
    desk = learning_desk
    show(desk, "Neuron")
    desk.wait(lambda: "8 neurons" in description(desk, "weight_tiles"))
    before = tiles(desk, "weight_tiles")[3].cells
    desk.wait(lambda: not np.array_equal(tiles(desk, "weight_tiles")[3].cells, before))
    show(desk, "Learning")
    desk.wait(lambda: gradients(desk, "start"))
    first, begun = gradients(desk), gradients(desk, "start")
    desk.wait(lambda: gradients(desk) != first)
    assert gradients(desk, "start") == begun  # the network that the run began with stays the same
    desk.stop()
    show(desk, "Neuron")
    weights = desk.window.network.weights[0].reshape(-1, 28, 28)
    desk.wait(lambda: np.array_equal([tile.cells for tile in tiles(desk, "weight_tiles")], weights))


def test_a_copy_is_changed_and_tested_while_the_network_trains(learning_desk):
    desk = learning_desk
    desk.wait(lambda: "Changes go into a copy of the network after epoch" in copied(desk))
    assert not share(desk)  # each network on the way would cost the training its time
    prune(desk, 90)
    assert desk.text("laboratory_accuracy") == "Making the copy …"
    assert copied(desk).startswith("A copy of the network after epoch")
    of = copied(desk)
    desk.wait(lambda: " → " in share(desk))
    result, before = share(desk), epochs(desk)
    desk.wait(lambda: epochs(desk) > before + 5)
    desk.wait(
        lambda: "; Undo All begins with the network after epoch" in desk.text("laboratory_of")
    )
    assert copied(desk) == of and share(desk) == result
    assert desk.session.learns
    desk.click("laboratory_back")
    assert desk.find("laboratory_back").hasFocus()  # Del would clear the canvas
    assert "changed" not in desk.text("laboratory_of") and copied(desk) != of
    desk.stop()
    last = desk.session.run.epochs
    desk.wait(lambda: f"a copy of the network after epoch {last}" in copied(desk))
    desk.wait(lambda: share(desk) and " → " not in share(desk))


def test_keeping_a_copy_ends_the_training_of_another_network(learning_desk):
    desk = learning_desk
    prune(desk, 90)
    desk.wait(desk.find("laboratory_keep").isEnabled)
    desk.click("laboratory_keep")
    desk.wait(lambda: not desk.session.learns and not epochs(desk))
    weights = desk.window.network.weights
    assert all(np.count_nonzero(w) <= round(0.1 * w.size) + 1 for w in weights)
    desk.wait(lambda: copied(desk) == UNCHANGED)


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
    # The same place is another neuron there, which is not chosen; and nothing is changed.
    desk.wait(lambda: desk.text("laboratory_neuron") == "hidden layer 1, neuron 0")
    assert not said(desk, "laboratory_changes")
    prune(desk, 50)
    desk.click("neuron_off")
    desk.wait(lambda: len(said(desk, "laboratory_changes")) == 2)
    desk.session.use_copy(desk.window.network)  # a run of the same sizes
    desk.wait(lambda: copied(desk) == UNCHANGED)
    assert not said(desk, "laboratory_changes")
    assert desk.find("pruned").value() == 0
    assert not desk.find("neuron_off").isChecked()


class Before:
    """The shipped network, whose test digits are measured in the laboratory."""

    def __init__(self, desk):
        desk.window.resize(1366, 768)
        show(desk, "Laboratory")
        self.test, self.network = load_test_once(), desk.window.network
        self.weights = [w.copy() for w in self.network.weights]
        self.right = self.network.accuracy(self.test)
        self.share = f"{self.right / 10:.2f} %"
        desk.wait(lambda: share(desk) == self.share)


@pytest.fixture
def before(desk):
    return Before(desk)


def choose_output_6(desk):
    """Draw a 6, and choose its output."""
    desk.draw(SIX)
    desk.wait(lambda: desk.text("laboratory_result").startswith("Your drawing: 6, activation "))
    choose(desk, 2, 6)
    desk.wait(lambda: desk.text("laboratory_neuron") == "output 6")
    desk.wait(lambda: "chosen: output 6" in description(desk, "network_diagram"))


def switch_off(desk):
    """Switch the chosen output 6 off, and wait until its answer is gone."""
    desk.click("neuron_off")
    desk.wait(lambda: "6: 1.00 → 0.00 −1.00" in said(desk, "laboratory_outputs"))


def test_the_effect_of_a_change_is_measured_and_seen_in_the_picture(desk, before):
    assert desk.text("laboratory_result") == "Draw a digit, and see how it is read."
    choose_output_6(desk)
    desk.find("network_diagram").setFocus()
    whole = picture(desk, "network_diagram")
    switch_off(desk)
    desk.wait(lambda: "active output is 6" not in description(desk, "network_diagram"))
    assert " → " in desk.text("laboratory_result")
    left = before.right - int((before.test.labels == 6).sum())  # without any 6
    desk.wait(lambda: share(desk).startswith(f"{before.share} → {left // 10}"))
    desk.wait(lambda: share(desk) in desk.text("inside_title"))
    desk.wait(lambda: picture(desk, "network_diagram") != whole)
    desk.click("laboratory_back")
    desk.find("network_diagram").setFocus()
    desk.wait(lambda: picture(desk, "network_diagram") == whole)
    assert desk.window.network is before.network and desk.reads() == "6"
    assert all(map(np.array_equal, before.weights, before.network.weights))


def test_changes_are_listed_and_undone_one_by_one(desk, before):
    choose_output_6(desk)
    button = desk.find("laboratory_back")
    place = button.geometry()
    switch_off(desk)
    desk.find("bias_shift").setValue(-20)
    desk.find("pruned").setValue(97)
    desk.wait(lambda: len(said(desk, "laboratory_changes")) == 2)
    # The pruned weights are 0 in the pictures.
    desk.wait(lambda: np.count_nonzero(tiles(desk, "weight_tiles")[0].cells) < 400)
    assert button.geometry() == place  # a second click would hit it
    bias = float(before.network.biases[2][6, 0])
    change = f"Undo: output 6: off, bias {bias:.2f} → {bias - 2:.2f}".replace("-", "−")
    desk.wait(lambda: said(desk, "laboratory_changes")[:1] == [change])
    changes = desk.find("laboratory_changes")
    click_item(changes, 1)
    assert desk.find("pruned").value() == 0 and said(desk, "laboratory_changes") == [change]
    changes.setFocus()
    QTest.keyClick(changes, Qt.Key.Key_Home)
    QTest.keyClick(changes, Qt.Key.Key_Return)
    desk.wait(lambda: share(desk) == before.share)
    assert not button.isEnabled()


def test_a_copy_is_named_after_the_epoch_that_was_copied(no_process_ahead, open_window):
    desk = open_window()
    run, _ = use_learnt_run(desk.session, epochs=3)
    show(desk, "Laboratory")
    for copied, later in ((2, 3), (3, 1)):
        desk.session.use(run.id, copied)
        desk.wait(lambda copied=copied: f"after epoch {copied}" in desk.text("laboratory_of"))
        desk.find("pruned").setValue(10)
        desk.session.use(run.id, later)
        desk.wait(desk.find("laboratory_keep").isEnabled)
        desk.click("laboratory_keep")
        origin = desk.session.run.origin
        assert ("epoch 2 of 3" in origin.of) == (copied == 2) and "epoch 1" not in origin.of


@pytest.mark.parametrize("leave", ["laboratory_keep", "action_new"])
def test_a_change_is_undone_in_its_own_copy_alone(desk, before, leave):
    session = desk.session
    choose_output_6(desk)
    for percents in (10, 20):
        desk.find("pruned").setValue(percents)
    desk.wait(lambda: desk.find("laboratory_keep").isEnabled())
    if leave == "action_new":
        desk.trigger(leave)
    else:
        desk.click(leave)
    assert desk.window.network is not before.network and desk.find("pruned").value() == 0
    desk.trigger("action_undo")  # of what was done before: the drawing
    assert session.drawing.is_blank() and desk.find("pruned").value() == 0
    desk.trigger("action_redo")
    assert not session.drawing.is_blank() and desk.find("pruned").value() == 0
    desk.find("pruned").setValue(30)
    desk.trigger("action_undo")
    assert not session.drawing.is_blank() and desk.find("pruned").value() == 0
    desk.trigger("action_redo")
    assert desk.find("pruned").value() == 30
