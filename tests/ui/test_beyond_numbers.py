"""A network whose sums go beyond all numbers, as a file or a wild learning rate may make one.

Its weights are numbers, as a file must have them; what they add up to is none.
"""

import numpy as np
import pytest
from inside import choose, chosen, show
from PySide6.QtWidgets import QSlider

from digitpad import CrossEntropyCost, Network
from digitpad.core import network_file
from digitpad.ui.parts import small_pictures, theme

VIEWS = ("Neuron", "Why?", "Laboratory", "Learning", "Slow Motion")
LARGEST, LARGEST_64 = float(np.finfo(np.float32).max), float(np.finfo(np.float64).max)


def enormous(sizes, scale):
    rng = np.random.default_rng(4)
    dtype = np.float32 if scale <= LARGEST else np.float64

    def filled(rows, columns):
        return (rng.choice([-1.0, 1.0], (rows, columns)) * scale).astype(dtype)

    weights = [filled(rows, columns) for columns, rows in zip(sizes, sizes[1:])]
    biases = [filled(rows, 1) for rows in sizes[1:]]
    return Network.from_arrays(weights, biases, CrossEntropyCost, dtype=dtype)


@pytest.mark.parametrize(
    ("sizes", "scale"),
    [
        ([784, 10], 1e30),
        ([784, 30, 10], LARGEST),
        ([784, 20, 20, 20, 10], LARGEST_64),
    ],
)
def test_every_view_shows_it(open_window, tmp_path, sizes, scale):
    network_file.save(network_file.NetworkFile(enormous(sizes, scale)), tmp_path / "enormous.json")
    desk = open_window()
    assert desk.window.open_file(tmp_path / "enormous.json")
    show(desk)
    see_all(desk, len(sizes) - 1)
    desk.draw([[(0.3, 0.2), (0.5, 0.8)]])
    assert desk.reads().isdigit()
    see_all(desk, len(sizes) - 1)
    for view in VIEWS:
        show(desk, view)
        experiment(desk, view)
    show(desk, "Neuron")
    desk.wait(lambda: desk.text("neuron_fires"))
    desk.wait(lambda: desk.text("accuracy_in_use").endswith(" %"))
    assert max(map(len, desk.text("neuron_sum").split())) < 12  # no number of hundreds of digits
    assert desk.window.minimumSizeHint().width() <= 950


def see_all(desk, layers):
    """Look at a neuron of each layer in each view."""
    for view in VIEWS:
        show(desk, view)
        for layer in range(layers):
            choose(desk, layer, 3)
            for order in range(3):
                desk.find("tile_order").setCurrentIndex(order)
            paint(desk)
            desk.wait(lambda layer=layer: chosen(desk) == (layer, 3))


def experiment(desk, view):
    """Do what can be done in a view."""
    if view == "Neuron":
        desk.click("arithmetic")
        paint(desk)
        desk.click("arithmetic")
    if view == "Why?":
        see_way(desk, 0)
        see_way(desk, 9)
    if view == "Laboratory":
        for slider in desk.find("laboratory").findChildren(QSlider):
            slider.setValue(slider.maximum() // 2)
            paint(desk)
        desk.wait(lambda: " %" in desk.text("laboratory_accuracy"))
    if view == "Slow Motion":
        for _ in range(14):
            desk.click("next_moment")
            paint(desk)


def see_way(desk, goal):
    desk.find("why_other").setCurrentIndex(goal)
    desk.click("show_way")
    desk.wait(lambda: desk.text("way_text"))
    paint(desk)
    desk.click("show_way")


def paint(desk):
    """Have all painted as it is now."""
    panel = desk.window.tabs.currentWidget()
    panel.refresh()
    desk.window.grab()


@pytest.mark.parametrize(
    ("most", "dtype"),
    [
        *((most, np.float64) for most in (5e-324, 1e-320, 1.0, 1e308)),
        *((most, np.float32) for most in (1e-45, 1e-38, 1.0, 1e38)),
    ],
)
def test_the_smallest_numbers_have_the_colours_of_their_signs(most, dtype):
    values = np.array([-most, 0.0, most], dtype)
    colors = theme.current()
    image = small_pictures.signed_image(values[None], float(abs(values).max()))
    assert [image.pixelColor(x, 0) for x in range(3)] == [colors.below, colors.paper, colors.above]
