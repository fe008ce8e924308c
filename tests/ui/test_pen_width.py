"""How broad the pen is, is for the eye alone."""

from collections.abc import Callable

import pytest
from desk import Desk

from digitpad.ui.parts import theme

WIDTHS = ("thin", "usual", "broad")


def inked(desk: Desk) -> int:
    """How many pixels of the canvas's middle line are ink."""
    picture = desk.find("canvas").grab().toImage()
    y, ink = picture.height() // 2, theme.current().ink
    return sum(picture.pixelColor(x, y) == ink for x in range(picture.width()))


@pytest.fixture
def drawn(desk: Desk) -> Desk:
    desk.draw([[(0.5, 0.2), (0.5, 0.8)]])
    return desk


def test_strokes_are_as_broad_as_is_chosen_also_under_way_and_read_as_before(drawn: Desk) -> None:
    read, usual = drawn.activations(), inked(drawn)
    found = {}
    for width in WIDTHS:
        drawn.trigger(f"action_pen_{width}")
        found[width] = inked(drawn)
        assert drawn.activations() == read
    assert found["thin"] < 0.7 * found["usual"] and found["broad"] > 1.4 * found["usual"]
    assert found["usual"] == usual

    # A stroke under way is as broad as those before.
    drawn.trigger("action_pen_broad")
    before = inked(drawn)
    drawn.pen_down((0.2, 0.1))
    for step in range(2, 10):
        drawn.pen_move((0.2, 0.1 * step))
    assert inked(drawn) == pytest.approx(2 * before, abs=2)
    drawn.pen_up((0.2, 0.9))
    assert inked(drawn) == pytest.approx(2 * before, abs=2)


def test_the_width_is_remembered(drawn: Desk, open_window: Callable[..., Desk]) -> None:
    drawn.trigger("action_pen_thin")
    drawn.window.close()
    drawn.window.finish()
    again = open_window()
    assert again.action("action_pen_thin").isChecked()
    again.draw([[(0.5, 0.2), (0.5, 0.8)]])
    assert inked(again) == inked(drawn)


def test_the_eraser_says_that_it_leaves_a_picture(desk: Desk) -> None:
    desk.trigger("action_test_digit")
    desk.wait(lambda: desk.reads())
    read = desk.activations()
    desk.trigger("action_eraser")
    desk.draw([[(0.2, 0.5), (0.8, 0.5)]])
    assert "only strokes" in desk.window.statusBar().currentMessage()
    assert desk.activations() == read
