"""The tab Runs: the book's experiments by a click."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QRadioButton,
    QWidget,
)
from runs_tab import (
    cells,
    check,
    lines,
    model,
    new,
    plot,
    plot_of_experiment,
    show,
    table,
    ticks,
    train,
)

from digitpad.core.book import experiments
from digitpad.ui.runs import experiment_card


@pytest.fixture
def short_experiments(monkeypatch: pytest.MonkeyPatch) -> None:
    """The book's experiments with few epochs."""

    def shortened(experiment: experiments.Experiment) -> experiments.Experiment:
        trials = tuple(
            replace(
                trial,
                stages=tuple(
                    replace(stage, epochs=min(stage.epochs, 2), mini_batch_size=200)
                    for stage in trial.stages
                ),
                data=replace(trial.data, training_size=min(1000, trial.data.training_size or 1000)),
            )
            for trial in experiment.trials
        )
        return replace(experiment, trials=trials)

    short = tuple(map(shortened, experiments.EXPERIMENTS))
    monkeypatch.setattr(experiment_card, "EXPERIMENTS", short)


def choose(desk: Desk, name: str) -> None:
    combo = desk.find("experiments", QComboBox)
    combo.setCurrentIndex(combo.findData(name))


@pytest.mark.usefixtures("short_experiments")
def test_an_experiment_asks_runs_and_answers(open_window: Callable[..., Desk]) -> None:
    desk = open_window()
    show(desk, "Runs")
    choose(desk, "overfitting")
    desk.find("guess_0", QRadioButton).click()
    assert "1,000 images" in desk.text("experiment_question")
    assert not desk.find("experiment_answer", QWidget).isVisible()
    desk.click("run_experiment")
    desk.wait(lambda: desk.find("experiment_answer", QWidget).isVisible())
    assert cells(desk, "run") == ["1,000 images, λ 0", "1,000 images, λ 0.1"]
    assert cells(desk, "epochs") == ["2", "2"]
    assert "Your guess did not come true" in desk.text("experiment_answer")
    assert "book 82.27 %" in desk.text("experiment_result")
    last = cells(desk, "last")
    assert last[0] in desk.text("experiment_result") and last[1] in desk.text("experiment_result")
    assert desk.is_idle() and not desk.title().endswith("*")  # it can be done again
    desk.window.close()
    assert not desk.window.isVisible()  # nothing is asked
    again = open_window()
    show(again, "Runs")
    again.wait(lambda: model(again).rowCount() == 2)
    assert cells(again, "last") == last


@pytest.mark.usefixtures("short_experiments")
def test_several_seeds_make_several_runs(training_desk: Desk) -> None:
    desk = training_desk
    show(desk, "Runs")
    choose(desk, "weights")
    seeds: Any = desk.find("experiment_seeds", QWidget)
    seeds.setValue(2)
    desk.click("run_experiment")
    desk.wait(lambda: desk.find("experiment_answer", QWidget).isVisible())
    assert model(desk).rowCount() == 8
    assert "large weights, 30 hidden, seed 1" in cells(desk, "run")
    assert " to " in desk.text("experiment_result")


def test_an_experiment_that_is_cancelled_keeps_what_is_there(training_desk: Desk) -> None:
    desk = training_desk
    show(desk, "Runs")
    choose(desk, "overfitting")
    desk.click("run_experiment")
    desk.wait(lambda: cells(desk, "epochs") and int(cells(desk, "epochs")[0]) > 2)
    assert not desk.find("experiments", QComboBox).isEnabled()
    desk.click("cancel_experiment")
    desk.wait(desk.is_idle)
    assert model(desk).rowCount() == 1
    assert "cancelled" in desk.text("experiment_answer")
    assert desk.find("run_experiment", QAbstractButton).isEnabled()


def test_stop_ends_an_experiment_too(training_desk: Desk) -> None:
    desk = training_desk
    show(desk, "Runs")
    choose(desk, "overfitting")
    desk.click("run_experiment")
    desk.wait(lambda: cells(desk, "epochs") and int(cells(desk, "epochs")[0]) > 2)
    desk.trigger("action_stop")
    desk.wait(lambda: "cancelled" in desk.text("experiment_answer"))
    assert model(desk).rowCount() == 1 and desk.is_idle()


@pytest.mark.usefixtures("short_experiments")
def test_a_run_that_diverges_is_a_result(
    training_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = training_desk
    choice = experiments.named("learning-rate")
    worse = replace(choice.trials[0].stages[0], eta=1e30, epochs=2)
    trials = (replace(choice.trials[0], stages=(worse,)), choice.trials[1])
    few = tuple(
        replace(t, data=replace(t.data, training_size=1000), stages=(replace(s, epochs=2),))
        for t in trials
        for s in t.stages
    )
    monkeypatch.setattr(
        experiment_card,
        "EXPERIMENTS",
        tuple(replace(choice, trials=few) if e == choice else e for e in experiments.EXPERIMENTS),
    )
    show(desk, "Runs")
    choose(desk, "learning-rate")
    desk.click("run_experiment")
    desk.wait(lambda: desk.find("experiment_answer", QWidget).isVisible())
    assert model(desk).rowCount() == 2 and not desk.boxes("message")
    assert "not reached" in desk.text("experiment_result")


def test_the_one_neuron_is_never_the_network_in_use(desk: Desk) -> None:
    before = desk.window.network
    show(desk, "Runs")
    choose(desk, "neuron")
    desk.click("run_experiment")
    desk.wait(lambda: desk.find("experiment_answer", QWidget).isVisible())
    assert "0.82" in desk.text("experiment_result") and "0.98" in desk.text("experiment_result")
    assert desk.window.network is before and model(desk).rowCount() == 0
    plot: Any = desk.find("experiment_plot", QWidget)
    assert plot.isVisible()
    desk.wait(lambda: len(plot.getPlotItem().listDataItems()) == 4)


@pytest.mark.usefixtures("short_experiments")
@pytest.mark.parametrize(("name", "count"), [("more-data", 2), ("speeds", 9)])
def test_some_experiments_have_a_plot_of_their_own(
    training_desk: Desk, name: str, count: int
) -> None:
    desk = training_desk
    show(desk, "Runs")
    choose(desk, name)
    desk.click("run_experiment")
    desk.wait(lambda: desk.find("experiment_answer", QWidget).isVisible())
    plot: Any = desk.find("experiment_plot", QWidget)
    desk.wait(lambda: len(plot.getPlotItem().listDataItems()) == count)


@pytest.mark.usefixtures("short_experiments")
def test_the_rows_of_new_runs_are_brought_into_sight(training_desk: Desk) -> None:
    desk = training_desk
    desk.window.resize(940, 500)
    show(desk, "Runs")
    choose(desk, "more-data")
    desk.click("run_experiment")
    desk.wait(lambda: desk.find("experiment_answer", QWidget).isVisible())
    view = table(desk)
    assert view.verticalScrollBar().maximum() > 0
    last = model(desk).index(model(desk).rowCount() - 1, 0)
    desk.wait(lambda: view.viewport().rect().contains(view.visualRect(last)))


def test_the_lengths_of_gradients_of_any_run_are_drawn_where_they_are_monitored(
    training_desk: Desk,
) -> None:
    desk = training_desk
    train(desk, hidden_layers="8, 7", monitor_gradient_lengths=False)
    show(desk, "Runs")
    desk.wait(lambda: len(lines(desk, "accuracy")) == 2)
    assert not plot_of_experiment(desk).isVisible()
    show(desk, "Train")
    new(desk)
    train(desk, hidden_layers="8, 7", monitor_gradient_lengths=True)
    show(desk, "Runs")
    desk.wait(lambda: len(plot_of_experiment(desk).getPlotItem().listDataItems()) == 2)
    assert plot_of_experiment(desk).isVisible()
    curves = plot_of_experiment(desk).getPlotItem().listDataItems()
    history = desk.window.session.run.history
    for layer, curve in enumerate(curves):
        epochs, lengths = curve.getOriginalDataset()
        assert list(epochs) == [0, 1, 2]
        assert list(lengths) == [result.gradient_lengths[layer] for result in history]
    check(desk, 1)
    desk.wait(lambda: not plot_of_experiment(desk).isVisible())


def test_the_one_neuron_has_all_the_room_where_no_run_is_seen(desk: Desk) -> None:
    show(desk, "Runs")
    desk.click("run_experiment")
    desk.wait(lambda: desk.find("experiment_plot", QWidget).isVisible())
    assert not plot(desk, "cost").isVisible()
    assert max(ticks(plot_of_experiment(desk), "bottom")) <= 300
    # The names of the lines have the rest, of the size that it comes to have.
    desk.wait(lambda: 300 < plot_of_experiment(desk).viewRange()[0][1] < 500)
    desk.find("experiments", QComboBox).setCurrentIndex(1)
    assert plot(desk, "cost").isVisible()


def activate(desk: Desk) -> None:
    """Have the window take keys; Qt's offscreen platform lets no window do so for long."""
    desk.window.activateWindow()
    desk.wait(lambda: desk.window.isActiveWindow() and QApplication.focusWidget())


def press(*keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press keys where the focus is."""
    for key in keys:
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key, modifier)


def go_to(name: str) -> None:
    """Press Tab until the focus is there."""
    seen: list[str] = []
    while name not in seen:
        assert len(seen) < 60, f"Tab does not reach {name}, but {seen}"
        press(Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        seen.append(focus.objectName() or focus.accessibleName())


@pytest.mark.usefixtures("short_experiments")
def test_the_keyboard_alone_is_enough(training_desk: Desk) -> None:
    desk, key = training_desk, Qt.Key
    desk.find("canvas", QWidget).setFocus()
    activate(desk)
    go_to("Tabs")
    press(key.Key_Right)  # from Train to Runs
    go_to("experiments")
    press(key.Key_Down, key.Key_Down)  # from one neuron to overfitting
    go_to("guess_0")
    press(key.Key_Down, key.Key_Space)  # the second guess
    assert desk.find("guess_1", QRadioButton).isChecked()
    go_to("experiment_seeds")
    press(key.Key_Up)
    go_to("run_experiment")
    press(key.Key_Space)
    desk.wait(lambda: desk.find("experiment_answer", QWidget).isVisible())
    activate(desk)
    assert QApplication.focusWidget().objectName() in ("experiments", "run_experiment")
    assert model(desk).rowCount() == 4
    desk.wait(lambda: len(lines(desk, "accuracy")) == 8)
    go_to("runs")
    press(key.Key_Home, modifier=Qt.KeyboardModifier.ControlModifier)
    press(key.Key_Space)  # no longer checked
    desk.wait(lambda: len(lines(desk, "accuracy")) == 6)
    press(key.Key_F2)
    QTest.keyClicks(QApplication.focusWidget(), "mine")
    press(key.Key_Return)
    desk.wait(lambda: "mine" in cells(desk, "run"))
    press(key.Key_Down, modifier=Qt.KeyboardModifier.ShiftModifier)
    go_to("compare_runs")
    press(key.Key_Space)
    (dialog,) = (d for d in desk.window.findChildren(QDialog) if d.isVisible())
    QTest.keyClick(dialog, key.Key_Escape)
    go_to("runs")
    press(key.Key_Delete)
    desk.wait(lambda: model(desk).rowCount() == 2)
    go_to("smoothing")
    press(key.Key_Right)
    go_to("fold_seeds")
    press(key.Key_Space)
    assert desk.find("fold_seeds", QAbstractButton).isChecked()
