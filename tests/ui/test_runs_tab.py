"""The tab Runs: every run is listed, compared, named, deleted, used again and repeated."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from desk import Desk
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPushButton,
    QTableView,
)
from runs_tab import QUICK, cells, check, click_row, lines, model, new, plot, table, train

from digitpad.core.learning.architecture import Architecture
from digitpad.session.kept.run_entry import Kept
from digitpad.session.kept.run_store import RunStore
from digitpad.session.runs.run import Run
from digitpad.ui.runs.runs_columns import DIFFERS
from digitpad.ui.runs.runs_table import in_bytes

SERIES = ("evaluation_cost", "evaluation_accuracy", "training_cost", "training_accuracy")


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
    desk.show_tab("Runs")
    assert model(desk).rowCount() == 0 and not desk.can("action_copy_python")
    desk.show_tab("Train")
    desk.enter(**QUICK | {"epochs": 2000})
    desk.click("start")
    desk.wait(lambda: model(desk).rowCount() == 1)
    desk.show_tab("Runs")
    assert cells(desk, "run") == ["run 1"] and cells(desk, "network") == ["8"]
    desk.wait(lambda: lines(desk, "accuracy") and len(lines(desk, "accuracy")[0]) > 3)
    desk.trigger("action_stop")
    desk.wait(desk.is_idle)
    run = desk.window.session.run
    assert run is not None
    desk.wait(lambda: len(lines(desk, "cost")[0]) == len(run.history))
    desk.wait(lambda: len(lines(desk, "accuracy")[0]) == len(run.history))
    evaluation = [r.evaluation_cost - r.penalty / r.evaluation_size for r in run.history]
    training = [r.training_cost - r.penalty / r.training_size for r in run.history]
    for drawn, line in zip(
        sorted(lines(desk, "cost")), sorted([evaluation, training]), strict=True
    ):
        assert drawn == pytest.approx(line)
    percent = [100 * r.evaluation_accuracy / r.evaluation_size for r in run.history]
    assert percent in [pytest.approx(line) for line in lines(desk, "accuracy")]
    assert cells(desk, "best") == [f"{max(percent):.2f} %"]
    # One run differs from none: so what it differs in takes no more room than its title.
    desk.window.resize(1366, 768)
    title = table(desk).horizontalHeader().sectionSizeHint(DIFFERS)
    desk.wait(lambda: table(desk).columnWidth(DIFFERS) < 1.5 * title)
    assert cells(desk, "last") == [f"{percent[-1]:.2f} %"]
    check(desk, 0)
    desk.wait(lambda: not lines(desk, "cost") and not lines(desk, "accuracy"))
    check(desk, 0)
    desk.wait(lambda: len(lines(desk, "cost")) == 2)


def test_the_lines_of_python_repeat_a_run_to_the_last_digit(
    in_processes: None, training_desk: Desk, tmp_path: Path
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
    desk.go_on(epochs=1)
    text = copied(desk)
    assert "default_rng(77)" in text and "large_weight_initializer" in text
    assert len(text.splitlines()) < 40
    results = executed(text, tmp_path)
    assert series_of(results) == history(desk)
    assert {r["eta"] for r in results} == {0.5, 0.25} and results[-1]["lmbda"] == 1
    # Other data begin a run that starts with this one's network.
    desk.go_on(training_size=500, epochs=2)
    desk.show_tab("Runs")
    desk.wait(lambda: model(desk).rowCount() == 2)
    text = copied(desk)
    assert "digitpad.load(" in text and "[:500]" in text
    desk.window.keep_now()
    assert series_of(executed(text, tmp_path)) == history(desk)
    # Chosen is the first again.
    desk.show_tab("Runs")
    click_row(desk, 0)
    assert series_of(executed(copied(desk), tmp_path)) == series_of(results)


def train_each(desk: Desk, *etas: float) -> None:
    """Train a run of one epoch with each learning rate, and show the tab."""
    for eta in etas:
        new(desk)
        train(desk, epochs=1, eta=eta)
    desk.show_tab("Runs")


def test_runs_are_named_sorted_deleted_and_brought_back(training_desk: Desk) -> None:
    desk = training_desk
    train_each(desk, 0.5, 0.01)
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
    assert cells(desk, "run") == ["run 2"] and desk.can("action_undo")
    desk.trigger("action_undo")
    assert set(cells(desk, "run")) == {"<b>fast</b>", "run 2"}
    table(desk).selectAll()
    for count in (0, 4):
        QTest.keyClick(table(desk), Qt.Key.Key_Space)
        desk.wait(lambda count=count: len(lines(desk, "cost")) == count)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_table_of_runs_is_copied_and_not_the_drawing(training_desk: Desk) -> None:
    desk = training_desk
    train_each(desk, 0.5, 0.25)
    desk.draw([[(0.4, 0.2), (0.4, 0.8)]])  # which the menu would copy
    desk.wait(lambda: desk.can("action_copy"))
    table(desk).setFocus()
    desk.wait(table(desk).hasFocus)
    keys = Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier
    for rows in ([0, 1], [1]):
        if rows == [1]:
            click_row(desk, 1)
        QTest.keyClick(desk.window.windowHandle(), *keys)
        heads, *lines = QGuiApplication.clipboard().text().split("\n")
        assert heads.split("\t")[:2] == ["run", "differs in"]
        expected = [[f"run {row + 1}", f"η {(0.5, 0.25)[row]}"] for row in rows]
        assert [line.split("\t")[:2] for line in lines] == expected


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_click_with_the_right_button_has_all_that_can_be_done(desk: Desk) -> None:
    desk.show_tab("Runs")
    canvas, menus = desk.find("canvas"), []

    def look() -> None:
        menu = QApplication.activePopupWidget()
        if menu is None:
            QTimer.singleShot(1, look)
        else:
            menus.append([action.text().replace("&", "") for action in menu.actions()])
            menu.close()

    for place in (table(desk).viewport(), plot(desk, "cost").viewport(), canvas):
        QTimer.singleShot(0, look)  # the menu keeps the caller until it is closed
        middle = place.rect().center()
        reason = QContextMenuEvent.Reason.Mouse
        event = QContextMenuEvent(reason, middle, place.mapToGlobal(middle))
        QApplication.sendEvent(place, event)
    of_table, of_plot, of_canvas = menus
    assert {"Use Last Network", "Rename", "Delete", "Compare…"} < set(of_table)
    assert "Export Runs…" in of_plot
    assert {"Undo", "Clear"} < set(of_canvas)


def test_how_many_runs_there_are_and_what_room_they_take_is_said(
    open_window: Callable[..., Desk], folders_elsewhere: Path
) -> None:
    store = RunStore(folders_elsewhere / "data" / "digitpad" / "runs")
    for number in (1, 2):
        run = Run.begin(Architecture((200,)), number)
        entry = store.new_entry(run.id)
        entry.keep(Kept(run, fate="saved"))
        entry.let_go()
    desk = open_window()
    desk.show_tab("Runs")
    desk.wait(lambda: desk.text("kept_room") == f"2 runs, {store.size() / 1e6:.1f} MB")
    click_row(desk, 0)
    desk.trigger("action_delete_runs")
    half = f"1 run, {entry.size() / 1e6:.1f} MB"
    desk.wait(lambda: desk.text("kept_room") == half)
    desk.trigger("action_undo")
    desk.wait(lambda: desk.text("kept_room") == f"2 runs, {store.size() / 1e6:.1f} MB")
    new(desk)
    train(desk, epochs=1)
    desk.wait(lambda: desk.text("kept_room") == f"3 runs, {store.size() / 1e6:.1f} MB")
    assert in_bytes(1_234_000_000) == "1.2 GB" and in_bytes(40_000) == "0.0 MB"


def test_the_runs_of_earlier_windows_are_there_with_their_names(
    open_window: Callable[..., Desk], folders_elsewhere: Path
) -> None:
    desk = open_window()
    for name in ("kept", "deleted"):
        new(desk)
        train(desk, epochs=2)
        desk.show_tab("Runs")
        index = model(desk).index(model(desk).rowCount() - 1, 0)
        assert model(desk).setData(index, name)
        desk.show_tab("Train")
    was = history(desk)
    new(desk)
    desk.show_tab("Runs")
    click_row(desk, 0)
    desk.trigger("action_delete_runs")
    desk.window.close()
    again = open_window()
    again.show_tab("Runs")
    again.wait(lambda: model(again).rowCount() == 1)
    assert cells(again, "run") == ["deleted"] and cells(again, "epochs") == ["2"]
    click_row(again, 0)
    again.trigger("action_use_last")
    again.wait(lambda: again.window.session.run is not None)
    assert history(again) == was and not again.title().endswith("*")
    assert again.find("hidden_layers").text() == "8"
    again.enter(epochs=1)
    again.click("continue_training")
    again.wait(lambda: len(history(again)) == 3)
    again.wait(again.is_idle)
    again.wait(lambda: cells(again, "epochs") == ["3"])  # it is still the same run
    assert not list(folders_elsewhere.rglob("*.deleted"))


def test_the_table_is_left_as_it_is_found_again_and_has_keys_of_its_own(
    open_window: Callable[..., Desk],
) -> None:
    desk = open_window()
    for eta in (0.5, 0.01):
        new(desk)
        train(desk, epochs=1, eta=eta)
    desk.show_tab("Runs")
    assert desk.title().startswith("run 2") and desk.text("network_in_use").startswith("run 2: ")
    bold = [model(desk).index(row, 0).data(Qt.ItemDataRole.FontRole) for row in (0, 1)]
    assert bold[0] is None and bold[1].bold()  # that of the run in use
    check(desk, 1)
    header = table(desk).horizontalHeader()
    best = [model(desk).headerData(i, Qt.Orientation.Horizontal) for i in range(11)].index("best")
    table(desk).scrollTo(model(desk).index(0, best))
    place = QPoint(header.sectionViewportPosition(best) + 20, 8)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    values = [float(text.split()[0]) for text in cells(desk, "best")]
    assert values == sorted(values, reverse=True)  # the best one first
    row = cells(desk, "run").index("run 1")
    table(desk).setCurrentIndex(model(desk).index(row, best))
    table(desk).setFocus()
    QTest.keyClick(table(desk), Qt.Key.Key_Delete)
    assert cells(desk, "run") == ["run 2"]
    desk.trigger("action_undo")
    assert set(cells(desk, "run")) == {"run 1", "run 2"}

    def checked(desk: Desk) -> dict[str, bool]:
        states = {
            model(desk).index(row, 0).data(): model(desk)
            .index(row, 0)
            .data(Qt.ItemDataRole.CheckStateRole)
            for row in range(model(desk).rowCount())
        }
        return {name: state == Qt.CheckState.Checked for name, state in states.items()}

    assert checked(desk) == {"run 1": True, "run 2": False}
    order = cells(desk, "run")
    new(desk)
    desk.window.close()
    again = open_window()
    again.show_tab("Runs")
    again.wait(lambda: model(again).rowCount() == 2)
    assert cells(again, "run") == order and checked(again) == {"run 1": True, "run 2": False}
    table(again).setCurrentIndex(model(again).index(order.index("run 1"), 0))
    table(again).setFocus()
    QTest.keyClick(table(again), Qt.Key.Key_Return)
    again.wait(lambda: again.text("network_in_use").startswith("run 1: "))


def test_settings_of_a_run_go_into_the_form_and_its_best_network_begins_another(
    training_desk: Desk,
) -> None:
    desk = training_desk
    train(desk, epochs=4, eta=0.03, hidden_layers="7")
    session = desk.window.session
    assert session.run is not None and session.run.best is not None
    best = session.run.best.network
    desk.trigger("action_restore_defaults")
    assert desk.find("hidden_layers").text() == "30"
    desk.show_tab("Runs")
    click_row(desk, 0)
    desk.trigger("action_use_settings")
    assert desk.find("hidden_layers").text() == "7"
    eta: Any = desk.find("eta")
    size: Any = desk.find("training_size")
    assert eta.value() == 0.03 and size.value() == 1000
    desk.window.keep_now()
    desk.show_tab("Runs")
    desk.trigger("action_use_best")
    desk.wait(lambda: session.run is not None and not session.run.history)
    assert all((a == b).all() for a, b in zip(session.network.weights, best.weights))
    assert session.run.parent is not None


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
    desk.enter(seed="3")  # from others both might come to the same accuracy
    for eta in (0.5, 0.01):
        new(desk)
        train(desk, epochs=1, eta=eta)
    desk.show_tab("Runs")
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


def test_the_selection_outlives_runs_that_come_and_one_run_is_compared_with_nothing(
    training_desk: Desk,
) -> None:
    desk = training_desk
    for count in (1, 2):
        new(desk)
        train(desk, epochs=1)
        desk.show_tab("Runs")
        desk.wait(lambda count=count: model(desk).rowCount() == count)
        assert desk.can("action_compare_runs") == (count == 2)
        if count == 1:
            click_row(desk, 0)
        desk.show_tab("Train")
    selected: QItemSelectionModel = table(desk).selectionModel()
    rows: list[QModelIndex] = selected.selectedRows()
    assert [row.data() for row in rows] == ["run 1"]
