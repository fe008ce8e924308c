"""The drawing is read while it is drawn: the digit, the image, the ten activations."""

import numpy as np
import pytest
from desk import Desk
from digits import DIGITS, placed
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from digitpad import Network
from digitpad.core import ink
from digitpad.core.data.classes import FASHION
from digitpad.session.drawing.drawing import TestDigit
from digitpad.session.drawing.reading import Reading
from digitpad.ui.drawing.activation_bars import ActivationBars
from digitpad.ui.drawing.canvas import Canvas
from digitpad.ui.drawing.reading_view import Prediction, ReadingView, describe
from digitpad.ui.parts import theme

PLACES = {
    "large": (0.08, 0.08, 0.84),
    "middling": (0.3, 0.25, 0.45),
    "small": (0.42, 0.4, 0.2),
    "upper left": (0.0, 0.02, 0.3),
    "upper right": (0.7, 0.02, 0.3),
    "lower left": (0.0, 0.68, 0.3),
    "lower right": (0.7, 0.68, 0.3),
}


def test_it_reads_every_digit_wherever_and_however_large_it_is_drawn(desk: Desk) -> None:
    for place in PLACES.values():
        drawn = np.stack([ink.from_strokes(placed(digit, *place)) for digit in DIGITS])
        outputs = desk.window.network.feedforward(drawn.reshape(-1, 784).T)
        assert outputs.argmax(axis=0).tolist() == list(DIGITS)
    for digit in DIGITS:
        desk.draw(placed(digit, *list(PLACES.values())[digit % len(PLACES)]))
        assert desk.reads() == str(digit)
        desk.trigger("action_clear")
        assert desk.reads() == ""


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
    desk.wait(lambda: desk.text("confidence") == "0, activation 1.00")
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
    assert blank == ("", "Draw a digit.", "")
    desk.draw(placed(7, *PLACES["large"]))
    assert desk.reads() == "7" and desk.find("preview", QWidget).grab().toImage() != paper
    for take_away in ("action_undo", "action_clear"):
        desk.trigger(take_away)
        assert (desk.reads(), desk.text("confidence"), desk.activations()) == blank
        assert desk.find("preview", QWidget).grab().toImage() == paper
        desk.draw(placed(7, *PLACES["large"]))


def test_the_preview_is_the_image_that_the_network_is_given(desk: Desk) -> None:
    desk.window.resize(1240, 690)
    desk.wait(lambda: desk.find("preview", QWidget).width() == 112)  # whole pixels for each
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
        (0.9999, 0.0001, "3, activation 1.00"),
        (0.99, 0.49, "3, activation 0.99"),
        (0.6, 0.49, "3, activation 0.60"),
        (1.0, 0.5, "torn between 3 and 5"),
        (0.97, 0.95, "torn between 3 and 5"),
        (0.49, 0.02, "unsure: 3 or 5"),
        (0.1, 0.02, "unsure: 3 or 5"),
        (0.09, 0.003, "no output is active"),
    ],
)
def test_what_the_outputs_say_is_said_in_a_few_words(
    best: float, second: float, words: str
) -> None:
    activations = np.zeros(10)
    activations[[3, 5]] = best, second
    assert describe(activations) == words
    named = words.replace("3", "dress").replace("5", "sandal")
    assert describe(activations, FASHION) == named


def darkest(prediction: Prediction) -> int:
    """How strongly the digit stands out from the paper around it."""
    picture = prediction.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    gray = [picture.pixelColor(x, y).value() for x in range(76) for y in range(0, 100, 2)]
    return abs(gray[0] - min(gray)) + abs(gray[0] - max(gray))


def test_the_digit_fades_with_its_activation_and_stays_what_it_is(qtbot) -> None:
    prediction = Prediction()
    qtbot.addWidget(prediction)
    prediction.resize(76, 110)
    pictures, contrasts = [], []
    for activation in (0.99, 0.6, 0.35, 0.05):
        prediction.show_digit("8", activation)
        assert prediction.text() == "8"
        pictures.append(prediction.grab().toImage())
        contrasts.append(darkest(prediction))
    assert contrasts[0] > contrasts[1] > contrasts[2] > 20
    prediction.show_digit("3", 0.05)  # both are question marks
    assert prediction.text() == "3" and prediction.grab().toImage() == pictures[3]
    prediction.show_digit("3", 0.35)
    assert prediction.grab().toImage() != pictures[2]
    prediction.show_digit("", 0.0)
    assert darkest(prediction) == 0


def test_clothes_are_called_by_their_names(qtbot) -> None:
    view = ReadingView()
    qtbot.addWidget(view)
    outputs = np.full((10, 1), 0.01)
    outputs[7] = 0.93
    image = np.zeros((28, 28), np.float32)
    view.show_reading(Reading(Network([784, 10]), image, (outputs,), TestDigit(5, 9)))
    assert view.confidence.text() == "7, activation 0.93"
    assert view.true_label.text() == "test digit 5:\nit is a 9, wrong"
    view.name_classes(FASHION, FASHION)
    assert view.confidence.text() == "sneaker, activation 0.93"
    assert view.true_label.text() == "test digit 5:\nit is an ankle boot, wrong"
    assert view.prediction.text() == "7"


def test_a_reading_is_painted_before_anything_else_has_its_turn(qtbot: QtBot) -> None:
    view = ReadingView()
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    painted = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                painted.append(watched)
            return False

    watch = Watch()
    parts = (view.bars, view.prediction, view.preview)
    for part in parts:
        part.installEventFilter(watch)
    QApplication.processEvents()
    painted.clear()
    image, outputs = np.ones((28, 28), np.float32), np.full((10, 1), 0.9)
    view.show_reading(Reading(Network([784, 10]), image, (outputs,), None))
    assert set(painted) == set(parts)


@pytest.mark.qt_log_ignore("This plugin does not support raise")
@pytest.mark.parametrize(("x", "tip"), [(0, "Output 0: T-shirt"), (310, "Output 9: ankle boot")])
def test_each_bar_says_what_it_stands_for(qtbot, x: int, tip: str) -> None:
    bars = ActivationBars()
    qtbot.addWidget(bars)
    bars.resize(320, 120)
    bars.name_classes(FASHION)
    bars.show_activations(np.linspace(0, 0.9, 10))
    bars.show()
    at = QPoint(x, 60)
    QApplication.sendEvent(bars, QHelpEvent(QEvent.Type.ToolTip, at, bars.mapToGlobal(at)))
    assert QToolTip.text() == f"{tip}, activation {'0.0000' if x == 0 else '0.9000'}"
    QToolTip.hideText()
