"""Curves show the epochs that have ended, and read out the exact values under the pointer."""

import itertools
import re

import pyqtgraph as pg
import pytest
from curves import Curves, marks_drawn
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget
from results import epoch_result
from wheel import turn_wheel

from digitpad.ui.plots.plot import LinkedPlots

NAMES = ("evaluation_cost", "evaluation_accuracy", "training_cost", "training_accuracy")
MEASURED = [
    (0.5125, 9321, 0.4321, 46_950),
    (0.45, 9450, 0.40006, 47_777),
    (0.41, 9512, 0.39, 48_000),
]
RESULTS = [epoch_result(e, **dict(zip(NAMES, row))) for e, row in enumerate(MEASURED, start=1)]
WITH_PENALTY = [
    epoch_result(1, evaluation_cost=0.5, training_cost=0.3, penalty=1000.0),
    epoch_result(2, evaluation_cost=0.6, training_cost=0.25, penalty=2500.0),
    epoch_result(3, evaluation_cost=0.1, training_cost=0.2),  # of an earlier version
]


@pytest.fixture
def cost(qtbot):
    yield from shown(Curves("cost"), qtbot)


@pytest.fixture
def accuracy(qtbot):
    yield from shown(Curves("accuracy"), qtbot)


def shown(curves, qtbot):
    """Show curves in a window that has room beside them."""
    window = QWidget()
    layout = QHBoxLayout(window)
    layout.setContentsMargins(0, 0, 100, 0)
    layout.addWidget(curves)
    qtbot.addWidget(window)
    window.resize(700, 300)
    window.show()
    qtbot.waitUntil(lambda: window.windowHandle().isExposed())
    yield curves


def points(curves):
    """The points of each curve, by its name."""
    plot = curves.findChild(pg.PlotWidget)
    found = {}
    for curve in plot.getPlotItem().listDataItems():
        epochs, values = curve.getData()
        found[curve.name()] = [] if epochs is None else list(zip(epochs, values, strict=True))
    return found


def read_out(curves):
    """What the legend says, without its markup."""
    text = curves.findChild(QLabel).text().replace("&nbsp;", " ")
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def point_at(curves, epoch):
    """Move the mouse to an epoch of the plot, from beside it."""
    curves.grab()  # pyqtgraph sets a plot's ranges as it paints it
    plot = curves.findChild(pg.PlotWidget)
    view = plot.getPlotItem().vb
    middle = view.viewRect().center().y()
    position = plot.mapFromScene(view.mapViewToScene(QPointF(epoch, middle)))
    point_elsewhere(curves)
    window = curves.window()
    QTest.mouseMove(window.windowHandle(), plot.viewport().mapTo(window, position))


def point_elsewhere(curves):
    """Move the mouse beside the plot."""
    QTest.mouseMove(curves.window().windowHandle(), QPoint(curves.width() + 50, 150))


def test_there_are_no_points_before_an_epoch_has_ended(cost, accuracy):
    assert points(cost) == {"training cost": [], "evaluation cost": []}
    assert points(accuracy) == {"training accuracy": [], "evaluation accuracy": []}
    point_at(cost, 1)  # nothing to read out, and nothing goes wrong
    assert read_out(cost) == "cost ━━ evaluation ╍╍ training"


def test_each_epoch_adds_a_point_to_each_curve(cost, accuracy):
    for curves in (cost, accuracy):
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


def test_a_monitor_that_is_off_adds_no_points(cost, accuracy):
    results = [epoch_result(1, evaluation_accuracy=9000), epoch_result(2, training_cost=0.4)]
    cost.show_results(results)
    accuracy.show_results(results)
    assert points(cost) == {"evaluation cost": [], "training cost": [(2, 0.4)]}
    assert points(accuracy) == {"evaluation accuracy": [(1, 90)], "training accuracy": []}
    point_at(accuracy, 1)
    assert read_out(accuracy) == "accuracy epoch 1 ━━ evaluation 90.00 % ╍╍ training"


def test_the_epoch_under_the_pointer_is_read_out_else_the_last_one(cost, accuracy):
    cost.show_results(RESULTS[:2])
    accuracy.show_results(RESULTS)
    assert read_out(cost) == "cost epoch 2 ━━ evaluation 0.4500 ╍╍ training 0.4001"
    point_at(cost, 1)
    cost.show_results(RESULTS)  # the next epoch ends while the pointer rests
    assert read_out(cost) == "cost epoch 1 ━━ evaluation 0.5125 ╍╍ training 0.4321"
    point_at(cost, 2.4)  # between two epochs: the nearer one
    assert read_out(cost) == "cost epoch 2 ━━ evaluation 0.4500 ╍╍ training 0.4001"
    point_at(cost, 2.6)
    assert read_out(cost) == "cost epoch 3 ━━ evaluation 0.4100 ╍╍ training 0.3900"
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
    legend, plot = accuracy.findChild(QLabel), accuracy.findChild(pg.PlotWidget)
    assert legend.sizeHint().width() <= width and accuracy.minimumSizeHint().width() == least
    qtbot.waitUntil(lambda: legend.height() >= legend.sizeHint().height())
    assert not legend.geometry().intersects(plot.geometry())
    said = read_out(accuracy)
    for words in ("accuracy", "evaluation 95.12 %", "training 96.00 %", "epoch"):
        assert words in said


def test_costs_can_be_shown_without_their_penalty(cost):
    """Of 10,000 evaluation images and of 50,000 training images."""
    cost.show_results(WITH_PENALTY)
    cost.choose(quantity="cost without penalty")
    assert points(cost)["evaluation cost"] == [(1, pytest.approx(0.4)), (2, pytest.approx(0.35))]
    assert points(cost)["training cost"] == [(1, pytest.approx(0.28)), (2, pytest.approx(0.2))]
    assert "cost without the penalty" in cost.findChild(QLabel).text()
    cost.choose(quantity="cost")
    assert points(cost)["training cost"] == [(1, 0.3), (2, 0.25), (3, 0.2)]
    assert "cost with the penalty" in cost.findChild(QLabel).text()


def test_axes_say_what_they_measure(cost, accuracy):
    def labels(curves):
        item = curves.findChild(pg.PlotWidget).getPlotItem()
        return item.getAxis("left").labelText, item.getAxis("bottom").labelText

    assert labels(cost) == ("cost", "epoch")
    assert labels(accuracy) == ("accuracy (%)", "epoch")


def ticks(curves, axis):
    """The numbers at an axis."""
    item = curves.findChild(pg.PlotWidget).getPlotItem()
    if not item.getAxis(axis).style["showValues"]:
        return []
    low, high = item.vb.viewRange()[0 if axis == "bottom" else 1]
    size = item.vb.width() if axis == "bottom" else item.vb.height()
    return [value for _, level in item.getAxis(axis).tickValues(low, high, size) for value in level]


@pytest.mark.parametrize("epochs", [1, 2, 3, 7, 30, 39, 400, 4990])
def test_whole_epochs_are_named(cost, epochs):
    cost.show_results([epoch_result(e, evaluation_cost=1.0) for e in range(1, epochs + 1)])
    numbers = ticks(cost, "bottom")
    assert any(1 <= number <= epochs for number in numbers)
    assert all(number == int(number) for number in numbers)
    assert len(numbers) == len(set(numbers))


def test_of_a_long_history_the_highest_and_lowest_are_drawn(cost):
    epochs = range(1, 10_001)
    results = [epoch_result(i, evaluation_cost=1 / i, eta=0.5 if i < 900 else 0.25) for i in epochs]
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
    (left, right), _ = curves.findChild(pg.PlotWidget).getPlotItem().vb.viewRange()
    return left, right


def zoom(curves, notches):
    turn_wheel(curves.findChild(pg.PlotWidget).viewport(), notches)
    curves.grab()


def rings(curves):
    """Where values are ringed that are read out."""
    items = curves.findChild(pg.PlotWidget).getPlotItem().vb.allChildItems()
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
        QTest.keyClick(curves.findChild(pg.PlotWidget), key)


def test_keys_walk_from_epoch_to_epoch(both):
    cost, accuracy = both
    press(cost, Qt.Key.Key_Left)
    assert crosshair(cost) == crosshair(accuracy) == 40
    press(accuracy, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right)
    assert crosshair(cost) == crosshair(accuracy) == 39
    said = accuracy.findChild(pg.PlotWidget).accessibleDescription()
    assert said.startswith("epoch 39, evaluation 90.39 %")
    press(cost, *[Qt.Key.Key_Left] * 50)
    assert crosshair(accuracy) == 1 and "epoch 1 " in read_out(accuracy)
    press(cost, *[Qt.Key.Key_Right] * 50)
    assert crosshair(cost) == 40
    point_at(cost, 7.2)
    press(cost, Qt.Key.Key_Right)
    assert crosshair(cost) == crosshair(accuracy) == 8  # on from the pointer
    press(cost, Qt.Key.Key_Escape)
    assert crosshair(cost) is crosshair(accuracy) is None
    press(cost, Qt.Key.Key_Right)
    assert crosshair(cost) == 1
    cost.show_results([])
    press(cost, Qt.Key.Key_Right)
    assert crosshair(cost) is None


def test_the_epoch_that_keys_go_to_is_in_sight(both):
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
        return [c.findChild(QToolButton).isVisible() for c in both]

    everything = seen(cost)
    assert seen(accuracy) == everything and ways_back() == [False, False]
    zoom(cost, 3)
    assert everything[0] < seen(cost)[0] and seen(accuracy) == pytest.approx(seen(cost))
    assert ways_back() == [True, True]
    more = [*LONG, epoch_result(41, evaluation_cost=0.1, evaluation_accuracy=9500)]
    for curves in both:
        curves.show_results(more)
        assert seen(curves)[1] < 41  # the view does not follow
    accuracy.findChild(QToolButton, "accuracy_way_back").click()
    assert seen(cost) == seen(accuracy) and seen(cost)[1] > 41
    assert ways_back() == [False, False]


def test_nobody_zooms_beyond_the_curves(cost):
    cost.show_results(LONG)
    cost.grab()
    everything = seen(cost)
    zoom(cost, -20)
    assert seen(cost) == pytest.approx(everything)
    for _ in range(30):
        zoom(cost, 3)
    assert seen(cost)[1] - seen(cost)[0] == pytest.approx(1, abs=0.01)


def test_the_values_fit_the_epochs_that_are_in_sight(cost):
    cost.show_results(LONG)
    cost.grab()
    cost.look_at((30, 40))
    cost.grab()
    _, (bottom, top) = cost.findChild(pg.PlotWidget).getPlotItem().vb.viewRange()
    assert 0.005 < bottom < 0.5 / 40 and 1 / 30 < top < 0.04


def test_where_nothing_was_measured_there_is_no_scale(cost, accuracy):
    for curves in (cost, accuracy):
        assert ticks(curves, "left") == ticks(curves, "bottom") == []
    only_costs = [epoch_result(1, evaluation_cost=0.5), epoch_result(2, evaluation_cost=0.4)]
    for curves in (cost, accuracy):
        curves.show_results(only_costs)
    assert ticks(cost, "left") and ticks(cost, "bottom")
    assert ticks(accuracy, "left") == [] and ticks(accuracy, "bottom")
    cost.show_results([])  # as after New
    assert ticks(cost, "left") == ticks(cost, "bottom") == []


def test_few_epochs_are_points_and_many_a_line(cost):
    def has_points(epochs):
        cost.show_results([epoch_result(e, evaluation_cost=1 / e) for e in range(1, epochs + 1)])
        (line,) = [i for i in items(cost) if i.name() == "evaluation cost"]
        return line.opts["symbol"] is not None

    assert [has_points(epochs) for epochs in (1, 60, 1000, 30)] == [True, True, False, True]


def items(curves):
    return curves.findChild(pg.PlotWidget).getPlotItem().listDataItems()


def test_a_double_click_shows_all_again(cost):
    cost.show_results(LONG)
    cost.grab()
    plot = cost.findChild(pg.PlotWidget)
    everything = plot.viewRange()[0]
    turn_wheel(plot.viewport(), 2)
    assert plot.viewRange()[0] != everything
    QTest.mouseDClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=plot.rect().center())
    # QTest presses twice and lets go once: Qt would take the button for pressed ever after.
    QTest.mouseRelease(plot.viewport(), Qt.MouseButton.LeftButton, pos=plot.rect().center())
    assert plot.viewRange()[0] == everything


def test_the_cost_can_be_scaled_by_its_logarithm_and_is_read_out_as_it_is(cost):
    cost.show_results([epoch_result(e, evaluation_cost=10.0 ** (1 - e)) for e in range(1, 5)])
    for is_logarithmic, heights in ((True, [0, -1, -2, -3]), (False, [1, 0.1, 0.01, 0.001])):
        cost.choose(is_logarithmic=is_logarithmic)
        assert [y for _, y in points(cost)["evaluation cost"]] == pytest.approx(heights)
        assert "0.0010" in read_out(cost)


def test_the_curves_mark_where_the_settings_changed(cost):
    def marks():
        """What is said above the plot, where there is room for it."""
        marks = marks_drawn(cost)
        return sorted((i.value(), i.label.format) for i in marks if i.label.isVisible())

    assert marks() == []
    changed = [
        epoch_result(1, evaluation_cost=1.0),
        epoch_result(2, evaluation_cost=0.9, eta=0.25),
        epoch_result(3, evaluation_cost=0.8, eta=0.25),
        epoch_result(4, evaluation_cost=0.7, eta=0.1, lmbda=1.0),
    ]
    cost.show_results(changed)
    assert marks() == [(1.5, "η 0.25"), (3.5, "η 0.1, λ 1")]
    cost.show_results(changed[:3])
    assert marks() == [(1.5, "η 0.25")]
    cost.show_results(changed[:1])
    assert marks() == []
    cost.show_results(changed, [(2.0, "best"), (0.5, "data: squares"), (1.5, "L1")])
    told = [text for _, text in cost.marks()]
    assert told == ["data: squares", "L1, η 0.25", "best", "η 0.1, λ 1"]


def test_marks_that_stand_close_are_not_written_over_each_other(cost):
    many = [epoch_result(e, evaluation_cost=1.0, eta=1 / e) for e in range(1, 2001)]
    cost.show_results(many)
    lines = marks_drawn(cost)
    texts = [line.label for line in lines if line.label.isVisible()]
    assert 3 < len(texts) < 40 and len(lines) < 400
    places = sorted((t.sceneBoundingRect().left(), t.sceneBoundingRect().right()) for t in texts)
    assert all(right <= left + 10 for (_, right), (left, _) in itertools.pairwise(places))
