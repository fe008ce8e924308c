"""The tab Runs as its tests use it, and earlier runs."""

from contextlib import closing
from dataclasses import replace

from desk import QUICK
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from results import epoch_result
from small_runs import networks_of

from digitpad import Hyperparameters
from digitpad.core.learning.settings import Architecture
from digitpad.session.runs.job import Job
from digitpad.session.runs.maker import new_run
from digitpad.session.store import Store

Checked = Qt.CheckState.Checked


def keep(home, number, *right, eta=0.5, hidden=5, **more):
    """Keep a run on disk; right: how many of 10,000 it read after each epoch. Returns its id."""
    epochs = [
        epoch_result(i, evaluation_accuracy=n, evaluation_cost=1 / i, training_accuracy=n, eta=eta)
        for i, n in enumerate(right, start=1)
    ]
    job = Job(Hyperparameters(eta=eta), epochs=len(right))
    run = new_run(Architecture((hidden,)), number, seed=number)
    run = replace(run, history=tuple(epochs), jobs=(job,), **more)
    with closing(Store(home / "data" / "digitpad" / "digitpad.sqlite")) as store:
        assert store.keep(run, networks_of(run)) == number
    return run.id


def table(desk):
    return desk.find("runs")


def model(desk):
    return table(desk).model()


def cells(desk, column):
    titles = [
        model(desk).headerData(i, Qt.Orientation.Horizontal)
        for i in range(model(desk).columnCount())
    ]
    return desk.rows("runs", column=titles.index(column))


def checked(desk):
    """The names of the runs that are checked, from above."""
    states = map(Qt.CheckState, desk.rows("runs", Qt.ItemDataRole.CheckStateRole))
    return [name for name, state in zip(desk.rows("runs"), states) if state == Checked]


def click_row(desk, name, *, also=False):
    where = table(desk).visualRect(model(desk).index(cells(desk, "run").index(name), 3)).center()
    key = Qt.KeyboardModifier.ControlModifier if also else Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(table(desk).viewport(), Qt.MouseButton.LeftButton, key, where)


def check(desk, name):
    """Click the check box of the run of this name."""
    where = table(desk).visualRect(model(desk).index(cells(desk, "run").index(name), 0))
    place = QPoint(where.left() + 10, where.center().y())
    QTest.mouseClick(table(desk).viewport(), Qt.MouseButton.LeftButton, pos=place)


def lines(desk, plot):
    """The values of all curves that are drawn in one of the plots."""
    area = desk.find(f"{plot}_plot")
    drawn = [curve.getData()[1] for curve in area.getPlotItem().listDataItems()]
    return [[] if values is None else values.tolist() for values in drawn]


def export_runs(desk, path):
    """Export the checked runs to a file, once it is known how large one of all of them would be.

    Returns the title of the dialog, which says so.
    """
    desk.trigger("action_export_runs")
    desk.wait(lambda: desk.window.findChildren(QFileDialog, "file_dialog"))
    (dialog,) = desk.window.findChildren(QFileDialog, "file_dialog")
    title = dialog.windowTitle()
    desk.choose_file(path)
    desk.wait(path.exists)
    return title


def train(desk, **entries):
    """Train a new network for a moment."""
    desk.show_tab("Train")
    desk.trigger("action_new")
    desk.train(**QUICK | {"epochs": 3} | entries)
