"""Runs of real training: started, watched, halted, ended, and lost without losing anything."""

import contextlib
import os
import signal
from pathlib import Path

import numpy as np
import pytest
from digits import placed
from network_files import content, write
from program import children
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from digitpad.ui.train.train_panel import TrainPanel

Button = QMessageBox.StandardButton
CURVES = "evaluation cost", "evaluation accuracy", "training cost", "training accuracy"

in_processes = pytest.mark.usefixtures("in_processes")


@pytest.fixture
def desk(training_desk):
    return training_desk


def start_and_learn(desk, epochs=1000, **entries):
    """Let a run go on that would take long, and wait until an epoch has ended."""
    desk.enter(epochs=epochs, **entries)
    desk.click("start" if desk.window.session.run is None else "continue_training")
    desk.wait(desk.epochs_drawn)


def run_gently(desk, epochs):
    """A run that hardly moves the weights: those of another network would be elsewhere."""
    desk.go_on(epochs=epochs, eta=0.0001, lmbda=0, mini_batch_size=1000)


def difference(a, b):
    """How far the weights of two networks are apart, at most."""
    return max(abs(x - y).max() for x, y in zip(a.weights, b.weights, strict=True))


@in_processes
def test_the_first_start_makes_the_network_that_the_form_describes(desk):
    shipped = desk.window.network
    progress = desk.find("progress")
    desk.go_on(epochs=3, mini_batch_size=20)
    assert not desk.boxes("question")  # nobody made the shipped network in this window
    assert progress.format().startswith("3 epochs in ")
    assert progress.value() == progress.maximum()
    assert desk.window.network is not shipped
    assert list(desk.window.network.sizes) == [784, 30, 10]
    assert desk.title() == "run 1 – digitpad"
    for name in CURVES:
        desk.see_epochs(1, 2, 3, name=name)
    # It has learnt: guessing gives 10 %.
    assert 60 < desk.curve("evaluation accuracy")[-1][1] < 100
    assert 60 < desk.curve("training accuracy")[-1][1] < 100
    desk.go_on(epochs=1, mini_batch_size=30)
    assert progress.format().startswith("1 epoch in ")


def test_the_drawing_is_read_anew_while_the_network_learns(desk):
    desk.draw(placed(3, 0.1, 0.1, 0.8))
    shipped = desk.activations()
    networks, readings = [desk.window.network], {shipped}

    def look():
        if desk.window.network is not networks[-1]:
            networks.append(desk.window.network)
        readings.add(desk.activations())
        return len(networks) > 3 and len(readings) > 3

    desk.enter(epochs=1000)
    desk.click("start")
    desk.wait(look)
    assert not desk.is_idle()


def test_two_buttons_begin_anew_and_go_on_whatever_the_form_describes(desk):
    assert desk.find("start").isEnabled() and not desk.find("continue_training").isEnabled()
    desk.train(epochs=2)
    first = desk.window.session.run
    desk.enter(hidden_layers="20", cost="quadratic", weight_initializer="large", epochs=1)
    desk.go_on()
    assert desk.window.session.run.id == first.id
    assert list(desk.window.network.sizes) == [784, 30, 10]
    desk.see_epochs(1, 2, 3)
    assert "3" in desk.find("continue_training").toolTip()
    for _ in range(2):  # also where the network in use is such a one
        before = desk.window.session.run
        desk.train()
        desk.see_epochs(1)
        assert desk.window.session.run.id != before.id
        assert list(desk.window.network.sizes) == [784, 20, 10]


def test_a_new_network_asks_about_a_file_that_is_older_than_its_network(desk, tmp_path):
    run_gently(desk, 2)
    assert desk.window.save_file(tmp_path / "mine.json")
    run_gently(desk, 1)
    desk.click("start")
    assert "Save the 1 new epoch to mine.json?\n" in desk.answer(Button.Cancel)
    assert desk.is_idle() and len(desk.window.session.run.history) == 3


def test_start_pressed_twice_is_one_run_and_an_error_is_told(desk):
    # Start pressed twice is one run.
    desk.enter(epochs=2)
    button = desk.find("start")
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.action("action_start").trigger()
    desk.window.findChild(TrainPanel).start()
    desk.wait(desk.is_idle)
    desk.see_epochs(1, 2)
    assert desk.find("progress").format().startswith("2 epochs in ")

    desk.trigger("action_new")

    # An error in the run is told and the last numbers are kept.
    desk.train(epochs=1)
    desk.enter(eta=100, lmbda=10000)  # each step multiplies the weights by -19
    desk.click("continue_training")
    assert "η" in desk.read_message()
    assert desk.find("progress").text().endswith("diverged")
    assert desk.is_idle()
    assert all(np.isfinite(weights).all() for weights in desk.window.network.weights)


def test_a_file_that_is_opened_during_a_run_ends_it_where_it_can_be_read(desk, tmp_path):
    start_and_learn(desk)
    bad = write(tmp_path / "bad.json", "{}")
    assert not desk.window.open_file(bad)  # as a script does
    assert "bad.json" in desk.read_message()
    desk.trigger("action_open")
    desk.choose_file(bad)
    assert "bad.json" in desk.read_message()
    assert not desk.is_idle()
    assert desk.window.open_file(write(tmp_path / "mine.json", content(784, 20, 10)))
    opened = desk.window.network
    assert desk.is_idle()
    desk.see_epochs()
    run_gently(desk, 1)
    assert 0 < difference(desk.window.network, opened) < 0.01
    assert desk.title() == "mine.json* – digitpad"
    desk.see_epochs(1)


def test_closing_asks_about_a_file_that_is_older_alone_and_cancel_keeps_all(
    desk, tmp_path, open_window
):
    start_and_learn(desk, eta=0.02)  # each epoch is better than the one before
    assert desk.window.save_file(tmp_path / "mine.json")
    desk.see_title("mine.json* – digitpad")
    desk.window.close()
    desk.window.close()  # once more asks no second question
    assert "to mine.json?" in desk.answer(Button.Cancel)
    assert desk.window.isVisible() and not desk.is_idle()
    epochs = len(desk.epochs_drawn())
    desk.wait(lambda: len(desk.epochs_drawn()) > epochs)
    desk.trigger("action_open_shipped")
    desk.wait(lambda: desk.boxes("question"))
    desk.window.close()  # a second request does not drop the first
    desk.answer("Don’t Save")
    desk.see_title("shipped network – digitpad")
    assert desk.window.isVisible()


def test_what_is_trained_when_the_window_closes_is_saved_if_wanted_and_in_use_at_the_next_start(
    desk, tmp_path, open_window
):
    start_and_learn(desk, eta=0.02)
    assert desk.window.save_file(tmp_path / "mine.json")
    desk.see_title("mine.json* – digitpad")
    desk.draw(placed(3, 0.1, 0.1, 0.8))
    desk.window.close()
    before = len(desk.window.session.run.history)
    desk.answer(Button.Save)
    desk.wait(lambda: not desk.window.isVisible())
    run, strokes = desk.window.session.run, desk.window.session.drawing.strokes
    again = open_window()
    again.see_epochs(*(result.epoch for result in run.history))
    assert difference(again.window.network, run.network) == 0
    assert again.window.session.drawing.strokes == strokes
    assert "was interrupted" in again.window.statusBar().currentMessage()
    run_gently(again, 1)
    assert again.window.session.run.id == run.id
    saved = open_window(tmp_path / "mine.json", show=False).window.session.run.history
    assert len(saved) >= before  # of what was learnt while it was written the list knows more
    assert saved == run.history[: len(saved)]


def training_process():
    found = children(os.getpid())  # of a run of all tests, others among them
    (process,) = [p for p in found if b"--child" in Path(f"/proc/{p}/cmdline").read_bytes()]
    return process


@in_processes
def test_a_process_killed_from_outside_costs_nothing(desk):
    start_and_learn(desk)
    os.kill(training_process(), signal.SIGKILL)
    assert "SIGKILL" in desk.read_message()
    assert desk.is_idle() and desk.title() == "run 1 – digitpad"
    last = desk.window.network
    assert list(last.sizes) == [784, 30, 10]
    epochs = range(1, 1 + int(desk.find("progress").format().split()[0]))
    desk.see_epochs(*epochs)
    run_gently(desk, 1)
    assert 0 < difference(desk.window.network, last) < 0.01
    desk.see_epochs(*epochs, len(epochs) + 1)


@pytest.fixture
def hung(desk):
    """A run whose process has stopped answering."""
    start_and_learn(desk)
    process = training_process()
    os.kill(process, signal.SIGSTOP)
    yield desk
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


@in_processes
def test_a_new_network_ends_a_process_that_does_not_answer(hung):
    process = training_process()
    hung.click("stop")
    hung.trigger("action_new")
    hung.wait(hung.is_idle)
    assert training_process() != process
    run_gently(hung, 1)
    hung.see_epochs(1)


@in_processes
def test_a_window_whose_process_does_not_answer_can_be_closed(hung):
    hung.click("stop")
    hung.window.close()
    hung.wait(lambda: not hung.window.isVisible())
    for box in hung.boxes("message"):
        box.reject()
