"""The drawing is read while it is drawn: the digit, the image, the ten activations."""

import numpy as np
import pytest
from digits import DIGITS, placed
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage

from digitpad import Network
from digitpad.core import ink
from digitpad.core.data.dataset import FASHION
from digitpad.session.drawing import TestDigit
from digitpad.session.hands import HandList, Labels
from digitpad.session.keeper import Keeper
from digitpad.session.reading import Reading
from digitpad.session.session import Session
from digitpad.training.trainer import Trainer
from digitpad.ui.drawing.reading_view import ActivationBars, ReadingView
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


@pytest.fixture
def view(qtbot, tmp_path):
    """A reading alone, without a window around it."""
    session = Session(Trainer())
    hands = HandList(session, Keeper(session, tmp_path / "digitpad.sqlite"))
    view = ReadingView(Labels(session, hands))
    qtbot.addWidget(view)
    return view


def reading(known=None, several=False, **outputs):
    """A reading with these outputs, d6=0.9 for that of the 6; all others are 0."""
    activations = np.zeros((10, 1))
    for name, activation in outputs.items():
        activations[int(name[1])] = activation
    image = np.ones((28, 28), np.float32)
    return Reading(Network([784, 10]), image, (activations,), known, several)


def test_it_reads_every_digit_wherever_and_however_large_it_is_drawn(desk):
    for place in PLACES.values():
        drawn = np.stack([ink.from_strokes(placed(digit, *place)) for digit in DIGITS])
        outputs = desk.window.network.feedforward(drawn.reshape(-1, 784).T)
        assert outputs.argmax(axis=0).tolist() == list(DIGITS)
    for digit in DIGITS:
        desk.draw(placed(digit, *list(PLACES.values())[digit % len(PLACES)]))
        assert desk.reads() == str(digit)
        desk.trigger("action_clear")
        assert desk.reads() == ""


def test_the_prediction_follows_the_pen_while_it_is_down(desk):
    (nought,) = placed(0, *PLACES["large"])
    desk.pen_down(nought[0])
    desk.wait(desk.reads)
    first = desk.activations()
    for point in nought[1:5]:  # a quarter of it, a curve to the left
        desk.pen_move(point)
    desk.wait(lambda: desk.activations() != first)
    assert desk.reads() != "0"
    for point in nought[5:]:
        desk.pen_move(point)
    desk.wait(lambda: desk.reads() == "0" and desk.text("confidence") == "activation 1.00")
    desk.pen_up(nought[-1])
    assert desk.reads() == "0"


def test_each_stroke_is_read_with_those_before_it_and_a_blank_canvas_is_not(desk):
    def seen():
        return desk.reads(), desk.activations(), desk.find("preview").grab().toImage()

    blank = seen()
    assert blank[:2] == ("", "")
    angle, upright = placed(4, *PLACES["large"])
    desk.draw([angle])
    alone = seen()
    desk.draw([upright])
    four = seen()
    assert four[0] == "4" and four[2] != alone[2] != blank[2]
    for action, wanted in (("undo", alone), ("redo", four), ("clear", blank), ("undo", four)):
        desk.trigger(f"action_{action}")
        assert seen() == wanted


def test_the_preview_is_the_image_that_the_network_is_given(desk):
    desk.draw(placed(5, *PLACES["upper right"]))
    image = ink.from_strokes(desk.find("canvas").strokes())
    shown = desk.find("preview").grab().toImage()
    side = shown.width() // 28  # within a frame of one pixel
    red = [
        [shown.pixelColor(column * side + 2, row * side + 2).red() for column in range(28)]
        for row in range(28)
    ]
    paper, pen = theme.current().paper.red(), theme.current().ink.red()
    assert np.abs(np.array(red) - (paper + (pen - paper) * image)).max() <= 1.5
    # What it holds is read: the network itself says the same of it.
    activations = desk.window.network.feedforward(image.reshape(784, 1))[:, 0]
    assert desk.activations() == ", ".join(f"{d}: {a:.2f}" for d, a in enumerate(activations))


def bars_of(qtbot, width, **outputs):
    """The ten bars as they are seen: whether a pixel is ink, (rows, columns)."""
    bars = ActivationBars()
    qtbot.addWidget(bars)
    bars.resize(width, 120)
    bars.show_activations(reading(**outputs).outputs)
    picture = bars.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(120, -1)[:, :width]
    return rows < 128


def test_the_bars_are_as_high_as_the_activations(qtbot):
    seen = bars_of(qtbot, 320, d2=0.8, d3=0.4, d7=0.2)
    two, three, seven, none = seen[20:, [80, 112, 240, 16]].sum(axis=0)  # below the numbers
    assert [two / three, three / seven] == pytest.approx([2, 2], rel=0.1)
    assert none == 1


@pytest.mark.parametrize("width", [238, 640])
def test_what_is_active_has_a_number_and_numbers_never_collide(qtbot, width):
    over = bars_of(qtbot, width, d3=1.0, d4=0.98, d5=0.12, d6=0.09)[:14].any(axis=0)
    columns = np.array_split(over, 10)
    assert [digit for digit, column in enumerate(columns) if column.any()] == [3, 4, 5]
    assert not any(column[[0, -1]].any() for column in columns)


def test_only_a_clear_answer_looks_sure_and_has_a_runner_up(view):
    answers = {
        "activation 0.90": reading(d6=0.9, d2=0.3),
        "torn between 6 and 2": reading(d6=0.9, d2=0.8),
        "unsure: perhaps 6": reading(d6=0.4),
        "unread: like nothing it knows": reading(d6=0.05),
        "one digit at a time": reading(several=True, d6=0.99),
    }
    for words, answer in answers.items():
        view.show_reading(answer)
        is_clear = words == "activation 0.90"
        assert view.confidence.text() == words
        assert view.prediction.text() == "6"
        assert view.prediction.property("role") == ("reading" if is_clear else "doubt")
        assert view.runner_up.text() == ("next: 2, with 0.30" if is_clear else "")


def test_two_digits_side_by_side_are_said_to_be_too_many(desk):
    desk.draw(placed(1, 0.0, 0.3, 0.4))
    assert desk.text("confidence").startswith("activation")
    desk.draw(placed(4, 0.4, 0.3, 0.4))
    assert desk.text("confidence") == "one digit at a time"
    desk.trigger("action_clear")
    desk.draw([[(0.3, 0.2), (0.25, 0.5), (0.5, 0.5)]])
    desk.pen_down((0.6, 0.2))
    for y in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):  # on the way it looks like an L and a 1
        desk.pen_move((0.59, y))
        desk.wait(lambda y=y: desk.find("canvas").strokes()[-1][-1][1] > y - 0.05)
        assert desk.text("confidence") != "one digit at a time"
    desk.pen_up((0.58, 0.85))
    assert desk.text("confidence") != "one digit at a time" and desk.reads() == "4"


def test_clothes_are_called_by_their_names(view):
    view.show_reading(reading(TestDigit(1013, 9), d7=0.93))
    assert view.confidence.text() == "activation 0.93"
    assert view.true_label.accessibleName() == "Test digit 1,013 is a 9: misread."
    view.name_classes(FASHION, FASHION)
    assert view.confidence.text() == "sneaker, activation 0.93"
    assert view.true_label.accessibleName() == "Test digit 1,013 is an ankle boot: misread."
    assert view.prediction.text() == "7"
    at_the_right = QPoint(view.bars.width() - 1, 5)
    assert view.bars.explained_at(at_the_right) == "Output 9: ankle boot, activation 0.0000"
