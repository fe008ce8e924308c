"""The tab Runs: the book's experiments by a click."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QMessageBox,
)
from runs_tab import (
    cells,
    check,
    click_row,
    lines,
    model,
    new,
    plot,
    plot_of_experiment,
    table,
    ticks,
    train,
)

from digitpad.core.book import experiments
from digitpad.session.runs import experiment_state
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
    for module in (experiment_card, experiment_state):
        monkeypatch.setattr(module, "EXPERIMENTS", short)


def figures(desk: Desk) -> list[list[str]]:
    """The cells of the table of figures that are seen, row by row."""
    table = desk.find("experiment_figures")
    assert table.isVisible()
    columns = [c for c in range(table.columnCount()) if not table.isColumnHidden(c)]
    found = [[table.item(row, c) for c in columns] for row in range(table.rowCount())]
    return [[item.text() for item in row if item is not None] for row in found]


def choose(desk: Desk, name: str) -> None:
    combo = desk.find("experiments")
    combo.setCurrentIndex(combo.findData(name))


@pytest.mark.usefixtures("short_experiments")
def test_an_experiment_asks_runs_and_answers(open_window: Callable[..., Desk]) -> None:
    desk = open_window()
    desk.show_tab("Runs")
    choose(desk, "overfitting")
    desk.find("guess_0").click()
    assert "1,000 images" in desk.text("experiment_question")
    assert not desk.find("experiment_verdict").isVisible()
    desk.click("run_experiment")
    desk.wait(lambda: desk.find("experiment_verdict").isVisible())
    assert cells(desk, "run") == ["1,000 images, λ 0", "1,000 images, λ 0.1"]
    assert cells(desk, "epochs") == ["2", "2"]
    last = cells(desk, "last")
    gap = float(last[0].split()[0]) - 82.27
    names = [["test"], ["test", "epoch 200"], ["training"], ["test"], ["training"]]
    said = figures(desk)
    assert [row[0].split(", ")[1:] for row in said] == names
    header = desk.find("experiment_figures").horizontalHeaderItem(0)
    assert header is not None and header.text() == "1,000 images"  # which all names share
    assert said[0][1:] == [last[0], "82.27 %", f"{gap:+.2f} far off".replace("-", "−")]
    assert said[1][1:] == ["not reached", "", ""] and said[3][1] == last[1]
    # Two epochs have no second half, which decides.
    assert "a run that decides did not get far enough" in desk.text("experiment_verdict")
    assert "your guess comes true is undecided" in desk.text("experiment_answer")
    assert desk.window.session.run is None and desk.is_idle()  # the network of before is back
    desk.window.close()
    assert not desk.window.isVisible()  # nothing is asked
    again = open_window()
    again.show_tab("Runs")
    again.wait(lambda: model(again).rowCount() == 2)
    assert cells(again, "last") == last
    choose(again, "overfitting")
    again.wait(lambda: again.find("experiment_verdict").isVisible())
    assert figures(again) == said
    assert "your guess comes true is undecided" in again.text("experiment_answer")
    again.click("show_all_runs")
    click_row(again, 0)
    again.trigger("action_delete_runs")
    choose(again, "weights")
    choose(again, "overfitting")
    assert [row[1] for row in figures(again)[:4]] == ["run deleted"] * 3 + [last[1]]


@pytest.mark.usefixtures("short_experiments")
def test_several_seeds_make_several_runs(training_desk: Desk) -> None:
    desk = training_desk
    desk.show_tab("Runs")
    choose(desk, "weights")
    seeds: Any = desk.find("experiment_seeds")
    seeds.setValue(2)
    desk.click("run_experiment")
    desk.wait(lambda: desk.find("experiment_verdict").isVisible())
    assert model(desk).rowCount() == 8
    assert "large weights, 30 hidden, seed 1" in cells(desk, "run")
    assert all(" to " in row[2] for row in figures(desk))
    assert len(lines(desk, "accuracy")) == 4  # a band a trial


def test_an_experiment_that_is_cancelled_keeps_what_is_there(training_desk: Desk) -> None:
    desk = training_desk
    desk.show_tab("Runs")
    choose(desk, "overfitting")
    desk.click("run_experiment")
    desk.wait(lambda: cells(desk, "epochs") and int(cells(desk, "epochs")[0]) > 2)
    assert not desk.find("experiments").isEnabled()
    desk.click("cancel_experiment")
    desk.wait(desk.is_idle)
    assert model(desk).rowCount() == 1
    assert "cancelled" in desk.text("experiment_verdict")
    assert desk.find("run_experiment").isEnabled()
    assert desk.find("go_on_with_experiment").isVisible()
    assert {row[-1] for row in figures(desk)} == {"not over", ""}
    choose(desk, "weights")
    desk.click("run_experiment")
    desk.wait(lambda: model(desk).rowCount() == 2 and int(cells(desk, "epochs")[-1] or 0) > 1)
    assert not desk.find("experiment_verdict").isVisible()
    desk.trigger("action_stop")  # ends it too
    desk.wait(lambda: desk.find("experiment_verdict").isVisible())
    said = desk.text("experiment_verdict")
    assert "cancelled" in said and "0 of its 4 runs" in said
    assert model(desk).rowCount() == 2 and desk.is_idle()


def test_quitting_asks_once_and_the_experiment_can_be_gone_on_with(
    open_window: Callable[..., Desk],
) -> None:
    desk = open_window()
    desk.show_tab("Runs")
    choose(desk, "overfitting")
    desk.find("guess_1").click()
    desk.click("run_experiment")
    desk.wait(lambda: cells(desk, "epochs") and int(cells(desk, "epochs")[0]) > 2)
    desk.window.close()
    assert "Stop training?" in desk.answer(QMessageBox.StandardButton.Cancel)
    epochs = int(cells(desk, "epochs")[0])
    desk.wait(lambda: int(cells(desk, "epochs")[0]) > epochs)  # it goes on
    desk.window.close()
    assert "Stop training?" in desk.answer("Stop Training")
    desk.wait(lambda: not desk.window.isVisible())
    again = open_window()
    assert again.title() == "shipped network – digitpad"
    again.show_tab("Runs")
    choose(again, "overfitting")
    again.wait(lambda: again.find("go_on_with_experiment").isVisible())
    assert "not done to its end. 0 of its 2 runs are over" in again.text("experiment_verdict")
    assert again.text("experiment_guess").startswith("Your guess: ")
    again.click("go_on_with_experiment")
    again.wait(lambda: figures(again)[0][1])
    again.click("cancel_experiment")
    again.wait(again.is_idle)


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
    desk.show_tab("Runs")
    choose(desk, "learning-rate")
    desk.click("run_experiment")
    desk.wait(lambda: desk.find("experiment_verdict").isVisible())
    assert model(desk).rowCount() == 2 and not desk.boxes("message")
    assert figures(desk)[0][1:] == ["not reached", "0.339", ""]


def test_the_one_neuron_is_never_the_network_in_use(desk: Desk) -> None:
    before = desk.window.network
    desk.show_tab("Runs")
    choose(desk, "neuron")
    desk.click("run_experiment")
    desk.wait(lambda: desk.find("experiment_verdict").isVisible())
    assert [row[1] for row in figures(desk)][:2] == ["0.82, 0.21, 0.09", "0.98, 0.96, 0.20"]
    assert "here it came out so, by 0.59" in desk.text("experiment_verdict")
    assert desk.window.network is before and model(desk).rowCount() == 0
    own = plot_of_experiment(desk)
    assert own.isVisible() and not plot(desk, "cost").isVisible()  # it has all the room
    desk.wait(lambda: len(own.getPlotItem().listDataItems()) == 4)
    desk.wait(lambda: max(ticks(own, "bottom"), default=999) <= 300)
    # The names of the lines have the rest, of the size that it comes to have.
    desk.wait(lambda: 300 < own.viewRange()[0][1] < 520)
    desk.wait(lambda: desk.find("experiments").isEnabled())
    desk.find("experiments").setCurrentIndex(1)
    assert plot(desk, "accuracy").isVisible() and not own.isVisible()
    assert not table(desk).isVisible()
    desk.click("show_all_runs")
    assert plot(desk, "cost").isVisible() and table(desk).isVisible()


@pytest.mark.usefixtures("short_experiments")
def test_some_experiments_have_a_plot_of_their_own_and_new_rows_are_brought_into_sight(
    training_desk: Desk,
) -> None:
    desk = training_desk
    desk.window.resize(940, 500)
    desk.show_tab("Runs")
    for name, count in (("more-data", 2), ("speeds", 9)):
        choose(desk, name)
        desk.click("run_experiment")
        desk.wait(lambda: desk.find("experiment_verdict").isVisible())
        plot: Any = desk.find("experiment_plot")
        desk.wait(lambda count=count, plot=plot: len(plot.getPlotItem().listDataItems()) == count)
        view = table(desk)
        assert view.verticalScrollBar().maximum() > 0
        last = model(desk).index(model(desk).rowCount() - 1, 0)
        desk.wait(
            lambda view=view, last=last: view.viewport().rect().contains(view.visualRect(last))
        )


def test_the_lengths_of_gradients_of_any_run_are_drawn_where_they_are_monitored(
    training_desk: Desk,
) -> None:
    desk = training_desk
    train(desk, hidden_layers="8, 7", monitor_gradient_lengths=False)
    desk.show_tab("Runs")
    desk.wait(lambda: len(lines(desk, "accuracy")) == 2)
    assert not plot_of_experiment(desk).isVisible()
    desk.show_tab("Train")
    new(desk)
    train(desk, hidden_layers="8, 7", monitor_gradient_lengths=True)
    desk.show_tab("Runs")
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
    desk.find("canvas").setFocus()
    activate(desk)
    go_to("qt_tabwidget_tabbar")
    press(key.Key_Right)  # from Train to Runs
    go_to("experiments")
    press(key.Key_Down, key.Key_Down)  # from one neuron to overfitting
    go_to("guess_0")
    press(key.Key_Down, key.Key_Space)  # the second guess
    assert desk.find("guess_1").isChecked()
    go_to("experiment_seeds")
    press(key.Key_Up)
    go_to("run_experiment")
    press(key.Key_Space)
    desk.wait(lambda: desk.find("experiment_verdict").isVisible())
    activate(desk)
    assert QApplication.focusWidget().objectName() in ("experiments", "run_experiment")
    assert model(desk).rowCount() == 4
    desk.wait(lambda: len(lines(desk, "accuracy")) == 4)  # a band a trial, of two kinds
    go_to("show_all_runs")
    press(key.Key_Space)
    go_to("runs")
    press(key.Key_Home, modifier=Qt.KeyboardModifier.ControlModifier)
    press(key.Key_Space)  # no longer checked
    check = model(desk).index(0, 0).data(Qt.ItemDataRole.CheckStateRole)
    assert Qt.CheckState(check) is Qt.CheckState.Unchecked
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


@pytest.mark.usefixtures("short_experiments")
def test_while_it_runs_only_its_curves_are_shown_each_from_its_first_epoch(
    training_desk: Desk,
) -> None:
    desk = training_desk
    train(desk)
    desk.show_tab("Runs")
    desk.wait(lambda: len(lines(desk, "accuracy")) == 2)
    (other,) = [line for line in lines(desk, "accuracy") if len(line) == 3][:1]
    session = desk.window.session
    drawn: dict[str, list[list[float]]] = {}  # by the run whose first epochs are there

    def look() -> None:
        run = session.run
        if run is not None and run.experiment and run.history and run.id not in drawn:
            drawn[run.id] = lines(desk, "accuracy")

    session.runs_changed.connect(look)
    choose(desk, "depth")
    desk.click("run_experiment")
    desk.wait(lambda: desk.find("experiment_verdict").isVisible())
    assert [len(shown) for shown in drawn.values()] == [1, 2, 3, 4]  # the newest too, at once
    assert all(all(shown) and other not in shown for shown in drawn.values())
    assert len(lines(desk, "accuracy")) == 4
    desk.click("show_all_runs")
    desk.wait(lambda: len(lines(desk, "accuracy")) == 2 * 5)
    assert other in lines(desk, "accuracy")


def test_costs_of_two_kinds_share_no_axis_unsaid(training_desk: Desk) -> None:
    desk = training_desk
    for cost in ("cross-entropy", "quadratic"):
        new(desk)
        train(desk, cost=cost)
    desk.show_tab("Runs")
    legend = desk.find("runs_cost_legend")
    desk.wait(lambda: "(quadratic and cross-entropy)" in legend.text())
    check(desk, 0)
    desk.wait(lambda: "cross-entropy" not in legend.text())
    choose(desk, "overfitting")  # it was not begun, and has no curves to export
    assert not desk.can("action_export_runs")
    desk.click("show_all_runs")
    assert desk.can("action_export_runs")
