"""Curves of runs: drawn as epochs end, read out under the pointer, zoomed, marked and exported."""

import csv
import io
import itertools
import re
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pyqtgraph as pg
import pytest
from pyqtgraph import TextItem
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QTransform
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget
from results import epoch_result
from wheel import turn_wheel

from digitpad import Hyperparameters
from digitpad.core.learning.settings import Architecture
from digitpad.session.charts.chart import Chart, Curve, Trace
from digitpad.session.runs.job import Job
from digitpad.session.runs.run import Origin, Run
from digitpad.session.runs.run_charts import gradient_chart, run_chart, trace_of
from digitpad.session.runs.series import KnownSeries, Series, remarks_on
from digitpad.ui.parts import theme
from digitpad.ui.plots.annotations import Annotations
from digitpad.ui.plots.curve_items import THIN
from digitpad.ui.plots.linked_plots import LinkedPlots
from digitpad.ui.plots.plot import MOST_TRACES, Plot
from digitpad.ui.plots.plots_export import HEIGHT, SCALE, WIDTH, chart_csv, paint


class Curves(Plot):
    """A plot of one quantity of a run, as the tab Train draws it."""

    def show_results(self, results, marks=(), *, quantity="", is_logarithmic=False):
        """Show these epochs of the run, and what is marked in it."""
        quantity = quantity or self.quantity
        trace = trace_of([Series(results)], quantity, "run", "", 1, marks, ("accent", "muted"))
        self.show_chart(run_chart([trace], quantity, logarithmic=(False, is_logarithmic)))


def beside(quantity, in_sight):
    """Curves in a window that has room beside them."""
    curves, window = Curves(quantity, f"{quantity} by epoch"), QWidget()
    curves.quantity = quantity
    curves.show_results([])
    layout = QHBoxLayout(window)
    layout.setContentsMargins(0, 0, 100, 0)
    layout.addWidget(curves)
    in_sight(window, 700, 300)
    yield curves


@pytest.fixture
def cost(in_sight):
    yield from beside("cost", in_sight)


@pytest.fixture
def accuracy(in_sight):
    yield from beside("accuracy", in_sight)


def labels_of(plot):
    """The texts beside the curves of a plot, and their places in the picture."""
    (labels,) = [item for item in plot.area.scene().items() if isinstance(item, Annotations)]
    return labels


def marks_drawn(plot):
    """The places of a plot's marks."""
    frame, (left, right) = plot.view.geometry(), plot.view.viewRange()[0]
    by = (right - left) / frame.width()
    return [round(left + (line.x1() - frame.left()) * by, 3) for line in labels_of(plot).lines]


NAMES = ("evaluation_cost", "evaluation_accuracy", "training_cost", "training_accuracy")
MEASURED = [
    (0.5125, 9321, 0.4321, 46_950),
    (0.45, 9450, 0.40006, 47_777),
    (0.41, 9512, 0.39, 48_000),
]
RESULTS = [epoch_result(e, **dict(zip(NAMES, row))) for e, row in enumerate(MEASURED, start=1)]


def points(plot):
    """The points of each curve, by its name."""
    found = {}
    for curve in plot.area.getPlotItem().listDataItems():
        epochs, values = curve.getData()
        found[curve.name()] = [] if epochs is None else list(zip(epochs, values, strict=True))
    return found


def read_out(curves):
    """The text of the legend, without markup."""
    text = curves.findChild(QLabel).text().replace("&nbsp;", " ")
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def point_at(curves, epoch):
    """Move the mouse to an epoch of the plot, from beside it."""
    curves.grab()  # pyqtgraph sets a plot's ranges as it paints it
    middle = curves.view.viewRect().center().y()
    position = curves.area.mapFromScene(curves.view.mapViewToScene(QPointF(epoch, middle)))
    point_elsewhere(curves)
    window = curves.window()
    QTest.mouseMove(window.windowHandle(), curves.area.viewport().mapTo(window, position))


def point_elsewhere(curves):
    """Move the mouse beside the plot."""
    QTest.mouseMove(curves.window().windowHandle(), QPoint(curves.width() + 50, 150))


def test_each_epoch_adds_a_point_to_each_curve(cost, accuracy):
    point_at(cost, 1)  # nothing to read out, and nothing goes wrong
    assert read_out(cost) == "cost (with the λ term) ━━ evaluation ╍╍ training"
    for curves, name in ((cost, "cost"), (accuracy, "accuracy (%)")):
        assert list(points(curves).values()) == [[], []]
        assert ticks(curves, "left") == ticks(curves, "bottom") == []
        axes = [curves.area.getPlotItem().getAxis(side).labelText for side in ("left", "bottom")]
        assert axes == [name, "epoch"]
        curves.show_results(RESULTS[:1])
        assert [len(curve) for curve in points(curves).values()] == [1, 1]
        curves.show_results(RESULTS)
    assert points(cost) == {
        "evaluation cost": [(1, 0.5125), (2, 0.45), (3, 0.41)],
        "training cost": [(1, 0.4321), (2, 0.40006), (3, 0.39)],
    }
    assert points(accuracy) == {
        "evaluation accuracy": [(1, 93.21), (2, 94.5), (3, 95.12)],
        "training accuracy": [(1, 93.9), (2, 95.554), (3, 96)],
    }
    cost.show_results([])  # as after New
    assert ticks(cost, "left") == ticks(cost, "bottom") == []


def test_a_monitor_that_is_off_adds_no_points_and_no_scale(cost, accuracy):
    results = [epoch_result(1, evaluation_accuracy=9000), epoch_result(2, training_cost=0.4)]
    for curves in (cost, accuracy):
        curves.show_results(results)
    assert points(cost) == {"evaluation cost": [], "training cost": [(2, 0.4)]}
    assert points(accuracy) == {"evaluation accuracy": [(1, 90)], "training accuracy": []}
    point_at(accuracy, 1)
    assert read_out(accuracy) == "accuracy epoch 1 ━━ evaluation 90.00 % ╍╍ training"
    for curves in (cost, accuracy):
        curves.show_results(results[1:])
    assert ticks(cost, "left") and ticks(cost, "bottom")
    assert ticks(accuracy, "left") == [] and ticks(accuracy, "bottom")


def test_the_epoch_under_the_pointer_or_else_the_last_is_read_out(cost, accuracy):
    cost.show_results(RESULTS[:2])
    accuracy.show_results(RESULTS)
    assert (
        read_out(cost) == "cost (with the λ term) epoch 2 ━━ evaluation 0.4500 ╍╍ training 0.4001"
    )
    point_at(cost, 1)
    cost.show_results(RESULTS)  # the next epoch ends while the pointer rests
    assert (
        read_out(cost) == "cost (with the λ term) epoch 1 ━━ evaluation 0.5125 ╍╍ training 0.4321"
    )
    point_at(cost, 2.4)  # between two epochs: the nearer one
    assert (
        read_out(cost) == "cost (with the λ term) epoch 2 ━━ evaluation 0.4500 ╍╍ training 0.4001"
    )
    point_at(cost, 2.6)
    assert (
        read_out(cost) == "cost (with the λ term) epoch 3 ━━ evaluation 0.4100 ╍╍ training 0.3900"
    )
    point_at(accuracy, 2)
    assert read_out(accuracy) == "accuracy epoch 2 ━━ evaluation 94.50 % ╍╍ training 95.55 %"
    point_elsewhere(accuracy)
    assert "epoch 3 " in read_out(accuracy)


@pytest.mark.parametrize("width", [300, 400, 520, 900])
def test_the_legend_is_never_cut_and_covers_nothing(accuracy, qtbot, width):
    accuracy.window().resize(width + 100, 300)
    least = accuracy.minimumSizeHint().width()
    accuracy.show_results([*RESULTS, *RESULTS * 400])
    qtbot.waitUntil(lambda: accuracy.width() == width)
    legend, plot = accuracy.findChild(QLabel), accuracy.area
    assert legend.sizeHint().width() <= width and accuracy.minimumSizeHint().width() == least
    qtbot.waitUntil(lambda: legend.height() >= legend.sizeHint().height())
    assert not legend.geometry().intersects(plot.geometry())
    said = read_out(accuracy)
    for words in ("accuracy", "evaluation 95.12 %", "training 96.00 %", "epoch"):
        assert words in said


def test_costs_can_be_shown_without_their_penalty(cost):
    """The costs are of 10,000 evaluation images and of 50,000 training images."""
    results = [
        epoch_result(1, evaluation_cost=0.5, training_cost=0.3, penalty=1000.0),
        epoch_result(2, evaluation_cost=0.6, training_cost=0.25, penalty=2500.0),
        epoch_result(3, evaluation_cost=0.1, training_cost=0.2),  # of an earlier version
    ]
    cost.show_results(results, quantity="cost without penalty")
    assert points(cost)["evaluation cost"] == [(1, pytest.approx(0.4)), (2, pytest.approx(0.35))]
    assert points(cost)["training cost"] == [(1, pytest.approx(0.28)), (2, pytest.approx(0.2))]
    assert read_out(cost).startswith("cost (without the λ term)")
    cost.show_results(results)
    assert points(cost)["training cost"] == [(1, 0.3), (2, 0.25), (3, 0.2)]
    assert read_out(cost).startswith("cost (with the λ term)")


def ticks(curves, side):
    """The numbers at an axis."""
    axis = curves.area.getPlotItem().getAxis(side)
    if not axis.style["showValues"]:
        return []
    low, high = curves.view.viewRange()[0 if side == "bottom" else 1]
    size = curves.view.width() if side == "bottom" else curves.view.height()
    return [value for _, level in axis.tickValues(low, high, size) for value in level]


@pytest.mark.parametrize("epochs", [1, 2, 30, 400, 4990])
def test_the_axis_names_whole_epochs_and_few_epochs_are_points(cost, epochs):
    cost.show_results([epoch_result(e, evaluation_cost=1.0) for e in range(1, epochs + 1)])
    numbers = ticks(cost, "bottom")
    assert any(1 <= number <= epochs for number in numbers)
    assert all(number == int(number) for number in numbers)
    assert len(numbers) == len(set(numbers))
    first, last = seen(cost)
    assert first < 1 and last > max(2, epochs)  # with room beside them
    line = cost.area.getPlotItem().listDataItems()[-1]
    assert line.name() == "evaluation cost"
    assert (line.opts["symbol"] is not None) == (epochs < 100)


def test_the_highest_and_lowest_of_a_long_history_are_drawn(cost):
    epochs = range(1, 10_001)
    results = [epoch_result(i, evaluation_cost=1 / i, eta=0.5 if i < 900 else 0.25) for i in epochs]
    cost.window().resize(600, 300)  # wide numbers at the axis or not, it has few enough pixels
    cost.show_results(results)
    drawn = points(cost)["evaluation cost"]  # of so many the highest and lowest of each place
    assert 400 < len(drawn) <= 5000
    assert max(drawn, key=lambda point: point[1])[1] == 1
    assert min(drawn, key=lambda point: point[1])[1] == 1 / 10_000
    assert cost.marks() == [(899.5, "η 0.25")]


# Two plots of one run, as the tab has them.


@pytest.fixture
def both(cost, accuracy):
    LinkedPlots(cost, accuracy)
    for curves in (cost, accuracy):
        curves.show_results(LONG)
        curves.grab()
    return cost, accuracy


LONG = [
    epoch_result(e, evaluation_cost=1 / e, training_cost=0.5 / e, evaluation_accuracy=9000 + e)
    for e in range(1, 41)
]


def seen(curves):
    """The first and the last visible epoch."""
    return tuple(curves.view.viewRange()[0])


def zoom(curves, notches):
    turn_wheel(curves.area.viewport(), notches)
    curves.grab()


def rings(curves):
    """The places of the rings around the values that are read out."""
    items = curves.view.allChildItems()
    (found,) = [i for i in items if isinstance(i, pg.ScatterPlotItem) and i.zValue() == 10]
    return list(zip(*(values.tolist() for values in found.getData())))


def crosshair(curves):
    """The epoch that is read out."""
    return next((epoch for epoch, _ in rings(curves)), None)


def test_both_plots_point_at_the_same_epoch(both):
    cost, accuracy = both
    assert crosshair(cost) is crosshair(accuracy) is None
    point_at(cost, 7.2)
    assert crosshair(cost) == crosshair(accuracy) == 7
    assert "epoch 7 " in read_out(cost) and "epoch 7 " in read_out(accuracy)
    assert "90.07 %" in read_out(accuracy)
    assert rings(cost) == [(7, pytest.approx(1 / 7)), (7, pytest.approx(0.5 / 7))]
    accuracy.show_results([*LONG, epoch_result(41, evaluation_accuracy=9500)])
    assert "epoch 7 " in read_out(accuracy)  # while the pointer rests in the other
    point_elsewhere(cost)
    assert crosshair(cost) is crosshair(accuracy) is None
    assert "epoch 40 " in read_out(cost) and "epoch 41 " in read_out(accuracy)


def press(curves, *keys):
    for key in keys:
        QTest.keyClick(curves.area, key)


def test_keys_walk_from_epoch_to_epoch(both):
    cost, accuracy = both
    press(cost, Qt.Key.Key_Left)
    assert crosshair(cost) == crosshair(accuracy) == 40
    press(accuracy, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right)
    assert crosshair(cost) == crosshair(accuracy) == 39
    said = accuracy.area.accessibleDescription()
    assert said.startswith("epoch 39, evaluation 90.39 %")
    press(cost, *[Qt.Key.Key_Left] * 50)
    assert crosshair(accuracy) == 1 and "epoch 1 " in read_out(accuracy)
    press(cost, *[Qt.Key.Key_Right] * 50)
    assert crosshair(cost) == 40
    point_at(cost, 7.2)
    press(cost, Qt.Key.Key_Right)
    assert crosshair(cost) == crosshair(accuracy) == 8  # on from the pointer
    point_at(accuracy, 20)
    press(cost, Qt.Key.Key_Right)
    assert crosshair(cost) == crosshair(accuracy) == 21  # while the pointer rests in the other
    press(cost, Qt.Key.Key_Escape)
    assert crosshair(cost) is crosshair(accuracy) is None
    press(cost, Qt.Key.Key_Right)
    assert crosshair(cost) == 1
    cost.show_results([])
    press(cost, Qt.Key.Key_Right)
    assert crosshair(cost) is None


def test_keys_bring_their_epoch_into_sight(both):
    cost, accuracy = both
    cost.grab()
    for _ in range(10):
        zoom(cost, 1)
    width = seen(cost)[1] - seen(cost)[0]
    assert width < 20
    for key, epoch in ((Qt.Key.Key_Left, 1), (Qt.Key.Key_Right, 40)):
        press(cost, *[key] * 50)
        left, right = seen(cost)
        assert left <= epoch <= right and right - left == pytest.approx(width)
        assert seen(accuracy) == pytest.approx((left, right))
    press(cost, Qt.Key.Key_Home)  # the way back
    assert seen(cost)[1] - seen(cost)[0] > 39


def test_both_plots_show_the_same_epochs_and_say_when_they_are_not_all(both):
    cost, accuracy = both

    def ways_back():
        return [curves.findChild(QToolButton).isVisible() for curves in both]

    everything = seen(cost)
    assert seen(accuracy) == everything and ways_back() == [False, False]
    zoom(cost, 3)
    assert everything[0] < seen(cost)[0] and seen(accuracy) == pytest.approx(seen(cost))
    assert ways_back() == [True, True]
    more = [*LONG, epoch_result(41, evaluation_cost=0.1, evaluation_accuracy=9500)]
    for curves in both:
        curves.show_results(more)
        assert seen(curves)[1] < 41  # the view does not follow
    button = accuracy.findChild(QToolButton, "accuracy_way_back")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert seen(cost) == seen(accuracy) and seen(cost)[1] > 41
    assert ways_back() == [False, False]


def test_a_zoom_outlives_another_scale_of_the_costs(cost):
    cost.show_results(LONG)
    zoom(cost, 3)
    part = seen(cost)
    for is_logarithmic in (True, False):
        cost.show_results(LONG, is_logarithmic=is_logarithmic)
        assert seen(cost) == pytest.approx(part)
    cost.show_results([])


def test_zooming_stays_within_the_curves_and_a_double_click_shows_all(cost):
    cost.show_results(LONG)
    cost.grab()
    everything = seen(cost)
    zoom(cost, -20)
    assert seen(cost) == pytest.approx(everything)
    for _ in range(30):
        zoom(cost, 3)
    assert seen(cost)[1] - seen(cost)[0] == pytest.approx(1, abs=0.01)
    cost.zoom_to((30, 40))
    cost.grab()
    bottom, top = cost.view.viewRange()[1]  # as high as what is in sight
    assert 0.005 < bottom < 0.5 / 40 and 1 / 30 < top < 0.04
    viewport, middle = cost.area.viewport(), cost.area.rect().center()
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=middle)
    # QTest presses twice and releases once, after which Qt would believe the button pressed.
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=middle)
    assert seen(cost) == everything


def test_a_click_means_what_is_read_out_and_a_drag_means_nothing(plot):
    """Where nobody listens, a double click shows all again."""
    plot.show_chart(run_chart(traces(1.0, 2.0), "cost"))
    plot.zoom_to((2.0, 6.0))
    plot.grab()
    viewport, Left = plot.area.viewport(), Qt.MouseButton.LeftButton

    def at(x, y):
        return plot.area.mapFromScene(plot.view.mapViewToScene(QPointF(x, y)))

    QTest.mouseDClick(viewport, Left, pos=at(3, 1.5))
    QTest.mouseRelease(viewport, Left, pos=at(3, 1.5))
    assert not plot.findChild(QToolButton).isVisible()
    plot.zoom_to((2.0, 6.0))
    plot.grab()
    told = []
    plot.chosen.connect(lambda *place_and_key: told.append(place_and_key))
    QTest.mouseClick(viewport, Left, pos=at(3.2, 2.5))
    QTest.mouseClick(viewport, Left, pos=at(4.8, 0.8))
    assert told == [(3.0, "2"), (5.0, "1")]
    QTest.mousePress(viewport, Left, pos=at(3, 1.5))
    for x in (3.5, 4.0, 4.5):
        QTest.mouseMove(viewport, at(x, 1.5))
    QTest.mouseRelease(viewport, Left, pos=at(4.5, 1.5))
    assert len(told) == 2
    QTest.keyClick(plot.area, Qt.Key.Key_Return)
    assert len(told) == 3 and plot.findChild(QToolButton).isVisible()
    QTest.keyClick(plot.area, Qt.Key.Key_Home)
    assert not plot.findChild(QToolButton).isVisible()


def test_the_cost_can_be_scaled_by_its_logarithm_and_is_read_out_as_it_is(cost):
    results = [epoch_result(e, evaluation_cost=10.0 ** (1 - e)) for e in range(1, 5)]
    for is_logarithmic, heights in ((True, [0, -1, -2, -3]), (False, [1, 0.1, 0.01, 0.001])):
        cost.show_results(results, is_logarithmic=is_logarithmic)
        assert [y for _, y in points(cost)["evaluation cost"]] == pytest.approx(heights)
        assert "0.0010" in read_out(cost)
    below = [epoch_result(e, evaluation_cost=cost) for e, cost in enumerate((1, 0, -1, 0.01), 1)]
    cost.show_results(below, is_logarithmic=True)
    assert points(cost)["evaluation cost"] == [(1, 0), (4, -2)]


@pytest.mark.parametrize(
    ("least", "most", "numbers"),
    [
        (0.31, 0.39, "0.32 0.34 0.36 0.38"),
        (0.31, 0.42, "0.35 0.4"),
        (0.012, 0.049, "0.02 0.03 0.04"),
        (0.11, 0.9, "0.2 0.5"),
        (1500.0, 2600.0, "1500 2000 2500"),
        (1e-4, 2.0, "0.0001 0.001 0.01 0.1 1"),
    ],
)
def test_a_logarithmic_axis_has_two_numbers_at_least(cost, least, most, numbers):
    results = [epoch_result(e, evaluation_cost=value) for e, value in enumerate((most, least), 1)]
    cost.show_results(results, is_logarithmic=True)
    cost.grab()
    places = ticks(cost, "left")
    axis = cost.area.getPlotItem().getAxis("left")
    written = dict(zip(places, axis.tickStrings(places, 1, 1)))
    assert set(numbers.split()) <= {text for text in written.values() if text}
    assert all(10**at == pytest.approx(float(text)) for at, text in written.items() if text)


@pytest.mark.parametrize("percent", [100, 140, 180])
def test_the_numbers_of_a_low_logarithmic_axis_do_not_touch(cost, percent):
    theme.choose_size(percent)
    results = [epoch_result(e, evaluation_cost=value) for e, value in enumerate((1.4, 0.02), 1)]
    for height in (150, 220, 300):
        cost.resize(500, height)
        cost.show_results(results, is_logarithmic=True)
        cost.grab()
        places = ticks(cost, "left")
        texts = cost.area.getPlotItem().getAxis("left").tickStrings(places, 1, 1)
        written = sorted({at for at, text in zip(places, texts, strict=True) if text})
        assert len(written) > 1
        low, high = cost.view.viewRange()[1]
        apart = np.diff(written).min() * cost.view.height() / (high - low)
        assert apart >= QFontMetricsF(QFont()).height()


def test_changes_of_settings_are_marked_at_their_epochs(cost):
    def marks():
        """The texts above the plot, if there is room."""
        texts = [words for words, _, _ in labels_of(cost).marks]
        return list(zip(marks_drawn(cost), texts, strict=True))

    assert marks() == []
    changed = [
        epoch_result(1, evaluation_cost=1.0),
        epoch_result(2, evaluation_cost=0.9, eta=0.25),
        epoch_result(3, evaluation_cost=0.8, eta=0.25),
        epoch_result(4, evaluation_cost=0.7, eta=0.1, lmbda=1.0),
    ]
    cost.show_results(changed)
    assert marks() == [(1.5, "η 0.25"), (3.5, "η 0.1; λ 1")]
    cost.show_results(changed[:3])
    assert marks() == [(1.5, "η 0.25")]
    cost.show_results(changed[:1])
    assert marks() == []
    cost.show_results(changed, [(2.0, "best"), (0.5, "data: squares"), (1.5, "L1")])
    told = [text for _, text in cost.marks()]
    assert labels_of(cost).marks[0][0] == "data: squares"
    assert told == ["data: squares", "L1; η 0.25", "best", "η 0.1; λ 1"]


def test_marks_that_stand_close_are_not_written_over_each_other(cost):
    many = [epoch_result(e, evaluation_cost=1.0, eta=1 / e) for e in range(1, 2001)]
    cost.show_results(many)
    places = [place for _, _, place in labels_of(cost).marks]
    assert 3 < len(places) < 40 and len(marks_drawn(cost)) < 400
    assert all(one.right() + 5 < other.left() for one, other in itertools.pairwise(places))


# Several runs, or another horizontal axis than epochs.


def results_to(epochs, height=1.0):
    return [
        epoch_result(e, evaluation_cost=height + 1 / e, training_cost=height / 2 + 1 / e)
        for e in range(1, epochs + 1)
    ]


def traces(*heights, epochs=10):
    """Traces of runs whose costs end at these heights."""
    return [
        trace_of([Series(results_to(epochs, height))], "cost", str(i), f"run {i}", i)
        for i, height in enumerate(heights, start=1)
    ]


@pytest.fixture
def plot(in_sight):
    return in_sight(Plot("cost", "cost by epoch"), 700, 320)


def widths(plot):
    """How broad its axes, its grid, its curve, the lines across it and the rings are, in pixels."""
    pens = [pen for axis in (plot.x_axis, plot.y_axis) for pen in (axis.pen(), axis.tickPen())]
    pens += [curve.opts["pen"] for curve in plot.area.getPlotItem().listDataItems()]
    items = plot.area.scene().items()
    across = [item for item in items if isinstance(item, pg.InfiniteLine)]
    pens += [line.pen for line in across] + [line.hoverPen for line in across if line.movable]
    scatters = [item for item in items if isinstance(item, pg.ScatterPlotItem)]
    rings = [item for item in scatters if not isinstance(item.parentItem(), pg.PlotDataItem)]
    pens += [ring.pen() for item in rings for ring in item.points()]
    assert len(pens) == 4 + 2 + 2 + 2
    return [pen.widthF() for pen in pens]


def test_on_a_denser_screen_lines_are_as_broad_as_before(plot, monkeypatch):
    plot.show_chart(run_chart(traces(1.0), "cost"))
    plot.point_at(3.0)
    before = widths(plot)
    monkeypatch.setattr(type(plot.area), "devicePixelRatioF", lambda _area: 2.0)
    plot.refresh()
    assert widths(plot) == [2 * width for width in before] and min(before) >= 1


def test_an_empty_plot_tells_its_purpose_and_has_no_numbers(in_sight):
    plot = in_sight(Plot("cost", "cost by epoch", blank="Here it will fall"))
    item = plot.area.getPlotItem()
    (text,) = [i for i in plot.area.scene().items() if isinstance(i, TextItem)]
    axes = [item.getAxis(side) for side in ("left", "bottom")]

    def seen():
        return text.isVisible(), any(axis.isVisible() for axis in axes)

    assert seen() == (True, False) and text.toPlainText() == "Here it will fall"
    plot.show_chart(run_chart(traces(1.0), "cost"))
    assert seen() == (False, True)
    plot.show_chart(run_chart([], "cost"))
    assert seen() == (True, False)


def drawn(plot):
    items = plot.area.getPlotItem().listDataItems()
    return [tuple(values.tolist() for values in item.getData()) for item in items]


def said(plot):
    return plot.area.accessibleDescription()


def hover(plot, x, y):
    plot.area.scene().sigMouseMoved.emit(plot.view.mapViewToScene(QPointF(x, y)))


def test_a_chosen_run_stands_out_and_its_line_is_told(plot, qtbot):
    other = Plot("accuracy", "accuracy by epoch")
    qtbot.addWidget(other)
    LinkedPlots(plot, other)
    for one in (plot, other):
        one.show_chart(run_chart(traces(*map(float, range(1, 9))), "cost"))

    def seen(number):
        """How much there is of a run's own colour."""
        image, color = plot.area.grab().toImage(), theme.current().run(number)
        places = itertools.product(range(0, image.width(), 2), range(image.height()))
        return sum(image.pixelColor(x, y) == color for x, y in places)

    usual = seen(1), seen(6)
    plot.highlight(frozenset({"6"}))
    assert seen(6) > 1.2 * usual[1] and seen(1) < 0.6 * usual[0]
    label = plot.findChild(QLabel, "cost_legend")
    assert "run 6" in label.text()
    plot.highlight(frozenset({"4"}))
    assert "run 4" in label.text()
    hover(plot, 5, 8.1)
    assert "run 8" in label.text()
    assert "run 8" in other.findChild(QLabel, "accuracy_legend").text()
    plot.highlight(frozenset())
    assert seen(1) > 0.9 * usual[0]


def test_it_is_said_first_whose_value_is_read_so_that_it_is_not_cut(plot):
    chart = run_chart(traces(1.0, 2.0), "cost")
    plot.show_chart(replace(chart, title="cost (of many kinds, and so in many words)"))
    assert read_out(plot).startswith("run 1 epoch 10 cost (of many kinds")
    plot.show_chart(replace(chart, traces=chart.traces[:1]))  # it cannot be another one's
    assert read_out(plot).startswith("cost (with the λ term) epoch 10 ━━ evaluation")


def test_a_second_line_of_a_colour_has_dashes_in_the_plot_and_in_all_words(plot):
    runs = traces(*map(float, range(1, 10)))
    plot.show_chart(run_chart(runs, "cost"))
    assert written_beside(plot)[0] == "━·━ run 9" and written_beside(plot)[1] == "run 8"
    plot.highlight(frozenset({"9"}))
    assert "━·━ evaluation" in read_out(plot)
    plot.highlight(frozenset({"8"}))
    assert "━━ evaluation" in read_out(plot)


def test_shorter_runs_are_read_out_only_at_their_epochs(plot):
    shown = [*traces(1.0, epochs=3), *(replace(t, key="b") for t in traces(2.0, epochs=8))]
    plot.show_chart(run_chart(shown, "cost"))
    press(plot, Qt.Key.Key_Left)
    assert said(plot) == "epoch 8"  # the first has no value there
    plot.highlight(frozenset("b"))
    assert said(plot) == "epoch 8, evaluation 2.1250, training 1.1250"


def test_runs_come_and_go_and_leave_the_others_as_they_are(plot):
    first, second, third = traces(1.0, 2.0, 3.0)
    plot.show_chart(run_chart([first, second, third], "cost"))
    before = plot.area.getPlotItem().listDataItems()
    plot.show_chart(run_chart([first, third], "cost"))
    after = plot.area.getPlotItem().listDataItems()
    assert after == before[:2] + before[4:]
    plot.show_chart(run_chart([], "cost"))
    assert not plot.area.getPlotItem().listDataItems() and not plot.y_axis.style["showValues"]
    too_many = traces(*np.linspace(1, 9, MOST_TRACES + 7), epochs=2)
    plot.show_chart(run_chart(too_many, "cost"))
    assert len(drawn(plot)) == 2 * MOST_TRACES


def written_beside(plot):
    """The names at the ends of lines, from above."""
    return [words for words, _, _ in labels_of(plot).names]


def test_a_run_that_diverged_does_not_flatten_the_others(plot):
    plot.show_chart(run_chart(traces(1.0, 2.0, 4000.0), "cost"))
    _, (bottom, top) = plot.view.viewRange()
    assert bottom < 0.6 and 3 < top < 10
    assert written_beside(plot) == ["↑ 4000.1000 run 3", "run 2", "run 1"]
    plot.show_chart(run_chart(traces(4000.0), "cost"))
    assert plot.view.viewRange()[1][1] > 4000 and written_beside(plot) == ["run 1"]


def of_course(key, *accuracies):
    """The traces of a run with these accuracies after each epoch, in percent."""
    results = [
        epoch_result(e, evaluation_accuracy=round(100 * each), evaluation_cost=(100 - each) / 10)
        for e, each in enumerate(accuracies, start=1)
    ]
    return {
        quantity: trace_of([Series(results)], quantity, key, key, 1)
        for quantity in ("cost", "accuracy")
    }


@pytest.mark.parametrize("others", [0, 1])
def test_a_run_that_learnt_and_then_diverged_flattens_neither_plot(plot, others):
    runs = [of_course("good", 90, 94, 96.5)] * others
    runs.append(of_course("bad", 91, 94, 95, 95.2, 9.8, 9.8))
    for quantity, end in (("cost", "↑ 9.0200 bad"), ("accuracy", "↓ 9.80 % bad")):
        plot.show_chart(run_chart([run[quantity] for run in runs], quantity))
        _, (bottom, top) = plot.view.viewRange()
        assert top - bottom < (2 if quantity == "cost" else 15)
        assert written_beside(plot)[:: 1 if quantity == "cost" else -1][0] == end
    # A run that never learnt much is no accident, as long as it is alone.
    plot.show_chart(run_chart([of_course("bad", 9.8, 10.1)["accuracy"]], "accuracy"))
    assert written_beside(plot) == ["bad"]


def test_names_stand_apart_at_the_ends_of_at_most_twelve_lines(plot):
    plot.show_chart(run_chart(traces(*np.linspace(1, 1.2, 15)), "cost"))
    places = [place for _, _, place in labels_of(plot).names]
    assert len(places) == 12
    assert all(one.bottom() <= other.top() + 1e-6 for one, other in itertools.pairwise(places))


def names_below(plot):
    """The texts painted below the axis, with their left and right ends."""
    plot.grab()
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        _, _, texts = plot.x_axis.generateDrawSpecs(painter)
    return [text for *_, text in texts], [(at.left(), at.right()) for at, *_ in texts]


COSTS = "cross-entropy", "quadratic", "log-likelihood (softmax)"
RATES = "0.1", "0.11", "0.12", "0.4", "0.5", "0.7", "1", "150"
FAR_APART = "1e-99", "0.5", "1e+99"


@pytest.mark.parametrize("width", [240, 480])
@pytest.mark.parametrize("names", [COSTS, ("as they are", "distorted"), RATES, FAR_APART])
def test_names_of_places_stand_below_them_and_apart(plot, qtbot, names, width):
    plot.resize(width, 300)
    are_numbers = names in (RATES, FAR_APART)
    x = np.log10(np.array(names, float)) if are_numbers else np.arange(float(len(names)))
    trace = Trace("mean", "mean", 1, (Curve("mean", x, np.arange(len(x)) + 0.5, form="line"),))
    places = tuple(zip(x.tolist(), names))[::-1]  # as they were typed
    chart = Chart((trace,), "accuracy", place_text="η {}", places=places, are_numbers=are_numbers)
    plot.show_chart(chart)
    qtbot.waitUntil(lambda: plot.area.width() == width)
    written, where = names_below(plot)
    assert all(one[1] + 3 < other[0] for one, other in itertools.pairwise(where))
    if are_numbers:
        assert set(written) <= set(names) and written[0] == names[0] and written[-1] == names[-1]
        assert width == 240 or len(written) > 2
    else:
        said = [" ".join(text.splitlines()) for text in written]  # in as many lines as it takes
        assert len(said) == len(names) and (width == 240 or said == list(names))
        for text, name in zip(said, names):
            words = zip(text.split(" "), name.split(" "), strict=True)
            assert all(word.startswith(cut.rstrip("…")) for cut, word in words)
    plot.point_at(x[-1], "mean")
    assert read_out(plot).startswith(f"η {names[-1]} accuracy")


LONG_NAME = "cross-entropy, start 0.6, 0.9"


def test_names_are_whole_beside_the_plot_and_the_axis_ends_at_the_last_epoch(plot):
    for epochs in (98, 397):
        shown = [replace(trace, name=LONG_NAME) for trace in traces(1.0, 1.5, epochs=epochs)]
        plot.show_chart(run_chart(shown, "cost"))
        assert written_beside(plot) == [LONG_NAME, LONG_NAME]
        assert max(ticks(plot, "bottom")) <= epochs
        (_, right), pixel = plot.view.viewRange()[0], plot.view.viewPixelSize()[0]
        assert (right - epochs) / pixel < 10
        for _, _, place in labels_of(plot).names:
            assert plot.view.geometry().right() < place.left() < place.right() <= plot.area.width()


def test_the_mark_of_the_last_epoch_is_whole(plot):
    (trace,) = traces(1.0)
    marks = [(9.0, "η 0.1"), (10.0, "best")]
    plot.show_chart(run_chart([replace(trace, marks=marks)], "cost"))
    assert [words for words, _, _ in labels_of(plot).marks] == ["η 0.1", "best"]
    assert labels_of(plot).marks[-1][2].right() <= plot.view.geometry().right()


def pixels(plot, epochs, costs):
    """The colours in a part of the picture, and how often each stands there."""
    picture, found = plot.area.grab().toImage(), Counter()
    (left, top), (right, bottom) = (
        plot.area.mapFromScene(plot.view.mapViewToScene(QPointF(epoch, cost))).toTuple()
        for epoch, cost in zip(epochs, costs)
    )
    for x, y in itertools.product(range(left, right), range(top, bottom)):
        found[picture.pixelColor(x, y).name()] += 1
    return found


def test_the_grid_lies_behind_the_curves(plot):
    epochs, colors = np.arange(1.0, 21), theme.current()
    level = Trace("a", "", "accent", (Curve("level", epochs, np.full(20, 1.0)),))
    steep = Trace("b", "", "muted", (Curve("steep", epochs, epochs / 10),))
    plot.show_chart(Chart((level, steep), "cost", "epoch"))
    assert 1.0 in ticks(plot, "left")
    found = pixels(plot, (15.2, 15.8), (1.02, 0.98))
    # The curve may lie between two rows of pixels, and is lighter in both.
    halfway = (colors.accent.lightness() + colors.line.lightness()) / 2
    assert min(QColor(name).lightness() for name in found) < halfway
    assert colors.line.name() not in found


@pytest.mark.parametrize(("epochs", "is_smooth"), [(900, True), (2500, False)])
def test_lines_are_smooth_as_long_as_there_are_not_too_many_points(plot, epochs, is_smooth):
    def has_steps():
        """Whether the colours between the line's and the page's, of a smooth line, are missing."""
        left, right = plot.view.viewRange()[0]
        middle = (left + right) / 2, (left + right) / 2 + (right - left) / 10
        heights = (places[1] / epochs for places in (middle, middle))
        return len(pixels(plot, middle, (next(heights), middle[0] / epochs))) < 4

    x = np.arange(1.0, epochs + 1)
    plot.show_chart(Chart((Trace("a", "", "accent", (Curve("rise", x, x / epochs),)),), "cost"))
    assert has_steps() != is_smooth
    plot.zoom_to((epochs / 2, epochs / 2 + 200))  # fewer points in sight
    assert not has_steps()


def test_a_band_is_painted_from_the_lowest_to_the_highest(plot):
    series = [Series(results_to(10, height)) for height in (1.0, 2.0, 6.0)]
    plot.show_chart(run_chart([trace_of(series, "cost", "k", "run 1 and 2 more", 1)], "cost"))
    assert drawn(plot)[1][1] == pytest.approx([3 + 1 / e for e in range(1, 11)])
    _, (bottom, top) = plot.view.viewRange()
    assert bottom < 1.1 and top > 7  # what the band covers is in sight, and is tinted
    picture = plot.grab().toImage()

    def color(epoch, cost):
        place = plot.area.mapFromScene(plot.view.mapViewToScene(QPointF(epoch, cost)))
        return str(picture.pixelColor(plot.area.mapTo(plot, place)).name())

    inside = [color(7.3, cost) for cost in (1.3, 2.4, 4.6, 5.9)]
    assert len(set(inside)) == 1 and inside[0] != color(7.3, 6.9) == color(7.3, 0.9)


def test_a_plot_over_another_axis_names_it(plot):
    sizes, accuracies = np.array([100.0, 1000.0, 50_000.0]), np.array([69.0, 88.0, 96.0])
    trace = Trace("a", "seed 1", 1, (Curve("measured", sizes, accuracies),))
    texts = ("accuracy", "training images", "last accuracy (%)", "{:.2f} %")
    plot.show_chart(Chart((trace,), *texts, logarithmic=(True, False)))
    assert drawn(plot)[0][0] == pytest.approx([2, 3, np.log10(50_000)])
    press(plot, Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert said(plot) == "1,000 training images, measured 88.00 %"
    axis = plot.area.getPlotItem().getAxis("bottom")
    assert axis.tickStrings([2, 3, 4], 1, 1) == ["100", "1000", "10000"]
    plot.show_chart(run_chart(traces(1.0), "cost"))  # and an ordinary plot again
    assert drawn(plot)[0][0] == list(range(1, 11))


@pytest.mark.parametrize("width", [240, 330, 700])
def test_a_plot_keeps_its_height_while_values_come_and_go(plot, width):
    def height():
        plot.layout().activate()
        return plot.area.height()

    plot.resize(width, 320)
    unmeasured = Curve("evaluation", np.arange(1.0, 3), np.full(2, np.nan))
    heights = set()
    measured = traces(1.0)
    plot.show_chart(run_chart([replace(measured[0], curves=(unmeasured, unmeasured))], "cost"))
    heights.add(height())
    plot.show_chart(run_chart([measured[0]], "cost"))
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Escape):
        press(plot, key)
        heights.add(height())
    assert len(heights) == 1


def test_runs_of_equal_title_have_lines_of_their_own_in_the_plot_of_gradients(plot):
    """Names do not identify lines: do one experiment twice, and check both."""
    histories = [
        tuple(epoch_result(e, gradient_lengths=(a / e, a)) for e in (1, 2, 3)) for a in (0.1, 0.4)
    ]
    architecture, name = Architecture((30, 30)), "2 hidden layers"
    runs = [
        Run(number=i, architecture=architecture, name=name, history=history)
        for i, history in enumerate(histories, start=1)
    ]
    plot.show_chart(gradient_chart(runs, KnownSeries()))
    assert len(drawn(plot)) == 2
    heights = [10 ** np.array(y) for _, y in drawn(plot)]
    np.testing.assert_allclose(heights, [[a / e for e in (1, 2, 3)] for a in (0.1, 0.4)])


def test_marks_tell_the_best_epoch_other_settings_and_where_a_run_began():
    settings = Hyperparameters(epochs=10, mini_batch_size=500)
    history = tuple(
        replace(result, evaluation_accuracy=9000 - abs(result.epoch - 5))
        for result in results_to(11)
    )
    job = Job(settings, epochs=5, end="done")
    run = Run(number=1, architecture=Architecture(()), history=history, jobs=(job,))

    def remarks(run, learns, quantity="accuracy"):
        return remarks_on(run, learns, Series(run.history), quantity)

    assert remarks(run, False) == [(5.0, "best")]
    assert remarks(run, False, "cost") == [(11.0, "lowest")]
    # The λ terms, 0.1 and 0.4, grow faster than the rest of the cost falls.
    penalized = [(0.5, 1000.0), (0.6, 4000.0)]
    decayed = replace(
        run,
        history=tuple(
            epoch_result(e, evaluation_cost=c, penalty=p) for e, (c, p) in enumerate(penalized, 1)
        ),
    )
    assert remarks(decayed, False, "cost") == [(1.0, "lowest")]
    assert remarks(decayed, False, "cost without penalty") == [(2.0, "lowest")]
    stops = {"early_stopping": "stop", "dropout": 0.5, "momentum": 0.9}
    other = replace(settings, mini_batch_size=250, regularization="L1", augmentation=True, **stops)
    said = (
        "mini-batch size 250; regularization type L1; dropout 0.5; momentum 0.9; distorted images "
        "yes; early stopping stop"
    )
    for more, marks in ((Job(settings, epochs=6), []), (Job(other, epochs=6), [(5.5, said)])):
        on = replace(run, jobs=(job, more))
        assert remarks(on, True) == [*marks, (5.0, "best so far")]
        # The program was killed meanwhile.
        assert remarks(on, False) == [*marks, (5.0, "best")]
    child = replace(run, parent="a", start_epochs=3, jobs=(Job(settings, epochs=8),))
    child = replace(child, origin=Origin("run 1", "run", epoch=3))
    assert remarks(child, False) == [(3.5, "from run 1, epoch 3"), (5.0, "best")]


def test_marks_belong_to_the_run_that_is_read_out(plot):
    def places():
        return set(marks_drawn(plot))

    first, second = traces(1.0, 2.0)
    marked = [replace(first, marks=[(2.5, "η 0.1")]), replace(second, marks=[(4.0, "best")])]
    plot.show_chart(run_chart(marked, "cost"))
    assert plot.marks() == [(2.5, "η 0.1")] and places() == {2.5}
    plot.highlight(frozenset({"2"}))
    assert plot.marks() == [(4.0, "best")] and places() == {4.0}
    plot.highlight(frozenset())
    assert places() == {2.5}
    plot.point_at(3, "2")
    assert places() == {4.0}
    plot.point_at(None)
    assert places() == {2.5}
    plot.show_chart(run_chart(marked[::-1], "cost"))
    assert places() == {4.0}  # the first one is read out


def test_the_values_of_a_plot_can_be_written_as_numbers():
    text = chart_csv([run_chart(traces(1.0, 2.0, epochs=2), "cost")]).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 8
    assert rows[5] == {
        "measured": "cost (with the λ term)",
        "name": "run 2",
        "curve": "evaluation",
        "over": "epoch",
        "x": "2.0",
        "y": "2.5",
    }


# Exported curves, as other programs and people find them.


def learning(epochs, eta=lambda epoch: 0.5):
    return [
        epoch_result(
            epoch,
            evaluation_cost=0.35 + 0.6 / epoch,
            evaluation_accuracy=9700 - 700 // epoch,
            training_cost=0.3 + 0.8 / epoch,
            training_accuracy=49_000 - 5000 // epoch,
            eta=eta(epoch),
        )
        for epoch in range(1, epochs + 1)
    ]


TEXTS = "run 1: 784-30-10", "mini-batch size 10, η 0.5"


def picture_of(results, logarithmic=False, texts=TEXTS):
    """Two lines of text about a run, and its charts."""
    charts = [
        run_chart(
            [trace_of([Series(results)], quantity, "run", "", 1, (), ("accent", "muted"))],
            quantity,
            logarithmic=(False, logarithmic and quantity == "cost"),
        )
        for quantity in ("cost", "accuracy")
    ]
    return texts, charts


def as_svg(picture):
    return paint(*picture, "svg")


def elements(svg, kind, stroke=""):
    """The elements of a kind and a stroke in an SVG file, with their transforms."""
    space = "{http://www.w3.org/2000/svg}"
    found = []
    for group in ElementTree.fromstring(svg).iter(f"{space}g"):
        matrix = group.get("transform", "matrix(1,0,0,1,0,0)")
        numbers = [float(number) for number in matrix[len("matrix(") : -1].split(",")]
        if not stroke or group.get("stroke") == stroke:
            found += [(each, QTransform(*numbers)) for each in group.findall(f"{space}{kind}")]
    return found


def texts(svg):
    """The texts in an SVG file, with their places."""
    found = []
    for element, transform in elements(svg, "text"):
        font = QFont()
        font.setPixelSize(int(element.get("font-size", "")))
        font.setWeight(QFont.Weight(int(element.get("font-weight", ""))))
        text = element.text or ""
        metrics = QFontMetricsF(font)
        x, y = float(element.get("x", "")), float(element.get("y", ""))
        # Height of a capital letter; descenders may overlap.
        height = metrics.capHeight()
        place = QRectF(x, y - height, metrics.horizontalAdvance(text.rstrip()), height)
        if text.strip():
            found.append((text.strip(), transform.mapRect(place)))
    return found


def written(svg):
    """All text in an SVG file; Qt writes letters of another font by themselves."""
    return " ".join(" ".join(text for text, _ in texts(svg)).split())


def halved(every):
    return lambda epoch: 0.5 / 2 ** (epoch // every)


CASES = {
    "none": picture_of([]),
    "one": picture_of(learning(1)),
    "two": picture_of(learning(2)),
    "thirty": picture_of(learning(30, halved(9))),
    "thirty by logarithms": picture_of(learning(30), logarithmic=True),
    "each epoch changed": picture_of(learning(40, halved(1))),
    "a thousand": picture_of(learning(1000, halved(40))),
    "a million": picture_of([epoch_result(10**6 + e, evaluation_cost=0.5) for e in range(200)]),
    "flat": picture_of([epoch_result(e, training_cost=1 / 3 + 1e-9 * e) for e in range(1, 20)]),
    "steep": picture_of([epoch_result(e, training_cost=10.0**e) for e in range(1, 20)]),
    "steep by logarithms": picture_of(
        [epoch_result(e, training_cost=10.0**e) for e in range(-9, 20)], logarithmic=True
    ),
    "perfect": picture_of([epoch_result(e, evaluation_accuracy=10_000) for e in range(1, 4)]),
    "zero": picture_of(
        [epoch_result(e, evaluation_cost=0.0) for e in range(1, 4)], logarithmic=True
    ),
    "deep": picture_of(learning(3), texts=(f"784-{'100-' * 60}10", "η 0.5, " * 60)),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_nothing_is_written_over_another_or_over_the_edge(qapp, case):
    places = texts(as_svg(case))
    assert [text for text, _ in places].count("epoch") == 2
    picture = QRectF(0, 0, WIDTH, HEIGHT).adjusted(4, 4, -4, -4)
    for text, place in places:
        assert picture.contains(place), text
    for (text, place), (other_text, other_place) in itertools.combinations(places, 2):
        # Letters of two fonts touch.
        apart = place.adjusted(0, 0, -1, 0), other_place.adjusted(0, 0, -1, 0)
        assert not apart[0].intersects(apart[1]), (text, other_text)


def test_the_exported_picture_has_its_texts(qapp):
    svg = as_svg(picture_of(learning(30, halved(20))))
    for words in (
        *TEXTS,
        "cost (with the λ term) epoch 30 ━━ evaluation 0.3700 ╍╍ training 0.3267",
        "accuracy epoch 30 ━━ evaluation 96.77 % ╍╍ training 97.67 %",
        "accuracy (%)",
        "5 10 15 20 25 30",
        "η 0.25",
    ):
        assert words in written(svg)
    families = {element.get("font-family") for element, _ in elements(svg, "text")}
    assert families == {f"{QFont().family()}, sans-serif"}  # also elsewhere it has a font
    # No name spoils it.
    _, charts = picture_of(learning(2))
    root = ElementTree.fromstring(as_svg((("mine <1> & \a2", "a\x1bb"), charts)))
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "mine <1> & �2"


def test_no_setting_is_cut_in_a_picture(qapp):
    settings = [f"setting{number} 0.5" for number in range(60)]
    svg = as_svg(picture_of(learning(3), texts=("mine", ", ".join(settings))))
    for setting in settings:
        assert setting in written(svg)
    assert max(place.right() for _, place in texts(svg)) <= WIDTH


def svg_lines(svg, color):
    """The points of the curves of a colour."""
    found = []
    for path, transform in elements(svg, "path", color.name()):
        steps = (path.get("d") or "").split()
        if all(step[0] in "ML" for step in steps):
            pairs = [step[1:].split(",") for step in steps]
            found.append([transform.map(float(x), float(y)) for x, y in pairs])
    return found


def test_the_svg_has_each_epoch_at_its_place(qapp):
    """Read values off the axis, as a person with a ruler would."""
    results = learning(250)
    svg = as_svg(picture_of(results))
    (low, low_place), *_, (high, high_place) = sorted(
        (float(text), place.center().y())
        for text, place in texts(svg)
        if re.fullmatch(r"[01]\.\d+", text) and place.right() < 96 and place.bottom() < HEIGHT / 2
    )
    costs = [line for line in svg_lines(svg, theme.LIGHT.accent) if line[0][1] < HEIGHT / 2]
    fits = 0
    for line in costs:
        assert len(line) == len(results)
        read = [low + (y - low_place) / (high_place - low_place) * (high - low) for _, y in line]
        wanted = [result.evaluation_cost for result in results]
        fits += read == pytest.approx(wanted, abs=0.005)
    assert fits == 1  # the other line is the training's
    steps = [b - a for (a, _), (b, _) in itertools.pairwise(costs[0])]
    assert min(steps) == pytest.approx(max(steps), abs=0.03)


def test_the_png_has_the_colours_of_paper_in_either_scheme(qapp):
    theme.choose("light")
    content = paint(*picture_of(learning(30)), "png")
    image = QImage.fromData(content, "PNG")
    assert (image.width(), image.height()) == (SCALE * WIDTH, SCALE * HEIGHT)
    colors = set(
        memoryview(image.convertToFormat(QImage.Format.Format_RGB32).constBits()).cast("I")
    )
    assert {theme.LIGHT.accent.rgb(), theme.LIGHT.muted.rgb(), QColor("white").rgb()} <= colors
    theme.choose("dark")  # the window's scheme is the window's
    assert paint(*picture_of(learning(30)), "png") == content


def test_a_line_of_a_png_is_as_broad_as_in_the_window(qapp):
    level = Curve("", np.arange(9.0), np.ones(9), form="line")
    chart = Chart((Trace("run", "", "accent", (level,)),), "cost")
    image = QImage.fromData(paint(TEXTS, [chart], "png"), "PNG")
    column = [image.pixelColor(image.width() // 3, y) for y in range(image.height())]
    hue = theme.LIGHT.accent.hslHueF()
    assert sum(abs(pixel.hslHueF() - hue) < 0.02 for pixel in column) >= THIN * SCALE


def test_a_thin_pale_curve_lies_below_others_and_is_one_entry_with_its_like(in_sight):
    plot, x = Plot("lines", "Lines"), np.arange(1.0, 4.0)
    book = [
        Curve("the book", x, x + by, is_dashed=by > 2, form="line", is_thin=True, is_pale=True)
        for by in (2.0, 3.0)
    ]
    ours = Curve("evaluation", x[:2], x[:2])  # which has not come so far
    traces = Trace("one", "one", 1, (ours, *book)), Trace("two", "two", 2, (ours,))
    in_sight(plot, 700, 300).show_chart(Chart(traces, "accuracy", "epoch", text="{:.1f}"))
    assert "── the book 4.0 and 5.0" in read_out(plot) and "━━ evaluation 2.0" in read_out(plot)
    assert "the book 4.0 and 5.0" in plot.area.accessibleDescription()
    items = plot.area.getPlotItem().listDataItems()
    thin = [item for item in items if item.name().startswith("the book")]
    assert len(thin) == 2 and len(items) == 4
    own = theme.current().run(1)
    half = theme.mixed(theme.current().page, own, 0.5).name()
    for item in thin:
        assert item.zValue() < min(each.zValue() for each in items if each not in thin)
        pen = pg.mkPen(item.opts["pen"])
        assert pen.color().name() == half != own.name()
        assert pen.widthF() < min(each.opts["pen"].widthF() for each in items if each not in thin)
    styles = [pg.mkPen(item.opts["pen"]).style() for item in thin]
    assert set(styles) == {Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine}
