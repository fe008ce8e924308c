"""The drawing is read while it is drawn: the digit, how sure, the image, the ten activations."""

import numpy as np
import pytest
from desk import Desk
from digits import DIGITS, placed
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from digitpad.core import ink
from digitpad.ui import theme
from digitpad.ui.drawing.canvas import Canvas
from digitpad.ui.drawing.reading_view import ActivationBars, describe_confidence

PLACES = {
    "large": (0.08, 0.08, 0.84),
    "middling": (0.3, 0.25, 0.45),
    "small": (0.42, 0.4, 0.2),
    "upper left": (0.0, 0.02, 0.3),
    "upper right": (0.7, 0.02, 0.3),
    "lower left": (0.0, 0.68, 0.3),
    "lower right": (0.7, 0.68, 0.3),
}


@pytest.mark.parametrize("place", PLACES)
def test_it_reads_every_digit_wherever_and_however_large_it_is_drawn(
    desk: Desk, place: str
) -> None:
    read = {}
    for digit in DIGITS:
        desk.draw(placed(digit, *PLACES[place]))
        read[digit] = desk.reads()
        desk.trigger("action_clear")
        assert desk.reads() == ""
    assert read == {digit: str(digit) for digit in DIGITS}


def test_the_prediction_follows_the_pen_while_it_is_down(desk: Desk) -> None:
    (nought,) = placed(0, *PLACES["large"])
    desk.pen_down(nought[0])
    desk.wait(desk.reads)
    first = desk.reads(), desk.text("confidence"), desk.activations()
    for point in nought[1:5]:  # a quarter of it, a curve to the left
        desk.pen_move(point)
    desk.wait(lambda: desk.activations() != first[2])
    half_way = desk.reads(), desk.text("confidence"), desk.activations()
    for point in nought[5:]:
        desk.pen_move(point)
    desk.wait(lambda: desk.reads() == "0")
    assert half_way[0] != "0"
    desk.wait(lambda: desk.text("confidence").startswith("over 99 % sure"))
    desk.pen_up(nought[-1])
    assert desk.reads() == "0"


def test_each_stroke_is_read_with_those_before_it(desk: Desk) -> None:
    angle, upright = placed(4, *PLACES["large"])
    desk.draw([angle])
    alone = desk.activations()
    desk.draw([upright])
    assert desk.reads() == "4"
    four = desk.activations()
    desk.trigger("action_undo")
    assert desk.activations() == alone
    desk.trigger("action_redo")
    assert desk.activations() == four
    desk.trigger("action_clear")
    desk.trigger("action_undo")
    assert desk.reads() == "4" and desk.activations() == four


def test_a_blank_canvas_is_not_read(desk: Desk) -> None:
    blank = desk.reads(), desk.text("confidence"), desk.activations()
    paper = desk.find("preview", QWidget).grab().toImage()
    assert blank == ("", "Draw a digit\nfrom 0 to 9.", "")
    desk.draw(placed(7, *PLACES["large"]))
    assert desk.reads() == "7" and desk.find("preview", QWidget).grab().toImage() != paper
    for take_away in ("action_undo", "action_clear"):
        desk.trigger(take_away)
        assert (desk.reads(), desk.text("confidence"), desk.activations()) == blank
        assert desk.find("preview", QWidget).grab().toImage() == paper
        desk.draw(placed(7, *PLACES["large"]))


def test_the_preview_is_the_image_that_the_network_is_given(desk: Desk) -> None:
    desk.draw(placed(5, *PLACES["upper right"]))
    image = ink.from_strokes(desk.find("canvas", Canvas).strokes())
    shown = desk.find("preview", QWidget).grab().toImage()
    side = shown.width() // 28
    red = [
        [shown.pixelColor(column * side + 2, row * side + 2).red() for column in range(28)]
        for row in range(28)
    ]
    paper, pen = theme.current().paper.red(), theme.current().ink.red()
    assert np.abs(np.array(red) - (paper + (pen - paper) * image)).max() <= 1.5
    # What it holds is read: the network itself says the same of it.
    activations = desk.window.network.feedforward(image.reshape(784, 1))[:, 0]
    assert desk.activations() == ", ".join(f"{d}: {a:.2f}" for d, a in enumerate(activations))


def height_of(color_name: str, picture: QImage, digit: int) -> int:
    """How many pixels high a bar of this colour is, down the middle of a digit's column."""
    x = round((digit + 0.5) * picture.width() / 10)
    colors = [picture.pixelColor(x, y).name() for y in range(picture.height())]
    return colors.count(getattr(theme.current(), color_name).name())


def test_the_bars_show_the_digit_read_and_the_runner_up(qtbot) -> None:
    bars = ActivationBars()
    qtbot.addWidget(bars)
    bars.resize(320, 120)
    bars.show_activations(np.array([0.1, 0.0, 0.9, 0.4, 0.0, 0.0, 0.0, 0.2, 0.0, 0.0]))
    picture = bars.grab().toImage()
    best, second = height_of("accent", picture, 2), height_of("runner_up", picture, 3)
    other = height_of("bar", picture, 7)
    assert best > second > other > 0
    assert best / second == pytest.approx(0.9 / 0.4, rel=0.1)
    assert second / other == pytest.approx(0.4 / 0.2, rel=0.15)
    bars.show_activations(None)
    assert height_of("accent", bars.grab().toImage(), 2) == 0


@pytest.mark.parametrize(
    ("best", "second", "words"),
    [
        (0.9999, 0.0001, "over 99 % sure\nor 5, under 1 %"),
        (1.0, 0.5, "over 99 % sure\nor 5, 50 %"),
        (0.97, 0.02, "97 % sure\nor 5, 2 %"),
        (0.5, 0.45, "50 % sure\nor 5, 45 %"),
        (0.49, 0.02, "unsure: 3, 49 %\nor 5, 2 %"),
        (0.004, 0.003, "unsure: 3, under 1 %\nor 5, under 1 %"),
    ],
)
def test_confidence_is_said_in_a_few_words(best: float, second: float, words: str) -> None:
    activations = np.zeros(10)
    activations[[3, 5]] = best, second
    assert describe_confidence(activations) == words
