"""The map of all digits: what is painted where, what is pointed at, and how keys walk on it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from steps import result_of

from digitpad import Dataset, Network
from digitpad.core.data.data_spec import DataSpec
from digitpad.session.measuring.evaluating import Evaluated, Hands, evaluated
from digitpad.session.measuring.mistake_questions import map_of
from digitpad.session.measuring.sources import Source
from digitpad.ui.mistakes import map_canvas
from digitpad.ui.mistakes.map_canvas import MapCanvas
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


@pytest.fixture
def canvas(qtbot: QtBot, found: Evaluated) -> MapCanvas:
    canvas = MapCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(480, 360)
    canvas.show()
    qtbot.waitUntil(lambda: canvas.windowHandle().isExposed())
    canvas.show_map(None, "Nothing is measured yet.")
    canvas.show_map(result_of(map_of(found, 1, None)(None)))
    return canvas


def places_on(canvas: MapCanvas) -> np.ndarray:
    return canvas.places(canvas.shown.map.coordinates)


def place_of(canvas: MapCanvas, row: int) -> QPoint:
    x, y = places_on(canvas)[row]
    return QPoint(int(x), int(y))


def image_of(canvas: MapCanvas) -> QImage:
    return canvas.grab().toImage()


@pytest.fixture
def without_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names of the classes would hide some marks."""
    monkeypatch.setattr(MapCanvas, "_paint_names", lambda *_: None)


def test_each_digit_has_a_mark_of_its_colour_where_the_map_lays_it(
    without_names: None, canvas: MapCanvas, found: Evaluated
) -> None:
    def check() -> None:
        places, shown = places_on(canvas), canvas.shown.map
        values = shown.coordinates - shown.coordinates.mean(axis=0)
        pixels = places - places.mean(axis=0)
        # The same scale along both axes, and up is more.
        scale = pixels[:, 0] @ values[:, 0] / (values[:, 0] @ values[:, 0])
        np.testing.assert_allclose(pixels, values * (scale, -scale), atol=0.01)
        image, seen, paper = image_of(canvas), 0, theme.LIGHT.paper
        for row, (x, y) in enumerate(np.floor(places).astype(int).tolist()):
            apart = np.hypot(*(places - places[row]).T)
            label = int(found.evaluation.labels[row])
            if np.sort(apart)[1] > 14 and label != 0:  # alone; a 0 is a ring
                assert image.pixelColor(x, y) == theme.LIGHT.digits[label]
                seen += 1
        assert seen > 5
        assert image.pixelColor(3, 3) == paper

    check()
    canvas.resize(800, 500)
    check()


def test_mistakes_are_ringed_unless_they_are_too_many(
    without_names: None, canvas: MapCanvas, found: Evaluated, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = places_on(canvas)

    def ring() -> list[bool]:
        """Whether there is orange around each digit."""
        image, around = image_of(canvas), []
        for x, y in np.floor(places).astype(int).tolist():
            near = [(x + dx, y + dy) for dx in range(-6, 7) for dy in range(-6, 7)]
            colors = [image.pixelColor(*at) for at in near]
            around.append(colors.count(theme.LIGHT.misread_mark) >= 4)
        return around

    wrong = set(found.evaluation.wrong.tolist())
    rings = ring()
    assert wrong and all(rings[row] for row in wrong)
    lonely = [
        row
        for row in range(40)
        if row not in wrong and min(np.hypot(*(places[list(wrong)] - places[row]).T)) > 20
    ]
    assert lonely and not any(rings[row] for row in lonely)
    monkeypatch.setattr(map_canvas, "MOST_RINGS", 3)
    canvas.show_map(canvas.shown)
    assert not any(ring())


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
    assert canvas.accessibleName() == "Map of 40 digits"


def test_keys_go_to_the_nearest_digit_to_a_side_and_choose_it(
    qtbot: QtBot, canvas: MapCanvas
) -> None:
    canvas.setFocus()
    canvas.point_at(3)
    ways = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Right: (1, 0)}
    for key, (dx, dy) in ways.items():
        places, start = places_on(canvas), canvas.pointed
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
    canvas.show_map(None, "Nothing is measured yet.")
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.pointed is None
    assert canvas.accessibleDescription() == "Nothing is measured yet."
    assert not canvas.grab().isNull()
