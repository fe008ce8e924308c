"""The drawing is read while it is drawn: the digit, the image, the ten activations."""

from pathlib import Path

import numpy as np
import pytest
from contrast import contrast
from desk import Desk
from digits import DIGITS, placed
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from digitpad import Network
from digitpad.core import ink
from digitpad.core.data.classes import FASHION
from digitpad.core.inside.verdict import verdict_on
from digitpad.session.drawing.drawing import TestDigit
from digitpad.session.drawing.reading import Reading
from digitpad.session.hands.hand_list import HandList
from digitpad.session.hands.labels import Labels
from digitpad.session.kept.run_store import RunStore
from digitpad.session.session import Session
from digitpad.session.threads.background import Background
from digitpad.training.trainer import Trainer
from digitpad.ui.drawing import activation_bars
from digitpad.ui.drawing.activation_bars import ActivationBars
from digitpad.ui.drawing.reading_view import Prediction, ReadingView
from digitpad.ui.parts import theme


@pytest.fixture
def view(qtbot: QtBot, tmp_path: Path) -> ReadingView:
    """A reading alone, without a window around it."""
    session = Session(Trainer())
    store, background = RunStore(tmp_path / "runs"), Background(session)
    view = ReadingView(Labels(session, HandList(store, background, session)))
    qtbot.addWidget(view)
    return view


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
    desk.wait(lambda: desk.text("confidence") == "activation 1.00")
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
    paper = desk.find("preview").grab().toImage()
    assert blank == ("", "What it reads will stand here.", "")
    desk.draw(placed(7, *PLACES["large"]))
    assert desk.reads() == "7" and desk.find("preview").grab().toImage() != paper
    for take_away in ("action_undo", "action_clear"):
        desk.trigger(take_away)
        assert (desk.reads(), desk.text("confidence"), desk.activations()) == blank
        assert desk.find("preview").grab().toImage() == paper
        desk.draw(placed(7, *PLACES["large"]))


def test_the_preview_is_the_image_that_the_network_is_given(desk: Desk) -> None:
    desk.window.resize(1240, 690)
    desk.wait(lambda: desk.find("preview").width() % 28 == 0)  # whole pixels for each
    desk.draw(placed(5, *PLACES["upper right"]))
    image = ink.from_strokes(desk.find("canvas").strokes())
    shown = desk.find("preview").grab().toImage()
    side = shown.width() // 28
    red = [
        [shown.pixelColor(column * side + 1, row * side + 1).red() for column in range(28)]
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
    outputs = np.array([0.1, 0.0, 0.9, 0.4, 0.0, 0.0, 0.0, 0.2, 0.0, 0.0])
    bars.show_activations(outputs, verdict_on(outputs))
    picture = bars.grab().toImage()
    best, second = height_of("ink", picture, 2), height_of("ink", picture, 3)
    other = height_of("ink", picture, 7)
    assert best > second > other > 0
    assert best / second == pytest.approx(0.9 / 0.4, rel=0.1)
    assert second / other == pytest.approx(0.4 / 0.2, rel=0.15)
    bars.show_activations(None)
    assert height_of("ink", bars.grab().toImage(), 2) == 0


def look_of(prediction: Prediction) -> tuple[float, float]:
    """How high what is painted is, as a part of the label's height, and its contrast."""
    picture = prediction.grab().toImage()
    paper = picture.pixelColor(0, 0)
    colors = [
        [picture.pixelColor(x, y) for x in range(0, picture.width(), 2)]
        for y in range(picture.height())
    ]
    rows = [y for y, row in enumerate(colors) if any(color != paper for color in row)]
    most = max(contrast(color, paper) for row in colors for color in row)
    return (rows[-1] - rows[0]) / picture.height() if rows else 0.0, most


def test_only_a_clear_answer_looks_sure(qtbot: QtBot, view: ReadingView) -> None:
    view.resize(320, 300)
    pictures = {}

    def show(is_side_by_side: bool = False, **activations: float) -> tuple[float, float]:
        outputs = np.zeros((10, 1))
        outputs[[6, 2, 3, 4]] = [[activations.get(name, 0.0)] for name in "abcd"]
        image = np.ones((28, 28), np.float32)
        network = Network([784, 10])
        view.show_reading(Reading(network, image, (outputs,), None, is_side_by_side))
        assert view.prediction.text() == "6"  # for screen readers and scripts, as ever
        pictures[view.confidence.text()] = view.prediction.grab().toImage()
        return look_of(view.prediction)

    height, strongest = show(a=0.9, b=0.3)
    assert strongest > 12
    bars = view.bars.grab().toImage()
    assert height_of("ink", bars, 6) > height_of("ink", bars, 2) > 0
    for hints in (
        {"a": 0.9, "b": 0.8},
        {"a": 0.9, "b": 0.8, "c": 0.7, "d": 0.6},  # so answers a network that was never trained
        {"a": 0.4, "b": 0.3},
        {"a": 0.4},
        {"a": 0.05},
        {"a": 0.99, "is_side_by_side": True},
    ):
        smaller, paler = show(**hints)
        assert 0 < smaller < 0.7 * height and paler < strongest / 2
    assert list(pictures) == [
        "activation 0.90",
        "torn between 6 and 2",
        "torn between 6 and 3 others",
        "unsure: 6 or 2",
        "unsure: perhaps 6",
        "unread: like nothing it knows",
        "one digit at a time",
    ]
    shown = list(pictures.values())
    assert shown[1] == shown[3] and shown[2] == shown[4] and shown[5] == shown[6]  # 6/2, 6?, ?
    assert shown[1] != shown[2] != shown[5] != shown[1]


def texts_of(bars: ActivationBars, monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """The numbers above the bars, and the middle of each."""
    found = {}

    class Pen(QPainter):
        def drawText(self, place, flags, text):
            if "." in text:
                found[text] = place.center().x()
                assert self.fontMetrics().horizontalAdvance(text) < place.width()
            super().drawText(place, flags, text)

    monkeypatch.setattr(activation_bars, "QPainter", Pen)
    bars.grab()
    return found


@pytest.mark.parametrize("width", [238, 640])
def test_numbers_stand_over_rivals_alone_and_never_collide(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    bars = ActivationBars()
    qtbot.addWidget(bars)
    bars.resize(width, 120)

    def numbers(**activations: float) -> list[str]:
        outputs = np.zeros(10)
        for name, activation in activations.items():
            outputs[int(name[1])] = activation
        bars.show_activations(outputs, verdict_on(outputs))
        return list(texts_of(bars, monkeypatch))

    assert numbers(d3=1.0) == numbers(d3=1.0, d5=0.004) == numbers(d3=0.06) == []
    runner_up, first, second = (".12", "1.0", ".98") if width == 238 else ("0.12", "1.00", "0.98")
    assert numbers(d3=1.0, d5=0.12) == [runner_up]
    assert numbers(d3=1.0, d4=0.98) == [first, second]


def test_two_digits_side_by_side_are_said_to_be_too_many(desk: Desk) -> None:
    desk.draw(placed(1, 0.0, 0.3, 0.4))
    assert desk.text("confidence").startswith("activation")
    angle, upright = placed(4, 0.4, 0.3, 0.4)
    desk.draw([angle, upright])
    assert desk.text("confidence") == "one digit at a time"
    desk.trigger("action_clear")
    angle = [(0.3, 0.2), (0.25, 0.5), (0.5, 0.5)]
    desk.draw([angle])
    desk.pen_down((0.6, 0.2))
    for y in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):  # on the way it looks like an L and a 1
        desk.pen_move((0.59, y))
        desk.wait(lambda y=y: desk.find("canvas").strokes()[-1][-1][1] > y - 0.05)
        assert desk.text("confidence") != "one digit at a time"
    desk.pen_up((0.58, 0.85))
    assert desk.text("confidence") != "one digit at a time" and desk.reads() == "4"


def test_clothes_are_called_by_their_names(view: ReadingView) -> None:
    outputs = np.full((10, 1), 0.01)
    outputs[7] = 0.93
    image = np.zeros((28, 28), np.float32)
    view.show_reading(Reading(Network([784, 10]), image, (outputs,), TestDigit(5, 9)))
    assert view.confidence.text() == "activation 0.93"
    assert view.true_label.text() == "test digit 5:\nit is a 9, wrong"
    view.name_classes(FASHION, FASHION)
    assert view.confidence.text() == "sneaker, activation 0.93"
    assert view.true_label.text() == "test digit 5:\nit is an ankle boot, wrong"
    assert view.prediction.text() == "7"


def test_a_reading_is_painted_before_anything_else_has_its_turn(
    qtbot: QtBot, view: ReadingView
) -> None:
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
