"""The tab Experiments: a person's own question, from the setting to the verdict."""

from dataclasses import replace

import pytest
from desk import QUICK, click_item
from PySide6.QtCore import QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea
from results import epoch_result
from runs_tab import lines

from digitpad import Hyperparameters
from digitpad.core.book.experiments import EXPERIMENTS
from digitpad.core.data.data_spec import DataSpec
from digitpad.core.learning.settings import Architecture
from digitpad.session.runs.experiment_charts import ExperimentCharts
from digitpad.session.runs.experiment_state import ExperimentState
from digitpad.session.runs.maker import new_run
from digitpad.session.runs.own_experiment import COMPARED, OwnExperiment, experiment_of
from digitpad.ui.parts import theme
from digitpad.ui.parts.explained import explanation
from digitpad.ui.plots.linked_plots import PlotOptions

QUESTION = len(EXPERIMENTS)  # its row in the list
RATES = "0.05; 0,5; 5"


def choose(desk, row=QUESTION):
    desk.show_tab("Experiments")
    desk.find("experiments").scrollToBottom()
    click_item(desk.find("experiments"), row)


def ask(desk, setting, values=None):
    """Choose a setting, and type values."""
    box = desk.find("own_setting")
    while box.currentData() != setting:
        down = list(COMPARED).index(setting) > box.currentIndex()
        QTest.keyClick(box, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
    if values is not None:
        desk.enter(own_values=values)


def run(desk, values=RATES, seeds=1, guess=1):
    """Fill in the form for small runs, ask which η is best, and wait for the answer."""
    desk.enter(**QUICK | {"epochs": 2, "lmbda": 0.1})
    choose(desk)
    ask(desk, "eta", values)
    desk.find("experiment_seeds").setValue(seeds)
    desk.click(f"guess_{guess}")
    desk.click("run_experiment")
    desk.wait(lambda: has_answered(desk))


def has_answered(desk):
    """Whether all runs are done."""
    return desk.is_idle() and desk.text("run_experiment") == "Run" and bool(figures(desk))


def headline(desk):
    return desk.text("experiment_headline")


def figures(desk):
    table = desk.find("experiment_figures")
    return [table.item(row, 1).text() for row in range(table.rowCount())]


def test_a_question_is_asked_guessed_at_run_and_answered(training_desk):
    desk = training_desk
    desk.show_tab("Experiments")
    assert desk.find("experiment_seeds").value() == 3
    desk.find("experiment_seeds").setValue(5)
    choose(desk)
    assert desk.find("experiment_seeds").value() == 3
    assert desk.text("experiment_legend").startswith("<b>best accuracy</b>")  # at the left edge
    run(desk)
    assert headline(desk).startswith("One seed: η ")
    assert "“0.5” is open" in desk.text("experiment_caption")
    assert desk.rows("experiments")[QUESTION:] == ["Your own question", "η: 0.05, 0.5, 5"]
    tip = " ".join(desk.rows("experiments", Qt.ItemDataRole.StatusTipRole)[QUESTION + 1].split())
    for said in (tip, desk.text("experiment_text")):  # which tell it from others of these values
        assert "2 epochs; 784-8-10; " in said
        assert said.strip(".").endswith("training images 1,000")
    more = desk.find("more_seeds")
    assert more.text() == "2 More Seeds" and "6 runs" in explanation(more)
    desk.click("more_seeds")
    desk.wait(lambda: "One seed" not in headline(desk) and has_answered(desk))
    assert desk.find("experiment_seeds").value() == 3
    assert all(" to " in band for band in figures(desk))
    # The table has no column of the book, and its explanation does not speak of one.
    assert "the book" not in explanation(desk.find("experiment_figures"))
    assert len(lines(desk, "experiment")) == 4  # a line of means, and the dots of three seeds
    assert len(lines(desk, "experiment_curves")) == 3
    assert desk.session.run is None
    # The book's have a number of their own.
    for row, seeds in ((0, 5), (QUESTION, 3), (QUESTION + 1, 3), (1, 5)):
        desk.find("experiments").setCurrentRow(row)
        assert desk.find("experiment_seeds").value() == seeds


def test_the_chosen_row_is_in_sight_after_a_start(no_process_ahead, open_window):
    desk = open_window()
    desk.window.resize(950, 510)
    choose(desk)
    room = desk.find("experiments").viewport().height()
    desk.window.close()
    again = open_window()
    view = again.find("experiments")
    again.wait(lambda: view.currentRow() == QUESTION and view.viewport().height() == room)
    again.wait(lambda: view.viewport().rect().contains(view.visualRect(view.currentIndex())))


def test_before_it_starts_it_says_how_many_runs_and_offers_the_values_as_guesses(desk):
    choose(desk)
    ask(desk, "lmbda", "0, 1, 5, 20, 50")
    desk.wait(lambda: desk.find("own_values").text() and headline(desk) == "λ: 0, 1, 5, 20, 50")
    assert desk.text("experiment_caption").startswith("Your own. 15 runs; ")
    assert [desk.text(f"guess_{i}") for i in range(5)] == ["0", "1", "5", "20", "50"]
    assert desk.find("guess_4").isVisible()
    choose(desk, QUESTION - 1)
    assert not desk.find("guess_4").isVisible() and not desk.find("own_setting").isVisible()


WRONG = (
    ("eta", "0.5", "Type two to eight values, not 1, like this: 0.05, 0.5, 5."),
    ("eta", "1, 2, 3, 4, 5, 6, 7, 8, 9",
     "Type two to eight values, not 9, like this: 0.05, 0.5, 5."),
    ("eta", "0.5; 0,50", "“0,50” is there already: type another value."),
    ("eta", "0.5; 0", "η cannot be “0”: type 0.05, 0.5, 5, say."),
    ("eta", "1,000; 5", "“1,000” can be read in two ways: type decimals with a point."),
    ("eta", "0.5, 1,5", "“1,5” can be read in two ways: type decimals with a point."),
    ("lmbda", "1e-400; 1", "λ cannot be “1e-400”: type 0, 1, 5, 20, say."),
    ("eta", "0.5, fast", "η cannot be “fast”: type 0.05, 0.5, 5, say."),
    ("mini_batch_size", "5; 1,5", "Mini-batch size cannot be “1,5”: type 10, 30, 100, say."),
    ("training_size", "5; 50001", "Training images cannot be “50001”: type"),
    ("hidden_layers", "30; 3x", "“3x” is not a whole number: type 30, or 100, 30."),
    ("cost", "quadratic; linear", "Cost cannot be “linear”: type cross-entropy; quadratic; "),
)  # fmt: skip


def test_wrong_values_are_named_and_nothing_starts(desk):
    choose(desk)
    for setting, values, said in WRONG:
        ask(desk, setting, values)
        desk.wait(lambda said=said: desk.text("own_error").startswith(said))
        assert desk.find("own_error").isVisible() and not desk.find("run_experiment").isEnabled()
    assert desk.rows("experiments")[QUESTION:] == ["Your own question"] and desk.is_idle()


def test_values_that_are_typed_are_read_when_run_is_pressed(training_desk):
    choose(training_desk)
    training_desk.find("own_values").setText("0.5")  # and nothing was shown yet
    training_desk.find("run_experiment").click()
    assert training_desk.rows("experiments")[QUESTION:] == ["Your own question"]


def test_mistakes_in_the_form_of_train_come_first(desk):
    desk.enter(hidden_layers="3x")
    choose(desk)
    desk.wait(lambda: desk.text("own_error").startswith("First correct what is red in Train. “3x”"))
    desk.enter(hidden_layers="none")
    choose(desk)
    ask(desk, "dropout")
    desk.wait(lambda: "dropout would change nothing" in desk.text("own_error"))


def test_choices_are_there_at_first_and_all_values_are_typed_as_in_the_form(desk):
    choose(desk)
    ask(desk, "cost")
    values = desk.find("own_values")
    assert values.text() == "cross-entropy; quadratic; log-likelihood (softmax)"
    desk.enter(own_values="QuadraticCost; cross-entropy")
    desk.wait(lambda: headline(desk) == "cost: quadratic, cross-entropy")
    for setting, typed, title in (
        ("hidden_layers", "30; 100, 30; none", "hidden neurons: 30; 100, 30; none"),
        ("eta", "1e-3, 0,25, 2.5", "η: 0.001, 0.25, 2.5"),
        ("training_size", "1,000; 5000", "training images: 1,000, 5,000"),
    ):
        ask(desk, setting, typed)
        desk.wait(lambda title=title: headline(desk) == title)


@pytest.mark.slow
def test_an_experiment_is_there_after_a_restart_and_goes_on(open_window):
    desk = open_window()
    desk.enter(**QUICK)
    choose(desk)
    ask(desk, "epochs", "1; 600")
    desk.find("experiment_seeds").setValue(1)
    desk.click("guess_1")
    desk.click("run_experiment")
    desk.wait(lambda: list(map(bool, lines(desk, "experiment_curves"))) == [True, True])
    desk.window.close()  # asks nothing
    again = open_window()
    again.show_tab("Experiments")
    again.wait(lambda: again.text("run_experiment") == "Go On")
    assert again.find("experiments").currentItem().text() == "epochs: 1, 600"
    assert again.find("guess_1").isChecked() and "784-8-10" in again.text("experiment_text")
    again.wait(lambda: list(map(bool, lines(again, "experiment_curves"))) == [True, True])
    # The finished run has a dot and a mean.
    assert [len(line) for line in lines(again, "experiment")] == [1, 1]
    again.click("run_experiment")
    again.wait(again.find("cancel_experiment").isEnabled)
    again.click("cancel_experiment")
    again.wait(again.is_idle)


@pytest.mark.parametrize(
    ("setting", "values", "said"),
    [("eta", (0.25, 2.5), "η 0.25"), ("augmentation", (False, True), "as they are")],
)
def test_a_band_has_its_value_s_name_and_is_not_cut_short_by_a_run_under_way(setting, values, said):
    base = Architecture((5,)), Hyperparameters(epochs=3), DataSpec()
    experiment = experiment_of(OwnExperiment(setting, values, *base))
    name, empty = experiment.trials[0].name, new_run(base[0], 1, seed=1)
    history = tuple(epoch_result(i, evaluation_accuracy=9000) for i in (1, 2, 3))
    runs = {(name, 1): replace(empty, history=history), (name, 2): new_run(base[0], 2, seed=2)}
    state = ExperimentState(experiment, runs, frozenset({(name, 1)}), is_running=True)
    _, curves = ExperimentCharts(PlotOptions(QObject())).charts(experiment, state)
    assert [(len(trace.curves[0].x), trace.name) for trace in curves.traces] == [(3, said)]


def test_the_buttons_stay_in_place_when_more_seeds_begin(training_desk):
    desk = training_desk
    for _page in desk.pages():
        pass  # a tab that is made later may need more room, and so move the others
    run(desk)
    desk.find("experiment_seeds").setValue(20)
    button = desk.find("run_experiment")
    desk.wait(lambda: button.text() == "Go On" and button.width() == button.sizeHint().width())
    place = desk.find("cancel_experiment").mapTo(desk.window, QPoint(0, 0))
    desk.click("run_experiment")
    desk.wait(desk.find("cancel_experiment").isEnabled)
    desk.wait(desk.find("experiment_progress").isVisible)
    assert desk.find("cancel_experiment").mapTo(desk.window, QPoint(0, 0)) == place
    desk.click("cancel_experiment")
    desk.wait(desk.is_idle)
    desk.wait(desk.find("experiment_progress").isHidden)
    assert desk.find("cancel_experiment").mapTo(desk.window, QPoint(0, 0)) == place


def test_after_more_seeds_the_next_key_or_click_does_nothing_else(training_desk):
    desk = training_desk
    run(desk, "0.001; 0.5")
    listed, more = desk.rows("experiments"), desk.find("more_seeds")
    others = desk.find("use_experiment"), desk.find("delete_experiment")
    more.setFocus()
    QTest.keyClick(more, Qt.Key.Key_Space)
    QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Space)
    desk.wait(lambda: "reads best" in headline(desk) and has_answered(desk))
    assert not more.isVisible() and all(part.isEnabled() for part in others)  # it is decided
    assert desk.window.focusWidget() is desk.find("experiment_seeds")
    QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Space)
    assert not any(part.geometry().intersects(more.geometry()) for part in others)
    assert desk.rows("experiments") == listed and desk.is_idle()


def test_an_experiment_is_copied_exported_deleted_and_brought_back(training_desk, tmp_path):
    desk = training_desk
    run(desk, "0.05; 0.5")
    said, listed = figures(desk), desk.find("experiments")
    desk.trigger("action_export_experiment", tmp_path / "own.csv")
    desk.wait((tmp_path / "own.csv").exists)
    assert len((tmp_path / "own.csv").read_bytes().splitlines()) == 1 + 2 * 2  # all its curves
    table = desk.find("experiment_figures")
    desk.window.activateWindow()  # after the dialog
    without_focus = table.grab().toImage()
    table.setFocus(Qt.FocusReason.TabFocusReason)
    desk.wait(table.hasFocus)
    desk.wait(lambda: table.grab().toImage() != without_focus)
    QTest.keySequence(table, QKeySequence.StandardKey.Copy)
    copied = QApplication.clipboard().text().splitlines()
    assert [line.split("\t")[1] for line in copied[1:]] == said
    # It goes by a button and by a key, with its runs, and comes back with them.
    desk.show_tab("Runs")
    desk.click("experiments_runs")
    assert desk.find("runs").model().rowCount() == 2
    for delete in (
        lambda: desk.click("delete_experiment"),
        lambda: QTest.keySequence(listed, QKeySequence.StandardKey.Delete),
    ):
        listed.setFocus()
        delete()
        assert desk.rows("experiments")[QUESTION:] == ["Your own question"]
        assert not desk.find("runs").model().rowCount()
        desk.trigger("action_undo")
        assert desk.find("runs").model().rowCount() == 2
        desk.show_tab("Experiments")
        desk.wait(lambda: figures(desk) == said)
        assert listed.currentRow() == QUESTION + 1
    desk.trigger("action_redo")
    assert desk.rows("experiments")[QUESTION:] == ["Your own question"]
    click_item(listed, 0)
    QTest.keySequence(listed, QKeySequence.StandardKey.Delete)  # the book's stay
    assert len(desk.rows("experiments")) == QUESTION + 1


def test_the_best_value_goes_into_the_form_and_the_figure_takes_no_click(training_desk):
    desk = training_desk
    run(desk, "0.001; 0.5")
    assert "leads with" in headline(desk) and not desk.find("use_experiment").isEnabled()
    desk.find("experiment_seeds").setValue(3)
    desk.click("run_experiment")
    desk.wait(lambda: "reads best" in headline(desk))
    assert not desk.find("more_seeds").isVisible()  # it is decided
    best = max((0, 1), key=lambda i: figures(desk)[i])
    desk.enter(epochs=7, hidden_layers="9")
    desk.show_tab("Experiments")
    assert desk.text("use_experiment") == "Use Best Settings"  # the network in use stays
    desk.click("use_experiment")
    assert desk.tab() == "Train" and desk.find("eta").value() == (0.001, 0.5)[best]
    assert desk.find("epochs").value() == 2 and desk.find("hidden_layers").text() == "8"
    desk.show_tab("Experiments")
    plot = desk.find("experiment_plot")
    plot.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Up):
        QTest.keyClick(plot, key)
    assert plot.accessibleDescription().startswith("η 0.5, seed ")
    QTest.keyClick(plot, Qt.Key.Key_Return)
    x, y = plot.getPlotItem().listDataItems()[0].getData()
    place = plot.mapFromScene(plot.getPlotItem().vb.mapViewToScene(QPointF(x[0], y[0])))
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    desk.wait(lambda: "η 0.001, seed " in plot.accessibleDescription())
    assert desk.session.run is None


@pytest.mark.parametrize(("percent", "size"), [(100, (1024, 768)), (140, (1366, 738))])
def test_an_experiment_fits_a_small_window(training_desk, percent, size):
    desk = training_desk
    run(desk, "0.05; 0.5; 1; 2")
    desk.window.resize(*size)
    while theme.percent() < percent:
        desk.trigger("action_larger")
    for row, names in (
        (QUESTION, ("own_setting", "own_values", "run_experiment")),
        (QUESTION + 1, ("more_seeds", "delete_experiment")),
    ):
        choose(desk, row)
        for widget in map(desk.find, names):
            desk.wait(widget.isVisible)
            desk.wait(lambda w=widget: w.visibleRegion().boundingRect().width() == w.width())
    plot = desk.find("experiment_curves_plot")
    desk.wait(plot.isVisible)
    area = desk.find("experiments").parentWidget().findChild(QScrollArea)
    area.ensureWidgetVisible(plot)  # it stands below the figure
    desk.wait(lambda: plot.visibleRegion().boundingRect().width() == plot.width())


def test_a_figure_with_results_is_in_sight_in_a_low_window(training_desk):
    desk = training_desk
    run(desk, "0.05; 0.5")
    plot, words = desk.find("experiment_plot"), desk.find("experiment_text")
    for size, is_first in (((1366, 738), False), ((1024, 540), True), ((1366, 738), False)):
        desk.window.resize(*size)
        desk.wait(lambda first=is_first: (top(plot) < top(words)) is first)
        desk.wait(lambda: plot.visibleRegion().boundingRect().height() == plot.height())
    choose(desk)  # a new question comes before its figure
    desk.window.resize(1024, 540)
    desk.wait(lambda: top(desk.find("experiment_question")) < top(plot))
    assert not desk.find("run_experiment").visibleRegion().isEmpty()


def top(widget):
    return widget.mapTo(widget.window(), QPoint(0, 0)).y()
