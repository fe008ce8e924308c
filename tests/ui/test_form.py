"""The form says what is wrong beside the entry that is wrong, and means what it shows."""

import pytest
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from wheel import turn_wheel

from digitpad.core.learning.architecture import Architecture
from digitpad.core.learning.hyperparameters import Hyperparameters
from digitpad.ui.parts.explained import explanation
from digitpad.ui.train.form import Form

BAD_LAYERS = {
    "": "Type a number",
    "   ": "Type a number",
    "abc": "“abc” is not a whole number",
    "0": "not 0",
    "000": "not 000",
    "-3": "not -3",
    "1e9": "“1e9” is not a whole number",
    "3.5": "“3.5” is not a whole number",
    "30,,10": "missing beside a comma",
    "30,": "missing beside a comma",
    ",": "missing beside a comma",
    "30 10": "“30 10” is not a whole number",
    "30; 10": "not a whole number",
    "--3": "not a whole number",
    "+3": "not a whole number",
    "三十": "not a whole number",
    "3²": "not a whole number",
    "200001": "200,795 neurons, 200,000 is the most",
    "9" * 5000: "far too many neurons",  # more digits than Python converts
    "0" * 5000: "A layer has 1 neuron or more",
    "x" * 5000: "not a whole number",
    "10000": "7,940,000 weights, 5,000,000 is the most",
    "2000, 2000": "5,588,000 weights",
    ", ".join(["10"] * 99): "has 101 layers, 100 is the most",
}

GOOD_LAYERS = {
    "30": (30,),
    " 30 ": (30,),
    "100, 30": (100, 30),
    "100,30": (100, 30),
    "1": (1,),
    "007": (7,),
    "6000": (6000,),
    "1500, 700": (1500, 700),
    ", ".join(["10"] * 98): (10,) * 98,
}


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    form = Form()
    qtbot.addWidget(form)
    form.show()
    return form


def sentence(form: Form) -> str:
    """What is said beside the field, as far as it can be seen."""
    label = form.findChild(QLabel, "hidden_layers_error")
    return label.text() if label.isVisible() else ""


@pytest.mark.parametrize("entry", BAD_LAYERS, ids=lambda entry: repr(entry[:12]))
def test_a_wrong_entry_is_marked_with_a_sentence(form: Form, entry: str) -> None:
    form.hidden_layers.setText(entry)
    assert BAD_LAYERS[entry] in sentence(form)
    assert sentence(form).endswith(".") and len(sentence(form)) < 120
    assert form.error() == sentence(form)
    with pytest.raises(ValueError, match=r"\w"):
        form.architecture()
    form.hidden_layers.setText("30")
    assert sentence(form) == "" and form.error() is None
    assert form.architecture() == Architecture()


@pytest.mark.parametrize("entry", GOOD_LAYERS, ids=repr)
def test_a_right_entry_describes_the_network(form: Form, entry: str) -> None:
    form.hidden_layers.setText(entry)
    assert sentence(form) == ""
    assert form.architecture().hidden_layers == GOOD_LAYERS[entry]
    assert form.architecture().sizes == (784, *GOOD_LAYERS[entry], 10)


def test_nothing_of_it_is_cut_off_at_any_size_of_the_window(desk: Desk) -> None:
    form = desk.find("hidden_layers").parent()
    field, label = desk.find("hidden_layers"), desk.find("hidden_layers_error")
    assert label.parent() is field.parent()
    desk.enter(hidden_layers="1000, 1000")

    def is_whole_below_its_field() -> bool:
        gap = label.geometry().top() - field.geometry().bottom()
        return 0 < gap < 20 and label.height() >= label.heightForWidth(label.width())

    for height in (560, 690, 1000):
        desk.window.resize(1240, height)
        desk.wait(is_whole_below_its_field)
        assert label.geometry().bottom() <= label.parent().rect().bottom()

    # On a large screen it needs no scroll bar.
    desk.enter(early_stopping="stop", monitor_evaluation_accuracy=False)
    assert form.error()
    desk.window.resize(1920, 1040)
    desk.wait(lambda: form.visibleRegion().boundingRect() == form.rect())

    desk.enter(hidden_layers="abc")  # a sentence takes no more room to the side
    for name in ("start", "train_new"):  # which say so where the field is out of sight
        tip = desk.find(name).toolTip().replace("\n", " ")
        assert tip == f"First mend the form. {form.error()}"
    form.setMinimumHeight(2000)  # as in a very large font, so that there is a scroll bar
    desk.wait(lambda: form.visibleRegion().boundingRect().height() < form.height())
    assert form.visibleRegion().boundingRect().width() == form.width()
    parts = form.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert all(part.geometry().right() <= form.width() for part in parts if part.isVisible())


def test_start_waits_for_right_entries_and_these_are_taken(desk: Desk) -> None:
    desk.trigger("action_restore_defaults")

    # Start waits until all entries are right.
    sentence = desk.find("hidden_layers_error")
    for entry in ("", "abc", "0", "-3", "1e9", "30,,10"):
        desk.enter(hidden_layers=entry)
        assert sentence.isVisible() and BAD_LAYERS[entry] in sentence.text()
        assert not desk.find("start").isEnabled(), entry
        assert not desk.can("action_start") and not desk.can("action_new"), entry
    desk.enter(hidden_layers="30")
    assert not sentence.isVisible()
    assert desk.find("start").isEnabled()
    assert desk.can("action_start") and desk.can("action_new")

    desk.trigger("action_restore_defaults")

    # What is entered is what it says.
    form = desk.find("hidden_layers").parent()
    assert isinstance(form, Form)
    desk.enter(
        hidden_layers="100, 30",
        cost="quadratic",
        weight_initializer="large",
        regularization="L1",
        epochs=7,
        mini_batch_size=25,
        eta=0.125,
        lmbda=2.5,
        monitor_training_cost=False,
    )
    assert form.architecture() == Architecture((100, 30), "QuadraticCost", "large")
    assert form.hyperparameters() == Hyperparameters(
        epochs=7,
        mini_batch_size=25,
        eta=0.125,
        lmbda=2.5,
        regularization="L1",
        monitor_training_cost=False,
    )
    # And no entry leads to settings that training refuses.
    desk.enter(epochs="0", mini_batch_size="0", eta="0", lmbda="-1")
    settings = form.hyperparameters()  # which raises where one is out of range
    assert settings.epochs >= 1 and settings.mini_batch_size >= 1
    assert settings.eta > 0 and settings.lmbda >= 0


def test_at_first_it_describes_the_network_of_the_book(form: Form) -> None:
    assert form.architecture() == Architecture((30,), "CrossEntropyCost", "default")
    assert form.hyperparameters() == Hyperparameters(
        epochs=30, mini_batch_size=10, eta=0.5, lmbda=5.0, regularization="L2"
    )
    monitors = [box for box in form.findChildren(QCheckBox) if "monitor" in box.objectName()]
    off = [box.objectName() for box in monitors if not box.isChecked()]
    assert len(monitors) == 5 and off == ["monitor_gradient_lengths"]


def test_choices_are_offered_by_the_names_of_the_book(form: Form) -> None:
    def offered(name: str) -> list[str]:
        box = form.findChild(QComboBox, name)
        return [box.itemText(i) for i in range(box.count())]

    assert offered("cost") == ["cross-entropy", "quadratic"]
    assert offered("weight_initializer") == ["default", "large"]
    assert offered("regularization") == ["L2", "L1"]
    assert offered("evaluation_data") == ["validation", "test"]


def test_it_can_be_filled_by_the_program(form: Form) -> None:
    architecture = Architecture((50, 20), "QuadraticCost", "large")
    hyperparameters = Hyperparameters(
        epochs=3,
        mini_batch_size=1,
        eta=3.0,
        lmbda=0.0,
        regularization="L1",
        monitor_evaluation_cost=False,
        monitor_training_accuracy=False,
    )
    form.show_architecture(architecture)
    form.show_hyperparameters(hyperparameters)
    assert form.architecture() == architecture
    assert form.hyperparameters() == hyperparameters


def test_each_change_is_told(form: Form, qtbot: QtBot) -> None:
    for change in (
        lambda: form.hidden_layers.setText("40"),
        lambda: form.cost.setCurrentText("quadratic"),
        lambda: form.eta.setValue(0.1),
        lambda: form.epochs.setValue(3),
        lambda: form.monitors["monitor_training_cost"].click(),
    ):
        with qtbot.waitSignal(form.changed):
            change()


def test_every_field_and_its_label_say_what_they_mean(form: Form) -> None:
    kinds = (QAbstractSpinBox, QCheckBox, QComboBox, QLineEdit)
    fields = [f for kind in kinds for f in form.findChildren(kind) if f.objectName()]
    fields = [field for field in fields if not field.objectName().startswith("qt_")]
    assert len(fields) >= 17
    for field in fields:
        assert len(field.toolTip()) > 30, field.objectName()
        assert max(map(len, field.toolTip().splitlines())) <= 60
    for label in form.findChildren(QLabel):
        if label.buddy() is not None:
            assert explanation(label) == explanation(label.buddy())


def test_restore_defaults_fills_in_what_the_first_start_has(desk: Desk) -> None:
    form = desk.find("hidden_layers").parent()
    desk.enter(hidden_layers="x", eta=2, epochs=7, cost="quadratic", early_stopping="halve η")
    desk.enter(training_size=1000, evaluation_data="test", seed="7", augmentation=True)
    desk.trigger("action_restore_defaults")
    assert form.error() is None
    assert form.architecture() == Architecture()
    assert form.hyperparameters() == Hyperparameters()
    assert (form.chosen_training_size(), desk.find("seed").text()) == (None, "")
    assert desk.find("evaluation_data").currentText() == "validation"


@pytest.mark.parametrize(
    ("entry", "seed"),
    [("", None), (" 7 ", 7), ("0", 0), (str(2**128 - 1), 2**128 - 1)],
)
def test_a_seed_is_a_whole_number_or_a_random_one(form: Form, entry: str, seed: int | None) -> None:
    form.seed.setText(entry)
    assert form.error() is None and form.seed.seed() == seed


@pytest.mark.parametrize("entry", ["x", "-1", "1.5", "三", "1e400", str(2**128), "9" * 5000])
def test_a_seed_that_no_file_may_hold_is_marked_with_a_sentence(form: Form, entry: str) -> None:
    form.seed.setText(entry)
    assert "seed" in sentence(form) and len(sentence(form)) < 86
    assert form.error() == sentence(form)
    form.seed.setText("7")
    assert sentence(form) == "" and form.error() is None


def test_a_wrong_number_is_not_taken_and_the_one_before_stays(desk: Desk) -> None:
    for name, entry in (("eta", "0"), ("lmbda", "-1"), ("epochs", "0"), ("training_size", "50001")):
        field = desk.find(name)
        before = field.value(), field.text()
        desk.enter(**{name: entry})
        assert (field.value(), field.text()) == before and desk.can("action_start")


def test_a_network_without_hidden_layers_is_written_as_none(form: Form) -> None:
    form.hidden_layers.setText("none")
    assert form.architecture().sizes == (784, 10)
    form.hidden_layers.setText("30")
    form.show_architecture(Architecture(()))
    assert form.hidden_layers.text() == "none" and form.error() is None


@pytest.mark.parametrize("number", [2e-05, 0.0004, 1e-300, 5e300, 1 / 3, 0.1 + 0.2, 1234567.891])
def test_a_number_is_shown_as_it_is_and_stays_what_it_is(form: Form, number: float) -> None:
    settings = Hyperparameters(eta=number, lmbda=number, epochs=10**5, mini_batch_size=10**9)
    form.show_hyperparameters(settings)
    assert form.hyperparameters() == settings
    assert float(form.eta.text()) == number
    form.finish_entries()
    assert form.hyperparameters() == settings


def test_of_more_epochs_than_the_field_has_room_for_the_form_shows_the_most(form: Form) -> None:
    form.show_hyperparameters(Hyperparameters(epochs=10**9))
    assert form.epochs.value() == 100_000 and form.error() is None


def test_a_number_counts_when_its_entry_is_finished(form: Form, qtbot: QtBot) -> None:
    form.show()
    heard: list[float] = []
    form.changed.connect(lambda: heard.append(form.hyperparameters().eta))
    form.eta.setFocus()
    form.eta.selectAll()
    QTest.keyClicks(form.eta, "0.125")
    assert heard == []
    QTest.keyClick(form.eta, Qt.Key.Key_Return)
    assert heard == [0.125]
    form.epochs.setFocus()
    form.epochs.selectAll()
    QTest.keyClicks(form.epochs, "100")
    assert form.hyperparameters().epochs == 30
    QTest.keyClick(form.epochs, Qt.Key.Key_Tab)
    assert form.hyperparameters().epochs == 100


@pytest.mark.parametrize("name", ["cost", "regularization", "eta", "epochs", "early_stopping"])
def test_the_wheel_changes_a_field_only_where_it_has_the_focus(form: Form, name: str) -> None:
    (field,) = form.findChildren(QWidget, name)

    def shown() -> str:
        return field.currentText() if isinstance(field, QComboBox) else field.text()

    form.hidden_layers.setFocus()
    before = shown()
    turn_wheel(field, -1)
    assert shown() == before
    field.setFocus()
    turn_wheel(field, -1)
    assert shown() != before


def test_numbers_from_a_file_that_are_too_large_become_the_largest(form: Form) -> None:
    form.show_hyperparameters(Hyperparameters(epochs=10**400, mini_batch_size=10**400))
    assert form.epochs.value() == form.epochs.maximum()
    assert form.mini_batch_size.value() == form.mini_batch_size.maximum()
