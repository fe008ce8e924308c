"""The form says what is wrong in it, and means what it shows."""

from dataclasses import asdict

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QWidget

from digitpad.core.learning.settings import Architecture, Hyperparameters
from digitpad.ui.parts.explained import explanation
from digitpad.ui.train.form import Form
from digitpad.ui.train.settings import SETTINGS

BAD_LAYERS = {
    "": "Type a number",
    "abc": "“abc” is not a whole number",
    "0": "not 0",
    "-3": "not -3",
    "1e9": "“1e9” is not a whole number",
    "30,,10": "missing beside a comma",
    "+3": "not a whole number",
    "三十": "not a whole number",
    "3²": "not a whole number",
    "200001": "200,795 neurons, 200,000 is the most",
    "9" * 5000: "far too many neurons",  # more digits than Python converts
    "0" * 5000: "A layer has 1 neuron or more",
    "10000": "7,940,000 weights, 5,000,000 is the most",
    ", ".join(["10"] * 99): "has 101 layers, 100 is the most",
}

GOOD_LAYERS = {
    "30": (30,),
    " 30 ": (30,),
    "100, 30": (100, 30),
    "1": (1,),
    "007": (7,),
    "1500, 700": (1500, 700),
    ", ".join(["10"] * 98): (10,) * 98,
}


@pytest.fixture
def form(qtbot):
    form = Form()
    qtbot.addWidget(form)
    form.show()
    return form


def field(form, name):
    (found,) = form.findChildren(QWidget, name)
    return found


@pytest.mark.parametrize("entry", BAD_LAYERS, ids=lambda entry: repr(entry[:12]))
def test_a_wrong_entry_is_said_in_a_sentence(form, entry):
    field(form, "hidden_layers").setText(entry)
    assert BAD_LAYERS[entry] in form.error()
    assert form.error().endswith(".") and len(form.error()) < 120
    with pytest.raises(ValueError, match=r"\w"):
        form.architecture()
    field(form, "hidden_layers").setText("30")
    assert form.error() is None and form.architecture() == Architecture()


@pytest.mark.parametrize("entry", GOOD_LAYERS, ids=repr)
def test_a_right_entry_describes_the_network(form, entry):
    field(form, "hidden_layers").setText(entry)
    assert form.error() is None
    assert form.architecture().hidden_layers == GOOD_LAYERS[entry]
    assert form.architecture().sizes == (784, *GOOD_LAYERS[entry], 10)


def test_what_is_wrong_is_said_and_nothing_can_be_trained_until_it_is_right(desk):
    desk.trigger("action_restore_defaults")
    note, places = desk.find("form_note"), {}
    for name in ("start", "more", "form_note"):
        places[name] = desk.find(name).mapTo(desk.window, desk.find(name).rect().topLeft())
    for entry in ("", "abc", "0", "-3", "1e9", "30,,10"):
        desk.enter(hidden_layers=entry)
        assert BAD_LAYERS[entry] in note.text()
        assert note.height() >= note.heightForWidth(note.width())
        assert not desk.find("start").isEnabled(), entry
        assert note.text() in desk.find("start").toolTip().replace("\n", " ")
        assert not desk.can("action_start") and not desk.can("action_new"), entry
        for name, place in places.items():  # nothing moves
            assert desk.find(name).mapTo(desk.window, desk.find(name).rect().topLeft()) == place
    desk.enter(hidden_layers="30", early_stopping="stop", monitor_evaluation_accuracy=False)
    assert "monitor" in note.text() and not desk.can("action_start")
    desk.enter(monitor_evaluation_accuracy=True)
    assert note.text() == "" and desk.can("action_start") and desk.can("action_new")
    # And no number leads to settings that training refuses: the one before stays.
    for name, entry in (("eta", "0"), ("lmbda", "-1"), ("epochs", "0"), ("training_size", "50001")):
        number = desk.find(name)
        before = number.value(), number.text()
        desk.enter(**{name: entry})
        assert (number.value(), number.text()) == before and desk.can("action_start")


def test_what_is_entered_is_what_it_says(desk):
    form = desk.window.findChild(Form)
    book = Architecture((30,)), Hyperparameters(epochs=30, mini_batch_size=10, eta=0.5, lmbda=5.0)
    assert (form.architecture(), form.hyperparameters()) == book
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
        early_stopping="halve η",
        seed="7",
    )
    assert form.architecture() == Architecture((100, 30), "QuadraticCost", "large")
    assert form.hyperparameters() == Hyperparameters(
        epochs=7,
        mini_batch_size=25,
        eta=0.125,
        lmbda=2.5,
        regularization="L1",
        monitor_training_cost=False,
        early_stopping="halve",
    )
    said = desk.find("more_differs").accessibleName()
    assert said == "kind of regularization, seed, early stopping, monitors"
    desk.trigger("action_restore_defaults")
    assert (form.architecture(), form.hyperparameters()) == book
    assert form.training_size() is None and form.seed() is None
    assert desk.find("evaluation_data").currentText() == "validation"
    assert "kind" not in desk.find("more_differs").accessibleName()


def test_what_is_seldom_changed_is_folded(desk):
    folded = [each.name for each in SETTINGS if not desk.find(each.name).isVisible()]
    assert {"seed", "training_size", "early_stopping", "evaluation_data"} <= set(folded)
    assert not {"hidden_layers", "cost", "eta", "lmbda", "epochs", "mini_batch_size"} & set(folded)
    desk.window.resize(1366, 768)
    desk.click("more")
    desk.wait(lambda: all(desk.find(name).isVisible() for name in folded))
    desk.window.resize(desk.window.minimumSizeHint())  # also where it scrolls there are buttons
    desk.wait(lambda: not desk.find("start").visibleRegion().isEmpty())
    desk.click("more")
    desk.wait(lambda: not any(desk.find(name).isVisible() for name in folded))


def test_it_can_be_filled_by_the_program(form):
    architecture = Architecture((50, 20), "QuadraticCost", "large")
    hyperparameters = Hyperparameters(
        epochs=3,
        mini_batch_size=1,
        eta=3.0,
        lmbda=0.0,
        regularization="L1",
        augmentation=True,
        early_stopping="stop",
        no_improvement_in=4,
        monitor_evaluation_cost=False,
        monitor_gradient_lengths=True,
    )
    form.show_architecture(architecture)
    form.show_entries(asdict(hyperparameters))
    assert form.architecture() == architecture
    assert form.hyperparameters() == hyperparameters
    form.show_architecture(Architecture(()))
    assert field(form, "hidden_layers").text() == "none" and form.error() is None
    assert form.architecture().sizes == (784, 10)


def test_every_setting_has_a_row_that_is_told_and_explained(form, qtbot):
    names = {each.name for each in SETTINGS}
    assert names == {*asdict(Architecture()), *asdict(Hyperparameters())} | {
        "seed",
        "training_size",
        "evaluation_data",
    }
    for each in SETTINGS:
        one = field(form, each.name)
        assert len(one.toolTip()) > 30 and max(map(len, one.toolTip().splitlines())) <= 60
        if each.name == "no_improvement_in":
            continue  # it can be changed where there is early stopping
        with qtbot.waitSignal(form.changed):
            match one:
                case QComboBox():
                    one.setCurrentIndex(1)
                case QCheckBox():
                    one.toggle()
                case _:
                    one.selectAll()
                    QTest.keyClicks(one, "7")
                    QTest.keyClick(one, Qt.Key.Key_Return)
    for label in form.findChildren(QLabel):
        if label.buddy() is not None:
            assert explanation(label) == explanation(label.buddy())


@pytest.mark.parametrize(
    ("entry", "seed"),
    [("", None), (" 7 ", 7), ("0", 0), (str(2**128 - 1), 2**128 - 1)],
)
def test_a_seed_is_a_whole_number_or_a_random_one(form, entry, seed):
    field(form, "seed").setText(entry)
    assert form.error() is None and form.seed() == seed


@pytest.mark.parametrize("entry", ["x", "-1", "1.5", "三", "1e400", str(2**128), "9" * 5000])
def test_a_seed_that_no_file_may_hold_is_wrong(form, entry):
    field(form, "seed").setText(entry)
    assert "seed" in form.error() and len(form.error()) < 86
    field(form, "seed").setText("7")
    assert form.error() is None


@pytest.mark.parametrize("number", [2e-05, 0.0004, 1e-300, 5e300, 1 / 3, 0.1 + 0.2, 1234567.891])
def test_a_number_is_shown_as_it_is_and_stays_what_it_is(form, number):
    settings = Hyperparameters(eta=number, lmbda=number, epochs=10**5, mini_batch_size=10**9)
    form.show_entries(asdict(settings))
    assert form.hyperparameters() == settings
    assert float(field(form, "eta").text()) == number
    form.finish_entries()
    assert form.hyperparameters() == settings


def test_numbers_from_a_file_that_are_too_large_become_the_largest(form):
    form.show_entries(asdict(Hyperparameters(epochs=10**400, mini_batch_size=10**400)))
    assert form.hyperparameters().epochs == 100_000 and form.error() is None
    size = field(form, "mini_batch_size")
    assert size.value() == size.maximum()
