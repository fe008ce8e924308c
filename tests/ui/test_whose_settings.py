"""The tab Train says whose curves it shows and whose settings the form has."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture, Hyperparameters

QUICK = {"hidden_layers": "8", "training_size": 1000, "mini_batch_size": 20, "epochs": 1}


@pytest.fixture
def desk(training_desk):
    return training_desk


def said(desk, name):
    """What a line says, whole; empty while it is not seen."""
    label = desk.find(name)
    return (label.accessibleName() or label.text()) if label.isVisible() else ""


def test_the_headline_is_a_verdict_on_the_run(desk):
    assert "shipped network" in said(desk, "caption_settings")
    desk.enter(**QUICK | {"epochs": 100_000})
    desk.click("start")
    desk.wait(desk.epochs_drawn)
    desk.click("pause")
    assert said(desk, "caption").startswith("Paused in epoch ")
    assert desk.find("pause").sizeHint().width() <= desk.find("pause").width()
    desk.click("stop")
    desk.wait(desk.is_idle)
    history = desk.window.session.run.history
    percents = [100 * each.evaluation_accuracy / each.evaluation_size for each in history]
    best = max(percents)
    at = 1 + percents.index(best)
    assert said(desk, "caption").startswith(f"Best after epoch {at}: {best:.2f} %.")
    assert said(desk, "caption_settings").startswith("run 1: 784-8-10, cross-entropy · ")
    desk.trigger("action_new")
    assert "%" not in said(desk, "caption")


def test_the_note_says_how_the_form_differs_and_what_training_does(desk):
    desk.train(**QUICK)
    run = desk.window.session.run
    assert said(desk, "form_note") == ""
    desk.enter(eta=0.25, lmbda=1)
    assert "run 1" in said(desk, "form_note") and "η and λ" in said(desk, "form_note")
    assert "Continue" in said(desk, "form_note")
    desk.go_on()
    assert said(desk, "form_note") == "" and desk.window.session.run.id == run.id
    last = desk.window.session.run.history[-1]
    assert (last.eta, last.lmbda) == (0.25, 1)
    desk.enter(hidden_layers="9", eta=0.125)
    assert "hidden layers and η" in said(desk, "form_note")
    assert "new network" in said(desk, "form_note") and "Continue" not in said(desk, "form_note")
    desk.train()
    assert said(desk, "form_note") == "" and desk.window.session.run.id != run.id


def test_a_typed_rate_that_waits_is_shown_so(desk):
    desk.enter(**QUICK | {"epochs": 100_000})
    desk.find("start").setFocus()
    desk.click("start")
    desk.wait(desk.epochs_drawn)
    assert desk.find("start").hasFocus()  # and no field that Qt finds behind the buttons
    QTest.keyClick(desk.find("start"), Qt.Key.Key_Tab)
    assert desk.find("pause").hasFocus()
    eta = desk.find("eta")
    eta.selectAll()
    QTest.keyClicks(eta, "0.25")
    assert "0.25" in said(desk, "form_note") and "Return" in said(desk, "form_note")
    assert desk.window.session.job.settings.eta == 0.5
    QTest.keyClick(eta, Qt.Key.Key_Return)
    assert said(desk, "form_note") == "" and desk.window.session.job.settings.eta == 0.25
    desk.find("stop").setFocus()
    desk.click("stop")
    desk.wait(desk.is_idle)
    desk.wait(desk.find("continue_training").hasFocus)  # where one goes on


def test_during_an_experiment_the_form_waits_with_what_its_user_entered(desk):
    desk.enter(hidden_layers="50", eta=0.125, seed="7")
    session = desk.window.session
    session.make(Architecture((9,)), 1, name="small", experiment="costs")
    settings = Hyperparameters(epochs=100_000, eta=2.0, mini_batch_size=20)
    session.train(settings, data=DataSpec(training_size=1000), is_experiment=True)
    for name in ("eta", "lmbda", "epochs", "hidden_layers", "start"):
        assert not desk.find(name).isEnabled(), name
    assert "experiment" in said(desk, "form_note")
    assert said(desk, "caption_settings").startswith("small: 784-9-10")
    desk.trigger("action_new")
    desk.wait(lambda: session.run is not None and session.run.name == "")
    assert session.run.architecture == Architecture((50,))  # as its user described it
    assert said(desk, "caption_settings").startswith("new network: 784-50-10")
    assert desk.find("eta").isEnabled() and desk.find("eta").value() == 0.125


def test_a_fall_is_said_with_the_way_back(desk, tmp_path):
    desk.train(**QUICK | {"epochs": 3})
    path = tmp_path / "mine.json"
    assert desk.window.save_file(path)
    right = [result.evaluation_accuracy for result in desk.window.session.run.history]
    best = 1 + right.index(max(right))
    assert best == 3 or desk.find("go_back_to_best").isEnabled()
    desk.go_on(eta=1000, lmbda=0)
    assert "has fallen to " in said(desk, "caption")
    desk.click("go_back_to_best")
    assert (
        not desk.find("go_back_to_best").isEnabled()
        and len(desk.window.session.run.history) == best
    )
    desk.enter(eta=0.5)
    desk.trigger("action_save")
    desk.see_title("mine.json – digitpad")
    assert len(json.loads(path.read_text())["evaluation_cost"]) == best


def test_save_proposes_the_name_of_a_run_that_has_no_file_yet(desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    desk.train(**QUICK)
    title = desk.title().split(" – ")[0]
    desk.trigger("action_save")
    dialog = desk.window.findChild(QFileDialog, "file_dialog")
    assert dialog.selectedFiles() == [str(tmp_path / f"{title}.digitpad.json")]
    dialog.accept()
    desk.see_title(f"{title}.digitpad.json – digitpad")
    assert desk.window.session.run.title == title
    desk.wait(lambda: desk.text("network_in_use").startswith(f"{title}.digitpad.json: 784-8-10"))
