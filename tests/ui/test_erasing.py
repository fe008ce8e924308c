"""The eraser, in the hand: what it touches goes, and one undo brings back what one drag took."""

import pytest
from desk import files
from digits import placed
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from tablet import TabletPen

from digitpad.session.drawing import ERASER_WIDTH, Drawing
from digitpad.ui.drawing.painting import as_drawn
from digitpad.ui.parts import theme

LEVEL = [(0.1, 0.5), (0.9, 0.5)]
LOWER = [(0.1, 0.8), (0.9, 0.8)]
DOWN = [(0.5, 0.3), (0.5, 0.6)]


def strokes(desk):
    return desk.find("canvas").strokes()


def ink_at(desk, x, y):
    """Whether a point of the canvas is inked."""
    color = desk.window.grab().toImage().pixelColor(desk.at((x, y)))
    assert color in (theme.current().ink, theme.current().paper)
    return color == theme.current().ink


def test_what_it_touches_goes_and_what_is_left_is_read(desk):
    desk.draw(placed(7, 0.1, 0.1, 0.8))
    assert desk.reads() == "7"
    desk.trigger("action_eraser")
    desk.draw([[(0.05, 0.1), (0.9, 0.1)]])  # the bar of the 7 goes, a 1 is left
    desk.wait(lambda: desk.reads() == "1")
    desk.trigger("action_clear")

    desk.draw([LEVEL, LOWER])
    desk.click("eraser")
    desk.draw([DOWN])
    left, right, lower = strokes(desk)
    assert left[-1][0] < 0.5 - ERASER_WIDTH / 2 and right[0][0] > 0.5 + ERASER_WIDTH / 2
    assert lower[0] == pytest.approx([0.1, 0.8], abs=0.01) and len(lower) > 5
    # No ink is left under the circle, though it just goes on beside it.
    assert not ink_at(desk, 0.5 - 0.9 * ERASER_WIDTH / 2, 0.5)
    assert ink_at(desk, 0.5 - 1.5 * ERASER_WIDTH / 2, 0.5)


def test_the_eraser_is_chosen_by_button_and_key_and_that_is_seen(desk):
    button, canvas = desk.find("eraser"), desk.find("canvas")
    desk.draw([LOWER])
    desk.click("eraser")
    assert button.isChecked()
    QTest.keyClick(desk.window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert not button.isChecked()
    desk.draw([LEVEL])
    assert len(strokes(desk)) == 2

    # A circle as large as the eraser goes with the pointer.
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    desk.click("eraser")
    side = canvas.width()
    desk.window.resize(1700, 1060)
    desk.wait(lambda: canvas.width() > 1.2 * side)
    picture = canvas.cursor().pixmap().toImage()
    middle = picture.height() // 2
    assert abs(canvas.cursor().hotSpot().y() - middle) <= 1
    seen = [x for x in range(picture.width()) if picture.pixelColor(x, middle).alpha() > 100]
    assert seen[-1] - seen[0] == pytest.approx(ERASER_WIDTH * canvas.width(), abs=4)
    desk.click("eraser")
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor


def test_the_other_end_of_a_pen_and_a_finger_erase(desk, touch_screen):
    send = TabletPen(desk, QPointingDevice.PointerType.Eraser).send
    desk.draw([LEVEL])
    send(QEvent.Type.TabletPress, DOWN[0], True)
    send(QEvent.Type.TabletMove, DOWN[1], True)
    send(QEvent.Type.TabletRelease, DOWN[1], False)
    assert len(strokes(desk)) == 2
    desk.draw([LOWER])  # the mouse draws on
    assert len(strokes(desk)) == 3 and not desk.find("eraser").isChecked()
    desk.trigger("action_clear")

    desk.draw([LEVEL])
    desk.click("eraser")
    window, at = desk.window, desk.at
    QTest.touchEvent(window, touch_screen).press(0, at(DOWN[0]), window).commit()
    QTest.touchEvent(window, touch_screen).move(0, at(DOWN[1]), window).commit()
    QTest.touchEvent(window, touch_screen).release(0, at(DOWN[1]), window).commit()
    assert len(strokes(desk)) == 2


def test_the_eraser_gives_way_to_the_pen_once_nothing_is_left_to_erase(desk, tmp_path):
    picture = tmp_path / "three.png"
    assert as_drawn(Drawing(tuple(placed(3, 0.2, 0.2, 0.6)))).save(str(picture))
    assert not desk.can("action_eraser")
    for empty in ("erase", "put a picture", "action_undo", "action_clear"):
        desk.draw([LEVEL])
        desk.click("eraser")
        if empty == "erase":
            desk.draw([[(0.05, 0.5), (0.95, 0.5)]])
        elif empty == "put a picture":
            desk.drop("canvas", files(picture))
            desk.wait(lambda: desk.reads() == "3")
        else:
            desk.trigger(empty)
        assert not strokes(desk) and not desk.can("action_eraser"), empty
        assert not desk.action("action_eraser").isChecked(), empty
        desk.draw([DOWN])
        assert len(strokes(desk)) == 1 and desk.can("action_eraser")
        desk.trigger("action_clear")
