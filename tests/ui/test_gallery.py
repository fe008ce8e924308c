"""A gallery of digits: what is seen of it, and how one of thousands is chosen."""

import numpy as np
import pytest
from desk import click_item
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.ui.parts import theme
from digitpad.ui.parts.gallery import Gallery
from digitpad.ui.parts.small_pictures import Tile, inked, signed

Role = Qt.ItemDataRole


def digits(count):
    """Of each a part is inked that tells which one it is."""
    found = []
    for number in range(count):
        pixels = np.zeros(784, np.uint8)
        pixels[28 * (number % 28) :][:28] = 255
        found.append(inked(pixels, str(number)))
    return found


def shown(qtbot, gallery, width, height):
    qtbot.addWidget(gallery)
    gallery.resize(width, height)
    gallery.show()
    qtbot.waitUntil(lambda: gallery.windowHandle().isExposed())
    return gallery


@pytest.fixture
def many(qtbot):
    gallery = shown(qtbot, Gallery("many", "Many digits", 40), 500, 300)
    gallery.show_tiles(digits(10_000))
    return gallery


def test_a_click_chooses_the_digit_under_it(qtbot, many):
    many.scrollTo(many.model().index(7_654, 0))
    with qtbot.waitSignal(many.chosen) as told:
        click_item(many, 7_654)
    assert told.args[0].caption == "7654"


def test_keys_go_from_digit_to_digit_and_choose(qtbot, many):
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


def test_of_thousands_only_those_in_sight_are_painted(many):
    asked = set()

    class Watched(list[Tile]):
        def __getitem__(self, index):
            if isinstance(index, int):
                asked.add(index)
            return super().__getitem__(index)

    many.show_tiles(Watched(digits(10_000)))
    many.grab()
    assert 0 < len(asked) < 200


def test_a_row_gets_smaller_where_there_is_less_room(qtbot):
    row = shown(qtbot, Gallery("row", "A row", 46, 9), 600, 200)
    row.show_tiles(digits(9))
    for width in (600, 300):
        row.resize(width, row.heightForWidth(width))
        qtbot.waitUntil(lambda width=width: row.width() == width)
        last = row.visualRect(row.model().index(8, 0))
        assert last.top() == row.visualRect(row.model().index(0, 0)).top()
        assert last.right() <= width and last.bottom() <= row.height()
    assert row.accessibleDescription() == "0, 1, 2, 3, 4, 5, 6, 7, 8"


def test_as_many_others_keep_the_choice_and_the_place(many):
    many.show_chosen(5_000)
    scrolled = many.verticalScrollBar().value()
    many.show_tiles(digits(10_000))
    assert many.currentIndex().row() == 5_000
    assert many.verticalScrollBar().value() == scrolled > 0
    many.show_tiles(digits(20))
    assert many.model().rowCount() == 20 and not many.currentIndex().isValid()


def lightness(gallery, row):
    """Of a column of pixels in the middle of a picture, one of each of its 28 rows."""
    image = gallery.model().index(row, 0).data(Role.DecorationRole)
    side = image.width()
    return [image.pixelColor(side // 2, (2 * y + 1) * side // 56).lightness() for y in range(28)]


def test_digits_are_ink_on_paper_and_numbers_are_blue_and_red(qtbot):
    row = shown(qtbot, Gallery("row", "A row", 56, 3), 600, 200)
    values = np.zeros((28, 28), np.float32)
    values[3], values[20], values[21] = -2, 1, 9
    row.show_tiles([digits(21)[20], signed(values, "weights", most=2)])
    dark = [y for y, light in enumerate(lightness(row, 0)) if light < 128]
    assert dark == [20]
    image, colors = row.model().index(1, 0).data(Role.DecorationRole), theme.current()
    for y, strongest, part in (
        (3, colors.below, 1),
        (20, colors.above, 0.5),
        (21, colors.above, 1),
    ):
        color = image.pixelColor(image.width() // 2, (2 * y + 1) * image.width() // 56)
        expected = theme.mixed(colors.paper, strongest, part)
        assert np.allclose(color.getRgb(), expected.getRgb(), atol=2)
    assert row.model().index(1, 0).data() == "weights ≤−2 ≥2"  # and 9 is beyond


def test_a_cell_is_told_and_can_be_framed(qtbot):
    row = shown(qtbot, Gallery("row", "A row", 56, 1), 600, 200)
    values = np.zeros((28, 28), np.float32)
    values[5, 7] = -0.25
    row.show_tiles([signed(values, "weights")])
    tile, side = row.visualRect(row.model().index(0, 0)), row.iconSize().width()
    place = QPoint(tile.left() + (tile.width() - side) // 2, tile.top())
    at = place + QPoint((2 * 7 + 1) * side // 56, (2 * 5 + 1) * side // 56)
    assert row.explained_at(at) == "weights, ±0.25, 7, 5: −0.25"
    before = lightness(row, 0)
    row.mark(28 * 9 + 14)  # in the middle of the tenth row
    after = lightness(row, 0)
    changed = [y for y in range(28) if before[y] != after[y]]
    assert changed and set(changed) <= set(range(6, 13))


def test_large_captions_do_not_cover_each_other(qtbot):
    gallery = shown(qtbot, Gallery("some", "Some", 40, longest="0>0 .00"), 500, 300)
    font = gallery.font()
    font.setPointSize(30)
    gallery.setFont(font)
    wide = gallery.fontMetrics().horizontalAdvance("0>0 .00")
    assert gallery.gridSize().width() > wide > 80
    assert gallery.gridSize().height() > 40 + gallery.fontMetrics().height()


def test_ctrl_c_copies_the_picture_and_its_caption(qtbot, many):
    many.show_chosen(20)
    many.setFocus()
    QTest.keyClick(many, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QApplication.clipboard().mimeData()
    assert copied.text() == "20"
    image = copied.imageData()
    side = image.width()
    inked = [image.pixelColor(side // 2, (2 * y + 1) * side // 56).lightness() for y in range(28)]
    assert [y for y, light in enumerate(inked) if light < 128] == [20]
    QApplication.clipboard().clear()
