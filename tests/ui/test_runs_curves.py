"""The tab Runs: the curves of the checked runs over one another."""

from pathlib import Path

import pytest
from desk import Desk
from PySide6.QtWidgets import (
    QFileDialog,
)
from runs_tab import QUICK, check, lines, model, new, plot, ticks, train
from wheel import turn_wheel

from digitpad.ui.parts.explained import explanation
from digitpad.ui.plots import plot as plot_module
from digitpad.ui.runs import runs_charts, runs_curves


def test_runs_that_differ_in_the_seed_alone_fold_into_a_band(training_desk: Desk) -> None:
    desk = training_desk
    measured = []
    for eta, epochs in ((0.5, 2), (0.5, 2), (0.01, 2), (0.5, 1)):
        new(desk)
        train(desk, epochs=epochs, eta=eta)
        history = desk.window.session.run.history
        measured.append([100 * e.evaluation_accuracy / e.evaluation_size for e in history])
    desk.show_tab("Runs")
    desk.wait(lambda: len(lines(desk, "accuracy")) == 6)
    one, two, *others = measured
    drawn = lines(desk, "accuracy")
    for wanted in ([(a + b) / 2 for a, b in zip(one, two)], *others):
        assert any(line == pytest.approx(wanted) for line in drawn)
    assert model(desk).rowCount() == 4


def test_the_overlay_is_exported(training_desk: Desk, tmp_path: Path) -> None:
    desk = training_desk
    train(desk, epochs=2)
    desk.show_tab("Runs")
    desk.find("runs_shown").setCurrentText("training alone")
    desk.wait(lambda: len(lines(desk, "accuracy")) == 1)
    (percent,) = lines(desk, "accuracy")
    history = desk.window.session.run.history
    assert percent == pytest.approx([100 * e.training_accuracy / e.training_size for e in history])
    for name, begins in (("r.csv", b"run,epoch,"), ("r.svg", b"<?xml")):
        desk.trigger("action_export_runs")
        dialog = desk.window.findChild(QFileDialog, "file_dialog")
        (kind,) = [k for k in dialog.nameFilters() if f"*.{name[-3:]}" in k]
        dialog.selectNameFilter(kind)
        dialog.filterSelected.emit(kind)
        desk.choose_file(tmp_path / name)
        desk.wait((tmp_path / name).exists)
        assert (tmp_path / name).read_bytes().startswith(begins)
    assert len((tmp_path / "r.csv").read_bytes().splitlines()) == 3
    content = (tmp_path / "r.svg").read_bytes()
    assert b"run 1" in content and b"training data alone" in content
    assert b"evaluation" not in content


def test_where_nothing_is_checked_the_plots_have_no_scale(training_desk: Desk) -> None:
    desk = training_desk
    desk.show_tab("Runs")
    for quantity in ("cost", "accuracy"):
        assert not ticks(plot(desk, quantity), "left")
        assert not ticks(plot(desk, quantity), "bottom")
    desk.train(**QUICK)
    # None for what is to come.
    desk.wait(lambda: set(ticks(plot(desk, "accuracy"), "bottom")) == {1, 2, 3})
    assert ticks(plot(desk, "accuracy"), "left")
    check(desk, 0)
    desk.wait(lambda: not ticks(plot(desk, "accuracy"), "left"))


def test_both_plots_zoom_into_the_epochs_that_there_are_and_back(training_desk: Desk) -> None:
    desk = training_desk
    desk.train(**(QUICK | {"epochs": 8}))
    desk.show_tab("Runs")
    cost, accuracy = plot(desk, "cost"), plot(desk, "accuracy")
    for quantity in ("cost", "accuracy"):
        desk.wait(lambda quantity=quantity: [len(x) for x in lines(desk, quantity)] == [8, 8])
    way_back = desk.find("runs_cost_way_back")
    assert way_back.isHidden()
    all_epochs = cost.viewRange()
    turn_wheel(cost.viewport(), 2)
    desk.wait(lambda: not way_back.isHidden())
    (first, last), (low, high) = cost.viewRange()
    assert last - first < 0.9 * (all_epochs[0][1] - all_epochs[0][0])
    assert accuracy.viewRange()[0] == pytest.approx([first, last])
    seen = [v for line in lines(desk, "cost") for e, v in enumerate(line, 1) if first <= e <= last]
    assert low < min(seen) and max(seen) < high
    assert high - low < 2 * (max(seen) - min(seen))
    for _ in range(20):
        turn_wheel(accuracy.viewport(), -2)
    assert cost.viewRange()[0][0] >= all_epochs[0][0] - 1e-6
    assert cost.viewRange()[0][1] <= all_epochs[0][1] + 1e-6
    desk.click("runs_cost_way_back")
    assert way_back.isHidden()
    assert cost.viewRange()[0] == pytest.approx(all_epochs[0])


def test_what_cannot_be_told_apart_is_not_drawn_and_it_says_so(
    training_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = training_desk
    for module in (plot_module, runs_charts, runs_curves):
        monkeypatch.setattr(module, "MOST_TRACES", 1)
    for eta in (0.5, 0.1):
        new(desk)
        train(desk, epochs=1, eta=eta)
    desk.show_tab("Runs")
    desk.wait(lambda: desk.find("runs_left_out").isVisible())
    assert desk.text("runs_left_out") == "1 of 2 are drawn: more cannot be told apart"
    assert "check fewer runs" in explanation(desk.find("runs_left_out"))
    desk.wait(lambda: len(lines(desk, "cost")) == 2)
    check(desk, 0)
    desk.wait(lambda: not desk.find("runs_left_out").isVisible())


def test_both_tabs_scale_alike(training_desk: Desk) -> None:
    desk = training_desk
    train(desk, epochs=2)
    desk.trigger("action_log_cost")
    desk.show_tab("Runs")
    desk.wait(lambda: len(lines(desk, "cost")) == 2)
    assert plot(desk, "cost").getPlotItem().getAxis("left").logMode
