"""The tab Train: its form, the course and end of a run, and the training data."""

import shutil
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import PySide6
import pytest
from child_threads import EVALUATION_SIZE, TRAINING_SIZE, WITH_OTHER_HANDS
from desk import QUICK
from digits import DIGITS, placed
from idx_folder import write_folder
from learnt_runs import learnt_run, use_learnt_run
from network_files import content, write
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from same import same
from small_runs import refuse, under_way
from wheel import turn_wheel

from digitpad import Network
from digitpad.core import network_file
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.data.dataset import FASHION
from digitpad.core.ink import from_strokes
from digitpad.core.learning.epoch import Progress
from digitpad.core.learning.settings import Architecture, Hyperparameters
from digitpad.core.neurons import KINDS
from digitpad.core.verdict import describe
from digitpad.session.runs.advice import advice
from digitpad.session.runs.queue_state import Plan
from digitpad.session.runs.run_settings import NAMES
from digitpad.session.runs.settings import SETTINGS
from digitpad.session.runs.time_needed import part_done
from digitpad.session.store import Store
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explanation
from digitpad.ui.train.fields import value_of
from digitpad.ui.train.form import Form
from digitpad.ui.train.run_curves import RunProgress
from digitpad.ui.train.samples_strip import SamplesStrip
from digitpad.ui.train.train_panel import TrainPanel

in_processes = pytest.mark.usefixtures("in_processes")


@pytest.fixture
def desk(training_desk):
    return training_desk


@pytest.fixture
def resting(no_process_ahead, open_window):
    """A window for tests of what is there before anything trains."""
    return open_window()


def start_and_learn(desk, epochs=1000, **entries):
    """Begin a long run, and wait until an epoch has ended."""
    desk.enter(epochs=epochs, **entries)
    desk.click("start" if desk.session.run is None else "continue_training")
    desk.wait(desk.epochs_drawn)


def entries(desk):
    """All entries of the form, as it shows them."""
    return {each.name: value_of(desk.find(each.name)) for each in SETTINGS}


def run_gently(desk, epochs):
    """A run that hardly moves the weights, so that its network can be recognized."""
    desk.go_on(epochs=epochs, eta=0.0001, lmbda=0, mini_batch_size=1000)


def difference(a, b):
    """The largest difference between the weights of two networks."""
    return max(abs(x - y).max() for x, y in zip(a.weights, b.weights, strict=True))


@in_processes
def test_the_first_start_makes_the_network_that_the_form_describes(desk):
    shipped = desk.window.network
    progress = desk.find("progress")
    desk.go_on(epochs=3, mini_batch_size=20)
    assert not desk.boxes("question")  # nobody made the shipped network in this window
    assert progress.format().startswith("3 epochs took ")
    assert progress.value() == progress.maximum()
    assert desk.window.network is not shipped
    assert list(desk.window.network.sizes) == [784, 30, 10]
    assert desk.title() == "run 1 – digitpad"
    for of in ("evaluation", "training"):
        desk.see_epochs(1, 2, 3, name=f"{of} cost")
        desk.see_epochs(1, 2, 3, name=f"{of} accuracy")
    # It has learnt: guessing gives 10 %.
    assert 60 < desk.curve("evaluation accuracy")[-1][1] < 100
    assert 60 < desk.curve("training accuracy")[-1][1] < 100


def test_one_button_begins_anew_and_one_goes_on_whatever_the_form_describes(desk):
    assert desk.find("start").isEnabled() and not desk.find("continue_training").isEnabled()
    desk.train(epochs=2)
    first = desk.session.run
    desk.enter(hidden_layers="20", cost="quadratic", weight_initializer="large", epochs=1)
    desk.go_on()
    assert desk.session.run.id == first.id
    assert list(desk.window.network.sizes) == [784, 30, 10]
    desk.see_epochs(1, 2, 3)
    assert "3" in desk.find("continue_training").statusTip()
    for _ in range(2):  # even if the network in use already is one
        before = desk.session.run
        desk.train()
        desk.see_epochs(1)
        assert desk.session.run.id != before.id
        assert list(desk.window.network.sizes) == [784, 20, 10]


def test_start_pressed_twice_is_one_run_and_an_error_is_told(desk):
    desk.enter(epochs=2)
    button = desk.find("start")
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.action("action_start").trigger()
    desk.window.findChild(TrainPanel).start()
    desk.wait(desk.is_idle)
    desk.see_epochs(1, 2)
    assert desk.session.run.number == 1
    assert desk.find("progress").format().startswith("2 epochs took ")
    desk.enter(eta=100, lmbda=10000)  # each step multiplies the weights by -19
    desk.click("continue_training")
    assert "η" in desk.read_message()
    assert desk.find("progress").text().endswith("diverged.")
    assert desk.is_idle()
    assert all(np.isfinite(weights).all() for weights in desk.window.network.weights)


def test_a_file_that_is_opened_during_a_run_ends_it_if_it_can_be_read(desk, tmp_path):
    start_and_learn(desk)
    desk.trigger("action_open", write(tmp_path / "bad.json", "{}"))
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


def test_a_run_at_closing_is_in_use_at_the_next_start(desk, tmp_path, open_window):
    start_and_learn(desk, eta=0.02)
    desk.wait(lambda: "best so far" in marks(desk, "accuracy_plot"))
    assert desk.window.save_file(tmp_path / "mine.json")
    desk.see_title("run 1 (mine.json)* – digitpad")
    before = len(desk.session.run.history)
    desk.draw(placed(3))
    desk.window.close()
    desk.wait(lambda: not desk.window.isVisible())
    run, strokes = desk.session.run, desk.session.drawing.strokes
    network = desk.session.whole_network
    again = open_window()
    again.see_epochs(*(result.epoch for result in run.history))
    assert difference(again.window.network, network) == 0
    assert again.session.drawing.strokes == strokes
    assert "was interrupted" in again.window.statusBar().currentMessage()
    assert " s: interrupted" in again.text("caption_settings")
    assert "best" in marks(again, "accuracy_plot")  # and not so far
    again.show_tab("Runs")
    again.wait(lambda: "best" in marks(again, "runs_accuracy_plot"))
    run_gently(again, 1)
    assert again.session.run.id == run.id
    saved = open_window(tmp_path / "mine.json", show=False).session.run.history
    assert 0 < len(saved) <= before and saved == run.history[: len(saved)]


def marks(desk, plot):
    return [text for _, text in desk.find(plot).parent().marks()]


# The form tells its mistakes, and gives the settings that it shows.


@pytest.fixture
def form(in_sight):
    return in_sight(Form())


def field(form, name):
    (found,) = form.findChildren(QWidget, name)
    return found


def test_mistakes_are_told_and_prevent_training(desk):
    desk.trigger("action_restore_defaults")
    note = desk.find("form_note")

    def places():
        parts = [desk.find(name) for name in ("start", "more", "form_note")]
        return [part.mapTo(desk.window, part.rect().topLeft()) for part in parts]

    before = places()
    desk.enter(hidden_layers="30,,10")
    assert note.text() == desk.window.findChild(Form).error() and "beside a comma" in note.text()
    assert note.height() >= note.heightForWidth(note.width()) and places() == before
    assert note.text() in desk.find("start").statusTip()
    assert not (desk.is_idle() or desk.can("action_start") or desk.can("action_new"))
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


def test_the_form_gives_the_settings_that_it_shows(resting):
    form = resting.window.findChild(Form)
    book = Architecture((30,)), Hyperparameters(epochs=30, mini_batch_size=10, eta=0.5, lmbda=5.0)
    assert (form.architecture(), form.hyperparameters()) == book
    assert not resting.find("no_improvement_in").isEnabled()  # which is for early stopping
    numbers = {"epochs": 7, "mini_batch_size": 25, "eta": 0.125, "lmbda": 2.5}
    same = numbers | {"regularization": "L1", "monitor_training_cost": False}
    resting.enter(hidden_layers="100, 30", cost="quadratic", weight_initializer="large")
    resting.enter(early_stopping="halve η", seed="7", **same)
    assert form.architecture() == Architecture((100, 30), "QuadraticCost", "large")
    assert form.hyperparameters() == Hyperparameters(early_stopping="halve", **same)
    assert resting.find("no_improvement_in").isEnabled()
    said = resting.text("more_differs")
    assert said == "regularization type, seed, early stopping, monitors"
    resting.enter(dropout=0.5, no_improvement_in=5)
    resting.enter(hidden_layers="none", early_stopping="off")
    assert (
        resting.text("more_differs") == "regularization type, seed, monitors"
    )  # what has an effect
    resting.trigger("action_restore_defaults")
    assert (form.architecture(), form.hyperparameters()) == book
    assert form.training_size() is None and form.seed() is None
    assert resting.find("evaluation_data").currentText() == "validation"
    assert "kind" not in resting.text("more_differs")


def test_the_rest_of_chapter_3_has_a_field_for_each_setting(resting):
    form = resting.window.findChild(Form)
    resting.enter(hidden_layers="8", neurons="tanh", cost="log-likelihood (softmax)")
    resting.enter(dropout="0,25", momentum=0.9)
    architecture, settings = form.architecture(), form.hyperparameters()
    assert (architecture.neurons, architecture.cost) == ("tanh", "LogLikelihoodCost")
    assert (settings.dropout, settings.momentum) == (0.25, 0.9)
    # Settings of hidden neurons can be chosen only if there are some.
    for layers, usable in (("8", True), ("none", False)):
        resting.enter(hidden_layers=layers)
        assert [resting.find(name).isEnabled() for name in ("neurons", "dropout")] == [usable] * 2
    assert (form.architecture().neurons, form.hyperparameters().dropout) == ("sigmoid", 0)


def test_a_part_is_below_1_and_steps_by_tenths(form):
    part = field(form, "dropout")
    for key, value in ((Qt.Key.Key_Down, 0), (Qt.Key.Key_Up, 0.1), (Qt.Key.Key_Up, 0.2)):
        QTest.keyClick(part, key)
        assert part.value() == value
    for _ in range(12):
        QTest.keyClick(part, Qt.Key.Key_Up)
    assert part.value() == 0.9
    part.selectAll()
    QTest.keyClicks(part, "1")
    QTest.keyClick(part, Qt.Key.Key_Return)
    assert part.value() == 0.9 and part.text() == "0.9"


def test_a_momentum_goes_from_below_0_to_above_1(form):
    momentum = field(form, "momentum")
    assert (momentum.minimum(), momentum.maximum(), momentum.value()) == (-0.9, 1.5, 0)
    for key, end in ((Qt.Key.Key_Up, 1.5), (Qt.Key.Key_Down, -0.9)):
        for _ in range(30):
            QTest.keyClick(momentum, key)
        assert momentum.value() == end == form.hyperparameters().momentum
    momentum.selectAll()
    QTest.keyClicks(momentum, "-0,25")
    QTest.keyClick(momentum, Qt.Key.Key_Return)
    assert form.hyperparameters().momentum == -0.25


def test_the_note_below_the_form_is_whole_in_its_colour_and_prevents_no_start(resting):
    note = resting.find("form_note")

    def is_whole():
        return note.height() >= note.heightForWidth(note.width())

    resting.enter(neurons="rectified linear")
    assert "try η 0.1" in note.text() and note.property("role") == "muted"
    assert is_whole() and resting.can("action_start")
    resting.enter(seed="x")
    assert "seed" in note.text() and note.property("role") == "error"
    resting.enter(seed="", eta=0.1)
    assert note.text() == ""
    resting.enter(training_size=1000, mini_batch_size=1001)
    assert note.text().startswith("A mini-batch holds 1,000 training images")
    assert is_whole() and resting.can("action_start")


def test_how_the_form_differs_from_the_run_in_use_is_told_beside_a_link_that_fills_it_in(resting):
    link, note = resting.find("settings_into_form"), resting.find("form_note")
    assert not link.isVisible()
    run, _ = use_learnt_run(resting.session, epochs=2)
    resting.wait(link.isVisible)
    assert note.text() == "Hidden neurons differ: only a new network has the form’s."
    typed = resting.find("hidden_layers").text()
    resting.click("settings_into_form")
    assert entries(resting)["hidden_layers"] == "8" and resting.find("seed").text() == str(run.seed)
    assert not link.isVisible() and note.text().startswith("Same settings and seed as run 1")
    resting.trigger("action_undo")
    assert resting.find("hidden_layers").text() == typed and resting.find("seed").text() == ""
    resting.trigger("action_redo")
    resting.enter(eta=0.25)
    assert note.text() == "η differs from run 1: Continue goes on with the form’s η."
    resting.find("epoch_in_use").setValue(1)
    resting.wait(lambda: note.text() == "η differs from run 1: Continue begins a new run.")


def test_to_use_choose_or_open_a_run_changes_no_field(resting, tmp_path):
    resting.enter(eta=0.7, hidden_layers="12, 5", seed="3", early_stopping="stop")
    typed = entries(resting)
    run, networks = use_learnt_run(resting.session, epochs=2)
    assert resting.window.save_file(tmp_path / "a.json")
    use_learnt_run(resting.session, epochs=3)
    resting.session.use(run.id)
    assert resting.window.open_file(tmp_path / "a.json")
    resting.wait(lambda: same(resting.window.network, networks[2]))
    resting.find("epoch_in_use").setValue(1)
    assert entries(resting) == typed


def test_the_form_is_back_at_the_next_start_as_it_was_typed(resting, open_window, tmp_path):
    resting.enter(eta=0.7, hidden_layers="x", training_size=900, seed="3")
    use_learnt_run(resting.session, epochs=2)
    typed = entries(resting)
    resting.window.close()
    again = open_window()
    again.wait(lambda: entries(again) == typed)


@pytest.mark.parametrize("name", ["settings_into_form", "action_restore_defaults"])
def test_what_fills_in_the_form_waits_while_a_run_learns(desk, name):
    desk.go_on(epochs=1)
    desk.enter(hidden_layers="12")
    start_and_learn(desk)
    desk.enter(eta=0.7)
    typed = entries(desk)
    if name.startswith("action"):
        assert not desk.can(name)
    else:
        assert desk.find(name).isVisible() and not desk.find(name).isEnabled()
    desk.click("stop")
    desk.wait(desk.is_idle)
    assert entries(desk) == typed
    desk.trigger(name) if name.startswith("action") else desk.click(name)
    assert entries(desk) != typed


def test_a_number_of_images_is_back_with_as_many_images(desk, squares):
    size = desk.find("training_size")
    desk.wait(lambda: size.maximum() == TRAINING_SIZE)
    desk.enter(training_size=TRAINING_SIZE - 100)
    use_folder(desk, squares)
    desk.wait(lambda: size.value() == size.maximum() == 60)
    desk.trigger("action_use_mnist")
    desk.wait(lambda: size.maximum() == TRAINING_SIZE)
    assert size.value() == TRAINING_SIZE - 100


def test_the_tip_of_the_learning_rate_has_the_rates_that_are_advised(form):
    said = explanation(form.fields["eta"])
    for kind in KINDS.values():
        words, rate = kind.words, kind.rates.good
        assert f"{rate:g} with {words}" in said
        assert advice(Architecture(neurons=kind.name), Hyperparameters(eta=rate), 50_000) == ""


def test_the_texts_of_fields_begin_below_each_other(resting):
    lines = [resting.find(name) for name in ("hidden_layers", "eta", "epochs")]
    lines = [line if isinstance(line, QLineEdit) else line.lineEdit() for line in lines]
    for line in lines:
        line.home(False)
    lefts = [line.mapTo(resting.window, line.cursorRect().topLeft()).x() for line in lines]
    # Qt 6.11.2 itself places the text of a spin box a pixel further in than later versions.
    apart = 1 if PySide6.__version_info__[:3] <= (6, 11, 2) else 0
    assert max(lefts) - min(lefts) == apart


def places(desk):
    """Where each widget of the tab Train stands that is in sight, but for what More folds."""
    panel, folded = desk.window.findChild(TrainPanel), desk.find("seed")
    while not isinstance(folded, QScrollArea):
        folded = folded.parentWidget()
    return {
        part: QRect(part.mapTo(panel, QPoint()), part.size())
        for part in panel.findChildren(QWidget)
        if part.isVisible() and part.objectName() and not folded.isAncestorOf(part)
    }


@pytest.mark.parametrize("size", [(1366, 738), (1024, 738), (1920, 1050)])
def test_more_unfolds_downwards_and_moves_nothing(resting, size):
    folded = [each.name for each in SETTINGS if not resting.find(each.name).isVisible()]
    assert {"seed", "training_size", "early_stopping", "evaluation_data"} <= set(folded)
    assert not {"hidden_layers", "cost", "eta", "lmbda", "epochs", "mini_batch_size"} & set(folded)
    resting.window.resize(*size)
    for _ in range(2):
        before = places(resting)
        resting.click("more")
        assert places(resting) == before
        resting.find("more").setFocus()
        for name in folded if resting.find("more").isChecked() else ():
            part = resting.find(name)
            if part.isEnabled():
                QTest.keyClick(resting.window.focusWidget(), Qt.Key.Key_Tab)
                assert resting.window.focusWidget() is part
                resting.wait(lambda part=part: not part.visibleRegion().isEmpty())
    assert not any(resting.find(name).isVisible() for name in folded)


def test_before_the_first_run_nothing_in_train_is_dead(resting):
    panel = resting.window.findChild(TrainPanel)
    parts = [part for part in panel.findChildren(QWidget) if part.isVisible()]
    assert resting.find("start") in parts
    assert all(part.isEnabled() for part in parts)
    for name in ("continue_training", "pause", "stop", "use_best_epoch"):
        assert resting.find(name) not in parts


def test_continue_or_pause_and_stop_are_there_and_the_focus_goes_with_them(desk):
    desk.go_on(epochs=1)

    def shown():
        names = "continue_training", "pause", "stop"
        return [name for name in names if desk.find(name).isVisible()]

    assert shown() == ["continue_training"]
    before = places(desk)
    desk.enter(epochs=100_000)
    desk.find("continue_training").setFocus()
    QTest.mouseClick(desk.find("continue_training"), Qt.MouseButton.LeftButton)
    assert shown() == ["pause", "stop"] and desk.find("pause").hasFocus()
    QTest.mouseDClick(desk.find("pause"), Qt.MouseButton.LeftButton)  # of a double click: none
    width = desk.find("pause").width()
    assert not desk.session.is_paused
    desk.click("pause")
    assert desk.find("pause").text() == "Resume" and desk.find("pause").width() == width
    desk.find("stop").setFocus()
    desk.click("stop")
    desk.wait(desk.is_idle)
    assert shown() == ["continue_training"] and desk.find("continue_training").hasFocus()
    assert places(desk) == before


@pytest.mark.parametrize("name", ["cost", "weight_initializer", "early_stopping"])
def test_a_drop_down_shows_all_that_it_offers(resting, name):
    resting.click("more")
    box = resting.find(name)
    box.showPopup()
    view = box.view()
    resting.wait(view.isVisible)
    rows = [view.visualRect(view.model().index(row, 0)) for row in range(box.count())]
    assert all(view.viewport().rect().contains(row) for row in rows)
    box.hidePopup()


def test_every_setting_has_a_name_and_an_explanation(form, qtbot):
    names = {each.name for each in SETTINGS}
    more = {"seed", "training_size", "evaluation_data"}
    assert names == {*asdict(Architecture()), *asdict(Hyperparameters()), *more}
    labels = {each.name: each.label.replace("&", "") for each in SETTINGS if each.label}
    assert all(label.endswith(NAMES.get(name, label)) for name, label in labels.items())
    for name in names - {"no_improvement_in"}:  # which is for early stopping
        one = field(form, name)
        with qtbot.waitSignal(form.changed):
            match one:
                case QComboBox():
                    one.setCurrentIndex(1)
                case QCheckBox():
                    one.toggle()
                case _:
                    one.selectAll()
                    QTest.keyClicks(one, "0.7" if isinstance(one, QDoubleSpinBox) else "7")
                    QTest.keyClick(one, Qt.Key.Key_Return)
    for label in form.findChildren(QLabel):
        if label.buddy() is not None:
            assert explanation(label) == explanation(label.buddy())


@pytest.mark.parametrize("entry", ["x", "-1", "1.5", "三", "1e400", str(2**128), "9" * 5000])
def test_a_seed_is_a_whole_number_that_a_file_may_hold_or_a_random_one(form, entry):
    field(form, "seed").setText(entry)
    assert "seed" in form.error() and len(form.error()) < 86
    for right, seed in (("", None), (" 7 ", 7), ("0", 0), (str(2**128 - 1), 2**128 - 1)):
        field(form, "seed").setText(right)
        assert form.error() is None and form.seed() == seed


@pytest.mark.parametrize("number", [2e-05, 0.0004, 1e-300, 5e300, 1 / 3, 0.1 + 0.2, 1234567.891])
def test_a_number_is_shown_exactly_and_does_not_change(form, number):
    settings = Hyperparameters(eta=number, lmbda=number, epochs=10**5, mini_batch_size=10**9)
    form.show_entries(asdict(settings))
    assert form.hyperparameters() == settings
    assert float(field(form, "eta").text()) == number
    form.finish_entries()
    assert form.hyperparameters() == settings
    # A number in a file that is too large becomes the largest.
    form.show_entries(asdict(Hyperparameters(epochs=10**400, mini_batch_size=10**400)))
    assert form.hyperparameters().epochs == 100_000 and form.error() is None
    size = field(form, "mini_batch_size")
    assert size.value() == size.maximum()


# The strip shows what distorting does to training images.


PICTURES = np.stack([from_strokes([np.array(s) for s in DIGITS[digit]]) for digit in range(10)])
SAMPLES = np.rint(255 * PICTURES).astype(np.uint8).reshape(10, 784)


@pytest.fixture
def strip(in_sight):
    strip = SamplesStrip()
    return in_sight(strip, 150, strip.sizeHint().height())


def test_the_strip_shows_whole_images_as_they_are_or_distorted_anew_by_a_click(strip, qtbot):
    strip.show_samples(SAMPLES)
    places = [strip.visualRect(strip.model().index(row, 0)) for row in range(10)]
    room = strip.viewport().rect()
    seen = [place for place in places if place.intersects(room)]
    assert len(seen) == 4 and all(place.right() <= room.right() for place in seen)
    np.testing.assert_allclose(strip.images, PICTURES, atol=0.002)
    strip.show_distorted(True)
    assert all(np.abs(strip.images - PICTURES).mean(axis=(1, 2)) > 0.01)
    for act in (
        lambda: qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(15, 15)),
        lambda: qtbot.keyClick(strip, Qt.Key.Key_Return),
    ):
        before = strip.images
        act()
        assert (strip.images != before).any()
    strip.show_distorted(False)
    np.testing.assert_allclose(strip.images, PICTURES, atol=0.002)


def test_the_strip_shows_what_the_form_says(desk):
    strip = desk.find("samples")
    desk.wait(lambda: len(strip.images) > 0)
    plain = strip.images
    desk.enter(augmentation=True)
    assert (strip.images != plain).any()


# The run whose curves are shown, and the settings in the form.


def test_the_headline_says_what_was_measured(resting):
    resting.wait(lambda: "shipped network" in resting.text("caption_settings"))
    assert not resting.find("use_best_epoch").isVisible()
    use_learnt_run(resting.session, epochs=5, best=4)
    resting.wait(lambda: resting.text("caption") == "90.00 % at best, after epoch 4")
    assert resting.text("accuracy_in_use") == "89.90 %"
    assert resting.text("accuracy_kind") == "validation accuracy"
    details = resting.find("caption").accessibleDescription()
    assert details.startswith("run 1: 784-8-10; cross-entropy") and "seed 1" in details
    resting.trigger("action_new")
    assert "%" not in resting.text("caption")


def test_the_two_plots_are_painted_together(resting):
    """Never is one an epoch ahead of the other."""
    run, networks = learnt_run(epochs=5)
    history = tuple(replace(result, penalty=0.0) for result in run.history)
    painted, states = {}, []

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.UpdateRequest:
                states.append({*painted.values()})
            elif event.type() == QEvent.Type.Paint and watched in names:
                painted[watched] = len(resting.curve(f"evaluation {names[watched]}"))
            return False

    names = {resting.find(f"{name}_plot").viewport(): name for name in ("cost", "accuracy")}
    watch = Watch()
    for watched in (resting.window, *names):
        watched.installEventFilter(watch)
    for epoch in range(1, 6):
        grown = replace(run, history=history[:epoch])
        resting.session.runs.put(grown, "epoch", networks={epoch: networks[epoch]})
        resting.session.use(run.id)
        resting.wait(lambda epoch=epoch: list(painted.values()) == [epoch, epoch])
    assert all(len(epochs) <= 1 for epochs in states), states


def test_without_an_accuracy_the_headline_has_the_cost_that_the_plot_draws(resting):
    """With the penalty or without it."""
    run, networks = learnt_run(epochs=3)
    costs, penalties = (0.5, 0.4, 0.45), (0, 0, 1000)
    history = tuple(
        replace(result, evaluation_accuracy=None, evaluation_cost=cost, penalty=penalty)
        for result, cost, penalty in zip(run.history, costs, penalties, strict=True)
    )
    resting.session.runs.put(replace(run, history=history), networks=networks)
    resting.session.use(run.id)
    for drawn, said in (
        ((0.5, 0.4, 0.35), "Evaluation cost 0.3500, lowest after epoch 3"),
        (costs, "Evaluation cost 0.4000, lowest after epoch 2"),
    ):
        resting.wait(lambda said=said: resting.text("caption") == said)
        resting.wait(
            lambda drawn=drawn: (
                [value for _, value in resting.curve("evaluation cost")] == pytest.approx(drawn)
            )
        )
        resting.trigger("action_no_penalty")
    assert "number of images" in explanation(resting.find("cost_legend"))


@pytest.mark.parametrize(
    ("size", "percent"),
    [((950, 510), 100), ((1240, 800), 100), ((1366, 738), 140), ((1366, 738), 180)],
)
def test_a_headline_of_sixty_letters_fits_and_its_height_never_changes(resting, size, percent):
    longest = "Stopping in epoch 999,999 of 999,999, after cost 9999.9999"
    for _ in range(percent - 100, 0, -10):
        resting.trigger("action_larger")
    resting.window.resize(*size)
    title, below = resting.find("caption"), resting.find("caption_settings")

    def top():
        """Where the curves begin."""
        return resting.find("cost_legend").mapTo(resting.window, QPoint()).y()

    resting.wait(lambda: resting.window.width() == size[0])
    resting.wait(lambda: all(each.height() == each.sizeHint().height() for each in (title, below)))
    QApplication.processEvents()  # what stands below is laid out
    before = top()
    title.show_text(longest)  # in smaller type if need be
    assert title.text() == longest and title.sizeHint().height() == title.height()
    letters = title.fontMetrics().horizontalAdvance(longest)
    assert 0.5 * title.width() < letters <= title.width()  # narrow fonts need little more
    use_learnt_run(resting.session)
    resting.wait(lambda: resting.text("caption").endswith("epoch 5"))
    assert below.text() == below.accessibleName()  # two lines are enough
    assert top() == before


def test_shift_and_tab_lead_back_through_the_form_and_change_nothing(desk):
    window, form = desk.window, desk.window.findChild(Form)
    desk.click("more")
    before, way = form.entries(), []
    desk.find("hidden_layers").setFocus()
    while form.isAncestorOf(window.focusWidget()) and window.focusWidget() not in way:
        way.append(window.focusWidget())
        QTest.keyClick(way[-1], Qt.Key.Key_Tab)
    assert {desk.find(name) for name in ("eta", "cost", "momentum", "seed")} <= set(way)
    for field in reversed(way):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Shift)
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        assert window.focusWidget() is field
    assert form.entries() == before


def test_the_focus_goes_to_a_button_when_a_run_disables_its_field(desk):
    desk.enter(**QUICK | {"epochs": 100_000})
    field = desk.find("hidden_layers")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_F5)
    desk.wait(desk.epochs_drawn)
    assert desk.find("pause").hasFocus()  # and not η, where a digit would change the run
    desk.stop()
    desk.wait(desk.find("continue_training").hasFocus)


def test_a_run_that_ends_behind_a_question_leaves_the_focus_on_a_button(
    desk, tmp_path, monkeypatch
):
    keep = Store.keep
    monkeypatch.setattr(Store, "keep", refuse)
    assert desk.window.open_file(write(tmp_path / "net.json", content(784, 8, 10)))
    desk.enter(**QUICK | {"epochs": 100_000})
    field = desk.find("hidden_layers")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_F5, Qt.KeyboardModifier.ControlModifier)
    desk.wait(desk.epochs_drawn)
    desk.trigger("action_quit")
    desk.wait(lambda: desk.boxes("question"))
    (question,) = desk.boxes("question")
    desk.wait(question.isActiveWindow)
    monkeypatch.setattr(Store, "keep", keep)
    desk.stop()
    QTest.keyClick(question, Qt.Key.Key_Escape)
    desk.window.activateWindow()  # as a window manager does
    desk.wait(desk.find("continue_training").hasFocus)


def test_a_rate_that_is_typed_counts_when_it_is_finished_and_what_cannot_change_is_disabled(desk):
    desk.enter(**QUICK | {"epochs": 100_000})
    desk.find("start").setFocus()
    desk.click("start")
    desk.wait(desk.epochs_drawn)
    assert desk.find("start").hasFocus()  # and no field that Qt finds behind the buttons
    QTest.keyClick(desk.find("start"), Qt.Key.Key_Tab)
    assert desk.find("pause").hasFocus()
    for each in SETTINGS:
        may_change = each.name in ("eta", "lmbda", "epochs")
        assert desk.find(each.name).isEnabled() == may_change, each.name
    eta = desk.find("eta")
    eta.selectAll()
    QTest.keyClicks(eta, "0.25")
    assert desk.session.under_way.settings.eta == 0.5
    QTest.keyClick(eta, Qt.Key.Key_Return)
    assert desk.text("form_note") == "" and desk.session.under_way.settings.eta == 0.25
    desk.wait(lambda: desk.session.run.history[-1].eta == 0.25)
    desk.enter(lmbda=1.0)
    desk.wait(lambda: desk.session.run.history[-1].lmbda == 1.0)
    desk.enter(epochs=1)  # fewer than are done: the epoch under way is the last
    desk.wait(desk.is_idle)
    assert desk.find("hidden_layers").isEnabled()


def test_an_experiment_leaves_the_form_and_the_buttons_to_a_person_s_run(desk):
    session, pause = desk.session, desk.find("pause")
    desk.enter(**QUICK | {"hidden_layers": "50", "epochs": 100_000})
    settings = Hyperparameters(epochs=100_000, eta=2.0, mini_batch_size=20)
    learns = Architecture((9,)), settings, DataSpec(training_size=1000), 1
    session.queue.add(*[Plan(*learns, name, "costs") for name in ("one", "two")])
    desk.wait(lambda: desk.text("experiment_at_work") == "Experiment: 0 of 2 runs")
    desk.wait(lambda: desk.text("caption") == "Train your own network")
    assert session.run is None
    assert desk.find("progress").isHidden()
    assert not desk.find("stop").isEnabled() and not pause.isEnabled()
    desk.enter(eta=0.25)  # which is no matter of the experiment
    assert session.queue.state.of_experiment[0].settings == settings
    desk.click("start")
    desk.wait(lambda: session.run is not None and session.run.epochs > 1)
    assert session.run.architecture == Architecture((50,))  # as its user described it
    assert desk.text("caption").startswith("Epoch ")
    assert desk.text("run_at_work") == "run 1 trains"
    assert "a run is under way" in explanation(desk.find("start"))
    desk.trigger("action_pause")
    desk.wait(lambda: desk.text("caption").startswith("Paused "))
    assert desk.text("run_at_work") == "run 1 is paused"
    assert pause.sizeHint().width() <= pause.width()
    desk.trigger("action_stop")
    assert not session.learns  # at once
    assert not desk.find("stop").isEnabled() and pause.text() == "Pause"
    assert not pause.isEnabled() and not desk.text("run_at_work")
    assert desk.find("experiment_at_work").isVisible()
    session.use(session.queue.state.of_experiment[0].run_id)  # it is followed now
    desk.wait(lambda: "experiment" in desk.text("form_note"))
    session.queue.cancel()
    assert not desk.find("experiment_at_work").isVisible() and desk.find("start").isEnabled()


def test_the_best_epoch_is_used_and_the_last_again(resting):
    _, networks = use_learnt_run(resting.session, epochs=5, best=4)
    last = resting.session.network
    resting.click("use_best_epoch")
    assert not resting.find("use_best_epoch").isEnabled() and not resting.can("action_best")
    assert resting.window.network is networks[4]
    resting.wait(lambda: resting.epochs_drawn() == [1, 2, 3, 4, 5])  # nothing is dropped
    resting.trigger("action_last")
    assert resting.window.network is last and not resting.can("action_last")
    resting.trigger("action_best")
    assert resting.window.network is networks[4]


def test_to_continue_at_an_earlier_epoch_begins_a_run_there(desk, tmp_path):
    session = desk.session
    first, _ = use_learnt_run(session, epochs=3)
    session.use(first.id, 2)
    desk.trigger("action_save")
    (dialog,) = desk.dialogs()
    assert [Path(name).name for name in dialog.selectedFiles()] == ["run 1, epoch 2.digitpad.json"]
    desk.choose_file(tmp_path / "two.json")
    desk.see_title("run 1, epoch 2 of 3 – digitpad")
    desk.wait(lambda: "two.json" in desk.window.statusBar().currentMessage())
    saved = (tmp_path / "two.json").read_bytes()
    go_on = desk.action("action_continue")
    desk.wait(lambda: "begin another run at epoch 2" in go_on.statusTip())
    desk.go_on(epochs=1)
    assert session.run.parent == first.id and session.run.epochs == 3
    desk.see_epochs(1, 2, 3)
    assert "from run 1, epoch 2" in marks(desk, "accuracy_plot")
    desk.trigger("action_save")  # which asks where to
    (dialog,) = desk.dialogs()
    dialog.reject()
    assert (tmp_path / "two.json").read_bytes() == saved


@pytest.mark.parametrize(("percent", "size"), [(100, (1024, 738)), (140, (1366, 738))])
def test_the_way_back_from_a_zoom_hides_no_value(resting, percent, size):
    use_learnt_run(resting.session, epochs=30)
    resting.window.resize(*size)
    while theme.percent() < percent:
        resting.trigger("action_larger")
    for name in ("cost", "accuracy"):
        legend, way_back = resting.find(f"{name}_legend"), resting.find(f"{name}_way_back")
        resting.wait(lambda legend=legend: "epoch 30" in legend.text())
        parts = legend, resting.find(f"{name}_plot")
        places = [part.geometry() for part in parts]
        turn_wheel(parts[1].viewport(), 3)
        resting.wait(way_back.isVisible)
        assert [part.geometry() for part in parts] == places
        lines, read_out = legend.text().split("<br>"), QTextDocument()
        read_out.setDefaultFont(legend.font())
        widths = []
        for line in lines:
            read_out.setHtml(line)
            widths.append(read_out.idealWidth() - 2 * read_out.documentMargin())
        covered = way_back.geometry()
        assert widths[0] <= covered.left() and widths[1] <= legend.width()
        assert covered.bottom() <= legend.geometry().center().y()
        assert way_back.sizeHint().width() <= covered.width()
        resting.trigger("action_show_all")
        assert not way_back.isVisible()


def test_a_zoom_lasts_as_long_as_its_run(resting):
    run, networks = use_learnt_run(resting.session, epochs=3)
    resting.wait(lambda: resting.epochs_drawn() == [1, 2, 3])
    way_back = resting.find("cost_way_back")
    turn_wheel(resting.find("cost_plot").viewport(), 3)
    assert way_back.isVisible()
    longer, _ = learnt_run(epochs=4)
    resting.session.runs.put(replace(run, history=longer.history), "epoch", networks=networks)
    resting.wait(lambda: resting.epochs_drawn() == [1, 2, 3, 4])
    assert way_back.isVisible()  # it is the same run
    use_learnt_run(resting.session, number=2)
    resting.wait(lambda: not way_back.isVisible())


# The progress bar.


@pytest.fixture
def bar(in_sight):
    return in_sight(RunProgress())


def job(epoch, done, total, before=0, **settings):
    known = {"seconds": 60.0, "before": before, "epochs": 0 if before else epoch - 1}
    return under_way(Hyperparameters(**settings), Progress(epoch, done, total), **known)


def test_the_progress_bar_shows_the_part_done_the_epoch_and_a_pause(bar):
    running, run = job(2, 20, 60, epochs=3)
    bar.show_progress(running, run)
    assert bar.value() / bar.maximum() == pytest.approx(part_done(running, run), abs=1e-3)
    assert 1 / 3 < part_done(running, run) < 2 / 3
    assert bar.format() == "Epoch 1 of 3"
    bar.show_progress(replace(running, progress=None), run)  # it has not begun
    assert bar.format() == "Epoch 1 of 3" and bar.text()
    paused = replace(running, is_paused=True)
    bar.show_progress(paused, run)
    assert bar.format() == "Paused in epoch 2 of 3"
    bar.show_progress(paused, run.with_last_job(settings=Hyperparameters(epochs=4)))
    assert bar.format() == "Paused in epoch 2 of 4"
    bar.show_progress(*job(6, 0, 60, before=30, epochs=30))  # counted as in the curves
    assert bar.format() == "Epoch 30 of 60"


def test_the_progress_bar_says_how_a_run_ended(bar):
    for before, epochs, end, words in (
        (0, 30, "done", "30 epochs took 1 min 0 s."),
        (2, 30, "done", "30 more epochs took 1 min 0 s."),
        (0, 1, "stopped", "1 epoch took 1 min 0 s: stopped."),
        (0, 3, None, "3 epochs took 1 min 0 s: interrupted."),  # the program was killed
    ):
        known = {"seconds": 60.0, "before": before, "epochs": epochs}
        _, run = under_way(Hyperparameters(), **known)
        bar.show_progress(None, run.with_last_job(end=end))
        assert bar.format() == words


def test_the_progress_bar_is_never_blank_once_a_run_has_begun(bar):
    """Even if the range shrinks below the part that is done."""
    for state, run in (job(9, 30, 60), job(1, 0, 10), job(9, 30, 60, epochs=3)):
        bar.show_progress(state, run)
        assert bar.text() and bar.minimum() <= bar.value() <= bar.maximum()
    assert bar.value() == bar.maximum()
    bar.show_progress(None, None)
    assert not bar.text() and bar.isHidden()


# The data in use are shown; a file that has learnt from others says so.


@pytest.fixture
def squares(tmp_path):
    write_folder(tmp_path / "squares", 60)
    return tmp_path / "squares"


def use_folder(desk, folder, name=""):
    desk.trigger("action_open_data", folder)
    desk.wait(lambda: uses(desk, f"{name or folder.name}, 60 images"))


def uses(desk, data):
    """Whether the next run learns from these data, and all are loaded."""
    name, images = data.rsplit(", ", 1)
    loaded = f"{desk.session.loaded.training_size:,} images"
    return desk.session.data.name == name and loaded == images


MNIST = f"MNIST, {TRAINING_SIZE:,} images"


def file_of(path, data_set):
    network_file.save(network_file.NetworkFile(Network([784, 12, 10]), data_set=data_set), path)
    return path


def test_a_run_learns_from_the_data_in_the_form(desk, squares):
    session, size = desk.session, desk.find("training_size")
    desk.wait(lambda: size.value() == size.maximum() == TRAINING_SIZE)
    use_folder(desk, squares)
    desk.wait(lambda: size.value() == size.maximum() == 60)
    desk.enter(training_size=20, evaluation_data="test", seed="7")
    desk.enter(hidden_layers="20", cost="quadratic", monitor_training_cost=False)
    desk.go_on(epochs=2, mini_batch_size=1000)
    run = session.run
    assert {(r.training_size, r.evaluation_size) for r in run.history} == {(20, 10)}
    # Of ten test images, as the plot says: whole tenths.
    assert all(percent % 10 == 0 for _, percent in desk.curve("evaluation accuracy"))
    assert (run.seed, run.data.training_size, run.data.evaluation) == (7, 20, "test")

    before = session.run
    desk.enter(training_size=60)
    desk.go_on()
    assert session.run.parent == before.id and len(session.run.history) == 2
    assert marks(desk, "cost_plot")[0] == "data: squares, evaluated on test"


def test_a_file_of_other_data_says_so_or_brings_them_back_if_they_were_used(
    desk, tmp_path, squares
):
    for named in ("MNIST", None):
        assert desk.window.open_file(file_of(tmp_path / "a.json", named))
        assert not desk.boxes("question")
    desk.window.open_file(file_of(tmp_path / "b.json", "squares"))
    said = desk.answer("Choose Its Folder…")
    assert "b.json has learnt from squares" in said and "use are MNIST" in said
    desk.choose_file(squares)
    desk.wait(lambda: desk.can("action_use_mnist"))
    desk.go_on(epochs=1)
    assert desk.session.run.parent is None  # the same run goes on

    desk.window.open_file(file_of(tmp_path / "a.json", "MNIST"))
    desk.wait(lambda: not desk.can("action_use_mnist"))
    desk.window.open_file(tmp_path / "b.json")  # which has learnt more since
    desk.wait(lambda: desk.session.run.title == "b")
    opened = desk.session.run
    desk.go_on()  # even if the data are not read yet
    assert desk.session.run.data_set == "squares" and desk.session.run.parent == opened.id

    desk.trigger("action_use_mnist")
    desk.wait(lambda: not desk.can("action_use_mnist"))
    shutil.rmtree(squares)
    desk.window.open_file(file_of(tmp_path / "c.json", "squares"))
    said = desk.answer("Keep These Data")
    assert "squares" in said and "use are MNIST" in said and "new run begins" in said
    assert not desk.session.run.history  # nothing is trained unasked


def test_the_data_folder_is_still_in_use_at_the_next_start(desk, open_window, tmp_path):
    write_folder(tmp_path / "MNIST", 60)  # a name that says nothing
    use_folder(desk, tmp_path / "MNIST", "MNIST (folder)")
    desk.window.close()
    other = open_window()
    other.wait(lambda: uses(other, "MNIST (folder), 60 images"))
    other.trigger("action_use_mnist")
    other.wait(lambda: not other.can("action_use_mnist"))
    other.trigger("action_open_data", tmp_path / "MNIST")
    other.wait(lambda: other.can("action_use_mnist"))
    assert uses(other, "MNIST (folder), 60 images")

    other.go_on(epochs=1)
    assert other.window.save_file(tmp_path / "a.json")
    other.trigger("action_use_mnist")
    other.wait(lambda: not other.can("action_use_mnist"))
    assert other.window.open_file(tmp_path / "a.json")  # finds its data again
    other.wait(lambda: other.session.data == DataSpec(str(tmp_path / "MNIST")))


def test_mnist_and_other_hands_can_be_chosen_and_mnist_again(desk, tmp_path):
    both = f"MNIST and other hands, {WITH_OTHER_HANDS:,} images"
    desk.trigger("action_use_other_hands")
    desk.wait(lambda: uses(desk, both))
    assert not desk.can("action_use_other_hands") and desk.can("action_use_mnist")
    desk.go_on(epochs=1, mini_batch_size=1000)
    (result,) = desk.session.run.history
    assert (result.training_size, result.evaluation_size) == (WITH_OTHER_HANDS, EVALUATION_SIZE)
    assert desk.window.save_file(tmp_path / "a.json")
    assert network_file.read_network_file(tmp_path / "a.json").data_set == "MNIST and other hands"
    desk.trigger("action_use_mnist")
    desk.wait(lambda: uses(desk, MNIST))
    desk.window.open_file(tmp_path / "a.json")
    desk.wait(lambda: desk.session.chosen_data.other_hands)


def test_images_of_a_folder_are_shown_tested_and_learnt_with_its_names(desk, tmp_path):
    desk.wait(lambda: len(desk.find("samples").images))
    digits = desk.find("samples").images
    (tmp_path / "empty").mkdir()
    desk.trigger("action_open_data", tmp_path / "empty")
    assert "lacks train-images" in desk.read_message()
    assert not desk.can("action_use_mnist") and desk.session.data.folder is None

    folder = tmp_path / "fashion-mnist"
    write_folder(folder, 60)
    use_folder(desk, folder)
    desk.wait(lambda: not np.array_equal(desk.find("samples").images, digits))
    desk.trigger("action_test_digit")
    desk.wait(lambda: "Test digit" in desk.text("true_label"))
    image = np.rint(desk.session.drawing.image().ravel() * 255)
    _, _, test_data = DataSpec(str(folder)).load()
    assert any(np.array_equal(image, each) for each in test_data.images)
    desk.draw([[(0.2, 0.2), (0.8, 0.2), (0.4, 0.9)]])
    assert desk.text("confidence").startswith("activation")  # the shipped network knows digits
    start_and_learn(desk)
    assert not desk.can("action_open_data")
    desk.stop()
    assert desk.can("action_open_data")
    reading = desk.session.reading
    described = describe(reading.verdict, reading.outputs, FASHION)
    assert desk.text("confidence") == described
    desk.trigger("action_use_mnist")
    desk.wait(lambda: np.array_equal(desk.find("samples").images, digits))


# The form, folded away.


@pytest.mark.parametrize(("percent", "size"), [(150, (1366, 768)), (130, (1366, 738))])
def test_a_form_that_is_folded_away_leaves_its_room_to_the_curves(open_window, percent, size):
    desk = open_window()
    assert not desk.find("fold_form").isVisible()  # there is room
    for _ in range((percent - 100) // 10):
        desk.trigger("action_larger")
    desk.window.resize(*size)
    desk.wait(desk.find("fold_form").isVisible)
    plots = [desk.find(name) for name in ("cost_plot", "accuracy_plot")]
    width = plots[0].width()
    desk.click("fold_form")
    desk.wait(lambda: all(plot.height() >= 200 and plot.width() >= 300 for plot in plots))
    assert not desk.find("eta").isVisible()
    desk.window.close()
    again = open_window()
    again.wait(lambda: not again.find("eta").isVisible())  # it stays so
    again.click("fold_form")
    assert again.find("eta").isVisible()
    again.wait(lambda: again.find("cost_plot").width() <= width)
    again.click("fold_form")
    for _ in range((percent - 100) // 10):
        again.trigger("action_smaller")
    again.window.resize(1920, 1050)
    again.wait(lambda: not again.find("fold_form").isVisible())
    assert again.find("eta").isVisible()
