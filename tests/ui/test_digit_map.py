"""The map of all digits: which marks lie where, and what is pointed at."""

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest
from steps import result_of

from digitpad import Dataset, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.session.evaluation import Inked, Source, evaluated
from digitpad.session.mistakes import map_of
from digitpad.ui.mistakes import map_view
from digitpad.ui.mistakes.map_view import DigitMapPlot


@pytest.fixture
def found():
    """Forty digits, of which the network reads every fourth one wrong."""
    rng = np.random.default_rng(5)
    images = rng.integers(0, 256, (40, 784)).astype(np.uint8)
    network = Network([784, 8, 10], rng=rng)
    network.large_weight_initializer()
    labels = network.feedforward(images.T / np.float32(255)).argmax(axis=0)
    labels[::4] = (labels[::4] + 1) % 10
    data = Dataset(images, labels.astype(np.uint8))
    of = network, "a network", Source(), DataSpec()
    return result_of(evaluated(lambda *_: data, *of, True, Inked()))


@pytest.fixture
def plot(qtbot, found):
    plot = DigitMapPlot()
    qtbot.addWidget(plot)
    plot.resize(480, 360)
    plot.show()
    qtbot.waitUntil(lambda: plot.windowHandle().isExposed())
    plot.show_map(result_of(map_of(None, found, 1, lambda: None)))
    plot.grab()
    return plot


def scatters(plot):
    items = plot.area.getPlotItem().vb.allChildItems()
    return [item for item in items if isinstance(item, pg.ScatterPlotItem)]


def points(item):
    return {(round(float(x), 4), round(float(y), 4)) for x, y in zip(*item.getData())}


def laid(plot, rows):
    return {(round(float(x), 4), round(float(y), 4)) for x, y in plot.places[rows]}


def place_of(plot, row):
    view = plot.area.getPlotItem().vb
    return plot.area.mapFromScene(view.mapViewToScene(QPointF(*plot.places[row].tolist())))


def test_each_digit_has_a_mark_of_its_kind_where_the_map_lays_it(plot, found):
    clouds = [item for item in scatters(plot) if item.opts["size"] == map_view.MARK]
    assert len(clouds) == 10
    labels = found.evaluation.labels
    expected = [laid(plot, labels == digit) for digit in range(10)]
    drawn = [points(cloud) for cloud in clouds]  # in another order: thin marks lie on top
    assert sorted(map(sorted, drawn)) == sorted(map(sorted, expected))
    looks = {(cloud.opts["symbol"], cloud.opts["brush"].color().name()) for cloud in clouds}
    assert len(looks) == 10
    view = plot.area.getPlotItem().vb.viewPixelSize()
    assert view[0] == pytest.approx(view[1], rel=0.01)  # the same scale along both axes


def test_mistakes_are_ringed_unless_they_are_too_many(plot, found, monkeypatch):
    (rings,) = [item for item in scatters(plot) if item.opts["size"] == map_view.RING]
    wrong = np.isin(np.arange(40), found.evaluation.wrong)
    assert wrong.any() and points(rings) == laid(plot, wrong)
    monkeypatch.setattr(map_view, "MOST_RINGS", 3)
    plot.show_map(plot.shown)
    assert points(rings) == set()


def test_what_is_pointed_at_is_told(qtbot, plot, found):
    QTest.mouseMove(plot.area.viewport(), place_of(plot, 8))
    qtbot.waitUntil(lambda: plot.pointed == 8)
    label, read = found.evaluation.labels[8], found.evaluation.read[8]
    said = plot.area.accessibleDescription()
    assert said.startswith(f"test digit 8 is {label}, read as {read}: activation 0.")
