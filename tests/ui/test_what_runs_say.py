"""The tab Runs says in what runs differ and whose values it reads out, and acts on what is seen."""

import pytest
from desk import Desk
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from runs_tab import cells, click_row, model

QUICK = {"training_size": 1000, "mini_batch_size": 20, "epochs": 2}
ACTIONS = ("use_last", "use_best", "use_settings", "rename_run", "delete_runs")


@pytest.fixture
def desk(training_desk: Desk) -> Desk:
    """Two runs, of 20 and of 24 hidden neurons; the second is in use, and the table is in sight."""
    desk = training_desk
    for hidden in ("20", "24"):
        desk.train(hidden_layers=hidden, **QUICK)
    desk.show_tab("Runs")
    desk.wait(lambda: model(desk).rowCount() == 2)
    return desk


def row_of(desk: Desk, title: str) -> int:
    return cells(desk, "run").index(title)


def test_another_number_of_hidden_neurons_is_a_difference(desk: Desk) -> None:
    differs = cells(desk, "differs in")
    assert [("20" in text, "24" in text) for text in differs] == [
        ("20" in network, "24" in network) for network in cells(desk, "network")
    ]


def test_the_run_in_use_is_read_out_and_its_best_epoch_marked(desk: Desk) -> None:
    plot = desk.find("runs_accuracy_plot")
    runs = desk.window.session
    last = runs.run.history[-1]
    for name in ("run 1", "run 2"):
        row = row_of(desk, name)
        index = model(desk).index(row, 0)
        model(desk).setData(index, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)

    def said(title: str) -> bool:
        return f"{title}" in desk.find("runs_accuracy_legend").text()

    desk.wait(lambda: len(plot.getPlotItem().listDataItems()) >= 4 and said("run 2"))
    percent = f"{100 * last.evaluation_accuracy / last.evaluation_size:.2f} %"
    assert f"evaluation {percent}" in plot.accessibleDescription()
    click_row(desk, row_of(desk, "run 1"))  # what is chosen comes first
    desk.wait(lambda: said("run 1"))


def test_actions_are_for_rows_that_are_in_sight(desk: Desk) -> None:
    click_row(desk, row_of(desk, "run 1"))
    assert all(desk.can(f"action_{name}") for name in ACTIONS)
    desk.show_tab("Train")
    assert not any(desk.can(f"action_{name}") for name in ACTIONS)
    QTest.keyClicks(desk.window, "9")
    QTest.keyClick(desk.window, Qt.Key.Key_Return)
    desk.show_tab("Runs")
    assert sorted(cells(desk, "run")) == ["run 1", "run 2"]
    assert all(desk.can(f"action_{name}") for name in ACTIONS)
