"""Rows of signed bars: how long they are, how one is pointed at and chosen, and what is copied."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from digitpad.ui.inside.seen import INPUT, Choice, RowPlaces
from digitpad.ui.parts import theme
from digitpad.ui.parts.layouts import REST, column
from digitpad.ui.parts.signed_bars import SignedBars
from digitpad.ui.parts.views import ShortList

Left = Qt.MouseButton.LeftButton


@pytest.fixture
def bars(qtbot):
    bars = SignedBars("bars", "Bars", 4, "neuron 12")
    qtbot.addWidget(bars)
    bars.show_bars([("neuron 12", 1.234), ("neuron 3", -0.617), ("pixel 5", 0.0), ("bias", 0.1)])
    bars.resize(400, bars.sizeHint().height())
    bars.show()
    qtbot.waitUntil(lambda: bars.windowHandle().isExposed())
    return bars


def middle(bars, row):
    return bars.visualRect(bars.model().index(row, 0)).center()


def length(bars, row, color):
    """How many pixels in the middle of a row have this colour."""
    image, y = bars.viewport().grab().toImage(), middle(bars, row).y()
    return sum(image.pixelColor(x, y) == color for x in range(image.width()))


def test_bars_are_red_above_0_and_blue_below_on_one_scale(bars):
    colors = theme.current()
    longest = length(bars, 0, colors.above)
    assert longest > 60 and not length(bars, 0, colors.below)
    assert length(bars, 1, colors.below) == pytest.approx(longest / 2, abs=2)
    assert not length(bars, 2, colors.above) and not length(bars, 2, colors.below)
    assert bars.verticalScrollBar().maximum() == 0  # it is as high as its rows
    bars.show_bars([("neuron 12", 1e-4), ("neuron 3", 0.0)], strong=(1,))
    model = bars.model()
    assert [model.index(row, 1).data() for row in range(2)] == ["+1.0e−04", "0.00"]
    fonts = [model.index(row, 0).data(Qt.ItemDataRole.FontRole) for row in range(2)]
    assert fonts[0] is None and fonts[1].bold()


def test_a_row_is_pointed_at_and_chosen_by_mouse_and_keys(qtbot, bars):
    choice = Choice(bars)
    places = RowPlaces(bars, choice)
    places.show([(1, 12), (1, 3), (INPUT, 5), None])
    for row, place in ((1, (1, 3)), (2, (INPUT, 5)), (3, None), (0, (1, 12))):
        QTest.mouseMove(bars.viewport(), middle(bars, row))
        qtbot.waitUntil(lambda place=place: choice.pointed == place)
    places.show([(1, 3), (1, 4), (INPUT, 5), None])  # another one is below the pointer
    assert choice.pointed == (1, 3)
    QTest.mouseClick(bars.viewport(), Left, pos=middle(bars, 2))  # a pixel is no neuron
    assert not choice.is_by_hand
    QTest.mouseClick(bars.viewport(), Left, pos=middle(bars, 1))
    assert (choice.layer, choice.neuron) == (1, 4)
    bars.setFocus()
    QTest.keyClick(bars, Qt.Key.Key_Home)
    assert choice.pointed == (1, 3)
    for key, neuron in ((Qt.Key.Key_Return, 3), (Qt.Key.Key_Down, 3), (Qt.Key.Key_Space, 4)):
        QTest.keyClick(bars, key)
        assert choice.neuron == neuron
    QTest.keyClick(bars, Qt.Key.Key_Down)
    assert choice.pointed == (INPUT, 5)
    bars.clearFocus()
    assert choice.pointed is None


def test_all_rows_are_told_and_copied(bars):
    model = bars.model()
    told = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(4)]
    assert told == ["neuron 12 +1.23", "neuron 3 −0.62", "pixel 5 0.00", "bias +0.10"]
    QTest.keyClick(bars, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = "neuron 12\t+1.23\nneuron 3\t−0.62\npixel 5\t0.00\nbias\t+0.10"
    assert QGuiApplication.clipboard().text() == copied


def test_a_short_list_is_as_high_as_its_rows_however_many_lines_they_have(qtbot):
    around = QWidget()
    qtbot.addWidget(around)
    rows = ShortList("rows", "Rows")
    column(rows, REST, of=around)
    around.show()
    rows.addItems(["a change of many words, " * 4, "another"])
    for width, lines in ((2000, 2), (300, 3)):
        around.resize(width, 400)
        height = lines * rows.fontMetrics().height()
        qtbot.waitUntil(lambda least=height: rows.height() >= least)
        assert rows.height() == sum(rows.visualItemRect(rows.item(i)).height() for i in (0, 1))
