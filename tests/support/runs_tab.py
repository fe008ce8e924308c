"""The tab Runs, as the tests of it use it."""

from typing import Any

from desk import Desk
from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableView

QUICK = {"hidden_layers": "8", "training_size": 1000, "mini_batch_size": 50, "epochs": 3}


def table(desk: Desk) -> QTableView:
    return desk.find("runs")


def model(desk: Desk) -> QAbstractItemModel:
    return table(desk).model()


def cells(desk: Desk, column: str) -> list[str]:
    titles = [
        model(desk).headerData(i, Qt.Orientation.Horizontal)
        for i in range(model(desk).columnCount())
    ]
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
    plot: Any = desk.find(f"runs_{quantity}_plot")
    drawn = [curve.getData()[1] for curve in plot.getPlotItem().listDataItems()]
    return [[] if values is None else values.tolist() for values in drawn]


def train(desk: Desk, **entries: Any) -> None:
    desk.train(**QUICK | entries)


def new(desk: Desk) -> None:
    desk.trigger("action_new")


def plot(desk: Desk, quantity: str) -> Any:
    return desk.find(f"runs_{quantity}_plot")


def ticks(plot: Any, side: str) -> list[float]:
    axis = plot.getPlotItem().getAxis(side)
    (low, high), size = axis.range, axis.size()
    length = size.width() if side == "bottom" else size.height()
    return [value for _, values in axis.tickValues(low, high, length) for value in values]


def plot_of_experiment(desk: Desk) -> Any:
    return desk.find("experiment_plot")
