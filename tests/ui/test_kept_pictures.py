"""What is painted alike again and again is painted once, and anew when it would look different."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from digitpad.ui.parts import theme
from digitpad.ui.parts.kept_pictures import MOST, KeptPictures


class Sheet(QWidget):
    """Fills itself with the colour of its text, and counts how often it had to."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures = KeptPictures(self)
        self.what: object = "sheet"
        self.painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self.pictures.paint(painter, self.what, self.paint_anew)

    def paint_anew(self, painter: QPainter) -> None:
        self.painted += 1
        painter.fillRect(self.rect(), self.palette().windowText().color())


@pytest.fixture
def sheet(qtbot: QtBot) -> Sheet:
    sheet = Sheet()
    qtbot.addWidget(sheet)
    sheet.resize(40, 30)
    sheet.grab()
    return sheet


def test_what_is_alike_is_painted_once(sheet: Sheet) -> None:
    for _ in range(5):
        sheet.grab()
    assert sheet.painted == 1


def change_color(sheet: Sheet) -> None:
    palette = sheet.palette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor("#12ab34"))
    sheet.setPalette(palette)


def change_font(sheet: Sheet) -> None:
    font = sheet.font()
    font.setBold(True)
    sheet.setFont(font)


def change_scheme(sheet: Sheet) -> None:
    theme.choose(Qt.ColorScheme.Dark)


@pytest.mark.parametrize(
    "change", [change_color, change_font, change_scheme, lambda sheet: sheet.resize(50, 20)]
)
def test_what_looks_different_is_painted_anew(
    sheet: Sheet, change: Callable[[Sheet], None]
) -> None:
    try:
        change(sheet)
        image = sheet.grab().toImage()
        assert sheet.painted == 2
        middle = image.pixelColor(image.width() // 2, image.height() // 2)
        corner = image.pixelColor(image.width() - 1, image.height() - 1)
        assert middle == corner == sheet.palette().windowText().color()
    finally:
        theme.choose(Qt.ColorScheme.Unknown)


def test_pictures_do_not_pile_up(sheet: Sheet) -> None:
    for sheet.what in range(MOST):
        sheet.grab()
    assert sheet.painted == 1 + MOST
    sheet.what = "sheet"  # of long ago
    sheet.grab()
    assert sheet.painted == 2 + MOST
