"""The laboratory works on a copy of the network as it was when the first change was made."""

from pathlib import Path

import numpy as np
import pytest
from desk import Desk
from digits import placed
from inside import choose, chosen, description, show
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QSlider

from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.session.session import State

SIX = placed(6, 0.1, 0.1, 0.8)
Button = QMessageBox.StandardButton


@pytest.fixture
def learning_desk(training_desk: Desk) -> Desk:
    """The laboratory, while a network trains."""
    desk = training_desk
    desk.draw(SIX)
    desk.enter(hidden_layers="8", training_size=1000, mini_batch_size=20, epochs=100_000)
    desk.click("start")
    show(desk, "Laboratory")
    desk.wait(lambda: epochs(desk) > 2)
    return desk


def epochs(desk: Desk) -> int:
    run = desk.window.session.run
    return 0 if run is None else len(run.history)


def prune(desk: Desk, percents: int) -> None:
    desk.wait(lambda: copied(desk))
    desk.find("pruned", QSlider).setValue(percents)


def copied(desk: Desk) -> str:
    """Of which network the copy is."""
    return desk.text("laboratory_of").split(", changed")[0]


def is_tested(desk: Desk) -> bool:
    result = desk.text("laboratory_result")
    return "Test accuracy" in result and "…" not in result


def test_a_copy_is_changed_and_tested_while_the_network_trains(learning_desk: Desk) -> None:
    desk = learning_desk
    desk.wait(lambda: "Changes go into a copy of the network in epoch" in copied(desk))
    assert not is_tested(desk)  # each network on the way would cost the training its time
    prune(desk, 90)
    assert copied(desk).startswith("A copy of the network in epoch")
    of = copied(desk)
    desk.wait(lambda: is_tested(desk))
    result, before = desk.text("laboratory_result"), epochs(desk)
    desk.wait(lambda: epochs(desk) > before + 5)
    desk.wait(lambda: "; Back begins with the network in epoch" in desk.text("laboratory_of"))
    assert copied(desk) == of and desk.text("laboratory_result") == result
    assert desk.window.session.job.state is State.RUNNING
    desk.click("laboratory_back")
    assert "changed" not in desk.text("laboratory_of") and copied(desk) != of
    desk.click("stop")
    desk.wait(desk.is_idle)
    desk.wait(lambda: "a copy of the network after epoch" in copied(desk))
    desk.wait(lambda: is_tested(desk))


def test_a_copy_that_is_kept_while_another_trains_ends_that_only_when_agreed(
    learning_desk: Desk,
) -> None:
    desk = learning_desk
    prune(desk, 90)
    keep = desk.find("laboratory_keep", QAbstractButton)
    desk.wait(keep.isEnabled)
    keep.click()
    desk.answer(Button.Cancel)
    before = epochs(desk)
    desk.wait(lambda: epochs(desk) > before)
    assert desk.find("pruned", QSlider).value() == 90
    keep.click()
    desk.answer("Stop Training")
    desk.wait(lambda: desk.window.session.is_idle and not epochs(desk))
    weights = desk.window.network.weights
    assert all(np.count_nonzero(w) <= round(0.1 * w.size) + 1 for w in weights)
    desk.wait(lambda: copied(desk) == "Changes go into a copy of the network in use.")


def test_an_experiment_is_not_ended_for_a_copy(training_desk: Desk) -> None:
    desk = training_desk
    desk.enter(hidden_layers="8", training_size=1000, mini_batch_size=20)
    desk.trigger("action_new")
    session = desk.window.session
    session.train(Hyperparameters(epochs=100_000), is_experiment=True)
    show(desk, "Laboratory")
    prune(desk, 90)
    keep = desk.find("laboratory_keep", QAbstractButton)
    desk.wait(keep.isEnabled)
    run = session.run
    keep.click()
    desk.wait(lambda: "stop it first" in desk.window.statusBar().currentMessage())
    assert not session.is_idle and run is not None
    assert session.run is not None and session.run.id == run.id
    session.stop()
    desk.wait(desk.is_idle)


def test_changes_are_made_to_another_network_of_the_same_sizes(desk: Desk) -> None:
    show(desk, "Laboratory")
    prune(desk, 50)
    desk.wait(lambda: copied(desk) == "A copy of the shipped network")
    desk.window.session.use_copy(desk.window.network)
    desk.wait(lambda: copied(desk) == "A copy of the network in use")
    assert desk.find("pruned", QSlider).value() == 50
    desk.enter(hidden_layers="8")
    desk.trigger("action_new")
    desk.wait(lambda: desk.find("pruned", QSlider).value() == 0)
    desk.wait(lambda: copied(desk).startswith("Changes"))


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
    desk.wait(lambda: desk.reads() == "6")


def test_what_is_done_in_the_laboratory_or_slowly_stays_when_the_question_is_cancelled(
    training_desk: Desk, tmp_path: Path
) -> None:
    desk = training_desk
    desk.enter(hidden_layers="8", training_size=1000, mini_batch_size=20, epochs=1)
    desk.click("start")
    desk.wait(lambda: not desk.is_idle())
    desk.wait(desk.is_idle)
    assert desk.window.save_file(tmp_path / "mine.json")
    desk.click("one_more_epoch")  # which the file does not have
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


def test_the_laboratory_shows_nothing_of_a_network_that_is_gone(desk: Desk) -> None:
    show(desk, "Laboratory")
    desk.draw(SIX)
    desk.wait(lambda: description(desk, "laboratory_outputs"))
    desk.enter(hidden_layers="8")
    desk.trigger("action_new")
    desk.wait(lambda: "Making the copy" in desk.text("laboratory_result"))
    assert not description(desk, "laboratory_outputs")
    desk.wait(lambda: description(desk, "laboratory_outputs"))  # of the new one


def test_the_outputs_before_and_after_stand_beside_each_other(desk: Desk) -> None:
    show(desk, "Laboratory")
    choose(desk, 2, 6)
    desk.draw(SIX)
    desk.wait(lambda: "The drawing: 6" in desk.text("laboratory_result"))
    desk.find("neuron_off", QAbstractButton).click()
    desk.wait(lambda: "6: 1.00 → 0.00 -1.00" in description(desk, "laboratory_outputs"))
