"""A plot of several runs, or of something else than epochs, without a window around it."""

import csv
import io
import itertools
from dataclasses import replace

import numpy as np
import pytest
from curves import marks_drawn
from pyqtgraph import TextItem
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from results import epoch_result

from digitpad.core.learning.epoch import Change
from digitpad.core.learning.settings import Architecture, Hyperparameters
from digitpad.core.network import Network
from digitpad.session.runs.job import Job
from digitpad.session.runs.run import Networks, Run
from digitpad.ui.parts.theme import current
from digitpad.ui.plots.chart import Chart, Curve, RunTraces, Trace, run_chart, trace_of
from digitpad.ui.plots.plot import MOST_TRACES, LinkedPlots, Plot
from digitpad.ui.plots.plots_export import chart_csv
from digitpad.ui.plots.series import Series, remarks_on


def results(epochs, height=1.0):
    return [
        epoch_result(e, evaluation_cost=height + 1 / e, training_cost=height / 2 + 1 / e)
        for e in range(1, epochs + 1)
    ]


def runs(*heights, epochs=10):
    """A trace each, of a run whose cost ends at this height."""
    return [
        trace_of([Series(results(epochs, height))], "cost", f"id {i}", f"run {i}", i)
        for i, height in enumerate(heights, start=1)
    ]


@pytest.fixture
def plot(qtbot):
    plot = Plot("cost", "cost by epoch")
    qtbot.addWidget(plot)
    plot.resize(700, 320)
    plot.show()
    return plot


def test_an_empty_plot_says_what_will_be_there_and_has_no_numbers(qtbot):
    plot = Plot("cost", "cost by epoch", blank="Here it will fall")
    qtbot.addWidget(plot)
    plot.show()
    item = plot.area.getPlotItem()
    (text,) = [i for i in plot.area.scene().items() if isinstance(i, TextItem)]
    axes = [item.getAxis(side) for side in ("left", "bottom")]

    def seen():
        return text.isVisible(), any(axis.isVisible() for axis in axes)

    assert seen() == (True, False) and text.toPlainText() == "Here it will fall"
    plot.show_chart(run_chart(runs(1.0), "cost"))
    assert seen() == (False, True)
    plot.show_chart(run_chart([], "cost"))
    assert seen() == (True, False)


def drawn(plot):
    items = plot.area.getPlotItem().listDataItems()
    return [tuple(values.tolist() for values in item.getData()) for item in items]


def said(plot):
    return plot.area.accessibleDescription()


def point_at(plot, x, y):
    plot.area.scene().sigMouseMoved.emit(plot.view.mapViewToScene(QPointF(x, y)))


def press(plot, *keys):
    for key in keys:
        QTest.keyClick(plot.area, key)


def test_of_several_runs_the_one_under_the_pointer_is_read_out(plot):
    plot.show_chart(run_chart(runs(1.0, 2.0, 3.0), "cost"))
    point_at(plot, 4.2, 2.3)
    assert said(plot) == "epoch 4, evaluation 2.2500, training 1.2500"
    assert "cost, run 2" in plot.findChild(QLabel).text()
    point_at(plot, 5.9, 3.1)
    assert said(plot) == "epoch 6, evaluation 3.1667, training 1.6667"


def test_a_chosen_run_stands_out_and_its_line_is_told(plot, qtbot):
    other = Plot("accuracy", "accuracy by epoch")
    qtbot.addWidget(other)
    LinkedPlots(plot, other)
    for one in (plot, other):
        one.show_chart(run_chart(runs(*map(float, range(1, 9))), "cost"))

    def seen(number):
        """How much there is of a run's own colour."""
        image, color = plot.area.grab().toImage(), current().run(number)
        places = itertools.product(range(0, image.width(), 2), range(image.height()))
        return sum(image.pixelColor(x, y) == color for x, y in places)

    usual = seen(1), seen(6)
    plot.choose(frozenset({"6"}))
    assert seen(6) > 1.2 * usual[1] and seen(1) < 0.6 * usual[0]
    label = plot.findChild(QLabel, "cost_legend")
    assert "run 6" in label.text()
    plot.choose(frozenset({"4"}))
    assert "run 4" in label.text()
    point_at(plot, 5, 8.1)
    assert "run 8" in label.text()
    assert "run 8" in other.findChild(QLabel, "accuracy_legend").text()
    plot.choose(frozenset())
    assert seen(1) > 0.9 * usual[0]


def test_runs_that_end_earlier_are_read_out_where_they_are(plot):
    traces = [*runs(1.0, epochs=3), *(replace(t, key="b") for t in runs(2.0, epochs=8))]
    plot.show_chart(run_chart(traces, "cost"))
    press(plot, Qt.Key.Key_Left)
    assert said(plot) == "epoch 8"  # the first has no value there
    plot.choose(frozenset("b"))
    assert said(plot) == "epoch 8, evaluation 2.1250, training 1.1250"


def test_a_run_that_goes_or_comes_leaves_the_others_as_they_are(plot):
    traces = runs(1.0, 2.0, 3.0)
    plot.show_chart(run_chart(traces, "cost"))
    before = plot.area.getPlotItem().listDataItems()
    plot.show_chart(run_chart([traces[0], traces[2]], "cost"))
    after = plot.area.getPlotItem().listDataItems()
    assert after == before[:2] + before[4:]
    plot.show_chart(run_chart([], "cost"))
    assert not plot.area.getPlotItem().listDataItems() and not plot.y_axis.style["showValues"]


def test_a_run_that_diverged_leaves_the_others_their_height(plot):
    plot.show_chart(run_chart(runs(1.0, 2.0, 4000.0), "cost"))
    _, (bottom, top) = plot.view.viewRange()
    assert bottom < 0.6 and 3 < top < 10
    plot.show_chart(run_chart(runs(4000.0), "cost"))
    assert plot.view.viewRange()[1][1] > 4000


def test_names_stand_apart_at_the_ends_of_at_most_twelve_lines(plot):
    plot.show_chart(run_chart(runs(*np.linspace(1, 1.2, 15)), "cost"))
    texts = [i for i in plot.view.allChildItems() if isinstance(i, TextItem) and i.isVisible()]
    heights = sorted(i.pos().y() for i in texts)
    assert len(texts) == 12
    pixels = np.diff(heights) / plot.view.viewPixelSize()[1]
    assert pixels.min() >= 0.9 * plot.fontMetrics().height()


def test_more_runs_than_can_be_told_apart_are_not_drawn(plot):
    plot.show_chart(run_chart(runs(*np.linspace(1, 9, MOST_TRACES + 7), epochs=2), "cost"))
    assert len(drawn(plot)) == 2 * MOST_TRACES


def test_a_band_is_painted_from_the_lowest_to_the_highest(plot):
    series = [Series(results(10, height)) for height in (1.0, 2.0, 6.0)]
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


def test_a_plot_of_something_else_says_what_it_is_over(plot):
    sizes, accuracies = np.array([100.0, 1000.0, 50_000.0]), np.array([69.0, 88.0, 96.0])
    trace = Trace("a", "seed 1", 1, (Curve("measured", sizes, accuracies),))
    texts = ("accuracy", "training images", "last accuracy (%)", "{:.2f} %")
    plot.show_chart(Chart((trace,), *texts, logarithmic=(True, False)))
    assert drawn(plot)[0][0] == pytest.approx([2, 3, np.log10(50_000)])
    press(plot, Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert said(plot) == "1,000 training images, measured 88.00 %"
    axis = plot.area.getPlotItem().getAxis("bottom")
    assert axis.tickStrings([2, 3, 4], 1, 1) == ["100", "1000", "10000"]
    plot.show_chart(run_chart(runs(1.0), "cost"))  # and an ordinary plot again
    assert drawn(plot)[0][0] == list(range(1, 11))


@pytest.mark.parametrize("width", [240, 330, 700])
def test_a_plot_keeps_its_height_while_values_come_and_go(plot, width):
    def height():
        plot.layout().activate()
        return plot.area.height()

    plot.resize(width, 320)
    unmeasured = Curve("evaluation", np.arange(1.0, 3), np.full(2, np.nan))
    heights = set()
    measured = runs(1.0)
    plot.show_chart(run_chart([replace(measured[0], curves=(unmeasured, unmeasured))], "cost"))
    heights.add(height())
    plot.show_chart(run_chart([measured[0]], "cost"))
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Escape):
        press(plot, key)
        heights.add(height())
    assert len(heights) == 1


def test_costs_below_nothing_are_left_out_of_a_logarithmic_plot(plot):
    curve = Curve("evaluation", np.arange(1.0, 5), np.array([1.0, 0.0, -1.0, 0.01]))
    plot.show_chart(run_chart([Trace("a", "", 1, (curve,))], "cost", logarithmic=(False, True)))
    assert drawn(plot) == [([1.0, 4.0], [0.0, -2.0])]


def test_runs_of_equal_title_have_lines_of_their_own_in_the_plot_of_gradients(plot):
    """Fails where a line is known by its name: do one experiment twice, check both."""
    histories = [
        tuple(epoch_result(e, gradient_lengths=(a / e, a)) for e in (1, 2, 3)) for a in (0.1, 0.4)
    ]
    architecture, name = Architecture((30, 30)), "2 hidden layers"
    runs = [
        Run(number=i, architecture=architecture, name=name, history=history)
        for i, history in enumerate(histories, start=1)
    ]
    plot.show_chart(RunTraces().gradients(runs))
    assert len(drawn(plot)) == 2
    heights = [10 ** np.array(y) for _, y in drawn(plot)]
    np.testing.assert_allclose(heights, [[a / e for e in (1, 2, 3)] for a in (0.1, 0.4)])


def test_marks_of_epochs_that_are_gone_are_gone(plot):
    """After going back to the best epoch, and going on."""
    settings = Hyperparameters(epochs=10, mini_batch_size=500)
    longer = Change(9, replace(settings, epochs=11))
    history = tuple(results(11))
    job = Job(settings, epochs=11, mini_batches=1100, changes=(longer,))
    network = Network([784, 10])
    run = Run(
        number=1,
        architecture=Architecture(()),
        history=history,
        jobs=(job,),
        best_epoch=5,
        networks=Networks(network, network),
    )
    assert remarks_on(run.record) == [(5.0, "best")]
    back = run.gone_back()
    other = replace(settings, mini_batch_size=250, regularization="L1")
    for job, marks in ((Job(settings), []), (Job(other), [(5.5, "mini-batches of 250, L1")])):
        on = replace(back, history=back.history + history[5:], jobs=(*back.jobs, job))
        assert remarks_on(on.record) == [*marks, (5.0, "best")]


def test_marks_are_those_of_the_run_that_is_read_out(plot):
    def places():
        return {mark.value() for mark in marks_drawn(plot)}

    first, second = runs(1.0, 2.0)
    marked = [replace(first, marks=[(2.5, "η 0.1")]), replace(second, marks=[(4.0, "best")])]
    plot.show_chart(run_chart(marked, "cost"))
    assert plot.marks() == [(2.5, "η 0.1")] and places() == {2.5}
    plot.choose(frozenset({"2"}))
    assert plot.marks() == [(4.0, "best")] and places() == {4.0}
    plot.choose(frozenset())
    assert places() == {2.5}
    plot.show_chart(run_chart(marked[::-1], "cost"))
    assert places() == {4.0}  # the first one is read out


def test_what_a_plot_shows_can_be_written_as_numbers():
    text = chart_csv([run_chart(runs(1.0, 2.0, epochs=2), "cost")]).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 8
    assert rows[5] == {
        "measured": "cost",
        "name": "run 2",
        "curve": "evaluation",
        "over": "epoch",
        "x": "2.0",
        "y": "2.5",
    }
