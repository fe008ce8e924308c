"""The map of all digits: what is painted where, what is pointed at, and how keys walk on it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from steps import result_of

from digitpad import Dataset, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.session.measuring.evaluating import Evaluated, Hands, evaluated
from digitpad.session.measuring.sources import Source
from digitpad.ui.mistakes import map_picture
from digitpad.ui.mistakes.map_canvas import MapCanvas
from digitpad.ui.mistakes.map_picture import Look, MapPicture, painted
from digitpad.ui.parts import theme


@pytest.fixture
def found() -> Evaluated:
    """Forty digits, of which the network reads every fourth one wrong."""
    rng = np.random.default_rng(5)
    images = rng.integers(0, 256, (40, 784)).astype(np.uint8)
    network = Network([784, 8, 10], rng=rng)
    network.large_weight_initializer()
    labels = network.feedforward(images.T / np.float32(255)).argmax(axis=0)
    labels[::4] = (labels[::4] + 1) % 10
    data = Dataset(images, labels.astype(np.uint8))
    question = evaluated(network, "a network", Source(), DataSpec(), True, Hands())
    return result_of(question(lambda _part: data))


def look(width=400, height=300, scale=1.0) -> Look:
    return Look(QSize(width, height), scale, theme.LIGHT)


@pytest.fixture
def picture(qapp, found: Evaluated) -> MapPicture:
    return result_of(painted(found, 1, None, look())(None))


@pytest.fixture
def canvas(qtbot: QtBot, found: Evaluated) -> MapCanvas:
    canvas = MapCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(480, 360)
    canvas.show()
    qtbot.waitUntil(lambda: canvas.windowHandle().isExposed())
    canvas.show_picture(None, "Nothing is measured yet.")
    # The legend takes room, which the picture needs to know.
    canvas.show_picture(result_of(painted(found, 1, None, canvas.look())(None)))
    canvas.show_picture(result_of(painted(found, 1, None, canvas.look())(None)))
    return canvas


def place_of(canvas: MapCanvas, row: int) -> QPoint:
    x, y = canvas.picture.places[row] + 0.5
    corner = canvas.rect().adjusted(canvas.fontMetrics().height() + 4, 2, 0, 0).topLeft()
    return corner + QPoint(int(x), int(y))


def test_each_digit_has_a_mark_of_its_colour_where_the_map_lays_it(picture: MapPicture) -> None:
    found, laid = picture.digits.found, picture.digits.map
    values = laid.coordinates - laid.coordinates.mean(axis=0)
    pixels = picture.places - picture.places.mean(axis=0)
    # The same scale along both axes, and up is more.
    scale = pixels[:, 0] @ values[:, 0] / (values[:, 0] @ values[:, 0])
    np.testing.assert_allclose(pixels, values * (scale, -scale), atol=0.01)
    seen = 0
    for row, (x, y) in enumerate(np.rint(picture.places).astype(int).tolist()):
        apart = np.hypot(*(picture.places - picture.places[row]).T)
        label = int(found.evaluation.labels[row])
        if np.sort(apart)[1] > 14 and label != 0:  # alone; a 0 is a ring
            assert picture.image.pixelColor(x, y) == theme.LIGHT.digits[label]
            seen += 1
    assert seen > 5
    assert picture.image.pixelColor(1, 1) == theme.LIGHT.paper


def test_mistakes_are_ringed_unless_they_are_too_many(
    qapp, found: Evaluated, picture: MapPicture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ring(shown: MapPicture) -> list[bool]:
        """Whether there is orange around each digit."""
        around = []
        for x, y in np.rint(shown.places).astype(int).tolist():
            near = [(x + dx, y + dy) for dx in range(-6, 7) for dy in range(-6, 7)]
            colors = [shown.image.pixelColor(*at) for at in near]
            around.append(colors.count(theme.LIGHT.misread_mark) >= 4)
        return around

    wrong = set(found.evaluation.wrong.tolist())
    assert picture.ringed and wrong and all(ring(picture)[row] for row in wrong)
    lonely = [
        row
        for row in range(40)
        if row not in wrong
        and min(np.hypot(*(picture.places[list(wrong)] - picture.places[row]).T)) > 20
    ]
    assert lonely and not any(ring(picture)[row] for row in lonely)
    monkeypatch.setattr(map_picture, "MOST_RINGS", 3)
    many = result_of(painted(found, 1, None, look())(None))
    assert not many.ringed and not any(ring(many))


def test_another_size_is_painted_from_the_same_map_and_another_layer_is_laid_anew(
    found: Evaluated, picture: MapPicture
) -> None:
    larger = result_of(painted(found, 1, picture, look(800, 600, 2.0))(None))
    assert larger.digits is picture.digits and larger.image.size() == QSize(1600, 1200)
    pixels = result_of(painted(found, 0, picture, look())(None))
    assert pixels.digits is not picture.digits and len(pixels.digits.map.axes) == 784


def test_what_is_pointed_at_is_told_and_a_click_chooses_it(
    qtbot: QtBot, canvas: MapCanvas, found: Evaluated
) -> None:
    QTest.mouseMove(canvas, place_of(canvas, 8))
    qtbot.waitUntil(lambda: canvas.pointed == 8)
    label, read = found.evaluation.labels[8], found.evaluation.read[8]
    said = canvas.accessibleDescription()
    assert said.startswith(f"test digit 8 is {label}, read as {read}: activation 0.")
    with qtbot.waitSignal(canvas.chosen) as told:
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place_of(canvas, 11))
    assert told.args == [11]
    shares = canvas.picture.digits.map.shares
    assert f"{100 * shares[0]:.1f} and {100 * shares[1]:.1f} per cent" in canvas.accessibleName()


def test_keys_go_to_the_nearest_digit_to_a_side_and_choose_it(
    qtbot: QtBot, canvas: MapCanvas
) -> None:
    canvas.setFocus()
    canvas.point_at(3)
    ways = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Right: (1, 0)}
    for key, (dx, dy) in ways.items():
        places, start = canvas.picture.places, canvas.pointed
        QTest.keyClick(canvas, key)
        best, nearest = start, np.inf
        for row, (x, y) in enumerate(places - places[start]):
            along, aside = x * dx + y * dy, abs(x * dy) + abs(y * dx)
            if along > 0.5 and along >= aside and x * x + y * y < nearest:
                best, nearest = row, x * x + y * y
        assert canvas.pointed == best != start
    with qtbot.waitSignal(canvas.chosen) as told:
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert told.args == [canvas.pointed]
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.pointed is None


def test_nothing_is_pointed_at_where_there_is_no_map(canvas: MapCanvas) -> None:
    canvas.show_picture(None, "Nothing is measured yet.")
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.pointed is None
    assert canvas.accessibleDescription() == "Nothing is measured yet."
    assert not canvas.grab().isNull()
