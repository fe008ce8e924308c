"""The table of runs with thousands of them: many rows come, go and are ordered in one step."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, SignalInstance
from PySide6.QtWidgets import QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from results import epoch_result

from digitpad import Hyperparameters
from digitpad.core.learning.architecture import Architecture
from digitpad.session.kept.run_record import RunRecord
from digitpad.session.kept.run_store import RunStore
from digitpad.session.runs.job import Job
from digitpad.session.runs.run import Run
from digitpad.session.runs.run_list import RunList
from digitpad.session.runs.run_settings import RunSummary, what_differs
from digitpad.session.session import Session
from digitpad.session.threads.background import Background
from digitpad.training.trainer import Trainer
from digitpad.ui.runs.runs_columns import BEST, COLUMNS, DIFFERS, NAME
from digitpad.ui.runs.runs_model import MOST_DRAWN, RunsModel
from digitpad.ui.runs.runs_table import RunsTable

COUNT = 100
Descending, Ascending = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


def record(number: int) -> RunRecord:
    run = Run.begin(Architecture((5,)), number, seed=number)
    history = (epoch_result(1, evaluation_accuracy=9000 - number % 7 * 100),)
    job = Job(Hyperparameters(eta=1.0 + number % 3), epochs=1, mini_batches=5000)
    return RunRecord.of(replace(run, history=history, jobs=(job,)))


@pytest.fixture
def runs(qapp: object, tmp_path: Path) -> Iterator[RunList]:
    session = Session(Trainer())
    background = Background(session)
    yield RunList(session, RunStore(tmp_path), background, background)
    assert background.shut_down(10)


def put(runs: RunList, records: list[RunRecord]) -> None:
    """What was read from the disk arrives."""
    runs._take_found(([(each, RunSummary.of(each)) for each in records], []))


@pytest.fixture
def records() -> list[RunRecord]:
    return [record(number) for number in range(1, COUNT + 1)]


@pytest.fixture
def model(runs: RunList, records: list[RunRecord], qtmodeltester: ModelTester) -> RunsModel:
    model = RunsModel(runs, runs)
    put(runs, records)
    qtmodeltester.check(model)
    return model


@pytest.fixture
def table(qtbot: QtBot, runs: RunList, model: RunsModel) -> RunsTable:
    table = RunsTable(runs, model)
    qtbot.addWidget(table)
    return table


def count(signal: SignalInstance) -> list[Any]:
    told: list[Any] = []
    signal.connect(lambda *_: told.append(True))
    return told


def column(model: RunsModel, number: int) -> list[str]:
    return [model.index(row, number).data() for row in range(model.rowCount())]


def choose(table: RunsTable, rows: range) -> None:
    selection = QItemSelection()
    for row in rows:
        selection.select(
            table.view.model().index(row, 0), table.view.model().index(row, len(COLUMNS) - 1)
        )
    how = QItemSelectionModel.SelectionFlag.ClearAndSelect
    table.view.selectionModel().select(selection, how)


def test_many_rows_come_and_go_in_one_step(
    runs: RunList, model: RunsModel, records: list[RunRecord]
) -> None:
    reset = count(model.modelReset)
    gone = [each.id for each in records[::2]]
    model.check({records[0].id, records[1].id})
    runs.delete(gone)
    assert len(reset) == 1 and model.rowCount() == COUNT // 2
    assert column(model, NAME) == [each.title for each in records[1::2]]
    assert model.all_checked() == [records[1]]
    runs.undo()
    assert len(reset) == 2
    assert column(model, NAME) == [each.title for each in records]
    assert model.all_checked() == records[:2]  # what comes back is checked as it was


def test_what_is_chosen_stays_so_as_others_come_and_go(
    runs: RunList, table: RunsTable, records: list[RunRecord]
) -> None:
    def rows() -> list[str]:
        return [index.data() for index in table.view.selectionModel().selectedRows()]

    choose(table, range(10, 40, 3))
    chosen = table.chosen()
    runs.delete([records[0].id, chosen[0].id])
    assert table.chosen() == chosen[1:]
    put(runs, [record(COUNT + 1)])
    assert table.chosen() == chosen[1:]
    assert sorted(rows()) == sorted(each.title for each in chosen[1:])
    runs.delete([each.id for each in chosen])
    assert table.chosen() == [] and table.chosen_ids() == rows() == []


def test_a_table_without_rows_says_how_one_comes(
    runs: RunList, table: RunsTable, records: list[RunRecord]
) -> None:
    line = table.findChild(QLabel, "no_runs")
    table.show()
    assert not line.isVisible()
    runs.delete([each.id for each in records])
    assert line.isVisible() and "Train one" in line.text()
    runs.undo()
    assert not line.isVisible()


def test_a_look_at_the_disk_that_finds_nothing_new_leaves_the_rows_alone(
    runs: RunList, model: RunsModel
) -> None:
    """Or a name that is being typed would be lost."""
    reset = count(model.modelReset)
    put(runs, [])
    assert reset == []


def test_what_is_chosen_goes_with_its_rows(table: RunsTable, model: RunsModel) -> None:
    choose(table, range(10, 40, 3))
    chosen = {each.id for each in table.chosen()}
    assert len(chosen) == 10
    ordered = count(model.layoutChanged)
    table.view.sortByColumn(NAME, Descending)
    assert len(ordered) == 1
    table._chosen = None  # look at the selection itself
    assert {each.id for each in table.chosen()} == chosen
    assert column(model, NAME)[0] == f"run {COUNT}"


def test_rows_are_ordered_by_values_and_equal_ones_by_number(
    model: RunsModel, records: list[RunRecord]
) -> None:
    model.sort(BEST, Ascending)
    expected = sorted(records, key=lambda each: (each.history[0].evaluation_accuracy, each.number))
    assert column(model, NAME) == [each.title for each in expected]
    model.sort(DIFFERS, Ascending)
    differences = column(model, DIFFERS)
    assert differences == sorted(differences) and set(differences) == {"η 1", "η 2", "η 3"}


def test_a_run_that_changes_finds_its_place_and_no_other_row_is_moved(
    runs: RunList, model: RunsModel, records: list[RunRecord], monkeypatch: pytest.MonkeyPatch
) -> None:
    model.sort(BEST, Descending)
    session, last = runs._session, column(model, NAME)[-1]
    (number,) = [each.number for each in records if each.title == last]
    session._run = replace(
        Run.begin(Architecture((5,)), number).with_job(Hyperparameters()), id=records[number - 1].id
    )
    better = epoch_result(2, evaluation_accuracy=9999)
    session._run = replace(session._run, history=(*records[number - 1].history, better))
    ordered = count(model.layoutChanged)
    session.runs_changed.emit()
    assert column(model, NAME)[0] == last and len(ordered) == 1
    session._run = replace(session._run, history=(*session._run.history, better))
    session.runs_changed.emit()
    assert len(ordered) == 1  # it stands where it is to be
    assert column(model, BEST)[0] == "99.99 %"


def test_a_selection_is_looked_at_once(table: RunsTable, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    id_of = RunsModel.id_of

    def counted(model: RunsModel, row: int) -> str:
        looks.append(row)
        return id_of(model, row)

    monkeypatch.setattr(RunsModel, "id_of", counted)
    table.view.selectAll()
    for _ in range(20):  # as each report of training asks for all actions of the tab
        assert len(table.chosen_ids()) == COUNT
    assert len(looks) == COUNT
    table.choose_none()
    assert table.chosen() == []


def test_of_many_checked_runs_a_few_are_drawn_and_it_says_so(
    table: RunsTable, model: RunsModel, records: list[RunRecord]
) -> None:
    label = table.findChild(QLabel, "too_many_checked")
    model.check({each.id for each in records[:MOST_DRAWN]})
    assert label.isHidden() and len(model.checked()) == MOST_DRAWN
    model.check({each.id for each in records})
    assert not label.isHidden() and label.text() == (
        f"The first {MOST_DRAWN} of {COUNT} checked runs are drawn."
    )
    assert model.checked() == records[:MOST_DRAWN] and model.all_checked() == records


def test_differences_are_those_of_all_runs_together(runs: RunList) -> None:
    """What is kept up to date, run by run, is what a look at all of them gives."""
    records = [record(number) for number in (1, 2, 4, 7)]
    model = RunsModel(runs, runs)
    for each in records:
        put(runs, [each])
    for gone in (records[1], records[2]):
        runs.delete([gone.id])
        records.remove(gone)
        expected = what_differs(records)
        found = {each.id: model._differences.of(each.id, model._differing) for each in records}
        assert found == expected
    assert list(found[records[0].id]) == ["seed"]  # 1 and 7 have the same η


def test_what_few_runs_have_is_told_first_and_what_has_a_column_last(
    runs: RunList, model: RunsModel
) -> None:
    for number, changes in ((901, {"eta": 9.0}), (902, {"mini_batch_size": 20})):
        run = Run.begin(Architecture((5,), "QuadraticCost"), number)
        job = Job(Hyperparameters(**changes), epochs=1, mini_batches=5000)
        run = replace(run, history=(epoch_result(1),), jobs=(job,))
        put(runs, [RunRecord.of(run)])
    assert column(model, DIFFERS)[-2:] == [
        "cost quadratic, mini-batch 10, η 9",
        "mini-batch 20, cost quadratic, η 0.5",
    ]
