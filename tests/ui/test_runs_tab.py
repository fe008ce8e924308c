"""The tab Runs: every run is listed, shown, compared, named, deleted, used again and repeated."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from desk import Desk
from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QRadioButton,
    QSlider,
    QTableView,
    QTabWidget,
    QWidget,
)

from digitpad.core import experiments
from digitpad.ui.runs import experiment_card

SERIES = ("evaluation_cost", "evaluation_accuracy", "training_cost", "training_accuracy")
QUICK = {"hidden_layers": "8", "training_size": 1000, "mini_batch_size": 50, "epochs": 3}


def show(desk: Desk, title: str) -> None:
    tabs = desk.find("tabs", QTabWidget)
    (index,) = [i for i in range(tabs.count()) if tabs.tabText(i) == title]
    QTest.mouseClick(
        tabs.tabBar(), Qt.MouseButton.LeftButton, pos=tabs.tabBar().tabRect(index).center()
    )
    assert tabs.tabText(tabs.currentIndex()) == title


def table(desk: Desk) -> QTableView:
    return desk.find("runs", QTableView)


def model(desk: Desk) -> QAbstractItemModel:
    return table(desk).model()


def cells(desk: Desk, column: str) -> list[str]:
    titles = [model(desk).headerData(i, Qt.Orientation.Horizontal) for i in range(7)]
    index = titles.index(column)
    return [model(desk).index(row, index).data() for row in range(model(desk).rowCount())]


def click_row(desk: Desk, row: int, *, also: bool = False) -> None:
    where = table(desk).visualRect(model(desk).index(row, 3)).center()
    key = Qt.KeyboardModifier.ControlModifier if also else Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(table(desk).viewport(), Qt.MouseButton.LeftButton, key, where)


def check(desk: Desk, row: int) -> None:
    """Click the check box of a row."""
    where = table(desk).visualRect(model(desk).index(row, 0))
    place = QPoint(where.left() + 10, where.center().y())
    QTest.mouseClick(table(desk).viewport(), Qt.MouseButton.LeftButton, pos=place)


def lines(desk: Desk, quantity: str) -> list[list[float]]:
    """The values of all curves that are drawn."""
    plot: Any = desk.find(f"runs_{quantity}_plot", QWidget)
    drawn = [curve.getData()[1] for curve in plot.getPlotItem().listDataItems()]
    return [[] if values is None else values.tolist() for values in drawn]


def train(desk: Desk, **entries: Any) -> None:
    desk.enter(**QUICK | entries)
    desk.click("start")
    desk.wait(lambda: not desk.is_idle())
    desk.wait(desk.is_idle)


def new(desk: Desk) -> None:
    desk.trigger("action_new")
    if desk.boxes("question"):
        desk.answer(QMessageBox.StandardButton.Discard)


def copied(desk: Desk) -> str:
    QGuiApplication.clipboard().clear()
    desk.trigger("action_copy_python")
    return QGuiApplication.clipboard().text()


def executed(lines: str, folder: Path) -> list[dict[str, Any]]:
    """What the lines come to, in a process of their own."""
    more = (
        "import json, dataclasses\n"
        "print(json.dumps([dataclasses.asdict(result) for result in results]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", lines + more], capture_output=True, text=True, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def series_of(results: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [tuple(result[name] for name in SERIES) for result in results]


def history(desk: Desk) -> list[tuple[Any, ...]]:
    run = desk.window.session.run
    assert run is not None
    return [tuple(getattr(result, name) for name in SERIES) for result in run.history]


def test_a_run_is_listed_when_it_begins_and_its_curves_grow(training_desk: Desk) -> None:
    desk = training_desk
    show(desk, "Runs")
    assert model(desk).rowCount() == 0 and not desk.can("action_copy_python")
    show(desk, "Train")
    desk.enter(**QUICK | {"epochs": 2000})
    desk.click("start")
    desk.wait(lambda: model(desk).rowCount() == 1)
    show(desk, "Runs")
    assert cells(desk, "run") == ["run 1"] and cells(desk, "network") == ["784-8-10"]
    desk.wait(lambda: lines(desk, "accuracy") and len(lines(desk, "accuracy")[0]) > 3)
    desk.trigger("action_stop")
    desk.wait(desk.is_idle)
    run = desk.window.session.run
    assert run is not None
    desk.wait(lambda: len(lines(desk, "cost")[0]) == len(run.history))
    desk.wait(lambda: len(lines(desk, "accuracy")[0]) == len(run.history))
    evaluation = [r.evaluation_cost for r in run.history]
    training = [r.training_cost for r in run.history]
    assert sorted(lines(desk, "cost")) == sorted([evaluation, training])
    percent = [r.evaluation_accuracy / 100 for r in run.history if r.evaluation_accuracy]
    assert percent in [pytest.approx(line) for line in lines(desk, "accuracy")]
    assert cells(desk, "best") == [f"{max(percent):.2f} %"]
    assert cells(desk, "last") == [f"{percent[-1]:.2f} %"]
    check(desk, 0)
    desk.wait(lambda: not lines(desk, "cost") and not lines(desk, "accuracy"))
    check(desk, 0)
    desk.wait(lambda: len(lines(desk, "cost")) == 2)


def test_the_lines_of_python_repeat_a_run_to_the_last_digit(
    training_desk: Desk, tmp_path: Path
) -> None:
    """Changed and paused on its way, stopped within an epoch, continued, and with other data."""
    desk = training_desk
    desk.enter(**QUICK | {"epochs": 5000, "evaluation_data": "test", "seed": "77"})
    desk.enter(weight_initializer="large", mini_batch_size=7)
    desk.click("start")
    desk.wait(lambda: len(history(desk)) > 2)
    desk.enter(eta=0.25)
    before = len(history(desk))
    desk.wait(lambda: len(history(desk)) > before + 1)
    desk.click("pause")
    desk.enter(lmbda=1)
    desk.click("pause")
    desk.wait(lambda: len(history(desk)) > before + 4)
    desk.click("stop")
    desk.wait(desk.is_idle)
    desk.click("one_more_epoch")
    desk.wait(lambda: not desk.is_idle())
    desk.wait(desk.is_idle)
    text = copied(desk)
    assert "default_rng(77)" in text and "large_weight_initializer" in text
    assert len(text.splitlines()) < 40
    results = executed(text, tmp_path)
    assert series_of(results) == history(desk)
    assert {r["eta"] for r in results} == {0.5, 0.25} and results[-1]["lmbda"] == 1
    # Other data begin a run that starts with this one's network.
    desk.enter(training_size=500, epochs=2)
    desk.click("start")
    desk.wait(lambda: not desk.is_idle())
    desk.wait(desk.is_idle)
    desk.wait(lambda: model(desk).rowCount() == 2)
    text = copied(desk)
    assert "digitpad.load(" in text and "[:500]" in text
    desk.window.keep_now()
    assert series_of(executed(text, tmp_path)) == history(desk)
    # Chosen is the first again.
    show(desk, "Runs")
    click_row(desk, 0)
    assert series_of(executed(copied(desk), tmp_path)) == series_of(results)


def test_what_cannot_be_repeated_is_said_in_the_lines(training_desk: Desk) -> None:
    desk = training_desk
    train(desk, epochs=1)
    desk.enter(training_size=500)
    desk.click("start")
    desk.wait(lambda: model(desk).rowCount() == 2)
    desk.wait(desk.is_idle)
    desk.window.keep_now()
    text = copied(desk)
    path = Path(text.split("digitpad.load('")[1].split("'")[0])
    path.unlink()
    assert "# The network that it began with is gone" in copied(desk)


def test_runs_are_named_sorted_deleted_and_brought_back(training_desk: Desk) -> None:
    desk = training_desk
    for eta in (0.5, 0.01):
        new(desk)
        train(desk, epochs=1, eta=eta)
    show(desk, "Runs")
    assert cells(desk, "differs in") == ["η 0.5", "η 0.01"]
    table(desk).setCurrentIndex(model(desk).index(0, 0))
    table(desk).setFocus()
    QTest.keyClick(table(desk), Qt.Key.Key_F2)
    editor = table(desk).viewport().findChild(QLineEdit)
    QTest.keyClicks(editor, "<b>fast</b>")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.wait(lambda: cells(desk, "run") == ["<b>fast</b>", "run 2"])
    header = table(desk).horizontalHeader()
    place = QPoint(header.sectionViewportPosition(4) + 20, 8)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    one_way = cells(desk, "best")
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert one_way == list(reversed(cells(desk, "best"))) and len(set(one_way)) == 2
    row = cells(desk, "run").index("run 2")
    click_row(desk, row)
    assert not desk.can("action_delete_runs")  # it is in use
    click_row(desk, 1 - row)
    desk.trigger("action_delete_runs")
    assert cells(desk, "run") == ["run 2"] and desk.can("action_undelete_runs")
    desk.trigger("action_undelete_runs")
    assert set(cells(desk, "run")) == {"<b>fast</b>", "run 2"}


def test_the_runs_of_earlier_windows_are_there_with_their_names(
    open_window: Callable[..., Desk], folders_elsewhere: Path
) -> None:
    desk = open_window()
    for name in ("kept", "deleted"):
        new(desk)
        train(desk, epochs=2)
        show(desk, "Runs")
        index = model(desk).index(model(desk).rowCount() - 1, 0)
        assert model(desk).setData(index, name)
        show(desk, "Train")
    was = history(desk)
    new(desk)
    show(desk, "Runs")
    click_row(desk, 0)
    desk.trigger("action_delete_runs")
    desk.window.close()
    again = open_window()
    show(again, "Runs")
    again.wait(lambda: model(again).rowCount() == 1)
    assert cells(again, "run") == ["deleted"] and cells(again, "epochs") == ["2"]
    click_row(again, 0)
    again.trigger("action_use_last")
    again.wait(lambda: again.window.session.run is not None)
    assert history(again) == was and not again.title().endswith("*")
    assert again.find("hidden_layers", QLineEdit).text() == "8"
    again.click("one_more_epoch")
    again.wait(lambda: len(history(again)) == 3)
    again.wait(again.is_idle)
    again.wait(lambda: cells(again, "epochs") == ["3"])  # it is still the same run
    assert not list(folders_elsewhere.rglob("*.deleted"))


def test_the_best_network_begins_another_run(training_desk: Desk) -> None:
    desk = training_desk
    train(desk, epochs=4)
    session = desk.window.session
    assert session.run is not None and session.run.best is not None
    best = session.run.best.network
    show(desk, "Runs")
    click_row(desk, 0)
    desk.window.keep_now()
    desk.trigger("action_use_best")
    desk.answer(QMessageBox.StandardButton.Discard)
    desk.wait(lambda: session.run is not None and not session.run.history)
    assert all((a == b).all() for a, b in zip(session.network.weights, best.weights))
    assert session.run.parent is not None


def test_the_settings_of_a_run_go_into_the_form(training_desk: Desk) -> None:
    desk = training_desk
    train(desk, epochs=1, eta=0.03, hidden_layers="7")
    desk.trigger("action_restore_defaults")
    assert desk.find("hidden_layers", QLineEdit).text() == "30"
    show(desk, "Runs")
    click_row(desk, 0)
    desk.trigger("action_use_settings")
    assert desk.find("hidden_layers", QLineEdit).text() == "7"
    eta: Any = desk.find("eta", QWidget)
    size: Any = desk.find("training_size", QWidget)
    assert eta.value() == 0.03 and size.value() == 1000


def comparison(desk: Desk) -> tuple[QDialog, dict[str, list[str]]]:
    (dialog,) = [d for d in desk.window.findChildren(QDialog, "comparison") if d.isVisible()]
    shown = dialog.findChild(QTableView, "comparison_table").model()
    rows = {
        shown.headerData(row, Qt.Orientation.Vertical): [
            shown.index(row, column).data() for column in range(shown.columnCount())
        ]
        for row in range(shown.rowCount())
    }
    return dialog, rows


def test_runs_are_compared_with_a_baseline(training_desk: Desk, tmp_path: Path) -> None:
    desk = training_desk
    for eta in (0.5, 0.01):
        new(desk)
        train(desk, epochs=1, eta=eta)
    show(desk, "Runs")
    click_row(desk, 0)
    click_row(desk, 1, also=True)
    desk.trigger("action_compare_runs")
    dialog, rows = comparison(desk)
    assert rows["η"] == ["0.5", "0.01"] and "λ" not in rows and "seed" not in rows
    first, second = rows["last accuracy"]
    a, b = (float(cell.split(" ")[0]) for cell in (first, second))
    assert second.endswith(f"({b - a:+.2f})".replace("-", "−"))
    dialog.findChild(QComboBox, "baseline").setCurrentIndex(1)
    _, rows = comparison(desk)
    assert rows["η"] == ["0.01", "0.5"] and "(" not in rows["last accuracy"][0]
    QTest.mouseClick(dialog.findChild(QPushButton, "export_comparison"), Qt.MouseButton.LeftButton)
    path = tmp_path / "table.csv"
    desk.choose_file(path)
    desk.wait(path.exists)
    assert path.read_text(encoding="utf-8").splitlines()[0] == ",run 2,run 1"
    dialog.reject()


def test_runs_that_differ_in_the_seed_alone_fold_into_a_band(training_desk: Desk) -> None:
    desk = training_desk
    for eta in (0.5, 0.5, 0.01):
        new(desk)
        train(desk, epochs=2, eta=eta)
    show(desk, "Runs")
    desk.wait(lambda: len(lines(desk, "accuracy")) == 6)
    before = sorted(lines(desk, "accuracy"))
    desk.click("fold_seeds")
    desk.wait(lambda: len(lines(desk, "accuracy")) == 4)
    means = [[(a + b) / 2 for a, b in zip(one, two)] for one in before for two in before]
    drawn = lines(desk, "accuracy")
    assert sum(any(line == pytest.approx(mean) for mean in means) for line in drawn) == 4
    assert model(desk).rowCount() == 3
    desk.click("fold_seeds")
    desk.wait(lambda: len(lines(desk, "accuracy")) == 6)


def test_smoothing_leaves_what_was_measured_in_sight(training_desk: Desk) -> None:
    desk = training_desk
    train(desk, epochs=4)
    show(desk, "Runs")
    desk.wait(lambda: len(lines(desk, "accuracy")) == 2)
    raw = lines(desk, "accuracy")
    desk.find("smoothing", QSlider).setValue(50)
    desk.wait(lambda: len(lines(desk, "accuracy")) == 4)
    drawn = lines(desk, "accuracy")
    for line in raw:
        assert line in drawn
        mean, smooth = line[0], []
        for value in line:
            mean = (mean + value) / 2
            smooth.append(mean)
        assert any(other == pytest.approx(smooth) for other in drawn)


@pytest.mark.parametrize(
    ("name", "begins"), [("r.csv", b"run,epoch,"), ("r.png", b"\x89PNG"), ("r.svg", b"<?xml")]
)
def test_the_overlay_is_exported(
    training_desk: Desk, tmp_path: Path, name: str, begins: bytes
) -> None:
    desk = training_desk
    train(desk, epochs=2)
    show(desk, "Runs")
    desk.wait(lambda: len(lines(desk, "accuracy")) == 2)
    desk.trigger("action_export_runs")
    dialog = desk.window.findChild(QFileDialog, "file_dialog")
    (kind,) = [k for k in dialog.nameFilters() if f"*.{name[-3:]}" in k]
    dialog.selectNameFilter(kind)
    dialog.filterSelected.emit(kind)
    desk.choose_file(tmp_path / name)
    desk.wait((tmp_path / name).exists)
    content = (tmp_path / name).read_bytes()
    assert content.startswith(begins)
    if name.endswith("csv"):
        assert len(content.splitlines()) == 3
    if name.endswith("svg"):
        assert b"run 1" in content


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
    assert "0.82" in desk.text("experiment_result") and "0.98" in desk.text("experiment_result")
    assert desk.window.network is before and model(desk).rowCount() == 0
    plot: Any = desk.find("experiment_plot", QWidget)
    assert plot.isVisible() and len(plot.getPlotItem().listDataItems()) == 4


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


def test_unsaved_training_is_asked_for_before_an_experiment(training_desk: Desk) -> None:
    desk = training_desk
    train(desk, epochs=1)
    show(desk, "Runs")
    choose(desk, "overfitting")
    desk.click("run_experiment")
    desk.answer(QMessageBox.StandardButton.Cancel)
    assert desk.is_idle() and model(desk).rowCount() == 1


def test_the_selection_outlives_runs_that_come(training_desk: Desk) -> None:
    desk = training_desk
    train(desk, epochs=1)
    show(desk, "Runs")
    click_row(desk, 0)
    show(desk, "Train")
    new(desk)
    train(desk, epochs=1)
    selected: QItemSelectionModel = table(desk).selectionModel()
    rows: list[QModelIndex] = selected.selectedRows()
    assert [row.data() for row in rows] == ["run 1"]


def plot(desk: Desk, quantity: str) -> Any:
    return desk.find(f"runs_{quantity}_plot", QWidget)


def ticks(plot: Any, side: str) -> list[float]:
    axis = plot.getPlotItem().getAxis(side)
    (low, high), size = axis.range, axis.size()
    length = size.width() if side == "bottom" else size.height()
    return [value for _, values in axis.tickValues(low, high, length) for value in values]


def test_where_nothing_is_checked_the_plots_have_no_scale(training_desk: Desk) -> None:
    desk = training_desk
    show(desk, "Runs")
    for quantity in ("cost", "accuracy"):
        assert not ticks(plot(desk, quantity), "left")
        assert not ticks(plot(desk, quantity), "bottom")
    desk.enter(**QUICK)
    desk.click("start")
    desk.wait(lambda: not desk.is_idle())
    desk.wait(desk.is_idle)
    desk.wait(lambda: ticks(plot(desk, "accuracy"), "left"))
    assert set(ticks(plot(desk, "accuracy"), "bottom")) == {1, 2, 3}  # none for what is to come
    check(desk, 0)
    desk.wait(lambda: not ticks(plot(desk, "accuracy"), "left"))


def test_both_plots_zoom_into_the_epochs_that_there_are_and_back(training_desk: Desk) -> None:
    desk = training_desk
    desk.enter(**(QUICK | {"epochs": 8}))
    desk.click("start")
    desk.wait(lambda: not desk.is_idle())
    desk.wait(desk.is_idle)
    show(desk, "Runs")
    cost, accuracy = plot(desk, "cost"), plot(desk, "accuracy")
    for quantity in ("cost", "accuracy"):
        desk.wait(lambda quantity=quantity: [len(x) for x in lines(desk, quantity)] == [8, 8])
    way_back = desk.find("runs_way_back", QAbstractButton)
    assert way_back.isHidden()
    all_epochs = cost.viewRange()
    turn_wheel(cost, 240)
    desk.wait(lambda: not way_back.isHidden())
    (first, last), (low, high) = cost.viewRange()
    assert last - first < 0.9 * (all_epochs[0][1] - all_epochs[0][0])
    assert accuracy.viewRange()[0] == pytest.approx([first, last])
    seen = [v for line in lines(desk, "cost") for e, v in enumerate(line, 1) if first <= e <= last]
    assert low < min(seen) and max(seen) < high
    assert high - low < 2 * (max(seen) - min(seen))
    for _ in range(20):
        turn_wheel(accuracy, -240)
    assert cost.viewRange()[0][0] >= all_epochs[0][0] - 1e-6
    assert cost.viewRange()[0][1] <= all_epochs[0][1] + 1e-6
    desk.click("runs_way_back")
    assert way_back.isHidden()
    assert cost.viewRange()[0] == pytest.approx(all_epochs[0])


def turn_wheel(plot: Any, angle: int) -> None:
    middle = plot.mapFromScene(plot.getPlotItem().vb.sceneBoundingRect().center())
    event = QWheelEvent(
        QPointF(middle),
        QPointF(plot.viewport().mapToGlobal(middle)),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QGuiApplication.sendEvent(plot.viewport(), event)


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


def plot_of_experiment(desk: Desk) -> Any:
    return desk.find("experiment_plot", QWidget)


def test_a_single_run_is_compared_with_nothing(training_desk: Desk) -> None:
    desk = training_desk
    show(desk, "Runs")
    for count in (1, 2):
        desk.enter(**(QUICK | {"epochs": 1}))
        desk.trigger("action_new")
        if count == 2:
            desk.answer(QMessageBox.StandardButton.Discard)
        desk.click("start")
        desk.wait(lambda: not desk.is_idle())
        desk.wait(desk.is_idle)
        desk.wait(lambda count=count: model(desk).rowCount() == count)
        assert desk.can("action_compare_runs") == (count == 2)
