"""A gallery of digits: what is seen of it, and how one of thousands is chosen."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitpad.ui.parts.gallery import Digit, Gallery


def digits(count: int) -> list[Digit]:
    """Of each a part is inked that tells which one it is."""
    found = []
    for number in range(count):
        pixels = np.zeros(784, np.uint8)
        pixels[28 * (number % 28) :][:28] = 255
        found.append(Digit(pixels, str(number)))
    return found


def shown(qtbot: QtBot, gallery: Gallery, width: int, height: int) -> Gallery:
    qtbot.addWidget(gallery)
    gallery.resize(width, height)
    gallery.show()
    qtbot.waitUntil(lambda: gallery.windowHandle().isExposed())
    return gallery


@pytest.fixture
def many(qtbot: QtBot) -> Gallery:
    gallery = shown(qtbot, Gallery("many", "Many digits", 40), 500, 300)
    gallery.show_digits(digits(10_000))
    return gallery


def test_a_click_chooses_the_digit_under_it(qtbot: QtBot, many: Gallery) -> None:
    many.scrollTo(many.model().index(7_654, 0))
    place = many.visualRect(many.model().index(7_654, 0)).center()
    with qtbot.waitSignal(many.chosen) as told:
        QTest.mouseClick(many.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args[0].caption == "7654"


def test_keys_go_from_digit_to_digit_and_choose(qtbot: QtBot, many: Gallery) -> None:
    many.setFocus()
    columns = many.viewport().width() // many.gridSize().width()
    QTest.keyClick(many, Qt.Key.Key_Home)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        QTest.keyClick(many, key)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(many.chosen) as told:
            QTest.keyClick(many, key)
        assert told.args[0].caption == str(columns + 1)
    QTest.keyClick(many, Qt.Key.Key_End)
    assert many.visualRect(many.currentIndex()).intersects(many.viewport().rect())
    assert many.currentIndex().data() == "9999"


def test_of_thousands_only_those_in_sight_are_painted(many: Gallery) -> None:
    asked: set[int] = set()

    class Watched(list[Digit]):
        def __getitem__(self, index: Any) -> Any:
            if isinstance(index, int):
                asked.add(index)
            return super().__getitem__(index)

    many.show_digits(Watched(digits(10_000)))
    many.grab()
    assert asked and max(asked) < 200


def test_a_step_of_the_wheel_paints_only_what_comes_into_sight(qtbot: QtBot, many: Gallery) -> None:
    many.setFocus()
    qtbot.waitUntil(many.hasFocus)
    painted: list[str] = []

    class Watched(type(many.itemDelegate())):
        def paint(self, painter: Any, option: Any, index: Any) -> None:
            painted.append(index.data())
            super().paint(painter, option, index)

    many.setItemDelegate(Watched(many))
    for place in (100, 130, 160):  # Qt moves no picture before one was painted whole
        QApplication.processEvents()
        painted.clear()
        many.verticalScrollBar().setValue(place)
        QApplication.processEvents()
    rows = many.viewport().height() // many.gridSize().height()
    columns = many.viewport().width() // many.gridSize().width()
    assert 0 < len(set(painted)) <= 4 * columns < rows * columns
    seen, afresh = (
        picture.toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        for picture in (many.screen().grabWindow(many.winId()), many.grab())
    )
    differ = np.frombuffer(seen.constBits(), np.uint8) != np.frombuffer(
        afresh.constBits(), np.uint8
    )
    assert differ.sum() < many.width() / 4  # a line of the focus left behind would be more


def test_a_row_gets_smaller_where_there_is_less_room(qtbot: QtBot) -> None:
    row = shown(qtbot, Gallery("row", "A row", 46, 9), 600, 200)
    row.show_digits(digits(9))
    for width in (600, 300):
        row.resize(width, row.heightForWidth(width))
        qtbot.waitUntil(lambda width=width: row.width() == width)
        last = row.visualRect(row.model().index(8, 0))
        assert last.top() == row.visualRect(row.model().index(0, 0)).top()
        assert last.right() <= width and last.bottom() <= row.height()
    assert row.accessibleDescription() == "0, 1, 2, 3, 4, 5, 6, 7, 8"


def test_digits_are_ink_on_paper(qtbot: QtBot) -> None:
    row = shown(qtbot, Gallery("row", "A row", 56, 2), 400, 200)
    row.show_digits([digits(21)[3], digits(21)[20]])
    picture = row.grab().toImage()
    first = row.visualRect(row.model().index(0, 0)).topLeft()
    second = row.visualRect(row.model().index(1, 0)).topLeft()
    inked = QPoint(28, 7), QPoint(28, 41)  # of the fourth row of pixels, and of the 21st
    dark = [
        [picture.pixelColor(at + where).lightness() < 128 for where in inked]
        for at in (first, second)
    ]
    assert dark == [[True, False], [False, True]]
