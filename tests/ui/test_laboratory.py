"""The laboratory works on a copy of the network as it was when the first change was made."""

import numpy as np
import pytest
from child_threads import load_test_once
from desk import click_item
from digits import SIX
from inside import choose, description, picture, said, show
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from digitpad.core.learning.settings import Hyperparameters
from digitpad.session.session import State


@pytest.fixture
def learning_desk(training_desk):
    """The laboratory, while a network trains."""
    desk = training_desk
    desk.draw(SIX)
    desk.enter(hidden_layers="8", training_size=1000, mini_batch_size=20, epochs=100_000)
    desk.click("start")
    show(desk, "Laboratory")
    desk.wait(lambda: epochs(desk) > 2)
    return desk


def epochs(desk):
    run = desk.window.session.run
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
    assert copied(desk).startswith("A copy of the network in epoch")
    of = copied(desk)
    desk.wait(lambda: " → " in share(desk))
    result, before = share(desk), epochs(desk)
    desk.wait(lambda: epochs(desk) > before + 5)
    desk.wait(lambda: "; Undo All begins with the network in epoch" in desk.text("laboratory_of"))
    assert copied(desk) == of and share(desk) == result
    assert desk.window.session.job.state is State.RUNNING
    desk.click("laboratory_back")
    assert "changed" not in desk.text("laboratory_of") and copied(desk) != of
    desk.trigger("action_stop")
    desk.wait(desk.is_idle)
    how_far = desk.window.session.run.how_far
    desk.wait(lambda: f"a copy of the network {how_far}" in copied(desk))
    desk.wait(lambda: share(desk) and " → " not in share(desk))


def test_a_copy_that_is_kept_while_another_trains_ends_that(learning_desk):
    desk = learning_desk
    prune(desk, 90)
    keep = desk.find("laboratory_keep")
    desk.wait(keep.isEnabled)
    keep.click()
    desk.wait(lambda: desk.window.session.is_idle and not epochs(desk))
    weights = desk.window.network.weights
    assert all(np.count_nonzero(w) <= round(0.1 * w.size) + 1 for w in weights)
    desk.wait(lambda: copied(desk) == "Changes go into a copy of the network in use.")


def test_an_experiment_is_not_ended_for_a_copy(training_desk):
    desk = training_desk
    desk.enter(hidden_layers="8", training_size=1000, mini_batch_size=20)
    desk.trigger("action_new")
    session = desk.window.session
    session.train(Hyperparameters(epochs=100_000), is_experiment=True)
    show(desk, "Laboratory")
    prune(desk, 90)
    keep = desk.find("laboratory_keep")
    desk.wait(keep.isEnabled)
    run = session.run
    keep.click()
    desk.wait(lambda: "stop it first" in desk.window.statusBar().currentMessage())
    assert not session.is_idle
    assert session.run.id == run.id
    session.stop()
    desk.wait(desk.is_idle)


def test_changes_belong_to_a_run_and_go_with_it(desk):
    desk.enter(hidden_layers="none")
    desk.trigger("action_new")
    show(desk, "Laboratory")
    choose(desk, 0, 7)
    desk.wait(lambda: desk.text("laboratory_neuron") == "output 7")
    desk.click("neuron_off")
    desk.wait(lambda: said(desk, "laboratory_changes") == ["Undo: output 7: off"])
    desk.enter(hidden_layers="12")
    desk.trigger("action_new")
    # The same place is another neuron there, and nothing is changed.
    desk.wait(lambda: desk.text("laboratory_neuron") == "hidden layer 1, neuron 7")
    assert not said(desk, "laboratory_changes")
    prune(desk, 50)
    desk.click("neuron_off")
    desk.wait(lambda: len(said(desk, "laboratory_changes")) == 2)
    desk.window.session.use_copy(desk.window.network)  # a run of the same sizes
    desk.wait(lambda: copied(desk) == "Changes go into a copy of the network in use.")
    assert not said(desk, "laboratory_changes")
    assert desk.find("pruned").value() == 0
    assert not desk.find("neuron_off").isChecked()


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
    desk.click("neuron_off")
    desk.wait(lambda: "6: 1.00 → 0.00 −1.00" in said(desk, "laboratory_outputs"))
    assert " → " in desk.text("laboratory_result")
    test = load_test_once()
    left = right - int((test.labels == 6).sum())  # without any 6
    desk.wait(lambda: share(desk).startswith(f"{right / 10:.2f} % → {left // 10}"))
    desk.wait(lambda: share(desk) in desk.find("inside_title").accessibleName())
    desk.wait(lambda: picture(desk, "network_diagram") != whole)
    bias = float(network.biases[2][6, 0])
    desk.find("bias_shift").setValue(-20)
    desk.find("pruned").setValue(97)
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
    desk.train(hidden_layers="8", training_size=1000, mini_batch_size=20, epochs=1)
    assert desk.window.save_file(tmp_path / "mine.json")
    desk.click("continue_training")  # to what the file does not have
    desk.wait(lambda: not desk.is_idle())
    desk.wait(desk.is_idle)
    network = desk.window.network
    show(desk, "Slow Motion")
    desk.wait(lambda: description(desk, "slow_examples"))
    while not desk.find("go_on_fast").isEnabled():
        desk.click("next_moment")
    desk.click("go_on_fast")
    desk.answer(QMessageBox.StandardButton.Cancel)
    assert " → " in desk.text("slow_cost")
    assert desk.window.network is network
