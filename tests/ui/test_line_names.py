"""The names beside the ends of lines: each can be read."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage

from digitpad.ui.parts.theme import LIGHT
from digitpad.ui.plots.chart import Chart, Curve, Trace
from digitpad.ui.plots.plot import Plot
from digitpad.ui.plots.plot_items import NAMES_APART, apart


@pytest.mark.parametrize("heights", [[10, 90], [10, 11, 12], [97, 98, 99, 100], [50] * 5])
def test_names_stand_apart_and_none_is_left_out(heights: list[float]) -> None:
    placed = apart([float(y) for y in heights], lowest=100)
    assert len(placed) == len(heights)
    assert all(b - a >= NAMES_APART for a, b in zip(placed, placed[1:]))
    assert placed[-1] < 100


def test_names_that_have_room_stand_at_their_lines() -> None:
    assert apart([10.0, 50.0], lowest=100) == [10, 50]


@pytest.mark.parametrize("width", [400, 700])
def test_a_name_lies_over_no_line_also_where_a_line_ends_early(qtbot, width: int) -> None:
    plot = Plot("some", "Some lines", LIGHT)
    qtbot.addWidget(plot)
    plot.resize(width, 300)
    plot.show()

    def trace(name: str, number: int, epochs: int, value: float) -> Trace:
        x = np.arange(1.0, epochs + 1)
        return Trace(name, name, number, (Curve("evaluation", x, np.full(epochs, value)),), name)

    short, long = trace("thirty epochs", 1, 30, 97.0), trace("sixty epochs, slower", 2, 60, 97.2)
    assert plot.show_chart(Chart((short, long), "accuracy"))
    view = plot.area.view
    image: QImage = plot.area.grab().toImage()
    last = plot.area.mapFromScene(view.mapViewToScene(QPointF(60, 97.2)))

    def is_orange(x: int, y: int) -> bool:  # a thin line is paler than its colour
        near = [image.pixelColor(x, y + dy) for dy in (-1, 0, 1)]
        return any(pixel.red() > pixel.blue() + 40 for pixel in near)

    # The longer line is whole, and neither name begins before its end.
    early = plot.area.mapFromScene(view.mapViewToScene(QPointF(32, 97.2)))
    assert all(is_orange(x, last.y()) for x in range(early.x(), last.x() - 2))
    letters = [
        x
        for x in range(early.x() + 2, image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).blue() > image.pixelColor(x, y).red() + 60
    ]
    assert sum(x > last.x() for x in letters) > 30
